//! Property lists in their three formats: XML, binary (`bplist00`), and the old style, in which `.strings` files are still written.
//!
//! What a list says is what `CoreFoundation` reads in it, since that is what a device reads: `CFPropertyList.c`, `CFBinaryPList.c` and
//! `CFOldStylePList.c` of swift-corelibs-foundation are the source of every rule here. A reader of proper XML sees other values than
//! `CoreFoundation` does (where a tag ends, what may stand in a string, what comes behind the first element), so none is used.
//!
//! Three things are read that `CoreFoundation` refuses: UTF-16 without a byte order mark, old-style lists behind the mark of UTF-8, and
//! numbers of months and days that no calendar has. A broken binary list is not tried as text.

mod binary;
mod build;
mod date;
mod decode;
mod openstep;
mod value;
mod xml;

pub use date::Date;
pub use value::{Dictionary, Value};

use beian_archive::Budget;

use crate::{Error, Part};
use build::Purse;
use decode::Decoded;

/// Where old-style lists may be nested deeper than others (`CFOldStylePList.c`, `MAX_DEPTH` of 64-bit platforms).
const OPEN_STEP_DEPTH: usize = 512;
/// How deep arrays and dictionaries may be nested (`CFPropertyList_Internal.h`, `_CFPropertyListMaxRecursionDepth` on iOS). Comparing and
/// dropping a value descend as deep.
const DEPTH: usize = 128;
/// What binary lists begin with; any byte may follow (`__CFBinaryPlistGetTopLevelInfo`).
const BINARY: &[u8] = b"bplist0";

/// How a list is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// XML, in any encoding.
    Xml,
    /// `bplist00`.
    Binary,
    /// Braces and semicolons, or a `.strings` file without the braces.
    OpenStep,
}

/// A property list that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Plist {
    /// What it holds.
    pub value: Value,
    /// How it is stored.
    pub format: Format,
}

impl Plist {
    /// Reads a list in whichever format it is (`_CFPropertyListCreateWithData`): binary by how it begins, then XML, then the old style.
    ///
    /// Offsets in errors are those of `bytes`, whatever the encoding. Memory is taken from `budget`; what one list may become is bounded
    /// by its length as well, so that objects which are shared many times cost no more than text would.
    ///
    /// A file of nothing but white space and comments is an empty dictionary (`__CFCreateOldStylePropertyListOrStringsFile`); one of no
    /// bytes is an error.
    pub fn parse(bytes: &[u8], budget: &mut Budget) -> Result<Self, Error> {
        let mut purse = Purse::new(bytes.len(), budget);
        if bytes.starts_with(BINARY) {
            let value = binary::read(bytes, &mut purse)?;
            return Ok(Self { value, format: Format::Binary });
        }
        if bytes.is_empty() {
            return Err(Error::Truncated { part: Part::PropertyList, offset: 0, needed: 1, available: 0 });
        }
        let decoded = Decoded::new(bytes, &mut purse)?;
        let failed = match xml::read(decoded.bytes(), &mut purse) {
            Ok(value) => return Ok(Self { value, format: Format::Xml }),
            Err(failed) => failed,
        };
        if matches!(failed, Error::Limit(_)) {
            return Err(failed);
        }
        match openstep::read(decoded.bytes(), &mut purse) {
            Ok(value) => Ok(Self { value, format: Format::OpenStep }),
            Err(old @ Error::Limit(_)) => Err(old),
            // What begins as XML was meant to be XML: its own error says more.
            Err(old) => Err(decoded.at_source(if decoded.is_markup() { failed } else { old })),
        }
    }
}

/// An error in a list.
fn invalid(offset: usize, expected: &'static str) -> Error {
    Error::Invalid { part: Part::PropertyList, offset: offset.try_into().unwrap_or(u64::MAX), expected }
}

#[cfg(test)]
mod tests;
