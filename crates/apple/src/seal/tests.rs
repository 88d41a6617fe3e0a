//! Seals that are written out here, against files that are named here.

use std::fmt::Write as _;

use beian_archive::Limits;
use beian_pki::hash::HashAlgorithm;
use proptest::prelude::*;

use super::*;

mod patterns;

/// What iOS' seals have in `rules2`, in the order of `codesign`.
const RULES2: &str = r"
    .*\.dSYM($|/) {weight=11}
    ^(.*/)?\.DS_Store$ {omit weight=2000}
    ^.* true
    ^.*\.lproj/ {optional weight=1000}
    ^.*\.lproj/locversion.plist$ {omit weight=1100}
    ^Base\.lproj/ {weight=1010}
    ^Info\.plist$ {omit weight=20}
    ^PkgInfo$ {omit weight=20}";
/// What tells macOS' and older seals of iOS from those.
const NESTED: &str = r"
    ^.* true
    ^Frameworks/ {nested weight=10}";

fn budget() -> Budget {
    Budget::new(&Limits::default())
}

fn data(bytes: &[u8]) -> String {
    format!("<data>{}</data>", data_encoding::BASE64.encode(bytes))
}

fn sha1(content: &[u8]) -> String {
    data(&HashAlgorithm::Sha1.digest(&[content]))
}

fn sha256(content: &[u8]) -> String {
    data(&HashAlgorithm::Sha256.digest(&[content]))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

/// One rule a line: a pattern, then `true`, `false` or `{omit optional nested weight=N}`.
fn rules(lines: &str) -> String {
    let mut xml = "<dict>".to_owned();
    for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (pattern, value) = line.split_once(' ').unwrap();
        write!(xml, "<key>{}</key>", escaped(pattern)).unwrap();
        let Some(words) = value.strip_prefix('{') else {
            write!(xml, "<{value}/>").unwrap();
            continue;
        };
        xml.push_str("<dict>");
        for word in words.trim_end_matches('}').split(' ') {
            match word.split_once('=') {
                None => write!(xml, "<key>{word}</key><true/>").unwrap(),
                Some((name, number)) if number.contains('.') => {
                    write!(xml, "<key>{name}</key><real>{number}</real>").unwrap();
                }
                Some((name, number)) => {
                    write!(xml, "<key>{name}</key><integer>{number}</integer>").unwrap();
                }
            }
        }
        xml.push_str("</dict>");
    }
    xml + "</dict>"
}

fn files(entries: &[(&str, String)]) -> String {
    let entry = |(path, value): &(&str, String)| format!("<key>{}</key>{value}", escaped(path));
    format!("<dict>{}</dict>", entries.iter().map(entry).collect::<String>())
}

fn list(sections: &[(&str, String)]) -> Vec<u8> {
    format!("<plist version=\"1.0\">{}</plist>", files(sections)).into_bytes()
}

/// A list of the second version alone.
fn second(lines: &str, entries: &[(&str, String)]) -> Vec<u8> {
    list(&[("files2", files(entries)), ("rules2", rules(lines))])
}

fn dict(entries: &[(&str, String)]) -> String {
    files(entries)
}

fn hash2(content: &[u8]) -> String {
    dict(&[("hash2", sha256(content))])
}

/// The outcome for files by path and content, of which those whose path ends with `@` are links.
fn outcome(list: &[u8], files: &[(&str, &[u8])]) -> Outcome {
    let seal = Seal::parse(list, &mut budget()).unwrap();
    let tree = files.iter().map(|(path, _)| match path.strip_suffix('@') {
        None => BundleFile { path: path.as_bytes(), kind: FileKind::Regular },
        Some(path) => BundleFile { path: path.as_bytes(), kind: FileKind::Symlink },
    });
    let plan = seal.plan(tree, Some(b"App"), &mut budget()).unwrap();
    let content = |path: &[u8]| {
        files.iter().find(|(other, _)| other.trim_end_matches('@').as_bytes() == path).unwrap().1
    };
    let checks: Vec<_> = plan.wanted_files().map(|path| plan.check(path, content(path)).unwrap()).collect();
    plan.finish(checks)
}

fn paths(paths: &[&str]) -> Vec<Vec<u8>> {
    paths.iter().map(|path| path.as_bytes().to_vec()).collect()
}

/// A bundle as Xcode signs it, in both versions.
fn sound() -> (Vec<u8>, Vec<(&'static str, &'static [u8])>) {
    let optional = |content: &[u8]| {
        dict(&[("hash", sha1(content)), ("hash2", sha256(content)), ("optional", "<true/>".into())])
    };
    let both = |content: &[u8]| dict(&[("hash", sha1(content)), ("hash2", sha256(content))]);
    let list = list(&[
        (
            "files",
            files(&[
                ("Info.plist", sha1(b"info")),
                ("PkgInfo", sha1(b"APPL")),
                ("a/b.png", sha1(b"picture")),
                ("en.lproj/x", dict(&[("hash", sha1(b"text")), ("optional", "<true/>".into())])),
            ]),
        ),
        ("files2", files(&[("a/b.png", both(b"picture")), ("en.lproj/x", optional(b"text"))])),
        ("rules", rules("^.* true\n^.*\\.lproj/ {optional weight=1000.0}")),
        ("rules2", rules(RULES2)),
    ]);
    let files: Vec<(&str, &[u8])> = vec![
        ("App", b"code"),
        ("Info.plist", b"info"),
        ("PkgInfo", b"APPL"),
        ("_CodeSignature/CodeResources", b"itself"),
        ("a/.DS_Store", b"whatever"),
        ("a/b.png", b"picture"),
        ("en.lproj/x", b"text"),
    ];
    (list, files)
}

#[test]
fn a_sound_bundle_holds() {
    let (list, files) = sound();
    assert_eq!(outcome(&list, &files), Outcome::default());
    assert!(outcome(&list, &files).holds());
    let seal = Seal::parse(&list, &mut budget()).unwrap();
    assert_eq!(seal.versions().collect::<Vec<_>>(), [Version::One, Version::Two]);
    let file = BundleFile { path: b"a/b.png", kind: FileKind::Regular };
    let plan = seal.plan([file], None, &mut budget()).unwrap();
    // The digest by SHA-1 is in both lists, and wanted once.
    assert_eq!(plan.wanted(b"a/b.png").unwrap().count(), 2);
    assert!(plan.wanted(b"App").is_none() && plan.digester(b"App").is_none());
}

#[test]
fn what_is_done_to_a_bundle_is_seen() {
    let (list, mut files) = sound();
    files[5].1 = b"Picture";
    assert_eq!(outcome(&list, &files).changed, paths(&["a/b.png"]));
    let (_, mut files) = sound();
    // Only the first version lists it.
    files[2].1 = b"appl";
    assert_eq!(outcome(&list, &files).changed, paths(&["PkgInfo"]));
    files.remove(2);
    assert_eq!(outcome(&list, &files).missing, paths(&["PkgInfo"]));
    let (_, mut files) = sound();
    files.remove(6);
    assert!(outcome(&list, &files).holds());
    files.push(("en.lproj/x", b"an optional file has to be the same where it is there"));
    assert_eq!(outcome(&list, &files).changed, paths(&["en.lproj/x"]));
    let (_, mut files) = sound();
    files.extend([("zh.lproj/x", b"new".as_slice()), ("a/z", b""), ("en.lproj/locversion.plist", b"")]);
    let outcome = outcome(&list, &files);
    assert_eq!(outcome.unsealed, paths(&["a/z", "zh.lproj/x"]));
    assert!(!outcome.holds());
}

#[test]
fn what_nobody_read_is_unchecked() {
    let (list, files) = sound();
    let seal = Seal::parse(&list, &mut budget()).unwrap();
    let tree = files.iter().map(|(path, _)| BundleFile { path: path.as_bytes(), kind: FileKind::Regular });
    let plan = seal.plan(tree, Some(b"App"), &mut budget()).unwrap();
    let checks = [plan.not_read(b"PkgInfo").unwrap(), plan.check(b"Info.plist", b"info").unwrap()];
    assert_eq!(plan.clone().finish(checks).unchecked, paths(&["PkgInfo", "a/b.png", "en.lproj/x"]));
    let mut digester = plan.digester(b"PkgInfo").unwrap();
    digester.update(b"AP");
    digester.update(b"PL");
    let differs = plan.check(b"Info.plist", b"other").unwrap();
    let outcome = plan.clone().finish([checks[0], differs, checks[1], digester.finish()]);
    assert_eq!(outcome.unchecked, paths(&["a/b.png", "en.lproj/x"]));
    assert_eq!(outcome.changed, paths(&["Info.plist"]));
}

#[test]
fn one_version_is_enough() {
    let first = list(&[("files", files(&[("a", sha1(b"a"))])), ("rules", rules("^.* true"))]);
    let found = outcome(&first, &[("App", b""), ("a", b"a"), ("b", b"b"), ("link@", b"a")]);
    // The first version knows no links.
    assert_eq!(found, Outcome { unsealed: paths(&["b"]), ..Outcome::default() });
    let second = second("^.* true", &[("a", hash2(b"a"))]);
    let found = outcome(&second, &[("App", b""), ("a", b"a"), ("b", b"b"), ("link@", b"a")]);
    assert_eq!(found, Outcome { unsealed: paths(&["b", "link"]), ..Outcome::default() });
}

#[test]
fn all_digests_count() {
    let entry = |sha1: String, sha256: String| dict(&[("hash", sha1), ("hash2", sha256)]);
    let list = second(
        "^.* true",
        &[
            ("a", entry(sha1(b"a"), sha256(b"b"))),
            ("b", entry(sha1(b"a"), sha256(b"b"))),
            ("c", entry(sha1(b"c"), sha256(b"c"))),
            ("short", dict(&[("hash2", data(b"short"))])),
            ("empty", data(b"")),
        ],
    );
    let files: [(&str, &[u8]); 5] = [("a", b"a"), ("b", b"b"), ("c", b"c"), ("short", b""), ("empty", b"")];
    assert_eq!(outcome(&list, &files).changed, paths(&["a", "b", "empty", "short"]));
}

#[test]
fn the_heaviest_rule_counts_and_of_equal_ones_that_which_omits() {
    let unsealed = |lines: &str| {
        let files: [(&str, &[u8]); 4] = [("a.x", b""), ("b.y", b""), ("c", b""), ("Z", b"")];
        let outcome = outcome(&second(lines, &[]), &files);
        assert_eq!(outcome.problems, []);
        outcome.unsealed
    };
    assert_eq!(unsealed("^.* true\n\\.x$ {omit weight=2}"), paths(&["Z", "b.y", "c"]));
    assert_eq!(unsealed("\\.x$ {omit weight=2}\n^.* {weight=2.5}"), paths(&["Z", "b.y", "c"]));
    assert_eq!(unsealed("^.* {weight=3}\n\\.x$ {omit weight=2}"), paths(&["Z", "a.x", "b.y", "c"]));
    assert_eq!(unsealed("\\.x$ false\n^.* true"), paths(&["Z", "b.y", "c"]));
    assert_eq!(unsealed("^.* true\n\\.x$ false"), paths(&["Z", "b.y", "c"]));
    // Negative weights are large ones.
    assert_eq!(unsealed("^.* {weight=-1}\n\\.x$ {omit weight=2}"), paths(&["Z", "a.x", "b.y", "c"]));
    // What no rule matches is not covered; patterns match anywhere, and cases differ.
    assert_eq!(unsealed("y true"), paths(&["b.y"]));
    assert_eq!(unsealed("^z$ true"), paths(&[]));
}

#[test]
fn code_of_its_own_is_left_to_the_caller() {
    let requirement = "cdhash H\"00\"";
    let code = || {
        let requirement = format!("<string>{requirement}</string>");
        dict(&[("cdhash", data(&[7; 20])), ("requirement", requirement)])
    };
    let list = second(NESTED, &[("Frameworks/a.framework", code()), ("Frameworks/b.dylib", code())]);
    let files: [(&str, &[u8]); 4] = [
        ("Frameworks/a.framework/a", b"code"),
        ("Frameworks/a.framework/_CodeSignature/CodeResources", b"list"),
        ("Frameworks/b.dylib", b"code"),
        ("App", b"code"),
    ];
    let nested = |path: &str| NestedCode {
        path: path.into(),
        cdhash: Some(vec![7; 20]),
        requirement: requirement.to_owned(),
    };
    let both = vec![nested("Frameworks/a.framework"), nested("Frameworks/b.dylib")];
    assert_eq!(outcome(&list, &files), Outcome { nested: both, ..Outcome::default() });
    assert_eq!(outcome(&list, &files[2..]).missing, paths(&["Frameworks/a.framework"]));
    // One that nobody sealed is named once, and folders without a dot are none.
    let more: [(&str, &[u8]); 3] =
        [("Frameworks/c.framework/c", b""), ("Frameworks/c.framework/d/e", b""), ("Frameworks/plain/e", b"")];
    let found = outcome(&list, &[&files[..], &more].concat());
    assert_eq!(found.unsealed, paths(&["Frameworks/c.framework", "Frameworks/plain/e"]));
    // What was a folder became a link.
    let found = outcome(&list, &[("Frameworks/a.framework@", b"x"), ("Frameworks/b.dylib", b"")]);
    assert_eq!(found.changed, paths(&["Frameworks/a.framework"]));
    // The rules of iOS make nothing nested, so that nobody comes upon what is sealed as such.
    let list = second(RULES2, &[("Frameworks/a.framework", code())]);
    let found = outcome(&list, &files[..2]);
    assert_eq!(found.uncovered, paths(&["Frameworks/a.framework"]));
    assert_eq!(found.unsealed.len(), 2);
}

#[test]
fn links_are_their_targets() {
    let link = |target: &str| dict(&[("symlink", format!("<string>{target}</string>"))]);
    let list = second("^.* true", &[("a", link("b/c")), ("d", link("e")), ("f", hash2(b"f"))]);
    assert!(outcome(&list, &[("a@", b"b/c"), ("d@", b"e"), ("f", b"f")]).holds());
    let found = outcome(&list, &[("a@", b"b/"), ("d", b"e"), ("f@", b"f")]);
    assert_eq!(found.changed, paths(&["a", "d", "f"]));
    assert_eq!(outcome(&list, &[("a@", b"b/cc"), ("f", b"f")]).changed, paths(&["a"]));
    assert_eq!(outcome(&list, &[("a@", b"b/c"), ("f", b"f")]).missing, paths(&["d"]));
}

#[test]
fn what_seals_is_not_sealed() {
    let list = second("^.* true", &[]);
    let never: [(&str, &[u8]); 4] =
        [("App", b""), ("CodeResources@", b""), ("_CodeSignature/a/b", b""), ("_MASReceipt/receipt", b"")];
    assert!(outcome(&list, &never).holds());
    // Nothing but those themselves, at the top.
    let others: [(&str, &[u8]); 4] =
        [("Apps", b""), ("CodeResources.x", b""), ("a/App", b""), ("a/_CodeSignature/CodeResources", b"")];
    assert_eq!(outcome(&list, &others).unsealed.len(), 4);
}

#[test]
fn what_is_sealed_outside_the_rules_is_told() {
    let list = second("^.* true\n^o$ false", &[("App", hash2(b"")), ("o", hash2(b"o")), ("a", hash2(b"a"))]);
    let found = outcome(&list, &[("App", b""), ("o", b"o"), ("a", b"a")]);
    assert_eq!(found, Outcome { uncovered: paths(&["App", "o"]), ..Outcome::default() });
}

#[test]
fn malformed_lists() {
    let refused = |bytes: &[u8]| Seal::parse(bytes, &mut budget()).is_err();
    assert!(refused(b"") && refused(b"<plist><dict>") && refused(b"<plist><array/></plist>"));
    assert!(refused(&list(&[])) && refused(&list(&[("files2", "<array/>".into())])));
    let problems = |list: &[u8]| outcome(list, &[("a", b"a")]).problems;
    let files1 = || files(&[("a", sha1(b"a"))]);
    // The second version is there, and says nothing.
    let broken = list(&[("files", files1()), ("rules", rules("^.* true")), ("files2", "<true/>".into())]);
    assert_eq!(problems(&broken), [Problem::Files(Version::Two)]);
    assert_eq!(problems(&list(&[("files", files1())])), [Problem::Rules(Version::One)]);
    let many: Vec<_> = (0..300).map(|number| format!("{number} true")).collect();
    assert_eq!(problems(&second(&many.join("\n"), &[])), [Problem::Rules(Version::Two)]);
    let bad = ["<integer>1</integer>".to_owned(), dict(&[]), dict(&[("hash2", "<true/>".into())])];
    for bad in bad.into_iter().chain([dict(&[("optional", "<string/>".into()), ("hash", sha1(b""))])]) {
        let found = outcome(&second("^.* true", &[("a", bad)]), &[("a", b"a")]);
        let problem = Problem::Entry { version: Version::Two, path: "a".to_owned() };
        assert_eq!(found, Outcome { problems: vec![problem], ..Outcome::default() });
    }
    let rules2 = "<dict><key>a</key><string>x</string><key>(</key><true/></dict>".to_owned();
    let found = problems(&list(&[("files2", files(&[])), ("rules2", rules2)]));
    let rule = |pattern: &str| Problem::Rule { version: Version::Two, pattern: pattern.to_owned() };
    assert_eq!(found, [rule("a"), rule("(")]);
}

#[test]
fn any_thread_may_look() {
    fn shared<T: Send + Sync>() {}
    shared::<Plan>();
    shared::<FileDigester<'_>>();
    shared::<FileCheck>();
}

#[test]
fn budgets_hold() {
    let (list, files) = sound();
    let of = |bytes| Budget::within(&Limits::default(), bytes, 0).unwrap();
    assert!(matches!(Seal::parse(&list, &mut of(500)), Err(Error::Limit(_))));
    let seal = Seal::parse(&list, &mut budget()).unwrap();
    let tree = files.iter().map(|(path, _)| BundleFile { path: path.as_bytes(), kind: FileKind::Regular });
    assert!(matches!(seal.plan(tree, None, &mut of(500)), Err(Error::Limit(_))));
}

fn any_value() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<[u8; 20]>().prop_map(|digest| data(&digest)),
        prop::collection::vec(
            (
                prop_oneof![
                    "hash",
                    "hash2",
                    "optional",
                    "symlink",
                    "requirement",
                    "cdhash",
                    "weight",
                    "omit",
                    "nested"
                ],
                prop_oneof![
                    "<true/>",
                    "<string>a</string>",
                    "<integer>9</integer>",
                    "<data>AAAA</data>",
                    "<real>-1e300</real>"
                ],
            ),
            0..4
        )
        .prop_map(|all| {
            let all: Vec<_> = all.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
            dict(&all)
        }),
        "<(true|false|array)/>",
    ]
}

proptest! {
    #[test]
    fn nothing_panics(
        bytes in prop::collection::vec(any::<u8>(), 0..200),
        entries in prop::collection::vec(("[ab./]{0,4}", any_value()), 0..6),
        patterns in prop::collection::vec((r"[ab./^$|()*+?{},0-9\[\]:\\-]{0,9}", any_value()), 0..6),
        names in prop::collection::vec(("[ab./]{0,6}", any::<bool>()), 0..12),
    ) {
        let _ = Seal::parse(&bytes, &mut budget());
        let section = |entries: &[(String, String)]| {
            dict(&entries.iter().map(|(name, value)| (name.as_str(), value.clone())).collect::<Vec<_>>())
        };
        let (entries, patterns) = (section(&entries), section(&patterns));
        let list = list(&[("files", entries.clone()), ("files2", entries), ("rules", patterns.clone()), ("rules2", patterns)]);
        let seal = Seal::parse(&list, &mut budget()).unwrap();
        let kind = |is_link: bool| if is_link { FileKind::Symlink } else { FileKind::Regular };
        let tree = names.iter().map(|(path, is_link)| BundleFile { path: path.as_bytes(), kind: kind(*is_link) });
        let plan = seal.plan(tree, names.first().map(|(path, _)| path.as_bytes()), &mut budget()).unwrap();
        let checks: Vec<_> = plan.wanted_files().map(|path| plan.check(path, b"a").unwrap()).collect();
        let outcome = plan.finish(checks);
        prop_assert!(outcome.unchecked.is_empty());
        let there = |path: &Vec<u8>| names.iter().any(|(name, _)| name.as_bytes() == path);
        prop_assert!(!outcome.missing.iter().any(there));
        prop_assert!(outcome.problems.iter().all(|problem| *problem != Problem::TooCostly));
    }
}
