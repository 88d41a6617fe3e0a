//! A fact that is stated, absent, or stated but unreadable.

use std::fmt;

use crate::arsc::ResolveError;
use crate::{Error, ResourceId, ValueKind};

/// One fact of the manifest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Field<T> {
    /// The manifest does not state it.
    #[default]
    Absent,
    /// The manifest states it.
    Read(T),
    /// The manifest states it, or may do so, but it cannot be read.
    Unreadable(Problem),
}

impl<T> Field<T> {
    /// The value, if it was read.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Read(value) => Some(value),
            _ => None,
        }
    }

    /// What kept the value from being read, if so.
    pub fn problem(&self) -> Option<&Problem> {
        match self {
            Self::Unreadable(problem) => Some(problem),
            _ => None,
        }
    }

    /// Whether the manifest says nothing.
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// The field with another value.
    pub fn map<U>(self, convert: impl FnOnce(T) -> U) -> Field<U> {
        self.and_then(|value| Field::Read(convert(value)))
    }

    /// The field that a value leads to.
    pub fn and_then<U>(self, convert: impl FnOnce(T) -> Field<U>) -> Field<U> {
        match self {
            Self::Absent => Field::Absent,
            Self::Read(value) => convert(value),
            Self::Unreadable(problem) => Field::Unreadable(problem),
        }
    }

    /// Where nothing is stated and there is a reason to doubt that, the reason.
    pub(super) fn or_missing(self, reason: Option<Problem>) -> Self {
        match (self, reason) {
            (Self::Absent, Some(problem)) => Self::Unreadable(problem),
            (field, _) => field,
        }
    }
}

/// Why a fact could not be read, or what is wrong with one that was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Problem {
    /// It refers to a resource that the table does not have for this device.
    ReferenceToMissing {
        /// The resource.
        id: ResourceId,
    },
    /// It refers to a resource of the framework or of a shared library, whose tables are not in the package.
    ReferenceToOtherPackage {
        /// The resource.
        id: ResourceId,
    },
    /// Its references lead in a circle.
    ReferenceCycle {
        /// The first id that came up twice.
        id: ResourceId,
    },
    /// More references after one another than the platform follows.
    ReferenceTooDeep {
        /// Where following ended.
        id: ResourceId,
    },
    /// It refers to a resource, and the package has no resource table.
    NoTable {
        /// The resource.
        id: ResourceId,
    },
    /// It refers to a resource, and the package's resource table cannot be read.
    TableUnreadable {
        /// The resource.
        id: ResourceId,
        /// What is wrong with the table.
        error: Error,
    },
    /// It refers to a resource whose entry is broken.
    EntryUnreadable {
        /// The resource.
        id: ResourceId,
        /// What is wrong with the entry.
        error: Error,
    },
    /// Its string cannot be read from the pool.
    StringUnreadable {
        /// What is wrong with the string.
        error: Error,
    },
    /// Its text has bytes that are no text; U+FFFD stands for them.
    InvalidText,
    /// Its text holds a NUL; what follows it is left out, as every program in C does. A device's Java code keeps it.
    NulInText,
    /// The length that is stated for its text is wrong. A device does not look at it; aapt refuses the string.
    StatedLength {
        /// What is wrong.
        error: Error,
    },
    /// The attribute holds two texts: the typed value, which a device reads and which is given here, and another one as written, which
    /// aapt and other tools read.
    OtherRawValue,
    /// It is of another kind than the platform takes there.
    WrongType {
        /// What it is; none for an array or another bag of values.
        found: Option<ValueKind>,
        /// What the platform takes.
        expected: Expected,
    },
    /// An attribute of its name is there, but the document's resource map does not give it its id, so the platform does not see it.
    AttributeWithoutId {
        /// The id that it should have.
        expected: ResourceId,
        /// The id that it has, if any.
        found: Option<ResourceId>,
    },
    /// The element's attributes cannot be read.
    AttributeUnreadable {
        /// What is wrong with them.
        error: Error,
    },
    /// The document is broken before the place where it would stand.
    DocumentBroken {
        /// What is wrong with the document.
        error: Error,
    },
    /// Its element is there, but not where the platform looks for it, because elements before it are not closed or nested otherwise.
    ElementMisplaced {
        /// How deep it was found.
        depth: u32,
    },
    /// The document is no manifest: its first element has another name, or none.
    NotManifest,
    /// Reading it would have taken more than the limits of this reader.
    LimitReached,
}

/// What the platform takes in a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Expected {
    /// Text, or what can be written as text.
    Text,
    /// Text that stands in the manifest itself.
    LiteralText,
    /// A number.
    Number,
    /// True or false.
    Boolean,
    /// A reference to a resource.
    Reference,
}

impl From<ResolveError> for Problem {
    fn from(error: ResolveError) -> Self {
        match error {
            ResolveError::OtherPackage { id } => Self::ReferenceToOtherPackage { id },
            ResolveError::Missing { id } => Self::ReferenceToMissing { id },
            ResolveError::Cycle { id } => Self::ReferenceCycle { id },
            ResolveError::TooManySteps { id } => Self::ReferenceTooDeep { id },
            ResolveError::Unreadable { id, error } => Self::EntryUnreadable { id, error },
            ResolveError::TooMuchWork { .. } => Self::LimitReached,
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ReferenceToMissing { id } => write!(f, "refers to {id}, which does not exist"),
            Self::ReferenceToOtherPackage { id } => write!(f, "refers to {id} in another package"),
            Self::ReferenceCycle { id } => write!(f, "refers to itself by way of {id}"),
            Self::ReferenceTooDeep { id } => write!(f, "refers to {id} and too far on"),
            Self::NoTable { id } => write!(f, "refers to {id}, and there is no resource table"),
            Self::TableUnreadable { id, error } => {
                write!(f, "refers to {id}, and the resource table cannot be read: {error}")
            }
            Self::EntryUnreadable { id, error } => write!(f, "refers to {id}, which cannot be read: {error}"),
            Self::StringUnreadable { error } => write!(f, "its string cannot be read: {error}"),
            Self::InvalidText => f.write_str("its text has bytes that are no text"),
            Self::NulInText => f.write_str("its text holds a NUL"),
            Self::StatedLength { error } => write!(f, "its text has not the stated length: {error}"),
            Self::OtherRawValue => f.write_str("its attribute holds another text as well"),
            Self::WrongType { found: Some(found), expected } => {
                write!(f, "is {found:?} where {expected:?} is expected")
            }
            Self::WrongType { found: None, expected } => {
                write!(f, "is a list where {expected:?} is expected")
            }
            Self::AttributeWithoutId { expected, found: Some(found) } => {
                write!(f, "its attribute has the id {found} instead of {expected}")
            }
            Self::AttributeWithoutId { expected, found: None } => {
                write!(f, "its attribute lacks its id {expected}")
            }
            Self::AttributeUnreadable { error } => write!(f, "its attributes cannot be read: {error}"),
            Self::DocumentBroken { error } => write!(f, "the document is broken before it: {error}"),
            Self::ElementMisplaced { depth } => {
                write!(f, "its element stands {depth} elements deep, where nobody looks for it")
            }
            Self::NotManifest => f.write_str("the document is no manifest"),
            Self::LimitReached => f.write_str("reading it would go beyond the limits"),
        }
    }
}
