//! Names whose letters are also those of something else: files, properties, packages of code.

use super::reversed::ends_as_hosts;
use super::{Domain, Doubt, reversed, suffix};
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
    let found = [
        file_like(name),
        property_like(name),
        code_like(name),
        variable_like(name),
        unregistrable(name),
        reversed_like(name),
    ];
    found.into_iter().flatten().reduce(|best, next| if next.doubt > best.doubt { next } else { best })
}

/// Whether the last label is also a file extension.
pub fn file_like(name: &Domain) -> Option<Lookalike> {
    by_last(data::extensions(), name, LookalikeClass::FileExtension)
}

/// Whether the last label is also a word of code. Where both of two labels are words of code (`rect.top`, `item.store`),
/// what is a weak sign alone is a strong one.
pub fn property_like(name: &Domain) -> Option<Lookalike> {
    let found = by_last(data::code_words(), name, LookalikeClass::PropertyWord)?;
    let both = found.doubt == Doubt::Weak && root(name).is_some();
    Some(Lookalike { doubt: if both { Doubt::Strong } else { found.doubt }, ..found })
}

/// Whether the first label begins names in code.
///
/// Hosts begin so as well (`android.bugly.example.com`, `java.example.com.cn`): what ends as hosts do, is either at most.
/// But `java.net` and `javax.net` are packages.
pub fn code_like(name: &Domain) -> Option<Lookalike> {
    let row = root(name)?;
    let package = name.label_count() == 2 && name.last() == "net";
    let doubt = match row.doubt {
        // A variable: of one label only, and what tells is the word behind it.
        Doubt::Weak => return None,
        doubt if package || !(ends_as_hosts(name) || below_registry(name)) => doubt,
        _ => Doubt::Weak,
    };
    Some(Lookalike { class: LookalikeClass::CodeNamespace, doubt, what: row.what })
}

/// Whether everything but the last label is of one letter, as minified code names its variables (`t.data`, `e.a.id`).
/// Hosts are so short only below the domains that everybody uses (`t.cn`, `x.com`), and which files do not end in (`b.cc`).
pub fn variable_like(name: &Domain) -> Option<Lookalike> {
    if name.last().contains('*') {
        return None;
    }
    let short = name.labels().rev().skip(1).all(|label| label.len() == 1 && label != "*");
    let as_hosts = ends_as_hosts(name) && file_like(name).is_none();
    let doubt = if as_hosts { Doubt::Weak } else { Doubt::Strong };
    (short && name.label_count() > 1).then_some(Lookalike {
        class: LookalikeClass::PropertyWord,
        doubt,
        what: "member of a variable of minified code",
    })
}

/// Whether an underscore stands in the label that would be registered: registries take letters, digits and hyphens alone
/// (RFC 5890, section 2.3.1), so it is a file (`key_event.cc`) or code (`u_color.xyz`). Below it, hosts may have one.
fn unregistrable(name: &Domain) -> Option<Lookalike> {
    let level = usize::try_from(suffix(name).level?).ok()?;
    let registered = name.labels().nth(level.checked_sub(2)?)?;
    let found = Lookalike {
        class: LookalikeClass::PropertyWord,
        doubt: Doubt::Certain,
        what: "name with an underscore, which no registry takes",
    };
    registered.contains('_').then_some(found)
}

fn reversed_like(name: &Domain) -> Option<Lookalike> {
    let doubt = reversed(name);
    (doubt > Doubt::None).then_some(Lookalike {
        class: LookalikeClass::Reversed,
        doubt,
        what: "domain in reverse order",
    })
}

fn root(name: &Domain) -> Option<&'static CodeRoot> {
    let roots = data::code_roots();
    roots.binary_search_by_key(&name.first(), |row| row.label).ok().and_then(|at| roots.get(at))
}

/// Files and members mostly have one dot: a weak sign is none for longer names. And a suffix of several labels (`co.id`,
/// `com.py`) is a registry's: nobody calls a file or a member so.
fn by_last(rows: &'static [WordRow], name: &Domain, class: LookalikeClass) -> Option<Lookalike> {
    let row = rows.binary_search_by_key(&name.last(), |row| row.label).ok().and_then(|at| rows.get(at))?;
    let tells = !below_registry(name) && (row.doubt > Doubt::Weak || name.label_count() == 2);
    tells.then_some(Lookalike { class, doubt: row.doubt, what: row.what })
}

/// Whether a public suffix of several labels ends the name, with a label in front of it.
fn below_registry(name: &Domain) -> bool {
    let count = name.label_count();
    suffix(name)
        .level
        .and_then(|level| usize::try_from(level).ok())
        .is_some_and(|level| count > level && level > 1)
}

#[cfg(test)]
mod tests;
