//! The nodes of a document, one after the other.

use std::ops::Range;

use super::element::{Element, pool_index};
use super::node::{NODE_HEADER, Node, NodeKind, Step, next_node};
use super::{Nodes, recover};
use crate::oddity::{Oddities, Oddity, OddityKind};
use crate::strings::PoolStr;
use crate::{Error, Reading};

/// A node of the document.
#[derive(Clone, Copy, Debug)]
pub enum Event<'a> {
    /// A namespace begins.
    StartNamespace(Namespace<'a>),
    /// A namespace ends.
    EndNamespace(Namespace<'a>),
    /// An element begins.
    StartElement(Element<'a>),
    /// An element ends. Which one, nobody checks: the platform only counts.
    EndElement,
    /// Text between elements.
    Text(TextNode<'a>),
}

/// A namespace's prefix and URI.
#[derive(Clone, Copy, Debug)]
pub struct Namespace<'a> {
    source: Nodes<'a>,
    node: Node,
}

impl<'a> Namespace<'a> {
    /// The prefix, if it has one.
    pub fn prefix(&self) -> Option<Result<PoolStr<'a>, Error>> {
        string(&self.source, &self.node, 0)
    }

    /// The URI, if it has one.
    pub fn uri(&self) -> Option<Result<PoolStr<'a>, Error>> {
        string(&self.source, &self.node, 4)
    }
}

/// Text between elements.
#[derive(Clone, Copy, Debug)]
pub struct TextNode<'a> {
    source: Nodes<'a>,
    node: Node,
}

impl<'a> TextNode<'a> {
    /// The text, if there is some.
    pub fn text(&self) -> Option<Result<PoolStr<'a>, Error>> {
        string(&self.source, &self.node, 0)
    }
}

fn string<'a>(source: &Nodes<'a>, node: &Node, offset: usize) -> Option<Result<PoolStr<'a>, Error>> {
    pool_index(source.data, node.chunk.body().saturating_add(offset)).map(|index| source.strings.get(index))
}

/// Iterates over a document's nodes; ends after the first error.
///
/// Depth is counted, never recursed into: nesting costs nothing, however deep.
#[derive(Clone, Debug)]
pub struct Events<'a> {
    source: Nodes<'a>,
    reading: Reading,
    at: usize,
    last: Option<Node>,
    depth: u32,
    closed_root: bool,
    done: bool,
    first_error: Option<Error>,
    oddities: Oddities,
}

impl<'a> Events<'a> {
    pub(super) fn new(source: Nodes<'a>, reading: Reading) -> Self {
        let at = source.first;
        Self {
            source,
            reading,
            at,
            last: None,
            depth: 0,
            closed_root: false,
            done: false,
            first_error: None,
            oddities: Oddities::default(),
        }
    }

    /// How many elements are open after the event that came last.
    pub fn depth(&self) -> u32 {
        self.depth
    }

    /// Whether the document element has ended. The package parser reads no further than that.
    pub fn closed_root(&self) -> bool {
        self.closed_root
    }

    /// Where the next node is looked for.
    pub fn offset(&self) -> usize {
        self.at
    }

    /// The bytes of the event's node that came last, as far as they are there; empty before the first.
    pub fn node_span(&self) -> Range<usize> {
        self.last.map_or(0..0, |node| node.chunk.at..node.chunk.next().min(self.source.data.len()))
    }

    /// The comment that stood before the event's node that came last, where it was kept (`ResXMLTree_node::comment`).
    pub fn comment(&self) -> Option<u32> {
        pool_index(self.source.data, self.last?.chunk.at.checked_add(12)?)
    }

    /// The first broken node's error: the one that ended the events, or in the recovered reading one that was stepped over.
    pub fn first_error(&self) -> Option<Error> {
        self.first_error
    }

    /// What was odd about the nodes so far.
    pub fn oddities(&self) -> &[Oddity] {
        self.oddities.as_slice()
    }

    fn step(&mut self) -> Step {
        let oddities = &mut self.oddities;
        next_node(self.source.data, self.at, self.source.end, &mut |junk| {
            oddities.note(OddityKind::JunkNode, junk.at);
        })
    }

    /// After a broken node: in the recovered reading, the next node that looks sound.
    fn resynchronise(&mut self, error: Error) -> Result<Node, Error> {
        self.first_error.get_or_insert(error);
        if self.reading == Reading::Strict {
            return Err(error);
        }
        let broken = self.at;
        let found = recover::next_sound_node(self.source.data, broken.saturating_add(4), self.source.end)
            .ok_or(error)?;
        self.oddities.note(OddityKind::NodeSkipped, broken);
        Ok(found)
    }

    fn event(&mut self, node: Node) -> Event<'a> {
        let source = self.source;
        if node.chunk.header_size != NODE_HEADER {
            self.oddities.note(OddityKind::NodeHeaderSize, node.chunk.at);
        }
        match node.kind {
            NodeKind::StartNamespace => Event::StartNamespace(Namespace { source, node }),
            NodeKind::EndNamespace => Event::EndNamespace(Namespace { source, node }),
            NodeKind::Text => Event::Text(TextNode { source, node }),
            NodeKind::StartElement => self.start_element(node),
            NodeKind::EndElement => self.end_element(node),
        }
    }

    fn start_element(&mut self, node: Node) -> Event<'a> {
        let element = Element::new(self.source, node, self.depth);
        self.depth = self.depth.saturating_add(1);
        if element.attribute_count() > 0 {
            if element.attribute_size() != 20 {
                self.oddities.note(OddityKind::AttributeSize, element.offset());
            }
            if element.attribute_start() != 20 {
                self.oddities.note(OddityKind::AttributeStart, element.offset());
            }
        }
        Event::StartElement(element)
    }

    fn end_element(&mut self, node: Node) -> Event<'a> {
        if self.depth == 0 {
            self.oddities.note(OddityKind::StrayEndElement, node.chunk.at);
        }
        self.closed_root |= self.depth == 1;
        self.depth = self.depth.saturating_sub(1);
        Event::EndElement
    }
}

impl<'a> Iterator for Events<'a> {
    type Item = Result<Event<'a>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        let node = match self.step() {
            Step::Node(node) => Ok(node),
            Step::Bad(error) => self.resynchronise(error),
            Step::End => {
                self.done = true;
                if self.depth > 0 {
                    self.oddities.note(OddityKind::UnclosedElements, self.source.end);
                }
                return None;
            }
        };
        match node {
            Ok(node) => {
                self.at = node.chunk.next();
                self.last = Some(node);
                Some(Ok(self.event(node)))
            }
            Err(error) => {
                self.done = true;
                Some(Err(error))
            }
        }
    }
}
