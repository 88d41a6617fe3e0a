//! Integers of keys and serial numbers: bytes that stay as large as they are.

use num_bigint::{BigInt, BigUint};

use crate::ber::{Element, Tag};
use crate::{Error, Reading};

/// Above this size no decimal text is made: its cost grows with the square. Real keys have 16,384 bits at most.
pub const MAX_DECIMAL_BITS: usize = 131_072;

/// A non-negative integer as an INTEGER element stores it (X.690, 8.3). A stored negative one is read as unsigned, as the platforms read
/// moduli whose encoder forgot the leading zero octet (`ApkSigningBlockUtils.encodePublicKey`, JDK `DerValue.getPositiveBigInteger`);
/// [`Number::is_stored_negative`] tells.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Number {
    magnitude: Vec<u8>,
    stored_negative: bool,
}

impl Number {
    /// Of an element that has to be an INTEGER.
    pub fn from_element(element: &Element<'_>, reading: Reading) -> Result<Self, Error> {
        if element.tag() != Tag::INTEGER {
            return Err(element.unexpected("INTEGER", reading));
        }
        match element.content().first() {
            Some(first) => {
                Ok(Self { magnitude: strip(element.content()).to_vec(), stored_negative: first & 0x80 != 0 })
            }
            None => Err(element.invalid("an integer of at least one octet", reading)),
        }
    }

    /// The bytes, the most significant first, without leading zeros; none for zero.
    pub fn bytes(&self) -> &[u8] {
        &self.magnitude
    }

    /// Whether the encoding says that the number is negative.
    pub fn is_stored_negative(&self) -> bool {
        self.stored_negative
    }

    /// How many bits the number itself has; 0 for zero.
    pub fn bits(&self) -> usize {
        let Some(first) = self.magnitude.first() else { return 0 };
        let zeros = usize::try_from(first.leading_zeros()).unwrap_or(0);
        self.magnitude.len().saturating_mul(8).saturating_sub(zeros)
    }

    /// Lower-case hexadecimal, two digits a byte, no leading zero byte; `00` for zero.
    pub fn hex(&self) -> String {
        if self.magnitude.is_empty() { "00".to_owned() } else { crate::digest::hex(&self.magnitude) }
    }

    /// The number with its stored sign: of a negative one a minus sign and the absolute value, otherwise as [`Number::hex`].
    pub fn signed_hex(&self) -> String {
        if !self.stored_negative {
            return self.hex();
        }
        let signed = BigInt::from_signed_bytes_be(&self.magnitude);
        format!("-{}", crate::digest::hex(&signed.magnitude().to_bytes_be()))
    }

    /// Decimal digits; `None` above [`MAX_DECIMAL_BITS`].
    pub fn decimal(&self) -> Option<String> {
        (self.bits() <= MAX_DECIMAL_BITS).then(|| BigUint::from_bytes_be(&self.magnitude).to_string())
    }

    /// The number where it is small.
    pub fn to_u64(&self) -> Option<u64> {
        BigUint::from_bytes_be(self.magnitude.get(..self.magnitude.len().min(9))?).try_into().ok()
    }
}

fn strip(mut bytes: &[u8]) -> &[u8] {
    while let Some((0, rest)) = bytes.split_first() {
        bytes = rest;
    }
    bytes
}

impl std::fmt::Debug for Number {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "Number(0x{}{})",
            self.hex(),
            if self.stored_negative { ", stored as negative" } else { "" }
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ber::Reader;

    fn number(encoded: &[u8]) -> Result<Number, Error> {
        Number::from_element(&Reader::new(encoded).element(Reading::RsaPublicKey)?, Reading::RsaPublicKey)
    }

    #[test]
    fn bits_are_those_of_the_number_and_not_of_its_octets() {
        assert_eq!(number(&[2, 3, 0x00, 0x81, 0x00]).unwrap().bits(), 16);
        assert_eq!(number(&[2, 2, 0x01, 0x00]).unwrap().bits(), 9);
        assert_eq!(number(&[2, 1, 0x00]).unwrap().bits(), 0);
    }

    #[test]
    fn a_stored_negative_is_read_as_unsigned_and_says_so() {
        let number = number(&[2, 2, 0x8f, 0x01]).unwrap();
        assert_eq!(number.hex(), "8f01");
        assert_eq!(number.decimal().as_deref(), Some("36609"));
        assert!(number.is_stored_negative());
    }

    #[test]
    fn the_stored_sign_can_be_asked_for() {
        assert_eq!(number(&[2, 2, 0x83, 0x30]).unwrap().signed_hex(), "-7cd0");
        assert_eq!(number(&[2, 1, 0xff]).unwrap().signed_hex(), "-01");
        assert_eq!(number(&[2, 2, 0x00, 0xff]).unwrap().signed_hex(), "ff");
    }

    #[test]
    fn an_empty_integer_is_no_number() {
        assert!(matches!(number(&[2, 0]), Err(Error::Value { offset: 0, .. })));
    }

    #[test]
    fn small_numbers_come_out_as_such_and_large_ones_do_not() {
        assert_eq!(number(&[2, 3, 1, 0, 1]).unwrap().to_u64(), Some(65537));
        assert_eq!(
            number(&[2, 9, 0, 255, 255, 255, 255, 255, 255, 255, 255]).unwrap().to_u64(),
            Some(u64::MAX)
        );
        assert_eq!(number(&[2, 9, 1, 0, 0, 0, 0, 0, 0, 0, 0]).unwrap().to_u64(), None);
        assert_eq!(number(&[2, 10, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]).unwrap().to_u64(), None);
    }

    #[test]
    fn no_decimal_text_is_made_of_a_monster() {
        let digits = MAX_DECIMAL_BITS / 8;
        let size = u32::try_from(digits + 1).unwrap().to_be_bytes();
        let encoded = [&[2, 0x84][..], &size, &[1], &vec![0; digits]].concat();
        assert_eq!(number(&encoded).unwrap().decimal(), None);
    }
}
