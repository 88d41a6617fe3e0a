//! Text for a person: what is wrong first, then what to copy.
//!
//! A value to copy stands whole on a line of its own, however long it is, and nothing else stands on that line.

mod findings;
mod form;
mod head;
mod page;
mod signing;

use std::io::{self, Write};

use beian_model::{Bilingual, Report, Severity};

use page::Page;

/// Which languages the words are in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// Chinese alone.
    Zh,
    /// English alone.
    En,
    /// Chinese, then English.
    Both,
}

/// How text is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextStyle {
    /// The words' language.
    pub language: Language,
    /// Columns to wrap prose at; a CJK character takes two. Values to copy are never wrapped.
    pub columns: usize,
    /// Whether to colour with ANSI sequences.
    pub colour: Colour,
}

/// Whether text is coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// Not at all.
    Never,
    /// With ANSI sequences.
    Ansi,
}

impl TextStyle {
    /// 80 columns, no colour: what goes into a file.
    pub fn plain(language: Language) -> Self {
        Self { language, columns: 80, colour: Colour::Never }
    }
}

/// Prints one report.
pub fn text(report: &Report, style: &TextStyle, out: impl Write) -> io::Result<()> {
    let mut page = Page::new(out, *style);
    head::head(&mut page, report)?;
    let (serious, notes): (Vec<_>, Vec<_>) =
        report.findings.iter().partition(|finding| finding.severity != Severity::Note);
    findings::findings(&mut page, &serious)?;
    form::form(&mut page, &report.form)?;
    if let Some(signing) = &report.signing {
        signing::certificates(&mut page, signing)?;
    }
    findings::findings(&mut page, &notes)?;
    coverage(&mut page, report)
}

fn coverage<W: Write>(page: &mut Page<W>, report: &Report) -> io::Result<()> {
    let coverage = &report.coverage;
    if coverage.unread.is_empty() && coverage.notes.is_empty() {
        return Ok(());
    }
    page.gap()?;
    page.heading(&Bilingual::new("未包含的内容", "Not in this report"))?;
    for unread in &coverage.unread {
        let words = unread.reason.words();
        let bytes = unread.bytes.map(|bytes| format!(" ({bytes} B)")).unwrap_or_default();
        page.prose(2, &format!("{}{bytes}: {}", unread.entry, page.inline(&words)))?;
    }
    coverage.notes.iter().try_for_each(|note| page.both(2, note))
}
