//! One span whose runs are handed over: seed by seed, from front to back.

use std::ops::Range;

use beian_text::{Bounds, Edge, Encoding, Role, Sink, Span, Text};

use super::bytes::{backward, forward, readable, readable_before};
use super::seeds::{self, LONGEST, Seed, Seeds};
use super::units::{self, Order};
use super::{MOST, cut, length};

/// The byte order mark of UTF-8 (RFC 3629, section 6).
const MARK: [u8; 3] = [0xef, 0xbb, 0xbf];

/// The byte order mark of UTF-16.
const MARK_UNIT: u16 = 0xfeff;

/// The part of a span that is in memory.
pub(super) struct Area<'a> {
    /// All that is in memory, beyond the span as well.
    bytes: &'a [u8],
    base: u64,
    /// The span, as places in `bytes`.
    start: usize,
    end: usize,
    /// Whether the span goes on behind `bytes`.
    goes_on: bool,
    /// What was handed over or left out ends here.
    done: usize,
    /// Whether that ends a string whose length is known, so that what follows is another one.
    after_string: bool,
}

/// A run, or a piece of a long one.
struct Piece {
    range: Range<usize>,
    before: Edge,
    after: Edge,
}

impl<'a> Area<'a> {
    pub(super) fn new(bytes: &'a [u8], base: u64, span: Span) -> Self {
        let place = |at: u64| usize::try_from(at.saturating_sub(base)).unwrap_or(usize::MAX).min(bytes.len());
        let (start, end) = (place(span.start), place(span.end));
        let goes_on = span.end.saturating_sub(base) > to_u64(bytes.len());
        Self { bytes, base, start, end, goes_on, done: start, after_string: false }
    }

    pub(super) fn hand_over(mut self, out: &mut dyn Sink) {
        let mut seeds = Seeds::new(self.bytes.get(..self.end).unwrap_or(self.bytes), self.start);
        let mut decoded = String::new();
        while let Some(seed) = seeds.next(self.done) {
            match seed {
                Seed::Bytes(at) => {
                    let piece = self.piece(at);
                    if let Ok(text) = std::str::from_utf8(self.slice(&piece.range)) {
                        self.text(text, Encoding::Utf8, &piece, out);
                    }
                }
                Seed::Units(at) => {
                    let Some((order, piece)) = self.piece_of_units(at) else { continue };
                    order.decode(self.slice(&piece.range), &mut decoded);
                    self.text(&decoded, order.encoding(), &piece, out);
                }
            }
        }
    }

    fn text(&self, text: &str, encoding: Encoding, piece: &Piece, out: &mut dyn Sink) {
        let place = |at: usize| self.base.saturating_add(to_u64(at));
        out.text(Text {
            text: text.into(),
            span: Span::new(place(piece.range.start), place(piece.range.end)),
            encoding,
            bounds: Bounds::Run { before: piece.before, after: piece.after },
            role: Role::Unknown,
        });
    }

    fn slice(&self, range: &Range<usize>) -> &'a [u8] {
        self.bytes.get(range.clone()).unwrap_or(&[])
    }

    /// The run in bytes around the seed at `at`, as much as is handed over as one text.
    fn piece(&mut self, at: usize) -> Piece {
        let (start, begins) = self.start_of(at);
        let enough = start.saturating_add(MOST - 3);
        let end = forward(self.bytes, at, enough, self.end);
        let ends = readable(self.slice(&(end..self.end))) == 0;
        let end = if ends { end } else { cut::before(self.bytes, least_end(start, at)..end) };

        let run = start..end;
        let string = (begins && ends)
            .then(|| length::string_at(self.bytes, run.clone(), self.after_string && start == self.done, at))
            .flatten();
        let piece = match string {
            Some(range) => Piece { range, before: Edge::Length, after: Edge::Length },
            None => Piece { before: self.edge_before(start), after: self.edge_after(end), range: run },
        };
        self.after_string = piece.after == Edge::Length && piece.range.end < end;
        // A seed is passed in any case.
        self.done = piece.range.end.max(at.saturating_add(1));
        piece
    }

    /// Where the run around `at` begins, or where it is cut since it begins far before, and whether it begins there.
    fn start_of(&self, at: usize) -> (usize, bool) {
        let enough = at.saturating_sub(MOST / 2).max(self.done);
        let start = backward(self.bytes, at, enough, self.done);
        if readable_before(self.slice(&(self.done..start))) == 0 {
            return (start, true);
        }
        (cut::behind(self.bytes, start..start.saturating_add(MOST / 4).min(at)), false)
    }

    fn edge_before(&self, start: usize) -> Edge {
        if self.after_string && start == self.done {
            return Edge::Binary;
        }
        let before = self.bytes.get(..start).unwrap_or(&[]);
        match before.last() {
            None => self.limit_before(),
            Some(0) => Edge::Nul,
            Some(_) if readable_before(before) > 0 => Edge::Cut,
            Some(_) if before == MARK => self.limit_before(),
            Some(_) => Edge::Binary,
        }
    }

    fn edge_after(&self, end: usize) -> Edge {
        let behind = self.bytes.get(end..).unwrap_or(&[]);
        match behind.first() {
            None => self.limit_after(),
            Some(0) => Edge::Nul,
            Some(_) if readable(behind) > 0 => Edge::Cut,
            Some(_) => Edge::Binary,
        }
    }

    fn limit_before(&self) -> Edge {
        if self.base == 0 { Edge::Limit } else { Edge::Cut }
    }

    fn limit_after(&self) -> Edge {
        if self.goes_on { Edge::Cut } else { Edge::Limit }
    }

    /// The run in 16 bits around the seed at `at`, and its byte order.
    ///
    /// ASCII between units of 0 reads alike in both orders: what reads further is right, then what has a length before it,
    /// then what stands at an even place.
    fn piece_of_units(&mut self, at: usize) -> Option<(Order, Piece)> {
        let read = |order| {
            let found = seeds::is_unit_seed(self.bytes, self.done, at, order);
            let (reach, piece) = found.then(|| self.piece_in_order(at, order)).flatten()?;
            let even = self.base.saturating_add(to_u64(piece.range.start)).is_multiple_of(2);
            Some(((reach, piece.before == Edge::Length, even), order, piece))
        };
        let (little, big) = (read(Order::Little), read(Order::Big));
        let best = match (little, big) {
            (Some(little), Some(big)) => Some(if big.0 > little.0 { big } else { little }),
            (one, other) => one.or(other),
        };
        self.after_string = false;
        self.done = at.saturating_add(1);
        let (_, order, piece) = best?;
        self.done = self.done.max(piece.range.end);
        Some((order, piece))
    }

    /// The run around the seed at `at` in this order, and how many bytes read on in it: of a long run more than are handed over,
    /// since where that is cut says nothing about the order.
    fn piece_in_order(&self, at: usize, order: Order) -> Option<(usize, Piece)> {
        let unit = seeds::unit_start(at, order)?;
        let enough = unit.saturating_sub(MOST / 2).max(self.done);
        let start = order.backward(self.bytes, unit, enough, self.done);
        let begins =
            start.checked_sub(2).is_none_or(|at| at < self.done) || !order.is_text_before(self.bytes, start);
        let end = order.forward(self.bytes, unit, start.saturating_add(MOST - 1), self.end);
        let reach = end.saturating_sub(start);
        let inside = self.bytes.get(..self.end).unwrap_or(&[]);
        let ends = !order.is_text_at(inside, end);
        let end = if ends { end } else { cut::before_unit(self.bytes, order, least_end(start, unit), end) };
        if begins && ends && length::is_length_of_units(self.bytes, start..end) {
            return Some((reach, Piece { range: start..end, before: Edge::Length, after: Edge::Length }));
        }
        let (before, after) = (self.unit_before(order, start), self.unit_behind(order, end));
        Some((reach, Piece { range: start..end, before, after }))
    }

    fn unit_before(&self, order: Order, start: usize) -> Edge {
        match (order.before(self.bytes, start), self.bytes.get(..start).and_then(<[u8]>::last)) {
            (_, None) => self.limit_before(),
            (Some(MARK_UNIT), _) if start == 2 => self.limit_before(),
            (Some(0), _) | (None, Some(0)) => Edge::Nul,
            (Some(unit), _) if units::is_text(unit) => Edge::Cut,
            _ => Edge::Binary,
        }
    }

    fn unit_behind(&self, order: Order, end: usize) -> Edge {
        match (order.at(self.bytes, end), self.bytes.get(end)) {
            (_, None) => self.limit_after(),
            (Some(0), _) | (None, Some(0)) => Edge::Nul,
            (Some(unit), _) if units::is_text(unit) => Edge::Cut,
            _ => Edge::Binary,
        }
    }
}

/// Where a piece that begins at `start` may end at the earliest: not within its seed, and not before it is half as long as
/// it may be.
fn least_end(start: usize, seed: usize) -> usize {
    start.saturating_add(MOST / 2).max(seed.saturating_add(2 * LONGEST))
}

fn to_u64(len: usize) -> u64 {
    u64::try_from(len).unwrap_or(u64::MAX)
}
