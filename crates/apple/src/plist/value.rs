//! What property lists hold.

use super::Date;

/// A value of a property list.
///
/// Comparing, cloning and dropping descend as deep as the value is nested; what [`Plist::parse`](super::Plist::parse) gives is bounded.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Values in order. Binary lists have sets as well, which are read as arrays.
    Array(Vec<Value>),
    /// Values by name.
    Dictionary(Dictionary),
    /// True or false.
    Boolean(bool),
    /// Bytes.
    Data(Vec<u8>),
    /// A time.
    Date(Date),
    /// A number with a fraction.
    Real(f64),
    /// A whole number: every one of `i64` and `u64` can be stored.
    Integer(i128),
    /// Text. U+FFFD stands where half a surrogate pair is stored.
    String(String),
    /// A reference within a keyed archive.
    Uid(u64),
    /// Nothing; only binary lists can say so.
    Null,
}

impl Value {
    /// The text, if it is one.
    pub fn as_str(&self) -> Option<&str> {
        if let Self::String(text) = self { Some(text) } else { None }
    }

    /// The dictionary, if it is one.
    pub fn as_dictionary(&self) -> Option<&Dictionary> {
        if let Self::Dictionary(dictionary) = self { Some(dictionary) } else { None }
    }

    /// The values of an array, if it is one.
    pub fn as_array(&self) -> Option<&[Self]> {
        if let Self::Array(values) = self { Some(values) } else { None }
    }

    /// The truth value, if it is one.
    pub fn as_bool(&self) -> Option<bool> {
        if let Self::Boolean(value) = self { Some(*value) } else { None }
    }

    /// The bytes, if it is data.
    pub fn as_data(&self) -> Option<&[u8]> {
        if let Self::Data(bytes) = self { Some(bytes) } else { None }
    }

    /// The whole number, if it is one.
    pub fn as_integer(&self) -> Option<i128> {
        if let Self::Integer(value) = self { Some(*value) } else { None }
    }

    /// The time, if it is one.
    pub fn as_date(&self) -> Option<Date> {
        if let Self::Date(date) = self { Some(*date) } else { None }
    }
}

/// Values by name, in the order of the file.
///
/// Where a name occurs twice, one counts, and the others are not kept: the last in XML and old-style lists (`parseDictTag` and
/// `parsePlistDictContent` call `CFDictionarySetValue`), the first in binary lists (`__CFBinaryPlistCreateObjectFiltered` calls
/// `CFDictionaryAddValue`, and `CFBasicHashAddValue` for what is immutable).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dictionary {
    entries: Box<[(String, Value)]>,
    /// Places in `entries`, by name.
    by_name: Box<[usize]>,
    left_out: Option<Box<LeftOut>>,
}

/// Entries of the file that are not kept.
#[derive(Clone, Debug, Default, PartialEq)]
struct LeftOut {
    repeated: Vec<String>,
    unnamed: usize,
}

/// Which of several entries of one name counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Counts {
    First,
    Last,
}

impl Dictionary {
    /// The value of a name.
    pub fn get(&self, name: &str) -> Option<&Value> {
        let found = self.by_name.binary_search_by(|&place| self.name_at(place).cmp(name)).ok()?;
        self.entries.get(*self.by_name.get(found)?).map(|(_, value)| value)
    }

    /// Names and values in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.entries.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// Names in the order of the file.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.iter().map(|(name, _)| name)
    }

    /// How many values there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is no value.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Names that the file has more than once, sorted.
    pub fn repeated(&self) -> &[String] {
        self.left_out.as_ref().map_or(&[], |out| &out.repeated)
    }

    /// How many entries were left out since their key is no string, which a binary list can have: no name finds them.
    pub fn unnamed(&self) -> usize {
        self.left_out.as_ref().map_or(0, |out| out.unnamed)
    }

    /// A dictionary of all entries of a file.
    pub(super) fn of(mut entries: Vec<(String, Value)>, counts: Counts, unnamed: usize) -> Self {
        let mut by_name: Vec<usize> = (0..entries.len()).collect();
        let mut repeated = Vec::new();
        // Equal names keep their order, so that the first or last of a group is that of the file.
        by_name.sort_by(|&one, &other| name_of(&entries, one).cmp(name_of(&entries, other)));
        let mut out = vec![false; entries.len()];
        for group in by_name.chunk_by(|&one, &other| name_of(&entries, one) == name_of(&entries, other)) {
            let ([first, rest @ ..], [before @ .., _]) = (group, group) else { continue };
            if rest.is_empty() {
                continue;
            }
            repeated.push(name_of(&entries, *first).to_owned());
            let lost = match counts {
                Counts::First => rest,
                Counts::Last => before,
            };
            for &place in lost {
                if let Some(out) = out.get_mut(place) {
                    *out = true;
                }
            }
        }
        if !repeated.is_empty() {
            let mut out = out.into_iter();
            entries.retain(|_| !out.next().unwrap_or(false));
            by_name = (0..entries.len()).collect();
            by_name.sort_by(|&one, &other| name_of(&entries, one).cmp(name_of(&entries, other)));
        }
        let left_out = (unnamed > 0 || !repeated.is_empty()).then(|| Box::new(LeftOut { repeated, unnamed }));
        Self { entries: entries.into(), by_name: by_name.into(), left_out }
    }

    /// The only entry, if there is just one.
    pub(super) fn only(&self) -> Option<(&str, &Value)> {
        let mut all = self.iter();
        all.next().filter(|_| all.next().is_none())
    }

    fn name_at(&self, place: usize) -> &str {
        name_of(&self.entries, place)
    }
}

fn name_of(entries: &[(String, Value)], place: usize) -> &str {
    entries.get(place).map_or("", |(name, _)| name)
}

/// The last of several entries of one name counts.
impl FromIterator<(String, Value)> for Dictionary {
    fn from_iter<T: IntoIterator<Item = (String, Value)>>(entries: T) -> Self {
        Self::of(entries.into_iter().collect(), Counts::Last, 0)
    }
}
