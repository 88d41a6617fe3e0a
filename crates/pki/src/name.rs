//! Distinguished names (RFC 5280, 4.1.2.4) and their text.

mod text;

use crate::ber::{Element, Tag};
use crate::oid::{self, Oid};
use crate::{Error, Reading};

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
        let mut sets = element.children(reading)?;
        while !sets.is_empty() {
            let set = sets.expect(Tag::SET, "SET", reading)?;
            relative_names.push(relative_name(&set, reading)?);
        }
        Ok(Self { relative_names, raw: element.raw().to_vec() })
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

    /// Whether two names are the same name: stored alike, or alike but for letter case, spaces and string types (RFC 5280, 7.1; what
    /// `X500Principal.equals` compares).
    pub fn matches(&self, other: &Self) -> bool {
        self.raw == other.raw || self.canonical() == other.canonical()
    }

    fn canonical(&self) -> Vec<Vec<(&Oid, Canonical<'_>)>> {
        self.relative_names.iter().map(|relative| canonical_relative(relative)).collect()
    }
}

/// The attributes of a relative name in an order that does not depend on how they are stored.
fn canonical_relative(relative: &[Attribute]) -> Vec<(&Oid, Canonical<'_>)> {
    let mut attributes: Vec<_> =
        relative.iter().map(|attribute| (&attribute.kind, attribute.canonical())).collect();
    attributes.sort();
    attributes
}

/// What of an attribute counts when names are compared.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Canonical<'a> {
    Text(String),
    Raw(&'a [u8]),
}

impl Attribute {
    fn from_element(element: &Element<'_>, reading: Reading) -> Result<Self, Error> {
        let mut children = element.children(reading)?;
        let kind = Oid::from_element(&children.expect(Tag::OID, "OBJECT IDENTIFIER", reading)?, reading)?;
        let value = children.element(reading)?;
        Ok(Self { kind, text: text::decode(&value)?, raw: value.raw().to_vec() })
    }

    fn canonical(&self) -> Canonical<'_> {
        match &self.text {
            Some(text) => {
                Canonical::Text(text.value.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase())
            }
            None => Canonical::Raw(&self.raw),
        }
    }
}

fn relative_name(set: &Element<'_>, reading: Reading) -> Result<Vec<Attribute>, Error> {
    let mut attributes = Vec::new();
    let mut children = set.children(reading)?;
    while !children.is_empty() {
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
