//! Characters around a place in a text. A place that is none, or not at a character's edge, has nothing there.

use memchr::{memchr2_iter, memrchr};

/// The byte at `at`.
pub(super) fn byte(text: &str, at: usize) -> Option<u8> {
    text.as_bytes().get(at).copied()
}

/// The byte before `at`.
pub(super) fn byte_before(text: &str, at: usize) -> Option<u8> {
    at.checked_sub(1).and_then(|before| byte(text, before))
}

/// The character that begins at `at`.
pub(super) fn char_at(text: &str, at: usize) -> Option<char> {
    text.get(at..)?.chars().next()
}

/// The character that ends at `at`.
pub(super) fn char_before(text: &str, at: usize) -> Option<char> {
    text.get(..at)?.chars().next_back()
}

/// From `start` up to `end`, moved outwards to the edges of characters; empty beyond the text.
pub(super) fn around(text: &str, mut start: usize, mut end: usize) -> &str {
    start = start.min(text.len());
    end = end.min(text.len());
    while start > 0 && !text.is_char_boundary(start) {
        start = start.saturating_sub(1);
    }
    while end < text.len() && !text.is_char_boundary(end) {
        end = end.saturating_add(1);
    }
    text.get(start..end).unwrap_or("")
}

/// Whether a byte can be part of a name in ASCII.
pub(super) fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.')
}

/// Whether a byte is a quote of a literal.
pub(super) fn is_quote(byte: u8) -> bool {
    matches!(byte, b'"' | b'\'' | b'`')
}

/// The last stretch of bytes of one kind that was followed, so that asking where it ends from many places within it costs one
/// pass over it: addresses may be glued to one another over megabytes.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Stretch {
    start: usize,
    end: usize,
}

impl Stretch {
    /// Where the bytes that `keep` takes end, going on from `at`; always asked with the same text and `keep`.
    pub(super) fn end(&mut self, text: &str, at: usize, keep: impl Fn(u8) -> bool) -> usize {
        if at < self.start || at >= self.end {
            *self = Self { start: at, end: on_while(text, at, usize::MAX, keep) };
        }
        self.end
    }
}

/// Where the bytes that `keep` takes begin, going back from `at` by at most `most`.
pub(super) fn back_while(text: &str, at: usize, most: usize, keep: impl Fn(u8) -> bool) -> usize {
    let before = text.as_bytes().get(..at).unwrap_or(&[]);
    let kept = before.iter().rev().take(most).take_while(|&&byte| keep(byte)).count();
    at.saturating_sub(kept)
}

/// Where the bytes that `keep` takes end, going on from `at` by at most `most`.
pub(super) fn on_while(text: &str, at: usize, most: usize, keep: impl Fn(u8) -> bool) -> usize {
    let behind = text.as_bytes().get(at..).unwrap_or(&[]);
    let kept = behind.iter().take(most).take_while(|&&byte| keep(byte)).count();
    at.saturating_add(kept)
}

/// So far one looks back for the beginning of a line, in bytes.
const LINE: usize = 512;

/// Where the line begins in which `at` stands, or as far as is looked back.
pub(super) fn line_start(text: &str, at: usize) -> usize {
    let mut from = at.saturating_sub(LINE);
    while from > 0 && !text.is_char_boundary(from) {
        from = from.saturating_sub(1);
    }
    let before = text.as_bytes().get(from..at).unwrap_or(&[]);
    memrchr(b'\n', before).map_or(from, |feed| from.saturating_add(feed).saturating_add(1))
}

/// Whether `text` holds `word`, which is lower-case, in whatever case.
pub(super) fn contains(text: &str, word: &str) -> bool {
    let (Some(&first), bytes) = (word.as_bytes().first(), text.as_bytes()) else { return false };
    memchr2_iter(first, first.to_ascii_uppercase(), bytes).any(|at| {
        let end = at.saturating_add(word.len());
        bytes.get(at..end).is_some_and(|found| found.eq_ignore_ascii_case(word.as_bytes()))
    })
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn a_stretch_is_followed_once_from_wherever_it_is_asked() {
        let text = format!("{} {}", "a".repeat(1000), "b".repeat(1000));
        let (looked, mut stretch) = (Cell::new(0), Stretch::default());
        for at in 0..text.len() {
            let keep = |byte: u8| {
                looked.set(looked.get() + 1);
                byte != b' '
            };
            let end = if at <= 1000 { 1000 } else { text.len() };
            assert_eq!(stretch.end(&text, at, keep), end, "{at}");
        }
        assert!(looked.get() <= text.len() + 2, "{} bytes were looked at", looked.get());
    }
}
