//! The end of a walk: what was found, and why the rest was not.

use super::{Place, Walk};
use crate::Reading;
use crate::arsc::Locale;
use crate::manifest::field::{Field, Problem};
use crate::manifest::{Fact, Flag, Manifest, Note, Resources};

impl Walk<'_, '_> {
    /// Gives a reason to each fact that is absent only because the walk did not get there.
    pub(super) fn finish(self) -> Manifest {
        let resources = self.lookup.resources();
        let broken = self.broken.map(|error| Problem::DocumentBroken { error });
        let unnamed = self.seen.unnamed.map(|error| Problem::StringUnreadable { error });
        let whole = if self.seen.manifest { None } else { broken.or(unnamed).or(Some(Problem::NotManifest)) };
        let reason = |place: Place| match place {
            Place::Right => None,
            Place::Elsewhere(depth) => whole.or(broken).or(Some(Problem::ElementMisplaced { depth })),
            Place::Nowhere => whole.or(broken),
        };
        let (sdk, application) = (reason(self.seen.uses_sdk), reason(self.seen.application));
        let unfinished = if self.seen.application_closed { None } else { broken };
        let launcher = application.or(unfinished).or(self.launcher_doubt);
        let lists = [
            (Fact::Permission, reason(self.seen.permissions).or(broken)),
            (Fact::MetaData, application.or(unfinished)),
            (Fact::Flag(Flag::Debuggable), application),
            (Fact::Flag(Flag::TestOnly), application),
        ];
        let Manifest { package, split, config_for_split, version_name, version_code, shared_user_id, .. } =
            self.found;
        let mut found = Manifest {
            refused: self.refused,
            notes: self.lookup.notes,
            package: package.or_missing(whole),
            split: split.or_missing(whole),
            config_for_split: config_for_split.or_missing(whole),
            version_name: version_name.or_missing(whole),
            version_code: version_code.or_missing(whole),
            shared_user_id: shared_user_id.or_missing(whole),
            min_sdk: self.found.min_sdk.or_missing(sdk),
            target_sdk: self.found.target_sdk.or_missing(sdk),
            max_sdk: self.found.max_sdk.or_missing(sdk),
            names: self.found.names.or_missing(application),
            application_class: self.found.application_class.or_missing(application),
            icon: self.found.icon.or_missing(application),
            round_icon: self.found.round_icon.or_missing(application),
            launcher: self.found.launcher.or_missing(launcher),
            ..self.found
        };
        // A list has no field of its own to say that it may be incomplete.
        found
            .notes
            .extend(lists.into_iter().filter_map(|(fact, reason)| Some(Note { fact, problem: reason? })));
        found.flags.sort_unstable();
        found.languages = languages(resources);
        found
    }
}

fn languages(resources: Resources<'_, '_>) -> Vec<String> {
    match resources {
        Resources::Table(table) => table.locales().iter().map(Locale::tag).collect(),
        _ => Vec::new(),
    }
}

/// `PackageInfo.composeLongVersionCode`.
pub(super) fn version_code(code: Field<i32>, major: Field<i32>) -> Field<i64> {
    let compose = |code: i32, major: i32| (i64::from(major) << 32) | i64::from(code.cast_unsigned());
    match (code, major) {
        (Field::Unreadable(problem), _) | (_, Field::Unreadable(problem)) => Field::Unreadable(problem),
        (Field::Absent, Field::Absent) => Field::Absent,
        (code, major) => {
            Field::Read(compose(code.value().copied().unwrap_or(0), major.value().copied().unwrap_or(0)))
        }
    }
}

pub(super) fn empty(reading: Reading) -> Manifest {
    Manifest {
        reading,
        refused: None,
        oddities: Vec::new(),
        notes: Vec::new(),
        package: Field::Absent,
        split: Field::Absent,
        config_for_split: Field::Absent,
        version_name: Field::Absent,
        version_code: Field::Absent,
        shared_user_id: Field::Absent,
        min_sdk: Field::Absent,
        target_sdk: Field::Absent,
        max_sdk: Field::Absent,
        names: Field::Absent,
        application_class: Field::Absent,
        icon: Field::Absent,
        round_icon: Field::Absent,
        launcher: Field::Absent,
        permissions: Vec::new(),
        meta_data: Vec::new(),
        flags: Vec::new(),
        languages: Vec::new(),
    }
}
