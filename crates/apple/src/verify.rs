//! Whether the code signature of one slice holds, and who signed.
//!
//! The measure is Security's static validation (`OSX/libsecurity_codesigning/lib/StaticCode.cpp`). What it does not ask is not asked here:
//! no clock, no revocation. Each part is judged by itself, so that whoever tampered with one thing is seen to have done that:
//!
//! | part | question |
//! | --- | --- |
//! | [`Cms`] | does the message sign the code directories that are there? |
//! | [`pages()`] | are the bytes of the slice those that the code directories seal? |
//! | [`Slots`] | are `Info.plist`, `CodeResources` and the blobs those that they seal? |
//! | [`Chain`] | whose certificate is it, and does a root that is trusted stand behind it? |
//!
//! ```
//! use beian_apple::code_signature::CodeSignature;
//! use beian_apple::macho::MachFile;
//! use beian_apple::verify::{Anchors, Cms, Sealed, verify};
//! use beian_archive::{Budget, Limits};
//! use beian_testkit::macho::{Mach, Signature};
//!
//! let bytes = Mach { signature: Some(Signature::ad_hoc("org.example.app")), ..Mach::arm64() }.build();
//! let file = MachFile::parse(&bytes)?;
//! let slice = &file.slices[0];
//! let signature = CodeSignature::parse(slice.code_signature_bytes(&bytes).unwrap())?;
//! let sealed = Sealed { info: Some(b"<plist/>"), resources: None };
//! let mut budget = Budget::new(&Limits::default());
//! let verdict = verify(slice.bytes(&bytes), &signature, &sealed, &Anchors::apple(), &mut budget);
//! assert_eq!((verdict.cms, verdict.pages), (Cms::AdHoc, Some(true)));
//! # Ok::<(), beian_apple::Error>(())
//! ```

mod agility;
mod class;
mod cms;
mod directories;
mod pages;
mod slots;
#[cfg(test)]
mod tests;

use beian_archive::Budget;
use beian_pki::Certificate;
use beian_pki::cms::SignedData;
use beian_pki::time::Timestamp;

pub use agility::AgilityFault;
pub use class::{Anchors, Chain, Class, LeafKind};
pub use cms::{Cms, Fault, Unread};
pub use directories::DirectoryFault;
pub use pages::pages;
pub use slots::{Sealed, SlotState, Slots};

use crate::code_signature::CodeSignature;

/// What verifying a slice found.
#[derive(Clone, Debug, PartialEq)]
pub struct SliceVerdict {
    /// Whether the message signs the code directories.
    pub cms: Cms,
    /// The message as far as it could be read, whether it holds or not.
    pub message: Option<SignedData>,
    /// The certificate that the first signer names, by its place in the message, whether the signature holds or not.
    pub leaf: Option<usize>,
    /// When the signer says that it signed, in its signed attributes. Nobody else vouches for it.
    pub signing_time: Option<Timestamp>,
    /// Who stands behind the certificate, where there is one.
    pub chain: Option<Chain>,
    /// Whether all pages of all code directories hash to what stands there; `None` where no hash function is known.
    pub pages: Option<bool>,
    /// What the special slots seal.
    pub slots: Slots,
}

impl SliceVerdict {
    /// The certificate that the first signer names.
    pub fn certificate(&self) -> Option<&Certificate> {
        self.message.as_ref()?.certificates.get(self.leaf?)
    }

    /// Whether all of it holds: `Some(true)` only where everything was checked, held, and is anchored; `Some(false)` where something does
    /// not hold or nobody signed; `None` where a part could not be checked or the chain ends at nobody who is trusted.
    pub fn holds(&self) -> Option<bool> {
        let cms = match &self.cms {
            Cms::Valid { .. } => Some(true),
            Cms::Unreadable(_) => None,
            Cms::Invalid(_) | Cms::Absent | Cms::AdHoc => Some(false),
        };
        let anchored = self.chain.as_ref().is_some_and(|chain| chain.anchored).then_some(true);
        let slots = self.slots.each().map(|(_, state)| state.map(SlotState::holds));
        let mut parts = [cms, self.pages, anchored].into_iter().chain(slots);
        if parts.clone().any(|part| part == Some(false)) {
            return Some(false);
        }
        parts.all(|part| part == Some(true)).then_some(true)
    }
}

/// Verifies the signature of a slice. `slice` is all of the slice's bytes; `sealed` is what its code directories seal outside of it. The
/// work is that of hashing the slice once for each code directory, six at most, and of as many signatures as a chain may cost; what is
/// copied out of the message is taken from `budget`.
pub fn verify(
    slice: &[u8],
    signature: &CodeSignature<'_>,
    sealed: &Sealed<'_>,
    anchors: &Anchors,
    budget: &mut Budget,
) -> SliceVerdict {
    let checked = cms::verify(signature, budget);
    let leaf = checked.message.as_ref().and_then(cms::leaf);
    let certificates = checked.message.as_ref().map_or(&[][..], |message| &message.certificates);
    let chain = leaf.and_then(|leaf| Chain::of(certificates, leaf, anchors));
    let cms = match (checked.verdict, &chain) {
        (Cms::Valid { signer }, Some(chain)) => cms::with_team(signer, certificates, chain, signature),
        (verdict, _) => verdict,
    };
    SliceVerdict {
        cms,
        leaf,
        signing_time: checked.message.as_ref().and_then(cms::signing_time),
        chain,
        pages: pages(slice, signature),
        slots: Slots::of(signature, sealed),
        message: checked.message,
    }
}
