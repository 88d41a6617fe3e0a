//! Apple's provisioning profiles: CMS messages with their content inside, against what an own check and openssl said of them.
//!
//! They stand outside the repository; where they are not, the test says so.

use beian_pki::cms::{SignedData, SignerRefusal};
use beian_testkit::corpus::{corpus, table};

/// The verdict on every signer, by the key of the certificate that it names.
fn verify(message: &SignedData) -> Vec<Result<(), SignerRefusal>> {
    let content = message.content.as_deref().expect("content within");
    let signers = message.signers.iter().enumerate().map(|(index, signer)| {
        let signer = signer.as_ref().expect("a signer");
        let certificate = message.signer_certificate(index).expect("the certificate that is named");
        signer.verify(certificate.public_key.as_ref().expect("a key"), content, Some(&message.content_type))
    });
    signers.collect()
}

/// Whether each certificate of the message that names another one of it was signed by that one's key.
fn is_chain(message: &SignedData) -> bool {
    message.certificates.iter().all(|certificate| {
        let mut issuers =
            message.certificates.iter().filter(|issuer| issuer.may_have_issued(certificate)).peekable();
        issuers.peek().is_none()
            || issuers.any(|issuer| certificate.verify(issuer.public_key.as_ref().expect("a key")).is_ok())
    })
}

#[test]
fn profiles_are_signed_as_openssl_says() {
    let Some(corpus) = corpus() else { return };
    let (mut holding, mut refused) = (0, 0);
    for row in table(&corpus.join("EXPECTED-provision.tsv")) {
        let file = row["file"].as_str();
        if row["container"] != "CMS" {
            continue;
        }
        let bytes = std::fs::read(corpus.join(file)).expect("a file of the corpus");
        let message = SignedData::parse(&bytes).expect("a message");
        let verdicts = verify(&message);
        if row["cms_ok"] == "yes" {
            assert_eq!(verdicts, [Ok(())], "{file}");
            holding += 1;
        } else {
            assert_eq!(verdicts, [Err(SignerRefusal::MessageDigest)], "{file}");
            refused += 1;
        }
        assert!(is_chain(&message), "{file}");
    }
    assert_eq!((holding, refused), (15, 1));
}
