//! APK Signature Scheme v4: the `.idsig` file beside a package (`V4Signature`).

use std::ops::Range;

use beian_pki::Certificate;

use super::cursor::{Cursor, Cut};
use super::signer::Parser;
use super::{Blob, BlockId, Problem, ProblemKind, Scheme, SignatureAlgorithm};

/// The only version that is known (`V4Signature.CURRENT_VERSION`).
const VERSION: u32 = 2;
/// How many signing blocks behind the first are read; there is one at most (v4.1).
const MAX_BLOCKS: usize = 16;

/// A v4 signature. The hash tree behind it, which may be large, is not kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct V4Signature {
    /// The version of its form.
    pub version: u32,
    /// How the package is hashed.
    pub hashing: HashingInfo,
    /// Who signed; signs for the v2 or v3 signer of the package.
    pub signing: SigningInfo,
    /// Who signed beside, for the signers of further blocks (v4.1: v3.1's).
    pub further: Vec<(BlockId, SigningInfo)>,
    /// Where the hash tree behind it says to be, in bytes from the start of the file, whether the file has so many or not; `None` where
    /// there is no tree.
    pub tree: Option<Range<u64>>,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
}

/// How the package is hashed (`V4Signature.HashingInfo`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HashingInfo {
    /// The algorithm's number: 1 is SHA-256.
    pub algorithm: u32,
    /// The binary logarithm of the block size.
    pub log2_block_size: u8,
    /// The salt.
    pub salt: Blob,
    /// The root of the hash tree.
    pub root_hash: Blob,
}

/// A signer (`V4Signature.SigningInfo`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SigningInfo {
    /// The package's digest in its v2 or v3 block.
    pub apk_digest: Blob,
    /// The signer's certificate.
    pub certificate: Certificate,
    /// Bytes without a meaning of their own.
    pub additional_data: Blob,
    /// The public key (`SubjectPublicKeyInfo`).
    pub public_key: Blob,
    /// The signature's algorithm.
    pub algorithm: SignatureAlgorithm,
    /// The signature.
    pub signature: Blob,
}

impl V4Signature {
    /// Of the bytes of an `.idsig` file, of which its beginning is enough: a hash tree behind may be cut off.
    pub fn parse(bytes: &[u8]) -> Result<Self, Problem> {
        let mut content = Cursor::new(bytes);
        let malformed = |cut: Cut| Problem::of_scheme(Scheme::V4, cut.offset, ProblemKind::Malformed);
        let version = content.u32().map_err(malformed)?;
        if version != VERSION {
            return Err(Problem::of_scheme(Scheme::V4, 0, ProblemKind::UnknownVersion { version }));
        }
        let hashing = content.prefixed().and_then(hashing_info).map_err(malformed)?;
        let mut infos = content.prefixed().map_err(malformed)?;
        let mut parser = Parser { scheme: Scheme::V4, signer: Some(0), problems: Vec::new() };
        let signing = signing_info(&mut infos, &mut parser).map_err(malformed)?;
        let further = further_blocks(infos, &mut parser);
        Ok(Self {
            version,
            hashing,
            signing,
            further,
            tree: tree(content, &mut parser),
            problems: parser.problems,
        })
    }

    /// All signers in stored order.
    pub fn signers(&self) -> impl Iterator<Item = &SigningInfo> {
        std::iter::once(&self.signing).chain(self.further.iter().map(|(_, signing)| signing))
    }
}

fn tree(mut content: Cursor<'_>, parser: &mut Parser) -> Option<Range<u64>> {
    let at = content.offset();
    let size = content.u32().ok()?;
    // Negative in Java, where it throws.
    if size > 0x7fff_ffff {
        parser.signer = None;
        parser.note(at, ProblemKind::Malformed);
    }
    let start = content.offset();
    Some(start..start.saturating_add(size.into()))
}

fn hashing_info(mut content: Cursor<'_>) -> Result<HashingInfo, Cut> {
    Ok(HashingInfo {
        algorithm: content.u32()?,
        log2_block_size: content.u8()?,
        salt: content.prefixed()?.to_blob(),
        root_hash: content.prefixed()?.to_blob(),
    })
}

fn signing_info(content: &mut Cursor<'_>, parser: &mut Parser) -> Result<SigningInfo, Cut> {
    Ok(SigningInfo {
        apk_digest: content.prefixed()?.to_blob(),
        certificate: parser.certificate(content.prefixed()?, 0),
        additional_data: content.prefixed()?.to_blob(),
        public_key: content.prefixed()?.to_blob(),
        algorithm: SignatureAlgorithm(content.u32()?),
        signature: content.prefixed()?.to_blob(),
    })
}

fn further_blocks(mut infos: Cursor<'_>, parser: &mut Parser) -> Vec<(BlockId, SigningInfo)> {
    let mut further = Vec::new();
    while !infos.is_empty() {
        parser.signer = Some(further.len().saturating_add(1));
        if further.len() == MAX_BLOCKS {
            parser.note(infos.offset(), ProblemKind::TooMany { limit: MAX_BLOCKS });
            break;
        }
        let block =
            infos.u32().and_then(|id| Ok((BlockId(id), signing_info(&mut infos.prefixed()?, parser)?)));
        match block {
            Ok(block) => further.push(block),
            Err(cut) => {
                parser.note(cut.offset, ProblemKind::Malformed);
                break;
            }
        }
    }
    further
}
