//! A block file against its signature file (`V1SchemeVerifier.Signer.verifySigBlockAgainstSigFile`).

use beian_archive::Budget;
use beian_pki::cms::{SignedData, SignerIdentifier, SignerInfo, SignerRefusal};
use beian_pki::{Error, Refusal};

use super::algorithms::{Algorithms, unsupported};
use super::certificate;
use super::issue::{JarIssue, ParseFault, VerifyFault};
use super::spend_digest;
use crate::signing::{ProblemKind, SdkRange};
use crate::verify::algorithm::devices_know;

/// The first platform that tries every `SignerInfo` and checks the content type of signed attributes.
const N: u32 = 24;
/// The first platform that checks signed attributes.
const KITKAT: u32 = 19;
/// How many `SignerInfo`s are tried; signatures in use have one.
const MAX_SIGNER_INFOS: usize = 32;

/// A block that verifies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct VerifiedBlock {
    /// Which `SignerInfo` of the message does first.
    pub(super) signer_info: usize,
    /// The places of its certificate and of those that may have issued it, among the message's.
    pub(super) chain: Vec<usize>,
}

/// Why a block does not verify, or is not verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    Read(ProblemKind),
    Jar(JarIssue),
}

impl From<JarIssue> for Failure {
    fn from(issue: JarIssue) -> Self {
        Self::Jar(issue)
    }
}

/// What a block is verified against.
pub(super) struct Block<'a> {
    pub(super) name: &'a [u8],
    pub(super) message: &'a SignedData,
    pub(super) signature_file: &'a [u8],
    pub(super) range: SdkRange,
}

impl Block<'_> {
    /// One `SignerInfo` has to verify, and none may throw. Platforms before Android 7.0 look at the first alone.
    pub(super) fn verify(&self, budget: &mut Budget) -> Result<VerifiedBlock, Failure> {
        self.check_frame()?;
        let count = if self.range.min < N { 1 } else { self.message.signers.len() };
        let (mut verified, mut undecided) = (None, None);
        for (index, signer) in self.message.signers.iter().enumerate().take(count) {
            let Ok(signer) = signer else { continue };
            if index == MAX_SIGNER_INFOS {
                undecided.get_or_insert(self.unsupported("it has too many signers"));
                break;
            }
            match self.spend(budget).and_then(|()| self.verify_signer(signer)) {
                Ok(Some(certificate)) => {
                    let chain = || certificate::chain(&self.message.certificates, certificate);
                    verified.get_or_insert_with(|| VerifiedBlock { signer_info: index, chain: chain() });
                }
                Ok(None) => {}
                Err(Failure::Jar(issue)) if issue.is_unsupported() => {
                    undecided.get_or_insert(issue);
                }
                Err(failure) => return Err(failure),
            }
        }
        match (undecided, verified) {
            (Some(issue), _) => Err(issue.into()),
            (None, Some(verified)) => Ok(verified),
            (None, None) => Err(JarIssue::DidNotVerify { block: self.name.to_vec() }.into()),
        }
    }

    /// All of the message has to be readable, certificates that nobody names too (`Certificate.parseCertificates`).
    fn check_frame(&self) -> Result<(), Failure> {
        let message = self.message;
        let signers = message.signers.iter().filter_map(|signer| signer.as_ref().err());
        let algorithms = message.digest_algorithms.iter().filter_map(|algorithm| algorithm.as_ref().err());
        if let Some(error) = message.problems.iter().chain(algorithms).chain(signers).next() {
            return Err(self.unreadable(error, |error| {
                Failure::Read(ProblemKind::MalformedMessage { block: self.name.to_vec(), error })
            }));
        }
        if message.signers.is_empty() {
            return Err(Failure::Read(ProblemKind::NoSignerInfo { block: self.name.to_vec() }));
        }
        let mut certificates = message.certificates.iter().enumerate();
        let broken = certificates.find_map(|(index, found)| Some((index, certificate::unreadable(found)?)));
        broken.map_or(Ok(()), |(index, error)| {
            Err(self
                .unreadable(&error, |error| self.parse_exception(ParseFault::Certificate { index, error })))
        })
    }

    /// The place of the certificate whose key signs; `None` if the signature is another's
    /// (`V1SchemeVerifier.Signer.verifySignerInfoAgainstSigFile`).
    fn verify_signer(&self, signer: &SignerInfo) -> Result<Option<usize>, Failure> {
        self.check_algorithms(signer)?;
        let place = self
            .certificate_of(signer)
            .ok_or_else(|| Failure::Read(ProblemKind::CertificateNotFound { block: self.name.to_vec() }))?;
        let Some(certificate) = self.message.certificates.get(place) else { return Ok(None) };
        certificate::check(certificate).map_err(|fault| self.exception(fault))?;
        if signer.signed_attributes.is_some() && self.range.min < KITKAT {
            return Err(self.exception(VerifyFault::AttributesUnchecked));
        }
        let Ok(key) = &certificate.public_key else { return Err(self.exception(VerifyFault::NoKey)) };
        let content_type = (self.range.max >= N).then_some(&self.message.content_type);
        let known = devices_know(key).map_err(SignerRefusal::Signature);
        match known.and_then(|()| signer.verify(key, self.signature_file, content_type)) {
            Ok(()) => Ok(Some(place)),
            Err(refusal) => self.refused(refusal).map(|()| None),
        }
    }

    /// What apksig makes of a refusal: `Ok` where the signer does not count and others may.
    fn refused(&self, refusal: SignerRefusal) -> Result<(), Failure> {
        match refusal {
            SignerRefusal::ContentType { .. }
            | SignerRefusal::MessageDigest
            | SignerRefusal::Signature(Refusal::DidNotVerify) => Ok(()),
            SignerRefusal::Signature(Refusal::Unsupported(why)) => Err(self.unsupported(why).into()),
            SignerRefusal::Attributes(error) => {
                Err(self.unreadable(&error, |error| self.exception(VerifyFault::MalformedAttributes(error))))
            }
            refusal @ (SignerRefusal::Repeated(_)
            | SignerRefusal::SeveralValues(_)
            | SignerRefusal::Value { .. }) => Err(self.parse_exception(ParseFault::Attributes(refusal))),
            refusal => Err(self.exception(VerifyFault::Refused(refusal))),
        }
    }

    fn check_algorithms(&self, signer: &SignerInfo) -> Result<(), Failure> {
        let algorithms = Algorithms::of(&signer.digest_algorithm, &signer.signature_algorithm);
        let supported = algorithms.map_or(&[][..], Algorithms::supported);
        let missing = unsupported(self.range, supported);
        match algorithms {
            Some(_) if missing.is_empty() => Ok(()),
            _ => Err(Failure::Jar(JarIssue::UnsupportedAlgorithm {
                block: self.name.to_vec(),
                digest: signer.digest_algorithm.digest_name(),
                signature: signer.signature_algorithm.signature_name(),
                platforms: missing,
            })),
        }
    }

    /// By issuer and serial number only: the platform knows no other way (`Certificate.findCertificate`).
    fn certificate_of(&self, signer: &SignerInfo) -> Option<usize> {
        let SignerIdentifier::IssuerAndSerial(_) = &signer.identifier else { return None };
        self.message.certificates.iter().position(|certificate| signer.identifier.names(certificate))
    }

    /// The signature file is digested for its signed digest, or for the signature.
    fn spend(&self, budget: &mut Budget) -> Result<(), Failure> {
        let spent = spend_digest(budget, self.signature_file);
        spent.map_err(|error| JarIssue::EntryNotRead { entry: self.name.to_vec(), error }.into())
    }

    fn exception(&self, fault: VerifyFault) -> Failure {
        Failure::Jar(JarIssue::VerifyException { block: self.name.to_vec(), fault })
    }

    fn parse_exception(&self, fault: ParseFault) -> Failure {
        Failure::Jar(JarIssue::ParseException { block: self.name.to_vec(), fault })
    }

    fn unsupported(&self, why: &'static str) -> JarIssue {
        JarIssue::Unsupported { block: self.name.to_vec(), why }
    }

    /// What our own reader leaves unread, since there is too much of it, is not the block's fault.
    fn unreadable(&self, error: &Error, failure: impl FnOnce(Error) -> Failure) -> Failure {
        match error {
            Error::Limit { .. } | Error::Depth { .. } => {
                self.unsupported("it is larger than what is read").into()
            }
            error => failure(error.clone()),
        }
    }
}
