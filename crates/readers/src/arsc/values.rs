//! From the strings of a table's pool to texts.

use beian_android::arsc::{Package, Table};
use beian_android::strings::StringPool;
use beian_text::{Name, Role, Sink};

use super::uses::{Key, Uses};
use crate::Outcome;
use crate::arsc_pool::{PoolText, Strings};

/// Hands over every string of the table's pool, once in each of its roles.
pub(super) fn hand_over(
    table: &Table<'_>,
    pool: &StringPool<'_>,
    uses: &Uses,
    len: usize,
    outcome: &mut Outcome,
    out: &mut dyn Sink,
) {
    let mut keys = Keys::of(table, len);
    Strings::new(pool, len).read_all(outcome, |index, string| {
        let use_of = uses.get(index);
        let is_text_alone = !use_of.is_span && !use_of.is_file();
        if string.bytes().is_empty() || is_text_alone && !out.wants(string.bytes()) {
            return;
        }
        let string = string.decode();
        if use_of.is_span {
            span_name(&string, out);
        }
        if use_of.is_file() && is_path(string.text) {
            out.name(Name::File(string.text));
        } else if use_of.by.is_some() || !use_of.is_span {
            out.text(string.with(Role::Value { key: keys.get(use_of.by) }));
        }
    });
}

/// The names of resources, by package.
struct Keys<'p, 'a> {
    packages: Vec<Option<Strings<'p, 'a>>>,
}

impl<'p, 'a> Keys<'p, 'a> {
    fn of(table: &'p Table<'a>, len: usize) -> Self {
        let names = |package: &'p Package<'a>| package.entry_names().map(|pool| Strings::new(pool, len));
        Self { packages: table.packages().iter().map(names).collect() }
    }

    /// The name; empty where there is none or it cannot be read.
    fn get(&mut self, key: Option<Key>) -> &str {
        let Some(key) = key else { return "" };
        let package = self.packages.get_mut(usize::from(key.package)).and_then(Option::as_mut);
        package.and_then(|names| names.get(key.name)).map_or("", |name| name.text)
    }
}

/// The addresses and other attributes in the name of a span: `element;key=value;key=value`, as aapt writes it and `StringBlock.java`
/// (`applyStyles`, `subtag`) takes it apart. A value ends at the next semicolon.
fn span_name(name: &PoolText<'_>, out: &mut dyn Sink) {
    let mut parts = name.text.split(';');
    let element = parts.next().unwrap_or_default();
    if !is_tag(element) {
        out.text(name.with(Role::Value { key: "" }));
        return;
    }
    let mut at = element.len();
    for part in parts {
        let start = at.saturating_add(1);
        at = start.saturating_add(part.len());
        let (key, value) = part.split_once('=').unwrap_or(("", part));
        let role =
            if matches!(key, "href" | "src") { Role::Reference { element } } else { Role::Value { key } };
        if !value.is_empty() {
            name.part(at.saturating_sub(value.len())..at, role).into_iter().for_each(|text| out.text(text));
        }
    }
}

/// Whether this can be an element's name.
fn is_tag(element: &str) -> bool {
    element.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b':'))
}

/// Whether a string can be the path of an entry: relative, with a folder, without what addresses and sentences have.
fn is_path(text: &str) -> bool {
    text.contains('/') && !text.starts_with('/') && !text.contains(|c: char| c == ':' || c.is_whitespace())
}
