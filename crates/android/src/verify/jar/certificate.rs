//! Certificates of blocks: which can be read, which may sign, which issued which.

use beian_pki::algorithm::AlgorithmIdentifier;
use beian_pki::ber::{Reader, Tag};
use beian_pki::certificate::Extension;
use beian_pki::{Certificate, Error, Reading};

use super::issue::VerifyFault;

/// 2.5.29.15, `id-ce-keyUsage`.
const KEY_USAGE: &[u8] = &[0x55, 0x1d, 0x0f];

/// Extensions that may be critical: those that apksig's provider knows and that BoringSSL has known, of which Conscrypt asks
/// (`X509_supported_extension` in `v3_purp.c`; the newest have given up the last two). By RFC 5280, 4.2.1.
const KNOWN_EXTENSIONS: &[&[u8]] = &[
    KEY_USAGE,
    // Subject alternative name, basic constraints, name constraints, certificate policies, policy mappings, policy constraints,
    // extended key usage, inhibit any policy.
    &[0x55, 0x1d, 0x11],
    &[0x55, 0x1d, 0x13],
    &[0x55, 0x1d, 0x1e],
    &[0x55, 0x1d, 0x20],
    &[0x55, 0x1d, 0x21],
    &[0x55, 0x1d, 0x24],
    &[0x55, 0x1d, 0x25],
    &[0x55, 0x1d, 0x36],
    // CRL distribution points, and Netscape's certificate type.
    &[0x55, 0x1d, 0x1f],
    &[0x60, 0x86, 0x48, 0x01, 0x86, 0xf8, 0x42, 0x01, 0x01],
];

/// Why a certificate factory would not take it. A key that cannot be used is no reason: that shows when it is used.
pub(super) fn unreadable(certificate: &Certificate) -> Option<Error> {
    let key = certificate.public_key.as_ref().ok().and_then(|key| key.key.as_ref().err());
    let problem = certificate.problems().into_iter().find(|error| Some(*error) != key);
    problem.cloned().or_else(|| check_frame(certificate).err())
}

/// What is signed names the algorithm too, and the same one: so `X509CertImpl`, by which apksig reads on a computer (Conscrypt does not
/// compare the two).
fn check_frame(certificate: &Certificate) -> Result<(), Error> {
    const READING: Reading = Reading::AlgorithmIdentifier;
    let (Ok(tbs), Ok(outer)) = (&certificate.tbs, &certificate.signature_algorithm) else { return Ok(()) };
    let mut parts = Reader::new(tbs).element(Reading::TbsCertificate)?.children(Reading::TbsCertificate)?;
    parts.optional(Tag::context(0), Reading::Version)?;
    parts.element(Reading::SerialNumber)?;
    let stored = parts.element(READING)?;
    let inner = AlgorithmIdentifier::from_element(&stored)?;
    if (&inner.algorithm, parameters(&inner)) != (&outer.algorithm, parameters(outer)) {
        return Err(stored.invalid("the algorithm that is named outside", READING));
    }
    parts.element(Reading::Issuer)?;
    parts.expect(Tag::SEQUENCE, "SEQUENCE", Reading::Validity).map(|_| ())
}

/// NULL is as good as nothing.
fn parameters(algorithm: &AlgorithmIdentifier) -> Option<&[u8]> {
    algorithm.parameters.as_deref().filter(|stored| *stored != [5, 0])
}

/// Whether it may sign (`V1SchemeVerifier.Signer.verifySignerInfoAgainstSigFile`).
pub(super) fn check(certificate: &Certificate) -> Result<(), VerifyFault> {
    let extensions: &[Extension] = certificate.extensions.as_deref().unwrap_or_default();
    let unknown = extensions.iter().find(|extension| {
        extension.is_critical && !KNOWN_EXTENSIONS.iter().any(|known| extension.kind.is(known))
    });
    if let Some(extension) = unknown {
        return Err(VerifyFault::CriticalExtension(extension.kind.clone()));
    }
    let usage =
        extensions.iter().find(|extension| extension.kind.is(KEY_USAGE)).and_then(Extension::key_usage);
    match usage {
        Some(usage) if !usage.digital_signature && !usage.non_repudiation => Err(VerifyFault::KeyUsage),
        _ => Ok(()),
    }
}

/// The places of a certificate and of those above it, as far as issuers are found by name; each is taken once
/// (`V1SchemeVerifier.Signer.getCertificateChain`). No signature is looked at.
pub(super) fn chain(certificates: &[Certificate], leaf: usize) -> Vec<usize> {
    let mut chain = vec![leaf];
    let Some(mut top) = certificates.get(leaf) else { return chain };
    while !top.is_self_issued() {
        let mut others = certificates.iter().enumerate().filter(|(place, _)| !chain.contains(place));
        let Some((place, issuer)) = others.find(|(_, other)| other.may_have_issued(top)) else { break };
        chain.push(place);
        top = issuer;
    }
    chain
}
