//! Values while they are put together, and what they cost. There is no recursion: what is open is a list of its own.

use beian_archive::{Budget, LimitKind};

use super::value::Counts;
use super::{Dictionary, Value, invalid};
use crate::Error;

/// What a value takes in the list that holds it: lists grow to twice what they hold.
const ELEMENT: u64 = 2 * 48;
/// What a value takes in a dictionary: name and value, twice, and its place by name.
const ENTRY: u64 = 2 * 80 + 8;
/// How many times larger than its file a value may become where it is small. Text stays below 128 (`a;` is an entry); objects of a binary
/// list that are shared take a byte or two each time there, and their whole size here.
const RATIO: u64 = 256;
/// What every value may become, however short its file is.
const FREE: u64 = 1 << 20;
/// How many times larger than its file a value may become beyond [`LARGE`]: large lists are not made of the shortest values alone.
const LARGE_RATIO: u64 = 32;
/// Where a value is large.
const LARGE: u64 = 64 << 20;

/// What a list may still cost.
#[derive(Debug)]
pub(super) struct Purse<'b> {
    budget: &'b mut Budget,
    /// Bytes of the file.
    file: u64,
    allowed: u64,
    spent: u64,
}

impl<'b> Purse<'b> {
    pub(super) fn new(file: usize, budget: &'b mut Budget) -> Self {
        let file: u64 = file.try_into().unwrap_or(u64::MAX);
        let small = file.saturating_mul(RATIO).saturating_add(FREE);
        let large = file.saturating_mul(LARGE_RATIO).saturating_add(LARGE);
        Self { budget, file, allowed: small.min(large), spent: 0 }
    }

    /// Takes bytes before they are allocated.
    pub(super) fn spend(&mut self, bytes: u64) -> Result<(), Error> {
        self.spent = self.spent.saturating_add(bytes);
        if self.spent > self.allowed {
            let times = |bytes: u64| bytes.checked_div(self.file).unwrap_or(bytes);
            let (allowed, wanted) = (times(self.allowed), times(self.spent).saturating_add(1));
            return Err(beian_archive::Error::Limit { limit: LimitKind::Ratio, allowed, wanted }.into());
        }
        Ok(self.budget.spend_bytes(bytes)?)
    }

    /// Takes a buffer of `len` bytes.
    pub(super) fn spend_len(&mut self, len: usize) -> Result<(), Error> {
        self.spend(len.try_into().unwrap_or(u64::MAX))
    }
}

/// What is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// An array.
    Array,
    /// A dictionary whose next piece is a key.
    Dictionary,
    /// A dictionary whose next piece is a value.
    Entry,
    /// What holds one value and is none itself: `<plist>`.
    Wrapper,
}

#[derive(Debug)]
enum Open {
    Array(Vec<Value>),
    Dictionary { entries: Vec<(String, Value)>, key: Key, unnamed: usize },
    Wrapper(Option<Value>),
}

/// The key of the value to come.
#[derive(Debug)]
enum Key {
    Awaited,
    Named(String),
    /// One that is no string: its value is left out.
    Unnamed,
}

/// Puts values together.
#[derive(Debug)]
pub(super) struct Builder<'p, 'b> {
    pub(super) purse: &'p mut Purse<'b>,
    open: Vec<Open>,
    depth: usize,
    counts: Counts,
}

impl<'p, 'b> Builder<'p, 'b> {
    /// Nothing yet. `depth` is how much may be open at once.
    pub(super) fn new(purse: &'p mut Purse<'b>, depth: usize, counts: Counts) -> Self {
        Self { purse, open: Vec::new(), depth, counts }
    }

    /// What the next piece belongs to; none where nothing is open.
    pub(super) fn inside(&self) -> Option<Kind> {
        self.open.last().map(|open| match open {
            Open::Array(_) => Kind::Array,
            Open::Dictionary { key: Key::Awaited, .. } => Kind::Dictionary,
            Open::Dictionary { .. } => Kind::Entry,
            Open::Wrapper(_) => Kind::Wrapper,
        })
    }

    /// How much is open.
    pub(super) fn depth(&self) -> usize {
        self.open.len()
    }

    /// Opens an array, a dictionary or a wrapper that begins at `offset`.
    pub(super) fn open(&mut self, kind: Kind, offset: usize) -> Result<(), Error> {
        if self.open.len() >= self.depth {
            return Err(invalid(offset, "no deeper nesting of arrays and dictionaries"));
        }
        self.open.push(match kind {
            Kind::Array => Open::Array(Vec::new()),
            Kind::Dictionary | Kind::Entry => {
                Open::Dictionary { entries: Vec::new(), key: Key::Awaited, unnamed: 0 }
            }
            Kind::Wrapper => Open::Wrapper(None),
        });
        Ok(())
    }

    /// Sets the key of the next value; none where it is no string.
    pub(super) fn key(&mut self, name: Option<String>) {
        if let Some(Open::Dictionary { key, .. }) = self.open.last_mut() {
            *key = name.map_or(Key::Unnamed, Key::Named);
        }
    }

    /// Adds a value that begins at `offset` to what is open; gives it back where nothing is: then it is the whole list.
    pub(super) fn value(&mut self, value: Value, offset: usize) -> Result<Option<Value>, Error> {
        let Some(open) = self.open.last_mut() else { return Ok(Some(value)) };
        match open {
            Open::Array(values) => {
                self.purse.spend(ELEMENT)?;
                values.push(value);
            }
            Open::Dictionary { entries, key, unnamed } => {
                // What is left out is paid for as well: the time that it takes must have an end.
                self.purse.spend(ENTRY)?;
                match std::mem::replace(key, Key::Awaited) {
                    Key::Named(name) => entries.push((name, value)),
                    Key::Unnamed => *unnamed = unnamed.saturating_add(1),
                    Key::Awaited => return Err(invalid(offset, "a key")),
                }
            }
            Open::Wrapper(Some(_)) => return Err(invalid(offset, "one value and no more")),
            Open::Wrapper(wrapped) => *wrapped = Some(value),
        }
        Ok(None)
    }

    /// Closes what was opened last, whose end is at `offset`. It is no value of what is open then before it is added.
    pub(super) fn close(&mut self, offset: usize) -> Result<Value, Error> {
        Ok(match self.open.pop() {
            Some(Open::Array(values)) => Value::Array(values),
            Some(Open::Dictionary { entries, key: Key::Awaited, unnamed }) => {
                Value::Dictionary(Dictionary::of(entries, self.counts, unnamed))
            }
            Some(Open::Dictionary { .. }) => return Err(invalid(offset, "a value of the key before")),
            Some(Open::Wrapper(Some(value))) => value,
            Some(Open::Wrapper(None)) | None => return Err(invalid(offset, "a value")),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn costs_are_those_of_the_types() {
        assert_eq!(u64::try_from(size_of::<Value>()).unwrap() * 2, ELEMENT);
        assert_eq!(u64::try_from(size_of::<(String, Value)>()).unwrap() * 2 + 8, ENTRY);
    }
}
