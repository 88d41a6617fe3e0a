//! What each string is used for, as far as the tables tell.

use super::Dex;
use crate::Error;

/// What the tables use a string for. Code, values of fields and annotations may use any string, and are not looked at: a
/// string of which the tables know no use can only be a value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Uses(u8);

impl Uses {
    const DESCRIPTOR: u8 = 1;
    const SHORTY: u8 = 2;
    const MEMBER: u8 = 4;
    const SOURCE_FILE: u8 = 8;

    /// Whether no table uses it.
    pub fn is_none(self) -> bool {
        self.0 == 0
    }

    /// Whether it is the descriptor of a type.
    pub fn is_descriptor(self) -> bool {
        self.0 & Self::DESCRIPTOR != 0
    }

    /// Whether it is the short form of a prototype.
    pub fn is_shorty(self) -> bool {
        self.0 & Self::SHORTY != 0
    }

    /// Whether it is the name of a field or method.
    pub fn is_member_name(self) -> bool {
        self.0 & Self::MEMBER != 0
    }

    /// Whether it names the source file of a class that is defined here.
    pub fn is_source_file(self) -> bool {
        self.0 & Self::SOURCE_FILE != 0
    }
}

/// What the tables use each string for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StringUses {
    by_index: Vec<Uses>,
    /// The first index in a table that is none of a string.
    pub outside: Option<Error>,
}

impl StringUses {
    /// Of `count` strings, of which no use is known yet; allocates a byte for each.
    pub fn none(count: u32) -> Self {
        Self { by_index: vec![Uses::default(); crate::bytes::offset(count)], outside: None }
    }

    /// What the string of this index is used for.
    pub fn of(&self, index: u32) -> Uses {
        self.by_index.get(crate::bytes::offset(index)).copied().unwrap_or_default()
    }

    /// What each string is used for, by index.
    pub fn iter(&self) -> impl Iterator<Item = Uses> {
        self.by_index.iter().copied()
    }

    fn mark(&mut self, indices: impl Iterator<Item = u32>, used_for: u8) {
        for index in indices {
            match self.by_index.get_mut(crate::bytes::offset(index)) {
                Some(uses) => uses.0 |= used_for,
                None if self.outside.is_none() => {
                    let count = u32::try_from(self.by_index.len()).unwrap_or(u32::MAX);
                    self.outside = Some(Error::StringIndex { index, count });
                }
                None => {}
            }
        }
    }
}

impl Dex<'_> {
    /// What the tables use each string for; allocates a byte for each of [`string_count`](Dex::string_count).
    pub fn string_uses(&self) -> StringUses {
        let mut uses = StringUses::none(self.string_count());
        self.mark_uses(&mut uses);
        uses
    }

    /// Adds what the tables use each string for: files of a container may share the table of strings.
    pub fn mark_uses(&self, uses: &mut StringUses) {
        uses.mark(self.descriptors(), Uses::DESCRIPTOR);
        uses.mark(self.shorties(), Uses::SHORTY);
        uses.mark(self.field_names(), Uses::MEMBER);
        uses.mark(self.method_names(), Uses::MEMBER);
        uses.mark(self.classes().filter_map(|class| class.source_file), Uses::SOURCE_FILE);
    }
}
