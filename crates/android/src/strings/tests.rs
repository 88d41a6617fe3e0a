use beian_testkit::arsc_pool::{Pool, Text as Stored, utf8, utf16};

use super::*;
use crate::oddity::Platform;

fn pool(strings: &[&str], change: impl FnOnce(&mut Pool)) -> Vec<u8> {
    let strings: Vec<Stored> = strings.iter().map(|text| (*text).into()).collect();
    let mut pool = Pool::default();
    change(&mut pool);
    pool.build(&strings)
}

fn text(bytes: &[u8], index: u32) -> Text {
    StringPool::strict(bytes, 0).unwrap().get(index).unwrap().text()
}

/// What a pool gives for a string that is written with these bytes.
fn raw(utf8: bool, bytes: &[u8]) -> Result<Text, Error> {
    let bytes = pool(&["before", "", "after"], |pool| {
        pool.utf8 = utf8;
        pool.replaced.push((1, Stored::Raw(bytes.to_vec())));
    });
    let pool = StringPool::strict(&bytes, 0).unwrap();
    // Whatever the string in the middle is, its neighbours keep their places.
    assert_eq!(pool.get(0).unwrap().text().value, "before");
    assert_eq!(pool.get(2).unwrap().text().value, "after");
    pool.get(1).map(|string| string.text())
}

#[test]
fn both_encodings_give_the_same_text() {
    for utf8 in [false, true] {
        let bytes = pool(&["", "demo", "商城", "𝄞 clef", "é"], |pool| pool.utf8 = utf8);
        let pool = StringPool::strict(&bytes, 0).unwrap();
        let all: Vec<String> = (0..pool.len()).map(|index| pool.get(index).unwrap().text().value).collect();
        assert_eq!(all, ["", "demo", "商城", "𝄞 clef", "é"]);
        assert!(pool.is(1, "demo") && !pool.is(1, "dem") && !pool.is(1, "demos") && !pool.is(9, "demo"));
    }
}

#[test]
fn lengths_of_two_bytes_or_units() {
    for length in [0x7f, 0x80, 0x7ffe, 0x8000, 0x1_2345] {
        let long = "a".repeat(length);
        assert_eq!(text(&pool(&[&long], |_| {}), 0).value.len(), length, "UTF-16");
        // A UTF-8 length has 15 bits; of a longer string the rest is found by its final zero.
        let bytes = pool(&[&long, "next"], |pool| pool.utf8 = true);
        assert_eq!(text(&bytes, 0).value.len(), length, "UTF-8");
        assert!(StringPool::strict(&bytes, 0).unwrap().string_at(0).is_ok());
        assert_eq!(text(&bytes, 1).value, "next");
    }
}

#[test]
fn modified_utf8_is_read_as_devices_read_it() {
    let paired = raw(true, b"\x02\x06\xed\xa0\xb4\xed\xb4\x9e\0").unwrap();
    assert_eq!((paired.value.as_str(), paired.lossy), ("𝄞", false));
    let lone = raw(true, b"\x02\x04\xed\xa0\xb4a\0").unwrap();
    assert_eq!((lone.value.as_str(), lone.lossy), ("\u{fffd}a", true));
    // The low half must not be joined to a byte out of place before it.
    let broken = raw(true, b"\x02\x04\x80\xed\xb4\x9e\0").unwrap();
    assert_eq!((broken.value.as_str(), broken.lossy), ("\u{fffd}\u{fffd}", true));
    let invalid = raw(true, b"\x03\x03a\xffb\0").unwrap();
    assert_eq!((invalid.value.as_str(), invalid.lossy), ("a\u{fffd}b", true));
    let long_nul = raw(true, b"\x03\x04a\xc0\x80b\0").unwrap();
    assert_eq!((long_nul.value.as_str(), long_nul.has_nul), ("a\0b", true));
}

#[test]
fn text_ends_at_a_nul_in_utf8_and_keeps_it_in_utf16() {
    let short = raw(true, b"\x03\x03a\0b\0").unwrap();
    assert_eq!((short.value.as_str(), short.has_nul), ("a", true));
    let whole = raw(false, &utf16("a\0b")).unwrap();
    assert_eq!((whole.value.as_str(), whole.has_nul), ("a\0b", true));
}

#[test]
fn lone_surrogates_in_utf16_are_no_text() {
    let lone = raw(false, &[2, 0, 0x34, 0xd8, b'a', 0, 0, 0]).unwrap();
    assert_eq!((lone.value.as_str(), lone.lossy), ("\u{fffd}a", true));
    let last = raw(false, &[1, 0, 0x34, 0xd8, 0, 0]).unwrap();
    assert_eq!((last.value.as_str(), last.lossy), ("\u{fffd}", true));
}

#[test]
fn a_wrong_utf16_length_only_matters_to_native_code() {
    let mut stored = utf8("demo");
    stored[0] = 9;
    let bytes = pool(&["demo"], |pool| {
        pool.utf8 = true;
        pool.replaced.push((0, Stored::Raw(stored)));
    });
    let pool = StringPool::strict(&bytes, 0).unwrap();
    assert_eq!(pool.get(0).unwrap().text().value, "demo");
    assert_eq!(
        pool.string_at(0).err(),
        Some(Error::StringLengthsDisagree { index: 0, stated: 9, actual: 4 })
    );
}

#[test]
fn units_are_androidfws_even_where_they_are_no_text() {
    let bytes = pool(&["x"], |pool| {
        pool.utf8 = true;
        pool.replaced.push((0, Stored::Raw(b"\x03\x04\x80\xe4\x41\x42\0".to_vec())));
    });
    let units: Vec<u16> = StringPool::strict(&bytes, 0).unwrap().get(0).unwrap().units().collect();
    // A stray continuation byte stands for itself; after 0xe4 any two bytes are taken for continuation bytes.
    assert_eq!(units, [0x80, (4 << 12) | (0x01 << 6) | 0x02]);
}

#[test]
fn strings_that_lie_are_errors_that_say_where() {
    assert_eq!(raw(false, &[4, 0, b'a', 0, b'b', 0, b'c', 0]), Err(Error::StringNotTerminated { index: 1 }));
    assert!(matches!(raw(false, &[0xff, 0x7f, 0, 0]), Err(Error::StringBeyondPool { index: 1, .. })));
    assert!(matches!(raw(true, &[1, 0x7f, b'a', 0]), Err(Error::StringBeyondPool { index: 1, .. })));
    let bytes = pool(&["a", "b"], |pool| pool.offsets.push((1, 0x7fff_ffff)));
    let pool = StringPool::strict(&bytes, 0).unwrap();
    assert!(matches!(pool.get(1).err(), Some(Error::StringBeyondPool { index: 1, .. })));
    assert_eq!(pool.get(2).err(), Some(Error::StringIndex { index: 2, count: 2 }));
    assert_eq!(pool.get(u32::MAX).err(), Some(Error::StringIndex { index: u32::MAX, count: 2 }));
}

/// A pool that the platform refuses, and what reading it anyway notes.
fn refused(change: impl FnOnce(&mut Pool)) -> (Error, OddityKind) {
    let bytes = pool(&["one", "two"], change);
    let error = StringPool::strict(&bytes, 0).unwrap_err();
    let mut oddities = Oddities::default();
    let pool = StringPool::recovered(&bytes, 0, &mut oddities).unwrap();
    assert_eq!(pool.get(0).unwrap().text().value, "one");
    let [oddity] = oddities.as_slice() else { panic!("{oddities:?}") };
    assert_eq!(oddity.platform(), Platform::Refuses);
    (error, oddity.kind)
}

#[test]
fn too_many_strings_are_cut_to_what_there_is_room_for() {
    let (error, oddity) = refused(|pool| pool.string_count = Some(0x7fff_ffff));
    assert!(matches!(error, Error::Truncated { part: Part::StringOffsets, .. }));
    assert_eq!(oddity, OddityKind::StringCount);
}

#[test]
fn styles_that_lie_are_left_out() {
    let (error, oddity) = refused(|pool| pool.style_count = Some(1));
    assert!(matches!(error, Error::BelowLeast { part: Part::Styles, .. }));
    assert_eq!(oddity, OddityKind::Styles);
    let (error, _) = refused(|pool| (pool.style_count, pool.styles_start) = (Some(1), Some(0x1000)));
    assert!(matches!(error, Error::OutOfRange { field: "styles start", .. }));
    let (error, _) = refused(|pool| {
        pool.style_count = Some(1);
        pool.styles_start = Some(28 + 8 + 20);
        pool.styles = vec![0; 12];
    });
    assert!(matches!(error, Error::NotTerminated { part: Part::Styles, .. }));
}

#[test]
fn sound_styles_are_no_oddity() {
    let bytes = pool(&["one", "two"], |pool| {
        pool.style_count = Some(1);
        pool.styles_start = Some(28 + 8 + 20);
        pool.styles = [vec![0xff; 4], vec![0xff; 12]].concat();
    });
    assert_eq!(StringPool::strict(&bytes, 0).unwrap().style_count(), 1);
    assert_eq!(text(&bytes, 1).value, "two");
}

#[test]
fn a_pool_without_its_last_zero_is_read_up_to_there() {
    let (error, oddity) = refused(|pool| pool.unterminated = true);
    assert!(matches!(error, Error::NotTerminated { part: Part::Strings, .. }));
    assert_eq!(oddity, OddityKind::StringsNotTerminated);
}

#[test]
fn strings_that_start_beyond_the_pool_are_refused() {
    let bytes = pool(&["one"], |pool| pool.strings_start = Some(0x1000));
    assert!(matches!(StringPool::strict(&bytes, 0), Err(Error::OutOfRange { field: "strings start", .. })));
}

#[test]
fn a_pool_without_strings_needs_no_place_for_them() {
    let bytes = pool(&[], |pool| pool.strings_start = Some(0xffff_ffff));
    let pool = StringPool::strict(&bytes, 0).unwrap();
    assert!(pool.is_empty());
    assert_eq!(pool.strings_span(), bytes.len()..bytes.len());
}

#[test]
fn a_string_tells_where_it_stands_and_where_its_lengths_begin() {
    // 0x68 bytes: the length that stands before the string is an `h`.
    let long = format!("http://{}/", "a".repeat(0x60));
    for (utf8, lengths) in [(true, 2), (false, 2)] {
        let bytes = pool(&["é", &long], |pool| pool.utf8 = utf8);
        let shifted = [vec![0; 20], bytes].concat();
        let pool = StringPool::strict(&shifted[20..], 20).unwrap();
        let string = pool.get(1).unwrap();
        assert_eq!(&shifted[string.span()], string.bytes());
        let stored = string.stored_span();
        assert_eq!(stored.start + lengths, string.span().start);
        assert_eq!(stored.start, pool.get(0).unwrap().stored_span().end, "nothing stands between");
        assert!(pool.strings_span().start == pool.index_span().end && pool.index_span().start == 20);
        let mut buffer = String::new();
        assert_eq!(string.whole(&mut buffer).0, long);
        assert_eq!(buffer.is_empty(), utf8, "UTF-8 is borrowed");
    }
}

#[test]
fn the_whole_of_a_string_keeps_places() {
    let whole = |bytes: &[u8]| {
        let bytes = pool(&["x"], |pool| {
            pool.utf8 = true;
            pool.replaced.push((0, Stored::Raw(bytes.to_vec())));
        });
        let mut buffer = String::new();
        let (text, stored) = StringPool::strict(&bytes, 0).unwrap().get(0).unwrap().whole(&mut buffer);
        (text.to_owned(), stored)
    };
    let (utf8, modified) = (super::Stored::Utf8, super::Stored::ModifiedUtf8);
    assert_eq!(whole(b"\x03\x03a\0b\0"), ("a\0b".to_owned(), utf8));
    assert_eq!(whole(b"\x03\x03a\xffb\0"), ("a\u{1a}b".to_owned(), utf8));
    assert_eq!(whole(b"\x03\x07\xed\xa0\xb4\xed\xb4\x9ea\0"), ("𝄞a".to_owned(), modified));
    assert_eq!(whole(b"\x03\x03\xc0\x80a\0"), ("\0a".to_owned(), modified));
    assert_eq!(whole(b"\x03\x04\xed\xa0\xb4a\0"), ("\u{fffd}a".to_owned(), modified));
}

#[test]
fn spans_come_in_the_order_of_the_file() {
    let bytes = pool(&["one", "two", "b", "a;href=x"], |pool| {
        pool.spans = vec![vec![[3, 0, 1], [2, 1, 2]], vec![[2, 0, 0]]];
    });
    let pool = StringPool::strict(&bytes, 0).unwrap();
    let spans: Vec<_> = pool.style_spans().map(|span| (span.name, span.first, span.last)).collect();
    assert_eq!(spans, [(3, 0, 1), (2, 1, 2), (2, 0, 0)]);
    assert_eq!(pool.styles_span().end, bytes.len());
    assert_eq!(text(&bytes, 1).value, "two");
}
