//! Findings as they gather: one of a kind for many places.

use std::collections::HashMap;

use beian_model::{Finding, FindingId};

/// Findings in the making.
///
/// What an attacker can put into three thousand entries is one finding with some of its places; findings whose details
/// differ for other reasons than their place stay apart.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    found: Vec<Finding>,
    by_entry: HashMap<FindingId, usize>,
}

impl Findings {
    /// One more finding.
    pub(crate) fn push(&mut self, finding: Finding) {
        self.found.push(finding);
    }

    /// One more finding, unless the very same is there already.
    pub(crate) fn push_once(&mut self, finding: Finding) {
        if !self.found.contains(&finding) {
            self.found.push(finding);
        }
    }

    /// One more finding of an entry: joins the first of its kind, whose detail speaks for all.
    pub(crate) fn push_of_entry(&mut self, finding: Finding) {
        if let Some(first) = self.by_entry.get(&finding.id).and_then(|&at| self.found.get_mut(at)) {
            finding.evidence.into_iter().for_each(|place| first.see(place));
            return;
        }
        self.by_entry.insert(finding.id, self.found.len());
        self.found.push(finding);
    }

    /// All of them, errors first, otherwise in the order in which they came.
    pub(crate) fn finish(self) -> Vec<Finding> {
        let mut found = self.found;
        found.sort_by_key(|finding| finding.severity);
        found
    }
}
