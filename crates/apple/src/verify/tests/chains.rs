use super::*;
use crate::profile::ProfileKind;

/// The chain behind the first of these certificates.
fn chain(certificates: &[&CertificateBuilder], anchors: &Anchors) -> Chain {
    let certificates: Vec<_> = certificates.iter().map(|it| Certificate::new(it.build_der())).collect();
    Chain::of(&certificates, 0, anchors).unwrap()
}

#[test]
fn a_chain_ends_at_an_anchor_wherever_its_certificates_stand() {
    let People { root, middle, leaf } = &People::new();
    let anchors = People::new().anchors();
    for (certificates, expected) in [([leaf, middle, root], [0, 1, 2]), ([leaf, root, middle], [0, 2, 1])] {
        let chain = chain(&certificates, &anchors);
        assert_eq!((chain.anchored, &chain.certificates[..]), (true, &expected[..]));
    }
    // The anchor may be any of them: its issuer is not asked for.
    let anchors = Anchors::of([Certificate::new(middle.build_der()).digests().sha256]);
    let chain = chain(&[leaf, root, middle], &anchors);
    assert_eq!((chain.anchored, &chain.certificates[..]), (true, &[0, 2][..]));
}

#[test]
fn a_chain_without_its_anchor_is_as_long_as_it_goes() {
    let People { root, middle, leaf } = &People::new();
    let anchors = People::new().anchors();
    let of = |certificates: &[&CertificateBuilder], anchors: &Anchors| {
        let chain = chain(certificates, anchors);
        assert!(!chain.anchored && chain.class(None) == Class::Unanchored);
        chain.certificates
    };
    assert_eq!(of(&[leaf, middle, root], &Anchors::apple()), [0, 1, 2]);
    assert_eq!(of(&[leaf, middle], &anchors), [0, 1]);
    assert_eq!(of(&[leaf, root], &anchors), [0]);
}

#[test]
fn each_link_is_one_of_name_authority_and_signature() {
    let people = People::new();
    let of = |middle: &CertificateBuilder, leaf: &CertificateBuilder| {
        chain(&[leaf, middle, &people.root], &people.anchors()).certificates
    };
    let plain = || CertificateBuilder::new("Middle").key(TestKey::OtherP256).issued_by(&people.root);
    assert_eq!(of(&people.middle, &people.leaf).len(), 3);
    // Without the constraint, or with one that says no.
    assert_eq!(of(&plain(), &people.leaf), [0]);
    assert_eq!(of(&plain().critical_extension("2.5.29.19", &der::sequence(&[])), &people.leaf), [0]);
    // The name alone, with another key.
    let other = authority(CertificateBuilder::new("Middle").key(TestKey::P384).issued_by(&people.root));
    assert_eq!(of(&other, &people.leaf), [0]);
    // The key alone, with another name.
    let other = authority(CertificateBuilder::new("Other").key(TestKey::OtherP256).issued_by(&people.root));
    assert_eq!(of(&other, &people.leaf), [0]);
    // Names the root, and signed itself.
    let own = authority(CertificateBuilder::new("Middle").key(TestKey::OtherP256));
    let own = own.issuer(&people.root.subject_element());
    assert_eq!(of(&own, &people.leaf), [0, 1]);
}

#[test]
fn an_authority_s_path_is_no_longer_than_it_may_be() {
    let people = People::new();
    let constrained = |length: u8| {
        let value = der::sequence(&[&der::element(1, &[0xff]), &der::integer(&[length])]);
        let outer = CertificateBuilder::new("Outer").key(TestKey::Rsa1024).issued_by(&people.root);
        outer.critical_extension("2.5.29.19", &value)
    };
    for (length, anchored) in [(0, false), (1, true)] {
        let outer = constrained(length);
        let middle = authority(CertificateBuilder::new("Middle").key(TestKey::OtherP256).issued_by(&outer));
        let leaf = People::leaf("1.2.840.113635.100.6.1.2", &middle);
        let chain = chain(&[&leaf, &middle, &outer, &people.root], &people.anchors());
        assert_eq!((chain.anchored, chain.certificates.len()), (anchored, if anchored { 4 } else { 2 }));
    }
}

#[test]
fn of_several_ways_the_one_to_an_anchor_is_taken_and_none_is_taken_for_ever() {
    let people = People::new();
    let stranger = authority(CertificateBuilder::new("Stranger").key(TestKey::Rsa1024));
    let crossed = authority(CertificateBuilder::new("Middle").key(TestKey::OtherP256).issued_by(&stranger));
    let way = chain(&[&people.leaf, &crossed, &stranger, &people.middle, &people.root], &people.anchors());
    assert_eq!((way.anchored, &way.certificates[..]), (true, &[0, 3, 4][..]));
    let own = authority(CertificateBuilder::new("Middle").key(TestKey::OtherP256));
    let many: Vec<_> = (0..60_u8).map(|serial| own.clone().serial(&der::integer(&[1, serial]))).collect();
    let all: Vec<_> = std::iter::once(&people.leaf).chain(&many).collect();
    let way = chain(&all, &people.anchors());
    assert_eq!((way.anchored, way.certificates.len()), (false, 8));
}

#[test]
fn a_certificate_is_of_the_kind_that_its_extensions_say() {
    let of = |arcs: &[&str]| {
        let leaf = arcs.iter().fold(CertificateBuilder::new("Apple Distribution: X"), |leaf, arcs| {
            leaf.extension(&format!("1.2.840.113635.100.6.{arcs}"), &der::null())
        });
        LeafKind::of(&Certificate::new(leaf.build_der()))
    };
    let (development, distribution) = (LeafKind::Development, LeafKind::Distribution);
    for (kind, all) in [
        (development, &["1.2", "1.12"][..]),
        (distribution, &["1.4", "1.7", "1.13"]),
        (LeafKind::Store, &["1.3", "1.3.1", "1.9", "1.9.1", "1.24", "1.24.1", "1.25.1", "1.25.2"]),
        (LeafKind::Other, &["1.1", "1.25", "1.2.1", "1.4.1", "2.1", "1", "11.4"]),
    ] {
        assert!(all.iter().all(|arcs| of(&[arcs]) == kind), "{kind:?}");
    }
    // The name alone says nothing.
    assert_eq!(of(&[]), LeafKind::Other);
    assert_eq!((of(&["1.7", "1.32", "1.4"]), of(&["1.4", "1.2"])), (distribution, distribution));
    assert_eq!(LeafKind::of(&Certificate::new(&b"garbage"[..])), LeafKind::Other);
}

#[test]
fn the_class_is_that_of_the_certificate_and_of_what_its_profile_is_for() {
    use ProfileKind::{AdHoc, Development, Enterprise, Store};
    let of =
        |kind, anchored, profile| Chain { kind, anchored, certificates: Vec::new() }.class(profile).name();
    for profile in [None, Some(Development), Some(AdHoc), Some(Enterprise), Some(Store)] {
        assert_eq!(of(LeafKind::Other, true, profile), "unknown");
        assert_eq!(of(LeafKind::Other, false, profile), "unknown");
        assert_eq!(of(LeafKind::Distribution, false, profile), "unanchored");
        assert_eq!(of(LeafKind::Development, true, profile), "development");
        assert_eq!(of(LeafKind::Store, true, profile), "store");
    }
    let distribution = |profile| of(LeafKind::Distribution, true, profile);
    assert_eq!((distribution(Some(Enterprise)), distribution(Some(AdHoc))), ("enterprise", "adhoc"));
    assert_eq!((distribution(Some(Store)), distribution(None)), ("distribution", "distribution"));
}
