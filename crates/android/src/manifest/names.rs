//! The app's name in every locale.

use super::field::{Expected, Field, Problem};
use super::lookup::{Lookup, attribute};
use super::{Fact, Resources, attributes};
use crate::arsc::LocaleValue;
use crate::axml::Element;
use crate::{ResourceId, ValueKind};

/// The label of the application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Names {
    /// On a device without a locale.
    pub default: Field<String>,
    /// On devices of the locales that it is translated to, by BCP 47 tag, sorted.
    pub localized: Vec<(String, Field<String>)>,
}

impl<'a> Lookup<'_, 'a> {
    /// `android:label`: a literal is the name everywhere (`nonLocalizedLabel`), a reference is resolved for each locale (`labelRes`).
    pub(super) fn names(&mut self, application: &Element<'a>) -> Field<Names> {
        attribute(application, attributes::LABEL).and_then(|label| {
            let value = self.run_time(label.value);
            match (value.reference(), value.kind) {
                (Some(id), _) => Field::Read(self.names_of(application, id)),
                (None, ValueKind::Attribute | ValueKind::DynamicAttribute) => {
                    Field::Unreadable(Problem::WrongType {
                        found: Some(value.kind),
                        expected: Expected::Text,
                    })
                }
                (None, _) => self
                    .text(application, attributes::LABEL, Fact::Name)
                    .map(|text| Names { default: Field::Read(text), localized: Vec::new() }),
            }
        })
    }

    fn names_of(&mut self, application: &Element<'a>, id: ResourceId) -> Names {
        let default = self.text(application, attributes::LABEL, Fact::Name);
        let Resources::Table(table) = self.resources() else {
            return Names { default, localized: Vec::new() };
        };
        let device = *self.device();
        let (values, ended) = table.values_by_locale(id, &device);
        if let Err(error) = ended {
            self.note(Fact::LocalizedName, error.into());
        }
        let localized = values.iter().map(|found| (found.locale.tag(), self.localized_name(found))).collect();
        Names { default, localized }
    }

    fn localized_name(&mut self, found: &LocaleValue<'_, 'a>) -> Field<String> {
        let field = match &found.value {
            Ok(resolved) => self.resolved_text(resolved, Fact::LocalizedName),
            Err(error) => Field::Unreadable((*error).into()),
        };
        if let Some(problem) = field.problem() {
            self.note(Fact::LocalizedName, *problem);
        }
        field
    }
}
