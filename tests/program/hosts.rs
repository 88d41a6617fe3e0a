//! `beian hosts`, and the hosts of the README's package beside its labels.

use std::fs;

use serde_json::Value;

use super::{DEMO, beian, file, root, text};

/// The rows of a label file.
fn rows(name: &str) -> Vec<Vec<String>> {
    let table = fs::read_to_string(root().join("testdata").join(name)).unwrap();
    table.lines().skip(1).map(|line| line.split('\t').map(String::from).collect()).collect()
}

fn hosts_of(report: &Value) -> &Vec<Value> {
    report["hosts"].as_array().expect("hosts were asked for")
}

fn str_of<'a>(host: &'a Value, key: &str) -> &'a str {
    host[key].as_str().unwrap()
}

/// The first words of the lines that name hosts.
fn listed(out: &str) -> Vec<&str> {
    let lines = out.lines().filter(|line| !line.is_empty() && !line.starts_with(['#', ' ']));
    lines.filter_map(|line| line.split(' ').next()).collect()
}

#[test]
fn every_host_has_evidence_where_its_text_really_stands() {
    let report = beian(&["hosts", "--format", "jsonl", DEMO]).json();
    for host in hosts_of(&report) {
        let evidence = host["evidence"].as_array().unwrap();
        assert!(!evidence.is_empty() && host["count"].as_u64() >= Some(1), "{host}");
        let named = rows("demo.apk.labels.tsv").into_iter().find(|row| row[0] == str_of(host, "host"));
        let Some(row) = named else { continue };
        assert!(evidence.iter().any(|found| str_of(found, "entry") == row[4]), "{host}: not in {}", row[4]);
    }
}

#[test]
fn the_usual_list_of_the_demo_package() {
    let run = beian(&["hosts", DEMO]);
    assert_eq!((run.status, run.err.as_str()), (0, ""));
    insta::assert_snapshot!(run.out);
}

#[test]
fn every_host_of_the_demo_package() {
    let run = beian(&["hosts", "--kind", "all", "--all", DEMO]);
    assert_eq!((run.status, run.err.as_str()), (0, ""));
    insta::assert_snapshot!(run.out);
}

#[test]
fn the_demo_package_with_evidence() {
    let run = beian(&["hosts", "--with-evidence", DEMO]);
    assert_eq!((run.status, run.err.as_str()), (0, ""));
    insta::assert_snapshot!(run.out);
}

#[test]
fn the_registrable_domains_of_the_demo_package() {
    let run = beian(&["hosts", "--registrable", DEMO]);
    assert_eq!((run.status, run.err.as_str()), (0, ""));
    assert_eq!(listed(&run.out), ["demo-mall.cn", "demo-mall.com.cn"]);
    insta::assert_snapshot!(run.out);
}

#[test]
fn text_and_json_have_the_same_hosts() {
    let report = beian(&["hosts", "--format", "jsonl", DEMO]).json();
    let every: Vec<&str> = hosts_of(&report).iter().map(|host| str_of(host, "host")).collect();
    assert_eq!(listed(&beian(&["hosts", "--kind", "all", "--all", DEMO]).out), every);
    let ips = beian(&["hosts", "--kind", "ip,private", "--format", "jsonl", DEMO]).json();
    let ips: Vec<&str> = hosts_of(&ips).iter().map(|host| str_of(host, "host")).collect();
    assert_eq!(ips, ["223.5.5.5", "10.0.2.2"]);
    assert_eq!(listed(&beian(&["hosts", "--kind", "ip,private", DEMO]).out), ips);
}

#[test]
fn what_is_declared_as_own_is_own() {
    let verdicts = |arguments: &[&str]| {
        let report = beian(arguments).json();
        let host = hosts_of(&report).iter().find(|host| host["host"] == "pay.demo-mall.com.cn").unwrap();
        host["owner"]["verdict"].as_str().unwrap().to_owned()
    };
    assert_eq!(verdicts(&["hosts", "--format", "jsonl", DEMO]), "unknown");
    assert_eq!(verdicts(&["hosts", "--format", "jsonl", "--own", "demo-mall.com.cn", DEMO]), "own");
}

#[test]
fn the_json_of_hosts_is_what_the_schema_says_and_holds_nothing_else() {
    let schema = fs::read_to_string(root().join("docs/beian-1.schema.json")).unwrap();
    let validator = jsonschema::validator_for(&serde_json::from_str(&schema).unwrap()).unwrap();
    for arguments in [
        &["hosts", "--format", "json", DEMO][..],
        &["hosts", "--format", "jsonl", DEMO],
        &["inspect", "--format", "jsonl", "--only", "hosts", DEMO],
        &["inspect", "--format", "jsonl", "--only", "identity,hosts", DEMO],
    ] {
        let json = beian(arguments).json();
        let errors: Vec<String> = validator.iter_errors(&json).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{arguments:?}: {errors:?}");
    }
    let alone = beian(&["inspect", "--format", "jsonl", "--only", "hosts", DEMO]).json();
    assert!(alone.get("app").is_none() && alone.get("signing").is_none(), "identity was not asked for");
    let rows: Vec<&str> =
        alone["form"]["rows"].as_array().unwrap().iter().map(|row| str_of(row, "key")).collect();
    assert_eq!(rows, ["domains", "other-domains", "ips"]);
    assert_eq!(alone["coverage"]["complete"], true);
}

#[test]
fn the_forms_rows_of_the_demo_package() {
    let row = |key: &str| beian(&["inspect", "--field", key, DEMO]).out;
    let mut domains: Vec<String> = row("domains").lines().map(String::from).collect();
    domains.sort();
    assert_eq!(
        domains,
        [
            "api.demo-mall.cn",
            "img.cdn.demo-mall.cn",
            "m.demo-mall.cn",
            "pay.demo-mall.com.cn",
            "shop.demo-mall.cn"
        ]
    );
    assert_eq!(row("ips"), "223.5.5.5\n");
    beian(&["inspect", "--field", "other-domains", DEMO]).assert_refused(DEMO, "no value for other-domains");
}

#[test]
fn several_packages_each_have_a_title() {
    let run = beian(&["hosts", DEMO, DEMO]);
    assert_eq!(run.status, 0, "{}", run.err);
    assert_eq!(run.out.lines().filter(|line| *line == format!("# {DEMO}")).count(), 2);
    assert!(!beian(&["hosts", DEMO]).out.contains(DEMO));
}

#[test]
fn the_list_does_not_depend_on_the_number_of_threads() {
    let [one, many] =
        ["1", "7"].map(|threads| beian(&["hosts", "--threads", threads, "--format", "jsonl", DEMO, DEMO]));
    assert_eq!((one.status, one.out.lines().count()), (0, 2), "{}", one.err);
    assert_eq!(one.out, many.out);
}

#[test]
fn misuse_is_one_line_that_names_what_would_do() {
    let run = beian(&["hosts", "--kind", "nonsense", DEMO]);
    run.assert_refused("nonsense", "endpoint, template, ip, deeplink, policy, link, licence, metadata");
    beian(&["hosts", "--registrable", "--format", "json", DEMO]).assert_refused("--registrable", "text");
    beian(&["hosts", "--registrable", "--with-evidence", DEMO]).assert_refused("--registrable", "cannot be");
    beian(&["hosts", "--own", "https://example.cn/", DEMO]).assert_refused("--own", "not a domain name");
    beian(&["hosts"]).assert_refused("PKG", "required");
    beian(&["hosts", "no/such.apk"]).assert_refused("no/such.apk", "No such file");
}

#[test]
fn a_file_that_is_no_package_is_not_one_without_hosts() {
    let leaf = file("leaf.cer", &beian_testkit::cert::CertificateBuilder::new("Shop").build_der());
    beian(&["hosts", text(&leaf.1)]).assert_refused("leaf.cer", "no hosts are read");
}

#[test]
fn help_says_what_the_kinds_are() {
    let help = beian(&["hosts", "--help"]);
    assert_eq!((help.status, help.err.as_str()), (0, ""));
    insta::assert_snapshot!(help.out);
}
