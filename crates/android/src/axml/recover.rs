//! Reading on where the platform refuses. Nothing here decides what a sound document means.

use super::Nodes;
use super::map_of;
use super::node::{NODE_HEADER, Node, Step, next_node};
use crate::chunk::{Chunk, HEADER, kind};
use crate::oddity::{Oddities, OddityKind};
use crate::strings::StringPool;
use crate::{Error, Part};

/// Bytes of a string pool's header, which every known writer uses.
const POOL_HEADER: u16 = 28;

/// Opens a document whose header or first chunks lie. One pass over the bytes.
pub(super) fn open<'a>(data: &'a [u8], oddities: &mut Oddities) -> Result<Nodes<'a>, Error> {
    let header = Chunk::read(data, 0, Part::Document)?;
    if header.kind != kind::XML {
        oddities.note(OddityKind::Magic, 0);
    }
    let end = if header.len() <= data.len() && header.size > u32::from(header.header_size) {
        header.len()
    } else {
        oddities.note(OddityKind::TotalSize, 0);
        data.len()
    };
    let mut found = Found { strings: None, map: None, first: None };
    found.scan(data, first_chunk(&header, data, end, oddities), end, oddities);
    let strings = found.strings.ok_or(Error::NoStringPool { offset: end })?;
    let first = found.first.ok_or(Error::NoRootNode { offset: end })?;
    if found.map.is_none() {
        oddities.note(OddityKind::NoResourceMap, first);
    }
    let (resource_map, map_span) = found.map.unwrap_or((&[], (first, first)));
    Ok(Nodes { data, end, first, strings, resource_map, map_span })
}

/// Where the chunks begin: after the header, if there is one of usual size or a chunk stands where it ends; else after eight bytes.
fn first_chunk(header: &Chunk, data: &[u8], end: usize, oddities: &mut Oddities) -> usize {
    let stands = |chunk: Chunk| chunk.validate(HEADER, end, Part::DocumentChunk);
    let sound = header.header_size >= HEADER
        && Chunk::read(data, header.body(), Part::DocumentChunk).and_then(stands).is_ok();
    if sound || header.header_size == HEADER {
        return header.body();
    }
    oddities.note(OddityKind::HeaderSize, 0);
    usize::from(HEADER)
}

struct Found<'a> {
    strings: Option<StringPool<'a>>,
    /// The resource map, and where its chunk begins and ends.
    map: Option<(&'a [u8], (usize, usize))>,
    first: Option<usize>,
}

impl<'a> Found<'a> {
    /// Goes from chunk to chunk; where one is no chunk, four bytes further.
    fn scan(&mut self, data: &'a [u8], start: usize, end: usize, oddities: &mut Oddities) {
        let mut at = start;
        while at < end && self.first.is_none() {
            let next = match Chunk::read(data, at, Part::DocumentChunk) {
                Ok(chunk) => self.take(data, &chunk, end, oddities),
                Err(_end_of_data) => return,
            };
            at = next.unwrap_or(at.saturating_add(4));
        }
    }

    /// Takes a chunk that looks sound; tells where the next one begins.
    fn take(&mut self, data: &'a [u8], chunk: &Chunk, end: usize, oddities: &mut Oddities) -> Option<usize> {
        let fits = chunk.validate(HEADER, end, Part::DocumentChunk).is_ok();
        match chunk.kind {
            kind::STRING_POOL if chunk.header_size == POOL_HEADER || fits => {
                // A pool that states more than there is reaches to the end; what follows it is looked for inside.
                let bytes = data.get(chunk.at..chunk.next().min(end))?;
                self.strings = Some(StringPool::recovered(bytes, chunk.at, oddities).ok()?);
                if !fits {
                    oddities.note(OddityKind::PoolSize, chunk.at);
                    return None;
                }
            }
            kind::XML_RESOURCE_MAP if fits => {
                self.map = Some((map_of(chunk, data), (chunk.at, chunk.next())));
            }
            kind::XML_FIRST..=kind::XML_LAST
                if chunk.header_size >= NODE_HEADER && fits && self.strings.is_some() =>
            {
                self.first = Some(chunk.at);
            }
            _ if fits => oddities.note(OddityKind::JunkChunk, chunk.at),
            _ => {
                oddities.note(OddityKind::ChunkSkipped, chunk.at);
                return None;
            }
        }
        Some(chunk.next())
    }
}

/// The next place from `at` on, in steps of four bytes, where a node of the usual header stands whole.
pub(super) fn next_sound_node(data: &[u8], at: usize, end: usize) -> Option<Node> {
    (at..end).step_by(4).find_map(|at| match Chunk::read(data, at, Part::Node) {
        Ok(chunk)
            if chunk.header_size == NODE_HEADER
                && (kind::XML_FIRST..=kind::XML_CDATA).contains(&chunk.kind) =>
        {
            match next_node(data, at, end, &mut |_unknown| {}) {
                Step::Node(node) if node.chunk.at == at => Some(node),
                _ => None,
            }
        }
        _ => None,
    })
}
