//! Which digests of a section count (`V1SchemeVerifier.getDigestsToVerify`).

use std::borrow::Cow;

use beian_pki::HashAlgorithm;
use data_encoding::{Encoding, Specification};

use super::manifest::Section;
use crate::signing::SdkRange;

/// The first platform that takes the strongest digest; the older ones ask `Digest-Algorithms`.
const STRONGEST_FROM: u32 = 18;
const GINGERBREAD: u32 = 9;

/// Names of digests in front of `-Digest`, and what they mean (`UPPER_CASE_JCA_DIGEST_ALG_TO_CANONICAL`).
const NAMES: [(&str, HashAlgorithm); 7] = [
    ("MD5", HashAlgorithm::Md5),
    ("SHA", HashAlgorithm::Sha1),
    ("SHA1", HashAlgorithm::Sha1),
    ("SHA-1", HashAlgorithm::Sha1),
    ("SHA-256", HashAlgorithm::Sha256),
    ("SHA-384", HashAlgorithm::Sha384),
    ("SHA-512", HashAlgorithm::Sha512),
];
/// The names that newer platforms look for, the strongest first (`JB_MR2_AND_NEWER_DIGEST_ALGS`).
const STRONGEST_FIRST: [&str; 4] = ["SHA-512", "SHA-384", "SHA-256", "SHA1"];

/// A digest that bytes have to have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpectedDigest {
    /// By which function.
    pub algorithm: HashAlgorithm,
    /// The digest. It is as long as it was stored, which need not be what the function gives.
    pub digest: Vec<u8>,
}

impl ExpectedDigest {
    /// Whether these bytes have it.
    pub fn is_of(&self, bytes: &[u8]) -> bool {
        self.algorithm.digest(&[bytes]) == self.digest
    }
}

/// A digest is no base64. apksig throws then, and verifies nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Malformed(pub(super) HashAlgorithm);

/// The digests of a section that platforms of this range look at: at most one of the older ones and one of the newer. None where the older
/// ones find none, or nobody does. `suffix` is what stands behind the algorithm in the attributes' names.
pub(super) fn to_verify(
    section: &Section<'_>,
    suffix: &str,
    range: SdkRange,
) -> Result<Vec<ExpectedDigest>, Malformed> {
    let attributes = Digests::of(section, suffix);
    let mut expected: Vec<ExpectedDigest> = Vec::new();
    if range.min < STRONGEST_FROM {
        match attributes.announced(range.min) {
            Some(digest) => expected.push(digest.decoded()?),
            None => return Ok(expected),
        }
    }
    if range.max >= STRONGEST_FROM
        && let Some(digest) = attributes.strongest()
    {
        let digest = digest.decoded()?;
        if !expected.contains(&digest) {
            expected.push(digest);
        }
    }
    Ok(expected)
}

/// What a section says of its digests.
struct Digests<'a> {
    /// In the order of [`NAMES`].
    values: [Option<Cow<'a, [u8]>>; NAMES.len()],
    algorithms: Option<Cow<'a, [u8]>>,
}

struct Stored<'d> {
    algorithm: HashAlgorithm,
    value: &'d [u8],
}

impl<'a> Digests<'a> {
    fn of(section: &Section<'a>, suffix: &str) -> Self {
        let mut digests = Self { values: Default::default(), algorithms: None };
        for attribute in section.attributes() {
            if attribute.is("Digest-Algorithms") {
                digests.algorithms.get_or_insert(attribute.value);
                continue;
            }
            let place = strip_suffix(&attribute.name, suffix).and_then(place);
            if let Some(slot) = place.and_then(|place| digests.values.get_mut(place)) {
                slot.get_or_insert(attribute.value);
            }
        }
        digests
    }

    /// The first one of the list `Digest-Algorithms`, or of the old names of SHA-1, that is there and that the platform knows.
    fn announced(&self, min_sdk: u32) -> Option<Stored<'_>> {
        let list = self.algorithms.as_deref().unwrap_or(b"SHA SHA1");
        let names = list.split(|octet| b" \t\n\r\x0c".contains(octet));
        names.filter_map(place).filter_map(|place| self.at(place)).find(|digest| match digest.algorithm {
            HashAlgorithm::Sha384 | HashAlgorithm::Sha512 => min_sdk >= GINGERBREAD,
            _ => true,
        })
    }

    fn strongest(&self) -> Option<Stored<'_>> {
        STRONGEST_FIRST.iter().filter_map(|name| place(name.as_bytes())).find_map(|place| self.at(place))
    }

    fn at(&self, place: usize) -> Option<Stored<'_>> {
        let (_, algorithm) = NAMES.get(place)?;
        Some(Stored { algorithm: *algorithm, value: self.values.get(place)?.as_deref()? })
    }
}

impl Stored<'_> {
    fn decoded(&self) -> Result<ExpectedDigest, Malformed> {
        let digest = decode(self.value).ok_or(Malformed(self.algorithm))?;
        Ok(ExpectedDigest { algorithm: self.algorithm, digest })
    }
}

fn place(name: &[u8]) -> Option<usize> {
    NAMES.iter().position(|(known, _)| name.eq_ignore_ascii_case(known.as_bytes()))
}

fn strip_suffix<'n>(name: &'n [u8], suffix: &str) -> Option<&'n [u8]> {
    let (front, end) = name.split_at_checked(name.len().checked_sub(suffix.len())?)?;
    end.eq_ignore_ascii_case(suffix.as_bytes()).then_some(front)
}

/// Base64 as `java.util.Base64.getDecoder()` takes it: padding is whole or missing, bits that belong to no byte are ignored.
fn decode(text: &[u8]) -> Option<Vec<u8>> {
    let digits = text.iter().position(|octet| *octet == b'=').unwrap_or(text.len());
    let (digits, padding) = text.split_at_checked(digits)?;
    let is_sound = match digits.len() % 4 {
        0 => padding.is_empty(),
        2 => padding.is_empty() || padding == b"==",
        3 => padding.is_empty() || padding == b"=",
        _ => false,
    };
    if is_sound { lenient().decode(digits).ok() } else { None }
}

fn lenient() -> &'static Encoding {
    static ENCODING: std::sync::LazyLock<Encoding> = std::sync::LazyLock::new(|| {
        let mut specification = Specification::new();
        specification.symbols.push_str("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
        specification.check_trailing_bits = false;
        specification.encoding().unwrap_or(data_encoding::BASE64_NOPAD)
    });
    &ENCODING
}

#[cfg(test)]
mod tests;
