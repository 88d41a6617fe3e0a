//! The message that signs code directories, attribute by attribute, as `codesign` makes it.

use sha2::{Digest as _, Sha256};

use super::Digest;
use crate::cert::{CertificateBuilder, der};
use crate::cms::{SignedDataBuilder, SignerBuilder};

/// An attribute with these values, in this order.
#[must_use]
pub fn attribute(kind: &str, values: &[&[u8]]) -> Vec<u8> {
    der::sequence(&[&der::oid(kind), &der::set(values)])
}

/// Content type and digest of the content.
#[must_use]
pub fn content(content: &[u8]) -> Vec<u8> {
    let kind = attribute("1.2.840.113549.1.9.3", &[&der::oid("1.2.840.113549.1.7.1")]);
    let digest = der::octet_string(&Sha256::digest(content));
    [kind, attribute("1.2.840.113549.1.9.4", &[&digest])].concat()
}

/// The signing time, as `UTCTime`.
#[must_use]
pub fn signing_time(text: &str) -> Vec<u8> {
    attribute("1.2.840.113549.1.9.5", &[&der::utc_time(text)])
}

/// The first of Apple's attributes: a property list of hashes, cut to 20 bytes.
#[must_use]
pub fn hash_list(hashes: &[Vec<u8>]) -> Vec<u8> {
    let data = |hash: &Vec<u8>| format!("<data>{}</data>", data_encoding::BASE64.encode(&hash[..20]));
    let hashes = hashes.iter().map(data).collect::<Vec<_>>().concat();
    let list =
        format!("<plist version=\"1.0\"><dict><key>cdhashes</key><array>{hashes}</array></dict></plist>");
    attribute("1.2.840.113635.100.9.1", &[&der::octet_string(list.as_bytes())])
}

/// One value of the second of Apple's attributes.
#[must_use]
pub fn agile_hash(algorithm: Digest, hash: &[u8]) -> Vec<u8> {
    let oid = match algorithm {
        Digest::Sha1 => "1.3.14.3.2.26",
        Digest::Sha256 | Digest::Sha256Truncated => "2.16.840.1.101.3.4.2.1",
        Digest::Sha384 => "2.16.840.1.101.3.4.2.2",
    };
    der::sequence(&[&der::oid(oid), &der::octet_string(hash)])
}

/// The second of Apple's attributes: whole hashes by algorithm, in this order.
#[must_use]
pub fn agile_hashes(values: &[Vec<u8>]) -> Vec<u8> {
    attribute("1.2.840.113635.100.9.2", &values.iter().map(Vec::as_slice).collect::<Vec<_>>())
}

/// All attributes for these code directories, which stand in the order of their hash functions' numbers.
#[must_use]
pub fn attributes(digests: &[Digest], directories: &[Vec<u8>]) -> Vec<u8> {
    let hashes: Vec<_> =
        digests.iter().zip(directories).map(|(digest, directory)| digest.of(directory)).collect();
    let agile: Vec<_> = digests.iter().zip(&hashes).map(|(digest, hash)| agile_hash(*digest, hash)).collect();
    let time = signing_time("190501120000Z");
    [content(&directories[0]), time, hash_list(&hashes), agile_hashes(&agile)].concat()
}

/// The message of a signer over these attributes, with these certificates.
#[must_use]
pub fn message(
    signer: &CertificateBuilder,
    certificates: &[&CertificateBuilder],
    attributes: &[u8],
) -> Vec<u8> {
    let signer = SignerBuilder::new(signer).attributes(attributes).build(b"");
    let message = SignedDataBuilder::new().signer(&signer);
    certificates.iter().fold(message, |message, it| message.certificate(&it.build_der())).build()
}
