//! An archive in both readings, and its entries.

use std::sync::OnceLock;

use beian_archive::{
    Archive, Budget, EntryIndex, Error, Inflated, Limits, Oddity, OddityKind, Platform, Reading, Rule,
    Scratch, Source,
};

/// An archive opened as the platform opens it; where the platform refuses it, recovered.
pub(crate) struct OpenArchive {
    pub(crate) archive: Archive,
    /// Why the platform refuses the archive as a whole.
    pub(crate) refused: Option<Error>,
    limits: Limits,
    depth: u32,
    recovered: OnceLock<Option<Archive>>,
}

/// What reading an entry gave, beside its bytes.
pub(crate) struct Entry {
    pub(crate) inflated: Inflated,
    /// Why the platform cannot read it, though it opens the archive.
    pub(crate) refused: Option<Refusal>,
}

/// Why the platform cannot read an entry.
pub(crate) enum Refusal {
    /// The strict reading finds no bytes of it.
    Strict(Error),
    /// Its bytes could be read around a rule that it breaks.
    Rule(Rule),
}

impl OpenArchive {
    /// Opens an archive; an error where neither reading finds one.
    pub(crate) fn open(source: &Source, budget: &mut Budget) -> Result<Self, Error> {
        let (archive, refused) = match Archive::strict(source, budget) {
            Ok(archive) => (archive, None),
            Err(refused) => (Archive::recovered(source, budget)?, Some(refused)),
        };
        let (limits, depth) = (budget.limits().clone(), budget.depth());
        Ok(Self { archive, refused, limits, depth, recovered: OnceLock::new() })
    }

    /// The recovered reading of an archive that the platform opens; none where it is the one that was opened, or fails.
    ///
    /// It is opened once, by whoever needs it first, on a budget of its own: who that is must not be told by the result.
    pub(crate) fn recovered(&self) -> Option<&Archive> {
        if self.archive.reading() == Reading::Recovered {
            return None;
        }
        let open = || {
            let bytes = self.limits.directory_size.saturating_mul(2);
            let mut budget = Budget::within(&self.limits, bytes, self.depth).ok()?;
            Archive::recovered(self.archive.source(), &mut budget).ok()
        };
        self.recovered.get_or_init(open).as_ref()
    }

    /// Puts an entry's bytes into `out`, as the platform reads them; what it cannot read is recovered.
    pub(crate) fn read(
        &self,
        scratch: &mut Scratch,
        index: EntryIndex,
        budget: &mut Budget,
        out: &mut Vec<u8>,
    ) -> Result<Entry, Error> {
        match self.archive.read_with(scratch, index, budget, out) {
            Ok(inflated) => {
                let refused = broken_rule(&inflated.oddities).map(Refusal::Rule);
                Ok(Entry { inflated, refused })
            }
            Err(refused @ Error::Limit { .. }) => Err(refused),
            Err(refused) => self.recover(scratch, index, budget, out, refused),
        }
    }

    fn recover(
        &self,
        scratch: &mut Scratch,
        index: EntryIndex,
        budget: &mut Budget,
        out: &mut Vec<u8>,
        refused: Error,
    ) -> Result<Entry, Error> {
        let Some(archive) = self.recovered() else { return Err(refused) };
        // Both readings list a directory's records in order, so that an entry has the same place in both.
        if archive.entry(index)?.name() != self.archive.entry(index)?.name() {
            return Err(refused);
        }
        let inflated = archive.read_with(scratch, index, budget, out)?;
        Ok(Entry { inflated, refused: Some(Refusal::Strict(refused)) })
    }
}

/// The first rule that an entry breaks. An unknown method alone is none: what such an entry is read as decides.
fn broken_rule(oddities: &[Oddity]) -> Option<Rule> {
    let breaks = |oddity: &&Oddity| {
        oddity.platform() == Platform::Refuses && !matches!(oddity.kind, OddityKind::UnknownMethod { .. })
    };
    oddities.iter().find(breaks).map(Oddity::rule)
}
