//! What the manifest says of the build, and values that are not there.

use beian_model::{AppFlag, FindingId, RowKey, RowStatus};
use beian_testkit::axml::{Value, Xml};
use beian_testkit::zip::{Entry, ZipBuilder};

use super::{DEBUGGABLE, VERSION_CODE, apk, finding, ids, package_name, report};

const LABEL: u32 = 0x0101_0001;
const TEST_ONLY: u32 = 0x0101_0272;

fn with_manifest(xml: &Xml) -> Vec<u8> {
    apk(Entry::deflated("AndroidManifest.xml", &xml.build())).build()
}

fn root() -> Xml {
    Xml::new().open("manifest").attribute("package", "com.example.shop").android(
        VERSION_CODE,
        "versionCode",
        7,
    )
}

#[test]
fn a_debuggable_build_and_a_test_only_one_are_errors() {
    let application = |id, name| root().open("application").android(id, name, true).close().close();
    let debug = report(with_manifest(&application(DEBUGGABLE, "debuggable")));
    assert_eq!(debug.app.as_ref().unwrap().flags, [AppFlag::Debuggable]);
    finding(&debug, FindingId::AppDebuggable);
    let test = report(with_manifest(&application(TEST_ONLY, "testOnly")));
    finding(&test, FindingId::AppTestOnly);
    assert!(debug.has_errors() && test.has_errors());
}

#[test]
fn a_split_without_its_base_is_an_error() {
    let split = report(with_manifest(&root().attribute("split", "config.zh").close()));
    assert_eq!(split.app.as_ref().unwrap().split.as_deref(), Some("config.zh"));
    assert!(finding(&split, FindingId::AppSplitWithoutBase).detail.en.contains("config.zh"));
    assert!(split.has_errors());
}

#[test]
fn a_name_that_refers_to_resources_that_are_not_there_is_missing_with_a_reason() {
    let labelled = root().open("application").android(LABEL, "label", Value::Reference(0x7f01_0000));
    let report = report(with_manifest(&labelled.close().close()));
    assert_eq!(report.app.as_ref().unwrap().name, None);
    let why = &finding(&report, FindingId::IdentityFormValue).detail.en;
    assert!(why.contains("app name") && why.contains("no resources.arsc"), "{why}");
    let row = report.form.rows.iter().find(|row| row.key == RowKey::AppName).unwrap();
    assert_eq!((row.value.as_deref(), row.status), (None, RowStatus::Missing));
}

#[test]
fn what_is_not_stated_is_null_without_a_finding() {
    let report = report(with_manifest(&root().open("application").close().close()));
    let app = report.app.as_ref().unwrap();
    assert_eq!(
        (&app.version, &app.min_os, &app.target_os, &app.shared_user_id),
        (&None, &None, &None, &None)
    );
    assert_eq!(ids(&report), ["signing.does-not-hold"]);
}

#[test]
fn a_plain_text_manifest_is_no_built_package() {
    let text = br#"<manifest package="com.example.shop"/>"#;
    let report = report(apk(Entry::stored("AndroidManifest.xml", text)).build());
    assert_eq!(report.app, None);
    finding(&report, FindingId::ManifestPlainText);
    finding(&report, FindingId::IdentityFormValue);
}

#[test]
fn code_without_a_manifest_is_a_package_without_identity() {
    let report = report(ZipBuilder::new().stored("classes.dex", b"dex").build());
    assert_eq!(report.app, None);
    finding(&report, FindingId::AppNoManifest);
    finding(&report, FindingId::SigningUnsigned);
    assert_eq!(report.signing.as_ref().unwrap().verified, Some(false));
    let rows: Vec<_> = report.form.rows.iter().map(|row| (row.key, row.status)).collect();
    assert_eq!(rows[0], (RowKey::AppName, RowStatus::Missing));
}

#[test]
fn a_bare_manifest_is_read_by_itself() {
    let report = report(root().open("application").close().close().build());
    assert_eq!(package_name(&report), Some("com.example.shop"));
    assert_eq!(report.signing, None);
}
