//! What is counted, and the line that says it.

use std::fmt;
use std::ops::AddAssign;

/// How many of how many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// Those that are as they should be.
    pub good: u32,
    /// All of them.
    pub of: u32,
}

impl Share {
    /// Counts one more.
    pub fn count(&mut self, good: bool) {
        self.good += u32::from(good);
        self.of += 1;
    }

    /// From 0 to 1; of nothing, everything is good.
    pub fn ratio(self) -> f64 {
        if self.of == 0 { 1.0 } else { f64::from(self.good) / f64::from(self.of) }
    }

    /// The same, but of nothing, nothing is good: a mark is not reached by having nothing to count.
    pub fn reached(self) -> f64 {
        if self.of == 0 { 0.0 } else { self.ratio() }
    }
}

impl AddAssign for Share {
    fn add_assign(&mut self, other: Self) {
        self.good += other.good;
        self.of += other.of;
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.3} ({}/{})", self.ratio(), self.good, self.of)
    }
}

/// The four shares of a package, or of several.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Labelled hosts that the form asks for: those that are shown.
    pub candidates: Share,
    /// Labelled hosts: those that are shown.
    pub all: Share,
    /// Hosts that are shown: those that are labelled.
    pub precision: Share,
    /// Labelled hosts that are shown: those of the label's kind.
    pub kind: Share,
}

impl Counts {
    /// Candidates, all, precision, kind.
    pub fn shares(&self) -> [Share; 4] {
        [self.candidates, self.all, self.precision, self.kind]
    }

    /// One line about them; of the name 44 characters are shown.
    pub fn line(&self, name: &str) -> String {
        let Self { candidates, all, precision, kind } = self;
        format!("{name:44.44} candidates {candidates}  all {all}  precision {precision}  kind {kind}")
    }
}

impl AddAssign<&Self> for Counts {
    fn add_assign(&mut self, other: &Self) {
        self.candidates += other.candidates;
        self.all += other.all;
        self.precision += other.precision;
        self.kind += other.kind;
    }
}
