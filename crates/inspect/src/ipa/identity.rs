//! The `app` object of an iOS package, and a finding for each value that could not be read.

use std::collections::BTreeMap;
use std::rc::Rc;

use beian_apple::bundle::{AppBundle, Bundle, BundleKind};
use beian_apple::info::{INFO, INFO_STRINGS, Info, language, localized_name};
use beian_apple::plist::{Dictionary, Format, Plist, Value};
use beian_archive::{Budget, EntryIndex};
use beian_model::{
    App, Bilingual, Finding, FindingId, InfoFormat, Names, NestedApp, NestedKind, Phrase, Place, Platform,
};

use super::shown;
use crate::findings::Findings;
use crate::package::{Content, Package};
use crate::reason;

/// So many bundles within an app are looked into.
pub(super) const MOST_NESTED: usize = 1000;

/// What the property lists of an app and of the bundles in it say.
#[derive(Default)]
pub(super) struct Identity {
    /// Nothing where the main `Info.plist` cannot be read.
    pub(super) app: Option<App>,
    /// How that is stored.
    pub(super) info_format: Option<InfoFormat>,
    /// Each bundle with what it says of its code, the main one first.
    pub(super) bundles: Vec<Named>,
    /// Whether there are more bundles than were looked into.
    pub(super) has_more: bool,
}

/// A bundle, and what its `Info.plist` says of its code.
pub(super) struct Named {
    pub(super) bundle: Bundle,
    /// The name of its executable, where it states one.
    pub(super) executable: Option<String>,
    /// Whether it has an `Info.plist` that could be read.
    pub(super) is_read: bool,
}

/// What the app says of itself.
pub(super) fn read(
    main: &AppBundle,
    package: &mut Package,
    budget: &mut Budget,
    findings: &mut Findings,
) -> Identity {
    let mut reading = Reading { package, budget, findings };
    let Some((info, format)) = reading.main(&main.bundle) else { return Identity::default() };
    let mut names = Names { default: info.shown_name().map(str::to_owned), locales: BTreeMap::new() };
    let mut languages: Vec<String> = info.localizations.iter().map(|name| name.replace('_', "-")).collect();
    languages.extend(folders(main, reading.package));
    languages.sort_unstable();
    languages.dedup();
    let strings: Vec<(String, EntryIndex)> = strings(main, reading.package).collect();
    for (tag, index) in strings {
        if let Some(name) = reading.name_in(index) {
            names.locales.insert(tag, name);
        }
    }
    let name = names.proposed().map(|(_, name)| name.to_owned());
    let mut bundles = vec![Named { bundle: main.bundle.clone(), executable: info.executable, is_read: true }];
    let mut nested = Vec::new();
    for bundle in main.nested.iter().take(MOST_NESTED) {
        let within = reading.nested(bundle);
        let is_read = within.is_some();
        let Info { identifier, executable, .. } = within.unwrap_or_default();
        nested.push(NestedApp { path: shown(&bundle.path), id: identifier, kind: kind(bundle.kind) });
        bundles.push(Named { bundle: bundle.clone(), executable, is_read });
    }
    let app = App {
        platform: Platform::Ios,
        id: info.identifier,
        name,
        names,
        version: info.short_version,
        build: info.version,
        min_os: info.minimum_os,
        target_os: None,
        languages,
        permissions: Vec::new(),
        entry_point: None,
        application_class: None,
        split: None,
        shared_user_id: None,
        flags: Vec::new(),
        meta_data: BTreeMap::new(),
        nested,
    };
    let has_more = main.nested.len() > MOST_NESTED;
    Identity { app: Some(app), info_format: Some(format), bundles, has_more }
}

struct Reading<'r> {
    package: &'r mut Package,
    budget: &'r mut Budget,
    findings: &'r mut Findings,
}

impl Reading<'_> {
    /// The main app's `Info.plist`, and findings of what it does not say rightly.
    fn main(&mut self, bundle: &Bundle) -> Option<(Info, InfoFormat)> {
        let index = bundle.join(INFO).and_then(|path| entry(self.package, &path));
        let Some(index) = index else {
            let holes = [("bundle", shown(&bundle.path).into())];
            self.findings.push(Finding::new(FindingId::IosInfoMissing, &holes));
            return None;
        };
        let (list, format) = self.dictionary(index, FindingId::IosInfoUnreadable)?;
        let info = Info::of(&list);
        let place = Place::entry(self.package.name(index));
        for problem in &info.problems {
            let (id, value) = match problem.key {
                "CFBundleIdentifier" => (FindingId::IdentityFormValue, Phrase::ValueBundleId),
                "CFBundleDisplayName" | "CFBundleName" => {
                    (FindingId::IdentityFormValue, Phrase::ValueAppName)
                }
                "CFBundleShortVersionString" => (FindingId::IdentityValue, Phrase::ValueVersion),
                "CFBundleVersion" => (FindingId::IdentityValue, Phrase::ValueBuild),
                "MinimumOSVersion" => (FindingId::IdentityValue, Phrase::ValueMinimumOs),
                _ => (FindingId::IdentityValue, Phrase::ValueOther),
            };
            let holes = [("key", problem.key.into()), ("found", problem.found.into())];
            let holes = [("value", value.into()), ("reason", Phrase::ReasonNoText.with(&holes).into())];
            self.findings.push(Finding::new(id, &holes).at(place.clone()));
        }
        Some((info, format))
    }

    /// The name under the icon that a file of strings gives.
    fn name_in(&mut self, strings: EntryIndex) -> Option<String> {
        let (list, _) = self.dictionary(strings, FindingId::IosNamesUnreadable)?;
        localized_name(&list).map(str::to_owned)
    }

    fn nested(&mut self, bundle: &Bundle) -> Option<Info> {
        let index = bundle.join(INFO).and_then(|path| entry(self.package, &path));
        let list = index.and_then(|index| self.dictionary(index, FindingId::IosNestedUnreadable));
        list.map(|(list, _)| Info::of(&list))
    }

    /// The dictionary that an entry is; a finding where it is none.
    fn dictionary(&mut self, index: EntryIndex, id: FindingId) -> Option<(Dictionary, InfoFormat)> {
        let read = self.package.once(index, self.budget, self.findings);
        let reason = match read.as_ref().map_err(reason::archive).map(|content| self.parse(content)) {
            Ok(Ok(list)) => return Some(list),
            Ok(Err(reason)) | Err(reason) => reason,
        };
        let entry = self.package.name(index);
        let holes = [("entry", entry.as_str().into()), ("reason", reason.into())];
        self.findings.push_of_entry(Finding::new(id, &holes).at(Place::entry(entry)));
        None
    }

    fn parse(&mut self, content: &Rc<Content>) -> Result<(Dictionary, InfoFormat), Bilingual> {
        match Plist::parse(content.bytes(), self.budget) {
            Ok(Plist { value: Value::Dictionary(list), format }) => Ok((list, info_format(format))),
            Ok(_) => Err(Phrase::ReasonNoDictionary.words()),
            Err(error) => Err(Phrase::ReasonPropertyList.with(&[("cause", error.to_string().into())])),
        }
    }
}

fn info_format(format: Format) -> InfoFormat {
    match format {
        Format::Binary => InfoFormat::Binary,
        // The old style is text as well; no tool of Apple's has written one for an app.
        Format::Xml | Format::OpenStep => InfoFormat::Xml,
    }
}

fn kind(kind: BundleKind) -> NestedKind {
    match kind {
        BundleKind::App | BundleKind::Other => NestedKind::App,
        BundleKind::Extension => NestedKind::Extension,
        BundleKind::Watch => NestedKind::Watch,
        BundleKind::Clip => NestedKind::Clip,
        BundleKind::Framework => NestedKind::Framework,
    }
}

/// The first entry of this name.
fn entry(package: &Package, name: &[u8]) -> Option<EntryIndex> {
    package.named(name).first().copied()
}

/// The languages that the app has folders for.
fn folders<'p>(main: &'p AppBundle, package: &'p Package) -> impl Iterator<Item = String> + 'p {
    let names = package.archive().entries().iter().filter_map(|entry| main.bundle.within(entry.name()));
    names.filter_map(|name| {
        let folder = name.split(|byte| *byte == b'/').next().filter(|folder| folder.len() < name.len())?;
        language(str::from_utf8(folder).ok()?)
    })
}

/// The files with names in other languages, each with its language.
fn strings<'p>(main: &'p AppBundle, package: &'p Package) -> impl Iterator<Item = (String, EntryIndex)> + 'p {
    package.archive().entries().iter().filter_map(|entry| {
        let name = str::from_utf8(main.bundle.within(entry.name())?).ok()?;
        let (folder, file) = name.split_once('/')?;
        Some((language(folder)?, entry.index())).filter(|_| file == INFO_STRINGS)
    })
}
