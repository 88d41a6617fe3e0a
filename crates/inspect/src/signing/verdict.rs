//! The verdict on an Android package's signatures, in the report's words.

use beian_android::signing::{Problem, SdkRange, Severity as AndroidSeverity};
use beian_android::verify::{Issue, IssueKind, Verdict};
use beian_archive::Error;
use beian_model::{
    Bilingual, Finding, FindingId, Phrase, SchemeKey, Schemes, Severity, Signing, SigningProblem,
};

use super::{SCHEMES, scheme_key};
use crate::findings::Findings;
use crate::reason;

/// Whether the signatures hold: by the platform's rules, and in an archive that the platform opens, which it is `refused` otherwise.
pub(super) fn verified(
    schemes: &Schemes,
    verdict: Option<&Verdict>,
    refused: Option<&Error>,
) -> Option<bool> {
    if !schemes.iter().any(|(_, state)| state.present) {
        return Some(false);
    }
    let verdict = verdict?;
    if refused.is_some() { Some(false) } else { verdict.verified }
}

/// What verifying found, in its order; why the platform refuses the archive; then what reading found in schemes that nobody looked at.
pub(super) fn problems<'p>(
    verdict: Option<&Verdict>,
    read: impl Iterator<Item = &'p Problem>,
    refused: Option<&Error>,
) -> Vec<SigningProblem> {
    let issues = verdict.map_or(&[][..], |verdict| &verdict.issues);
    let told = |problem: &Problem| {
        issues.iter().any(|issue| matches!(&issue.kind, IssueKind::Read(known) if known == problem))
    };
    let archive = refused.filter(|_| verdict.is_some()).map(|error| SigningProblem {
        scheme: None,
        signer: None,
        code: "archive-refused".to_owned(),
        severity: Severity::Error,
        message: reason::archive(error),
    });
    let read = read.filter(|problem| !told(problem)).map(of_problem);
    issues.iter().map(of_issue).chain(archive).chain(read).collect()
}

fn of_issue(issue: &Issue) -> SigningProblem {
    SigningProblem {
        scheme: Some(scheme_key(issue.scheme)),
        signer: issue.signer.and_then(|signer| u32::try_from(signer).ok()),
        code: issue.code(),
        severity: severity(issue.severity()),
        message: reason::issue(issue),
    }
}

fn severity(severity: AndroidSeverity) -> Severity {
    match severity {
        AndroidSeverity::Error => Severity::Error,
        AndroidSeverity::Warning => Severity::Warning,
    }
}

fn of_problem(problem: &Problem) -> SigningProblem {
    SigningProblem {
        scheme: problem.scheme.map(scheme_key),
        signer: problem.signer.and_then(|signer| u32::try_from(signer).ok()),
        code: problem.code(),
        severity: severity(problem.severity()),
        message: reason::signing(&problem.kind),
    }
}

/// Whether the signature holds, and why not.
pub(super) fn report(signing: &Signing, verdict: Option<&Verdict>, range: SdkRange, findings: &mut Findings) {
    let present = signing.schemes.iter().any(|(_, state)| state.present);
    let Some(verdict) = verdict.filter(|_| present) else {
        findings.push(if present {
            Finding::new(FindingId::SigningNotVerified, &[("reason", Phrase::ReasonNotAsked.into())])
        } else {
            Finding::new(FindingId::SigningUnsigned, &[])
        });
        return;
    };
    match signing.verified {
        Some(true) => {}
        None => {
            let reason = verdict.unsupported.join("; ");
            findings.push(Finding::new(FindingId::SigningUnsupported, &[("reason", reason.into())]));
        }
        Some(false) => {
            let first = signing.problems.iter().find(|problem| problem.severity == Severity::Error);
            if let Some(problem) = first {
                // Of an archive that the platform refuses no scheme makes up for it.
                let holding = if problem.scheme.is_some() { holding(signing) } else { Vec::new() };
                let id =
                    if holding.is_empty() { FindingId::SigningInvalid } else { FindingId::SigningPartly };
                let mut holes = vec![
                    ("platforms", platforms(range).into()),
                    ("reason", problem.message.clone().into()),
                    ("code", problem.code.as_str().into()),
                ];
                if id == FindingId::SigningPartly {
                    holes.push(("schemes", holding.join(", ").into()));
                }
                findings.push(Finding::new(id, &holes));
            }
        }
    }
    for scheme in SCHEMES.into_iter().filter(|scheme| !scheme.signs_packages()) {
        if let Some(issue) = verdict.cause_in(scheme) {
            let holes = [
                ("scheme", scheme_key(scheme).label().into()),
                ("reason", reason::issue(issue).into()),
                ("code", issue.code().into()),
            ];
            findings.push(Finding::new(FindingId::SigningBeside, &holes));
        }
    }
}

/// The schemes of the primary signer that hold by themselves.
fn holding(signing: &Signing) -> Vec<&'static str> {
    let primary = signing.primary.and_then(|index| signing.signers.get(index));
    let of_primary = |key: &SchemeKey| primary.is_some_and(|signer| signer.schemes.contains(key));
    let holds = signing.schemes.iter().filter(|(key, state)| state.verified == Some(true) && of_primary(key));
    holds.map(|(key, _)| key.label()).collect()
}

fn platforms(range: SdkRange) -> Bilingual {
    let holes = [("min", range.min.to_string().into()), ("max", range.max.to_string().into())];
    let phrase = if range.has_end() { Phrase::PlatformsBetween } else { Phrase::PlatformsFrom };
    phrase.with(&holes)
}
