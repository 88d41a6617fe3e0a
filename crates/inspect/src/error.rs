//! Why there is no report.

use beian_model::PackageKind;

use crate::kind::kind_words;

/// Why there is no report. Whatever is wrong inside a package is a finding of its report instead.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The file could not be opened or read.
    #[error(transparent)]
    Read(#[from] beian_archive::Error),
    /// The file is of a kind that is recognised, but not supported yet.
    #[error("{}: recognised, not supported yet", kind_words(*kind))]
    Unsupported {
        /// The kind.
        kind: PackageKind,
    },
    /// The file is no app package, and nothing else that the form could be filled from.
    #[error("not an app package: {what}")]
    NotAPackage {
        /// What it is instead, as far as that can be told.
        what: NotAPackage,
    },
}

/// What a file is that is no app package.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotAPackage {
    /// It has no bytes.
    #[error("the file is empty")]
    Empty,
    /// It is text, and holds no certificate.
    #[error("a text file")]
    Text,
    /// It stands for a file that was not downloaded.
    #[error("a Git LFS pointer; fetch the file that it stands for")]
    LfsPointer,
    /// A zip archive with no part of an app in it.
    #[error("a zip archive with neither manifest nor code")]
    PlainZip,
    /// No zip archive, and nothing else that is known.
    #[error("{reason}")]
    Unknown {
        /// Why it is no zip archive.
        reason: beian_archive::Error,
    },
}
