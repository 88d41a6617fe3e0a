//! Resource tables (`resources.arsc`): the strings that values are, the addresses that markup in them refers to, and the names of
//! resources.
//!
//! | what | becomes |
//! | --- | --- |
//! | a string of the table's pool | a value under the key of the first resource that has it, plain or in a bag; under no key where none has it |
//! | the name of a span over a string (`a;href=https://example.com/`) | a reference under its element for `href` and `src`, a value under its key for any other attribute; the element is dropped |
//! | a path that resources of file types alone have (`res/layout/main.xml`) | the name of a file |
//! | the name of an entry | the name of a resource |
//! | names of types, packages, libraries, overlays | nothing |
//!
//! Claimed are headers, the chunks of known kinds, and of each pool its tables and the strings that could be read; what lies between
//! strings, and chunks that the platform skips, are left to the run reader.

mod uses;
mod values;

use beian_android::arsc::{Package, Table};
use beian_android::{Error, Reading};
use beian_text::{Claims, Name, Sink};

use crate::arsc_pool::{Strings, left_over, span};
use crate::{Context, EntryInfo, Outcome, Reader, ReaderId};
use uses::Uses;

/// Reads resource tables.
#[derive(Clone, Copy, Debug)]
pub struct ArscReader;

/// `RES_TABLE_TYPE`, `RES_STRING_POOL_TYPE`, `RES_TABLE_PACKAGE_TYPE` (`ResourceTypes.h`).
const TABLE: u16 = 2;
const STRING_POOL: u16 = 1;
const PACKAGE: u16 = 0x0200;
/// The least bytes of a table's header (`ResTable_header`).
const HEADER: u16 = 12;

impl Reader for ArscReader {
    fn id(&self) -> ReaderId {
        ReaderId("arsc")
    }

    /// By the chunk's header alone: the platform takes the table by its name, but nothing else is read as one. A longer header than that
    /// which every writer makes is believed where a pool or a package stands behind it.
    fn wants(&self, _entry: &EntryInfo<'_>, head: &[u8]) -> bool {
        let [k0, k1, h0, h1, s0, s1, s2, s3, ..] = *head else { return false };
        let (header, size) = (u16::from_le_bytes([h0, h1]), u32::from_le_bytes([s0, s1, s2, s3]));
        let next = head.get(usize::from(header)..).and_then(<[u8]>::first_chunk::<2>);
        let follows = next.is_some_and(|kind| [STRING_POOL, PACKAGE].contains(&u16::from_le_bytes(*kind)));
        u16::from_le_bytes([k0, k1]) == TABLE
            && u32::from(header) <= size
            && (header == HEADER || header > HEADER && follows)
    }

    fn read(&self, bytes: &[u8], cx: &mut Context<'_>, out: &mut dyn Sink) -> Outcome {
        match open(bytes) {
            Ok((table, refused)) => read(&table, bytes.len(), refused, cx, out),
            Err(error) => {
                Outcome { unread: left_over(&Claims::none(), bytes.len(), error), ..Outcome::default() }
            }
        }
    }
}

/// The table as the platform reads it, or where that refuses it, what can be recovered and why it was refused.
fn open(bytes: &[u8]) -> Result<(Table<'_>, Option<Error>), Error> {
    match Table::strict(bytes) {
        Ok(table) => Ok((table, None)),
        Err(refused) => Table::recovered(bytes).map(|table| (table, Some(refused))),
    }
}

fn read(
    table: &Table<'_>,
    len: usize,
    refused: Option<Error>,
    cx: &mut Context<'_>,
    out: &mut dyn Sink,
) -> Outcome {
    let mut outcome = Outcome::default();
    for range in table.read_spans() {
        outcome.claimed.add(span(range.clone()));
    }
    if let Some(pool) = table.strings() {
        let uses = Uses::of(table, pool, len, cx.budget);
        values::hand_over(table, pool, &uses, len, &mut outcome, out);
    }
    for package in table.packages() {
        names(package, len, &mut outcome, out);
    }
    debug_assert_eq!(refused.is_some(), table.reading() == Reading::Recovered);
    if let Some(error) = refused {
        outcome.unread.extend(left_over(&outcome.claimed, len, error));
    }
    outcome
}

/// The names of a package's entries. Those of its types are read for their place alone.
fn names(package: &Package<'_>, len: usize, outcome: &mut Outcome, out: &mut dyn Sink) {
    if let Some(pool) = package.entry_names() {
        Strings::new(pool, len).read_all(outcome, |_, key| {
            let key = key.decode();
            if !key.text.is_empty() {
                out.name(Name::Resource(key.text));
            }
        });
    }
    if let Some(pool) = package.type_names() {
        Strings::new(pool, len).read_all(outcome, |_, _| ());
    }
}

#[cfg(test)]
mod tests;
