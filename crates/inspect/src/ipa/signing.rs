//! The `signing` object of an iOS package, and what it says of the package.

use beian_apple::profile::Profile;
use beian_model::{
    Bilingual, CertificateClass, CmsState, Finding, FindingId, InfoFormat, IosSigning, PagesState, Phrase,
    Place, PrimaryReason, SchemeKey, SchemeState, Schemes, Signer, SignerRole, Signing, SlotState,
};

use super::code::{Executable, Found, SliceFacts};
use super::profile;
use super::seals::{Compared, SealedCode};
use crate::findings::Findings;
use crate::{Options, Verification, certificate, reason};

/// What was read for the signatures.
pub(super) struct Signatures {
    /// The executables, the main one first if there is one.
    pub(super) code: Vec<(Executable, Option<Found>)>,
    /// The path of the main app.
    pub(super) main: String,
    /// Whether all code is there that bundles name.
    pub(super) is_complete: bool,
    /// How the main `Info.plist` is stored.
    pub(super) info_format: Option<InfoFormat>,
    pub(super) profile: Option<Profile>,
    /// What bundles seal of their files; nothing where that was not asked for.
    pub(super) sealed: Option<Compared>,
}

impl Signatures {
    /// The `signing` object. Chooses the certificate whose values go on the form.
    pub(super) fn report(self, options: &Options, findings: &mut Findings) -> Signing {
        let mut slices: Vec<(Place, SliceFacts)> = Vec::new();
        let mut is_complete = self.is_complete;
        for (executable, found) in self.code {
            let place = Place::entry(executable.path.as_str());
            match found {
                Some(Found::Slices(found, problems)) => {
                    for problem in problems {
                        let holes = [("entry", executable.path.as_str().into()), ("reason", problem.into())];
                        findings
                            .push_of_entry(Finding::new(FindingId::IosCodeDamaged, &holes).at(place.clone()));
                    }
                    slices.extend(found.into_iter().map(|slice| (place.clone(), slice)));
                }
                Some(Found::Unreadable(problem)) => {
                    let holes = [("entry", executable.path.as_str().into()), ("reason", problem.into())];
                    findings.push_of_entry(Finding::new(FindingId::IosCodeUnreadable, &holes).at(place));
                    is_complete = false;
                }
                // That it could not be read is told where it was tried.
                None => is_complete = false,
            }
        }
        // Without the main executable nothing that others say is said of the app.
        let main = slices.first().map(|(_, slice)| slice).filter(|first| first.slice.bundle == self.main);
        let mut signers = Signers::of(&slices, main, self.profile.as_ref(), findings);
        of_slices(&slices, main, &signers, findings);
        if signers.all.is_empty()
            && let Some(profile) = &self.profile
        {
            signers = Signers::allowed(profile, findings);
        }
        let signed = slices.iter().any(|(_, one)| one.slice.cms != CmsState::Unsigned);
        let verified = self.sealed.as_ref().and_then(|sealed| verified(&slices, sealed, is_complete));
        let ios = IosSigning {
            team: main.and_then(|main| main.team.clone()),
            identifier: main.and_then(|main| main.identifier.clone()),
            platform: main.and_then(|main| main.platform.clone()),
            simulator: slices.iter().any(|(_, one)| one.is_simulator()),
            info_format: self.info_format,
            entitlements: main.and_then(|main| main.entitlements.clone()),
            slices: slices.into_iter().map(|(_, one)| one.slice).collect(),
            files: self.sealed.map(|sealed| sealed.files).unwrap_or_default(),
            profile: self.profile.as_ref().map(profile::report),
        };
        if verified.is_none() && signed {
            let why = match options.verification {
                Verification::Skip => Phrase::ReasonNotAsked,
                Verification::Verify => Phrase::ReasonPartUnread,
            };
            findings.push(Finding::new(FindingId::IosNotVerified, &[("reason", why.into())]));
        }
        Signing {
            verified,
            schemes: Schemes { ios: SchemeState { present: signed, verified }, ..Schemes::default() },
            primary: signers.primary,
            primary_reason: signers.primary.map(|_| reason::primary(signers.reason)),
            signers: signers.all,
            problems: Vec::new(),
            ios: Some(ios),
        }
    }
}

impl SliceFacts {
    fn is_simulator(&self) -> bool {
        self.platform.as_ref().is_some_and(|platform| platform.ends_with("simulator"))
    }
}

/// Who signed, each certificate once.
struct Signers {
    all: Vec<Signer>,
    primary: Option<usize>,
    reason: PrimaryReason,
}

impl Signers {
    /// The signers of all slices; the main executable's first slice names the primary one.
    fn of(
        slices: &[(Place, SliceFacts)],
        main: Option<&SliceFacts>,
        profile: Option<&Profile>,
        findings: &mut Findings,
    ) -> Self {
        let mut signers = Self { all: Vec::new(), primary: None, reason: PrimaryReason::MainExecutable };
        let mut known: Vec<&beian_pki::Certificate> = Vec::new();
        for (_, slice) in slices {
            let Some(signer) = &slice.signer else { continue };
            if !known.contains(&&signer.certificate) {
                known.push(&signer.certificate);
                let mut one = self::signer(&signer.certificate, findings);
                one.schemes = vec![SchemeKey::Ios];
                one.certificate.class = signer.class(profile);
                signers.all.push(one);
            }
        }
        if main.is_some_and(|main| main.signer.is_some()) {
            signers.primary = Some(0);
        }
        signers
    }

    /// The certificates that a profile allows, where none was found in the code.
    fn allowed(profile: &Profile, findings: &mut Findings) -> Self {
        let signing = profile::file_signing(profile, findings);
        Self { all: signing.signers, primary: signing.primary, reason: PrimaryReason::ProfileFallback }
    }
}

fn signer(found: &beian_pki::Certificate, findings: &mut Findings) -> Signer {
    Signer {
        schemes: Vec::new(),
        role: SignerRole::Signer,
        certificate: certificate::certificate(found, findings),
        public_key: certificate::public_key(found, findings),
        lineage: Vec::new(),
    }
}

/// Whether all of it holds: every slice, anchored, and every sealed file. One that does not hold decides, whatever could not be checked.
fn verified(slices: &[(Place, SliceFacts)], sealed: &Compared, is_complete: bool) -> Option<bool> {
    let parts: Vec<Option<bool>> = slices.iter().map(|(_, one)| one.holds).chain([sealed.holds]).collect();
    let all_known = is_complete && sealed.nested.iter().all(|code| is_known(code, slices));
    if parts.contains(&Some(false)) {
        Some(false)
    } else if !all_known || slices.is_empty() || parts.contains(&None) {
        None
    } else {
        Some(true)
    }
}

/// Whether code that a bundle seals as a whole is among the slices. Apple's verifier looks at its requirement, which is not read: so other
/// code than the sealed one is nothing that could be checked, and nothing that is wrong.
fn is_known(code: &SealedCode, slices: &[(Place, SliceFacts)]) -> bool {
    let of_path = slices.iter().map(|(_, one)| &one.slice);
    let of_path = of_path.filter(|slice| slice.bundle == code.path || slice.executable == code.path);
    let mut hashes = of_path.flat_map(|slice| [&slice.cdhash_sha256, &slice.cdhash_sha1]).flatten();
    // The usual hash is the first twenty bytes.
    let sealed = code.cdhash.as_deref().filter(|sealed| !sealed.is_empty());
    sealed.is_some_and(|sealed| hashes.any(|hash| hash.0.starts_with(sealed)))
}

/// What of a slice does not hold; nothing of one that is not signed, or could not be checked.
fn fault(one: &SliceFacts) -> Option<Bilingual> {
    let slice = &one.slice;
    let slots = [
        (slice.slots.info, Phrase::IosSlotInfo),
        (slice.slots.requirements, Phrase::IosSlotRequirements),
        (slice.slots.resources, Phrase::IosSlotResources),
        (slice.slots.entitlements, Phrase::IosSlotEntitlements),
        (slice.slots.der_entitlements, Phrase::IosSlotEntitlements),
    ];
    let differs = slots.into_iter().find(|(state, _)| *state == Some(SlotState::Differs));
    match (slice.cms, slice.pages, differs) {
        (CmsState::Invalid, _, _) => {
            let cause = one.fault.as_deref().unwrap_or("?");
            Some(Phrase::IosCms.with(&[("cause", cause.into())]))
        }
        (_, Some(PagesState::Differs), _) => Some(Phrase::IosPages.words()),
        (_, _, Some((_, phrase))) => Some(phrase.words()),
        _ => None,
    }
}

/// What the slices say of the package.
fn of_slices(
    slices: &[(Place, SliceFacts)],
    main: Option<&SliceFacts>,
    signers: &Signers,
    findings: &mut Findings,
) {
    for (place, one) in slices {
        let slice = &one.slice;
        let entry = || ("entry", slice.executable.as_str().into());
        let mut push = |id, holes: &[_]| findings.push_of_entry(Finding::new(id, holes).at(place.clone()));
        if one.is_simulator() {
            push(FindingId::IosSimulator, &[entry()]);
        }
        if slice.cryptid.is_some_and(|id| id != 0) {
            push(FindingId::IosEncrypted, &[entry()]);
        }
        let state = match slice.cms {
            CmsState::Unsigned => Some(Phrase::IosStateUnsigned),
            CmsState::Adhoc => Some(Phrase::IosStateAdHoc),
            CmsState::Absent => Some(Phrase::IosStateAbsent),
            _ => None,
        };
        if let Some(state) = state {
            push(FindingId::IosUnsigned, &[entry(), ("state", state.into())]);
        }
        if let Some(fault) = fault(one) {
            push(FindingId::IosSignatureInvalid, &[entry(), ("reason", fault.into())]);
        }
        let of_main = main.and_then(|main| main.signer.as_ref());
        if let (Some(main), Some(own)) = (of_main, &one.signer)
            && main.certificate != own.certificate
        {
            let subject = subject(&own.certificate);
            push(FindingId::IosSignersDiffer, &[entry(), ("subject", subject.into())]);
        }
    }
    let Some(primary) = signers.primary.and_then(|place| signers.all.get(place)) else { return };
    let id = match primary.certificate.class {
        CertificateClass::Development => FindingId::IosDevelopment,
        CertificateClass::Store => FindingId::IosStoreSigned,
        CertificateClass::Unanchored => FindingId::IosUnanchored,
        _ => return,
    };
    let subject = primary.certificate.subject.clone().unwrap_or_else(|| "?".to_owned());
    findings.push(Finding::new(id, &[("subject", subject.into())]));
}

fn subject(certificate: &beian_pki::Certificate) -> String {
    certificate.subject.as_ref().map_or_else(|_| "?".to_owned(), ToString::to_string)
}
