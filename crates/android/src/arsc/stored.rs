//! All entries of a type as they are stored, for whoever asks what a table holds and not what a device makes of it.

use super::entry::EntryContent;
use super::package::TypeChunk;
use super::resolve::Content;
use crate::Error;

/// An entry as a type's chunk holds it: nothing is resolved.
#[derive(Clone, Copy, Debug)]
pub struct StoredEntry<'a> {
    /// The index of its name among the package's [`entry_names`](super::Package::entry_names).
    pub key: u32,
    /// Its value or bag.
    pub content: Content<'a>,
}

impl<'a> TypeChunk<'a> {
    /// The chunk's entries, in the order of its table of places; one that cannot be read is an error, and the next one follows.
    ///
    /// Places may name one entry many times, and a bag may reach over others: what is read in all can be much more than the chunk's bytes.
    /// Who reads the values of bags counts them.
    pub fn entries(&self) -> impl Iterator<Item = Result<StoredEntry<'a>, Error>> {
        self.places().map(|at| {
            let entry = self.entry(at)?;
            let content = match entry.content {
                EntryContent::Value(value) => Content::Value(value),
                EntryContent::Bag(bag) => Content::Bag(bag),
            };
            Ok(StoredEntry { key: entry.key, content })
        })
    }
}

#[cfg(test)]
mod tests {
    use beian_testkit::arsc::{Arsc, Entry, Form, Package, Type, config, header};

    use super::*;
    use crate::arsc::Table;
    use crate::strings::StringPool;

    #[test]
    fn entries_come_as_they_are_stored_in_every_form() {
        for form in [Form::Dense, Form::Sparse, Form::Offset16] {
            let entries = [
                Entry::string("one").named("first"),
                Entry::Absent,
                Entry::CompactText("two".to_owned()).named("second"),
                Entry::texts(&["one", "three"]).named("third"),
            ];
            let bytes = Arsc::new()
                .package(Package::new(0x7f, "a").chunk("string", Type::new(config(""), entries).form(form)))
                .build();
            let table = Table::strict(&bytes).unwrap();
            let package = &table.packages()[0];
            let text = |pool: &StringPool<'_>, index| pool.get(index).unwrap().text().value;
            let stored: Vec<_> = package.types()[0].chunks()[0]
                .entries()
                .map(|entry| {
                    let entry = entry.unwrap();
                    let values = match entry.content {
                        Content::Value(value) => vec![value.data],
                        Content::Bag(bag) => bag.items().map(|item| item.value.data).collect(),
                    };
                    let key = text(package.entry_names().unwrap(), entry.key);
                    (
                        key,
                        values
                            .into_iter()
                            .map(|at| text(table.strings().unwrap(), at))
                            .collect::<Vec<_>>()
                            .join(" "),
                    )
                })
                .collect();
            let expected = [("first", "one"), ("second", "two"), ("third", "one three")];
            assert_eq!(stored, expected.map(|(key, values)| (key.to_owned(), values.to_owned())), "{form:?}");
        }
    }

    #[test]
    fn what_was_read_is_told_without_pools_and_junk() {
        let mut table =
            Arsc::new().package(Package::new(0x7f, "a").entries("string", "", [Entry::string("x")]));
        let sound = table.build();
        table.junk = header(0x0777, 8, 12);
        table.junk.extend(*b"junk");
        let bytes = table.build();
        let table = Table::strict(&bytes).unwrap();
        let pools = |pool: &StringPool<'_>| pool.index_span().len() + pool.strings_span().len();
        let package = &table.packages()[0];
        let in_pools: usize = [table.strings(), package.type_names(), package.entry_names()]
            .into_iter()
            .flatten()
            .map(pools)
            .sum();
        let read: usize = table.read_spans().iter().map(ExactSizeIterator::len).sum();
        assert_eq!(read + in_pools, sound.len());
        assert_eq!(table.read_spans().last().unwrap().end, sound.len());
    }
}
