use beian_text::{Bounds, Edge, Name, Role, Sink, Span, Text};

use super::*;
use crate::Finder;

/// A package of which each entry holds one text.
struct Found {
    sightings: Sightings,
}

impl Found {
    fn of(texts: &[(&str, &str, Role<'_>)]) -> Self {
        let mut sightings = Sightings::default();
        for &(entry, written, role) in texts {
            let bounds = match role {
                Role::Unknown => Bounds::Run { before: Edge::Nul, after: Edge::Nul },
                _ => Bounds::Exact,
            };
            let mut finder = Finder::new(entry, 1000);
            finder.reader("test");
            let span = Span::new(0, u64::try_from(written.len()).unwrap());
            let encoding = beian_text::Encoding::Utf8;
            finder.text(Text { text: written.into(), span, encoding, bounds, role });
            sightings.add(entry, finder.finish());
        }
        Self { sightings }
    }

    fn judged(&self, package: Option<&str>) -> Vec<Host> {
        judge(&self.sightings, &App { package, own: &[] })
    }
}

/// Kind and confidence of the only host of a text.
fn verdict(entry: &str, written: &str, role: Role<'_>) -> (HostKind, Confidence) {
    let judged = Found::of(&[(entry, written, role)]).judged(None);
    assert_eq!(judged.len(), 1, "{written}");
    (judged[0].kind, judged[0].confidence)
}

#[test]
fn each_kind_has_its_rule() {
    use HostKind as K;
    let cases = [
        ("classes.dex", "https://a.example.cn/v1", Role::Literal, K::Endpoint),
        ("classes.dex", "https://%s.example.cn/v1", Role::Literal, K::Template),
        ("classes.dex", "https://223.5.5.5/", Role::Literal, K::Ip),
        ("AndroidManifest.xml", "m.example.cn", Role::AnsweredHost, K::Deeplink),
        ("res/xml/nsc.xml", "m.example.cn", Role::MatchedHost, K::Policy),
        ("resources.arsc", "See https://a.example.cn/faq for answers.", Role::Value { key: "q" }, K::Link),
        ("resources.arsc", "https://a.example.cn/faq", Role::Reference { element: "a" }, K::Link),
        ("resources.arsc", "https://a.example.cn/faq", Role::Reference { element: "img" }, K::Endpoint),
        ("assets/licenses/NOTICE", "see https://a.example.cn/", Role::Unknown, K::Licence),
        ("assets/a.js", "/* Copyright X https://a.example.cn */", Role::Unknown, K::Licence),
        ("assets/package.json", "\"url\": \"https://a.example.cn\"", Role::Unknown, K::Metadata),
        ("assets/a.js", "/* see https://a.example.cn */", Role::Unknown, K::Metadata),
        ("res/a.png", "https://a.example.cn/", Role::Unknown, K::Metadata),
        ("assets/ca.cer", "http://crl.example.cn/a.crl", Role::Unknown, K::Certificate),
        ("classes.dex", "kefu@example.cn", Role::Literal, K::Mail),
        ("a.xml", "http://schemas.android.com/apk/res/android", Role::Identifier, K::Namespace),
        ("classes.dex", "http://www.w3.org/1999/xhtml", Role::Literal, K::Namespace),
        ("classes.dex", "http://a.example.cn/ns/1.0", Role::Literal, K::Namespace),
        ("classes.dex", "http://localhost:8081/x", Role::Literal, K::Reserved),
        ("classes.dex", "https://api.example.com/", Role::Literal, K::Reserved),
        ("classes.dex", "http://10.0.2.2:3000/", Role::Literal, K::Private),
        ("assets/README.md", "https://a.example.cn/", Role::Unknown, K::Link),
    ];
    for (entry, written, role, want) in cases {
        assert_eq!(verdict(entry, written, role).0, want, "{entry}: {written}");
    }
}

#[test]
fn exact_names_with_a_public_suffix_are_sure() {
    for written in [
        "https://a.example.cn",
        "s.jpush.cn",
        "sis.jpush.io",
        "103.229.215.60",
        "8.8.8.8",
        ".umeng.com/app_logs",
    ] {
        assert_eq!(verdict("classes.dex", written, Role::Literal).1, Confidence::High, "{written}");
    }
    assert_eq!(verdict("lib/x.so", "s.jpush.cn", Role::Unknown).1, Confidence::Medium);
}

#[test]
fn what_looks_like_something_else_is_not() {
    let alike = [
        "com.tencent.app",
        "Main.java",
        "index.md",
        "user.name",
        "this.style",
        "Log.INFO",
        "2.5.29.17",
        "1.3.6.1",
        "4.0.0.1",
        "android.support",
        "gcm.id",
        ".data.rel.ro",
        "TextAppearance.Compat.Info",
        "debug.firebase.analytics.app",
        "nio.write.timeout.in.ms",
    ];
    for written in alike {
        let judged = Found::of(&[("classes.dex", written, Role::Literal)]).judged(None);
        assert!(judged.iter().all(|judged| judged.confidence == Confidence::Low), "{written}");
    }
}

#[test]
fn what_the_package_calls_so_is_no_host() {
    let mut app = Found::of(&[
        ("classes.dex", "cn.example.com", Role::Literal),
        ("classes.dex", "t.example.cn", Role::Literal),
    ]);
    app.sightings.names.add(Name::ClassPackage("cn.example.com"));
    app.sightings.names.add(Name::Resource("t.example.cn"));
    assert!(app.judged(None).iter().all(|judged| judged.confidence == Confidence::Low));
}

#[test]
fn a_name_that_urls_go_to_is_a_host_elsewhere_too() {
    let alone = Found::of(&[("classes.dex", "example.top", Role::Literal)]).judged(None);
    assert_eq!(alone[0].confidence, Confidence::Low);
    let both =
        [("classes.dex", "example.top", Role::Literal), ("a.js", "https://api.example.top/", Role::Literal)];
    let both = Found::of(&both).judged(None);
    assert!(both.iter().all(|judged| judged.confidence == Confidence::High));
}

#[test]
fn a_low_sighting_says_nothing_of_the_kind() {
    let texts = [
        ("a.dex", "Example.cn", Role::Literal),
        ("b.txt", "see https://example.cn for more about it", Role::Value { key: "x" }),
    ];
    let judged = Found::of(&texts).judged(None);
    assert_eq!((judged[0].kind, &*judged[0].kinds), (HostKind::Link, &[HostKind::Link][..]));
    assert_eq!((judged[0].count, judged[0].evidence[0].entry.as_str()), (2, "b.txt"));
}

#[test]
fn owners_follow_from_package_and_links() {
    let texts = [
        ("a.dex", "https://api.example.cn", Role::Literal),
        ("a.dex", "https://api.other.cn", Role::Literal),
        ("AndroidManifest.xml", "m.links.cn", Role::AnsweredHost),
        ("a.dex", "https://localhost/", Role::Literal),
    ];
    let judged = Found::of(&texts).judged(Some("cn.example.mall"));
    let verdicts: Vec<_> = judged.iter().map(|judged| (&*judged.host, judged.owner.verdict)).collect();
    let want = [
        ("api.example.cn", OwnerVerdict::Own),
        ("api.other.cn", OwnerVerdict::Unknown),
        ("m.links.cn", OwnerVerdict::Own),
        ("localhost", OwnerVerdict::Unknown),
    ];
    assert_eq!(verdicts, want);
}

#[test]
fn every_host_has_a_trace_and_a_reason() {
    let judged = Found::of(&[("a.dex", "https://api.example.cn:8443/x", Role::Literal)]).judged(None);
    let [judged] = &*judged else { panic!("one host") };
    assert_eq!(judged.rules, [Rule::Held.id(), Rule::Certain.id()]);
    assert_eq!(
        (judged.schemes.as_slice(), judged.ports.as_slice()),
        (&["https".to_owned()][..], &[8443][..])
    );
    assert_eq!((judged.registrable.as_deref(), judged.level), (Some("example.cn"), Some(3)));
    assert!(judged.reason.en.contains("a.dex"), "{}", judged.reason.en);
}

#[test]
fn what_stands_for_versions_is_no_address() {
    let cases = [
        ("AndroidManifest.xml", "47.95.12.3", Role::Value { key: "versionName" }, Confidence::Low),
        ("assets/a.json", "{\"compileSdkVersion\":\"6.1.1.125\"}", Role::Unknown, Confidence::Low),
        ("icudt60b/ko.res", "2.1.37.34", Role::Unknown, Confidence::Low),
        ("lib/a.so", "47.95.12.3", Role::Unknown, Confidence::Medium),
        ("assets/a.json", "{\"host\":\"47.95.12.3\"}", Role::Unknown, Confidence::High),
    ];
    for (entry, written, role, want) in cases {
        assert_eq!(verdict(entry, written, role), (HostKind::Ip, want), "{written}");
    }
}

#[test]
fn keys_vouch_for_names_but_not_for_members() {
    let cases = [
        ("{\"domain\":\"api.mall.ht\"}", Confidence::High),
        ("{\"name\":\"api.mall.ht\"}", Confidence::Low),
        ("server.host=s.mall.ht\n", Confidence::High),
        ("  host: options.host,\n", Confidence::Low),
        ("  f(host=self.proxy.host)", Confidence::Low),
        ("files = [\"b.cc\"]", Confidence::Low),
    ];
    for (written, want) in cases {
        assert!(
            Found::of(&[("assets/a.js", written, Role::Unknown)])
                .judged(None)
                .iter()
                .all(|judged| judged.confidence == want),
            "{written}"
        );
    }
}

#[test]
fn class_names_in_urls_are_no_hosts() {
    let url = "http://javax.xml.transform.dom.DOMSource/feature";
    assert_eq!(verdict("classes.dex", url, Role::Literal).1, Confidence::Low);
    assert_eq!(verdict("classes.dex", "http://api.mall.intra1/", Role::Literal).1, Confidence::Medium);
}

#[test]
fn mail_that_is_framed_needs_no_common_suffix() {
    for written in ["by X <kefu@mall.se>", "(kefu@it.mall.se)", "  kefu@mall.name\n"] {
        assert_eq!(
            verdict("assets/NOTICES", written, Role::Unknown),
            (HostKind::Mail, Confidence::High),
            "{written}"
        );
    }
    for written in ["kefu@mall.se", "_Uri@0150898.directory", "L@system.app;"] {
        assert_eq!(verdict("lib/a.so", written, Role::Unknown).1, Confidence::Low, "{written}");
    }
}
