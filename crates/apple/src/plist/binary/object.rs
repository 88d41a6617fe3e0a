//! One object of a binary list.

use super::super::build::{Kind, Purse};
use super::super::decode::units_to_string;
use super::super::{Date, Value, invalid};
use super::trailer::{Trailer, low_bits, sized};
use crate::{Error, Part};

/// What an object is.
#[derive(Debug)]
pub(super) enum Object<'a> {
    /// Whole in itself.
    Value(Value),
    /// A list of references to others.
    Container {
        kind: Kind,
        /// Of a dictionary.
        keys: &'a [u8],
        values: &'a [u8],
    },
}

/// The bytes of one object that are still to be read.
#[derive(Clone, Copy, Debug)]
struct Body<'a> {
    /// Up to the table of offsets.
    rest: &'a [u8],
    /// Where the object begins.
    at: usize,
    /// Where the table is.
    end: usize,
}

impl<'a> Trailer<'a> {
    /// The object that begins at `at`.
    pub(super) fn object(&self, at: usize, purse: &mut Purse<'_>) -> Result<Object<'a>, Error> {
        let Some((&marker, rest)) = self.objects.get(at..).and_then(<[u8]>::split_first) else {
            return Err(invalid(at, "an object"));
        };
        let (kind, low) = (marker >> 4, marker & 0x0f);
        let mut body = Body { rest, at, end: self.objects.len() };
        let value = match (kind, low) {
            (0x0, 0x0) => Value::Null,
            (0x0, 0x8) => Value::Boolean(false),
            (0x0, 0x9) => Value::Boolean(true),
            (0x1, 0..=4) => Value::Integer(body.integer(low)?),
            (0x2, 2) => Value::Real(f32::from_be_bytes(body.array()?).into()),
            (0x2, 3) => Value::Real(f64::from_be_bytes(body.array()?)),
            (0x3, 3) => Value::Date(Date::from_2001(f64::from_be_bytes(body.array()?))),
            (0x4, _) => Value::Data(body.data(low, purse)?),
            (0x5, _) => Value::String(body.ascii(low, purse)?),
            (0x6, _) => Value::String(body.utf16(low, purse)?),
            (0x8, _) => Value::Uid(body.uid(low)?),
            (0xa | 0xc, _) => {
                let len = body.len(low)?;
                let values = body.take(len, self.reference_size())?;
                return Ok(Object::Container { kind: Kind::Array, keys: &[], values });
            }
            (0xd, _) => {
                let len = body.len(low)?;
                let keys = body.take(len, self.reference_size())?;
                let values = body.take(len, self.reference_size())?;
                return Ok(Object::Container { kind: Kind::Dictionary, keys, values });
            }
            _ => return Err(invalid(at, "an object of a known kind")),
        };
        Ok(Object::Value(value))
    }
}

impl<'a> Body<'a> {
    /// The next `count` pieces of `size` bytes.
    fn take(&mut self, count: usize, size: usize) -> Result<&'a [u8], Error> {
        let needed = count.checked_mul(size);
        let Some((taken, rest)) = needed.and_then(|needed| self.rest.split_at_checked(needed)) else {
            return Err(Error::Truncated {
                part: Part::PropertyList,
                offset: self.end.saturating_sub(self.rest.len()).try_into().unwrap_or(u64::MAX),
                needed: needed.and_then(|needed| needed.try_into().ok()).unwrap_or(u64::MAX),
                available: self.rest.len().try_into().unwrap_or(u64::MAX),
            });
        };
        self.rest = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Error> {
        let taken = self.take(N, 1)?;
        taken.try_into().map_err(|_other_len| invalid(self.at, "a number"))
    }

    /// How many pieces the object has: up to 14 in its marker, else a number behind it (`_readInt`).
    fn len(&mut self, low: u8) -> Result<usize, Error> {
        if low != 0x0f {
            return Ok(low.into());
        }
        let &[marker @ 0x10..=0x1f] = self.take(1, 1)? else {
            return Err(invalid(self.at, "a length"));
        };
        let bytes = self.take(1, power(marker & 0x0f))?;
        // `CFBinaryPList.c` refuses what is negative as an `i64`; nothing so long is in any file.
        sized(bytes).ok_or_else(|| invalid(self.at, "a length"))
    }

    /// Numbers of one to four bytes have no sign, one of eight has, and the last 64 bits of sixteen have none.
    fn integer(&mut self, low: u8) -> Result<i128, Error> {
        let bits = low_bits(self.take(1, power(low))?);
        Ok(if low == 3 { bits.cast_signed().into() } else { bits.into() })
    }

    fn data(&mut self, low: u8, purse: &mut Purse<'_>) -> Result<Vec<u8>, Error> {
        let len = self.len(low)?;
        let bytes = self.take(len, 1)?;
        purse.spend_len(bytes.len())?;
        Ok(bytes.to_vec())
    }

    fn ascii(&mut self, low: u8, purse: &mut Purse<'_>) -> Result<String, Error> {
        let bytes = self.data(low, purse)?;
        String::from_utf8(bytes).ok().filter(|text| text.is_ascii()).ok_or_else(|| invalid(self.at, "ASCII"))
    }

    fn utf16(&mut self, low: u8, purse: &mut Purse<'_>) -> Result<String, Error> {
        let len = self.len(low)?;
        let bytes = self.take(len, 2)?;
        // A unit is three bytes of UTF-8 at most, and a string may have room for twice what it holds.
        purse.spend_len(bytes.len().saturating_mul(3))?;
        Ok(units_to_string(bytes.as_chunks::<2>().0.iter().map(|&unit| u16::from_be_bytes(unit))))
    }

    /// References of archives have 32 bits, in however many bytes.
    fn uid(&mut self, low: u8) -> Result<u64, Error> {
        let bits = low_bits(self.take(usize::from(low).saturating_add(1), 1)?);
        u32::try_from(bits).map(u64::from).map_err(|_large| invalid(self.at, "a reference of 32 bits"))
    }
}

/// Two to the power of up to fifteen.
fn power(exponent: u8) -> usize {
    1_usize.checked_shl(exponent.into()).unwrap_or(usize::MAX)
}
