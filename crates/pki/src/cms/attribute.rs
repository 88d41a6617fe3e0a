//! Attributes of a signer (RFC 5652, 5.3).

use super::MAX_ELEMENTS;
use crate::ber::{Element, Reader, Tag};
use crate::oid::Oid;
use crate::{Error, Reading};

/// An attribute as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// Its type.
    pub kind: Oid,
    /// Its values, each the whole element as stored. The standard wants one at least; there may be none.
    pub values: Vec<Vec<u8>>,
}

/// The attributes of a signer in stored order. A type may stand there twice: who verifies says what that means.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attributes(Vec<Attribute>);

impl Attributes {
    /// Of the element around them as stored, whatever its tag: `[0]` of signed ones, `[1]` of unsigned ones, SET as what is signed.
    pub fn parse(stored: &[u8], reading: Reading) -> Result<Self, Error> {
        let mut children = Reader::new(stored).element(reading)?.children(reading)?;
        let mut attributes = Vec::new();
        while !children.is_empty() {
            if attributes.len() == MAX_ELEMENTS {
                return Err(super::over_limit(&children.element(reading)?, reading));
            }
            attributes.push(Attribute::from_element(&children.element(reading)?, reading)?);
        }
        Ok(Self(attributes))
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Attribute> {
        self.0.iter()
    }

    /// All values of a type, by its encoded content: the whole elements as stored.
    pub fn values(&self, kind: &[u8]) -> impl Iterator<Item = &[u8]> {
        self.0
            .iter()
            .filter(move |attribute| attribute.kind.is(kind))
            .flat_map(|attribute| attribute.values.iter().map(Vec::as_slice))
    }

    /// A type that stands here more than once.
    pub fn repeated(&self) -> Option<&Oid> {
        let mut seen = std::collections::BTreeSet::new();
        self.0.iter().map(|attribute| &attribute.kind).find(|kind| !seen.insert(*kind))
    }
}

impl Attribute {
    fn from_element(element: &Element<'_>, reading: Reading) -> Result<Self, Error> {
        if element.tag() != Tag::SEQUENCE {
            return Err(element.unexpected("SEQUENCE", reading));
        }
        let mut children = element.children(reading)?;
        let kind = Oid::from_element(&children.expect(Tag::OID, "OBJECT IDENTIFIER", reading)?, reading)?;
        let mut values = Vec::new();
        for value in children.expect(Tag::SET, "SET", reading)?.children(reading)? {
            values.push(value?.raw().to_vec());
        }
        Ok(Self { kind, values })
    }
}
