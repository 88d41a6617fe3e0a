//! Sections and attributes of `MANIFEST.MF` and signature files, as `ManifestParser` of apksig cuts them.
//!
//! The rules are looser than those of the JAR specification: a line ends with CR LF, CR or LF and may be as long as it likes, nothing is
//! said about characters, a NUL too is one, and the parser never fails. Digests are over sections as they stand, so each knows its bytes.

use std::borrow::Cow;

/// Cuts a file into its sections (`ManifestParser.readSection`). The first one is the main section, whatever it says.
#[derive(Clone, Debug)]
pub(super) struct Sections<'a> {
    rest: &'a [u8],
}

impl<'a> Sections<'a> {
    pub(super) fn of(file: &'a [u8]) -> Self {
        Self { rest: file }
    }
}

impl<'a> Iterator for Sections<'a> {
    type Item = Section<'a>;

    /// From the first line that is not empty to the first empty one behind it, which is part of the section.
    fn next(&mut self) -> Option<Section<'a>> {
        let start = loop {
            let (line, after) = cut_line(self.rest)?;
            if !line.is_empty() {
                break self.rest;
            }
            self.rest = after;
        };
        let mut end = start;
        while let Some((line, after)) = cut_line(end) {
            end = after;
            if line.is_empty() {
                break;
            }
        }
        self.rest = end;
        Some(Section { raw: start.get(..start.len().saturating_sub(end.len())).unwrap_or(start) })
    }
}

/// A section.
#[derive(Clone, Copy, Debug)]
pub(super) struct Section<'a> {
    raw: &'a [u8],
}

impl<'a> Section<'a> {
    /// Its bytes, with the empty line behind it.
    pub(super) fn raw(&self) -> &'a [u8] {
        self.raw
    }

    /// Its attributes in stored order.
    pub(super) fn attributes(&self) -> Attributes<'a> {
        Attributes { rest: self.raw }
    }

    /// The value of its first attribute if that is `Name`.
    pub(super) fn name(&self) -> Option<Cow<'a, [u8]>> {
        self.attributes().next().filter(|first| first.is("Name")).map(|first| first.value)
    }

    /// The value of the first attribute of this name, whatever its letters' case.
    pub(super) fn value(&self, name: &str) -> Option<Cow<'a, [u8]>> {
        self.attributes().find(|attribute| attribute.is(name)).map(|attribute| attribute.value)
    }
}

/// A name and its value (`ManifestParser.parseAttr`). Spaces stay where they are: obfuscators use them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Attribute<'a> {
    /// What stands before the first colon that a space follows, or all.
    pub(super) name: Cow<'a, [u8]>,
    /// What stands behind that space.
    pub(super) value: Cow<'a, [u8]>,
}

impl<'a> Attribute<'a> {
    pub(super) fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name.as_bytes())
    }

    fn of(text: Cow<'a, [u8]>) -> Self {
        let Some(at) = memchr::memmem::find(&text, b": ") else {
            return Self { name: text, value: Cow::Borrowed(b"") };
        };
        let behind = at.saturating_add(2);
        match text {
            Cow::Borrowed(text) => Self {
                name: Cow::Borrowed(text.get(..at).unwrap_or_default()),
                value: Cow::Borrowed(text.get(behind..).unwrap_or_default()),
            },
            Cow::Owned(mut text) => {
                let value = text.split_off(behind.min(text.len()));
                text.truncate(at);
                Self { name: Cow::Owned(text), value: Cow::Owned(value) }
            }
        }
    }
}

/// Walks the attributes of a section.
#[derive(Clone, Debug)]
pub(super) struct Attributes<'a> {
    rest: &'a [u8],
}

impl<'a> Iterator for Attributes<'a> {
    type Item = Attribute<'a>;

    /// A line and those behind it that begin with a space, without these spaces (`ManifestParser.readAttributeBytes`).
    fn next(&mut self) -> Option<Attribute<'a>> {
        let (first, mut rest) = cut_line(self.rest)?;
        if first.is_empty() {
            return None;
        }
        let mut text = Cow::Borrowed(first);
        while let Some(([b' ', more @ ..], after)) = cut_line(rest) {
            text.to_mut().extend_from_slice(more);
            rest = after;
        }
        self.rest = rest;
        Some(Attribute::of(text))
    }
}

/// The first line without its end, and what stands behind that; `None` of nothing.
fn cut_line(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    if bytes.is_empty() {
        return None;
    }
    let end = memchr::memchr2(b'\r', b'\n', bytes).unwrap_or(bytes.len());
    let (line, rest) = bytes.split_at_checked(end)?;
    let rest = match rest {
        [b'\r', b'\n', rest @ ..] | [_, rest @ ..] => rest,
        [] => rest,
    };
    Some((line, rest))
}

#[cfg(test)]
mod tests;
