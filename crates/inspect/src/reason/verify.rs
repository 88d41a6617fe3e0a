//! What verifying found wrong.

use beian_android::verify::apk::PackageIssue;
use beian_android::verify::block::BlockIssue;
use beian_android::verify::jar::JarIssue;
use beian_android::verify::stamp::StampIssue;
use beian_android::verify::v4::V4Issue;
use beian_android::verify::{Issue, IssueKind};
use beian_model::{Bilingual, Phrase};

use super::{because, signing};

/// What is wrong with a signature.
pub(crate) fn issue(issue: &Issue) -> Bilingual {
    let phrase = match &issue.kind {
        IssueKind::Read(problem) => return signing(&problem.kind),
        IssueKind::Jar(issue) => jar(issue),
        IssueKind::Block(issue) => block(issue),
        IssueKind::V4(issue) => v4(issue),
        IssueKind::Stamp(issue) => stamp(issue),
        IssueKind::Package(issue) => package(issue),
        _ => Phrase::SigningOther,
    };
    because(phrase, &issue.kind)
}

fn jar(issue: &JarIssue) -> Phrase {
    use JarIssue as J;
    match issue {
        J::EntryDigest { .. }
        | J::ManifestDigest { .. }
        | J::MainSectionDigest { .. }
        | J::SectionDigest { .. } => Phrase::SigningContents,
        J::DidNotVerify { .. } | J::VerifyException { .. } => Phrase::SigningValue,
        J::MissingScheme { .. } | J::NoStripProtection { .. } => Phrase::SigningStripped,
        J::EntryNotSigned { .. }
        | J::EntrySignersMismatch { .. }
        | J::MissingEntry { .. }
        | J::NoDigestInManifest { .. }
        | J::NoDigestInSignatureFile { .. }
        | J::NoManifestDigest { .. }
        | J::NoSignedEntries
        | J::UnprotectedEntry { .. } => Phrase::SigningNotCovered,
        J::UnsupportedAlgorithm { .. } | J::Unsupported { .. } => Phrase::SigningAlgorithm,
        J::ParseException { .. } => Phrase::SigningMalformedMessage,
        J::UnknownScheme { .. } => Phrase::SigningUnknownPart,
        J::EntryNotRead { .. } | J::EntryNotChecked { .. } => Phrase::SigningUnreadable,
        J::DuplicateEntry { .. } | J::MalformedEntry { .. } | J::NotStrict => Phrase::SigningNotZip,
        _ => Phrase::SigningOther,
    }
}

fn block(issue: &BlockIssue) -> Phrase {
    use BlockIssue as B;
    match issue {
        B::DigestDidNotVerify { .. } | B::Misaligned(_) => Phrase::SigningContents,
        B::DidNotVerify(_) | B::VerifyException { .. } => Phrase::SigningValue,
        B::KeyMismatch | B::KeyOfAnotherKind(_) | B::MalformedPublicKey(_) => Phrase::SigningKey,
        B::MissingScheme(_) | B::V31BlockMissing { .. } | B::V31BlockWithoutV3 | B::V32BlockMissing => {
            Phrase::SigningStripped
        }
        B::UnknownAlgorithm(_) | B::NoSupportedSignatures { .. } | B::UnsupportedSignature { .. } => {
            Phrase::SigningAlgorithm
        }
        B::LineageDidNotVerify { .. }
        | B::SecondLineage
        | B::InconsistentLineages
        | B::HybridLineages
        | B::UnsupportedLineage { .. } => Phrase::SigningLineage,
        B::InconsistentSdkVersions
        | B::MissingSdkVersions { .. }
        | B::RotationMinSdkMismatch { .. }
        | B::RotationMinSdkMissing { .. }
        | B::HybridSdkMismatch { .. }
        | B::HybridSdkVersions => Phrase::SigningPlatforms,
        B::AlgorithmMismatch { .. }
        | B::MultipleSigners
        | B::HybridSigners { .. }
        | B::HybridKinds
        | B::TargetsDevReleaseOnV3 => Phrase::SigningDisagree,
        B::UnknownAttribute(_) | B::UnknownScheme(_) => Phrase::SigningUnknownPart,
        B::UnreadableContents(_) => Phrase::SigningUnreadable,
        B::TooManySigners { .. } => Phrase::SigningTooMuch,
        _ => Phrase::SigningOther,
    }
}

fn v4(issue: &V4Issue) -> Phrase {
    use V4Issue as V;
    match issue {
        V::RootDidNotVerify { .. } | V::TreeDidNotVerify | V::DigestsMismatch => Phrase::SigningContents,
        V::DidNotVerify(_) | V::VerifyException { .. } => Phrase::SigningValue,
        V::KeyMismatch | V::KeyOfAnotherKind(_) | V::MalformedPublicKey(_) => Phrase::SigningKey,
        V::UnknownAlgorithm(_) | V::UnknownHashing { .. } | V::UnsupportedSignature { .. } => {
            Phrase::SigningAlgorithm
        }
        V::MultipleSigners { .. } | V::SignersMismatch | V::NoSignerForBlock(_) | V::WithoutBlock => {
            Phrase::SigningDisagree
        }
        V::UnreadableContents(_) => Phrase::SigningUnreadable,
        _ => Phrase::SigningOther,
    }
}

fn stamp(issue: &StampIssue) -> Phrase {
    use StampIssue as S;
    match issue {
        S::Missing | S::WithoutEntry | S::NoSignature(_) => Phrase::SigningStripped,
        S::CertificateMismatch { .. } => Phrase::SigningKey,
        S::DidNotVerify { .. } | S::VerifyException { .. } => Phrase::SigningValue,
        S::UnknownAlgorithm(_) | S::NoSupportedSignature { .. } | S::UnsupportedSignature { .. } => {
            Phrase::SigningAlgorithm
        }
        S::LineageDidNotVerify { .. } | S::UnsupportedLineage { .. } => Phrase::SigningLineage,
        S::UnknownAttribute(_) => Phrase::SigningUnknownPart,
        S::UnreadableEntry(_) => Phrase::SigningUnreadable,
        _ => Phrase::SigningOther,
    }
}

fn package(issue: &PackageIssue) -> Phrase {
    use PackageIssue as P;
    match issue {
        P::NoManifest | P::MinSdkUnknown(_) => Phrase::SigningManifest,
        P::Zip64 => Phrase::SigningNotZip,
        P::NoSignatureForSandbox { .. } | P::MinSchemeNotMet { .. } => Phrase::SigningTooWeak,
        P::V2Missing | P::JarMissing | P::MultiplePastSigners { .. } | P::PastSignersMismatch => {
            Phrase::SigningDisagree
        }
        _ => Phrase::SigningOther,
    }
}
