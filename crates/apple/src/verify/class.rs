//! Whose certificate signed: Apple's certificate extensions, and the chain behind it within the message.

use std::collections::BTreeSet;

use beian_pki::Certificate;

use crate::profile::ProfileKind;

/// Apple's certificate extensions of leaves begin so: 1.2.840.113635.100.6.1.
const LEAF: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x63, 0x64, 0x06, 0x01];
/// 2.5.4.11, `id-at-organizationalUnitName` (RFC 5280, appendix A.1): the team, in developers' certificates.
const ORGANIZATIONAL_UNIT: &[u8] = &[0x55, 0x04, 0x0b];
/// How long a chain may be. Apple's have three certificates (`OSX/sec/Security/SecPolicy.c`).
const MAX_CHAIN: usize = 8;
/// How many signatures of certificates are verified for one message.
const MAX_VERIFIED: usize = 64;

/// Apple's roots, by the SHA-256 of their certificates (Security's `OSX/utilities/SecAppleAnchor.c`, those for production): *Apple Root CA*,
/// *Apple Root CA - G2*, *Apple Root CA - G3*, *Apple Platform Backport RSA Root CA - G1*, *Apple Platform Backport ECC Root CA - G1*.
const APPLE: [&str; 5] = [
    "b0b1730ecbc7ff4505142c49f1295e6eda6bcaed7e2c68c5be91b5a11001f024",
    "c2b9b042dd57830e7d117dac55ac8ae19407d38e41d88f3215bc3a890444a050",
    "63343abfb89a6a03ebb57e9b3f5fa7be7c4f5c756f3017b3a8c488c3653e9179",
    "fb3f6cf69467b5fa9ffa2b3b392b6e5e775bbb09c77b6e759e9038e26bbf9049",
    "eda23b3f224f45e0952f20e4d2b33e000d49c8044c1168de47b443cd2b3536dc",
];

/// The roots that are trusted, by the SHA-256 of their certificates in lower-case hexadecimal. By default Apple's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchors(BTreeSet<String>);

/// What a certificate is for, as its own extensions say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LeafKind {
    /// None of Apple's extensions that are known here.
    Other,
    /// A developer's, for devices that are registered.
    Development,
    /// A team's, for everybody else.
    Distribution,
    /// Apple's own, for what its stores and `TestFlight` hand out.
    Store,
}

/// A certificate and those that issued it, as far as the message has them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain {
    /// What the certificate says that it is for.
    pub kind: LeafKind,
    /// Whether the last one is trusted.
    pub anchored: bool,
    /// The places in the message, the signer's own first; each signed the one before it.
    pub certificates: Vec<usize>,
}

/// What a certificate is called in reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// A team's distribution certificate, with a profile for the store, or without one that says more.
    Distribution,
    /// A development certificate.
    Development,
    /// A distribution certificate with a profile for all devices of an enterprise.
    Enterprise,
    /// A distribution certificate with a profile for named devices.
    AdHoc,
    /// Apple's own, for its stores.
    Store,
    /// It says that it is one of these, and no root that is trusted stands behind it.
    Unanchored,
    /// It says nothing of the kind.
    Unknown,
}

impl Anchors {
    /// Apple's roots.
    pub fn apple() -> Self {
        Self(APPLE.iter().map(|&digest| digest.to_owned()).collect())
    }

    /// Certificates with these SHA-256 digests.
    pub fn of(digests: impl IntoIterator<Item = [u8; 32]>) -> Self {
        Self(digests.into_iter().map(|digest| beian_pki::digest::hex(&digest)).collect())
    }

    fn has(&self, certificate: &Certificate) -> bool {
        self.0.contains(&beian_pki::digest::hex(&certificate.digests().sha256))
    }
}

impl Default for Anchors {
    fn default() -> Self {
        Self::apple()
    }
}

impl LeafKind {
    /// Of a certificate, by its extensions: those that Security's `OSX/libsecurity_codesigning/lib/LWCRHelper.mm` and `StaticCode.cpp`
    /// and `OSX/sec/Security/SecPolicy.c` ask for. Where there are several, the last of the list counts.
    pub fn of(certificate: &Certificate) -> Self {
        let extensions = certificate.extensions.as_deref().unwrap_or_default();
        let kinds = extensions.iter().filter_map(|extension| extension.kind.content().strip_prefix(LEAF));
        kinds.map(Self::of_arcs).max().unwrap_or(Self::Other)
    }

    /// By the arcs behind 1.2.840.113635.100.6.1.
    fn of_arcs(arcs: &[u8]) -> Self {
        match arcs {
            // iPhone Developer and Apple Development; Mac Developer.
            [2 | 12] => Self::Development,
            // iPhone Distribution and Apple Distribution; Mac App Distribution; Developer ID.
            [4 | 7 | 13] => Self::Distribution,
            // The stores of iOS, macOS and tvOS, and their counterparts for tests within Apple; TestFlight.
            [3 | 9 | 24] | [3 | 9 | 24, 1] | [25, 1 | 2] => Self::Store,
            _ => Self::Other,
        }
    }
}

impl Chain {
    /// The chain behind the certificate at this place: the first that ends at an anchor, otherwise the longest. Each link is one of names,
    /// of an authority's basic constraints, and of a signature that holds.
    pub(super) fn of(certificates: &[Certificate], leaf: usize, anchors: &Anchors) -> Option<Self> {
        let kind = LeafKind::of(certificates.get(leaf)?);
        let mut search = Search { certificates, anchors, left: MAX_VERIFIED, longest: vec![leaf] };
        let mut chain = vec![leaf];
        let anchored = search.extend(&mut chain);
        Some(Self { kind, anchored, certificates: if anchored { chain } else { search.longest } })
    }

    /// Whether it is a developer's that Apple issued (`SecStaticCode::isAppleDeveloperCert`).
    pub(super) fn is_developer(&self) -> bool {
        self.anchored && matches!(self.kind, LeafKind::Development | LeafKind::Distribution)
    }

    /// The team that a certificate is for: its first organizational unit.
    pub(super) fn team(certificate: &Certificate) -> Option<&str> {
        let subject = certificate.subject.as_ref().ok()?;
        let unit = subject.attributes().find(|attribute| attribute.kind.is(ORGANIZATIONAL_UNIT))?;
        Some(&unit.text.as_ref()?.value)
    }

    /// What the certificate is called, with the profile of the bundle that it signed, where there is one. Development and Apple's own say
    /// all by themselves; what a distribution certificate is used for, only the profile knows.
    pub fn class(&self, profile: Option<ProfileKind>) -> Class {
        match (self.kind, profile) {
            (LeafKind::Other, _) => Class::Unknown,
            _ if !self.anchored => Class::Unanchored,
            (LeafKind::Development, _) => Class::Development,
            (LeafKind::Store, _) => Class::Store,
            (LeafKind::Distribution, Some(ProfileKind::Enterprise)) => Class::Enterprise,
            (LeafKind::Distribution, Some(ProfileKind::AdHoc)) => Class::AdHoc,
            (LeafKind::Distribution, _) => Class::Distribution,
        }
    }
}

impl Class {
    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Distribution => "distribution",
            Self::Development => "development",
            Self::Enterprise => "enterprise",
            Self::AdHoc => "adhoc",
            Self::Store => "store",
            Self::Unanchored => "unanchored",
            Self::Unknown => "unknown",
        }
    }
}

/// A search for an anchor, in depth: names may fit several certificates, and signatures too where a key was certified twice.
struct Search<'c> {
    certificates: &'c [Certificate],
    anchors: &'c Anchors,
    left: usize,
    longest: Vec<usize>,
}

impl Search<'_> {
    fn extend(&mut self, chain: &mut Vec<usize>) -> bool {
        if chain.len() > self.longest.len() {
            self.longest.clone_from(chain);
        }
        let certificates = self.certificates;
        let Some(last) = chain.last().and_then(|&place| certificates.get(place)) else { return false };
        if self.anchors.has(last) {
            return true;
        }
        if chain.len() >= MAX_CHAIN {
            return false;
        }
        for (place, issuer) in certificates.iter().enumerate() {
            if chain.contains(&place) || !self.may_issue(issuer, chain.len()) || !issuer.may_have_issued(last)
            {
                continue;
            }
            if self.issued(issuer, last) {
                chain.push(place);
                if self.extend(chain) {
                    return true;
                }
                chain.pop();
            }
        }
        false
    }

    /// RFC 5280, 4.2.1.9. One without the constraint is no authority: otherwise each developer could issue. `below` certificates stand
    /// before it, the first of which is the end of the chain.
    fn may_issue(&self, issuer: &Certificate, below: usize) -> bool {
        let authorities = u32::try_from(below).unwrap_or(u32::MAX).saturating_sub(1);
        let constraints = issuer.basic_constraints();
        self.anchors.has(issuer)
            || constraints.is_some_and(|it| {
                it.is_authority && it.path_length.is_none_or(|length| authorities <= length)
            })
    }

    fn issued(&mut self, issuer: &Certificate, other: &Certificate) -> bool {
        let Some(left) = self.left.checked_sub(1) else { return false };
        self.left = left;
        issuer.public_key.as_ref().is_ok_and(|key| other.verify(key).is_ok())
    }
}
