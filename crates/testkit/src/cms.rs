//! CMS `SignedData` messages, as `META-INF/*.RSA` holds them.

use sha2::{Digest, Sha256};

use crate::cert::{CertificateBuilder, TestKey, der};

/// Which length form elements around the signers and the content take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lengths {
    /// As DER has them.
    Definite,
    /// Indefinite, ended by end-of-contents octets.
    Indefinite,
}

/// Builds a message.
#[derive(Clone, Debug)]
pub struct SignedDataBuilder {
    content: Option<Vec<u8>>,
    certificates: Vec<Vec<u8>>,
    signers: Vec<Vec<u8>>,
    lengths: Lengths,
    kind: &'static str,
}

impl SignedDataBuilder {
    /// A message about content that is kept elsewhere, without certificates and signers.
    pub fn new() -> Self {
        Self {
            content: None,
            certificates: Vec::new(),
            signers: Vec::new(),
            lengths: Lengths::Definite,
            kind: "1.2.840.113549.1.7.2",
        }
    }

    /// A message of one signer with its certificate, signing `content` that is kept elsewhere.
    pub fn signed_by(certificate: &CertificateBuilder, content: &[u8]) -> Self {
        Self::new()
            .certificate(&certificate.build_der())
            .signer(&SignerBuilder::new(certificate).build(content))
    }

    /// Keeps the content within the message.
    #[must_use]
    pub fn content(mut self, content: &[u8]) -> Self {
        self.content = Some(content.to_vec());
        self
    }

    /// Adds a certificate, or any other element, to the bag.
    #[must_use]
    pub fn certificate(mut self, element: &[u8]) -> Self {
        self.certificates.push(element.to_vec());
        self
    }

    /// Adds a signer, or any other element, to the signers.
    #[must_use]
    pub fn signer(mut self, element: &[u8]) -> Self {
        self.signers.push(element.to_vec());
        self
    }

    /// Chooses the length form.
    #[must_use]
    pub fn lengths(mut self, lengths: Lengths) -> Self {
        self.lengths = lengths;
        self
    }

    /// Says that the message is of another kind than `SignedData`.
    #[must_use]
    pub fn kind(mut self, oid: &'static str) -> Self {
        self.kind = oid;
        self
    }

    /// The message's bytes.
    pub fn build(&self) -> Vec<u8> {
        let content = self.content.as_ref().map(|content| self.wrap(0xa0, &self.content_string(content)));
        let encapsulated =
            self.wrap(0x30, &[der::oid("1.2.840.113549.1.7.1"), content.unwrap_or_default()].concat());
        let certificates = if self.certificates.is_empty() {
            Vec::new()
        } else {
            self.wrap(0xa0, &self.certificates.concat())
        };
        let digests = der::set(&[&der::sequence(&[&der::oid("2.16.840.1.101.3.4.2.1"), &der::null()])]);
        let signed_data = [
            der::integer(&[1]),
            digests,
            encapsulated,
            certificates,
            self.wrap(0x31, &self.signers.concat()),
        ]
        .concat();
        let wrapped = self.wrap(0xa0, &self.wrap(0x30, &signed_data));
        self.wrap(0x30, &[der::oid(self.kind), wrapped].concat())
    }

    fn wrap(&self, tag: u8, content: &[u8]) -> Vec<u8> {
        match self.lengths {
            Lengths::Definite => der::element(tag, content),
            Lengths::Indefinite => der::indefinite(tag, content),
        }
    }

    /// Of indefinite length: the octets in two segments.
    fn content_string(&self, content: &[u8]) -> Vec<u8> {
        let (head, tail) = content.split_at(content.len() / 2);
        match self.lengths {
            Lengths::Definite => der::octet_string(content),
            Lengths::Indefinite => {
                der::indefinite(4, &[der::octet_string(head), der::octet_string(tail)].concat())
            }
        }
    }
}

impl Default for SignedDataBuilder {
    fn default() -> Self {
        Self::new()
    }
}

/// Builds a `SignerInfo`.
#[derive(Clone, Debug)]
pub struct SignerBuilder {
    identifier: Vec<u8>,
    key: TestKey,
    signed_attributes: bool,
    attributes: Option<Vec<u8>>,
    algorithms: [Vec<u8>; 2],
    unsigned_attributes: Option<Vec<u8>>,
}

impl SignerBuilder {
    /// A signer that names this certificate by issuer and serial number and signs the content itself.
    pub fn new(certificate: &CertificateBuilder) -> Self {
        let identifier = der::sequence(&[&certificate.issuer_element(), &certificate.serial_element()]);
        let key = certificate.test_key();
        let sha256 = der::sequence(&[&der::oid("2.16.840.1.101.3.4.2.1"), &der::null()]);
        Self {
            identifier,
            key,
            signed_attributes: false,
            attributes: None,
            algorithms: [sha256, key.signature_algorithm()],
            unsigned_attributes: None,
        }
    }

    /// Names the certificate by this element instead.
    #[must_use]
    pub fn identifier(mut self, element: &[u8]) -> Self {
        self.identifier = element.to_vec();
        self
    }

    /// Signs attributes (content type and digest of the content) instead of the content.
    #[must_use]
    pub fn with_signed_attributes(mut self) -> Self {
        self.signed_attributes = true;
        self
    }

    /// Signs these attributes: the content of `[0]`.
    #[must_use]
    pub fn attributes(mut self, content: &[u8]) -> Self {
        self.attributes = Some(content.to_vec());
        self
    }

    /// Names these algorithms, of the digest and of the signature; the signature stays what it is.
    #[must_use]
    pub fn algorithms(mut self, digest: &[u8], signature: &[u8]) -> Self {
        self.algorithms = [digest.to_vec(), signature.to_vec()];
        self
    }

    /// Adds unsigned attributes: the content of `[1]`.
    #[must_use]
    pub fn unsigned_attributes(mut self, content: &[u8]) -> Self {
        self.unsigned_attributes = Some(content.to_vec());
        self
    }

    /// The element.
    pub fn build(&self, content: &[u8]) -> Vec<u8> {
        let usual = || self.signed_attributes.then(|| signed_attributes(content));
        let attributes = self.attributes.clone().or_else(usual);
        let message =
            attributes.as_ref().map_or_else(|| content.to_vec(), |attributes| der::element(0x31, attributes));
        let parts = [
            der::integer(&[1]),
            self.identifier.clone(),
            self.algorithms[0].clone(),
            attributes.map(|attributes| der::context(0, &attributes)).unwrap_or_default(),
            self.algorithms[1].clone(),
            der::octet_string(&self.key.sign(&message)),
            self.unsigned_attributes.as_ref().map(|content| der::context(1, content)).unwrap_or_default(),
        ];
        der::element(0x30, &parts.concat())
    }
}

fn signed_attributes(content: &[u8]) -> Vec<u8> {
    let content_type =
        der::sequence(&[&der::oid("1.2.840.113549.1.9.3"), &der::set(&[&der::oid("1.2.840.113549.1.7.1")])]);
    let digest = der::octet_string(&Sha256::digest(content));
    let message_digest = der::sequence(&[&der::oid("1.2.840.113549.1.9.4"), &der::set(&[&digest])]);
    [content_type, message_digest].concat()
}
