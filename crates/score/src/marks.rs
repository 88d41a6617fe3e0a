//! The marks that a build must reach.

use std::fmt::Write as _;
use std::str::FromStr;

use crate::{Counts, Error};

/// Candidates, all, precision, kind.
const DEFAULT: [f64; 4] = [0.98, 0.97, 0.95, 0.90];

/// So few missed candidates are allowed whatever share they are, where no marks are given.
const ALWAYS_ALLOWED: u32 = 3;

/// The least of each share (candidates, all, precision, kind).
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Marks {
    /// Those of `score.py`: .98, .97, .95, .90, and three candidates may always be missed.
    Default,
    /// Others, to the letter.
    Given([f64; 4]),
}

impl Marks {
    /// Whether the counts reach the marks.
    pub fn hold(self, counts: &Counts) -> bool {
        let got = counts.shares().map(crate::Share::reached);
        let reached = |from: usize| got.iter().zip(self.wanted()).skip(from).all(|(got, want)| *got >= want);
        let missed = counts.candidates.of - counts.candidates.good;
        reached(0) || (self == Self::Default && missed <= ALWAYS_ALLOWED && reached(1))
    }

    /// The line that says it.
    pub fn verdict(self, counts: &Counts) -> String {
        let verdict = if self.hold(counts) { "hold" } else { "do not hold" };
        let mut wanted = String::new();
        for want in self.wanted() {
            let comma = if wanted.is_empty() { "" } else { ", " };
            // A string takes everything.
            let _ = write!(wanted, "{comma}{want:.2}");
        }
        format!("marks: {verdict} (want {wanted})")
    }

    fn wanted(self) -> [f64; 4] {
        match self {
            Self::Default => DEFAULT,
            Self::Given(marks) => marks,
        }
    }
}

impl FromStr for Marks {
    type Err = Error;

    fn from_str(given: &str) -> Result<Self, Error> {
        let refused = || Error::Marks { given: given.to_owned() };
        let numbers: Result<Vec<f64>, _> = given.split(',').map(|number| number.trim().parse()).collect();
        let numbers = numbers.map_err(|_| refused())?;
        numbers.try_into().map(Self::Given).map_err(|_| refused())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Share;

    fn counts(missed: u32, candidates: u32) -> Counts {
        let sound = Share { good: 100, of: 100 };
        let found = Share { good: candidates - missed, of: candidates };
        Counts { candidates: found, all: sound, precision: sound, kind: sound }
    }

    #[test]
    fn three_candidates_may_be_missed_where_no_marks_are_given() {
        assert!(Marks::Default.hold(&counts(3, 10)));
        assert!(!Marks::Default.hold(&counts(4, 10)));
        assert!(Marks::Default.hold(&counts(4, 200)));
        assert!(!Marks::Given(DEFAULT).hold(&counts(3, 10)));
    }

    #[test]
    fn the_other_marks_are_never_waived() {
        let mut low = counts(0, 10);
        low.kind.good = 89;
        assert!(!Marks::Default.hold(&low));
        low.kind.good = 90;
        assert!(Marks::Default.hold(&low));
    }

    #[test]
    fn nothing_to_count_reaches_no_mark() {
        assert!(!Marks::Given([0.1; 4]).hold(&Counts::default()));
        assert!(Marks::Given([0.0; 4]).hold(&Counts::default()));
    }

    #[test]
    fn marks_are_four_numbers() {
        assert_eq!(".9,0.8, 1,.5".parse(), Ok(Marks::Given([0.9, 0.8, 1.0, 0.5])));
        for given in ["", ".9", ".9,.9,.9", ".9,.9,.9,x", ".9,.9,.9,.9,.9"] {
            assert_eq!(given.parse::<Marks>(), Err(Error::Marks { given: given.into() }));
        }
    }
}
