//! The `signing` object of an Android package, and what it says of the package.

mod verdict;

use beian_android::signing::{
    ApkSignatures, ApkSigner, Lineage, Primary, PrimaryReason as AndroidReason, Problem, ProblemKind,
    Resolved, Scheme, SdkRange, Stamp, V4Signature,
};
use beian_android::verify::{Beside, Platforms, Verdict};
use beian_archive::{Archive, Budget, Source};
use beian_model::{
    Bilingual, Finding, FindingId, LineageStep, Phrase, Place, PrimaryReason, Reason, SchemeKey, Schemes,
    Signer, SignerRole, Signing, Word,
};

use crate::apk::Apk;
use crate::findings::Findings;
use crate::verify::Verifying;
use crate::{Options, Verification, certificate, reason};

/// Every scheme that a package can carry.
const SCHEMES: [Scheme; 8] = [
    Scheme::V1,
    Scheme::V2,
    Scheme::V3,
    Scheme::V31,
    Scheme::V32,
    Scheme::V4,
    Scheme::StampV1,
    Scheme::StampV2,
];

/// The signatures of a package, read and not verified yet.
pub(crate) struct Signatures {
    /// As they lie in the archive that was opened.
    found: ApkSignatures,
    /// As they lie in the recovered one, where the platform could not read a signer's file and no other signer is left.
    recovered: Option<ApkSignatures>,
    /// The v4 signature beside the package.
    v4: Option<Result<V4Signature, Problem>>,
    platforms: Option<Platforms>,
    /// The platforms that they are verified for, and that the primary signer is chosen for.
    range: SdkRange,
}

impl Signatures {
    /// Reads all signatures of a package whose manifest, where it could be read, says this of platforms.
    pub(crate) fn read(apk: &mut Apk<'_>, options: &Options, platforms: Option<Platforms>) -> Self {
        let range = Platforms::range(platforms.as_ref(), options.sdk_range.min, options.sdk_range.max);
        let found = ApkSignatures::read(apk.package.archive(), apk.budget);
        let recovered = recovered(apk, &found, range);
        let v4 = options.v4_signature.as_ref().map(|source| v4(source, apk.budget));
        Self { found, recovered, v4, platforms, range }
    }

    /// Begins to verify them, if that is asked for and there are any.
    pub(crate) fn verify<'a>(
        &'a self,
        archive: &'a Archive,
        options: &Options,
        budget: &mut Budget,
    ) -> Option<Verifying<'a>> {
        (options.verification == Verification::Verify)
            .then(|| Verifying::begin(archive, &self.found, self.platforms.as_ref(), options, budget))
    }

    /// The v4 signature and its file, as far as it could be read.
    pub(crate) fn beside<'a>(&'a self, options: &'a Options) -> Option<Beside<'a>> {
        let signature = self.v4.as_ref()?.as_ref().ok()?;
        Some(Beside { signature, file: options.v4_signature.as_ref()? })
    }

    /// The `signing` object, and what the signers say of the package. Chooses the signer whose values go on the form.
    pub(crate) fn report(&self, apk: &mut Apk<'_>, verdict: Option<&Verdict>) -> Signing {
        let signatures = self.recovered.as_ref().unwrap_or(&self.found);
        let resolved = signatures.resolve(self.range);
        let refused = apk.package.open.refused.clone();
        let findings = &mut apk.findings;
        let mut signers: Vec<Signer> = resolved.signers.iter().map(|found| signer(found, findings)).collect();
        signers.extend(signatures.stamps.iter().filter_map(|stamp| stamp_signer(stamp, findings)));
        let of_v4: &[Problem] = match &self.v4 {
            None => &[],
            Some(Ok(signature)) => &signature.problems,
            Some(Err(problem)) => std::slice::from_ref(problem),
        };
        let read = signatures.all_problems().chain(of_v4);
        let schemes = schemes(signatures, self.v4.is_some(), verdict);
        let signing = Signing {
            verified: verdict::verified(&schemes, verdict, refused.as_ref()),
            schemes,
            primary: resolved.primary.map(|primary| primary.index),
            primary_reason: resolved.primary.map(|primary| primary_reason(&primary, &resolved)),
            signers,
            problems: verdict::problems(verdict, read, refused.as_ref()),
            ios: None,
        };
        verdict::report(&signing, verdict, self.range, &mut apk.findings);
        report(&signing, &resolved, signatures, &mut apk.findings);
        signing
    }
}

/// Where the platform could not read a signer's file, and no other signer is left: what the recovered reading shows.
fn recovered(apk: &mut Apk<'_>, strict: &ApkSignatures, range: SdkRange) -> Option<ApkSignatures> {
    if strict.resolve(range).primary.is_some() || !SCHEMES.iter().any(|&scheme| strict.has(scheme)) {
        return None;
    }
    let archive = apk.package.open.recovered()?;
    let recovered = ApkSignatures::read(archive, apk.budget);
    recovered.resolve(range).primary.is_some().then_some(recovered)
}

fn signer(found: &ApkSigner<'_>, findings: &mut Findings) -> Signer {
    let mut schemes: Vec<SchemeKey> = found.uses.iter().map(|by| scheme_key(by.scheme)).collect();
    schemes.sort_unstable();
    schemes.dedup();
    Signer {
        schemes,
        role: SignerRole::Signer,
        certificate: certificate::certificate(found.certificate, findings),
        public_key: certificate::public_key(found.certificate, findings),
        lineage: found
            .lineage
            .map(|lineage| former(lineage, found.certificate, findings))
            .unwrap_or_default(),
    }
}

/// The certificates before the signer's own, oldest first.
fn former(lineage: &Lineage, current: &beian_pki::Certificate, findings: &mut Findings) -> Vec<LineageStep> {
    let levels = lineage.levels.iter().filter(|level| level.certificate.digests() != current.digests());
    levels
        .map(|level| LineageStep {
            certificate: certificate::certificate(&level.certificate, findings),
            capabilities: level.capabilities.names().map(str::to_owned).collect(),
        })
        .collect()
}

fn stamp_signer(stamp: &Stamp, findings: &mut Findings) -> Option<Signer> {
    let found = stamp.certificate.as_ref()?;
    Some(Signer {
        schemes: vec![SchemeKey::Stamp],
        role: SignerRole::Stamp,
        certificate: certificate::certificate(found, findings),
        public_key: certificate::public_key(found, findings),
        lineage: Vec::new(),
    })
}

/// The v4 signature beside the package; its signer is that of v2 or v3.
fn v4(source: &Source, budget: &mut Budget) -> Result<V4Signature, Problem> {
    // Its hash tree, behind the signature, is read when it is verified.
    const SIGNATURE: u64 = 1 << 20;
    let bytes = source.read_vec(0..source.len().min(SIGNATURE), budget);
    bytes
        .map_err(|error| Problem {
            scheme: Some(Scheme::V4),
            signer: None,
            offset: 0,
            kind: ProblemKind::Unreadable(error),
        })
        .and_then(|bytes| V4Signature::parse(&bytes))
}

fn schemes(signatures: &ApkSignatures, v4: bool, verdict: Option<&Verdict>) -> Schemes {
    let mut schemes = Schemes::default();
    for scheme in SCHEMES {
        let state = schemes.state_mut(scheme_key(scheme));
        state.present |= signatures.has(scheme) || (scheme == Scheme::V4 && v4);
        let looked = verdict.and_then(|verdict| verdict.schemes.get(&scheme).copied());
        state.verified = looked.map_or(state.verified, |verified| verified);
    }
    schemes
}

fn scheme_key(scheme: Scheme) -> SchemeKey {
    match scheme {
        Scheme::V1 => SchemeKey::V1,
        Scheme::V2 => SchemeKey::V2,
        Scheme::V3 => SchemeKey::V3,
        Scheme::V31 => SchemeKey::V31,
        Scheme::V32 => SchemeKey::V32,
        Scheme::V4 => SchemeKey::V4,
        Scheme::StampV1 | Scheme::StampV2 => SchemeKey::Stamp,
    }
}

fn primary_reason(primary: &Primary, resolved: &Resolved<'_>) -> Reason {
    reason::primary(match primary.reason {
        AndroidReason::HigherUnreadable { .. } => PrimaryReason::HigherUnreadable,
        AndroidReason::NoneInRange | AndroidReason::JarIncomplete => PrimaryReason::OutOfRange,
        _ if primary.by.scheme == Scheme::V32 => PrimaryReason::ClassicalOfHybrid,
        _ if resolved.signers.len() == 1 => PrimaryReason::OnlySigner,
        _ => PrimaryReason::HighestScheme,
    })
}

/// What the signers say of the package.
fn report(signing: &Signing, resolved: &Resolved<'_>, signatures: &ApkSignatures, findings: &mut Findings) {
    for problem in signatures.all_problems() {
        let scheme = problem.scheme.map_or("APK Signing Block", |scheme| scheme_key(scheme).label());
        let holes = [("scheme", scheme.into()), ("problem", Word::from(reason::signing(&problem.kind)))];
        findings.push_once(Finding::new(FindingId::SigningDamaged, &holes).at(Place::file(problem.offset)));
    }
    match resolved.primary.and_then(|primary| Some((primary, resolved.signers.get(primary.index)?))) {
        Some((primary, signer)) => of_primary(&primary, signer, resolved, signing, findings),
        None if signing.schemes.iter().any(|(_, state)| state.present) => no_certificate(signing, findings),
        None => {}
    }
}

/// Whether two certificates are one signer's: the same, or one before the other in a rotation.
fn is_same_signer(a: &ApkSigner<'_>, b: &ApkSigner<'_>) -> bool {
    let follows = |later: &ApkSigner<'_>, earlier: &ApkSigner<'_>| {
        let levels = later.lineage.map(|lineage| lineage.levels.as_slice()).unwrap_or_default();
        levels.iter().any(|level| level.certificate.digests() == earlier.certificate.digests())
    };
    a.certificate.digests() == b.certificate.digests() || follows(a, b) || follows(b, a)
}

fn no_certificate(signing: &Signing, findings: &mut Findings) {
    let schemes = signing.schemes.iter().filter(|(_, state)| state.present);
    let labels = schemes.map(|(key, _)| key.label()).collect::<Vec<_>>().join(", ");
    let first = signing.problems.first().map(|problem| problem.message.clone());
    let cause = first.unwrap_or_else(|| Phrase::ReasonNoCertificates.words());
    let holes = [("schemes", labels.into()), ("reason", cause.into())];
    findings.push(Finding::new(FindingId::SigningNoCertificate, &holes));
}

fn of_primary(
    primary: &Primary,
    signer: &ApkSigner<'_>,
    resolved: &Resolved<'_>,
    signing: &Signing,
    findings: &mut Findings,
) {
    certificate::class_findings(signer.certificate, findings);
    let current = signing.signers.get(primary.index);
    if let Some((current, oldest)) = current.and_then(|current| Some((current, current.lineage.first()?))) {
        let holes = [
            ("count", current.lineage.len().to_string().into()),
            ("oldest", format!("{:?}", oldest.certificate.md5).into()),
            ("current", format!("{:?}", current.certificate.md5).into()),
        ];
        findings.push(Finding::new(FindingId::SigningRotated, &holes));
    }
    if let AndroidReason::HigherUnreadable { scheme } = primary.reason {
        let holes = [("scheme", scheme_key(scheme).label().into())];
        findings.push(Finding::new(FindingId::SigningHigherUnreadable, &holes));
    }
    if primary.by.scheme == Scheme::V32 {
        findings.push(Finding::new(FindingId::SigningHybrid, &[]));
    }
    // Before and after a rotation, different platforms see different certificates of one signer: that is told above.
    if resolved.signers.iter().any(|other| !is_same_signer(signer, other)) {
        let why = primary_reason(primary, resolved);
        let holes = [
            ("count", resolved.signers.len().to_string().into()),
            ("index", primary.index.saturating_add(1).to_string().into()),
            ("reason", Bilingual::new(why.zh, why.en).into()),
        ];
        findings.push(Finding::new(FindingId::SigningSeveral, &holes));
    }
}
