use super::*;
use crate::ber::Reader;
use beian_testkit::cert::{der, relative_name};

fn read(parts: &[&[u8]]) -> Name {
    let encoded = der::sequence(parts);
    Name::from_element(&Reader::new(&encoded).element(Reading::Subject).unwrap(), Reading::Subject).unwrap()
}

fn text_of(value: &[u8]) -> String {
    read(&[&relative_name("2.5.4.10", value)]).to_string()
}

#[test]
fn the_last_relative_name_comes_first() {
    let name = read(&[
        &relative_name("2.5.4.6", &der::element(19, b"CN")),
        &relative_name("2.5.4.10", &der::utf8("\u{793a}\u{4f8b}\u{5546}\u{57ce}")),
        &relative_name("2.5.4.3", &der::utf8("Shop")),
        &relative_name("1.2.840.113549.1.9.1", &der::element(22, b"a@b.cn")),
    ]);
    assert_eq!(name.to_string(), "EMAILADDRESS=a@b.cn, CN=Shop, O=\u{793a}\u{4f8b}\u{5546}\u{57ce}, C=CN");
    assert_eq!(name.common_names().collect::<Vec<_>>(), ["Shop"]);
}

#[test]
fn several_attributes_of_one_relative_name_are_joined_in_stored_order() {
    let attribute = |oid: &str, text: &str| der::sequence(&[&der::oid(oid), &der::utf8(text)]);
    let name = read(&[&der::set(&[&attribute("2.5.4.3", "A"), &attribute("2.5.4.5", "7")])]);
    assert_eq!(name.to_string(), "CN=A + SERIALNUMBER=7");
}

#[test]
fn separators_and_odd_spaces_put_a_value_into_quotation_marks() {
    assert_eq!(text_of(&der::utf8("Foo, Inc.")), "O=\"Foo, Inc.\"");
    assert_eq!(text_of(&der::utf8("a\"b\\c")), "O=\"a\\\"b\\\\c\"");
    assert_eq!(text_of(&der::utf8(" a")), "O=\" a\"");
    assert_eq!(text_of(&der::utf8("a  b")), "O=\"a  b\"");
    assert_eq!(text_of(&der::utf8("a-b.c:d")), "O=a-b.c:d");
}

#[test]
fn control_and_bidirectional_characters_stay() {
    assert_eq!(text_of(&der::utf8("a\u{1b}[31m\u{202e}b")), "O=a\u{1b}[31m\u{202e}b");
}

#[test]
fn every_string_type_is_read_in_its_encoding() {
    let chinese = "\u{4e2d}\u{6587}";
    assert_eq!(text_of(&der::element(30, &[0x4e, 0x2d, 0x65, 0x87])), format!("O={chinese}"));
    assert_eq!(text_of(&der::element(28, &[0, 0, 0x4e, 0x2d, 0, 1, 0xf6, 0])), "O=\u{4e2d}\u{1f600}");
    assert_eq!(text_of(&der::element(20, chinese.as_bytes())), format!("O={chinese}"));
    assert_eq!(text_of(&der::element(20, &[b'M', 0xfc, b'n'])), "O=M\u{fc}n");
    assert_eq!(text_of(&der::indefinite(12, &[der::utf8("a"), der::utf8("b")].concat())), "O=ab");
}

#[test]
fn bytes_that_are_no_characters_are_replaced_and_told() {
    for value in [
        der::element(12, &[b'a', 0xff]),
        der::element(30, &[0, b'a', 0xd8, 0]),
        der::element(30, &[0, b'a', 0]),
    ] {
        let name = read(&[&relative_name("2.5.4.10", &value)]);
        assert_eq!(name.to_string(), "O=a\u{fffd}");
        assert!(name.attributes().all(|attribute| attribute.text.as_ref().unwrap().is_lossy));
    }
}

#[test]
fn a_value_that_is_no_string_and_an_unknown_type_are_shown_by_their_numbers() {
    let name = read(&[&relative_name("1.2.3.4", &der::integer(&[5]))]);
    assert_eq!(name.to_string(), "1.2.3.4=#020105");
}

#[test]
fn names_match_but_for_letter_case_spaces_and_string_types() {
    let name = |value: &[u8]| read(&[&relative_name("2.5.4.10", value)]);
    assert!(name(&der::utf8("Foo  Bar ")).matches(&name(&der::element(19, b"foo bar"))));
    assert!(!name(&der::utf8("Foo")).matches(&name(&der::utf8("Fo"))));
    assert!(!name(&der::utf8("Foo")).matches(&read(&[&relative_name("2.5.4.11", &der::utf8("Foo"))])));
    assert!(!read(&[]).matches(&name(&der::utf8(""))));
}

#[test]
fn what_is_no_name_says_where() {
    let encoded = der::sequence(&[&der::set(&[&der::null()])]);
    let element = Reader::new(&encoded).element(Reading::Issuer).unwrap();
    let error = Name::from_element(&element, Reading::Issuer).unwrap_err();
    assert_eq!((error.offset(), error.reading()), (4, Reading::Issuer));
}

#[test]
fn no_more_attributes_are_read_than_the_limit() {
    let one = relative_name("2.5.4.10", &der::utf8("a"));
    let encoded = der::sequence(&[&one.repeat(MAX_ATTRIBUTES + 1)]);
    let element = Reader::new(&encoded).element(Reading::Issuer).unwrap();
    assert!(matches!(
        Name::from_element(&element, Reading::Issuer),
        Err(Error::Limit { limit: MAX_ATTRIBUTES, .. })
    ));
}

#[test]
fn attributes_of_one_relative_name_match_in_any_order_and_relative_names_do_not() {
    let attribute = |oid: &str| der::sequence(&[&der::oid(oid), &der::utf8("x")]);
    let (cn, o) = (attribute("2.5.4.3"), attribute("2.5.4.10"));
    assert!(read(&[&der::set(&[&cn, &o])]).matches(&read(&[&der::set(&[&o, &cn])])));
    assert!(
        !read(&[&der::set(&[&cn]), &der::set(&[&o])]).matches(&read(&[&der::set(&[&o]), &der::set(&[&cn])]))
    );
    assert!(!read(&[&der::set(&[&cn, &o])]).matches(&read(&[&der::set(&[&cn]), &der::set(&[&o])])));
}
