//! Proofs of rotation, link by link (`V3SigningCertificateLineage.readSigningCertificateLineage`), and several of them as one line
//! (`SigningCertificateLineage.mergeLineageWith`).

use beian_pki::{Certificate, Refusal};

use crate::signing::{Lineage, LineageLevel, MAX_ELEMENTS, Scheme};
use crate::verify::algorithm::devices_know;

/// Why a proof of rotation is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// It cannot be read, or names an algorithm that is not known, at this level.
    Malformed(usize),
    /// The signature, the algorithm or the certificate at this level is not what it should be.
    DidNotVerify(usize),
    /// It is of another form, or does not end with the signer's certificate.
    OfAnother,
    /// A signature at this level could not be checked.
    Unsupported(usize, &'static str),
}

/// Checks each key's signature over the next, and that the last one is the signer's. What could not be checked is told only where nothing
/// else is wrong.
pub(super) fn check(lineage: &Lineage, signer: &Certificate, scheme: Scheme) -> Result<(), Fault> {
    let mut unsupported = Ok(());
    let mut parent: Option<&LineageLevel> = None;
    for (index, level) in lineage.levels.iter().enumerate() {
        match parent.map_or(Ok(()), |parent| link(parent, level, index, scheme)) {
            Err(open @ Fault::Unsupported(..)) => unsupported = Err(open),
            checked => checked?,
        }
        let before = lineage.levels.get(..index).unwrap_or_default();
        if malformed(&level.certificate).is_some() || position(before, &level.certificate).is_some() {
            return Err(Fault::DidNotVerify(index));
        }
        parent = Some(level);
    }
    let count = lineage.levels.len();
    if count >= MAX_ELEMENTS && !lineage.is_complete {
        return Err(Fault::Unsupported(count, "too many keys"));
    }
    // A version that is not known has no levels.
    if !lineage.is_complete
        && (count > 0 || lineage.version.is_none_or(|version| version == Lineage::VERSION))
    {
        return Err(Fault::Malformed(count));
    }
    // The first place of the certificate has to be the last of the line (`getSubLineage`).
    if position(&lineage.levels, signer).and_then(|index| index.checked_add(1)) != Some(count) {
        return Err(Fault::OfAnother);
    }
    unsupported
}

/// Whether `parent` signed `level` by the algorithm that both of them name.
fn link(parent: &LineageLevel, level: &LineageLevel, index: usize, scheme: Scheme) -> Result<(), Fault> {
    let algorithm = parent.algorithm;
    let Some(signature) = algorithm.signature_scheme().filter(|_| algorithm.is_known_to(scheme)) else {
        return Err(Fault::Malformed(index));
    };
    let Ok(key) = &parent.certificate.public_key else { return Err(Fault::DidNotVerify(index)) };
    let verified = if algorithm.takes(key) {
        devices_know(key)
            .and_then(|()| key.verify(signature, &level.signed_data.bytes, &level.signature.bytes))
    } else {
        Err(Refusal::Key("of another kind"))
    };
    match verified {
        _ if level.parent_algorithm != algorithm => Err(Fault::DidNotVerify(index)),
        Ok(()) => Ok(()),
        Err(Refusal::Unsupported(reason)) => Err(Fault::Unsupported(index, reason)),
        Err(_) => Err(Fault::DidNotVerify(index)),
    }
}

/// Several lines as one, if each continues or begins another (`SigningCertificateLineage.consolidateLineages`). Empty of none.
pub(super) fn merge<'a>(
    lines: impl IntoIterator<Item = &'a [LineageLevel]>,
) -> Option<Vec<&'a LineageLevel>> {
    let mut lines = lines.into_iter().map(|line| line.iter().collect::<Vec<_>>());
    let Some(first) = lines.next() else { return Some(Vec::new()) };
    lines.try_fold(first, |merged, line| merge_two(&merged, &line))
}

fn merge_two<'a>(this: &[&'a LineageLevel], other: &[&'a LineageLevel]) -> Option<Vec<&'a LineageLevel>> {
    let is = |level: &&LineageLevel, wanted: &&LineageLevel| same(&level.certificate, &wanted.certificate);
    let oldest = this.first()?;
    let (ancestor, descendant) =
        if other.iter().any(|level| is(level, oldest)) { (other, this) } else { (this, other) };
    let root = descendant.first()?;
    let start = ancestor.iter().position(|level| is(level, root))?;
    let (before, common) = ancestor.split_at_checked(start)?;
    if common.iter().zip(descendant).any(|(one, two)| !is(one, two)) {
        return None;
    }
    let rest = if common.len() > descendant.len() { common } else { descendant };
    Some(before.iter().chain(rest).copied().collect())
}

fn position(levels: &[LineageLevel], certificate: &Certificate) -> Option<usize> {
    levels.iter().position(|level| same(&level.certificate, certificate))
}

/// Why certificate factories refuse a certificate (`X509CertificateUtils.generateCertificate`): they read every field. A key whose numbers
/// cannot be read is none that signs, and is told by who needs it. The JDK's factory, not the platform's, also refuses a certificate that
/// names two different algorithms for its signature.
pub(super) fn malformed(certificate: &Certificate) -> Option<&beian_pki::Error> {
    let of_key = certificate.public_key.as_ref().ok().and_then(|key| key.key.as_ref().err());
    certificate.problems().into_iter().find(|problem| Some(*problem) != of_key)
}

/// As stored, byte by byte (`GuaranteedEncodedFormX509Certificate`).
pub(super) fn same(one: &Certificate, other: &Certificate) -> bool {
    one.raw() == other.raw()
}

#[cfg(test)]
mod tests;
