//! What is readable in units of 16 bits.

use beian_text::Encoding;

/// Bytes that are looked at together.
const BLOCK: usize = 32;

/// Which byte of a unit comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    Little,
    Big,
}

impl Order {
    pub(super) fn encoding(self) -> Encoding {
        match self {
            Self::Little => Encoding::Utf16Le,
            Self::Big => Encoding::Utf16Be,
        }
    }

    fn unit(self, pair: [u8; 2]) -> u16 {
        match self {
            Self::Little => u16::from_le_bytes(pair),
            Self::Big => u16::from_be_bytes(pair),
        }
    }

    /// The unit that begins at `at`.
    pub(super) fn at(self, bytes: &[u8], at: usize) -> Option<u16> {
        bytes.get(at..)?.first_chunk().map(|&pair| self.unit(pair))
    }

    /// The unit that ends at `at`.
    pub(super) fn before(self, bytes: &[u8], at: usize) -> Option<u16> {
        bytes.get(..at)?.last_chunk().map(|&pair| self.unit(pair))
    }

    /// Whether text goes on with the unit that begins here.
    pub(super) fn is_text_at(self, bytes: &[u8], at: usize) -> bool {
        let (inner, outer) = (self.before(bytes, at), self.at(bytes, at.saturating_add(2)));
        self.at(bytes, at).is_some_and(|unit| goes_on(inner, unit, outer))
    }

    /// Whether text goes on, towards the front, with the unit that ends here.
    pub(super) fn is_text_before(self, bytes: &[u8], at: usize) -> bool {
        let (inner, outer) = (self.at(bytes, at), self.before(bytes, at.saturating_sub(2)));
        self.before(bytes, at).is_some_and(|unit| goes_on(inner, unit, outer))
    }

    /// As [`super::bytes::forward`].
    pub(super) fn forward(self, bytes: &[u8], mut at: usize, enough: usize, end: usize) -> usize {
        let bytes = bytes.get(..end).unwrap_or(bytes);
        loop {
            let blocks = bytes.get(at..enough.min(bytes.len())).unwrap_or(&[]).chunks_exact(BLOCK);
            let plain = blocks.take_while(|block| self.plain(block).is_some()).count();
            at = at.saturating_add(plain.saturating_mul(BLOCK));
            for _ in 0..BLOCK / 2 {
                if at >= enough || !self.is_text_at(bytes, at) {
                    return at;
                }
                at = at.saturating_add(2);
            }
        }
    }

    /// As [`super::bytes::backward`].
    pub(super) fn backward(self, bytes: &[u8], mut at: usize, enough: usize, start: usize) -> usize {
        while at > enough && at.saturating_sub(2) >= start && self.is_text_before(bytes, at) {
            at = at.saturating_sub(2);
        }
        at
    }

    /// Puts the characters of `bytes`, all of them readable, into `text`.
    pub(super) fn decode(self, bytes: &[u8], text: &mut String) {
        text.clear();
        for block in bytes.chunks(BLOCK) {
            match self.plain(block) {
                Some(ascii) if block.len() == BLOCK => text.extend(std::str::from_utf8(&ascii)),
                _ => {
                    let units = block.as_chunks::<2>().0.iter().map(|&pair| self.unit(pair));
                    text.extend(units.filter_map(|unit| char::from_u32(unit.into())));
                }
            }
        }
    }

    /// The characters of a block, if all of them are readable ASCII.
    #[expect(clippy::needless_bitwise_bool, reason = "no branch is the point")]
    fn plain(self, block: &[u8]) -> Option<[u8; BLOCK / 2]> {
        let mut ascii = [0; BLOCK / 2];
        let mut plain = true;
        for (byte, &pair) in ascii.iter_mut().zip(block.as_chunks::<2>().0) {
            let [high, low] = self.unit(pair).to_be_bytes();
            *byte = low;
            let blank = (low == b'\t') | (low == b'\n') | (low == b'\r');
            plain &= (high == 0) & ((low.wrapping_sub(b' ') < 0x5f) | blank);
        }
        plain.then_some(ascii)
    }
}

/// Whether a run in 16 bits has this unit, whatever stands beside it: readable ASCII, and the blocks of East Asian scripts
/// with their punctuation, but for what [`is_ambiguous`].
///
/// Not any other script: pairs of small numbers would be letters of Latin, Greek and so on.
pub(super) fn is_text(unit: u16) -> bool {
    match unit {
        0x2010..=0x203a | 0x3000..=0x9fff | 0xac00..=0xd7a3 | 0xff01..=0xffee => !is_ambiguous(unit),
        _ => u8::try_from(unit).is_ok_and(super::bytes::is_plain),
    }
}

/// Whether `unit` is text between one that is, and one that may be.
fn goes_on(inner: Option<u16>, unit: u16, outer: Option<u16>) -> bool {
    let east_asian = |unit: u16| unit > 0x7f && is_text(unit);
    is_text(unit) || is_ambiguous(unit) && (inner.is_some_and(east_asian) || outer.is_some_and(is_text))
}

/// Whether this is an East Asian character whose bytes are both printable ASCII. Text in bytes reads like a row of these, so
/// that one is believed only beside a unit that is not.
fn is_ambiguous(unit: u16) -> bool {
    let [high, low] = unit.to_be_bytes();
    matches!(high, 0x30..=0x7e) && matches!(low, b' '..=b'~')
}
