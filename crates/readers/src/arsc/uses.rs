//! Which resource has which string.

use beian_android::ValueKind;
use beian_android::arsc::{Content, Package, Table, TypeChunk};
use beian_android::strings::StringPool;
use beian_archive::Budget;

/// How the strings of a table's pool are used, by index.
#[derive(Debug, Default)]
pub(super) struct Uses {
    of: Vec<Use>,
}

/// How one string is used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Use {
    /// The first resource that has it.
    pub(super) by: Option<Key>,
    /// Whether it is the name of a span.
    pub(super) is_span: bool,
    /// Whether a resource has it whose type is not one of files.
    not_file: bool,
}

/// The name of a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Key {
    /// The place of its package in the table.
    pub(super) package: u16,
    /// The index of the name among the package's entry names.
    pub(super) name: u32,
}

impl Use {
    /// Whether only resources of file types have the string.
    pub(super) fn is_file(self) -> bool {
        self.by.is_some() && !self.not_file
    }
}

/// The types whose resources are files ("Resource types", developer.android.com/guide/topics/resources/available-resources; `navigation`
/// is androidx's).
const FILE_TYPES: [&str; 13] = [
    "anim",
    "animator",
    "color",
    "drawable",
    "font",
    "interpolator",
    "layout",
    "menu",
    "mipmap",
    "navigation",
    "raw",
    "transition",
    "xml",
];

impl Uses {
    /// One pass over all entries of a table of `len` bytes. Where room for the answer is not to be had, no string has a key.
    pub(super) fn of(table: &Table<'_>, pool: &StringPool<'_>, len: usize, budget: &mut Budget) -> Self {
        let count = usize::try_from(pool.len()).unwrap_or(usize::MAX);
        let bytes = count.saturating_mul(size_of::<Use>());
        if budget.spend_bytes(u64::try_from(bytes).unwrap_or(u64::MAX)).is_err() {
            return Self::default();
        }
        let mut uses = Self { of: vec![Use::default(); count] };
        for span in pool.style_spans() {
            if let Some(found) = uses.at_mut(span.name) {
                found.is_span = true;
            }
        }
        // Bags may lie over one another; in a sound table each value has twelve bytes of its own.
        let mut left = len / 4;
        for (place, package) in (0..).zip(table.packages()) {
            uses.package(place, package, &mut left);
        }
        uses
    }

    /// How this string is used.
    pub(super) fn get(&self, index: u32) -> Use {
        usize::try_from(index).ok().and_then(|index| self.of.get(index)).copied().unwrap_or_default()
    }

    fn package(&mut self, place: u16, package: &Package<'_>, left: &mut usize) {
        for spec in package.types() {
            let file = package.type_names().is_some_and(|names| is_file_type(names, spec.id));
            for entry in spec.chunks().iter().flat_map(TypeChunk::entries).flatten() {
                let key = Key { package: place, name: entry.key };
                match entry.content {
                    Content::Value(value) => self.note(value.kind, value.data, key, file),
                    Content::Bag(bag) => {
                        for item in bag.items() {
                            let Some(fewer) = left.checked_sub(1) else { return };
                            *left = fewer;
                            self.note(item.value.kind, item.value.data, key, file);
                        }
                    }
                }
            }
        }
    }

    fn note(&mut self, kind: ValueKind, index: u32, key: Key, file: bool) {
        if kind == ValueKind::String
            && let Some(found) = self.at_mut(index)
        {
            found.by.get_or_insert(key);
            found.not_file |= !file;
        }
    }

    fn at_mut(&mut self, index: u32) -> Option<&mut Use> {
        self.of.get_mut(usize::try_from(index).ok()?)
    }
}

/// Whether resources of the type with this number, from 1, are files.
fn is_file_type(names: &StringPool<'_>, id: u8) -> bool {
    u32::from(id).checked_sub(1).is_some_and(|index| FILE_TYPES.iter().any(|name| names.is(index, name)))
}
