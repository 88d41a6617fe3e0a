//! A package: its archive, and what reading its entries showed.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use beian_archive::{
    Archive, Budget, Coding, Entry, EntryIndex, Error, Inflated, Oddity, OddityKind, Outcome, Scratch, Source,
};

use beian_model::{Coverage, Platform, Unread};

use crate::feeder::{Fed, Kept};
use crate::findings::Findings;
use crate::missed::Missed;
use crate::open::{self, OpenArchive, Refusal};
use crate::{container, hosts};

/// A package while it is being read.
pub(crate) struct Package {
    pub(crate) open: Arc<OpenArchive>,
    /// Whose package it is.
    pub(crate) platform: Platform,
    /// What reading entries showed, beside what opening did.
    pub(crate) oddities: Vec<Oddity>,
    /// Bytes read out of entries.
    pub(crate) bytes_read: u64,
    /// What was not read, with the number of its entry.
    unread: Vec<(usize, Unread)>,
    /// The entries that were read whole, so that none is read twice.
    kept: BTreeMap<EntryIndex, Result<Rc<Content>, Error>>,
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

    /// What is handed over to whoever reads everything.
    pub(crate) fn kept(&self) -> Kept {
        let strictly = !matches!(self.entry.refused, Some(Refusal::Strict(_)));
        let (bytes, inflated) = (self.source.clone(), self.entry.inflated.clone());
        Kept { index: self.index, bytes, inflated, strictly }
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

/// What the signers may cost, in bytes: those of their files, and what is made of them.
const FOR_SIGNERS: u64 = 64 << 20;

impl Package {
    /// Sets aside what whoever reads everything else may spend while the entries at `held` are read, and says how much that is.
    ///
    /// Both spend at the same time, so what each may is settled before: the smaller part has the bytes of the entries that it reads, and
    /// some for what it makes of them.
    pub(crate) fn share(&self, held: &[EntryIndex], budget: &mut Budget) -> u64 {
        let (file, limits) = (self.archive().source().len(), budget.limits());
        let size = |entry: &Entry| {
            let stored = entry.compressed_size().min(file);
            stored.saturating_add(entry.possible_size(file).min(limits.entry_size))
        };
        let entries = held.iter().filter_map(|&index| self.archive().entry(index).ok());
        let left = budget.bytes_left();
        let needed = entries.map(size).fold(0, u64::saturating_add).min(left / 2);
        let rest = left.saturating_sub(needed);
        let others = rest.saturating_sub((rest / 8).min(FOR_SIGNERS));
        budget.set_aside(others);
        others
    }

    /// Opens an archive; an error where neither reading finds one.
    pub(crate) fn open(source: &Source, budget: &mut Budget) -> Result<Self, Error> {
        let open = Arc::new(OpenArchive::open(source, budget)?);
        Ok(Self {
            open,
            platform: Platform::Android,
            oddities: Vec::new(),
            bytes_read: 0,
            unread: Vec::new(),
            kept: BTreeMap::new(),
            scratch: Scratch::default(),
        })
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

    /// Whether [`Package::once`] was asked for an entry.
    pub(crate) fn was_read(&self, index: EntryIndex) -> bool {
        self.kept.contains_key(&index)
    }

    /// An entry's bytes, read once. Where there are none, or not all, or the platform would not read them, that is said.
    pub(crate) fn once(
        &mut self,
        index: EntryIndex,
        budget: &mut Budget,
        findings: &mut Findings,
    ) -> Result<Rc<Content>, Error> {
        if let Some(known) = self.kept.get(&index) {
            return known.clone();
        }
        let read = self.read(index, budget);
        if let Ok(content) = &read {
            container::entry_refused(self, content, findings);
        }
        let entry = self.archive().entry(index)?;
        let missed = match &read {
            Ok(content) => Missed::of_outcome(entry, content.entry.inflated.outcome),
            Err(error) => Some(Missed::of_entry(entry, error)),
        };
        if let Some(missed) = missed {
            let unread = hosts::unread(self.name(index), &missed, findings);
            self.not_read(index.position(), unread);
        }
        let read = read.map(Rc::new);
        self.kept.insert(index, read.clone());
        read
    }

    /// Takes over what feeding all entries to readers showed of them.
    pub(crate) fn take(&mut self, fed: &mut Fed, findings: &mut Findings) {
        self.oddities.append(&mut fed.oddities);
        self.bytes_read = self.bytes_read.saturating_add(fed.bytes);
        self.unread.extend(hosts::missed(fed, findings));
    }

    /// Takes note of what was not read of the entry of this number.
    pub(crate) fn not_read(&mut self, number: usize, unread: Unread) {
        self.unread.push((number, unread));
    }

    /// All entries that were read by [`Package::once`], to be handed over to whoever reads everything.
    pub(crate) fn all_kept(&self) -> Vec<Kept> {
        self.kept.values().flatten().map(|content| content.kept()).collect()
    }

    /// Gives the bytes back that were kept; from now on they would be read again.
    pub(crate) fn forget(&mut self) {
        self.kept.clear();
    }

    /// What reading came to.
    pub(crate) fn coverage(&mut self, coverage: &mut Coverage) {
        coverage.entries = u64::try_from(self.archive().entries().len()).unwrap_or(u64::MAX);
        coverage.bytes_inflated = self.bytes_read;
        let mut unread = std::mem::take(&mut self.unread);
        unread.sort_by_key(|(number, _)| *number);
        coverage.unread = unread.into_iter().map(|(_, unread)| unread).collect();
    }

    /// The entry's bytes as the platform reads them; what it cannot read is recovered. They are not kept.
    pub(crate) fn read(&mut self, index: EntryIndex, budget: &mut Budget) -> Result<Content, Error> {
        let mut bytes = Vec::new();
        let entry = self.open.read(&mut self.scratch, index, budget, &mut bytes)?;
        self.bytes_read = self.bytes_read.saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        self.oddities.extend(entry.inflated.oddities.iter().cloned());
        Ok(Content { index, source: Source::from_bytes(bytes), entry })
    }
}
