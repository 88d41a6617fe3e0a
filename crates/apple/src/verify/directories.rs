//! Which code directories a signature counts (Security's `StaticCode.cpp`, `SecStaticCode::loadCodeDirectories`).

use thiserror::Error as ThisError;

use crate::code_signature::{CodeDirectory, CodeSignature, HashType, Slot};

/// Why the code directories of a signature are refused as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ThisError)]
pub enum DirectoryFault {
    /// None stands in slot 0, which is the one that messages sign.
    #[error("there is no code directory in slot 0")]
    Absent,
    /// One cannot be read, or is inconsistent: then none counts.
    #[error("{0}: broken")]
    Broken(Slot),
    /// Two have the same hash function.
    #[error("two code directories of {0}")]
    Repeated(HashType),
}

/// The code directories, ordered by hash function as Security's map is: that of slot 0, and alternates up to the first slot without one.
pub(super) struct Directories<'s, 'a> {
    /// That of slot 0: what a message signs.
    pub(super) base: &'s CodeDirectory<'a>,
    sorted: Vec<&'s CodeDirectory<'a>>,
}

impl<'s, 'a> Directories<'s, 'a> {
    pub(super) fn of(signature: &'s CodeSignature<'a>) -> Result<Self, DirectoryFault> {
        let slots = (0..5).map(|index| Slot(Slot::ALTERNATE_CODE_DIRECTORIES.0.saturating_add(index)));
        let problems =
            |slot| signature.problems.iter().filter(move |problem| problem.slot == Some(slot)).count();
        let present =
            |slot: &Slot| problems(*slot) > 0 || signature.blobs.iter().any(|blob| blob.slot == *slot);
        let mut sorted: Vec<&CodeDirectory<'_>> = Vec::new();
        let mut base = None;
        for slot in std::iter::once(Slot::CODE_DIRECTORY).chain(slots).take_while(present) {
            let directory = signature.directories.iter().find(|directory| directory.slot == slot);
            let directory = directory.ok_or(DirectoryFault::Broken(slot))?;
            // What can be wrong with one is what `CodeDirectory::checkIntegrity` refuses, or what xnu does: hashes of another size
            // (`cs_validate_codedirectory`), a second one in its slot (`cs_validate_csblob`). A hash function that is not known is told
            // as well, and is for whoever needs it.
            let is_unknown = directory.hash_type.algorithm().is_none();
            if problems(slot) > usize::from(is_unknown) {
                return Err(DirectoryFault::Broken(slot));
            }
            if sorted.iter().any(|other| other.hash_type == directory.hash_type) {
                return Err(DirectoryFault::Repeated(directory.hash_type));
            }
            base.get_or_insert(directory);
            sorted.push(directory);
        }
        sorted.sort_by_key(|directory| directory.hash_type.0);
        Ok(Self { base: base.ok_or(DirectoryFault::Absent)?, sorted })
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &'s CodeDirectory<'a>> {
        self.sorted.iter().copied()
    }

    /// A hash function that is not known.
    pub(super) fn unknown(&self) -> Option<HashType> {
        self.iter().map(|directory| directory.hash_type).find(|hash| hash.algorithm().is_none())
    }

    pub(super) fn len(&self) -> usize {
        self.sorted.len()
    }
}
