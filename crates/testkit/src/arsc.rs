//! Resource tables, sound and broken, written byte by byte.

use crate::arsc_pool::{Pool, Text};

/// A resource table.
#[derive(Clone, Debug, Default)]
pub struct Arsc {
    /// The packages in order.
    pub packages: Vec<Package>,
    /// How the pool of values is written, and what it states falsely.
    pub pool: Pool,
    /// Strings that stand first in the pool, whether an entry uses them or not.
    pub first: Vec<String>,
    /// The package count instead of the true one.
    pub package_count: Option<u32>,
    /// The table's size instead of the true one.
    pub total_size: Option<u32>,
    /// Chunks after the packages.
    pub junk: Vec<u8>,
}

/// A package of a table.
#[derive(Clone, Debug)]
pub struct Package {
    id: u32,
    name: String,
    types: Vec<(String, Vec<Type>)>,
    /// What is added to the types' numbers; written only where it is set.
    pub type_id_offset: Option<u32>,
    /// Chunks after the types.
    pub extra: Vec<u8>,
}

/// The entries of a type in one configuration.
#[derive(Clone, Debug)]
pub struct Type {
    /// The configuration: see [`config`].
    pub config: Vec<u8>,
    /// The entries; one that is not there is [`Entry::Absent`].
    pub entries: Vec<Entry>,
    /// How places are written.
    pub form: Form,
    /// The entry count instead of the true one.
    pub entry_count: Option<u32>,
    /// The start of the entries instead of the true one.
    pub entries_start: Option<u32>,
}

/// How the places of entries are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// 32 bits for each entry.
    Dense,
    /// Pairs of index and place, for those that are there.
    Sparse,
    /// 16 bits for each entry.
    Offset16,
}

/// An entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// Nothing.
    Absent,
    /// A string of the table.
    Text(String),
    /// Any kind and data.
    Value {
        /// The kind's number.
        kind: u8,
        /// The data.
        data: u32,
    },
    /// A string, written compactly.
    CompactText(String),
    /// Any kind and data, written compactly.
    Compact {
        /// The kind's number.
        kind: u8,
        /// The data.
        data: u32,
    },
    /// A bag: its parent, then name, kind and data of each value.
    Bag(u32, Vec<(u32, u8, u32)>),
    /// An entry whose name is not `key`.
    Keyed(String, Box<Entry>),
    /// A bag without parent whose values are strings of the table.
    Texts(Vec<String>),
    /// Any bytes.
    Raw(Vec<u8>),
}

impl Entry {
    /// The same entry under this name.
    #[must_use]
    pub fn named(self, key: &str) -> Self {
        Self::Keyed(key.to_owned(), Box::new(self))
    }

    /// A bag of strings.
    #[must_use]
    pub fn texts(texts: &[&str]) -> Self {
        Self::Texts(texts.iter().map(|text| (*text).to_owned()).collect())
    }

    /// A string.
    #[must_use]
    pub fn string(text: &str) -> Self {
        Self::Text(text.to_owned())
    }

    /// A reference.
    #[must_use]
    pub fn reference(id: u32) -> Self {
        Self::Value { kind: 1, data: id }
    }
}

impl Type {
    /// Entries in a configuration.
    #[must_use]
    pub fn new(config: Vec<u8>, entries: impl IntoIterator<Item = Entry>) -> Self {
        Self {
            config,
            entries: entries.into_iter().collect(),
            form: Form::Dense,
            entry_count: None,
            entries_start: None,
        }
    }

    /// In another form.
    #[must_use]
    pub fn form(mut self, form: Form) -> Self {
        self.form = form;
        self
    }
}

impl Package {
    /// A package without types.
    #[must_use]
    pub fn new(id: u32, name: &str) -> Self {
        Self { id, name: name.to_owned(), types: Vec::new(), type_id_offset: None, extra: Vec::new() }
    }

    /// Adds a configuration of a type; the type is added if it is new. Numbers count from 1 in order of addition.
    #[must_use]
    pub fn chunk(mut self, type_name: &str, chunk: Type) -> Self {
        match self.types.iter_mut().find(|(name, _)| name == type_name) {
            Some((_, chunks)) => chunks.push(chunk),
            None => self.types.push((type_name.to_owned(), vec![chunk])),
        }
        self
    }

    /// Adds a dense configuration, written as aapt names it (see [`config`]).
    #[must_use]
    pub fn entries(
        self,
        type_name: &str,
        qualifiers: &str,
        entries: impl IntoIterator<Item = Entry>,
    ) -> Self {
        self.chunk(type_name, Type::new(config(qualifiers), entries))
    }
}

impl Arsc {
    /// A table without packages.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// With a package.
    #[must_use]
    pub fn package(mut self, package: Package) -> Self {
        self.packages.push(package);
        self
    }

    /// With these strings at the front of the pool.
    #[must_use]
    pub fn first(mut self, strings: &[&str]) -> Self {
        self.first = strings.iter().map(|text| (*text).to_owned()).collect();
        self
    }

    /// With a pool of that form.
    #[must_use]
    pub fn pool(mut self, change: impl FnOnce(&mut Pool)) -> Self {
        change(&mut self.pool);
        self
    }

    /// The table.
    #[must_use]
    pub fn build(&self) -> Vec<u8> {
        let mut strings = self.first.clone();
        let packages: Vec<u8> =
            self.packages.iter().flat_map(|package| package.build(&mut strings)).collect();
        let texts: Vec<Text> = strings.iter().map(|text: &String| text.as_str().into()).collect();
        let mut body = self.pool.build(&texts);
        body.extend(packages);
        body.extend(&self.junk);
        let count = self.package_count.unwrap_or(small(self.packages.len()));
        let mut bytes = header(2, 12, self.total_size.unwrap_or(small(body.len() + 12)));
        bytes.extend(count.to_le_bytes());
        bytes.extend(body);
        bytes
    }
}

impl Package {
    fn build(&self, strings: &mut Vec<String>) -> Vec<u8> {
        let header_size: u16 = if self.type_id_offset.is_some() { 288 } else { 284 };
        let names: Vec<Text> = self.types.iter().map(|(name, _)| name.as_str().into()).collect();
        let types = Pool::default().build(&names);
        let mut keys = vec!["key".to_owned()];
        let mut chunks_of_types = Vec::new();
        for (number, (_, chunks)) in (1..).zip(&self.types) {
            let count = chunks.iter().map(|chunk| chunk.entries.len()).max().unwrap_or(0);
            chunks_of_types.extend(type_spec(number, count));
            for chunk in chunks {
                chunks_of_types.extend(chunk.build(number, strings, &mut keys));
            }
        }
        let keys: Vec<Text> = keys.iter().map(|key| key.as_str().into()).collect();
        let mut body = types.clone();
        body.extend(Pool { utf8: true, ..Pool::default() }.build(&keys));
        body.extend(chunks_of_types);
        body.extend(&self.extra);
        let mut bytes = header(0x0200, header_size, small(usize::from(header_size) + body.len()));
        bytes.extend(self.id.to_le_bytes());
        bytes.extend(fixed_name(&self.name));
        let type_strings = u32::from(header_size);
        for word in [type_strings, 0, type_strings + small(types.len()), 0] {
            bytes.extend(word.to_le_bytes());
        }
        bytes.extend(self.type_id_offset.iter().flat_map(|offset| offset.to_le_bytes()));
        bytes.extend(body);
        bytes
    }
}

impl Type {
    fn build(&self, id: u8, strings: &mut Vec<String>, keys: &mut Vec<String>) -> Vec<u8> {
        let mut data = Vec::new();
        let mut places: Vec<Option<usize>> = Vec::new();
        for entry in &self.entries {
            let bytes = entry.build(strings, keys);
            places.push((!matches!(entry, Entry::Absent)).then_some(data.len()));
            data.extend(bytes);
        }
        let offsets = self.offsets(&places);
        let header_size = small(20 + self.config.len());
        let count = match self.form {
            Form::Sparse => places.iter().flatten().count(),
            _ => places.len(),
        };
        let start = header_size + small(offsets.len());
        let mut bytes =
            header(0x0201, u16::try_from(header_size).expect("a small header"), start + small(data.len()));
        let flags = match self.form {
            Form::Dense => 0,
            Form::Sparse => 1,
            Form::Offset16 => 2,
        };
        bytes.extend([id, flags, 0, 0]);
        bytes.extend(self.entry_count.unwrap_or(small(count)).to_le_bytes());
        bytes.extend(self.entries_start.unwrap_or(start).to_le_bytes());
        bytes.extend(&self.config);
        bytes.extend(offsets);
        bytes.extend(data);
        bytes
    }

    fn offsets(&self, places: &[Option<usize>]) -> Vec<u8> {
        let words = |place: usize| u16::try_from(place / 4).expect("few entries");
        let mut bytes: Vec<u8> = match self.form {
            Form::Dense => {
                places.iter().flat_map(|place| place.map_or(u32::MAX, small).to_le_bytes()).collect()
            }
            Form::Offset16 => {
                places.iter().flat_map(|place| place.map_or(u16::MAX, words).to_le_bytes()).collect()
            }
            Form::Sparse => (0_u16..)
                .zip(places)
                .filter_map(|(index, place)| {
                    place.map(|place| [index, words(place)].map(u16::to_le_bytes).concat())
                })
                .flatten()
                .collect(),
        };
        bytes.resize(bytes.len().next_multiple_of(4), 0);
        bytes
    }
}

impl Entry {
    fn build(&self, strings: &mut Vec<String>, keys: &mut Vec<String>) -> Vec<u8> {
        match self {
            Self::Absent => Vec::new(),
            Self::Text(text) => plain(3, place(strings, text)),
            Self::Value { kind, data } => plain(*kind, *data),
            Self::CompactText(text) => compact(3, place(strings, text)),
            Self::Compact { kind, data } => compact(*kind, *data),
            Self::Bag(parent, values) => bag(*parent, values),
            Self::Texts(texts) => {
                let item = |(name, text): (u32, &String)| (name, 3, place(strings, text));
                bag(0, &(0x0200_0000..).zip(texts).map(item).collect::<Vec<_>>())
            }
            Self::Keyed(key, entry) => {
                let mut bytes = entry.build(strings, keys);
                let key = place(keys, key);
                match **entry {
                    Self::CompactText(_) | Self::Compact { .. } => {
                        bytes[..2].copy_from_slice(&u16::try_from(key).expect("few keys").to_le_bytes());
                    }
                    _ => bytes[4..8].copy_from_slice(&key.to_le_bytes()),
                }
                bytes
            }
            Self::Raw(bytes) => bytes.clone(),
        }
    }
}

fn plain(kind: u8, data: u32) -> Vec<u8> {
    let mut bytes = [8, 0, 0, 0, 0, 0, 0, 0].to_vec();
    bytes.extend(value(kind, data));
    bytes
}

fn bag(parent: u32, values: &[(u32, u8, u32)]) -> Vec<u8> {
    let mut bytes = [16, 0, 1, 0, 0, 0, 0, 0].to_vec();
    bytes.extend(parent.to_le_bytes());
    bytes.extend(small(values.len()).to_le_bytes());
    for (name, kind, data) in values {
        bytes.extend(name.to_le_bytes());
        bytes.extend(value(*kind, *data));
    }
    bytes
}

fn compact(kind: u8, data: u32) -> Vec<u8> {
    let mut bytes = [0, 0, 8, kind].to_vec();
    bytes.extend(data.to_le_bytes());
    bytes
}

fn value(kind: u8, data: u32) -> Vec<u8> {
    let mut bytes = [8, 0, 0, kind].to_vec();
    bytes.extend(data.to_le_bytes());
    bytes
}

fn place(strings: &mut Vec<String>, text: &str) -> u32 {
    let known = strings.iter().position(|known| known == text);
    small(known.unwrap_or_else(|| {
        strings.push(text.to_owned());
        strings.len() - 1
    }))
}

/// A type's declaration.
#[must_use]
pub fn type_spec(id: u8, count: usize) -> Vec<u8> {
    let mut bytes = header(0x0202, 16, small(16 + 4 * count));
    bytes.extend([id, 0, 0, 0]);
    bytes.extend(small(count).to_le_bytes());
    bytes.resize(16 + 4 * count, 0);
    bytes
}

/// A table of shared libraries: ids and names.
#[must_use]
pub fn libraries(rows: &[(u32, &str)]) -> Vec<u8> {
    let mut bytes = header(0x0203, 12, small(12 + 260 * rows.len()));
    bytes.extend(small(rows.len()).to_le_bytes());
    for (id, name) in rows {
        bytes.extend(id.to_le_bytes());
        bytes.extend(fixed_name(name));
    }
    bytes
}

/// A table of staged ids and what they were finalised to.
#[must_use]
pub fn staged_aliases(rows: &[(u32, u32)]) -> Vec<u8> {
    let mut bytes = header(0x0206, 12, small(12 + 8 * rows.len()));
    bytes.extend(small(rows.len()).to_le_bytes());
    for (staged, final_id) in rows {
        bytes.extend([*staged, *final_id].map(u32::to_le_bytes).concat());
    }
    bytes
}

/// A chunk's header.
#[must_use]
pub fn header(kind: u16, header_size: u16, size: u32) -> Vec<u8> {
    let mut bytes = kind.to_le_bytes().to_vec();
    bytes.extend(header_size.to_le_bytes());
    bytes.extend(size.to_le_bytes());
    bytes
}

fn fixed_name(name: &str) -> Vec<u8> {
    let mut bytes: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    bytes.resize(256, 0);
    bytes
}

/// A configuration of 64 bytes from qualifiers as in folder names, of which these are known: a language (`zh`, `fil`), a region
/// (`rCN`), a tag (`b+zh+Hans+CN`), a density (`hdpi`, `anydpi`, …), an API level (`v21`), `land`, `night`, `sw600dp`, `mcc460`.
///
/// # Panics
///
/// Where a qualifier is not known.
#[must_use]
pub fn config(qualifiers: &str) -> Vec<u8> {
    let mut bytes = vec![0; 64];
    bytes[0] = 64;
    for qualifier in qualifiers.split('-').filter(|qualifier| !qualifier.is_empty()) {
        if let Some(tag) = qualifier.strip_prefix("b+") {
            tag.split('+').enumerate().for_each(|(place, subtag)| set_subtag(&mut bytes, place, subtag));
        } else if let Some(region) = qualifier.strip_prefix('r').filter(|region| region.len() == 2) {
            bytes[10..12].copy_from_slice(region.as_bytes());
        } else if !set_other(&mut bytes, qualifier) {
            set_subtag(&mut bytes, 0, qualifier);
        }
    }
    bytes
}

fn set_other(bytes: &mut [u8], qualifier: &str) -> bool {
    let number = |text: &str| text.parse::<u16>().ok().map(u16::to_le_bytes);
    let half = |bytes: &mut [u8], at: usize, value: [u8; 2]| bytes[at..at + 2].copy_from_slice(&value);
    let densities = [
        ("ldpi", 120),
        ("mdpi", 160),
        ("hdpi", 240),
        ("xhdpi", 320),
        ("xxhdpi", 480),
        ("anydpi", 0xfffe),
        ("nodpi", 0xffff),
    ];
    if let Some((_, density)) = densities.iter().find(|(name, _)| *name == qualifier) {
        half(bytes, 14, u16::to_le_bytes(*density));
    } else if let Some(level) = qualifier.strip_prefix('v').and_then(number) {
        half(bytes, 24, level);
    } else if let Some(width) =
        qualifier.strip_prefix("sw").and_then(|rest| rest.strip_suffix("dp")).and_then(number)
    {
        half(bytes, 30, width);
    } else if let Some(code) = qualifier.strip_prefix("mcc").and_then(number) {
        half(bytes, 4, code);
    } else if qualifier == "land" {
        bytes[12] = 2;
    } else if qualifier == "night" {
        bytes[29] = 0x20;
    } else {
        return false;
    }
    true
}

fn set_subtag(bytes: &mut [u8], place: usize, subtag: &str) {
    match (place, subtag.len()) {
        (0, 2) => bytes[8..10].copy_from_slice(subtag.as_bytes()),
        (0, 3) => bytes[8..10].copy_from_slice(&pack(subtag, b'a')),
        (_, 4) if subtag.starts_with(|first: char| first.is_ascii_alphabetic()) => {
            bytes[36..40].copy_from_slice(subtag.as_bytes());
        }
        (_, 2) => bytes[10..12].copy_from_slice(subtag.as_bytes()),
        (_, 3) => bytes[10..12].copy_from_slice(&pack(subtag, b'0')),
        (_, 4..=8) => bytes[40..40 + subtag.len()].copy_from_slice(subtag.as_bytes()),
        _ => panic!("no known qualifier: {subtag}"),
    }
}

/// Three letters or digits in two bytes.
fn pack(code: &str, base: u8) -> [u8; 2] {
    let letters: Vec<u8> = code.bytes().map(|letter| (letter - base) & 0x7f).collect();
    [0x80 | (letters[2] << 2) | (letters[1] >> 3), (letters[1] << 5) | letters[0]]
}

fn small(number: usize) -> u32 {
    u32::try_from(number).expect("a small fixture")
}
