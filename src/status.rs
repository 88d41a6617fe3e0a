//! Exit statuses and the one line on stderr that explains a failure.

use std::fmt::Display;
use std::io::Write;
use std::process::ExitCode;

/// How the program ends. The order is that of precedence: the greatest of several wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// Done, nothing of severity error.
    Done = 0,
    /// Done; there is an error finding.
    Findings = 1,
    /// Something could not be done at all.
    Failed = 2,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        match status {
            Status::Done => Self::SUCCESS,
            Status::Findings => Self::from(1),
            Status::Failed => Self::from(2),
        }
    }
}

/// One line on stderr: what failed, and why.
pub fn complain(what: &str, why: &dyn Display) {
    complain_of(&format_args!("{what}: {why}"));
}

/// The same, where what failed is the whole.
pub fn complain_of(what: &dyn Display) {
    let line = format!("beian: error: {what}");
    // Nobody is left to tell where stderr itself is closed.
    let _ = writeln!(std::io::stderr(), "{}", beian_print::escaped(&line));
}

/// The same, and the status that it leads to.
pub fn failed(what: &str, why: &dyn Display) -> Status {
    complain(what, why);
    Status::Failed
}
