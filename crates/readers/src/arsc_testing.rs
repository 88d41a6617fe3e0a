//! A sink that keeps what it is given, and a check that all of it stands where it says.

use beian_archive::{Budget, Limits};
use beian_text::{Bounds, Encoding, Name, Role, Sink, Text};

use crate::{Context, EntryInfo, Outcome, Reader};

/// What a reader handed over, in order.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// Role and text, as in `value(key) text`.
    pub(crate) texts: Vec<String>,
    /// Where each text stands.
    pub(crate) spans: Vec<(usize, usize)>,
    /// Kind and name, as in `resource key`.
    pub(crate) names: Vec<String>,
    pub(crate) outcome: Outcome,
    bytes: Vec<u8>,
}

impl Found {
    /// Reads an entry.
    pub(crate) fn of(reader: &dyn Reader, bytes: &[u8]) -> Self {
        Self::within(reader, bytes, &Limits::default())
    }

    /// Reads an entry within limits.
    pub(crate) fn within(reader: &dyn Reader, bytes: &[u8], limits: &Limits) -> Self {
        let mut found = Self { bytes: bytes.to_vec(), ..Self::default() };
        let mut budget = Budget::new(limits);
        let entry = EntryInfo { name: "entry", len: u64::try_from(bytes.len()).unwrap() };
        found.outcome = reader.read(bytes, &mut Context { entry, budget: &mut budget }, &mut found);
        found
    }

    /// The texts that hold `part`.
    pub(crate) fn with(&self, part: &str) -> Vec<&str> {
        self.texts.iter().map(String::as_str).filter(|text| text.contains(part)).collect()
    }

    /// What nobody claimed.
    pub(crate) fn unclaimed(&self) -> Vec<&[u8]> {
        let free = self.outcome.claimed.clone().unclaimed(u64::try_from(self.bytes.len()).unwrap());
        free.into_iter().map(|span| &self.bytes[at(span.start)..at(span.end)]).collect()
    }
}

impl Sink for Found {
    fn text(&mut self, text: Text<'_>) {
        assert_eq!(text.bounds, Bounds::Exact);
        let (start, end) = (at(text.span.start), at(text.span.end));
        let stored = &self.bytes[start..end];
        let decoded = match text.encoding {
            Encoding::Utf8 => String::from_utf8_lossy(stored).into_owned(),
            Encoding::Utf16Le => {
                let units: Vec<u16> =
                    stored.chunks(2).map(|unit| u16::from_le_bytes([unit[0], unit[1]])).collect();
                String::from_utf16_lossy(&units)
            }
            other => panic!("{other:?}"),
        };
        assert_eq!(decoded, text.text, "the text is what stands at its place");
        self.spans.push((start, end));
        self.texts.push(format!("{} {}", role(text.role), text.text));
    }

    fn name(&mut self, name: Name<'_>) {
        self.names.push(match name {
            Name::Resource(name) => format!("resource {name}"),
            Name::File(name) => format!("file {name}"),
            Name::Class(name) => format!("class {name}"),
            other => format!("{other:?}"),
        });
    }
}

fn role(role: Role<'_>) -> String {
    match role {
        Role::Value { key } => format!("value({key})"),
        Role::Reference { element } => format!("reference({element})"),
        other => format!("{other:?}").to_lowercase(),
    }
}

fn at(offset: u64) -> usize {
    usize::try_from(offset).unwrap()
}
