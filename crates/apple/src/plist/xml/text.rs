//! Strings in elements.

use super::Cursor;
use crate::Error;
use crate::plist::build::Purse;
use crate::plist::invalid;

/// The most characters of a reference behind `&#`, the semicolon included.
const REFERENCE: usize = 9;

impl Cursor<'_> {
    /// The string up to the tag that comes next (`parseStringTag`).
    pub(super) fn string(&mut self, purse: &mut Purse<'_>) -> Result<String, Error> {
        let at = self.at;
        // No reference is shorter than what it stands for.
        purse.spend_len(self.skip_string()?)?;
        let mut bytes = Vec::new();
        loop {
            let rest = self.rest();
            let plain = rest.iter().position(|byte| matches!(byte, b'<' | b'&')).unwrap_or(rest.len());
            bytes.extend_from_slice(rest.get(..plain).unwrap_or_default());
            self.advance(plain);
            if self.eat(b"<![CDATA[") {
                bytes.extend_from_slice(self.take_until(b"]]>", "the end of CDATA")?);
            } else if self.peek() == Some(b'&') {
                let mut buffer = [0; 4];
                bytes.extend_from_slice(self.reference()?.encode_utf8(&mut buffer).as_bytes());
            } else {
                break;
            }
        }
        String::from_utf8(bytes)
            .map_err(|error| invalid(at.saturating_add(error.utf8_error().valid_up_to()), "UTF-8"))
    }

    /// The length of the string as it is written.
    fn skip_string(mut self) -> Result<usize, Error> {
        let at = self.at;
        loop {
            let rest = self.rest();
            self.advance(rest.iter().position(|&byte| byte == b'<').unwrap_or(rest.len()));
            if self.eat(b"<![CDATA[") {
                self.take_until(b"]]>", "the end of CDATA")?;
            } else if self.rest().starts_with(b"<!") {
                return Err(self.expected("CDATA or the closing tag: strings have no comments"));
            } else {
                return Ok(self.at.saturating_sub(at));
            }
        }
    }

    /// One of five entities, or a character by its number (`parseEntityReference_pl`).
    fn reference(&mut self) -> Result<char, Error> {
        let at = self.at;
        for (written, meant) in
            [(&b"&lt;"[..], '<'), (b"&gt;", '>'), (b"&amp;", '&'), (b"&apos;", '\''), (b"&quot;", '"')]
        {
            if self.eat(written) {
                return Ok(meant);
            }
        }
        self.number().ok_or_else(|| invalid(at, "one of the five entities, or a character by its number"))
    }

    fn number(&mut self) -> Option<char> {
        self.eat(b"&#").then_some(())?;
        let radix = if self.eat(b"x") { 16 } else { 10 };
        let digits = self.rest().iter().take(REFERENCE).position(|&byte| byte == b';')?;
        let value = self.rest().get(..digits)?.iter().try_fold(0_u32, |value, &byte| {
            value.checked_mul(radix)?.checked_add(char::from(byte).to_digit(radix)?)
        })?;
        self.advance(digits.saturating_add(1));
        char::from_u32(value)
    }
}
