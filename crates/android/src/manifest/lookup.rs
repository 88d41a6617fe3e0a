//! Attributes to values: found by id, references followed, coerced as the platform's `TypedArray` does.

use super::attributes::{ANDROID, Attr};
use super::field::{Expected, Field, Problem};
use super::{Fact, Note, Resources};
use crate::arsc::{Config, Content, Resolved};
use crate::axml::{Attribute, Element};
use crate::strings::PoolStr;
use crate::{Error, ResourceId, Value, ValueKind};

/// How much text one manifest may give, in bytes as stored: 64 times what the largest known manifest (222 kB) has in all.
const MOST_TEXT: usize = 16 << 20;

/// What reading attributes needs, and what is left of the limit.
pub(super) struct Lookup<'t, 'a> {
    resources: Resources<'t, 'a>,
    device: Config,
    text_left: usize,
    pub(super) notes: Vec<Note>,
}

/// A value after its references.
enum Reached<'t, 'a> {
    Own(Attribute<'a>, Value),
    Resource(Resolved<'t, 'a>),
}

impl<'t, 'a> Lookup<'t, 'a> {
    pub(super) fn new(resources: Resources<'t, 'a>) -> Self {
        Self { resources, device: Config::phone(), text_left: MOST_TEXT, notes: Vec::new() }
    }

    pub(super) fn resources(&self) -> Resources<'t, 'a> {
        self.resources
    }

    pub(super) fn device(&self) -> &Config {
        &self.device
    }

    pub(super) fn note(&mut self, fact: Fact, problem: Problem) {
        let note = Note { fact, problem };
        if self.notes.contains(&note) || self.notes.len() >= super::MOST_NOTES {
            return;
        }
        let last = self.notes.len().saturating_add(1) == super::MOST_NOTES;
        self.notes.push(if last { Note { fact, problem: Problem::LimitReached } } else { note });
    }

    /// Text, as `TypedArray.getNonConfigurationString` gives it: strings as such, other plain values as they are written.
    ///
    /// The platform gives nothing for a resource that differs between configurations; here the value of the plain device is given, as
    /// aapt does.
    pub(super) fn text(&mut self, element: &Element<'a>, attr: Attr, fact: Fact) -> Field<String> {
        self.reached(element, attr).and_then(|reached| self.reached_text(&reached, fact))
    }

    /// Text that stands in the manifest itself, as `TypedArray.getNonResourceString` gives it.
    pub(super) fn literal_text(&mut self, element: &Element<'a>, attr: Attr, fact: Fact) -> Field<String> {
        attribute(element, attr).and_then(|attribute| match attribute.value.kind {
            ValueKind::String => self.typed_string(&attribute, fact),
            found => wrong_type(Some(found), Expected::LiteralText),
        })
    }

    /// Text of an attribute without an id, as `XmlPullParser.getAttributeValue(null, name)` gives it: as it was written, else coerced.
    pub(super) fn plain_text(&mut self, element: &Element<'a>, name: &str, fact: Fact) -> Field<String> {
        let Some(attribute) = element.plain_attribute(name) else {
            return Field::Absent.or_missing(
                element.unreadable_attributes().map(|error| Problem::AttributeUnreadable { error }),
            );
        };
        match (attribute.raw, attribute.value.kind) {
            (Some(raw), _) => self.string(attribute.string(raw), fact),
            (None, ValueKind::String) => self.string(attribute.string(attribute.value.data), fact),
            (None, ValueKind::Null) => Field::Absent,
            (None, found) => match attribute.value.plain_text() {
                Some(text) => Field::Read(text),
                None => wrong_type(Some(found), Expected::LiteralText),
            },
        }
    }

    /// A number. `TypedArray.getInteger`, which takes no string for one.
    pub(super) fn int(&mut self, element: &Element<'a>, attr: Attr) -> Field<i32> {
        self.reached(element, attr).and_then(|reached| match reached.value() {
            Some(value) => {
                value.int().map_or_else(|| wrong_type(Some(value.kind), Expected::Number), Field::Read)
            }
            None => wrong_type(None, Expected::Number),
        })
    }

    /// True or false. `TypedArray.getBoolean`: any number but 0 is true, and so are the strings `1`, `true`, `TRUE`.
    pub(super) fn boolean(&mut self, element: &Element<'a>, attr: Attr, fact: Fact) -> Field<bool> {
        self.reached(element, attr).and_then(|reached| match reached.value() {
            Some(value) if value.kind.is_int() => Field::Read(value.data != 0),
            Some(Value { kind: ValueKind::String, .. }) => {
                self.reached_text(&reached, fact).and_then(|text| {
                    if text.is_empty() {
                        Field::Absent
                    } else {
                        Field::Read(matches!(text.as_str(), "1" | "true" | "TRUE"))
                    }
                })
            }
            found => wrong_type(found.map(|value| value.kind), Expected::Boolean),
        })
    }

    /// The resource that an attribute refers to, not followed. `TypedArray.getResourceId`.
    pub(super) fn reference(&mut self, element: &Element<'a>, attr: Attr) -> Field<ResourceId> {
        attribute(element, attr).and_then(|attribute| {
            let value = self.run_time(attribute.value);
            match value.reference() {
                Some(id) => Field::Read(id),
                None => wrong_type(Some(value.kind), Expected::Reference),
            }
        })
    }

    /// The value as at run time, where there is a table to tell.
    pub(super) fn run_time(&self, value: Value) -> Value {
        match self.resources {
            Resources::Table(table) => table.from_manifest(value),
            _ => value,
        }
    }

    fn reached(&self, element: &Element<'a>, attr: Attr) -> Field<Reached<'t, 'a>> {
        attribute(element, attr).and_then(|attribute| {
            let value = self.run_time(attribute.value);
            match value.reference() {
                None => Field::Read(Reached::Own(attribute, value)),
                Some(id) => match self.follow(id) {
                    Ok(resolved) => Field::Read(Reached::Resource(resolved)),
                    Err(problem) => Field::Unreadable(problem),
                },
            }
        })
    }

    fn follow(&self, id: ResourceId) -> Result<Resolved<'t, 'a>, Problem> {
        match self.resources {
            Resources::Table(table) => table.resolve(id, &self.device).map_err(Problem::from),
            Resources::Absent => Err(Problem::NoTable { id }),
            Resources::Broken(error) => Err(Problem::TableUnreadable { id, error }),
        }
    }

    fn reached_text(&mut self, reached: &Reached<'t, 'a>, fact: Fact) -> Field<String> {
        match reached {
            Reached::Own(attribute, Value { kind: ValueKind::String, .. }) => {
                self.typed_string(attribute, fact)
            }
            Reached::Own(_, value) => plain(*value),
            Reached::Resource(resolved) => self.resolved_text(resolved, fact),
        }
    }

    /// A resource's value as text. `TypedValue.coerceToString`.
    pub(super) fn resolved_text(&mut self, resolved: &Resolved<'_, 'a>, fact: Fact) -> Field<String> {
        match (resolved.string(), resolved.value()) {
            (Some(string), _) => self.string(string, fact),
            (None, Some(value)) => plain(value),
            (None, None) => wrong_type(None, Expected::Text),
        }
    }

    /// The typed value of an attribute, which is a string. The raw one beside it should be the same.
    fn typed_string(&mut self, attribute: &Attribute<'_>, fact: Fact) -> Field<String> {
        let typed = attribute.value.data;
        if attribute.raw.is_some_and(|raw| raw != typed && !same_bytes(attribute, raw, typed)) {
            self.note(fact, Problem::OtherRawValue);
        }
        self.string(attribute.string(typed), fact)
    }

    /// Decodes a string, within the limit.
    fn string(&mut self, string: Result<PoolStr<'_>, Error>, fact: Fact) -> Field<String> {
        let string = match string {
            Ok(string) => string,
            Err(error) => return Field::Unreadable(Problem::StringUnreadable { error }),
        };
        let Some(left) = self.text_left.checked_sub(string.bytes().len()) else {
            return Field::Unreadable(Problem::LimitReached);
        };
        self.text_left = left;
        if let Some((stated, actual)) = string.length_disagreement() {
            let error = Error::StringLengthsDisagree { index: string.index(), stated, actual };
            self.note(fact, Problem::StatedLength { error });
        }
        let mut text = string.text();
        if text.lossy {
            self.note(fact, Problem::InvalidText);
        }
        if text.has_nul {
            self.note(fact, Problem::NulInText);
            text.value.truncate(text.value.find('\0').unwrap_or(text.value.len()));
        }
        Field::Read(text.value)
    }
}

impl Reached<'_, '_> {
    fn value(&self) -> Option<Value> {
        match self {
            Self::Own(_, value) | Self::Resource(Resolved { content: Content::Value(value), .. }) => {
                Some(*value)
            }
            Self::Resource(_) => None,
        }
    }
}

/// Whether two strings of the pool are the same; comparing bytes is enough within one pool.
fn same_bytes(attribute: &Attribute<'_>, one: u32, other: u32) -> bool {
    matches!((attribute.string(one), attribute.string(other)), (Ok(one), Ok(other)) if one.bytes() == other.bytes())
}

fn plain(value: Value) -> Field<String> {
    match (value.plain_text(), value.kind) {
        (Some(text), _) => Field::Read(text),
        (None, ValueKind::Null) => Field::Absent,
        (None, found) => wrong_type(Some(found), Expected::Text),
    }
}

fn wrong_type<T>(found: Option<ValueKind>, expected: Expected) -> Field<T> {
    Field::Unreadable(Problem::WrongType { found, expected })
}

/// The attribute of that id. Where there is none, one of that name tells that the id was lost.
pub(super) fn attribute<'a>(element: &Element<'a>, attr: Attr) -> Field<Attribute<'a>> {
    match element.attribute(attr.id) {
        // `TYPE_NULL` is how the platform says that nothing is stated.
        Some(attribute) if attribute.value.kind == ValueKind::Null => Field::Absent,
        Some(attribute) => Field::Read(attribute),
        None => Field::Absent.or_missing(lost(element, attr)),
    }
}

/// An attribute of that name which is the platform's own, or could be, but has another id or none; or attributes that cannot be read.
pub(super) fn lost(element: &Element<'_>, attr: Attr) -> Option<Problem> {
    let meant = |attribute: &Attribute<'_>| attribute.id.is_none() || attribute.is_in_namespace(ANDROID);
    match element.named_attribute(attr.name).filter(meant) {
        Some(attribute) => Some(Problem::AttributeWithoutId { expected: attr.id, found: attribute.id }),
        None => element.unreadable_attributes().map(|error| Problem::AttributeUnreadable { error }),
    }
}
