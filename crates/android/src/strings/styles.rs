//! What a pool's styles lay over its strings (`ResStringPool_span`).

use super::STYLE_END;
use crate::bytes::u32_at;

/// Bytes of a span: name, first and last character.
const SPAN: usize = 12;
/// What stands where a string's spans end (`ResStringPool_span::END`).
const END: u32 = u32::MAX;

/// Markup over a part of a string.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StyleSpan {
    /// The index of its name in the pool: the element and its attributes, as in `a;href=https://example.com/;title=x`
    /// (`ResStringPool_span::name`; `StringBlock.java`, `applyStyles`, takes it apart).
    pub name: u32,
    /// The first character that it covers, in UTF-16 units.
    pub first: u32,
    /// The last character that it covers, in UTF-16 units.
    pub last: u32,
}

/// All spans of a pool, in the order of the file. Which string each belongs to is not told: one pass over the styles is all it takes,
/// however their table lies.
#[derive(Clone, Debug)]
pub struct StyleSpans<'a> {
    rest: &'a [u8],
}

impl<'a> StyleSpans<'a> {
    /// The spans in a pool's styles, which end with the end mark.
    pub(super) fn new(styles: &'a [u8]) -> Self {
        Self { rest: styles.strip_suffix(&STYLE_END).unwrap_or_default() }
    }
}

impl Iterator for StyleSpans<'_> {
    type Item = StyleSpan;

    fn next(&mut self) -> Option<StyleSpan> {
        while u32_at(self.rest, 0)? == END {
            self.rest = self.rest.get(4..)?;
        }
        let span = StyleSpan {
            name: u32_at(self.rest, 0)?,
            first: u32_at(self.rest, 4)?,
            last: u32_at(self.rest, 8)?,
        };
        self.rest = self.rest.get(SPAN..)?;
        Some(span)
    }
}
