//! `UTCTime` and `GeneralizedTime` (RFC 5280, 4.1.2.5), also as odd tools write them.

use ::time::{Date, Month, OffsetDateTime, PrimitiveDateTime, Time, UtcOffset};

use crate::ber::{Element, Tag};
use crate::{Error, Reading};

/// A moment, to the second, in UTC. Its text is ISO 8601: `2019-05-01T12:00:00Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Timestamp(OffsetDateTime);

impl Timestamp {
    /// Of an element that has to be one of the two types. Taken although RFC 5280 forbids it: no seconds, an offset from UTC, fractions
    /// of a second (cut off). Not taken: a time without a zone, whose moment nobody knows.
    pub fn from_element(element: &Element<'_>, reading: Reading) -> Result<Self, Error> {
        let octets = element.octets(reading)?;
        let parsed = if element.tag().same_type(Tag::UTC_TIME) {
            Digits(&octets).utc_time()
        } else if element.tag().same_type(Tag::GENERALIZED_TIME) {
            Digits(&octets).generalized_time()
        } else {
            return Err(element.unexpected("UTCTime or GeneralizedTime", reading));
        };
        parsed.ok_or_else(|| element.invalid("a date and time with a zone", reading))
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    pub fn unix(self) -> i64 {
        self.0.unix_timestamp()
    }
}

impl std::fmt::Display for Timestamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (date, time) = (self.0.date(), self.0.time());
        let (year, month, day) = (date.year(), u8::from(date.month()), date.day());
        write!(
            f,
            "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z",
            time.hour(),
            time.minute(),
            time.second()
        )
    }
}

/// What is left of the text.
struct Digits<'a>(&'a [u8]);

impl Digits<'_> {
    /// `YYMMDDhhmm[ss](Z|±hhmm)`; years from 50 on are of the last century (RFC 5280, 4.1.2.5.1).
    fn utc_time(mut self) -> Option<Timestamp> {
        let short = i32::from(self.two()?);
        let year = if short >= 50 { short.checked_add(1900)? } else { short.checked_add(2000)? };
        self.after_year(year)
    }

    /// `YYYYMMDDhhmm[ss[.f…]](Z|±hhmm)`.
    fn generalized_time(mut self) -> Option<Timestamp> {
        let (century, short) = (i32::from(self.two()?), i32::from(self.two()?));
        self.after_year(century.checked_mul(100)?.checked_add(short)?)
    }

    fn after_year(mut self, year: i32) -> Option<Timestamp> {
        let month = Month::try_from(self.two()?).ok()?;
        let date = Date::from_calendar_date(year, month, self.two()?).ok()?;
        let (hour, minute) = (self.two()?, self.two()?);
        let second = if self.0.first()?.is_ascii_digit() { self.two()? } else { 0 };
        self.skip_fraction()?;
        let time = Time::from_hms(hour, minute, second).ok()?;
        let moment = PrimitiveDateTime::new(date, time).assume_offset(self.zone()?);
        Some(Timestamp(moment.checked_to_offset(UtcOffset::UTC)?))
    }

    fn two(&mut self) -> Option<u8> {
        let (pair, rest) = self.0.split_at_checked(2)?;
        if !pair.iter().all(u8::is_ascii_digit) {
            return None;
        }
        self.0 = rest;
        std::str::from_utf8(pair).ok()?.parse().ok()
    }

    /// X.680, 46.2: a full stop or a comma and at least one digit.
    fn skip_fraction(&mut self) -> Option<()> {
        let Some((b'.' | b',', rest)) = self.0.split_first() else { return Some(()) };
        let digits = rest.iter().take_while(|octet| octet.is_ascii_digit()).count();
        self.0 = rest.get(digits..)?;
        (digits > 0).then_some(())
    }

    fn zone(mut self) -> Option<UtcOffset> {
        let (sign, rest) = self.0.split_first()?;
        self.0 = rest;
        let sign = match sign {
            b'Z' => return rest.is_empty().then_some(UtcOffset::UTC),
            b'+' => 1_i8,
            b'-' => -1_i8,
            _ => return None,
        };
        let hours = i8::try_from(self.two()?).ok()?.checked_mul(sign)?;
        let minutes =
            if self.0.is_empty() { 0 } else { i8::try_from(self.two()?).ok()?.checked_mul(sign)? };
        if self.0.is_empty() { UtcOffset::from_hms(hours, minutes, 0).ok() } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ber::Reader;

    fn read(tag: u8, text: &str) -> Result<String, Error> {
        let encoded = [&[tag, u8::try_from(text.len()).unwrap()][..], text.as_bytes()].concat();
        let element = Reader::new(&encoded).element(Reading::NotBefore)?;
        Timestamp::from_element(&element, Reading::NotBefore).map(|moment| moment.to_string())
    }

    #[test]
    fn years_of_utc_time_turn_at_fifty() {
        assert_eq!(read(23, "500101000000Z").as_deref(), Ok("1950-01-01T00:00:00Z"));
        assert_eq!(read(23, "491231235959Z").as_deref(), Ok("2049-12-31T23:59:59Z"));
    }

    #[test]
    fn generalized_time_reaches_beyond_2050() {
        assert_eq!(read(24, "47600209003603Z").as_deref(), Ok("4760-02-09T00:36:03Z"));
    }

    #[test]
    fn an_offset_is_taken_off() {
        assert_eq!(read(23, "2501010700+0800").as_deref(), Ok("2024-12-31T23:00:00Z"));
        assert_eq!(read(24, "20250101070000.25-0030").as_deref(), Ok("2025-01-01T07:30:00Z"));
    }

    #[test]
    fn what_is_no_time_is_an_error_with_its_place() {
        for (tag, text) in [
            (23, "2501010700"),
            (23, "251301000000Z"),
            (23, "25010100000Z"),
            (24, "20250101070000"),
            (24, "20250230000000Z"),
            (23, "250101000000Zx"),
            (23, ""),
            (24, "20250101070000.Z"),
            (24, "99991231235959-2359"),
        ] {
            assert!(matches!(read(tag, text), Err(Error::Value { offset: 0, .. })), "{text}");
        }
        assert!(matches!(read(4, "250101000000Z"), Err(Error::Tag { .. })));
    }
}
