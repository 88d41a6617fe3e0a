use super::*;
use crate::name::HostName;

fn doubt(raw: &str) -> Doubt {
    let name = HostName::parse_template(raw).unwrap();
    lookalike(name.domain().unwrap()).map_or(Doubt::None, |found| found.doubt)
}

#[test]
fn names_of_something_else_are_told() {
    let certain = [
        "com.tencent.map",
        "MainActivity.java",
        "log4j.properties",
        "a.zip",
        "java.net",
        "android.app",
        "app.js.map",
        "key_event.cc",
        "u_color.xyz",
        "this.id",
    ];
    for raw in certain {
        assert_eq!(doubt(raw), Doubt::Certain, "{raw}");
    }
    let strong = [
        "libc.so",
        "readme.md",
        "user.name",
        "console.info",
        "window.open",
        "location.host",
        "t.data",
        "e.a.id",
        "n.sb",
        "rect.top",
        "item.store",
        "plus.io",
        "login.do",
        "ro.build.id",
        "wifi.direct",
        "hw.network",
        "theme.design",
        "4.1.0.final",
        "com.tencent.app.Foo",
        "navigator.app",
    ];
    for raw in strong {
        assert!(doubt(raw) >= Doubt::Strong, "{raw}: {:?}", doubt(raw));
    }
}

#[test]
fn hosts_are_in_doubt_at_most_a_little() {
    let hosts = [
        "www.example-a.com",
        "api.foo.cn",
        "android.bugly.foo.com",
        "java.foo.com.cn",
        "android.com",
        "www.google.co.id",
        "foo.co.in",
        "shop.com.py",
        "foo.com.ps",
        "www.gov.md.example-a.cn",
        "t.cn",
        "x.com",
        "m.foo.top",
        "app.foo.top",
        "data.foo.com",
        "event.foo.xyz",
        "app.foo.io",
        "foo.ai",
        "live.foo.tv",
        "foo.me",
        "console.foo.com",
        "file.foo.top",
        "process.foo.cn",
    ];
    for raw in hosts {
        assert!(doubt(raw) <= Doubt::Weak, "{raw}: {:?}", doubt(raw));
    }
    let none = [
        "www.foo.com",
        "api.foo.cn",
        "data.foo.com",
        "m.foo.net",
        "app.foo.com",
        "www.google.co.id",
        "sis.foo.io",
        "www.foo.cc",
        "m.*",
        "_x._tcp.foo.cn",
        "my_app.foo.com",
    ];
    for raw in none {
        assert_eq!(doubt(raw), Doubt::None, "{raw}");
    }
}

#[test]
fn a_variable_has_one_letter_before_the_last_label() {
    let like = |raw: &str| {
        let name = HostName::parse_template(raw).unwrap();
        variable_like(name.domain().unwrap()).map(|found| found.doubt)
    };
    assert_eq!(like("t.data"), Some(Doubt::Strong));
    assert_eq!(like("t.cn"), Some(Doubt::Weak));
    assert_eq!(like("t.c.bd"), Some(Doubt::Strong));
    assert_eq!(like("m.foo.data"), None);
    assert_eq!(like("*.data"), None);
    assert_eq!(like("localhost"), None);
}
