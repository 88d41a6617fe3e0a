//! The string pool that resource tables and binary XML share: its strings one by one, with what reading them may cost.

use std::borrow::Cow;
use std::ops::Range;

use beian_android::Error;
use beian_android::strings::{PoolStr, Stored, StringPool};
use beian_text::{Bounds, Claims, Encoding, OffsetMap, Role, Span, Text};

use crate::{Outcome, Part, Unread};

/// Chunks begin at multiples of so many bytes (`validate_chunk` in `ResourceTypes.cpp`).
const ALIGNMENT: u64 = 4;

/// Reads a pool's strings, and keeps count.
///
/// The strings of a pool may lie over one another, so that a few bytes stand for any amount of text: what is decoded in all is limited by
/// the bytes of the entry.
#[derive(Debug)]
pub(crate) struct Strings<'p, 'a> {
    pool: &'p StringPool<'a>,
    buffer: String,
    /// Bytes that may still be decoded.
    left: usize,
    /// Whether more than that was asked for.
    exhausted: bool,
    /// The first string that could not be read, and how many could not.
    broken: Option<(Error, u32)>,
}

/// A string of a pool that is not decoded yet: most of them need not be.
#[derive(Debug)]
pub(crate) struct Found<'s, 'a> {
    string: PoolStr<'a>,
    buffer: &'s mut String,
}

/// A decoded string of a pool.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PoolText<'b> {
    pub(crate) text: &'b str,
    /// The entry's bytes that it was decoded from.
    pub(crate) span: Span,
    encoding: Encoding,
}

impl<'p, 'a> Strings<'p, 'a> {
    /// The strings of a pool in an entry of `len` bytes.
    pub(crate) fn new(pool: &'p StringPool<'a>, len: usize) -> Self {
        // Sound documents come to about their own length: each string once, and some again as keys.
        Self { pool, buffer: String::new(), left: len.saturating_mul(4), exhausted: false, broken: None }
    }

    /// Reads every string in order, claims what was read, and says what was not.
    pub(crate) fn read_all(&mut self, outcome: &mut Outcome, mut each: impl FnMut(u32, Found<'_, '_>)) {
        outcome.claimed.add(span(self.pool.index_span()));
        let strings = span(self.pool.strings_span());
        let mut end = strings.start;
        for index in 0..self.pool.len() {
            if let Some(string) = self.find(index) {
                let stored = span(string.string.stored_span());
                outcome.claimed.add(stored);
                end = end.max(stored.end);
                each(index, string);
            } else if self.exhausted {
                break;
            }
        }
        let padding = Span::new(end, strings.end);
        if padding.len() < ALIGNMENT {
            outcome.claimed.add(padding);
        }
        outcome.claimed.add(span(self.pool.styles_span()));
        outcome.unread.extend(self.unread());
    }

    /// The string of this index, decoded; none where it cannot be read, or where too much was decoded already.
    pub(crate) fn get(&mut self, index: u32) -> Option<PoolText<'_>> {
        self.find(index).map(Found::decode)
    }

    fn find(&mut self, index: u32) -> Option<Found<'_, 'a>> {
        match self.pool.get(index) {
            Ok(string) => {
                self.spend(string.bytes().len())?;
                Some(Found { string, buffer: &mut self.buffer })
            }
            Err(error) => {
                self.refuse(error);
                None
            }
        }
    }

    /// Takes bytes from what may still be decoded.
    pub(crate) fn spend(&mut self, bytes: usize) -> Option<()> {
        let left = self.left.checked_sub(bytes);
        self.exhausted |= left.is_none();
        self.left = left?;
        Some(())
    }

    /// What could not be read of the pool.
    fn unread(&self) -> Option<Part> {
        let all = self.pool.len();
        let (error, count) = match self.broken {
            Some(broken) if !self.exhausted => broken,
            _ => return self.over_limit(),
        };
        Some(self.part(format!("{count} of {all} strings cannot be read, the first: {error}")))
    }

    /// That more was to be decoded than there should be, if so.
    pub(crate) fn over_limit(&self) -> Option<Part> {
        self.exhausted
            .then(|| self.part("its strings come to many times the bytes of the document".to_owned()))
    }

    fn part(&self, why: String) -> Part {
        Part { span: span(self.pool.strings_span()), why: Unread::Broken(Cow::Owned(why)) }
    }

    /// Counts a string that cannot be read. The end of one without a final zero was looked for through the whole pool, in steps of
    /// 32 KiB: that costs as well.
    fn refuse(&mut self, error: Error) {
        let (first, count) = self.broken.unwrap_or((error, 0));
        self.broken = Some((first, count.saturating_add(1)));
        if matches!(error, Error::StringNotTerminated { .. }) {
            let _ = self.spend(self.pool.strings_span().len() >> 12);
        }
    }
}

impl<'s, 'a: 's> Found<'s, 'a> {
    /// The stored bytes, without lengths and final zero.
    pub(crate) fn bytes(&self) -> &'a [u8] {
        self.string.bytes()
    }

    /// The string itself.
    pub(crate) fn decode(self) -> PoolText<'s> {
        let (text, stored) = self.string.whole(self.buffer);
        PoolText { text, span: span(self.string.span()), encoding: encoding(stored) }
    }
}

impl<'b> PoolText<'b> {
    /// The whole string in a role.
    pub(crate) fn with<'r>(&self, role: Role<'r>) -> Text<'r>
    where
        'b: 'r,
    {
        self.text_of(self.text, self.span, role)
    }

    /// A part of the string in a role.
    pub(crate) fn part<'r>(&self, range: Range<usize>, role: Role<'r>) -> Option<Text<'r>>
    where
        'b: 'r,
    {
        let mut map = OffsetMap::new(self.text, self.encoding, self.span.start);
        let (start, end) = (map.at(range.start), map.at(range.end));
        Some(self.text_of(self.text.get(range)?, Span::new(start, end), role))
    }

    fn text_of<'r>(&self, text: &'r str, span: Span, role: Role<'r>) -> Text<'r> {
        Text { text: Cow::Borrowed(text), span, encoding: self.encoding, bounds: Bounds::Exact, role }
    }
}

/// The parts of a document that the platform refuses that could not be recovered either; all share the platform's reason. Where all
/// that is there could be read, something is missing where it ends.
pub(crate) fn left_over(claimed: &Claims, len: usize, error: Error) -> Vec<Part> {
    let end = span(0..len).end;
    let mut lost = claimed.clone().unclaimed(end);
    lost.truncate(MOST_PARTS);
    if lost.is_empty() {
        lost.push(Span::new(end, end));
    }
    lost.into_iter().map(|span| Part { span, why: Unread::Broken(Cow::Owned(error.to_string())) }).collect()
}

/// How many parts are told of one broken document.
const MOST_PARTS: usize = 8;

/// A range of the entry's bytes.
pub(crate) fn span(range: Range<usize>) -> Span {
    let wide = |at| u64::try_from(at).unwrap_or(u64::MAX);
    Span::new(wide(range.start), wide(range.end))
}

fn encoding(stored: Stored) -> Encoding {
    match stored {
        Stored::Utf8 => Encoding::Utf8,
        Stored::ModifiedUtf8 => Encoding::Mutf8,
        Stored::Utf16 => Encoding::Utf16Le,
    }
}
