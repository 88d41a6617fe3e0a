//! Extensions of certificates (RFC 5280, 4.2). Their values are read by `x509-parser`.

use x509_parser::prelude::FromDer;

use crate::ber::{Element, Tag};
use crate::oid::Oid;
use crate::{Error, Reading};

/// One extension as stored.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Extension {
    /// Its type.
    pub kind: Oid,
    /// Whether a reader that does not know it has to refuse the certificate.
    pub is_critical: bool,
    /// Its value: the content of the octet string.
    pub value: Vec<u8>,
}

/// `KeyUsage` as far as signatures of packages ask for it (RFC 5280, 4.2.1.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct KeyUsage {
    /// `digitalSignature`.
    pub digital_signature: bool,
    /// `nonRepudiation` (`contentCommitment`).
    pub non_repudiation: bool,
}

/// `BasicConstraints` (RFC 5280, 4.2.1.9).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct BasicConstraints {
    /// `cA`: whether the key may sign certificates.
    pub is_authority: bool,
    /// `pathLenConstraint`: how many authorities may stand between this one and the end of a chain.
    pub path_length: Option<u32>,
}

impl Extension {
    pub(super) fn from_element(element: &Element<'_>) -> Result<Self, Error> {
        const READING: Reading = Reading::Extensions;
        let mut children = element.children(READING)?;
        let kind = Oid::from_element(&children.expect(Tag::OID, "OBJECT IDENTIFIER", READING)?, READING)?;
        let critical = children.optional(Tag::BOOLEAN, READING)?;
        let value = children.expect(Tag::OCTET_STRING, "OCTET STRING", READING)?;
        Ok(Self {
            kind,
            is_critical: critical.is_some_and(|critical| critical.content().iter().any(|octet| *octet != 0)),
            value: value.octets(READING)?.into_owned(),
        })
    }

    /// The octets of a subject key identifier; `None` where the value is none.
    pub fn subject_key_identifier(&self) -> Option<Vec<u8>> {
        let (_, identifier) = x509_parser::extensions::KeyIdentifier::from_der(&self.value).ok()?;
        Some(identifier.0.to_vec())
    }

    /// Whether the certificate is an authority's; `None` where the value is no such constraint.
    pub fn basic_constraints(&self) -> Option<BasicConstraints> {
        let (_, constraints) = x509_parser::extensions::BasicConstraints::from_der(&self.value).ok()?;
        Some(BasicConstraints { is_authority: constraints.ca, path_length: constraints.path_len_constraint })
    }

    /// The two uses that signing needs one of; `None` where the value is no key usage.
    pub fn key_usage(&self) -> Option<KeyUsage> {
        let (_, usage) = x509_parser::extensions::KeyUsage::from_der(&self.value).ok()?;
        Some(KeyUsage {
            digital_signature: usage.digital_signature(),
            non_repudiation: usage.non_repudiation(),
        })
    }
}
