//! Packages of iOS, as archives and as folders.

use std::fs;
use std::path::Path;

use beian_testkit::zip::{Entry, ZipBuilder};
use serde_json::{Value, json};

use super::{beian, file, text};

fn list(body: &str) -> Vec<u8> {
    let head = r#"<?xml version="1.0" encoding="UTF-8"?>"#;
    format!(r#"{head}<plist version="1.0"><dict>{body}</dict></plist>"#).into_bytes()
}

fn info(identifier: &str) -> Vec<u8> {
    list(&format!(
        "<key>CFBundleIdentifier</key><string>{identifier}</string>
         <key>CFBundleName</key><string>Mall</string>
         <key>CFBundleShortVersionString</key><string>2.4.1</string>
         <key>CFBundleVersion</key><string>2041</string>
         <key>MinimumOSVersion</key><string>12.0</string>"
    ))
}

/// The files of an app, below its folder.
fn files() -> Vec<(&'static str, Vec<u8>)> {
    let names = r#"/* 名称 */ "CFBundleDisplayName" = "示例商城";"#;
    let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    vec![
        ("Info.plist", info("cn.example.mall")),
        ("zh-Hans.lproj/InfoPlist.strings", [&[0xff, 0xfe], utf16(names).as_slice()].concat()),
        ("en.lproj/Localizable.strings", b"\"a\" = \"https://api.mall-example.cn/v1\";".to_vec()),
        ("PlugIns/Share.appex/Info.plist", info("cn.example.mall.share")),
        ("Frameworks/Kit.framework/Info.plist", b"no list".to_vec()),
    ]
}

fn packed(prefix: &str) -> Vec<u8> {
    let entries = files().into_iter().map(|(name, bytes)| Entry::deflated(format!("{prefix}{name}"), &bytes));
    entries.fold(ZipBuilder::new(), ZipBuilder::entry).build()
}

fn unpacked(folder: &Path) {
    for (name, bytes) in files() {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

fn report(path: &Path) -> Value {
    let run = beian(&["inspect", "--format", "json", text(path)]);
    assert_eq!(run.err, "");
    run.json()["packages"][0].clone()
}

fn ids(report: &Value) -> Vec<&str> {
    report["findings"].as_array().unwrap().iter().map(|finding| finding["id"].as_str().unwrap()).collect()
}

#[test]
fn an_ipa_says_what_its_info_plist_states_and_names_what_is_within() {
    let (_folder, path) = file("mall.ipa", &packed("Payload/Mall.app/"));
    let report = report(&path);
    assert_eq!(report["package"]["kind"], "ipa");
    let app = &report["app"];
    for (key, expected) in
        [("platform", "ios"), ("id", "cn.example.mall"), ("name", "示例商城"), ("version", "2.4.1")]
    {
        assert_eq!(app[key], expected);
    }
    assert_eq!((&app["build"], &app["min_os"]), (&json!("2041"), &json!("12.0")));
    assert_eq!(app["names"], json!({"default": "Mall", "zh-Hans": "示例商城"}));
    assert_eq!(app["languages"], json!(["en", "zh-Hans"]));
    let nested = json!([
        {"path": "Payload/Mall.app/PlugIns/Share.appex", "id": "cn.example.mall.share", "kind": "extension"},
        {"path": "Payload/Mall.app/Frameworks/Kit.framework", "id": null, "kind": "framework"},
    ]);
    assert_eq!(app["nested"], nested);
    assert!(ids(&report).contains(&"ios.nested-unreadable"), "a null has a reason");
    assert_eq!(report["hosts"][0]["host"], "api.mall-example.cn");
}

#[test]
fn bundles_are_packages_as_archives_and_as_folders() {
    let places: [(&str, &str, &str); 3] = [
        ("mall.ipa", "Payload/Mall.app/", "ipa"),
        ("mall.zip", "Mall.app/", "app-bundle"),
        ("mall.zip", "Mall.xcarchive/Products/Applications/Mall.app/", "xcarchive"),
    ];
    for (name, prefix, kind) in places {
        let (_folder, path) = file(name, &packed(prefix));
        let archive = report(&path);
        let folder = tempfile::tempdir().unwrap();
        unpacked(&folder.path().join(prefix));
        fs::write(folder.path().join("Mall.xcarchive/Info.plist"), list("")).ok();
        let bundle = if kind == "ipa" {
            folder.path().into()
        } else {
            folder.path().join(prefix.split('/').next().unwrap())
        };
        let unpacked = report(&bundle);
        for report in [&archive, &unpacked] {
            assert_eq!(
                (&report["package"]["kind"], &report["app"]["id"]),
                (&json!(kind), &json!("cn.example.mall"))
            );
            assert_eq!(report["hosts"][0]["host"], "api.mall-example.cn");
        }
        assert_eq!(unpacked["app"]["names"], archive["app"]["names"], "{kind}");
        assert!(archive["package"]["sha256"].is_string() && unpacked["package"]["sha256"].is_null());
    }
}

#[test]
fn what_is_wrong_with_a_package_is_told_and_the_rest_is_read() {
    let found = |name: &str, bytes: &[u8]| {
        let (_folder, path) = file(name, bytes);
        let run = beian(&["inspect", "--only", "identity", "--format", "json", text(&path)]);
        (run.status, run.json()["packages"][0].clone())
    };
    let wrapped = found("a.ipa", &packed("mall/Payload/Mall.app/"));
    assert!(ids(&wrapped.1).contains(&"ios.wrapped"));
    assert_eq!(wrapped.1["app"]["id"], "cn.example.mall");
    let second = Entry::deflated("Payload/Other.app/Info.plist", &info("cn.example.other"));
    let both =
        files().into_iter().map(|(name, bytes)| Entry::deflated(format!("Payload/Mall.app/{name}"), &bytes));
    let several = found("a.ipa", &both.fold(ZipBuilder::new(), ZipBuilder::entry).entry(second).build());
    assert!(ids(&several.1).contains(&"ios.several-apps"));
    assert_eq!((several.0, &several.1["app"]["id"]), (1, &json!("cn.example.mall")));
    for (entry, id) in [
        ("Payload/readme.txt", "ios.no-app"),
        ("Payload/A.app/A", "ios.info-missing"),
        ("Payload/A.app/Info.plist", "ios.info-unreadable"),
    ] {
        let (status, report) = found("a.ipa", &ZipBuilder::new().stored(entry, b"text").build());
        assert_eq!((status, &report["app"]), (1, &Value::Null), "{entry}");
        assert!(ids(&report).contains(&id), "{entry}");
    }
}

#[test]
fn a_profile_gives_its_certificates_and_says_that_they_are_candidates() {
    let one =
        "<key>UUID</key><string>U</string><key>DeveloperCertificates</key><array><data>MAA=</data></array>";
    let (_folder, path) = file("a.mobileprovision", &list(one));
    let report = report(&path);
    assert_eq!(report["package"]["kind"], "profile");
    assert_eq!(report["signing"]["ios"]["profile"]["type"], "store");
    assert_eq!(report["signing"]["primary"], 0);
    assert!(ids(&report).contains(&"ios.profile-fallback"));
    let two = one.replace("</array>", "<data>MAE=</data></array>");
    let (_folder, path) = file("a.mobileprovision", &list(&two));
    let report = self::report(&path);
    assert_eq!(
        (&report["signing"]["primary"], report["signing"]["signers"].as_array().unwrap().len()),
        (&Value::Null, 2)
    );
    assert!(ids(&report).contains(&"ios.profile-candidates"));
}
