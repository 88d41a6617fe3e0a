//! Where an archive says that its directory is.

use memchr::memmem;

use crate::error::{Error, What};
use crate::limits::Budget;
use crate::records::{
    END_LEN, END_SIGNATURE, ESCAPE_32, EndRecord, ZIP64_END_LEN, ZIP64_END_SIGNATURE, ZIP64_LOCATOR_LEN,
    ZIP64_LOCATOR_SIGNATURE, Zip64EndRecord, Zip64Locator,
};
use crate::rule::Rule;
use crate::source::{Source, to_u64};

/// The final bytes of a file in which an end record is looked for: the record and the longest comment
/// (`zip_archive.cc`, `kMaxEOCDSearch`).
pub(crate) const TAIL_LEN: u64 = 22 + 65_535;

/// The final bytes that are read first. Nearly every package has no comment, or a short one.
const FIRST_TAIL_LEN: u64 = 4096;

/// An end record that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct End {
    pub offset: u64,
    pub record: EndRecord,
}

impl End {
    /// Where its comment starts.
    pub(crate) fn comment_start(&self) -> u64 {
        self.offset.saturating_add(to_u64(END_LEN))
    }

    /// Where its comment ends, if it is as long as declared.
    pub(crate) fn comment_end(&self) -> u64 {
        self.comment_start().saturating_add(self.record.comment_len.into())
    }

    /// Whether directory offset or size refer to a zip64 end record. The platform does not ask for the count.
    pub(crate) fn is_escaped(&self) -> bool {
        self.record.directory_size == ESCAPE_32 || self.record.directory_offset == ESCAPE_32
    }

    /// Where the record itself says that the directory is.
    pub(crate) fn declared(&self) -> Declared {
        Declared {
            entries: self.record.entries.into(),
            size: self.record.directory_size.into(),
            offset: self.record.directory_offset.into(),
            end: self.offset,
            zip64: false,
        }
    }
}

/// Directory facts out of an end record, or of the zip64 one that it refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Declared {
    pub entries: u64,
    pub size: u64,
    pub offset: u64,
    /// Where the record starts that says so; the directory must end before.
    pub end: u64,
    pub zip64: bool,
}

/// The last end record of the final 65,557 bytes, its fixed part whole.
pub(crate) fn last(source: &Source, budget: &mut Budget) -> Result<Option<End>, Error> {
    let few = source.len().min(FIRST_TAIL_LEN);
    if let Some(end) = last_in_tail(source, few, budget)? {
        return Ok(Some(end));
    }
    let all = source.len().min(TAIL_LEN);
    if all == few { Ok(None) } else { last_in_tail(source, all, budget) }
}

fn last_in_tail(source: &Source, len: u64, budget: &mut Budget) -> Result<Option<End>, Error> {
    let start = source.len().saturating_sub(len);
    let tail = source.read_vec(start..source.len(), budget)?;
    // The signature alone may start as late as leaves room for the whole fixed part.
    let last_room = tail.len().saturating_sub(END_LEN.saturating_sub(4));
    let at = tail.get(..last_room).and_then(|room| memmem::rfind(room, &END_SIGNATURE.to_le_bytes()));
    let found = at.and_then(|at| {
        let record = EndRecord::parse(tail.get(at..)?)?;
        Some(End { offset: start.saturating_add(to_u64(at)), record })
    });
    Ok(found)
}

/// What the zip64 end record says that the locator before `end` leads to (`zip_archive.cc`,
/// `FindCentralDirectoryInfoForZip64`).
pub(crate) fn zip64(source: &Source, end: &End) -> Result<Declared, Error> {
    let locator_at = end.offset.checked_sub(to_u64(ZIP64_LOCATOR_LEN)).filter(|&at| at > 0);
    let locator_at = locator_at.ok_or_else(|| refused(end.offset, end.offset, to_u64(ZIP64_LOCATOR_LEN)))?;
    let mut buf = [0; ZIP64_LOCATOR_LEN];
    source.read_what(What::Zip64EndRecord, locator_at, &mut buf)?;
    let locator = Zip64Locator::parse(&buf).filter(|l| l.signature == ZIP64_LOCATOR_SIGNATURE);
    let locator = locator.ok_or_else(|| refused(locator_at, 0, ZIP64_LOCATOR_SIGNATURE.into()))?;
    let latest = locator_at.checked_sub(to_u64(ZIP64_END_LEN)).filter(|&latest| latest > 0);
    let at = latest.filter(|&latest| locator.end_offset <= latest).map(|_| locator.end_offset);
    let at = at.ok_or_else(|| refused(locator_at, locator.end_offset, latest.unwrap_or(0)))?;
    zip64_at(source, at)
}

/// What the zip64 end record at `at` says.
pub(crate) fn zip64_at(source: &Source, at: u64) -> Result<Declared, Error> {
    let mut buf = [0; ZIP64_END_LEN];
    source.read_what(What::Zip64EndRecord, at, &mut buf)?;
    let record = Zip64EndRecord::parse(&buf).filter(|r| r.signature == ZIP64_END_SIGNATURE);
    let record = record.ok_or_else(|| refused(at, 0, ZIP64_END_SIGNATURE.into()))?;
    let Zip64EndRecord { entries, directory_size: size, directory_offset: offset, .. } = record;
    Ok(Declared { entries, size, offset, end: at, zip64: true })
}

fn refused(offset: u64, found: u64, expected: u64) -> Error {
    Error::Refused { rule: Rule::Zip64End, what: What::Zip64EndRecord, offset, found, expected }
}
