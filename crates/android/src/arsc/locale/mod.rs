//! Locales of configurations: tags, likely scripts, and which region is nearer. `LocaleData.cpp` and `ResTable_config` in androidfw.

mod tables;

use std::cmp::Ordering;
use std::fmt;

use tables::{LIKELY, LIKELY_BY_REGION, PARENTS, REPRESENTATIVE, SCRIPTS};

/// A language or region as a configuration stores it: two letters, or three packed into 15 bits with the highest bit set, or zeros.
pub type Packed = [u8; 2];

/// The languages that the platform takes for one: `tl` and `fil`.
const TAGALOG: Packed = *b"tl";
const FILIPINO: Packed = [0xad, 0x05];

/// The locale of a configuration. All zeros is the default: no locale at all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Locale {
    /// The language.
    pub language: Packed,
    /// The script as stated, zeros where none is.
    pub script: [u8; 4],
    /// The region.
    pub region: Packed,
    /// The variant, padded with zeros.
    pub variant: [u8; 8],
    /// The numbering system (`-u-nu-…`), padded with zeros.
    pub numbering: [u8; 8],
}

impl Locale {
    /// Whether there is no language: the default configuration, or a bare region, which no device asks for.
    pub fn is_default(&self) -> bool {
        self.language[0] == 0
    }

    /// The locale's BCP 47 tag, empty for the default.
    ///
    /// As the platform's own way to a tag does it: `ResTable_config::getBcp47Locale` with equivalent languages merged (`tl` becomes `fil`),
    /// as `AssetManager.getLocales` asks for it, then the withdrawn codes `iw`, `in`, `ji` become `he`, `id`, `yi`
    /// as in Java's `Locale.toLanguageTag`.
    pub fn tag(&self) -> String {
        if self.is_default() {
            return String::new();
        }
        let mut tag = match &self.language {
            b"iw" => "he".to_owned(),
            b"in" => "id".to_owned(),
            b"ji" => "yi".to_owned(),
            &TAGALOG => "fil".to_owned(),
            language => unpack(*language, b'a'),
        };
        for part in [text(&self.script), unpack(self.region, b'0'), text(&self.variant)] {
            if !part.is_empty() {
                tag.push('-');
                tag.push_str(&part);
            }
        }
        if self.numbering[0] != 0 {
            tag.push_str("-u-nu-");
            tag.push_str(&text(&self.numbering));
        }
        tag
    }

    /// The script that the language is likely written in there, if it is known. `localeDataComputeScript`.
    pub(super) fn likely_script(&self) -> Option<[u8; 4]> {
        if self.is_default() {
            return None;
        }
        let language = u16::from_be_bytes(self.language);
        let by_region = pack(self.language, self.region);
        let number = lookup(LIKELY_BY_REGION, by_region).or_else(|| lookup(LIKELY, language))?;
        SCRIPTS.get(usize::from(number)).map(|script| **script)
    }
}

impl fmt::Display for Locale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.tag())
    }
}

fn lookup<K: Ord + Copy>(table: &[(K, u8)], key: K) -> Option<u8> {
    let at = table.binary_search_by_key(&key, |row| row.0).ok()?;
    table.get(at).map(|row| row.1)
}

/// ASCII up to the first zero. Anything else would be no tag; it is shown as `?`, so that two locales do not look alike by chance only.
fn text(bytes: &[u8]) -> String {
    bytes
        .iter()
        .take_while(|b| **b != 0)
        .map(|b| if b.is_ascii_alphanumeric() { char::from(*b) } else { '?' })
        .collect()
}

/// `unpackLanguageOrRegion`: three letters, counted from `base`, in five bits each.
fn unpack(packed: Packed, base: u8) -> String {
    let [high, low] = packed;
    if high & 0x80 == 0 {
        return text(&packed);
    }
    let first = low & 0x1f;
    let second = ((low & 0xe0) >> 5) | ((high & 0x03) << 3);
    let third = (high & 0x7c) >> 2;
    text(&[first, second, third].map(|letter| letter.wrapping_add(base)))
}

/// Language and region as one number. `packLocale`.
fn pack(language: Packed, region: Packed) -> u32 {
    u32::from_be_bytes([language[0], language[1], region[0], region[1]])
}

/// Whether two languages are the same to the platform. `langsAreEquivalent`.
pub(super) fn equivalent(one: Packed, other: Packed) -> bool {
    one == other || (one == TAGALOG && other == FILIPINO) || (one == FILIPINO && other == TAGALOG)
}

/// Whether English of a region inherits from American English rather than from international English. `localeDataIsCloseToUsEnglish`.
pub(super) fn close_to_us_english(region: Packed) -> bool {
    let english = pack(*b"en", [0, 0]);
    let international = pack(*b"en", [0x84, 0x00]);
    let (_, seen) = ancestors(pack(*b"en", region), *b"Latn", &[english, international]);
    seen == Some(0)
}

/// Which of two regions is nearer to the one that is asked for; `Greater` is the left one. `localeDataCompareRegions`.
pub(super) fn compare_regions(left: Packed, right: Packed, requested: &Locale, script: [u8; 4]) -> Ordering {
    if left == right {
        return Ordering::Equal;
    }
    let language = requested.language;
    let (left, right) = latin_american(pack(language, left), pack(language, right));
    let (line, seen) = ancestors(pack(language, requested.region), script, &[left, right]);
    match seen {
        Some(0) => return Ordering::Greater,
        Some(_) => return Ordering::Less,
        None => {}
    }
    let nearer = distance(right, script, &line).cmp(&distance(left, script, &line));
    let stands_for = || is_representative(left, script).cmp(&is_representative(right, script));
    // Where nothing tells them apart, the platform takes the lower code.
    nearer.then_with(stands_for).then_with(|| right.cmp(&left))
}

/// es-US and es-MX stand for es-419 where only one of the two is one of them.
fn latin_american(left: u32, right: u32) -> (u32, u32) {
    let whole = pack(*b"es", [0xa4, 0x24]);
    let special = |locale| locale == pack(*b"es", *b"US") || locale == pack(*b"es", *b"MX");
    if special(left) && !special(right) && right != whole {
        (whole, right)
    } else if special(right) && !special(left) && left != whole {
        (left, whole)
    } else {
        (left, right)
    }
}

/// A locale and all that it inherits from, up to the first that is in `stop`, whose index comes with them. `findAncestors`.
fn ancestors(locale: u32, script: [u8; 4], stop: &[u32]) -> (Vec<u32>, Option<usize>) {
    let mut line = Vec::new();
    let mut at = locale;
    loop {
        line.push(at);
        if let Some(index) = stop.iter().position(|known| *known == at) {
            return (line, Some(index));
        }
        at = parent(at, script);
        // The tables hold no cycle; four is one more than the deepest line in them (`MAX_PARENT_DEPTH`).
        if at == 0 || line.len() > 4 {
            return (line, None);
        }
    }
}

/// What a locale inherits from: a listed parent, else the bare language, else nothing. `findParent`.
fn parent(locale: u32, script: [u8; 4]) -> u32 {
    let language = locale & 0xffff_0000;
    if language == locale {
        return 0;
    }
    let listed = || {
        let (_, rows) = PARENTS.iter().find(|(of, _)| **of == script)?;
        let at = rows.binary_search_by_key(&locale, |row| row.0).ok()?;
        rows.get(at).map(|row| row.1)
    };
    listed().unwrap_or(language)
}

/// Steps from a locale to the request by way of what both inherit from. `findDistance`.
fn distance(supported: u32, script: [u8; 4], request: &[u32]) -> usize {
    let (line, shared) = ancestors(supported, script, request);
    line.len().saturating_add(shared.unwrap_or(0))
}

fn is_representative(locale: u32, script: [u8; 4]) -> bool {
    let packed = (u64::from(locale) << 32) | u64::from(u32::from_be_bytes(script));
    REPRESENTATIVE.binary_search(&packed).is_ok()
}

#[cfg(test)]
mod tests;
