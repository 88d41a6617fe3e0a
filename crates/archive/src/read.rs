//! Reading an entry's bytes.

use std::ops::Range;

use crate::ahead::Ahead;
use crate::archive::{Archive, Reading};
use crate::crc::crc32;
use crate::descriptor;
use crate::directory::HAS_DESCRIPTOR;
use crate::entry::{Coding, Entry, EntryIndex, Method};
use crate::error::{Error, What};
use crate::inflate::{Declared, Framed, Inflater, set_len};
use crate::limits::Budget;
use crate::oddity::{Oddity, OddityKind};
use crate::place::{self, Place};
use crate::source::{Source, to_u64, to_usize};

/// Buffers and tables that reading needs; worth keeping from entry to entry.
#[derive(Debug)]
pub struct Scratch {
    pub(crate) inflater: Inflater,
    pub(crate) input: Vec<u8>,
    ahead: Vec<u8>,
}

impl Default for Scratch {
    fn default() -> Self {
        Self { inflater: Inflater::new(), input: Vec::new(), ahead: Vec::new() }
    }
}

impl Scratch {
    /// Bytes that it keeps from entry to entry, beside the tables.
    pub fn kept(&self) -> u64 {
        to_u64(self.input.capacity())
    }

    /// Gives back the bytes that it keeps.
    pub fn shed(&mut self) {
        self.input = Vec::new();
    }
}

/// How far an entry could be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// To its end, and the CRC is the declared one.
    Complete,
    /// To its end, but the CRC is not the declared one.
    CrcDiffers {
        /// The declared CRC.
        declared: u32,
        /// That of the bytes.
        computed: u32,
    },
    /// Not to its end: the stream breaks, or the archive ends before the data do.
    Partial {
        /// Bytes that could be read.
        bytes: u64,
        /// Bytes that the entry should have, as declared.
        declared: u64,
    },
}

/// What reading an entry gave, beside its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Inflated {
    /// The entry.
    pub entry: EntryIndex,
    /// How its bytes were read.
    pub read_as: Coding,
    /// How far.
    pub outcome: Outcome,
    /// Bytes of [`Archive::source`] that are declared as the entry's and stand behind the end of its deflate stream.
    pub behind: Option<Range<u64>>,
    /// Whether its local header and the directory agree on whether a data descriptor follows. The platform goes by the header, and
    /// warns where they do not (`zip_archive.cc`, `FindEntry`).
    pub agree_on_descriptor: bool,
    /// What reading it showed beyond [`Archive::oddities`].
    pub oddities: Vec<Oddity>,
}

impl Inflated {
    /// Whether all bytes are there and have the declared CRC.
    pub fn is_complete(&self) -> bool {
        self.outcome == Outcome::Complete
    }
}

/// A stored entry that is read part by part, each perhaps by somebody else: its bytes are those of [`Archive::source`] in
/// [`StoredParts::range`].
#[derive(Clone, Debug)]
pub struct StoredParts {
    index: EntryIndex,
    place: Place,
    attempt: Attempt,
}

impl StoredParts {
    /// Where the entry's bytes lie, as far as the archive goes.
    pub fn range(&self) -> Range<u64> {
        self.attempt.data.clone()
    }
}

impl Archive {
    /// Puts the bytes of the entry at `index` into `out`, in place of what it held.
    ///
    /// The strict reading refuses what the platform does not find; of what it finds, broken or short data are kept as
    /// far as they go. An entry of an unknown method is read by whichever coding gives its CRC.
    ///
    /// Whoever reads many entries keeps a [`Scratch`] and calls [`Archive::read_with`].
    pub fn read(&self, index: EntryIndex, budget: &mut Budget, out: &mut Vec<u8>) -> Result<Inflated, Error> {
        self.read_with(&mut Scratch::default(), index, budget, out)
    }

    /// As [`Archive::read`], with buffers that are kept.
    pub fn read_with(
        &self,
        scratch: &mut Scratch,
        index: EntryIndex,
        budget: &mut Budget,
        out: &mut Vec<u8>,
    ) -> Result<Inflated, Error> {
        let entry = self.entry(index)?;
        let Scratch { inflater, input, ahead } = scratch;
        let source = Ahead::of(&self.source, entry, ahead);
        let place = place::find(self, &source, entry)?;
        let mut tools = Decoder { source, inflater, input };
        let (attempt, decoded) = tools.best(self.reading, entry, &place, budget, out)?;
        self.inflated(index, &source, place, &attempt, decoded)
    }

    /// What reading the entry at `index` by `attempt` gave.
    fn inflated(
        &self,
        index: EntryIndex,
        source: &Ahead<'_>,
        place: Place,
        attempt: &Attempt,
        decoded: Decoded,
    ) -> Result<Inflated, Error> {
        let entry = self.entry(index)?;
        let mut kinds: Vec<OddityKind> = place.oddities;
        kinds.extend(decoded.oddities(entry, attempt));
        let has_descriptor = place.local.map(|local| local.has_descriptor());
        let announced = entry.flags & HAS_DESCRIPTOR != 0;
        let agree_on_descriptor = has_descriptor.is_none_or(|has| has == announced);
        if has_descriptor == Some(true) {
            kinds.extend(descriptor::check(self, source, entry, attempt)?);
        }
        let outcome = decoded.outcome(entry);
        let oddities = kinds.into_iter().map(|kind| Oddity::entry(index, kind)).collect();
        let behind = decoded.behind(attempt);
        Ok(Inflated { entry: index, read_as: attempt.coding, outcome, behind, agree_on_descriptor, oddities })
    }

    /// Where the compressed bytes of the entry at `index` lie in [`Archive::source`], by the header that leads to them
    /// and the size that is declared; nothing is read of them.
    pub fn data_range(&self, index: EntryIndex) -> Result<Range<u64>, Error> {
        let entry = self.entry(index)?;
        let place = place::find(self, &Ahead::nothing(&self.source), entry)?;
        let stored = entry.method == Method::STORED;
        let bytes = if stored { entry.sizes.uncompressed } else { place.compressed };
        Ok(place.range(place.declared_start(), bytes))
    }

    /// The bytes of a stored entry where they lie; `None` for an entry of another method.
    ///
    /// Neither CRC nor sizes are checked.
    pub fn stored_window(&self, index: EntryIndex) -> Result<Option<Source>, Error> {
        let entry = self.entry(index)?;
        if entry.method != Method::STORED {
            return Ok(None);
        }
        self.source.window(self.data_range(index)?).map(Some)
    }

    /// What reads the stored entry at `index` part by part; `None` where [`Archive::read`] would not simply copy its bytes.
    pub fn stored_parts(&self, index: EntryIndex) -> Result<Option<StoredParts>, Error> {
        let entry = self.entry(index)?;
        let place = place::find(self, &Ahead::nothing(&self.source), entry)?;
        let mut attempts = attempts(self.reading, entry, &place);
        let (Some(attempt), true) = (attempts.pop(), attempts.is_empty()) else { return Ok(None) };
        Ok((attempt.coding == Coding::Stored).then_some(StoredParts { index, place, attempt }))
    }

    /// What [`Archive::read`] would say of a stored entry whose bytes have this CRC.
    pub fn stored_read(&self, parts: &StoredParts, crc: u32) -> Result<Inflated, Error> {
        let StoredParts { index, place, attempt } = parts;
        let range = parts.range();
        let bytes = range.end.saturating_sub(range.start);
        let ended = bytes == self.entry(*index)?.sizes.uncompressed;
        self.inflated(
            *index,
            &Ahead::nothing(&self.source),
            place.clone(),
            attempt,
            Decoded { bytes, used: None, ended, crc },
        )
    }

    /// The entry as a source of its own, for an archive within the archive: a stored one is a window, a deflated one
    /// is inflated, and then says how far it could be.
    pub fn entry_source(
        &self,
        scratch: &mut Scratch,
        index: EntryIndex,
        budget: &mut Budget,
    ) -> Result<(Source, Option<Inflated>), Error> {
        if let Some(window) = self.stored_window(index)? {
            return Ok((window, None));
        }
        let mut bytes = Vec::new();
        let inflated = self.read_with(scratch, index, budget, &mut bytes)?;
        Ok((Source::from_bytes(bytes), Some(inflated)))
    }
}

/// What decodes an entry.
struct Decoder<'s> {
    source: Ahead<'s>,
    inflater: &'s mut Inflater,
    input: &'s mut Vec<u8>,
}

impl Decoder<'_> {
    /// The attempt that gives the entry's CRC, or else the most plausible; its bytes are in `out`.
    fn best(
        &mut self,
        reading: Reading,
        entry: &Entry,
        place: &Place,
        budget: &mut Budget,
        out: &mut Vec<u8>,
    ) -> Result<(Attempt, Decoded), Error> {
        let attempts = attempts(reading, entry, place);
        let mut best: Option<(Attempt, Decoded)> = None;
        let mut last = None;
        for attempt in attempts {
            let decoded = self.decode(entry, &attempt, budget, out)?;
            last = Some(attempt.clone());
            if best.as_ref().is_none_or(|(_, other)| decoded.rank(entry) > other.rank(entry)) {
                best = Some((attempt, decoded));
            }
            if decoded.crc == entry.sizes.crc && decoded.ended {
                break;
            }
        }
        let missing = Error::Short { what: What::Data, offset: place.len, wanted: 1, available: 0 };
        let (attempt, decoded) = best.ok_or(missing)?;
        if last.as_ref() != Some(&attempt) {
            self.decode(entry, &attempt, budget, out)?;
        }
        Ok((attempt, decoded))
    }

    fn decode(
        &mut self,
        entry: &Entry,
        attempt: &Attempt,
        budget: &mut Budget,
        out: &mut Vec<u8>,
    ) -> Result<Decoded, Error> {
        let declared = entry.sizes.uncompressed;
        let range = attempt.data.clone();
        let (used, ended, crc) = match attempt.coding {
            Coding::Stored => {
                let len = range.end.saturating_sub(range.start);
                budget.spend_bytes(len)?;
                set_len(out, to_usize(len)?);
                self.source.read_what(What::Data, range.start, out)?;
                (None, len == declared, None)
            }
            Coding::Deflated => {
                let input = fill_frame(&self.source, range, budget, self.input)?;
                let declared = Declared { len: declared, crc: entry.sizes.crc };
                let stream = self.inflater.inflate(input, declared, budget, out)?;
                (Some(stream.used), stream.ended, stream.crc)
            }
        };
        Ok(Decoded { bytes: to_u64(out.len()), used, ended, crc: crc.unwrap_or_else(|| crc32(out)) })
    }
}

/// The deflate stream in `range`, read into `buf`.
fn fill_frame<'a>(
    source: &Ahead<'_>,
    range: Range<u64>,
    budget: &mut Budget,
    buf: &'a mut Vec<u8>,
) -> Result<Framed<'a>, Error> {
    let len = range.end.saturating_sub(range.start);
    budget.spend_bytes(len)?;
    let mut framed = Framed::new(buf, to_usize(len)?);
    source.read_what(What::Data, range.start, framed.stream_mut())?;
    Ok(framed)
}

/// The bytes of `range`: where they lie in memory, or else read into `buf`.
pub(crate) fn fill<'a>(
    source: &'a Source,
    range: Range<u64>,
    budget: &mut Budget,
    buf: &'a mut Vec<u8>,
) -> Result<&'a [u8], Error> {
    if let Some(bytes) = source.as_bytes(range.clone()) {
        return Ok(bytes);
    }
    let len = range.end.saturating_sub(range.start);
    budget.spend_bytes(len)?;
    set_len(buf, to_usize(len)?);
    source.read_what(What::Data, range.start, buf)?;
    Ok(buf)
}

/// One way to read an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Attempt {
    pub coding: Coding,
    /// The bytes that are read.
    pub data: Range<u64>,
    /// How many should be read, and were not cut off.
    pub wanted: u64,
    /// Where the data should start, if that is elsewhere.
    pub declared_start: u64,
}

fn attempts(reading: Reading, entry: &Entry, place: &Place) -> Vec<Attempt> {
    let codings = codings(reading, entry);
    let declared_start = place.declared_start();
    let attempt = |start: u64, coding| {
        let wanted = match coding {
            Coding::Stored => entry.sizes.uncompressed,
            Coding::Deflated => place.compressed,
        };
        Attempt { coding, data: place.range(start, wanted), wanted, declared_start }
    };
    let starts = place.starts.iter();
    starts.flat_map(|&start| codings.iter().map(move |&coding| attempt(start, coding))).collect()
}

/// How an entry may be coded, the likelier first. Only the recovered reading doubts a method that it knows.
fn codings(reading: Reading, entry: &Entry) -> &'static [Coding] {
    let same = entry.sizes.compressed == entry.sizes.uncompressed;
    match (entry.method.coding(), reading) {
        (Some(Coding::Stored), Reading::Recovered) if !same => &[Coding::Stored, Coding::Deflated],
        (Some(Coding::Deflated), Reading::Recovered) if same => &[Coding::Deflated, Coding::Stored],
        (Some(Coding::Stored), _) => &[Coding::Stored],
        (Some(Coding::Deflated), _) => &[Coding::Deflated],
        (None, _) if same => &[Coding::Stored, Coding::Deflated],
        (None, _) => &[Coding::Deflated, Coding::Stored],
    }
}

/// What an attempt gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Decoded {
    bytes: u64,
    used: Option<u64>,
    ended: bool,
    crc: u32,
}

impl Decoded {
    /// How much speaks for it: the CRC, the size, an end.
    fn rank(self, entry: &Entry) -> (bool, bool, bool) {
        (
            self.ended && self.crc == entry.sizes.crc,
            self.ended && self.bytes == entry.sizes.uncompressed,
            self.ended,
        )
    }

    fn outcome(self, entry: &Entry) -> Outcome {
        let declared = entry.sizes.crc;
        match (self.ended, self.crc == declared) {
            (true, true) => Outcome::Complete,
            (true, false) => Outcome::CrcDiffers { declared, computed: self.crc },
            (false, _) => Outcome::Partial { bytes: self.bytes, declared: entry.sizes.uncompressed },
        }
    }

    /// What stands behind the end of the stream.
    fn behind(self, attempt: &Attempt) -> Option<Range<u64>> {
        let used = self.used.filter(|_| self.ended)?;
        let behind = attempt.data.start.saturating_add(used)..attempt.data.end;
        (!behind.is_empty()).then_some(behind)
    }

    fn oddities(self, entry: &Entry, attempt: &Attempt) -> impl Iterator<Item = OddityKind> {
        let (declared, read_as) = (entry.sizes.uncompressed, attempt.coding);
        let start = attempt.data.start;
        let cut = attempt.data.end.saturating_sub(start) < attempt.wanted;
        let broken = !self.ended && read_as == Coding::Deflated;
        let early = self.used.filter(|&used| self.ended && used < attempt.wanted);
        let crc = self.ended && self.crc != entry.sizes.crc;
        let kinds = [
            (entry.method.coding() != Some(read_as))
                .then_some(OddityKind::ReadAs { declared: entry.method, read_as }),
            (start != attempt.declared_start)
                .then_some(OddityKind::DataMoved { declared: attempt.declared_start, found: start }),
            cut.then_some(OddityKind::DataOutside {
                offset: start,
                bytes: attempt.wanted,
                end: attempt.data.end,
            }),
            broken.then_some(OddityKind::StreamBroken { inflated: self.bytes }),
            early.map(|used| OddityKind::StreamEndsEarly { used, declared: attempt.wanted }),
            (self.ended && self.bytes != declared)
                .then_some(OddityKind::SizeDiffers { declared, found: self.bytes }),
            crc.then_some(OddityKind::CrcDiffers { declared: entry.sizes.crc, computed: self.crc }),
        ];
        kinds.into_iter().flatten()
    }
}
