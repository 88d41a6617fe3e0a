//! Findings: what is wrong, likely wrong, or worth knowing, in both languages.

mod phrases;
mod table;

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::Serialize;

pub use phrases::Phrase;
pub use table::FindingId;

use crate::Bilingual;

/// How bad a finding is. The order is that of printing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// The filing will be rejected, or the package is not what was meant.
    Error,
    /// Likely a problem, or something is known to be incomplete.
    Warning,
    /// Worth knowing.
    Note,
}

impl Severity {
    /// What it is called.
    pub fn words(self) -> Bilingual {
        match self {
            Self::Error => Bilingual::new("错误", "Error"),
            Self::Warning => Bilingual::new("提示", "Warning"),
            Self::Note => Bilingual::new("说明", "Note"),
        }
    }
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Finding {
    /// Stable id, `area.name`.
    pub id: FindingId,
    /// How bad it is.
    pub severity: Severity,
    /// What it is, in a few words.
    pub title: Bilingual,
    /// What was seen.
    pub detail: Bilingual,
    /// Where it was seen; of very many places the first.
    pub evidence: Vec<Place>,
    /// At how many places it was seen.
    pub evidence_total: u64,
    /// What to do.
    pub help: Bilingual,
}

/// A place in the package.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Place {
    /// The entry, through nesting; null for the file itself.
    pub entry: Option<String>,
    /// Byte offset in that entry, or in the file.
    pub offset: Option<u64>,
    /// What stands there.
    pub text: Option<String>,
}

impl Place {
    /// A whole entry.
    pub fn entry(name: impl Into<String>) -> Self {
        Self { entry: Some(name.into()), ..Self::default() }
    }

    /// An offset in the file itself.
    pub fn file(offset: u64) -> Self {
        Self { offset: Some(offset), ..Self::default() }
    }

    /// The same place, at an offset.
    #[must_use]
    pub fn at(mut self, offset: u64) -> Self {
        self.offset = Some(offset);
        self
    }

    /// The same place, with the text that stands there.
    #[must_use]
    pub fn with_text(mut self, text: impl Into<String>) -> Self {
        self.text = Some(text.into());
        self
    }
}

/// What fills a hole in a finding's detail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Word {
    /// The same in both languages: names, numbers, technical terms.
    Same(String),
    /// Worded in each.
    Both(Bilingual),
}

impl Word {
    fn in_language(&self, language: Language) -> &str {
        match (self, language) {
            (Self::Same(text), _) => text,
            (Self::Both(words), Language::Zh) => &words.zh,
            (Self::Both(words), Language::En) => &words.en,
        }
    }
}

impl From<&str> for Word {
    fn from(text: &str) -> Self {
        Self::Same(text.into())
    }
}

impl From<String> for Word {
    fn from(text: String) -> Self {
        Self::Same(text)
    }
}

impl From<Bilingual> for Word {
    fn from(words: Bilingual) -> Self {
        Self::Both(words)
    }
}

/// The words of one kind of finding. Holes in the details are written `{name}`.
#[derive(Clone, Copy, Debug)]
pub struct FindingWords {
    /// The id.
    pub id: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// Title, Chinese and English.
    pub title: [&'static str; 2],
    /// Detail with holes, Chinese and English.
    pub detail: [&'static str; 2],
    /// What to do, Chinese and English.
    pub help: [&'static str; 2],
}

#[derive(Clone, Copy)]
enum Language {
    Zh,
    En,
}

impl Finding {
    /// A finding of this kind, its detail's holes filled by name.
    ///
    /// A hole without a value stays as it is written; in builds with debug assertions that is a panic.
    pub fn new(id: FindingId, holes: &[(&str, Word)]) -> Self {
        let words = id.words();
        let [title_zh, title_en] = words.title;
        let [detail_zh, detail_en] = words.detail;
        let [help_zh, help_en] = words.help;
        Self {
            id,
            severity: words.severity,
            title: Bilingual::new(title_zh, title_en),
            detail: Bilingual::new(
                filled(detail_zh, holes, Language::Zh),
                filled(detail_en, holes, Language::En),
            ),
            evidence: Vec::new(),
            evidence_total: 0,
            help: Bilingual::new(help_zh, help_en),
        }
    }

    /// The same finding, seen at one more place; of more than fifty only the number is kept.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.see(place);
        self
    }

    /// Notes one more place, once; of more than fifty only the number is kept.
    pub fn see(&mut self, place: Place) {
        const PLACES_KEPT: usize = 50;
        if self.evidence.contains(&place) {
            return;
        }
        self.evidence_total = self.evidence_total.saturating_add(1);
        if self.evidence.len() < PLACES_KEPT {
            self.evidence.push(place);
        }
    }
}

/// The template with its holes filled. Values are put in as they are and never looked into for holes.
fn filled(template: &str, holes: &[(&str, Word)], language: Language) -> String {
    let mut out = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, name, after)) = next_hole(rest) {
        out.push_str(before);
        let value = holes.iter().find(|(hole, _)| *hole == name);
        debug_assert!(value.is_some(), "nothing fills {{{name}}} in {template:?}");
        match value {
            Some((_, word)) => out.push_str(word.in_language(language)),
            None => {
                let _ = write!(out, "{{{name}}}");
            }
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

fn next_hole(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once('{')?;
    let (name, after) = rest.split_once('}')?;
    Some((before, name, after))
}

/// The page that lists every finding, Markdown: `docs/findings.md`.
pub fn findings_markdown() -> String {
    let mut page = String::from(
        "# Findings\n\nEvery finding that `beian` can report. Generated from the table in `crates/model/src/findings/table.rs` by `cargo xtask docs`; \
         do not edit by hand.\n\n`error`: the filing will be rejected, or the package is not what was meant. `warning`: likely a problem, or something is \
         known to be incomplete. `note`: worth knowing. Holes in braces are filled with what was seen.\n",
    );
    for id in FindingId::ALL {
        let words = id.words();
        let severity = match words.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        };
        let ([title_zh, title_en], [detail_zh, detail_en], [help_zh, help_en]) =
            (words.title, words.detail, words.help);
        let _ = write!(
            page,
            "\n## `{}`\n\n{severity} · {title_zh} · {title_en}\n\n- {detail_zh}\n- {detail_en}\n- → {help_zh}\n- → {help_en}\n",
            words.id
        );
    }
    page
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn holes(template: &str) -> BTreeSet<&str> {
        let mut found = BTreeSet::new();
        let mut rest = template;
        while let Some((_, name, after)) = next_hole(rest) {
            found.insert(name);
            rest = after;
        }
        found
    }

    #[test]
    fn ids_are_area_and_name_in_kebab_case_and_unique() {
        let mut seen = BTreeSet::new();
        for id in FindingId::ALL {
            let text = id.as_str();
            let (area, name) = text.split_once('.').expect("an area and a name");
            for part in [area, name] {
                let kebab = part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
                assert!(kebab && !part.is_empty() && !part.starts_with('-'), "{text}");
            }
            assert!(seen.insert(text), "{text} twice");
            assert_eq!(serde_json::to_value(id).unwrap(), text);
        }
    }

    #[test]
    fn every_finding_says_the_same_in_both_languages_and_what_to_do() {
        for id in FindingId::ALL {
            let words = id.words();
            assert_eq!(holes(words.detail[0]), holes(words.detail[1]), "{}", words.id);
            for text in [words.title, words.detail, words.help].concat() {
                assert!(!text.trim().is_empty(), "{}", words.id);
            }
            let chinese = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
            for [zh, en] in [words.title, words.detail, words.help] {
                assert!(chinese(zh), "{}: {zh}", words.id);
                assert!(!chinese(&en.replace("安卓", "")), "{}: {en}", words.id);
            }
        }
    }

    #[test]
    fn values_are_not_searched_for_holes() {
        let holes = [("a", Word::from("{b}")), ("b", Word::from("x"))];
        assert_eq!(filled("<{a}> <{b}>", &holes, Language::En), "<{b}> <x>");
    }

    #[test]
    fn each_language_gets_its_own_word() {
        let holes = [("what", Bilingual::new("包名", "package name").into())];
        assert_eq!(filled("{what}!", &holes, Language::Zh), "包名!");
        assert_eq!(filled("{what}!", &holes, Language::En), "package name!");
    }
}
