//! What a package says is never trusted with a terminal.

use std::borrow::Cow;
use std::fmt::Write as _;

/// The text with control characters, line separators and characters that reorder or hide text written as `\u{…}`
/// (`\n`, `\t`, `\r` by their usual names).
///
/// Escaped are the controls of Unicode (Cc), U+2028 and U+2029, the bidirectional formatting characters of UAX #9 (§2),
/// and the invisible U+200B, U+2060 to U+2064 and U+FEFF. Joiners (U+200C, U+200D) stay: scripts and emoji need them.
///
/// ```
/// assert_eq!(beian_print::escaped("a\u{202e}b\n\u{1b}[31m"), "a\\u{202e}b\\n\\u{1b}[31m");
/// ```
pub fn escaped(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if is_unsafe(c) => {
                let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{061c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clean_text_is_not_copied() {
        assert!(matches!(escaped("示例商城 Demo 👨‍👩‍👧"), Cow::Borrowed(_)));
    }

    #[test]
    fn every_bidirectional_control_is_escaped() {
        for c in "\u{061c}\u{200e}\u{200f}\u{202a}\u{202b}\u{202c}\u{202d}\u{202e}\u{2066}\u{2067}\u{2068}\u{2069}\u{85}\u{7f}".chars() {
            assert!(escaped(&c.to_string()).starts_with("\\u{"), "{c:?}");
        }
    }
}
