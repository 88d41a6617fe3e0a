//! The whole score: what every package gave, added up and written down.

use std::cmp::Reverse;
use std::fmt::Write as _;

use beian_model::HostKind;

use crate::compare::{Remark, compare};
use crate::{Counts, Found, Labels, Marks, Share, kinds};

/// How many pairs of confused kinds are told.
const CONFUSED: usize = 12;

/// How many characters are told of a package without a report.
const NO_REPORT: usize = 200;

/// Whether single hosts are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// Figures alone.
    Figures,
    /// Every miss, false alarm and wrong kind as well.
    Hosts,
}

/// The packages that were scored, and those that could not be.
#[derive(Debug, Default)]
pub struct Board {
    packages: Vec<(String, Counts)>,
    /// Each pair (label, ours) in the order in which it was first met, and how often it was.
    confused: Vec<((HostKind, HostKind), u32)>,
    lookalikes: u32,
    missing: Vec<String>,
    unread: usize,
    /// What is told in passing, package by package.
    told: Vec<Told>,
}

#[derive(Debug)]
enum Told {
    NoReport(String),
    Host(String),
}

impl Board {
    /// Scores a package that was read.
    pub fn add(&mut self, package: &str, labels: &Labels, found: &[Found]) {
        let compared = compare(labels, found);
        for remark in &compared.remarks {
            self.told.push(Told::Host(format!("  {package}: {remark}")));
            match remark {
                Remark::Missed { .. } => {}
                Remark::Kind { label, ours } => self.confuse((label.kind, *ours)),
                Remark::FalseAlarm { is_lookalike, .. } => self.lookalikes += u32::from(*is_lookalike),
            }
        }
        self.packages.push((package.to_owned(), compared.counts));
    }

    /// Scores a package of which there is no report: every label is missed. `path` and `why` are told.
    pub fn add_unread(&mut self, package: &str, labels: &Labels, path: &str, why: &str) {
        let line = format!("no report: {path}: {why}");
        self.told.push(Told::NoReport(line.chars().take(NO_REPORT).collect()));
        self.unread += 1;
        self.add(package, labels, &[]);
    }

    /// Remembers a labelled package that is not there.
    pub fn miss(&mut self, package: &str) {
        self.missing.push(package.to_owned());
    }

    /// The labelled packages that are not there.
    pub fn missing(&self) -> &[String] {
        &self.missing
    }

    /// The packages that were scored, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.packages.iter().map(|(name, _)| name.as_str())
    }

    /// How many packages were scored.
    pub fn scored(&self) -> usize {
        self.packages.len()
    }

    /// Whether the marks are reached, and by all labelled packages unless a part of them is enough.
    pub fn reaches(&self, marks: Marks, in_part: bool) -> bool {
        marks.hold(&self.overall()) && (in_part || self.missing.is_empty())
    }

    /// All packages added up.
    pub fn overall(&self) -> Counts {
        self.overall_of(|_| true).0
    }

    /// The packages of some names added up, and how many those are.
    pub fn overall_of(&self, belongs: impl Fn(&str) -> bool) -> (Counts, usize) {
        let mut sum = (Counts::default(), 0);
        for (_, counts) in self.packages.iter().filter(|(name, _)| belongs(name)) {
            sum.0 += counts;
            sum.1 += 1;
        }
        sum
    }

    /// Everything that `score.py` prints, but for the verdict on marks ([`Marks::verdict`]). If nothing was scored it
    /// ends after saying so.
    pub fn render(&self, detail: Detail) -> String {
        let mut out = String::new();
        for told in &self.told {
            match told {
                Told::Host(_) if detail == Detail::Figures => {}
                Told::Host(line) | Told::NoReport(line) => push(&mut out, line),
            }
        }
        for (name, counts) in &self.packages {
            push(&mut out, &counts.line(name));
        }
        if !self.missing.is_empty() {
            push(&mut out, &format!("packages not found, not scored: {}", self.missing.join(", ")));
        }
        self.push_sums(&mut out);
        out
    }

    fn push_sums(&self, out: &mut String) {
        let (scored, unread) = (self.packages.len(), self.unread);
        let labelled = scored + self.missing.len();
        push(
            out,
            &format!("scored {scored} of {labelled} labelled packages, {unread} of them without a report"),
        );
        if scored == 0 {
            return;
        }
        let [candidates, all, precision, kind] = self.medians();
        push(
            out,
            &format!(
                "median package: candidates {candidates:.3}  all {all:.3}  precision {precision:.3}  kind {kind:.3}"
            ),
        );
        push(out, &format!("confused kinds (label → ours): {}", self.confusion()));
        push(out, &format!("look-alikes taken for hosts: {}", self.lookalikes));
        push(out, &self.overall().line("OVERALL"));
    }

    /// Of each share, that of the package in the middle of those that have something to count.
    fn medians(&self) -> [f64; 4] {
        [0, 1, 2, 3].map(|which| {
            let shares = self.packages.iter().map(|(_, counts)| counts.shares()[which]);
            median(shares.filter(|share| share.of > 0).map(Share::ratio).collect())
        })
    }

    fn confuse(&mut self, pair: (HostKind, HostKind)) {
        match self.confused.iter_mut().find(|(known, _)| *known == pair) {
            Some((_, times)) => *times += 1,
            None => self.confused.push((pair, 1)),
        }
    }

    fn confusion(&self) -> String {
        let mut pairs = self.confused.clone();
        // Stable: of pairs met equally often, the one met first comes first.
        pairs.sort_by_key(|(_, times)| Reverse(*times));
        let told = |((label, ours), times): &((HostKind, HostKind), u32)| {
            format!("{} → {} {times}", kinds::word(*label), kinds::word(*ours))
        };
        let told: Vec<String> = pairs.iter().take(CONFUSED).map(told).collect();
        if told.is_empty() { "none".to_owned() } else { told.join(", ") }
    }
}

fn push(out: &mut String, line: &str) {
    // A string takes everything.
    let _ = writeln!(out, "{line}");
}

/// The middle, or between the two middles; 0 of nothing.
fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let upper = values.len() / 2;
    match values.get(upper) {
        None => 0.0,
        Some(middle) if values.len() % 2 == 1 => *middle,
        Some(above) => f64::midpoint(values[upper - 1], *above),
    }
}
