//! What is known beforehand, as tables with a source for each row. One file a table, a row a line, columns parted by tabs;
//! `#` begins a line that is only for readers.

use std::sync::LazyLock;

use crate::name::{CodeRoot, Doubt, NamespaceRule};

/// A host, or everything below it, that belongs to a platform rather than to an app or an SDK.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlatformRow {
    /// This host and everything below it.
    pub suffix: &'static str,
    /// Whose it is.
    pub name: &'static str,
    /// What it serves.
    pub why: &'static str,
    /// Where that is public.
    pub source: &'static str,
}

/// A registrable domain that many share, so that a package name below it says nothing of the app's own hosts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SharedRow {
    /// The domain.
    pub name: &'static str,
    /// What is shared.
    pub why: &'static str,
    /// Where that is public.
    pub source: &'static str,
}

/// A URL scheme whose authority is a network host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SchemeRow {
    /// The scheme, lower case.
    pub name: &'static str,
    /// Where it is defined.
    pub source: &'static str,
}

/// A last label that is a top-level domain and something else as well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WordRow {
    /// The label.
    pub label: &'static str,
    /// How likely the something else is.
    pub doubt: Doubt,
    /// What else it is.
    pub what: &'static str,
    /// Where that is public.
    pub source: &'static str,
}

/// Platforms, the longest suffix of a family first.
pub fn platforms() -> &'static [PlatformRow] {
    static ROWS: LazyLock<Vec<PlatformRow>> = LazyLock::new(|| {
        rows(include_str!("platform.tsv"))
            .map(|[suffix, name, why, source]| PlatformRow { suffix, name, why, source })
            .collect()
    });
    &ROWS
}

/// Domains that many share.
pub fn shared() -> &'static [SharedRow] {
    static ROWS: LazyLock<Vec<SharedRow>> = LazyLock::new(|| {
        rows(include_str!("shared.tsv")).map(|[name, why, source]| SharedRow { name, why, source }).collect()
    });
    &ROWS
}

/// Beginnings of URIs that are identifiers, sorted by host.
pub fn namespaces() -> &'static [NamespaceRule] {
    static ROWS: LazyLock<Vec<NamespaceRule>> = LazyLock::new(|| {
        let rows = rows(include_str!("namespaces.tsv"));
        let mut rows: Vec<_> = rows.map(|[prefix, what, source]| namespace(prefix, what, source)).collect();
        rows.sort_by_key(NamespaceRule::host);
        rows
    });
    &ROWS
}

fn namespace(prefix: &'static str, what: &'static str, source: &'static str) -> NamespaceRule {
    let (prefix, whole) = prefix.strip_suffix('$').map_or((prefix, false), |prefix| (prefix, true));
    NamespaceRule { prefix, whole, what, source }
}

/// Schemes of URLs that go to a network host.
pub fn schemes() -> &'static [SchemeRow] {
    static ROWS: LazyLock<Vec<SchemeRow>> = LazyLock::new(|| {
        rows(include_str!("schemes.tsv")).map(|[name, source]| SchemeRow { name, source }).collect()
    });
    &ROWS
}

/// Top-level domains that are file extensions, sorted by label.
pub fn extensions() -> &'static [WordRow] {
    static ROWS: LazyLock<Vec<WordRow>> = LazyLock::new(|| words(include_str!("extensions.tsv")));
    &ROWS
}

/// Top-level domains that are words of code, sorted by label.
pub fn code_words() -> &'static [WordRow] {
    static ROWS: LazyLock<Vec<WordRow>> = LazyLock::new(|| words(include_str!("code-words.tsv")));
    &ROWS
}

/// First labels that begin names in code, sorted.
pub fn code_roots() -> &'static [CodeRoot] {
    static ROWS: LazyLock<Vec<CodeRoot>> = LazyLock::new(|| {
        let rows = rows(include_str!("code-roots.tsv"));
        let mut rows: Vec<_> = rows
            .map(|[label, doubt, what, source]| CodeRoot { label, doubt: grade(doubt), what, source })
            .collect();
        rows.sort_unstable_by_key(|row| row.label);
        rows
    });
    &ROWS
}

fn words(table: &'static str) -> Vec<WordRow> {
    let mut rows: Vec<_> = rows(table)
        .map(|[label, doubt, what, source]| WordRow { label, doubt: grade(doubt), what, source })
        .collect();
    rows.sort_unstable_by_key(|row| row.label);
    rows
}

/// The tables are ours: a test holds that every grade is spelt so.
fn grade(word: &str) -> Doubt {
    match word {
        "weak" => Doubt::Weak,
        "strong" => Doubt::Strong,
        "certain" => Doubt::Certain,
        _ => Doubt::None,
    }
}

/// Rows of a table of `N` columns. A row of another number would be passed over; a test holds that there is none.
fn rows<const N: usize>(table: &'static str) -> impl Iterator<Item = [&'static str; N]> {
    lines(table).filter_map(|line| line.split('\t').collect::<Vec<_>>().try_into().ok())
}

fn lines(table: &'static str) -> impl Iterator<Item = &'static str> {
    table.lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}

#[cfg(test)]
mod tests;
