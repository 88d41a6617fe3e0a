//! Times in property lists, without a clock or a time zone.

use std::fmt;

/// Seconds from 1970 to 2001, where `CoreFoundation` begins to count (`CFDate.c`, `kCFAbsoluteTimeIntervalSince1970`).
const EPOCH: i64 = 978_307_200;
const DAY: i64 = 86_400;
/// Days of 400 years, after which the calendar repeats.
const CYCLE: i64 = 146_097;
/// Days from March of the year 0, where the cycle is taken to begin, to 1970.
const TO_1970: i64 = 719_468;

/// A time in whole seconds, in UTC; written as `2019-05-01T12:00:00Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(Option<i64>);

impl Date {
    /// A time by seconds since 1970-01-01T00:00:00Z.
    pub fn from_unix(seconds: i64) -> Self {
        Self(Some(seconds))
    }

    /// Seconds since 1970-01-01T00:00:00Z. None where a binary list stores what is no number, or a number beyond all calendars.
    pub fn unix(self) -> Option<i64> {
        self.0
    }

    /// A time as binary lists store it: seconds since 2001. What is less than a second is cut off.
    pub(super) fn from_2001(seconds: f64) -> Self {
        Self(whole(seconds).and_then(|seconds| seconds.checked_add(EPOCH)))
    }

    /// A time by its parts, which may be more than a calendar has: they are counted on, as `CFGregorianDateGetAbsoluteTime` counts them.
    pub(super) fn from_parts(year: i64, month: u8, day: u8, [hour, minute, second]: [u8; 3]) -> Self {
        let days = days_from_civil(year, month).and_then(|days| days.checked_add(i64::from(day)));
        let seconds = [(hour, 3600), (minute, 60), (second, 1)]
            .into_iter()
            .fold(0_i64, |sum, (count, unit)| sum.saturating_add(i64::from(count).saturating_mul(unit)));
        Self(days.and_then(|days| days.checked_sub(1)?.checked_mul(DAY)?.checked_add(seconds)))
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(seconds) = self.0 else { return f.write_str("no date") };
        let (days, second) = (seconds.div_euclid(DAY), seconds.rem_euclid(DAY));
        let (year, month, day) = civil_from_days(days);
        let (hour, minute, second) =
            (second.div_euclid(3600), second.rem_euclid(3600).div_euclid(60), second.rem_euclid(60));
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    }
}

/// Days from 1970 to the day before the month begins; months beyond December are those of years to come.
/// Years are counted from March, so that the leap day is the last.
fn days_from_civil(year: i64, month: u8) -> Option<i64> {
    let months = year.checked_mul(12)?.checked_add(i64::from(month))?.checked_sub(3)?;
    let (year, month) = (months.div_euclid(12), months.rem_euclid(12));
    let (cycle, year) = (year.div_euclid(400), year.rem_euclid(400));
    // 153 days are the five months from March to July, and again from August to December.
    let in_year = month.checked_mul(153)?.checked_add(2)?.div_euclid(5);
    let in_cycle =
        year.checked_mul(365)?.checked_add(year.div_euclid(4))?.checked_sub(year.div_euclid(100))?;
    cycle.checked_mul(CYCLE)?.checked_add(in_cycle)?.checked_add(in_year)?.checked_sub(TO_1970)
}

/// Year, month and day of a day since 1970. Nothing overflows: days are seconds of an `i64`, divided.
fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days.saturating_add(TO_1970);
    let (cycle, day) = (days.div_euclid(CYCLE), days.rem_euclid(CYCLE));
    let leap_days = day
        .div_euclid(1460)
        .saturating_sub(day.div_euclid(36_524))
        .saturating_add(day.div_euclid(CYCLE.saturating_sub(1)));
    let year = day.saturating_sub(leap_days).div_euclid(365);
    let before =
        year.saturating_mul(365).saturating_add(year.div_euclid(4)).saturating_sub(year.div_euclid(100));
    let day = day.saturating_sub(before);
    let month = day.saturating_mul(5).saturating_add(2).div_euclid(153);
    let day = day.saturating_sub(month.saturating_mul(153).saturating_add(2).div_euclid(5)).saturating_add(1);
    let year = year.saturating_add(cycle.saturating_mul(400));
    if month < 10 {
        (year, month.saturating_add(3), day)
    } else {
        (year.saturating_add(1), month.saturating_sub(9), day)
    }
}

/// The whole number below; none where an `i64` has no room.
fn whole(value: f64) -> Option<i64> {
    const FRACTION: u32 = 52;
    let floor = value.floor();
    let bits = floor.abs().to_bits();
    let exponent = u32::try_from(bits.checked_shr(FRACTION)?).ok()?;
    if exponent < 1023 {
        return Some(0);
    }
    let exponent = exponent.checked_sub(1023).filter(|&exponent| exponent < 63)?;
    let mantissa = (bits & 0x000f_ffff_ffff_ffff) | 0x0010_0000_0000_0000;
    let size = match exponent.checked_sub(FRACTION) {
        Some(more) => mantissa.checked_shl(more)?,
        None => mantissa.checked_shr(FRACTION.checked_sub(exponent)?)?,
    };
    let size = i64::try_from(size).ok()?;
    if floor < 0.0 { size.checked_neg() } else { Some(size) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_the_calendar() {
        for (unix, written) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_399, "2000-02-28T23:59:59Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (1_556_712_000, "2019-05-01T12:00:00Z"),
            (-1, "1969-12-31T23:59:59Z"),
            (-62_135_596_800, "0001-01-01T00:00:00Z"),
            (253_402_300_799, "9999-12-31T23:59:59Z"),
        ] {
            assert_eq!(Date::from_unix(unix).to_string(), written);
        }
        assert_eq!(Date::from_parts(2019, 5, 1, [12, 0, 0]), Date::from_unix(1_556_712_000));
        assert_eq!(Date::from_parts(2018, 17, 1, [11, 59, 60]), Date::from_unix(1_556_712_000));
    }

    #[test]
    fn every_day_comes_back() {
        for day in (-800_000..3_000_000).step_by(17) {
            let (year, month, date) = civil_from_days(day);
            let parts = (u8::try_from(month).unwrap(), u8::try_from(date).unwrap());
            assert_eq!(Date::from_parts(year, parts.0, parts.1, [0; 3]), Date::from_unix(day * DAY), "{day}");
        }
    }

    #[test]
    fn numbers_that_are_no_time_are_none() {
        assert_eq!(Date::from_2001(0.9).unix(), Some(EPOCH));
        assert_eq!(Date::from_2001(-0.5).unix(), Some(EPOCH - 1));
        assert_eq!(Date::from_2001(5.781_024e8).to_string(), "2019-04-28T00:00:00Z");
        for none in [f64::NAN, f64::INFINITY, 1e300, -1e19] {
            assert_eq!(Date::from_2001(none).unix(), None);
        }
        assert_eq!(Date::from_2001(f64::NAN).to_string(), "no date");
        for extreme in [i64::MIN, i64::MAX] {
            assert!(Date::from_unix(extreme).to_string().ends_with('Z'));
        }
    }
}
