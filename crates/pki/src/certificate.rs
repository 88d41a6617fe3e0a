//! X.509 certificates (RFC 5280, 4.1), field by field.

mod extension;

pub use extension::{BasicConstraints, Extension, KeyUsage};

use std::sync::Arc;

use crate::algorithm::AlgorithmIdentifier;
use crate::ber::{Element, Reader, Tag};
use crate::digest::Digests;
use crate::key::PublicKey;
use crate::name::Name;
use crate::number::Number;
use crate::oid;
use crate::time::Timestamp;
use crate::verify::Refusal;
use crate::{Error, Field, Reading, pem};

/// How many extensions are read; certificates in use have a dozen.
pub const MAX_EXTENSIONS: usize = 256;

/// A certificate: its bytes as stored, their digests, and each field by itself.
///
/// Any bytes make one, since the digests of bytes that no parser takes are still what a platform that does not parse would compare.
/// [`Certificate::structure`] says whether it is a certificate at all.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Certificate {
    raw: Arc<[u8]>,
    digests: Digests,
    /// Whether this is a certificate: the frame holds a `tbsCertificate`, and a public key stands in its place.
    pub structure: Field<()>,
    /// The `tbsCertificate` as stored: what the signature covers.
    pub tbs: Field<Vec<u8>>,
    /// The version, 1 to 3; 1 where it is left out.
    pub version: Field<u64>,
    /// The serial number.
    pub serial: Field<Number>,
    /// How the certificate is signed: the outer `signatureAlgorithm`.
    pub signature_algorithm: Field<AlgorithmIdentifier>,
    /// The signature's octets.
    pub signature: Field<Vec<u8>>,
    /// Who issued it.
    pub issuer: Field<Name>,
    /// Whom it names.
    pub subject: Field<Name>,
    /// From when on it is valid.
    pub not_before: Field<Timestamp>,
    /// Until when it is valid.
    pub not_after: Field<Timestamp>,
    /// The public key.
    pub public_key: Field<PublicKey>,
    /// The extensions in stored order; none where there are none.
    pub extensions: Field<Vec<Extension>>,
}

impl Certificate {
    /// Of bytes that should be one certificate. The digests are over all of them, also over any that stand behind the certificate, as the
    /// platform's are (`VerbatimX509Certificate.getEncoded`).
    pub fn new(raw: impl Into<Arc<[u8]>>) -> Self {
        let raw: Arc<[u8]> = raw.into();
        let element = Reader::new(&raw).element(Reading::Certificate);
        let digests = Digests::of(&raw);
        let parts = element.and_then(|element| Parts::of(&element));
        match parts {
            Ok(parts) => parts.into_certificate(raw.clone(), digests),
            Err(error) => Self::unreadable(raw.clone(), digests, &error),
        }
    }

    /// The bytes as stored.
    pub fn raw(&self) -> &[u8] {
        &self.raw
    }

    /// The digests of the bytes as stored.
    pub fn digests(&self) -> &Digests {
        &self.digests
    }

    /// The bytes as PEM (RFC 7468, 5).
    pub fn pem(&self) -> String {
        pem::encode("CERTIFICATE", &self.raw)
    }

    /// The serial number in lower-case hexadecimal, two digits a byte; a negative one, which RFC 5280 forbids and old tools wrote, with a
    /// minus sign, as openssl and keytool print it.
    pub fn serial_hex(&self) -> Option<String> {
        self.serial.as_ref().ok().map(Number::signed_hex)
    }

    /// Whether subject and issuer are the same name.
    pub fn is_self_issued(&self) -> bool {
        matches!((&self.subject, &self.issuer), (Ok(subject), Ok(issuer)) if subject.matches(issuer))
    }

    /// Whether this certificate's subject is the other's issuer.
    pub fn may_have_issued(&self, other: &Self) -> bool {
        matches!((&self.subject, &other.issuer), (Ok(subject), Ok(issuer)) if subject.matches(issuer))
    }

    /// Whether this key signed the certificate. That says nothing of whether the signer may issue certificates, nor of any time.
    pub fn verify(&self, issuer: &PublicKey) -> Result<(), Refusal> {
        let algorithm = self.signature_algorithm.as_ref();
        let algorithm = algorithm.map_err(|_| Refusal::Malformed("its algorithm cannot be read"))?;
        let scheme = algorithm.signature_scheme().ok_or(Refusal::Unsupported("its algorithm"))?;
        let message = self.tbs.as_ref().map_err(|_| Refusal::Malformed("what it is over cannot be read"))?;
        let signature = self.signature.as_ref().map_err(|_| Refusal::Malformed("no whole octets"))?;
        issuer.verify(scheme, message, signature)
    }

    /// The octets of the subject key identifier extension, where there is one.
    pub fn subject_key_identifier(&self) -> Option<Vec<u8>> {
        let extensions = self.extensions.as_ref().ok()?;
        extensions
            .iter()
            .find(|extension| extension.kind.is(oid::SUBJECT_KEY_IDENTIFIER))?
            .subject_key_identifier()
    }

    /// The basic constraints extension, where there is one that can be read.
    pub fn basic_constraints(&self) -> Option<BasicConstraints> {
        let extensions = self.extensions.as_ref().ok()?;
        extensions.iter().find(|extension| extension.kind.is(oid::BASIC_CONSTRAINTS))?.basic_constraints()
    }

    /// What could not be read, in the order of the fields. One cause that hides several fields is told once.
    pub fn problems(&self) -> Vec<&Error> {
        let fields = [
            self.structure.as_ref().err(),
            self.tbs.as_ref().err(),
            self.version.as_ref().err(),
            self.serial.as_ref().err(),
            self.signature_algorithm.as_ref().err(),
            self.signature.as_ref().err(),
            self.issuer.as_ref().err(),
            self.not_before.as_ref().err(),
            self.not_after.as_ref().err(),
            self.subject.as_ref().err(),
            self.public_key.as_ref().err(),
            self.public_key.as_ref().ok().and_then(|key| key.key.as_ref().err()),
            self.extensions.as_ref().err(),
        ];
        let mut problems: Vec<&Error> = Vec::new();
        for error in fields.into_iter().flatten() {
            if !problems.contains(&error) {
                problems.push(error);
            }
        }
        problems
    }

    fn unreadable(raw: Arc<[u8]>, digests: Digests, error: &Error) -> Self {
        Self {
            raw,
            digests,
            structure: Err(error.clone()),
            tbs: Err(error.clone()),
            version: Err(error.clone()),
            serial: Err(error.clone()),
            signature_algorithm: Err(error.clone()),
            signature: Err(error.clone()),
            issuer: Err(error.clone()),
            subject: Err(error.clone()),
            not_before: Err(error.clone()),
            not_after: Err(error.clone()),
            public_key: Err(error.clone()),
            extensions: Err(error.clone()),
        }
    }
}

impl std::fmt::Debug for Certificate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Certificate({:?}, {:?})", self.subject, self.digests)
    }
}

/// The elements of a certificate, each found or not.
struct Parts<'a> {
    tbs: Element<'a>,
    algorithm: Field<Element<'a>>,
    inner_algorithm: Field<Element<'a>>,
    signature: Field<Element<'a>>,
    version: Field<Option<Element<'a>>>,
    serial: Field<Element<'a>>,
    issuer: Field<Element<'a>>,
    validity: Field<Element<'a>>,
    subject: Field<Element<'a>>,
    spki: Field<Element<'a>>,
    extensions: Field<Option<Element<'a>>>,
}

impl<'a> Parts<'a> {
    fn of(certificate: &Element<'a>) -> Result<Self, Error> {
        const READING: Reading = Reading::Certificate;
        if certificate.tag() != Tag::SEQUENCE {
            return Err(certificate.unexpected("SEQUENCE", READING));
        }
        let mut outer = certificate.children(READING)?;
        let tbs = outer.expect(Tag::SEQUENCE, "SEQUENCE", Reading::TbsCertificate)?;
        let algorithm = outer.element(Reading::AlgorithmIdentifier);
        let signature = outer.expect(Tag::BIT_STRING, "BIT STRING", Reading::SignatureValue);
        let mut inner = tbs.children(Reading::TbsCertificate)?;
        let version = inner.optional(Tag::context(0), Reading::Version);
        let serial = inner.element(Reading::SerialNumber);
        let inner_algorithm = inner.element(Reading::AlgorithmIdentifier);
        let issuer = inner.element(Reading::Issuer);
        let validity = inner.element(Reading::Validity);
        let subject = inner.element(Reading::Subject);
        let spki = inner.element(Reading::SubjectPublicKeyInfo);
        let extensions = find_extensions(inner);
        Ok(Self {
            tbs,
            algorithm,
            inner_algorithm,
            signature,
            version,
            serial,
            issuer,
            validity,
            subject,
            spki,
            extensions,
        })
    }

    fn into_certificate(self, raw: Arc<[u8]>, digests: Digests) -> Certificate {
        let (not_before, not_after) = read_validity(&self.validity);
        let public_key = self.spki.and_then(|element| PublicKey::from_element(&element));
        Certificate {
            raw,
            digests,
            structure: public_key.as_ref().map(|_| ()).map_err(Clone::clone),
            tbs: Ok(self.tbs.raw().to_vec()),
            version: self.version.and_then(|element| read_version(element.as_ref())),
            serial: self.serial.and_then(|element| Number::from_element(&element, Reading::SerialNumber)),
            signature_algorithm: read_algorithm(&self.algorithm, &self.inner_algorithm),
            signature: self
                .signature
                .and_then(|element| Ok(element.bit_octets(Reading::SignatureValue)?.into_owned())),
            issuer: self.issuer.and_then(|element| Name::from_element(&element, Reading::Issuer)),
            subject: self.subject.and_then(|element| Name::from_element(&element, Reading::Subject)),
            not_before,
            not_after,
            public_key,
            extensions: self.extensions.and_then(|element| read_extensions(element.as_ref())),
        }
    }
}

/// Behind the key: `[1]` and `[2]`, unique identifiers that nobody uses, then `[3]`.
fn find_extensions(rest: Reader<'_>) -> Field<Option<Element<'_>>> {
    for element in rest {
        let element = element?;
        if element.tag().same_type(Tag::context(3)) {
            return Ok(Some(element));
        }
    }
    Ok(None)
}

/// The outer one. The one within `tbsCertificate`, which should be the same, has to be one as well: no certificate factory takes others.
fn read_algorithm(outer: &Field<Element<'_>>, inner: &Field<Element<'_>>) -> Field<AlgorithmIdentifier> {
    let read = |element: &Field<Element<'_>>| {
        element.as_ref().map_err(Clone::clone).and_then(AlgorithmIdentifier::from_element)
    };
    read(inner)?;
    read(outer)
}

fn read_version(element: Option<&Element<'_>>) -> Field<u64> {
    const READING: Reading = Reading::Version;
    let Some(element) = element else { return Ok(1) };
    let number = Number::from_element(&element.children(READING)?.element(READING)?, READING)?;
    let version = number.to_u64().and_then(|stored| stored.checked_add(1)).filter(|version| *version <= 3);
    version.ok_or_else(|| element.invalid("version 1, 2 or 3", READING))
}

fn read_validity(validity: &Field<Element<'_>>) -> (Field<Timestamp>, Field<Timestamp>) {
    let times = validity.as_ref().map_err(Clone::clone).and_then(|element| {
        if element.tag() != Tag::SEQUENCE {
            return Err(element.unexpected("SEQUENCE", Reading::Validity));
        }
        let mut children = element.children(Reading::Validity)?;
        Ok((children.element(Reading::NotBefore), children.element(Reading::NotAfter)))
    });
    match times {
        Ok((before, after)) => (
            before.and_then(|element| Timestamp::from_element(&element, Reading::NotBefore)),
            after.and_then(|element| Timestamp::from_element(&element, Reading::NotAfter)),
        ),
        Err(error) => (Err(error.clone()), Err(error)),
    }
}

fn read_extensions(wrapper: Option<&Element<'_>>) -> Field<Vec<Extension>> {
    const READING: Reading = Reading::Extensions;
    let Some(wrapper) = wrapper else { return Ok(Vec::new()) };
    let list = wrapper.children(READING)?.expect(Tag::SEQUENCE, "SEQUENCE", READING)?;
    let mut extensions = Vec::new();
    let mut children = list.children(READING)?;
    while !children.is_empty() {
        if extensions.len() == MAX_EXTENSIONS {
            let size = MAX_EXTENSIONS.saturating_add(1);
            return Err(Error::Limit {
                offset: children.offset(),
                reading: READING,
                size,
                limit: MAX_EXTENSIONS,
            });
        }
        extensions.push(Extension::from_element(&children.expect(Tag::SEQUENCE, "SEQUENCE", READING)?)?);
    }
    Ok(extensions)
}

#[cfg(test)]
mod tests;
