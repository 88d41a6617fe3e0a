//! A dex file, read as facts and by the reader: strings, uses, classes, map, and what is claimed.

#![no_main]

use std::collections::HashSet;

use beian_android::Error;
use beian_android::dex::Dex;
use beian_archive::{Budget, Limits};
use beian_readers::{Context, EntryInfo, Unread, reader_of};
use beian_text::{Name, Sink, Span, Text};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    for at in [0, data.len() / 2] {
        match Dex::parse(data, at) {
            Ok(dex) => facts(&dex, data),
            Err(error) => one_line(&error),
        }
    }
    read(data);
});

fn facts(dex: &Dex<'_>, data: &[u8]) {
    dex.problems().iter().for_each(one_line);
    assert!(dex.string_count() as usize <= data.len() / 4, "more strings than bytes");
    assert!(dex.tables().all(|table| table.is_empty() || table.end <= data.len()));
    let uses = dex.string_uses();
    assert_eq!(uses.iter().count(), dex.string_count() as usize);
    uses.outside.iter().for_each(one_line);
    for index in 0..=dex.string_count().min(512) {
        match dex.string(index) {
            Ok(string) => {
                assert_eq!(&data[string.span()], string.bytes);
                assert_eq!(data[string.item_span().end - 1], 0, "a string ends with a zero");
                let _ = (string.text(), string.length_disagreement());
            }
            Err(error) => one_line(&error),
        }
    }
    for class in dex.classes().take(512) {
        let _ = (dex.descriptor(class.class), class.source_file);
    }
    match dex.map() {
        Ok(map) => {
            for section in map.into_iter().flat_map(|map| map.sections) {
                assert!(section.start < data.len());
                assert!(dex.section_end(section).is_none_or(|end| end <= data.len()));
            }
        }
        Err(error) => one_line(&error),
    }
}

/// What was handed over.
struct Handed<'d> {
    data: &'d [u8],
    places: HashSet<Span>,
    bytes: u64,
}

impl Sink for Handed<'_> {
    fn text(&mut self, text: Text<'_>) {
        assert!(text.span.start <= text.span.end && text.span.end <= self.data.len() as u64);
        assert!(self.places.insert(text.span) || text.span.is_empty(), "handed over twice");
        self.bytes += text.span.len();
    }

    fn name(&mut self, _: Name<'_>) {}
}

fn read(data: &[u8]) {
    let entry = EntryInfo { name: "classes.dex", len: data.len() as u64 };
    let Some(reader) = reader_of(&entry, data).filter(|reader| reader.id().0 == "dex") else { return };
    let mut handed = Handed { data, places: HashSet::new(), bytes: 0 };
    let mut budget = Budget::new(&Limits::default());
    let outcome = reader.read(data, &mut Context { entry, budget: &mut budget }, &mut handed);
    assert!(handed.bytes <= 16 * entry.len, "what is read again and again ends");
    for part in outcome.unread {
        if let Unread::Broken(why) | Unread::Unsupported(why) = part.why {
            assert!(!why.contains('\n'), "a reason is one line: {why}");
        }
    }
    let unclaimed = outcome.claimed.unclaimed(entry.len);
    assert!(unclaimed.iter().all(|span| span.end <= entry.len));
}

fn one_line(error: &Error) {
    assert!(!error.to_string().contains('\n'), "an error is one line: {error}");
}
