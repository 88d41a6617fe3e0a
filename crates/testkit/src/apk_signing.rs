//! Whole packages, signed: v2, v3, v3.1, v3.2 and source stamps in the signing block, v4 beside; v1 by [`crate::jar`] before.
//!
//! The digests here are written for this alone, slowly and plainly, from the documents of the formats
//! (<https://source.android.com/docs/security/features/apksigning/v2>, `fs-verity` in the kernel's documentation): a verifier has to be
//! tested against something that it did not make itself. The same input gives the same bytes each time.
//!
//! ```
//! use beian_testkit::apk_signing::ApkSigner;
//! use beian_testkit::cert::CertificateBuilder;
//! use beian_testkit::signing::{NO_MAX, SignerBuilder};
//! use beian_testkit::zip::ZipBuilder;
//!
//! let shop = CertificateBuilder::new("Shop");
//! let package = ApkSigner::new(&ZipBuilder::new().stored("classes.dex", b"dex").build())
//!     .v2(&SignerBuilder::v2(&shop))
//!     .v3(&SignerBuilder::v3(&shop, 28, NO_MAX))
//!     .sign();
//! assert!(package.apk.windows(16).any(|window| window == b"APK Sig Block 42"));
//! ```

mod digest;
mod idsig;
mod region;
mod stamp;
mod zip;

pub use digest::{ContentDigest, MerkleTree};
pub use idsig::IdsigBuilder;
pub use region::{END_FIELDS, LOCAL_FIELDS, RECORD_FIELDS, Region};
pub use stamp::StampBuilder;

use std::collections::BTreeSet;

use crate::signing::{self, SignerBuilder, SigningBlockBuilder, scheme_value};
use stamp::SchemeDigests;
use zip::Sections;

/// What a signing block's pair of padding is filled up to, and what verity asks of its place.
const PAGE: usize = 4096;
/// The id of the pair of padding.
const PADDING: u32 = 0x4272_6577;

/// Signs an archive's bytes.
#[derive(Clone, Debug)]
pub struct ApkSigner {
    zip: Vec<u8>,
    schemes: Vec<(u32, Vec<SignerBuilder>)>,
    stamps: Vec<StampBuilder>,
    pairs: Vec<(u32, Vec<u8>)>,
    padded: bool,
    idsig: Option<IdsigBuilder>,
}

/// A signed package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// The package.
    pub apk: Vec<u8>,
    /// The v4 signature beside it.
    pub idsig: Option<Vec<u8>>,
    /// The package's bytes, part by part: each byte is in exactly one region.
    pub regions: Vec<Region>,
    /// The same of the v4 signature.
    pub idsig_regions: Vec<Region>,
}

impl ApkSigner {
    /// A signer of this archive, which has no signing block yet. For v1, build it by [`crate::jar::JarBuilder`]; for a source stamp it
    /// needs the entry of [`StampBuilder::entry`].
    pub fn new(zip: &[u8]) -> Self {
        Self {
            zip: zip.to_vec(),
            schemes: Vec::new(),
            stamps: Vec::new(),
            pairs: Vec::new(),
            padded: false,
            idsig: None,
        }
    }

    /// Adds a signer to the v2 block.
    #[must_use]
    pub fn v2(self, signer: &SignerBuilder) -> Self {
        self.scheme(signing::V2, signer)
    }

    /// Adds a signer to the v3 block.
    #[must_use]
    pub fn v3(self, signer: &SignerBuilder) -> Self {
        self.scheme(signing::V3, signer)
    }

    /// Adds a signer to the v3.1 block.
    #[must_use]
    pub fn v31(self, signer: &SignerBuilder) -> Self {
        self.scheme(signing::V31, signer)
    }

    /// Adds a signer to the v3.2 block.
    #[must_use]
    pub fn v32(self, signer: &SignerBuilder) -> Self {
        self.scheme(signing::V32, signer)
    }

    /// Adds a source stamp.
    #[must_use]
    pub fn stamp(mut self, stamp: &StampBuilder) -> Self {
        self.stamps.push(stamp.clone());
        self
    }

    /// Adds a pair of an id that is no scheme's, behind all others.
    #[must_use]
    pub fn pair(mut self, id: u32, value: &[u8]) -> Self {
        self.pairs.push((id, value.to_vec()));
        self
    }

    /// Fills the block up to a multiple of 4,096 bytes by a pair of padding, as apksig does. With a verity digest it is in any case.
    #[must_use]
    pub fn padded(mut self) -> Self {
        self.padded = true;
        self
    }

    /// Adds a v4 signature beside the package.
    #[must_use]
    pub fn v4(mut self, idsig: &IdsigBuilder) -> Self {
        self.idsig = Some(idsig.clone());
        self
    }

    /// Signs.
    ///
    /// # Panics
    ///
    /// If the archive is none, has a signing block, or a v4 signature or stamp has nothing to sign: a test's fault.
    pub fn sign(&self) -> Signed {
        let mut sections = Sections::of(&self.zip);
        if self.is_verity() {
            sections.align(PAGE);
        }
        let block = self.block(&sections);
        let apk = sections.with_block(&block);
        let idsig = self.idsig.as_ref().map(|builder| builder.build(&apk, &self.apk_digest(&sections)));
        Signed {
            regions: region::of_apk(&apk),
            idsig_regions: idsig.as_deref().map(region::of_idsig).unwrap_or_default(),
            apk,
            idsig,
        }
    }

    fn scheme(mut self, id: u32, signer: &SignerBuilder) -> Self {
        match self.schemes.iter_mut().find(|(known, _)| *known == id) {
            Some((_, signers)) => signers.push(signer.clone()),
            None => self.schemes.push((id, vec![signer.clone()])),
        }
        self
    }

    /// Whether a digest is verity's, which asks for a block of whole pages that starts at one.
    fn is_verity(&self) -> bool {
        let signers = self.schemes.iter().flat_map(|(_, signers)| signers);
        let mut algorithms = signers.flat_map(SignerBuilder::signs_by);
        algorithms.any(|number| ContentDigest::of(*number) == ContentDigest::Verity)
    }

    fn block(&self, sections: &Sections) -> Vec<u8> {
        let digest = |algorithm| ContentDigest::of(algorithm).compute(sections);
        let mut block = SigningBlockBuilder::new();
        for (id, signers) in &self.schemes {
            let signers: Vec<_> =
                signers.iter().map(|signer| signer.clone().digests_by(digest).build()).collect();
            block = block.pair(*id, &scheme_value(&signers));
        }
        for stamp in &self.stamps {
            block = block.pair(stamp.block_id(), &stamp.build(&self.digests_by_scheme(sections)));
        }
        for (id, value) in &self.pairs {
            block = block.pair(*id, value);
        }
        if self.padded || self.is_verity() {
            let size = block.build().len() + 12;
            block = block.pair(PADDING, &vec![0; size.next_multiple_of(PAGE) - size]);
        }
        block.build()
    }

    /// The content digests of the schemes that source stamps sign; of v1 the manifest's.
    fn digests_by_scheme(&self, sections: &Sections) -> Vec<SchemeDigests> {
        let manifest = sections.manifest_digest().map(|digest| (1, vec![digest]));
        let of_block = |(id, scheme): (u32, u32)| {
            let (_, signers) = self.schemes.iter().find(|(known, _)| *known == id)?;
            let numbers = signers.iter().flat_map(SignerBuilder::signs_by);
            let kinds: BTreeSet<_> = numbers.map(|number| ContentDigest::of(*number)).collect();
            Some((scheme, kinds.into_iter().map(|kind| (kind.id(), kind.compute(sections))).collect()))
        };
        let of_blocks = [(signing::V2, 2), (signing::V3, 3)].into_iter().filter_map(of_block);
        manifest
            .into_iter()
            .chain(of_blocks)
            .map(|(scheme, digests)| SchemeDigests { scheme, digests })
            .collect()
    }

    /// What a v4 signature names the package by: the best digest of v3, or of v2 where there is no v3.
    fn apk_digest(&self, sections: &Sections) -> Vec<u8> {
        let of = |id| self.schemes.iter().find(|(known, _)| *known == id);
        let (_, signers) = of(signing::V3).or_else(|| of(signing::V2)).expect("v4 signs for v2 or v3");
        let kinds = signers[0].signs_by().iter().map(|number| ContentDigest::of(*number));
        kinds.max_by_key(|kind| kind.strength()).expect("a signer signs").compute(sections)
    }
}
