//! What stands around an address.

use super::Setting;
use super::chars::{around, back_while, char_at, char_before, contains, line_start, on_while};
use super::comments::Comments;

/// So far one looks back for what says how an address stands, in bytes.
const BACK: usize = 256;

/// The surroundings in one text. Asked from front to back, since comments are followed from its beginning.
#[derive(Debug)]
pub(super) struct Ground<'a> {
    text: &'a str,
    /// Where the text may be a file of code, in which comments stand.
    comments: Option<Comments<'a>>,
}

impl<'a> Ground<'a> {
    pub(super) fn new(text: &'a str, is_file: bool) -> Self {
        Self { text, comments: is_file.then(|| Comments::of(text)) }
    }

    /// What stands around what begins at `start` and ends at `end`.
    pub(super) fn setting(&mut self, start: usize, end: usize) -> Setting {
        if is_declared(self.text, start) {
            return Setting::Declaration;
        }
        if is_stamped(self.text, start) {
            return Setting::Stamp;
        }
        if let Some(comment) = self.comments.as_mut().and_then(|comments| comments.setting(start, end)) {
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
}

/// Whether a text speaks of rights: a licence, a copyright notice.
pub(super) fn is_licence(text: &str) -> bool {
    ["licen", "copyright", "\u{a9}", "(c) 20", "(c) 19", "spdx", "all rights reserved", "许可证", "版权"]
        .iter()
        .any(|word| contains(text, word))
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
