//! Whether a signer signed (RFC 5652, 5.4 and 5.6).
//!
//! Which algorithms a platform takes, and which certificates may sign, is the platforms' to say.

use std::borrow::Cow;

use super::{Attributes, SignerInfo};
use crate::ber::{Element, Reader, Tag};
use crate::hash::HashAlgorithm;
use crate::key::PublicKey;
use crate::oid::{self, Oid};
use crate::verify::{Refusal, SignatureScheme};
use crate::{Error, Reading};

/// Why a signer is not said to have signed. What apksig makes of it (`V1SchemeVerifier.Signer.verifySignerInfoAgainstSigFile`) stands
/// with each: a message that it cannot parse, a verification that cannot be done, or a signer that does not count.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SignerRefusal {
    /// The digest or signature algorithm is not known here, so that nothing could be checked. apksig: cannot be done.
    #[error("not supported: digest algorithm {digest} with signature algorithm {signature}")]
    Algorithm {
        /// The digest algorithm.
        digest: Oid,
        /// The signature algorithm.
        signature: Oid,
    },
    /// The signed attributes cannot be read. apksig: cannot be done.
    #[error(transparent)]
    Attributes(Error),
    /// A type stands twice in the signed attributes. apksig: cannot be parsed.
    #[error("signed attribute {0} is there twice")]
    Repeated(Oid),
    /// An attribute that has one value has more. apksig: cannot be parsed.
    #[error("signed attribute {0} has several values")]
    SeveralValues(Oid),
    /// An attribute's value is of another type than it has to be. apksig: cannot be parsed.
    #[error("signed attribute {kind}: {error}")]
    Value {
        /// The attribute.
        kind: Oid,
        /// What is wrong with it, offsets counted within the value.
        error: Error,
    },
    /// A signed attribute that has to be there is not, or has no value. apksig: cannot be done.
    #[error("signed attribute {0} is missing")]
    Missing(Oid),
    /// The signed content type is another than the content's. apksig: does not count.
    #[error("signed for content of type {signed}")]
    ContentType {
        /// The type that is signed.
        signed: Oid,
    },
    /// The signed digest is another than the content's. apksig: does not count.
    #[error("the content is not the one that is signed")]
    MessageDigest,
    /// The signature itself.
    #[error(transparent)]
    Signature(#[from] Refusal),
}

impl SignerRefusal {
    /// Whether it could not be checked, whatever it is: that is no verdict.
    pub fn is_unsupported(&self) -> bool {
        matches!(self, Self::Algorithm { .. } | Self::Signature(Refusal::Unsupported(_)))
    }
}

impl SignerInfo {
    /// The way to sign that its algorithms name; `None` where they are not known here.
    pub fn scheme(&self) -> Option<SignatureScheme> {
        self.signature_algorithm.signature_scheme_beside(&self.digest_algorithm)
    }

    /// The signed attributes, where it has some.
    pub fn attributes(&self) -> Option<Result<Attributes, Error>> {
        let stored = self.signed_attributes.as_deref()?;
        Some(Attributes::parse(stored, Reading::SignedAttributes))
    }

    /// What the signature is over: the signed attributes as stored under the tag of a SET, otherwise the content. Nothing is sorted or
    /// encoded again, as Android does not either.
    pub fn message<'a>(&self, content: &'a [u8]) -> Cow<'a, [u8]> {
        match self.signed_attributes.as_deref().and_then(<[u8]>::split_first) {
            Some((_tag, rest)) => Cow::Owned([&[0x31], rest].concat()),
            None => Cow::Borrowed(content),
        }
    }

    /// Whether this key signed `content`, wherever that is kept. With signed attributes, their digest has to be the content's, and their
    /// content type `content_type` where one is given (Android before 7.0 did not look at it).
    pub fn verify(
        &self,
        key: &PublicKey,
        content: &[u8],
        content_type: Option<&Oid>,
    ) -> Result<(), SignerRefusal> {
        let scheme = self.scheme().ok_or_else(|| self.unknown_algorithm())?;
        if let Some(attributes) = self.attributes() {
            let attributes = attributes.map_err(SignerRefusal::Attributes)?;
            self.check_attributes(&attributes, content, content_type)?;
        }
        Ok(key.verify(scheme, &self.message(content), &self.signature)?)
    }

    fn check_attributes(
        &self,
        attributes: &Attributes,
        content: &[u8],
        content_type: Option<&Oid>,
    ) -> Result<(), SignerRefusal> {
        if let Some(kind) = attributes.repeated() {
            return Err(SignerRefusal::Repeated(kind.clone()));
        }
        if let Some(expected) = content_type {
            let signed = single(attributes, oid::CONTENT_TYPE, |value| Oid::from_element(value, READING))?;
            if signed != *expected {
                return Err(SignerRefusal::ContentType { signed });
            }
        }
        let signed = single(attributes, oid::MESSAGE_DIGEST, octets)?;
        let hash = HashAlgorithm::of(&self.digest_algorithm).ok_or_else(|| self.unknown_algorithm())?;
        if hash.digest(&[content]) == signed { Ok(()) } else { Err(SignerRefusal::MessageDigest) }
    }

    fn unknown_algorithm(&self) -> SignerRefusal {
        SignerRefusal::Algorithm {
            digest: self.digest_algorithm.algorithm.clone(),
            signature: self.signature_algorithm.algorithm.clone(),
        }
    }
}

const READING: Reading = Reading::SignedAttributes;

/// The value of an attribute that has one (RFC 5652, 11.1 and 11.2).
fn single<T>(
    attributes: &Attributes,
    kind: &[u8],
    read: impl FnOnce(&Element<'_>) -> Result<T, Error>,
) -> Result<T, SignerRefusal> {
    let name = || Oid::from_content(kind);
    let mut values = attributes.values(kind);
    let value = values.next().ok_or_else(|| SignerRefusal::Missing(name()))?;
    if values.next().is_some() {
        return Err(SignerRefusal::SeveralValues(name()));
    }
    let value = Reader::new(value).element(READING).and_then(|element| read(&element));
    value.map_err(|error| SignerRefusal::Value { kind: name(), error })
}

/// The stored content, also where it is segments: signed attributes are DER, and apksig takes what stands there
/// (`SignedAttributes.getSingleOctetStringValue`).
fn octets(element: &Element<'_>) -> Result<Vec<u8>, Error> {
    if element.tag().same_type(Tag::OCTET_STRING) {
        Ok(element.content().to_vec())
    } else {
        Err(element.unexpected("OCTET STRING", READING))
    }
}

#[cfg(test)]
mod tests;
