//! A finding for each fact that could not be read: no null without a reason.

use beian_android::manifest::{Fact, Flag, Manifest, MetaData, MetaValue, Note, Problem};
use beian_model::{Bilingual, Finding, FindingId, Phrase, Place, Word};

use super::MANIFEST;
use crate::findings::Findings;
use crate::reason;

/// Findings of everything that a manifest states and that could not be read. Facts that one cause hides are told together.
pub(super) fn report(manifest: &Manifest, findings: &mut Findings) {
    let mut causes: Vec<Cause> = Vec::new();
    for (fact, value, problem) in unreadable(manifest) {
        let id = finding_id(fact, &problem);
        match causes.iter_mut().find(|cause| (cause.id, cause.problem) == (id, problem)) {
            Some(known) if known.values.contains(&value) => {}
            Some(known) => known.values.push(value),
            None => causes.push(Cause { id, problem, values: vec![value] }),
        }
    }
    for cause in causes {
        findings.push(cause.finding());
    }
}

/// One cause, and the values that it hides.
struct Cause {
    id: FindingId,
    problem: Problem,
    values: Vec<Bilingual>,
}

impl Cause {
    fn finding(&self) -> Finding {
        let zh = self.values.iter().map(|value| value.zh.as_str()).collect::<Vec<_>>().join("、");
        let en = self.values.iter().map(|value| value.en.as_str()).collect::<Vec<_>>().join(", ");
        let holes =
            [("value", Bilingual::new(zh, en).into()), ("reason", reason::fact(&self.problem).into())];
        Finding::new(self.id, &holes).at(Place::entry(MANIFEST))
    }
}

/// Every unreadable fact with its name. The icon is left out as long as the report has none.
fn unreadable(manifest: &Manifest) -> Vec<(Fact, Bilingual, Problem)> {
    // Localised names and meta-data that can be named are told by name.
    let unnamed = |note: &Note| match note.fact {
        Fact::LocalizedName | Fact::Icon | Fact::RoundIcon => false,
        Fact::MetaData => !manifest.meta_data.iter().any(|data| problem(data) == Some(&note.problem)),
        _ => true,
    };
    let problems = manifest.problems().into_iter().filter(unnamed);
    let mut all: Vec<_> = problems.map(|note| (note.fact, value(note.fact), note.problem)).collect();
    let names = manifest.names.value().map(|names| names.localized.as_slice()).unwrap_or_default();
    for (tag, problem) in names.iter().filter_map(|(tag, name)| Some((tag, name.problem()?))) {
        let value = Phrase::ValueAppNameIn.with(&[("locale", tag.as_str().into())]);
        all.push((Fact::LocalizedName, value, *problem));
    }
    for (data, problem) in manifest.meta_data.iter().filter_map(|data| Some((data, problem(data)?))) {
        let value = Phrase::ValueMetaData.with(&[("name", data.name.as_str().into())]);
        all.push((Fact::MetaData, value, *problem));
    }
    all
}

fn problem(data: &MetaData) -> Option<&Problem> {
    match &data.value {
        MetaValue::Text(field) => field.problem(),
        MetaValue::Resource(_) => None,
    }
}

/// The finding where not one fact could be read.
pub(crate) fn nothing_readable(reason: &Bilingual, findings: &mut Findings) {
    let holes = [("value", Phrase::ValueIdentity.into()), ("reason", Word::from(reason.clone()))];
    findings.push(Finding::new(FindingId::IdentityFormValue, &holes).at(Place::entry(MANIFEST)));
}

fn finding_id(fact: Fact, problem: &Problem) -> FindingId {
    match (problem, fact) {
        (
            Problem::InvalidText | Problem::NulInText | Problem::StatedLength { .. } | Problem::OtherRawValue,
            _,
        ) => FindingId::IdentityText,
        (_, Fact::Package | Fact::Name) => FindingId::IdentityFormValue,
        _ => FindingId::IdentityValue,
    }
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
        Fact::Launcher => Phrase::ValueEntryPoint,
        Fact::Permission => Phrase::ValuePermissions,
        Fact::MetaData => Phrase::ValueMetaDataList,
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
