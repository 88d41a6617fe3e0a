//! Runs of readable bytes: what is handed over, whole, in spans, and in windows.

#![no_main]

use beian_archive::{Budget, Limits};
use beian_readers::{Context, EntryInfo, HEAD, Nested, entropy, reader_of, runs};
use beian_text::{Bounds, Encoding, Name, Sink, Span, Text};
use libfuzzer_sys::fuzz_target;

/// What was handed over: place, characters, ends.
#[derive(Default)]
struct Collect(Vec<(Span, String, Bounds)>);

impl Sink for Collect {
    fn text(&mut self, text: Text<'_>) {
        let bytes: u64 = text.text.chars().map(|character| text.encoding.bytes_of(character)).sum();
        assert_eq!(bytes, text.span.len(), "a text has the bytes that its span has");
        assert!(text.span.len() <= runs::MOST as u64 && !text.text.is_empty());
        assert!(matches!(text.encoding, Encoding::Utf8 | Encoding::Utf16Le | Encoding::Utf16Be));
        self.0.push((text.span, text.text.into_owned(), text.bounds));
    }

    fn name(&mut self, _: Name<'_>) {
        unreachable!("runs name nothing");
    }
}

fuzz_target!(|data: &[u8]| {
    // Two bytes say where the bytes are parted.
    let Some((&place, data)) = data.split_first_chunk::<2>() else { return };
    let len = data.len() as u64;
    let at = usize::from(u16::from_le_bytes(place)) % (data.len() + 1);

    let whole = read(data, 0, 0..len);
    for two in whole.windows(2) {
        assert!(two[0].0.end <= two[1].0.start, "texts do not overlap");
    }
    for text in read(data, 0, at as u64..len) {
        assert!(text.0.start >= at as u64 && text.0.end <= len, "a text is within its span");
    }
    windows(data, at, &whole);
    let _ = entropy::opaque(data);
    nested(data);
});

fn read(bytes: &[u8], base: u64, span: std::ops::Range<u64>) -> Vec<(Span, String, Bounds)> {
    let mut out = Collect::default();
    runs::runs(bytes, base, &[span.into()], &mut out);
    out.0
}

/// Where no run is cut, two windows give what the whole gives.
fn windows(data: &[u8], at: usize, whole: &[(Span, String, Bounds)]) {
    let cut = runs::safe_cut(data, at);
    assert!(cut <= at);
    // Elsewhere there may have been no safe place. No unit of 16 bits is text that has none but such bytes.
    let control = |&byte: &u8| byte < b' ' && !b"\t\n\r".contains(&byte);
    let beside = cut.checked_sub(2).and_then(|start| data.get(start..cut + 2));
    if !beside.is_some_and(|bytes| bytes.iter().all(control)) {
        return;
    }
    let shown = cut.saturating_sub(runs::CONTEXT);
    let mut parts = read(data, 0, 0..cut as u64);
    parts.extend(read(&data[shown..], shown as u64, cut as u64..data.len() as u64));
    assert_eq!(parts, whole);
}

/// The readers that unpack take the same bytes.
fn nested(data: &[u8]) {
    let entry = EntryInfo { name: "a.zip", len: data.len() as u64 };
    let Some(reader) = reader_of(&entry, &data[..HEAD.min(data.len())]) else { return };
    let mut budget = Budget::new(&Limits { total_size: 1 << 24, ..Limits::default() });
    let outcome = reader.read(data, &mut Context { entry, budget: &mut budget }, &mut Ignore);
    for nested in outcome.nested {
        if let Nested::Content { bytes, .. } = nested {
            assert!(bytes.len() <= 1 << 24, "what is inflated was paid for");
        }
    }
}

struct Ignore;

impl Sink for Ignore {
    fn text(&mut self, _: Text<'_>) {}

    fn name(&mut self, _: Name<'_>) {}
}
