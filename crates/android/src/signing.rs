//! Who signed a package: JAR signatures (v1), the APK Signing Block with the schemes v2, v3, v3.1 and v3.2 and source stamps, and the v4
//! signature beside the package.
//!
//! Nothing is verified here, everything is kept for it: signed data as stored, signatures, digests, attributes. What is broken is a
//! [`Problem`] and costs what it stands in alone: a broken v3 block does not hide v2.
//!
//! [`ApkSignatures::read`] reads all of a package; [`ApkSignatures::resolve`] tells who its signers are and whose certificate counts in a
//! range of platforms.
//!
//! Sources: apksig of AOSP (`tools/apksig`, Android 14) and the verifiers of `frameworks/base` (`android.util.apk`, Android 14 and 17);
//! where a rule is theirs, the class and method are named.

mod attribute;
mod block;
mod cursor;
mod idsig;
mod jar;
mod lineage;
mod problem;
mod resolve;
mod scheme;
mod signer;
mod stamp;

pub use attribute::{Attribute, AttributeId};
pub use block::{BlockId, Pair, SigningBlock};
pub use cursor::Blob;
pub use idsig::{HashingInfo, SigningInfo, V4Signature};
pub use jar::{JarSignatures, JarSigner, is_signature_block_name, signature_file_name};
pub use lineage::{Capabilities, Lineage, LineageLevel};
pub use problem::{Problem, ProblemKind, Severity};
pub use resolve::{ApkSigner, Primary, PrimaryReason, Resolved, SignerUse};
pub use scheme::{Scheme, SdkRange};
pub(crate) use signer::MAX_ELEMENTS;
pub use signer::{AlgorithmValue, SchemeBlock, SignatureAlgorithm, Signer};
pub use stamp::{Stamp, StampSignatures, StampedScheme};

use beian_archive::{Archive, Budget};

/// All signatures of a package.
#[derive(Clone, Debug, Default)]
pub struct ApkSignatures {
    /// The APK Signing Block, where there is one.
    pub block: Option<SigningBlock>,
    /// JAR signatures.
    pub v1: JarSignatures,
    /// The blocks of v3.2, v3.1, v3 and v2, those that are there and could be read, in this order.
    pub schemes: Vec<SchemeBlock>,
    /// Source stamps, the second version before the first.
    pub stamps: Vec<Stamp>,
    /// What is wrong with the signing block itself.
    pub problems: Vec<Problem>,
}

impl ApkSignatures {
    /// Reads all signatures of a package. Nothing that is wrong with them keeps the rest from being read.
    pub fn read(archive: &Archive, budget: &mut Budget) -> Self {
        let mut signatures = Self { v1: JarSignatures::read(archive, budget), ..Self::default() };
        let source = archive.source();
        let found = SigningBlock::find(source, archive.central_directory_offset(), budget);
        signatures.problems = found.problems;
        let Some(block) = found.block else { return signatures };
        if archive.central_directory().end != archive.end_record_offset() {
            signatures
                .problems
                .push(Problem::of_block(archive.central_directory().end, ProblemKind::DirectoryNotAtEnd));
        }
        for scheme in Scheme::OF_SIGNERS.into_iter().chain(Scheme::OF_STAMPS) {
            match block.value_of(scheme, source, budget) {
                Ok(Some(value)) => signatures.add(scheme, &value),
                Ok(None) => {}
                Err(problem) => signatures.problems.push(Problem { scheme: Some(scheme), ..problem }),
            }
        }
        signatures.block = Some(block);
        signatures
    }

    /// The block of v2, v3, v3.1 or v3.2, where the package has it and it could be read.
    pub fn scheme(&self, scheme: Scheme) -> Option<&SchemeBlock> {
        self.schemes.iter().find(|block| block.scheme == scheme)
    }

    /// Whether the package has signatures of a scheme, however broken. Of v1 as the platform counts: a block file with its signature file
    /// and a manifest. Never of v4, whose file stands beside the package.
    pub fn has(&self, scheme: Scheme) -> bool {
        let in_block = || scheme.block_id().zip(self.block.as_ref()).is_some_and(|(id, block)| block.has(id));
        if scheme == Scheme::V1 { self.v1.counted().next().is_some() } else { in_block() }
    }

    /// All problems: those of the signing block, then the schemes' from the highest down, then the stamps'.
    pub fn all_problems(&self) -> impl Iterator<Item = &Problem> {
        self.problems
            .iter()
            .chain(self.schemes.iter().flat_map(|block| &block.problems))
            .chain(&self.v1.problems)
            .chain(self.stamps.iter().flat_map(|stamp| &stamp.problems))
    }

    fn add(&mut self, scheme: Scheme, value: &Blob) {
        if Scheme::OF_STAMPS.contains(&scheme) {
            self.stamps.push(Stamp::parse(scheme, value));
        } else {
            self.schemes.push(SchemeBlock::parse(scheme, value));
        }
    }
}

#[cfg(test)]
mod tests;
