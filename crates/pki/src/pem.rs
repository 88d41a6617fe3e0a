//! Textual encodings (RFC 7468): `-----BEGIN …-----` and base64, with anything around them.

use data_encoding::{BASE64, BASE64_NOPAD, Specification};

use crate::{Error, Reading};

/// A block of a PEM file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block<'a> {
    /// What its header says it is: `CERTIFICATE`.
    pub label: &'a [u8],
    /// Where its header starts.
    pub offset: usize,
    /// Its bytes.
    pub bytes: Result<Vec<u8>, Error>,
}

const BEGIN: &[u8] = b"-----BEGIN ";
const DASHES: &[u8] = b"-----";
const END: &[u8] = b"-----END ";

/// Base64 as one block of text: lines of 64 characters between header and footer, a line break at the end.
pub fn encode(label: &str, bytes: &[u8]) -> String {
    let text = BASE64.encode(bytes);
    let mut block = format!("-----BEGIN {label}-----\n");
    let mut rest = text.as_str();
    while let Some((line, after)) = rest.split_at_checked(64) {
        block.push_str(line);
        block.push('\n');
        rest = after;
    }
    if !rest.is_empty() {
        block.push_str(rest);
        block.push('\n');
    }
    block.push_str("-----END ");
    block.push_str(label);
    block.push_str("-----\n");
    block
}

/// All blocks of a file, in its order. Text around them, blanks within and either kind of line break do not matter; headers of RFC 1421
/// (`Proc-Type: …`) are left out.
pub fn blocks(file: &[u8]) -> impl Iterator<Item = Block<'_>> {
    let mut position = 0_usize;
    std::iter::from_fn(move || {
        let rest = file.get(position..)?;
        let offset = position.checked_add(find(rest, BEGIN)?)?;
        let label_start = offset.checked_add(BEGIN.len())?;
        let label = until(file.get(label_start..)?, DASHES)?;
        let body_start = label_start.checked_add(label.len())?.checked_add(DASHES.len())?;
        let body = file.get(body_start..)?;
        let Some(text) = until(body, END) else {
            position = file.len();
            return Some(Block { label, offset, bytes: Err(unended(offset)) });
        };
        position = body_start.checked_add(text.len())?.checked_add(END.len())?;
        Some(Block { label, offset, bytes: decode(text, offset) })
    })
}

/// The bytes of base64 text, in which blanks count for nothing and padding may be missing; `None` where it is none.
pub fn decode_base64(text: &[u8]) -> Option<Vec<u8>> {
    let mut specification: Specification = BASE64_NOPAD.specification();
    specification.ignore.push_str(" \t\r\n=");
    specification.check_trailing_bits = false;
    specification.encoding().ok()?.decode(text).ok()
}

fn decode(text: &[u8], offset: usize) -> Result<Vec<u8>, Error> {
    let headers_end =
        if text.contains(&b':') { find(text, b"\n\n").or_else(|| find(text, b"\n\r\n")) } else { None };
    let body = text.get(headers_end.unwrap_or(0)..).unwrap_or_default();
    let invalid =
        Error::Value { offset, reading: Reading::Pem, expected: "base64 between header and footer" };
    decode_base64(body).ok_or(invalid)
}

fn unended(offset: usize) -> Error {
    Error::Missing { offset, reading: Reading::Pem, expected: "a footer" }
}

fn until<'a>(bytes: &'a [u8], needle: &[u8]) -> Option<&'a [u8]> {
    bytes.get(..find(bytes, needle)?)
}

fn find(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    bytes.windows(needle.len()).position(|window| window == needle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encoding_breaks_lines_at_64_characters() {
        let text = encode("CERTIFICATE", &[0; 50]);
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(lines.first(), Some(&"-----BEGIN CERTIFICATE-----"));
        assert_eq!(lines.iter().map(|line| line.len()).collect::<Vec<_>>(), [27, 64, 4, 25]);
        assert!(text.ends_with("-----END CERTIFICATE-----\n"));
    }

    #[test]
    fn a_full_last_line_is_not_followed_by_an_empty_one() {
        assert_eq!(encode("X", &[0; 48]).lines().count(), 3);
    }

    #[test]
    fn text_around_and_line_breaks_do_not_matter() {
        let file = b"subject=CN\r\n-----BEGIN CERTIFICATE-----\r\nAQ\r\n ID\r\n-----END CERTIFICATE-----\r\nbye -----BEGIN X-----AQID-----END X-----";
        let found: Vec<_> = blocks(file).collect();
        assert_eq!(found.len(), 2);
        assert_eq!(found[0], Block { label: b"CERTIFICATE", offset: 12, bytes: Ok(vec![1, 2, 3]) });
        assert_eq!(found[1].label, b"X");
    }

    #[test]
    fn padding_may_be_there_or_missing() {
        assert_eq!(decode_base64(b"AQ==").as_deref(), Some(&[1][..]));
        assert_eq!(decode_base64(b"A Q\n").as_deref(), Some(&[1][..]));
        assert_eq!(decode_base64(b"A?"), None);
    }

    #[test]
    fn headers_of_the_old_kind_are_left_out() {
        let file = b"-----BEGIN X-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: A\n\nAQID\n-----END X-----\n";
        assert_eq!(blocks(file).next().unwrap().bytes, Ok(vec![1, 2, 3]));
    }

    #[test]
    fn a_broken_block_does_not_hide_the_next() {
        let file = b"-----BEGIN X-----\n???\n-----END X-----\n-----BEGIN Y-----\nAQID\n-----END Y-----\n-----BEGIN Z-----\nAQID";
        let found: Vec<_> = blocks(file).collect();
        assert_eq!(found.len(), 3);
        assert!(matches!(found[0].bytes, Err(Error::Value { offset: 0, .. })));
        assert_eq!(found[1].bytes, Ok(vec![1, 2, 3]));
        assert!(matches!(found[2].bytes, Err(Error::Missing { .. })));
    }
}
