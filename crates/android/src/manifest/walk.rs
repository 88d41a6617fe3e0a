//! One walk over the document.

mod finish;
mod lists;

use std::collections::{BTreeMap, BTreeSet};

use super::attributes::{
    ALLOW_BACKUP, Attr, DEBUGGABLE, EXTRACT_NATIVE_LIBS, HAS_CODE, ICON, IS_FEATURE_SPLIT, IS_SPLIT_REQUIRED,
    ISOLATED_SPLITS, MAX_SDK, MIN_SDK, MULTI_ARCH, NAME, REQUIRED_SPLIT_TYPES, ROUND_ICON, SHARED_USER_ID,
    TARGET_SDK, TEST_ONLY, USES_CLEARTEXT_TRAFFIC, VERSION_CODE, VERSION_CODE_MAJOR, VERSION_NAME,
};
use super::component::Component;
use super::field::{Field, Problem};
use super::lookup::Lookup;
use super::{Fact, Flag, Manifest, Resources, Sdk};
use crate::axml::{Document, Element, Event, Events};
use crate::oddity::{Oddities, OddityKind};
use crate::{Error, ValueKind};
use finish::{empty, version_code};

pub(super) fn read(data: &[u8], resources: Resources<'_, '_>) -> Result<Manifest, Error> {
    let strict = Document::strict(data).map(|document| Walk::through(&document, resources));
    let refused = match &strict {
        Ok(walk) => match walk.refused {
            None => return strict.map(Walk::finish),
            // The platform gives up among the nodes.
            Some(error) => error,
        },
        Err(error) => *error,
    };
    match Document::recovered(data) {
        Ok(document) => {
            let mut walk = Walk::through(&document, resources);
            walk.refused = Some(refused);
            Ok(walk.finish())
        }
        // Nothing to recover: what the platform gets to is all there is.
        Err(_) => strict.map(Walk::finish),
    }
}

/// The elements that ask for a permission.
const USES_PERMISSION: [&str; 3] = ["uses-permission", "uses-permission-sdk-23", "uses-permission-sdk-m"];

/// Which of the elements that matter were found.
#[derive(Clone, Copy, Default)]
struct Seen {
    manifest: bool,
    /// Why the first element's name cannot be read.
    unnamed: Option<Error>,
    uses_sdk: Place,
    permissions: Place,
    application: Place,
    application_closed: bool,
}

/// Where an element was found that belongs right below the manifest.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Place {
    #[default]
    Nowhere,
    /// So deep, where nobody looks.
    Elsewhere(u32),
    Right,
}

impl Place {
    /// Remembers where an element of that name stands, if it stands in no better place.
    fn see(&mut self, element: &Element<'_>, name: &str) {
        if *self == Self::Nowhere && element.depth() != 1 && element.is_named(name) {
            *self = Self::Elsewhere(element.depth());
        }
    }
}

/// The state of the walk: what is open, and what was found.
struct Walk<'t, 'a> {
    lookup: Lookup<'t, 'a>,
    found: Manifest,
    seen: Seen,
    in_application: bool,
    component: Option<Component<'a>>,
    in_filter: bool,
    /// Why a component may be the launcher's although it does not look like it.
    launcher_doubt: Option<Problem>,
    /// Permissions by pool index: one that stands there a thousand times is decoded once.
    permission_indices: BTreeSet<u32>,
    permission_names: BTreeSet<String>,
    meta_data: BTreeMap<String, usize>,
    /// The platform's reader gives up before the manifest element ends.
    refused: Option<Error>,
    /// What broke the document, if something did before the manifest element ended.
    broken: Option<Error>,
}

impl<'t, 'a> Walk<'t, 'a> {
    fn through(document: &Document<'a>, resources: Resources<'t, 'a>) -> Self {
        let mut walk = Self {
            lookup: Lookup::new(resources),
            found: empty(document.reading()),
            seen: Seen::default(),
            in_application: false,
            component: None,
            in_filter: false,
            launcher_doubt: None,
            permission_indices: BTreeSet::new(),
            permission_names: BTreeSet::new(),
            meta_data: BTreeMap::new(),
            refused: None,
            broken: None,
        };
        let mut oddities = Oddities::default();
        let mut events = document.events();
        walk.run(&mut events, &mut oddities);
        let own = document.oddities().iter().chain(events.oddities()).chain(oddities.as_slice());
        walk.found.oddities = own.copied().collect();
        walk
    }

    fn run(&mut self, events: &mut Events<'a>, oddities: &mut Oddities) {
        while let Some(event) = events.next() {
            match event {
                Ok(Event::StartElement(element)) => self.start(element),
                Ok(Event::EndElement) => self.end(events.depth()),
                Ok(_) => {}
                Err(error) => self.refused = Some(error),
            }
            if events.closed_root() {
                // The package parser stops here; only what the document's end looks like is still of interest.
                self.broken = self.broken.or(events.first_error());
                if events.by_ref().any(|event| event.is_err()) {
                    oddities.note(OddityKind::BrokenAfterEnd, events.offset());
                }
                return;
            }
        }
        self.broken = events.first_error();
    }

    fn start(&mut self, element: Element<'a>) {
        match element.depth() {
            0 => self.root(&element),
            1 if self.seen.manifest => self.child_of_manifest(&element),
            2 if self.in_application => self.child_of_application(element),
            3 if self.component.is_some() => self.open_filter(&element),
            4 if self.in_filter => self.filter_part(&element),
            _ => {}
        }
        self.seen.application.see(&element, "application");
        self.seen.uses_sdk.see(&element, "uses-sdk");
        for tag in USES_PERMISSION {
            self.seen.permissions.see(&element, tag);
        }
    }

    /// Closes what ends with an element; `depth` is how many are still open.
    fn end(&mut self, depth: u32) {
        match depth {
            1 if self.in_application => {
                self.in_application = false;
                self.seen.application_closed = true;
            }
            2 => self.close_component(),
            3 if self.in_filter => {
                self.in_filter = false;
                if let Some(component) = &mut self.component {
                    component.close_filter();
                }
            }
            _ => {}
        }
    }

    fn root(&mut self, element: &Element<'a>) {
        if !element.is_named("manifest") {
            self.seen.unnamed = self.seen.unnamed.or(element.name().and_then(Result::err));
            return;
        }
        self.seen.manifest = true;
        let (lookup, found) = (&mut self.lookup, &mut self.found);
        found.package = lookup.plain_text(element, "package", Fact::Package);
        found.split = lookup.plain_text(element, "split", Fact::Split);
        if found.split == Field::Read(String::new()) {
            found.split = Field::Absent;
        }
        found.config_for_split = lookup.plain_text(element, "configForSplit", Fact::ConfigForSplit);
        found.version_name = lookup.text(element, VERSION_NAME, Fact::VersionName);
        found.version_code =
            version_code(lookup.int(element, VERSION_CODE), lookup.int(element, VERSION_CODE_MAJOR));
        found.shared_user_id = lookup.text(element, SHARED_USER_ID, Fact::SharedUserId);
        self.flag_if(element, IS_FEATURE_SPLIT, true, Flag::FeatureSplit);
        self.flag_if(element, IS_SPLIT_REQUIRED, true, Flag::SplitRequired);
        self.required_split_types(element);
        self.flag_if(element, ISOLATED_SPLITS, true, Flag::IsolatedSplits);
    }

    fn child_of_manifest(&mut self, element: &Element<'a>) {
        if element.is_named("uses-sdk") {
            self.uses_sdk(element);
        } else if USES_PERMISSION.iter().any(|tag| element.is_named(tag)) {
            self.permission(element);
        } else if element.is_named("application") && self.seen.application != Place::Right {
            self.application(element);
        }
    }

    /// Types of splits without which the package is not installed, by Android 13 and later (`parseRequiredSplitTypes`).
    fn required_split_types(&mut self, element: &Element<'a>) {
        let flag = Flag::SplitRequired;
        match self.lookup.text(element, REQUIRED_SPLIT_TYPES, Fact::Flag(flag)) {
            Field::Read(types) if !types.is_empty() && !self.found.flags.contains(&flag) => {
                self.found.flags.push(flag);
            }
            Field::Unreadable(problem) => self.lookup.note(Fact::Flag(flag), problem),
            _ => {}
        }
    }

    /// The last `uses-sdk` counts, with all that it does not state (`ParsingPackageUtils.parseUsesSdk`).
    fn uses_sdk(&mut self, element: &Element<'a>) {
        self.seen.uses_sdk = Place::Right;
        self.found.min_sdk = self.sdk(element, MIN_SDK, Fact::MinSdk);
        self.found.target_sdk = self.sdk(element, TARGET_SDK, Fact::TargetSdk);
        self.found.max_sdk = self.lookup.int(element, MAX_SDK);
    }

    /// A number, or a string: one that is no number is a codename, an empty one says nothing.
    fn sdk(&mut self, element: &Element<'a>, attr: Attr, fact: Fact) -> Field<Sdk> {
        match self.lookup.int(element, attr) {
            Field::Unreadable(Problem::WrongType { found: Some(ValueKind::String), .. }) => {}
            number => return number.map(Sdk::Level),
        }
        self.lookup.text(element, attr, fact).and_then(|text| match text.parse() {
            Ok(level) => Field::Read(Sdk::Level(level)),
            Err(_codename) if text.is_empty() => Field::Absent,
            Err(_codename) => Field::Read(Sdk::Codename(text)),
        })
    }

    fn application(&mut self, element: &Element<'a>) {
        self.seen.application = Place::Right;
        self.in_application = true;
        let (lookup, found) = (&mut self.lookup, &mut self.found);
        found.names = lookup.names(element);
        found.application_class = lookup.text(element, NAME, Fact::ApplicationClass);
        found.icon = lookup.reference(element, ICON);
        found.round_icon = lookup.reference(element, ROUND_ICON);
        self.flag_if(element, DEBUGGABLE, true, Flag::Debuggable);
        self.flag_if(element, TEST_ONLY, true, Flag::TestOnly);
        self.flag_if(element, HAS_CODE, false, Flag::NoCode);
        self.flag_if(element, USES_CLEARTEXT_TRAFFIC, true, Flag::CleartextTraffic);
        self.flag_if(element, EXTRACT_NATIVE_LIBS, false, Flag::NativeLibsInPackage);
        self.flag_if(element, MULTI_ARCH, true, Flag::MultiArch);
        self.flag_if(element, ALLOW_BACKUP, true, Flag::AllowBackup);
    }

    /// Notes a flag where the attribute states `when`.
    fn flag_if(&mut self, element: &Element<'a>, attr: Attr, when: bool, flag: Flag) {
        match self.lookup.boolean(element, attr, Fact::Flag(flag)) {
            Field::Read(stated) if stated == when => self.found.flags.push(flag),
            Field::Unreadable(problem) => self.lookup.note(Fact::Flag(flag), problem),
            _ => {}
        }
    }

    fn child_of_application(&mut self, element: Element<'a>) {
        if element.is_named("meta-data") {
            self.meta_data(&element);
        } else if self.found.launcher.value().is_none() {
            self.component = Component::of(element);
        }
    }

    fn open_filter(&mut self, element: &Element<'a>) {
        if let Some(component) = &mut self.component
            && element.is_named("intent-filter")
        {
            component.open_filter();
            self.in_filter = true;
        }
    }

    fn filter_part(&mut self, element: &Element<'a>) {
        if let Some(component) = &mut self.component {
            component.filter_part(element);
        }
    }

    fn close_component(&mut self) {
        let Some(component) = self.component.take() else { return };
        self.launcher_doubt = self.launcher_doubt.or(component.doubt());
        let launcher = component.close(&self.found.package, &mut self.lookup);
        // One that can be read is better than an earlier one that cannot.
        if self.found.launcher.is_absent() || launcher.value().is_some() {
            self.found.launcher = launcher;
        }
    }
}
