//! Modified UTF-8 ("MUTF-8" in the format's specification): UTF-8 but for zero, which takes two bytes, and supplementary
//! characters, each of whose surrogates takes three.

use std::borrow::Cow;

use crate::strings::modified_utf8;

/// Zero, as it stands in most strings that are not UTF-8 as well: those of Kotlin's metadata.
const ZERO: &[u8] = &[0xc0, 0x80];

/// The text; U+FFFD stands for what is none, and for halves of surrogate pairs.
pub(super) fn decode(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(decode_modified(bytes)),
    }
}

/// What is UTF-8 is taken as it is, in pieces; what is not lies within runs of bytes that are not ASCII.
fn decode_modified(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some(piece) = rest.utf8_chunks().next() {
        text.push_str(piece.valid());
        rest = crate::bytes::from(rest, piece.valid().len());
        if let Some(behind) = rest.strip_prefix(ZERO) {
            text.push('\0');
            rest = behind;
            continue;
        }
        let end = rest.iter().position(u8::is_ascii).unwrap_or(rest.len());
        let (run, behind) = rest.split_at_checked(end).unwrap_or((rest, &[]));
        text.push_str(&modified_utf8(run).value);
        rest = behind;
    }
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Whole characters of every length, zeros, surrogates, and pieces of characters.
    const PIECES: [&[u8]; 10] = [
        b"\xc0\x80",
        b"\xed\xa0\xbd",
        b"\xed\xb8\x80",
        b"a",
        b"\xc3\xa9",
        b"\xf0\x9f\x98\x80",
        b"\xed",
        b"\x80",
        b"\xe4\xb8",
        b"\xff",
    ];

    proptest! {
        #[test]
        fn any_bytes_in_pieces_as_in_one(
            pieces in proptest::collection::vec(proptest::sample::select(&PIECES[..]), 0..12),
        ) {
            let bytes = pieces.concat();
            prop_assert_eq!(decode(&bytes), modified_utf8(&bytes).value);
        }
    }

    #[test]
    fn in_pieces_as_in_one() {
        let cases: [(&[u8], &str); 9] = [
            (b"plain", "plain"),
            ("é中".as_bytes(), "é中"),
            (b"\xc0\x80", "\0"),
            (b"a\xc0\x80\xc0\x80\xed\xa0\xbd\xed\xb8\x80z", "a\0\0😀z"),
            (b"\xc3\xa9\xed\xa0\xbd\xed\xb8\x80\xc3\xa9", "é😀é"),
            (b"\xed\xa0\xbdx\xed\xb8\x80", "\u{fffd}x\u{fffd}"),
            (b"\xed\xb8\x80\xed\xa0\xbd", "\u{fffd}\u{fffd}"),
            (b"\xffa\x80", "\u{fffd}a\u{fffd}"),
            (b"\xf0\x9f\x98\x80\xc0\x80", "😀\0"),
        ];
        for (bytes, text) in cases {
            assert_eq!(decode(bytes), text, "{}", bytes.escape_ascii());
            assert_eq!(modified_utf8(bytes).value, text, "{}", bytes.escape_ascii());
        }
    }
}
