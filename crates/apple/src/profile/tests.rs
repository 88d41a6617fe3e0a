use beian_archive::Limits;
use beian_testkit::cert::CertificateBuilder;
use beian_testkit::cms::SignedDataBuilder;

use super::*;

fn list(body: &str) -> Vec<u8> {
    format!(r#"<?xml version="1.0" encoding="UTF-8"?><plist version="1.0"><dict>{body}</dict></plist>"#)
        .into_bytes()
}

fn parse(bytes: &[u8]) -> Result<Profile, Error> {
    Profile::parse(bytes, &mut Budget::new(&Limits::default()))
}

const STATED: &str = "<key>Name</key><string>N</string><key>UUID</key><string>U</string>
    <key>TeamIdentifier</key><array><string>T1</string><string>T2</string></array>
    <key>TeamName</key><string>Team</string><key>Platform</key><array><string>iOS</string></array>
    <key>ApplicationIdentifierPrefix</key><array><string>P</string></array>
    <key>CreationDate</key><date>2020-01-02T03:04:05Z</date>
    <key>DeveloperCertificates</key><array><data>AAE=</data></array>
    <key>Entitlements</key><dict><key>application-identifier</key><string>P.cn.example</string></dict>";

#[test]
fn a_profile_says_the_same_in_a_message_and_alone() {
    let bare = parse(&list(STATED)).unwrap();
    let signed = SignedDataBuilder::signed_by(&CertificateBuilder::new("Profile Signing"), &list(STATED));
    let signed = parse(&signed.content(&list(STATED)).build()).unwrap();
    assert_eq!((bare.container, signed.container), (Container::Bare(Format::Xml), Container::Cms));
    assert_eq!(signed.message.as_ref().map(|message| message.signers.len()), Some(1));
    assert_eq!(Profile { container: bare.container, message: None, ..signed }, bare);
    assert_eq!((bare.team.as_deref(), bare.prefix.as_deref()), (Some("T1"), Some("P")));
    assert_eq!(bare.application.as_deref(), Some("P.cn.example"));
    assert_eq!(bare.creation.unwrap().to_string(), "2020-01-02T03:04:05Z");
    assert_eq!((bare.expiry, bare.devices), (None, None));
    assert_eq!(bare.certificates.iter().map(Certificate::raw).collect::<Vec<_>>(), [[0, 1]]);
}

#[test]
fn what_it_is_for_follows_from_devices_and_the_debugger() {
    let device = "<key>ProvisionedDevices</key><array><string>d</string></array>";
    let debug = "<key>Entitlements</key><dict><key>get-task-allow</key><true/></dict>";
    let no_debug = "<key>Entitlements</key><dict/>";
    let mac = "<key>Platform</key><array><string>OSX</string></array>";
    let all = "<key>ProvisionsAllDevices</key><true/>";
    let kind = |parts: &[&str]| parse(&list(&parts.concat())).unwrap().kind();
    assert_eq!(kind(&[no_debug]), ProfileKind::Store);
    assert_eq!(kind(&[debug]), ProfileKind::Store, "no device at all");
    assert_eq!(kind(&[device, no_debug]), ProfileKind::AdHoc);
    assert_eq!(kind(&[device, debug]), ProfileKind::Development);
    assert_eq!(kind(&[device, no_debug, mac]), ProfileKind::Development);
    assert_eq!(kind(&[device, debug, all]), ProfileKind::Enterprise);
}

#[test]
fn what_is_none_is_one_clear_error() {
    let other = SignedDataBuilder::new().content(b"no list").build();
    for bytes in [&[][..], b"\x30\x03", b"text", &list("<key>Name</key><string>N</string>"), &other] {
        assert!(parse(bytes).is_err(), "{}", String::from_utf8_lossy(bytes));
    }
    let detached = SignedDataBuilder::new().build();
    assert!(
        matches!(parse(&detached), Err(Error::Invalid { part: Part::Profile, .. })),
        "{:?}",
        parse(&detached)
    );
}
