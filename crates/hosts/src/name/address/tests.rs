use super::*;

fn block(address: &str) -> Option<&'static str> {
    address_block(address.parse().unwrap()).map(|block| block.name)
}

#[test]
fn every_block_begins_and_ends_where_its_rfc_says() {
    let cases = [
        ("0.0.0.0", "0.255.255.255", "1.0.0.0"),
        ("10.0.0.0", "10.255.255.255", "11.0.0.0"),
        ("100.64.0.0", "100.127.255.255", "100.128.0.0"),
        ("127.0.0.0", "127.255.255.255", "128.0.0.0"),
        ("169.254.0.0", "169.254.255.255", "169.255.0.0"),
        ("172.16.0.0", "172.31.255.255", "172.32.0.0"),
        ("192.0.2.0", "192.0.2.255", "192.0.3.0"),
        ("192.168.0.0", "192.168.255.255", "192.169.0.0"),
        ("198.18.0.0", "198.19.255.255", "198.20.0.0"),
        ("198.51.100.0", "198.51.100.255", "198.51.101.0"),
        ("203.0.113.0", "203.0.113.255", "203.0.114.0"),
        ("224.0.0.0", "239.255.255.255", "223.255.255.255"),
        ("240.0.0.0", "255.255.255.255", "223.255.255.255"),
        ("::", "::", "1000::"),
        ("::1", "::1", "2001:4860:4860::8888"),
        ("2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", "2001:db9::"),
        ("3fff::", "3fff:fff:ffff::", "3fff:1000::"),
        ("fc00::", "fdff:ffff::", "fe00::"),
        ("fe80::", "febf::1", "240e::1"),
        ("ff02::1", "ff0e::1", "2400:3200::1"),
    ];
    for (first, last, outside) in cases {
        assert!(block(first).is_some() && block(first) == block(last), "{first} {last}");
        assert_eq!(block(outside), None, "{outside}");
    }
}

#[test]
fn an_address_in_an_address_is_judged_by_itself() {
    assert_eq!(block("::ffff:10.0.0.1"), Some("private use"));
    assert_eq!(block("64:ff9b::c0a8:1"), Some("private use"));
    assert_eq!(block("2002:7f00:1::"), Some("loopback"));
    assert_eq!(block("::ffff:114.114.114.114"), None);
    assert_eq!(block("2002:7272:7272::1"), None);
}

#[test]
fn what_stands_in_a_block_is_private() {
    assert_eq!(scope("10.0.2.2".parse().unwrap()), AddressScope::Private);
    assert_eq!(scope("8.8.8.8".parse().unwrap()), AddressScope::Public);
}
