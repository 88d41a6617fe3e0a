//! Source stamps: whether a store's word about the package holds.
//!
//! The rules and their order are those of apksig's `SourceStampVerifier` of `internal.apk.stamp`, as `V2SourceStampVerifier` and
//! `V1SourceStampVerifier` call it, and of the parts of `ApkVerifier` about stamps. A package holds without its stamp, whatever is wrong
//! with that. Nobody asks for the first version any more; it is checked by its own rules where it is there.

mod digests;
mod issue;

pub use digests::StampedDigests;
pub use issue::{StampIssue, Stamped};

use beian_archive::{Archive, Budget};
use beian_pki::{PublicKey, Refusal};

use super::block::select;
use super::lineage::{self, Fault};
use super::{Issue, IssueKind};
use crate::signing::{
    ApkSignatures, Attribute, AttributeId, Lineage, Problem, ProblemKind, Scheme, SdkRange,
    SignatureAlgorithm, Stamp, StampSignatures,
};
use crate::verify::algorithm::devices_know;

/// The entry that names the stamp's certificate by its SHA-256
/// (`SourceStampConstants.SOURCE_STAMP_CERTIFICATE_HASH_ZIP_ENTRY_NAME`).
pub const ENTRY_NAME: &[u8] = b"stamp-cert-sha256";
/// Bytes of a SHA-256.
const DIGEST: u64 = 32;

/// What was found out about a stamp.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StampVerdict<'a> {
    /// Which of the two versions.
    pub scheme: Scheme,
    /// Whether it holds; `None` where something could not be checked and nothing else is wrong.
    pub verified: Option<bool>,
    /// The stamp; `None` where the package only says that it should be there.
    pub stamp: Option<&'a Stamp>,
    /// What is wrong. Warnings are among it.
    pub issues: Vec<Issue>,
}

impl<'a> StampVerdict<'a> {
    /// The line of stamp keys, the oldest first; none where the stamp does not hold.
    pub fn lineage(&self) -> Option<&'a Lineage> {
        self.stamp.filter(|_| self.verified == Some(true)).and_then(|stamp| stamp.lineages.first())
    }
}

/// Checks the stamps of a package, the second version before the first. A package that neither has one nor names one's certificate gives
/// none.
///
/// `digests` are of the schemes that platforms of the range look at. With the package's own signatures `range` begins with Android 11
/// (`ApkVerifier.verify`), for the stamp alone it is the package's (`ApkVerifier.verifySourceStamp`).
pub fn verify<'a>(
    archive: &Archive,
    signatures: &'a ApkSignatures,
    digests: &StampedDigests,
    range: SdkRange,
    budget: &mut Budget,
) -> Vec<StampVerdict<'a>> {
    let entry = NamedCertificate::read(archive, budget);
    let mut verdicts = Vec::new();
    for scheme in Scheme::OF_STAMPS {
        let found = find(signatures, scheme);
        // A certificate that is named belongs to a stamp of the second version.
        if matches!(found, Found::Absent) && (scheme == Scheme::StampV1 || entry == NamedCertificate::Absent)
        {
            continue;
        }
        let mut check = StampCheck { scheme, range, issues: Vec::new() };
        let stamp = match found {
            Found::Read(stamp) => {
                // Where a step is refused the issues say why.
                let _stopped = check.stamp(stamp, &entry, digests);
                Some(stamp)
            }
            Found::Unread(problem) => {
                check.issue(IssueKind::Read(problem.clone()));
                None
            }
            Found::Absent => {
                check.issue(StampIssue::Missing.into());
                None
            }
        };
        let verified = Issue::verdict(&check.issues);
        verdicts.push(StampVerdict { scheme, verified, stamp, issues: check.issues });
    }
    verdicts
}

/// What the package says of the certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
enum NamedCertificate {
    Absent,
    /// These bytes, or more than a digest has.
    Named(Option<Vec<u8>>),
    Unreadable(beian_archive::Error),
}

impl NamedCertificate {
    /// Of the first entry of the name, whose checksum apksig does not look at.
    fn read(archive: &Archive, budget: &mut Budget) -> Self {
        let Some(entry) = archive.named(ENTRY_NAME).next() else { return Self::Absent };
        if entry.uncompressed_size() > DIGEST {
            return Self::Named(None);
        }
        let mut bytes = Vec::new();
        match archive.read(entry.index(), budget, &mut bytes) {
            Ok(_) => Self::Named(Some(bytes)),
            Err(error) => Self::Unreadable(error),
        }
    }
}

/// A stamp's value in the signing block as the platform finds it.
enum Found<'a> {
    Read(&'a Stamp),
    /// It is there, or may be, but is more than is read here.
    Unread(&'a Problem),
    Absent,
}

/// `ApkSigningBlockUtilsLite.findSignature`: where the central directory does not end at the end record there is no block.
fn find(signatures: &ApkSignatures, scheme: Scheme) -> Found<'_> {
    let problem = |is: &dyn Fn(&Problem) -> bool| signatures.problems.iter().find(|problem| is(problem));
    if problem(&|problem| problem.kind == ProblemKind::DirectoryNotAtEnd).is_some() {
        return Found::Absent;
    }
    if let Some(stamp) = signatures.stamps.iter().find(|stamp| stamp.scheme == scheme) {
        return Found::Read(stamp);
    }
    let unread = if signatures.has(scheme) {
        problem(&|problem| problem.scheme == Some(scheme))
    } else {
        problem(&|problem| matches!(problem.kind, ProblemKind::TooManyPairs { .. }))
    };
    unread.map_or(Found::Absent, Found::Unread)
}

/// The stamp is done with; the issues say why.
struct Refused;

/// A stamp that is being checked.
struct StampCheck {
    scheme: Scheme,
    range: SdkRange,
    issues: Vec<Issue>,
}

impl StampCheck {
    fn issue(&mut self, kind: IssueKind) {
        self.issues.push(Issue { scheme: self.scheme, signer: None, kind });
    }

    /// Notes an issue, and goes on unless it refuses the stamp.
    fn note(&mut self, issue: impl Into<IssueKind>) -> Result<(), Refused> {
        self.issue(issue.into());
        if Issue::verdict(&self.issues) == Some(false) { Err(Refused) } else { Ok(()) }
    }

    /// `verifyV1SourceStamp` and `verifyV2SourceStamp`.
    fn stamp(
        &mut self,
        stamp: &Stamp,
        entry: &NamedCertificate,
        digests: &StampedDigests,
    ) -> Result<(), Refused> {
        for problem in &stamp.problems {
            // What was not read cannot be checked; what was read is, all the same.
            if matches!(problem.kind, ProblemKind::TooMany { .. }) {
                self.note(problem.clone())?;
            }
        }
        let malformed = stamp.problems.iter().find(|problem| problem.kind == ProblemKind::Malformed);
        let key = self.certificate(stamp, entry)?;
        if let Some(problem) = malformed.filter(|_| !stamp.schemes_are_complete) {
            self.note(problem.clone())?;
        }
        if self.scheme == Scheme::StampV1 {
            return self.first_version(stamp, digests, key);
        }
        for (number, stamped, message) in digests.encoded() {
            let of_scheme = stamp.schemes.iter().rev().find(|scheme| scheme.scheme == Some(number));
            match of_scheme {
                Some(scheme) => self.signatures(&scheme.signatures, key, stamped, &message)?,
                None => self.note(StampIssue::NoSignature(stamped))?,
            }
        }
        if let Some(signatures) = &stamp.attribute_signatures {
            self.signatures(signatures, key, Stamped::Attributes, &stamp.attribute_data.bytes)?;
        }
        if let Some(problem) = malformed {
            self.note(problem.clone())?;
        }
        self.attributes(stamp)
    }

    /// Of the first version: one set of signatures over the digests of the highest scheme (`V1SourceStampVerifier.verify`).
    fn first_version(
        &mut self,
        stamp: &Stamp,
        digests: &StampedDigests,
        key: &PublicKey,
    ) -> Result<(), Refused> {
        let highest = digests.encoded().next_back();
        let (stamped, message) =
            highest.map_or((Stamped::Scheme(1), Vec::new()), |(_, stamped, message)| (stamped, message));
        match stamp.schemes.first() {
            Some(scheme) => self.signatures(&scheme.signatures, key, stamped, &message),
            None => self.note(StampIssue::NoSignature(stamped)),
        }
    }

    /// `verifySourceStampCertificate`; gives the key.
    fn certificate<'s>(
        &mut self,
        stamp: &'s Stamp,
        entry: &NamedCertificate,
    ) -> Result<&'s PublicKey, Refused> {
        let Some(certificate) = &stamp.certificate else {
            let malformed = stamp.problems.iter().find(|problem| problem.kind == ProblemKind::Malformed);
            malformed.map_or(Ok(()), |problem| self.note(problem.clone()))?;
            return Err(Refused);
        };
        let error = lineage::malformed(certificate).or(certificate.public_key.as_ref().err());
        let (None, Ok(key)) = (error, &certificate.public_key) else {
            if let Some(error) = error.cloned() {
                let kind = ProblemKind::MalformedCertificate { index: 0, error };
                self.note(self.problem(stamp.offset, kind))?;
            }
            return Err(Refused);
        };
        let digest = certificate.digests().sha256.to_vec();
        match entry {
            NamedCertificate::Absent => self.note(StampIssue::WithoutEntry)?,
            NamedCertificate::Unreadable(error) => self.note(StampIssue::UnreadableEntry(error.clone()))?,
            NamedCertificate::Named(named) if named.as_ref() != Some(&digest) => {
                self.note(StampIssue::CertificateMismatch { stamp: digest, entry: named.clone() })?;
            }
            NamedCertificate::Named(_) => {}
        }
        Ok(key)
    }

    /// `verifySourceStampSignature`.
    fn signatures(
        &mut self,
        signatures: &StampSignatures,
        key: &PublicKey,
        stamped: Stamped,
        message: &[u8],
    ) -> Result<(), Refused> {
        let is_known = |algorithm: SignatureAlgorithm| algorithm.is_known_to(self.scheme);
        let (known, unknown): (Vec<_>, Vec<_>) =
            signatures.values.iter().partition(|signature| is_known(signature.algorithm));
        for signature in unknown {
            self.note(StampIssue::UnknownAlgorithm(signature.algorithm))?;
        }
        if let Some(problem) = &signatures.problem {
            self.note(problem.clone())?;
        }
        if known.is_empty() {
            return self.note(StampIssue::NoSignature(stamped));
        }
        let range = SdkRange { min: self.range.min, max: self.range.max.min(SdkRange::NO_MAX) };
        let since = SignatureAlgorithm::library_min_sdk;
        let Some(chosen) = select::to_verify(known.into_iter(), range, since) else {
            return self.note(StampIssue::NoSupportedSignature { stamped, min: range.min });
        };
        for signature in chosen {
            let algorithm = signature.algorithm;
            // All of them are known.
            let Some(scheme) = algorithm.signature_scheme() else { continue };
            match devices_know(key).and_then(|()| key.verify(scheme, message, &signature.value.bytes)) {
                Ok(()) => {}
                Err(Refusal::DidNotVerify) => self.note(StampIssue::DidNotVerify { algorithm, stamped })?,
                Err(Refusal::Unsupported(reason)) => {
                    self.note(StampIssue::UnsupportedSignature { algorithm, stamped, reason })?;
                }
                Err(refusal) => self.note(StampIssue::VerifyException { algorithm, stamped, refusal })?,
            }
        }
        Ok(())
    }

    /// `parseStampAttributes`: only one that breaks off keeps the others from being looked at.
    fn attributes(&mut self, stamp: &Stamp) -> Result<(), Refused> {
        let mut lineages = stamp.lineages.iter();
        for (index, attribute) in stamp.attributes.iter().enumerate() {
            match attribute.id {
                AttributeId::STAMP_PROOF_OF_ROTATION => {
                    if let Some(lineage) = lineages.next() {
                        self.lineage(lineage, stamp, attribute.value.offset);
                    }
                }
                AttributeId::STAMP_TIME => self.time(index, attribute)?,
                unknown => self.issue(StampIssue::UnknownAttribute(unknown).into()),
            }
        }
        let malformed = |problem: &&Problem| matches!(problem.kind, ProblemKind::MalformedAttribute { .. });
        stamp.problems.iter().find(malformed).map_or(Ok(()), |problem| self.note(problem.clone()))
    }

    fn time(&mut self, index: usize, attribute: &Attribute) -> Result<(), Refused> {
        let Some(bytes) = attribute.value.bytes.first_chunk() else {
            let kind = ProblemKind::MalformedAttribute { index };
            return self.note(self.problem(attribute.value.offset, kind));
        };
        let time = i64::from_le_bytes(*bytes);
        if time <= 0 {
            self.issue(StampIssue::InvalidTimestamp(time).into());
        }
        Ok(())
    }

    /// `readStampCertificateLineage`.
    fn lineage(&mut self, lineage: &Lineage, stamp: &Stamp, offset: u64) {
        let Some(certificate) = &stamp.certificate else { return };
        let malformed = |level| ProblemKind::MalformedLineage { level };
        let fault = lineage::check(lineage, certificate, self.scheme);
        let issue = match fault {
            Ok(()) => return,
            // Of a line without keys apksig has no last one.
            Err(Fault::OfAnother) if lineage.is_complete && lineage.levels.is_empty() => {
                self.problem(offset, malformed(0)).into()
            }
            Err(Fault::Malformed(level)) => self.problem(offset, malformed(level)).into(),
            Err(Fault::OfAnother) => self.problem(offset, ProblemKind::LineageOfAnother).into(),
            Err(Fault::DidNotVerify(level)) => StampIssue::LineageDidNotVerify { level }.into(),
            Err(Fault::Unsupported(level, reason)) => StampIssue::UnsupportedLineage { level, reason }.into(),
        };
        self.issue(issue);
    }

    fn problem(&self, offset: u64, kind: ProblemKind) -> Problem {
        Problem { scheme: Some(self.scheme), signer: None, offset, kind }
    }
}

#[cfg(test)]
mod tests;
