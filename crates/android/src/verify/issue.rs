//! What verifying finds wrong.

use super::apk::PackageIssue;
use super::block::BlockIssue;
use super::jar::JarIssue;
use super::stamp::StampIssue;
use super::v4::V4Issue;
use crate::signing::{Problem, ProblemKind, Scheme, Severity};

/// Something that is wrong with a signature, under apksig's name for it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{scheme}: {kind}")]
pub struct Issue {
    /// In which scheme.
    pub scheme: Scheme,
    /// At which of its signers, counted from 0.
    pub signer: Option<usize>,
    /// What.
    pub kind: IssueKind,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum IssueKind {
    /// It shows as soon as the signatures are read.
    #[error(transparent)]
    Read(#[from] Problem),
    /// A rule of JAR signatures does not hold.
    #[error("{0}")]
    Jar(#[from] JarIssue),
    /// A rule of v2, v3, v3.1 or v3.2 does not hold.
    #[error("{0}")]
    Block(BlockIssue),
    /// A rule of v4 does not hold.
    #[error(transparent)]
    V4(#[from] V4Issue),
    /// A rule of source stamps does not hold.
    #[error(transparent)]
    Stamp(#[from] StampIssue),
    /// A rule between schemes, or of the package as a whole, does not hold.
    #[error("{0}")]
    Package(PackageIssue),
}

impl Issue {
    /// apksig's name for it (`ApkVerifier.Issue`) in kebab case; ours where it has none.
    pub fn code(&self) -> String {
        match &self.kind {
            IssueKind::Read(problem) => problem.code(),
            IssueKind::Jar(issue) => issue.code().to_owned(),
            IssueKind::Block(issue) => issue.code(self.scheme),
            IssueKind::V4(issue) => issue.code().to_owned(),
            IssueKind::Stamp(issue) => issue.code().to_owned(),
            IssueKind::Package(issue) => issue.code().to_owned(),
        }
    }

    /// How bad it is, as apksig judges.
    pub fn severity(&self) -> Severity {
        match &self.kind {
            IssueKind::Read(problem) => problem.severity(),
            IssueKind::Jar(issue) => issue.severity(),
            IssueKind::Block(issue) => issue.severity(),
            IssueKind::V4(issue) => issue.severity(),
            IssueKind::Stamp(issue) => issue.severity(),
            IssueKind::Package(issue) => issue.severity(),
        }
    }

    /// Whether it only says that something could not be checked: that is no verdict, neither yes nor no.
    pub fn is_unsupported(&self) -> bool {
        match &self.kind {
            IssueKind::Read(problem) => matches!(
                problem.kind,
                ProblemKind::TooManyPairs { .. }
                    | ProblemKind::TooMany { .. }
                    | ProblemKind::TooLarge { .. }
                    | ProblemKind::Unreadable(_)
            ),
            IssueKind::Jar(issue) => issue.is_unsupported(),
            IssueKind::Block(issue) => issue.is_unsupported(),
            IssueKind::V4(issue) => issue.is_unsupported(),
            IssueKind::Stamp(issue) => issue.is_unsupported(),
            IssueKind::Package(issue) => issue.is_unsupported(),
        }
    }

    /// Whether something is refused for it: it is an error, and not only unchecked.
    pub fn refuses(&self) -> bool {
        self.severity() == Severity::Error && !self.is_unsupported()
    }

    /// What follows from all issues of something: no if there is an error, nothing if something could not be checked, otherwise yes.
    pub fn verdict<'a>(issues: impl IntoIterator<Item = &'a Self>) -> Option<bool> {
        let mut verdict = Some(true);
        for issue in issues.into_iter().filter(|issue| issue.severity() == Severity::Error) {
            if !issue.is_unsupported() {
                return Some(false);
            }
            verdict = None;
        }
        verdict
    }
}
