//! Where long runs, and entries that are read in windows, can be cut.

use std::ops::Range;

use super::bytes::readable;
use super::units::{self, Order};

/// How far before a place [`safe_cut`] looks for a better one.
pub const LOOK_BACK: usize = 64 * 1024;

/// The last place at or before `at` where `bytes` can be cut without cutting a run: both bytes beside it are such as no
/// text has, so that each of them shows where the run on its side ends, and a second byte is there behind it. Where there is none within [`LOOK_BACK`], the
/// place where cutting a run does least harm: a line end, a blank, or between two characters.
pub fn safe_cut(bytes: &[u8], at: usize) -> usize {
    let at = at.min(bytes.len());
    let start = at.saturating_sub(LOOK_BACK);
    let places = start.saturating_add(1)..=at.min(bytes.len().saturating_sub(2));
    if let Some(cut) = places.rev().find(|&cut| is_between_runs(bytes, cut)) {
        return cut;
    }
    let within = before(bytes, start..at);
    // Between characters; a character has four bytes at most.
    let between = |&cut: &usize| cut == bytes.len() || readable(bytes.get(cut..).unwrap_or(&[])) > 0;
    if within < at { within } else { (at.saturating_sub(3)..=at).rev().find(between).unwrap_or(at) }
}

/// Whether no run goes on across the cut, as far as the bytes beside it tell.
pub(super) fn is_between_runs(bytes: &[u8], cut: usize) -> bool {
    let (before, behind) = (bytes.get(..cut).unwrap_or(&[]), bytes.get(cut..).unwrap_or(&[]));
    let (Some(&last), Some(&first)) = (before.last(), behind.first()) else { return false };
    // No unit of a run in 16 bits has two control characters, so that none stands across the cut.
    is_control(last) && is_control(first) && !is_between_units(before, behind)
}

/// Control characters but those that text has.
fn is_control(byte: u8) -> bool {
    byte < b' ' && !super::bytes::is_plain(byte)
}

/// Whether a run in 16 bits goes on across the cut.
fn is_between_units(before: &[u8], behind: &[u8]) -> bool {
    [Order::Little, Order::Big].into_iter().any(|order| {
        let is_text = |unit: Option<u16>| unit.is_some_and(units::is_text);
        is_text(order.before(before, before.len())) && is_text(order.at(behind, 0))
    })
}

/// The last place of `range` where cutting does least harm: behind a line end, else behind a blank, else behind what ends
/// tokens of a program and stands in no host, no URL and no seed, else behind what begins one, else its end.
pub(super) fn before(bytes: &[u8], range: Range<usize>) -> usize {
    let (start, end) = (range.start, range.end);
    let within = bytes.get(range).unwrap_or(&[]);
    let last = memchr::memrchr(b'\n', within)
        .or_else(|| memchr::memrchr3(b' ', b'\t', b'\r', within))
        .or_else(|| memchr::memrchr3(b',', b';', b'}', within))
        .or_else(|| memchr::memrchr3(b')', b'>', b'|', within))
        .or_else(|| memchr::memrchr3(b'"', b'(', b'<', within));
    last.map_or(end, |at| start.saturating_add(at).saturating_add(1))
}

/// The first place of `range` where cutting does little harm: behind a line end, else behind a blank, else its start.
pub(super) fn behind(bytes: &[u8], range: Range<usize>) -> usize {
    let start = range.start;
    let within = bytes.get(range).unwrap_or(&[]);
    let first = memchr::memchr(b'\n', within).or_else(|| memchr::memchr3(b' ', b'\t', b'\r', within));
    first.map_or(start, |at| start.saturating_add(at).saturating_add(1))
}

/// As [`before`], in units of 16 bits; `end` is where one ends.
pub(super) fn before_unit(bytes: &[u8], order: Order, least: usize, end: usize) -> usize {
    let mut blank = None;
    let mut at = end;
    while at > least {
        match order.before(bytes, at) {
            Some(0x0a) => return at,
            Some(0x20 | 0x09 | 0x0d) if blank.is_none() => blank = Some(at),
            _ => {}
        }
        at = at.saturating_sub(2);
    }
    blank.unwrap_or(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn between_two_bytes_that_no_text_has() {
        assert_eq!(safe_cut(b"abc\x01\x02def\0", 9), 4);
        assert_eq!(safe_cut(b"abc\x01\x02def\0\0\0", 9), 9);
        assert_eq!(safe_cut(b"abc\x01\x02def\0\0\0", 100), 9);
    }

    #[test]
    fn never_within_text_in_16_bits() {
        // "a" and U+4E00 in little endian: two zeros stand side by side.
        let bytes = b"\x01\x02a\0\0\x4eb\0";
        assert_eq!(safe_cut(bytes, bytes.len()), 1);
    }

    #[test]
    fn where_all_is_text_at_a_line_end_a_blank_or_a_character() {
        assert_eq!(safe_cut(b"one two\nthree four", 15), 8);
        assert_eq!(safe_cut(b"one two", 6), 4);
        assert_eq!(safe_cut("\u{4e2d}\u{6587}".as_bytes(), 5), 3);
        assert_eq!(safe_cut(b"", 5), 0);
        assert_eq!(safe_cut(b"abc", 3), 3);
    }

    #[test]
    fn looks_back_no_further_than_it_says() {
        let mut bytes = vec![b'a'; 2 * LOOK_BACK];
        bytes.splice(0..2, [0, 0]);
        assert_eq!(safe_cut(&bytes, 2 * LOOK_BACK), 2 * LOOK_BACK);
        assert_eq!(safe_cut(&bytes, LOOK_BACK), 1);
    }

    #[test]
    fn long_runs_are_cut_behind_what_parts_best() {
        assert_eq!(before(b"a\nb c,d", 0..7), 2);
        assert_eq!(before(b"ab c,d", 0..6), 3);
        assert_eq!(before(b"ab,\"d", 0..5), 3);
        assert_eq!(before(b"ab\"d", 0..4), 3);
        assert_eq!(before(b"abcd", 0..4), 4);
        assert_eq!((behind(b"ab c\nd", 1..6), behind(b"abc", 1..3)), (5, 1));
    }
}
