//! One package: its labels beside what its report says.

use std::collections::BTreeMap;
use std::fmt;

use beian_model::HostKind;

use crate::{Counts, Found, Label, Labels, kinds};

/// How much of a context is shown, in characters.
const SHOWN: usize = 90;

/// What came of comparing one package.
#[derive(Debug, Default)]
pub struct Compared<'a> {
    pub counts: Counts,
    /// Whatever is not as it should be: labels in the order of their table, then false alarms by host.
    pub remarks: Vec<Remark<'a>>,
}

/// Something that a report should say otherwise.
#[derive(Debug)]
pub enum Remark<'a> {
    /// A host is not shown, though the report may hold it.
    Missed { label: &'a Label, is_held: bool },
    /// A host has another kind than its label.
    Kind { label: &'a Label, ours: HostKind },
    /// A host is shown that is not labelled.
    FalseAlarm { found: &'a Found, is_lookalike: bool },
}

/// Compares labels with hosts. Rows that nobody is sure of count neither way.
pub fn compare<'a>(labels: &'a Labels, found: &'a [Found]) -> Compared<'a> {
    let by_host: BTreeMap<&str, &Found> = found.iter().map(|found| (found.host.as_str(), found)).collect();
    let mut compared = Compared::default();
    for label in labels.hosts().iter().filter(|label| label.sure) {
        compared.expected(label, by_host.get(label.host.as_str()).copied());
    }
    for found in by_host.into_values().filter(|found| found.is_shown()) {
        compared.shown(labels, found);
    }
    compared
}

impl<'a> Compared<'a> {
    /// Takes a label that counts, with what was found of it.
    fn expected(&mut self, label: &'a Label, found: Option<&'a Found>) {
        let shown = found.filter(|found| found.is_shown());
        self.counts.all.count(shown.is_some());
        if kinds::is_candidate(label.kind) {
            self.counts.candidates.count(shown.is_some());
        }
        let Some(shown) = shown else {
            return self.remarks.push(Remark::Missed { label, is_held: found.is_some() });
        };
        self.counts.kind.count(shown.kind == label.kind);
        if shown.kind != label.kind {
            self.remarks.push(Remark::Kind { label, ours: shown.kind });
        }
    }

    /// Takes a host that is shown.
    fn shown(&mut self, labels: &Labels, found: &'a Found) {
        let label = labels.get(&found.host);
        if label.is_some_and(|label| !label.sure) {
            return;
        }
        self.counts.precision.count(label.is_some());
        if label.is_none() {
            let is_lookalike = labels.is_lookalike(&found.host);
            self.remarks.push(Remark::FalseAlarm { found, is_lookalike });
        }
    }
}

impl fmt::Display for Remark<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missed { label, is_held } => {
                let (kind, held) = (kinds::word(label.kind), if *is_held { "low" } else { "absent" });
                write!(f, "missed {} ({kind}, {held}): {:.SHOWN$}", label.host, label.context)
            }
            Self::Kind { label, ours } => {
                let (kind, ours) = (kinds::word(label.kind), kinds::word(*ours));
                write!(f, "kind of {}: label {kind}, ours {ours}: {:.SHOWN$}", label.host, label.context)
            }
            Self::FalseAlarm { found, is_lookalike } => {
                let kind = kinds::word(found.kind);
                let known = if *is_lookalike { ", a known look-alike" } else { "" };
                write!(f, "false alarm {} ({kind}{known}): {:.SHOWN$}", found.host, found.text)
            }
        }
    }
}
