//! Lists of the old style, as `CFOldStylePList.c` reads them: `{ key = value; }`, `( a, b )`, `<0fbd>`, and strings with quotes or without.
//!
//! What begins with a string and goes on behind it is a `.strings` file: the pairs of a dictionary without its braces. There, what follows
//! the last pair is not looked at.

mod string;

use super::build::{Builder, Kind, Purse};
use super::value::Counts;
use super::{Dictionary, OPEN_STEP_DEPTH, Value, invalid};
use crate::Error;

/// Where the text is read.
#[derive(Clone, Copy, Debug)]
struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

/// What comes next.
#[derive(Clone, Copy, Debug)]
enum Step {
    /// An object, or the end of an array.
    Object,
    /// A key of a dictionary, or its end.
    Key,
    /// What stands between two values, or the end of what holds them.
    Between,
}

/// Reads a list (`__CFCreateOldStylePropertyListOrStringsFile`).
pub(super) fn read(bytes: &[u8], purse: &mut Purse<'_>) -> Result<Value, Error> {
    let text = str::from_utf8(bytes).map_err(|error| invalid(error.valid_up_to(), "UTF-8"))?;
    let mut cursor = Cursor { text, at: 0 };
    if cursor.next().is_none() {
        return Ok(Value::Dictionary(Dictionary::default()));
    }
    let start = cursor;
    let value = Builder::new(purse, OPEN_STEP_DEPTH, Counts::Last).read(&mut cursor, Step::Object)?;
    match (cursor.next(), value) {
        (None, value) => Ok(value),
        (Some(_), Value::String(_)) => {
            cursor = start;
            let mut builder = Builder::new(purse, OPEN_STEP_DEPTH, Counts::Last);
            builder.open(Kind::Dictionary, start.at)?;
            builder.read(&mut cursor, Step::Key)
        }
        (Some(_), _) => Err(cursor.expected("nothing behind the list")),
    }
}

impl Builder<'_, '_> {
    /// Reads the rest of a value. Where that begins with a key, the outermost dictionary has no braces.
    fn read(&mut self, cursor: &mut Cursor<'_>, first: Step) -> Result<Value, Error> {
        let bare = matches!(first, Step::Key);
        let mut step = first;
        loop {
            let done;
            (step, done) = match step {
                Step::Object => self.object(cursor)?,
                Step::Key => match self.key_or_end(cursor, bare && self.depth() == 1)? {
                    Some(next) => next,
                    None => return self.close(cursor.at),
                },
                Step::Between => self.between(cursor)?,
            };
            if let Some(value) = done {
                return Ok(value);
            }
        }
    }

    /// `parsePlistObject`.
    fn object(&mut self, cursor: &mut Cursor<'_>) -> Result<(Step, Option<Value>), Error> {
        let (kind, step) = match cursor.next() {
            Some(b'(') => (Kind::Array, Step::Object),
            Some(b'{') => (Kind::Dictionary, Step::Key),
            // An array may be empty, and may end behind a comma.
            Some(b')') if self.inside() == Some(Kind::Array) => return self.end(cursor),
            _ => {
                let at = cursor.at;
                let value = cursor.leaf(self.purse)?;
                return Ok((Step::Between, self.value(value, at)?));
            }
        };
        self.open(kind, cursor.at)?;
        cursor.advance(1);
        Ok((step, None))
    }

    /// A key and what stands behind it, or the end (`parsePlistDictContent`). None where pairs without braces end: with whatever is no key.
    fn key_or_end(
        &mut self,
        cursor: &mut Cursor<'_>,
        bare: bool,
    ) -> Result<Option<(Step, Option<Value>)>, Error> {
        cursor.next();
        let at = cursor.at;
        let key = match cursor.string(self.purse) {
            Err(Error::Invalid { .. }) if bare => None,
            key => key?,
        };
        let Some(key) = key else {
            return match cursor.next() {
                _ if bare => Ok(None),
                Some(b'}') => self.end(cursor).map(Some),
                _ => Err(cursor.expected("a key or the end of the dictionary")),
            };
        };
        match cursor.next() {
            Some(b'=') => {
                cursor.advance(1);
                self.key(Some(key));
                Ok(Some((Step::Object, None)))
            }
            // A key alone is its own value.
            Some(b';') => {
                self.purse.spend_len(key.len())?;
                self.key(Some(key.clone()));
                Ok(Some((Step::Between, self.value(Value::String(key), at)?)))
            }
            _ => Err(cursor.expected("an equals sign or a semicolon behind the key")),
        }
    }

    fn between(&mut self, cursor: &mut Cursor<'_>) -> Result<(Step, Option<Value>), Error> {
        match (self.inside(), cursor.next()) {
            (Some(Kind::Array), Some(b')')) => self.end(cursor),
            (Some(Kind::Array), Some(b',')) => {
                cursor.advance(1);
                Ok((Step::Object, None))
            }
            (Some(Kind::Array), _) => Err(cursor.expected("a comma or the end of the array")),
            (_, Some(b';')) => {
                cursor.advance(1);
                Ok((Step::Key, None))
            }
            _ => Err(cursor.expected("a semicolon behind the value")),
        }
    }

    /// Closes what the bracket here ends.
    fn end(&mut self, cursor: &mut Cursor<'_>) -> Result<(Step, Option<Value>), Error> {
        let value = self.close(cursor.at)?;
        cursor.advance(1);
        Ok((Step::Between, self.value(value, cursor.at)?))
    }
}

impl<'a> Cursor<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn advance(&mut self, by: usize) {
        self.at = self.at.saturating_add(by).min(self.text.len());
    }

    /// An error here.
    fn expected(&self, expected: &'static str) -> Error {
        invalid(self.at, expected)
    }

    /// Goes behind white space and comments, and gives the byte that stands there (`advanceToNonSpace`). A comment that does not end goes
    /// to the end of the file.
    fn next(&mut self) -> Option<u8> {
        loop {
            let rest = self.rest();
            let text = rest.trim_start_matches(is_space);
            self.advance(rest.len().saturating_sub(text.len()));
            let len = if text.starts_with("//") {
                text.find(is_line_end)
            } else if let Some(comment) = text.strip_prefix("/*") {
                comment.find("*/").map(|len| len.saturating_add(4))
            } else {
                return text.bytes().next();
            };
            self.advance(len.unwrap_or(text.len()));
        }
    }

    /// A string or data.
    fn leaf(&mut self, purse: &mut Purse<'_>) -> Result<Value, Error> {
        if self.rest().starts_with('<') {
            return Ok(Value::Data(self.data(purse)?));
        }
        match self.string(purse)? {
            Some(string) => Ok(Value::String(string)),
            None => Err(self.expected("a value")),
        }
    }

    /// Bytes in hexadecimal digits, with white space between bytes alone (`parsePlistData`).
    fn data(&mut self, purse: &mut Purse<'_>) -> Result<Vec<u8>, Error> {
        self.advance(1);
        let Some(len) = self.rest().find('>') else {
            return Err(invalid(self.text.len(), "the end of the data"));
        };
        purse.spend_len(len / 2)?;
        let mut bytes = Vec::with_capacity(len / 2);
        let mut digits = self.rest().get(..len).unwrap_or_default().char_indices();
        while let Some((at, first)) = digits.next() {
            if matches!(first, ' ' | '\n' | '\t' | '\r' | '\u{2028}' | '\u{2029}') {
                continue;
            }
            let second = digits.next().and_then(|(_, second)| second.to_digit(16));
            let byte = first
                .to_digit(16)
                .zip(second)
                .and_then(|(first, second)| u8::try_from(first << 4 | second).ok());
            bytes.push(byte.ok_or_else(|| invalid(self.at.saturating_add(at), "two hexadecimal digits"))?);
        }
        self.advance(len.saturating_add(1));
        Ok(bytes)
    }
}

fn is_space(character: char) -> bool {
    matches!(character, '\t'..='\r' | ' ' | '\u{2028}' | '\u{2029}')
}

fn is_line_end(character: char) -> bool {
    matches!(character, '\n' | '\r' | '\u{2028}' | '\u{2029}')
}
