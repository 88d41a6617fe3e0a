//! What verifying finds wrong.

use super::block::BlockIssue;
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
    #[error("{0}")]
    Read(Problem),
    /// A rule of v2, v3, v3.1 or v3.2 does not hold.
    #[error("{0}")]
    Block(BlockIssue),
    /// A rule of v4 does not hold.
    #[error("{0}")]
    V4(#[from] V4Issue),
}

impl Issue {
    /// apksig's name for it (`ApkVerifier.Issue`) in kebab case; ours where it has none.
    pub fn code(&self) -> String {
        match &self.kind {
            IssueKind::Read(problem) => problem.code(),
            IssueKind::Block(issue) => issue.code(self.scheme),
            IssueKind::V4(issue) => issue.code().to_owned(),
        }
    }

    /// How bad it is, as apksig judges.
    pub fn severity(&self) -> Severity {
        match &self.kind {
            IssueKind::Read(problem) => problem.severity(),
            IssueKind::Block(issue) => issue.severity(),
            IssueKind::V4(issue) => issue.severity(),
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
            IssueKind::Block(issue) => issue.is_unsupported(),
            IssueKind::V4(issue) => issue.is_unsupported(),
        }
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
