//! What signs packages: a certificate, a CMS message, a key, a file that holds certificates in any form.

#![no_main]

use beian_pki::cms::SignedData;
use beian_pki::published::PublishedKey;
use beian_pki::{Certificate, CertificateClass, CertificateFile, Error, Key, Number, PublicKey, pem};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    certificate(&Certificate::new(data));
    match SignedData::parse(data) {
        Ok(message) => signed_data(&message),
        Err(error) => one_line(&error),
    }
    match PublicKey::parse(data) {
        Ok(key) => public_key(&key),
        Err(error) => one_line(&error),
    }
    match CertificateFile::parse(data) {
        Ok(file) => {
            assert_eq!(&file.certificates()[file.leaf_index()], file.leaf());
            let _ = file.leaf_reason();
            file.certificates().iter().for_each(certificate);
            file.problems.iter().for_each(one_line);
        }
        Err(error) => one_line(&error),
    }
});

fn signed_data(message: &SignedData) {
    message.certificates.iter().for_each(certificate);
    message.problems.iter().for_each(one_line);
    for (index, signer) in message.signers.iter().enumerate() {
        let named = message.signer_certificate(index);
        match signer {
            Ok(signer) => {
                assert!(named.is_none_or(|found| signer.identifier.names(found)));
                let _ = (signer.signature_algorithm.signature_name(), signer.digest_algorithm.digest_name());
                let content = message.content.as_deref().unwrap_or_default();
                if let Some(Ok(key)) = named.map(|certificate| &certificate.public_key) {
                    let _ = signer.verify(key, content, Some(&message.content_type));
                }
            }
            Err(error) => {
                one_line(error);
                assert!(named.is_none(), "a signer that cannot be read names nobody");
            }
        }
    }
}

fn certificate(certificate: &Certificate) {
    certificate.problems().into_iter().for_each(one_line);
    let _ = (certificate.serial_hex(), certificate.is_self_issued(), certificate.subject_key_identifier());
    let _ = (CertificateClass::of(certificate), PublishedKey::of(certificate.digests()));
    for name in [&certificate.subject, &certificate.issuer].into_iter().flatten() {
        assert!(name.matches(name), "a name is itself: {name}");
        let _ = (name.to_string(), name.common_names().count());
    }
    for time in [&certificate.not_before, &certificate.not_after].into_iter().flatten() {
        let _ = (time.to_string(), time.unix());
    }
    for extension in certificate.extensions.iter().flatten() {
        let _ = (extension.kind.arcs(), extension.key_usage());
    }
    let blocks: Vec<_> = pem::blocks(certificate.pem().as_bytes()).map(|block| block.bytes).collect();
    assert_eq!(blocks, [Ok(certificate.raw().to_vec())], "PEM gives back what was put in");
    if let Ok(key) = &certificate.public_key {
        public_key(key);
        let _ = certificate.verify(key);
    }
}

fn public_key(key: &PublicKey) {
    let _ = (key.bits(), key.is_post_quantum(), key.spki_pem(), key.algorithm.signature_name());
    assert_eq!(PublicKey::parse(key.spki()).as_ref().map(PublicKey::spki), Ok(key.spki()));
    match &key.key {
        Ok(Key::Rsa(rsa)) => [&rsa.modulus, &rsa.exponent].into_iter().for_each(number),
        Ok(Key::Dsa(dsa)) => number(&dsa.y),
        Ok(_) => {}
        Err(error) => one_line(error),
    }
}

fn number(number: &Number) {
    assert_eq!(number.hex().len() % 2, 0);
    if let (Some(small), Some(decimal)) = (number.to_u64(), number.decimal()) {
        assert_eq!(small.to_string(), decimal);
    }
}

fn one_line(error: &Error) {
    assert!(!error.to_string().contains('\n'), "an error is one line: {error}");
}
