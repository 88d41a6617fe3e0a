//! The identity of every package of the corpus, compared with what aapt, AOSP's own tests and an independent reader say of it.
//!
//! Differences that remain stand in `corpus-differences.tsv`, each with the platform source that decides. A row there that is no
//! difference any more fails the test, too.

#![expect(clippy::print_stderr, reason = "a corpus test says how much it compared")]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use beian_android::Error;
use beian_android::arsc::Table;
use beian_android::manifest::{Fact, Field, Flag, Manifest, Resources};
use beian_testkit::corpus::{self, Row, corpus, table};
use support::Files;

const DIFFERENCES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/corpus-differences.tsv");

#[test]
fn identity_is_what_others_read() {
    let Some(root) = corpus() else { return };
    let mut run = Run::new(&root);
    run.area("EXPECTED-apps", apps);
    run.area("EXPECTED-certs (aapt)", certs);
    run.area("EXPECTED-axml", bare_manifests);
    run.area("EXPECTED-apksig-test (manifest)", apksig_tests);
    run.area("EXPECTED-recovered", recovered);
    run.finish();
}

/// Each value that the sound twin has and a broken package lacks has a problem that says why.
#[test]
fn what_only_the_sound_twin_has_is_explained() {
    let Some(root) = corpus() else { return };
    let twin = Facts::of(&root.join("apk-odd/made/00-rebuilt-plain.apk"));
    let facts = [
        ("id", Fact::Package),
        ("version", Fact::VersionName),
        ("build", Fact::VersionCode),
        ("min_os", Fact::MinSdk),
        ("target_os", Fact::TargetSdk),
        ("label", Fact::Name),
        ("launcher", Fact::Launcher),
    ];
    let (mut broken, mut silent) = (0, Vec::new());
    for path in corpus::files(&root.join("apk-odd/made")) {
        let Some(Ok(manifest)) = Facts::read(&path) else { continue };
        let found = Facts::from(&manifest);
        for (what, fact) in facts {
            if twin.get(what).is_empty() || !found.get(what).is_empty() {
                continue;
            }
            broken += 1;
            if !manifest.problems().iter().any(|note| note.fact == fact) {
                silent.push(format!("{}: {what}", path.display()));
            }
        }
    }
    eprintln!("made: {broken} values lost, {} without a reason", silent.len());
    assert_eq!(silent, Vec::<String>::new());
    assert!(broken > 20, "hardly any package was broken");
}

/// The walk through the tables.
struct Run<'r> {
    root: &'r Path,
    area: &'static str,
    facts: BTreeMap<String, Facts>,
    /// Agreements and comparisons, by area.
    counts: BTreeMap<&'static str, (usize, usize)>,
    corrections: BTreeMap<(String, String), String>,
    explained: BTreeMap<(String, String), Row>,
    wrong: Vec<String>,
}

/// What we read of one file, as the tables write it; empty where nothing is stated or it cannot be read.
#[derive(Clone, Default)]
struct Facts {
    values: BTreeMap<&'static str, String>,
    debuggable: bool,
    permissions: usize,
}

impl<'r> Run<'r> {
    fn new(root: &'r Path) -> Self {
        let keyed =
            |rows: Vec<Row>| rows.into_iter().map(|row| ((row["file"].clone(), row["what"].clone()), row));
        Self {
            root,
            area: "",
            facts: BTreeMap::new(),
            counts: BTreeMap::new(),
            corrections: keyed(table(&root.join("EXPECTED-corrections.tsv")))
                .map(|(key, row)| (key, row["accept"].clone()))
                .collect(),
            explained: keyed(table(Path::new(DIFFERENCES))).collect(),
            wrong: Vec::new(),
        }
    }

    fn area(&mut self, name: &'static str, compare: fn(&mut Self)) {
        self.area = name;
        compare(self);
    }

    fn rows(&self, name: &str) -> Vec<Row> {
        table(&self.root.join(name))
    }

    fn facts(&mut self, file: &str) -> Facts {
        let path = self.root.join(file);
        self.facts.entry(file.to_owned()).or_insert_with(|| Facts::of(&path)).clone()
    }

    fn check(&mut self, file: &str, what: &str, expected: &str, ours: &str) {
        let key = (file.to_owned(), what.to_owned());
        let accept = self.corrections.get(&key).map_or(expected, String::as_str);
        if accept == "*" {
            return;
        }
        let agrees = accept.split('|').any(|accepted| accepted == ours);
        let count = self.counts.entry(self.area).or_default();
        count.1 += 1;
        if agrees {
            count.0 += 1;
        } else if self.explained.remove(&key).is_none_or(|row| row["ours"] != ours) {
            self.wrong.push(format!("{}: {file}: {what}: expected {accept:?}, ours {ours:?}", self.area));
        }
    }

    fn finish(self) {
        eprintln!("{:<34} agree     of", "area");
        for (area, (agree, of)) in &self.counts {
            eprintln!("{area:<34} {agree:>5}  {of:>5}");
        }
        let stale: Vec<_> = self.explained.keys().collect();
        assert!(self.wrong.is_empty(), "differences without an explanation:\n{}", self.wrong.join("\n"));
        assert!(stale.is_empty(), "explained, but no difference any more: {stale:?}");
        assert_eq!(self.counts.len(), 5, "an area was not compared at all");
    }
}

fn apps(run: &mut Run<'_>) {
    for row in run.rows("EXPECTED-apps.tsv") {
        if row["aapt_rc"] != "0" {
            continue;
        }
        let facts = run.facts(&row["file"]);
        compare(
            run,
            &row,
            &facts,
            [
                ("package", "id"),
                ("versionName", "version"),
                ("versionCode", "build"),
                ("minSdk", "min_os"),
                ("targetSdk", "target_os"),
            ],
        );
        label(run, &row, &facts, "label");
        let name = if row["label_zh_CN"].is_empty() { &row["label"] } else { &row["label_zh_CN"] };
        run.check(&row["file"], "name", name, &facts.get("name"));
        run.check(&row["file"], "launchable", &row["launchable"], &facts.get("launcher"));
    }
}

fn certs(run: &mut Run<'_>) {
    let mut seen = BTreeSet::new();
    for row in run.rows("EXPECTED-certs.tsv") {
        if row["aapt_package"].is_empty() || !seen.insert(row["file"].clone()) {
            continue;
        }
        let facts = run.facts(&row["file"]);
        compare(
            run,
            &row,
            &facts,
            [
                ("aapt_package", "id"),
                ("aapt_versionName", "version"),
                ("aapt_versionCode", "build"),
                ("aapt_minSdk", "min_os"),
                ("aapt_targetSdk", "target_os"),
            ],
        );
        label(run, &row, &facts, "aapt_label");
    }
}

fn bare_manifests(run: &mut Run<'_>) {
    for row in run.rows("EXPECTED-axml.tsv") {
        let facts = run.facts(&row["file"]);
        if row["aapt_package"].is_empty() {
            continue;
        }
        compare(
            run,
            &row,
            &facts,
            [
                ("aapt_package", "id"),
                ("aapt_versionName", "version"),
                ("aapt_versionCode", "build"),
                ("aapt_minSdk", "min_os"),
                ("aapt_targetSdk", "target_os"),
            ],
        );
        run.check(&row["file"], "permissions", &row["aapt_permissions"], &facts.permissions.to_string());
    }
}

fn apksig_tests(run: &mut Run<'_>) {
    let asserted = [
        ("package ", "id"),
        ("minSdkVersion ", "min_os"),
        ("targetSdkVersion ", "target_os"),
        ("long versionCode ", "build"),
    ];
    for row in run.rows("EXPECTED-apksig-test.tsv") {
        if row["test_kind"] != "manifest" || !row["issue_kind"].is_empty() {
            continue;
        }
        let facts = run.facts(&row["file"]);
        for (prefix, what) in asserted {
            if let Some(expected) =
                row["note"].strip_prefix(prefix).filter(|rest| !rest.starts_with("default"))
            {
                run.check(&row["file"], what, expected, &facts.get(what));
            }
        }
        if let Some(expected) = row["note"].strip_prefix("debuggable ") {
            run.check(&row["file"], "debuggable", expected, &facts.debuggable.to_string());
        }
    }
}

fn recovered(run: &mut Run<'_>) {
    for row in run.rows("EXPECTED-recovered.tsv") {
        let facts = run.facts(&row["file"]);
        for what in ["id", "version", "build", "min_os", "target_os"] {
            run.check(&row["file"], what, &row[what], &facts.get(what));
        }
        label(run, &row, &facts, "label");
    }
}

fn compare(run: &mut Run<'_>, row: &Row, facts: &Facts, columns: [(&str, &'static str); 5]) {
    for (column, what) in columns {
        run.check(&row["file"], what, &row[column], &facts.get(what));
    }
}

/// aapt prints no label where no locale is listed, and the tables hold no tabs and line breaks.
fn label(run: &mut Run<'_>, row: &Row, facts: &Facts, column: &str) {
    if !row[column].is_empty() {
        let ours = facts.get("label").replace(['\t', '\n'], " ");
        run.check(&row["file"], "label", &row[column], &ours);
    }
}

impl Facts {
    fn of(path: &Path) -> Self {
        match Self::read(path) {
            Some(Ok(manifest)) => Self::from(&manifest),
            _ => Self::default(),
        }
    }

    /// The manifest of a file, resolved against its table; none where the file has none.
    fn read(path: &Path) -> Option<Result<Manifest, Error>> {
        let files = Files::of(path);
        let table = files
            .table
            .as_deref()
            .map(|bytes| Table::strict(bytes).or_else(|error| Table::recovered(bytes).map_err(|_| error)));
        let resources = match &table {
            None => Resources::Absent,
            Some(Ok(table)) => Resources::Table(table),
            Some(Err(error)) => Resources::Broken(*error),
        };
        files.manifest.map(|bytes| Manifest::read(&bytes, resources))
    }

    fn get(&self, what: &str) -> String {
        self.values.get(what).cloned().unwrap_or_default()
    }
}

impl From<&Manifest> for Facts {
    fn from(manifest: &Manifest) -> Self {
        fn shown<T: ToString>(field: &Field<T>) -> String {
            field.value().map(T::to_string).unwrap_or_default()
        }
        let values = BTreeMap::from([
            ("id", shown(&manifest.package)),
            ("version", shown(&manifest.version_name)),
            ("build", shown(&manifest.version_code)),
            ("min_os", shown(&manifest.min_sdk)),
            ("target_os", shown(&manifest.target_sdk)),
            ("label", manifest.names.value().map(|names| shown(&names.default)).unwrap_or_default()),
            ("name", proposed_name(manifest)),
            ("launcher", manifest.launcher.value().map(|launcher| launcher.name.clone()).unwrap_or_default()),
        ]);
        Self { values, debuggable: manifest.has(Flag::Debuggable), permissions: manifest.permissions.len() }
    }
}

/// The name that the form would be given: Chinese as written in China, else the default.
fn proposed_name(manifest: &Manifest) -> String {
    let Some(names) = manifest.names.value() else { return String::new() };
    let localized =
        |tag: &str| names.localized.iter().find(|(known, _)| known == tag).and_then(|(_, name)| name.value());
    let chinese = ["zh-Hans-CN", "zh-CN", "zh-Hans", "zh"].into_iter().find_map(localized);
    chinese.or(names.default.value()).cloned().unwrap_or_default()
}
