use super::*;

fn old(text: &str) -> Value {
    value(text.as_bytes(), Format::OpenStep)
}

#[test]
fn values() {
    let list =
        old("// one\n{ a = b; \"c d\" = ( 1, 'x', ); /* two */ e = <0F bd 77>; f = {}; g = (); h; }\n");
    let expected = dictionary([
        ("a", string("b")),
        ("c d", Value::Array(vec![string("1"), string("x")])),
        ("e", Value::Data(vec![0x0f, 0xbd, 0x77])),
        ("f", dictionary([])),
        ("g", Value::Array(Vec::new())),
        ("h", string("h")),
    ]);
    assert_eq!(list, expected);
    assert_eq!(old("(a)"), Value::Array(vec![string("a")]));
    assert_eq!(old(" com.example/a-b_c:$1 "), string("com.example/a-b_c:$1"));
    assert_eq!(old("<dada>"), Value::Data(vec![0xda, 0xda]));
}

#[test]
fn strings_files_have_no_braces() {
    let text = "\u{feff}/* Name */\n\"CFBundleDisplayName\" = \"\u{4e2d}\u{6587}\";\nNSCameraUsageDescription=\"a \\\"b\\\"\";\n";
    let expected = dictionary([
        ("CFBundleDisplayName", string("\u{4e2d}\u{6587}")),
        ("NSCameraUsageDescription", string("a \"b\"")),
    ]);
    assert_eq!(old(text), expected);
    for to_bytes in [u16::to_le_bytes, u16::to_be_bytes] {
        assert_eq!(value(&utf16(text, to_bytes), Format::OpenStep), expected);
    }
}

#[test]
fn what_follows_the_last_pair_is_not_looked_at() {
    assert_eq!(old("a = b; } junk"), dictionary([("a", string("b"))]));
    assert_eq!(old("a = b; \"junk"), dictionary([("a", string("b"))]));
}

#[test]
fn nothing_but_space_is_an_empty_dictionary() {
    for text in [" \n", "// a", "/* a */\u{2028}", "/* a"] {
        assert_eq!(old(text), dictionary([]), "{text}");
    }
}

#[test]
fn escapes() {
    for (written, meant) in [
        (r#"\a\b\f\n\r\t\v\"\'\\\q"#, "\u{7}\u{8}\u{c}\n\r\t\u{b}\"'\\q"),
        (r"\101\60x\0", "A0x\0"),
        // NeXTSTEP's encoding, and a number of nine bits.
        (r"\200\201\256\375\376\501", "\u{a0}\u{c0}\u{fb01}\u{ff}\u{fffd}A"),
        (r"\U4e2d\U6587\u", "\u{4e2d}\u{6587}u"),
        (r"\Ud83d\Ude00", "\u{1f600}"),
        (r"\Ud83dx\Ude00\Ud83d\Ud83d\Ude00", "\u{fffd}x\u{fffd}\u{fffd}\u{1f600}"),
        (r"\U41g", "Ag"),
        ("\\\n", "\n"),
        ("\\\u{1f600}", "\u{1f600}"),
    ] {
        assert_eq!(old(&format!("\"{written}\"")), string(meant), "{written}");
    }
}

#[test]
fn malformed_lists() {
    for (text, place) in [
        ("{a = b}", (6, "a semicolon behind the value")),
        ("{a = b;", (7, "a key or the end of the dictionary")),
        ("{a b;}", (3, "an equals sign or a semicolon behind the key")),
        ("{a = ;}", (5, "a value")),
        ("{a = \"b;}", (9, "the end of the string")),
        ("(a b)", (3, "a comma or the end of the array")),
        ("(a,", (3, "a value")),
        ("{} a", (3, "nothing behind the list")),
        ("a = b", (5, "a semicolon behind the value")),
        ("a b", (2, "an equals sign or a semicolon behind the key")),
        ("(<0fb>)", (4, "two hexadecimal digits")),
        ("(<0f", (4, "the end of the data")),
        ("*", (0, "a value")),
        ("\"a\\\"", (4, "the end of the string")),
    ] {
        assert_eq!(malformed(text.as_bytes()), place, "{text}");
    }
    assert_eq!(malformed(b"a\xff"), (1, "UTF-8"));
}

#[test]
fn the_last_of_a_repeated_key_counts() {
    let list = old("a = b; a = c;");
    assert_eq!(list, dictionary([("a", string("b")), ("a", string("c"))]));
    assert_eq!(list.as_dictionary().unwrap().get("a"), Some(&string("c")));
}

#[test]
fn nesting_has_an_end() {
    for (open, close) in [("(", ")"), ("{a=", ";}")] {
        let nested = |depth| format!("{}a{}", open.repeat(depth), close.repeat(depth));
        assert!(parse(nested(OPEN_STEP_DEPTH).as_bytes()).is_ok());
        let (offset, expected) = malformed(nested(OPEN_STEP_DEPTH + 1).as_bytes());
        assert_eq!(offset, u64::try_from(OPEN_STEP_DEPTH * open.len()).unwrap());
        assert_eq!(expected, "no deeper nesting of arrays and dictionaries");
        assert!(parse(open.repeat(1_000_000).as_bytes()).is_err());
    }
}
