//! The bytes of a slice against its code directories (Security's `StaticCode.cpp`, `SecStaticCode::validateExecutable`, and
//! `codedirectory.cpp`, `CodeDirectory::checkIntegrity`).

use crate::code_signature::{CodeDirectory, CodeSignature};

/// Whether all pages of all code directories whose hash function is known hash to what stands there; `None` where there is no such code
/// directory. Beside one that is known, others are passed over, as Security does.
///
/// Pages stand one behind the other from the start of the slice, whatever a scatter vector says: Security does not look at it either when
/// it validates. A directory whose number of hashes is not that of its pages differs, and so does one that reaches beyond the slice.
pub fn pages(slice: &[u8], signature: &CodeSignature<'_>) -> Option<bool> {
    let mut known = signature.directories.iter().filter(|it| it.hash_type.algorithm().is_some()).peekable();
    known.peek()?;
    Some(known.all(|directory| holds(slice, directory)))
}

fn holds(slice: &[u8], directory: &CodeDirectory<'_>) -> bool {
    if pages_of(directory) != Some(u64::from(directory.code_slots)) {
        return false;
    }
    // A directory has at least a hash's bytes for each page, so a number of pages that lies ends early.
    (0..directory.code_slots).all(|number| {
        let Some(stored) = directory.code_slot(number) else { return false };
        let bytes = page(slice, directory, number);
        bytes.and_then(|bytes| directory.hash_type.digest(bytes)).as_deref() == Some(stored)
    })
}

/// How many pages the code limit makes. Paged code has to have a byte at least.
fn pages_of(directory: &CodeDirectory<'_>) -> Option<u64> {
    let limit = directory.code_limit;
    match directory.page_size() {
        Some(size) => (limit > 0).then(|| limit.div_ceil(size)),
        None => (directory.page_shift == 0).then_some(u64::from(limit > 0)),
    }
}

fn page<'b>(slice: &'b [u8], directory: &CodeDirectory<'_>, number: u32) -> Option<&'b [u8]> {
    let range = directory.page_range(number)?;
    slice.get(usize::try_from(range.start).ok()?..usize::try_from(range.end).ok()?)
}
