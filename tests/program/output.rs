//! Formats, flags and statuses.

use super::{DEMO, beian, file, root, text};

#[test]
fn both_json_formats_are_what_the_schema_says() {
    let schema = std::fs::read_to_string(root().join("docs/beian-1.schema.json")).unwrap();
    let validator = jsonschema::validator_for(&serde_json::from_str(&schema).unwrap()).unwrap();
    let certificate = file("leaf.cer", &beian_testkit::cert::CertificateBuilder::new("Shop").build_der());
    for package in [DEMO, text(&certificate.1)] {
        for format in ["json", "jsonl"] {
            let output = beian(&["inspect", "--format", format, package]).json();
            let errors: Vec<String> = validator.iter_errors(&output).map(|error| error.to_string()).collect();
            assert!(errors.is_empty(), "{package} {format}: {errors:?}");
        }
    }
}

#[test]
fn the_output_does_not_depend_on_the_number_of_threads() {
    let one = beian(&["inspect", "--threads", "1", "--format", "jsonl", DEMO, "testdata", DEMO]);
    let many = beian(&["inspect", "--threads", "7", "--format", "jsonl", DEMO, "testdata", DEMO]);
    assert_eq!(one.out.lines().count(), 4, "the folder holds a package and a certificate: {}", one.err);
    assert_eq!(one.out, many.out);
}

#[test]
fn reports_come_in_the_order_given_and_a_refusal_costs_one_line() {
    let broken = file("broken.apk", b"no archive at all");
    let run = beian(&["inspect", "--format", "jsonl", DEMO, text(&broken.1), DEMO]);
    assert_eq!((run.status, run.out.lines().count(), run.err.lines().count()), (2, 2, 1));
}

#[test]
fn an_error_finding_is_status_1() {
    let debug = file("debug.cer", &beian_testkit::cert::CertificateBuilder::new("Android Debug").build_der());
    let run = beian(&["inspect", text(&debug.1)]);
    assert_eq!((run.status, run.err.as_str()), (1, ""));
    assert!(run.out.contains("Signed with a debug certificate"));
}

#[test]
fn a_v4_signature_is_looked_for_beside_the_package() {
    let (folder, path) = file("shop.apk", &std::fs::read(root().join(DEMO)).unwrap());
    let v4 = |run: &super::Run| run.json()["signing"]["schemes"]["v4"]["present"].clone();
    assert_eq!(v4(&beian(&["inspect", "--format", "jsonl", text(&path)])), false);
    let signer = beian_testkit::cert::CertificateBuilder::new("Shop");
    std::fs::write(folder.path().join("shop.apk.idsig"), beian_testkit::signing::idsig(2, &signer, &[]))
        .unwrap();
    assert_eq!(v4(&beian(&["inspect", "--format", "jsonl", text(&path)])), true);
}

#[test]
fn without_verification_the_file_is_not_hashed() {
    let report = beian(&["inspect", "--format", "jsonl", "--no-verify", DEMO]).json();
    assert!(report["package"]["sha256"].is_null());
    let report = beian(&["inspect", "--format", "jsonl", DEMO]).json();
    assert_eq!(report["package"]["sha256"].as_str().unwrap().len(), 64);
}

#[test]
fn what_is_not_asked_for_is_absent() {
    let report = beian(&["inspect", "--format", "jsonl", "--only", "identity", DEMO]).json();
    for part in ["hosts", "sdks", "filing_numbers", "icon"] {
        assert!(report.get(part).is_none(), "{part}");
    }
    assert_eq!(report["coverage"]["complete"], true);
    let everything = beian(&["inspect", "--format", "jsonl", DEMO]).json();
    assert!(everything["hosts"].is_array());
    assert_eq!(everything["coverage"]["complete"], true, "a part that no version reads yet is a note");
    assert!(!everything["coverage"]["notes"].as_array().unwrap().is_empty());
}

#[test]
fn a_field_is_one_value_and_a_newline_or_nothing() {
    let run = beian(&["inspect", "--field", "app.languages", DEMO]);
    assert_eq!((run.status, run.out.as_str()), (0, "en\nzh-CN\n"));
    beian(&["inspect", "--field", "app.split", DEMO]).assert_refused(DEMO, "no value for app.split");
    beian(&["inspect", "--field", "app.colour", DEMO]).assert_refused(DEMO, "no field app.colour");
    beian(&["inspect", "--field", "package-id", DEMO, DEMO]).assert_refused("--field", "one package");
    let pem = beian(&["inspect", "--field", "signing.signers.0.certificate.pem", DEMO]).out;
    assert!(pem.starts_with("-----BEGIN CERTIFICATE-----\n") && pem.ends_with("-----END CERTIFICATE-----\n"));
}

#[test]
fn text_speaks_the_language_asked_for() {
    let is_chinese = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    let english = beian(&["inspect", "--lang", "en", DEMO]).out;
    let strange: Vec<&str> = english.lines().filter(|line| line.chars().any(is_chinese)).collect();
    // The app's own name, and the names of the form's own entries, are what they are.
    assert!(
        strange
            .iter()
            .all(|line| ["示例商城", "中文简体", "英语"].iter().any(|value| line.starts_with(value))),
        "{strange:?}"
    );
    let chinese = beian(&["inspect", "--lang", "zh", DEMO]).out;
    assert!(!chinese.contains("Warning") && !chinese.contains("Public key"));
}

#[test]
fn nothing_is_coloured_that_is_not_a_terminal() {
    assert!(!beian(&["inspect", DEMO]).out.contains('\u{1b}'));
}

#[test]
fn help_and_version_are_no_errors() {
    let help = beian(&["inspect", "--help"]);
    assert_eq!((help.status, help.err.as_str()), (0, ""));
    insta::assert_snapshot!(help.out);
    assert_eq!(beian(&["--version"]).out, format!("beian {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn a_closed_pipe_is_no_error() {
    use std::process::{Command, Stdio};
    let mut child = Command::new(env!("CARGO_BIN_EXE_beian"))
        .args(["inspect", "--format", "jsonl", DEMO, DEMO])
        .current_dir(root())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), String::from_utf8(output.stderr).unwrap()), (Some(0), String::new()));
}
