//! Where URLs begin.

use memchr::memchr2_iter;

use super::chars::{back_while, byte, byte_before, is_quote};
use crate::name::network_scheme;

/// What stands between the scheme and the authority.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    /// Where the scheme ends.
    pub(super) at: usize,
    /// Where the authority begins.
    pub(super) authority: usize,
}

/// `://`, as it stands, with slashes escaped (JSON allows `\/`), or percent-encoded (RFC 3986, section 2.1).
const MARKS: &[&str] = &["://", ":\\/\\/", ":\\u002f\\u002f", "%3a%2f%2f"];

/// Every place where a scheme may end.
pub(super) fn marks(text: &str) -> impl Iterator<Item = Mark> {
    memchr2_iter(b':', b'%', text.as_bytes()).filter_map(|at| {
        let rest = text.as_bytes().get(at..)?;
        let mark = MARKS.iter().find(|mark| {
            rest.get(..mark.len()).is_some_and(|head| head.eq_ignore_ascii_case(mark.as_bytes()))
        })?;
        Some(Mark { at, authority: at.saturating_add(mark.len()) })
    })
}

/// The scheme of a URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scheme {
    /// It goes to a network host.
    Network {
        name: &'static str,
        /// Where it begins.
        start: usize,
    },
    /// It is put in elsewhere.
    Open {
        /// Where the text of the URL begins.
        start: usize,
    },
    /// It names no host.
    Other {
        /// Where it begins.
        start: usize,
    },
    /// There is none.
    None,
}

/// Longest scheme that is looked for, in bytes.
const LONGEST: usize = 40;

/// Schemes that may be told from what is glued to them; shorter and rarer ones would be found in words.
const TOLD: &[&str] = &["https", "http", "wss", "rtmp", "rtsp", "mqtt", "ftp"];

/// The scheme that ends at `at`; `glue` says whether text may be glued to it.
pub(super) fn scheme(text: &str, at: usize, glue: bool) -> Scheme {
    let in_scheme = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'.' | b'-');
    let start = back_while(text, at, LONGEST, in_scheme);
    let word = text.get(start..at).unwrap_or("");
    if let Some(open) = open_scheme(text, start, at) {
        return open;
    }
    if let Some(name) = network_scheme(word) {
        return Scheme::Network { name, start };
    }
    let told = TOLD.iter().find_map(|told| {
        let from = word.len().checked_sub(told.len())?;
        let tail = word.get(from..)?;
        tail.eq_ignore_ascii_case(told).then_some((from, *told))
    });
    match told {
        Some((from, name)) if glue || parted(text, start, word, from) => {
            Scheme::Network { name, start: start.saturating_add(from) }
        }
        _ => Scheme::Other { start },
    }
}

/// A scheme that a hole or a variable stands for: nothing stands before the mark, or what does ends a hole or a literal.
fn open_scheme(text: &str, start: usize, at: usize) -> Option<Scheme> {
    let word = text.get(start..at)?;
    let before = byte_before(text, start);
    let directive = matches!(word, "s" | "@") && matches!(before, Some(b'%' | b'$'));
    if directive {
        return Some(Scheme::Open { start: start.saturating_sub(1) });
    }
    if !word.is_empty() {
        return None;
    }
    match before {
        None => Some(Scheme::Open { start: at }),
        Some(byte) if is_quote(byte) || matches!(byte, b'}' | b'>') => Some(Scheme::Open { start: at }),
        _ => Some(Scheme::None),
    }
}

/// Whether what stands before the scheme in its word is parted from it: by something that is no letter, or as the letter of an
/// escape (`\nhttp://`) or the digits of a percent sign (`%20http://`).
fn parted(text: &str, start: usize, word: &str, from: usize) -> bool {
    let scheme = start.saturating_add(from);
    let Some(before) = byte_before(text, scheme) else { return true };
    let escaped = byte_before(text, scheme.saturating_sub(1)) == Some(b'\\');
    let percent = word.as_bytes().get(..from).is_some_and(|digits| {
        digits.len() == 2
            && digits.iter().all(u8::is_ascii_hexdigit)
            && byte_before(text, start) == Some(b'%')
    });
    let letter = before.is_ascii_alphabetic();
    let capital = before.is_ascii_uppercase() && byte(text, scheme).is_some_and(|b| b.is_ascii_lowercase());
    !letter || escaped || percent || capital
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, glue: bool) -> Vec<Scheme> {
        marks(text).map(|mark| scheme(text, mark.at, glue)).collect()
    }

    fn network(name: &'static str, start: usize) -> Vec<Scheme> {
        vec![Scheme::Network { name, start }]
    }

    #[test]
    fn schemes_are_found_in_every_coding() {
        for text in ["https://a.cn", "https:\\/\\/a.cn", "https%3A%2F%2Fa.cn", "HTTPS%3a%2f%2fa.cn"] {
            assert_eq!(found(text, false), network("https", 0), "{text}");
        }
        assert_eq!(found("jdbc:mysql://a.cn", false), network("mysql", 5));
    }

    #[test]
    fn glued_letters_are_told_apart() {
        assert_eq!(found("1https://a.cn", false), network("https", 1));
        assert_eq!(found("righttps://a.cn", true), network("https", 3));
        assert_eq!(found("\\nhttp://a.cn", false), network("http", 2));
        assert_eq!(found("%20http://a.cn", false), network("http", 3));
        assert_eq!(found("myhttp://a.cn", false), [Scheme::Other { start: 0 }]);
        assert_eq!(found("weixin://a", true), [Scheme::Other { start: 0 }]);
    }

    #[test]
    fn a_scheme_may_be_put_in_later() {
        assert_eq!(found("://a.cn", false), [Scheme::Open { start: 0 }]);
        assert_eq!(found("%s://a.cn", false), [Scheme::Open { start: 0 }]);
        assert_eq!(found("{scheme}://a.cn", false), [Scheme::Open { start: 8 }]);
        assert_eq!(found("x+\"://a.cn\"", false), [Scheme::Open { start: 3 }]);
        assert_eq!(found(" ://a.cn", false), [Scheme::None]);
    }
}
