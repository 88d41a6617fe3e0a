//! `beian inspect`.

use std::io::{self, IsTerminal, Write};

use beian_form::Profile;
use beian_inspect::{Parts, SdkRange, Verification};
use beian_model::Report;
use beian_print::Field;

use super::batch::Batch;
use super::output::Output;
use crate::args::{Inspect, Part};
use crate::status::{Status, failed};

pub fn run(arguments: &Inspect) -> io::Result<Status> {
    let profile = match Profile::named(&arguments.provider) {
        Ok(profile) => profile,
        Err(error) => return Ok(failed("--provider", &error)),
    };
    if arguments.min_sdk.zip(arguments.max_sdk).is_some_and(|(min, max)| min > max) {
        return Ok(failed("--min-sdk", &"greater than --max-sdk"));
    }
    let mut batch = Batch::new(&arguments.input, profile);
    if arguments.field.is_some() && batch.is_several() {
        return Ok(failed("--field", &"takes one package, not several"));
    }
    let options = batch.options();
    options.parts = parts(&arguments.only);
    options.sdk_range = SdkRange { min: arguments.min_sdk, max: arguments.max_sdk };
    if arguments.no_verify {
        options.verification = Verification::Skip;
    }
    let mut out = Output::new(arguments.format, arguments.input.lang);
    let between = format!("\n{}\n\n", out.rule());
    let status = batch.run(|report| match &arguments.field {
        Some(key) => field(&report, key, &mut out.out),
        None => out.report(report, &between, |report, style, out| beian_print::text(report, style, out)),
    })?;
    out.finish()?;
    Ok(status)
}

/// The parts asked for; all where none is named.
fn parts(only: &[Part]) -> Parts {
    if only.is_empty() {
        return Parts::ALL;
    }
    Parts { identity: only.contains(&Part::Identity), hosts: only.contains(&Part::Hosts) }
}

/// Prints one value. The status of a run that prints it.
fn field(report: &Report, key: &str, out: &mut impl Write) -> io::Result<Status> {
    let path = &report.package.path;
    let lines = match beian_print::field(report, key) {
        Field::Lines(lines) => lines,
        Field::Empty => return Ok(failed(path, &format_args!("no value for {key}"))),
        Field::Unknown => return Ok(failed(path, &format_args!("the report has no field {key}"))),
    };
    if io::stdout().is_terminal() {
        // A terminal is protected from the package; a program gets the value as it is.
        for line in lines.iter().flat_map(|value| value.lines()) {
            writeln!(out, "{}", beian_print::escaped(line))?;
        }
    } else {
        lines.iter().try_for_each(|line| writeln!(out, "{line}"))?;
    }
    Ok(if report.has_errors() { Status::Findings } else { Status::Done })
}
