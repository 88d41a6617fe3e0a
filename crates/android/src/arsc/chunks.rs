//! From chunk to chunk, with the platform's two ways to stop: `ChunkIterator` in androidfw.

use crate::bytes::from;
use crate::chunk::{Chunk, HEADER};
use crate::oddity::{Oddities, OddityKind};
use crate::{Error, Part, Reading};

/// The chunks of a table or package.
pub(super) struct Chunks<'a> {
    data: &'a [u8],
    at: usize,
    end: usize,
    first: bool,
    part: Part,
    reading: Reading,
    done: bool,
}

impl<'a> Chunks<'a> {
    /// The chunks in `data` from `at` to `end`.
    pub(super) fn new(data: &'a [u8], at: usize, end: usize, part: Part, reading: Reading) -> Self {
        Self { data, at, end: end.min(data.len()), first: true, part, reading, done: false }
    }

    /// The next chunk. `Err` where the platform throws away all that it has read; where it keeps it and stops, the list ends.
    pub(super) fn next(&mut self, oddities: &mut Oddities) -> Result<Option<Chunk>, Error> {
        if self.done || self.at >= self.end {
            return Ok(None);
        }
        let first = std::mem::replace(&mut self.first, false);
        match self.checked() {
            Ok(chunk) => {
                self.at = chunk.next();
                Ok(Some(chunk))
            }
            Err(error) => {
                self.done = true;
                self.broken(error, first, oddities)
            }
        }
    }

    fn checked(&self) -> Result<Chunk, Error> {
        let chunk = Chunk::read(self.data.get(..self.end).unwrap_or(self.data), self.at, self.part)?;
        chunk.validate(HEADER, self.end, self.part)?;
        Ok(chunk)
    }

    /// A chunk that is no chunk. For the platform a missing header or a size beyond the end is fatal only in the first place
    /// (`VerifyNextChunkNonFatal`); in the recovered reading a size beyond the end is cut, and everything else only ends the list.
    fn broken(&self, error: Error, first: bool, oddities: &mut Oddities) -> Result<Option<Chunk>, Error> {
        let at = self.at;
        let beyond =
            matches!(error, Error::SizeBeyondEnd { .. } | Error::Truncated { .. }) || self.reaches_beyond();
        match (self.reading, error) {
            (Reading::Recovered, Error::SizeBeyondEnd { .. }) => {
                oddities.note(OddityKind::TotalSize, at);
                let room = from(self.data, at).len().min(self.end.saturating_sub(at));
                let chunk = Chunk::read(self.data, at, self.part)?;
                Ok(Some(Chunk { size: u32::try_from(room).unwrap_or(u32::MAX), ..chunk }))
            }
            (Reading::Recovered, _) => {
                oddities.note(OddityKind::ChunkSkipped, at);
                Ok(None)
            }
            (Reading::Strict, _) if beyond && !first => {
                oddities.note(OddityKind::BrokenTail, at);
                Ok(None)
            }
            (Reading::Strict, error) => Err(error),
        }
    }

    /// Whether the chunk's size reaches beyond the end, whatever else is wrong with it: the platform looks at that first.
    fn reaches_beyond(&self) -> bool {
        Chunk::read(self.data, self.at, self.part).is_ok_and(|chunk| chunk.next() > self.end)
    }
}
