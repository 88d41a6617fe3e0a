//! v4 signatures, in the form of `V4Signature`.

use super::MerkleTree;
use crate::cert::CertificateBuilder;
use crate::signing::prefixed;

/// Builds the `.idsig` file of a package.
#[derive(Clone, Debug)]
pub struct IdsigBuilder {
    version: u32,
    signer: CertificateBuilder,
    further: Vec<(u32, CertificateBuilder)>,
    algorithm: Option<u32>,
    apk_digest: Option<Vec<u8>>,
    additional: Vec<u8>,
    salt: Vec<u8>,
    tree: bool,
}

impl IdsigBuilder {
    /// Of version 2, signed with this certificate's key, without salt, with the hash tree.
    pub fn new(signer: &CertificateBuilder) -> Self {
        Self {
            version: 2,
            signer: signer.clone(),
            further: Vec::new(),
            algorithm: None,
            apk_digest: None,
            additional: Vec::new(),
            salt: Vec::new(),
            tree: true,
        }
    }

    /// Says another version.
    #[must_use]
    pub fn version(mut self, version: u32) -> Self {
        self.version = version;
        self
    }

    /// Adds a signer for the block of this id.
    #[must_use]
    pub fn further(mut self, id: u32, signer: &CertificateBuilder) -> Self {
        self.further.push((id, signer.clone()));
        self
    }

    /// The first signer signs by this algorithm ([`crate::signing::algorithm`]).
    #[must_use]
    pub fn algorithm(mut self, algorithm: u32) -> Self {
        self.algorithm = Some(algorithm);
        self
    }

    /// Names the package by these bytes instead of its content digest.
    #[must_use]
    pub fn apk_digest(mut self, digest: &[u8]) -> Self {
        self.apk_digest = Some(digest.to_vec());
        self
    }

    /// Adds data without a meaning, which are signed.
    #[must_use]
    pub fn additional(mut self, bytes: &[u8]) -> Self {
        self.additional = bytes.to_vec();
        self
    }

    /// Hashes behind this salt, and says so.
    #[must_use]
    pub fn salt(mut self, salt: &[u8]) -> Self {
        self.salt = salt.to_vec();
        self
    }

    /// Leaves out the hash tree.
    #[must_use]
    pub fn without_tree(mut self) -> Self {
        self.tree = false;
        self
    }

    pub(super) fn build(&self, apk: &[u8], apk_digest: &[u8]) -> Vec<u8> {
        let tree = MerkleTree::of(apk, &self.salt);
        let hash_parts =
            [&1_u32.to_le_bytes()[..], &[12], &prefixed(&self.salt), &prefixed(&tree.root)].concat();
        let apk_digest = self.apk_digest.as_deref().unwrap_or(apk_digest);
        let info = |signer: &CertificateBuilder, algorithm: u32| {
            let named =
                [prefixed(apk_digest), prefixed(&signer.build_der()), prefixed(&self.additional)].concat();
            let body = [&(apk.len() as u64).to_le_bytes()[..], &hash_parts, &named].concat();
            // The size counts itself.
            let size = u32::try_from(body.len() + 4).expect("a fixture below 4 GiB");
            let signature = signer.test_key().sign_as(algorithm, &[&size.to_le_bytes()[..], &body].concat());
            let key = prefixed(&signer.test_key().spki());
            [named, key, algorithm.to_le_bytes().to_vec(), prefixed(&signature)].concat()
        };
        let own = self.signer.test_key().signing_block_algorithm();
        let mut infos = info(&self.signer, self.algorithm.unwrap_or(own));
        for (id, signer) in &self.further {
            infos.extend_from_slice(&id.to_le_bytes());
            infos.extend(prefixed(&info(signer, signer.test_key().signing_block_algorithm())));
        }
        let tree = if self.tree { prefixed(&tree.bytes) } else { Vec::new() };
        [self.version.to_le_bytes().to_vec(), prefixed(&hash_parts), prefixed(&infos), tree].concat()
    }
}
