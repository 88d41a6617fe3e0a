//! Languages by the names of their folders.

/// The end of a language's folder.
const FOLDER: &str = ".lproj";

/// What is for no language: storyboards that are localised by strings alone.
const BASE: &str = "Base";

/// Names of languages that folders had before tags were used, those that Apple's own tools made and Chinese ones
/// (`CFLocaleIdentifier.c`, `oldAppleLocaleToCanonical`).
const NAMES: [(&str, &str); 16] = [
    ("Chinese", "zh"),
    ("Chinese, Simplified", "zh-Hans"),
    ("Chinese, Traditional", "zh-Hant"),
    ("Simplified Chinese", "zh-Hans"),
    ("Traditional Chinese", "zh-Hant"),
    ("Danish", "da"),
    ("Dutch", "nl"),
    ("English", "en"),
    ("Finnish", "fi"),
    ("French", "fr"),
    ("German", "de"),
    ("Italian", "it"),
    ("Japanese", "ja"),
    ("Korean", "ko"),
    ("Norwegian", "nb"),
    ("Spanish", "es"),
];

/// The BCP-47 tag of a language's folder (`zh_CN.lproj`); `None` for other folders, and for the one that is for no language.
pub fn language(folder: &str) -> Option<String> {
    let name = folder.strip_suffix(FOLDER).filter(|name| !name.is_empty() && *name != BASE)?;
    let known = NAMES.iter().find(|(known, _)| *known == name);
    Some(known.map_or_else(|| name.replace('_', "-"), |(_, tag)| (*tag).to_owned()))
}
