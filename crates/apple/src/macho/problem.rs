//! What could not be read, and where.

use std::fmt;

use super::Command;
use crate::Error;

/// Something in a Mach-O file that could not be read, or that cannot be so; the rest was read.
///
/// Offsets count from the start of the file in problems of the file, and from the start of the slice in a slice's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub place: Place,
    /// What is wrong there.
    pub error: Error,
}

/// A place in a Mach-O file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Place {
    /// The header of a universal file.
    FatHeader,
    /// An entry of its list of slices, counted from 0.
    FatArch(usize),
    /// The load commands as a whole.
    Commands,
    /// One load command.
    Command {
        /// Which one, counted from 0.
        index: u32,
        /// What kind of command it is.
        command: Command,
    },
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.place {
            Place::FatHeader | Place::Commands => {}
            Place::FatArch(index) => write!(f, "slice #{}: ", index.saturating_add(1))?,
            Place::Command { index, command } => {
                write!(f, "command #{} ({command}): ", index.saturating_add(1))?;
            }
        }
        self.error.fmt(f)
    }
}

/// How many problems of a slice are kept. Nobody reads more; whoever makes millions of broken commands shall not fill memory.
const MAX_PROBLEMS: usize = 64;

/// Keeps a problem, up to so many.
pub(super) fn keep(problems: &mut Vec<Problem>, place: Place, error: Error) {
    if problems.len() < MAX_PROBLEMS {
        problems.push(Problem { place, error });
    }
}
