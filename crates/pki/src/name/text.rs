//! Strings of names: their encodings, and how a name is written.

use std::fmt::{Formatter, Write};

use super::{Attribute, Text};
use crate::ber::{Class, Element};
use crate::digest::hex;
use crate::{Error, Reading};

/// Keywords as the JDK writes them (`sun.security.x509.AVA`, `AVAKeyword`); of RFC 4514 are those up to `UID`.
const KEYWORDS: &[(&[u8], &str)] = &[
    (&[0x55, 0x04, 0x03], "CN"),
    (&[0x55, 0x04, 0x07], "L"),
    (&[0x55, 0x04, 0x08], "ST"),
    (&[0x55, 0x04, 0x0a], "O"),
    (&[0x55, 0x04, 0x0b], "OU"),
    (&[0x55, 0x04, 0x06], "C"),
    (&[0x55, 0x04, 0x09], "STREET"),
    (&[0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 0x01, 0x19], "DC"),
    (&[0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 0x01, 0x01], "UID"),
    (&[0x55, 0x04, 0x04], "SURNAME"),
    (&[0x55, 0x04, 0x05], "SERIALNUMBER"),
    (&[0x55, 0x04, 0x0c], "T"),
    (&[0x55, 0x04, 0x2a], "GIVENNAME"),
    (&[0x55, 0x04, 0x2b], "INITIALS"),
    (&[0x55, 0x04, 0x2c], "GENERATION"),
    (&[0x55, 0x04, 0x2e], "DNQ"),
    (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x01], "EMAILADDRESS"),
];

/// Characters that put a value into quotation marks (RFC 1779, 2.3, and the JDK's `AVA`).
const SEPARATORS: &[char] = &[',', '+', '=', '\n', '<', '>', '#', ';', '\\', '"'];

pub(super) fn write_attribute(f: &mut Formatter<'_>, attribute: &Attribute) -> std::fmt::Result {
    match KEYWORDS.iter().find(|(oid, _)| attribute.kind.is(oid)) {
        Some((_, keyword)) => f.write_str(keyword)?,
        None => write!(f, "{}", attribute.kind)?,
    }
    f.write_char('=')?;
    match &attribute.text {
        Some(text) if needs_quotes(&text.value) => write_quoted(f, &text.value),
        Some(text) => f.write_str(&text.value),
        None => write!(f, "#{}", hex(&attribute.raw)),
    }
}

fn needs_quotes(value: &str) -> bool {
    value.contains(SEPARATORS) || value.starts_with(' ') || value.ends_with(' ') || value.contains("  ")
}

fn write_quoted(f: &mut Formatter<'_>, value: &str) -> std::fmt::Result {
    f.write_char('"')?;
    for character in value.chars() {
        if matches!(character, '"' | '\\') {
            f.write_char('\\')?;
        }
        f.write_char(character)?;
    }
    f.write_char('"')
}

/// The text of a string element (X.680, 41); `None` of another type.
///
/// Bytes above ASCII in a `TeletexString` are UTF-8 where they are valid as such, otherwise Latin-1: T.61 proper is what no encoder in use
/// writes (OpenSSL's `ASN1_STRING_to_UTF8` and the JDK read Latin-1). The ASCII types are read alike.
pub(super) fn decode(element: &Element<'_>) -> Result<Option<Text>, Error> {
    if element.tag().class != Class::Universal {
        return Ok(None);
    }
    let decoder = match element.tag().number {
        12 => utf8,
        18 | 19 | 20 | 22 | 26 | 27 => utf8_or_latin1,
        28 => utf32,
        30 => utf16,
        _ => return Ok(None),
    };
    Ok(Some(decoder(&element.octets(Reading::Element)?)))
}

fn utf8(octets: &[u8]) -> Text {
    let value = String::from_utf8_lossy(octets);
    Text { is_lossy: matches!(value, std::borrow::Cow::Owned(_)), value: value.into_owned() }
}

fn utf8_or_latin1(octets: &[u8]) -> Text {
    let value = match std::str::from_utf8(octets) {
        Ok(text) => text.to_owned(),
        Err(_) => octets.iter().map(|octet| char::from(*octet)).collect(),
    };
    Text { value, is_lossy: false }
}

fn utf16(octets: &[u8]) -> Text {
    let (pairs, odd) = octets.as_chunks::<2>();
    let units = pairs.iter().map(|pair| u16::from_be_bytes(*pair));
    collect(char::decode_utf16(units).map(Result::ok), odd)
}

fn utf32(octets: &[u8]) -> Text {
    let (quads, odd) = octets.as_chunks::<4>();
    collect(quads.iter().map(|quad| char::from_u32(u32::from_be_bytes(*quad))), odd)
}

fn collect(characters: impl Iterator<Item = Option<char>>, odd: &[u8]) -> Text {
    let mut text = Text { value: String::new(), is_lossy: !odd.is_empty() };
    for character in characters {
        text.is_lossy |= character.is_none();
        text.value.push(character.unwrap_or(char::REPLACEMENT_CHARACTER));
    }
    if !odd.is_empty() {
        text.value.push(char::REPLACEMENT_CHARACTER);
    }
    text
}
