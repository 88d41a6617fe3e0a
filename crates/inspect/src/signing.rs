//! The `signing` object of an Android package. Nothing is verified here yet, and nothing says so.

use beian_android::manifest::{Manifest, Sdk};
use beian_android::signing::{
    ApkSignatures, ApkSigner, Lineage, Primary, PrimaryReason as AndroidReason, Problem, ProblemKind,
    Resolved, Scheme, SdkRange, Severity as AndroidSeverity, Stamp, V4Signature,
};
use beian_archive::{Archive, Budget, Source};
use beian_model::{
    Finding, FindingId, LineageStep, Phrase, Place, PrimaryReason, Reason, SchemeKey, SchemeState, Schemes,
    Severity, Signer, SignerRole, Signing, SigningProblem, Word,
};

use crate::apk::Apk;
use crate::findings::Findings;
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

/// Reads all signatures of a package and chooses the signer whose values go on the form.
pub(crate) fn signing(apk: &mut Apk<'_>, options: &Options, manifest: Option<&Manifest>) -> Signing {
    let range = range(options, manifest);
    let signatures = read(apk, range);
    let resolved = signatures.resolve(range);
    let findings = &mut apk.findings;
    let mut signers: Vec<Signer> = resolved.signers.iter().map(|found| signer(found, findings)).collect();
    signers.extend(signatures.stamps.iter().filter_map(|stamp| stamp_signer(stamp, findings)));
    let v4 = options.v4_signature.as_ref().map(|source| v4(source, apk.budget));
    let mut problems: Vec<SigningProblem> = signatures.all_problems().map(signing_problem).collect();
    problems.extend(v4.iter().flatten().map(signing_problem));
    let schemes = schemes(&signatures, v4.is_some());
    let present = schemes.iter().any(|(_, state)| state.present);
    let signing = Signing {
        verified: (!present).then_some(false),
        schemes,
        primary: resolved.primary.map(|primary| primary.index),
        primary_reason: resolved.primary.map(|primary| primary_reason(&primary, &resolved)),
        signers,
        problems,
        ios: None,
    };
    report(&signing, &resolved, &signatures, options, &mut apk.findings);
    signing
}

/// The signatures as they lie in the archive that was opened. Where the platform could not read a signer's file, and no
/// other signer is left, the recovered reading is asked.
fn read(apk: &mut Apk<'_>, range: SdkRange) -> ApkSignatures {
    let strict = ApkSignatures::read(apk.package.archive(), apk.budget);
    if strict.resolve(range).primary.is_some() || !SCHEMES.iter().any(|&scheme| strict.has(scheme)) {
        return strict;
    }
    match apk.package.open.recovered() {
        Some(archive) => recovered(archive, apk.budget, strict, range),
        None => strict,
    }
}

fn recovered(
    archive: &Archive,
    budget: &mut Budget,
    strict: ApkSignatures,
    range: SdkRange,
) -> ApkSignatures {
    let recovered = ApkSignatures::read(archive, budget);
    if recovered.resolve(range).primary.is_some() { recovered } else { strict }
}

/// The platforms that the primary signer is chosen for: those asked for, else the manifest's, else all.
fn range(options: &Options, manifest: Option<&Manifest>) -> SdkRange {
    let stated = manifest.and_then(|manifest| manifest.min_sdk.value()).and_then(|sdk| match sdk {
        Sdk::Level(level) => u32::try_from(*level).ok(),
        // The range then starts at the first platform, which leaves the highest scheme the highest.
        Sdk::Codename(_) => None,
    });
    let min = options.sdk_range.min.or(stated).unwrap_or(1);
    SdkRange { min, max: options.sdk_range.max.unwrap_or(u32::MAX).max(min) }
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

/// Problems of the v4 signature beside the package; its signer is that of v2 or v3.
fn v4(source: &Source, budget: &mut Budget) -> Vec<Problem> {
    // Its hash tree, behind the signature, is not looked at.
    const SIGNATURE: u64 = 1 << 20;
    let parsed =
        source.read_vec(0..source.len().min(SIGNATURE), budget).map(|bytes| V4Signature::parse(&bytes));
    match parsed {
        Ok(Ok(signature)) => signature.problems,
        Ok(Err(problem)) => vec![problem],
        Err(error) => vec![Problem {
            scheme: Some(Scheme::V4),
            signer: None,
            offset: 0,
            kind: ProblemKind::Unreadable(error),
        }],
    }
}

fn schemes(signatures: &ApkSignatures, v4: bool) -> Schemes {
    let mut schemes = Schemes::default();
    for scheme in SCHEMES {
        if signatures.has(scheme) || (scheme == Scheme::V4 && v4) {
            *schemes.state_mut(scheme_key(scheme)) = SchemeState { present: true, verified: None };
        }
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

fn signing_problem(problem: &Problem) -> SigningProblem {
    SigningProblem {
        scheme: problem.scheme.map(scheme_key),
        signer: problem.signer.and_then(|signer| u32::try_from(signer).ok()),
        code: problem.code(),
        severity: match problem.severity() {
            AndroidSeverity::Error => Severity::Error,
            AndroidSeverity::Warning => Severity::Warning,
        },
        message: reason::signing(&problem.kind),
    }
}

/// What the signers say of the package.
fn report(
    signing: &Signing,
    resolved: &Resolved<'_>,
    signatures: &ApkSignatures,
    options: &Options,
    findings: &mut Findings,
) {
    if signing.verified == Some(false) {
        findings.push(Finding::new(FindingId::SigningUnsigned, &[]));
    } else {
        not_verified(options.verification, findings);
    }
    for problem in signatures.all_problems() {
        let scheme = problem.scheme.map_or("APK Signing Block", |scheme| scheme_key(scheme).label());
        let holes = [("scheme", scheme.into()), ("problem", Word::from(reason::signing(&problem.kind)))];
        findings.push_once(Finding::new(FindingId::SigningDamaged, &holes).at(Place::file(problem.offset)));
    }
    match resolved.primary.and_then(|primary| Some((primary, resolved.signers.get(primary.index)?))) {
        Some((primary, signer)) => of_primary(&primary, signer, resolved, signing, findings),
        None if signing.verified.is_none() => no_certificate(signing, findings),
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

fn not_verified(verification: Verification, findings: &mut Findings) {
    let phrase = match verification {
        Verification::Verify => Phrase::ReasonNotVerifiedYet,
        Verification::Skip => Phrase::ReasonNotAsked,
    };
    findings.push(Finding::new(FindingId::SigningNotVerified, &[("reason", phrase.into())]));
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
    let former = signing.signers.get(primary.index).map_or(0, |signer| signer.lineage.len());
    if former > 0 {
        findings.push(Finding::new(FindingId::SigningRotated, &[("count", former.to_string().into())]));
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
            ("reason", beian_model::Bilingual::new(why.zh, why.en).into()),
        ];
        findings.push(Finding::new(FindingId::SigningSeveral, &holes));
    }
}
