//! How strings are stored, and where their characters stand.

/// How a string is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Encoding {
    /// UTF-8, of which ASCII is a part.
    Utf8,
    /// UTF-16, little endian.
    Utf16Le,
    /// UTF-16, big endian.
    Utf16Be,
    /// Java's modified UTF-8: NUL in two bytes, supplementary characters as two surrogates of three bytes each
    /// (Java Virtual Machine Specification, section 4.4.7).
    Mutf8,
}

impl Encoding {
    /// Bytes that this character takes.
    pub fn bytes_of(self, character: char) -> u64 {
        let bytes = match self {
            Self::Utf8 => character.len_utf8(),
            Self::Utf16Le | Self::Utf16Be => character.len_utf16().saturating_mul(2),
            Self::Mutf8 => match character {
                '\0' => 2,
                supplementary if supplementary.len_utf16() == 2 => 6,
                other => other.len_utf8(),
            },
        };
        u64::try_from(bytes).unwrap_or(u64::MAX)
    }
}

/// Where the characters of a decoded string stand in the entry that it comes from.
///
/// Goes from front to back, so that asking for many places of one string costs one pass over it.
#[derive(Clone, Debug)]
pub struct OffsetMap<'a> {
    text: &'a str,
    encoding: Encoding,
    start: u64,
    /// The last place that was asked for, in bytes of the decoded string, and where it stands.
    last: (usize, u64),
}

impl<'a> OffsetMap<'a> {
    /// For `text`, whose first byte stands at `start`.
    pub fn new(text: &'a str, encoding: Encoding, start: u64) -> Self {
        Self { text, encoding, start, last: (0, start) }
    }

    /// Where the character stands that begins at byte `index` of the decoded string.
    pub fn at(&mut self, index: usize) -> u64 {
        if self.encoding == Encoding::Utf8 {
            return self.start.saturating_add(u64::try_from(index).unwrap_or(u64::MAX));
        }
        if index < self.last.0 {
            self.last = (0, self.start);
        }
        let (from, offset) = self.last;
        let passed = self.text.get(from..index).unwrap_or("");
        let bytes = passed.chars().map(|c| self.encoding.bytes_of(c)).fold(0, u64::saturating_add);
        self.last = (index, offset.saturating_add(bytes));
        self.last.1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_encoding_has_its_own_offsets() {
        let text = "a\0é中😀b";
        let at = |encoding| {
            let mut map = OffsetMap::new(text, encoding, 100);
            text.char_indices().map(|(index, _)| map.at(index)).collect::<Vec<_>>()
        };
        assert_eq!(at(Encoding::Utf8), [100, 101, 102, 104, 107, 111]);
        assert_eq!(at(Encoding::Utf16Le), [100, 102, 104, 106, 108, 112]);
        assert_eq!(at(Encoding::Mutf8), [100, 101, 103, 105, 108, 114]);
    }

    #[test]
    fn an_earlier_place_can_be_asked_for_again() {
        let mut map = OffsetMap::new("abc", Encoding::Utf16Be, 0);
        assert_eq!((map.at(2), map.at(1), map.at(3)), (4, 2, 6));
    }
}
