//! The two numbers that a signature of ECDSA or DSA is.

use der::asn1::UintRef;
use der::{Decode, Header, Reader, SliceReader, Tag};

use super::Refusal;

/// `r` and `s`, the most significant byte first, without leading zeros; zero is one zero byte.
pub(super) struct Pair<'a> {
    pub(super) r: &'a [u8],
    pub(super) s: &'a [u8],
}

impl<'a> Pair<'a> {
    /// Of `SEQUENCE { r INTEGER, s INTEGER }` (RFC 3279, 2.2.2 and 2.2.3) in DER and nothing behind it, as BoringSSL wants it
    /// (`ECDSA_SIG_from_bytes`): no negative numbers, no superfluous octets.
    pub(super) fn read(signature: &'a [u8]) -> Result<Self, Refusal> {
        Self::decode(signature).map_err(|_| Refusal::Malformed("not two positive integers in DER"))
    }

    fn decode(signature: &'a [u8]) -> Result<Self, der::Error> {
        let mut reader = SliceReader::new(signature)?;
        let header = Header::decode(&mut reader)?;
        header.tag().assert_eq(Tag::Sequence)?;
        let (r, s) = reader.read_nested(header.length(), |content| {
            Ok::<_, der::Error>((UintRef::decode(content)?, UintRef::decode(content)?))
        })?;
        reader.finish()?;
        Ok(Self { r: r.as_bytes(), s: s.as_bytes() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(signature: &[u8]) -> Option<(&[u8], &[u8])> {
        Pair::read(signature).ok().map(|pair| (pair.r, pair.s))
    }

    #[test]
    fn der_is_read() {
        assert_eq!(numbers(&[0x30, 7, 2, 2, 0, 0x81, 2, 1, 5]), Some((&[0x81][..], &[5][..])));
        assert_eq!(numbers(&[0x30, 6, 2, 1, 0, 2, 1, 0]), Some((&[0][..], &[0][..])));
    }

    #[test]
    fn what_is_only_ber_is_refused() {
        let refused: &[&[u8]] = &[
            &[],
            &[0x30, 6, 2, 1, 1, 2, 1],
            // A long length, an indefinite one, a superfluous zero, a negative number.
            &[0x30, 0x81, 6, 2, 1, 1, 2, 1, 5],
            &[0x30, 0x80, 2, 1, 1, 2, 1, 5, 0, 0],
            &[0x30, 7, 2, 2, 0, 1, 2, 1, 5],
            &[0x30, 6, 2, 1, 0x81, 2, 1, 5],
            // Something behind the numbers, within and without; a number missing, empty, of another type.
            &[0x30, 8, 2, 1, 1, 2, 1, 5, 5, 0],
            &[0x30, 6, 2, 1, 1, 2, 1, 5, 5, 0],
            &[0x30, 3, 2, 1, 1],
            &[0x30, 5, 2, 1, 1, 2, 0],
            &[0x30, 6, 2, 1, 1, 4, 1, 5],
            &[0x31, 6, 2, 1, 1, 2, 1, 5],
        ];
        for signature in refused {
            assert_eq!(numbers(signature), None, "{signature:02x?}");
        }
    }
}
