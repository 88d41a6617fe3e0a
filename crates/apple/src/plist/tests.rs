//! Each format's values, each way to be malformed, and what hostile lists cost.

mod binary;
mod generated;
mod openstep;
mod xml;

use beian_archive::{Budget, Limits};

use super::*;

fn parse(bytes: &[u8]) -> Result<Plist, Error> {
    Plist::parse(bytes, &mut Budget::new(&Limits::default()))
}

/// The value of a list in this format.
fn value(bytes: &[u8], format: Format) -> Value {
    let plist = parse(bytes).unwrap();
    assert_eq!(plist.format, format);
    plist.value
}

/// Where a list is malformed, and what should be there.
fn malformed(bytes: &[u8]) -> (u64, &'static str) {
    match parse(bytes).unwrap_err() {
        Error::Invalid { part: Part::PropertyList, offset, expected } => (offset, expected),
        error => panic!("{error}"),
    }
}

/// What reading cost, whatever came of it.
fn cost(bytes: &[u8]) -> (Result<Plist, Error>, u64) {
    let mut budget = Budget::new(&Limits::default());
    let before = budget.bytes_left();
    let read = Plist::parse(bytes, &mut budget);
    (read, before - budget.bytes_left())
}

fn string(text: &str) -> Value {
    Value::String(text.to_owned())
}

fn dictionary<const N: usize>(entries: [(&str, Value); N]) -> Value {
    Value::Dictionary(entries.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

/// Text as UTF-16.
fn utf16(text: &str, to_bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(to_bytes).collect()
}

#[test]
fn an_empty_file_is_no_list() {
    assert!(matches!(parse(b""), Err(Error::Truncated { available: 0, .. })));
}

#[test]
fn accessors_give_their_own_kind_alone() {
    let list = dictionary([
        ("string", string("a")),
        ("array", Value::Array(vec![Value::Null])),
        ("bool", Value::Boolean(true)),
        ("data", Value::Data(vec![1])),
        ("integer", Value::Integer(-1)),
        ("date", Value::Date(Date::from_unix(0))),
    ]);
    let get = |name| list.as_dictionary().unwrap().get(name).unwrap();
    assert_eq!(get("string").as_str(), Some("a"));
    assert_eq!(get("array").as_array(), Some(&[Value::Null][..]));
    assert_eq!(get("bool").as_bool(), Some(true));
    assert_eq!(get("data").as_data(), Some(&[1][..]));
    assert_eq!(get("integer").as_integer(), Some(-1));
    assert_eq!(get("date").as_date(), Some(Date::from_unix(0)));
    assert_eq!(get("date").as_integer(), None);
    assert_eq!(list.as_dictionary().unwrap().keys().last(), Some("date"));
    assert_eq!(list.as_dictionary().unwrap().get("none"), None);
}

#[test]
fn the_budget_is_asked_first() {
    let limits = Limits { total_size: 100, ..Limits::default() };
    let text = format!("<string>{}</string>", "a".repeat(200));
    let refused = Plist::parse(text.as_bytes(), &mut Budget::new(&limits));
    assert!(matches!(refused, Err(Error::Limit(_))));
}
