//! From stored bytes to UTF-16 units and text.
//!
//! Two ways: `Utf8Units` decodes as libutils does, which never looks at continuation bytes; `code_points` decodes modified UTF-8 as ART
//! does and tells what is no text.

use super::Text;

/// Bytes of a sequence by its first byte; a stray continuation byte counts as one (`Unicode.cpp`, `utf8_codepoint_len`).
fn sequence_length(first: u8) -> usize {
    match first {
        0xf0..=0xff => 4,
        0xe0..=0xef => 3,
        0xc0..=0xdf => 2,
        _ => 1,
    }
}

/// The number that a sequence stands for; continuation bytes are taken as they are (`Unicode.cpp`, `utf8_to_utf32_codepoint`).
fn code_point(sequence: &[u8]) -> u32 {
    let Some((&first, rest)) = sequence.split_first() else { return 0 };
    let mask = match sequence.len() {
        1 => 0xff,
        2 => 0x1f,
        3 => 0x0f,
        _ => 0x07,
    };
    rest.iter().fold(u32::from(first & mask), |value, &byte| (value << 6) | u32::from(byte & 0x3f))
}

/// One or two UTF-16 units of a code point.
fn to_units(point: u32) -> (u16, Option<u16>) {
    let low_half = |value: u32| u16::from_be_bytes([value.to_be_bytes()[2], value.to_be_bytes()[3]]);
    if point <= 0xffff {
        return (low_half(point), None);
    }
    let rest = point.wrapping_sub(0x1_0000);
    (low_half((rest >> 10).wrapping_add(0xd800)), Some(low_half((rest & 0x3ff).wrapping_add(0xdc00))))
}

/// The length in UTF-16 units, as libutils counts; none where the bytes end within a sequence (`Unicode.cpp`, `utf8_to_utf16_length`).
pub(super) fn lenient_length(bytes: &[u8]) -> Option<usize> {
    let mut rest = bytes;
    let mut count: usize = 0;
    while let Some(&first) = rest.first() {
        let (sequence, tail) = rest.split_at_checked(sequence_length(first))?;
        count = count.saturating_add(if code_point(sequence) > 0xffff { 2 } else { 1 });
        rest = tail;
    }
    Some(count)
}

/// UTF-16 units of UTF-8 bytes, as libutils makes them.
pub(super) fn utf8_units(bytes: &[u8]) -> Utf8Units<'_> {
    Utf8Units { rest: bytes, pending: None }
}

#[derive(Clone, Debug)]
pub(super) struct Utf8Units<'a> {
    rest: &'a [u8],
    pending: Option<u16>,
}

impl Iterator for Utf8Units<'_> {
    type Item = u16;

    fn next(&mut self) -> Option<u16> {
        if let Some(unit) = self.pending.take() {
            return Some(unit);
        }
        let &first = self.rest.first()?;
        // `stringAt` refuses a string that ends within a sequence, so the tail is dropped here.
        let (sequence, tail) = self.rest.split_at_checked(sequence_length(first))?;
        self.rest = tail;
        let (unit, second) = to_units(code_point(sequence));
        self.pending = second;
        Some(unit)
    }
}

/// Something that is no text: a byte out of place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Invalid;

/// Text of modified UTF-8.
pub(crate) fn modified_utf8(bytes: &[u8]) -> Text {
    join(code_points(bytes))
}

/// UTF-16 units of modified UTF-8, and `Invalid` once for each byte that begins nothing.
pub(super) fn code_points(bytes: &[u8]) -> impl Iterator<Item = Result<u16, Invalid>> {
    let mut rest = bytes;
    let mut pending = None;
    std::iter::from_fn(move || {
        if let Some(unit) = pending.take() {
            return Some(Ok(unit));
        }
        let &first = rest.first()?;
        let sound = rest.split_at_checked(sequence_length(first)).filter(|(sequence, _)| is_sound(sequence));
        let Some((sequence, tail)) = sound else {
            rest = rest.get(1..).unwrap_or_default();
            return Some(Err(Invalid));
        };
        rest = tail;
        let (unit, second) = to_units(code_point(sequence));
        pending = second;
        Some(Ok(unit))
    })
}

/// Whether a sequence has the form of UTF-8. Surrogates pass, and so does the two-byte NUL: modified UTF-8 has both.
fn is_sound(sequence: &[u8]) -> bool {
    let Some((&first, rest)) = sequence.split_first() else { return false };
    let least = match sequence.len() {
        1 => return first < 0x80,
        2 => 0x80,
        3 => 0x800,
        _ => 0x1_0000,
    };
    let point = code_point(sequence);
    rest.iter().all(|byte| byte & 0xc0 == 0x80)
        && (point >= least || (point == 0 && sequence.len() == 2))
        && point <= 0x10_ffff
}

/// Whether something stands there that only modified UTF-8 has: NUL in two bytes, or half of a surrogate pair.
pub(super) fn is_modified(bytes: &[u8]) -> bool {
    bytes.windows(2).any(|pair| matches!(pair, [0xc0, 0x80] | [0xed, 0xa0..=0xbf]))
}

/// As [`join`], with U+001A for each byte out of place: it takes one byte, as what it stands for does.
pub(super) fn join_marked(units: impl Iterator<Item = Result<u16, Invalid>>) -> String {
    join(units.map(|unit| unit.or(Ok(0x1a)))).value
}

/// Joins surrogate pairs into characters; U+FFFD stands for lone surrogates and for bytes out of place.
pub(super) fn join(units: impl Iterator<Item = Result<u16, Invalid>>) -> Text {
    let mut text = Text { value: String::new(), lossy: false, has_nul: false };
    let mut high = None;
    for unit in units {
        match (high.take(), unit) {
            (Some(first), Ok(second @ 0xdc00..=0xdfff)) => text.value.push(pair(first, second)),
            (before, unit) => {
                if before.is_some() {
                    text.replace();
                }
                match unit {
                    Ok(unit @ 0xd800..=0xdbff) => high = Some(unit),
                    Ok(unit) => text.push(char::from_u32(u32::from(unit))),
                    Err(Invalid) => text.replace(),
                }
            }
        }
    }
    if high.is_some() {
        text.replace();
    }
    text
}

/// The character of a surrogate pair.
fn pair(high: u16, low: u16) -> char {
    let point = ((u32::from(high) & 0x3ff) << 10 | (u32::from(low) & 0x3ff)).wrapping_add(0x1_0000);
    char::from_u32(point).unwrap_or(char::REPLACEMENT_CHARACTER)
}

impl Text {
    fn push(&mut self, decoded: Option<char>) {
        match decoded {
            Some(decoded) => self.value.push(decoded),
            None => self.replace(),
        }
    }

    fn replace(&mut self) {
        self.lossy = true;
        self.value.push(char::REPLACEMENT_CHARACTER);
    }
}
