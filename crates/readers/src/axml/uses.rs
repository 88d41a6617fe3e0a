//! How the strings of a document's pool are used, and what they are handed over as.

use beian_android::strings::StringPool;
use beian_text::{Name, Role, Sink};

use crate::arsc_pool::{PoolText, Strings, span};
use crate::{Outcome, Part, Unread};

/// The uses of all strings.
#[derive(Debug)]
pub(super) struct Uses<'a> {
    pool: StringPool<'a>,
    /// What each string is as markup, as bits.
    marks: Vec<u8>,
    /// What strings are otherwise, in the order of the document.
    list: Vec<(u32, Use)>,
    /// How many uses there may be.
    most: usize,
}

/// The least bytes that one use takes: an attribute of 20 bytes has two, its typed value and the raw one.
const BYTES_OF_USE: usize = 8;

/// What a string is as markup.
#[derive(Clone, Copy, Debug)]
pub(super) enum Mark {
    /// The name of an attribute, or something else that is no text.
    Nothing,
    /// The name of an element: of a class, where it has a dot.
    Element,
    /// The prefix or URI of a namespace.
    Identifier,
}

/// What a string is as content of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Use {
    /// A value under a key.
    Value(Key),
    /// Text beside elements.
    Content,
    /// A comment.
    Comment,
    /// A host that the app answers for.
    AnsweredHost,
    /// A name that says which hosts a rule is for.
    MatchedHost,
    /// The name of a class; without the package where it has no dot or begins with one.
    Class(Key),
    /// Dotted names of other things, parted by `;`.
    Names(Key),
    /// The key of a value.
    Key,
}

/// What names a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    /// A string of the pool.
    Pool(u32),
    /// A platform attribute whose name the document does not keep.
    Known(&'static str),
    /// Nothing.
    Nothing,
}

impl<'a> Uses<'a> {
    /// None yet, of the strings of a pool in a document of `len` bytes.
    pub(super) fn new(pool: StringPool<'a>, len: usize) -> Self {
        let count = usize::try_from(pool.len()).unwrap_or(0);
        Self { pool, marks: vec![0; count], list: Vec::new(), most: len / BYTES_OF_USE }
    }

    pub(super) fn pool(&self) -> &StringPool<'a> {
        &self.pool
    }

    /// This string, if there is one, is markup.
    pub(super) fn mark(&mut self, index: Option<u32>, mark: Mark) {
        let place = index.and_then(|index| usize::try_from(index).ok());
        if let Some(marks) = place.and_then(|place| self.marks.get_mut(place)) {
            *marks |= mark.bit();
        }
    }

    /// This string is used so.
    pub(super) fn note(&mut self, index: u32, found: Use) {
        if !self.is_full() {
            self.list.push((index, found));
        }
    }

    /// Whether there are more uses than a document of so many bytes can have, whose attributes do not lie over one another.
    pub(super) fn is_full(&self) -> bool {
        self.list.len() >= self.most
    }

    /// Hands every string over, once in each of its roles.
    pub(super) fn hand_over(
        mut self,
        package: Option<u32>,
        len: usize,
        outcome: &mut Outcome,
        out: &mut dyn Sink,
    ) {
        if self.is_full() {
            let why = Unread::Broken("more attributes than the document has room for".into());
            outcome.unread.push(Part { span: span(0..len), why });
        }
        self.list.sort_unstable();
        self.list.dedup();
        let mut names = Names { keys: Strings::new(&self.pool, len), package: String::new() };
        if let Some(package) = package.and_then(|index| names.keys.get(index)) {
            names.package = package.text.to_owned();
        }
        let mut uses = self.list.as_slice();
        let marks = &self.marks;
        Strings::new(&self.pool, len).read_all(outcome, |index, string| {
            let marks = usize::try_from(index).ok().and_then(|place| marks.get(place)).copied().unwrap_or(0);
            let first = uses.partition_point(|(of, _)| *of < index);
            let (_, rest) = uses.split_at_checked(first).unwrap_or_default();
            let count = rest.iter().take_while(|(of, _)| *of == index).count();
            let (found, rest) = rest.split_at_checked(count).unwrap_or_default();
            uses = rest;
            let is_text_alone = !Mark::Element.is_in(marks) && found.iter().all(|(_, found)| found.is_text());
            if string.bytes().is_empty() || is_text_alone && !out.wants(string.bytes()) {
                return;
            }
            let string = string.decode();
            as_markup(&string, marks, out);
            for (_, found) in found {
                names.as_content(&string, *found, out);
            }
            if found.is_empty() && marks == 0 {
                out.text(string.with(Role::Literal));
            }
        });
        outcome.unread.extend(names.keys.over_limit());
    }
}

impl Use {
    /// Whether the string is handed over as a text like any other.
    fn is_text(self) -> bool {
        matches!(self, Self::Value(_) | Self::Content | Self::Comment)
    }
}

impl Mark {
    fn bit(self) -> u8 {
        match self {
            Self::Nothing => 1,
            Self::Element => 2,
            Self::Identifier => 4,
        }
    }

    fn is_in(self, marks: u8) -> bool {
        marks & self.bit() != 0
    }
}

fn as_markup(string: &PoolText<'_>, marks: u8, out: &mut dyn Sink) {
    if Mark::Identifier.is_in(marks) {
        out.text(string.with(Role::Identifier));
    }
    if Mark::Element.is_in(marks) && is_dotted(string.text) {
        out.name(Name::Class(string.text));
    }
}

/// What names are completed with.
struct Names<'p, 'a> {
    /// The pool once more, for keys; what may be decoded of it is what all uses together may cost.
    keys: Strings<'p, 'a>,
    package: String,
}

impl Names<'_, '_> {
    fn as_content(&mut self, string: &PoolText<'_>, found: Use, out: &mut dyn Sink) {
        if self.keys.spend(string.text.len()).is_none() {
            return;
        }
        match found {
            Use::Value(key) => out.text(string.with(Role::Value { key: self.key(key) })),
            Use::Content => out.text(string.with(Role::Content)),
            Use::Comment => out.text(string.with(Role::Comment)),
            Use::AnsweredHost => out.text(string.with(Role::AnsweredHost)),
            Use::MatchedHost => out.text(string.with(Role::MatchedHost)),
            Use::Key => out.name(Name::Resource(string.text)),
            // Whatever the attribute, an address is none.
            Use::Class(key) | Use::Names(key) if string.text.contains('/') => {
                out.text(string.with(Role::Value { key: self.key(key) }));
            }
            Use::Class(_) => self.class(string.text, out),
            Use::Names(_) => {
                // A process may stand behind a colon of its own.
                let names = string.text.split([';', ':']).filter(|name| is_dotted(name));
                names.for_each(|name| out.name(Name::Class(name)));
            }
        }
    }

    /// A class, completed by the package.
    fn class(&mut self, name: &str, out: &mut dyn Sink) {
        let dot = match name.find('.') {
            Some(0) => "",
            Some(_) => return out.name(Name::Class(name)),
            None => ".",
        };
        if self.keys.spend(self.package.len()).is_some() && !self.package.is_empty() {
            out.name(Name::Class(&[self.package.as_str(), dot, name].concat()));
        }
    }

    fn key(&mut self, key: Key) -> &str {
        match key {
            Key::Pool(index) => self.keys.get(index).map_or("", |key| key.text),
            Key::Known(name) => name,
            Key::Nothing => "",
        }
    }
}

/// Whether a name has several parts; one that has none is like nobody's host.
fn is_dotted(name: &str) -> bool {
    name.contains('.')
}
