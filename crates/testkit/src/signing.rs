//! APK Signing Blocks, the signature schemes in them, and `.idsig` files. Sound by default, every field can be replaced.

pub mod algorithm;

use crate::cert::{CertificateBuilder, TestKey};

/// The id of the v2 block.
pub const V2: u32 = 0x7109_871a;
/// The id of the v3 block.
pub const V3: u32 = 0xf053_68c0;
/// The id of the v3.1 block.
pub const V31: u32 = 0x1b93_ad61;
/// The id of the v3.2 block.
pub const V32: u32 = 0x70e1_c89f;
/// The id of the first source stamp.
pub const STAMP_V1: u32 = 0x2b09_189e;
/// The id of the second source stamp.
pub const STAMP_V2: u32 = 0x6dff_800d;
/// Java's largest int: what signers write for "no last platform".
pub const NO_MAX: u32 = 0x7fff_ffff;

/// Bytes behind their length of four bytes.
///
/// # Panics
///
/// Of 4 GiB and more.
pub fn prefixed(bytes: &[u8]) -> Vec<u8> {
    let size = u32::try_from(bytes.len()).expect("a fixture below 4 GiB");
    [&size.to_le_bytes()[..], bytes].concat()
}

/// Elements, each behind its length, one after the other.
pub fn sequence<T: AsRef<[u8]>>(elements: &[T]) -> Vec<u8> {
    elements.iter().flat_map(|element| prefixed(element.as_ref())).collect()
}

/// The value of a scheme: its signers, the whole behind its length.
pub fn scheme_value(signers: &[Vec<u8>]) -> Vec<u8> {
    prefixed(&sequence(signers))
}

/// Builds a signer of v2, or of v3 and its successors.
#[derive(Clone, Debug)]
pub struct SignerBuilder {
    key: TestKey,
    algorithms: Vec<u32>,
    digests: Option<Vec<Vec<u8>>>,
    certificates: Vec<Vec<u8>>,
    attributes: Vec<Vec<u8>>,
    sdk: Option<(u32, u32)>,
    signed_sdk: Option<(u32, u32)>,
    signatures: Option<Vec<Vec<u8>>>,
    public_key: Option<Vec<u8>>,
}

impl SignerBuilder {
    /// A v2 signer with this certificate and its key, and a digest of zeros. [`crate::apk_signing`] puts a package's in its place.
    pub fn v2(certificate: &CertificateBuilder) -> Self {
        let key = certificate.test_key();
        Self {
            key,
            algorithms: vec![key.signing_block_algorithm()],
            digests: None,
            certificates: vec![certificate.build_der()],
            attributes: Vec::new(),
            sdk: None,
            signed_sdk: None,
            signatures: None,
            public_key: None,
        }
    }

    /// A v3 signer for these platforms.
    pub fn v3(certificate: &CertificateBuilder, min: u32, max: u32) -> Self {
        Self { sdk: Some((min, max)), signed_sdk: Some((min, max)), ..Self::v2(certificate) }
    }

    /// Signs by each of these algorithms ([`algorithm`]), and gives a digest for each.
    #[must_use]
    pub fn algorithms(mut self, algorithms: &[u32]) -> Self {
        self.algorithms = algorithms.to_vec();
        self
    }

    /// The algorithms that it signs by.
    pub fn signs_by(&self) -> &[u32] {
        &self.algorithms
    }

    /// Puts these elements, which have their lengths in front, in the place of the digests.
    #[must_use]
    pub fn digests(mut self, elements: &[Vec<u8>]) -> Self {
        self.digests = Some(elements.to_vec());
        self
    }

    /// Takes each algorithm's digest from `digest`, unless [`SignerBuilder::digests`] has said others.
    #[must_use]
    pub fn digests_by(mut self, digest: impl Fn(u32) -> Vec<u8>) -> Self {
        let elements = || self.algorithms.iter().map(|number| algorithm_value(*number, &digest(*number)));
        self.digests = self.digests.or_else(|| Some(elements().collect()));
        self
    }

    /// Puts these in the place of the certificates.
    #[must_use]
    pub fn certificates(mut self, certificates: &[Vec<u8>]) -> Self {
        self.certificates = certificates.to_vec();
        self
    }

    /// Adds an attribute.
    #[must_use]
    pub fn attribute(mut self, id: u32, value: &[u8]) -> Self {
        self.attributes.push([&id.to_le_bytes()[..], value].concat());
        self
    }

    /// Says other platforms in signed data than outside.
    #[must_use]
    pub fn signed_sdk(mut self, min: u32, max: u32) -> Self {
        self.signed_sdk = Some((min, max));
        self
    }

    /// Puts these in the place of the signatures.
    #[must_use]
    pub fn signatures(mut self, elements: &[Vec<u8>]) -> Self {
        self.signatures = Some(elements.to_vec());
        self
    }

    /// Puts these bytes in the place of the public key.
    #[must_use]
    pub fn public_key(mut self, spki: &[u8]) -> Self {
        self.public_key = Some(spki.to_vec());
        self
    }

    /// The signed data.
    pub fn signed_data(&self) -> Vec<u8> {
        let zeros = || self.algorithms.iter().map(|number| algorithm_value(*number, &[0; 32])).collect();
        [
            prefixed(&sequence(&self.digests.clone().unwrap_or_else(zeros))),
            prefixed(&sequence(&self.certificates)),
            sdk_bytes(self.signed_sdk),
            prefixed(&sequence(&self.attributes)),
        ]
        .concat()
    }

    /// The signer, for [`scheme_value`].
    pub fn build(&self) -> Vec<u8> {
        let signed_data = self.signed_data();
        let sign = |number: &u32| algorithm_value(*number, &self.key.sign_as(*number, &signed_data));
        let signatures =
            self.signatures.clone().unwrap_or_else(|| self.algorithms.iter().map(sign).collect());
        [
            prefixed(&signed_data),
            sdk_bytes(self.sdk),
            prefixed(&sequence(&signatures)),
            prefixed(&self.public_key.clone().unwrap_or_else(|| self.key.spki())),
        ]
        .concat()
    }
}

/// An algorithm's number and a value behind its length: a digest or a signature.
pub fn algorithm_value(algorithm: u32, value: &[u8]) -> Vec<u8> {
    [&algorithm.to_le_bytes()[..], &prefixed(value)].concat()
}

fn sdk_bytes(sdk: Option<(u32, u32)>) -> Vec<u8> {
    sdk.map(|(min, max)| [min.to_le_bytes(), max.to_le_bytes()].concat()).unwrap_or_default()
}

/// Builds a proof of rotation: an attribute's value.
#[derive(Clone, Debug)]
pub struct LineageBuilder {
    version: u32,
    levels: Vec<(CertificateBuilder, u32)>,
}

impl LineageBuilder {
    /// A line that begins with this key, which keeps these capabilities.
    pub fn new(root: &CertificateBuilder, capabilities: u32) -> Self {
        Self { version: 1, levels: vec![(root.clone(), capabilities)] }
    }

    /// The key after the last one.
    #[must_use]
    pub fn then(mut self, next: &CertificateBuilder, capabilities: u32) -> Self {
        self.levels.push((next.clone(), capabilities));
        self
    }

    /// Says that its form is of this version.
    #[must_use]
    pub fn version(mut self, version: u32) -> Self {
        self.version = version;
        self
    }

    /// The attribute's value.
    pub fn build(&self) -> Vec<u8> {
        let mut bytes = self.version.to_le_bytes().to_vec();
        let mut parent: Option<TestKey> = None;
        for (index, (certificate, capabilities)) in self.levels.iter().enumerate() {
            let parent_algorithm = parent.map_or(0, TestKey::signing_block_algorithm);
            let signed =
                [prefixed(&certificate.build_der()), parent_algorithm.to_le_bytes().to_vec()].concat();
            let is_last = index + 1 == self.levels.len();
            let algorithm = if is_last { 0 } else { certificate.test_key().signing_block_algorithm() };
            let signature = parent.map(|key| key.sign(&signed)).unwrap_or_default();
            let node = [
                prefixed(&signed),
                capabilities.to_le_bytes().to_vec(),
                algorithm.to_le_bytes().to_vec(),
                prefixed(&signature),
            ]
            .concat();
            bytes.extend(prefixed(&node));
            parent = Some(certificate.test_key());
        }
        bytes
    }
}

/// A stamp of the first version.
pub fn stamp_v1(certificate: &CertificateBuilder) -> Vec<u8> {
    let signatures =
        sequence(&[algorithm_value(certificate.test_key().signing_block_algorithm(), b"signature")]);
    prefixed(&[prefixed(&certificate.build_der()), prefixed(&signatures)].concat())
}

/// A stamp of the second version over the digests of schemes 2 and 3, with these attributes; without the part about attributes where
/// there are none.
pub fn stamp_v2(certificate: &CertificateBuilder, attributes: &[(u32, Vec<u8>)]) -> Vec<u8> {
    let algorithm = certificate.test_key().signing_block_algorithm();
    let signatures = || prefixed(&sequence(&[algorithm_value(algorithm, b"signature")]));
    let scheme = |number: u32| [number.to_le_bytes().to_vec(), signatures()].concat();
    let mut content =
        [prefixed(&certificate.build_der()), prefixed(&sequence(&[scheme(2), scheme(3)]))].concat();
    if !attributes.is_empty() {
        let list: Vec<_> =
            attributes.iter().map(|(id, value)| [&id.to_le_bytes()[..], value].concat()).collect();
        content.extend(prefixed(&prefixed(&sequence(&list))));
        content.extend(signatures());
    }
    prefixed(&content)
}

/// Builds an APK Signing Block.
#[derive(Clone, Debug, Default)]
pub struct SigningBlockBuilder {
    pairs: Vec<u8>,
    header_size: Option<u64>,
    footer_size: Option<u64>,
}

impl SigningBlockBuilder {
    /// A block without pairs.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a pair.
    #[must_use]
    pub fn pair(self, id: u32, value: &[u8]) -> Self {
        let size = value.len() as u64 + 4;
        self.pair_of_size(size, id, value)
    }

    /// Adds a pair that says to have this size.
    #[must_use]
    pub fn pair_of_size(mut self, size: u64, id: u32, value: &[u8]) -> Self {
        self.pairs.extend_from_slice(&size.to_le_bytes());
        self.pairs.extend_from_slice(&id.to_le_bytes());
        self.pairs.extend_from_slice(value);
        self
    }

    /// Adds bytes that are no pair.
    #[must_use]
    pub fn raw(mut self, bytes: &[u8]) -> Self {
        self.pairs.extend_from_slice(bytes);
        self
    }

    /// Says another size in front.
    #[must_use]
    pub fn header_size(mut self, size: u64) -> Self {
        self.header_size = Some(size);
        self
    }

    /// Says another size behind.
    #[must_use]
    pub fn footer_size(mut self, size: u64) -> Self {
        self.footer_size = Some(size);
        self
    }

    /// The block.
    pub fn build(&self) -> Vec<u8> {
        let size = self.pairs.len() as u64 + 24;
        [
            &self.header_size.unwrap_or(size).to_le_bytes()[..],
            &self.pairs,
            &self.footer_size.unwrap_or(size).to_le_bytes(),
            b"APK Sig Block 42",
        ]
        .concat()
    }
}

/// An `.idsig` file: a signer, and further ones by the block that they stand for.
pub fn idsig(version: u32, signer: &CertificateBuilder, further: &[(u32, CertificateBuilder)]) -> Vec<u8> {
    let hashing = [&1_u32.to_le_bytes()[..], &[12], &prefixed(&[]), &prefixed(&[0xab; 32])].concat();
    let mut infos = signing_info(signer);
    for (id, certificate) in further {
        infos.extend_from_slice(&id.to_le_bytes());
        infos.extend(prefixed(&signing_info(certificate)));
    }
    [&version.to_le_bytes()[..], &prefixed(&hashing), &prefixed(&infos), &prefixed(&[0; 4096])].concat()
}

fn signing_info(signer: &CertificateBuilder) -> Vec<u8> {
    let key = signer.test_key();
    [
        prefixed(&[0xcd; 32]),
        prefixed(&signer.build_der()),
        prefixed(&[]),
        prefixed(&key.spki()),
        key.signing_block_algorithm().to_le_bytes().to_vec(),
        prefixed(b"signature"),
    ]
    .concat()
}
