//! Entries as a verifier reads them: what makes one unfit, and the files of signatures.

use std::collections::HashSet;

use beian_archive::{
    Archive, Budget, Coding, Entry, EntryIndex, Error, Inflated, OddityKind, Outcome, Scratch,
};

use super::issue::{EntryFault, JarIssue};

/// What it means that an entry was not read: the platform refuses it, or nobody knows.
pub(super) fn not_read(entry: Vec<u8>, error: Error) -> JarIssue {
    match error {
        Error::Refused { .. } => JarIssue::MalformedEntry { entry, fault: EntryFault::Refused(error) },
        error => JarIssue::EntryNotRead { entry, error },
    }
}

/// What makes bytes unfit that were read (`LocalFileRecord.outputUncompressedData`, and what libziparchive refuses). CRCs are not looked
/// at, descriptors neither. Data of an unknown method are inflated, and nothing else.
pub(super) fn fault(inflated: &Inflated) -> Option<EntryFault> {
    if !inflated.agree_on_descriptor {
        return Some(EntryFault::DescriptorFlag);
    }
    if let Outcome::Partial { .. } = inflated.outcome {
        return Some(EntryFault::Incomplete);
    }
    let unfit = |kind: &&OddityKind| match kind {
        OddityKind::ReadAs { declared, read_as } => declared.coding().is_some() || *read_as == Coding::Stored,
        OddityKind::LocalHeaderMissing { .. }
        | OddityKind::LocalName { .. }
        | OddityKind::LocalSizes { .. }
        | OddityKind::DataOutside { .. }
        | OddityKind::DataMoved { .. }
        | OddityKind::SizeDiffers { .. }
        | OddityKind::StreamBroken { .. }
        | OddityKind::Zip64Broken => true,
        _ => false,
    };
    inflated.oddities.iter().map(|oddity| &oddity.kind).find(unfit).cloned().map(EntryFault::Odd)
}

/// What makes entries unfit that the archive's reader does not tell.
pub(super) struct Headers<'a> {
    archive: &'a Archive,
    zip64: HashSet<EntryIndex>,
}

impl<'a> Headers<'a> {
    pub(super) fn of(archive: &'a Archive) -> Self {
        let is_zip64 = |kind: &OddityKind| matches!(kind, OddityKind::Zip64 | OddityKind::Zip64Broken);
        let zip64 = archive.oddities().iter().filter(|oddity| is_zip64(&oddity.kind));
        Self { archive, zip64: zip64.filter_map(|oddity| oddity.entry).collect() }
    }

    pub(super) fn fault(&self, entry: &Entry) -> Option<EntryFault> {
        self.zip64.contains(&entry.index()).then_some(EntryFault::Zip64)
    }

    /// The bytes of one of a signature's files.
    pub(super) fn file(
        &self,
        entry: &Entry,
        scratch: &mut Scratch,
        budget: &mut Budget,
    ) -> Result<Vec<u8>, JarIssue> {
        let mut bytes = Vec::new();
        let read = self.archive.read_with(scratch, entry.index(), budget, &mut bytes);
        let fault = read.map(|inflated| self.fault(entry).or(fault(&inflated)));
        let name = entry.name().to_vec();
        match fault {
            Ok(None) => Ok(bytes),
            Ok(Some(fault)) => Err(JarIssue::MalformedEntry { entry: name, fault }),
            Err(error) => Err(not_read(name, error)),
        }
    }
}
