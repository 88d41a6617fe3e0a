//! The crate's one error type for bytes that cannot be read.

use std::fmt;

use thiserror::Error as ThisError;

/// Why bytes could not be read: what, where, and what was expected there.
///
/// Offsets count from the start of the document or table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ThisError)]
#[non_exhaustive]
pub enum Error {
    /// The bytes end too early.
    #[error("{part} at {offset:#x} needs {needed} bytes, {available} are there")]
    Truncated {
        /// What was being read.
        part: Part,
        /// Where it begins.
        offset: usize,
        /// Bytes that it needs.
        needed: usize,
        /// Bytes from there to the end of what holds it.
        available: usize,
    },
    /// A chunk's header is shorter than its kind needs.
    #[error("{part} at {offset:#x} has a header of {found} bytes, at least {least} are needed")]
    HeaderTooSmall {
        /// What was being read.
        part: Part,
        /// Where it begins.
        offset: usize,
        /// The header's size as stated.
        found: u16,
        /// The least that would do.
        least: u16,
    },
    /// A chunk states fewer bytes than its own header.
    #[error("{part} at {offset:#x} has {size} bytes in all, fewer than the {header} of its header")]
    SizeBelowHeader {
        /// What was being read.
        part: Part,
        /// Where it begins.
        offset: usize,
        /// The header's size as stated.
        header: u16,
        /// The chunk's size as stated.
        size: u32,
    },
    /// A chunk's sizes are not multiples of four.
    #[error("{part} at {offset:#x}: header size {header} or size {size} is no multiple of 4")]
    Unaligned {
        /// What was being read.
        part: Part,
        /// Where it begins.
        offset: usize,
        /// The header's size as stated.
        header: u16,
        /// The chunk's size as stated.
        size: u32,
    },
    /// A chunk reaches beyond what holds it.
    #[error("{part} at {offset:#x} states {size} bytes, {available} are there")]
    SizeBeyondEnd {
        /// What was being read.
        part: Part,
        /// Where it begins.
        offset: usize,
        /// The chunk's size as stated.
        size: u32,
        /// Bytes from there to the end of what holds it.
        available: usize,
    },
    /// The document is text, not binary XML. The platform reads only binary XML.
    #[error("the document is plain-text XML; the platform reads only binary XML")]
    PlainTextXml,
    /// No element, namespace or text node was found where the document's first one should be.
    #[error("no XML node found up to {offset:#x}")]
    NoRootNode {
        /// Where the search ended.
        offset: usize,
    },
    /// The document or table has no string pool.
    #[error("no string pool found up to {offset:#x}")]
    NoStringPool {
        /// Where the search ended.
        offset: usize,
    },
    /// A field's value is outside of what the platform takes.
    #[error("{part} at {offset:#x}: {field} is {found}, at most {most} is possible")]
    OutOfRange {
        /// What was being read.
        part: Part,
        /// Where it begins.
        offset: usize,
        /// The field.
        field: &'static str,
        /// Its value.
        found: u32,
        /// The greatest value that is possible there.
        most: u32,
    },
    /// A field's value is below what the platform takes.
    #[error("{part} at {offset:#x}: {field} is {found}, at least {least} is needed")]
    BelowLeast {
        /// What was being read.
        part: Part,
        /// Where it begins.
        offset: usize,
        /// The field.
        field: &'static str,
        /// Its value.
        found: u32,
        /// The least value that is possible there.
        least: u32,
    },
    /// The last string of a pool, or the last style, does not end as it must.
    #[error("{part} at {offset:#x} is not terminated")]
    NotTerminated {
        /// What was being read.
        part: Part,
        /// Where it begins.
        offset: usize,
    },
    /// A string's index is not in the pool.
    #[error("string {index} of a pool of {count}")]
    StringIndex {
        /// The index.
        index: u32,
        /// How many strings the pool has.
        count: u32,
    },
    /// A string lies outside of its pool, wholly or with its end.
    #[error("string {index} lies at {offset:#x} of {size:#x} bytes of strings and ends beyond")]
    StringBeyondPool {
        /// The index.
        index: u32,
        /// Where its bytes would be, from the start of the pool's strings.
        offset: usize,
        /// How many bytes of strings the pool has.
        size: usize,
    },
    /// A string is not followed by the zero that must end it.
    #[error("string {index} is not followed by a zero")]
    StringNotTerminated {
        /// The index.
        index: u32,
    },
    /// A UTF-8 string is longer or shorter in UTF-16 than its pool says.
    #[error("string {index} states {stated} UTF-16 units, {actual} are there")]
    StringLengthsDisagree {
        /// The index.
        index: u32,
        /// The length as stated, in UTF-16 units.
        stated: usize,
        /// The length of the bytes when decoded; none where they end within a character.
        actual: usize,
    },
    /// More packages stand in a table than its header counts.
    #[error("package at {offset:#x} is one more than the {declared} that the table's header counts")]
    TooManyPackages {
        /// Where the package too many begins.
        offset: usize,
        /// What the header says.
        declared: u32,
    },
    /// A configuration of a type stands before the type is declared.
    #[error("type {type_id} at {offset:#x} has no type spec before it")]
    NoTypeSpec {
        /// Where the chunk begins.
        offset: usize,
        /// The type's number.
        type_id: u8,
    },
    /// An id that must be unique is there twice.
    #[error("{part} at {offset:#x} repeats {id:#x}")]
    Repeated {
        /// What was being read.
        part: Part,
        /// Where the chunk begins.
        offset: usize,
        /// What is repeated.
        id: u32,
    },
    /// No dex file begins here.
    #[error("no dex file begins at {offset:#x}")]
    NotDex {
        /// Where one was looked for.
        offset: usize,
    },
    /// A dex file of a kind that is not read.
    #[error("the dex file at {offset:#x} is {variant}, which is not read")]
    DexVariant {
        /// Where it begins.
        offset: usize,
        /// The kind.
        variant: DexVariant,
    },
    /// A field does not have the one value that it can have.
    #[error("{part} at {offset:#x}: {field} is {found:#x}, {expected:#x} is expected")]
    Unexpected {
        /// What was being read.
        part: Part,
        /// Where it begins.
        offset: usize,
        /// The field.
        field: &'static str,
        /// Its value.
        found: u32,
        /// The value that it should have.
        expected: u32,
    },
    /// A string begins beyond the end of the bytes, or its length does.
    #[error("string {index} begins at {offset:#x} of {available:#x} bytes")]
    StringOutside {
        /// The index.
        index: u32,
        /// Where it would begin.
        offset: usize,
        /// How many bytes there are.
        available: usize,
    },
    /// The sections of a map do not stand in order, or one lies outside of the file.
    #[error(
        "section {kind:#x} of the map at {offset:#x} begins at {start:#x}, out of order or outside of the file"
    )]
    MapOrder {
        /// Where the map begins.
        offset: usize,
        /// The section's type code.
        kind: u16,
        /// Where the section begins.
        start: usize,
    },
}

/// A kind of dex file that is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DexVariant {
    /// Compact dex, which devices up to Android 13 make for themselves (`compact_dex_file.h`): packages do not have it.
    Compact,
    /// Its numbers have the most significant byte first (`REVERSE_ENDIAN_CONSTANT`). No platform runs it.
    ReverseEndian,
    /// A version of the format that is not known here.
    Version([u8; 3]),
}

impl fmt::Display for DexVariant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Compact => f.write_str("compact dex"),
            Self::ReverseEndian => f.write_str("of reverse byte order"),
            Self::Version(digits) => write!(f, "of version {}", digits.escape_ascii()),
        }
    }
}

/// What was being read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Part {
    /// The document's own header.
    Document,
    /// A chunk between the document's header and its first node.
    DocumentChunk,
    /// An element, namespace or text node.
    Node,
    /// What follows a node's header.
    NodeBody,
    /// An attribute of an element.
    Attribute,
    /// A string pool.
    StringPool,
    /// A pool's table of string offsets.
    StringOffsets,
    /// A pool's strings.
    Strings,
    /// A pool's styles.
    Styles,
    /// The table that `resources.arsc` holds.
    Table,
    /// A chunk of the table.
    TableChunk,
    /// A package of the table.
    Package,
    /// A chunk of a package.
    PackageChunk,
    /// A type's declaration.
    TypeSpec,
    /// A type's entries in one configuration.
    Type,
    /// One entry of a type.
    Entry,
    /// An entry's value.
    EntryValue,
    /// A package's table of shared libraries.
    Library,
    /// A package's names of what may be overlaid.
    Overlayable,
    /// A package's table of staged ids.
    StagedAliases,
    /// The header of a dex file.
    DexHeader,
    /// A dex file, by the size that its header states.
    DexFile,
    /// The table of a dex file's strings.
    StringIds,
    /// The table of a dex file's types.
    TypeIds,
    /// The table of a dex file's method prototypes.
    ProtoIds,
    /// The table of a dex file's fields.
    FieldIds,
    /// The table of a dex file's methods.
    MethodIds,
    /// The table of the classes that a dex file defines.
    ClassDefs,
    /// The list of a dex file's sections.
    DexMap,
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Document => "XML document",
            Self::DocumentChunk => "XML chunk",
            Self::Node => "XML node",
            Self::NodeBody => "XML node body",
            Self::Attribute => "XML attribute",
            Self::StringPool => "string pool",
            Self::StringOffsets => "string offsets",
            Self::Strings => "strings",
            Self::Styles => "string styles",
            Self::Table => "resource table",
            Self::TableChunk => "resource table chunk",
            Self::Package => "resource package",
            Self::PackageChunk => "resource package chunk",
            Self::TypeSpec => "resource type spec",
            Self::Type => "resource type",
            Self::Entry => "resource entry",
            Self::EntryValue => "resource value",
            Self::Library => "shared library table",
            Self::Overlayable => "overlayable table",
            Self::StagedAliases => "staged alias table",
            Self::DexHeader => "dex header",
            Self::DexFile => "dex file",
            Self::StringIds => "table of strings",
            Self::TypeIds => "table of types",
            Self::ProtoIds => "table of prototypes",
            Self::FieldIds => "table of fields",
            Self::MethodIds => "table of methods",
            Self::ClassDefs => "table of classes",
            Self::DexMap => "map of sections",
        })
    }
}
