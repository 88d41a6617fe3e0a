//! The zip64 extended information extra field, APPNOTE.TXT section 4.5.3.

use crate::records::{ESCAPE_32, Fields};
use crate::rule::Rule;

const ZIP64_ID: u16 = 0x0001;
/// Bytes of an extra field's identifier and size.
const HEADER_LEN: usize = 4;

/// The 32-bit values that an extra field may replace.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Short {
    pub uncompressed: u32,
    pub compressed: u32,
    /// None in a local header, which has no offset.
    pub local_offset: Option<u32>,
}

/// Sizes and offset after zip64.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Long {
    pub uncompressed: u64,
    pub compressed: u64,
    pub local_offset: u64,
}

impl Short {
    /// Whether any value says that the extra field has the real one.
    pub(crate) fn is_escaped(self) -> bool {
        [Some(self.uncompressed), Some(self.compressed), self.local_offset].contains(&Some(ESCAPE_32))
    }

    /// The values as they stand, without an extra field.
    pub(crate) fn widen(self) -> Long {
        Long {
            uncompressed: self.uncompressed.into(),
            compressed: self.compressed.into(),
            local_offset: self.local_offset.unwrap_or(0).into(),
        }
    }
}

/// The values of `short` with those that `extra` replaces, as the platform reads it (`zip_archive.cc`,
/// `ParseZip64ExtendedInfoInExtraField`); `Err` where the platform gives the entry up.
///
/// A field with all three values replaces all three, also those that are not escaped (Go writes such).
pub(crate) fn widen(short: Short, extra: &[u8]) -> Result<Long, Rule> {
    let (mut body, size) = find_zip64(extra).ok_or(Rule::Zip64Extra)?;
    // With the disk number behind the three values, the platform ignores that number.
    let size = if size == 28 { 24 } else { size };
    let all = size == 24;
    let before = body.0.len();
    let mut long = short.widen();
    let mut replace = |value: &mut u64, escaped: bool| {
        if escaped || all {
            *value = body.u64()?;
        }
        Some(())
    };
    replace(&mut long.uncompressed, short.uncompressed == ESCAPE_32).ok_or(Rule::Zip64Extra)?;
    replace(&mut long.compressed, short.compressed == ESCAPE_32).ok_or(Rule::Zip64Extra)?;
    let mut offset = long.local_offset;
    replace(&mut offset, short.local_offset == Some(ESCAPE_32)).ok_or(Rule::Zip64Extra)?;
    long.local_offset = offset;
    let read = before.saturating_sub(body.0.len());
    if read == 0 || read != usize::from(size) { Err(Rule::Zip64Extra) } else { Ok(long) }
}

/// The zip64 field in `extra`: everything behind its header, and its declared size. The platform does not look at a
/// header in the last four bytes, nor beyond a field that overruns.
fn find_zip64(extra: &[u8]) -> Option<(Fields<'_>, u16)> {
    let mut rest = Fields(extra);
    while rest.0.len() > HEADER_LEN {
        let (id, size) = (rest.u16()?, rest.u16()?);
        if usize::from(size) > rest.0.len() {
            return None;
        }
        if id == ZIP64_ID {
            return Some((rest, size));
        }
        rest.skip(size.into())?;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const ESCAPED: Short = Short { uncompressed: ESCAPE_32, compressed: ESCAPE_32, local_offset: Some(7) };

    fn field(id: u16, values: &[u64], rest: &[u8]) -> Vec<u8> {
        let mut body: Vec<u8> = values.iter().flat_map(|v| v.to_le_bytes()).collect();
        body.extend_from_slice(rest);
        let mut out = id.to_le_bytes().to_vec();
        out.extend_from_slice(&u16::try_from(body.len()).unwrap().to_le_bytes());
        out.extend_from_slice(&body);
        out
    }

    #[test]
    fn only_escaped_values_are_replaced() {
        let long = widen(ESCAPED, &field(1, &[10, 11], &[])).unwrap();
        assert_eq!(long, Long { uncompressed: 10, compressed: 11, local_offset: 7 });
    }

    #[test]
    fn a_field_with_all_three_replaces_all_three() {
        let whole = Long { uncompressed: 10, compressed: 11, local_offset: 12 };
        assert_eq!(widen(ESCAPED, &field(1, &[10, 11, 12], &[])), Ok(whole));
        assert_eq!(widen(ESCAPED, &field(1, &[10, 11, 12], &[0; 4])), Ok(whole));
    }

    #[test]
    fn other_fields_before_it_are_skipped() {
        let mut extra = field(0xcafe, &[], &[1, 2, 3]);
        extra.extend(field(1, &[10, 11], &[]));
        assert_eq!(widen(ESCAPED, &extra).map(|l| l.compressed), Ok(11));
    }

    #[test]
    fn wrong_sizes_and_missing_fields_are_refused() {
        assert_eq!(widen(ESCAPED, &field(1, &[10], &[])), Err(Rule::Zip64Extra));
        assert_eq!(widen(ESCAPED, &field(1, &[10, 11], &[0; 4])), Err(Rule::Zip64Extra));
        assert_eq!(widen(ESCAPED, &field(2, &[10, 11], &[])), Err(Rule::Zip64Extra));
        assert_eq!(widen(ESCAPED, &[]), Err(Rule::Zip64Extra));
        let overrun = [1, 0, 200, 0, 1, 2, 3, 4, 5, 6, 7, 8];
        assert_eq!(widen(ESCAPED, &overrun), Err(Rule::Zip64Extra));
    }
}
