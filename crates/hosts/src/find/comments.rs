//! Comments, in the source of every language that packages hold.

use memchr::{memchr, memchr2_iter};

use super::Setting;
use super::chars::{around, byte, byte_before, char_at, is_quote, line_start};
use super::setting::is_licence;

/// So far a comment is looked at for the words of a licence, in bytes.
const COMMENT: usize = 6000;

/// The comments of one text. Asked from front to back, since they are followed from its beginning.
#[derive(Debug)]
pub(super) struct Comments<'a> {
    text: &'a str,
    marks: Marks,
    /// The comments that were looked at last: one between marks, and one of whole lines.
    block: Option<LookedAt>,
    lines: Option<LookedAt>,
}

impl<'a> Comments<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        Self { text, marks: Marks::default(), block: None, lines: None }
    }

    /// What the comment is in which `start` stands. Comments may hold addresses without end, so that each is looked at once.
    pub(super) fn setting(&mut self, start: usize, end: usize) -> Option<Setting> {
        if let Some(open) = self.marks.open_at(self.text, start) {
            let known = self.block.filter(|known| known.start == open);
            let known = known.unwrap_or_else(|| self.looked_at(open, self.close(open, end)));
            self.block = Some(known);
            return Some(known.setting);
        }
        if let Some(known) = self.lines.filter(|known| known.start <= start && start < known.end) {
            return Some(known.setting);
        }
        let lines = line_comment(self.text, start)?;
        let found = self.looked_at(lines.start, lines.end);
        if lines.are_whole {
            self.lines = Some(found);
        }
        Some(found.setting)
    }

    /// Where the comment ends that opens at `open` and holds what ends at `end`, or as far as is looked.
    fn close(&self, open: usize, end: usize) -> usize {
        let far = open.saturating_add(COMMENT);
        let rest = around(self.text, end, far.max(end));
        let close = ["*/", "-->"].iter().filter_map(|mark| rest.find(mark)).min();
        close.map_or(far, |at| end.saturating_add(at))
    }

    fn looked_at(&self, start: usize, end: usize) -> LookedAt {
        let is_licence = is_licence(around(self.text, start, end));
        LookedAt { start, end, setting: if is_licence { Setting::Licence } else { Setting::Comment } }
    }
}

/// A comment, or as much of it as is looked at.
#[derive(Clone, Copy, Debug)]
struct LookedAt {
    start: usize,
    end: usize,
    setting: Setting,
}

/// Comments between marks, followed from front to back.
#[derive(Debug, Default)]
struct Marks {
    /// So far the text was followed.
    at: usize,
    /// Where the comment begins that is open there.
    open: Option<(usize, Kind)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// `/* … */`
    Block,
    /// `<!-- … -->`
    Markup,
}

impl Marks {
    /// Where the comment begins in which `at` stands.
    fn open_at(&mut self, text: &str, at: usize) -> Option<usize> {
        if at < self.at {
            *self = Self::default();
        }
        let from = self.at;
        let passed = text.as_bytes().get(from..at).unwrap_or(&[]);
        // Both pairs of marks hold one of these.
        for found in memchr2_iter(b'*', b'-', passed) {
            let found = from.saturating_add(found);
            match self.open {
                Some((_, Kind::Block)) if is(text, found, "*/") => self.open = None,
                Some((_, Kind::Markup)) if is(text, found, "-->") => self.open = None,
                None if opens_block(text, found) => self.open = Some((found, Kind::Block)),
                None if found >= 2 && is(text, found.saturating_sub(2), "<!--") => {
                    self.open = Some((found, Kind::Markup));
                }
                _ => {}
            }
        }
        self.at = at;
        self.open.map(|(open, _)| open)
    }
}

/// Whether the `*` at `at` opens a comment: `image/*` and `"*/*"` do not.
fn opens_block(text: &str, at: usize) -> bool {
    let Some(slash) = at.checked_sub(1).filter(|&slash| byte(text, slash) == Some(b'/')) else {
        return false;
    };
    let before = byte_before(text, slash);
    let free = before.is_none_or(|byte| {
        !byte.is_ascii_alphanumeric() && !is_quote(byte) && !matches!(byte, b'*' | b'/' | b'.' | b'_' | b'+')
    });
    let after = byte(text, at.saturating_add(1));
    free && !after.is_some_and(|byte| is_quote(byte) || matches!(byte, b'/' | b',' | b')' | b';'))
}

fn is(text: &str, at: usize, what: &str) -> bool {
    text.as_bytes().get(at..).is_some_and(|rest| rest.starts_with(what.as_bytes()))
}

/// Comments up to the ends of their lines.
#[derive(Clone, Copy, Debug)]
struct Lines {
    start: usize,
    end: usize,
    /// Nothing but comments stands in these lines.
    are_whole: bool,
}

/// The comment up to the end of its line in which `start` stands, with the lines of comment around it.
fn line_comment(text: &str, start: usize) -> Option<Lines> {
    let line = line_start(text, start);
    let before = text.get(line..start)?;
    let marker = line_marker(before)?;
    if !before.trim_start().starts_with(marker) {
        return Some(Lines { start: line, end: start, are_whole: false });
    }
    let is_comment = |line: &str| line.trim_start().starts_with(marker);
    let mut first = line;
    while start.saturating_sub(first) < COMMENT && first > 0 {
        let above = line_start(text, first.saturating_sub(1));
        if !text.get(above..first).is_some_and(is_comment) {
            break;
        }
        first = above;
    }
    let far = start.saturating_add(COMMENT).min(text.len());
    let mut last = start;
    while last < far {
        let Some(feed) = text.as_bytes().get(last..far).and_then(|rest| memchr(b'\n', rest)) else {
            last = far;
            break;
        };
        last = last.saturating_add(feed).saturating_add(1);
        if !is_comment(around(text, last, last.saturating_add(80))) {
            break;
        }
    }
    Some(Lines { start: first, end: last, are_whole: true })
}

/// What begins the comment that a line's beginning holds. `//` counts outside of quotes, and not as part of an address.
fn line_marker(line: &str) -> Option<&'static str> {
    let trimmed = line.trim_start();
    if let Some(behind) = trimmed.strip_prefix('#')
        && is_comment_behind_hash(behind)
    {
        return Some("#");
    }
    // `--registry https://` is an option (SQL asks for the blank: MySQL manual, "Comment Syntax").
    if trimmed.strip_prefix("--").is_some_and(|behind| behind.starts_with([' ', '\t', '-', '['])) {
        return Some("--");
    }
    // The inner lines of a comment whose beginning is not seen.
    if trimmed.starts_with("* ") {
        return Some("* ");
    }
    let before = |at: usize| line.get(..at).and_then(|head| head.chars().next_back());
    let mut quotes = Quotes::of(line);
    let slashes = line.match_indices("//").any(|(at, _)| {
        before(at).is_none_or(|c| c.is_whitespace() || matches!(c, ';' | '{' | '}' | ','))
            && quotes.are_closed_at(at)
    });
    let mut quotes = Quotes::of(line);
    // In YAML and shells; `issue #12` and `#fff` are none.
    let hash = line.match_indices(" #").any(|(at, _)| {
        let after = char_at(line, at.saturating_add(2));
        after.is_some_and(|c| c == ' ' || !c.is_ascii()) && quotes.are_closed_at(at)
    });
    if slashes { Some("//") } else { hash.then_some("#") }
}

/// Whether a `#` that begins a line and has this behind it begins a comment: not that of an interpreter's line, of the C
/// preprocessor, or of a selector in CSS.
fn is_comment_behind_hash(behind: &str) -> bool {
    let word = behind.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or("");
    !behind.starts_with('!') && !DIRECTIVES.contains(&word) && (word.is_empty() || !behind.contains('{'))
}

/// Directives of the C preprocessor (C17, section 6.10), of Objective-C and GLSL.
const DIRECTIVES: &[&str] = &[
    "define",
    "undef",
    "include",
    "import",
    "if",
    "ifdef",
    "ifndef",
    "elif",
    "else",
    "endif",
    "line",
    "error",
    "pragma",
    "version",
    "extension",
];

/// The quotes of a line, counted from front to back.
struct Quotes<'a> {
    line: &'a str,
    at: usize,
    is_open: [bool; 2],
}

impl<'a> Quotes<'a> {
    fn of(line: &'a str) -> Self {
        Self { line, at: 0, is_open: [false; 2] }
    }

    /// Whether all quotes before `at` have their partner; asked from front to back.
    fn are_closed_at(&mut self, at: usize) -> bool {
        let [double, single] = &mut self.is_open;
        for byte in self.line.as_bytes().get(self.at..at).unwrap_or(&[]) {
            match byte {
                b'"' => *double = !*double,
                b'\'' => *single = !*single,
                _ => {}
            }
        }
        self.at = at;
        !*double && !*single
    }
}
