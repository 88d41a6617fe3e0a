//! Strings, with quotes or without.

use super::Cursor;
use crate::Error;
use crate::plist::build::Purse;
use crate::plist::invalid;

/// What `NeXTSTEP`'s encoding has from 0x80 on (`CFBuiltinConverters.c`, `NSToPrecompUnicodeTable`). It has nothing at 0xfe and 0xff.
const NEXT_STEP: &str = concat!(
    "\u{a0}ÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖÙÚÛÜÝÞµ×÷©¡¢£⁄¥ƒ§¤’“«‹›ﬁﬂ®–†‡·¦¶•‚„”»…‰¬¿",
    "¹ˋ´ˆ˜¯˘˙¨²˚¸³˝˛ˇ—±¼½¾àáâãäåçèéêëìÆíªîïðñŁØŒºòóôõöæùúûıüýłøœßþÿ",
);

/// Text of which single UTF-16 units are written.
#[derive(Debug)]
struct Units {
    text: String,
    /// The first half of a surrogate pair.
    high: Option<u16>,
}

impl Cursor<'_> {
    /// The string that stands here (`parsePlistString`); none where none begins.
    pub(super) fn string(&mut self, purse: &mut Purse<'_>) -> Result<Option<String>, Error> {
        let rest = self.rest();
        if let Some(quote @ ('"' | '\'')) = rest.chars().next() {
            return self.quoted(quote, purse).map(Some);
        }
        let len = rest.find(|character| !is_plain(character)).unwrap_or(rest.len());
        if len == 0 {
            return Ok(None);
        }
        purse.spend_len(len)?;
        self.advance(len);
        Ok(rest.get(..len).map(str::to_owned))
    }

    /// `parseQuotedPlistString`.
    fn quoted(&mut self, quote: char, purse: &mut Purse<'_>) -> Result<String, Error> {
        self.advance(1);
        let rest = self.rest();
        let mut escaped = false;
        let len = rest.find(|character| {
            let ends = character == quote && !escaped;
            escaped = character == '\\' && !escaped;
            ends
        });
        let Some(len) = len else { return Err(invalid(self.text.len(), "the end of the string")) };
        let written = rest.get(..len).unwrap_or_default();
        // No escape is shorter than what it stands for.
        purse.spend_len(len)?;
        self.advance(len.saturating_add(1));
        Ok(unescape(written))
    }
}

/// `isValidUnquotedStringCharacter`.
fn is_plain(character: char) -> bool {
    matches!(character, 'a'..='z' | 'A'..='Z' | '0'..='9' | '_' | '$' | '/' | ':' | '.' | '-')
}

/// What a string with escapes means (`getSlashedChar`): up to three octal digits in `NeXTSTEP`'s encoding, `\U` and up to four hexadecimal
/// digits of UTF-16, the control characters of C; anything else means itself.
fn unescape(written: &str) -> String {
    let mut units = Units { text: String::with_capacity(written.len()), high: None };
    let mut rest = written;
    while let Some((plain, escape)) = rest.split_once('\\') {
        units.push_str(plain);
        let mut behind = escape.chars();
        let Some(character) = behind.next() else { return units.finish() };
        rest = behind.as_str();
        match character {
            '0'..='7' => {
                let (number, behind) = digits(escape, 8, 3);
                rest = behind;
                // A number of nine bits loses the first.
                units.push(next_step(number & 0xff));
            }
            'U' => {
                let (number, behind) = digits(rest, 16, 4);
                rest = behind;
                units.push_unit(u16::try_from(number).unwrap_or_default());
            }
            'a' => units.push('\u{7}'),
            'b' => units.push('\u{8}'),
            'f' => units.push('\u{c}'),
            'n' => units.push('\n'),
            'r' => units.push('\r'),
            't' => units.push('\t'),
            'v' => units.push('\u{b}'),
            other => units.push(other),
        }
    }
    units.push_str(rest);
    units.finish()
}

/// The number that begins a text, of so many digits at most, and the rest.
fn digits(text: &str, radix: u32, most: usize) -> (u32, &str) {
    let len = text.chars().take(most).take_while(|character| character.is_digit(radix)).count();
    let (number, rest) = text.split_at_checked(len).unwrap_or((text, ""));
    (u32::from_str_radix(number, radix).unwrap_or_default(), rest)
}

/// A character of `NeXTSTEP`'s encoding.
fn next_step(number: u32) -> char {
    match usize::try_from(number).ok().and_then(|number| number.checked_sub(0x80)) {
        Some(above) => NEXT_STEP.chars().nth(above).unwrap_or(char::REPLACEMENT_CHARACTER),
        None => char::from_u32(number).unwrap_or(char::REPLACEMENT_CHARACTER),
    }
}

impl Units {
    fn push(&mut self, character: char) {
        self.push_str(character.encode_utf8(&mut [0; 4]));
    }

    fn push_str(&mut self, text: &str) {
        if !text.is_empty() {
            self.end_pair();
            self.text.push_str(text);
        }
    }

    fn push_unit(&mut self, unit: u16) {
        let high = self.high.take();
        match (high, char::from_u32(unit.into())) {
            (_, Some(character)) => {
                self.high = high;
                self.push(character);
            }
            (Some(high), None) if unit >= 0xdc00 => {
                self.text.extend(char::decode_utf16([high, unit]).flatten());
            }
            (_, None) => {
                self.high = high;
                self.end_pair();
                if unit < 0xdc00 {
                    self.high = Some(unit);
                } else {
                    self.text.push(char::REPLACEMENT_CHARACTER);
                }
            }
        }
    }

    /// What is half a pair becomes U+FFFD.
    fn end_pair(&mut self) {
        if self.high.take().is_some() {
            self.text.push(char::REPLACEMENT_CHARACTER);
        }
    }

    fn finish(mut self) -> String {
        self.end_pair();
        self.text
    }
}
