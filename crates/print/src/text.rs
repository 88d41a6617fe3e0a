//! Text for a person: what is wrong first, then what to copy.
//!
//! A value to copy stands whole on a line of its own, however long it is, and nothing else stands on that line.

mod findings;
mod form;
mod head;
mod hosts;
mod page;
mod signing;

use std::io::{self, Write};

use beian_model::{Bilingual, Finding, Report, Severity};

pub use hosts::{HostList, HostSelection, HostView, host_list};

use page::Page;

/// Unread parts listed; JSON has all.
const UNREAD_SHOWN: usize = 20;

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

/// Prints one report. That the host list is known to lack something comes before anything else.
pub fn text(report: &Report, style: &TextStyle, out: impl Write) -> io::Result<()> {
    let mut page = Page::new(out, *style);
    let (limits, found): (Vec<_>, Vec<_>) =
        report.findings.iter().partition(|finding| finding.id.limits_hosts());
    let (serious, notes): (Vec<_>, Vec<_>) =
        found.into_iter().partition(|finding| finding.severity != Severity::Note);
    if !limits.is_empty() {
        findings::findings(&mut page, &limits)?;
        page.gap()?;
    }
    head::head(&mut page, report)?;
    section(&mut page, &serious)?;
    form::form(&mut page, &report.form)?;
    hosts::summary(&mut page, report)?;
    if let Some(signing) = &report.signing {
        signing::certificates(&mut page, signing)?;
    }
    section(&mut page, &notes)?;
    coverage(&mut page, report)
}

/// Findings behind an empty line, if there are any.
fn section<W: Write>(page: &mut Page<W>, found: &[&Finding]) -> io::Result<()> {
    if found.is_empty() {
        return Ok(());
    }
    page.gap()?;
    findings::findings(page, found)
}

fn coverage<W: Write>(page: &mut Page<W>, report: &Report) -> io::Result<()> {
    let coverage = &report.coverage;
    if coverage.unread.is_empty() && coverage.notes.is_empty() {
        return Ok(());
    }
    page.gap()?;
    page.heading(&Bilingual::new("未包含的内容", "Not in this report"))?;
    for unread in coverage.unread.iter().take(UNREAD_SHOWN) {
        let words = unread.reason.words();
        let bytes = unread.bytes.map(|bytes| format!(" ({bytes} B)")).unwrap_or_default();
        page.prose(2, &format!("{}{bytes}: {}", unread.entry, page.inline(&words)))?;
    }
    if let Some(more) = coverage.unread.len().checked_sub(UNREAD_SHOWN).filter(|&more| more > 0) {
        page.both(2, &Bilingual::new(format!("… 另有 {more} 处"), format!("… and {more} more")))?;
    }
    coverage.notes.iter().try_for_each(|note| page.both(2, note))
}
