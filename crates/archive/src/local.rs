//! Local headers, and where an entry's data lie.

use std::ops::Range;

use crate::ahead::Ahead;
use crate::archive::Archive;
use crate::directory::{ENCRYPTED, HAS_DESCRIPTOR};
use crate::entry::{Coding, Entry, Method, Sizes};
use crate::error::{Error, What};
use crate::extra::{self, Short};
use crate::oddity::{Header, OddityKind};
use crate::records::{ESCAPE_32, LOCAL_LEN, LOCAL_SIGNATURE, LocalRecord};
use crate::rule::{Release, Rule};
use crate::source::to_u64;
use crate::strict::refused;

/// Bytes read with a header: most names and extra fields fit, so that one read is enough.
pub(crate) const READ_LEN: usize = 256;

/// A local header, compared with its entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Local {
    pub offset: u64,
    pub record: LocalRecord,
    pub same_name: bool,
    /// CRC and sizes after zip64; `Err` where their zip64 field is missing or wrong.
    pub sizes: Result<Sizes, Rule>,
}

impl Local {
    /// Where the data start.
    pub(crate) fn data(&self) -> u64 {
        self.offset.saturating_add(self.record.data_distance())
    }

    /// Whether a data descriptor follows the data.
    pub(crate) fn has_descriptor(&self) -> bool {
        self.record.flags & HAS_DESCRIPTOR != 0
    }

    /// What is odd about the header beside its entry's record in the directory.
    pub(crate) fn oddities(&self, entry: &Entry) -> impl Iterator<Item = OddityKind> {
        let (central, local) = (entry.method, Method(self.record.method));
        let encrypted = self.record.flags & ENCRYPTED != 0;
        let sizes = self.sizes.ok().filter(|&sizes| !self.has_descriptor() && sizes != entry.sizes);
        let kinds = [
            (!self.same_name).then_some(OddityKind::LocalName { bytes: self.record.name_len }),
            (central != local).then_some(OddityKind::LocalMethod { central, local }),
            encrypted.then_some(OddityKind::EncryptionBit { header: Header::Local }),
            sizes.map(|local| OddityKind::LocalSizes { central: entry.sizes, local }),
            self.sizes.err().map(|_| OddityKind::Zip64Broken),
        ];
        kinds.into_iter().flatten()
    }
}

/// The local header of `entry` at `offset`, or what stands there instead: its signature.
pub(crate) fn read(
    archive: &Archive,
    source: &Ahead<'_>,
    offset: u64,
    entry: &Entry,
) -> Result<Result<Local, u32>, Error> {
    let mut buf = [0; READ_LEN];
    let available = source.len().saturating_sub(offset).min(to_u64(READ_LEN));
    let head = buf.get_mut(..usize::try_from(available).unwrap_or(0)).unwrap_or(&mut []);
    source.read_what(What::LocalHeader, offset, head)?;
    let record = match LocalRecord::parse(head) {
        Some(record) if record.signature == LOCAL_SIGNATURE => record,
        other => return Ok(Err(other.map_or(0, |record| record.signature))),
    };
    let rest = head.get(LOCAL_LEN..).unwrap_or(&[]);
    let same_name = record.name_len == entry.name_len && {
        let name_at = offset.saturating_add(to_u64(LOCAL_LEN));
        starts_with(source, name_at, rest, entry.name())?
    };
    let sizes = sizes(source, archive.release, offset, &record)?;
    Ok(Ok(Local { offset, record, same_name, sizes }))
}

/// Whether the source has `wanted` at `offset`, of which `read` is read already.
fn starts_with(source: &Ahead<'_>, offset: u64, read: &[u8], wanted: &[u8]) -> Result<bool, Error> {
    if let Some(found) = read.get(..wanted.len()) {
        return Ok(found == wanted);
    }
    let len = to_u64(wanted.len());
    if source.len().saturating_sub(offset) < len {
        return Ok(false);
    }
    Ok(source.read_new(What::LocalHeader, offset, len)? == wanted)
}

/// CRC and sizes of a local header; escaped ones are in its extra field, and then both must be (`FindEntry`).
pub(crate) fn sizes(
    source: &Ahead<'_>,
    release: Release,
    offset: u64,
    record: &LocalRecord,
) -> Result<Result<Sizes, Rule>, Error> {
    let (compressed, uncompressed) = (record.compressed, record.uncompressed);
    let short = Short { uncompressed, compressed, local_offset: None };
    let widened = |long: extra::Long| Sizes {
        crc: record.crc,
        compressed: long.compressed,
        uncompressed: long.uncompressed,
    };
    if !short.is_escaped() || !release.reads_zip64() {
        return Ok(Ok(widened(short.widen())));
    }
    let len = u64::from(record.extra_len);
    let extra_at = offset.saturating_add(record.data_distance()).saturating_sub(len);
    let outside = extra_at.saturating_add(len) > source.len();
    if compressed != ESCAPE_32 || uncompressed != ESCAPE_32 || outside {
        return Ok(Err(Rule::Zip64Extra));
    }
    let extra = source.read_new(What::LocalHeader, extra_at, len)?;
    Ok(extra::widen(short, &extra).map(widened))
}

/// An entry as the platform finds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    pub local: Local,
    /// The data, as many bytes as the platform reads of them.
    pub data: Range<u64>,
}

/// Looks an entry up as the platform does (`zip_archive.cc`, `FindEntry`).
pub(crate) fn find_strictly(archive: &Archive, source: &Ahead<'_>, entry: &Entry) -> Result<Found, Error> {
    let directory = archive.layout.directory.start;
    let at = entry.local_offset;
    if let Some(rule) = entry.fault {
        return Err(refused(rule, What::CentralHeader, at, 0, 0));
    }
    let header = |found, expected| refused(Rule::LocalHeader, What::LocalHeader, at, found, expected);
    let end = at.saturating_add(to_u64(LOCAL_LEN));
    if end >= directory {
        return Err(header(end, directory));
    }
    let local = read(archive, source, at, entry)?;
    let local = local.map_err(|found| header(found.into(), LOCAL_SIGNATURE.into()))?;
    check_name_and_sizes(&local, entry, directory)?;
    let data = local.data();
    let room = directory.checked_sub(data);
    let bounds = |found| refused(Rule::DataBounds, What::Data, data, found, directory);
    let room = room.ok_or_else(|| bounds(data))?;
    let Sizes { compressed, uncompressed, .. } = entry.sizes;
    let stored = entry.method.coding() == Some(Coding::Stored);
    let longest = if stored { compressed.max(uncompressed) } else { compressed };
    if longest > room {
        return Err(bounds(data.saturating_add(longest)));
    }
    let len = if stored { uncompressed } else { compressed };
    Ok(Found { local, data: data..data.saturating_add(len) })
}

fn check_name_and_sizes(local: &Local, entry: &Entry, directory: u64) -> Result<(), Error> {
    let at = local.offset;
    let refuse = |rule, found, expected| Err(refused(rule, What::LocalHeader, at, found, expected));
    let name_len = u64::from(local.record.name_len);
    let name_end = at.saturating_add(to_u64(LOCAL_LEN)).saturating_add(name_len);
    if !local.same_name || name_end > directory {
        return refuse(Rule::LocalName, name_len, entry.name_len.into());
    }
    let sizes = match local.sizes {
        Ok(sizes) => sizes,
        Err(rule) => return refuse(rule, local.record.extra_len.into(), 16),
    };
    if local.has_descriptor() || sizes == entry.sizes {
        return Ok(());
    }
    let wrong = [
        (sizes.compressed, entry.sizes.compressed),
        (sizes.uncompressed, entry.sizes.uncompressed),
        (sizes.crc.into(), entry.sizes.crc.into()),
    ];
    let (found, expected) = wrong.into_iter().find(|(a, b)| a != b).unwrap_or((0, 0));
    refuse(Rule::LocalSizes, found, expected)
}
