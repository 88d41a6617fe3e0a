//! Which formats are read.

use crate::arsc::ArscReader;
use crate::axml::AxmlReader;
use crate::dex::DexReader;
use crate::{EntryInfo, Reader};

/// All readers, in the order in which they are asked; the first that wants an entry reads it.
pub static READERS: &[&dyn Reader] = &[&DexReader, &ArscReader, &AxmlReader];

/// The reader of this entry; none where nothing but runs can be read of it.
pub fn reader_of(entry: &EntryInfo<'_>, head: &[u8]) -> Option<&'static dyn Reader> {
    READERS.iter().copied().find(|reader| reader.wants(entry, head))
}
