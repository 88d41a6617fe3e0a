//! Elements that hold no others.

use super::{Cursor, Tag};
use crate::Error;
use crate::plist::build::Purse;
use crate::plist::{Date, Value, invalid};

/// Reads what stands behind the tag, and its closing tag.
pub(super) fn read(cursor: &mut Cursor<'_>, tag: Tag<'_>, purse: &mut Purse<'_>) -> Result<Value, Error> {
    let value = match (tag.name, tag.empty) {
        (b"true", _) => Value::Boolean(true),
        (b"false", _) => Value::Boolean(false),
        (b"string" | b"key", true) => Value::String(String::new()),
        (b"string" | b"key", false) => Value::String(cursor.string(purse)?),
        (b"data" | b"date" | b"real" | b"integer" | b"plist", true) => {
            return Err(invalid(tag.at, "an element with a value"));
        }
        (b"data", false) => Value::Data(data(cursor, purse)?),
        (b"date", false) => Value::Date(date(cursor)?),
        (b"real", false) => Value::Real(real(cursor, purse)?),
        (b"integer", false) => Value::Integer(integer(cursor)?),
        _ => return Err(invalid(tag.at, "a tag of property lists")),
    };
    if !tag.empty {
        cursor.close_tag(tag.name)?;
    }
    Ok(value)
}

/// Base64 as `parseDataTag` reads it: what is no digit is passed over, an unfinished group of four is dropped.
fn data(cursor: &mut Cursor<'_>, purse: &mut Purse<'_>) -> Result<Vec<u8>, Error> {
    let rest = cursor.rest();
    let len = rest.iter().position(|&byte| byte == b'<').unwrap_or(rest.len());
    let encoded = rest.get(..len).unwrap_or_default();
    if let Some(at) = encoded.iter().position(|byte| !byte.is_ascii()) {
        return Err(invalid(cursor.at.saturating_add(at), "base64"));
    }
    let most = (len / 4).saturating_mul(3);
    purse.spend_len(most)?;
    let mut bytes = Vec::with_capacity(most);
    let (mut group, mut digits, mut padding) = (0_u32, 0_u8, 0_u8);
    for &byte in encoded {
        match byte {
            b'=' => padding = padding.saturating_add(1),
            b' ' | b'\t'..=b'\r' => {}
            _ => padding = 0,
        }
        let Some(digit) = digit(byte) else { continue };
        group = (group << 6) | u32::from(digit);
        digits = digits.wrapping_add(1);
        if digits % 4 == 0 {
            let [_, first, second, third] = group.to_be_bytes();
            bytes.push(first);
            if padding < 2 {
                bytes.push(second);
            }
            if padding < 1 {
                bytes.push(third);
            }
        }
    }
    cursor.advance(len);
    Ok(bytes)
}

/// What a digit of base64 stands for; padding stands for zero.
fn digit(byte: u8) -> Option<u8> {
    match byte {
        b'A'..=b'Z' => byte.checked_sub(b'A'),
        b'a'..=b'z' => byte.checked_sub(b'a')?.checked_add(26),
        b'0'..=b'9' => byte.checked_sub(b'0')?.checked_add(52),
        b'+' => Some(62),
        b'/' => Some(63),
        b'=' => Some(0),
        _ => None,
    }
}

/// `-?[0-9]+-MM-DDThh:mm:ssZ` (`parseDateTag`); no part is compared with what a calendar has.
fn date(cursor: &mut Cursor<'_>) -> Result<Date, Error> {
    let at = cursor.at;
    date_parts(cursor).ok_or_else(|| invalid(at, "a date such as 2019-05-01T12:00:00Z"))
}

fn date_parts(cursor: &mut Cursor<'_>) -> Option<Date> {
    let negative = cursor.eat(b"-");
    let digits = cursor.rest().iter().take_while(|byte| byte.is_ascii_digit()).count();
    let year = cursor.rest().get(..digits)?.iter().try_fold(0_i32, |year, &byte| {
        year.checked_mul(10)?.checked_add(i32::from(byte.checked_sub(b'0')?))
    })?;
    cursor.advance(digits);
    let mut part = |before: &[u8]| {
        let [tens @ b'0'..=b'9', ones @ b'0'..=b'9', ..] = cursor.eat(before).then(|| cursor.rest())? else {
            return None;
        };
        cursor.advance(2);
        tens.checked_sub(b'0')?.checked_mul(10)?.checked_add(ones.checked_sub(b'0')?)
    };
    let (month, day) = (part(b"-")?, part(b"-")?);
    let time = [part(b"T")?, part(b":")?, part(b":")?];
    let year = if negative { year.checked_neg()? } else { year };
    cursor.eat(b"Z").then(|| Date::from_parts(year.into(), month, day, time))
}

/// A number with a fraction, or the name of one that is none (`parseRealTag`); white space only before it.
fn real(cursor: &mut Cursor<'_>, purse: &mut Purse<'_>) -> Result<f64, Error> {
    let at = cursor.at;
    let text = cursor.string(purse)?;
    text.trim_start().parse().map_err(|_no_number| invalid(at, "a number"))
}

/// `parseIntegerTag`: a sign, then decimal digits or `0x` and hexadecimal ones; white space before and behind the sign, not at the end.
fn integer(cursor: &mut Cursor<'_>) -> Result<i128, Error> {
    let at = cursor.at;
    let rest = cursor.rest();
    let len = rest.iter().position(|&byte| byte == b'<').unwrap_or(rest.len());
    let text = trim_start(rest.get(..len).unwrap_or_default());
    let (negative, text) = match text {
        [b'-', text @ ..] => (true, trim_start(text)),
        [b'+', text @ ..] => (false, trim_start(text)),
        _ => (false, text),
    };
    let (radix, digits) = match text {
        [b'0', b'x' | b'X', digits @ ..] => (16, digits),
        _ => (10, text),
    };
    cursor.advance(len);
    let value = digits.iter().try_fold(0_u64, |value, &byte| {
        value.checked_mul(radix.into())?.checked_add(char::from(byte).to_digit(radix)?.into())
    });
    let value = value.filter(|_| !digits.is_empty()).map(i128::from);
    let value = if negative { value.map(i128::saturating_neg) } else { value };
    value.filter(|&value| value >= i64::MIN.into()).ok_or_else(|| invalid(at, "a whole number of 64 bits"))
}

/// Behind white space, to which `CFPropertyList.c` counts control characters and most spaces of Unicode (`isWhitespace`).
fn trim_start(mut text: &[u8]) -> &[u8] {
    loop {
        text = match text {
            [0..=0x20 | 0x7f..=0xa0, rest @ ..]
            | [0xe2, 0x80, 0x80..=0x8b | 0xaf, rest @ ..]
            | [0xe2, 0x81, 0x9f, rest @ ..]
            | [0xe3, 0x80, 0x80, rest @ ..] => rest,
            _ => return text,
        };
    }
}
