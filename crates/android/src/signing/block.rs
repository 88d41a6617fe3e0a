//! The APK Signing Block (<https://source.android.com/docs/security/features/apksigning/v2>): pairs of id and value between the last
//! entry and the central directory.

use std::ops::Range;

use beian_archive::{Budget, Error, Source};

use super::{Blob, Problem, ProblemKind, Scheme};

/// The magic at the end of the block.
const MAGIC: &[u8; 16] = b"APK Sig Block 42";
/// The size of the last three fields: size and magic.
const FOOTER: u64 = 24;
/// How many pairs are read; packages in use have fewer than twenty.
pub(super) const MAX_PAIRS: usize = 4096;
/// The largest value, and the largest signature block file, that is read. Real ones stay below 100 KB.
pub(super) const MAX_VALUE: u64 = 1 << 20;

/// The id of a value in the block. Any number may stand there: stores and channel tools put their own beside the platform's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BlockId(pub u32);

impl BlockId {
    /// v2 (`V2SchemeConstants.APK_SIGNATURE_SCHEME_V2_BLOCK_ID`).
    pub const V2: Self = Self(0x7109_871a);
    /// v3 (`V3SchemeConstants.APK_SIGNATURE_SCHEME_V3_BLOCK_ID`).
    pub const V3: Self = Self(0xf053_68c0);
    /// v3.1 (`V3SchemeConstants.APK_SIGNATURE_SCHEME_V31_BLOCK_ID`).
    pub const V31: Self = Self(0x1b93_ad61);
    /// v3.2 (`V3SchemeConstants.APK_SIGNATURE_SCHEME_V32_BLOCK_ID` of Android 17).
    pub const V32: Self = Self(0x70e1_c89f);
    /// The first source stamp (`SourceStampConstants.V1_SOURCE_STAMP_BLOCK_ID`).
    pub const STAMP_V1: Self = Self(0x2b09_189e);
    /// The second source stamp (`SourceStampConstants.V2_SOURCE_STAMP_BLOCK_ID`).
    pub const STAMP_V2: Self = Self(0x6dff_800d);
    /// Zeros that fill the block up to a multiple of 4,096 bytes (`ApkSigningBlockUtils.VERITY_PADDING_BLOCK_ID`).
    pub const PADDING: Self = Self(0x4272_6577);
    /// What the Android Gradle plugin says of the package's dependencies.
    pub const DEPENDENCIES: Self = Self(0x504b_4453);
}

impl std::fmt::Display for BlockId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:#010x}", self.0)
    }
}

/// A pair of the block: its id, and where its value is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// The id.
    pub id: BlockId,
    /// Where the value is, in bytes from the start of the file.
    pub value: Range<u64>,
}

/// The block's place and pairs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SigningBlock {
    /// Where the block is, in bytes from the start of the file: from its first size to its magic.
    pub range: Range<u64>,
    /// The pairs in stored order, those of the same id too.
    pub pairs: Vec<Pair>,
}

/// What looking for a block gives.
pub(super) struct Found {
    pub(super) block: Option<SigningBlock>,
    pub(super) problems: Vec<Problem>,
}

impl SigningBlock {
    /// Looks for the block in front of a central directory (`ApkUtilsLite.findApkSigningBlock`). Where the magic is there but the sizes
    /// are wrong the platform finds no block; neither is one returned, and a problem says so.
    pub(super) fn find(source: &Source, directory: u64, budget: &mut Budget) -> Found {
        let mut problems = Vec::new();
        let block = match locate(source, directory) {
            Ok(Some(range)) => Some(read_pairs(source, range, budget, &mut problems)),
            Ok(None) => None,
            Err(problem) => {
                problems.push(problem);
                None
            }
        };
        Found { block, problems }
    }

    /// Whether there is a value of this id.
    pub fn has(&self, id: BlockId) -> bool {
        self.pairs.iter().any(|pair| pair.id == id)
    }

    /// The value of a scheme, where it has one here.
    pub(super) fn value_of(
        &self,
        scheme: Scheme,
        source: &Source,
        budget: &mut Budget,
    ) -> Result<Option<Blob>, Problem> {
        scheme.block_id().map_or(Ok(None), |id| self.value(id, source, budget))
    }

    /// The bytes of the first value of this id, which is the one that the platform takes
    /// (`ApkSigningBlockUtilsLite.findApkSignatureSchemeBlock`).
    pub fn value(&self, id: BlockId, source: &Source, budget: &mut Budget) -> Result<Option<Blob>, Problem> {
        let Some(pair) = self.pairs.iter().find(|pair| pair.id == id) else { return Ok(None) };
        let offset = pair.value.start;
        let size = pair.value.end.saturating_sub(offset);
        if size > MAX_VALUE {
            return Err(Problem::of_block(offset, ProblemKind::TooLarge { size, limit: MAX_VALUE }));
        }
        let bytes = source.read_vec(pair.value.clone(), budget).map_err(unreadable(offset))?;
        Ok(Some(Blob { offset, bytes }))
    }
}

fn unreadable(offset: u64) -> impl Fn(Error) -> Problem {
    move |error| Problem::of_block(offset, ProblemKind::Unreadable(error))
}

fn locate(source: &Source, directory: u64) -> Result<Option<Range<u64>>, Problem> {
    // The smallest block is a size in front, and the footer.
    let Some(footer_at) = directory.checked_sub(FOOTER).filter(|at| *at >= 8) else { return Ok(None) };
    let mut footer = [0; 24];
    source.read_exact_at(footer_at, &mut footer).map_err(unreadable(footer_at))?;
    let Some((size, magic)) = footer.split_first_chunk::<8>() else { return Ok(None) };
    if magic != MAGIC {
        return Ok(None);
    }
    let footer_size = u64::from_le_bytes(*size);
    let whole = footer_size.checked_add(8).filter(|_| (FOOTER..=0x7fff_ffff - 8).contains(&footer_size));
    let Some(start) = whole.and_then(|whole| directory.checked_sub(whole)) else {
        return Err(Problem::of_block(footer_at, ProblemKind::BlockSizeOutOfRange { size: footer_size }));
    };
    let mut header = [0; 8];
    source.read_exact_at(start, &mut header).map_err(unreadable(start))?;
    let header_size = u64::from_le_bytes(header);
    if header_size != footer_size {
        let kind = ProblemKind::BlockSizesDiffer { header: header_size, footer: footer_size };
        return Err(Problem::of_block(start, kind));
    }
    Ok(Some(start..directory))
}

/// Reads the pairs' heads, not their values: a store's or a channel tool's may be large and is nobody's concern here.
fn read_pairs(
    source: &Source,
    range: Range<u64>,
    budget: &mut Budget,
    problems: &mut Vec<Problem>,
) -> SigningBlock {
    let mut pairs: Vec<Pair> = Vec::new();
    let mut position = range.start.saturating_add(8);
    let end = range.end.saturating_sub(FOOTER);
    while position < end {
        if pairs.len() == MAX_PAIRS {
            problems.push(Problem::of_block(position, ProblemKind::TooManyPairs { limit: MAX_PAIRS }));
            break;
        }
        match read_pair(source, position..end, pairs.len(), budget) {
            Ok(pair) => {
                if pairs.iter().any(|other| other.id == pair.id) {
                    problems.push(Problem::of_block(position, ProblemKind::DuplicatePair { id: pair.id }));
                }
                position = pair.value.end;
                pairs.push(pair);
            }
            Err(problem) => {
                problems.push(problem);
                break;
            }
        }
    }
    SigningBlock { range, pairs }
}

fn read_pair(source: &Source, rest: Range<u64>, index: usize, budget: &mut Budget) -> Result<Pair, Problem> {
    let available = rest.end.saturating_sub(rest.start).saturating_sub(8);
    let too_large =
        |size| Problem::of_block(rest.start, ProblemKind::PairSizeOutOfRange { index, size, available });
    if rest.end.saturating_sub(rest.start) < 12 {
        return Err(too_large(available));
    }
    budget.spend_bytes(12).map_err(unreadable(rest.start))?;
    let mut head = [0; 12];
    source.read_exact_at(rest.start, &mut head).map_err(unreadable(rest.start))?;
    let (Some(size), Some(id)) = (head.first_chunk::<8>(), head.last_chunk::<4>()) else {
        return Err(too_large(0));
    };
    let size = u64::from_le_bytes(*size);
    if size < 4 || size > available {
        return Err(too_large(size));
    }
    let start = rest.start.saturating_add(12);
    let end = start.saturating_add(size.saturating_sub(4));
    Ok(Pair { id: BlockId(u32::from_le_bytes(*id)), value: start..end })
}

#[cfg(test)]
mod tests;
