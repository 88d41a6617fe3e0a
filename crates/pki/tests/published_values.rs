//! The test certificates of the filing's notes against the values that a reader of its own computed and that openssl and keytool confirm.
//! They stand outside the repository; where they are not, the test says so.

use beian_pki::digest::hex;
use beian_pki::{Certificate, Key};
use beian_testkit::corpus::shared;

/// The values of one certificate by name: the file is flat JSON without escapes, one value a line.
fn values(json: &str, certificate: &str) -> Vec<(String, String)> {
    let start = json.find(&format!("\"{certificate}\": {{")).expect("a certificate of the file");
    let object =
        json[start..].split_once('{').and_then(|(_, rest)| rest.split_once('}')).expect("an object").0;
    let lines = object.lines().filter_map(|line| line.trim().trim_end_matches(',').split_once(": "));
    lines.map(|(key, value)| (key.trim_matches('"').to_owned(), value.trim_matches('"').to_owned())).collect()
}

/// The value that the crate gives for a key of the file; `None` of the shapes that printers make.
fn ours(certificate: &Certificate, key: &str) -> Option<String> {
    let public = certificate.public_key.as_ref().expect("a public key");
    let digests = certificate.digests();
    let numbers = public.key.as_ref().expect("a sound key");
    Some(match (key, numbers) {
        ("md5", _) => hex(&digests.md5),
        ("sha1", _) => hex(&digests.sha1),
        ("sha256", _) => hex(&digests.sha256),
        ("bits", _) => public.bits()?.to_string(),
        ("exponent", Key::Rsa(key)) => key.exponent.decimal()?,
        ("modulus_hex", Key::Rsa(key)) => key.modulus.hex().to_uppercase(),
        ("modulus_dec", Key::Rsa(key)) => key.modulus.decimal()?,
        ("pkcs1_hex", Key::Rsa(key)) => hex(&key.pkcs1),
        ("point_hex", Key::Ec(key)) => hex(&key.point),
        ("y_dec", Key::Dsa(key)) => key.y.decimal()?,
        ("y_hex", Key::Dsa(key)) => key.y.hex().to_uppercase(),
        ("spki_hex", _) => hex(public.spki()),
        ("spki_base64", _) => public.spki_pem().lines().filter(|line| !line.starts_with('-')).collect(),
        _ => return None,
    })
}

#[test]
fn every_value_of_every_certificate_is_the_published_one() {
    let Some(folder) = shared("keys") else { return };
    let json = std::fs::read_to_string(folder.join("values.json")).expect("values.json");
    let mut compared = 0;
    for name in ["rsa2048", "rsa4096", "p256", "p384", "dsa2048"] {
        let certificate =
            Certificate::new(std::fs::read(folder.join(format!("{name}.der"))).expect("a certificate"));
        assert_eq!(certificate.problems(), Vec::<&beian_pki::Error>::new());
        for (key, expected) in values(&json, name) {
            if let Some(ours) = ours(&certificate, &key) {
                assert_eq!(ours, expected, "{name} {key}");
                compared += 1;
            }
        }
    }
    assert_eq!(compared, 10 * 2 + 7 * 2 + 7, "values of the file that have a shape here");
}
