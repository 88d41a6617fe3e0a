//! Golden lists of hosts, of reports built by hand.

use beian_model::{Finding, FindingId, HostKind, Place, Report, Unread, UnreadReason};
use beian_print::{Colour, HostList, HostSelection, HostView, Language, TextStyle, host_list, text};
use beian_testkit::report;

fn listed(report: &Report, list: &HostList, style: TextStyle) -> String {
    let mut out = Vec::new();
    host_list(report, list, &style, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn plain() -> TextStyle {
    TextStyle::plain(Language::Both)
}

fn everything() -> HostSelection {
    HostSelection { kinds: HostKind::ALL.to_vec(), doubtful: true }
}

/// A report whose host list is known to be incomplete, for two reasons.
fn hardened() -> Report {
    let mut report = report::with_hosts();
    let holes = [("product", "360加固".into()), ("entry", "lib/arm64-v8a/libshield.so".into())];
    let hardened = Finding::new(FindingId::CoverageHardened, &holes);
    report.findings.push(hardened.at(Place::entry("lib/arm64-v8a/libshield.so")));
    let entry = "lib/arm64-v8a/libshield.so".into();
    report.coverage.unread = vec![Unread { entry, reason: UnreadReason::Hardened, bytes: Some(4096) }];
    report.coverage.complete = false;
    report
}

/// The lines that are not remarks.
fn hosts_of(out: &str) -> Vec<&str> {
    let lines = out.lines().filter(|line| !line.starts_with('#') && !line.starts_with(' '));
    lines.filter_map(|line| line.split(' ').next()).collect()
}

#[test]
fn lines_of_eighty_columns() {
    insta::assert_snapshot!(listed(&report::with_hosts(), &HostList::default(), plain()));
}

#[test]
fn everything_on_a_wide_page() {
    let list = HostList { selection: everything(), titled: true, ..HostList::default() };
    insta::assert_snapshot!(listed(&report::with_hosts(), &list, TextStyle { columns: 110, ..plain() }));
}

#[test]
fn with_evidence() {
    let mut report = report::with_hosts();
    let host = &mut report.hosts.as_mut().unwrap()[0];
    host.ports = vec![8443];
    host.evidence_total = 12;
    let only = HostSelection { kinds: vec![HostKind::Endpoint, HostKind::Ip], doubtful: false };
    let list = HostList { selection: only, view: HostView::Evidence, titled: false };
    insta::assert_snapshot!(listed(&report, &list, plain()));
}

#[test]
fn registrable_domains() {
    let list = HostList { view: HostView::Registrable, ..HostList::default() };
    insta::assert_snapshot!(listed(&report::with_hosts(), &list, plain()));
}

#[test]
fn what_limits_the_list_comes_before_it() {
    let out = listed(&hardened(), &HostList::default(), plain());
    insta::assert_snapshot!(
        out.lines().take_while(|line| line.starts_with('#')).collect::<Vec<_>>().join("\n")
    );
    let mut whole = Vec::new();
    text(&hardened(), &plain(), &mut whole).unwrap();
    let whole = String::from_utf8(whole).unwrap();
    assert!(whole.starts_with("提示  Warning  应用已加固"), "before the package's own name: {whole}");
    assert_eq!(whole.matches("应用已加固").count(), 1);
}

#[test]
fn a_whole_report_ends_its_form_with_what_is_not_in_it() {
    let mut report = report::with_hosts();
    report.form = report::form();
    report.form.rows.splice(4..4, report::host_rows());
    let mut out = Vec::new();
    text(&report, &plain(), &mut out).unwrap();
    insta::assert_snapshot!(String::from_utf8(out).unwrap());
}

#[test]
fn the_selection_is_by_kind_and_confidence() {
    let report = report::with_hosts();
    let usual = listed(&report, &HostList::default(), plain());
    let all = report.hosts.as_deref().unwrap();
    let expected: Vec<&str> = all
        .iter()
        .filter(|host| host.is_likely() && host.kind <= HostKind::Link)
        .map(|host| host.host.as_str())
        .collect();
    assert_eq!(hosts_of(&usual), expected);
    assert!(usual.contains("Not listed: 7 of other kinds (--kind all), 1 doubtful (--all)."));
    let list = HostList { selection: everything(), ..HostList::default() };
    let every = listed(&report, &list, plain());
    assert_eq!(hosts_of(&every).len(), all.len());
    assert!(!every.contains("Not listed"));
    let mail = HostSelection { kinds: vec![HostKind::Mail], doubtful: false };
    let list = HostList { selection: mail, ..HostList::default() };
    assert_eq!(hosts_of(&listed(&report, &list, plain())), ["demo-mall.cn"]);
}

#[test]
fn that_there_is_no_host_is_said() {
    let report = Report { hosts: Some(Vec::new()), ..report::android() };
    for view in [HostView::Lines, HostView::Evidence, HostView::Registrable] {
        let list = HostList { view, ..HostList::default() };
        let english = listed(&report, &list, TextStyle::plain(Language::En));
        assert!(english.ends_with("# No host was found.\n"), "{english}");
    }
}

#[test]
fn a_name_is_never_cut_and_columns_keep_to_the_page() {
    use unicode_width::UnicodeWidthStr;
    let mut report = report::with_hosts();
    report.coverage.unread = hardened().coverage.unread;
    let long = format!("{}.demo-mall.cn", "x".repeat(60));
    report.hosts.as_mut().unwrap()[0].host = long.clone();
    for language in [Language::Zh, Language::En, Language::Both] {
        let style = TextStyle::plain(language);
        let out = listed(&report, &HostList::default(), style);
        assert_eq!(out.lines().filter(|line| line.starts_with(&long)).count(), 1);
        let wide: Vec<&str> = out.lines().filter(|line| line.width() > 80).collect();
        assert!(wide.iter().all(|line| line.starts_with(&long)), "{wide:?}");
    }
}

#[test]
fn a_snippet_is_never_wrapped() {
    let mut report = report::with_hosts();
    let snippet = format!("{{\"url\": \"https://www.android.com/{}\", \"next\": 1}}", "a/b ".repeat(40));
    report.hosts.as_mut().unwrap()[0].evidence[0].text = snippet.clone();
    let list = HostList { view: HostView::Evidence, ..HostList::default() };
    assert!(listed(&report, &list, plain()).lines().any(|line| line.trim_start() == snippet));
}

#[test]
fn a_package_cannot_speak_to_the_terminal() {
    let mut report = report::with_hosts();
    let host = &mut report.hosts.as_mut().unwrap()[0];
    host.display = "a\u{202e}b".into();
    host.evidence[0].text = "\u{1b}[2Jhttps://x\r\n# forged.example.cn".into();
    host.evidence[0].entry = "assets/\u{1b}]0;x".into();
    report.package.path = "x\ny.apk".into();
    for view in [HostView::Lines, HostView::Evidence, HostView::Registrable] {
        let list = HostList { selection: everything(), view, titled: true };
        let out = listed(&report, &list, plain());
        assert!(out.chars().all(|c| c == '\n' || !c.is_control()), "{out}");
        assert!(!out.contains('\u{202e}') && !out.lines().any(|line| line.starts_with("# forged")));
        let colourful = listed(&report, &list, TextStyle { colour: Colour::Ansi, ..plain() });
        assert!(!colourful.contains("\u{1b}[2J") && !colourful.contains("\u{1b}]"));
    }
}
