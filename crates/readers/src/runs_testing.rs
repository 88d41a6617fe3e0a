//! The yardstick of every other reader: what the search for runs alone makes of the same bytes.

use beian_text::{Name, Sink, Span, Text};

use crate::runs;

/// What is handed over of a whole entry where no reader knows its format.
#[derive(Debug, Default)]
pub(crate) struct Raw {
    texts: Vec<(Span, String)>,
}

impl Raw {
    pub(crate) fn of(bytes: &[u8]) -> Self {
        let mut raw = Self::default();
        let len = u64::try_from(bytes.len()).unwrap();
        runs::runs(bytes, 0, &[Span::new(0, len)], &mut raw);
        raw
    }

    /// The texts that hold `part`.
    pub(crate) fn with(&self, part: &str) -> Vec<&str> {
        self.texts.iter().map(|(_, text)| text.as_str()).filter(|text| text.contains(part)).collect()
    }

    /// Whether these letters are handed over from this place on, and no others with them.
    pub(crate) fn has(&self, span: Span, text: &str) -> bool {
        self.texts.iter().any(|(place, raw)| *place == span && raw == text)
    }
}

impl Sink for Raw {
    fn text(&mut self, text: Text<'_>) {
        self.texts.push((text.span, text.text.into_owned()));
    }

    fn name(&mut self, name: Name<'_>) {
        panic!("runs name nothing: {name:?}");
    }
}

/// Takes nothing: for readers that only say what stands inside.
pub(crate) struct Nothing;

impl Sink for Nothing {
    fn text(&mut self, text: Text<'_>) {
        panic!("{text:?}");
    }

    fn name(&mut self, name: Name<'_>) {
        panic!("{name:?}");
    }
}
