//! Source stamps that hold, in the form of `V1SourceStampSigner` and `V2SourceStampSigner`.

use sha2::{Digest, Sha256};

use crate::cert::CertificateBuilder;
use crate::signing::{STAMP_V1, STAMP_V2, algorithm_value, prefixed, sequence};
use crate::zip::Entry;

/// The content digests of one scheme, as stamps sign them.
#[derive(Clone, Debug)]
pub(super) struct SchemeDigests {
    /// The scheme's number.
    pub(super) scheme: u32,
    /// The digests by their kind's number, in its order.
    pub(super) digests: Vec<(u32, Vec<u8>)>,
}

/// Builds a stamp.
#[derive(Clone, Debug)]
pub struct StampBuilder {
    id: u32,
    certificate: CertificateBuilder,
    algorithms: Vec<u32>,
    attributes: Vec<(u32, Vec<u8>)>,
    schemes: Option<Vec<u32>>,
}

impl StampBuilder {
    /// A stamp of the first version: over the digests of the highest scheme.
    pub fn v1(certificate: &CertificateBuilder) -> Self {
        Self { id: STAMP_V1, ..Self::v2(certificate) }
    }

    /// A stamp of the second version: over the digests of each scheme, without attributes.
    pub fn v2(certificate: &CertificateBuilder) -> Self {
        Self {
            id: STAMP_V2,
            certificate: certificate.clone(),
            algorithms: vec![certificate.test_key().signing_block_algorithm()],
            attributes: Vec::new(),
            schemes: None,
        }
    }

    /// Signs by each of these algorithms ([`crate::signing::algorithm`]).
    #[must_use]
    pub fn algorithms(mut self, algorithms: &[u32]) -> Self {
        self.algorithms = algorithms.to_vec();
        self
    }

    /// Adds an attribute.
    #[must_use]
    pub fn attribute(mut self, id: u32, value: &[u8]) -> Self {
        self.attributes.push((id, value.to_vec()));
        self
    }

    /// Signs the digests of these schemes only.
    #[must_use]
    pub fn schemes(mut self, numbers: &[u32]) -> Self {
        self.schemes = Some(numbers.to_vec());
        self
    }

    /// The entry that says whose stamp the package has: the SHA-256 of its certificate.
    pub fn entry(&self) -> Entry {
        Entry::stored(Self::ENTRY_NAME, &self.certificate_digest())
    }

    /// That entry's name.
    pub const ENTRY_NAME: &str = "stamp-cert-sha256";

    /// The SHA-256 of its certificate.
    pub fn certificate_digest(&self) -> Vec<u8> {
        Sha256::digest(self.certificate.build_der()).to_vec()
    }

    pub(super) fn block_id(&self) -> u32 {
        self.id
    }

    /// The value in the signing block, over these digests, the highest scheme's last.
    pub(super) fn build(&self, digests: &[SchemeDigests]) -> Vec<u8> {
        let certificate = prefixed(&self.certificate.build_der());
        if self.id == STAMP_V1 {
            let highest = digests.last().expect("a stamp has something to sign");
            return prefixed(&[certificate, self.signatures(&highest.encoded())].concat());
        }
        let is_wanted =
            |of: &&SchemeDigests| self.schemes.as_ref().is_none_or(|schemes| schemes.contains(&of.scheme));
        let entry =
            |of: &SchemeDigests| [of.scheme.to_le_bytes().to_vec(), self.signatures(&of.encoded())].concat();
        let schemes: Vec<_> = digests.iter().filter(is_wanted).map(entry).collect();
        let mut content = [certificate, prefixed(&sequence(&schemes))].concat();
        if !self.attributes.is_empty() {
            let list: Vec<_> =
                self.attributes.iter().map(|(id, value)| [&id.to_le_bytes()[..], value].concat()).collect();
            let attributes = prefixed(&sequence(&list));
            content.extend(prefixed(&attributes));
            content.extend(self.signatures(&attributes));
        }
        prefixed(&content)
    }

    fn signatures(&self, message: &[u8]) -> Vec<u8> {
        let sign =
            |number: &u32| algorithm_value(*number, &self.certificate.test_key().sign_as(*number, message));
        prefixed(&sequence(&self.algorithms.iter().map(sign).collect::<Vec<_>>()))
    }
}

impl SchemeDigests {
    fn encoded(&self) -> Vec<u8> {
        let pairs: Vec<_> = self.digests.iter().map(|(id, value)| algorithm_value(*id, value)).collect();
        sequence(&pairs)
    }
}
