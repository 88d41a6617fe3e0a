//! Reasons, in the report's words.

use beian_android::manifest::Problem;
use beian_android::signing::ProblemKind;
use beian_model::{Bilingual, Phrase, PrimaryReason, Reason, Word};

/// A reason in the words of the parser that gave it: technical, the same in both languages.
pub(crate) fn technical(error: &dyn std::fmt::Display) -> Word {
    error.to_string().into()
}

/// Why a signer is the primary one.
pub(crate) fn primary(id: PrimaryReason) -> Reason {
    let words = match id {
        PrimaryReason::OnlySigner => Phrase::PrimaryOnly,
        PrimaryReason::HighestScheme => Phrase::PrimaryHighest,
        PrimaryReason::OutOfRange => Phrase::PrimaryOutOfRange,
        PrimaryReason::ClassicalOfHybrid => Phrase::PrimaryClassical,
        PrimaryReason::MainExecutable => Phrase::PrimaryExecutable,
        PrimaryReason::ProfileFallback => Phrase::PrimaryProfile,
        PrimaryReason::BareCertificate => Phrase::PrimaryBare,
    }
    .words();
    Reason { id, zh: words.zh, en: words.en }
}

/// What Android does with something odd in binary XML or a resource table.
pub(crate) fn android_platform(platform: beian_android::Platform) -> Bilingual {
    let source = [("source", "androidfw".into())];
    match platform {
        beian_android::Platform::Accepts => Phrase::PlatformAccepts.with(&source),
        beian_android::Platform::Refuses => Phrase::PlatformRefuses.with(&source),
    }
}

/// Why nothing of a manifest could be read.
pub(crate) fn manifest_unreadable(error: &dyn std::fmt::Display) -> Bilingual {
    Phrase::ReasonManifestUnreadable.with(&[("cause", technical(error))])
}

/// Why a fact of a manifest could not be read.
pub(crate) fn android(problem: &Problem) -> Bilingual {
    use Problem as P;
    let id = |id: &dyn std::fmt::Display| ("id", technical(id));
    let cause = |cause: &dyn std::fmt::Display| ("cause", technical(cause));
    match problem {
        P::ReferenceToMissing { id: missing } => Phrase::ReasonMissing.with(&[id(missing)]),
        P::ReferenceToOtherPackage { id: other } => Phrase::ReasonOtherPackage.with(&[id(other)]),
        P::ReferenceCycle { id: again } => Phrase::ReasonCycle.with(&[id(again)]),
        P::ReferenceTooDeep { id: last } => Phrase::ReasonTooDeep.with(&[id(last)]),
        P::NoTable { id: wanted } => Phrase::ReasonNoTable.with(&[id(wanted)]),
        P::TableUnreadable { id: wanted, error } => {
            Phrase::ReasonTableUnreadable.with(&[id(wanted), cause(error)])
        }
        P::EntryUnreadable { id: wanted, error } => {
            Phrase::ReasonEntryUnreadable.with(&[id(wanted), cause(error)])
        }
        P::StringUnreadable { error } => Phrase::ReasonStringUnreadable.with(&[cause(error)]),
        P::InvalidText => Phrase::ReasonInvalidText.words(),
        P::WrongType { .. } => Phrase::ReasonWrongType.with(&[cause(problem)]),
        P::AttributeWithoutId { .. } => Phrase::ReasonAttributeId.with(&[cause(problem)]),
        P::AttributeUnreadable { error } => Phrase::ReasonAttribute.with(&[cause(error)]),
        P::DocumentBroken { error } => Phrase::ReasonBroken.with(&[cause(error)]),
        P::ElementMisplaced { depth } => Phrase::ReasonMisplaced.with(&[("depth", depth.to_string().into())]),
        P::NotManifest => Phrase::ReasonNotManifest.words(),
        P::LimitReached => Phrase::ReasonLimit.words(),
        other => Phrase::ReasonUnknown.with(&[cause(other)]),
    }
}

/// What is wrong with a signature.
pub(crate) fn signing(kind: &ProblemKind) -> Bilingual {
    use ProblemKind as K;
    let phrase = match kind {
        K::BlockSizesDiffer { .. } | K::BlockSizeOutOfRange { .. } => Phrase::SigningBlockSize,
        K::PairSizeOutOfRange { .. } => Phrase::SigningPairSize,
        K::TooManyPairs { .. } | K::TooMany { .. } | K::TooLarge { .. } => Phrase::SigningTooMuch,
        K::DuplicatePair { .. } => Phrase::SigningDuplicate,
        K::DirectoryNotAtEnd => Phrase::SigningDirectory,
        K::Unreadable(_) | K::EntryIncomplete { .. } => Phrase::SigningUnreadable,
        K::MalformedSigners | K::MalformedSigner => Phrase::SigningMalformedSigner,
        K::NoSigners | K::NoSignerInfo { .. } => Phrase::SigningNoSigner,
        K::MalformedDigest { .. } | K::MalformedSignature { .. } | K::Malformed => Phrase::SigningMalformed,
        K::MalformedCertificate { .. } => Phrase::SigningMalformedCertificate,
        K::MalformedAttribute { .. } => Phrase::SigningMalformedAttribute,
        K::NoSignatures => Phrase::SigningNoSignatures,
        K::NoCertificates => Phrase::SigningNoCertificates,
        K::InvalidSdkVersions(_) | K::MinSdkMismatch { .. } | K::MaxSdkMismatch { .. } => {
            Phrase::SigningPlatforms
        }
        K::MalformedLineage { .. } | K::LineageOfAnother => Phrase::SigningLineage,
        K::NoManifest => Phrase::SigningNoManifest,
        K::MissingSignatureFile { .. } => Phrase::SigningNoSignatureFile,
        K::MalformedMessage { .. } => Phrase::SigningMalformedMessage,
        K::CertificateNotFound { .. } => Phrase::SigningCertificateNotFound,
        K::UnknownVersion { .. } => Phrase::SigningVersion,
        _ => Phrase::SigningOther,
    };
    phrase.with(&[("cause", technical(kind))])
}
