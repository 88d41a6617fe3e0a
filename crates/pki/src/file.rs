//! Files that hold certificates: DER, PEM with anything around it, PKCS#7 bundles.

use std::collections::{HashMap, HashSet};

use crate::ber::Reader;
use crate::certificate::Certificate;
use crate::cms::SignedData;
use crate::{Error, Reading, pem};

/// How many certificates of a file are read; chains have a handful.
pub const MAX_CERTIFICATES: usize = 256;

/// The certificates of a file.
///
/// A file may hold a chain in any order: `AppGallery`'s `.cer` begins with the root. So the first one is not taken for the one that counts;
/// [`CertificateFile::leaf`] is the one that issued none of the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateFile {
    certificates: Vec<Certificate>,
    leaf: Certificate,
    leaf_index: usize,
    leaf_reason: LeafReason,
    /// What of the file could not be read, in its order.
    pub problems: Vec<Error>,
}

/// Why a certificate of a file is taken for the one that counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LeafReason {
    /// The file holds one certificate.
    Only,
    /// It issued none of the others, and all others issued one.
    IssuedNone,
    /// Several issued none of the others; it is the first of them. Who asks has to choose.
    FirstOfSeveral,
    /// Each one issued another, in a circle; it is the first.
    Circular,
}

impl CertificateFile {
    /// Of a file's bytes. An error where not one certificate is in it; what of the rest could not be read are
    /// [`CertificateFile::problems`].
    pub fn parse(bytes: &[u8]) -> Result<Self, Error> {
        let mut contents = Contents::default();
        if bytes.windows(11).any(|window| window == b"-----BEGIN ") {
            contents.read_pem(bytes);
        } else if bytes.first() == Some(&0x30) {
            contents.read_der(bytes, 0);
        } else if let Some(decoded) =
            pem::decode_base64(bytes).filter(|decoded| decoded.first() == Some(&0x30))
        {
            contents.read_der(&decoded, 0);
        }
        contents.into_file()
    }

    /// All certificates in the file's order.
    pub fn certificates(&self) -> &[Certificate] {
        &self.certificates
    }

    /// The certificate that counts.
    pub fn leaf(&self) -> &Certificate {
        &self.leaf
    }

    /// The position of [`CertificateFile::leaf`] in the file.
    pub fn leaf_index(&self) -> usize {
        self.leaf_index
    }

    /// Why it is that one.
    pub fn leaf_reason(&self) -> LeafReason {
        self.leaf_reason
    }
}

/// What has been read of a file.
#[derive(Default)]
struct Contents {
    certificates: Vec<Certificate>,
    problems: Vec<Error>,
}

impl Contents {
    fn read_pem(&mut self, file: &[u8]) {
        for block in pem::blocks(file) {
            match (block.label, block.bytes) {
                (b"CERTIFICATE" | b"X509 CERTIFICATE" | b"TRUSTED CERTIFICATE", Ok(bytes)) => {
                    self.read_one(&bytes, block.offset);
                }
                (b"PKCS7" | b"CMS", Ok(bytes)) => self.read_der(&bytes, block.offset),
                (_, Ok(_)) => {}
                (_, Err(error)) => self.problems.push(error),
            }
        }
    }

    /// One certificate, or the first of several elements: OpenSSL's trusted certificates have its own data behind.
    fn read_one(&mut self, bytes: &[u8], offset: usize) {
        match Reader::new(bytes).element(Reading::Certificate) {
            Ok(element) => self.push(Certificate::new(element.raw()), offset),
            Err(error) => self.problems.push(error.moved(offset)),
        }
    }

    /// A PKCS#7 message, or certificates one behind the other.
    fn read_der(&mut self, bytes: &[u8], offset: usize) {
        if let Ok(message) = SignedData::parse(bytes) {
            self.problems.extend(message.problems);
            for certificate in message.certificates {
                self.push(certificate, offset);
            }
            return;
        }
        let mut elements = Reader::new(bytes);
        while !elements.is_empty() {
            let at = offset.saturating_add(elements.offset());
            match elements.element(Reading::Certificate) {
                Ok(element) => self.push(Certificate::new(element.raw()), at),
                Err(error) => return self.problems.push(error.moved(offset)),
            }
        }
    }

    fn push(&mut self, certificate: Certificate, offset: usize) {
        if self.certificates.len() >= MAX_CERTIFICATES {
            let size = MAX_CERTIFICATES.saturating_add(1);
            return self.problems.push(Error::Limit {
                offset,
                reading: Reading::CertificateFile,
                size,
                limit: MAX_CERTIFICATES,
            });
        }
        match &certificate.structure {
            Ok(()) => self.certificates.push(certificate),
            Err(error) => self.problems.push(error.clone().moved(offset)),
        }
    }

    fn into_file(self) -> Result<CertificateFile, Error> {
        let (leaf_index, leaf_reason) = choose_leaf(&self.certificates);
        match self.certificates.get(leaf_index).cloned() {
            Some(leaf) => Ok(CertificateFile {
                certificates: self.certificates,
                leaf,
                leaf_index,
                leaf_reason,
                problems: self.problems,
            }),
            None => Err(self.problems.into_iter().next().unwrap_or(Error::Missing {
                offset: 0,
                reading: Reading::CertificateFile,
                expected: "a certificate",
            })),
        }
    }
}

/// Counts how often each name issued, each distinct certificate once, and takes those whose subject issued nobody else.
fn choose_leaf(certificates: &[Certificate]) -> (usize, LeafReason) {
    let mut seen = HashSet::new();
    let distinct: Vec<_> = certificates
        .iter()
        .enumerate()
        .filter(|(_, certificate)| seen.insert(certificate.digests().sha256))
        .collect();
    let mut issued: HashMap<&str, usize> = HashMap::new();
    for issuer in distinct.iter().filter_map(|(_, certificate)| certificate.issuer.as_ref().ok()) {
        let count = issued.entry(issuer.canonical()).or_default();
        *count = count.saturating_add(1);
    }
    let issued_none = |certificate: &Certificate| {
        let Ok(subject) = &certificate.subject else { return true };
        issued.get(subject.canonical()).copied().unwrap_or(0) <= usize::from(certificate.is_self_issued())
    };
    let leaves: Vec<usize> = distinct
        .iter()
        .filter(|(_, certificate)| issued_none(certificate))
        .map(|(index, _)| *index)
        .collect();
    match (leaves.as_slice(), distinct.len()) {
        ([leaf], 1) => (*leaf, LeafReason::Only),
        ([leaf], _) => (*leaf, LeafReason::IssuedNone),
        ([first, ..], _) => (*first, LeafReason::FirstOfSeveral),
        ([], _) => (0, LeafReason::Circular),
    }
}

#[cfg(test)]
mod tests;
