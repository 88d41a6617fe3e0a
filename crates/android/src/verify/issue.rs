//! What verifying finds wrong.

use crate::signing::{Problem, Scheme, Severity};

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
}

impl Issue {
    /// apksig's name for it (`ApkVerifier.Issue`) in kebab case; ours where it has none.
    pub fn code(&self) -> String {
        match &self.kind {
            IssueKind::Read(problem) => problem.code(),
        }
    }

    /// How bad it is, as apksig judges.
    pub fn severity(&self) -> Severity {
        match &self.kind {
            IssueKind::Read(problem) => problem.severity(),
        }
    }
}
