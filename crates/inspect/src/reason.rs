//! Reasons, in the report's words.
//!
//! A parser's error says what was read, where, and what was expected, in English and for whoever debugs a package. People
//! who file get its kind in their own language first.

mod archive;
mod manifest;
mod signing;
mod verify;

use beian_model::{Bilingual, Phrase, PrimaryReason, Reason};

pub(crate) use archive::{archive, partial, rule};
pub(crate) use manifest::{fact, platform, structure};
pub(crate) use signing::{certificate, signing};
pub(crate) use verify::issue;

/// A phrase with its technical cause.
fn because(phrase: Phrase, cause: &dyn std::fmt::Display) -> Bilingual {
    phrase.with(&[("cause", cause.to_string().into())])
}

/// Why a signer is the primary one.
pub(crate) fn primary(id: PrimaryReason) -> Reason {
    let words = match id {
        PrimaryReason::OnlySigner => Phrase::PrimaryOnly,
        PrimaryReason::HighestScheme => Phrase::PrimaryHighest,
        PrimaryReason::HigherUnreadable => Phrase::PrimaryHigherUnreadable,
        PrimaryReason::OutOfRange => Phrase::PrimaryOutOfRange,
        PrimaryReason::ClassicalOfHybrid => Phrase::PrimaryClassical,
        PrimaryReason::MainExecutable => Phrase::PrimaryExecutable,
        PrimaryReason::ProfileFallback => Phrase::PrimaryProfile,
        PrimaryReason::BareCertificate => Phrase::PrimaryBare,
    }
    .words();
    Reason { id, zh: words.zh, en: words.en }
}
