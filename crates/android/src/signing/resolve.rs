//! Who a package's signers are, and whose certificate counts.

use beian_pki::Certificate;

use super::{ApkSignatures, Lineage, Scheme, SdkRange, Signer};

/// The signers of a package.
#[derive(Clone, Debug)]
pub struct Resolved<'a> {
    /// One for each distinct certificate that signs the package, from the highest scheme down and in each in stored order. Former
    /// certificates of a rotation are in its [`ApkSigner::lineage`]; stamps are not signers.
    pub signers: Vec<ApkSigner<'a>>,
    /// Whose certificate counts; `None` where no signer's certificate could be read.
    pub primary: Option<Primary>,
}

/// A certificate that signs the package.
#[derive(Clone, Debug)]
pub struct ApkSigner<'a> {
    /// The certificate.
    pub certificate: &'a Certificate,
    /// Where it signs, from the highest scheme down.
    pub uses: Vec<SignerUse>,
    /// The line of keys that led to it, from the highest scheme that has one.
    pub lineage: Option<&'a Lineage>,
}

/// A signer of a scheme.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SignerUse {
    /// The scheme.
    pub scheme: Scheme,
    /// Its place among the scheme's signers.
    pub signer: usize,
}

/// Whose certificate counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Primary {
    /// Its place in [`Resolved::signers`].
    pub index: usize,
    /// By which scheme's signer.
    pub by: SignerUse,
    /// Why.
    pub reason: PrimaryReason,
}

/// Why a signer is the one that counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PrimaryReason {
    /// The first signer of the highest scheme that platforms of the range use.
    HighestScheme,
    /// The first signer of the highest scheme that can be read: of a higher one, which the range uses, no certificate could be read.
    HigherUnreadable {
        /// The higher one.
        scheme: Scheme,
    },
    /// Of the signers that can be read none counts on a platform of the range: the first one of the highest scheme.
    NoneInRange,
    /// The only certificate is in a JAR signature that counts for nothing: its signature file or the manifest is missing.
    JarIncomplete,
}

impl ApkSignatures {
    /// Tells who the signers are, and whose certificate counts for platforms of this range.
    pub fn resolve(&self, range: SdkRange) -> Resolved<'_> {
        let mut uses = self.uses();
        let mut primary = self.choose(&uses, range);
        if uses.is_empty() {
            uses = self.incomplete_jar_uses();
            primary = uses.first().map(|(by, _)| (*by, PrimaryReason::JarIncomplete));
        }
        let signers = self.merge(&uses);
        let primary = primary.and_then(|(by, reason)| {
            let index = signers.iter().position(|signer| signer.uses.contains(&by))?;
            Some(Primary { index, by, reason })
        });
        Resolved { signers, primary }
    }

    /// Every signer with a certificate that could be read, from the highest scheme down.
    fn uses(&self) -> Vec<(SignerUse, &Certificate)> {
        let of_blocks = self.schemes.iter().flat_map(|block| {
            let signers = block.signers.iter().enumerate();
            signers.map(|(signer, found)| (SignerUse { scheme: block.scheme, signer }, found.certificate()))
        });
        let of_jar = self
            .v1
            .counted()
            .map(|(signer, found)| (SignerUse { scheme: Scheme::V1, signer }, found.certificate()));
        of_blocks.chain(of_jar).filter_map(readable).collect()
    }

    fn incomplete_jar_uses(&self) -> Vec<(SignerUse, &Certificate)> {
        let signers = self.v1.signers.iter().enumerate();
        let found =
            signers.map(|(signer, found)| (SignerUse { scheme: Scheme::V1, signer }, found.certificate()));
        found.filter_map(readable).collect()
    }

    fn choose(
        &self,
        uses: &[(SignerUse, &Certificate)],
        range: SdkRange,
    ) -> Option<(SignerUse, PrimaryReason)> {
        let mut unreadable = None;
        for scheme in Scheme::OF_SIGNERS.into_iter().chain([Scheme::V1]) {
            let Some(platforms) = self.platforms(scheme).and_then(|platforms| platforms.intersection(range))
            else {
                continue;
            };
            let candidates = uses.iter().filter(|(by, _)| by.scheme == scheme && self.counts(*by, platforms));
            if let Some((by, _)) = first_classical(scheme, candidates) {
                let reason = unreadable.map_or(PrimaryReason::HighestScheme, |scheme| {
                    PrimaryReason::HigherUnreadable { scheme }
                });
                return Some((*by, reason));
            }
            if self.should_count(scheme, platforms) {
                unreadable = unreadable.or(Some(scheme));
            }
        }
        let (first, _) = uses.first()?;
        let of_highest = uses.iter().filter(|(by, _)| by.scheme == first.scheme);
        let reason = unreadable
            .map_or(PrimaryReason::NoneInRange, |scheme| PrimaryReason::HigherUnreadable { scheme });
        first_classical(first.scheme, of_highest).map(|(by, _)| (*by, reason))
    }

    /// The platforms that look at a scheme in this package (`ApkSignatureVerifier.verifySignaturesInternal`,
    /// `ApkSignatureSchemeV3Verifier.verify`): each newer scheme that is there, however broken, keeps the older from being looked at on
    /// the platforms that know it. v3.1 and v3.2 do so signer by signer only, and v3 answers where they do not.
    fn platforms(&self, scheme: Scheme) -> Option<SdkRange> {
        if !self.has(scheme) {
            return None;
        }
        let newer: &[Scheme] = match scheme {
            Scheme::V1 => &[Scheme::V2, Scheme::V3],
            Scheme::V2 => &[Scheme::V3],
            _ => &[],
        };
        let max = newer
            .iter()
            .find(|newer| self.has(**newer))
            .map_or(u32::MAX, |newer| newer.min_sdk().saturating_sub(1));
        Some(SdkRange { min: scheme.min_sdk(), max })
    }

    fn counts(&self, by: SignerUse, platforms: SdkRange) -> bool {
        let signer = self.scheme(by.scheme).and_then(|block| block.signers.get(by.signer));
        signer.is_none_or(|signer| signer.platforms().intersection(platforms).is_some())
    }

    /// Whether a scheme would count, could its certificates be read: a signer is for these platforms, or not even signers can be told.
    fn should_count(&self, scheme: Scheme, platforms: SdkRange) -> bool {
        let signers: &[Signer] = self.scheme(scheme).map_or(&[], |block| &block.signers);
        signers.is_empty()
            || signers.iter().any(|signer| signer.platforms().intersection(platforms).is_some())
    }

    fn merge<'a>(&'a self, uses: &[(SignerUse, &'a Certificate)]) -> Vec<ApkSigner<'a>> {
        let mut signers: Vec<ApkSigner<'a>> = Vec::new();
        for (by, certificate) in uses {
            let block = self.scheme(by.scheme);
            let lineage = block
                .and_then(|block| block.signers.get(by.signer))
                .and_then(|signer| signer.lineage.as_ref());
            match signers.iter_mut().find(|signer| signer.certificate.digests() == certificate.digests()) {
                Some(known) => {
                    known.uses.push(*by);
                    known.lineage = known.lineage.or(lineage);
                }
                None => signers.push(ApkSigner { certificate, uses: vec![*by], lineage }),
            }
        }
        signers
    }
}

fn readable((by, certificate): (SignerUse, Option<&Certificate>)) -> Option<(SignerUse, &Certificate)> {
    certificate.filter(|certificate| certificate.structure.is_ok()).map(|certificate| (by, certificate))
}

/// The first one; in v3.2 the first that is not against quantum computers, whose key nobody else knows how to file.
fn first_classical<'u, 'a: 'u>(
    scheme: Scheme,
    mut uses: impl Iterator<Item = &'u (SignerUse, &'a Certificate)>,
) -> Option<&'u (SignerUse, &'a Certificate)> {
    let first = uses.next()?;
    let is_classical = |certificate: &Certificate| {
        !certificate.public_key.as_ref().is_ok_and(beian_pki::PublicKey::is_post_quantum)
    };
    if scheme != Scheme::V32 || is_classical(first.1) {
        return Some(first);
    }
    uses.find(|(_, certificate)| is_classical(certificate)).or(Some(first))
}

#[cfg(test)]
mod tests;
