use super::*;
use beian_testkit::cert::der;
use proptest::prelude::*;

const READING: Reading = Reading::Element;

fn one(bytes: &[u8]) -> Result<Element<'_>, Error> {
    Reader::new(bytes).element(READING)
}

#[test]
fn an_element_knows_its_place_and_all_its_bytes() {
    let bytes = der::sequence(&[&der::null(), &der::octet_string(b"abc")]);
    let outer = one(&bytes).unwrap();
    assert_eq!((outer.tag(), outer.offset(), outer.raw()), (Tag::SEQUENCE, 0, bytes.as_slice()));
    let children: Vec<_> = outer.children(READING).unwrap().collect::<Result<_, _>>().unwrap();
    assert_eq!(children.iter().map(Element::offset).collect::<Vec<_>>(), [2, 4]);
    assert_eq!((children[1].content(), children[1].content_offset()), (&b"abc"[..], 6));
}

#[test]
fn lengths_longer_than_needed_are_taken() {
    let bytes = der::element_with_long_length(4, 9, b"abc");
    assert_eq!(one(&bytes).unwrap().content(), b"abc");
}

#[test]
fn an_indefinite_length_ends_at_its_own_end_of_contents() {
    let inner = der::indefinite(0x30, &der::octet_string(&[0, 0, 0]));
    let bytes = [der::indefinite(0x30, &[inner.clone(), der::null()].concat()), vec![0xff]].concat();
    let outer = one(&bytes).unwrap();
    assert!(outer.is_indefinite());
    assert_eq!(outer.raw(), &bytes[..bytes.len() - 1]);
    let children: Vec<_> = outer.children(READING).unwrap().collect::<Result<_, _>>().unwrap();
    assert_eq!(children.iter().map(Element::raw).collect::<Vec<_>>(), [inner.as_slice(), &[5, 0]]);
}

#[test]
fn an_indefinite_length_without_end_is_truncated() {
    assert_eq!(
        one(&[0x30, 0x80, 5, 0]),
        Err(Error::Truncated { offset: 0, reading: READING, needed: 5, available: 4 })
    );
}

#[test]
fn a_primitive_element_has_no_indefinite_length() {
    assert!(matches!(one(&[4, 0x80, 0, 0]), Err(Error::Value { offset: 0, .. })));
}

#[test]
fn segments_of_a_constructed_string_are_joined() {
    let nested = der::indefinite(4, &der::octet_string(b"c"));
    let bytes = der::indefinite(4, &[der::octet_string(b"ab"), nested].concat());
    assert_eq!(one(&bytes).unwrap().octets(READING).unwrap().as_ref(), b"abc");
}

#[test]
fn long_tags_are_read_and_too_long_ones_refused() {
    assert_eq!(
        one(&[0x5f, 0x81, 0x00, 0]).unwrap().tag(),
        Tag { class: Class::Application, constructed: false, number: 128 }
    );
    assert!(matches!(one(&[0x1f, 0xff, 0xff, 0xff, 0xff, 0x7f, 0]), Err(Error::Value { .. })));
}

#[test]
fn a_content_that_is_cut_off_says_how_much_is_missing() {
    assert_eq!(
        one(&[4, 5, 1, 2]),
        Err(Error::Truncated { offset: 0, reading: READING, needed: 7, available: 4 })
    );
    assert_eq!(one(&[4]), Err(Error::Truncated { offset: 0, reading: READING, needed: 2, available: 1 }));
    assert_eq!(
        one(&[4, 0x82, 1]),
        Err(Error::Truncated { offset: 0, reading: READING, needed: 4, available: 3 })
    );
}

#[test]
fn lengths_beyond_memory_are_no_panic() {
    assert!(matches!(
        one(&[4, 0x88, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]),
        Err(Error::Truncated { .. })
    ));
    assert!(matches!(one(&[4, 0x89, 1, 0, 0, 0, 0, 0, 0, 0, 0]), Err(Error::Value { .. })));
    assert!(matches!(one(&[4, 0xff]), Err(Error::Value { .. })));
}

#[test]
fn offsets_of_errors_count_from_the_outermost_byte() {
    let bytes = [0x30, 4, 0x30, 2, 4, 9];
    let inner = one(&bytes).unwrap().children(READING).unwrap().element(READING).unwrap();
    let error = inner.children(READING).unwrap().element(READING).unwrap_err();
    assert_eq!(error, Error::Truncated { offset: 4, reading: READING, needed: 11, available: 2 });
    assert_eq!((error.offset(), error.reading()), (4, READING));
}

#[test]
fn iteration_ends_after_the_first_error() {
    let mut reader = Reader::new(&[5, 0, 4, 9, 5, 0]);
    assert!(reader.next().unwrap().is_ok());
    assert!(reader.next().unwrap().is_err());
    assert!(reader.next().is_none());
}

#[test]
fn depth_is_guarded_in_definite_and_indefinite_lengths() {
    let mut definite = der::null();
    let mut indefinite = der::null();
    for _ in 0..=MAX_DEPTH + 1 {
        definite = der::sequence(&[&definite]);
        indefinite = der::indefinite(0x30, &indefinite);
    }
    let walk = |bytes: &[u8]| {
        let mut element = one(bytes)?;
        loop {
            element = element.children(READING)?.element(READING)?;
        }
    };
    let error: Result<(), Error> = walk(&definite);
    assert!(matches!(error, Err(Error::Depth { limit: MAX_DEPTH, .. })));
    assert!(matches!(one(&indefinite), Err(Error::Depth { limit: MAX_DEPTH, .. })));
}

#[test]
fn expected_types_are_named_with_what_stands_there() {
    let error = Reader::new(&[5, 0]).expect(Tag::INTEGER, "INTEGER", Reading::SerialNumber).unwrap_err();
    assert_eq!(
        error.to_string(),
        "serial number at offset 0x0: expected INTEGER, found universal tag 5 (primitive)"
    );
    let error = Reader::new(&[]).expect(Tag::INTEGER, "INTEGER", Reading::SerialNumber).unwrap_err();
    assert_eq!(error.to_string(), "serial number at offset 0x0: missing, expected INTEGER");
}

#[test]
fn an_optional_element_of_another_type_is_left_where_it_is() {
    let mut reader = Reader::new(&[5, 0]);
    assert_eq!(reader.optional(Tag::INTEGER, READING), Ok(None));
    assert_eq!(reader.offset(), 0);
    assert!(reader.optional(Tag::NULL, READING).unwrap().is_some());
    assert_eq!(reader.optional(Tag::NULL, READING), Ok(None));
}

fn walk_all(reader: Reader<'_>, budget: &mut usize) {
    for element in reader {
        let Ok(element) = element else { return };
        *budget = budget.checked_sub(1).expect("bounded by the size of the input");
        let _ = element.octets(READING);
        let _ = element.bit_octets(READING);
        if let Ok(children) = element.children(READING) {
            walk_all(children, budget);
        }
    }
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic_or_find_more_elements_than_bytes(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        walk_all(Reader::new(&bytes), &mut (bytes.len() * (MAX_DEPTH + 1)));
    }

    #[test]
    fn what_was_encoded_is_read_back(content in prop::collection::vec(any::<u8>(), 0..300), octets in 8_usize..20) {
        let short = der::octet_string(&content);
        prop_assert_eq!(one(&short).unwrap().content(), content.as_slice());
        let long = der::element_with_long_length(4, octets, &content);
        prop_assert_eq!(one(&long).unwrap().content(), content.as_slice());
    }
}
