//! Signed packages of iOS, sound and with one thing changed: each is noticed, and told by what it is.

use std::collections::BTreeMap;

use beian_testkit::cert::{CertificateBuilder, TestKey, der};
use beian_testkit::macho::message::{attributes, message};
use beian_testkit::macho::{Mach, Signature};
use beian_testkit::zip::{Entry, ZipBuilder};
use serde_json::{Value, json};

use super::{beian, file, text};

/// Apple's extension of distribution certificates, and of development ones.
const DISTRIBUTION: &str = "1.2.840.113635.100.6.1.4";
const DEVELOPMENT: &str = "1.2.840.113635.100.6.1.2";

/// The parts of a package, each of which a test may change after signing.
struct App {
    info: Vec<u8>,
    resources: Vec<u8>,
    executable: Vec<u8>,
    picture: Vec<u8>,
    more: Vec<Entry>,
}

fn leaf(extension: &str) -> CertificateBuilder {
    let leaf = CertificateBuilder::new("Developer").attribute("2.5.4.11", "TEAM123456").key(TestKey::P384);
    leaf.extension(extension, &der::null())
}

fn list(body: &str) -> Vec<u8> {
    format!(r#"<plist version="1.0"><dict>{body}</dict></plist>"#).into_bytes()
}

impl App {
    /// An app that is signed by this certificate, or with whatever else this makes of a signature.
    fn new(sign: impl Fn(Signature) -> (Signature, Option<CertificateBuilder>)) -> Self {
        let info = list(
            "<key>CFBundleIdentifier</key><string>cn.example</string><key>CFBundleExecutable</key><string>X</string>",
        );
        let picture = b"picture".to_vec();
        let hash = data_encoding::BASE64.encode(&beian_testkit::macho::Digest::Sha256.of(&picture));
        let resources = list(&format!(
            "<key>files2</key><dict><key>a.png</key><dict><key>hash2</key><data>{hash}</data></dict></dict>
             <key>rules2</key><dict><key>^.*</key><true/>
             <key>^Info\\.plist$</key><dict><key>omit</key><true/><key>weight</key><real>20</real></dict></dict>"
        ));
        let sealed = BTreeMap::from([(1, info.clone()), (3, resources.clone())]);
        let (signature, signer) = sign(Signature { sealed, ..Signature::new("cn.example") });
        let mach = Mach { signature: Some(signature.clone()), ..Mach::arm64() };
        let executable = match &signer {
            None => mach.build(),
            Some(signer) => {
                let cms = |directories: &[Vec<u8>]| {
                    message(signer, &[signer], &attributes(&signature.digests, directories))
                };
                mach.signed_by(4096, cms).bytes
            }
        };
        Self { info, resources, executable, picture, more: Vec::new() }
    }

    fn signed(extension: &'static str) -> Self {
        Self::new(|signature| (signature, Some(leaf(extension))))
    }

    fn package(&self) -> Vec<u8> {
        let files: [(&str, &[u8]); 4] = [
            ("Info.plist", &self.info),
            ("X", &self.executable),
            ("a.png", &self.picture),
            ("_CodeSignature/CodeResources", &self.resources),
        ];
        let files = files.map(|(name, bytes)| Entry::deflated(format!("Payload/X.app/{name}"), bytes));
        files.into_iter().chain(self.more.iter().cloned()).fold(ZipBuilder::new(), ZipBuilder::entry).build()
    }

    /// Status and report, which are the same whether hosts are read as well or not.
    fn inspect(&self) -> (i32, Value) {
        let (_folder, path) = file("x.ipa", &self.package());
        let run = |only: &[&str]| {
            let run = beian(&[&["inspect", "--format", "json"], only, &[text(&path)]].concat());
            assert_eq!(run.err, "");
            (run.status, run.json()["packages"][0].clone())
        };
        let (identity, all) = (run(&["--only", "identity"]), run(&[]));
        assert_eq!(identity.1["signing"], all.1["signing"]);
        all
    }
}

fn ids(report: &Value) -> Vec<&str> {
    let ids = report["findings"].as_array().unwrap().iter().map(|finding| finding["id"].as_str().unwrap());
    ids.filter(|id| id.starts_with("ios.")).collect()
}

#[test]
fn a_sound_signature_of_a_stranger_holds_and_is_not_called_verified() {
    let (status, report) = App::signed(DISTRIBUTION).inspect();
    let signing = &report["signing"];
    let slice = &signing["ios"]["slices"][0];
    assert_eq!((&slice["cms"], &slice["pages"]), (&json!("valid"), &json!("ok")));
    for slot in ["info", "requirements", "resources", "entitlements"] {
        assert_eq!(slice["slots"][slot], "ok", "{slot}");
    }
    assert_eq!(slice["slots"]["der_entitlements"], "absent");
    let files = json!([{"bundle": "Payload/X.app", "missing": [], "changed": [], "unsealed": []}]);
    assert_eq!(signing["ios"]["files"], files);
    assert_eq!(
        (&signing["ios"]["identifier"], &signing["ios"]["team"]),
        (&json!("cn.example"), &json!("TEAM123456"))
    );
    // Nobody vouches for the certificate.
    assert_eq!((status, &signing["verified"], &signing["primary"]), (0, &Value::Null, &json!(0)));
    assert_eq!(signing["signers"][0]["certificate"]["class"], "unanchored");
    assert_eq!(signing["signers"][0]["schemes"], json!(["ios"]));
    assert_eq!(ids(&report), ["ios.unanchored", "ios.not-verified"]);
    let rows = report["form"]["rows"].as_array().unwrap();
    let fingerprint = rows.iter().find(|row| row["key"] == "fingerprint").unwrap();
    let sha1 = signing["signers"][0]["certificate"]["sha1"].as_str().unwrap();
    assert_eq!(fingerprint["value"], sha1.to_uppercase());
    assert_eq!(fingerprint["status"], "check");
}

#[test]
fn each_change_is_noticed_by_its_own_check() {
    type Change = fn(&mut App);
    let changes: [(Change, &str, &str); 6] = [
        (|app| app.info.push(b' '), "info", "ios.signature-does-not-hold"),
        (|app| app.resources.push(b' '), "resources", "ios.signature-does-not-hold"),
        (|app| app.executable[2000] ^= 1, "pages", "ios.signature-does-not-hold"),
        (|app| app.picture.push(b'!'), "changed", "ios.files-changed"),
        (
            |app| app.more.push(Entry::stored("Payload/X.app/new.js", b"alert(1)")),
            "unsealed",
            "ios.files-unsealed",
        ),
        (|app| app.picture.clear(), "changed", "ios.files-changed"),
    ];
    for (change, part, id) in changes {
        let mut app = App::signed(DISTRIBUTION);
        change(&mut app);
        let (status, report) = app.inspect();
        let signing = &report["signing"];
        assert_eq!((status, &signing["verified"]), (1, &json!(false)), "{part}");
        assert!(ids(&report).contains(&id), "{part}: {:?}", ids(&report));
        let slice = &signing["ios"]["slices"][0];
        let files = &signing["ios"]["files"][0];
        assert_eq!(slice["cms"], "valid", "{part}");
        for (name, differs) in [
            ("info", slice["slots"]["info"] == "differs"),
            ("resources", slice["slots"]["resources"] == "differs"),
            ("pages", slice["pages"] == "differs"),
            ("changed", files["changed"] == json!(["a.png"])),
            ("unsealed", files["unsealed"] == json!(["new.js"])),
        ] {
            assert_eq!(differs, name == part, "{name} where {part} was changed");
        }
    }
}

#[test]
fn a_certificate_that_signed_something_else_is_told() {
    // The message is over the code directories of another identifier.
    let mut app = App::signed(DISTRIBUTION);
    let at = app.executable.windows(10).position(|bytes| bytes == b"cn.example").unwrap();
    app.executable[at] = b'x';
    let (status, report) = app.inspect();
    assert_eq!((status, &report["signing"]["ios"]["slices"][0]["cms"]), (1, &json!("invalid")));
    assert!(ids(&report).contains(&"ios.signature-does-not-hold"));
}

#[test]
fn what_is_not_signed_says_what_to_get_instead() {
    let unsigned = |sign: fn(Signature) -> Option<Signature>| {
        let mut app = App::new(|signature| (signature, None));
        if sign(Signature::new("x")).is_none() {
            app.executable = Mach { signature: None, ..Mach::arm64() }.build();
        }
        app.inspect()
    };
    let (status, report) = unsigned(|_| None);
    assert_eq!(
        (status, &report["signing"]["verified"], &report["signing"]["primary"]),
        (1, &json!(false), &Value::Null)
    );
    assert_eq!(report["signing"]["ios"]["slices"][0]["cms"], "unsigned");
    assert!(ids(&report).contains(&"ios.unsigned"));
    let ad_hoc = App::new(|signature| {
        (Signature { sealed: signature.sealed, ..Signature::ad_hoc("cn.example") }, None)
    });
    let (status, report) = ad_hoc.inspect();
    assert_eq!((status, &report["signing"]["ios"]["slices"][0]["cms"]), (1, &json!("adhoc")));
    assert!(ids(&report).contains(&"ios.unsigned"));
}

#[test]
fn an_executable_that_is_missing_or_none_is_an_error_and_the_rest_is_read() {
    let mut app = App::signed(DEVELOPMENT);
    app.executable = b"no code".to_vec();
    let (status, report) = app.inspect();
    assert_eq!((status, &report["app"]["id"]), (1, &json!("cn.example")));
    assert!(ids(&report).contains(&"ios.code-unreadable"));
    assert_ne!(report["signing"]["verified"], json!(true));
}
