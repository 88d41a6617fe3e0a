//! The fixed parts of the zip format's records, as APPNOTE.TXT (6.3.10) gives them in its section 4.3.
//!
//! All numbers are little-endian. A record is decoded only where all of its fixed part is there; its signature is the
//! caller's to check, since the readings differ in what they do about a wrong one.

/// Local file header, section 4.3.7.
pub(crate) const LOCAL_SIGNATURE: u32 = 0x0403_4b50;
/// Central directory header, section 4.3.12.
pub(crate) const CENTRAL_SIGNATURE: u32 = 0x0201_4b50;
/// End of central directory record, section 4.3.16.
pub(crate) const END_SIGNATURE: u32 = 0x0605_4b50;
/// Zip64 end of central directory locator, section 4.3.15.
pub(crate) const ZIP64_LOCATOR_SIGNATURE: u32 = 0x0706_4b50;
/// Zip64 end of central directory record, section 4.3.14.
pub(crate) const ZIP64_END_SIGNATURE: u32 = 0x0606_4b50;
/// Data descriptor, section 4.3.9.3; it may be missing.
pub(crate) const DESCRIPTOR_SIGNATURE: u32 = 0x0807_4b50;

/// Bytes of a local header before its name.
pub(crate) const LOCAL_LEN: usize = 30;
/// Bytes of a central header before its name.
pub(crate) const CENTRAL_LEN: usize = 46;
/// Bytes of an end record before its comment.
pub(crate) const END_LEN: usize = 22;
/// Bytes of a zip64 locator.
pub(crate) const ZIP64_LOCATOR_LEN: usize = 20;
/// Bytes of a zip64 end record before its extensible data.
pub(crate) const ZIP64_END_LEN: usize = 56;

/// The value of a 32-bit size or offset that says: see the zip64 record or extra field.
pub(crate) const ESCAPE_32: u32 = u32::MAX;

/// A local file header's fixed part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LocalRecord {
    pub signature: u32,
    pub flags: u16,
    pub method: u16,
    pub crc: u32,
    pub compressed: u32,
    pub uncompressed: u32,
    pub name_len: u16,
    pub extra_len: u16,
}

impl LocalRecord {
    /// Decodes the record at the start of `bytes`.
    pub(crate) fn parse(bytes: &[u8]) -> Option<Self> {
        let mut fields = Fields(bytes);
        let signature = fields.u32()?;
        fields.skip(2)?; // version needed
        let (flags, method) = (fields.u16()?, fields.u16()?);
        fields.skip(4)?; // time and date
        let (crc, compressed, uncompressed) = (fields.u32()?, fields.u32()?, fields.u32()?);
        let (name_len, extra_len) = (fields.u16()?, fields.u16()?);
        Some(Self { signature, flags, method, crc, compressed, uncompressed, name_len, extra_len })
    }

    /// How far behind the header's start the data begin.
    pub(crate) fn data_distance(&self) -> u64 {
        30_u64.saturating_add(self.name_len.into()).saturating_add(self.extra_len.into())
    }
}

/// A central directory header's fixed part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CentralRecord {
    pub signature: u32,
    pub made_by: u16,
    pub flags: u16,
    pub method: u16,
    pub modified: u32,
    pub crc: u32,
    pub compressed: u32,
    pub uncompressed: u32,
    pub name_len: u16,
    pub extra_len: u16,
    pub comment_len: u16,
    pub attributes: u32,
    pub local_offset: u32,
}

impl CentralRecord {
    /// Decodes the record at the start of `bytes`.
    pub(crate) fn parse(bytes: &[u8]) -> Option<Self> {
        let mut fields = Fields(bytes);
        let signature = fields.u32()?;
        let made_by = fields.u16()?;
        fields.skip(2)?; // version needed
        let (flags, method, modified) = (fields.u16()?, fields.u16()?, fields.u32()?);
        let (crc, compressed, uncompressed) = (fields.u32()?, fields.u32()?, fields.u32()?);
        let (name_len, extra_len, comment_len) = (fields.u16()?, fields.u16()?, fields.u16()?);
        fields.skip(4)?; // disk and internal attributes
        let (attributes, local_offset) = (fields.u32()?, fields.u32()?);
        Some(Self {
            signature,
            made_by,
            flags,
            method,
            modified,
            crc,
            compressed,
            uncompressed,
            name_len,
            extra_len,
            comment_len,
            attributes,
            local_offset,
        })
    }

    /// Bytes of the whole record: fixed part, name, extra field and comment.
    pub(crate) fn record_len(&self) -> usize {
        CENTRAL_LEN
            .saturating_add(self.name_len.into())
            .saturating_add(self.extra_len.into())
            .saturating_add(self.comment_len.into())
    }
}

/// An end of central directory record's fixed part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct EndRecord {
    pub disk: u16,
    pub directory_disk: u16,
    pub disk_entries: u16,
    pub entries: u16,
    pub directory_size: u32,
    pub directory_offset: u32,
    pub comment_len: u16,
}

impl EndRecord {
    /// Decodes the record at the start of `bytes`.
    pub(crate) fn parse(bytes: &[u8]) -> Option<Self> {
        let mut fields = Fields(bytes);
        fields.skip(4)?; // signature
        let (disk, directory_disk) = (fields.u16()?, fields.u16()?);
        let (disk_entries, entries) = (fields.u16()?, fields.u16()?);
        let (directory_size, directory_offset) = (fields.u32()?, fields.u32()?);
        let comment_len = fields.u16()?;
        Some(Self {
            disk,
            directory_disk,
            disk_entries,
            entries,
            directory_size,
            directory_offset,
            comment_len,
        })
    }
}

/// A zip64 end of central directory locator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Zip64Locator {
    pub signature: u32,
    pub end_offset: u64,
}

impl Zip64Locator {
    /// Decodes the record at the start of `bytes`.
    pub(crate) fn parse(bytes: &[u8]) -> Option<Self> {
        let mut fields = Fields(bytes);
        let signature = fields.u32()?;
        fields.skip(4)?; // disk
        Some(Self { signature, end_offset: fields.u64()? })
    }
}

/// A zip64 end of central directory record's fixed part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Zip64EndRecord {
    pub signature: u32,
    pub entries: u64,
    pub directory_size: u64,
    pub directory_offset: u64,
}

impl Zip64EndRecord {
    /// Decodes the record at the start of `bytes`.
    pub(crate) fn parse(bytes: &[u8]) -> Option<Self> {
        let mut fields = Fields(bytes);
        let signature = fields.u32()?;
        fields.skip(28)?; // size, versions, disks, entries on this disk
        let (entries, directory_size, directory_offset) = (fields.u64()?, fields.u64()?, fields.u64()?);
        Some(Self { signature, entries, directory_size, directory_offset })
    }
}

/// Little-endian numbers from the front of a slice.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fields<'a>(pub &'a [u8]);

impl Fields<'_> {
    pub(crate) fn u16(&mut self) -> Option<u16> {
        self.array().map(u16::from_le_bytes)
    }

    pub(crate) fn u32(&mut self) -> Option<u32> {
        self.array().map(u32::from_le_bytes)
    }

    pub(crate) fn u64(&mut self) -> Option<u64> {
        self.array().map(u64::from_le_bytes)
    }

    pub(crate) fn skip(&mut self, bytes: usize) -> Option<()> {
        self.0 = self.0.get(bytes..)?;
        Some(())
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (head, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*head)
    }
}

/// The signature at the start of `bytes`.
pub(crate) fn signature_at(bytes: &[u8]) -> Option<u32> {
    Fields(bytes).u32()
}
