//! What special slots seal (Security's `StaticCode.cpp`, `SecStaticCode::component` and `validateComponent`).

use crate::code_signature::{Blob, CodeDirectory, CodeSignature, Slot};

/// What stands outside of a slice and is sealed in it. `None` says that it is not there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sealed<'a> {
    /// The bundle's `Info.plist`.
    pub info: Option<&'a [u8]>,
    /// The bundle's `_CodeSignature/CodeResources`.
    pub resources: Option<&'a [u8]>,
}

/// What a part is against the hashes that seal it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SlotState {
    /// All code directories seal it as it is.
    Ok,
    /// One does not: it seals other bytes, or nothing while another seals something.
    Differs,
    /// One seals something, and the part is not there.
    Missing,
    /// The part is not there, and nothing is sealed.
    Absent,
    /// The part is there, and nothing is sealed: anybody may have put it there.
    NotSealed,
}

/// The state of each slot; `None` where no code directory's hash function is known, so that nothing could be compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Slots {
    /// Slot 1, `Info.plist`.
    pub info: Option<SlotState>,
    /// Slot 2, the requirements.
    pub requirements: Option<SlotState>,
    /// Slot 3, `CodeResources`.
    pub resources: Option<SlotState>,
    /// Slot 5, the entitlements.
    pub entitlements: Option<SlotState>,
    /// Slot 7, the entitlements in DER.
    pub der_entitlements: Option<SlotState>,
}

impl SlotState {
    /// Its name in reports, which call both what is sealed and missing and what was never there absent.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Differs => "differs",
            Self::Missing | Self::Absent => "absent",
            Self::NotSealed => "not-sealed",
        }
    }

    /// Whether it speaks for the signature. Security overlooks a part that is not sealed, as if it were not there; whoever goes on to read
    /// it may not.
    pub fn holds(self) -> bool {
        matches!(self, Self::Ok | Self::Absent)
    }
}

impl Slots {
    pub(super) fn of(signature: &CodeSignature<'_>, sealed: &Sealed<'_>) -> Self {
        let blob = |slot| state(signature, slot, signature.blob(slot).and_then(Blob::hashed));
        Self {
            info: state(signature, Slot::INFO, sealed.info),
            requirements: blob(Slot::REQUIREMENTS),
            resources: state(signature, Slot::RESOURCES, sealed.resources),
            entitlements: blob(Slot::ENTITLEMENTS),
            der_entitlements: blob(Slot::DER_ENTITLEMENTS),
        }
    }

    /// All of them, by slot.
    pub fn each(&self) -> impl Iterator<Item = (Slot, Option<SlotState>)> + Clone + use<> {
        [
            (Slot::INFO, self.info),
            (Slot::REQUIREMENTS, self.requirements),
            (Slot::RESOURCES, self.resources),
            (Slot::ENTITLEMENTS, self.entitlements),
            (Slot::DER_ENTITLEMENTS, self.der_entitlements),
        ]
        .into_iter()
    }
}

fn state(signature: &CodeSignature<'_>, slot: Slot, part: Option<&[u8]>) -> Option<SlotState> {
    let known = |directory: &&CodeDirectory<'_>| directory.hash_type.algorithm().is_some();
    let mut directories = signature.directories.iter().filter(known).peekable();
    directories.peek()?;
    let is_sealed = directories.clone().any(|directory| directory.sealed(slot).is_some());
    let mut holds = |part| directories.all(|it| it.hash_type.digest(part).as_deref() == it.sealed(slot));
    Some(match (part, is_sealed) {
        (Some(part), true) if holds(part) => SlotState::Ok,
        (Some(_), true) => SlotState::Differs,
        (Some(_), false) => SlotState::NotSealed,
        (None, true) => SlotState::Missing,
        (None, false) => SlotState::Absent,
    })
}
