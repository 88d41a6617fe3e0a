//! Opening an archive as Android's own reader does (`zip_archive.cc`, `OpenArchiveInternal`).
//!
//! Each check names its [`Rule`]; the rule names the function. Where releases differ, the newest decides.

use std::sync::Arc;

use crate::archive::{Archive, Layout, Reading};
use crate::directory::{self, Directory};
use crate::end::{self, Declared, End};
use crate::entry::{Entry, EntryIndex};
use crate::error::{Error, What};
use crate::limits::Budget;
use crate::oddity::{Extent, Oddity, OddityKind};
use crate::padding;
use crate::records::{CENTRAL_LEN, CENTRAL_SIGNATURE, END_LEN, LOCAL_SIGNATURE, signature_at};
use crate::rule::{Release, Rule};
use crate::source::{Source, to_u64};

/// The largest file that the platform opens (`zip_archive.cc`, `kMaxFileLength`).
const MAX_FILE_LEN: u64 = 256 << 30;

/// An entry costs this much memory beside its record in the directory: itself, and what may be odd about it.
pub(crate) const ENTRY_COST: u64 = 512;
const _: () = assert!(size_of::<Entry>() <= 128 && 5 * size_of::<Oddity>() <= 384);

/// A refusal by the platform's reader.
pub(crate) fn refused(rule: Rule, what: What, offset: u64, found: u64, expected: u64) -> Error {
    Error::Refused { rule, what, offset, found, expected }
}

pub(crate) fn open(source: &Source, release: Release, budget: &mut Budget) -> Result<Archive, Error> {
    let end = find_end(source, release, budget)?;
    let declared = find_directory(source, &end, release)?;
    let directory = read_directory(source, &declared, release, budget)?;
    let mut entries = Vec::new();
    let walked = walk(&directory, &declared, budget, &mut entries)?;
    let mut oddities = archive_oddities(&directory, &declared, walked);
    oddities.extend(several_disks(&end).map(Oddity::archive));
    directory::describe(&entries, &mut oddities);
    check_entries(&directory, &entries, &oddities)?;
    check_first_signature(source)?;
    oddities.extend(prefix(source, &entries)?.map(Oddity::archive));
    let directory_end = declared.offset.saturating_add(to_u64(walked));
    let layout = Layout {
        directory: declared.offset..directory_end,
        end_record: end.offset,
        comment: end.comment_start()..end.comment_end(),
        shift: 0,
    };
    Ok(Archive {
        source: source.clone(),
        reading: Reading::Strict,
        release,
        entries,
        oddities,
        layout,
        headers: Vec::new(),
    })
}

/// `MapCentralDirectory` and the first half of `FindCentralDirectoryInfo`.
fn find_end(source: &Source, release: Release, budget: &mut Budget) -> Result<End, Error> {
    let len = source.len();
    let smallest = to_u64(END_LEN);
    if len < smallest {
        return Err(refused(Rule::FileSize, What::EndRecord, 0, len, smallest));
    }
    let largest = if release.reads_zip64() { MAX_FILE_LEN } else { u32::MAX.into() };
    if len > largest {
        return Err(refused(Rule::FileSize, What::EndRecord, 0, len, largest));
    }
    let tail_start = len.saturating_sub(end::TAIL_LEN);
    let end = end::last(source, budget)?;
    let end = end.ok_or_else(|| {
        refused(Rule::EndRecord, What::EndRecord, tail_start, 0, crate::records::END_SIGNATURE.into())
    })?;
    if end.comment_end() != len {
        return Err(refused(Rule::EndOfFile, What::EndRecord, end.offset, end.comment_end(), len));
    }
    Ok(end)
}

/// The second half of `FindCentralDirectoryInfo`.
fn find_directory(source: &Source, end: &End, release: Release) -> Result<Declared, Error> {
    let declared =
        if end.is_escaped() && release.reads_zip64() { end::zip64(source, end)? } else { end.declared() };
    let bounds = |found| refused(Rule::DirectoryBounds, What::EndRecord, end.offset, found, declared.end);
    let directory_end = declared.offset.checked_add(declared.size).ok_or_else(|| bounds(u64::MAX))?;
    // The zip64 check of the platform is stricter by one: a directory as large as all before its record is refused.
    if directory_end > declared.end || (declared.zip64 && declared.end <= declared.size) {
        return Err(bounds(directory_end));
    }
    if declared.entries == 0 {
        return Err(refused(Rule::NotEmpty, What::EndRecord, end.offset, 0, 1));
    }
    Ok(declared)
}

fn read_directory(
    source: &Source,
    declared: &Declared,
    release: Release,
    budget: &mut Budget,
) -> Result<Directory, Error> {
    budget.spend_directory(declared.size)?;
    let bytes = source.read_new(What::Directory, declared.offset, declared.size)?;
    Ok(Directory { release, bytes: Arc::new(bytes), offset: declared.offset })
}

/// The first loop of `ParseZipArchive`: as many records as are counted, each within the directory.
fn walk(
    directory: &Directory,
    declared: &Declared,
    budget: &mut Budget,
    entries: &mut Vec<Entry>,
) -> Result<usize, Error> {
    let most = directory::most_records(declared.size);
    if declared.entries > most {
        let at = declared.offset;
        return Err(refused(Rule::DirectoryRecord, What::Directory, at, most, declared.entries));
    }
    reserve(declared.entries, budget, entries)?;
    let at = directory.walk(0, declared.entries, entries);
    if to_u64(entries.len()) < declared.entries {
        let found = directory.signature(at).unwrap_or(0);
        let offset = directory.offset.saturating_add(to_u64(at));
        let expected = CENTRAL_SIGNATURE.into();
        return Err(refused(Rule::DirectoryRecord, What::CentralHeader, offset, found.into(), expected));
    }
    Ok(at)
}

/// Makes room for `count` entries, within the limits.
pub(crate) fn reserve(count: u64, budget: &mut Budget, entries: &mut Vec<Entry>) -> Result<(), Error> {
    budget.check_entries(count)?;
    budget.spend_bytes(count.saturating_mul(ENTRY_COST))?;
    entries.reserve(crate::source::to_usize(count)?);
    Ok(())
}

/// What `ParseZipArchive` asks of each record, and `AddToMap` of their names.
fn check_entries(directory: &Directory, entries: &[Entry], oddities: &[Oddity]) -> Result<(), Error> {
    for entry in entries {
        check_entry(directory, entry)?;
    }
    let refuse = |rule, index: EntryIndex, found, expected| {
        let at = entries.get(index.0).map_or(directory.offset, |entry| record_offset(directory, entry));
        Err(refused(rule, What::CentralHeader, at, found, expected))
    };
    for oddity in oddities {
        if let (OddityKind::Name(fault), Some(index)) = (&oddity.kind, oddity.entry)
            && fault.is_refused()
        {
            return refuse(Rule::EntryName, index, 0, 0);
        }
    }
    match directory::duplicates(entries).first() {
        Some(&(later, _)) => refuse(Rule::UniqueNames, later, 2, 1),
        None => Ok(()),
    }
}

fn check_entry(directory: &Directory, entry: &Entry) -> Result<(), Error> {
    let at = record_offset(directory, entry);
    let refuse = |rule, found, expected| Err(refused(rule, What::CentralHeader, at, found, expected));
    let len = to_u64(directory.bytes.len());
    // The platform asks that name and extra field be shorter than the whole directory; that they lie within it is
    // seen already.
    if u64::from(entry.extra_len) >= len && directory.release.reads_zip64() {
        return refuse(Rule::DirectoryRecord, entry.extra_len.into(), len);
    }
    if let Some(rule) = entry.fault.filter(|_| entry.local_offset == u64::from(u32::MAX)) {
        return refuse(rule, entry.extra_len.into(), 12);
    }
    // The platform's offsets are signed: one of 2^63 or more passes here, and fails when the entry is looked up.
    if entry.local_offset >= directory.offset && i64::try_from(entry.local_offset).is_ok() {
        return refuse(Rule::LocalOffset, entry.local_offset, directory.offset);
    }
    Ok(())
}

/// Where an entry's record stands in the source.
fn record_offset(directory: &Directory, entry: &Entry) -> u64 {
    directory.offset.saturating_add(to_u64(entry.name_at.saturating_sub(CENTRAL_LEN)))
}

/// The last check of `ParseZipArchive`.
fn check_first_signature(source: &Source) -> Result<(), Error> {
    let mut buf = [0; 4];
    source.read_what(What::LocalHeader, 0, &mut buf)?;
    match signature_at(&buf) {
        Some(LOCAL_SIGNATURE) => Ok(()),
        found => {
            let found = found.unwrap_or(0).into();
            Err(refused(Rule::FirstSignature, What::LocalHeader, 0, found, LOCAL_SIGNATURE.into()))
        }
    }
}

/// What is odd about the archive and yet accepted.
fn archive_oddities(directory: &Directory, declared: &Declared, walked: usize) -> Vec<Oddity> {
    let more = directory.count(walked);
    let found = declared.entries.saturating_add(more);
    let walked = to_u64(walked);
    let extent = |bytes| Extent { offset: declared.offset, bytes };
    let kinds = [
        (more > 0).then_some(OddityKind::EntryCount { declared: declared.entries, found }),
        (more == 0 && walked < declared.size)
            .then_some(OddityKind::DirectoryMoved { declared: extent(declared.size), found: extent(walked) }),
        declared.zip64.then_some(OddityKind::Zip64),
    ];
    kinds.into_iter().flatten().map(Oddity::archive).collect()
}

/// What stands before the first entry's local header, but for headers that only fill space. The file is known to start
/// like a local header.
fn prefix(source: &Source, entries: &[Entry]) -> Result<Option<OddityKind>, Error> {
    let bytes = entries.iter().map(|entry| entry.local_offset).min().unwrap_or(0);
    if bytes == 0 || padding::fills(source, bytes)? {
        return Ok(None);
    }
    Ok(Some(OddityKind::Prefix { bytes, adjusted: true, disguised: true }))
}

/// Whether the end record speaks of several disks, which no reader supports and the platform does not look at.
pub(crate) fn several_disks(end: &End) -> Option<OddityKind> {
    let (disk, directory_disk) = (end.record.disk, end.record.directory_disk);
    let differs = end.record.disk_entries != end.record.entries;
    (disk != 0 || directory_disk != 0 || differs).then_some(OddityKind::SeveralDisks { disk, directory_disk })
}
