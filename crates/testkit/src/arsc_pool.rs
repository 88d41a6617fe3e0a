//! String pools for binary XML and resource tables, sound and broken.

/// A string to be written, as text or as bytes that need not be any.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Text {
    /// Text, written in the pool's encoding, with true lengths.
    Sound(String),
    /// All bytes of the string: lengths, content, end.
    Raw(Vec<u8>),
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self::Sound(text.to_owned())
    }
}

/// How a pool is written, and what it states falsely.
#[derive(Clone, Debug, Default)]
pub struct Pool {
    /// Whether strings are UTF-8.
    pub utf8: bool,
    /// Flags instead of the true ones.
    pub flags: Option<u32>,
    /// The count of strings instead of the true one.
    pub string_count: Option<u32>,
    /// The count of styles instead of none.
    pub style_count: Option<u32>,
    /// Where the styles start instead of 0.
    pub styles_start: Option<u32>,
    /// Where the strings start instead of the true place.
    pub strings_start: Option<u32>,
    /// Bytes after the strings: style data.
    pub styles: Vec<u8>,
    /// The spans of the first strings, one list for each: index of the name, first and last character.
    pub spans: Vec<Vec<[u32; 3]>>,
    /// Strings of the list that are replaced, by index, with other bytes.
    pub replaced: Vec<(usize, Text)>,
    /// Offsets that are replaced, by index.
    pub offsets: Vec<(usize, u32)>,
    /// Cuts the last zero off.
    pub unterminated: bool,
}

impl Pool {
    /// The pool's chunk with these strings.
    ///
    /// # Panics
    ///
    /// Where the pool would be larger than 4 GiB.
    #[must_use]
    pub fn build(&self, strings: &[Text]) -> Vec<u8> {
        let mut data = Vec::new();
        let mut offsets = Vec::new();
        for (index, text) in strings.iter().enumerate() {
            offsets.push(small(data.len()));
            let replaced = self.replaced.iter().find(|(at, _)| *at == index).map(|(_, text)| text);
            data.extend(self.encode(replaced.unwrap_or(text)));
        }
        for (index, offset) in &self.offsets {
            offsets[*index] = *offset;
        }
        if data.is_empty() {
            data.extend([0; 4]);
        }
        while !data.len().is_multiple_of(4) {
            data.push(0);
        }
        if self.unterminated {
            let end = data.len();
            data[end - 2..].fill(0xff);
        }
        let (style_offsets, spans) = self.style_data();
        let start = 28 + 4 * (offsets.len() + style_offsets.len());
        let styles_start = if spans.is_empty() { 0 } else { small(start + data.len()) };
        let size = start + data.len() + spans.len() + self.styles.len();
        let mut bytes = 1_u16.to_le_bytes().to_vec();
        bytes.extend(28_u16.to_le_bytes());
        let flags = if self.utf8 { 0x100 } else { 0 };
        for word in [
            small(size),
            self.string_count.unwrap_or(small(strings.len())),
            self.style_count.unwrap_or(small(style_offsets.len())),
            self.flags.unwrap_or(flags),
            self.strings_start.unwrap_or(small(start)),
            self.styles_start.unwrap_or(styles_start),
        ] {
            bytes.extend(word.to_le_bytes());
        }
        for offset in offsets.into_iter().chain(style_offsets) {
            bytes.extend(offset.to_le_bytes());
        }
        bytes.extend(data);
        bytes.extend(spans);
        bytes.extend(&self.styles);
        bytes
    }

    /// The places of the lists of spans, and the lists; nothing where there are none.
    fn style_data(&self) -> (Vec<u32>, Vec<u8>) {
        let (mut offsets, mut data) = (Vec::new(), Vec::new());
        for list in &self.spans {
            offsets.push(small(data.len()));
            data.extend(list.iter().flatten().flat_map(|word| word.to_le_bytes()));
            data.extend(u32::MAX.to_le_bytes());
        }
        if !self.spans.is_empty() {
            data.extend([0xff; 8]);
        }
        (offsets, data)
    }

    fn encode(&self, text: &Text) -> Vec<u8> {
        match text {
            Text::Raw(bytes) => bytes.clone(),
            Text::Sound(text) if self.utf8 => utf8(text),
            Text::Sound(text) => utf16(text),
        }
    }
}

/// A string in UTF-8 with both lengths and the final zero.
#[must_use]
pub fn utf8(text: &str) -> Vec<u8> {
    let mut bytes = short_length(text.encode_utf16().count());
    bytes.extend(short_length(text.len()));
    bytes.extend(text.as_bytes());
    bytes.push(0);
    bytes
}

/// A string in UTF-16 with its length and the final zero.
///
/// # Panics
///
/// Where the string is longer than 2 GiB.
#[must_use]
pub fn utf16(text: &str) -> Vec<u8> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let length = small(units.len());
    let mut bytes = if length < 0x8000 {
        u16::try_from(length).expect("checked").to_le_bytes().to_vec()
    } else {
        let high = u16::try_from(length >> 16).expect("31 bits") | 0x8000;
        [high, u16::try_from(length & 0xffff).expect("masked")].map(u16::to_le_bytes).concat()
    };
    for unit in units {
        bytes.extend(unit.to_le_bytes());
    }
    bytes.extend([0, 0]);
    bytes
}

/// A length in one or two bytes; of a longer one the lowest 15 bits, as aapt writes it.
fn short_length(length: usize) -> Vec<u8> {
    let [_, _, high, low] = small(length & 0x7fff).to_be_bytes();
    if length < 0x80 { vec![low] } else { vec![high | 0x80, low] }
}

fn small(number: usize) -> u32 {
    u32::try_from(number).expect("a small fixture")
}
