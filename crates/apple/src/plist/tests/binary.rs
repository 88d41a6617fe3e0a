use beian_testkit::plist::{container, marker, objects_as_binary};

use super::*;

/// The value of a list of one object.
fn one(object: &[u8]) -> Value {
    value(&objects_as_binary(&[object.to_vec()], 0), Format::Binary)
}

/// Where the only object is malformed.
fn bad(object: &[u8]) -> (u64, &'static str) {
    malformed(&objects_as_binary(&[object.to_vec()], 0))
}

#[test]
fn values() {
    assert_eq!(one(&[0x00]), Value::Null);
    assert_eq!(one(&[0x08]), Value::Boolean(false));
    assert_eq!(one(&[0x09]), Value::Boolean(true));
    assert_eq!(one(&[0x10, 0xff]), Value::Integer(255));
    assert_eq!(one(&[0x11, 0xff, 0xfe]), Value::Integer(0xfffe));
    assert_eq!(one(&[&[0x12][..], &[0xff; 4]].concat()), Value::Integer(u32::MAX.into()));
    assert_eq!(one(&[&[0x13][..], &[0xff; 8]].concat()), Value::Integer(-1));
    assert_eq!(one(&[&[0x14][..], &[0xff; 16]].concat()), Value::Integer(u64::MAX.into()));
    assert_eq!(one(&[&[0x22][..], &1.5_f32.to_be_bytes()].concat()), Value::Real(1.5));
    assert_eq!(one(&[&[0x23][..], &2.5_f64.to_be_bytes()].concat()), Value::Real(2.5));
    let date = one(&[&[0x33][..], &86_400.5_f64.to_be_bytes()].concat());
    assert_eq!(date.as_date().unwrap().to_string(), "2001-01-02T00:00:00Z");
    assert_eq!(one(&[0x42, 1, 2]), Value::Data(vec![1, 2]));
    assert_eq!(one(b"\x53abc"), string("abc"));
    assert_eq!(one(b"\x5f\x11\0\x03abc"), string("abc"));
    assert_eq!(one(&[0x63, 0x4e, 0x2d, 0xd8, 0x3d, 0xde, 0]), string("\u{4e2d}\u{1f600}"));
    assert_eq!(one(&[0x62, 0xd8, 0x3d, 0, 0x61]), string("\u{fffd}a"));
    assert_eq!(one(&[0x80, 7]), Value::Uid(7));
    assert_eq!(one(&[0x85, 0, 0, 0, 0, 1, 0]), Value::Uid(256));
    assert_eq!(one(&[0xa0]), Value::Array(Vec::new()));
    assert_eq!(one(&[0xc0]), Value::Array(Vec::new()));
    assert_eq!(one(&[0xd0]), dictionary([]));
}

#[test]
fn malformed_objects() {
    for (object, expected) in [
        (&[0x0f][..], "an object of a known kind"),
        (&[0x15, 0], "an object of a known kind"),
        (&[0x21, 0], "an object of a known kind"),
        (&[0xb0], "an object of a known kind"),
        (&[0x51, 0x80], "ASCII"),
        (&[0x4f, 0x40, 0], "a length"),
        (&[0x84, 1, 0, 0, 0, 0], "a reference of 32 bits"),
        (&[0xa1, 0, 1], "numbers of objects"),
        (&[0xa1, 0, 0], "an object that does not hold itself"),
        (&[0xd1, 0, 0, 0, 0], "a key that is no array and no dictionary"),
    ] {
        assert_eq!(bad(object), (8, expected), "{object:02x?}");
    }
}

#[test]
fn what_is_declared_longer_than_the_file_is_not_allocated() {
    for object in
        [&[0x4f, 0x13, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff][..], &[0x6f, 0x12, 0x40, 0, 0, 0]]
    {
        let (read, cost) = cost(&objects_as_binary(&[object.to_vec()], 0));
        let end = u64::try_from(8 + object.len()).unwrap();
        assert!(matches!(read, Err(Error::Truncated { offset, available: 0, .. }) if offset == end));
        assert_eq!(cost, 0);
    }
    let huge = [&[0xdf, 0x13][..], &u64::MAX.to_be_bytes()].concat();
    assert!(matches!(parse(&objects_as_binary(&[huge], 0)), Err(Error::Truncated { needed: u64::MAX, .. })));
}

#[test]
fn malformed_trailers() {
    let sound = objects_as_binary(&[vec![0x09]], 0);
    let end = sound.len();
    for (at, byte, place) in [
        (end - 26, 0, (13, "an offset of the table that its entries can hold")),
        (end - 25, 0, (13, "a number of objects that references can hold")),
        (end - 17, 2, (9, "a table that ends where the trailer begins")),
        (end - 9, 1, (13, "a number of objects that references can hold")),
        (end - 1, 8, (13, "an offset of the table that its entries can hold")),
        (end - 1, 14, (13, "a table in the file")),
        (12, 9, (9, "the offset of an object")),
        (12, 7, (9, "the offset of an object")),
    ] {
        let mut bytes = sound.clone();
        bytes[at] = byte;
        assert_eq!(malformed(&bytes), place, "{at} {byte}");
    }
    for len in 7..41 {
        assert!(matches!(parse(&sound[..len]), Err(Error::Truncated { needed: 41, .. })));
    }
}

#[test]
fn a_cycle_is_an_error() {
    let objects = [container(0xa, 1, &[1]), container(0xd, 1, &[2, 0]), b"\x51a".to_vec()];
    assert_eq!(malformed(&objects_as_binary(&objects, 0)), (8, "an object that does not hold itself"));
}

#[test]
fn an_object_may_stand_in_many_places() {
    let objects = [container(0xa, 2, &[1, 1]), container(0xa, 1, &[2]), vec![0x09]];
    let inner = Value::Array(vec![Value::Boolean(true)]);
    assert_eq!(
        value(&objects_as_binary(&objects, 0), Format::Binary),
        Value::Array(vec![inner.clone(), inner])
    );
}

#[test]
fn a_billion_laughs_cost_what_the_file_allows() {
    for width in [2, 1000] {
        let mut objects: Vec<Vec<u8>> =
            (1..100_u16).map(|next| container(0xa, width, &vec![next; width])).collect();
        objects.push(b"\x53lol".to_vec());
        let bytes = objects_as_binary(&objects, 0);
        let (read, cost) = cost(&bytes);
        assert!(matches!(read, Err(Error::Limit(_))));
        assert!(cost <= (bytes.len() * 256 + (1 << 20)).try_into().unwrap());
    }
}

#[test]
fn empty_arrays_in_arrays_are_paid_for() {
    let objects = [container(0xa, 3, &[1, 1, 1]), container(0xa, 1000, &[2; 1000]), vec![0xa0]];
    assert!(cost(&objects_as_binary(&objects, 0)).1 > 3000 * 48);
}

#[test]
fn entries_that_are_left_out_are_paid_for() {
    let entries = [vec![2; 500], vec![2; 500]].concat();
    let objects = [container(0xa, 1000, &[1; 1000]), container(0xd, 500, &entries), vec![0x10, 7]];
    assert!(matches!(parse(&objects_as_binary(&objects, 0)), Err(Error::Limit(_))));
}

#[test]
fn nesting_has_an_end() {
    let nested = |depth: u16| {
        let mut objects: Vec<Vec<u8>> = (1..=depth).map(|next| container(0xa, 1, &[next])).collect();
        objects.push(vec![0x09]);
        objects_as_binary(&objects, 0)
    };
    assert!(parse(&nested(128)).is_ok());
    assert_eq!(malformed(&nested(129)), (8 + 128 * 3, "no deeper nesting of arrays and dictionaries"));
    assert!(parse(&nested(60_000)).is_err());
}

#[test]
fn the_first_of_a_repeated_key_counts_and_other_keys_are_left_out() {
    let key = |text: &[u8]| [&marker(5, text.len())[..], text].concat();
    let objects = [container(0xd, 3, &[1, 2, 1, 3, 3, 4]), key(b"a"), vec![0x10, 7], vec![0x09], vec![0x08]];
    let list = value(&objects_as_binary(&objects, 0), Format::Binary);
    let list = list.as_dictionary().unwrap();
    assert_eq!((list.get("a"), list.len()), (Some(&Value::Boolean(true)), 1));
    assert_eq!((list.repeated(), list.unnamed()), (&["a".to_owned()][..], 1));
}
