//! Both readings of a binary XML document: every node, attribute and string; and what the reader makes of it.

#![no_main]

use beian_android::Error;
use beian_android::axml::{Document, Element, Event};
use beian_android::strings::{PoolStr, StringPool};
use beian_readers::axml::AxmlReader;
use libfuzzer_sys::fuzz_target;

#[path = "../reading.rs"]
mod reading;

fuzz_target!(|data: &[u8]| {
    reading::read(&AxmlReader, data);
    for document in [Document::strict(data), Document::recovered(data)] {
        match document {
            Ok(document) => walk(&document, data.len()),
            Err(error) => one_line(&error),
        }
    }
});

fn walk(document: &Document<'_>, len: usize) {
    pool(document.strings(), len);
    for oddity in document.oddities() {
        let _ = oddity.platform();
    }
    let mut events = document.events();
    let mut count = 0_usize;
    while let Some(event) = events.next() {
        count += 1;
        assert!(count <= len, "more nodes than bytes");
        match event {
            Ok(event) => node(&event),
            Err(error) => {
                one_line(&error);
                assert!(events.next().is_none(), "the first error ends the nodes");
            }
        }
    }
    let _ = (events.depth(), events.closed_root(), events.oddities());
}

fn pool(strings: &StringPool<'_>, len: usize) {
    assert!(strings.len() as usize <= len, "more strings than bytes");
    for index in 0..strings.len() {
        text(strings.get(index));
        text(strings.string_at(index));
    }
    assert!(strings.get(strings.len()).is_err());
}

fn node(event: &Event<'_>) {
    match event {
        Event::StartNamespace(namespace) | Event::EndNamespace(namespace) => {
            namespace.prefix().into_iter().chain(namespace.uri()).for_each(text);
        }
        Event::StartElement(start) => element(start),
        Event::EndElement => {}
        Event::Text(node) => node.text().into_iter().for_each(text),
    }
}

fn element(element: &Element<'_>) {
    element.name().into_iter().for_each(text);
    let _ = (element.is_named("manifest"), element.plain_attribute("package"), element.line());
    for attribute in element.attributes() {
        match attribute {
            Ok(attribute) => {
                let _ = (attribute.value.reference(), attribute.value.int(), attribute.value.plain_text());
                for index in [attribute.name, attribute.namespace, attribute.raw].into_iter().flatten() {
                    text(attribute.string(index));
                }
                if let Some(id) = attribute.id {
                    assert!(element.attribute(id).is_some(), "an attribute is found by the id that it has");
                }
            }
            Err(error) => one_line(&error),
        }
    }
}

fn text(string: Result<PoolStr<'_>, Error>) {
    match string {
        Ok(string) => {
            let _ = (string.text(), string.units().count(), string.length_disagreement());
        }
        Err(error) => one_line(&error),
    }
}

fn one_line(error: &Error) {
    assert!(!error.to_string().contains('\n'), "an error is one line: {error}");
}
