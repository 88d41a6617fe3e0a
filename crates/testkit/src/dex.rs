//! Dex files, alone and several in a container: strings, and tables that name them. Sound, unless bytes are patched
//! afterwards; checksum and signature are zero. Code is whatever bytes are given: nothing runs them.

use std::collections::BTreeMap;

/// Where the fields of a header stand that tests make lie.
pub mod field {
    /// `file_size`.
    pub const FILE_SIZE: usize = 32;
    /// `header_size`.
    pub const HEADER_SIZE: usize = 36;
    /// `endian_tag`.
    pub const ENDIAN_TAG: usize = 40;
    /// `map_off`.
    pub const MAP_OFFSET: usize = 52;
    /// `string_ids_size`; `string_ids_off` follows.
    pub const STRING_IDS: usize = 56;
    /// `type_ids_size`; `type_ids_off` follows.
    pub const TYPE_IDS: usize = 64;
    /// `method_ids_size`; `method_ids_off` follows.
    pub const METHOD_IDS: usize = 88;
    /// `class_defs_size`; `class_defs_off` follows.
    pub const CLASS_DEFS: usize = 96;
    /// `header_off` of version 41.
    pub const HEADER_OFFSET: usize = 116;
}

/// A dex file to be written.
#[derive(Clone, Debug, Default)]
pub struct Dex {
    /// Strings that no table names.
    pub literals: Vec<Vec<u16>>,
    /// Descriptors of types.
    pub types: Vec<String>,
    /// Short forms of prototypes.
    pub shorties: Vec<String>,
    /// Names of fields, all of the first type.
    pub fields: Vec<String>,
    /// Names of methods, all of the first type.
    pub methods: Vec<String>,
    /// Classes: descriptor and source file.
    pub classes: Vec<(String, Option<String>)>,
    /// What stands in the section of code.
    pub code: Vec<u8>,
    /// A section behind all others: its type code, how many items it states, and its bytes. Not in containers.
    pub last: Option<(u16, u32, Vec<u8>)>,
}

impl Dex {
    /// With these strings, which no table names.
    #[must_use]
    pub fn of_literals(literals: &[&str]) -> Self {
        Self { literals: literals.iter().map(|text| units(text)).collect(), ..Self::default() }
    }

    /// The file, of a version before 41.
    ///
    /// # Panics
    ///
    /// Where the file would be larger than 4 GiB, or the version has more than two digits.
    #[must_use]
    pub fn build(&self, version: u16) -> Vec<u8> {
        let mut data = StringData::new(self.strings_at(0x70));
        for string in self.strings() {
            data.add(&string);
        }
        let map = (data.at + data.bytes.len()).next_multiple_of(4);
        let mut bytes = self.head(version, 0x70, 0, &data, map);
        bytes.extend(&data.bytes);
        bytes.resize(map, 0);
        bytes.extend(self.map(0x70, 0, map, data.at));
        if let Some((kind, count, section)) = &self.last {
            let (sections, at) = (bytes[map], small(bytes.len() + 12));
            bytes[map] = sections + 1;
            bytes.extend(u32::from(*kind).to_le_bytes());
            bytes.extend(count.to_le_bytes());
            bytes.extend(at.to_le_bytes());
            bytes.extend(section);
        }
        let size = small(bytes.len());
        put(&mut bytes, field::FILE_SIZE, size);
        bytes
    }

    /// All strings, each once, sorted as the format demands: by UTF-16 units.
    fn strings(&self) -> Vec<Vec<u16>> {
        let named = self.types.iter().chain(&self.shorties).chain(&self.fields).chain(&self.methods);
        let of_classes = self.classes.iter().flat_map(|(class, file)| std::iter::once(class).chain(file));
        let mut strings: Vec<_> = named.chain(of_classes).map(|text| units(text)).collect();
        strings.extend(self.literals.iter().cloned());
        strings.sort();
        strings.dedup();
        strings
    }

    fn types(&self) -> Vec<String> {
        let mut types = self.types.clone();
        types.extend(self.classes.iter().map(|(class, _)| class.clone()));
        types.sort();
        types.dedup();
        types
    }

    /// The sizes of the six tables, in the header's order.
    fn tables(&self) -> [(usize, usize); 6] {
        [
            (self.strings().len(), 4),
            (self.types().len(), 4),
            (self.shorties.len(), 12),
            (self.fields.len(), 8),
            (self.methods.len(), 8),
            (self.classes.len(), 32),
        ]
    }

    fn code_at(&self, header: usize) -> usize {
        header + self.tables().iter().map(|(count, size)| count * size).sum::<usize>()
    }

    fn strings_at(&self, header: usize) -> usize {
        self.code_at(header) + self.code.len().next_multiple_of(4)
    }

    /// Header, tables and code, of a file whose header stands at `base` of what offsets count from.
    fn head(&self, version: u16, header: usize, base: usize, data: &StringData, map: usize) -> Vec<u8> {
        let strings = self.strings();
        let string =
            |text: &str| small(strings.binary_search(&units(text)).expect("every name is among the strings"));
        let types = self.types();
        let mut bytes = format!("dex\n{version:03}\0").into_bytes();
        bytes.resize(header, 0);
        put(&mut bytes, field::HEADER_SIZE, small(header));
        put(&mut bytes, field::ENDIAN_TAG, 0x1234_5678);
        put(&mut bytes, field::MAP_OFFSET, small(map));
        let mut at = base + header;
        for (index, (count, size)) in self.tables().into_iter().enumerate() {
            let place = field::STRING_IDS + 8 * index;
            put(&mut bytes, place, small(count));
            put(&mut bytes, place + 4, if count == 0 { 0 } else { small(at) });
            at += count * size;
        }
        let mut word = |word: u32| bytes.extend(word.to_le_bytes());
        for text in &strings {
            word(data.offset(text));
        }
        for descriptor in &types {
            word(string(descriptor));
        }
        for shorty in &self.shorties {
            [string(shorty), 0, 0].into_iter().for_each(&mut word);
        }
        for name in self.fields.iter().chain(&self.methods) {
            [0, string(name)].into_iter().for_each(&mut word);
        }
        for (class, file) in &self.classes {
            let class = small(types.binary_search(class).expect("every class is a type"));
            let file = file.as_ref().map_or(u32::MAX, |file| string(file));
            [class, 0, u32::MAX, 0, file, 0, 0, 0].into_iter().for_each(&mut word);
        }
        bytes.extend(&self.code);
        bytes.resize(self.strings_at(header), 0);
        bytes
    }

    /// The map, which stands at `map`; strings stand at `strings`.
    fn map(&self, header: usize, base: usize, map: usize, strings: usize) -> Vec<u8> {
        let mut sections = vec![(0x0000, 1, base), (0x1000, 1, map)];
        let mut at = base + header;
        for (kind, (count, size)) in (1..).zip(self.tables()) {
            sections.push((kind, count, at));
            at += count * size;
        }
        sections.push((0x2001, usize::from(!self.code.is_empty()), base + self.code_at(header)));
        sections.push((0x2002, self.strings().len(), strings));
        sections.retain(|(_, count, _)| *count > 0);
        sections.sort_by_key(|(_, _, at)| *at);
        let mut bytes = small(sections.len()).to_le_bytes().to_vec();
        for (kind, count, at) in sections {
            bytes.extend(u16::to_le_bytes(kind));
            bytes.extend([0; 2]);
            bytes.extend(small(count).to_le_bytes());
            bytes.extend(small(at).to_le_bytes());
        }
        bytes
    }
}

/// Files of version 41 in one container. Their strings stand behind all of them, each string once.
///
/// # Panics
///
/// Where the container would be larger than 4 GiB.
#[must_use]
pub fn container(files: &[Dex]) -> Vec<u8> {
    const HEADER: usize = 0x78;
    let map_at = |dex: &Dex| dex.strings_at(HEADER);
    let sizes: Vec<usize> = files.iter().map(|dex| map_at(dex) + dex.map(HEADER, 0, 0, 0).len()).collect();
    let mut data = StringData::new(sizes.iter().sum());
    files.iter().flat_map(Dex::strings).for_each(|string| data.add(&string));
    let mut bytes: Vec<u8> = Vec::new();
    for (dex, size) in files.iter().zip(sizes) {
        let base = bytes.len();
        let map = base + map_at(dex);
        let mut file = dex.head(41, HEADER, base, &data, map);
        file.extend(dex.map(HEADER, base, map, data.at));
        put(&mut file, field::FILE_SIZE, small(size));
        put(&mut file, field::HEADER_OFFSET - 4, small(data.at + data.bytes.len()));
        put(&mut file, field::HEADER_OFFSET, small(base));
        bytes.extend(file);
    }
    bytes.extend(&data.bytes);
    bytes
}

/// The same, with one table of strings, that of the last file, as R8 writes it (`ApplicationWriterExperimental.java`). The
/// tables that the other files do not use are still there.
///
/// # Panics
///
/// Where the container would be larger than 4 GiB, or there is no file.
#[must_use]
pub fn container_with_one_table(files: &[Dex]) -> Vec<u8> {
    let all: Vec<_> = files.iter().flat_map(Dex::strings).collect();
    let files: Vec<_> = files.iter().map(|dex| Dex { literals: all.clone(), ..dex.clone() }).collect();
    let mut bytes = container(&files);
    let number = |bytes: &[u8], at: usize| {
        let number = bytes[at..at + 4].try_into().expect("four bytes");
        usize::try_from(u32::from_le_bytes(number)).expect("a place in memory")
    };
    let mut headers = vec![0];
    for _ in 1..files.len() {
        let last = headers[headers.len() - 1];
        headers.push(last + number(&bytes, last + field::FILE_SIZE));
    }
    let table = small(number(&bytes, headers[headers.len() - 1] + field::STRING_IDS + 4));
    for header in headers {
        put(&mut bytes, header + field::STRING_IDS + 4, table);
    }
    bytes
}

/// The items of strings, each once.
struct StringData {
    at: usize,
    bytes: Vec<u8>,
    offsets: BTreeMap<Vec<u16>, u32>,
}

impl StringData {
    fn new(at: usize) -> Self {
        Self { at, bytes: Vec::new(), offsets: BTreeMap::new() }
    }

    fn add(&mut self, string: &[u16]) {
        if self.offsets.contains_key(string) {
            return;
        }
        self.offsets.insert(string.to_vec(), small(self.at + self.bytes.len()));
        self.bytes.extend(uleb128(string.len()));
        self.bytes.extend(modified_utf8(string));
        self.bytes.push(0);
    }

    fn offset(&self, string: &[u16]) -> u32 {
        self.offsets[string]
    }
}

/// Overwrites the 32-bit number at `at`.
///
/// # Panics
///
/// Where there is none.
pub fn put(bytes: &mut [u8], at: usize, number: u32) {
    bytes[at..at + 4].copy_from_slice(&number.to_le_bytes());
}

/// A string's UTF-16 units.
#[must_use]
pub fn units(text: &str) -> Vec<u16> {
    text.encode_utf16().collect()
}

/// Units in modified UTF-8: each for itself, zero in two bytes.
#[must_use]
pub fn modified_utf8(units: &[u16]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for &unit in units {
        let byte = |value: u16| value.to_le_bytes()[0];
        let low = |shift: u32| byte(unit >> shift & 0x3f) | 0x80;
        match unit {
            1..=0x7f => bytes.push(byte(unit)),
            0 | 0x80..=0x7ff => bytes.extend([byte(unit >> 6) | 0xc0, low(0)]),
            _ => bytes.extend([byte(unit >> 12) | 0xe0, low(6), low(0)]),
        }
    }
    bytes
}

fn uleb128(mut number: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let byte = number.to_le_bytes()[0] & 0x7f;
        number >>= 7;
        if number == 0 {
            bytes.push(byte);
            return bytes;
        }
        bytes.push(byte | 0x80);
    }
}

fn small(number: usize) -> u32 {
    u32::try_from(number).expect("a test's file is small")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modified_utf8_has_no_zero_and_no_four_bytes() {
        assert_eq!(
            modified_utf8(&units("a\0é中\u{1f600}@")),
            b"a\xc0\x80\xc3\xa9\xe4\xb8\xad\xed\xa0\xbd\xed\xb8\x80@"
        );
    }

    #[test]
    fn the_format_s_own_example_of_leb128() {
        assert_eq!(
            (uleb128(0), uleb128(1), uleb128(127), uleb128(16256)),
            (vec![0], vec![1], vec![0x7f], vec![0x80, 0x7f])
        );
    }
}
