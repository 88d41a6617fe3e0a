//! Local headers that only fill space.
//!
//! The Android build's zip writer (zipflinger, "virtual entry") puts local headers without name and data, their extra
//! field full of zeros, where an entry was removed or the next one is to be aligned; no directory lists them.

use std::ops::Range;

use crate::error::{Error, What};
use crate::records::{LOCAL_LEN, LOCAL_SIGNATURE, LocalRecord};
use crate::source::{Source, to_u64};

/// How many such headers in a row are looked at.
const MOST: usize = 64;

impl LocalRecord {
    /// Whether it has neither name nor data.
    pub(crate) fn is_padding(&self) -> bool {
        let sizes = self.name_len == 0 && self.compressed == 0 && self.uncompressed == 0;
        sizes && self.signature == LOCAL_SIGNATURE
    }
}

/// Whether the first `bytes` of `source` are such headers and nothing else.
pub(crate) fn fills(source: &Source, bytes: u64) -> Result<bool, Error> {
    let mut at = 0;
    for _ in 0..MOST {
        if at >= bytes {
            break;
        }
        let Some(end) = padding_at(source, at)? else { return Ok(false) };
        at = end;
    }
    Ok(at == bytes)
}

/// Whether such headers and nothing else stand in `gap`.
pub(crate) fn fill(source: &Source, gap: Range<u64>) -> Result<bool, Error> {
    let bytes = gap.end.saturating_sub(gap.start);
    fills(&source.window(gap)?, bytes)
}

/// Where the padding that starts at `at` ends.
fn padding_at(source: &Source, at: u64) -> Result<Option<u64>, Error> {
    let mut buf = [0; LOCAL_LEN];
    if source.len().saturating_sub(at) < to_u64(LOCAL_LEN) {
        return Ok(None);
    }
    source.read_what(What::LocalHeader, at, &mut buf)?;
    let Some(record) = LocalRecord::parse(&buf).filter(LocalRecord::is_padding) else { return Ok(None) };
    let extra_at = at.saturating_add(to_u64(LOCAL_LEN));
    let end = at.saturating_add(record.data_distance());
    if end > source.len() {
        return Ok(None);
    }
    let extra = source.read_new(What::LocalHeader, extra_at, record.extra_len.into())?;
    Ok(extra.iter().all(|&byte| byte == 0).then_some(end))
}
