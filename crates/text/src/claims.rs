//! Which bytes of an entry a reader has read.

use std::ops::Range;

/// Bytes of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The first byte.
    pub start: u64,
    /// The byte behind the last.
    pub end: u64,
}

impl Span {
    /// From `start` up to `end`, which is not before it.
    pub fn new(start: u64, end: u64) -> Self {
        Self { start, end: end.max(start) }
    }

    /// Number of bytes.
    pub fn len(self) -> u64 {
        self.end.saturating_sub(self.start)
    }

    /// Whether there are no bytes at all.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }
}

/// The bytes of an entry that a reader has read: what stands in them was handed over, or is known to be no text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Claims {
    spans: Vec<Span>,
}

impl Claims {
    /// None.
    pub fn none() -> Self {
        Self::default()
    }

    /// These bytes as well. Spans may come in any order and may overlap; those in order join as they come.
    pub fn add(&mut self, span: Span) {
        if span.is_empty() {
            return;
        }
        match self.spans.last_mut() {
            Some(last) if span.start >= last.start && span.start <= last.end => {
                last.end = last.end.max(span.end);
            }
            _ => self.spans.push(span),
        }
    }

    /// What nobody claimed of an entry of `len` bytes, in order.
    pub fn unclaimed(mut self, len: u64) -> Vec<Span> {
        self.spans.sort_unstable();
        let mut free = Vec::new();
        let mut at = 0;
        for span in self.spans {
            if span.start > at {
                free.push(Span::new(at, span.start.min(len)));
            }
            at = at.max(span.end);
        }
        free.push(Span::new(at.min(len), len));
        free.retain(|span| !span.is_empty());
        free
    }
}

impl From<Range<u64>> for Span {
    fn from(range: Range<u64>) -> Self {
        Self::new(range.start, range.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unclaimed(spans: &[(u64, u64)], len: u64) -> Vec<(u64, u64)> {
        let mut claims = Claims::none();
        for &(start, end) in spans {
            claims.add(Span::new(start, end));
        }
        claims.unclaimed(len).into_iter().map(|span| (span.start, span.end)).collect()
    }

    #[test]
    fn nothing_claimed_is_everything_free() {
        assert_eq!(unclaimed(&[], 5), [(0, 5)]);
        assert_eq!(unclaimed(&[], 0), []);
    }

    #[test]
    fn order_and_overlap_do_not_matter() {
        assert_eq!(unclaimed(&[(6, 8), (1, 3), (2, 4), (8, 9)], 10), [(0, 1), (4, 6), (9, 10)]);
    }

    #[test]
    fn a_span_beyond_the_end_frees_nothing_beyond_it() {
        assert_eq!(unclaimed(&[(2, 100)], 10), [(0, 2)]);
        assert_eq!(unclaimed(&[(20, 30)], 10), [(0, 10)]);
    }
}
