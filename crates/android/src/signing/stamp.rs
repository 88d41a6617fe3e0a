//! Source stamps: a store's word about where a package comes from, beside the signers' (`SourceStampVerifier`).

use beian_pki::Certificate;

use super::cursor::{Cursor, Cut};
use super::signer::Parser;
use super::{AlgorithmValue, Attribute, AttributeId, Blob, Problem, ProblemKind, Scheme};

/// A stamp.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// Which of the two versions.
    pub scheme: Scheme,
    /// Whose stamp it is.
    pub certificate: Option<Certificate>,
    /// The signatures over the package's digests, scheme by scheme; of version 1 one set without a scheme.
    pub schemes: Vec<StampedScheme>,
    /// Its attributes; none in version 1.
    pub attributes: Vec<Attribute>,
    /// The attributes' list as stored, which [`Stamp::attribute_signatures`] are over.
    pub attribute_data: Blob,
    /// The signatures over the attributes.
    pub attribute_signatures: Vec<AlgorithmValue>,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
}

/// A stamp's signatures over the digests of one signature scheme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StampedScheme {
    /// The number of the scheme, as in `ApkSigningBlockUtils.VERSION_APK_SIGNATURE_SCHEME_V3`; `None` in version 1.
    pub scheme: Option<u32>,
    /// The signatures.
    pub signatures: Vec<AlgorithmValue>,
}

impl Stamp {
    /// Of the value in the signing block.
    pub(super) fn parse(scheme: Scheme, value: &Blob) -> Self {
        let mut parser = Parser { scheme, signer: None, problems: Vec::new() };
        let mut stamp = Self {
            scheme,
            certificate: None,
            schemes: Vec::new(),
            attributes: Vec::new(),
            attribute_data: Blob::default(),
            attribute_signatures: Vec::new(),
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
        let malformed = |index| ProblemKind::MalformedSignature { index };
        let mut schemes = content.prefixed()?;
        if self.scheme == Scheme::StampV1 {
            self.schemes.push(StampedScheme {
                scheme: None,
                signatures: parser.algorithm_values(schemes, malformed),
            });
            return Ok(());
        }
        while !schemes.is_empty() && !parser.is_full(self.schemes.len(), schemes.offset()) {
            let mut entry = schemes.prefixed()?;
            let scheme = Some(entry.u32()?);
            self.schemes.push(StampedScheme {
                scheme,
                signatures: parser.algorithm_values(entry.prefixed()?, malformed),
            });
        }
        // Stamps before attributes end here (`SourceStampVerifier.verifyV2SourceStamp`).
        if content.is_empty() {
            return Ok(());
        }
        let attribute_data = content.prefixed()?;
        self.attribute_data = attribute_data.to_blob();
        let mut list = attribute_data;
        self.attributes = parser.attributes(list.prefixed()?);
        self.attribute_signatures = parser.algorithm_values(content.prefixed()?, malformed);
        Ok(())
    }
}
