use std::collections::BTreeSet;

use beian_model::SuffixSource;

use super::*;
use crate::name::{Domain, HostName, suffix};

const TABLES: [(&str, usize, &str); 7] = [
    ("platform", 4, include_str!("platform.tsv")),
    ("shared", 3, include_str!("shared.tsv")),
    ("namespaces", 3, include_str!("namespaces.tsv")),
    ("schemes", 2, include_str!("schemes.tsv")),
    ("extensions", 4, include_str!("extensions.tsv")),
    ("code-words", 4, include_str!("code-words.tsv")),
    ("code-roots", 4, include_str!("code-roots.tsv")),
];

#[test]
fn every_row_has_its_columns_and_no_empty_one() {
    for (name, columns, table) in TABLES {
        assert!(lines(table).count() > 0, "{name}");
        for line in lines(table) {
            let cells: Vec<&str> = line.split('\t').collect();
            assert_eq!(cells.len(), columns, "{name}: {line}");
            assert!(cells.iter().all(|cell| !cell.is_empty() && cell.trim() == *cell), "{name}: {line}");
        }
    }
}

#[test]
fn no_row_is_there_twice() {
    for (name, _, table) in TABLES {
        let mut seen = BTreeSet::new();
        for line in lines(table) {
            let key = line.split('\t').next().unwrap().to_ascii_lowercase();
            assert!(seen.insert(key), "{name}: {line}");
        }
    }
}

#[test]
fn tables_without_an_order_of_their_own_are_sorted() {
    for (name, _, table) in TABLES.iter().filter(|(name, ..)| !matches!(*name, "platform" | "namespaces")) {
        let keys: Vec<&str> = lines(table).map(|line| line.split('\t').next().unwrap()).collect();
        assert!(keys.is_sorted(), "{name}");
    }
    assert!(namespaces().is_sorted_by_key(NamespaceRule::host));
}

#[test]
fn every_grade_is_one() {
    let words = extensions().iter().chain(code_words()).map(|row| (row.label, row.doubt));
    let roots = code_roots().iter().map(|row| (row.label, row.doubt));
    for (label, doubt) in words.chain(roots) {
        assert_ne!(doubt, Doubt::None, "{label}");
    }
}

#[test]
fn words_that_end_names_are_top_level_domains() {
    for row in extensions().iter().chain(code_words()) {
        // Below some top-level domains (`*.mm`) names are registered one label deeper.
        let name = domain(&format!("a.b.{}", row.label));
        assert_eq!(suffix(&name).source, SuffixSource::Icann, "{}", row.label);
        assert!(!row.label.contains('.'), "{}", row.label);
    }
}

#[test]
fn roots_are_single_labels_in_lower_case() {
    for row in code_roots() {
        let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        assert!(row.label.bytes().all(fits), "{}", row.label);
    }
}

/// The name of a row, which must be a host as the report writes it.
fn domain(name: &str) -> Domain {
    let host = HostName::parse_bare(name).unwrap_or_else(|error| panic!("{name}: {error}"));
    let domain = host.domain().unwrap().clone();
    assert_eq!(domain.ascii(), name);
    domain
}

#[test]
fn platforms_are_hosts_and_none_hides_another() {
    for (at, row) in platforms().iter().enumerate() {
        let host = domain(row.suffix);
        assert!(suffix(&host).registrable.is_some(), "{}", row.suffix);
        assert!(row.source.starts_with("https://") || row.source.starts_with("http://"), "{}", row.suffix);
        let before = platforms().iter().take(at).find(|before| host.is_within(before.suffix));
        assert_eq!(before, None, "{}", row.suffix);
    }
}

#[test]
fn shared_domains_are_registrable() {
    for row in shared() {
        let host = domain(row.name);
        assert_eq!(suffix(&host).registrable, Some(row.name));
    }
}

#[test]
fn namespaces_stand_on_hosts_and_have_a_path() {
    for rule in namespaces() {
        let host = domain(rule.host());
        assert!(suffix(&host).registrable.is_some(), "{}", rule.prefix);
        assert!(rule.prefix.len() > rule.host().len(), "{}", rule.prefix);
        assert!(!rule.prefix.contains(['$', ' ', '#', '?']), "{}", rule.prefix);
    }
}

/// Whole hosts that are nothing but names. Everywhere else a rule needs a path.
#[test]
fn few_hosts_are_namespaces_as_a_whole() {
    const WHOLE: &[&str] = &[
        "axschema.org",
        "earth.google.com",
        "exslt.org",
        "ns.adobe.com",
        "ns.camerabits.com",
        "ns.inria.fr",
        "data-vocabulary.org",
        "jax-ws.dev.java.net",
        "jaxb.dev.java.net",
        "json.schemastore.org",
        "saxon.sf.net",
        "schema.openid.net",
        "schema.phonegap.com",
        "schemas.android.com",
        "schemas.datacontract.org",
        "schemas.google.com",
        "schemas.microsoft.com",
        "schemas.openid.net",
        "schemas.openxmlformats.org",
        "schemas.xmlsoap.org",
        "specs.openid.net",
        "tempuri.org",
        "backend.userland.com",
        "www.opengis.net",
        "xmlns.com",
        "xmlns.jcp.org",
        "xmlns.oracle.com",
    ];
    for rule in namespaces().iter().filter(|rule| !rule.whole && rule.prefix.len() == rule.host().len() + 1) {
        assert!(WHOLE.contains(&rule.host()), "{}", rule.prefix);
    }
}

#[test]
fn schemes_are_spelt_as_rfc_3986_wants() {
    for row in schemes() {
        for part in row.name.split(':') {
            let mut bytes = part.bytes();
            assert!(bytes.next().is_some_and(|byte| byte.is_ascii_lowercase()), "{}", row.name);
            let fits = |byte: u8| {
                byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.')
            };
            assert!(bytes.all(fits), "{}", row.name);
        }
    }
}
