//! Provisioning profiles as the report has them: inside a package, and as a file by themselves.

use beian_apple::plist::Format;
use beian_apple::profile::{Container, Profile, ProfileKind};
use beian_model::{
    CmsState, Digest, Finding, FindingId, IosSigning, PrimaryReason, ProfileContainer, ProfileType, Schemes,
    Signer, SignerRole, Signing, Timestamp,
};
use beian_pki::cms::SignedData;

use super::json;
use crate::findings::Findings;
use crate::{certificate, reason};

/// What a profile by itself fills in: the certificates that it allows, of which one is the developer's.
pub(crate) fn file_signing(found: &Profile, findings: &mut Findings) -> Signing {
    let signers = signers_allowed(found, findings);
    let primary = (signers.len() == 1).then_some(0);
    Signing {
        verified: None,
        schemes: Schemes::default(),
        primary,
        primary_reason: primary.map(|_| reason::primary(PrimaryReason::ProfileFallback)),
        signers,
        problems: Vec::new(),
        ios: Some(IosSigning {
            team: found.team.clone(),
            identifier: None,
            platform: None,
            simulator: false,
            info_format: None,
            entitlements: None,
            slices: Vec::new(),
            files: Vec::new(),
            profile: Some(report(found)),
        }),
    }
}

/// The certificates that a profile allows, as candidates: nothing says which one signs.
fn signers_allowed(found: &Profile, findings: &mut Findings) -> Vec<Signer> {
    let count = found.certificates.len().to_string();
    findings.push(match found.certificates.as_slice() {
        [] => Finding::new(FindingId::IosProfileEmpty, &[]),
        [_] => Finding::new(FindingId::IosProfileFallback, &[]),
        _ => Finding::new(FindingId::IosProfileCandidates, &[("count", count.into())]),
    });
    let signer = |one: &beian_pki::Certificate| Signer {
        schemes: Vec::new(),
        role: SignerRole::Signer,
        certificate: certificate::certificate(one, findings),
        public_key: certificate::public_key(one, findings),
        lineage: Vec::new(),
    };
    found.certificates.iter().map(signer).collect()
}

/// A profile as the report has it.
pub(super) fn report(found: &Profile) -> beian_model::Profile {
    let message = found.message.as_ref();
    beian_model::Profile {
        kind: Some(match found.kind() {
            ProfileKind::Development => ProfileType::Development,
            ProfileKind::AdHoc => ProfileType::AdHoc,
            ProfileKind::Enterprise => ProfileType::Enterprise,
            ProfileKind::Store => ProfileType::Store,
        }),
        name: found.name.clone(),
        uuid: found.uuid.clone(),
        team: found.team.clone(),
        team_name: found.team_name.clone(),
        app_id: found.application.clone(),
        app_id_prefix: found.prefix.clone(),
        platforms: found.platforms.clone(),
        creation: found.creation.and_then(json::timestamp).map(Timestamp),
        expiry: found.expiry.and_then(json::timestamp).map(Timestamp),
        container: match found.container {
            Container::Cms => ProfileContainer::Cms,
            Container::Bare(Format::Binary) => ProfileContainer::Bplist,
            Container::Bare(_) => ProfileContainer::Xml,
        },
        cms: message.map(state),
        signers: message.map(signers).unwrap_or_default(),
        certificates: found.certificates.iter().map(|one| Digest(one.digests().sha1)).collect(),
        devices: found.devices.and_then(|count| u64::try_from(count).ok()),
        entitlements: found.entitlements.as_ref().map(json::object),
    }
}

/// Whether each signer's signature over the content holds, by the certificate in the message that it names. Who stands behind that
/// certificate is another question.
fn state(message: &SignedData) -> CmsState {
    let content = message.content.as_deref().unwrap_or_default();
    if message.signers.is_empty() {
        return CmsState::Absent;
    }
    let holds = |place: usize| {
        let signer = message.signers.get(place)?.as_ref().ok()?;
        let key = message.signer_certificate(place)?.public_key.as_ref().ok()?;
        match signer.verify(key, content, Some(&message.content_type)) {
            Ok(()) => Some(true),
            Err(refused) if refused.is_unsupported() => None,
            Err(_) => Some(false),
        }
    };
    let all: Vec<Option<bool>> = (0..message.signers.len()).map(holds).collect();
    if all.contains(&Some(false)) {
        CmsState::Invalid
    } else if all.contains(&None) {
        CmsState::Unreadable
    } else {
        CmsState::Valid
    }
}

/// The subjects of those who signed.
fn signers(message: &SignedData) -> Vec<String> {
    let certificates = (0..message.signers.len()).filter_map(|place| message.signer_certificate(place));
    certificates.filter_map(|one| one.subject.as_ref().ok().map(ToString::to_string)).collect()
}
