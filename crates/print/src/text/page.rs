//! Where lines are laid out: wrapping, CJK widths, colour, escaping.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use beian_model::{Bilingual, Severity};
use unicode_width::UnicodeWidthStr;

use super::{Colour, Language, TextStyle};
use crate::escaped;

/// A page being printed.
pub(super) struct Page<W> {
    out: W,
    style: TextStyle,
}

impl<W: Write> Page<W> {
    pub(super) fn new(out: W, style: TextStyle) -> Self {
        Self { out, style }
    }

    /// The text in the languages asked for, on one line.
    pub(super) fn inline(&self, words: &Bilingual) -> String {
        match self.style.language {
            Language::Zh => words.zh.clone(),
            Language::En => words.en.clone(),
            Language::Both if words.zh == words.en => words.zh.clone(),
            Language::Both => format!("{}  {}", words.zh, words.en),
        }
    }

    /// An empty line.
    pub(super) fn gap(&mut self) -> io::Result<()> {
        self.out.write_all(b"\n")
    }

    /// The title of a section.
    pub(super) fn heading(&mut self, words: &Bilingual) -> io::Result<()> {
        let line = self.inline(words);
        self.styled(Style::new().bold(), &line)?;
        self.gap()
    }

    /// A value to copy: whole, alone on its lines, escaped but never wrapped.
    pub(super) fn value(&mut self, value: &str) -> io::Result<()> {
        value.lines().try_for_each(|line| writeln!(self.out, "{}", escaped(line)))
    }

    /// A line for a program as well as a person: escaped, never wrapped, nothing behind its last character.
    pub(super) fn line(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out, "{}", escaped(text.trim_end()))
    }

    /// A remark among lines for a program, in the languages asked for, each behind `# ` on every line.
    pub(super) fn remark(&mut self, words: &Bilingual) -> io::Result<()> {
        const MARK: &str = "# ";
        let both = self.style.language == Language::Both && words.zh != words.en;
        let texts = match self.style.language {
            Language::En => [Some(&words.en), None],
            Language::Zh | Language::Both => [Some(&words.zh), both.then_some(&words.en)],
        };
        for text in texts.into_iter().flatten() {
            let text = escaped(text);
            let options = textwrap::Options::new(self.style.columns)
                .initial_indent(MARK)
                .subsequent_indent(MARK)
                .break_words(false);
            for line in textwrap::wrap(&text, options) {
                self.styled(Style::new().dimmed(), line.trim_end())?;
                self.gap()?;
            }
        }
        Ok(())
    }

    /// The columns that there are.
    pub(super) fn columns(&self) -> usize {
        self.style.columns
    }

    /// Text on the left, text on the right edge; on two lines where they do not fit on one.
    pub(super) fn sides(&mut self, left: &str, right: &str) -> io::Result<()> {
        let (left, right) = (escaped(left), escaped(right));
        if right.is_empty() {
            return writeln!(self.out, "{left}");
        }
        let free = self.style.columns.checked_sub(left.width() + right.width()).filter(|&free| free >= 2);
        if let Some(free) = free {
            return writeln!(self.out, "{left}{}{right}", " ".repeat(free));
        }
        let indent = self.style.columns.saturating_sub(right.width());
        writeln!(self.out, "{left}\n{}{right}", " ".repeat(indent))
    }

    /// A short label and its value, in two columns.
    pub(super) fn row(&mut self, label: &str, value: &str) -> io::Result<()> {
        const LABEL_COLUMNS: usize = 14;
        let pad = LABEL_COLUMNS.saturating_sub(label.width()).max(1);
        self.hanging(&format!("  {label}{}", " ".repeat(pad)), value)
    }

    /// Wrapped text behind an indent.
    pub(super) fn prose(&mut self, indent: usize, text: &str) -> io::Result<()> {
        self.hanging(&" ".repeat(indent), text)
    }

    /// Wrapped text behind a first-line mark; further lines are indented to the mark's width.
    pub(super) fn hanging(&mut self, mark: &str, text: &str) -> io::Result<()> {
        let text = escaped(text);
        let rest = " ".repeat(mark.width());
        let options = textwrap::Options::new(self.style.columns)
            .initial_indent(mark)
            .subsequent_indent(&rest)
            .break_words(false);
        textwrap::wrap(&text, options).iter().try_for_each(|line| writeln!(self.out, "{}", line.trim_end()))
    }

    /// A text in the languages asked for, each on lines of its own.
    pub(super) fn both(&mut self, indent: usize, words: &Bilingual) -> io::Result<()> {
        self.both_hanging(&" ".repeat(indent), words)
    }

    /// The same, each language behind the mark.
    pub(super) fn both_hanging(&mut self, mark: &str, words: &Bilingual) -> io::Result<()> {
        if self.style.language != Language::En {
            self.hanging(mark, &words.zh)?;
        }
        if self.style.language != Language::Zh
            && (self.style.language == Language::En || words.zh != words.en)
        {
            self.hanging(mark, &words.en)?;
        }
        Ok(())
    }

    /// The mark of a finding's severity, then its title.
    pub(super) fn severity(&mut self, severity: Severity, title: &str) -> io::Result<()> {
        let colour = match severity {
            Severity::Error => AnsiColor::Red,
            Severity::Warning => AnsiColor::Yellow,
            Severity::Note => AnsiColor::Cyan,
        };
        let mark = self.inline(&severity.words());
        self.styled(Style::new().bold().fg_color(Some(colour.into())), &mark)?;
        writeln!(self.out, "  {}", escaped(title))
    }

    fn styled(&mut self, style: Style, text: &str) -> io::Result<()> {
        match self.style.colour {
            Colour::Never => write!(self.out, "{}", escaped(text)),
            Colour::Ansi => write!(self.out, "{style}{}{style:#}", escaped(text)),
        }
    }
}
