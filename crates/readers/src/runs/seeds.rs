//! What every host, address and URL has somewhere, and most bytes have not.
//!
//! The search must cost next to nothing where there is no text: random bytes hold a dot every 256 bytes, so that what
//! stands beside it is looked at in a few instructions, and a run is widened around what passes alone.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use aho_corasick::packed::{Config, MatchKind, Searcher};

use super::bytes::{readable, readable_before};
use super::units::Order;

/// A place around which a run is to be handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Seed {
    /// A seed in bytes begins here.
    Bytes(usize),
    /// A dot or colon in 16 bits: the byte that is not 0 stands here.
    Units(usize),
}

/// Bytes of the longest seed.
pub(super) const LONGEST: usize = 8;

/// How far marks are searched ahead, so that both searches see bytes that are in cache.
const AHEAD: usize = 64 * 1024;

/// What may stand where there is no dot.
const MARKS: [&[u8]; 14] = [
    // What stands between a scheme and a host: plain, escaped as in JSON, in 16 bits of either order.
    b"://",
    b":\\/\\/",
    b":\0/\0/",
    // Within a short IPv6 address.
    b"::",
    // `http` in base64, whose first byte is the first, second or third of a group; in the second case the fourth letter
    // stands partly in a fifth.
    b"aHR0c",
    b"h0dH",
    b"odHRw",
    // `http` in hexadecimal.
    b"68747470",
    // Escapes of JavaScript and JSON for `.` and `/`, those of bytes also for others beside them.
    b"\\u002",
    b"\\x2",
    // Percent-encoded slashes and dots.
    b"%2F%2",
    b"%2f%2",
    b"%2E",
    b"%2e",
];

/// How marks are searched: with SIMD where the processor has it.
enum MarkSearch {
    Packed(Searcher),
    Automaton(AhoCorasick),
    None,
}

static MARK_SEARCH: LazyLock<MarkSearch> = LazyLock::new(|| {
    let packed = Config::new().match_kind(MatchKind::LeftmostFirst).builder().extend(MARKS).build();
    match (packed, AhoCorasick::new(MARKS)) {
        (Some(packed), _) => MarkSearch::Packed(packed),
        (None, Ok(automaton)) => MarkSearch::Automaton(automaton),
        (None, Err(_)) => MarkSearch::None,
    }
});

impl MarkSearch {
    fn find(&self, bytes: &[u8]) -> Option<usize> {
        match self {
            Self::Packed(packed) => packed.find(bytes).map(|found| found.start()),
            Self::Automaton(automaton) => automaton.find(bytes).map(|found| found.start()),
            Self::None => None,
        }
    }
}

/// Finds the seeds of some bytes, from front to back.
pub(super) struct Seeds<'a> {
    bytes: &'a [u8],
    /// Seeds begin and end within these bytes.
    start: usize,
    /// What is known of marks: none begins before this place that is not before the last place asked for…
    clear: usize,
    /// …and this is the first one from there on, where it was found.
    mark: Option<usize>,
}

impl<'a> Seeds<'a> {
    /// Those within `start..` of `bytes`.
    pub(super) fn new(bytes: &'a [u8], start: usize) -> Self {
        Self { bytes, start, clear: start, mark: None }
    }

    /// The first one at or behind `from`, which is not before any place asked for earlier.
    pub(super) fn next(&mut self, mut from: usize) -> Option<Seed> {
        loop {
            self.look_ahead(from);
            let limit = self.mark.unwrap_or(self.clear);
            if let Some(seed) = self.dots(from, limit) {
                return Some(seed);
            }
            if let Some(at) = self.mark {
                if let Some(seed) = self.mark_at(at) {
                    return Some(seed);
                }
                from = at.saturating_add(1);
                continue;
            }
            if self.clear >= self.bytes.len() {
                return None;
            }
            from = self.clear;
        }
    }

    /// Sees to it that `mark` is at or behind `from`, or that `clear` is behind it.
    fn look_ahead(&mut self, from: usize) {
        if self.mark.is_some_and(|at| at < from) {
            self.mark = None;
            self.clear = from;
        }
        if self.mark.is_some() || self.clear > from {
            return;
        }
        let horizon = from.saturating_add(AHEAD).min(self.bytes.len());
        let end = horizon.saturating_add(LONGEST).min(self.bytes.len());
        let ahead = self.bytes.get(from..end).unwrap_or(&[]);
        self.mark = MARK_SEARCH.find(ahead).map(|at| from.saturating_add(at));
        self.clear = self.mark.unwrap_or(horizon);
    }

    /// The first dot of `from..limit` that is a seed.
    fn dots(&self, mut from: usize, limit: usize) -> Option<Seed> {
        let bytes = self.bytes.get(..limit)?;
        loop {
            let rest = bytes.get(from..)?;
            let first = memchr::memchr(b'.', rest)?;
            // Of dots in a row the last alone can be one.
            let row = rest.get(first..)?.iter().take_while(|&&byte| byte == b'.').count();
            let last = from.saturating_add(first).saturating_add(row).saturating_sub(1);
            if let Some(seed) = self.dot_at(last) {
                return Some(seed);
            }
            from = last.saturating_add(1);
        }
    }

    fn dot_at(&self, at: usize) -> Option<Seed> {
        match self.bytes.get(at..)? {
            [_, right, next, ..] => self.dot(self.bytes.get(self.start..at)?, *right, *next, at),
            _ => None,
        }
    }

    /// The seed that begins with this mark.
    fn mark_at(&self, at: usize) -> Option<Seed> {
        match self.bytes.get(at..)? {
            [b':', 0, ..] => {
                let is_end = |order| is_unit_seed(self.bytes, self.start, at, order);
                (is_end(Order::Little) || is_end(Order::Big)).then_some(Seed::Units(at))
            }
            [b':', b':', rest @ ..] => {
                // Two groups of a short IPv6 address. Names of C++ have no digit there, as a rule.
                let (left, right) = (self.bytes.get(self.start..at)?.last()?, rest.first()?);
                let both = left.is_ascii_hexdigit() && right.is_ascii_hexdigit();
                (both && (left.is_ascii_digit() || right.is_ascii_digit())).then_some(Seed::Bytes(at))
            }
            _ => Some(Seed::Bytes(at)),
        }
    }

    /// A dot with a letter or digit on both sides, and on the right side with a second one, or with what a name has within.
    /// (A label of one character is the last one in no name; in an address of four numbers, an earlier dot has more behind it.)
    fn dot(&self, before: &[u8], right: u8, next: u8, at: usize) -> Option<Seed> {
        let &left = before.last()?;
        if right == 0 {
            let in_units = left == 0 && next.is_ascii_alphanumeric();
            return (in_units && is_dot_in_units(self.bytes, self.start, at)).then_some(Seed::Units(at));
        }
        // In a regular expression, the dot is escaped.
        let left_is_plain = left.is_ascii_alphanumeric() || left == b'\\';
        let right_is_plain =
            right.is_ascii_alphanumeric() && (next.is_ascii_alphanumeric() || matches!(next, b'-' | b'.'));
        if left_is_plain && right_is_plain {
            return Some(Seed::Bytes(at));
        }
        // The last byte of a character beyond ASCII, and the first two of one.
        let left_may_be = left_is_plain || matches!(left, 0x80..=0xbf);
        let right_may_be = right_is_plain || matches!((right, next), (0xc2..=0xf4, 0x80..=0xbf));
        let one_may_be = right.is_ascii_alphanumeric() && matches!(next, 0xc2..=0xf4);
        (left_may_be && (right_may_be || one_may_be) && self.is_dot_between_letters(before, at))
            .then_some(Seed::Bytes(at))
    }

    /// As [`Self::dot`], where a neighbour is beyond ASCII: the bytes must be characters.
    fn is_dot_between_letters(&self, before: &[u8], at: usize) -> bool {
        let behind = self.bytes.get(at..).and_then(|bytes| bytes.get(1..)).unwrap_or(&[]);
        let first = readable(behind);
        let second = behind.get(first..).map_or(0, readable);
        readable_before(before) > 0 && first > 0 && (second > 0 || first > 1)
    }
}

/// Whether a dot stands here in 16 bits, in either order, beside letters or digits as in bytes.
fn is_dot_in_units(bytes: &[u8], start: usize, at: usize) -> bool {
    [Order::Little, Order::Big].into_iter().any(|order| is_dot(bytes, start, at, order))
}

/// Where the unit begins whose byte that is not 0 stands at `at`.
pub(super) fn unit_start(at: usize, order: Order) -> Option<usize> {
    match order {
        Order::Little => Some(at),
        Order::Big => at.checked_sub(1),
    }
}

/// Whether what [`Seed::Units`] found at `at` is there in this order.
pub(super) fn is_unit_seed(bytes: &[u8], start: usize, at: usize, order: Order) -> bool {
    match bytes.get(at) {
        Some(b'.') => is_dot(bytes, start, at, order),
        Some(_) => is_scheme_end(bytes, at, order) && unit_start(at, order).is_some_and(|unit| unit >= start),
        None => false,
    }
}

fn is_dot(bytes: &[u8], start: usize, at: usize, order: Order) -> bool {
    let Some(unit) = unit_start(at, order) else { return false };
    let ascii = |unit: Option<u16>| unit.and_then(|unit| u8::try_from(unit).ok()).unwrap_or(0);
    let at = |ahead: usize| ascii(order.at(bytes, unit.saturating_add(ahead)));
    let left = unit.saturating_sub(2) >= start && ascii(order.before(bytes, unit)).is_ascii_alphanumeric();
    left && at(0) == b'.'
        && at(2).is_ascii_alphanumeric()
        && matches!(at(4), b'-' | b'.' | b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z')
}

fn is_scheme_end(bytes: &[u8], at: usize, order: Order) -> bool {
    let Some(unit) = unit_start(at, order) else { return false };
    let at = |ahead: usize| order.at(bytes, unit.saturating_add(ahead)).unwrap_or(0);
    [at(0), at(2), at(4)] == [u16::from(b':'), u16::from(b'/'), u16::from(b'/')]
}
