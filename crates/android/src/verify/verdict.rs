//! What verifying gives.

use std::collections::BTreeMap;

use super::Issue;
use crate::signing::Scheme;

/// Whether a package's signatures hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Whether all that platforms of the range ask for holds. `None` where something of it could not be checked and nothing else
    /// failed. v4 signatures and source stamps do not count: platforms install a package without them.
    pub verified: Option<bool>,
    /// Likewise of each scheme that was looked at. Those that no platform of the range looks at are not here.
    pub schemes: BTreeMap<Scheme, Option<bool>>,
    /// What was found, in apksig's order.
    pub issues: Vec<Issue>,
    /// What could not be checked, in English.
    pub unsupported: Vec<String>,
}

impl Verdict {
    /// What a scheme is refused for.
    pub fn cause_in(&self, scheme: Scheme) -> Option<&Issue> {
        self.issues.iter().find(|issue| issue.refuses() && issue.scheme == scheme)
    }
}
