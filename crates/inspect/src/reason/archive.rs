//! Why an archive or an entry could not be read.

use beian_archive::{Error, Rule};
use beian_model::{Bilingual, Phrase};

use super::because;

/// Why an archive or an entry could not be read, or is not read by the platform.
pub(crate) fn archive(error: &Error) -> Bilingual {
    let phrase = match error {
        Error::Open { .. } => Phrase::ArchiveOpen,
        Error::Io { .. } => Phrase::ArchiveIo,
        Error::Short { .. } => Phrase::ArchiveShort,
        Error::Refused { rule, .. } => of_rule(*rule),
        Error::NotAnArchive { .. } => Phrase::ArchiveNotAnArchive,
        Error::Limit { .. } => Phrase::ArchiveLimit,
        _ => Phrase::ArchiveOtherRule,
    };
    because(phrase, error)
}

/// That an entry could be read in part.
pub(crate) fn partial(bytes: u64, declared: u64) -> Bilingual {
    let counts = [("bytes", bytes.to_string().into()), ("declared", declared.to_string().into())];
    Phrase::ReasonPartial.with(&counts)
}

/// The rule that an archive or an entry breaks.
pub(crate) fn rule(rule: Rule) -> Bilingual {
    because(of_rule(rule), &rule)
}

fn of_rule(rule: Rule) -> Phrase {
    match rule {
        Rule::FileSize => Phrase::ArchiveFileSize,
        Rule::EndRecord => Phrase::ArchiveEndRecord,
        Rule::EndOfFile => Phrase::ArchiveEndOfFile,
        Rule::Zip64End => Phrase::ArchiveZip64End,
        Rule::DirectoryBounds => Phrase::ArchiveDirectoryBounds,
        Rule::NotEmpty => Phrase::ArchiveNotEmpty,
        Rule::DirectoryRecord => Phrase::ArchiveDirectoryRecord,
        Rule::Zip64Extra => Phrase::ArchiveZip64Extra,
        Rule::LocalOffset => Phrase::ArchiveLocalOffset,
        Rule::EntryName => Phrase::ArchiveEntryName,
        Rule::UniqueNames => Phrase::ArchiveUniqueNames,
        Rule::FirstSignature => Phrase::ArchiveFirstSignature,
        Rule::LocalHeader => Phrase::ArchiveLocalHeader,
        Rule::LocalName => Phrase::ArchiveLocalName,
        Rule::LocalSizes => Phrase::ArchiveLocalSizes,
        Rule::DataBounds => Phrase::ArchiveDataBounds,
        Rule::Method => Phrase::ArchiveMethod,
        Rule::Inflate => Phrase::ArchiveInflate,
        Rule::Descriptor => Phrase::ArchiveDescriptor,
        _ => Phrase::ArchiveOtherRule,
    }
}
