//! The lines of `axmldump.cc`, without the file's name. Shared by the example and the test against the platform's recorded answers.

use beian_android::Error;
use beian_android::axml::{Attribute, Document, Element, Event};
use beian_android::strings::{PoolStr, StringPool};

/// `BAD_TYPE` of `Errors.h`: what `ResXMLTree::setTo` returns for a document that it refuses.
const BAD_TYPE: i32 = i32::MIN + 1;
/// `NO_INIT`: what it returns for one without a string pool.
const NO_INIT: i32 = -19;
/// `ResXMLParser::END_DOCUMENT`.
const END_DOCUMENT: i32 = 1;
/// `ResXMLParser::BAD_DOCUMENT`, and what the program starts with.
const BAD_DOCUMENT: i32 = -1;

/// One line a start tag, and the summary.
pub fn lines(bytes: &[u8]) -> Vec<Vec<u8>> {
    let document = match Document::strict(bytes) {
        Ok(document) => document,
        Err(Error::NoStringPool { .. }) => return vec![summary(NO_INIT, BAD_DOCUMENT, 0)],
        Err(_) => return vec![summary(BAD_TYPE, BAD_DOCUMENT, 0)],
    };
    let mut lines = Vec::new();
    let mut last = END_DOCUMENT;
    for event in document.events() {
        match event {
            Ok(Event::StartElement(element)) => lines.push(start_tag(document.strings(), &element)),
            Ok(_) => {}
            Err(_) => last = BAD_DOCUMENT,
        }
    }
    let tags = lines.len();
    lines.push(summary(0, last, tags));
    lines
}

fn summary(status: i32, last: i32, tags: usize) -> Vec<u8> {
    format!("=\t{status}\t{last}\t{tags}").into_bytes()
}

fn start_tag(pool: &StringPool<'_>, element: &Element<'_>) -> Vec<u8> {
    let mut line = b"<".to_vec();
    line.extend(string8(element.name_index().and_then(|index| pool.string_at(index).ok())));
    for attribute in element.attributes().flatten() {
        line.extend(attribute_text(pool, &attribute));
    }
    line
}

fn attribute_text(pool: &StringPool<'_>, attribute: &Attribute<'_>) -> Vec<u8> {
    let string = |index: Option<u32>| string8(index.and_then(|index| pool.string_at(index).ok()));
    let id = attribute.id.map_or(0, |id| id.0);
    let mut text = format!("\t{id:08x} ").into_bytes();
    text.extend(string(attribute.name));
    text.extend(format!("={}:{:08x}:", attribute.value.kind.raw(), attribute.value.data).into_bytes());
    text.extend(string(attribute.raw));
    text
}

/// What `String8(const char16_t*)` prints: up to the first NUL, lone surrogates left out (`utf16_to_utf8` in libutils).
fn string8(string: Option<PoolStr<'_>>) -> Vec<u8> {
    let Some(string) = string else { return Vec::new() };
    let units = string.units().take_while(|unit| *unit != 0);
    char::decode_utf16(units).filter_map(Result::ok).collect::<String>().into_bytes()
}
