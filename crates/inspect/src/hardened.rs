//! Products that harden (pack, encrypt) packages, told by what they leave in one.
//!
//! A hardened package keeps its own code where nothing reads it, so whatever is found in it is a part of what is there.
//! The table next to this file holds the products; where one shares a library with an SDK that apps use on its own, the
//! library is no sign of it.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

/// A product that hardened a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Hardened {
    /// The product, in English.
    pub(crate) product: &'static str,
    /// The product, in Chinese.
    pub(crate) product_zh: &'static str,
    /// What it is known by: the first such entry of the package, else the application class.
    pub(crate) sign: Sign,
}

/// What a product is known by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Sign {
    /// An entry, by its whole name.
    Entry(String),
    /// The manifest's application class.
    ApplicationClass(String),
}

/// The products that left something in a package, one each, in the table's order.
///
/// `entries` are the names of the package's entries in archive order, `application_class` is the manifest's `android:name`
/// of `application`, as a whole class name.
pub(crate) fn noticed<'a>(
    entries: impl Iterator<Item = &'a str>,
    application_class: Option<&str>,
) -> Vec<Hardened> {
    let table = Table::get();
    let mut signs: BTreeMap<usize, Sign> = BTreeMap::new();
    for entry in entries {
        for product in table.files.products(entry) {
            signs.entry(product).or_insert_with(|| Sign::Entry(entry.to_owned()));
        }
    }
    if let Some(class) = application_class {
        for product in table.classes.products(class) {
            signs.entry(product).or_insert_with(|| Sign::ApplicationClass(class.to_owned()));
        }
    }
    signs.into_iter().filter_map(|(product, sign)| table.hardened(product, sign)).collect()
}

/// A row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Row {
    product: &'static str,
    product_zh: &'static str,
    place: Place,
    pattern: &'static str,
}

/// Where a sign stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// A file anywhere below `lib/` or `assets/`, by its name alone.
    File,
    /// A file anywhere below `assets/`, by its name alone.
    Asset,
    /// The application class.
    Class,
}

impl Place {
    fn holds(self, entry: &str) -> bool {
        match self {
            Self::File => entry.starts_with("lib/") || entry.starts_with("assets/"),
            Self::Asset => entry.starts_with("assets/"),
            Self::Class => true,
        }
    }
}

/// Rows made ready: names that are whole are looked up, the few with a hole are tried one by one.
#[derive(Debug, Default)]
struct Index {
    whole: HashMap<&'static str, Vec<Target>>,
    globs: Vec<(Glob, Target)>,
}

/// Where a pattern must stand, and which product it tells.
#[derive(Clone, Copy, Debug)]
struct Target {
    place: Place,
    product: usize,
}

/// A pattern with one hole.
#[derive(Clone, Copy, Debug)]
struct Glob {
    head: &'static str,
    tail: &'static str,
}

impl Glob {
    fn matches(self, name: &str) -> bool {
        name.strip_prefix(self.head).is_some_and(|rest| rest.ends_with(self.tail))
    }
}

impl Index {
    fn add(&mut self, row: &Row, product: usize) {
        let target = Target { place: row.place, product };
        match row.pattern.split_once('*') {
            Some((head, tail)) => self.globs.push((Glob { head, tail }, target)),
            None => self.whole.entry(row.pattern).or_default().push(target),
        }
    }

    /// The products that an entry or a class tells of.
    fn products(&self, name: &str) -> impl Iterator<Item = usize> {
        let last = name.rsplit_once('/').map_or(name, |(_, last)| last);
        let whole = self.whole.get(last).into_iter().flatten();
        let globs = self.globs.iter().filter(move |(glob, _)| glob.matches(last)).map(|(_, target)| target);
        whole.chain(globs).filter(move |target| target.place.holds(name)).map(|target| target.product)
    }
}

struct Table {
    products: Vec<(&'static str, &'static str)>,
    files: Index,
    classes: Index,
}

impl Table {
    fn get() -> &'static Self {
        static TABLE: LazyLock<Table> = LazyLock::new(|| Table::new(rows()));
        &TABLE
    }

    fn new(rows: impl Iterator<Item = Row>) -> Self {
        let mut table = Self { products: Vec::new(), files: Index::default(), classes: Index::default() };
        for row in rows {
            let known = table.products.iter().position(|(product, _)| *product == row.product);
            let product = known.unwrap_or_else(|| {
                table.products.push((row.product, row.product_zh));
                table.products.len().saturating_sub(1)
            });
            match row.place {
                Place::File | Place::Asset => table.files.add(&row, product),
                Place::Class => table.classes.add(&row, product),
            }
        }
        table
    }

    fn hardened(&self, product: usize, sign: Sign) -> Option<Hardened> {
        let &(product, product_zh) = self.products.get(product)?;
        Some(Hardened { product, product_zh, sign })
    }
}

/// Rows of the table; a test holds that every line is one.
fn rows() -> impl Iterator<Item = Row> {
    lines().filter_map(|line| {
        let [product, product_zh, _vendor, place, pattern, _source] =
            line.split('\t').collect::<Vec<_>>().try_into().ok()?;
        let place = match place {
            "file" => Place::File,
            "asset" => Place::Asset,
            "class" => Place::Class,
            _ => return None,
        };
        Some(Row { product, product_zh, place, pattern })
    })
}

fn lines() -> impl Iterator<Item = &'static str> {
    include_str!("hardened.tsv").lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}

#[cfg(test)]
mod tests;
