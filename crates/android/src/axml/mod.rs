//! Binary XML, as `ResXMLTree` and `ResXMLParser` in androidfw's `ResourceTypes.cpp` read it.
//!
//! A document is a header, then chunks: a string pool, a map from the pool's first strings to resource ids, and nodes (start and end of
//! elements and namespaces, text). The platform tests little of it. It never looks at the document's own kind, skips chunks that it does
//! not know, takes headers and attributes of any size that fits, and looks at a node only when it comes to it.
//!
//! ```
//! use beian_android::axml::{Document, Event};
//!
//! let bytes = beian_testkit::axml::Xml::new().open("manifest").attribute("package", "com.example").close().build();
//! let document = Document::strict(&bytes)?;
//! let names = document.events().filter_map(|event| match event {
//!     Ok(Event::StartElement(element)) => Some(element.name()?.ok()?.text().value),
//!     _ => None,
//! });
//! assert_eq!(names.collect::<Vec<_>>(), ["manifest"]);
//! # Ok::<(), beian_android::Error>(())
//! ```

mod element;
mod events;
mod node;
mod recover;

pub use element::{Attribute, Attributes, Element};
pub use events::{Event, Events, Namespace, TextNode};

use std::ops::Range;

use crate::chunk::{Chunk, HEADER, kind};
use crate::oddity::{Oddities, Oddity, OddityKind};
use crate::strings::StringPool;
use crate::{Error, Part, Reading};
use node::{Step, next_node, validated};

/// A binary XML document: its pool and resource map are found, its nodes are read as they are asked for.
#[derive(Clone, Debug)]
pub struct Document<'a> {
    source: Nodes<'a>,
    reading: Reading,
    oddities: Oddities,
}

/// What reading a node needs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Nodes<'a> {
    /// The whole buffer: an attribute may reach beyond its chunk.
    data: &'a [u8],
    /// Where the document ends, as its header says.
    end: usize,
    /// Where the first node begins.
    first: usize,
    strings: StringPool<'a>,
    /// The resource ids of the pool's first strings, as bytes.
    resource_map: &'a [u8],
    /// Where their chunk begins and ends.
    map_span: (usize, usize),
}

impl<'a> Document<'a> {
    /// Opens a document as the platform does (`ResXMLTree::setTo`), and refuses what it refuses.
    pub fn strict(data: &'a [u8]) -> Result<Self, Error> {
        let mut oddities = Oddities::default();
        match open(data, &mut oddities) {
            Ok(source) => Ok(Self { source, reading: Reading::Strict, oddities }),
            Err(_refused) if is_plain_text(data) => Err(Error::PlainTextXml),
            Err(error) => Err(error),
        }
    }

    /// Opens a document that [`strict`](Self::strict) refuses: sizes are cut to what is there, broken chunks are stepped over, and the
    /// pool is read as far as it goes. What was tolerated is among the oddities.
    pub fn recovered(data: &'a [u8]) -> Result<Self, Error> {
        if is_plain_text(data) {
            return Err(Error::PlainTextXml);
        }
        let mut oddities = Oddities::default();
        let source = recover::open(data, &mut oddities)?;
        Ok(Self { source, reading: Reading::Recovered, oddities })
    }

    /// Which of the two opened the document.
    pub fn reading(&self) -> Reading {
        self.reading
    }

    /// What was odd up to the first node. What is odd about the nodes, [`Events::oddities`] tells.
    pub fn oddities(&self) -> &[Oddity] {
        self.oddities.as_slice()
    }

    /// The document's strings.
    pub fn strings(&self) -> &StringPool<'a> {
        &self.source.strings
    }

    /// Whether the document has a map from strings to resource ids.
    pub fn has_resource_map(&self) -> bool {
        !self.source.resource_map.is_empty()
    }

    /// The bytes of the resource map's chunk; an empty range where there is none.
    pub fn resource_map_span(&self) -> Range<usize> {
        let (start, end) = self.source.map_span;
        start..end
    }

    /// The nodes in order.
    pub fn events(&self) -> Events<'a> {
        Events::new(self.source, self.reading)
    }
}

/// `ResXMLTree::setTo`.
fn open<'a>(data: &'a [u8], oddities: &mut Oddities) -> Result<Nodes<'a>, Error> {
    let header = Chunk::read(data, 0, Part::Document)?;
    if header.kind != kind::XML {
        oddities.note(OddityKind::Magic, 0);
    }
    if u32::from(header.header_size) > header.size {
        return Err(Error::SizeBelowHeader {
            part: Part::Document,
            offset: 0,
            header: header.header_size,
            size: header.size,
        });
    }
    if header.len() > data.len() {
        return Err(Error::SizeBeyondEnd {
            part: Part::Document,
            offset: 0,
            size: header.size,
            available: data.len(),
        });
    }
    if header.len() < data.len() {
        oddities.note(OddityKind::TrailingBytes, header.len());
    }
    let found = Prologue::scan(data, header.body(), header.len(), oddities)?;
    if found.resource_map.is_none() {
        oddities.note(OddityKind::NoResourceMap, found.first);
    }
    Ok(Nodes {
        data,
        end: header.len(),
        first: found.first,
        strings: found.strings?,
        resource_map: found.resource_map.unwrap_or_default(),
        map_span: found.map_span,
    })
}

/// What stands before the first node.
struct Prologue<'a> {
    strings: Result<StringPool<'a>, Error>,
    resource_map: Option<&'a [u8]>,
    map_span: (usize, usize),
    first: usize,
}

impl<'a> Prologue<'a> {
    fn scan(data: &'a [u8], start: usize, end: usize, oddities: &mut Oddities) -> Result<Self, Error> {
        let mut found = Self {
            strings: Err(Error::NoStringPool { offset: start }),
            resource_map: None,
            map_span: (start, start),
            first: start,
        };
        let mut at = start;
        // The loop's condition is the platform's: a chunk that ends where the document ends is not looked at.
        while at.saturating_add(usize::from(HEADER)) < end {
            let chunk = Chunk::read(data, at, Part::DocumentChunk)?;
            if chunk.next() >= end {
                break;
            }
            chunk.validate(HEADER, end, Part::DocumentChunk)?;
            match chunk.kind {
                kind::STRING_POOL => found.pool(&chunk, data, oddities),
                kind::XML_RESOURCE_MAP => {
                    (found.resource_map, found.map_span) =
                        (Some(map_of(&chunk, data)), (chunk.at, chunk.next()));
                }
                kind::XML_FIRST..=kind::XML_LAST => {
                    found.first = first_node(data, at, if at == start { chunk.next() } else { at }, end)?;
                    return Ok(found);
                }
                _ => oddities.note(OddityKind::JunkChunk, at),
            }
            at = chunk.next();
        }
        Err(Error::NoRootNode { offset: at })
    }

    fn pool(&mut self, chunk: &Chunk, data: &'a [u8], oddities: &mut Oddities) {
        if !matches!(self.strings, Err(Error::NoStringPool { .. })) {
            oddities.note(OddityKind::SecondStringPool, chunk.at);
        }
        self.strings = StringPool::strict(chunk.bytes(data), chunk.at);
    }
}

/// Where the first known node stands: chunks of an unknown kind in the nodes' range are skipped.
///
/// The platform tests the chunk that it has come to, then steps on from the one before; in a document that begins with a node that is
/// the node itself, so that its first node is the next one.
fn first_node(data: &[u8], at: usize, from: usize, end: usize) -> Result<usize, Error> {
    validated(data, at, end)?;
    match next_node(data, from, end, &mut |_unknown| {}) {
        Step::Node(node) => Ok(node.chunk.at),
        Step::End => Err(Error::NoRootNode { offset: end }),
        Step::Bad(error) => Err(error),
    }
}

/// The words of a resource map.
fn map_of<'a>(chunk: &Chunk, data: &'a [u8]) -> &'a [u8] {
    data.get(chunk.body()..chunk.next()).unwrap_or_default()
}

/// Whether the bytes are XML as text: a `<` is the first that is no space, after a byte order mark or as UTF-16 too.
fn is_plain_text(data: &[u8]) -> bool {
    let data = data
        .strip_prefix(&[0xef, 0xbb, 0xbf])
        .or(data.strip_prefix(&[0xff, 0xfe]))
        .or(data.strip_prefix(&[0xfe, 0xff]))
        .unwrap_or(data);
    let first = data.iter().find(|byte| !byte.is_ascii_whitespace() && **byte != 0);
    first == Some(&b'<')
}

#[cfg(test)]
mod tests;
