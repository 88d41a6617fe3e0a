//! Proofs of rotation: the line of keys that led to a signer's (`V3SigningCertificateLineage`).

use beian_pki::Certificate;

use super::cursor::{Cursor, Cut};
use super::signer::Parser;
use super::{Blob, ProblemKind, SignatureAlgorithm};

/// A line of keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lineage {
    /// The version of its form; `None` where there is not even that.
    pub version: Option<u32>,
    /// The keys from the oldest to the newest, which should be the signer's own. None of a version that is not known.
    pub levels: Vec<LineageLevel>,
    /// Whether all levels could be read.
    pub is_complete: bool,
}

/// One key of the line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineageLevel {
    /// Its certificate.
    pub certificate: Certificate,
    /// What the key may still do once it has been replaced.
    pub capabilities: Capabilities,
    /// The algorithm by which the key before it signed [`LineageLevel::signed_data`]; 0 in the first level.
    pub parent_algorithm: SignatureAlgorithm,
    /// The algorithm by which it signs the next level; 0 in the last.
    pub algorithm: SignatureAlgorithm,
    /// What the key before it signed: certificate and [`LineageLevel::parent_algorithm`].
    pub signed_data: Blob,
    /// That signature; empty in the first level.
    pub signature: Blob,
}

/// What a former key may still do, as flags (`SigningCertificateLineage.PAST_CERT_INSTALLED_DATA` and its like).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Capabilities(pub u32);

impl Capabilities {
    const NAMES: [(u32, &'static str); 5] =
        [(1, "installed-data"), (2, "shared-uid"), (4, "permission"), (8, "rollback"), (16, "auth")];

    /// The names that `apksigner` gives the known flags that are set.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        Self::NAMES.into_iter().filter(move |(flag, _)| self.0 & flag != 0).map(|(_, name)| name)
    }

    /// The flags that have no name here.
    pub fn unknown(self) -> u32 {
        self.0 & !0x1f
    }
}

impl Lineage {
    /// The only version that is known (`V3SigningCertificateLineage.CURRENT_VERSION`).
    pub const VERSION: u32 = 1;

    /// Of an attribute's value, also of one that breaks off.
    pub(super) fn parse(value: &Blob, parser: &mut Parser) -> Self {
        let mut content = value.cursor();
        let version = content.u32().ok();
        let mut lineage =
            Self { version, levels: Vec::new(), is_complete: version == Some(Lineage::VERSION) };
        if !lineage.is_complete {
            parser.note(value.offset, ProblemKind::MalformedLineage { level: 0 });
            return lineage;
        }
        while !content.is_empty() {
            if parser.is_full(lineage.levels.len(), content.offset()) {
                lineage.is_complete = false;
                break;
            }
            match content.prefixed().and_then(|node| level(node, lineage.levels.len(), parser)) {
                Ok(level) => lineage.levels.push(level),
                Err(cut) => {
                    parser.note(cut.offset, ProblemKind::MalformedLineage { level: lineage.levels.len() });
                    lineage.is_complete = false;
                    break;
                }
            }
        }
        lineage
    }
}

fn level(mut node: Cursor<'_>, index: usize, parser: &mut Parser) -> Result<LineageLevel, Cut> {
    let signed = node.prefixed()?;
    let mut content = signed;
    let certificate = parser.certificate(content.prefixed()?, index);
    Ok(LineageLevel {
        certificate,
        parent_algorithm: SignatureAlgorithm(content.u32()?),
        signed_data: signed.to_blob(),
        capabilities: Capabilities(node.u32()?),
        algorithm: SignatureAlgorithm(node.u32()?),
        signature: node.prefixed()?.to_blob(),
    })
}
