//! A package's archive, in both readings, and its entries read once.

use beian_archive::{
    Archive, Budget, Entry, EntryIndex, Error, Inflated, Oddity, OddityKind, Outcome, Platform, Reading,
    Rule, Scratch, Source,
};

/// An archive opened as the platform opens it; where the platform refuses it, recovered.
pub(crate) struct Package {
    pub(crate) archive: Archive,
    /// Why the platform refuses the archive as a whole.
    pub(crate) refused: Option<Error>,
    /// What reading entries showed, beside what opening did.
    pub(crate) oddities: Vec<Oddity>,
    /// Bytes read out of entries.
    pub(crate) bytes_read: u64,
    scratch: Scratch,
    recovered: Option<Result<Archive, Error>>,
}

/// An entry's bytes.
pub(crate) struct Content {
    pub(crate) index: EntryIndex,
    pub(crate) bytes: Vec<u8>,
    pub(crate) outcome: Outcome,
    /// Why the platform cannot read this entry, though it opens the archive.
    pub(crate) refused: Option<Refusal>,
}

/// Why the platform cannot read an entry.
pub(crate) enum Refusal {
    /// The strict reading finds no bytes of it.
    Strict(Error),
    /// Its bytes could be read around a rule that it breaks.
    Rule(Rule),
}

impl Package {
    /// Opens an archive; an error where neither reading finds one.
    pub(crate) fn open(source: &Source, budget: &mut Budget) -> Result<Self, Error> {
        let (archive, refused) = match Archive::strict(source, budget) {
            Ok(archive) => (archive, None),
            Err(refused) => (Archive::recovered(source, budget)?, Some(refused)),
        };
        let scratch = Scratch::default();
        Ok(Self { archive, refused, oddities: Vec::new(), bytes_read: 0, scratch, recovered: None })
    }

    /// The entries of this name, in the directory's order.
    pub(crate) fn named(&self, name: &[u8]) -> Vec<EntryIndex> {
        self.archive.named(name).map(Entry::index).collect()
    }

    /// The entry's name, for people.
    pub(crate) fn name(&self, index: EntryIndex) -> String {
        self.archive
            .entry(index)
            .map_or_else(|_| format!("#{index}"), |entry| entry.name_lossy().into_owned())
    }

    /// The entry's bytes as the platform reads them; what it cannot read is recovered.
    pub(crate) fn read(&mut self, index: EntryIndex, budget: &mut Budget) -> Result<Content, Error> {
        let mut bytes = Vec::new();
        match self.archive.read_with(&mut self.scratch, index, budget, &mut bytes) {
            Ok(inflated) => Ok(self.content(index, bytes, inflated, None)),
            Err(refused @ Error::Limit { .. }) => Err(refused),
            Err(refused) => self.recover(index, budget, refused),
        }
    }

    /// The recovered reading of an archive that the platform opens; none where it is the one that was opened, or fails.
    pub(crate) fn recovered(&mut self, budget: &mut Budget) -> Option<&Archive> {
        if self.archive.reading() == Reading::Recovered {
            return None;
        }
        let source = self.archive.source();
        self.recovered.get_or_insert_with(|| Archive::recovered(source, budget)).as_ref().ok()
    }

    fn recover(&mut self, index: EntryIndex, budget: &mut Budget, refused: Error) -> Result<Content, Error> {
        let name = self.archive.entry(index)?.name().to_vec();
        let Some(archive) = self.recovered(budget).cloned() else { return Err(refused) };
        // Both readings list a directory's records in order, so that an entry has the same place in both.
        if archive.entry(index)?.name() != name {
            return Err(refused);
        }
        let mut bytes = Vec::new();
        let inflated = archive.read_with(&mut self.scratch, index, budget, &mut bytes)?;
        Ok(self.content(index, bytes, inflated, Some(Refusal::Strict(refused))))
    }

    fn content(
        &mut self,
        index: EntryIndex,
        bytes: Vec<u8>,
        inflated: Inflated,
        refused: Option<Refusal>,
    ) -> Content {
        self.bytes_read = self.bytes_read.saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        let refused = refused.or_else(|| broken_rule(&inflated.oddities).map(Refusal::Rule));
        self.oddities.extend(inflated.oddities);
        Content { index, bytes, outcome: inflated.outcome, refused }
    }
}

/// The first rule that an entry breaks. An unknown method alone is none: what such an entry is read as decides.
fn broken_rule(oddities: &[Oddity]) -> Option<Rule> {
    let breaks = |oddity: &&Oddity| {
        oddity.platform() == Platform::Refuses && !matches!(oddity.kind, OddityKind::UnknownMethod { .. })
    };
    oddities.iter().find(breaks).map(Oddity::rule)
}
