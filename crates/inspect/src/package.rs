//! A package: its archive, and what reading its entries showed.

use std::sync::Arc;

use beian_archive::{
    Archive, Budget, Coding, Entry, EntryIndex, Error, Inflated, Oddity, OddityKind, Outcome, Scratch, Source,
};

use crate::open::{self, OpenArchive};

/// A package while it is being read.
pub(crate) struct Package {
    pub(crate) open: Arc<OpenArchive>,
    /// What reading entries showed, beside what opening did.
    pub(crate) oddities: Vec<Oddity>,
    /// Bytes read out of entries.
    pub(crate) bytes_read: u64,
    scratch: Scratch,
}

/// An entry's bytes.
pub(crate) struct Content {
    pub(crate) index: EntryIndex,
    /// In memory; others may share them.
    pub(crate) source: Source,
    pub(crate) entry: open::Entry,
}

impl Content {
    pub(crate) fn bytes(&self) -> &[u8] {
        self.source.as_bytes(0..self.source.len()).unwrap_or(&[])
    }

    /// Whether a verifier reads the same bytes: it finds the entry and gets to the end. What is of no known method apksig inflates,
    /// and never takes as stored (`LocalFileRecord.outputUncompressedData`).
    pub(crate) fn is_verifiers(&self) -> bool {
        let Inflated { outcome, oddities, read_as, .. } = &self.entry.inflated;
        let is_unknown = |oddity: &Oddity| match oddity.kind {
            OddityKind::ReadAs { declared, .. } => declared.coding().is_none(),
            _ => false,
        };
        let found = if oddities.iter().any(is_unknown) {
            *read_as == Coding::Deflated
        } else {
            self.entry.refused.is_none()
        };
        found && !matches!(outcome, Outcome::Partial { .. })
    }
}

impl Package {
    /// Opens an archive; an error where neither reading finds one.
    pub(crate) fn open(source: &Source, budget: &mut Budget) -> Result<Self, Error> {
        let open = Arc::new(OpenArchive::open(source, budget)?);
        Ok(Self { open, oddities: Vec::new(), bytes_read: 0, scratch: Scratch::default() })
    }

    pub(crate) fn archive(&self) -> &Archive {
        &self.open.archive
    }

    /// The entries of this name, in the directory's order.
    pub(crate) fn named(&self, name: &[u8]) -> Vec<EntryIndex> {
        self.archive().named(name).map(Entry::index).collect()
    }

    /// The entry's name, for people.
    pub(crate) fn name(&self, index: EntryIndex) -> String {
        self.archive()
            .entry(index)
            .map_or_else(|_| format!("#{index}"), |entry| entry.name_lossy().into_owned())
    }

    /// The entry's bytes as the platform reads them; what it cannot read is recovered.
    pub(crate) fn read(&mut self, index: EntryIndex, budget: &mut Budget) -> Result<Content, Error> {
        let mut bytes = Vec::new();
        let entry = self.open.read(&mut self.scratch, index, budget, &mut bytes)?;
        self.bytes_read = self.bytes_read.saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        self.oddities.extend(entry.inflated.oddities.iter().cloned());
        Ok(Content { index, source: Source::from_bytes(bytes), entry })
    }
}
