//! A folder, as the zip archive that it would be if its files were stored in one.
//!
//! Whoever reads archives reads folders so, and offsets, limits and readings are the same. Nothing is packed: headers and directory are
//! made, and data are read from the files when they are asked for. What a file holds is read once before, since an archive says what
//! the CRC of its entries is.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::crc::{crc32, crc32_of_parts};
use crate::error::Error;
use crate::limits::{LimitKind, Limits};
use crate::records::{CENTRAL_SIGNATURE, END_SIGNATURE, LOCAL_SIGNATURE};
use crate::source::{ReadAt, Source, to_u64};

/// Folders within folders that are looked into.
const DEPTH: u32 = 64;
/// Files of an archive without zip64: the value of all ones says that there are more.
const MOST_FILES: u64 = 0xfffe;
/// Bytes of a file that are held while its CRC is computed.
const STEP: u64 = 1 << 20;
/// Made by the third version of a Unix, where a mode stands in the upper half of the attributes (APPNOTE.TXT, 4.4.2 and 4.4.15).
const MADE_BY: u16 = 0x0314;
/// Modes of a regular file and of a symbolic link (`sys/stat.h`).
const REGULAR: u32 = 0o100_644 << 16;
const LINK: u32 = 0o120_755 << 16;
/// Names are UTF-8 (APPNOTE.TXT, 4.4.4, bit 11).
const UTF8: u16 = 1 << 11;

impl Source {
    /// The folder at `path` as an archive, in which each file's name begins with `prefix`: all regular files below it, sorted by name;
    /// symbolic links are not followed, and are entries that hold where they lead.
    ///
    /// The limits for entries and their sizes hold, and those of an archive without zip64.
    pub fn folder(path: &Path, prefix: &str, limits: &Limits) -> Result<Self, Error> {
        let mut found = Vec::new();
        walk(path, prefix, DEPTH, limits, &mut found)?;
        found.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(Self::new(Arc::new(Folder::of(found, limits)?)))
    }
}

/// What is in a folder.
#[derive(Debug)]
struct Found {
    /// From the prefix on, with slashes.
    name: String,
    what: What,
}

#[derive(Debug)]
enum What {
    File(PathBuf),
    /// Where a symbolic link leads.
    Link(Vec<u8>),
}

/// Bytes that lie one behind the other.
#[derive(Debug)]
struct Piece {
    start: u64,
    len: u64,
    bytes: Bytes,
}

#[derive(Debug)]
enum Bytes {
    Made(Vec<u8>),
    File(PathBuf),
}

/// An archive that is made of pieces.
#[derive(Debug)]
struct Folder {
    pieces: Vec<Piece>,
    len: u64,
    /// The file that was read last, by its piece: windows of one are mostly read in turn.
    last: Mutex<Option<(usize, Source)>>,
}

fn failed(error: &io::Error, path: &Path) -> Error {
    Error::Open { kind: error.kind(), message: format!("{}: {error}", path.display()) }
}

fn walk(
    folder: &Path,
    prefix: &str,
    depth: u32,
    limits: &Limits,
    found: &mut Vec<Found>,
) -> Result<(), Error> {
    let deeper = depth.checked_sub(1);
    let deeper = deeper.ok_or(Error::Limit {
        limit: LimitKind::Depth,
        allowed: DEPTH.into(),
        wanted: u64::from(DEPTH).saturating_add(1),
    })?;
    for entry in fs::read_dir(folder).map_err(|error| failed(&error, folder))? {
        let entry = entry.map_err(|error| failed(&error, folder))?;
        let path = entry.path();
        let kind = entry.file_type().map_err(|error| failed(&error, &path))?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        let what = if kind.is_dir() {
            walk(&path, &format!("{name}/"), deeper, limits, found)?;
            continue;
        } else if kind.is_symlink() {
            let target = fs::read_link(&path).map_err(|error| failed(&error, &path))?;
            What::Link(target.to_string_lossy().into_owned().into_bytes())
        } else if kind.is_file() {
            What::File(path)
        } else {
            continue;
        };
        found.push(Found { name, what });
        let allowed = limits.entries.min(MOST_FILES);
        let wanted = to_u64(found.len());
        if wanted > allowed {
            return Err(Error::Limit { limit: LimitKind::Entries, allowed, wanted });
        }
    }
    Ok(())
}

impl Folder {
    fn of(found: Vec<Found>, limits: &Limits) -> Result<Self, Error> {
        let mut folder = Self { pieces: Vec::new(), len: 0, last: Mutex::default() };
        let (mut directory, count) = (Vec::new(), found.len());
        for Found { name, what } in found {
            let (crc, len, bytes, mode) = match what {
                What::Link(target) => (crc32(&target), to_u64(target.len()), Bytes::Made(target), LINK),
                What::File(path) => {
                    let (crc, len) = read_crc(&path, limits)?;
                    (crc, len, Bytes::File(path), REGULAR)
                }
            };
            let header = Header { crc, size: narrow(len)?, name: &name };
            let offset = narrow(folder.len)?;
            directory.extend_from_slice(&header.central(offset, mode));
            folder.push(Bytes::Made(header.local()), None);
            folder.push(bytes, Some(len));
        }
        let end = end_record(count, narrow(to_u64(directory.len()))?, narrow(folder.len)?);
        directory.extend_from_slice(&end);
        folder.push(Bytes::Made(directory), None);
        Ok(folder)
    }

    /// One more piece; the length of made ones is their own.
    fn push(&mut self, bytes: Bytes, len: Option<u64>) {
        let own = match &bytes {
            Bytes::Made(made) => to_u64(made.len()),
            Bytes::File(_) => 0,
        };
        let (start, len) = (self.len, len.unwrap_or(own));
        self.len = start.saturating_add(len);
        self.pieces.push(Piece { start, len, bytes });
    }

    fn open(&self, place: usize, path: &Path) -> io::Result<Source> {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, source)) = last.as_ref()
            && *known == place
        {
            return Ok(source.clone());
        }
        let source = Source::open(path).map_err(|error| io::Error::other(error.to_string()))?;
        *last = Some((place, source.clone()));
        Ok(source)
    }
}

impl ReadAt for Folder {
    fn len(&self) -> u64 {
        self.len
    }

    fn is_made(&self) -> bool {
        true
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        let place = self.pieces.partition_point(|piece| piece.start.saturating_add(piece.len) <= offset);
        let Some(piece) = self.pieces.get(place) else { return Ok(0) };
        let at = offset.saturating_sub(piece.start);
        let left = usize::try_from(piece.len.saturating_sub(at)).unwrap_or(usize::MAX).min(buf.len());
        let buf = buf.get_mut(..left).unwrap_or(&mut []);
        match &piece.bytes {
            Bytes::Made(made) => {
                let from = usize::try_from(at).ok().and_then(|at| made.get(at..)?.get(..buf.len()));
                buf.copy_from_slice(from.unwrap_or(&[]));
            }
            Bytes::File(path) => {
                let source = self.open(place, path)?;
                // A file that has shrunk since has fewer bytes than it had.
                source.read_exact_at(at, buf).map_err(|error| io::Error::other(error.to_string()))?;
            }
        }
        Ok(buf.len())
    }
}

/// A file's CRC and how many bytes it has.
fn read_crc(path: &Path, limits: &Limits) -> Result<(u32, u64), Error> {
    let source = Source::open(path)?;
    let len = source.len();
    if len > limits.entry_size {
        return Err(Error::Limit { limit: LimitKind::EntrySize, allowed: limits.entry_size, wanted: len });
    }
    let (mut buffer, mut parts, mut at) = (Vec::new(), Vec::new(), 0);
    while at < len {
        let step = len.saturating_sub(at).min(STEP);
        buffer.resize(usize::try_from(step).unwrap_or(0), 0);
        source.read_exact_at(at, &mut buffer)?;
        parts.push((crc32(&buffer), step));
        at = at.saturating_add(step);
    }
    Ok((crc32_of_parts(parts), len))
}

/// A number of an archive without zip64.
fn narrow(number: u64) -> Result<u32, Error> {
    let narrow = u32::try_from(number).ok().filter(|number| *number != u32::MAX);
    let allowed = u64::from(u32::MAX);
    narrow.ok_or(Error::Limit { limit: LimitKind::TotalSize, allowed, wanted: number })
}

/// What both headers of an entry say (APPNOTE.TXT, 4.3.7 and 4.3.12).
struct Header<'n> {
    crc: u32,
    size: u32,
    name: &'n str,
}

impl Header<'_> {
    /// Version needed, flags, method (stored), time and date (1980-01-01), CRC, sizes, lengths of name and extra field.
    fn common(&self) -> Vec<u8> {
        // The name is a path of the file system, which is shorter than that.
        let name_len = u16::try_from(self.name.len()).unwrap_or(u16::MAX);
        let mut bytes = Vec::new();
        for number in [20, UTF8, 0, 0, 0x21] {
            bytes.extend_from_slice(&number.to_le_bytes());
        }
        for number in [self.crc, self.size, self.size] {
            bytes.extend_from_slice(&number.to_le_bytes());
        }
        for number in [name_len, 0] {
            bytes.extend_from_slice(&number.to_le_bytes());
        }
        bytes
    }

    fn local(&self) -> Vec<u8> {
        [&LOCAL_SIGNATURE.to_le_bytes(), self.common().as_slice(), self.name.as_bytes()].concat()
    }

    fn central(&self, offset: u32, mode: u32) -> Vec<u8> {
        let mut bytes = [&CENTRAL_SIGNATURE.to_le_bytes(), MADE_BY.to_le_bytes().as_slice()].concat();
        bytes.extend_from_slice(&self.common());
        // Length of the comment, disk, internal attributes.
        bytes.extend_from_slice(&[0; 6]);
        bytes.extend_from_slice(&mode.to_le_bytes());
        bytes.extend_from_slice(&offset.to_le_bytes());
        bytes.extend_from_slice(self.name.as_bytes());
        bytes
    }
}

/// APPNOTE.TXT, 4.3.16.
fn end_record(entries: usize, size: u32, offset: u32) -> Vec<u8> {
    let entries = u16::try_from(entries).unwrap_or(u16::MAX).to_le_bytes();
    let parts: [&[u8]; 7] = [
        &END_SIGNATURE.to_le_bytes(),
        &[0; 4],
        &entries,
        &entries,
        &size.to_le_bytes(),
        &offset.to_le_bytes(),
        &[0; 2],
    ];
    parts.concat()
}

#[cfg(test)]
mod tests;
