//! The two signed attributes that name all code directories, since a message signs one alone (`StaticCode.cpp`,
//! `SecStaticCode::verifySignature`; `OSX/libsecurity_smime/lib/cmssiginfo.c`).

use std::collections::BTreeMap;

use beian_archive::Budget;
use beian_pki::ber::{Reader, Tag};
use beian_pki::cms::Attributes;
use beian_pki::oid::Oid;
use beian_pki::{Error, Reading};
use thiserror::Error as ThisError;

use super::cms::{Failure, Unread};
use super::directories::Directories;
use crate::Error as AppleError;
use crate::code_signature::{CodeDirectory, HashType};
use crate::plist::Plist;

/// 1.2.840.113635.100.9.1, `SEC_OID_APPLE_HASH_AGILITY` (`OSX/libsecurity_smime/lib/secoid.c`).
const LIST: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x63, 0x64, 0x09, 0x01];
/// 1.2.840.113635.100.9.2, `SEC_OID_APPLE_HASH_AGILITY_V2`.
const DIGESTS: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x63, 0x64, 0x09, 0x02];
const READING: Reading = Reading::SignedAttributes;

/// Why the attributes do not speak for the code directories.
#[derive(Clone, Debug, PartialEq, Eq, ThisError)]
#[non_exhaustive]
pub enum AgilityFault {
    /// The first attribute has no value, or several. Security takes such a one for none.
    #[error("the list of cdhashes has {0} values")]
    Values(usize),
    /// A value is not of the type that it has to be.
    #[error("attribute value: {0}")]
    Value(Error),
    /// The first attribute holds no property list.
    #[error("the list of cdhashes: {0}")]
    List(AppleError),
    /// The property list has no array `cdhashes`.
    #[error("the list of cdhashes has no cdhashes")]
    NoHashes,
    /// The array names other code directories than there are.
    #[error("the list of cdhashes is not that of the code directories")]
    Hashes,
    /// The second attribute names one digest algorithm twice.
    #[error("two digests by {0}")]
    Repeated(Oid),
    /// The second attribute has more or fewer values than there are code directories.
    #[error("digests of {named} code directories, {present} are there")]
    Count {
        /// How many values it has.
        named: usize,
        /// How many code directories there are.
        present: usize,
    },
    /// The second attribute does not have the digest of a code directory.
    #[error("the code directory of {0} is not the one that is signed")]
    Digest(HashType),
}

/// Both attributes, as far as they are there.
pub(super) fn check(
    attributes: &Attributes,
    directories: &Directories<'_, '_>,
    budget: &mut Budget,
) -> Result<(), Failure> {
    let there = |kind: &[u8]| attributes.iter().any(|attribute| attribute.kind.is(kind));
    if there(LIST) {
        check_list(attributes, directories, budget)?;
    }
    if there(DIGESTS) {
        check_digests(attributes, directories)?;
    }
    Ok(())
}

/// The first one: a property list with the cdhashes, cut to 20 bytes, in the order of their hash functions' numbers.
fn check_list(
    attributes: &Attributes,
    directories: &Directories<'_, '_>,
    budget: &mut Budget,
) -> Result<(), Failure> {
    let values: Vec<_> = attributes.values(LIST).collect();
    let [value] = values[..] else { return Err(AgilityFault::Values(values.len()).into()) };
    let value = octets(value).map_err(AgilityFault::Value)?;
    let list = match Plist::parse(&value, budget) {
        Ok(list) => list,
        Err(AppleError::Limit(limit)) => return Err(Unread::Limit(limit).into()),
        Err(error) => return Err(AgilityFault::List(error).into()),
    };
    let hashes = list.value.as_dictionary().and_then(|list| list.get("cdhashes")?.as_array());
    let hashes = hashes.ok_or(AgilityFault::NoHashes)?;
    // `cdHashes` cannot be made where a hash function is not known: the list may be right, and nobody can tell.
    if let Some(hash) = directories.unknown() {
        return Err(Unread::Hash(hash).into());
    }
    let ours = directories.iter().map(CodeDirectory::cdhash);
    let theirs = hashes.iter().map(|hash| hash.as_data().map(<[u8]>::to_vec));
    if theirs.eq(ours.map(|hash| hash.map(Vec::from))) { Ok(()) } else { Err(AgilityFault::Hashes.into()) }
}

/// The second one: whole digests by algorithm, one for each code directory; those of hash functions that are not known are passed over.
/// Security asks that the one which counts be among them: it is the strongest of the known ones, all of which have to be.
fn check_digests(attributes: &Attributes, directories: &Directories<'_, '_>) -> Result<(), Failure> {
    let mut digests = BTreeMap::new();
    for value in attributes.values(DIGESTS) {
        let (algorithm, digest) = agile_hash(value).map_err(AgilityFault::Value)?;
        if digests.insert(algorithm.clone(), digest).is_some() {
            return Err(AgilityFault::Repeated(algorithm).into());
        }
    }
    let (named, present) = (digests.len(), directories.len());
    if named != present {
        return Err(AgilityFault::Count { named, present }.into());
    }
    let known = directories.iter().filter_map(|it| Some((it, algorithm(it.hash_type)?)));
    for (directory, algorithm) in known {
        let signed = digests.get(&Oid::from_content(algorithm));
        if signed.is_none() || signed != directory.digest().as_ref() {
            return Err(AgilityFault::Digest(directory.hash_type).into());
        }
    }
    Ok(())
}

/// `CMSAppleAgileHashTemplate`: a SEQUENCE of the algorithm and an OCTET STRING.
fn agile_hash(value: &[u8]) -> Result<(Oid, Vec<u8>), Error> {
    let mut parts = Reader::new(value).expect(Tag::SEQUENCE, "SEQUENCE", READING)?.children(READING)?;
    let algorithm = Oid::from_element(&parts.element(READING)?, READING)?;
    let digest = parts.expect(Tag::OCTET_STRING, "OCTET STRING", READING)?;
    Ok((algorithm, digest.octets(READING)?.into_owned()))
}

fn octets(value: &[u8]) -> Result<Vec<u8>, Error> {
    let element = Reader::new(value).element(READING)?;
    if !element.tag().same_type(Tag::OCTET_STRING) {
        return Err(element.unexpected("OCTET STRING", READING));
    }
    Ok(element.octets(READING)?.into_owned())
}

/// `CodeDirectorySet::SECOidTagForAlgorithm` (`signerutils.cpp`), with the numbers of NIST's register: SHA-1, SHA-256, SHA-384.
fn algorithm(hash: HashType) -> Option<&'static [u8]> {
    Some(match hash {
        HashType::SHA1 => &[0x2b, 0x0e, 0x03, 0x02, 0x1a],
        HashType::SHA256 | HashType::SHA256_TRUNCATED => {
            &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01]
        }
        HashType::SHA384 => &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x02],
        _ => return None,
    })
}
