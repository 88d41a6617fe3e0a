//! Certificates and keys as the report has them, and reports of bare certificate files.

use beian_model::{
    Certificate, CertificateClass, Decimal, Digest, Finding, FindingId, Hex, KeyAlgorithm, Phrase,
    PrimaryReason, PublicKey, Schemes, Signer, SignerRole, Signing, Timestamp, Word,
};
use beian_pki::key::Key;
use beian_pki::{CertificateFile, Field, LeafReason};

use crate::findings::Findings;
use crate::reason;

/// A certificate as the report has it. What of it could not be read is null, and a finding.
pub(crate) fn certificate(found: &beian_pki::Certificate, findings: &mut Findings) -> Certificate {
    let digests = found.digests();
    let mut fields = Fields { sha256: beian_pki::digest::hex(&digests.sha256), findings };
    Certificate {
        md5: Digest(digests.md5),
        sha1: Digest(digests.sha1),
        sha256: Digest(digests.sha256),
        subject: fields.read(&found.subject, Phrase::ValueSubject),
        issuer: fields.read(&found.issuer, Phrase::ValueIssuer),
        serial: fields.with(&found.serial, Phrase::ValueSerial, |_| found.serial_hex()),
        not_before: fields.read(&found.not_before, Phrase::ValueValidity).map(Timestamp),
        not_after: fields.read(&found.not_after, Phrase::ValueValidity).map(Timestamp),
        signature_algorithm: fields.with(
            &found.signature_algorithm,
            Phrase::ValueSignatureAlgorithm,
            |named| Some(named.signature_name()),
        ),
        class: class(found),
        pem: found.pem(),
    }
}

/// The key of a certificate; none, with a finding, where it could not be read.
pub(crate) fn public_key(found: &beian_pki::Certificate, findings: &mut Findings) -> Option<PublicKey> {
    let sha256 = beian_pki::digest::hex(&found.digests().sha256);
    let mut fields = Fields { sha256, findings };
    fields.with(&found.public_key, Phrase::ValuePublicKey, |key| Some(key.clone())).map(|key| {
        fields.with(&key.key, Phrase::ValuePublicKey, |_| Some(()));
        shapes(&key)
    })
}

/// A certificate's fields, each with a finding where it could not be read.
struct Fields<'a> {
    sha256: String,
    findings: &'a mut Findings,
}

impl Fields<'_> {
    fn read<T: std::fmt::Display>(&mut self, field: &Field<T>, name: Phrase) -> Option<String> {
        self.with(field, name, |value| Some(value.to_string()))
    }

    fn with<T, U>(
        &mut self,
        field: &Field<T>,
        name: Phrase,
        value: impl FnOnce(&T) -> Option<U>,
    ) -> Option<U> {
        match field {
            Ok(read) => value(read),
            Err(error) => {
                let holes = [
                    ("field", name.into()),
                    ("sha256", Word::from(self.sha256.as_str())),
                    ("reason", reason::certificate(error).into()),
                ];
                self.findings.push_once(Finding::new(FindingId::CertificateField, &holes));
                None
            }
        }
    }
}

fn class(found: &beian_pki::Certificate) -> CertificateClass {
    match beian_pki::CertificateClass::of(found) {
        beian_pki::CertificateClass::Release => CertificateClass::Release,
        beian_pki::CertificateClass::Debug => CertificateClass::Debug,
        beian_pki::CertificateClass::TestKey(_) => CertificateClass::TestKey,
        _ => CertificateClass::Unknown,
    }
}

/// What the class of the certificate on the form says of the package.
pub(crate) fn class_findings(found: &beian_pki::Certificate, findings: &mut Findings) {
    let subject = found.subject.as_ref().map_or_else(|_| "?".to_owned(), ToString::to_string);
    match beian_pki::CertificateClass::of(found) {
        beian_pki::CertificateClass::Debug => {
            findings.push(Finding::new(FindingId::SigningDebug, &[("subject", subject.into())]));
        }
        beian_pki::CertificateClass::TestKey(published) => {
            findings.push(Finding::new(FindingId::SigningTestKey, &[("name", published.name.into())]));
        }
        _ => {}
    }
}

fn shapes(found: &beian_pki::PublicKey) -> PublicKey {
    let key = found.key.as_ref().ok();
    let rsa = key.and_then(|key| if let Key::Rsa(rsa) = key { Some(rsa) } else { None });
    let ec = key.and_then(|key| if let Key::Ec(ec) = key { Some(ec) } else { None });
    let dsa = key.and_then(|key| if let Key::Dsa(dsa) = key { Some(dsa) } else { None });
    PublicKey {
        algorithm: algorithm(found),
        curve: ec.map(|ec| ec.curve.to_string()),
        bits: found.bits().and_then(|bits| u32::try_from(bits).ok()),
        modulus_hex: rsa.map(|rsa| Hex(rsa.modulus.bytes().to_vec())),
        modulus_decimal: rsa.and_then(|rsa| rsa.modulus.decimal()).map(Decimal),
        exponent: rsa.and_then(|rsa| rsa.exponent.decimal()).map(Decimal),
        y_decimal: dsa.and_then(|dsa| dsa.y.decimal()).map(Decimal),
        point_hex: ec.map(|ec| Hex(ec.point.clone())),
        pkcs1_hex: rsa.map(|rsa| Hex(rsa.pkcs1.clone())),
        spki_hex: Some(Hex(found.spki().to_vec())),
        spki_pem: Some(found.spki_pem()),
    }
}

fn algorithm(found: &beian_pki::PublicKey) -> KeyAlgorithm {
    match &found.key {
        Ok(Key::Rsa(_)) => KeyAlgorithm::Rsa,
        Ok(Key::Ec(_)) => KeyAlgorithm::Ec,
        Ok(Key::Dsa(_)) => KeyAlgorithm::Dsa,
        _ => KeyAlgorithm::Other(found.algorithm.algorithm.to_string()),
    }
}

/// What a bare certificate file fills in: its leaf's key and fingerprints.
pub(crate) fn file_signing(file: &CertificateFile, findings: &mut Findings) -> Signing {
    let leaf = file.leaf();
    leaf_finding(file, findings);
    class_findings(leaf, findings);
    let signer = Signer {
        schemes: Vec::new(),
        role: SignerRole::Signer,
        certificate: certificate(leaf, findings),
        public_key: public_key(leaf, findings),
        lineage: Vec::new(),
    };
    Signing {
        verified: None,
        schemes: Schemes::default(),
        primary: Some(0),
        primary_reason: Some(reason::primary(PrimaryReason::BareCertificate)),
        signers: vec![signer],
        problems: Vec::new(),
        ios: None,
    }
}

fn leaf_finding(file: &CertificateFile, findings: &mut Findings) {
    let id = match file.leaf_reason() {
        LeafReason::Only => return,
        LeafReason::IssuedNone => FindingId::CertificateChain,
        _ => FindingId::CertificateUnclear,
    };
    let subject = file.leaf().subject.as_ref().map_or_else(|_| "?".to_owned(), ToString::to_string);
    let holes = [("count", file.certificates().len().to_string().into()), ("subject", subject.into())];
    findings.push(Finding::new(id, &holes));
}
