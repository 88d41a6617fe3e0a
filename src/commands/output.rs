//! Where reports go, in the format asked for.

use std::io::{self, IsTerminal, Write};

use beian_model::{Document, Filing, Report, SchemaId};
use beian_print::{Colour, Language, TextStyle};

use crate::args::{Format, Lang};
use crate::status::Status;

/// Columns for text where the terminal says none, and the most it is given where it is wider.
const COLUMNS: usize = 80;
const MOST_COLUMNS: usize = 110;

/// Reports on their way to stdout.
pub struct Output {
    /// Where values go that are no reports.
    pub out: io::BufWriter<io::StdoutLock<'static>>,
    format: Format,
    style: TextStyle,
    /// Reports held back for the one document of `--format json`.
    held: Vec<Report>,
    printed: usize,
}

impl Output {
    /// To stdout.
    pub fn new(format: Format, lang: Lang) -> Self {
        let out = io::BufWriter::new(io::stdout().lock());
        Self { out, format, style: style(lang), held: Vec::new(), printed: 0 }
    }

    /// The columns of a line across the page.
    pub fn rule(&self) -> String {
        "─".repeat(self.style.columns.min(COLUMNS))
    }

    /// Prints one report, as text by the function given, with `between` before every one but the first. The status that
    /// it alone would end with.
    pub fn report(
        &mut self,
        report: Report,
        between: &str,
        text: impl FnOnce(&Report, &TextStyle, &mut dyn Write) -> io::Result<()>,
    ) -> io::Result<Status> {
        let status = if report.has_errors() { Status::Findings } else { Status::Done };
        match self.format {
            Format::Json => self.held.push(report),
            Format::Jsonl => beian_print::json_line(&report, &mut self.out)?,
            Format::Text => {
                if self.printed > 0 {
                    self.out.write_all(between.as_bytes())?;
                }
                text(&report, &self.style, &mut self.out)?;
            }
        }
        self.printed += 1;
        self.out.flush()?;
        Ok(status)
    }

    /// Prints what was held back.
    pub fn finish(mut self) -> io::Result<()> {
        if !self.held.is_empty() {
            let document = Document {
                schema: SchemaId,
                tool: beian_inspect::tool(),
                packages: self.held,
                filing: Filing::default(),
            };
            beian_print::document(&document, &mut self.out)?;
        }
        self.out.flush()
    }
}

fn style(lang: Lang) -> TextStyle {
    let stdout = io::stdout();
    let terminal = stdout.is_terminal();
    let columns = terminal
        .then(|| terminal_size::terminal_size_of(&stdout))
        .flatten()
        .map_or(COLUMNS, |(width, _)| usize::from(width.0).min(MOST_COLUMNS));
    let no_colour = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let colour = if terminal && !no_colour { Colour::Ansi } else { Colour::Never };
    let language = match lang {
        Lang::Zh => Language::Zh,
        Lang::En => Language::En,
        Lang::Both => Language::Both,
    };
    TextStyle { language, columns, colour }
}
