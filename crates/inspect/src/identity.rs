//! The `app` object of an Android package: facts of its manifest, and a finding for each that could not be read.

mod problems;

use std::collections::BTreeMap;

use beian_android::arsc::Table;
use beian_android::manifest::{Flag, Manifest, MetaValue, Resources, class_name};
use beian_android::{Error, OddityKind, Reading};
use beian_model::{App, AppFlag, Finding, FindingId, Names, Phrase, Place, Platform};

use crate::findings::Findings;
use crate::reason;

pub(crate) use problems::nothing_readable;

/// The entry that holds the manifest.
pub(crate) const MANIFEST: &str = "AndroidManifest.xml";
/// The entry that holds the resource table.
pub(crate) const RESOURCES: &str = "resources.arsc";

/// The identity that a manifest states, resolved against the table that the package has.
pub(crate) fn of_manifest(manifest: &[u8], table: Option<&[u8]>, findings: &mut Findings) -> Option<App> {
    let opened = table.map(open_table);
    let resources = match &opened {
        None => Resources::Absent,
        Some(Ok((table, _))) => Resources::Table(table),
        Some(Err(error)) => Resources::Broken(*error),
    };
    let read = match Manifest::read(manifest, resources) {
        Ok(read) => read,
        Err(error) => {
            unreadable(&error, findings);
            return None;
        }
    };
    match &opened {
        Some(Ok((table, refused))) => table_findings(table, refused.as_ref(), findings),
        Some(Err(error)) => {
            let holes = [("reason", reason::structure(error).into())];
            findings.push(Finding::new(FindingId::ResourcesUnreadable, &holes).at(Place::entry(RESOURCES)));
            let holes =
                [("value", Phrase::ValueLanguages.into()), ("reason", reason::structure(error).into())];
            findings.push(Finding::new(FindingId::IdentityValue, &holes).at(Place::entry(RESOURCES)));
        }
        None => {}
    }
    manifest_findings(&read, findings);
    problems::report(&read, findings);
    Some(app(&read))
}

/// The identity of a bare manifest, whose package is not there.
pub(crate) fn of_bare_manifest(manifest: &[u8], findings: &mut Findings) -> Option<App> {
    of_manifest(manifest, None, findings).inspect(|app| build_findings(app, findings))
}

/// A table as the platform opens it; where the platform refuses it, recovered, with the platform's reason.
fn open_table(bytes: &[u8]) -> Result<(Table<'_>, Option<Error>), Error> {
    match Table::strict(bytes) {
        Ok(table) => Ok((table, None)),
        Err(refused) => Ok((Table::recovered(bytes)?, Some(refused))),
    }
}

fn unreadable(error: &Error, findings: &mut Findings) {
    let finding = match error {
        Error::PlainTextXml => Finding::new(FindingId::ManifestPlainText, &[]),
        error => Finding::new(FindingId::ManifestUnreadable, &[("reason", reason::structure(error).into())]),
    };
    findings.push(finding.at(Place::entry(MANIFEST)));
    let cause = reason::structure(error);
    nothing_readable(&Phrase::ReasonManifestUnreadable.with(&[("cause", cause.into())]), findings);
}

fn manifest_findings(manifest: &Manifest, findings: &mut Findings) {
    if let (Reading::Recovered, Some(refused)) = (manifest.reading, &manifest.refused) {
        let holes = [("reason", reason::structure(refused).into())];
        findings.push(Finding::new(FindingId::ManifestRecovered, &holes).at(Place::entry(MANIFEST)));
    }
    oddities(MANIFEST, &manifest.oddities, findings);
}

fn table_findings(table: &Table<'_>, refused: Option<&Error>, findings: &mut Findings) {
    if let Some(refused) = refused {
        let holes = [("reason", reason::structure(refused).into())];
        findings.push(Finding::new(FindingId::ResourcesRecovered, &holes).at(Place::entry(RESOURCES)));
    }
    oddities(RESOURCES, table.oddities(), findings);
}

fn oddities(entry: &str, oddities: &[beian_android::Oddity], findings: &mut Findings) {
    for oddity in oddities {
        let holes = [("entry", entry.into()), ("platform", reason::platform(oddity.platform()).into())];
        let offset = u64::try_from(oddity.offset).unwrap_or(u64::MAX);
        findings.push(Finding::new(structure(oddity.kind), &holes).at(Place::entry(entry).at(offset)));
    }
}

fn structure(kind: OddityKind) -> FindingId {
    use FindingId as F;
    use OddityKind as K;
    match kind {
        K::Magic => F::StructureMagic,
        K::TrailingBytes => F::StructureTrailingBytes,
        K::JunkChunk => F::StructureJunkChunk,
        K::JunkNode => F::StructureJunkNode,
        K::NodeHeaderSize => F::StructureNodeHeaderSize,
        K::AttributeSize => F::StructureAttributeSize,
        K::AttributeStart => F::StructureAttributeStart,
        K::NoResourceMap => F::StructureNoResourceMap,
        K::SecondStringPool => F::StructureSecondStringPool,
        K::UnclosedElements => F::StructureUnclosedElements,
        K::StrayEndElement => F::StructureStrayEndElement,
        K::BrokenAfterEnd => F::StructureBrokenAfterEnd,
        K::TotalSize => F::StructureTotalSize,
        K::HeaderSize => F::StructureHeaderSize,
        K::StringCount => F::StructureStringCount,
        K::Styles => F::StructureStyles,
        K::StringsNotTerminated => F::StructureStringsNotTerminated,
        K::NodeSkipped => F::StructureNodeSkipped,
        K::FewerPackages => F::StructureFewerPackages,
        K::PackageCount => F::StructurePackageCount,
        K::MorePackages => F::StructureMorePackages,
        K::JunkTableChunk => F::StructureJunkTableChunk,
        K::BrokenTail => F::StructureBrokenTail,
        K::ChunkSkipped => F::StructureChunkSkipped,
        K::SecondTypeSpec => F::StructureSecondTypeSpec,
        K::StrayStringPool => F::StructureStrayStringPool,
        K::StagedAliasesIgnored => F::StructureStagedAliasesIgnored,
        _ => F::StructureOther,
    }
}

fn app(manifest: &Manifest) -> App {
    let package = manifest.package.value().cloned();
    let names = names(manifest);
    App {
        platform: Platform::Android,
        name: names.proposed().map(|(_, name)| name.to_owned()),
        names,
        version: manifest.version_name.value().cloned(),
        build: manifest.version_code.value().map(ToString::to_string),
        min_os: manifest.min_sdk.value().map(ToString::to_string),
        target_os: manifest.target_sdk.value().map(ToString::to_string),
        languages: manifest.languages.clone(),
        permissions: manifest.permissions.iter().map(|permission| permission.name.clone()).collect(),
        entry_point: manifest.launcher.value().map(|launcher| launcher.name.clone()),
        application_class: manifest
            .application_class
            .value()
            .map(|class| class_name(package.as_deref().unwrap_or_default(), class)),
        split: manifest.split.value().cloned(),
        shared_user_id: manifest.shared_user_id.value().cloned(),
        flags: manifest.flags.iter().filter_map(|&flag| app_flag(flag)).collect(),
        meta_data: meta_data(manifest),
        nested: Vec::new(),
        id: package,
    }
}

fn names(manifest: &Manifest) -> Names {
    let Some(names) = manifest.names.value() else { return Names::default() };
    let localized = names.localized.iter();
    Names {
        default: names.default.value().cloned(),
        locales: localized.filter_map(|(tag, name)| Some((tag.clone(), name.value()?.clone()))).collect(),
    }
}

fn meta_data(manifest: &Manifest) -> BTreeMap<String, Option<String>> {
    let text = |value: &MetaValue| match value {
        MetaValue::Text(field) => field.value().cloned(),
        MetaValue::Resource(id) => Some(format!("@{id}")),
    };
    manifest.meta_data.iter().map(|data| (data.name.clone(), text(&data.value))).collect()
}

fn app_flag(flag: Flag) -> Option<AppFlag> {
    Some(match flag {
        Flag::Debuggable => AppFlag::Debuggable,
        Flag::TestOnly => AppFlag::TestOnly,
        Flag::NoCode => AppFlag::NoCode,
        Flag::FeatureSplit => AppFlag::FeatureSplit,
        Flag::SplitRequired => AppFlag::SplitRequired,
        Flag::IsolatedSplits => AppFlag::IsolatedSplits,
        Flag::CleartextTraffic => AppFlag::CleartextTraffic,
        Flag::NativeLibsInPackage => AppFlag::NativeLibsInPackage,
        Flag::MultiArch => AppFlag::MultiArch,
        Flag::AllowBackup => AppFlag::AllowBackup,
        _ => return None,
    })
}

/// What the manifest says of the build: not the package that will be shipped, or not all of it.
pub(crate) fn build_findings(app: &App, findings: &mut Findings) {
    if let Some(split) = &app.split {
        findings.push(Finding::new(FindingId::AppSplitWithoutBase, &[("split", split.as_str().into())]));
    }
    let of_flags = [
        (AppFlag::Debuggable, FindingId::AppDebuggable),
        (AppFlag::TestOnly, FindingId::AppTestOnly),
        (AppFlag::SplitRequired, FindingId::AppSplitRequired),
    ];
    for (_, id) in of_flags.into_iter().filter(|(flag, _)| app.flags.contains(flag)) {
        findings.push(Finding::new(id, &[]).at(Place::entry(MANIFEST)));
    }
}
