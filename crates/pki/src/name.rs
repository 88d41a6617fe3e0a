//! Distinguished names (RFC 5280, 4.1.2.4) and their text.

mod text;

use crate::ber::{Element, Tag};
use crate::digest::hex;
use crate::oid::{self, Oid};
use crate::{Error, Reading};

/// How many attributes of a name are read; names in use have fewer than twenty.
pub const MAX_ATTRIBUTES: usize = 256;

/// A distinguished name: what it says, and its element as stored.
///
/// Its text is the one that `keytool` and `apksigner` print: the last relative name first, `, ` between them, ` + ` within one, values in
/// quotation marks where they hold separators or odd spaces; attribute types without a customary keyword as dotted numbers. Control and
/// bidirectional characters stay: whoever prints the text escapes them.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Name {
    /// The relative names in stored order, each with its attributes.
    pub relative_names: Vec<Vec<Attribute>>,
    raw: Vec<u8>,
    canonical: String,
}

/// One attribute of a relative name.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Attribute {
    /// The attribute's type.
    pub kind: Oid,
    /// The value's text; `None` where the value is no string.
    pub text: Option<Text>,
    /// The value's element as stored.
    pub raw: Vec<u8>,
}

/// The text of a string value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Text {
    /// The characters.
    pub value: String,
    /// Whether bytes that are no characters of the string's encoding were replaced by U+FFFD.
    pub is_lossy: bool,
}

impl Name {
    /// Of an element that has to be the SEQUENCE OF relative names.
    pub fn from_element(element: &Element<'_>, reading: Reading) -> Result<Self, Error> {
        if element.tag() != Tag::SEQUENCE {
            return Err(element.unexpected("SEQUENCE", reading));
        }
        let mut relative_names = Vec::new();
        let mut left = MAX_ATTRIBUTES;
        let mut sets = element.children(reading)?;
        while !sets.is_empty() {
            let set = sets.expect(Tag::SET, "SET", reading)?;
            relative_names.push(relative_name(&set, &mut left, reading)?);
        }
        let canonical = canonical(&relative_names);
        Ok(Self { relative_names, raw: element.raw().to_vec(), canonical })
    }

    /// The whole element as stored.
    pub fn raw(&self) -> &[u8] {
        &self.raw
    }

    /// All attributes in stored order.
    pub fn attributes(&self) -> impl Iterator<Item = &Attribute> {
        self.relative_names.iter().flatten()
    }

    /// The texts of the common names, in stored order.
    pub fn common_names(&self) -> impl Iterator<Item = &str> {
        let common = self.attributes().filter(|attribute| attribute.kind.is(oid::COMMON_NAME));
        common.filter_map(|attribute| attribute.text.as_ref()).map(|text| text.value.as_str())
    }

    /// Whether two names are the same name: alike but for letter case, spaces and string types (RFC 5280, 7.1; what
    /// `X500Principal.equals` compares).
    pub fn matches(&self, other: &Self) -> bool {
        self.canonical == other.canonical
    }

    /// What [`Name::matches`] compares, for tables.
    pub(crate) fn canonical(&self) -> &str {
        &self.canonical
    }
}

impl Attribute {
    fn from_element(element: &Element<'_>, reading: Reading) -> Result<Self, Error> {
        let mut children = element.children(reading)?;
        let kind = Oid::from_element(&children.expect(Tag::OID, "OBJECT IDENTIFIER", reading)?, reading)?;
        let value = children.element(reading)?;
        Ok(Self { kind, text: text::decode(&value)?, raw: value.raw().to_vec() })
    }

    /// Type and value so that equal ones have equal texts: words in lower case with one space between them, or the stored bytes.
    fn canonical(&self) -> String {
        let kind = hex(self.kind.content());
        match &self.text {
            Some(text) => {
                let words: Vec<_> = text.value.split_whitespace().collect();
                format!("{kind}={}\0", words.join(" ").to_lowercase())
            }
            None => format!("{kind}#{}\0", hex(&self.raw)),
        }
    }
}

/// The attributes of each relative name in an order that does not depend on how they are stored.
fn canonical(relative_names: &[Vec<Attribute>]) -> String {
    let mut text = String::new();
    for relative in relative_names {
        let mut attributes: Vec<_> = relative.iter().map(Attribute::canonical).collect();
        attributes.sort();
        text.extend(attributes);
        text.push('\n');
    }
    text
}

fn relative_name(set: &Element<'_>, left: &mut usize, reading: Reading) -> Result<Vec<Attribute>, Error> {
    let mut attributes = Vec::new();
    let mut children = set.children(reading)?;
    while !children.is_empty() {
        let size = MAX_ATTRIBUTES.saturating_add(1);
        let limit = Error::Limit { offset: children.offset(), reading, size, limit: MAX_ATTRIBUTES };
        *left = left.checked_sub(1).ok_or(limit)?;
        attributes
            .push(Attribute::from_element(&children.expect(Tag::SEQUENCE, "SEQUENCE", reading)?, reading)?);
    }
    Ok(attributes)
}

impl std::fmt::Display for Name {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (index, relative) in self.relative_names.iter().rev().enumerate() {
            if index > 0 {
                f.write_str(", ")?;
            }
            for (index, attribute) in relative.iter().enumerate() {
                if index > 0 {
                    f.write_str(" + ")?;
                }
                text::write_attribute(f, attribute)?;
            }
        }
        Ok(())
    }
}

impl std::fmt::Debug for Name {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Name({self})")
    }
}

impl std::fmt::Debug for Attribute {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        text::write_attribute(f, self)
    }
}

#[cfg(test)]
mod tests;
