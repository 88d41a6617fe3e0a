//! Extracting an entry exactly as the platform does.

use crate::ahead::Ahead;
use crate::archive::Archive;
use crate::descriptor;
use crate::entry::{Coding, Entry, EntryIndex, Sizes};
use crate::error::{Error, What};
use crate::limits::Budget;
use crate::local::{self, Found};
use crate::oddity::same_block;
use crate::read::{Scratch, fill};
use crate::rule::Rule;
use crate::source::to_u64;
use crate::strict::refused;

impl Archive {
    /// Whether the platform finds the entry at `index` (`zip_archive.cc`, `FindEntry`), and why not otherwise.
    pub fn find_as_platform(&self, index: EntryIndex) -> Result<(), Error> {
        local::find_strictly(self, &Ahead::nothing(&self.source), self.entry(index)?)?;
        Ok(())
    }

    /// Puts the bytes of the entry at `index` into `out` if the platform extracts them, and says why it does not
    /// otherwise (`zip_archive.cc`, `FindEntry` and `extractToWriter`).
    ///
    /// Slower than [`Archive::read`], and all or nothing; it needs no [`Reading::Strict`](crate::Reading) archive, but
    /// only in such a one is the answer the platform's.
    pub fn extract_as_platform(
        &self,
        scratch: &mut Scratch,
        index: EntryIndex,
        budget: &mut Budget,
        out: &mut Vec<u8>,
    ) -> Result<(), Error> {
        let entry = self.entry(index)?;
        let found = local::find_strictly(self, &Ahead::nothing(&self.source), entry)?;
        match entry.method.coding() {
            Some(Coding::Stored) => self.copy(&found, budget, out)?,
            Some(Coding::Deflated) => self.inflate(scratch, entry, &found, budget, out)?,
            None => {
                let method = entry.method.0.into();
                return Err(refused(Rule::Method, What::CentralHeader, entry.local_offset, method, 8));
            }
        }
        if found.local.has_descriptor() { self.check_descriptor(entry, found.data.end) } else { Ok(()) }
    }

    fn copy(&self, found: &Found, budget: &mut Budget, out: &mut Vec<u8>) -> Result<(), Error> {
        *out = self.source.read_vec(found.data.clone(), budget)?;
        Ok(())
    }

    fn inflate(
        &self,
        scratch: &mut Scratch,
        entry: &Entry,
        found: &Found,
        budget: &mut Budget,
        out: &mut Vec<u8>,
    ) -> Result<(), Error> {
        let Sizes { compressed, uncompressed, .. } = entry.sizes;
        let Scratch { inflater, input, .. } = scratch;
        let input = fill(&self.source, found.data.clone(), budget, input)?;
        let used = inflater.inflate_exactly(input, uncompressed, budget, out)?;
        match used {
            Some(used) if same_block(used, compressed) => Ok(()),
            _ => {
                let got = to_u64(out.len());
                Err(refused(Rule::Inflate, What::Data, found.data.start, got, uncompressed))
            }
        }
    }

    fn check_descriptor(&self, entry: &Entry, at: u64) -> Result<(), Error> {
        match descriptor::read(self, &Ahead::nothing(&self.source), entry, at)? {
            Some(sizes) if sizes == entry.sizes => Ok(()),
            other => {
                let crc = other.map_or(0, |sizes| sizes.crc).into();
                Err(refused(Rule::Descriptor, What::Descriptor, at, crc, entry.sizes.crc.into()))
            }
        }
    }
}
