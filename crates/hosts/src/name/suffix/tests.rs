use super::*;
use crate::name::HostName;

fn domain(raw: &str) -> Domain {
    HostName::parse_template(raw).unwrap().domain().unwrap().clone()
}

#[test]
fn registrable_and_level_of_names() {
    use SuffixSource::{Icann, None as No, Private, Unknown};
    let cases = [
        ("example.cn", Icann, Some("example.cn"), Some(2)),
        ("a.example.com.cn", Icann, Some("example.com.cn"), Some(3)),
        ("a.b.c.d.example.com", Icann, Some("example.com"), Some(6)),
        ("com.cn", Icann, None, Some(1)),
        ("xn--fsqu00a.xn--fiqs8s", Icann, Some("xn--fsqu00a.xn--fiqs8s"), Some(2)),
        ("例子.公司.cn", Icann, Some("xn--fsqu00a.xn--55qx5d.cn"), Some(2)),
        // A wildcard rule, and its exception.
        ("a.b.c.kawasaki.jp", Icann, Some("b.c.kawasaki.jp"), Some(3)),
        ("a.city.kawasaki.jp", Icann, Some("city.kawasaki.jp"), Some(3)),
        ("www.ck", Icann, Some("www.ck"), Some(2)),
        ("a.b.ck", Icann, Some("a.b.ck"), Some(2)),
        // The private section.
        ("x.github.io", Private, Some("x.github.io"), Some(3)),
        ("a.x.github.io", Private, Some("x.github.io"), Some(4)),
        ("github.io", Icann, Some("github.io"), Some(2)),
        ("bucket.s3.amazonaws.com", Private, Some("bucket.s3.amazonaws.com"), Some(4)),
        ("s3.amazonaws.com", Icann, Some("amazonaws.com"), Some(3)),
        ("x.blogspot.com", Private, Some("x.blogspot.com"), Some(3)),
        // Not in the list.
        ("a.b.example-top", Unknown, None, None),
        ("server", No, None, None),
    ];
    for (name, source, registrable, level) in cases {
        let name = domain(name);
        assert_eq!(suffix(&name), Suffix { source, registrable, level }, "{name}");
    }
}

#[test]
fn a_template_is_known_by_its_fixed_right_part() {
    use SuffixSource::{Icann, None as No, Private};
    let cases = [
        ("*.example.com", Icann, Some("example.com"), Some(3)),
        ("api-*.example.com.cn", Icann, Some("example.com.cn"), Some(3)),
        ("a.*.example.com", Icann, Some("example.com"), Some(4)),
        ("graph.*", No, None, None),
        ("books.google.*", No, None, None),
        ("www.example.c*", No, None, None),
        ("a-*.com", Icann, None, Some(2)),
        ("*.github.io", Icann, Some("github.io"), Some(3)),
        ("*.x.github.io", Private, Some("x.github.io"), Some(4)),
    ];
    for (name, source, registrable, level) in cases {
        let name = domain(name);
        assert_eq!(suffix(&name), Suffix { source, registrable, level }, "{name}");
    }
}

#[test]
fn the_last_label_alone_tells_what_cannot_be_a_name() {
    let known: [&[u8]; 7] = [b"com", b"COM", b"cn", b"xn--fiqs8s", b"zip", b"name", b"mm"];
    assert!(known.iter().all(|last| has_public_suffix(last)));
    let unknown: [&[u8]; 7] = [b"", b"html", b"xml", b"Main", b"png", b"com ", &[b'a'; 64]];
    assert!(!unknown.iter().any(|last| has_public_suffix(last)));
}

#[test]
fn the_version_is_that_of_the_list_in_use() {
    let lock = include_str!("../../../../../Cargo.lock");
    let entry = format!("name = \"psl\"\nversion = \"{}\"\n", suffix_list_version());
    assert!(lock.contains(&entry), "LIST_VERSION is not what Cargo.lock has");
}
