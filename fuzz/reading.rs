//! What must hold of every reader, whatever it is given. Targets take this file in as a module.

use beian_archive::{Budget, Limits};
use beian_readers::{Context, EntryInfo, Reader};
use beian_text::{Encoding, Name, Sink, Span, Text};

/// Reads `data`, whether the reader would want it or not.
pub fn read(reader: &dyn Reader, data: &[u8]) {
    let len = u64::try_from(data.len()).expect("a length");
    let entry = EntryInfo { name: "entry", len };
    let mut budget = Budget::new(&Limits::for_len(len));
    let mut seen = Seen { len, spans: Vec::new(), bytes: 0 };
    let outcome = reader.read(data, &mut Context { entry, budget: &mut budget }, &mut seen);
    assert!(seen.bytes <= 64 * len + 4096, "{} bytes of text out of {len}", seen.bytes);
    for part in &outcome.unread {
        assert!(part.span.end <= len, "unread: {part:?}");
    }
    let free = outcome.claimed.unclaimed(len);
    seen.spans.sort_unstable();
    let mut free = free.iter().peekable();
    for span in seen.spans {
        while free.next_if(|free| free.end <= span.start).is_some() {}
        let next = free.peek();
        assert!(
            next.is_none_or(|free| free.start >= span.end),
            "{span:?} was read and is not claimed: {next:?}"
        );
    }
}

struct Seen {
    len: u64,
    spans: Vec<Span>,
    bytes: u64,
}

impl Sink for Seen {
    fn text(&mut self, text: Text<'_>) {
        assert!(!text.text.is_empty() && text.span.end <= self.len, "{text:?}");
        if text.encoding != Encoding::Mutf8 {
            assert_eq!(text.offsets().at(text.text.len()), text.span.end, "places are exact: {text:?}");
        }
        self.spans.push(text.span);
        self.bytes += u64::try_from(text.text.len()).expect("a length");
    }

    fn name(&mut self, name: Name<'_>) {
        self.bytes += u64::try_from(format!("{name:?}").len()).expect("a length");
    }
}
