//! Elements and their attributes.

use super::Nodes;
use super::node::Node;
use crate::bytes::{offset as to_offset, u16_at, u32_at};
use crate::strings::PoolStr;
use crate::{Error, Part, ResourceId, Value};

/// Bytes of an attribute as the platform writes it (`ResXMLTree_attribute`): namespace, name, raw value, typed value.
const ATTRIBUTE: usize = 20;

/// The start of an element.
#[derive(Clone, Copy, Debug)]
pub struct Element<'a> {
    source: Nodes<'a>,
    node: Node,
    /// How many elements were open before this one.
    depth: u32,
}

impl<'a> Element<'a> {
    pub(super) fn new(source: Nodes<'a>, node: Node, depth: u32) -> Self {
        Self { source, node, depth }
    }

    /// Where the element's node begins in the document.
    pub fn offset(&self) -> usize {
        self.node.chunk.at
    }

    /// The line in the source that the element came from, as it states.
    pub fn line(&self) -> u32 {
        u32_at(self.source.data, self.offset().saturating_add(8)).unwrap_or(0)
    }

    /// How many elements are open around this one: 0 for the document's own.
    pub fn depth(&self) -> u32 {
        self.depth
    }

    /// The element's name; none where it has none. `ResXMLParser::getElementName`.
    pub fn name(&self) -> Option<Result<PoolStr<'a>, Error>> {
        self.index(4).map(|index| self.source.strings.get(index))
    }

    /// The index of the name in the pool, if it has one.
    pub fn name_index(&self) -> Option<u32> {
        self.index(4)
    }

    /// Whether the element's name is `expected`, whatever its namespace: `XmlPullParser.getName` and aapt look at nothing else.
    pub fn is_named(&self, expected: &str) -> bool {
        self.index(4).is_some_and(|index| self.source.strings.is(index, expected))
    }

    /// How many attributes the element counts.
    pub fn attribute_count(&self) -> u16 {
        self.field(12)
    }

    /// Bytes from one attribute to the next, as the element states; 20 in a usual document.
    pub fn attribute_size(&self) -> u16 {
        self.field(10)
    }

    /// Bytes from the element's fixed part to its first attribute; 20 in a usual document.
    pub fn attribute_start(&self) -> u16 {
        self.field(8)
    }

    /// Bytes of the element's header; 16 in a usual document.
    pub fn header_size(&self) -> u16 {
        self.node.chunk.header_size
    }

    /// The attributes in order. Ends after the first that cannot be read.
    pub fn attributes(&self) -> Attributes<'a> {
        Attributes { element: *self, next: 0, count: self.attribute_count() }
    }

    /// Why not all attributes can be read, if so.
    pub fn unreadable_attributes(&self) -> Option<Error> {
        let last = self.attribute_count().checked_sub(1)?;
        self.at(last).err()
    }

    /// The first attribute with this resource id, as `obtainStyledAttributes` and aapt's `AaptXml::indexOfAttribute` find it.
    pub fn attribute(&self, id: ResourceId) -> Option<Attribute<'a>> {
        self.distinct().find(|attribute| attribute.id == Some(id))
    }

    /// The first attribute of this name that has no namespace, as `ResXMLParser::indexOfAttribute(NULL, name)` finds it.
    pub fn plain_attribute(&self, name: &str) -> Option<Attribute<'a>> {
        self.distinct().find(|attribute| attribute.namespace.is_none() && attribute.is_named(name))
    }

    /// The first attribute of this name, whatever its namespace and id.
    pub fn named_attribute(&self, name: &str) -> Option<Attribute<'a>> {
        self.distinct().find(|attribute| attribute.is_named(name))
    }

    /// The readable attributes; only the first where all stand in the same place, so that a search is bounded by the element's bytes.
    pub fn distinct(&self) -> impl Iterator<Item = Attribute<'a>> {
        let mut attributes = self.attributes();
        if self.attribute_size() == 0 {
            attributes.count = attributes.count.min(1);
        }
        attributes.flatten()
    }

    /// An attribute by its number. `ResXMLParser::getAttributeNameID` and its kin.
    fn at(&self, number: u16) -> Result<Attribute<'a>, Error> {
        let step = usize::from(self.attribute_size()).saturating_mul(usize::from(number));
        let offset =
            self.node.chunk.body().saturating_add(usize::from(self.attribute_start())).saturating_add(step);
        Attribute::read(self.source, offset).ok_or(Error::Truncated {
            part: Part::Attribute,
            offset,
            needed: ATTRIBUTE,
            available: self.source.data.len().saturating_sub(offset),
        })
    }

    fn field(&self, offset: usize) -> u16 {
        u16_at(self.source.data, self.node.chunk.body().saturating_add(offset)).unwrap_or(0)
    }

    fn index(&self, offset: usize) -> Option<u32> {
        pool_index(self.source.data, self.node.chunk.body().saturating_add(offset))
    }
}

/// The attributes of an element.
#[derive(Clone, Debug)]
pub struct Attributes<'a> {
    element: Element<'a>,
    next: u16,
    count: u16,
}

impl<'a> Iterator for Attributes<'a> {
    type Item = Result<Attribute<'a>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.next >= self.count {
            return None;
        }
        let attribute = self.element.at(self.next);
        self.next = if attribute.is_ok() { self.next.saturating_add(1) } else { self.count };
        Some(attribute)
    }
}

/// An attribute of an element.
#[derive(Clone, Copy, Debug)]
pub struct Attribute<'a> {
    source: Nodes<'a>,
    /// Where it begins in the document.
    pub offset: usize,
    /// The index of the namespace's URI, if it has one.
    pub namespace: Option<u32>,
    /// The index of the name, if it has one.
    pub name: Option<u32>,
    /// The index of the value as it was written, if it was kept.
    pub raw: Option<u32>,
    /// The typed value.
    pub value: Value,
    /// The resource id that the map gives to the name. `ResXMLParser::getAttributeNameResID`; 0 and a name beyond the map are none.
    pub id: Option<ResourceId>,
}

impl<'a> Attribute<'a> {
    fn read(source: Nodes<'a>, offset: usize) -> Option<Self> {
        let bytes = source.data.get(offset..offset.checked_add(ATTRIBUTE)?)?;
        let name = pool_index(bytes, 4);
        let (value, _size) = Value::read(bytes, 12)?;
        let id = name.and_then(|name| u32_at(source.resource_map, to_offset(name).checked_mul(4)?));
        Some(Self {
            source,
            offset,
            namespace: pool_index(bytes, 0),
            name,
            raw: pool_index(bytes, 8),
            value,
            id: id.filter(|id| *id != 0).map(ResourceId),
        })
    }

    /// Whether the name is `expected`.
    pub fn is_named(&self, expected: &str) -> bool {
        self.name.is_some_and(|index| self.source.strings.is(index, expected))
    }

    /// Whether the namespace's URI is `expected`.
    pub fn is_in_namespace(&self, expected: &str) -> bool {
        self.namespace.is_some_and(|index| self.source.strings.is(index, expected))
    }

    /// A string of the document that the attribute points to.
    pub fn string(&self, index: u32) -> Result<PoolStr<'a>, Error> {
        self.source.strings.get(index)
    }
}

/// A pool index; a negative one is none, as in `ResXMLParser`'s getters.
pub(super) fn pool_index(data: &[u8], at: usize) -> Option<u32> {
    u32_at(data, at).filter(|index| *index <= i32::MAX.cast_unsigned())
}
