//! `SignerInfo` (RFC 5652, 5.3).

use crate::algorithm::AlgorithmIdentifier;
use crate::ber::{Element, Tag};
use crate::certificate::Certificate;
use crate::name::Name;
use crate::number::Number;
use crate::{Error, Reading};

/// One signer of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignerInfo {
    /// Which certificate it signed with.
    pub identifier: SignerIdentifier,
    /// The digest algorithm of content and attributes.
    pub digest_algorithm: AlgorithmIdentifier,
    /// The signature algorithm; PKCS#7 often gives the key's algorithm alone.
    pub signature_algorithm: AlgorithmIdentifier,
    /// The whole `signedAttrs` element as stored, its tag `[0]` included. The signature is over these bytes with the first one replaced by
    /// that of a SET (RFC 5652, 5.4; the platform does not sort them again: `V1SchemeVerifier.verifySignerInfoAgainstSigFile`).
    pub signed_attributes: Option<Vec<u8>>,
    /// The signature.
    pub signature: Vec<u8>,
    /// The whole `unsignedAttrs` element as stored.
    pub unsigned_attributes: Option<Vec<u8>>,
}

/// How a signer names its certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignerIdentifier {
    /// By issuer and serial number.
    IssuerAndSerial(Box<IssuerAndSerial>),
    /// By the certificate's subject key identifier extension.
    SubjectKeyIdentifier(Vec<u8>),
}

/// A certificate's name: no issuer gives a number twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuerAndSerial {
    /// Who issued it.
    pub issuer: Name,
    /// Which of its certificates it is.
    pub serial: Number,
}

impl SignerIdentifier {
    /// Whether this certificate is the one that is meant.
    pub fn names(&self, certificate: &Certificate) -> bool {
        match self {
            Self::IssuerAndSerial(name) => {
                certificate.serial.as_ref() == Ok(&name.serial)
                    && certificate.issuer.as_ref().is_ok_and(|issuer| issuer.matches(&name.issuer))
            }
            Self::SubjectKeyIdentifier(identifier) => {
                certificate.subject_key_identifier().as_ref() == Some(identifier)
            }
        }
    }

    fn from_element(element: &Element<'_>) -> Result<Self, Error> {
        const READING: Reading = Reading::SignerIdentifier;
        if element.tag().same_type(Tag::context(0)) {
            return Ok(Self::SubjectKeyIdentifier(element.octets(READING)?.into_owned()));
        }
        if element.tag() != Tag::SEQUENCE {
            return Err(element.unexpected("issuer and serial number, or [0]", READING));
        }
        let mut children = element.children(READING)?;
        let issuer = Name::from_element(&children.element(READING)?, READING)?;
        let serial = Number::from_element(&children.element(READING)?, READING)?;
        Ok(Self::IssuerAndSerial(Box::new(IssuerAndSerial { issuer, serial })))
    }
}

impl SignerInfo {
    pub(super) fn from_element(element: &Element<'_>) -> Result<Self, Error> {
        const READING: Reading = Reading::SignerInfo;
        if element.tag() != Tag::SEQUENCE {
            return Err(element.unexpected("SEQUENCE", READING));
        }
        let mut children = element.children(READING)?;
        children.expect(Tag::INTEGER, "INTEGER", READING)?;
        let identifier = SignerIdentifier::from_element(&children.element(Reading::SignerIdentifier)?)?;
        let digest_algorithm =
            AlgorithmIdentifier::from_element(&children.element(Reading::AlgorithmIdentifier)?)?;
        let signed_attributes = children.optional(Tag::context(0), Reading::SignedAttributes)?;
        let signature_algorithm =
            AlgorithmIdentifier::from_element(&children.element(Reading::AlgorithmIdentifier)?)?;
        let signature = children.expect(Tag::OCTET_STRING, "OCTET STRING", Reading::SignatureValue)?;
        let unsigned_attributes = children.optional(Tag::context(1), Reading::UnsignedAttributes)?;
        Ok(Self {
            identifier,
            digest_algorithm,
            signature_algorithm,
            signed_attributes: signed_attributes.map(|element| element.raw().to_vec()),
            signature: signature.octets(Reading::SignatureValue)?.into_owned(),
            unsigned_attributes: unsigned_attributes.map(|element| element.raw().to_vec()),
        })
    }
}
