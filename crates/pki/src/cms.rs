//! CMS `SignedData` (RFC 5652, 5), which PKCS#7 calls the same: what `META-INF/*.RSA` and Apple's code signatures hold.
//!
//! Everything may be BER: indefinite lengths and constructed octet strings are in real signatures. What a verifier needs is kept as
//! stored.

mod attribute;
mod signer;
mod verify;

pub use attribute::{Attribute, Attributes};
pub use signer::{IssuerAndSerial, SignerIdentifier, SignerInfo};
pub use verify::SignerRefusal;

use crate::algorithm::AlgorithmIdentifier;
use crate::ber::{Element, Reader, Tag};
use crate::certificate::Certificate;
use crate::oid::{self, Oid};
use crate::{Error, Field, Reading};

/// How many certificates and how many signers are read; messages in use have fewer than ten.
pub const MAX_ELEMENTS: usize = 256;

/// A `SignedData` message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedData {
    /// The digest algorithms that the message announces.
    pub digest_algorithms: Vec<Field<AlgorithmIdentifier>>,
    /// What kind of content is signed.
    pub content_type: Oid,
    /// The content, where it is not kept elsewhere.
    pub content: Option<Vec<u8>>,
    /// The X.509 certificates, in stored order, which says nothing about who signed.
    pub certificates: Vec<Certificate>,
    /// Who signed, in stored order; an error stands in the place of one that could not be read.
    pub signers: Vec<Field<SignerInfo>>,
    /// What else could not be read, or was of a kind that is not.
    pub problems: Vec<Error>,
    /// How many bytes stand behind the message.
    pub trailing: usize,
}

impl SignedData {
    /// Of bytes that begin with a `ContentInfo` around it.
    pub fn parse(bytes: &[u8]) -> Result<Self, Error> {
        const READING: Reading = Reading::ContentInfo;
        let mut file = Reader::new(bytes);
        let mut info = file.expect(Tag::SEQUENCE, "SEQUENCE", READING)?.children(READING)?;
        let kind_element = info.expect(Tag::OID, "OBJECT IDENTIFIER", READING)?;
        let kind = Oid::from_element(&kind_element, READING)?;
        if !kind.is(oid::SIGNED_DATA) {
            return Err(Error::Unsupported { offset: kind_element.offset(), reading: READING, found: kind });
        }
        let wrapper = info.expect(Tag::context(0).as_constructed(), "[0]", READING)?;
        let signed_data =
            wrapper.children(READING)?.expect(Tag::SEQUENCE, "SEQUENCE", Reading::SignedData)?;
        let mut message = Self::from_element(&signed_data)?;
        message.trailing = file.rest().len();
        Ok(message)
    }

    /// Of the `SignedData` element itself.
    pub fn from_element(element: &Element<'_>) -> Result<Self, Error> {
        const READING: Reading = Reading::SignedData;
        let mut children = element.children(READING)?;
        children.expect(Tag::INTEGER, "INTEGER", READING)?;
        let digest_algorithms = children.expect(Tag::SET, "SET", READING)?;
        let (content_type, content) =
            read_content(&children.expect(Tag::SEQUENCE, "SEQUENCE", Reading::EncapsulatedContent)?)?;
        let mut message = Self {
            digest_algorithms: read_algorithms(&digest_algorithms)?,
            content_type,
            content,
            certificates: Vec::new(),
            signers: Vec::new(),
            problems: Vec::new(),
            trailing: 0,
        };
        if let Some(set) = children.optional(Tag::context(0), Reading::CertificateSet)? {
            message.read_certificates(&set);
        }
        let _revocation_lists = children.optional(Tag::context(1), READING)?;
        let signers = children.expect(Tag::SET, "SET", Reading::SignerInfo)?;
        message.read_signers(&signers);
        Ok(message)
    }

    /// The certificate that a signer names, by issuer and serial number or by subject key identifier; the first one where several fit.
    /// Never simply the first of the message.
    pub fn signer_certificate(&self, signer: usize) -> Option<&Certificate> {
        let signer = self.signers.get(signer)?.as_ref().ok()?;
        self.certificates.iter().find(|certificate| signer.identifier.names(certificate))
    }

    fn read_certificates(&mut self, set: &Element<'_>) {
        let elements = match set.children(Reading::CertificateSet) {
            Ok(elements) => elements,
            Err(error) => return self.problems.push(error),
        };
        for element in elements {
            match element {
                Ok(element) if self.certificates.len() == MAX_ELEMENTS => {
                    return self.problems.push(over_limit(&element, Reading::CertificateSet));
                }
                Ok(element) if element.tag() == Tag::SEQUENCE => {
                    self.certificates.push(Certificate::new(element.raw()));
                }
                Ok(element) => {
                    self.problems.push(element.unexpected("an X.509 certificate", Reading::CertificateSet));
                }
                Err(error) => self.problems.push(error),
            }
        }
    }

    fn read_signers(&mut self, set: &Element<'_>) {
        let elements = match set.children(Reading::SignerInfo) {
            Ok(elements) => elements,
            Err(error) => return self.problems.push(error),
        };
        for element in elements {
            match element {
                Ok(element) if self.signers.len() == MAX_ELEMENTS => {
                    return self.problems.push(over_limit(&element, Reading::SignerInfo));
                }
                Ok(element) => self.signers.push(SignerInfo::from_element(&element)),
                Err(error) => self.problems.push(error),
            }
        }
    }
}

fn over_limit(element: &Element<'_>, reading: Reading) -> Error {
    Error::Limit {
        offset: element.offset(),
        reading,
        size: MAX_ELEMENTS.saturating_add(1),
        limit: MAX_ELEMENTS,
    }
}

fn read_algorithms(set: &Element<'_>) -> Result<Vec<Field<AlgorithmIdentifier>>, Error> {
    let algorithms = set.children(Reading::SignedData)?;
    Ok(algorithms.take(MAX_ELEMENTS).map(|element| AlgorithmIdentifier::from_element(&element?)).collect())
}

/// RFC 5652, 5.2: an octet string in `[0]`. PKCS#7 1.5 allows any element there; its content is taken then.
fn read_content(element: &Element<'_>) -> Result<(Oid, Option<Vec<u8>>), Error> {
    const READING: Reading = Reading::EncapsulatedContent;
    let mut children = element.children(READING)?;
    let kind = Oid::from_element(&children.expect(Tag::OID, "OBJECT IDENTIFIER", READING)?, READING)?;
    let Some(wrapper) = children.optional(Tag::context(0), READING)? else { return Ok((kind, None)) };
    let inner = wrapper.children(READING)?.element(READING)?;
    let content = if inner.tag().same_type(Tag::OCTET_STRING) {
        inner.octets(READING)?.into_owned()
    } else {
        inner.content().to_vec()
    };
    Ok((kind, Some(content)))
}

#[cfg(test)]
mod tests;
