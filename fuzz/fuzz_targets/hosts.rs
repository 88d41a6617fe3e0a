//! The hosts of texts: found, kept within a limit, and judged.

#![no_main]

use beian_hosts::name::HostName;
use beian_hosts::{App, Finder, Sightings, judge};
use beian_model::Host;
use beian_text::{Bounds, Edge, Encoding, Role, Sink, Span, Text};
use libfuzzer_sys::fuzz_target;

/// Where the text's first byte stands in its entry.
const START: u64 = 1000;

const ENTRIES: [&str; 6] = [
    "classes.dex",
    "lib/arm64-v8a/libx.so",
    "assets/LICENSE",
    "assets/a.min.js",
    "META-INF/CERT.RSA",
    "public_suffix_list.dat",
];

fuzz_target!(|data: &[u8]| {
    let Some((&[role, form, entry, most], rest)) = data.split_first_chunk::<4>() else { return };
    let text = String::from_utf8_lossy(rest);
    let (role, encoding) = (role_of(role), encoding_of(form));
    let len: u64 = text.chars().map(|character| encoding.bytes_of(character)).sum();
    let text = Text { span: Span::new(START, START + len), text, encoding, bounds: bounds_of(form), role };
    let entry = ENTRIES[usize::from(entry) % ENTRIES.len()];

    let (all, none) = hosts(&text, entry, usize::MAX);
    assert_eq!(none, 0, "without a limit nothing is left out");
    all.iter().for_each(|host| check(host, &text));
    assert!(all.is_sorted_by(|one, next| one.order() < next.order()), "in order, and each once");
    assert_eq!((all.clone(), 0), hosts(&text, entry, usize::MAX), "same bytes, same hosts");

    let (some, dropped) = hosts(&text, entry, usize::from(most));
    assert!(some.len() <= usize::from(most));
    assert_eq!(count(&some) + dropped, count(&all), "what is left out is counted");
});

fn hosts(text: &Text<'_>, entry: &str, most: usize) -> (Vec<Host>, u64) {
    let mut finder = Finder::new(entry, most);
    finder.reader("fuzz");
    finder.text(text.clone());
    let found = finder.finish();
    let dropped = found.dropped();
    let mut sightings = Sightings::default();
    sightings.add(entry, found);
    (judge(&sightings, &App { package: Some("com.example.app"), own: &[] }), dropped)
}

fn count(hosts: &[Host]) -> u64 {
    hosts.iter().map(|host| host.count).sum()
}

fn check(host: &Host, text: &Text<'_>) {
    let name = &*host.host;
    let is_template = name.contains('*');
    assert!(name.is_ascii() && !name.bytes().any(|byte| byte.is_ascii_uppercase() || byte <= b' '), "{name}");
    assert!(name.contains("::") || name.split('.').all(|label| !label.is_empty()), "{name}");
    let again = if name.contains(':') {
        HostName::parse_authority_host(&format!("[{name}]"))
    } else if is_template {
        HostName::parse_template(name)
    } else {
        HostName::parse_authority_host(name)
    };
    assert_eq!(
        again.map(|host| host.ascii().into_owned()).as_deref(),
        Ok(name),
        "a host is what it is written as"
    );
    assert!(host.count >= 1 && !host.evidence.is_empty() && !host.kinds.is_empty() && !host.rules.is_empty());
    for evidence in &host.evidence {
        assert!(
            text.span.start <= evidence.offset && evidence.offset < text.span.end,
            "{name}: {evidence:?}"
        );
        let is_as_written =
            text.text.is_ascii() && !text.text.contains('%') && text.encoding == Encoding::Utf8;
        if is_as_written && !is_template && !name.contains(':') {
            let at = usize::try_from(evidence.offset - START).expect("a place in the text");
            let stands = text.text[at..].get(..name.len());
            assert!(stands.is_some_and(|stands| stands.eq_ignore_ascii_case(name)), "{name} is not at {at}");
        }
    }
}

fn role_of(byte: u8) -> Role<'static> {
    match byte % 12 {
        0 => Role::Value { key: "api_host" },
        1 => Role::Value { key: "title" },
        2 => Role::Content,
        3 => Role::Reference { element: "a" },
        4 => Role::Reference { element: "img" },
        5 => Role::Identifier,
        6 => Role::AnsweredHost,
        7 => Role::MatchedHost,
        8 => Role::Comment,
        9 => Role::Literal,
        _ => Role::Unknown,
    }
}

fn bounds_of(byte: u8) -> Bounds {
    let edge = |byte: u8| match byte % 5 {
        0 => Edge::Limit,
        1 => Edge::Nul,
        2 => Edge::Length,
        3 => Edge::Binary,
        _ => Edge::Cut,
    };
    if byte & 1 == 0 {
        Bounds::Exact
    } else {
        Bounds::Run { before: edge(byte >> 1), after: edge(byte >> 4) }
    }
}

fn encoding_of(byte: u8) -> Encoding {
    match byte >> 5 {
        0 => Encoding::Utf16Le,
        1 => Encoding::Utf16Be,
        2 => Encoding::Mutf8,
        _ => Encoding::Utf8,
    }
}
