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
pub use signer::{AlgorithmValue, SchemeBlock, SignatureAlgorithm, Signer};
pub use stamp::{Stamp, StampedScheme};

use beian_archive::{Archive, Budget};

/// All signatures of a package.
#[derive(Clone, Debug, Default)]
pub struct ApkSignatures {
    /// The APK Signing Block, where there is one.
    pub block: Option<SigningBlock>,
    /// JAR signatures.
    pub v1: JarSignatures,
    /// The v2 block.
    pub v2: Option<SchemeBlock>,
    /// The v3 block.
    pub v3: Option<SchemeBlock>,
    /// The v3.1 block.
    pub v31: Option<SchemeBlock>,
    /// The v3.2 block.
    pub v32: Option<SchemeBlock>,
    /// Source stamps, in block order.
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
        for scheme in Scheme::OF_SIGNERS {
            let read = block
                .value(scheme.block_id(), source, budget)
                .map(|value| value.map(|value| SchemeBlock::parse(scheme, &value)));
            match read {
                Ok(parsed) => signatures.put(scheme, parsed),
                Err(problem) => signatures.problems.push(problem),
            }
        }
        for scheme in Scheme::OF_STAMPS {
            match block.value(scheme.block_id(), source, budget) {
                Ok(value) => signatures.stamps.extend(value.map(|value| Stamp::parse(scheme, &value))),
                Err(problem) => signatures.problems.push(problem),
            }
        }
        signatures.block = Some(block);
        signatures
    }

    /// The signers of a scheme of the signing block, where the package has it.
    pub fn scheme(&self, scheme: Scheme) -> Option<&SchemeBlock> {
        match scheme {
            Scheme::V2 => self.v2.as_ref(),
            Scheme::V3 => self.v3.as_ref(),
            Scheme::V31 => self.v31.as_ref(),
            Scheme::V32 => self.v32.as_ref(),
            Scheme::V1 | Scheme::V4 | Scheme::StampV1 | Scheme::StampV2 => None,
        }
    }

    /// Whether the package has signatures of a scheme, however broken. Of v1 as the platform counts: a block file with its signature file
    /// and a manifest. Never of v4, whose file stands beside the package.
    pub fn has(&self, scheme: Scheme) -> bool {
        match scheme {
            Scheme::V1 => self.v1.counted().next().is_some(),
            Scheme::StampV1 | Scheme::StampV2 => self.stamps.iter().any(|stamp| stamp.scheme == scheme),
            other => {
                self.scheme(other).is_some()
                    || self.block.as_ref().is_some_and(|block| block.has(other.block_id()))
            }
        }
    }

    /// All problems: those of the signing block, then the schemes' from the highest down, then the stamps'.
    pub fn all_problems(&self) -> impl Iterator<Item = &Problem> {
        let schemes = Scheme::OF_SIGNERS.into_iter().filter_map(|scheme| self.scheme(scheme));
        self.problems
            .iter()
            .chain(schemes.flat_map(|block| &block.problems))
            .chain(&self.v1.problems)
            .chain(self.stamps.iter().flat_map(|stamp| &stamp.problems))
    }

    fn put(&mut self, scheme: Scheme, block: Option<SchemeBlock>) {
        match scheme {
            Scheme::V2 => self.v2 = block,
            Scheme::V3 => self.v3 = block,
            Scheme::V31 => self.v31 = block,
            Scheme::V32 => self.v32 = block,
            Scheme::V1 | Scheme::V4 | Scheme::StampV1 | Scheme::StampV2 => {}
        }
    }
}

#[cfg(test)]
mod tests;
