//! A finding for each fact that could not be read: no null without a reason.

use beian_android::manifest::{Fact, Flag, Manifest, MetaValue, Problem};
use beian_model::{Bilingual, Finding, FindingId, Phrase, Place, Word};

use super::MANIFEST;
use crate::findings::Findings;
use crate::reason;

/// Findings of everything that a manifest states and that could not be read.
pub(super) fn report(manifest: &Manifest, findings: &mut Findings) {
    for note in manifest.problems() {
        // Localised names and meta-data are told by name below.
        if !matches!(note.fact, Fact::LocalizedName | Fact::MetaData) {
            push(note.fact, &value(note.fact), &note.problem, findings);
        }
    }
    localized(manifest, findings);
    for data in &manifest.meta_data {
        if let MetaValue::Text(field) = &data.value
            && let Some(problem) = field.problem()
        {
            let value = Phrase::ValueMetaData.with(&[("name", data.name.as_str().into())]);
            push(Fact::MetaData, &value, problem, findings);
        }
    }
}

fn localized(manifest: &Manifest, findings: &mut Findings) {
    let names = manifest.names.value().map(|names| names.localized.as_slice()).unwrap_or_default();
    for (tag, name) in names {
        if let Some(problem) = name.problem() {
            let value = Phrase::ValueAppNameIn.with(&[("locale", tag.as_str().into())]);
            push(Fact::LocalizedName, &value, problem, findings);
        }
    }
}

/// The findings where not one fact could be read: for the values that the form needs, and for all others.
pub(crate) fn nothing_readable(reason: &Bilingual, findings: &mut Findings) {
    let holes = [("value", Phrase::ValueIdentity.into()), ("reason", Word::from(reason.clone()))];
    findings.push(Finding::new(FindingId::IdentityFormValue, &holes).at(Place::entry(MANIFEST)));
}

fn push(fact: Fact, value: &Bilingual, problem: &Problem, findings: &mut Findings) {
    let id = match (problem, fact) {
        (Problem::InvalidText, _) => FindingId::IdentityText,
        (_, Fact::Package | Fact::Name) => FindingId::IdentityFormValue,
        _ => FindingId::IdentityValue,
    };
    let holes = [("value", value.clone().into()), ("reason", reason::android(problem).into())];
    findings.push_once(Finding::new(id, &holes).at(Place::entry(MANIFEST)));
}

fn value(fact: Fact) -> Bilingual {
    let phrase = match fact {
        Fact::Package => Phrase::ValuePackageName,
        Fact::Split | Fact::ConfigForSplit => Phrase::ValueSplit,
        Fact::VersionName => Phrase::ValueVersionName,
        Fact::VersionCode => Phrase::ValueVersionCode,
        Fact::SharedUserId => Phrase::ValueSharedUserId,
        Fact::MinSdk => Phrase::ValueMinSdk,
        Fact::TargetSdk => Phrase::ValueTargetSdk,
        Fact::MaxSdk => Phrase::ValueMaxSdk,
        Fact::Name | Fact::LocalizedName => Phrase::ValueAppName,
        Fact::ApplicationClass => Phrase::ValueApplicationClass,
        Fact::Icon | Fact::RoundIcon => Phrase::ValueIcon,
        Fact::Launcher => Phrase::ValueEntryPoint,
        Fact::Permission => Phrase::ValuePermission,
        Fact::Flag(flag) => return Phrase::ValueFlag.with(&[("name", flag_name(flag).into())]),
        _ => Phrase::ValueOther,
    };
    phrase.words()
}

/// The manifest's own name of a flag.
fn flag_name(flag: Flag) -> &'static str {
    match flag {
        Flag::Debuggable => "debuggable",
        Flag::TestOnly => "testOnly",
        Flag::NoCode => "hasCode",
        Flag::FeatureSplit => "isFeatureSplit",
        Flag::SplitRequired => "isSplitRequired",
        Flag::IsolatedSplits => "isolatedSplits",
        Flag::CleartextTraffic => "usesCleartextTraffic",
        Flag::NativeLibsInPackage => "extractNativeLibs",
        Flag::MultiArch => "multiArch",
        Flag::AllowBackup => "allowBackup",
        _ => "?",
    }
}
