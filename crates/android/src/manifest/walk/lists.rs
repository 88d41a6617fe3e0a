//! The lists of a manifest: permissions and `meta-data`.

use super::Walk;
use crate::ValueKind;
use crate::axml::{Attribute, Element};
use crate::manifest::attributes::{MAX_SDK, NAME, RESOURCE, VALUE};
use crate::manifest::field::Field;
use crate::manifest::{Fact, MetaData, MetaValue, Permission};

impl<'a> Walk<'_, 'a> {
    pub(super) fn permission(&mut self, element: &Element<'a>) {
        let known = |attribute: &Attribute<'_>| {
            attribute.value.kind == ValueKind::String
                && self.permission_indices.contains(&attribute.value.data)
        };
        let attribute = element.attribute(NAME.id);
        if attribute.as_ref().is_some_and(known) {
            return;
        }
        let name = self.lookup.literal_text(element, NAME, Fact::Permission);
        self.permission_indices.extend(attribute.map(|attribute| attribute.value.data));
        let max_sdk = self.lookup.int(element, MAX_SDK).value().copied();
        match name {
            Field::Read(name) if self.permission_names.insert(name.clone()) => {
                self.found.permissions.push(Permission { name, max_sdk });
            }
            Field::Unreadable(problem) => self.lookup.note(Fact::Permission, problem),
            _ => {}
        }
    }

    /// `ParsingPackageUtils.parseMetaData`: a resource, else a value, references followed.
    pub(super) fn meta_data(&mut self, element: &Element<'a>) {
        let name = match self.lookup.text(element, NAME, Fact::MetaData) {
            Field::Read(name) => name,
            Field::Absent => return,
            Field::Unreadable(problem) => return self.lookup.note(Fact::MetaData, problem),
        };
        let value = match self.lookup.reference(element, RESOURCE) {
            Field::Read(id) => MetaValue::Resource(id),
            _ => MetaValue::Text(self.lookup.text(element, VALUE, Fact::MetaData)),
        };
        if let MetaValue::Text(Field::Unreadable(problem)) = &value {
            self.lookup.note(Fact::MetaData, *problem);
        }
        let place = *self.meta_data.entry(name.clone()).or_insert(self.found.meta_data.len());
        match self.found.meta_data.get_mut(place) {
            Some(known) => known.value = value,
            None => self.found.meta_data.push(MetaData { name, value }),
        }
    }
}
