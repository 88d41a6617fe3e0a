//! What people see of the README's package.

use super::{DEMO, beian};

#[test]
fn the_text_of_the_demo_package() {
    let run = beian(&["inspect", DEMO]);
    assert_eq!((run.status, run.err.as_str()), (0, ""));
    insta::assert_snapshot!(run.out);
}

#[test]
fn the_json_of_the_demo_package() {
    let run = beian(&["inspect", "--format", "json", "--only", "identity", DEMO]);
    assert_eq!((run.status, run.err.as_str()), (0, ""));
    insta::assert_snapshot!(run.out);
}

#[test]
fn every_row_of_the_form_is_a_field() {
    let report = beian(&["inspect", "--format", "json", DEMO]).json();
    let rows = report["packages"][0]["form"]["rows"].as_array().unwrap();
    assert!(rows.len() >= 5);
    for row in rows {
        let key = row["key"].as_str().unwrap();
        let run = beian(&["inspect", "--field", key, DEMO]);
        let value = row["value"].as_str();
        assert_eq!(run.out, value.map(|value| format!("{value}\n")).unwrap_or_default(), "{key}");
        assert_eq!(run.status, if value.is_some() { 0 } else { 2 }, "{key}");
    }
}

/// Values that an independent tool gives for the same package: `apksigner verify --print-certs testdata/demo.apk` and
/// `aapt dump badging testdata/demo.apk`.
#[test]
fn the_values_of_the_demo_package_are_those_of_androids_own_tools() {
    let report = &beian(&["inspect", "--format", "jsonl", DEMO]).json();
    let certificate = &report["signing"]["signers"][0]["certificate"];
    assert_eq!(certificate["sha256"], "30d0a1978684c2bf902b08b400e58508c84b1ba952571f9908511eefd73d3a5f");
    assert_eq!(certificate["sha1"], "9ccefd1d105a28d37c69d39a790f1b0620fb5dbb");
    assert_eq!(certificate["md5"], "2eb164b49e0db888e81fc8aa93b4c74b");
    let app = &report["app"];
    assert_eq!((&app["id"], &app["build"]), (&"com.example.demo.mall".into(), &"2041".into()));
    assert_eq!((&app["names"]["default"], &app["names"]["en"]), (&"示例商城".into(), &"Demo Mall".into()));
}

#[test]
fn what_was_not_verified_is_never_said_to_hold() {
    for lang in ["zh", "en"] {
        let out = beian(&["inspect", "--no-verify", "--lang", lang, DEMO]).out;
        assert!(out.contains("Signature not verified") || out.contains("签名未验证"), "{out}");
        assert!(!out.contains("Signature holds") && !out.contains("签名有效"), "{out}");
    }
    let report = beian(&["inspect", "--format", "jsonl", "--no-verify", DEMO]).json();
    assert!(report["signing"]["verified"].is_null());
    for (_, scheme) in report["signing"]["schemes"].as_object().unwrap() {
        assert!(scheme["verified"].is_null());
    }
}

#[test]
fn what_was_verified_is_said_to_hold() {
    assert!(beian(&["inspect", "--lang", "en", DEMO]).out.contains("Signature holds"));
    let report = beian(&["inspect", "--format", "jsonl", DEMO]).json();
    assert_eq!(report["signing"]["verified"], true);
}
