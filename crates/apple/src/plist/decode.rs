//! From the encoding of a file to UTF-8, and back for the offsets of errors.

use std::borrow::Cow;

use super::build::Purse;
use super::invalid;
use crate::Error;

/// How text is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Encoding {
    Utf8,
    Utf16 { little: bool },
    Utf32 { little: bool },
    Ascii,
    Latin1,
}

/// A file as UTF-8. Bytes that are no UTF-8 in a file that should be are kept: only strings with such bytes are refused.
#[derive(Debug)]
pub(super) struct Decoded<'a> {
    bytes: Cow<'a, [u8]>,
    encoding: Encoding,
    /// Bytes of the mark before the text.
    mark: usize,
}

impl<'a> Decoded<'a> {
    /// `CFPropertyList.c`, `encodingForXMLData`: by the mark, by a zero in the first two bytes, then by the XML declaration.
    /// (There the first character is lost where the mark is missing, so that no such list can be read; here it is kept.)
    pub(super) fn new(bytes: &'a [u8], purse: &mut Purse<'_>) -> Result<Self, Error> {
        let (encoding, mark) = match bytes {
            [0, 0, 0xfe, 0xff, ..] => (Encoding::Utf32 { little: false }, 4),
            [0xff, 0xfe, 0, 0, ..] => (Encoding::Utf32 { little: true }, 4),
            [0xef, 0xbb, 0xbf, ..] => (Encoding::Utf8, 3),
            [0xff, 0xfe, ..] => (Encoding::Utf16 { little: true }, 2),
            [0xfe, 0xff, ..] => (Encoding::Utf16 { little: false }, 2),
            [0, _, ..] => (Encoding::Utf16 { little: false }, 0),
            [_, 0, ..] => (Encoding::Utf16 { little: true }, 0),
            _ => (declared(bytes)?, 0),
        };
        let text = bytes.get(mark..).unwrap_or_default();
        if encoding == Encoding::Utf8 {
            return Ok(Self { bytes: Cow::Borrowed(text), encoding, mark });
        }
        // Three bytes of UTF-8 for two of UTF-16 are the most; so are two for one of Latin-1.
        purse.spend_len(text.len().saturating_mul(2))?;
        let decoded = match encoding {
            Encoding::Utf16 { little } => utf16(text, little).map(String::into_bytes),
            Encoding::Utf32 { little } => utf32(text, little).map(String::into_bytes),
            Encoding::Ascii => text.is_ascii().then(|| text.to_vec()),
            Encoding::Latin1 => {
                Some(text.iter().map(|&byte| char::from(byte)).collect::<String>().into_bytes())
            }
            Encoding::Utf8 => None,
        };
        let decoded = decoded.ok_or_else(|| invalid(mark, "text in the encoding that the file states"))?;
        Ok(Self { bytes: Cow::Owned(decoded), encoding, mark })
    }

    /// The text, without its mark.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Whether the first thing that is no white space begins a tag.
    pub(super) fn is_markup(&self) -> bool {
        self.bytes.trim_ascii_start().starts_with(b"<")
    }

    /// An error in the decoded text as one in the file.
    pub(super) fn at_source(&self, error: Error) -> Error {
        let Error::Invalid { part, offset, expected } = error else { return error };
        let before = usize::try_from(offset).ok().and_then(|end| self.bytes.get(..end)).unwrap_or_default();
        let before = match self.encoding {
            Encoding::Utf8 | Encoding::Ascii => before.len(),
            Encoding::Latin1 => chars(before).count(),
            Encoding::Utf16 { .. } => chars(before)
                .fold(0, |sum: usize, first| sum.saturating_add(if first >= 0xf0 { 4 } else { 2 })),
            Encoding::Utf32 { .. } => chars(before).count().saturating_mul(4),
        };
        let offset = before.saturating_add(self.mark).try_into().unwrap_or(u64::MAX);
        Error::Invalid { part, offset, expected }
    }
}

/// The first byte of each character of UTF-8.
fn chars(text: &[u8]) -> impl Iterator<Item = u8> {
    text.iter().copied().filter(|byte| byte & 0xc0 != 0x80)
}

/// The encoding that the XML declaration names; UTF-8 without one. What is looked at ends with the first `?` or `>`.
fn declared(bytes: &[u8]) -> Result<Encoding, Error> {
    const NAME: &[u8] = b"encoding=";
    let Some(declaration) = bytes.strip_prefix(b"<?xml") else { return Ok(Encoding::Utf8) };
    let end = declaration.iter().position(|byte| matches!(byte, b'?' | b'>')).unwrap_or(declaration.len());
    let declaration = declaration.get(..end).unwrap_or_default();
    let value = declaration
        .windows(NAME.len())
        .position(|window| window == NAME)
        .and_then(|at| declaration.get(at.saturating_add(NAME.len())..));
    let Some([quote @ (b'"' | b'\''), name @ ..]) = value else { return Ok(Encoding::Utf8) };
    let Some(len) = name.iter().position(|byte| byte == quote) else { return Ok(Encoding::Utf8) };
    let name = name.get(..len).unwrap_or_default().to_ascii_lowercase();
    match name.as_slice() {
        b"utf-8" | b"utf8" => Ok(Encoding::Utf8),
        b"us-ascii" | b"ascii" => Ok(Encoding::Ascii),
        b"iso-8859-1" | b"latin1" => Ok(Encoding::Latin1),
        _ => Err(invalid(0, "UTF-8, UTF-16, ASCII or Latin-1 as the encoding")),
    }
}

/// Text of UTF-16; U+FFFD for half a pair. None where the bytes end within a unit.
fn utf16(bytes: &[u8], little: bool) -> Option<String> {
    let (units, rest) = bytes.as_chunks::<2>();
    let units =
        units.iter().map(|&unit| if little { u16::from_le_bytes(unit) } else { u16::from_be_bytes(unit) });
    rest.is_empty().then(|| units_to_string(units))
}

/// Text of UTF-16 units; U+FFFD for half a pair.
pub(super) fn units_to_string(units: impl Iterator<Item = u16>) -> String {
    char::decode_utf16(units).map(|decoded| decoded.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

/// Text of UTF-32. None where something is no character.
fn utf32(bytes: &[u8], little: bool) -> Option<String> {
    let (units, rest) = bytes.as_chunks::<4>();
    let units =
        units.iter().map(|&unit| if little { u32::from_le_bytes(unit) } else { u32::from_be_bytes(unit) });
    if rest.is_empty() { units.map(char::from_u32).collect() } else { None }
}
