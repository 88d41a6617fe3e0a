//! Which formats are read.

use crate::arsc::ArscReader;
use crate::axml::AxmlReader;
use crate::dex::DexReader;
use crate::gzip::GzipReader;
use crate::zip::ZipReader;
use crate::{EntryInfo, Reader};

/// All readers, in the order in which they are asked; the first that wants an entry reads it. Those that go by bytes alone
/// come before those that also believe names, so that a dex file named as an archive is read as what it is.
pub static READERS: &[&dyn Reader] = &[&DexReader, &ArscReader, &AxmlReader, &GzipReader, &ZipReader];

/// The reader of this entry; none where nothing but runs can be read of it.
pub fn reader_of(entry: &EntryInfo<'_>, head: &[u8]) -> Option<&'static dyn Reader> {
    READERS.iter().copied().find(|reader| reader.wants(entry, head))
}
