//! `AlgorithmIdentifier` (RFC 5280, 4.1.1.2), and what it says of signatures.

mod pss;

use crate::ber::{Element, Tag};
use crate::digest::hex;
use crate::hash::HashAlgorithm::{self, Md5, Sha1, Sha224, Sha256, Sha384, Sha512};
use crate::oid::Oid;
use crate::verify::SignatureScheme;
use crate::{Error, Reading};

/// An algorithm and its parameters as stored.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AlgorithmIdentifier {
    /// Which algorithm.
    pub algorithm: Oid,
    /// The parameters' whole element, where there is one.
    pub parameters: Option<Vec<u8>>,
}

impl AlgorithmIdentifier {
    /// Of an element that has to be the SEQUENCE of the two.
    pub fn from_element(element: &Element<'_>) -> Result<Self, Error> {
        const READING: Reading = Reading::AlgorithmIdentifier;
        if element.tag() != Tag::SEQUENCE {
            return Err(element.unexpected("SEQUENCE", READING));
        }
        let mut children = element.children(READING)?;
        let algorithm =
            Oid::from_element(&children.expect(Tag::OID, "OBJECT IDENTIFIER", READING)?, READING)?;
        let parameters =
            if children.is_empty() { None } else { Some(children.element(READING)?.raw().to_vec()) };
        Ok(Self { algorithm, parameters })
    }

    /// The name that Java's security providers, and with them `keytool`, give a signature algorithm; the dotted number where it has none.
    pub fn signature_name(&self) -> String {
        let known = self.signature_algorithm();
        known.map_or_else(|| self.algorithm.to_string(), |known| known.name.to_owned())
    }

    /// The way to sign that it names by itself; `None` where it names a key's algorithm alone, or nothing that can be verified here.
    pub fn signature_scheme(&self) -> Option<SignatureScheme> {
        match self.signature_algorithm()?.means {
            Means::Scheme(scheme) => Some(scheme),
            Means::Pss => pss::scheme(self.parameters.as_deref()?),
            Means::Key(_) | Means::Other => None,
        }
    }

    /// The way to sign where a digest algorithm stands beside it, as in a `SignerInfo`: its own hash function counts before that one
    /// (`AlgorithmIdentifier.getJcaSignatureAlgorithm` of apksig).
    pub fn signature_scheme_beside(&self, digest: &Self) -> Option<SignatureScheme> {
        match self.signature_algorithm()?.means {
            Means::Key(scheme) => Some(scheme(HashAlgorithm::of(digest)?)),
            _ => self.signature_scheme(),
        }
    }

    fn signature_algorithm(&self) -> Option<&'static SignatureAlgorithm> {
        SIGNATURE_ALGORITHMS.iter().find(|known| self.algorithm.is(known.oid))
    }

    /// The name of a digest algorithm; the dotted number where it has none here.
    pub fn digest_name(&self) -> String {
        let known = DIGEST_NAMES.iter().find(|(oid, _)| self.algorithm.is(oid));
        known.map_or_else(|| self.algorithm.to_string(), |(_, name)| (*name).to_owned())
    }
}

impl std::fmt::Display for AlgorithmIdentifier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.signature_name())?;
        match &self.parameters {
            Some(raw) if raw.as_slice() != [5, 0] => write!(f, " (parameters {})", hex(raw)),
            _ => Ok(()),
        }
    }
}

/// A signature algorithm that has a name.
struct SignatureAlgorithm {
    oid: &'static [u8],
    name: &'static str,
    means: Means,
}

/// What an identifier says of how to verify.
enum Means {
    /// All of it.
    Scheme(SignatureScheme),
    /// A key's algorithm; the hash function is told elsewhere.
    Key(fn(HashAlgorithm) -> SignatureScheme),
    /// What its parameters say.
    Pss,
    /// Nothing that is known here.
    Other,
}

const fn algorithm(oid: &'static [u8], name: &'static str, means: Means) -> SignatureAlgorithm {
    SignatureAlgorithm { oid, name, means }
}

const fn rsa(hash: HashAlgorithm) -> Means {
    Means::Scheme(SignatureScheme::RsaPkcs1(hash))
}

const fn dsa(hash: HashAlgorithm) -> Means {
    Means::Scheme(SignatureScheme::Dsa(hash))
}

const fn ecdsa(hash: HashAlgorithm) -> Means {
    Means::Scheme(SignatureScheme::Ecdsa(hash))
}

/// Names after the Java Security Standard Algorithm Names; SM2's after GM/T 0006.
const SIGNATURE_ALGORITHMS: &[SignatureAlgorithm] = &[
    algorithm(
        &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01],
        "RSA",
        Means::Key(SignatureScheme::RsaPkcs1),
    ),
    algorithm(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x02], "MD2withRSA", Means::Other),
    algorithm(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x04], "MD5withRSA", rsa(Md5)),
    algorithm(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x05], "SHA1withRSA", rsa(Sha1)),
    algorithm(&[0x2b, 0x0e, 0x03, 0x02, 0x1d], "SHA1withRSA", rsa(Sha1)),
    algorithm(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0a], "RSASSA-PSS", Means::Pss),
    algorithm(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b], "SHA256withRSA", rsa(Sha256)),
    algorithm(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0c], "SHA384withRSA", rsa(Sha384)),
    algorithm(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0d], "SHA512withRSA", rsa(Sha512)),
    algorithm(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0e], "SHA224withRSA", rsa(Sha224)),
    algorithm(&[0x2a, 0x86, 0x48, 0xce, 0x38, 0x04, 0x01], "DSA", Means::Key(SignatureScheme::Dsa)),
    algorithm(&[0x2a, 0x86, 0x48, 0xce, 0x38, 0x04, 0x03], "SHA1withDSA", dsa(Sha1)),
    algorithm(&[0x2b, 0x0e, 0x03, 0x02, 0x0d], "SHA1withDSA", dsa(Sha1)),
    algorithm(&[0x2b, 0x0e, 0x03, 0x02, 0x1b], "SHA1withDSA", dsa(Sha1)),
    algorithm(&[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x03, 0x01], "SHA224withDSA", dsa(Sha224)),
    algorithm(&[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x03, 0x02], "SHA256withDSA", dsa(Sha256)),
    algorithm(&[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x03, 0x03], "SHA384withDSA", dsa(Sha384)),
    algorithm(&[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x03, 0x04], "SHA512withDSA", dsa(Sha512)),
    algorithm(&[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01], "EC", Means::Key(SignatureScheme::Ecdsa)),
    algorithm(&[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x01], "SHA1withECDSA", ecdsa(Sha1)),
    algorithm(&[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x01], "SHA224withECDSA", ecdsa(Sha224)),
    algorithm(&[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02], "SHA256withECDSA", ecdsa(Sha256)),
    algorithm(&[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x03], "SHA384withECDSA", ecdsa(Sha384)),
    algorithm(&[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x04], "SHA512withECDSA", ecdsa(Sha512)),
    algorithm(&[0x2a, 0x81, 0x1c, 0xcf, 0x55, 0x01, 0x83, 0x75], "SM3withSM2", Means::Other),
    algorithm(&[0x2b, 0x65, 0x70], "Ed25519", Means::Other),
    algorithm(&[0x2b, 0x65, 0x71], "Ed448", Means::Other),
    algorithm(
        &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x03, 0x11],
        "ML-DSA-44",
        Means::Scheme(SignatureScheme::MlDsa),
    ),
    algorithm(
        &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x03, 0x12],
        "ML-DSA-65",
        Means::Scheme(SignatureScheme::MlDsa),
    ),
    algorithm(
        &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x03, 0x13],
        "ML-DSA-87",
        Means::Scheme(SignatureScheme::MlDsa),
    ),
];

const DIGEST_NAMES: &[(&[u8], &str)] = &[
    (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x02, 0x05], "MD5"),
    (&[0x2b, 0x0e, 0x03, 0x02, 0x1a], "SHA-1"),
    (&[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01], "SHA-256"),
    (&[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x02], "SHA-384"),
    (&[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x03], "SHA-512"),
    (&[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x04], "SHA-224"),
    (&[0x2a, 0x81, 0x1c, 0xcf, 0x55, 0x01, 0x83, 0x11], "SM3"),
];

#[cfg(test)]
mod tests;
