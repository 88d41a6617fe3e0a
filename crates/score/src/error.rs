//! What can be wrong with labels and with reports.

/// Why labels could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file or folder could not be read.
    #[error("{path}: {reason}")]
    Read {
        /// Which.
        path: String,
        /// What the system says.
        reason: String,
    },
    /// The table's head does not name a column that is needed.
    #[error("no column `{column}`")]
    NoColumn {
        /// Which.
        column: &'static str,
    },
    /// A row ends before a column that is needed.
    #[error("row {row} has no `{column}`")]
    ShortRow {
        /// Counted from 1, below the head.
        row: usize,
        /// Which.
        column: &'static str,
    },
    /// A word that is no kind of host.
    #[error("row {row}: no kind of host is called `{word}`")]
    UnknownKind {
        /// Counted from 1, below the head.
        row: usize,
        /// The word.
        word: String,
    },
    /// Marks that are no four numbers.
    #[error("marks are four numbers parted by commas (candidates, all, precision, kind), not `{given}`")]
    Marks {
        /// What was given.
        given: String,
    },
    /// What is wrong with one file of labels.
    #[error("{path}: {cause}")]
    In {
        /// The file.
        path: String,
        /// What.
        cause: Box<Error>,
    },
}

/// Why the hosts of a package are not known.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NoReport {
    /// What the program printed is no JSON.
    #[error("no JSON: {0}")]
    NotJson(String),
    /// The document holds no package.
    #[error("no package in the document")]
    NoPackage,
    /// The report has no list of hosts.
    #[error("no hosts in the report")]
    NoHosts,
    /// A host of the report without a value that is needed, or with one that nobody knows.
    #[error("a host of the report has no usable `{0}`")]
    Host(&'static str),
}
