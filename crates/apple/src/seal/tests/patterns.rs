//! Patterns: what they match, and what they may cost.

use proptest::prelude::*;

use super::*;
use crate::seal::pattern::Pattern;

/// Whether a pattern matches a path; `None` where it is none.
fn matches(pattern: &str, path: &[u8]) -> Option<bool> {
    Pattern::parse(pattern)?;
    let list = list(&[
        ("files2", files(&[])),
        ("rules2", format!("<dict><key>{}</key><true/></dict>", escaped(pattern))),
    ]);
    let seal = Seal::parse(&list, &mut budget()).unwrap();
    assert_eq!(seal.problems(), []);
    let plan = seal.plan([BundleFile { path, kind: FileKind::Regular }], None, &mut budget()).unwrap();
    Some(!plan.finish([]).unsealed.is_empty())
}

#[test]
fn patterns_are_those_of_posix() {
    let yes = [
        ("^", "a"),
        ("", "a"),
        ("a|", "b"),
        ("b$", "ab"),
        ("^a{2,3}$", "aaa"),
        ("^a{2}$", "aa"),
        ("^a{2,}$", "aaaa"),
        (r"^\.x\{", ".x{"),
        ("a{x", "a{x"),
        (r"^[\.]$", "\\"),
        ("^[]a]+$", "]a"),
        ("^[^]a]$", "b"),
        ("^[a-]+$", "a-"),
        ("^[a[b]$", "["),
        ("^[&&a]+$", "&a"),
        ("^[[:digit:]x]+$", "1x"),
        ("^[[.-.]]$", "-"),
        ("^(ab|c)+$", "abcab"),
        (r"^\d$", "d"),
        ("^a+?$", ""),
        ("^(a*)*$", "aaa"),
        ("^.$", "\n"),
        ("^..$", "\u{e9}"),
        ("^\u{e9}$", "\u{e9}"),
        ("()", "a"),
        ("^*a", "a"),
        (r"^(.*/)?\.DS_Store$", "a/b/.DS_Store"),
        ("^[^/]+$", "a.b"),
    ];
    for (pattern, path) in yes {
        assert_eq!(matches(pattern, path.as_bytes()), Some(true), "{pattern} {path}");
    }
    let no = [
        ("^a{2,3}$", "aaaa"),
        ("^b", "ab"),
        ("A", "a"),
        (r"^\d$", "1"),
        (r"^[\.]$", "x"),
        ("^[^]a]$", "]"),
        ("^.$", "\u{e9}"),
        (r"^(.*/)?\.DS_Store$", "a.DS_Store"),
        ("^[^/]+$", "a/b"),
        ("a$b", "a$b"),
    ];
    for (pattern, path) in no {
        assert_eq!(matches(pattern, path.as_bytes()), Some(false), "{pattern} {path}");
    }
    let none = [
        "(",
        ")",
        "a)",
        "(a",
        "[",
        "[]",
        "[a",
        "[b-a]",
        "*a",
        "+",
        "a|*",
        "(?:a)",
        "\\",
        "a{3,2}",
        "a{1",
        "a{256}",
        "{1}",
        "[[:word:]]",
        "[[.ab.]]",
        "[[:digit:]",
        "a{99999999999}",
    ];
    for pattern in none {
        assert_eq!(matches(pattern, b"a"), None, "{pattern}");
    }
}

#[test]
fn hostile_patterns_cost_little() {
    let deep = "(".repeat(500) + &")".repeat(500);
    let wide = "((((a{255}){255}){255}){255}){255}";
    for pattern in
        [&*deep, wide, "(((((((){255}){255}){255}){255}){255}){255})", &"a".repeat(1025), "((a*)*){255}{9}"]
    {
        assert!(Pattern::parse(pattern).is_none(), "{pattern}");
    }
    // Two to the power of hundreds of states, of which each path makes others.
    let lines: Vec<_> = (0..8).map(|number| format!("(a|b)*a(a|b){{{}}}$ true", 190 + number)).collect();
    let name = |seed: u64| {
        let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        let mut letter = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            if state & 1 == 0 { 'a' } else { 'b' }
        };
        (0..4096).map(|_| letter()).collect::<String>()
    };
    let names: Vec<_> = (0..2000).map(name).collect();
    let seal = Seal::parse(&second(&lines.join("\n"), &[]), &mut budget()).unwrap();
    assert_eq!(seal.problems(), []);
    let tree = names.iter().map(|path| BundleFile { path: path.as_bytes(), kind: FileKind::Regular });
    let start = std::time::Instant::now();
    let plan = seal.plan(tree, None, &mut budget()).unwrap();
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
    assert_eq!(plan.finish([]).problems, [Problem::TooCostly]);
    // Folders within folders, with a rule that asks for each.
    let deep: Vec<_> = (0..200).map(|number| format!("{number}/{}", ".a/".repeat(20_000))).collect();
    let seal = Seal::parse(&second("^x {nested weight=1}\n^.* true", &[]), &mut budget()).unwrap();
    let tree = deep.iter().map(|path| BundleFile { path: path.as_bytes(), kind: FileKind::Regular });
    let start = std::time::Instant::now();
    let plan = seal.plan(tree, None, &mut budget()).unwrap();
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
    assert_eq!(plan.finish([]).problems, [Problem::TooCostly]);
}

proptest! {
    #[test]
    fn patterns_never_panic(pattern in ".{0,40}", syntax in r"[ab^$|()*+?{},0-9\[\]:\\.=-]{0,30}") {
        for pattern in [pattern, syntax] {
            if let Some(pattern) = Pattern::parse(&pattern) {
                prop_assert!(pattern.size <= 2048);
            }
        }
    }
}
