//! The data descriptor behind an entry's data, APPNOTE.TXT section 4.3.9.

use crate::ahead::Ahead;
use crate::archive::Archive;
use crate::entry::{Coding, Entry, Sizes};
use crate::error::{Error, What};
use crate::oddity::OddityKind;
use crate::read::Attempt;
use crate::records::{DESCRIPTOR_SIGNATURE, Fields, signature_at};
use crate::source::to_u64;

/// Signature, CRC and two sizes of eight bytes. The platform reads as many, whatever of them it needs.
pub(crate) const READ_LEN: usize = 24;

/// What is odd about the descriptor behind the data of `attempt`, as the platform looks at it (`zip_archive.cc`,
/// `ValidateDataDescriptor`).
pub(crate) fn check(
    archive: &Archive,
    source: &Ahead<'_>,
    entry: &Entry,
    attempt: &Attempt,
) -> Result<Option<OddityKind>, Error> {
    let Sizes { compressed, uncompressed, .. } = entry.sizes;
    let len = if attempt.coding == Coding::Stored { uncompressed } else { compressed };
    let at = attempt.data.start.saturating_add(len).min(source.len());
    let descriptor = read(archive, source, entry, at)?;
    let differs = descriptor != Some(entry.sizes);
    Ok(differs.then_some(OddityKind::Descriptor { central: entry.sizes, descriptor }))
}

/// The descriptor at `at`; `None` where the source ends before.
pub(crate) fn read(
    archive: &Archive,
    source: &Ahead<'_>,
    entry: &Entry,
    at: u64,
) -> Result<Option<Sizes>, Error> {
    let mut buf = [0; READ_LEN];
    let available = source.len().saturating_sub(at).min(to_u64(buf.len()));
    let head = buf.get_mut(..usize::try_from(available).unwrap_or(0)).unwrap_or(&mut []);
    source.read_what(What::Descriptor, at, head)?;
    let long = entry.sizes.compressed.max(entry.sizes.uncompressed) >= u32::MAX.into();
    Ok(parse(head, long && archive.release.reads_zip64()))
}

fn parse(bytes: &[u8], long: bool) -> Option<Sizes> {
    let mut fields = Fields(bytes);
    if signature_at(bytes)? == DESCRIPTOR_SIGNATURE {
        fields.skip(4)?;
    }
    let crc = fields.u32()?;
    let mut size = || if long { fields.u64() } else { fields.u32().map(u64::from) };
    Some(Sizes { crc, compressed: size()?, uncompressed: size()? })
}
