//! Names whose letters are also those of something else: files, properties, packages of code.

use super::{Domain, Doubt, reversed};
use crate::data::{self, WordRow};

/// What else the letters of a name can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lookalike {
    /// What kind of thing.
    pub class: LookalikeClass,
    /// How likely, by the letters alone.
    pub doubt: Doubt,
    /// What exactly, in English.
    pub what: &'static str,
}

/// Kinds of things that look like hosts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LookalikeClass {
    /// A file, by the extension (`readme.md`, `libx.so`).
    FileExtension,
    /// A property or method, by the last word (`this.id`, `user.name`).
    PropertyWord,
    /// A name in code, by the first word (`android.app`, `java.io`).
    CodeNamespace,
    /// A package name: a domain in reverse order (`com.tencent.weibo`).
    Reversed,
}

/// A first label that begins names in code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeRoot {
    /// The label.
    pub label: &'static str,
    /// How likely a name that begins so is one in code.
    pub doubt: Doubt,
    /// What begins so.
    pub what: &'static str,
    /// Where that is public.
    pub source: &'static str,
}

/// What else a name can be, the likeliest of all answers; none where nothing speaks against a host.
pub fn lookalike(name: &Domain) -> Option<Lookalike> {
    let found = [file_like(name), property_like(name), code_like(name), reversed_like(name)];
    found.into_iter().flatten().reduce(|best, next| if next.doubt > best.doubt { next } else { best })
}

/// Whether the last label is also a file extension.
pub fn file_like(name: &Domain) -> Option<Lookalike> {
    by_last(data::extensions(), name, LookalikeClass::FileExtension)
}

/// Whether the last label is also a word of code.
pub fn property_like(name: &Domain) -> Option<Lookalike> {
    by_last(data::code_words(), name, LookalikeClass::PropertyWord)
}

/// Whether the first label begins names in code.
pub fn code_like(name: &Domain) -> Option<Lookalike> {
    let roots = data::code_roots();
    let row = roots.binary_search_by_key(&name.first(), |row| row.label).ok().and_then(|at| roots.get(at))?;
    Some(Lookalike { class: LookalikeClass::CodeNamespace, doubt: row.doubt, what: row.what })
}

fn reversed_like(name: &Domain) -> Option<Lookalike> {
    let doubt = reversed(name);
    (doubt > Doubt::None).then_some(Lookalike {
        class: LookalikeClass::Reversed,
        doubt,
        what: "domain in reverse order",
    })
}

fn by_last(rows: &[WordRow], name: &Domain, class: LookalikeClass) -> Option<Lookalike> {
    let row = rows.binary_search_by_key(&name.last(), |row| row.label).ok().and_then(|at| rows.get(at))?;
    Some(Lookalike { class, doubt: row.doubt, what: row.what })
}
