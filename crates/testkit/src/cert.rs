//! X.509 certificates and the keys to sign with.
//!
//! Keys are fixed, so that fixtures are the same bytes in every run. They are made for tests and published with them.

pub mod der;
mod keys;

pub use keys::TestKey;

/// Builds a certificate of which every part can be replaced.
///
/// ```
/// let der = beian_testkit::cert::CertificateBuilder::new("Shop").build_der();
/// assert_eq!(der.first(), Some(&0x30));
/// ```
#[derive(Clone, Debug)]
pub struct CertificateBuilder {
    version: Option<Vec<u8>>,
    serial: Vec<u8>,
    subject: Vec<Vec<u8>>,
    subject_override: Option<Vec<u8>>,
    issuer: Option<Vec<u8>>,
    validity: Vec<u8>,
    key: TestKey,
    issuer_key: Option<TestKey>,
    spki: Option<Vec<u8>>,
    extensions: Vec<Vec<u8>>,
}

impl CertificateBuilder {
    /// A self-signed certificate of [`TestKey::P256`] whose subject is this common name; serial number 1, valid from 2020 to 2049.
    pub fn new(common_name: &str) -> Self {
        Self {
            version: Some(der::context(0, &der::integer(&[2]))),
            serial: der::integer(&[1]),
            subject: vec![relative_name("2.5.4.3", &der::utf8(common_name))],
            subject_override: None,
            issuer: None,
            validity: der::sequence(&[&der::utc_time("200101000000Z"), &der::utc_time("491231235959Z")]),
            key: TestKey::P256,
            issuer_key: None,
            spki: None,
            extensions: Vec::new(),
        }
    }

    /// Adds a relative name of one UTF-8 attribute behind those that are there.
    #[must_use]
    pub fn attribute(self, oid: &str, value: &str) -> Self {
        self.attribute_value(oid, &der::utf8(value))
    }

    /// Adds a relative name whose value is this element.
    #[must_use]
    pub fn attribute_value(mut self, oid: &str, element: &[u8]) -> Self {
        self.subject.push(relative_name(oid, element));
        self
    }

    /// Puts this element in the place of the subject.
    #[must_use]
    pub fn subject(mut self, element: &[u8]) -> Self {
        self.subject_override = Some(element.to_vec());
        self
    }

    /// Puts this element in the place of the issuer, which otherwise is the subject.
    #[must_use]
    pub fn issuer(mut self, element: &[u8]) -> Self {
        self.issuer = Some(element.to_vec());
        self
    }

    /// Names another certificate's subject as issuer and signs with its key.
    #[must_use]
    pub fn issued_by(mut self, issuer: &Self) -> Self {
        self.issuer = Some(issuer.subject_element());
        self.issuer_key = Some(issuer.key);
        self
    }

    /// Puts this element in the place of the serial number.
    #[must_use]
    pub fn serial(mut self, element: &[u8]) -> Self {
        self.serial = element.to_vec();
        self
    }

    /// Puts this element in the place of the validity.
    #[must_use]
    pub fn validity(mut self, element: &[u8]) -> Self {
        self.validity = element.to_vec();
        self
    }

    /// Puts this element in the place of the version; `None` leaves it out, as version 1 does.
    #[must_use]
    pub fn version(mut self, element: Option<&[u8]>) -> Self {
        self.version = element.map(<[u8]>::to_vec);
        self
    }

    /// Takes this key, for itself and for its signature.
    #[must_use]
    pub fn key(mut self, key: TestKey) -> Self {
        self.key = key;
        self
    }

    /// Puts this element in the place of the public key. The signature stays the key's.
    #[must_use]
    pub fn spki(mut self, element: &[u8]) -> Self {
        self.spki = Some(element.to_vec());
        self
    }

    /// Adds an extension that is not critical.
    #[must_use]
    pub fn extension(mut self, oid: &str, value: &[u8]) -> Self {
        self.extensions.push(der::sequence(&[&der::oid(oid), &der::octet_string(value)]));
        self
    }

    /// Adds a critical extension.
    #[must_use]
    pub fn critical_extension(mut self, oid: &str, value: &[u8]) -> Self {
        let critical = der::element(1, &[0xff]);
        self.extensions.push(der::sequence(&[&der::oid(oid), &critical, &der::octet_string(value)]));
        self
    }

    /// The subject's element.
    pub fn subject_element(&self) -> Vec<u8> {
        let parts: Vec<&[u8]> = self.subject.iter().map(Vec::as_slice).collect();
        self.subject_override.clone().unwrap_or_else(|| der::sequence(&parts))
    }

    /// The issuer's element.
    pub fn issuer_element(&self) -> Vec<u8> {
        self.issuer.clone().unwrap_or_else(|| self.subject_element())
    }

    /// The serial number's element.
    pub fn serial_element(&self) -> Vec<u8> {
        self.serial.clone()
    }

    /// The key.
    pub fn test_key(&self) -> TestKey {
        self.key
    }

    /// The elements of the `tbsCertificate` in their order, for whoever wants to encode them otherwise.
    pub fn tbs_parts(&self) -> Vec<Vec<u8>> {
        let signer = self.issuer_key.unwrap_or(self.key);
        let mut parts: Vec<Vec<u8>> = self.version.iter().cloned().collect();
        parts.extend([
            self.serial.clone(),
            signer.signature_algorithm(),
            self.issuer_element(),
            self.validity.clone(),
            self.subject_element(),
            self.spki.clone().unwrap_or_else(|| self.key.spki()),
        ]);
        if !self.extensions.is_empty() {
            let extensions: Vec<&[u8]> = self.extensions.iter().map(Vec::as_slice).collect();
            parts.push(der::context(3, &der::sequence(&extensions)));
        }
        parts
    }

    /// The certificate in DER.
    pub fn build_der(&self) -> Vec<u8> {
        let parts = self.tbs_parts();
        self.build_around(&der::sequence(&parts.iter().map(Vec::as_slice).collect::<Vec<_>>()))
    }

    /// The certificate around a `tbsCertificate` that somebody else encoded, signed over its bytes.
    pub fn build_around(&self, tbs: &[u8]) -> Vec<u8> {
        let signer = self.issuer_key.unwrap_or(self.key);
        der::sequence(&[tbs, &signer.signature_algorithm(), &der::bit_string(&signer.sign(tbs))])
    }
}

/// A relative name of one attribute.
pub fn relative_name(oid: &str, value: &[u8]) -> Vec<u8> {
    der::set(&[&der::sequence(&[&der::oid(oid), value])])
}
