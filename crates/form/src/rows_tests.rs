use beian_model::{Form, FormRow, KeyAlgorithm, PackageKind, PublicKey, Report, RowKey, RowStatus, Shape};
use beian_testkit::report;

use super::*;

fn form_of(report: &Report) -> Form {
    fill(report, &Profile::named("generic").unwrap())
}

fn row_of(report: &Report, key: RowKey) -> FormRow {
    form_of(report).rows.into_iter().find(|row| row.key == key).unwrap()
}

fn with_key(key: PublicKey) -> Report {
    Report { signing: Some(report::signing(key)), ..report::android() }
}

#[test]
fn rows_stand_in_the_forms_order() {
    let keys: Vec<RowKey> = form_of(&report::android()).rows.iter().map(|row| row.key).collect();
    assert!(keys.is_sorted());
    assert!(keys.starts_with(&[RowKey::AppName, RowKey::PackageId, RowKey::PublicKey, RowKey::Fingerprint]));
}

#[test]
fn an_rsa_key_goes_in_decimal_with_the_hexadecimal_modulus_beside() {
    let row = row_of(&report::android(), RowKey::PublicKey);
    assert_eq!((row.shape, row.value.as_deref()), (Shape::RsaModulusDecimal, Some("11885792297466493326")));
    let beside: Vec<_> = row
        .alternatives
        .iter()
        .filter(|other| other.beside)
        .map(|other| (other.shape, other.value.as_str()))
        .collect();
    assert_eq!(beside, [(Shape::RsaModulusHex, "A4F2E5AC5011F98E")]);
}

#[test]
fn the_android_fingerprint_is_the_upper_case_md5() {
    let row = row_of(&report::android(), RowKey::Fingerprint);
    assert_eq!((row.shape, row.value), (Shape::Md5Hex, Some("CC".repeat(16))));
}

/// People paste what `openssl x509 -modulus` prints for keys that have no modulus; we must never help them to.
#[test]
fn nothing_is_called_a_modulus_that_is_none() {
    for key in [report::ec_key(), report::dsa_key(), report::unknown_key()] {
        let row = row_of(&with_key(key), RowKey::PublicKey);
        let shapes = row.alternatives.iter().map(|other| other.shape).chain([row.shape]);
        for shape in shapes {
            assert!(!matches!(shape, Shape::RsaModulusDecimal | Shape::RsaModulusHex | Shape::Pkcs1Hex));
        }
        assert!(row.value.is_some());
    }
}

#[test]
fn keys_whose_shape_nobody_documents_say_so() {
    for key in [report::ec_key(), report::dsa_key(), report::unknown_key()] {
        let row = row_of(&with_key(key), RowKey::PublicKey);
        assert_eq!(row.status, RowStatus::Check);
        assert!(row.note.unwrap().en.contains("No access provider documents"));
    }
}

#[test]
fn a_value_behind_a_signature_that_was_not_verified_is_to_be_checked() {
    let mut report = report::android();
    let status = |report: &Report| row_of(report, RowKey::Fingerprint).status;
    assert_eq!(status(&report), RowStatus::Check);
    report.signing.as_mut().unwrap().verified = Some(true);
    assert_eq!(status(&report), RowStatus::Ready);
    report.signing.as_mut().unwrap().verified = Some(false);
    assert!(row_of(&report, RowKey::Fingerprint).note.unwrap().en.contains("does not hold"));
}

#[test]
fn without_a_signer_the_rows_stand_empty() {
    let mut report = report::android();
    report.signing.as_mut().unwrap().primary = None;
    for key in [RowKey::PublicKey, RowKey::Fingerprint] {
        let row = row_of(&report, key);
        assert_eq!((row.value, row.status), (None, RowStatus::Missing));
    }
}

#[test]
fn names_that_differ_between_languages_are_to_be_checked() {
    let mut report = report::android();
    let row = row_of(&report, RowKey::AppName);
    assert_eq!((row.value.as_deref(), row.status), (Some("示例商城"), RowStatus::Check));
    assert_eq!(row.alternatives.len(), 1);
    report.app.as_mut().unwrap().names.locales.clear();
    report.app.as_mut().unwrap().name = Some("Demo Mall".into());
    assert_eq!(row_of(&report, RowKey::AppName).status, RowStatus::Ready);
}

#[test]
fn a_bare_certificate_shows_both_fingerprints() {
    let bare =
        Report { app: None, signing: report::android().signing, ..report::bare(PackageKind::Certificate) };
    let keys: Vec<RowKey> = form_of(&bare).rows.iter().map(|row| row.key).collect();
    assert_eq!(keys, [RowKey::PublicKey, RowKey::Fingerprint]);
    let row = row_of(&bare, RowKey::Fingerprint);
    assert_eq!(row.shape, Shape::Md5Hex);
    assert!(row.alternatives.iter().any(|other| other.beside && other.shape == Shape::Sha1Hex));
}

#[test]
fn a_package_of_which_nothing_could_be_read_has_its_rows_all_the_same() {
    let unreadable = Report { app: None, ..report::android() };
    let row = row_of(&unreadable, RowKey::PackageId);
    assert_eq!((row.value, row.status), (None, RowStatus::Missing));
    assert_eq!(row_of(&unreadable, RowKey::Fingerprint).shape, Shape::Md5Hex);
}

#[test]
fn no_key_is_no_key_of_another_algorithm() {
    let key = PublicKey { algorithm: KeyAlgorithm::Rsa, ..report::ec_key() };
    let row = row_of(&with_key(key), RowKey::PublicKey);
    assert_eq!((row.value, row.status), (None, RowStatus::Missing));
}
