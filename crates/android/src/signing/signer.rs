//! Signers of v2 (`V2SchemeVerifier`), v3, v3.1 and v3.2 (`V3SchemeVerifier`).

use beian_pki::Certificate;

use super::cursor::{Cursor, Cut};
use super::{Attribute, AttributeId, Blob, Lineage, Problem, ProblemKind, Scheme, SdkRange};

/// How many elements of a list are read. The platform takes ten signers, and nobody has more than a few of the others.
pub(crate) const MAX_ELEMENTS: usize = 256;

/// The value of one scheme in the signing block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemeBlock {
    /// Which scheme.
    pub scheme: Scheme,
    /// Its signers in stored order; one that breaks off has what stands before the break.
    pub signers: Vec<Signer>,
    /// What is wrong with it and with its signers.
    pub problems: Vec<Problem>,
}

/// One signer.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Signer {
    /// Where it starts, in bytes from the start of the file.
    pub offset: u64,
    /// What its signatures are over.
    pub signed_data: Blob,
    /// Whether signed data could be divided into its parts, however broken each of them is.
    pub is_signed_data_divided: bool,
    /// The package's digests by algorithm.
    pub digests: Vec<AlgorithmValue>,
    /// Its certificates in stored order: the first is the signer's, the others lead to its root.
    pub certificates: Vec<Certificate>,
    /// Additional attributes, all in signed data.
    pub attributes: Vec<Attribute>,
    /// The platforms it is for, as said outside signed data, by which the platform chooses. Not in v2.
    pub sdk: Option<SdkRange>,
    /// The same as said in signed data.
    pub signed_sdk: Option<SdkRange>,
    /// Its signatures by algorithm.
    pub signatures: Vec<AlgorithmValue>,
    /// The public key (`SubjectPublicKeyInfo`) that the signatures are checked with. It stands last: where it is missing the signer breaks
    /// off before.
    pub public_key: Option<Blob>,
    /// The line of keys that led to this one, where the proof of rotation is there.
    pub lineage: Option<Lineage>,
}

/// A digest or a signature, and of which algorithm it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlgorithmValue {
    /// The algorithm.
    pub algorithm: SignatureAlgorithm,
    /// The value.
    pub value: Blob,
}

/// A signature algorithm by its number (`SignatureAlgorithm`; 0x0501 in Android 17's `ApkSigningBlockUtils`). It implies the digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SignatureAlgorithm(pub u32);

impl SignatureAlgorithm {
    /// Its name; `None` of an unknown one.
    pub fn name(self) -> Option<&'static str> {
        Some(match self.0 {
            0x0101 => "RSASSA-PSS with SHA-256",
            0x0102 => "RSASSA-PSS with SHA-512",
            0x0103 => "RSASSA-PKCS1-v1_5 with SHA-256",
            0x0104 => "RSASSA-PKCS1-v1_5 with SHA-512",
            0x0201 => "ECDSA with SHA-256",
            0x0202 => "ECDSA with SHA-512",
            0x0301 => "DSA with SHA-256",
            0x0421 => "RSASSA-PKCS1-v1_5 with SHA-256 over a verity tree",
            0x0423 => "ECDSA with SHA-256 over a verity tree",
            0x0425 => "DSA with SHA-256 over a verity tree",
            0x0501 => "ML-DSA",
            _ => return None,
        })
    }
}

impl std::fmt::Display for SignatureAlgorithm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.name() {
            Some(name) => f.write_str(name),
            None => write!(f, "algorithm {:#06x}", self.0),
        }
    }
}

impl Signer {
    /// The signer's own certificate: the first.
    pub fn certificate(&self) -> Option<&Certificate> {
        self.certificates.first()
    }

    /// The attributes of a kind.
    pub fn attributes_of(&self, id: AttributeId) -> impl Iterator<Item = &Attribute> {
        self.attributes.iter().filter(move |attribute| attribute.id == id)
    }

    /// The platforms on which it counts. One that targets a platform in development does not count on the finished one that has its first
    /// level (`ApkSignatureSchemeV3Verifier.verifyAdditionalAttributes`). Where it does not say, on all.
    pub fn platforms(&self) -> SdkRange {
        let said = self.sdk.unwrap_or(SdkRange::from(0));
        let targets_dev = self.attributes_of(AttributeId::TARGETS_DEV_RELEASE).next().is_some();
        SdkRange { min: said.min.saturating_add(u32::from(targets_dev)), ..said }
    }
}

impl SchemeBlock {
    /// Of the value in the signing block.
    pub(super) fn parse(scheme: Scheme, value: &Blob) -> Self {
        let mut parser = Parser { scheme, signer: None, problems: Vec::new() };
        let signers = parser.signers(value);
        Self { scheme, signers, problems: parser.problems }
    }
}

/// Reads signers and notes what is wrong with them.
pub(super) struct Parser {
    pub(super) scheme: Scheme,
    pub(super) signer: Option<usize>,
    pub(super) problems: Vec<Problem>,
}

impl Parser {
    fn signers(&mut self, value: &Blob) -> Vec<Signer> {
        let mut list = match value.cursor().prefixed() {
            Ok(list) => list,
            Err(cut) => {
                self.note(cut.offset, ProblemKind::MalformedSigners);
                return Vec::new();
            }
        };
        if list.is_empty() {
            self.note(list.offset(), ProblemKind::NoSigners);
        }
        let mut signers = Vec::new();
        while !list.is_empty() {
            if signers.len() == MAX_ELEMENTS {
                self.signer = None;
                self.note(list.offset(), ProblemKind::TooMany { limit: MAX_ELEMENTS });
                break;
            }
            self.signer = Some(signers.len());
            let mut signer = Signer { offset: list.offset(), ..Signer::default() };
            match list.prefixed() {
                Ok(content) => {
                    if let Err(cut) = self.signer(content, &mut signer) {
                        self.note(cut.offset, ProblemKind::MalformedSigner);
                    }
                    signers.push(signer);
                }
                Err(cut) => {
                    self.note(cut.offset, ProblemKind::MalformedSigner);
                    signers.push(signer);
                    break;
                }
            }
        }
        signers
    }

    /// Signed data come first and are read whole before the rest is looked at, so that a break behind them costs no certificate.
    fn signer(&mut self, mut content: Cursor<'_>, signer: &mut Signer) -> Result<(), Cut> {
        let signed_data = content.prefixed()?;
        signer.signed_data = signed_data.to_blob();
        if let Err(cut) = self.signed_data(signed_data, signer) {
            self.note(cut.offset, ProblemKind::MalformedSigner);
        }
        if self.scheme.has_sdk_range() {
            let at = content.offset();
            let range = SdkRange { min: content.u32()?, max: content.u32()? };
            signer.sdk = Some(range);
            self.check_sdk(at, range, signer.signed_sdk);
        }
        let at = content.offset();
        signer.signatures =
            self.algorithm_values(content.prefixed()?, |index| ProblemKind::MalformedSignature { index });
        if signer.signatures.is_empty() {
            self.note(at, ProblemKind::NoSignatures);
        }
        signer.public_key = Some(content.prefixed()?.to_blob());
        Ok(())
    }

    fn signed_data(&mut self, mut content: Cursor<'_>, signer: &mut Signer) -> Result<(), Cut> {
        signer.digests =
            self.algorithm_values(content.prefixed()?, |index| ProblemKind::MalformedDigest { index });
        let at = content.offset();
        signer.certificates = self.certificates(content.prefixed()?);
        if signer.certificates.is_empty() {
            self.note(at, ProblemKind::NoCertificates);
        }
        if self.scheme.has_sdk_range() {
            signer.signed_sdk = Some(SdkRange { min: content.u32()?, max: content.u32()? });
        }
        signer.attributes = self.attributes(content.prefixed()?);
        signer.is_signed_data_divided = true;
        signer.lineage = self.lineage(signer);
        Ok(())
    }

    fn certificates(&mut self, mut list: Cursor<'_>) -> Vec<Certificate> {
        let mut certificates = Vec::new();
        while !list.is_empty() && !self.is_full(certificates.len(), list.offset()) {
            match list.prefixed() {
                Ok(content) => certificates.push(self.certificate(content, certificates.len())),
                Err(cut) => {
                    self.note(cut.offset, ProblemKind::MalformedSigner);
                    break;
                }
            }
        }
        certificates
    }

    pub(super) fn certificate(&mut self, content: Cursor<'_>, index: usize) -> Certificate {
        let certificate = Certificate::new(content.rest());
        if let Err(error) = &certificate.structure {
            self.note(content.offset(), ProblemKind::MalformedCertificate { index, error: error.clone() });
        }
        certificate
    }

    /// Digests and signatures: an algorithm's number and a length-prefixed value each.
    pub(super) fn algorithm_values(
        &mut self,
        mut list: Cursor<'_>,
        malformed: fn(usize) -> ProblemKind,
    ) -> Vec<AlgorithmValue> {
        let mut values = Vec::new();
        while !list.is_empty() && !self.is_full(values.len(), list.offset()) {
            match list.prefixed().and_then(algorithm_value) {
                Ok(value) => values.push(value),
                Err(cut) => {
                    self.note(cut.offset, malformed(values.len()));
                    break;
                }
            }
        }
        values
    }

    pub(super) fn attributes(&mut self, mut list: Cursor<'_>) -> Vec<Attribute> {
        let mut attributes = Vec::new();
        while !list.is_empty() && !self.is_full(attributes.len(), list.offset()) {
            let attribute = list.prefixed().and_then(|mut content| {
                let id = AttributeId(content.u32()?);
                Ok(Attribute { id, value: content.to_blob() })
            });
            match attribute {
                Ok(attribute) => attributes.push(attribute),
                Err(cut) => {
                    self.note(cut.offset, ProblemKind::MalformedAttribute { index: attributes.len() });
                    break;
                }
            }
        }
        attributes
    }

    /// The platform refuses a second proof of rotation; the first is kept here.
    fn lineage(&mut self, signer: &Signer) -> Option<Lineage> {
        let attribute = signer.attributes_of(AttributeId::PROOF_OF_ROTATION).next()?;
        let lineage = Lineage::parse(&attribute.value, self);
        let last = lineage.levels.last().map(|level| level.certificate.digests());
        if lineage.is_complete && last != signer.certificate().map(Certificate::digests) {
            self.note(attribute.value.offset, ProblemKind::LineageOfAnother);
        }
        Some(lineage)
    }

    fn check_sdk(&mut self, offset: u64, range: SdkRange, signed: Option<SdkRange>) {
        // Java's int: a number from 2^31 on is negative there.
        if range.min > range.max || range.min > 0x7fff_ffff || range.max > 0x7fff_ffff {
            self.note(offset, ProblemKind::InvalidSdkVersions(range));
        }
        let Some(signed) = signed else { return };
        if signed.min != range.min {
            self.note(offset, ProblemKind::MinSdkMismatch { signer: range.min, signed: signed.min });
        }
        if signed.max != range.max {
            self.note(offset, ProblemKind::MaxSdkMismatch { signer: range.max, signed: signed.max });
        }
    }

    pub(super) fn is_full(&mut self, count: usize, offset: u64) -> bool {
        if count >= MAX_ELEMENTS {
            self.note(offset, ProblemKind::TooMany { limit: MAX_ELEMENTS });
        }
        count >= MAX_ELEMENTS
    }

    pub(super) fn note(&mut self, offset: u64, kind: ProblemKind) {
        self.problems.push(Problem { scheme: Some(self.scheme), signer: self.signer, offset, kind });
    }
}

fn algorithm_value(mut content: Cursor<'_>) -> Result<AlgorithmValue, Cut> {
    let algorithm = SignatureAlgorithm(content.u32()?);
    Ok(AlgorithmValue { algorithm, value: content.prefixed()?.to_blob() })
}

#[cfg(test)]
mod tests;
