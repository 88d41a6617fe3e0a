//! What was not read of an entry, and why.

use beian_archive::{Entry, Error, Outcome};
use beian_model::{Bilingual, Phrase, UnreadReason};
use beian_readers::{Part, Unread};

use crate::reason;

/// The bit that says that an entry is encrypted (APPNOTE.TXT, section 4.4.4).
const ENCRYPTED: u16 = 1;

/// What was not read of an entry.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Missed {
    pub(crate) why: UnreadReason,
    /// How many bytes, where known.
    pub(crate) bytes: Option<u64>,
    pub(crate) cause: Bilingual,
}

impl Missed {
    /// By an error of the archive's reader.
    pub(crate) fn error(error: &Error, bytes: Option<u64>) -> Self {
        let why = match error {
            Error::Limit { .. } => UnreadReason::Limit,
            _ => UnreadReason::Damaged,
        };
        Self { why, bytes, cause: reason::archive(error) }
    }

    /// Why nothing of an entry could be read.
    pub(crate) fn of_entry(entry: &Entry, error: &Error) -> Self {
        flagged(entry, Self::error(error, Some(entry.uncompressed_size())))
    }

    /// What is missing of an entry, by how far it could be read.
    pub(crate) fn of_outcome(entry: &Entry, outcome: Outcome) -> Option<Self> {
        let size = entry.uncompressed_size();
        let (bytes, cause) = match outcome {
            Outcome::Complete => return None,
            // What has all its bytes, though not the declared ones, counts as read, unless it says itself why not.
            Outcome::CrcDiffers { .. } if !is_encrypted(entry) && entry.method().coding().is_some() => {
                return None;
            }
            Outcome::CrcDiffers { .. } => (Some(size), reason::partial(0, size)),
            Outcome::Partial { bytes, declared } => {
                (declared.checked_sub(bytes), reason::partial(bytes, declared))
            }
        };
        Some(flagged(entry, Self { why: UnreadReason::Damaged, bytes, cause }))
    }

    /// Why an archive within could not be opened. Its bytes are searched all the same.
    pub(crate) fn of_archive(error: &Error, bytes: u64) -> Self {
        let missed = Self::error(error, Some(bytes));
        match missed.why {
            UnreadReason::Limit => missed,
            _ => Self { why: UnreadReason::Unparsable, ..missed },
        }
    }

    /// That bytes of no known format look random.
    pub(crate) fn opaque(bytes: u64) -> Self {
        Self { why: UnreadReason::HighEntropy, bytes: Some(bytes), cause: Phrase::UnreadRandom.words() }
    }

    /// That this program failed.
    pub(crate) fn fault(words: &str, bytes: Option<u64>) -> Self {
        let cause = Phrase::UnreadFault.with(&[("cause", words.into())]);
        Self { why: UnreadReason::Fault, bytes, cause }
    }

    /// What a reader could not read.
    pub(crate) fn of_part(part: &Part) -> Self {
        let because = |phrase: Phrase, cause: &str| phrase.with(&[("cause", cause.into())]);
        let (why, cause) = match &part.why {
            Unread::Broken(cause) => (UnreadReason::Unparsable, because(Phrase::UnreadBroken, cause)),
            Unread::Limit(error) => (UnreadReason::Limit, reason::archive(error)),
            Unread::Encrypted => (UnreadReason::Encrypted, Phrase::UnreadEncrypted.words()),
            Unread::Unsupported(what) => {
                (UnreadReason::UnsupportedVariant, because(Phrase::UnreadUnsupported, what))
            }
            other => (UnreadReason::Unparsable, because(Phrase::UnreadBroken, &format!("{other:?}"))),
        };
        Self { why, bytes: Some(part.span.len()), cause }
    }

    pub(crate) fn too_many(dropped: u64) -> Self {
        let cause = Phrase::UnreadTooMany.with(&[("count", dropped.to_string().into())]);
        Self { why: UnreadReason::Limit, bytes: None, cause }
    }
}

/// Why an entry could not be read, if it says itself that it is encrypted, or of a method that nobody knows. The platform
/// ignores the bit, and packages set it to mislead readers: so both count only where reading failed.
fn flagged(entry: &Entry, missed: Missed) -> Missed {
    if missed.why == UnreadReason::Limit {
        return missed;
    }
    if is_encrypted(entry) {
        let cause = Phrase::UnreadEncrypted.words();
        return Missed { why: UnreadReason::Encrypted, cause, ..missed };
    }
    if entry.method().coding().is_none() {
        let cause = Phrase::UnreadMethod.with(&[("method", entry.method().0.to_string().into())]);
        return Missed { why: UnreadReason::UnknownMethod, cause, ..missed };
    }
    missed
}

fn is_encrypted(entry: &Entry) -> bool {
    entry.flags() & ENCRYPTED != 0
}
