//! One step from node to node.

use crate::bytes::u16_at;
use crate::chunk::{Chunk, kind};
use crate::{Error, Part};

/// Bytes of a node's header: chunk header, line number, comment (`ResXMLTree_node`).
pub(super) const NODE_HEADER: u16 = 16;
/// Bytes of an element's fixed part (`ResXMLTree_attrExt`).
pub(super) const ELEMENT_BODY: usize = 20;

/// What stands at a place.
pub(super) enum Step {
    Node(Node),
    /// The document ends here.
    End,
    /// The platform's reader gives up here (`BAD_DOCUMENT`).
    Bad(Error),
}

/// A node of a known kind whose sizes were tested.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    pub(super) chunk: Chunk,
    pub(super) kind: NodeKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NodeKind {
    StartNamespace,
    EndNamespace,
    StartElement,
    EndElement,
    Text,
}

impl NodeKind {
    fn of(kind: u16) -> Option<Self> {
        Some(match kind {
            kind::XML_START_NAMESPACE => Self::StartNamespace,
            kind::XML_END_NAMESPACE => Self::EndNamespace,
            kind::XML_START_ELEMENT => Self::StartElement,
            kind::XML_END_ELEMENT => Self::EndElement,
            kind::XML_CDATA => Self::Text,
            _ => return None,
        })
    }

    /// Bytes that must follow the header (`ResXMLTree_namespaceExt` and its kin).
    fn body(self) -> usize {
        match self {
            Self::StartNamespace | Self::EndNamespace | Self::EndElement => 8,
            Self::StartElement => ELEMENT_BODY,
            Self::Text => 12,
        }
    }
}

/// The node at `at`, or the first known one after it. Each chunk of an unknown kind is given to `skipped`.
/// `ResXMLParser::nextNode`.
pub(super) fn next_node(data: &[u8], at: usize, end: usize, skipped: &mut dyn FnMut(Chunk)) -> Step {
    let mut at = at;
    loop {
        if at >= end {
            return Step::End;
        }
        let chunk = match validated(data, at, end) {
            Ok(chunk) => chunk,
            Err(error) => return Step::Bad(error),
        };
        if let Some(kind) = NodeKind::of(chunk.kind) {
            return match body_fits(&chunk, kind) {
                Ok(()) => Step::Node(Node { chunk, kind }),
                Err(error) => Step::Bad(error),
            };
        }
        skipped(chunk);
        at = chunk.next();
    }
}

/// `ResXMLTree::validateNode`.
pub(super) fn validated(data: &[u8], at: usize, end: usize) -> Result<Chunk, Error> {
    let chunk = Chunk::read(data.get(..end).unwrap_or(data), at, Part::Node)?;
    chunk.validate(NODE_HEADER, end, Part::Node)?;
    if chunk.kind == kind::XML_START_ELEMENT {
        attributes_fit(data, &chunk)?;
    }
    Ok(chunk)
}

/// The attributes that an element counts lie inside of it.
fn attributes_fit(data: &[u8], chunk: &Chunk) -> Result<(), Error> {
    body_fits(chunk, NodeKind::StartElement)?;
    let body = chunk.body();
    let field = |offset: usize| u16_at(data, body.saturating_add(offset)).map_or(0, usize::from);
    let (start, size, count) = (field(8), field(10), field(12));
    let needed = start.saturating_add(size.saturating_mul(count));
    let available = chunk.len().saturating_sub(usize::from(chunk.header_size));
    if needed > available {
        return Err(Error::Truncated { part: Part::Attribute, offset: body, needed, available });
    }
    Ok(())
}

fn body_fits(chunk: &Chunk, kind: NodeKind) -> Result<(), Error> {
    let available = chunk.len().saturating_sub(usize::from(chunk.header_size));
    if available < kind.body() {
        return Err(Error::Truncated {
            part: Part::NodeBody,
            offset: chunk.body(),
            needed: kind.body(),
            available,
        });
    }
    Ok(())
}
