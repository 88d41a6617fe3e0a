//! Holes: what stands in a text for something that is put in later.

use super::chars::{byte, char_at, is_quote, on_while};

/// Longest name within a hole's brackets, in bytes.
const LONGEST: usize = 64;

/// The end of the hole that begins at `at`, if one does. Format directives (`%s`, `%1$s`, `%@`: java.util.Formatter, C,
/// Foundation), placeholders in braces (`{x}`, `{{x}}`, `${x}`, `#{x}`), and `$x`.
pub(super) fn hole(text: &str, at: usize) -> Option<usize> {
    match byte(text, at)? {
        b'%' => directive(text, at.saturating_add(1)),
        b'{' => braces(text, at),
        b'$' | b'#' if byte(text, at.saturating_add(1)) == Some(b'{') => braces(text, at.saturating_add(1)),
        b'$' => {
            let start = at.saturating_add(1);
            let end = on_while(text, start, LONGEST, |byte| byte.is_ascii_alphanumeric() || byte == b'_');
            (end > start && byte(text, start)?.is_ascii_alphabetic()).then_some(end)
        }
        _ => None,
    }
}

/// The end of a placeholder in angle brackets (`<region>`), if it stands where a label does: `http://x.com<br>` has none.
pub(super) fn angle_hole(text: &str, at: usize, label_begins: bool) -> Option<usize> {
    let start = at.saturating_add(1);
    let word = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b' ');
    let end = on_while(text, start, LONGEST, word);
    let behind = end.saturating_add(1);
    let closed = end > start && byte(text, end) == Some(b'>');
    let goes_on = matches!(byte(text, behind), Some(b'.' | b'-' | b':' | b'/'));
    (closed && label_begins && goes_on).then_some(behind)
}

/// Where a literal goes on behind something that is joined to it (`" + x + "`), if it does: `at` is that of the quote that
/// ends it.
pub(super) fn joined(text: &str, at: usize) -> Option<usize> {
    let quote = byte(text, at).filter(|&byte| is_quote(byte))?;
    let spaces = |at| on_while(text, at, 8, |byte| byte == b' ');
    let plus = |at| (byte(text, at) == Some(b'+')).then(|| spaces(at.saturating_add(1)));
    let start = plus(spaces(at.saturating_add(1)))?;
    let end = on_while(text, start, LONGEST, |byte| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'$' | b'(' | b')' | b'[' | b']')
    });
    let again = (end > start).then(|| plus(spaces(end)))??;
    (byte(text, again) == Some(quote)).then(|| again.saturating_add(1))
}

/// Whether a literal ends at `at` and something is joined to it that is no literal (`"https://graph." + x`).
pub(super) fn joins(text: &str, at: usize) -> bool {
    let after = at.saturating_add(1);
    byte(text, at).is_some_and(is_quote)
        && byte(text, on_while(text, after, 8, |byte| byte == b' ')) == Some(b'+')
}

fn directive(text: &str, at: usize) -> Option<usize> {
    let digits = on_while(text, at, 3, |byte| byte.is_ascii_digit());
    let at = if digits > at && byte(text, digits) == Some(b'$') { digits.saturating_add(1) } else { at };
    let at = on_while(text, at, 2, |byte| byte == b'l');
    let conversion = byte(text, at)?;
    let next = byte(text, at.saturating_add(1));
    match conversion {
        b's' | b'S' | b'@' | b'u' | b'i' | b'v' => Some(at.saturating_add(1)),
        // `%d0` is a byte in percent encoding.
        b'd' if !next.is_some_and(|byte| byte.is_ascii_hexdigit()) => Some(at.saturating_add(1)),
        _ => None,
    }
}

fn braces(text: &str, at: usize) -> Option<usize> {
    let open = on_while(text, at, 2, |byte| byte == b'{');
    let inner = |byte: u8| !matches!(byte, b'{' | b'}' | b'"' | b'\n' | b'/' | b'<' | b';');
    let end = on_while(text, open, LONGEST, inner);
    let close = on_while(text, end, open.saturating_sub(at), |byte| byte == b'}');
    (close.saturating_sub(end) == open.saturating_sub(at) && char_at(text, end).is_some()).then_some(close)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_hole_ends_where_it_does() {
        let cases = [
            ("%s.a", Some(2)),
            ("%1$s.a", Some(4)),
            ("%d.a", Some(2)),
            ("%da", None),
            ("%ld.a", Some(3)),
            ("%@/", Some(2)),
            ("%2F", None),
            ("{region}.a", Some(8)),
            ("{{region}}.a", Some(10)),
            ("${host}", Some(7)),
            ("#{host}", Some(7)),
            ("$host.a", Some(5)),
            ("$1", None),
            ("{a\"}", None),
            ("{a/b}", None),
            ("{open", None),
        ];
        for (text, want) in cases {
            assert_eq!(hole(text, 0), want, "{text}");
        }
    }

    #[test]
    fn literals_are_joined_through_a_value() {
        assert_eq!(joined("\" + region + \".a.cn", 0), Some(14));
        assert_eq!(joined("'+t.x()+'.a.cn", 0), Some(9));
        assert_eq!(joined("\" + region", 0), None);
        assert!(joins("\" + region", 0));
        assert!(!joins("\", region", 0));
    }

    #[test]
    fn markup_is_no_hole() {
        assert_eq!(angle_hole("<host>.a.cn", 0, true), Some(6));
        assert_eq!(angle_hole("<br>", 0, false), None);
        assert_eq!(angle_hole("<br>text", 0, true), None);
    }
}
