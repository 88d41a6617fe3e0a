//! `resources.arsc`: resource tables, resolved as `LoadedArsc.cpp` and `AssetManager2.cpp` in androidfw do.
//!
//! A table holds a string pool and packages; a package declares types; a type has one chunk of entries for each configuration. Opening a
//! table walks chunk headers only. An entry is found when it is asked for, by the rules that a device has: of all configurations that
//! match the device, the best one that has the entry.
//!
//! ```
//! use beian_android::ResourceId;
//! use beian_android::arsc::{Config, Table};
//! use beian_testkit::arsc::{Arsc, Entry, Package};
//!
//! let bytes = Arsc::new().package(Package::new(0x7f, "com.example").entries("string", "", [Entry::string("Demo")])).build();
//! let table = Table::strict(&bytes)?;
//! let name = table.resolve(ResourceId(0x7f01_0000), &Config::phone()).expect("it is there");
//! assert_eq!(name.string().expect("a string").expect("a readable one").text().value, "Demo");
//! # Ok::<(), beian_android::Error>(())
//! ```

mod chunks;
mod config;
mod entry;
mod load;
mod locale;
mod localized;
mod matching;
mod package;
mod resolve;
mod stored;

pub use config::Config;
pub use entry::{Bag, BagItem};
pub use locale::{Locale, Packed};
pub use localized::LocaleValue;
pub use package::{Package, TypeChunk, TypeSpec};
pub use resolve::{Content, ResolveError, Resolved};
pub use stored::StoredEntry;

use std::ops::Range;

use crate::oddity::{Oddities, Oddity};
use crate::strings::StringPool;
use crate::{Error, Reading};

/// A resource table whose chunks are found; entries are read as they are asked for.
#[derive(Clone, Debug)]
pub struct Table<'a> {
    strings: Option<StringPool<'a>>,
    packages: Vec<Package<'a>>,
    /// The bytes of headers and chunks that were read, without string pools.
    read: Vec<Range<usize>>,
    reading: Reading,
    oddities: Oddities,
}

impl<'a> Table<'a> {
    /// Opens a table as the platform does (`LoadedArsc::Load`), and refuses what it refuses.
    pub fn strict(data: &'a [u8]) -> Result<Self, Error> {
        load::load(data, Reading::Strict)
    }

    /// Opens a table that [`strict`](Self::strict) refuses: sizes are cut to what is there, counts are not believed, and a chunk that
    /// cannot be read is left out. What was tolerated is among the oddities.
    pub fn recovered(data: &'a [u8]) -> Result<Self, Error> {
        load::load(data, Reading::Recovered)
    }

    /// Which of the two opened the table.
    pub fn reading(&self) -> Reading {
        self.reading
    }

    /// What was odd about the table's chunks.
    pub fn oddities(&self) -> &[Oddity] {
        self.oddities.as_slice()
    }

    /// The bytes of the table that were read: headers, and whole chunks of the kinds that are known. Ranges that touch are one.
    /// String pools are not among them, since each string is read when it is asked for; [`StringPool`] tells where it stands.
    pub fn read_spans(&self) -> &[Range<usize>] {
        &self.read
    }

    /// The strings that values point to; none where the table has no pool.
    pub fn strings(&self) -> Option<&StringPool<'a>> {
        self.strings.as_ref()
    }

    /// The packages in the order of the file.
    pub fn packages(&self) -> &[Package<'a>] {
        &self.packages
    }

    /// The locales for which the table has entries of any kind, without the default, sorted by tag; each tag once.
    /// `AssetManager2::GetResourceLocales`.
    pub fn locales(&self) -> Vec<Locale> {
        let chunks = self.packages.iter().flat_map(Package::types).flat_map(TypeSpec::chunks);
        localized::by_tag(
            chunks.map(|chunk| chunk.config.stated_locale()).filter(|l| !l.is_default()).collect(),
        )
    }
}

#[cfg(test)]
mod tests;
