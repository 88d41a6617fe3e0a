//! Hosts built by hand.

use beian_model::{
    Bilingual, Confidence, Encoding, Host, HostEvidence, HostKind, Owner, OwnerVerdict, Report, SuffixSource,
};

/// The report of [`super::android`] with hosts: the app's own, undecided ones, the platform's, one of every kind, an
/// internationalised name, one that is doubtful, one too deep for the form, one whose end is open.
pub fn with_hosts() -> Report {
    let own = |kind, name| host(kind, name, OwnerVerdict::Own);
    let unknown = |kind, name| host(kind, name, OwnerVerdict::Unknown);
    let platform = |kind, name| host(kind, name, OwnerVerdict::Platform);
    let chinese = unknown(HostKind::Endpoint, "xn--fsqu00a.xn--fiqs8s");
    let mut hosts = vec![
        own(HostKind::Endpoint, "api.demo-mall.cn"),
        own(HostKind::Endpoint, "img.cdn.demo-mall.cn"),
        own(HostKind::Endpoint, "a.b.c.d.demo-mall.com.cn"),
        unknown(HostKind::Endpoint, "push.some-vendor.com"),
        platform(HostKind::Endpoint, "www.android.com"),
        Host { confidence: Confidence::Low, ..unknown(HostKind::Endpoint, "user.name") },
        Host { display: "例子.中国".into(), confidence: Confidence::Medium, ..chinese },
        own(HostKind::Template, "*.shop.demo-mall.cn"),
        unknown(HostKind::Template, "graph.*"),
        unknown(HostKind::Ip, "223.5.5.5"),
        own(HostKind::Deeplink, "m.demo-mall.cn"),
        own(HostKind::Policy, "legacy.demo-mall.cn"),
        own(HostKind::Link, "help.demo-mall.cn"),
        own(HostKind::Licence, "opensource.demo-mall.cn"),
        own(HostKind::Metadata, "git.demo-mall.cn"),
        own(HostKind::Certificate, "crl.demo-mall.cn"),
        own(HostKind::Mail, "demo-mall.cn"),
        platform(HostKind::Namespace, "schemas.android.com"),
        unknown(HostKind::Reserved, "sandbox.example.com"),
        unknown(HostKind::Private, "10.0.2.2"),
    ];
    hosts.sort_by(|a, b| a.order().cmp(&b.order()));
    Report { hosts: Some(hosts), ..super::android() }
}

/// A host of high confidence, seen once in `assets/config.json` as a URL with `https`.
///
/// Its suffix is `com.cn` or the last label; where the last label is a hole or a number there is none.
pub fn host(kind: HostKind, name: &str, verdict: OwnerVerdict) -> Host {
    let labels: Vec<&str> = name.split('.').collect();
    let address = matches!(kind, HostKind::Ip | HostKind::Private);
    let suffix = match labels.last() {
        Some(&"*") => None,
        _ if address => None,
        _ => Some(if name.ends_with(".com.cn") { 2 } else { 1 }),
    };
    let fixed =
        suffix.map(|suffix| labels[labels.len() - suffix - 1..].join(".")).filter(|name| !name.contains('*'));
    Host {
        host: name.into(),
        display: name.into(),
        kind,
        kinds: vec![kind],
        confidence: Confidence::High,
        registrable: fixed,
        level: suffix.and_then(|suffix| u32::try_from(labels.len() - suffix + 1).ok()),
        suffix_source: if suffix.is_some() { SuffixSource::Icann } else { SuffixSource::None },
        owner: Owner { verdict, name: None, reason: Bilingual::new("测试", "a test says so") },
        schemes: vec!["https".into()],
        ports: Vec::new(),
        count: 1,
        evidence: vec![evidence(kind, &format!("\"url\": \"https://{name}/v2/\""))],
        evidence_total: 1,
        reason: Bilingual::new("测试用", "it was made for a test"),
        rules: Vec::new(),
    }
}

/// A sighting in `assets/config.json`.
pub fn evidence(kind: HostKind, text: &str) -> HostEvidence {
    HostEvidence {
        entry: "assets/config.json".into(),
        offset: 0x2A,
        reader: "json".into(),
        encoding: Encoding::Utf8,
        text: text.into(),
        kind,
        used_by: None,
    }
}
