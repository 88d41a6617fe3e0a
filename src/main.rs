//! `beian`: the command line. Arguments → engine → printer → exit status; nothing else lives here.

mod args;
mod commands;
mod status;
mod targets;

use std::io::ErrorKind;
use std::process::ExitCode;

use status::Status;

fn main() -> ExitCode {
    let arguments = match args::parse() {
        Ok(arguments) => arguments,
        Err(status) => return status.into(),
    };
    match commands::run(&arguments) {
        Ok(status) => status.into(),
        // Whoever read us has seen enough.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Status::Done.into(),
        Err(error) => {
            status::complain("standard output", &error);
            Status::Failed.into()
        }
    }
}
