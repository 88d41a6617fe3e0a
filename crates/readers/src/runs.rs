//! Runs of readable bytes: what is read where no reader knows the format.
//!
//! Most bytes of a package pass here, and most of them are machine code, images and other things that are no text. So bytes
//! are not walked into runs. What is searched for is a *seed*: what every host, address or URL has somewhere
//! (`seeds`: a dot between letters or digits, `://`, their encoded forms). Around a seed, and nowhere else, the run is
//! widened to both sides as far as bytes are readable, and handed over once.
//!
//! Readable are printable ASCII, tab, line feed, carriage return, and UTF-8 of letters, digits and punctuation; in 16 bits,
//! either byte order and either alignment, ASCII and the blocks of East Asian scripts. A run may span lines. Where a length
//! stands before a string and fits, the string ends with it, though text goes on (`length`).
//!
//! Runs longer than [`MOST`] are cut, at line ends or blanks where there are any; pieces do not overlap, and pieces without a
//! seed are not handed over. The work is linear in the bytes, whatever they are.

mod area;
mod bytes;
mod cut;
mod length;
mod seeds;
mod units;

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;

use beian_text::{Sink, Span};

pub use cut::{LOOK_BACK, safe_cut};

/// Bytes of a run that are handed over as one text at most.
pub const MOST: usize = 64 * 1024;

/// Bytes before a span in which the length of its first string may stand. A window that begins so much before its span
/// loses no length.
pub const CONTEXT: usize = 8;

/// Hands over every run of readable bytes within `spans` of `bytes`, whose first byte stands at `base` of its entry, if it
/// may hold a host. Spans are places of the entry, in order.
///
/// The bytes around a span, as far as they are there, tell what stands at a run's ends. A run that touches the first byte
/// begins at the entry's limit where `base` is 0, and is cut otherwise; one that touches the last byte ends at the limit,
/// unless its span goes on beyond it.
///
/// An entry that is read in windows gives the same runs as one that is read whole, if each window is cut by [`safe_cut`]
/// (its bytes handed over whole, its span ending at the cut), the next one begins [`CONTEXT`] bytes before the cut, and its span begins at the cut.
pub fn runs(bytes: &[u8], base: u64, spans: &[Span], out: &mut dyn Sink) {
    for &span in spans {
        area::Area::new(bytes, base, span).hand_over(out);
    }
}
