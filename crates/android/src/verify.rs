//! Whether the signatures of a package hold, as strictly as the platform judges.
//!
//! [`signing`](crate::signing) reads what is there; here it is checked. The rules are those of AOSP's apksig (`tools/apksig`,
//! Android 14) and of the verifiers of `frameworks/base` (`android.util.apk`); each is named where it is applied.

mod algorithm;
pub mod apk;
pub mod block;
pub mod content;
mod issue;
pub mod jar;
mod lineage;
mod pieces;
mod platforms;
pub mod stamp;
pub mod v4;
mod verdict;

pub use apk::{ApkVerifier, Beside};
pub use issue::{Issue, IssueKind};
pub use platforms::{MinSdkUnknown, Platforms};
pub use verdict::Verdict;

/// Runs work side by side, for those who have threads; whoever has none does one after the other.
pub trait Parallel {
    /// Calls `work` once for each number below `count`, in any order, perhaps at the same time, and comes back when all are done.
    fn run(&self, count: usize, work: &(dyn Fn(usize) + Sync));
}

/// One after the other.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sequential;

impl Parallel for Sequential {
    fn run(&self, count: usize, work: &(dyn Fn(usize) + Sync)) {
        (0..count).for_each(work);
    }
}
