//! XML lists, as `CFPropertyList.c` reads them.
//!
//! It is a grammar of its own: a tag ends with the first `>`, whatever its attributes say; within strings there are references to five
//! entities and to characters, and CDATA, but no comments; a DOCTYPE may have no subset, so that nobody can declare entities; what comes
//! behind the first element is not looked at.

mod leaf;
mod text;

use super::build::{Builder, Kind, Purse};
use super::value::Counts;
use super::{DEPTH, Value, invalid};
use crate::Error;

/// Where the text is read, and where an error is.
#[derive(Clone, Copy, Debug)]
struct Cursor<'a> {
    text: &'a [u8],
    at: usize,
}

/// A tag that opens an element.
#[derive(Clone, Copy, Debug)]
struct Tag<'a> {
    name: &'a [u8],
    /// `<name/>`.
    empty: bool,
    at: usize,
}

/// Reads a list (`parseXMLPropertyList`).
pub(super) fn read(text: &[u8], purse: &mut Purse<'_>) -> Result<Value, Error> {
    let mut cursor = Cursor { text, at: 0 };
    // `<plist>` itself is open as well.
    let mut builder = Builder::new(purse, DEPTH.saturating_add(1), Counts::Last);
    cursor.skip_prolog()?;
    loop {
        if builder.depth() > 0 {
            cursor.skip_misc()?;
        }
        let at = cursor.at;
        let closes = cursor.rest().starts_with(b"</");
        let done = match builder.inside() {
            Some(kind) if closes => {
                let value = builder.close(at)?;
                cursor.close_tag(kind.name())?;
                builder.value(uid_or(value), at)?
            }
            _ => {
                let tag = cursor.open_tag()?;
                element(&mut cursor, tag, &mut builder)?
            }
        };
        if let Some(value) = done {
            return Ok(value);
        }
    }
}

/// Opens what an element holds, or reads the whole of it (`parseXMLElement`).
fn element(
    cursor: &mut Cursor<'_>,
    tag: Tag<'_>,
    builder: &mut Builder<'_, '_>,
) -> Result<Option<Value>, Error> {
    let kind = match tag.name {
        b"plist" => Some(Kind::Wrapper),
        b"array" => Some(Kind::Array),
        b"dict" => Some(Kind::Dictionary),
        _ => None,
    };
    let wants_key = builder.inside() == Some(Kind::Dictionary);
    if wants_key && tag.name != b"key" {
        return Err(invalid(tag.at, "<key>"));
    }
    let value = match (kind, tag.empty) {
        (Some(kind), false) => {
            builder.open(kind, tag.at)?;
            return Ok(None);
        }
        (Some(Kind::Array), true) => Value::Array(Vec::new()),
        (Some(Kind::Dictionary), true) => Value::Dictionary(super::Dictionary::default()),
        _ => leaf::read(cursor, tag, builder.purse)?,
    };
    match value {
        Value::String(name) if wants_key => {
            builder.key(Some(name));
            Ok(None)
        }
        value => builder.value(value, tag.at),
    }
}

/// A dictionary of nothing but `CF$UID` is how a reference of a keyed archive is written; 32 bits of it count (`parseDictTag`).
fn uid_or(value: Value) -> Value {
    match value.as_dictionary().and_then(super::Dictionary::only) {
        Some(("CF$UID", &Value::Integer(number))) => {
            Value::Uid(u64::try_from(number & 0xffff_ffff).unwrap_or_default())
        }
        _ => value,
    }
}

impl Kind {
    fn name(self) -> &'static [u8] {
        match self {
            Self::Array => b"array",
            Self::Dictionary | Self::Entry => b"dict",
            Self::Wrapper => b"plist",
        }
    }
}

impl<'a> Cursor<'a> {
    fn rest(&self) -> &'a [u8] {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn advance(&mut self, by: usize) {
        self.at = self.at.saturating_add(by).min(self.text.len());
    }

    /// An error here.
    fn expected(&self, expected: &'static str) -> Error {
        invalid(self.at, expected)
    }

    fn skip_space(&mut self) {
        let rest = self.rest();
        let space = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'));
        self.advance(space.count());
    }

    /// Goes on if this comes next.
    fn eat(&mut self, wanted: &[u8]) -> bool {
        let found = self.rest().starts_with(wanted);
        if found {
            self.advance(wanted.len());
        }
        found
    }

    /// Goes behind the next place of `end`, and gives what is before it.
    fn take_until(&mut self, end: &[u8], expected: &'static str) -> Result<&'a [u8], Error> {
        let rest = self.rest();
        match rest.windows(end.len()).position(|window| window == end) {
            Some(len) => {
                self.advance(len.saturating_add(end.len()));
                Ok(rest.get(..len).unwrap_or_default())
            }
            None => Err(invalid(self.text.len(), expected)),
        }
    }

    /// Space, comments, instructions and DOCTYPE, up to the first element.
    fn skip_prolog(&mut self) -> Result<(), Error> {
        loop {
            self.skip_space();
            if self.eat(b"<?") {
                self.take_until(b"?>", "the end of an instruction")?;
            } else if self.eat(b"<!--") {
                // One byte more is skipped here than within elements, so that `<!---->` is no whole comment.
                self.advance(1);
                self.take_until(b"-->", "the end of a comment")?;
            } else if self.eat(b"<!DOCTYPE") {
                self.skip_doctype()?;
            } else if self.peek() == Some(b'<') {
                return Ok(());
            } else {
                return Err(self.expected("an element"));
            }
        }
    }

    /// Up to the `>` of a DOCTYPE; a subset is refused (`skipDTD`).
    fn skip_doctype(&mut self) -> Result<(), Error> {
        let len = self.rest().iter().position(|byte| matches!(byte, b'>' | b'['));
        self.advance(len.unwrap_or(self.text.len()));
        if self.eat(b">") {
            Ok(())
        } else {
            Err(self.expected("the end of the DOCTYPE, which has no subset"))
        }
    }

    /// Space, comments and instructions between elements (`getContentObject`).
    fn skip_misc(&mut self) -> Result<(), Error> {
        loop {
            self.skip_space();
            if self.eat(b"<?") {
                self.take_until(b"?>", "the end of an instruction")?;
            } else if self.eat(b"<!--") {
                self.take_until(b"-->", "the end of a comment")?;
            } else if self.peek() == Some(b'<') {
                return Ok(());
            } else {
                return Err(self.expected("a tag"));
            }
        }
    }

    fn open_tag(&mut self) -> Result<Tag<'a>, Error> {
        let at = self.at;
        self.advance(1);
        let all = self.take_until(b">", "the end of a tag")?;
        let empty = all.ends_with(b"/");
        let name = match all.iter().position(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r')) {
            Some(len) => all.get(..len),
            None => all.strip_suffix(b"/").or(Some(all)),
        };
        Ok(Tag { name: name.unwrap_or_default(), empty, at })
    }

    /// `checkForCloseTag`.
    fn close_tag(&mut self, name: &[u8]) -> Result<(), Error> {
        let at = self.at;
        let closed = self.eat(b"</") && self.eat(name) && {
            self.skip_space();
            self.eat(b">")
        };
        if closed {
            return Ok(());
        }
        let at = if self.at == self.text.len() { self.at } else { at };
        Err(invalid(at, "the closing tag of the element"))
    }
}
