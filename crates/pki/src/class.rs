//! What kind of certificate an Android package is signed with.

use crate::Certificate;
use crate::published::PublishedKey;

/// What a certificate is for, as far as it shows. Apple's certificates are told apart by their extensions, elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CertificateClass {
    /// Nothing speaks against it: somebody's own.
    Release,
    /// A debug keystore's: its subject's common name is `Android Debug`, as the SDK's tools and the templates of frameworks make it.
    Debug,
    /// Of a key whose private half is published.
    TestKey(&'static PublishedKey),
    /// Its subject could not be read, and it is none of the published ones.
    Unknown,
}

/// What the SDK's tools name the subject of the keystore that they make (`CN=Android Debug,O=Android,C=US`, `KeystoreHelper` of the build
/// tools); React Native's and Expo's templates add `OU`, `L` and `ST`, so that the common name alone decides.
const DEBUG_COMMON_NAME: &str = "Android Debug";

impl CertificateClass {
    /// Of a certificate.
    pub fn of(certificate: &Certificate) -> Self {
        if let Some(published) = PublishedKey::of(certificate.digests()) {
            return Self::TestKey(published);
        }
        match &certificate.subject {
            Err(_) => Self::Unknown,
            Ok(subject)
                if subject.common_names().any(|name| name.trim().eq_ignore_ascii_case(DEBUG_COMMON_NAME)) =>
            {
                Self::Debug
            }
            Ok(_) => Self::Release,
        }
    }
}

#[cfg(test)]
mod tests {
    use beian_testkit::cert::CertificateBuilder;

    use super::*;

    fn class(builder: &CertificateBuilder) -> CertificateClass {
        CertificateClass::of(&Certificate::new(builder.build_der()))
    }

    #[test]
    fn the_common_name_alone_makes_a_debug_certificate() {
        let android = CertificateBuilder::new("Android Debug")
            .attribute("2.5.4.10", "Android")
            .attribute("2.5.4.6", "US");
        assert_eq!(class(&android), CertificateClass::Debug);
        assert_eq!(class(&CertificateBuilder::new("android debug ")), CertificateClass::Debug);
        assert_eq!(class(&CertificateBuilder::new("Android Debugger Ltd")), CertificateClass::Release);
        assert_eq!(
            class(&CertificateBuilder::new("Shop").attribute("2.5.4.11", "Android Debug")),
            CertificateClass::Release
        );
    }

    #[test]
    fn what_has_no_readable_subject_is_unknown() {
        assert_eq!(
            CertificateClass::of(&Certificate::new(b"no certificate".to_vec())),
            CertificateClass::Unknown
        );
    }
}
