//! Keys whose private half is published: anybody can sign with them.
//!
//! The digests are over the certificates' DER. Those of Android's are computed from `target/product/security/*.x509.pem` of
//! `platform/build` (main of March 2025; `verity` from before its removal), beside which the private keys stand.

use crate::digest::Digests;

/// A published key's certificate.
#[derive(Debug, PartialEq, Eq)]
pub struct PublishedKey {
    /// What it is called.
    pub name: &'static str,
    /// Where it is published, or who says that it is.
    pub source: &'static str,
    digest: Known,
}

/// The digest that the source gives.
#[derive(Debug, PartialEq, Eq)]
enum Known {
    Sha256(&'static str),
    Sha1(&'static str),
}

impl PublishedKey {
    /// The published key that these digests belong to.
    pub fn of(digests: &Digests) -> Option<&'static Self> {
        let sha256 = crate::digest::hex(&digests.sha256);
        let sha1 = crate::digest::hex(&digests.sha1);
        PUBLISHED.iter().find(|key| match key.digest {
            Known::Sha256(known) => known == sha256,
            Known::Sha1(known) => known == sha1,
        })
    }
}

const AOSP: &str = "platform/build, target/product/security";

const fn aosp(name: &'static str, sha256: &'static str) -> PublishedKey {
    PublishedKey { name, source: AOSP, digest: Known::Sha256(sha256) }
}

/// All that are known.
static PUBLISHED: &[PublishedKey] = &[
    aosp("AOSP testkey", "a40da80a59d170caa950cf15c18c454d47a39b26989d8b640ecd745ba71bf5dc"),
    aosp("AOSP platform", "c8a2e9bccf597c2fb6dc66bee293fc13f2fc47ec77bc6b2b0d52c11f51192ab8"),
    aosp("AOSP shared", "28bbfe4a7b97e74681dc55c2fbb6ccb8d6c74963733f6af6ae74d8c3a6e879fd"),
    aosp("AOSP media", "465983f7791f2abeb43ea2cbdc7f21a8260b72bc08a55c839fc1a43bc741a81e"),
    aosp("AOSP networkstack", "e1dbadce60dc080d15b58a014b0dcf9400e24de23fa00b287a5a982bfebda2ee"),
    aosp("AOSP bluetooth", "a6ccc500ff0e7421200eb66a7fe174ef1b00e52ca91727070cbedf061ff76c35"),
    aosp("AOSP sdk_sandbox", "abf21f9e2af1d881cc673fddcefa6ed9c269a437bd64b279cf45844cfd589126"),
    aosp("AOSP nfc", "fae9122a8721d6e2a196d2224dffcf773c9127e2bb956cbddb40b009192ffdfd"),
    aosp("AOSP cts_uicc_2021", "ce7b2b47ae2b7552c8f92cc29124279883041fb623a5f194a82c9bf15d492aa0"),
    aosp("AOSP verity", "8ad127abae8285b582ea36745f220ab8fe397ffb3b068df19ca22d122c7b3b86"),
    // CN=Tester, OU=Test, O=Test, L=HD, ST=BJ, C=CN; MD5 f9f6c81fdbab50147d6f2c4fcee60aa5. A developer calls it DCloud's shared one.
    PublishedKey {
        name: "CN=Tester, O=Test, L=HD, ST=BJ",
        source: "developers' notes",
        digest: Known::Sha1("bbace22f973b1802e7d669a37a28efd23fa368e7"),
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_of_their_kind_s_length_and_distinct() {
        let texts: Vec<_> = PUBLISHED
            .iter()
            .map(|key| match key.digest {
                Known::Sha256(text) => (text, 64),
                Known::Sha1(text) => (text, 40),
            })
            .collect();
        assert!(texts.iter().all(|(text, length)| text.len() == *length
            && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))));
        let distinct: std::collections::BTreeSet<_> = texts.iter().collect();
        assert_eq!(distinct.len(), PUBLISHED.len());
    }

    #[test]
    fn a_key_is_found_by_the_digest_that_its_source_gives() {
        let mut digests = Digests::of(b"");
        assert_eq!(PublishedKey::of(&digests), None);
        digests.sha1 = data_encoding::HEXLOWER
            .decode(b"bbace22f973b1802e7d669a37a28efd23fa368e7")
            .unwrap()
            .try_into()
            .unwrap();
        assert_eq!(PublishedKey::of(&digests).map(|key| key.name), Some("CN=Tester, O=Test, L=HD, ST=BJ"));
        digests.sha256 =
            data_encoding::HEXLOWER.decode(PUBLISHED[0].sha256_text()).unwrap().try_into().unwrap();
        assert_eq!(PublishedKey::of(&digests).map(|key| key.name), Some("AOSP testkey"));
    }

    impl PublishedKey {
        fn sha256_text(&self) -> &'static [u8] {
            match self.digest {
                Known::Sha256(text) => text.as_bytes(),
                Known::Sha1(_) => b"",
            }
        }
    }
}
