//! What is written comes back, whatever is read stays in bounds, and another reader agrees.

use beian_testkit::plist::{Node, binary, xml};
use proptest::prelude::*;

use super::*;

/// Values of every kind, with names that are not repeated.
fn node() -> impl Strategy<Value = Node> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(Node::Boolean),
        prop::collection::vec(any::<u8>(), 0..40).prop_map(Node::Data),
        (0..86_400).prop_map(Node::Date),
        (-1e6..1e6).prop_map(Node::Real),
        (i128::from(i64::MIN)..=i128::from(u64::MAX)).prop_map(Node::Integer),
        "[ -~\u{e4}\u{4e2d}\u{1f600}]{0,20}".prop_map(Node::String),
    ];
    leaf.prop_recursive(5, 40, 6, |inner| {
        let entries = prop::collection::btree_map("[ -~\u{4e2d}]{0,20}", inner.clone(), 0..6);
        prop_oneof![
            prop::collection::vec(inner, 0..20).prop_map(Node::Array),
            entries.prop_map(|entries| Node::Dictionary(entries.into_iter().collect())),
        ]
    })
}

/// The value that a list is read as.
fn meant(node: &Node) -> Value {
    match node {
        Node::Array(values) => Value::Array(values.iter().map(meant).collect()),
        Node::Dictionary(entries) => {
            Value::Dictionary(entries.iter().map(|(name, value)| (name.clone(), meant(value))).collect())
        }
        Node::Boolean(value) => Value::Boolean(*value),
        Node::Data(bytes) => Value::Data(bytes.clone()),
        Node::Date(unix) => Value::Date(Date::from_unix((*unix).into())),
        Node::Real(value) => Value::Real(*value),
        Node::Integer(value) => Value::Integer(*value),
        Node::String(text) => string(text),
    }
}

/// The same value as the crate `plist` has it.
fn other(value: &plist::Value) -> Value {
    match value {
        plist::Value::Array(values) => Value::Array(values.iter().map(other).collect()),
        plist::Value::Dictionary(entries) => {
            Value::Dictionary(entries.iter().map(|(name, value)| (name.clone(), other(value))).collect())
        }
        plist::Value::Boolean(value) => Value::Boolean(*value),
        plist::Value::Data(bytes) => Value::Data(bytes.clone()),
        plist::Value::Date(date) => {
            let since = std::time::SystemTime::from(*date).duration_since(std::time::UNIX_EPOCH).unwrap();
            Value::Date(Date::from_unix(since.as_secs().try_into().unwrap()))
        }
        plist::Value::Real(value) => Value::Real(*value),
        plist::Value::Integer(value) => {
            Value::Integer(value.as_signed().map_or_else(|| value.as_unsigned().unwrap().into(), i128::from))
        }
        plist::Value::String(text) => string(text),
        other => panic!("{other:?}"),
    }
}

/// No more than the constants of `build` allow.
fn assert_bounded(bytes: &[u8]) {
    let (_, cost) = cost(bytes);
    assert!(cost <= (bytes.len() * 256 + (1 << 20)).try_into().unwrap());
}

proptest! {
    #[test]
    fn what_is_written_comes_back(node in node()) {
        prop_assert_eq!(value(xml(&node).as_bytes(), Format::Xml), meant(&node));
        prop_assert_eq!(value(&binary(&node), Format::Binary), meant(&node));
        for to_bytes in [u16::to_le_bytes, u16::to_be_bytes] {
            prop_assert_eq!(value(&utf16(&xml(&node), to_bytes), Format::Xml), meant(&node));
        }
    }

    #[test]
    fn the_crate_plist_reads_the_same(node in node()) {
        for bytes in [xml(&node).into_bytes(), binary(&node)] {
            let theirs = plist::Value::from_reader(std::io::Cursor::new(&bytes)).unwrap();
            prop_assert_eq!(parse(&bytes).unwrap().value, other(&theirs));
        }
    }

    #[test]
    fn no_bytes_break_the_reader(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        assert_bounded(&bytes);
        assert_bounded(&[b"bplist00", &bytes[..]].concat());
        assert_bounded(&[b"<?xml version='1.0'?><plist>", &bytes[..]].concat());
    }

    #[test]
    fn no_text_breaks_the_reader(text in r#"([<>/&;#x!\-\[\]={}()"'\\U0-9a-f ,*]|<(array|dict|key|string|data|integer|real|date|plist)>){0,60}"#) {
        assert_bounded(text.as_bytes());
        assert_bounded(format!("<plist>{text}").as_bytes());
    }

    #[test]
    fn no_change_breaks_the_reader(node in node(), at in any::<prop::sample::Index>(), byte: u8) {
        for mut bytes in [binary(&node), xml(&node).into_bytes()] {
            let at = at.index(bytes.len());
            bytes[at] = byte;
            assert_bounded(&bytes);
            assert_bounded(&bytes[..at]);
        }
    }
}
