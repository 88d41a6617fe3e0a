//! What a reader tolerated, and whether the platform tolerates it as well.

/// Which of the two readings produced a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reading {
    /// As the platform's own reader.
    Strict,
    /// Beyond the point where the platform's reader refuses.
    Recovered,
}

/// What the platform does with something odd.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Platform {
    /// The platform reads on.
    Accepts,
    /// The platform refuses the document or table.
    Refuses,
    /// It depends on the device.
    Unknown,
}

/// One kind of oddity, where it was first seen, and how often.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Oddity {
    /// What is odd.
    pub kind: OddityKind,
    /// Where it was first seen, from the start of the document or table.
    pub offset: usize,
    /// How often it was seen.
    pub count: usize,
}

impl Oddity {
    /// Whether the platform reads on.
    pub fn platform(&self) -> Platform {
        self.kind.platform()
    }
}

/// What is odd.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum OddityKind {
    /// The document's or table's first number is not its kind. `ResXMLTree::setTo` never looks at it.
    Magic,
    /// Bytes follow the end that the document's header states. They are not read.
    TrailingBytes,
    /// A chunk of unknown kind before the first node. `ResXMLTree::setTo` skips it.
    JunkChunk,
    /// A chunk of unknown kind among the nodes. `ResXMLParser::nextNode` skips it.
    JunkNode,
    /// A node's header is longer than 16 bytes. `ResXMLTree::validateNode` takes it.
    NodeHeaderSize,
    /// Attributes are not 20 bytes each. `ResXMLParser` steps by what the element states.
    AttributeSize,
    /// Attributes do not begin right after the element's fixed part.
    AttributeStart,
    /// The document has no resource map, so none of its attributes has an id. `getAttributeNameResID` gives 0.
    NoResourceMap,
    /// More than one string pool; the last one before the first node counts.
    SecondStringPool,
    /// Elements are not closed before the document ends.
    UnclosedElements,
    /// More elements are closed than were opened.
    StrayEndElement,
    /// A broken node after the document element's end. The package parser has stopped before.
    BrokenAfterEnd,
    /// The total size that the header states is not what is there.
    TotalSize,
    /// The header's size is odd, so that the first chunk was looked for elsewhere.
    HeaderSize,
    /// The size that the pool states is not what is there.
    PoolSize,
    /// The pool counts more strings than it has room for.
    StringCount,
    /// The pool's styles are not where they should be; they were left out.
    Styles,
    /// The pool's last string does not end with a zero.
    StringsNotTerminated,
    /// A broken node was stepped over, and reading went on at the next one that looks sound.
    NodeSkipped,
    /// The header's package count is not what is there. `LoadedArsc::LoadTable` refuses more, not fewer.
    FewerPackages,
    /// The header counts so many packages that room for them may not be had: the platform reserves it before it looks for them.
    PackageCount,
    /// More packages than the header counts.
    MorePackages,
    /// A chunk of unknown kind in a table or package. It is skipped.
    JunkTableChunk,
    /// A chunk that ends the list early: what follows is not read (`ChunkIterator::VerifyNextChunkNonFatal`).
    BrokenTail,
    /// A chunk of a table or package that could not be read was left out.
    ChunkSkipped,
    /// A type spec is there twice. The first counts.
    SecondTypeSpec,
    /// A package has a third string pool, or one that its header does not name.
    StrayStringPool,
    /// Staged ids in a package that is not the framework. They are ignored.
    StagedAliasesIgnored,
}

impl OddityKind {
    /// Whether the platform reads on.
    pub fn platform(self) -> Platform {
        match self {
            Self::TotalSize
            | Self::HeaderSize
            | Self::PoolSize
            | Self::StringCount
            | Self::Styles
            | Self::StringsNotTerminated
            | Self::NodeSkipped
            | Self::MorePackages
            | Self::ChunkSkipped => Platform::Refuses,
            Self::PackageCount => Platform::Unknown,
            Self::Magic
            | Self::TrailingBytes
            | Self::JunkChunk
            | Self::JunkNode
            | Self::NodeHeaderSize
            | Self::AttributeSize
            | Self::AttributeStart
            | Self::NoResourceMap
            | Self::SecondStringPool
            | Self::UnclosedElements
            | Self::StrayEndElement
            | Self::BrokenAfterEnd
            | Self::FewerPackages
            | Self::JunkTableChunk
            | Self::BrokenTail
            | Self::SecondTypeSpec
            | Self::StrayStringPool
            | Self::StagedAliasesIgnored => Platform::Accepts,
        }
    }
}

/// The oddities of one document or table, each kind once, in order of appearance.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Oddities(Vec<Oddity>);

impl Oddities {
    /// Notes one more; a kind that is known already is only counted, so that the list stays short whatever the input.
    pub fn note(&mut self, kind: OddityKind, offset: usize) {
        match self.0.iter_mut().find(|o| o.kind == kind) {
            Some(known) => known.count = known.count.saturating_add(1),
            None => self.0.push(Oddity { kind, offset, count: 1 }),
        }
    }

    /// All of them.
    pub fn as_slice(&self) -> &[Oddity] {
        &self.0
    }

    /// Whether this kind was seen.
    pub fn has(&self, kind: OddityKind) -> bool {
        self.0.iter().any(|o| o.kind == kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_listed_once_and_counted() {
        let mut oddities = Oddities::default();
        oddities.note(OddityKind::JunkNode, 8);
        oddities.note(OddityKind::JunkNode, 80);
        assert_eq!(oddities.as_slice(), [Oddity { kind: OddityKind::JunkNode, offset: 8, count: 2 }]);
        assert_eq!(oddities.as_slice()[0].platform(), Platform::Accepts);
    }
}
