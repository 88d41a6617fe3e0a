//! `RSASSA-PSS-params` (RFC 4055, 3.1).

use super::AlgorithmIdentifier;
use crate::ber::{Element, Reader, Tag};
use crate::hash::HashAlgorithm;
use crate::number::Number;
use crate::verify::SignatureScheme;
use crate::{Error, Reading, oid};

/// The scheme that the parameters say; `None` where they cannot be read or say what is not known here.
pub(super) fn scheme(parameters: &[u8]) -> Option<SignatureScheme> {
    let element = Reader::new(parameters).element(READING).ok()?;
    let Parameters { hash, mask, salt, trailer } = Parameters::read(&element).ok()?;
    let hash = hash.map_or(Some(HashAlgorithm::Sha1), |hash| HashAlgorithm::of(&hash))?;
    let mask = mask.map_or(Some(HashAlgorithm::Sha1), |mask| mask_hash(&mask))?;
    let salt = salt.map_or(Some(20), |salt| usize::try_from(salt.to_u64()?).ok())?;
    let is_known = trailer.is_none_or(|trailer| trailer.to_u64() == Some(1));
    is_known.then_some(SignatureScheme::RsaPss { hash, mask, salt })
}

const READING: Reading = Reading::AlgorithmIdentifier;

/// The parameters as stored, each left out where it is the default.
struct Parameters {
    hash: Option<AlgorithmIdentifier>,
    mask: Option<AlgorithmIdentifier>,
    salt: Option<Number>,
    trailer: Option<Number>,
}

impl Parameters {
    fn read(element: &Element<'_>) -> Result<Self, Error> {
        if element.tag() != Tag::SEQUENCE {
            return Err(element.unexpected("SEQUENCE", READING));
        }
        let mut children = element.children(READING)?;
        let mut inner = |number| match children.optional(Tag::context(number), READING)? {
            Some(wrapper) => wrapper.children(READING)?.element(READING).map(Some),
            None => Ok(None),
        };
        let (hash, mask, salt, trailer) = (inner(0)?, inner(1)?, inner(2)?, inner(3)?);
        let number = |element: Element<'_>| Number::from_element(&element, READING);
        Ok(Self {
            hash: hash.as_ref().map(AlgorithmIdentifier::from_element).transpose()?,
            mask: mask.as_ref().map(AlgorithmIdentifier::from_element).transpose()?,
            salt: salt.map(number).transpose()?,
            trailer: trailer.map(number).transpose()?,
        })
    }
}

/// The hash function of the mask generation function, which has to be MGF1.
fn mask_hash(mask: &AlgorithmIdentifier) -> Option<HashAlgorithm> {
    if !mask.algorithm.is(oid::MGF1) {
        return None;
    }
    let element = Reader::new(mask.parameters.as_deref()?).element(READING).ok()?;
    HashAlgorithm::of(&AlgorithmIdentifier::from_element(&element).ok()?)
}
