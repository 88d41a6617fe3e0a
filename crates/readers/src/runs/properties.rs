//! Properties over bytes that mix text, tables and noise, against a second, naive reading of the same definition.

use std::ops::Range;

use beian_text::Span;
use proptest::collection::vec;
use proptest::prelude::*;

use super::cut::is_between_runs;
use super::tests::{Got, all, within};
use super::{CONTEXT, MOST, safe_cut};

/// Seeds, and rows of what they begin with.
const SEEDS: &[&[u8]] =
    &[b"aHR0cDov", b"68747470", b":\\/\\/", b"a%2Ecn", b"\\u002f", b"a\\.cn", b"...", b":::"];

/// Text, separators, prefixes and noise, glued as they come.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let part = prop_oneof![
        4 => "[a-z]{1,6}(\\.[a-z]{1,5}){1,3}".prop_map(String::into_bytes),
        2 => "(https?|ws)://[a-z0-9.]{1,9}/".prop_map(String::into_bytes),
        2 => "[ -~\\n\\t]{0,12}".prop_map(String::into_bytes),
        2 => "[中文链接。，é“]{1,5}".prop_map(String::into_bytes),
        2 => prop::sample::select(SEEDS)
            .prop_map(<[u8]>::to_vec),
        2 => ("[a-z]{2,4}\\.[a-z]{2,5}[中]{0,2}", any::<bool>()).prop_map(|(text, big)| super::tests::utf16(&text, big)),
        3 => vec(any::<u8>(), 0..6),
        3 => vec(0..4_u8, 0..6),
        1 => vec(0x7f..=0xff_u8, 0..6),
    ];
    vec(part, 0..30).prop_map(|parts| parts.concat())
}

/// Whether a seed in bytes begins at `at`, byte by byte as the documentation says it.
fn is_seed(bytes: &[u8], at: usize) -> bool {
    const ENCODED: [&[u8]; 12] = [
        b"aHR0c",
        b"h0dH",
        b"odHRw",
        b"68747470",
        b"\\u002",
        b"\\x2",
        b"%2F%2",
        b"%2f%2",
        b"%2E",
        b"%2e",
        b"://",
        b":\\/\\/",
    ];
    let rest = &bytes[at..];
    if ENCODED.iter().any(|seed| rest.starts_with(seed)) {
        return true;
    }
    let plain = |place: usize| bytes.get(place).is_some_and(u8::is_ascii_alphanumeric);
    let inner = |place: usize| plain(place) || matches!(bytes.get(place), Some(b'-' | b'.'));
    let left = at > 0 && (plain(at - 1) || bytes[at - 1] == b'\\');
    rest[0] == b'.' && left && plain(at + 1) && inner(at + 2)
}

fn holds(got: &Got, at: usize) -> bool {
    (got.start..got.end).contains(&(at as u64))
}

/// The bytes that a text says it was decoded from, decoded.
fn decoded(bytes: &[u8], got: &Got) -> String {
    let part = &bytes[got.range()];
    let units = |from: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = part.as_chunks::<2>().0.iter().map(|&pair| from(pair)).collect();
        assert!(part.len().is_multiple_of(2));
        String::from_utf16(&units).unwrap()
    };
    match got.encoding {
        "16le" => units(u16::from_le_bytes),
        "16be" => units(u16::from_be_bytes),
        _ => String::from_utf8(part.to_vec()).unwrap(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn each_seed_is_in_one_text_and_texts_are_what_their_bytes_are(bytes in bytes()) {
        let got = all(&bytes);
        for text in &got {
            prop_assert_eq!(&decoded(&bytes, text), &text.text);
            prop_assert!(text.end - text.start <= MOST as u64);
        }
        for two in got.windows(2) {
            prop_assert!(two[0].end <= two[1].start, "{:?}", two);
        }
        for at in (0..bytes.len()).filter(|&at| is_seed(&bytes, at)) {
            // The length of a string behind it may look like part of a seed before it.
            let count = got.iter().filter(|got| holds(got, at)).count();
            let in_length = got.iter().any(|got| got.edges.starts_with("Length") && (at as u64) < got.start && got.start - at as u64 <= 4);
            prop_assert!(count == 1 || in_length, "{count} texts hold the seed at {at}: {got:?}");
        }
    }

    #[test]
    fn a_run_ends_where_bytes_are_not_readable(bytes in bytes()) {
        for text in all(&bytes).iter().filter(|text| text.encoding == "8" && !text.edges.contains("Length")) {
            let Range { start, end } = text.range();
            let before = text.edges.split(' ').next().unwrap();
            let after = text.edges.split(' ').next_back().unwrap();
            prop_assert_eq!(before == "Limit", start == 0 || bytes[..start] == [0xef, 0xbb, 0xbf]);
            prop_assert_eq!(after == "Limit", end == bytes.len());
            prop_assert_eq!(before == "Nul", start > 0 && bytes[start - 1] == 0);
            prop_assert_eq!(after == "Nul", bytes.get(end) == Some(&0));
            // Behind a string in 16 bits, readable bytes can follow.
            if after == "Binary" {
                prop_assert!(!(b' '..=b'~').contains(&bytes[end]), "{:?}", text);
            }
        }
    }

    #[test]
    fn two_windows_give_what_the_whole_gives(bytes in bytes(), at in any::<prop::sample::Index>()) {
        let at = at.index(bytes.len() + 1);
        let cut = safe_cut(&bytes, at);
        prop_assert!(cut <= at);
        // Elsewhere there was no safe place, and a run may be cut.
        if cut + 2 > bytes.len() || !is_between_runs(&bytes, cut) {
            return Ok(());
        }
        let (len, shown) = (bytes.len() as u64, cut.saturating_sub(CONTEXT));
        let mut got = within(&bytes[..at.max(cut + 2)], 0, &[Span::new(0, cut as u64)]);
        got.extend(within(&bytes[shown..], shown as u64, &[Span::new(cut as u64, len)]));
        prop_assert_eq!(got, all(&bytes));
    }

    #[test]
    fn spans_are_kept_to(bytes in bytes(), from in any::<prop::sample::Index>(), to in any::<prop::sample::Index>()) {
        let (from, to) = (from.index(bytes.len() + 1) as u64, to.index(bytes.len() + 1) as u64);
        for text in within(&bytes, 0, &[Span::new(from, to)]) {
            prop_assert!(from <= text.start && text.end <= to, "{:?}", text);
            prop_assert_eq!(&decoded(&bytes, &text), &text.text);
        }
    }
}
