//! Why facts of a manifest could not be read.

use beian_android::manifest::Problem;
use beian_android::{Error, Platform, ResourceId};
use beian_model::{Bilingual, Phrase};

use super::because;

/// What Android does with something odd in binary XML or a resource table.
pub(crate) fn platform(platform: Platform) -> Bilingual {
    let source = [("source", "androidfw".into())];
    match platform {
        Platform::Accepts => Phrase::PlatformAccepts.with(&source),
        Platform::Refuses => Phrase::PlatformRefuses.with(&source),
        Platform::Unknown => Phrase::PlatformUnknown.words(),
    }
}

/// Why a document or table could not be read.
pub(crate) fn structure(error: &Error) -> Bilingual {
    use Error as E;
    let phrase = match error {
        E::Truncated { .. } | E::SizeBeyondEnd { .. } => Phrase::StructureTruncated,
        E::HeaderTooSmall { .. } => Phrase::StructureHeader,
        E::SizeBelowHeader { .. } | E::Unaligned { .. } => Phrase::StructureSize,
        E::PlainTextXml => Phrase::StructurePlainText,
        E::NoRootNode { .. } => Phrase::StructureNoRoot,
        E::NoStringPool { .. } => Phrase::StructureNoPool,
        E::OutOfRange { .. } | E::BelowLeast { .. } => Phrase::StructureRange,
        E::NotTerminated { .. } | E::StringNotTerminated { .. } => Phrase::StructureNotTerminated,
        E::StringIndex { .. } => Phrase::StructureStringIndex,
        E::StringBeyondPool { .. } | E::StringLengthsDisagree { .. } => Phrase::StructureString,
        E::TooManyPackages { .. } => Phrase::StructurePackages,
        E::NoTypeSpec { .. } | E::Repeated { .. } => Phrase::StructureTypes,
        _ => Phrase::StructureOther,
    };
    because(phrase, error)
}

/// Why a fact of a manifest could not be read.
pub(crate) fn fact(problem: &Problem) -> Bilingual {
    use Problem as P;
    let id = |id: &ResourceId| ("id", id.to_string().into());
    let cause = |error: &Error| ("cause", structure(error).into());
    let technical = ("cause", problem.to_string().into());
    match problem {
        P::ReferenceToMissing { id: missing } => Phrase::ReasonMissing.with(&[id(missing)]),
        P::ReferenceToOtherPackage { id: other } => Phrase::ReasonOtherPackage.with(&[id(other)]),
        P::ReferenceCycle { id: again } => Phrase::ReasonCycle.with(&[id(again)]),
        P::ReferenceTooDeep { id: last } => Phrase::ReasonTooDeep.with(&[id(last)]),
        P::NoTable { id: wanted } => Phrase::ReasonNoTable.with(&[id(wanted)]),
        P::TableUnreadable { id: wanted, error } => {
            Phrase::ReasonTableUnreadable.with(&[id(wanted), cause(error)])
        }
        P::EntryUnreadable { id: wanted, error } => {
            Phrase::ReasonEntryUnreadable.with(&[id(wanted), cause(error)])
        }
        P::StringUnreadable { error } => Phrase::ReasonStringUnreadable.with(&[cause(error)]),
        P::NulInText => Phrase::ReasonNul.words(),
        P::StatedLength { .. } => Phrase::ReasonStatedLength.with(&[technical]),
        P::OtherRawValue => Phrase::ReasonOtherRaw.words(),
        P::InvalidText => Phrase::ReasonInvalidText.words(),
        P::WrongType { .. } => Phrase::ReasonWrongType.with(&[technical]),
        P::AttributeWithoutId { .. } => Phrase::ReasonAttributeId.with(&[technical]),
        P::AttributeUnreadable { error } => Phrase::ReasonAttribute.with(&[cause(error)]),
        P::DocumentBroken { error } => Phrase::ReasonBroken.with(&[cause(error)]),
        P::ElementMisplaced { depth } => Phrase::ReasonMisplaced.with(&[("depth", depth.to_string().into())]),
        P::NotManifest => Phrase::ReasonNotManifest.words(),
        P::LimitReached => Phrase::ReasonLimit.words(),
        _ => Phrase::ReasonUnknown.with(&[technical]),
    }
}
