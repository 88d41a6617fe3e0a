//! One file a sub-command; `batch` and `output` are what they share.

mod batch;
mod hosts;
mod inspect;
mod output;

use std::io;

use crate::args::{Arguments, Command};
use crate::status::Status;

/// Does what was asked for; an error is one of writing the output.
pub fn run(arguments: &Arguments) -> io::Result<Status> {
    match &arguments.command {
        Command::Inspect(arguments) => inspect::run(arguments),
        Command::Hosts(arguments) => hosts::run(arguments),
    }
}
