use super::*;

fn xml(body: &str) -> Value {
    value(format!("<plist>{body}</plist>").as_bytes(), Format::Xml)
}

/// Where `body` is malformed, counted from its own start.
fn bad(body: &str) -> (u64, &'static str) {
    let (offset, expected) = malformed(format!("<plist>{body}</plist>").as_bytes());
    (offset - 7, expected)
}

#[test]
fn values() {
    let list = xml(concat!(
        "<dict><key>array</key><array><true/><false></false></array>",
        "<!-- a --><key>data</key> <data>\n\tAQID\n\tBA==\n</data>",
        "<?pi?><key>date</key><date>2019-05-01T12:00:00Z</date>",
        "<key>real</key><real>1.5</real><key>integer</key><integer>-7</integer>",
        "<key/><string/><key>uid</key><dict><key>CF$UID</key><integer>5</integer></dict>",
        "<key>empty</key><dict/></dict>",
    ));
    let expected = dictionary([
        ("array", Value::Array(vec![Value::Boolean(true), Value::Boolean(false)])),
        ("data", Value::Data(vec![1, 2, 3, 4])),
        ("date", Value::Date(Date::from_unix(1_556_712_000))),
        ("real", Value::Real(1.5)),
        ("integer", Value::Integer(-7)),
        ("", string("")),
        ("uid", Value::Uid(5)),
        ("empty", dictionary([])),
    ]);
    assert_eq!(list, expected);
}

#[test]
fn a_list_needs_neither_declaration_nor_plist_and_ends_with_its_element() {
    assert_eq!(value(b" <dict/><dict>", Format::Xml), dictionary([]));
    let text = "<?xml version='1.0'?><!DOCTYPE plist SYSTEM 'a'><!-- <array/> --><plist\nversion='1'><true/></plist >junk";
    assert_eq!(value(text.as_bytes(), Format::Xml), Value::Boolean(true));
}

#[test]
fn strings_have_entities_characters_and_cdata() {
    assert_eq!(xml("<string>&lt;&gt;&amp;&apos;&quot;&#20013;&#x6587;</string>"), string("<>&'\"中文"));
    assert_eq!(xml("<string>a<![CDATA[<&lt;]]>b\r\n </string>"), string("a<&lt;b\r\n "));
    let reference = "one of the five entities, or a character by its number";
    for text in ["&nbsp;", "&#xd800;", "&#x110000;", "&#123456789;", "&lt", "&#12a;", "&"] {
        assert_eq!(bad(&format!("<string>{text}</string>")), (8, reference), "{text}");
    }
    assert_eq!(bad("<string>a<!-- b --></string>").0, 9);
    assert_eq!(malformed(b"<plist><string>a\xff</string></plist>"), (16, "UTF-8"));
}

#[test]
fn a_tag_ends_with_the_first_bracket() {
    // A reader of XML proper sees an attribute that goes on, and another value.
    assert_eq!(xml("<string a='>one</string>"), string("one"));
    assert_eq!(xml("<string a='>'>two</string>"), string("'>two"));
}

#[test]
fn a_comment_before_the_first_element_needs_a_byte() {
    let text = b"<!----><string>one</string>--><string>two</string>";
    assert_eq!(value(text, Format::Xml), string("two"));
    assert_eq!(xml("<!----><string>one</string>"), string("one"));
}

#[test]
fn integers() {
    for (text, number) in [
        ("0", 0),
        ("007", 7),
        (" \n+ 7", 7),
        ("-0x10", -16),
        ("0XfF", 255),
        ("18446744073709551615", u64::MAX.into()),
        ("-9223372036854775808", i64::MIN.into()),
    ] {
        assert_eq!(xml(&format!("<integer>{text}</integer>")), Value::Integer(number), "{text}");
    }
    for text in ["", "-", "0x", "7 ", "1.5", "f", "18446744073709551616", "-9223372036854775809"] {
        let (offset, expected) = bad(&format!("<integer>{text}</integer>"));
        assert_eq!((offset, expected), (9, "a whole number of 64 bits"), "{text}");
    }
}

#[test]
fn reals_and_dates() {
    for (text, number) in
        [("-1e3", -1e3), (" .5", 0.5), ("+INF", f64::INFINITY), ("-infinity", -f64::INFINITY)]
    {
        assert_eq!(xml(&format!("<real>{text}</real>")), Value::Real(number));
    }
    assert!(matches!(xml("<real>nan</real>"), Value::Real(number) if number.is_nan()));
    assert_eq!(bad("<real></real>"), (6, "a number"));
    let date = |text| xml(&format!("<date>{text}</date>")).as_date().unwrap().to_string();
    assert_eq!(date("4001-01-01T00:00:00Z"), "4001-01-01T00:00:00Z");
    assert_eq!(date("2018-13-32T00:00:00Z"), "2019-02-01T00:00:00Z");
    for text in
        ["", "2019-05-01", "2019-5-01T12:00:00Z", "2019-05-01T12:00:00.5Z", "99999999999-01-01T00:00:00Z"]
    {
        assert_eq!(
            bad(&format!("<date>{text}</date>")),
            (6, "a date such as 2019-05-01T12:00:00Z"),
            "{text}"
        );
    }
}

#[test]
fn data_passes_over_what_is_no_base64() {
    let data = |text: &str| xml(&format!("<data>{text}</data>")).as_data().unwrap().to_vec();
    assert_eq!(data(""), b"");
    assert_eq!(data("AQ=="), [1]);
    assert_eq!(data("A!QI=\n"), [1, 2]);
    assert_eq!(data("AQIDBA"), [1, 2, 3]);
    assert_eq!(bad("<data>AQ\u{e4}</data>"), (8, "base64"));
}

#[test]
fn malformed_lists() {
    for (body, place) in [
        ("", (0, "a value")),
        ("<dict><string>a</string></dict>", (6, "<key>")),
        ("<dict><key>a</key></dict>", (18, "a value of the key before")),
        ("<array>a</array>", (7, "a tag")),
        ("<array></dict>", (7, "the closing tag of the element")),
        ("<true>a</true>", (6, "the closing tag of the element")),
        ("<string>a</key>", (9, "the closing tag of the element")),
        ("<data/>", (0, "an element with a value")),
        ("<set/>", (0, "a tag of property lists")),
        ("<true/><true/>", (7, "one value and no more")),
        ("<array><![CDATA[]]></array>", (7, "a tag of property lists")),
    ] {
        assert_eq!(bad(body), place, "{body}");
    }
}

#[test]
fn the_last_of_a_repeated_key_counts() {
    let list = xml("<dict><key>a</key><true/><key>b</key><true/><key>a</key><false/></dict>");
    let list = list.as_dictionary().unwrap();
    assert_eq!(list.get("a"), Some(&Value::Boolean(false)));
    assert_eq!((list.keys().collect::<Vec<_>>(), list.repeated()), (vec!["b", "a"], &["a".to_owned()][..]));
}

#[test]
fn every_cut_is_an_error() {
    let text = "<?xml version=\"1.0\"?><plist><dict><key>a</key><array><string>b&amp;</string></array></dict></plist>";
    for len in 1..text.len() {
        let (offset, _) = malformed(&text.as_bytes()[..len]);
        assert!(offset <= len.try_into().unwrap(), "{len}");
    }
    assert_eq!(malformed(b"<plist><string>abc"), (18, "the closing tag of the element"));
    assert_eq!(malformed(b"<plist><true/>"), (14, "a tag"));
}

#[test]
fn nobody_declares_entities() {
    let text = "<?xml version=\"1.0\"?><!DOCTYPE p [<!ENTITY a \"b\">]><plist><string>&a;</string></plist>";
    assert_eq!(malformed(text.as_bytes()), (33, "the end of the DOCTYPE, which has no subset"));
}

#[test]
fn nesting_has_an_end() {
    let nested =
        |depth| format!("<plist>{}<true/>{}</plist>", "<array>".repeat(depth), "</array>".repeat(depth));
    assert!(parse(nested(DEPTH).as_bytes()).is_ok());
    let expected = "no deeper nesting of arrays and dictionaries";
    assert_eq!(malformed(nested(DEPTH + 1).as_bytes()), (7 * 129, expected));
    assert_eq!(malformed("<plist>".repeat(1_000_000).as_bytes()).1, expected);
}

#[test]
fn encodings() {
    let text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><string>\u{e4}\u{1f600}</string>";
    let expected = string("\u{e4}\u{1f600}");
    assert_eq!(value(format!("\u{feff}{text}").as_bytes(), Format::Xml), expected);
    for to_bytes in [u16::to_le_bytes, u16::to_be_bytes] {
        for mark in ["\u{feff}", ""] {
            assert_eq!(value(&utf16(&format!("{mark}{text}"), to_bytes), Format::Xml), expected);
        }
    }
    let utf32: Vec<u8> = format!("\u{feff}{text}").chars().flat_map(|c| u32::from(c).to_le_bytes()).collect();
    assert_eq!(value(&utf32, Format::Xml), expected);
    let declared = |name: &str| [b"<?xml encoding='", name.as_bytes(), b"'?><string>\xe4</string>"].concat();
    assert_eq!(value(&declared("ISO-8859-1"), Format::Xml), string("\u{e4}"));
    assert_eq!(malformed(&declared("us-ascii")).1, "text in the encoding that the file states");
    assert_eq!(malformed(&declared("utf-7")), (0, "UTF-8, UTF-16, ASCII or Latin-1 as the encoding"));
}

#[test]
fn offsets_are_those_of_the_file() {
    let text = "<array>\u{1f600}";
    assert_eq!(malformed(format!("\u{feff}{text}").as_bytes()), (10, "a tag"));
    assert_eq!(malformed(&utf16("\u{feff}<array><string>\u{1f600}</array>", u16::to_be_bytes)).0, 2 + 17 * 2);
}
