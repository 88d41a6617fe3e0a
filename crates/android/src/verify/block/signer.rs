//! What every signer is checked for, step by step and in apksig's order (`V2SchemeVerifier.parseSigner`, `V3SchemeVerifier.parseSigner`).

use std::collections::BTreeMap;

use beian_pki::{PublicKey, Refusal};

use super::{BlockIssue, SignerVerdict, Stop, key, select};
use crate::signing::{
    AlgorithmValue, Attribute, Lineage, Problem, ProblemKind, Scheme, SchemeBlock, SdkRange,
    SignatureAlgorithm, Signer,
};
use crate::verify::algorithm::devices_know;
use crate::verify::content::ContentDigestAlgorithm;
use crate::verify::{Issue, IssueKind, lineage};

/// A signer, and what has been found out about it.
#[derive(Clone, Debug)]
pub(super) struct Checked<'a> {
    pub(super) scheme: Scheme,
    pub(super) index: usize,
    pub(super) signer: &'a Signer,
    pub(super) issues: Vec<Issue>,
    /// The signatures' algorithms that were chosen and not refused: those that hold, and those that could not be checked.
    pub(super) chosen: Vec<SignatureAlgorithm>,
    /// The proof of rotation, if it could be read.
    pub(super) lineage: Option<&'a Lineage>,
    /// The digests that the package has.
    pub(super) digests: BTreeMap<ContentDigestAlgorithm, Vec<u8>>,
    problems: Vec<&'a Problem>,
}

impl<'a> Checked<'a> {
    pub(super) fn of(block: &'a SchemeBlock, index: usize) -> Option<Self> {
        let signer = block.signers.get(index)?;
        let problems: Vec<_> =
            block.problems.iter().filter(|problem| problem.signer == Some(index)).collect();
        let mut checked = Self {
            scheme: block.scheme,
            index,
            signer,
            issues: Vec::new(),
            chosen: Vec::new(),
            lineage: None,
            digests: BTreeMap::new(),
            problems,
        };
        // What was not read cannot be checked; what was read is, all the same.
        checked.read(|kind| matches!(kind, ProblemKind::TooMany { .. }));
        Some(checked)
    }

    pub(super) fn note(&mut self, issue: BlockIssue) {
        self.push(IssueKind::Block(issue));
    }

    /// A problem that apksig's name is shared with, and that only checking shows.
    pub(super) fn note_problem(&mut self, offset: u64, kind: ProblemKind) {
        let (scheme, signer) = (Some(self.scheme), Some(self.index));
        self.push(IssueKind::Read(Problem { scheme, signer, offset, kind }));
    }

    fn push(&mut self, kind: IssueKind) {
        self.issues.push(Issue { scheme: self.scheme, signer: Some(self.index), kind });
    }

    /// Notes the first problem of a kind that reading has found. Says whether there was one.
    pub(super) fn read(&mut self, is: impl Fn(&ProblemKind) -> bool) -> bool {
        let found = self.problems.iter().find(|problem| is(&problem.kind)).copied();
        if let Some(problem) = found {
            self.push(IssueKind::Read(problem.clone()));
        }
        found.is_some()
    }

    /// [`Checked::read`] of what ends a signer.
    fn refuse(&mut self, is: impl Fn(&ProblemKind) -> bool) -> Result<(), Stop> {
        if self.read(is) { Err(Stop::Signer) } else { Ok(()) }
    }

    fn malformed(&mut self) -> Result<(), Stop> {
        if !self.read(|kind| *kind == ProblemKind::MalformedSigner) {
            self.note_problem(self.signer.offset, ProblemKind::MalformedSigner);
        }
        Err(Stop::All)
    }

    /// The signer's parts are there.
    pub(super) fn frame(&mut self) -> Result<(), Stop> {
        if self.signer.public_key.is_none() { self.malformed() } else { Ok(()) }
    }

    /// The signatures that platforms of the range choose are the key's over signed data.
    pub(super) fn signatures(&mut self, range: SdkRange) -> Result<(), Stop> {
        let signer = self.signer;
        let scheme = self.scheme;
        let known = |signature: &&AlgorithmValue| signature.algorithm.is_known_to(scheme);
        for signature in signer.signatures.iter().filter(|signature| !known(signature)) {
            self.note(BlockIssue::UnknownAlgorithm(signature.algorithm));
        }
        self.refuse(|kind| matches!(kind, ProblemKind::MalformedSignature { .. }))?;
        self.refuse(|kind| *kind == ProblemKind::NoSignatures)?;
        let signatures = signer.signatures.iter().filter(known);
        let Some(chosen) = select::to_verify(signatures, range, SignatureAlgorithm::min_sdk) else {
            return self.stop(BlockIssue::NoSupportedSignatures { min: range.min });
        };
        for signature in chosen {
            self.signature(signature)?;
        }
        Ok(())
    }

    fn signature(&mut self, signature: &AlgorithmValue) -> Result<(), Stop> {
        let algorithm = signature.algorithm;
        let stored = self.signer.public_key.as_ref().map(|key| key.bytes.as_slice()).unwrap_or_default();
        let key = match PublicKey::parse(stored).and_then(|key| key.key.clone().map(|_numbers| key)) {
            Ok(key) => key,
            Err(error) => return self.stop(BlockIssue::MalformedPublicKey(error)),
        };
        let Some(scheme) = algorithm.signature_scheme().filter(|_| algorithm.takes(&key)) else {
            return self.stop(BlockIssue::KeyOfAnotherKind(algorithm));
        };
        let signed = &self.signer.signed_data.bytes;
        match devices_know(&key).and_then(|()| key.verify(scheme, signed, &signature.value.bytes)) {
            Ok(()) => {}
            Err(Refusal::DidNotVerify) => return self.stop(BlockIssue::DidNotVerify(algorithm)),
            Err(Refusal::Unsupported(reason)) => {
                self.note(BlockIssue::UnsupportedSignature { algorithm, reason });
            }
            Err(refusal) => return self.stop(BlockIssue::VerifyException { algorithm, refusal }),
        }
        self.chosen.push(algorithm);
        Ok(())
    }

    fn stop(&mut self, issue: BlockIssue) -> Result<(), Stop> {
        self.note(issue);
        Err(Stop::Signer)
    }

    /// Signed data have their parts.
    pub(super) fn signed_frame(&mut self) -> Result<(), Stop> {
        if self.signer.is_signed_data_divided { Ok(()) } else { self.malformed() }
    }

    /// The certificates can be read, and the first one is for the signer's key.
    pub(super) fn certificates(&mut self) -> Result<(), Stop> {
        let signer = self.signer;
        for (index, certificate) in signer.certificates.iter().enumerate() {
            if let Some(error) = lineage::malformed(certificate) {
                self.note_problem(
                    signer.signed_data.offset,
                    ProblemKind::MalformedCertificate { index, error: error.clone() },
                );
                return Err(Stop::Signer);
            }
        }
        // Signer and signed data have their parts: so it is the list of certificates that breaks off.
        if self.read(|kind| *kind == ProblemKind::MalformedSigner) {
            return Err(Stop::All);
        }
        self.refuse(|kind| *kind == ProblemKind::NoCertificates)?;
        let stored = signer.public_key.as_ref().map(|key| key.bytes.as_slice()).unwrap_or_default();
        let key = signer.certificate().and_then(|certificate| certificate.public_key.as_ref().ok());
        if key.is_some_and(|key| key::is_of_certificate(stored, key)) {
            Ok(())
        } else {
            self.stop(BlockIssue::KeyMismatch)
        }
    }

    /// The digests can be read, and there is one for each signature.
    pub(super) fn digests(&mut self) -> Result<(), Stop> {
        self.refuse(|kind| matches!(kind, ProblemKind::MalformedDigest { .. }))?;
        let algorithms =
            |values: &[AlgorithmValue]| -> Vec<_> { values.iter().map(|value| value.algorithm).collect() };
        let (signatures, digests) = (algorithms(&self.signer.signatures), algorithms(&self.signer.digests));
        if signatures == digests {
            Ok(())
        } else {
            self.stop(BlockIssue::AlgorithmMismatch { signatures, digests })
        }
    }

    /// Each attribute by `one`, up to the first that is malformed.
    pub(super) fn attributes(
        &mut self,
        mut one: impl FnMut(&mut Self, &'a Attribute) -> Result<(), MalformedValue>,
    ) -> Result<(), Stop> {
        for (index, attribute) in self.signer.attributes.iter().enumerate() {
            if one(self, attribute).is_err() {
                self.note_problem(attribute.value.offset, ProblemKind::MalformedAttribute { index });
                return Err(Stop::Signer);
            }
        }
        self.refuse(|kind| matches!(kind, ProblemKind::MalformedAttribute { .. }))
    }

    pub(super) fn into_verdict(self) -> SignerVerdict {
        let verified = Issue::verdict(&self.issues);
        let unsupported = |algorithm: &SignatureAlgorithm| {
            self.issues.iter().any(|issue| {
                matches!(&issue.kind, IssueKind::Block(BlockIssue::UnsupportedSignature { algorithm: open, .. })
                    if open == algorithm)
            })
        };
        SignerVerdict {
            verified,
            sdk: self.signer.sdk,
            signatures: self.chosen.iter().copied().filter(|algorithm| !unsupported(algorithm)).collect(),
            digests: self.digests,
        }
    }
}

/// An attribute's value is shorter than what its id asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct MalformedValue;

/// The number that an attribute's value has to be.
pub(super) fn number(attribute: &Attribute) -> Result<u32, MalformedValue> {
    attribute.number().ok_or(MalformedValue)
}
