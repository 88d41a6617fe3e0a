//! Why a text is no host.

use thiserror::Error;

/// Why a text is no host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Error)]
#[non_exhaustive]
pub enum NotAHost {
    /// Nothing is there.
    #[error("the name is empty")]
    Empty,
    /// Two dots in a row, or a dot in front.
    #[error("a label is empty")]
    EmptyLabel,
    /// More than 63 bytes in a label, or 253 in all (RFC 1035, section 2.3.4).
    #[error("a label or the name is longer than DNS can hold")]
    TooLong,
    /// A character that no host has.
    #[error("a character that no host has")]
    Character,
    /// A hyphen or underscore where bare names have none.
    #[error("a hyphen or underscore where bare names have none")]
    Hyphen,
    /// A label that IDNA refuses (UTS 46).
    #[error("a label that IDNA refuses")]
    Idna,
    /// Percent signs that do not give UTF-8.
    #[error("percent signs that do not give UTF-8")]
    Percent,
    /// Brackets that hold no IPv6 address.
    #[error("brackets that hold no IPv6 address")]
    Ipv6,
    /// The last label is a number, but the whole is no dotted quad.
    #[error("the last label is a number, but the whole is no dotted quad")]
    Number,
    /// No dot, where a bare name needs one.
    #[error("a bare name of one label")]
    SingleLabel,
    /// A template without holes, or holes in what is none.
    #[error("no label is fixed")]
    NothingFixed,
}
