use proptest::prelude::*;

use super::*;

fn authority(raw: &str) -> Result<String, NotAHost> {
    HostName::parse_authority_host(raw).map(|host| host.ascii().into_owned())
}

fn bare(raw: &str) -> Result<String, NotAHost> {
    HostName::parse_bare(raw).map(|host| host.ascii().into_owned())
}

fn template(raw: &str) -> Result<String, NotAHost> {
    HostName::parse_template(raw).map(|host| host.ascii().into_owned())
}

#[test]
fn hosts_of_urls() {
    let cases = [
        ("API.Example.CN", "api.example.cn"),
        ("example.com.", "example.com"),
        ("my_app.example.com", "my_app.example.com"),
        ("-a-.example.com", "-a-.example.com"),
        ("r3---sn-a.example.com", "r3---sn-a.example.com"),
        ("localhost", "localhost"),
        ("例子.中国", "xn--fsqu00a.xn--fiqs8s"),
        ("例子。中国", "xn--fsqu00a.xn--fiqs8s"),
        ("XN--FSQU00A.xn--fiqs8s", "xn--fsqu00a.xn--fiqs8s"),
        ("faß.de", "xn--fa-hia.de"),
        ("ｅｘａｍｐｌｅ.com", "example.com"),
        ("ex%61mple.com", "example.com"),
        ("%E4%BE%8B%E5%AD%90.cn", "xn--fsqu00a.cn"),
        ("xn--999999999.com", "xn--999999999.com"),
        ("10.0.2.2", "10.0.2.2"),
        ("１.1.1.1", "1.1.1.1"),
        ("[2001:DB8:0:0::1]", "2001:db8::1"),
        ("[::1]", "::1"),
        ("[fe80::1%25eth0]", "fe80::1"),
        ("a.1x", "a.1x"),
    ];
    for (raw, want) in cases {
        assert_eq!(authority(raw).as_deref(), Ok(want), "{raw}");
    }
}

#[test]
fn what_is_no_host_of_a_url() {
    let long_label = format!("{}.com", "a".repeat(64));
    let long_name = format!("{}com", "abcdefg.".repeat(32));
    let cases = [
        ("", NotAHost::Empty),
        (".", NotAHost::Empty),
        ("a..b", NotAHost::EmptyLabel),
        (".a.com", NotAHost::EmptyLabel),
        ("a b.com", NotAHost::Character),
        ("a{0}.com", NotAHost::Character),
        ("a.com:80", NotAHost::Character),
        ("a*.com", NotAHost::Character),
        ("%ff.com", NotAHost::Percent),
        ("%s.com", NotAHost::Character),
        ("1.2", NotAHost::Number),
        ("1.2.3.4.5", NotAHost::Number),
        ("01.2.3.4", NotAHost::Number),
        ("1.2.3.256", NotAHost::Number),
        ("2130706433", NotAHost::Number),
        ("a.1", NotAHost::Number),
        ("[::1", NotAHost::Ipv6),
        ("[a]", NotAHost::Ipv6),
        ("a\u{202e}.com", NotAHost::Idna),
        (&long_label, NotAHost::TooLong),
        (&long_name, NotAHost::TooLong),
    ];
    for (raw, want) in cases {
        assert_eq!(authority(raw), Err(want), "{raw}");
    }
}

#[test]
fn bare_names_are_letters_digits_and_inner_hyphens() {
    let cases = [
        ("api.example.cn", Ok("api.example.cn")),
        ("3g.163.com", Ok("3g.163.com")),
        ("例子.中国", Ok("xn--fsqu00a.xn--fiqs8s")),
        ("1.2.3.4", Ok("1.2.3.4")),
        ("2001:db8::1", Ok("2001:db8::1")),
        ("localhost", Err(NotAHost::SingleLabel)),
        ("", Err(NotAHost::Empty)),
        ("example.com.", Err(NotAHost::EmptyLabel)),
        (".example.com", Err(NotAHost::EmptyLabel)),
        ("a_b.example.com", Err(NotAHost::Hyphen)),
        ("-a.example.com", Err(NotAHost::Hyphen)),
        ("a-.example.com", Err(NotAHost::Hyphen)),
        ("ex%61mple.com", Err(NotAHost::Character)),
        ("你好。世界.com", Err(NotAHost::Character)),
        ("xn--999999999.com", Err(NotAHost::Idna)),
        ("a.com:80", Err(NotAHost::Character)),
        ("1.2.3", Err(NotAHost::Number)),
    ];
    for (raw, want) in cases {
        assert_eq!(bare(raw), want.map(str::to_owned), "{raw}");
    }
}

#[test]
fn templates_have_a_star_for_each_hole() {
    let cases = [
        ("*.Example.com", Ok("*.example.com")),
        (".example.com", Ok("*.example.com")),
        ("api-*.example.com", Ok("api-*.example.com")),
        ("**.example.com", Ok("*.example.com")),
        ("a*-*b.example.com", Ok("a*-*b.example.com")),
        ("graph.*", Ok("graph.*")),
        ("*.example.com.", Ok("*.example.com")),
        ("books.google.*", Ok("books.google.*")),
        ("*.例子.中国", Ok("*.xn--fsqu00a.xn--fiqs8s")),
        ("www.example.com", Ok("www.example.com")),
        ("*", Err(NotAHost::NothingFixed)),
        ("*.*", Err(NotAHost::NothingFixed)),
        ("", Err(NotAHost::Empty)),
        ("*..com", Err(NotAHost::EmptyLabel)),
        ("a *.com", Err(NotAHost::Character)),
        ("例*.com", Err(NotAHost::Character)),
    ];
    for (raw, want) in cases {
        assert_eq!(template(raw), want.map(str::to_owned), "{raw}");
    }
}

proptest! {
    #[test]
    fn what_the_report_writes_is_read_as_the_same(raw in "\\PC{0,40}|[a-zA-Z0-9.*_%-]{0,40}|([a-z例ß0-9-]{1,6}[.。]){1,4}[a-z中]{2,4}") {
        for parse in [HostName::parse_authority_host, HostName::parse_bare, HostName::parse_template] {
            let Ok(host) = parse(&raw) else { continue };
            let again = match &host {
                HostName::Domain(name) => HostName::parse_template(name.ascii()),
                HostName::V4(_) => HostName::parse_bare(&host.ascii()),
                HostName::V6(_) => HostName::parse_authority_host(&format!("[{}]", host.ascii())),
            };
            prop_assert_eq!(again, Ok(host));
        }
    }

    #[test]
    fn a_bare_name_is_the_host_of_a_url(raw in "([a-z例ß0-9-]{1,6}\\.){1,4}[a-z中]{2,4}") {
        if let Ok(host) = HostName::parse_bare(&raw) {
            prop_assert_eq!(HostName::parse_authority_host(&raw), Ok(host));
        }
    }

    #[test]
    fn the_unicode_form_is_the_same_host(raw in "([a-z例子ß0-9]{1,6}\\.){1,4}中国") {
        if let Ok(host) = HostName::parse_authority_host(&raw) {
            prop_assert_eq!(HostName::parse_authority_host(&host.display()), Ok(host));
        }
    }
}
