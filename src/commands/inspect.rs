//! `beian inspect`.

use std::io::{self, IsTerminal, Write};
use std::num::NonZeroUsize;
use std::path::Path;
use std::thread;

use beian_form::Profile;
use beian_inspect::{Error, Options, Parts, SdkRange, Source, Verification};
use beian_model::{Document, Filing, Report, SchemaId};
use beian_print::{Colour, Field, Language, TextStyle};
use rayon::prelude::*;

use crate::args::{Format, Inspect, Lang};
use crate::status::{Status, complain};
use crate::targets::{Found, Target, TargetError, expand};

/// Columns for text where the terminal says none, and the most it is given where it is wider.
const COLUMNS: usize = 80;
const MOST_COLUMNS: usize = 110;

pub fn run(arguments: &Inspect) -> io::Result<Status> {
    let profile = match Profile::named(&arguments.provider) {
        Ok(profile) => profile,
        Err(error) => return Ok(failed("--provider", &error)),
    };
    if arguments.min_sdk.zip(arguments.max_sdk).is_some_and(|(min, max)| min > max) {
        return Ok(failed("--min-sdk", &"greater than --max-sdk"));
    }
    let (targets, mut status) = targets(arguments);
    if arguments.field.is_some() && targets.len() > 1 {
        return Ok(failed("--field", &"takes one package, not several"));
    }
    let mut out = Output::new(arguments);
    let several = Threads::of(arguments, targets.len());
    let mut reports: usize = 0;
    several.inspect(&targets, arguments, &profile, |target, outcome| {
        let one = match outcome {
            Ok(report) => {
                reports += 1;
                out.report(report)?
            }
            Err(error) => refused(target, &error),
        };
        status = status.max(one);
        Ok(())
    })?;
    out.finish()?;
    // Folders may hold files of which not one was a package; that is never a silent success.
    if reports == 0 && status == Status::Done {
        let names = arguments.packages.iter().map(|name| shown(name)).collect::<Vec<_>>();
        return Ok(failed(&names.join(", "), &TargetError::EmptyFolder));
    }
    Ok(status)
}

/// The files to read, and the worst of what the names came to.
fn targets(arguments: &Inspect) -> (Vec<Target>, Status) {
    let mut status = Status::Done;
    let mut targets = Vec::new();
    for name in &arguments.packages {
        let found = expand(name);
        targets.extend(found.targets);
        for (path, error) in &found.failures {
            status = status.max(failed(&shown(path), error));
        }
    }
    (targets, status)
}

/// A file that gave no report. One met in a folder, without a package's suffix and content, was never meant.
fn refused(target: &Target, error: &Error) -> Status {
    match (target.found, error) {
        (Found::InFolder, Error::NotAPackage { .. }) => Status::Done,
        _ => failed(&shown(&target.path), error),
    }
}

fn failed(what: &str, why: &dyn std::fmt::Display) -> Status {
    complain(what, why);
    Status::Failed
}

fn shown(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// How many packages are read at a time, and how many threads each is given.
struct Threads {
    /// For several packages: each is then read on one thread, so that no more are open than there are threads.
    pool: Option<rayon::ThreadPool>,
    each: NonZeroUsize,
}

impl Threads {
    /// One package needs no pool, and all threads are its own.
    fn of(arguments: &Inspect, packages: usize) -> Self {
        let asked = arguments.threads.or_else(|| thread::available_parallelism().ok());
        let asked = asked.unwrap_or(NonZeroUsize::MIN);
        let threads = asked.get().min(packages);
        let pool = (threads > 1).then(|| rayon::ThreadPoolBuilder::new().num_threads(threads).build().ok());
        let pool = pool.flatten();
        let each = if pool.is_some() { NonZeroUsize::MIN } else { asked };
        Self { pool, each }
    }

    /// Each target's report, in the order of the targets.
    fn inspect(
        &self,
        targets: &[Target],
        arguments: &Inspect,
        profile: &Profile,
        mut sink: impl FnMut(&Target, Result<Report, Error>) -> io::Result<()>,
    ) -> io::Result<()> {
        let one = |target| one(target, arguments, profile, self.each);
        let Some(pool) = &self.pool else {
            return targets.iter().try_for_each(|target| sink(target, one(target)));
        };
        // Batches bound how many finished reports wait for their turn.
        for batch in targets.chunks(4 * pool.current_num_threads()) {
            let reports: Vec<_> = pool.install(|| batch.par_iter().map(one).collect());
            batch.iter().zip(reports).try_for_each(|(target, report)| sink(target, report))?;
        }
        Ok(())
    }
}

fn one(
    target: &Target,
    arguments: &Inspect,
    profile: &Profile,
    threads: NonZeroUsize,
) -> Result<Report, Error> {
    let source = Source::open(&target.path)?;
    let mut options = Options::new(shown(&target.path), profile.clone());
    options.threads = Some(threads);
    if !arguments.only.is_empty() {
        options.parts = Parts::IDENTITY;
    }
    if arguments.no_verify {
        options.verification = Verification::Skip;
    }
    options.sdk_range = SdkRange { min: arguments.min_sdk, max: arguments.max_sdk };
    options.v4_signature = beside(&target.path)?;
    beian_inspect::inspect(&source, &options)
}

/// The v4 signature, which lies beside the package under its name and `.idsig`, where there is one.
fn beside(package: &Path) -> Result<Option<Source>, Error> {
    let mut name = package.as_os_str().to_owned();
    name.push(".idsig");
    let path = Path::new(&name);
    Ok(if path.is_file() { Some(Source::open(path)?) } else { None })
}

/// Where reports go, in the format asked for.
struct Output<'a> {
    out: io::BufWriter<io::StdoutLock<'static>>,
    arguments: &'a Inspect,
    style: TextStyle,
    /// Reports held back for the one document of `--format json`.
    reports: Vec<Report>,
    printed: usize,
}

impl<'a> Output<'a> {
    fn new(arguments: &'a Inspect) -> Self {
        let out = io::BufWriter::new(io::stdout().lock());
        Self { out, arguments, style: style(arguments), reports: Vec::new(), printed: 0 }
    }

    /// Prints one report; the status that it alone would end with.
    fn report(&mut self, report: Report) -> io::Result<Status> {
        let status = if report.has_errors() { Status::Findings } else { Status::Done };
        match (&self.arguments.field, self.arguments.format) {
            (Some(key), _) => return self.field(&report, key).map(|found| status.max(found)),
            (None, Format::Json) => self.reports.push(report),
            (None, Format::Jsonl) => beian_print::json_line(&report, &mut self.out)?,
            (None, Format::Text) => {
                if self.printed > 0 {
                    writeln!(self.out, "\n{}\n", "─".repeat(self.style.columns.min(COLUMNS)))?;
                }
                beian_print::text(&report, &self.style, &mut self.out)?;
            }
        }
        self.printed += 1;
        self.out.flush()?;
        Ok(status)
    }

    fn field(&mut self, report: &Report, key: &str) -> io::Result<Status> {
        let path = &report.package.path;
        match beian_print::field(report, key) {
            // A terminal is protected from the package; a program gets the value as it is.
            Field::Lines(lines) if io::stdout().is_terminal() => {
                for line in lines.iter().flat_map(|value| value.lines()) {
                    writeln!(self.out, "{}", beian_print::escaped(line))?;
                }
                Ok(Status::Done)
            }
            Field::Lines(lines) => {
                lines.iter().try_for_each(|line| writeln!(self.out, "{line}")).map(|()| Status::Done)
            }
            Field::Empty => Ok(failed(path, &format_args!("no value for {key}"))),
            Field::Unknown => Ok(failed(path, &format_args!("the report has no field {key}"))),
        }
    }

    fn finish(mut self) -> io::Result<()> {
        if self.arguments.format == Format::Json && !self.reports.is_empty() {
            let document = Document {
                schema: SchemaId,
                tool: beian_inspect::tool(),
                packages: self.reports,
                filing: Filing::default(),
            };
            beian_print::document(&document, &mut self.out)?;
        }
        self.out.flush()
    }
}

fn style(arguments: &Inspect) -> TextStyle {
    let stdout = io::stdout();
    let terminal = stdout.is_terminal();
    let columns = terminal
        .then(|| terminal_size::terminal_size_of(&stdout))
        .flatten()
        .map_or(COLUMNS, |(width, _)| usize::from(width.0).min(MOST_COLUMNS));
    let no_colour = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let colour = if terminal && !no_colour { Colour::Ansi } else { Colour::Never };
    let language = match arguments.lang {
        Lang::Zh => Language::Zh,
        Lang::En => Language::En,
        Lang::Both => Language::Both,
    };
    TextStyle { language, columns, colour }
}
