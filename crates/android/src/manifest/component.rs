//! Activities and aliases, as far as the launcher is concerned.

use super::attributes::{ENABLED, NAME, TARGET_ACTIVITY};
use super::field::{Field, Problem};
use super::lookup::{Lookup, lost};
use super::{Fact, Launcher};
use crate::ValueKind;
use crate::axml::Element;

/// An activity or alias while its children are read.
#[derive(Clone, Copy)]
pub(super) struct Component<'a> {
    element: Element<'a>,
    is_alias: bool,
    is_launcher: bool,
    filter: Filter,
    /// Why a name in a filter could not be read: the component may be a launcher's after all.
    doubt: Option<Problem>,
}

/// What an intent filter has of what a launcher asks for.
#[derive(Clone, Copy, Default)]
struct Filter {
    main: bool,
    launcher: bool,
}

impl<'a> Component<'a> {
    /// The component that an element begins, if it is one that a launcher can start.
    pub(super) fn of(element: Element<'a>) -> Option<Self> {
        let is_alias = element.is_named("activity-alias");
        (is_alias || element.is_named("activity")).then_some(Self {
            element,
            is_alias,
            is_launcher: false,
            filter: Filter::default(),
            doubt: None,
        })
    }

    pub(super) fn open_filter(&mut self) {
        self.filter = Filter::default();
    }

    /// An action or category of the filter. `ParsedIntentInfoUtils`: the name must be a string of the manifest itself.
    pub(super) fn filter_part(&mut self, part: &Element<'a>) {
        let (is_action, is_category) = (part.is_named("action"), part.is_named("category"));
        if is_action || is_category {
            self.filter.main |= is_action && has_name(part, "android.intent.action.MAIN");
            self.filter.launcher |= is_category && has_name(part, "android.intent.category.LAUNCHER");
            if part.attribute(NAME.id).is_none() {
                self.doubt = self.doubt.or_else(|| lost(part, NAME));
            }
        }
    }

    /// Why this may be a launcher's component although it does not look like one.
    pub(super) fn doubt(&self) -> Option<Problem> {
        self.doubt
    }

    pub(super) fn close_filter(&mut self) {
        self.is_launcher |= self.filter.main && self.filter.launcher;
    }

    /// The launcher's entry, if it is one and not switched off.
    pub(super) fn close(&self, package: &Field<String>, lookup: &mut Lookup<'_, 'a>) -> Field<Launcher> {
        if !self.is_launcher || lookup.boolean(&self.element, ENABLED, Fact::Launcher) == Field::Read(false) {
            return Field::Absent;
        }
        let package = package.value().map_or("", String::as_str);
        let target = if self.is_alias {
            lookup.text(&self.element, TARGET_ACTIVITY, Fact::Launcher)
        } else {
            Field::Absent
        };
        lookup.text(&self.element, NAME, Fact::Launcher).map(|name| Launcher {
            name: class_name(package, &name),
            target: target.value().map(|target| class_name(package, target)),
        })
    }
}

/// Whether `android:name` is a string of the manifest and this one.
fn has_name(element: &Element<'_>, expected: &str) -> bool {
    element
        .attribute(NAME.id)
        .filter(|name| name.value.kind == ValueKind::String)
        .is_some_and(|name| name.string(name.value.data).is_ok_and(|string| string.is(expected)))
}

/// A class name as the platform completes it: one that begins with a dot, or has none, is the package's own.
/// `ParsingUtils.buildClassName`.
pub fn class_name(package: &str, stated: &str) -> String {
    if stated.starts_with('.') {
        format!("{package}{stated}")
    } else if stated.contains('.') || stated.is_empty() {
        stated.to_owned()
    } else {
        format!("{package}.{stated}")
    }
}
