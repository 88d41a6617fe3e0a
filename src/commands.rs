//! One file a sub-command.

mod inspect;

use std::io;

use crate::args::{Arguments, Command};
use crate::status::Status;

/// Does what was asked for; an error is one of writing the output.
pub fn run(arguments: &Arguments) -> io::Result<Status> {
    match &arguments.command {
        Command::Inspect(arguments) => inspect::run(arguments),
    }
}
