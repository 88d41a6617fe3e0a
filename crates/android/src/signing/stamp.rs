//! Source stamps: a store's word about where a package comes from, beside the signers' (`SourceStampVerifier`).

use beian_pki::Certificate;

use super::cursor::{Cursor, Cut};
use super::signer::Parser;
use super::{AlgorithmValue, Attribute, AttributeId, Blob, Lineage, Problem, ProblemKind, Scheme};

/// A stamp.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// Which of the two versions.
    pub scheme: Scheme,
    /// Where its value is, in bytes from the start of the file.
    pub offset: u64,
    /// Whose stamp it is.
    pub certificate: Option<Certificate>,
    /// The signatures over the package's digests, scheme by scheme; of version 1 one set without a scheme.
    pub schemes: Vec<StampedScheme>,
    /// Whether the list of schemes could be read to its end.
    pub schemes_are_complete: bool,
    /// Its attributes; none in version 1.
    pub attributes: Vec<Attribute>,
    /// The lines of stamp keys that led to this one: of each attribute that should hold one.
    pub lineages: Vec<Lineage>,
    /// The attributes' list as stored, which [`Stamp::attribute_signatures`] are over.
    pub attribute_data: Blob,
    /// The signatures over the attributes; `None` where the stamp ends before them, as those before attributes do.
    pub attribute_signatures: Option<StampSignatures>,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
}

/// A stamp's signatures over the digests of one signature scheme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StampedScheme {
    /// The number of the scheme, as in `ApkSigningBlockUtils.VERSION_APK_SIGNATURE_SCHEME_V3`; `None` in version 1.
    pub scheme: Option<u32>,
    /// The signatures.
    pub signatures: StampSignatures,
}

/// A stamp's signatures over something, each by another algorithm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StampSignatures {
    /// The signatures in stored order.
    pub values: Vec<AlgorithmValue>,
    /// Why the list could be read no further, where it could not.
    pub problem: Option<Problem>,
}

impl Stamp {
    /// Of the value in the signing block.
    pub(super) fn parse(scheme: Scheme, value: &Blob) -> Self {
        let mut parser = Parser { scheme, signer: None, problems: Vec::new() };
        let mut stamp = Self {
            scheme,
            offset: value.offset,
            certificate: None,
            schemes: Vec::new(),
            schemes_are_complete: false,
            attributes: Vec::new(),
            lineages: Vec::new(),
            attribute_data: Blob::default(),
            attribute_signatures: None,
            problems: Vec::new(),
        };
        if let Err(cut) = value.cursor().prefixed().and_then(|content| stamp.fill(content, &mut parser)) {
            parser.note(cut.offset, ProblemKind::Malformed);
        }
        stamp.problems = parser.problems;
        stamp
    }

    /// When it was made, in seconds since 1970, where it says so.
    pub fn time(&self) -> Option<u64> {
        let time = self.attributes.iter().find(|attribute| attribute.id == AttributeId::STAMP_TIME)?;
        time.value.bytes.first_chunk().map(|bytes| u64::from_le_bytes(*bytes))
    }

    fn fill(&mut self, mut content: Cursor<'_>, parser: &mut Parser) -> Result<(), Cut> {
        self.certificate = Some(parser.certificate(content.prefixed()?, 0));
        let mut schemes = content.prefixed()?;
        if self.scheme == Scheme::StampV1 {
            self.schemes.push(StampedScheme { scheme: None, signatures: signatures(schemes, parser) });
            self.schemes_are_complete = true;
            return Ok(());
        }
        while !schemes.is_empty() && !parser.is_full(self.schemes.len(), schemes.offset()) {
            let mut entry = schemes.prefixed()?;
            let scheme = Some(entry.u32()?);
            self.schemes.push(StampedScheme { scheme, signatures: signatures(entry.prefixed()?, parser) });
        }
        self.schemes_are_complete = true;
        // Stamps before attributes end here (`SourceStampVerifier.verifyV2SourceStamp`).
        if content.is_empty() {
            return Ok(());
        }
        let mut attribute_data = content.prefixed()?;
        self.attribute_data = attribute_data.to_blob();
        self.attribute_signatures = Some(signatures(content.prefixed()?, parser));
        self.attributes = parser.attributes(attribute_data.prefixed()?);
        for attribute in &self.attributes {
            if attribute.id == AttributeId::STAMP_PROOF_OF_ROTATION {
                self.lineages.push(Lineage::parse(&attribute.value, parser));
            }
        }
        Ok(())
    }
}

fn signatures(list: Cursor<'_>, parser: &mut Parser) -> StampSignatures {
    let before = parser.problems.len();
    let values = parser.algorithm_values(list, |index| ProblemKind::MalformedSignature { index });
    StampSignatures { values, problem: parser.problems.get(before).cloned() }
}
