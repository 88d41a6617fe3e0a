use beian_model::{Asked, Confidence, Form};
use beian_testkit::report::{self, host};

use super::*;
use crate::{Profile, fill};
use HostKind as K;
use OwnerVerdict as O;

fn form(report: &Report) -> Form {
    fill(report, &Profile::named("generic").unwrap())
}

fn of(hosts: Vec<Host>) -> Report {
    Report { hosts: Some(hosts), ..report::android() }
}

fn host_row(report: &Report, key: RowKey) -> FormRow {
    form(report).rows.into_iter().find(|row| row.key == key).unwrap()
}

#[track_caller]
fn assert_domains(hosts: Vec<Host>, expected: &[&str]) {
    let value = host_row(&of(hosts), RowKey::Domains).value.unwrap_or_default();
    assert_eq!(value.lines().collect::<Vec<_>>(), expected);
}

#[track_caller]
fn assert_note(hosts: Vec<Host>, part: &str) {
    let note = host_row(&of(hosts), RowKey::Domains).note.map(|note| note.en).unwrap_or_default();
    assert!(note.contains(part), "{note}");
}

#[test]
fn rows_stand_only_where_hosts_were_read() {
    let keys = [RowKey::Domains, RowKey::OtherDomains, RowKey::Ips];
    let none = form(&report::android());
    assert!(none.rows.iter().all(|row| !keys.contains(&row.key)));
    let all = form(&report::with_hosts());
    assert!(all.rows.is_sorted_by_key(|row| row.key));
    assert_eq!(all.rows.iter().filter(|row| keys.contains(&row.key)).count(), 3);
}

#[test]
fn the_rows_of_a_package_with_hosts_of_every_kind() {
    let report = report::with_hosts();
    let row = host_row(&report, RowKey::Domains);
    assert_eq!(row.status, RowStatus::Check);
    assert_eq!(
        row.value.unwrap().lines().collect::<Vec<_>>(),
        [
            "api.demo-mall.cn",
            "img.cdn.demo-mall.cn",
            "m.demo-mall.cn",
            "shop.demo-mall.cn",
            "c.d.demo-mall.com.cn",
            "push.some-vendor.com",
            "xn--fsqu00a.xn--fiqs8s",
        ]
    );
    let note = row.note.unwrap();
    for part in ["The first 5 are", "*.shop.demo-mall.cn: only a part", "graph.*: its end", "= 例子.中国."]
    {
        assert!(note.en.contains(part), "{part}: {}", note.en);
    }
    let others = host_row(&report, RowKey::OtherDomains);
    assert_eq!((others.value.as_deref(), others.status), (Some("www.android.com"), RowStatus::Ready));
    let ips = host_row(&report, RowKey::Ips);
    assert_eq!((ips.value.as_deref(), ips.status), (Some("223.5.5.5"), RowStatus::Check));
}

#[test]
fn what_is_not_likely_or_no_candidate_is_not_entered() {
    let doubtful = Host { confidence: Confidence::Low, ..host(K::Endpoint, "user.name", O::Unknown) };
    let kinds = K::ALL.into_iter().filter(|kind| !kind.is_candidate());
    let others = kinds.map(|kind| host(kind, "x.example.cn", O::Own));
    assert_domains([doubtful].into_iter().chain(others).collect(), &[]);
}

#[test]
fn names_go_down_to_the_fourth_level_and_stand_once() {
    let deep = ["c.b.a.demo.cn", "d.c.b.a.demo.cn", "b.a.demo.cn", "x.b.a.demo.com.cn", "demo.cn"];
    let hosts: Vec<Host> = deep.iter().map(|name| host(K::Endpoint, name, O::Own)).collect();
    assert_domains(hosts.clone(), &["b.a.demo.cn", "demo.cn", "b.a.demo.com.cn"]);
    assert_note(hosts, "Names below the fourth level");
}

#[test]
fn an_asterisk_is_never_on_the_form() {
    let templates = ["*.shop.demo.cn", "api-*.demo.cn", "a-*-b.c.demo.cn", "x.*.y.demo.cn", "*.demo.com.cn"];
    let hosts = templates.iter().map(|name| host(K::Template, name, O::Own)).collect();
    assert_domains(hosts, &["c.demo.cn", "demo.cn", "shop.demo.cn", "y.demo.cn", "demo.com.cn"]);
    // Nothing of these is fixed but a suffix.
    let open = ["graph.*", "api.*.cn"].map(|name| host(K::Template, name, O::Own));
    assert_domains(open.to_vec(), &[]);
    assert_note(open.to_vec(), "graph.*, api.*.cn: its end is left open");
}

#[test]
fn a_name_that_is_own_and_somebodys_stands_among_the_own_ones() {
    let hosts = vec![
        host(K::Endpoint, "z.undecided.cn", O::Unknown),
        host(K::Endpoint, "b.z-own.cn", O::Own),
        host(K::Template, "*.b.z-own.cn", O::Unknown),
    ];
    assert_domains(hosts, &["b.z-own.cn", "z.undecided.cn"]);
}

#[test]
fn many_templates_are_not_all_named() {
    let hosts: Vec<Host> = (0..5).map(|i| host(K::Template, &format!("*.t{i}.demo.cn"), O::Own)).collect();
    assert_note(hosts, "*.t0.demo.cn, *.t1.demo.cn, *.t2.demo.cn and 2 more: only a part");
}

#[test]
fn a_list_that_is_known_to_be_incomplete_says_so() {
    let mut report = of(vec![host(K::Endpoint, "a.demo.cn", O::Own)]);
    assert_eq!(host_row(&report, RowKey::Domains).note, None);
    report.coverage.complete = false;
    assert!(host_row(&report, RowKey::Domains).note.unwrap().zh.contains("可能不完整"));
}

#[test]
fn without_a_domain_the_row_says_what_speaks_for_an_app_without_a_server_and_what_against() {
    let mut report = of(vec![host(K::Ip, "223.5.5.5", O::Unknown)]);
    let row = host_row(&report, RowKey::Domains);
    assert_eq!((row.value, row.status), (None, RowStatus::Missing));
    let note = row.note.unwrap().en;
    assert!(note.contains("asks for the INTERNET") && note.contains("IP addresses alone"), "{note}");
    report.app.as_mut().unwrap().permissions.clear();
    assert!(host_row(&report, RowKey::Domains).note.unwrap().en.contains("does not ask for the INTERNET"));
    report.app.as_mut().unwrap().platform = Platform::Ios;
    assert!(host_row(&report, RowKey::Domains).note.unwrap().en.starts_with("No host was found; if"));
    report.app = None;
    assert!(host_row(&report, RowKey::Domains).note.unwrap().en.starts_with("No host was found; if"));
    report.hosts = Some(Vec::new());
    for key in [RowKey::OtherDomains, RowKey::Ips] {
        let row = host_row(&report, key);
        assert_eq!((row.value, row.status, row.note), (None, RowStatus::Ready, None), "{key:?}");
    }
}

#[test]
fn addresses_are_sorted_as_numbers() {
    let names = ["223.5.5.5", "36.1.1.1", "2001:db9::1", "101.2.3.4"];
    let report = of(names.iter().map(|name| host(K::Ip, name, O::Unknown)).collect());
    let value = host_row(&report, RowKey::Ips).value.unwrap();
    assert_eq!(value.lines().collect::<Vec<_>>(), ["36.1.1.1", "101.2.3.4", "223.5.5.5", "2001:db9::1"]);
}

#[test]
fn identity_that_was_not_asked_for_has_no_rows() {
    let report = Report { app: None, signing: None, identity: Asked::No, ..report::with_hosts() };
    let keys: Vec<RowKey> = form(&report).rows.iter().map(|row| row.key).collect();
    assert_eq!(keys, [RowKey::Domains, RowKey::OtherDomains, RowKey::Ips]);
}
