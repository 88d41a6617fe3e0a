//! Findings as they gather: one of a kind for many places.

use std::collections::BTreeMap;

use beian_model::{Finding, FindingId, UnreadReason};

/// Findings in the making.
///
/// What an attacker can put into three thousand entries is one finding with some of its places; findings whose details
/// differ for other reasons than their place stay apart.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    found: Vec<Finding>,
    by_entry: BTreeMap<(FindingId, Option<UnreadReason>), usize>,
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
        self.join(finding, None);
    }

    /// One more finding of an entry that was not read: joins the first of its kind with the same reason.
    pub(crate) fn push_unread(&mut self, finding: Finding, why: UnreadReason) {
        self.join(finding, Some(why));
    }

    fn join(&mut self, finding: Finding, why: Option<UnreadReason>) {
        let kind = (finding.id, why);
        if let Some(first) = self.by_entry.get(&kind).and_then(|&at| self.found.get_mut(at)) {
            finding.evidence.into_iter().for_each(|place| first.see(place));
            return;
        }
        self.by_entry.insert(kind, self.found.len());
        self.found.push(finding);
    }

    /// Those of this kind alone: what was asked for needs nothing else.
    pub(crate) fn keep(&mut self, wanted: impl Fn(&Finding) -> bool) {
        self.found.retain(wanted);
        self.by_entry.clear();
    }

    /// All of them, errors first, otherwise in the order in which they came.
    pub(crate) fn finish(self) -> Vec<Finding> {
        let mut found = self.found;
        found.sort_by_key(|finding| finding.severity);
        found
    }
}
