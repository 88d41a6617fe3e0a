//! What holds of finding and judging, whatever the text.

use beian_hosts::name::HostName;
use beian_hosts::{App, Finder, Sightings, judge};
use beian_model::Host;
use beian_text::{Bounds, Edge, Encoding, Role, Sink, Span, Text};
use proptest::prelude::*;

/// Where the text's first byte stands in its entry.
const START: usize = 1000;

fn hosts_as(text: &str, bounds: Bounds, role: Role<'_>) -> Vec<Host> {
    let at = |index: usize| u64::try_from(START + index).unwrap();
    let span = Span::new(at(0), at(text.len()));
    let mut finder = Finder::new("assets/a.bin", usize::MAX);
    finder.reader("test");
    finder.text(Text { text: text.into(), span, encoding: Encoding::Utf8, bounds, role });
    let mut sightings = Sightings::default();
    sightings.add("assets/a.bin", finder.finish());
    judge(&sightings, &App::default())
}

const RUN: Bounds = Bounds::Run { before: Edge::Nul, after: Edge::Nul };

/// The hosts of a literal, and of a run.
fn both(text: &str) -> [Vec<Host>; 2] {
    [hosts_as(text, Bounds::Exact, Role::Literal), hosts_as(text, RUN, Role::Unknown)]
}

/// Texts made of what hosts are written with, so that most hold some.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("http://"),
        Just("https:\\/\\/"),
        Just("%3a%2f%2f"),
        Just("://"),
        Just("\"//"),
        Just("weixin://"),
        Just("user@"),
        Just("a"),
        Just("api"),
        Just(".cn"),
        Just(".com"),
        Just(".com.cn"),
        Just(".xn--fiqs8s"),
        Just("XN--FSQU00A"),
        Just("10.0.0.1"),
        Just("[2001:db8::1]"),
        Just(":80"),
        Just("%s"),
        Just("${x}"),
        Just("*."),
        Just("."),
        Just("-"),
        Just("_"),
        Just(" "),
        Just("\""),
        Just("\\"),
        Just("\" + x + \""),
        Just("中国"),
        Just("。"),
        Just("ａ"),
        Just("Next"),
        Just("/"),
        Just("?u="),
        Just("/*"),
        Just("*/"),
        Just("\n# "),
        Just("<b>"),
        Just("="),
        Just("host="),
        Just(","),
        Just("%61"),
        Just("%e4%b8%ad"),
        Just("%2E"),
        Just("1"),
    ];
    prop::collection::vec(piece, 0..16).prop_map(|pieces| pieces.concat())
}

fn assert_valid(host: &Host) {
    let name = &*host.host;
    assert!(name.is_ascii() && !name.bytes().any(|byte| byte.is_ascii_uppercase() || byte <= b' '), "{name}");
    let again = if name.contains(':') {
        HostName::parse_authority_host(&format!("[{name}]"))
    } else {
        HostName::parse_template(name)
    };
    assert_eq!(again.map(|host| host.ascii().into_owned()).as_deref(), Ok(name));
}

/// A name that can only be one: labels of letters, under suffixes that are ICANN's.
fn name() -> impl Strategy<Value = String> {
    (
        "([a-z][a-z0-9]{0,8}(-[a-z0-9]{1,4})?\\.){1,3}",
        prop::sample::select(vec!["cn", "com", "com.cn", "net", "org", "io"]),
    )
        .prop_map(|(labels, suffix)| labels + suffix)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_host_is_what_it_is_written_as(text in pieces()) {
        both(&text).iter().flatten().for_each(assert_valid);
        for role in [Role::AnsweredHost, Role::MatchedHost, Role::Value { key: "host" }] {
            hosts_as(&text, Bounds::Exact, role).iter().for_each(assert_valid);
        }
    }

    #[test]
    fn a_host_of_any_text_is_what_it_is_written_as(text in any::<String>()) {
        both(&text).iter().flatten().for_each(assert_valid);
    }

    #[test]
    fn a_url_is_found_with_its_host_and_place(
        before in prop::sample::select(vec!["", " ", "x = \"", "<a href='", "{\"u\":\"", "请看", "(", "u=", "\t"]),
        scheme in prop::sample::select(vec!["http", "https", "HTTPS", "ws", "wss", "ftp", "rtmp", "mqtt"]),
        user in prop::option::of("[a-z0-9._~]{1,8}(:[a-zA-Z0-9!$&*+]{1,8})?"),
        host in name(),
        port in prop::option::of(1_u16..),
        path in prop::option::of("/[a-zA-Z0-9_/-]{0,20}"),
        after in prop::sample::select(vec!["", "\"", "'", " ", "\n", "<", "\t and so on"]),
    ) {
        let user = user.map_or(String::new(), |user| user + "@");
        let tail = port.map_or(String::new(), |port| format!(":{port}")) + path.as_deref().unwrap_or("");
        let text = format!("{before}{scheme}://{user}{host}{tail}{after}");
        let place = START + before.len() + scheme.len() + 3 + user.len();
        for hosts in both(&text) {
            let found: Vec<_> = hosts.iter().map(|host| &*host.host).collect();
            prop_assert_eq!(found, [&*host], "{}", text);
            let offsets: Vec<_> = hosts[0].evidence.iter().map(|evidence| evidence.offset).collect();
            prop_assert_eq!(offsets, [u64::try_from(place).unwrap()], "{}", text);
            prop_assert_eq!(&hosts[0].ports[..], port.as_slice());
        }
    }

    #[test]
    fn without_dot_and_colon_there_is_none(text in "[^.:]*") {
        for hosts in both(&text) {
            prop_assert_eq!(hosts, []);
        }
    }
}
