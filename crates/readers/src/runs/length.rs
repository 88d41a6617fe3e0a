//! Strings that have their length before them.
//!
//! Of many formats nothing is known here but that: a byte (Pascal), two bytes (`DataOutput.writeUTF`, the constant pool of a
//! class file: Java Virtual Machine Specification, section 4.4.7), four bytes in either order, or a variable number of
//! seven bits each (protobuf's and DEX's). A number below 256 that fits by chance is not rare, so that a length alone is
//! believed only if it is that of all that is readable. If text goes on behind it, what follows has to be such a string too,
//! up to the end of what is readable.

use std::ops::Range;

use super::bytes::readable;

/// Strings that may follow one another within a run.
const LINKS: usize = 16;

/// The string of `run` that holds the byte at `at`, if lengths tell where it begins and ends.
///
/// A length can be readable itself: then the run begins with it. `after_string`: what stands before the run is the end of
/// another string, and no length.
pub(super) fn string_at(
    bytes: &[u8],
    run: Range<usize>,
    after_string: bool,
    at: usize,
) -> Option<Range<usize>> {
    let first = usize::from(after_string);
    (first..=2).find_map(|within| {
        let start = run.start.saturating_add(within);
        if start > at || (within > 0 && !is_believable(bytes, start)) {
            return None;
        }
        // Two bytes of the run are a tag and a length.
        if within == 2 && !has_tag(bytes, start) {
            return None;
        }
        string(bytes, start, run.end, at)
    })
}

/// Whether a length, in units or in bytes, stands before the run in 16 bits.
pub(super) fn is_length_of_units(bytes: &[u8], run: Range<usize>) -> bool {
    is_length(bytes, run.start, run.len()) || is_length(bytes, run.start, run.len() / 2)
}

/// Whether a number that ends right before `start` is this length.
fn is_length(bytes: &[u8], start: usize, len: usize) -> bool {
    let before = bytes.get(..start).unwrap_or(&[]);
    let Ok(len) = u32::try_from(len) else { return false };
    let is = |value: Option<u32>| value == Some(len) && len > 0;
    let two = before.last_chunk::<2>().copied();
    is(before.last().copied().map(u32::from))
        || is(two.map(|two| u16::from_le_bytes(two).into()))
        || is(two.map(|two| u16::from_be_bytes(two).into()))
        || is(two.and_then(seven_bits))
        || is(before.last_chunk().copied().map(u32::from_le_bytes))
        || is(before.last_chunk().copied().map(u32::from_be_bytes))
}

/// A number of two groups of seven bits, the lower one first, as text below 16 KiB has it.
fn seven_bits(pair: [u8; 2]) -> Option<u32> {
    let [low, high] = pair;
    (low >= 0x80 && (1..0x80).contains(&high)).then(|| u32::from(low & 0x7f) | u32::from(high) << 7)
}

/// The string that holds `at`, if one begins at `start`, with its length before it, and all up to `end` are strings.
fn string(bytes: &[u8], start: usize, end: usize, at: usize) -> Option<Range<usize>> {
    let len = end.checked_sub(start)?;
    if is_length(bytes, start, len) {
        return Some(start..end);
    }
    // All but the last byte, which is the first one of the next string's length.
    let all_but_one = len.checked_sub(1).filter(|&len| len > 0)?;
    let before = bytes.get(..start)?;
    let width = [4, 2].into_iter().find(|&width| number(before, width) == Some(all_but_one));
    let stop = start.checked_add(all_but_one)?;
    if at < stop && width.is_some_and(|width| begins_length(bytes, stop, width)) {
        return Some(start..stop);
    }
    let length = usize::from(*before.last()?);
    let stop = start.checked_add(length)?;
    if length == 0 || stop >= end || !is_boundary(bytes, stop) {
        return None;
    }
    let chain = [true, false]
        .into_iter()
        .filter(|&tags| !tags || has_tag(bytes, start))
        .find_map(|tags| chain(bytes, stop..end, tags, at))?;
    if at < stop { Some(start..stop) } else { chain.holding }
}

/// The number that the last `width` bytes are, the lowest first.
fn number(bytes: &[u8], width: usize) -> Option<usize> {
    let last = bytes.get(bytes.len().checked_sub(width)?..)?;
    Some(last.iter().rev().fold(0, |value, &byte| value << 8 | usize::from(byte)))
}

/// Strings in a row.
struct Chain {
    /// The one that holds the byte asked for.
    holding: Option<Range<usize>>,
}

/// Whether all of `range` are strings with a length of one byte, and a tag before that if there are `tags`; if so, which of
/// them holds `at`.
fn chain(bytes: &[u8], range: Range<usize>, tags: bool, at: usize) -> Option<Chain> {
    let (mut next, end) = (range.start, range.end);
    let mut holding = None;
    for _ in 0..LINKS {
        if next == end {
            return Some(Chain { holding });
        }
        if tags {
            let tag = *bytes.get(next)?;
            next = next.saturating_add(1);
            if next == end {
                return is_last_tag(bytes, tag, end).then_some(Chain { holding });
            }
            if !is_tag(tag) {
                return None;
            }
        }
        let length = usize::from(*bytes.get(next)?);
        let start = next.saturating_add(1);
        next = start.saturating_add(length);
        if length == 0 || next > end || !is_believable(bytes, start) || !is_boundary(bytes, next) {
            return None;
        }
        if (start..next).contains(&at) {
            holding = Some(start..next);
        }
    }
    None
}

/// Whether the length of a string, in so many bytes, begins at `at`, and text behind it.
fn begins_length(bytes: &[u8], at: usize, width: usize) -> bool {
    let Some(start) = at.checked_add(width) else { return false };
    let value = bytes.get(..start).and_then(|bytes| number(bytes, width)).unwrap_or(0);
    let fits = start.checked_add(value).is_some_and(|stop| stop <= bytes.len());
    value > 0 && fits && is_boundary(bytes, at) && begins_text(bytes, start)
}

/// Whether the tag that ends the run belongs to a string, or to a number, behind it.
fn is_last_tag(bytes: &[u8], tag: u8, end: usize) -> bool {
    // A number (wire type 0) can have any value.
    tag.trailing_zeros() >= 3
        || (is_tag(tag)
            && bytes.get(end).is_some_and(|&length| length > 0)
            && begins_text(bytes, end.saturating_add(1)))
}

fn begins_text(bytes: &[u8], at: usize) -> bool {
    readable(bytes.get(at..).unwrap_or(&[])) > 0
}

/// Whether a protobuf tag stands before the byte that is the length of the string at `start`.
fn has_tag(bytes: &[u8], start: usize) -> bool {
    start.checked_sub(2).and_then(|at| bytes.get(at)).is_some_and(|&tag| is_tag(tag))
}

/// The tag of a protobuf field with a length, number 1 to 15: number and wire type 2 (protobuf's "Encoding", Message
/// Structure).
fn is_tag(byte: u8) -> bool {
    byte & 7 == 2 && (8..0x80).contains(&byte)
}

/// Whether the readable byte before `start` can be a length, though it could be text as well: letters and digits begin a
/// string too often, unless an address begins behind them.
fn is_believable(bytes: &[u8], start: usize) -> bool {
    let letter = start.checked_sub(1).and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_alphanumeric);
    !letter || begins_address(bytes.get(start..).unwrap_or(&[]))
}

fn begins_address(bytes: &[u8]) -> bool {
    ["http://", "https://", "ws://", "wss://", "ftp://"]
        .iter()
        .any(|scheme| bytes.starts_with(scheme.as_bytes()))
}

/// Whether no character goes on at `at`.
fn is_boundary(bytes: &[u8], at: usize) -> bool {
    !matches!(bytes.get(at), Some(0x80..=0xbf))
}
