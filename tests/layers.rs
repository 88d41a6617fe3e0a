//! The house rules that the compiler does not hold: who may know whom, and which lints stand where.
//!
//! `LAYERS` is the rule itself; `ARCHITECTURE.md` quotes it.

use std::path::Path;
use std::process::Command;
use std::{env, fs};

use serde_json::Value;

/// Each package of the workspace and the packages of ours that it may depend on.
const LAYERS: &[(&str, &[&str])] = &[
    // Bytes, cryptographic containers, and the report's types: each knows nobody.
    ("beian-archive", &[]),
    ("beian-pki", &[]),
    ("beian-text", &[]),
    ("beian-model", &[]),
    // A package format: the bytes below it and what signs it. Nothing of the report, nothing of the filing.
    ("beian-android", &["beian-archive", "beian-pki"]),
    ("beian-apple", &["beian-archive", "beian-pki"]),
    // Strings out of formats, and hosts out of strings: neither knows the other.
    ("beian-readers", &["beian-text", "beian-archive", "beian-android"]),
    ("beian-hosts", &["beian-text", "beian-model"]),
    // What is made of a report: the report alone.
    ("beian-form", &["beian-model"]),
    ("beian-print", &["beian-model"]),
    // From a package to a report: the only one that knows formats and report.
    (
        "beian-inspect",
        &[
            "beian-archive",
            "beian-pki",
            "beian-android",
            "beian-apple",
            "beian-text",
            "beian-readers",
            "beian-hosts",
            "beian-model",
            "beian-form",
        ],
    ),
    // The command line: arguments, engine, printer.
    ("beian", &["beian-inspect", "beian-print", "beian-form", "beian-model"]),
    // Builds packages, and reports, for tests, without the readers that the tests are about.
    (TESTKIT, &["beian-model"]),
    // Scores reports against labels: for chores and whole-program tests.
    ("beian-score", &["beian-model"]),
    ("xtask", &["beian-model", "beian-score"]),
];

/// Only ever a dev-dependency.
const TESTKIT: &str = "beian-testkit";

/// The crates that read what nobody vouches for.
const PARSERS: &[&str] = &[
    "beian-archive",
    "beian-pki",
    "beian-android",
    "beian-apple",
    "beian-text",
    "beian-readers",
    "beian-hosts",
];

/// What a parser denies in its `lib.rs`: each is a way to panic, or to wrap, on input.
const DENIED: &[&str] = &[
    "clippy::indexing_slicing",
    "clippy::arithmetic_side_effects",
    "clippy::as_conversions",
    "clippy::unwrap_used",
    "clippy::expect_used",
];

/// Whole-program tests may look behind the curtain.
const TESTS_ANYTHING: &str = "beian";

#[test]
fn every_package_knows_only_those_below_it() {
    let found: Vec<String> = packages().iter().flat_map(breaches).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn every_package_of_the_table_exists() {
    let packages = packages();
    for (name, _) in LAYERS {
        assert!(
            packages.iter().any(|p| p.name == *name),
            "{name} stands in LAYERS, but not in the workspace"
        );
    }
}

#[test]
fn parsers_deny_what_can_panic_on_input() {
    for parser in packages().iter().filter(|p| PARSERS.contains(&p.name.as_str())) {
        let lib = read(&parser.folder().join("src/lib.rs"));
        for lint in DENIED {
            assert!(denies(&lib, lint), "{}: src/lib.rs does not deny {lint}", parser.name);
        }
    }
}

#[test]
fn every_package_takes_the_workspace_lints() {
    for package in packages() {
        let manifest = read(Path::new(&package.manifest));
        assert!(has_section_line(&manifest, "[lints]", "workspace = true"), "{}", package.manifest);
    }
}

#[test]
fn unsafe_code_is_forbidden_everywhere() {
    let root = read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml"));
    assert!(has_section_line(&root, "[workspace.lints.rust]", r#"unsafe_code = "forbid""#));
}

#[test]
fn breaches_are_noticed() {
    let cases = [
        (
            package("beian-archive", &[("beian-model", Kind::Normal)]),
            "beian-archive must not know beian-model",
        ),
        (package("beian-form", &[("beian-print", Kind::Build)]), "beian-form must not know beian-print"),
        (
            package("beian-android", &[("beian-inspect", Kind::Dev)]),
            "beian-android must not know beian-inspect",
        ),
        (package("beian-android", &[(TESTKIT, Kind::Normal)]), "beian-android must not know beian-testkit"),
        (package("beian", &[(TESTKIT, Kind::Normal)]), "beian must not know beian-testkit"),
        (package("beian-pki", &[("serde", Kind::Normal)]), "beian-pki must not know serde"),
        (package("beian-icon", &[]), "beian-icon has no row in LAYERS"),
    ];
    for (package, breach) in cases {
        assert_eq!(breaches(&package), [breach]);
    }
    let sound = [("beian-archive", Kind::Normal), ("memchr", Kind::Normal), (TESTKIT, Kind::Dev)];
    assert!(breaches(&package("beian-android", &sound)).is_empty());
    assert!(breaches(&package("beian", &[(TESTKIT, Kind::Dev), ("beian-archive", Kind::Dev)])).is_empty());
}

#[test]
fn a_deny_is_found_in_a_deny_alone() {
    assert!(denies("#![deny(clippy::a, clippy::b)]", "clippy::b"));
    assert!(denies("#![deny(\n    clippy::a,\n    clippy::b,\n)]", "clippy::b"));
    assert!(!denies("#![deny(clippy::a)]\n#![cfg_attr(test, allow(clippy::b))]", "clippy::b"));
    assert!(!denies("// #![deny(clippy::a)]", "clippy::a"));
    assert!(!denies("#![deny(clippy::a_longer)]", "clippy::a"));
}

/// A package of the workspace, as far as the rules ask.
struct Package {
    name: String,
    manifest: String,
    dependencies: Vec<(String, Kind)>,
}

/// What a dependency is for.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Normal,
    Build,
    Dev,
}

impl Package {
    fn folder(&self) -> &Path {
        Path::new(&self.manifest).parent().expect("a manifest stands in a folder")
    }

    fn may_know(&self) -> Option<&'static [&'static str]> {
        LAYERS.iter().find(|(name, _)| *name == self.name).map(|(_, known)| *known)
    }
}

/// One line for each dependency that the rules forbid.
fn breaches(package: &Package) -> Vec<String> {
    let Some(may_know) = package.may_know() else {
        return vec![format!("{} has no row in LAYERS", package.name)];
    };
    let forbidden = |(dependency, kind): &&(String, Kind)| {
        let dependency = dependency.as_str();
        if !is_ours(dependency) {
            // Facts and wire: what a format crate finds out is no serialised contract; `beian-model` alone is.
            return PARSERS.contains(&package.name.as_str())
                && dependency.starts_with("serde")
                && *kind != Kind::Dev;
        }
        match kind {
            Kind::Dev => {
                dependency != TESTKIT && package.name != TESTS_ANYTHING && !may_know.contains(&dependency)
            }
            Kind::Normal | Kind::Build => !may_know.contains(&dependency),
        }
    };
    let told = |(dependency, _): &(String, Kind)| format!("{} must not know {dependency}", package.name);
    package.dependencies.iter().filter(forbidden).map(told).collect()
}

fn is_ours(name: &str) -> bool {
    name == "beian" || name.starts_with("beian-") || name == "xtask"
}

/// Whether a `#![deny(…)]` of the file names the lint.
fn denies(lib: &str, lint: &str) -> bool {
    let code: String = lib.lines().map(|l| l.split("//").next().unwrap_or(l)).collect();
    code.split("#![deny(")
        .skip(1)
        .filter_map(|rest| rest.split_once(")]"))
        .any(|(lints, _)| lints.split(',').any(|l| l.trim() == lint))
}

/// Whether a line stands in a section of a manifest.
fn has_section_line(manifest: &str, section: &str, line: &str) -> bool {
    let mut lines = manifest.lines().map(str::trim).skip_while(|l| *l != section).skip(1);
    lines.by_ref().take_while(|l| !l.starts_with('[')).any(|l| l == line)
}

fn packages() -> Vec<Package> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo metadata prints JSON");
    list(&metadata["packages"]).iter().map(package_of).collect()
}

fn package_of(json: &Value) -> Package {
    let dependency = |d: &Value| {
        let kind = match d["kind"].as_str() {
            None => Kind::Normal,
            Some("build") => Kind::Build,
            Some("dev") => Kind::Dev,
            Some(other) => panic!("unknown kind of dependency: {other}"),
        };
        (text(&d["name"]), kind)
    };
    Package {
        name: text(&json["name"]),
        manifest: text(&json["manifest_path"]),
        dependencies: list(&json["dependencies"]).iter().map(dependency).collect(),
    }
}

fn package(name: &str, dependencies: &[(&str, Kind)]) -> Package {
    let dependencies = dependencies.iter().map(|(name, kind)| ((*name).to_owned(), *kind)).collect();
    Package { name: name.to_owned(), manifest: String::new(), dependencies }
}

fn list(json: &Value) -> &[Value] {
    json.as_array().expect("a list")
}

fn text(json: &Value) -> String {
    json.as_str().expect("a string").to_owned()
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}
