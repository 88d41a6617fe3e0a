//! Parts of a file, each read once, side by side.

use std::ops::Range;
use std::sync::{Mutex, OnceLock, PoisonError};

use beian_archive::{Error, Source};

use super::Parallel;

/// The bytes of a piece: a whole number of pages.
pub(super) const PIECE: u64 = 1 << 20;

/// A part in pieces of [`PIECE`] bytes, the last one perhaps shorter; an empty one has none.
pub(super) fn pieces(part: Range<u64>) -> impl Iterator<Item = Range<u64>> {
    let mut start = part.start;
    std::iter::from_fn(move || {
        let end = start.saturating_add(PIECE).min(part.end);
        let piece = (start < end).then_some(start..end);
        start = end;
        piece
    })
}

/// Shows each piece to `see`, with its place among them, and gives what it makes of them in their order. The result does not depend on how
/// `parallel` works. Pieces are shown where they lie in memory, or in one of the buffers that are used again, one for each worker.
pub(super) fn see_each<T: Send + Sync>(
    source: &Source,
    pieces: &[Range<u64>],
    parallel: &dyn Parallel,
    see: impl Fn(usize, &[u8]) -> Result<T, Error> + Sync,
) -> Result<Vec<T>, Error> {
    let buffers = Mutex::new(Vec::new());
    let slots: Vec<OnceLock<Result<T, Error>>> = pieces.iter().map(|_| OnceLock::new()).collect();
    let work = |index: usize, range: &Range<u64>| see_one(source, range, &buffers, |bytes| see(index, bytes));
    parallel.run(pieces.len(), &|index| {
        let (Some(range), Some(slot)) = (pieces.get(index), slots.get(index)) else { return };
        let _first = slot.set(work(index, range));
    });
    let results = slots.into_iter().zip(pieces).enumerate();
    // Whoever runs the work may leave some of it out.
    results.map(|(index, (slot, range))| slot.into_inner().unwrap_or_else(|| work(index, range))).collect()
}

fn see_one<T>(
    source: &Source,
    range: &Range<u64>,
    buffers: &Mutex<Vec<Vec<u8>>>,
    see: impl FnOnce(&[u8]) -> Result<T, Error>,
) -> Result<T, Error> {
    if let Some(bytes) = source.as_bytes(range.clone()) {
        return see(bytes);
    }
    let pool = || buffers.lock().unwrap_or_else(PoisonError::into_inner);
    let mut buffer = pool().pop().unwrap_or_default();
    let size = range.end.saturating_sub(range.start);
    buffer.resize(usize::try_from(size).unwrap_or(0), 0);
    source.read_exact_at(range.start, &mut buffer)?;
    let seen = see(&buffer);
    pool().push(buffer);
    seen
}
