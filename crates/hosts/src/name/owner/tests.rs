use super::*;
use crate::name::HostName;

fn own(package: &str) -> Vec<String> {
    own_names(package).iter().map(|own| own.registrable.ascii().to_owned()).collect()
}

fn domain(raw: &str) -> Domain {
    HostName::parse_template(raw).unwrap().domain().unwrap().clone()
}

#[test]
fn a_package_name_begins_with_its_domain_in_reverse_order() {
    let cases: [(&str, &[&str]); 12] = [
        ("com.example.demo.mall", &["example.com"]),
        ("com.Acme_Shop.app", &["acme-shop.com"]),
        ("com._360.mobile", &["360.com"]),
        ("cn.com.foo.app", &["foo.com.cn"]),
        ("cn.foo.app", &["foo.cn"]),
        ("io.github.user.app", &["user.github.io"]),
        ("com.foo", &["foo.com"]),
        ("com.github.user.app", &[]),
        ("myapp", &[]),
        ("test.foo.bar", &[]),
        ("", &[]),
        ("com.", &[]),
    ];
    for (package, want) in cases {
        assert_eq!(own(package), want, "{package}");
    }
}

#[test]
fn com_cn_in_the_wrong_order_may_mean_either() {
    assert_eq!(own("com.cn.foo.app"), ["foo.cn.com", "foo.com.cn"]);
}

#[test]
fn own_is_what_stands_at_or_below_an_own_name() {
    let own = own_names("com.acme.app");
    assert_eq!(owner(&domain("api.acme.com"), &own), Ownership::Own(&own[0]));
    assert_eq!(owner(&domain("*.acme.com"), &own), Ownership::Own(&own[0]));
    assert_eq!(owner(&domain("acme.com.cn"), &own), Ownership::Unknown);
    assert_eq!(owner(&domain("notacme.com"), &own), Ownership::Unknown);
    assert!(matches!(owner(&domain("developer.android.com"), &own), Ownership::Platform(_)));
}

#[test]
fn answering_for_a_shared_or_special_host_owns_nothing() {
    let answered = |raw: &str| {
        OwnName::of(&domain(raw), OwnerReason::AnsweredHost).map(|own| own.registrable.to_string())
    };
    assert_eq!(answered("m.acme.cn").as_deref(), Some("acme.cn"));
    assert_eq!(answered("github.com"), None);
    assert_eq!(answered("www.example.com"), None);
    assert_eq!(answered("developer.android.com"), None);
    assert_eq!(answered("localhost"), None);
    let declared = OwnName::of(&domain("github.com"), OwnerReason::Declared);
    assert!(declared.is_some());
}
