//! What stands around an address.

use memchr::{memchr, memchr2_iter, memrchr};

use super::Setting;
use super::chars::{around, back_while, byte, byte_before, char_at, char_before, is_quote, on_while};

/// So far one looks back for what says how an address stands, in bytes.
const BACK: usize = 256;
/// So far a comment is looked at for the words of a licence, in bytes.
const COMMENT: usize = 6000;

/// The surroundings in one text. Asked from front to back, since comments are followed from its beginning.
#[derive(Debug)]
pub(super) struct Ground<'a> {
    text: &'a str,
    comments: Comments,
    /// The comments that were looked at last: one between marks, and one of whole lines.
    block: Option<LookedAt>,
    lines: Option<LookedAt>,
    /// Whether the text may be a file of code, in which comments stand.
    is_file: bool,
}

impl<'a> Ground<'a> {
    pub(super) fn new(text: &'a str, is_file: bool) -> Self {
        Self { text, comments: Comments::default(), block: None, lines: None, is_file }
    }

    /// What stands around what begins at `start` and ends at `end`.
    pub(super) fn setting(&mut self, start: usize, end: usize) -> Setting {
        if is_declared(self.text, start) {
            return Setting::Declaration;
        }
        if is_stamped(self.text, start) {
            return Setting::Stamp;
        }
        if self.is_file
            && let Some(comment) = self.comment(start, end)
        {
            return comment;
        }
        if stands_alone(self.text, start, end) {
            return Setting::Whole;
        }
        if is_prose(self.text, start, end) {
            let end = end.min(start.saturating_add(BACK.saturating_mul(4)));
            let near = around(self.text, start.saturating_sub(BACK), end.saturating_add(BACK));
            return if is_licence(near) { Setting::Licence } else { Setting::Prose };
        }
        Setting::Code
    }

    /// What the comment is in which `start` stands. Comments may hold addresses without end, so that each is looked at once.
    fn comment(&mut self, start: usize, end: usize) -> Option<Setting> {
        if let Some(open) = self.comments.open_at(self.text, start) {
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
struct Comments {
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

impl Comments {
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

/// Where the line begins in which `at` stands, or as far as is looked back.
fn line_start(text: &str, at: usize) -> usize {
    let mut from = at.saturating_sub(BACK.saturating_mul(2));
    while from > 0 && !text.is_char_boundary(from) {
        from = from.saturating_sub(1);
    }
    let before = text.as_bytes().get(from..at).unwrap_or(&[]);
    memrchr(b'\n', before).map_or(from, |feed| from.saturating_add(feed).saturating_add(1))
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

/// Whether a text speaks of rights: a licence, a copyright notice.
pub(super) fn is_licence(text: &str) -> bool {
    ["licen", "copyright", "\u{a9}", "(c) 20", "(c) 19", "spdx", "all rights reserved", "许可证", "版权"]
        .iter()
        .any(|word| contains(text, word))
}

/// Whether `text` holds `word`, which is lower-case, in whatever case.
pub(super) fn contains(text: &str, word: &str) -> bool {
    let (Some(&first), bytes) = (word.as_bytes().first(), text.as_bytes()) else { return false };
    memchr2_iter(first, first.to_ascii_uppercase(), bytes).any(|at| {
        let end = at.saturating_add(word.len());
        bytes.get(at..end).is_some_and(|found| found.eq_ignore_ascii_case(word.as_bytes()))
    })
}

/// Whether an address is the value of what declares a namespace, or stands in a document type declaration.
fn is_declared(text: &str, start: usize) -> bool {
    let before = around(text, start.saturating_sub(BACK), start);
    let doctype = before.rfind('<').and_then(|open| before.get(open..));
    if doctype.is_some_and(|tag| contains(tag, "<!doctype") || tag.starts_with("<!ENTITY")) {
        return true;
    }
    let Some(name) = attribute(before) else { return false };
    name == "xmlns" || name.starts_with("xmlns:") || NAMING.contains(&name)
}

/// Attributes whose values are URIs of namespaces and schemas (XML Schema Part 1, sections 2.6.3 and 3.15; JSON Schema).
const NAMING: &[&str] =
    &["targetNamespace", "schemaLocation", "noNamespaceSchemaLocation", "xsi:schemaLocation", "$schema"];

/// The name of the attribute or key whose quoted value begins where `before` ends.
fn attribute(before: &str) -> Option<&str> {
    let before = before.strip_suffix(['"', '\'', '`'])?;
    let before = before.strip_suffix('\\').unwrap_or(before).trim_end();
    let before = before.strip_suffix(['=', ':'])?.trim_end();
    let before = before.strip_suffix(['"', '\'']).unwrap_or(before);
    let start = back_while(before, before.len(), 64, |byte| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b':' | b'$')
    });
    before.get(start..).filter(|name| !name.is_empty())
}

/// Whether an address is that of the repository which a compiler's version is from (`clang version 9.0 (https://…`).
fn is_stamped(text: &str, start: usize) -> bool {
    let before = around(text, start.saturating_sub(80), start);
    before.ends_with('(')
        && ["clang", "llvm", "lld", "gcc", "rustc"].iter().any(|tool| contains(before, tool))
        && before.bytes().any(|byte| byte.is_ascii_digit())
}

/// Whether nothing but quotes, or the ends of the text, or the tags of an element stand around.
fn stands_alone(text: &str, start: usize, end: usize) -> bool {
    let before = char_before(text, start);
    let after = char_at(text, end);
    match (before, after) {
        (Some(open), Some(close)) if open == close && matches!(open, '"' | '\'' | '`') => true,
        // Nothing at all, or a literal whose quotes are escaped once more.
        (None, None) | (Some('"' | '\''), Some('\\')) => true,
        (Some('>'), Some('<')) => !is_running_text(text, start),
        _ => {
            let head = text.get(..start).unwrap_or("");
            let tail = text.get(end..).unwrap_or("");
            head.len() < BACK && tail.len() < BACK && head.trim().is_empty() && tail.trim().is_empty()
        }
    }
}

/// Whether the tag that ends at `start` is one of running text in HTML.
fn is_running_text(text: &str, start: usize) -> bool {
    let before = around(text, start.saturating_sub(BACK), start);
    let tag = before.rfind('<').and_then(|open| before.get(open.saturating_add(1)..)).unwrap_or("");
    let name = tag.split(|c: char| !c.is_ascii_alphanumeric()).find(|word| !word.is_empty()).unwrap_or("");
    RUNNING.iter().any(|running| running.eq_ignore_ascii_case(name))
}

/// Elements of flow and phrasing content in which people read (HTML Living Standard, section 3.2.5.2).
const RUNNING: &[&str] = &[
    "a",
    "b",
    "i",
    "u",
    "p",
    "li",
    "td",
    "th",
    "dd",
    "dt",
    "div",
    "span",
    "strong",
    "em",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "pre",
    "code",
    "body",
    "br",
    "font",
    "small",
    "blockquote",
    "tt",
];

/// Words of commands whose argument is an address.
const COMMANDS: &[&str] = &[
    "curl", "wget", "ping", "get", "post", "put", "delete", "head", "open", "clone", "connect", "const",
    "return", "case",
];

/// Whether an address stands in a sentence: words before it that no code puts there, or words behind it.
fn is_prose(text: &str, start: usize, end: usize) -> bool {
    let line = line_start(text, start);
    let before = text.get(line..start).unwrap_or("");
    let opened = before.trim_end_matches(['(', '<', '[', '（', '《', '“', '‘', '「', '【']);
    let blank = opened.trim_end();
    let has_wide_bracket = before.chars().next_back().is_some_and(is_wide);
    let is_parted = blank.len() < opened.len() || has_wide_bracket;
    match blank.chars().next_back() {
        None if line == 0 || is_parted || before.is_empty() => is_followed_by_words(text, end),
        Some(last) if is_wide(last) => true,
        Some('>') => is_running_text(text, start),
        Some(_) if !is_parted => false,
        Some(':') => !is_key(blank),
        Some(last)
            if last.is_alphabetic()
                || last.is_ascii_digit()
                || matches!(last, ',' | '.' | ';' | '-' | '!' | '?') =>
        {
            let word = blank.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
            !COMMANDS.iter().any(|command| command.eq_ignore_ascii_case(word))
        }
        None | Some(_) => false,
    }
}

/// Letters and punctuation of scripts that put no blanks between words.
fn is_wide(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{303f}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{ff00}'..='\u{ffef}')
}

/// Whether a line's beginning is a key and its colon, as in YAML and properties.
fn is_key(blank: &str) -> bool {
    let head = blank
        .trim_end_matches(':')
        .trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '"' | '{' | ','));
    let head = head.rsplit([',', '{']).next().unwrap_or(head).trim();
    !head.is_empty() && !head.contains(' ') && head.is_ascii()
}

/// Whether two words or more follow in the same line.
fn is_followed_by_words(text: &str, end: usize) -> bool {
    let stop = on_while(text, end, 160, |byte| byte != b'\n');
    let rest = around(text, end, stop);
    if char_at(text, end).is_some_and(is_wide) {
        return true;
    }
    let parted = rest.starts_with([' ', ')', ',', '.']);
    let word = |word: &&str| {
        word.chars().count() > 1 && word.chars().all(|c| c.is_alphabetic() || matches!(c, ',' | '.' | '\''))
    };
    parted && rest.split_whitespace().filter(word).count() >= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The setting of the address between `[[` and `]]`, which are taken out.
    fn setting(marked: &str) -> Setting {
        let start = marked.find("[[").unwrap();
        let end = marked.find("]]").unwrap() - 2;
        let text = marked.replace("[[", "").replace("]]", "");
        Ground::new(&text, true).setting(start, end)
    }

    #[test]
    fn an_address_alone_is_whole() {
        for text in
            ["[[http://a.cn]]", "x=\"[[http://a.cn]]\";", " [[http://a.cn]]\n", "<url>[[http://a.cn]]</url>"]
        {
            assert_eq!(setting(text), Setting::Whole, "{text}");
        }
    }

    #[test]
    fn sentences_are_told_from_code() {
        let prose = [
            "See [[http://a.cn]] for more information.",
            "Read more at [[http://a.cn]]",
            "请访问[[http://a.cn]]了解详情",
            "(Please submit full bug report at [[http://a.cn]]):",
            "x=\"Learn more about it: [[http://a.cn]]\"",
            "[[http://a.cn]] is where it stands",
            "<p>[[http://a.cn]]</p>",
        ];
        for text in prose {
            assert_eq!(setting(text), Setting::Prose, "{text}");
        }
        let code = [
            "url=[[http://a.cn]]&x=1",
            "homepage: [[http://a.cn]] # here",
            "curl [[http://a.cn]] -o x",
            "f([[http://a.cn]])",
            "\"a\"+\"[[http://a.cn]]",
        ];
        for text in code {
            assert_eq!(setting(text), Setting::Code, "{text}");
        }
    }

    #[test]
    fn comments_of_every_language_are_known() {
        let comments = [
            "/* see [[http://a.cn]] */ x",
            "x = 1; // see [[http://a.cn]]\ny",
            "<!-- see [[http://a.cn]] -->",
            "# see [[http://a.cn]]\nkey: value",
            "key: \"value\" #見[[http://a.cn]]\n",
            "  -- see [[http://a.cn]]",
            "#see [[http://a.cn]]",
            "#[[http://a.cn]]",
            "/*! a */ b /* c\n * [[http://a.cn]]\n */",
        ];
        for text in comments {
            assert_eq!(setting(text), Setting::Comment, "{text}");
        }
        for text in [
            "accept=\"*/*\";u=\"[[http://a.cn]]\"",
            "t='image/*',u='[[http://a.cn]]'",
            "/* a */ u=\"[[http://a.cn]]\"",
            "#define U \"[[http://a.cn]]\"",
            "#a{background:url('[[http://a.cn]]')}",
            "--registry \"[[http://a.cn]]\"",
        ] {
            assert_eq!(setting(text), Setting::Whole, "{text}");
        }
    }

    #[test]
    fn a_comment_that_holds_a_licence_is_one_as_a_whole() {
        let licences = [
            "/*! Bootstrap ([[http://a.cn]])\n * Copyright 2011 X\n */",
            "# Some code\n# [[http://a.cn]]\n# Licensed under MIT\nx",
            "Licensed under the Apache License; see [[http://a.cn]] for more",
        ];
        for text in licences {
            assert_eq!(setting(text), Setting::Licence, "{text}");
        }
    }

    #[test]
    fn what_a_comment_is_holds_for_all_its_addresses_and_no_others() {
        let addresses = "http://a.cn ".repeat(2000);
        let text =
            format!("/* Licensed {addresses}*/ x(http://b.cn)\n# {addresses}\n# http://c.cn\ny(http://d.cn)");
        let mut ground = Ground::new(&text, true);
        let settings: Vec<_> =
            text.match_indices("http").map(|(at, _)| ground.setting(at, at + "http://a.cn".len())).collect();
        assert_eq!(settings[..2000], [Setting::Licence; 2000]);
        assert_eq!((settings[2000], settings[2001]), (Setting::Code, Setting::Comment));
        assert_eq!(settings[4001..], [Setting::Comment, Setting::Code]);
    }

    #[test]
    fn declarations_and_stamps_are_known() {
        let declared = [
            "<a xmlns=\"[[http://a.cn]]\"",
            "<a xmlns:b='[[http://a.cn]]'",
            "<!DOCTYPE a PUBLIC \"x\" \"[[http://a.cn]]\">",
            "\"$schema\": \"[[http://a.cn]]\"",
            "'<a xmlns=\\\"[[http://a.cn]]\\\"'",
        ];
        for text in declared {
            assert_eq!(setting(text), Setting::Declaration, "{text}");
        }
        assert_eq!(setting("Android clang version 9.0.8 ([[https://a.cn]] 20"), Setting::Stamp);
    }
}
