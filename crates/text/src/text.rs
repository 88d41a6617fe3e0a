//! One string, where it stands, and how it is meant.

use std::borrow::Cow;

use crate::{Encoding, OffsetMap, Span};

/// A string out of an entry, decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text<'a> {
    /// The string.
    pub text: Cow<'a, str>,
    /// The bytes of the entry that it was decoded from, without prefix and terminator.
    pub span: Span,
    /// How it was stored.
    pub encoding: Encoding,
    /// How sure its ends are.
    pub bounds: Bounds,
    /// How the format means it.
    pub role: Role<'a>,
}

impl Text<'_> {
    /// Where the string's characters stand in the entry; asked for from front to back.
    pub fn offsets(&self) -> OffsetMap<'_> {
        OffsetMap::new(&self.text, self.encoding, self.span.start)
    }
}

/// How sure the ends of a string are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Bounds {
    /// The format says where it begins and ends.
    Exact,
    /// A run of readable bytes, of which nothing says that it is one string.
    Run {
        /// What stands before it.
        before: Edge,
        /// What stands behind it.
        after: Edge,
    },
}

/// What stands at one end of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Edge {
    /// The entry begins or ends here.
    Limit,
    /// A NUL, as C ends its strings.
    Nul,
    /// A length that is that of the string: before it stands the length, behind it the string's last byte is passed.
    Length,
    /// Some byte that no text has.
    Binary,
    /// Text goes on; it was cut because it is too long to be handed over as one.
    Cut,
}

impl Edge {
    /// Whether strings are known to begin or end so.
    pub fn is_plausible(self) -> bool {
        matches!(self, Self::Limit | Self::Nul | Self::Length)
    }
}

/// How a format means a string. Says what is known of its use, not what it may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Role<'a> {
    /// A string that code holds, of whose use nothing is known.
    Literal,
    /// A value: of a resource, an attribute, a property.
    Value {
        /// The key, attribute or element that names it, as written; empty where there is none.
        key: &'a str,
    },
    /// Content under markup, for a person to read.
    Content,
    /// An address that markup in a text refers to.
    Reference {
        /// The element (`a`, `img`).
        element: &'a str,
    },
    /// An identifier by definition, which nothing fetches: the URI of an XML namespace.
    Identifier,
    /// The name of a host that the app answers for.
    AnsweredHost,
    /// A name that only says which hosts a rule is for: trust, pins, navigation.
    MatchedHost,
    /// A comment.
    Comment,
    /// Nothing is known: a run of readable bytes.
    Unknown,
}
