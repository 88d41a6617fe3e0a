//! Finding: one pass over each text, on bytes that are still in cache.

use beian_text::{Name, Sink, Text};

use crate::EntrySightings;

/// Finds what may be hosts in the texts of one entry.
#[derive(Debug)]
pub struct Finder {
    reader: &'static str,
    found: EntrySightings,
}

impl Finder {
    /// For the entry of this name, in its own archive, of which at most `most` sightings are kept.
    pub fn new(entry: &str, most: usize) -> Self {
        let _ = (entry, most);
        Self { reader: "", found: EntrySightings::default() }
    }

    /// The reader whose texts come next.
    pub fn reader(&mut self, reader: &'static str) {
        self.reader = reader;
    }

    /// What was found.
    pub fn finish(self) -> EntrySightings {
        self.found
    }
}

impl Sink for Finder {
    fn text(&mut self, text: Text<'_>) {
        let _ = text;
    }

    fn name(&mut self, name: Name<'_>) {
        self.found.names.add(name);
    }
}
