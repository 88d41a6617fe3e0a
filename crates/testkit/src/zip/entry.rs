//! One entry: its data, and both of its headers.

use std::fmt;
use std::io::Write;
use std::rc::Rc;

use flate2::Compression;
use flate2::write::DeflateEncoder;

use super::{low32, put};

/// Changes a header after its fields are right.
type Change = Rc<dyn Fn(&mut Header)>;

/// The fields of a local or central header, wide enough for every lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// The header's signature.
    pub signature: u32,
    /// Version needed to extract.
    pub version: u16,
    /// General purpose flags.
    pub flags: u16,
    /// Compression method.
    pub method: u16,
    /// Time of modification, MS-DOS form, date in the upper half.
    pub modified: u32,
    /// CRC-32 of the inflated data.
    pub crc: u32,
    /// Bytes in the archive.
    pub compressed: u32,
    /// Bytes after inflating.
    pub uncompressed: u32,
    /// The name that is written.
    pub name: Vec<u8>,
    /// The extra field that is written.
    pub extra: Vec<u8>,
    /// The name's length if that is not to be the true one.
    pub name_len: Option<u16>,
    /// The extra field's length if that is not to be the true one.
    pub extra_len: Option<u16>,
    /// Central only: the comment that is written.
    pub comment: Vec<u8>,
    /// Central only: the disk on which the entry starts.
    pub disk: u16,
    /// Central only: where the local header starts.
    pub offset: u32,
}

/// An entry of an archive to build.
#[derive(Clone)]
pub struct Entry {
    header: Header,
    data: Vec<u8>,
    local: Vec<Change>,
    central: Vec<Change>,
    descriptor: Option<Descriptor>,
    align: usize,
    zip64: bool,
    same_body_as: Option<usize>,
}

/// How a data descriptor is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Descriptor {
    /// Whether it starts with a signature.
    pub signature: bool,
    /// Added to the CRC, to make it wrong.
    pub crc_error: u32,
}

impl Entry {
    /// An entry whose data stand in the archive as they are.
    pub fn stored(name: impl AsRef<[u8]>, data: &[u8]) -> Self {
        Self::raw(name, 0, data.to_vec(), data)
    }

    /// An entry whose data are deflated.
    pub fn deflated(name: impl AsRef<[u8]>, data: &[u8]) -> Self {
        Self::raw(name, 8, deflate(data), data)
    }

    /// An entry of any method: `compressed` is written, CRC and size are those of `data`.
    pub fn raw(name: impl AsRef<[u8]>, method: u16, compressed: Vec<u8>, data: &[u8]) -> Self {
        let header = Header {
            signature: 0,
            version: 20,
            flags: 0,
            method,
            modified: 0x5a21_0000,
            crc: crc32(data),
            compressed: low32(compressed.len()),
            uncompressed: low32(data.len()),
            name: name.as_ref().to_vec(),
            extra: Vec::new(),
            name_len: None,
            extra_len: None,
            comment: Vec::new(),
            disk: 0,
            offset: 0,
        };
        let (local, central) = (Vec::new(), Vec::new());
        let (descriptor, same_body_as) = (None, None);
        Self { header, data: compressed, local, central, descriptor, align: 1, zip64: false, same_body_as }
    }

    /// Changes the local header after it is right.
    #[must_use]
    pub fn local(mut self, change: impl Fn(&mut Header) + 'static) -> Self {
        self.local.push(Rc::new(change));
        self
    }

    /// Changes the record in the directory after it is right.
    #[must_use]
    pub fn central(mut self, change: impl Fn(&mut Header) + 'static) -> Self {
        self.central.push(Rc::new(change));
        self
    }

    /// Changes both headers after they are right.
    #[must_use]
    pub fn both(self, change: impl Fn(&mut Header) + Clone + 'static) -> Self {
        self.local(change.clone()).central(change)
    }

    /// Puts CRC and sizes behind the data, and zeros into the local header.
    #[must_use]
    pub fn descriptor(mut self, descriptor: Descriptor) -> Self {
        self.descriptor = Some(descriptor);
        self
    }

    /// Fills the local extra field so that the data start at a multiple of `bytes`.
    #[must_use]
    pub fn align(mut self, bytes: usize) -> Self {
        self.align = bytes;
        self
    }

    /// Moves the sizes into zip64 extra fields.
    #[must_use]
    pub fn zip64(mut self) -> Self {
        self.zip64 = true;
        self
    }

    /// Writes no local header and no data: the record in the directory leads to the local header at `offset`.
    #[must_use]
    pub fn sharing_body_at(mut self, offset: usize) -> Self {
        self.same_body_as = Some(offset);
        self
    }

    /// Writes local header, data and descriptor; where the data start.
    pub(super) fn write_local(&self, out: &mut Vec<u8>, base: usize) -> usize {
        if self.same_body_as.is_some() {
            return out.len();
        }
        let mut header = self.local_header();
        let start = out.len() - base + 30 + header.name.len() + header.extra.len();
        header.extra.resize(header.extra.len() + start.next_multiple_of(self.align) - start, 0);
        self.local.iter().for_each(|change| change(&mut header));
        put(out, header.signature.into(), 4);
        header.put_common(out);
        out.extend_from_slice(&header.name);
        out.extend_from_slice(&header.extra);
        let data = out.len();
        out.extend_from_slice(&self.data);
        if let Some(descriptor) = self.descriptor {
            self.write_descriptor(descriptor, out);
        }
        data
    }

    fn local_header(&self) -> Header {
        let mut header = Header { signature: 0x0403_4b50, ..self.header.clone() };
        if self.descriptor.is_some() {
            header.flags |= 8;
            (header.crc, header.compressed, header.uncompressed) = (0, 0, 0);
        } else if self.zip64 {
            header.move_to_zip64();
        }
        header
    }

    fn write_descriptor(&self, descriptor: Descriptor, out: &mut Vec<u8>) {
        if descriptor.signature {
            put(out, 0x0807_4b50, 4);
        }
        let Header { crc, compressed, uncompressed, .. } = self.header;
        put(out, crc.wrapping_add(descriptor.crc_error).into(), 4);
        put(out, compressed.into(), 4);
        put(out, uncompressed.into(), 4);
    }

    /// Writes the record in the directory.
    pub(super) fn write_central(&self, out: &mut Vec<u8>, offset: usize) {
        let offset = low32(self.same_body_as.unwrap_or(offset));
        let mut header = Header { signature: 0x0201_4b50, offset, ..self.header.clone() };
        if self.descriptor.is_some() {
            header.flags |= 8;
        }
        if self.zip64 {
            header.move_to_zip64();
        }
        self.central.iter().for_each(|change| change(&mut header));
        put(out, header.signature.into(), 4);
        put(out, 20, 2);
        header.put_common(out);
        put(out, header.comment.len() as u64, 2);
        put(out, header.disk.into(), 2);
        put(out, 0, 6);
        put(out, header.offset.into(), 4);
        out.extend_from_slice(&header.name);
        out.extend_from_slice(&header.extra);
        out.extend_from_slice(&header.comment);
    }
}

impl Header {
    /// The fields that both headers have in the same order.
    fn put_common(&self, out: &mut Vec<u8>) {
        put(out, self.version.into(), 2);
        put(out, self.flags.into(), 2);
        put(out, self.method.into(), 2);
        put(out, self.modified.into(), 4);
        put(out, self.crc.into(), 4);
        put(out, self.compressed.into(), 4);
        put(out, self.uncompressed.into(), 4);
        put(out, self.name_len.map_or(self.name.len() as u64, u64::from), 2);
        put(out, self.extra_len.map_or(self.extra.len() as u64, u64::from), 2);
    }

    /// Moves both sizes into a zip64 extra field.
    pub fn move_to_zip64(&mut self) {
        put(&mut self.extra, 1, 2);
        put(&mut self.extra, 16, 2);
        put(&mut self.extra, self.uncompressed.into(), 8);
        put(&mut self.extra, self.compressed.into(), 8);
        (self.uncompressed, self.compressed) = (u32::MAX, u32::MAX);
    }
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entry").field("header", &self.header).finish_non_exhaustive()
    }
}

/// `data` as a deflate stream.
///
/// # Panics
///
/// Never: writing into a vector does not fail.
pub fn deflate(data: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    let written = encoder.write_all(data).and_then(|()| encoder.finish());
    written.expect("a vector takes every write")
}

/// CRC-32 of `data`.
pub fn crc32(data: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(data);
    crc.sum()
}
