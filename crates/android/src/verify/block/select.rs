//! Which of a signer's signatures platforms check.

use std::collections::BTreeMap;

use super::java_int;
use crate::signing::{AlgorithmValue, SdkRange, SignatureAlgorithm};

/// The signatures that some platform of the range checks, by algorithm (`ApkSigningBlockUtilsLite.getSignaturesToVerify`): of those that
/// came with the same platform the one with the strongest content digest, of equal ones the first. `None` where some platform of the
/// range knows none. All of `signatures` have to be known; `since` says with which platform their algorithms came.
pub(in crate::verify) fn to_verify<'a>(
    signatures: impl Iterator<Item = &'a AlgorithmValue>,
    range: SdkRange,
    since: impl Fn(SignatureAlgorithm) -> u32,
) -> Option<Vec<&'a AlgorithmValue>> {
    let mut best: BTreeMap<u32, &AlgorithmValue> = BTreeMap::new();
    for signature in signatures {
        let since = since(signature.algorithm);
        if i64::from(since) > java_int(range.max) {
            continue;
        }
        let chosen = best.entry(since).or_insert(signature);
        if signature.algorithm.content_digest() > chosen.algorithm.content_digest() {
            *chosen = signature;
        }
    }
    let (first, _) = best.first_key_value()?;
    if java_int(range.min) < i64::from(*first) {
        return None;
    }
    let mut chosen: Vec<_> = best.into_values().collect();
    chosen.sort_by_key(|signature| signature.algorithm);
    Some(chosen)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signing::Blob;

    fn chosen(algorithms: &[u32], min: u32, max: u32) -> Option<Vec<u32>> {
        let value = |id: &u32| AlgorithmValue { algorithm: SignatureAlgorithm(*id), value: Blob::default() };
        let signatures: Vec<_> = algorithms.iter().map(value).collect();
        let chosen = to_verify(signatures.iter(), SdkRange { min, max }, SignatureAlgorithm::min_sdk)?;
        Some(chosen.iter().map(|signature| signature.algorithm.0).collect())
    }

    #[test]
    fn the_strongest_digest_is_chosen_among_what_came_together() {
        assert_eq!(chosen(&[0x0103, 0x0104], 24, 30), Some(vec![0x0104]));
        assert_eq!(chosen(&[0x0104, 0x0103], 24, 30), Some(vec![0x0104]));
        assert_eq!(chosen(&[0x0103, 0x0101], 24, 30), Some(vec![0x0103]), "the first of equal ones");
    }

    #[test]
    fn what_came_later_is_checked_beside_what_was_there() {
        assert_eq!(chosen(&[0x0421, 0x0104], 24, 30), Some(vec![0x0104, 0x0421]));
        assert_eq!(
            chosen(&[0x0421, 0x0103], 24, 27),
            Some(vec![0x0103]),
            "no platform of the range knows it"
        );
    }

    #[test]
    fn every_platform_of_the_range_has_to_know_one() {
        assert_eq!(chosen(&[0x0421], 28, 30), Some(vec![0x0421]));
        assert_eq!(chosen(&[0x0421], 27, 30), None);
        assert_eq!(chosen(&[0x0421], 24, 27), None);
        assert_eq!(chosen(&[], 24, 30), None);
        assert_eq!(chosen(&[0x0103], 0xffff_ffff, 30), None, "-1 in Java");
    }
}
