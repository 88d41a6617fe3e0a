//! Binary lists, as `CFBinaryPList.c` reads them: objects, a table of their offsets, and a trailer that says where the table is.
//!
//! Objects refer to others by number, so that one may stand in many places. It is copied into each of them, and costs what it takes there.

mod object;
mod trailer;

use std::collections::HashSet;

use super::build::{Builder, Kind, Purse};
use super::value::Counts;
use super::{DEPTH, Value, invalid};
use crate::Error;
use object::Object;
use trailer::Trailer;

/// An array or dictionary whose values are being read.
#[derive(Clone, Copy, Debug)]
struct Frame<'a> {
    at: usize,
    kind: Kind,
    /// References of keys; nothing for an array.
    keys: &'a [u8],
    /// References of values.
    values: &'a [u8],
}

/// Reads a list (`__CFBinaryPlistCreateObjectFiltered`).
pub(super) fn read(bytes: &[u8], purse: &mut Purse<'_>) -> Result<Value, Error> {
    let trailer = Trailer::read(bytes)?;
    let mut builder = Builder::new(purse, DEPTH, Counts::First);
    let mut frames: Vec<Frame<'_>> = Vec::new();
    // Where what is open begins: an object that is met again within itself would never end.
    let mut path = HashSet::new();
    let mut at = trailer.top;
    loop {
        let mut done = match trailer.object(at, builder.purse)? {
            Object::Value(value) => builder.value(value, at)?,
            Object::Container { kind, keys, values } => {
                if !path.insert(at) {
                    return Err(invalid(at, "an object that does not hold itself"));
                }
                builder.open(kind, at)?;
                frames.push(Frame { at, kind, keys, values });
                None
            }
        };
        // What is full is closed, up to what has another value.
        loop {
            if let Some(value) = done {
                return Ok(value);
            }
            let Some(frame) = frames.last_mut() else { return Err(invalid(at, "a value")) };
            if let Some(next) = trailer.next_value(frame, &mut builder)? {
                at = next;
                break;
            }
            let end = frame.at;
            frames.pop();
            path.remove(&end);
            let value = builder.close(end)?;
            done = builder.value(value, end)?;
        }
    }
}

impl<'a> Trailer<'a> {
    /// Where the next value of an array or dictionary is, its key being set; none at its end.
    fn next_value(
        &self,
        frame: &mut Frame<'a>,
        builder: &mut Builder<'_, '_>,
    ) -> Result<Option<usize>, Error> {
        let Some(value) = self.next_reference(&mut frame.values, frame.at)? else { return Ok(None) };
        if frame.kind == Kind::Array {
            return Ok(Some(value));
        }
        let Some(key) = self.next_reference(&mut frame.keys, frame.at)? else { return Ok(None) };
        // A key may be of any kind but arrays and dictionaries (`_typeIsPlistPrimitive`).
        let Object::Value(name) = self.object(key, builder.purse)? else {
            return Err(invalid(key, "a key that is no array and no dictionary"));
        };
        builder.key(if let Value::String(name) = name { Some(name) } else { None });
        Ok(Some(value))
    }
}
