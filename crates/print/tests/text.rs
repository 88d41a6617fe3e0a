//! Golden text of reports built by hand.

use beian_model::{PackageKind, Report};
use beian_print::{Colour, Field, Language, TextStyle, field, text};
use beian_testkit::report;

fn filled(mut report: Report) -> Report {
    report.form = report::form();
    report
}

fn printed(report: &Report, style: TextStyle) -> String {
    let mut out = Vec::new();
    text(report, &style, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn both_languages() {
    insta::assert_snapshot!(printed(&filled(report::android()), TextStyle::plain(Language::Both)));
}

#[test]
fn english() {
    insta::assert_snapshot!(printed(&filled(report::android()), TextStyle::plain(Language::En)));
}

#[test]
fn chinese() {
    insta::assert_snapshot!(printed(&filled(report::android()), TextStyle::plain(Language::Zh)));
}

#[test]
fn nothing_known() {
    insta::assert_snapshot!(printed(
        &filled(report::bare(PackageKind::Apk)),
        TextStyle::plain(Language::Both)
    ));
}

#[test]
fn a_value_stands_whole_and_alone_on_its_line() {
    let mut report = filled(report::android());
    let long = "9".repeat(617);
    report.form.rows[2].value = Some(long.clone());
    let narrow = TextStyle { columns: 40, ..TextStyle::plain(Language::Both) };
    assert!(printed(&report, narrow).lines().any(|line| line == long));
}

#[test]
fn prose_keeps_to_the_columns() {
    use unicode_width::UnicodeWidthStr;
    let report = filled(report::android());
    for columns in [80, 100, 120] {
        let style = TextStyle { columns, ..TextStyle::plain(Language::Both) };
        for line in printed(&report, style).lines() {
            assert!(line.width() <= columns, "{} columns: {line}", line.width());
        }
    }
}

#[test]
fn a_package_cannot_speak_to_the_terminal() {
    let mut report = report::android();
    let app = report.app.as_mut().unwrap();
    app.names.default = Some("a\u{1b}[2Jb".into());
    app.name = Some("\u{202e}gnirts".into());
    app.id = Some("com.\rexample\nx".into());
    report.package.path = "x\u{1b}]0;.apk".into();
    let mut report = filled(report);
    report.form.rows[1].value = Some("com.\rexample\u{1b}[2Jx".into());
    let colourful = TextStyle { colour: Colour::Ansi, ..TextStyle::plain(Language::Both) };
    let out = printed(&report, colourful);
    assert!(
        !out.contains("\u{1b}[2J")
            && !out.contains("\u{1b}]")
            && !out.contains('\u{202e}')
            && !out.contains('\r')
    );
    let plain = printed(&report, TextStyle::plain(Language::Both));
    assert!(plain.chars().all(|c| c == '\n' || !c.is_control()));
}

#[test]
fn fields_are_rows_or_paths() {
    let report = filled(report::android());
    let lines = |items: &[&str]| Field::Lines(items.iter().map(ToString::to_string).collect());
    assert_eq!(field(&report, "package-id"), lines(&["com.example.demo.mall"]));
    assert_eq!(field(&report, "signing.signers.0.certificate.md5"), lines(&["cc".repeat(16).as_str()]));
    assert_eq!(field(&report, "app.languages"), lines(&["en", "zh-CN"]));
    assert_eq!(field(&report, "app.names.zh-CN"), lines(&["示例商城"]));
    assert_eq!(field(&report, "signing.verified"), Field::Empty);
    assert_eq!(field(&report, "app.flags"), Field::Empty);
    assert_eq!(field(&report, "app.nothing"), Field::Unknown);
    assert_eq!(field(&report, "signing.signers.1.role"), Field::Unknown);
}
