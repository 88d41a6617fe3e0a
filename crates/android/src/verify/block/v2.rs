//! v2 (`V2SchemeVerifier`).

use super::signer::{Checked, number};
use super::{BlockIssue, SchemeCheck, Stop, check_signers, find};
use crate::signing::{ApkSignatures, AttributeId, Scheme, SdkRange};

/// How many signers the platform takes (`Constants.MAX_APK_SIGNERS`).
const MAX_SIGNERS: usize = 10;

/// Checks the signatures of v2 for platforms of a range; `None` where there are none, or where no platform of the range
/// knows them.
///
/// `newer` are the newer schemes of which signatures were found and hold: where signed data say that there is one, it has to be there.
pub fn v2<'a>(signatures: &'a ApkSignatures, range: SdkRange, newer: &[Scheme]) -> Option<SchemeCheck<'a>> {
    let found = find(signatures, Scheme::V2, range)?;
    let range = SdkRange { min: range.min.max(Scheme::V2.min_sdk()), max: range.max.min(SdkRange::NO_MAX) };
    let mut check = SchemeCheck::new(Scheme::V2);
    let is_whole = check_signers(&mut check, &found, &|signer| check_signer(signer, range, newer));
    let count = check.signers.len();
    if is_whole && count > MAX_SIGNERS {
        check.note(BlockIssue::TooManySigners { count, limit: MAX_SIGNERS });
    }
    Some(check)
}

fn check_signer(signer: &mut Checked<'_>, range: SdkRange, newer: &[Scheme]) -> Result<(), Stop> {
    signer.frame()?;
    signer.signatures(range)?;
    signer.signed_frame()?;
    signer.certificates()?;
    signer.digests()?;
    let mut expected = Vec::new();
    signer.attributes(|signer, attribute| {
        if attribute.id == AttributeId::STRIPPING_PROTECTION {
            let id = number(attribute)?;
            match scheme_of(id, range) {
                Some(scheme) if !expected.contains(&scheme) => expected.push(scheme),
                Some(_) => {}
                None => signer.note(BlockIssue::UnknownScheme(id)),
            }
        } else {
            signer.note(BlockIssue::UnknownAttribute(attribute.id));
        }
        Ok(())
    })?;
    expected.sort_unstable();
    for scheme in expected.into_iter().filter(|scheme| !newer.contains(scheme)) {
        signer.note(BlockIssue::MissingScheme(scheme));
    }
    Ok(())
}

/// The scheme of an id, if platforms of the range know it (`ApkVerifier.getSupportedSchemeNames`).
fn scheme_of(id: u32, range: SdkRange) -> Option<Scheme> {
    let scheme = match id {
        2 => Scheme::V2,
        3 => Scheme::V3,
        _ => return None,
    };
    (scheme.min_sdk() <= range.max).then_some(scheme)
}
