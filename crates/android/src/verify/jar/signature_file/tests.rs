use super::*;

#[test]
fn numbers_are_read_as_java_reads_them() {
    for (text, expected) in [("2", 2), (" +3\t", 3), ("-2147483648", i32::MIN), ("007", 7)] {
        assert_eq!(number(text.as_bytes()), Some(expected), "{text}");
    }
    for text in ["", " ", "2 3", "0x2", "2147483648", "\u{661}"] {
        assert_eq!(number(text.as_bytes()), None, "{text}");
    }
}
