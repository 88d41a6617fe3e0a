//! The `app` object of an iOS package, and a finding for each value that could not be read.

use std::collections::BTreeMap;
use std::rc::Rc;

use beian_apple::bundle::{AppBundle, Bundle, BundleKind};
use beian_apple::info::{INFO, INFO_STRINGS, Info, language, localized_name};
use beian_apple::plist::{Dictionary, Plist, Value};
use beian_archive::{Budget, EntryIndex};
use beian_model::{
    App, Bilingual, Finding, FindingId, Names, NestedApp, NestedKind, Phrase, Place, Platform,
};

use super::shown;
use crate::findings::Findings;
use crate::package::{Content, Package};
use crate::reason;

/// So many bundles within an app are looked into.
const MOST_NESTED: usize = 1000;

/// The entries that the identity is read from: property lists of bundles, and names in other languages.
pub(super) fn held(main: &AppBundle, package: &Package) -> Vec<EntryIndex> {
    let bundles = std::iter::once(&main.bundle).chain(main.nested.iter().take(MOST_NESTED));
    let infos = bundles.filter_map(|bundle| bundle.join(INFO)).filter_map(|path| entry(package, &path));
    let mut held: Vec<EntryIndex> = infos.chain(strings(main, package).map(|(_, index)| index)).collect();
    held.sort_unstable();
    held.dedup();
    held
}

/// What the app says of itself; nothing where its `Info.plist` cannot be read.
pub(super) fn read(
    main: &AppBundle,
    package: &mut Package,
    budget: &mut Budget,
    findings: &mut Findings,
) -> Option<App> {
    let mut reading = Reading { package, budget, findings };
    let info = reading.main(&main.bundle)?;
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
    let nested = main.nested.iter().take(MOST_NESTED).map(|bundle| reading.nested(bundle)).collect();
    Some(App {
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
    })
}

struct Reading<'r> {
    package: &'r mut Package,
    budget: &'r mut Budget,
    findings: &'r mut Findings,
}

impl Reading<'_> {
    /// The main app's `Info.plist`, and findings of what it does not say rightly.
    fn main(&mut self, bundle: &Bundle) -> Option<Info> {
        let index = bundle.join(INFO).and_then(|path| entry(self.package, &path));
        let Some(index) = index else {
            let holes = [("bundle", shown(&bundle.path).into())];
            self.findings.push(Finding::new(FindingId::IosInfoMissing, &holes));
            return None;
        };
        let info = self.dictionary(index, FindingId::IosInfoUnreadable).map(|list| Info::of(&list))?;
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
        Some(info)
    }

    /// The name under the icon that a file of strings gives.
    fn name_in(&mut self, strings: EntryIndex) -> Option<String> {
        let list = self.dictionary(strings, FindingId::IosNamesUnreadable)?;
        localized_name(&list).map(str::to_owned)
    }

    fn nested(&mut self, bundle: &Bundle) -> NestedApp {
        let index = bundle.join(INFO).and_then(|path| entry(self.package, &path));
        let list = index.and_then(|index| self.dictionary(index, FindingId::IosNestedUnreadable));
        let id = list.and_then(|list| Info::of(&list).identifier);
        NestedApp { path: shown(&bundle.path), id, kind: kind(bundle.kind) }
    }

    /// The dictionary that an entry is; a finding where it is none.
    fn dictionary(&mut self, index: EntryIndex, id: FindingId) -> Option<Dictionary> {
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

    fn parse(&mut self, content: &Rc<Content>) -> Result<Dictionary, Bilingual> {
        match Plist::parse(content.bytes(), self.budget) {
            Ok(Plist { value: Value::Dictionary(list), .. }) => Ok(list),
            Ok(_) => Err(Phrase::ReasonNoDictionary.words()),
            Err(error) => Err(Phrase::ReasonPropertyList.with(&[("cause", error.to_string().into())])),
        }
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
