//! What the tests of the schemes share.

use beian_archive::{Archive, Budget, Limits, Source};
use beian_testkit::apk_signing::ApkSigner;
use beian_testkit::cert::{CertificateBuilder, TestKey};
use beian_testkit::signing::SigningBlockBuilder;
use beian_testkit::zip::ZipBuilder;

use super::{SchemeCheck, SchemeVerdict};
use crate::signing::{ApkSignatures, SdkRange};
use crate::verify::content::Contents;
use crate::verify::{Issue, Sequential};

/// Every platform.
pub(super) const ALL: SdkRange = SdkRange { min: 1, max: u32::MAX };

pub(super) fn shop() -> CertificateBuilder {
    CertificateBuilder::new("Shop")
}

pub(super) fn other() -> CertificateBuilder {
    CertificateBuilder::new("Other").key(TestKey::OtherP256)
}

pub(super) fn rsa() -> CertificateBuilder {
    CertificateBuilder::new("Rsa").key(TestKey::Rsa2048)
}

pub(super) fn zip() -> ZipBuilder {
    ZipBuilder::new().stored("classes.dex", &[7; 5000])
}

pub(super) fn signer() -> ApkSigner {
    ApkSigner::new(&zip().build())
}

/// A package whose block has this one pair, whatever its value.
pub(super) fn with_value(id: u32, value: &[u8]) -> Vec<u8> {
    zip().before_directory(&SigningBlockBuilder::new().pair(id, value).build()).build()
}

/// A package, read.
pub(super) struct Package {
    archive: Archive,
    pub(super) signatures: ApkSignatures,
}

impl Package {
    pub(super) fn of(bytes: Vec<u8>) -> Self {
        let mut budget = Budget::new(&Limits::default());
        let archive = Archive::strict(&Source::from_bytes(bytes), &mut budget).unwrap();
        let signatures = ApkSignatures::read(&archive, &mut budget);
        Self { archive, signatures }
    }

    pub(super) fn signed(signer: &ApkSigner) -> Self {
        Self::of(signer.sign().apk)
    }

    /// The last two steps.
    pub(super) fn finish<'a>(&self, check: SchemeCheck<'a>) -> SchemeVerdict<'a> {
        let mut budget = Budget::new(&Limits::default());
        let block = self.signatures.block.as_ref().unwrap();
        let contents = Contents::of(&self.archive, block, &mut budget).unwrap();
        let digests = contents.digests(&check.wanted(), &Sequential, &mut budget);
        check.finish(digests.as_ref())
    }
}

/// The verdict and the names of all issues.
pub(super) fn told(verdict: &SchemeVerdict<'_>) -> (Option<bool>, Vec<String>) {
    (verdict.verified, verdict.issues.iter().map(Issue::code).collect())
}

/// What [`told`] gives of something that is refused for one reason.
pub(super) fn refused(code: &str) -> (Option<bool>, Vec<String>) {
    (Some(false), vec![code.to_owned()])
}

/// What [`told`] gives of something that holds, with these warnings.
pub(super) fn holds(warnings: &[&str]) -> (Option<bool>, Vec<String>) {
    (Some(true), warnings.iter().map(|code| (*code).to_owned()).collect())
}
