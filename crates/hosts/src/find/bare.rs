//! Names without a scheme. In most texts a dot is anything but part of a host, so only names that stand alone are looked at: a
//! whole text, a quoted literal, an element of a list, the value of a key that speaks of hosts; and addresses of mail.

use memchr::memchr_iter;

use super::chars::{Stretch, back_while, byte, byte_before, is_name_byte, is_quote, on_while};
use super::keys::{Key, is_behind_host_key, key_of_literal};
use crate::name::{DottedNumbers, dotted_numbers, has_public_suffix, host_behind_colon};
use crate::sightings::Form;

/// What is known of a text in which names are looked for.
#[derive(Clone, Copy, Debug)]
pub(super) struct View<'a> {
    pub(super) text: &'a str,
    /// Strings are known to begin where it does.
    pub(super) begins: bool,
    /// Strings are known to end where it does.
    pub(super) ends: bool,
    /// Whether the format itself says where it begins and ends.
    pub(super) exact: bool,
}

/// A name that may be a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Bare {
    pub(super) start: usize,
    /// Where the name ends.
    pub(super) end: usize,
    /// Where the address ends: behind port or path.
    pub(super) whole_end: usize,
    pub(super) form: Form,
    pub(super) port: Option<u16>,
    /// It is the suffix of hosts (`.umeng.com`, `*.umeng.com`).
    pub(super) is_suffix: bool,
    /// What the key says of it that it is the value of.
    pub(super) key: Key,
    /// Its ends are those of the text, of a literal, or of an element; an address of mail is as people write it.
    pub(super) exact: bool,
    /// Brackets, quotes or blanks stand around an address of mail.
    pub(super) is_framed: bool,
}

/// Longest name that is looked at: what DNS allows, and something around it.
const LONGEST: usize = 260;

/// Longest path that is looked at, in bytes.
const LONGEST_PATH: usize = 2048;

/// Every name that stands so that it may be a host. `covered` are the ranges of URLs, in order.
pub(super) fn names(view: View<'_>, covered: &[(usize, usize)], mut found: impl FnMut(Bare)) {
    let text = view.text;
    let mut names = Names { view, paths: Stretch::default(), is_list: None };
    let mut covered = covered.iter().copied().peekable();
    let mut done = 0;
    for dot in memchr_iter(b'.', text.as_bytes()) {
        // Behind the dots of sentences stands no name.
        if dot < done || !byte(text, dot.saturating_add(1)).is_some_and(is_name_byte) {
            continue;
        }
        while covered.peek().is_some_and(|&(_, end)| end <= dot) {
            covered.next();
        }
        if let Some(&(start, end)) = covered.peek()
            && start <= dot
        {
            done = end;
            continue;
        }
        let start = back_while(text, dot, LONGEST, is_name_byte).max(done);
        let end = on_while(text, dot, LONGEST, is_name_byte);
        done = end;
        if end.saturating_sub(start) < LONGEST
            && let Some(bare) = names.look(start, end)
        {
            done = bare.whole_end.max(end);
            found(bare);
        }
    }
}

/// The names of one text, and what is asked of it again and again.
struct Names<'a> {
    view: View<'a>,
    /// Where paths end.
    paths: Stretch,
    /// Whether the text is a list of names, once that was asked.
    is_list: Option<bool>,
}

impl Names<'_> {
    /// The name between `start` and `end`, if it stands so that it may be a host.
    fn look(&mut self, start: usize, end: usize) -> Option<Bare> {
        let text = self.view.text;
        let token = text.get(start..end)?;
        let last = token.rsplit('.').next()?;
        let numbers = last.bytes().all(|byte| byte.is_ascii_digit());
        if last.is_empty() || numbers && !is_quad(token) || !numbers && !has_public_suffix(last.as_bytes()) {
            return None;
        }
        let before = byte_before(text, start);
        if before == Some(b'@') {
            return mail(text, start, end);
        }
        let is_suffix = token.starts_with('.') || before == Some(b'*') && token.starts_with('.');
        let begins = if before == Some(b'*') && is_suffix { start.saturating_sub(1) } else { start };
        if !is_suffix && !token.bytes().next()?.is_ascii_alphanumeric() {
            return None;
        }
        let (port, port_end) = port(text, end);
        let (form, whole_end) = match byte(text, port_end) {
            Some(b'/') => {
                let form = if port.is_some() { Form::HostPort } else { Form::HostPath };
                (form, self.path_end(port_end))
            }
            _ => (if port.is_some() { Form::HostPort } else { Form::Bare }, port_end),
        };
        let standing = self.standing(begins, whole_end, numbers && port.is_some())?;
        Some(Bare {
            start: begins,
            end,
            whole_end,
            form,
            port,
            is_suffix,
            key: if standing == Standing::Key { Key::Host } else { key_of_literal(text, begins) },
            exact: standing != Standing::Run,
            is_framed: false,
        })
    }

    fn path_end(&mut self, at: usize) -> usize {
        let end = self.paths.end(self.view.text, at, |byte| {
            byte > b' ' && byte < 0x7f && !is_quote(byte) && !matches!(byte, b'<' | b'>' | b'\\')
        });
        end.min(at.saturating_add(LONGEST_PATH))
    }

    fn standing(&mut self, start: usize, end: usize, is_socket: bool) -> Option<Standing> {
        let View { text, exact, .. } = self.view;
        standing(self.view, start, end, is_socket).or_else(|| {
            let is_list = exact && *self.is_list.get_or_insert_with(|| is_list(text));
            is_list.then_some(Standing::Literal)
        })
    }
}

fn is_quad(token: &str) -> bool {
    matches!(dotted_numbers(token), Some(DottedNumbers::Quad { .. }))
}

/// How a name stands that stands alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    /// The format or a literal's quotes end it.
    Literal,
    /// A key that speaks of hosts names it.
    Key,
    /// The ends of a run end it.
    Run,
}

/// How a name stands by its neighbours.
fn standing(view: View<'_>, start: usize, end: usize, is_socket: bool) -> Option<Standing> {
    let text = view.text;
    let (before, after) = (byte_before(text, start), byte(text, end));
    match (before, after) {
        (None, None) if view.exact => return Some(Standing::Literal),
        (None, None) if view.begins && view.ends => return Some(Standing::Run),
        (Some(open), Some(close)) if open == close && is_quote(open) => return Some(Standing::Literal),
        (Some(open), Some(b'\\')) if is_quote(open) => return Some(Standing::Literal),
        (Some(b'>'), Some(b'<')) if byte(text, end.saturating_add(1)) == Some(b'/') => {
            return Some(Standing::Literal);
        }
        _ => {}
    }
    if is_socket && before.is_none_or(|byte| byte <= b' ' || matches!(byte, b'(' | b'=' | b',')) {
        return Some(Standing::Run);
    }
    let ends = match after {
        None => view.ends,
        Some(byte) => byte <= b' ' || matches!(byte, b',' | b';' | b'&' | b'?') || is_quote(byte),
    };
    (ends && (is_behind_host_key(text, start) || is_behind_colon(text, start))).then_some(Standing::Key)
}

/// Whether the text is a list of names, two or more: each with a public suffix, and nothing else.
fn is_list(text: &str) -> bool {
    let mut parts: usize = 0;
    let all = text.len() <= 4096
        && text.split([',', ';', '|', ' ', '\n', '\r', '\t']).filter(|part| !part.is_empty()).all(|part| {
            parts = parts.saturating_add(1);
            let last = part.rsplit_once('.').map_or("", |(_, last)| last);
            part.bytes().all(is_name_byte) && (has_public_suffix(last.as_bytes()) || is_quad(part))
        });
    all && parts >= 2
}

/// Whether what stands before `start` is a scheme that has its host right behind the colon (`stun:stun.example.cn`).
fn is_behind_colon(text: &str, start: usize) -> bool {
    let Some(colon) = start.checked_sub(1).filter(|&at| byte(text, at) == Some(b':')) else { return false };
    let from = back_while(text, colon, 8, |byte| byte.is_ascii_alphanumeric());
    text.get(from..colon).is_some_and(host_behind_colon)
}

/// The domain of an address of mail, or a host as ssh writes it.
fn mail(text: &str, start: usize, end: usize) -> Option<Bare> {
    let at = start.saturating_sub(1);
    let local = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'%' | b'+' | b'-');
    let from = back_while(text, at, 64, local);
    if from == at || !text.get(start..end)?.bytes().next()?.is_ascii_alphanumeric() {
        return None;
    }
    let user = text.get(from..at)?;
    let path = byte(text, end) == Some(b':')
        && byte(text, end.saturating_add(1))
            .is_some_and(|byte| matches!(byte, b'/' | b'~') || user == "git" && byte.is_ascii_alphanumeric());
    let form = if path { Form::Remote } else { Form::Mail };
    let is_framed = is_framed(text, from, end);
    Some(Bare {
        start,
        end,
        whole_end: end,
        form,
        port: None,
        is_suffix: false,
        key: Key::Other,
        exact: user.len() > 1 || is_framed,
        is_framed,
    })
}

/// Whether an address of mail stands between angle brackets (RFC 5322, section 3.4), parentheses or quotes, or between blanks
/// with a name of more than one letter: chance puts neither on both sides.
fn is_framed(text: &str, from: usize, end: usize) -> bool {
    let (Some(before), Some(after)) = (byte_before(text, from), byte(text, end)) else { return false };
    match before {
        b'<' => after == b'>',
        b'(' => after == b')',
        _ if is_quote(before) => after == before,
        b':' => text.get(..from).is_some_and(|head| head.ends_with("mailto:")),
        b' ' | b'\t' | b'\n' => {
            let has_name = end.saturating_sub(from) > "a@b.cn".len();
            has_name && matches!(after, b' ' | b'\t' | b'\r' | b'\n' | b',' | b';' | b'>' | b')')
        }
        _ => false,
    }
}

fn port(text: &str, end: usize) -> (Option<u16>, usize) {
    if byte(text, end) != Some(b':') {
        return (None, end);
    }
    let start = end.saturating_add(1);
    let behind = on_while(text, start, 6, |byte| byte.is_ascii_digit());
    let port = text.get(start..behind).and_then(|digits| digits.parse().ok()).filter(|&port| port > 0);
    port.map_or((None, end), |port| (Some(port), behind))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, exact: bool) -> Vec<(String, Form)> {
        let mut all = Vec::new();
        names(View { text, begins: exact, ends: exact, exact }, &[], |bare| {
            all.push((text[bare.start..bare.end].to_owned(), bare.form));
        });
        all
    }

    fn one(name: &str, form: Form) -> Vec<(String, Form)> {
        vec![(name.to_owned(), form)]
    }

    #[test]
    fn names_that_stand_alone_are_found() {
        assert_eq!(found("s.jpush.cn", true), one("s.jpush.cn", Form::Bare));
        assert_eq!(found("s.jpush.cn:7000", true), one("s.jpush.cn", Form::HostPort));
        assert_eq!(found("3g.163.com/touch/", true), one("3g.163.com", Form::HostPath));
        assert_eq!(found("x={h:\"s.jpush.cn\"}", false), one("s.jpush.cn", Form::Bare));
        assert_eq!(found("<domain>s.jpush.cn</domain>", false), one("s.jpush.cn", Form::Bare));
        assert_eq!(found("server.host=s.jpush.cn\n", false), one("s.jpush.cn", Form::Bare));
        assert_eq!(found(".umeng.com/app_logs", true), one(".umeng.com", Form::HostPath));
        assert_eq!(found("*.amap.com", true), one("*.amap.com", Form::Bare));
        assert_eq!(found("a.cn,b.cn;10.0.0.1", true).len(), 3);
        assert_eq!(found("e.g. 10.0.1.1:8081", true), one("10.0.1.1", Form::HostPort));
    }

    #[test]
    fn names_in_other_text_are_not() {
        for text in [
            "see a.cn",
            "x=o.cn.y",
            "a.b.c()",
            "/a.cn",
            "name=a.cn",
            "libx.so: 1",
            "version 1.2.3.4",
            "1.2.3",
        ] {
            assert_eq!(found(text, true), [], "{text}");
        }
        assert_eq!(found("s.jpush.cn", false), []);
    }

    #[test]
    fn mail_is_framed_on_both_sides() {
        let framed = |text| {
            let mut all = Vec::new();
            names(View { text, begins: false, ends: false, exact: false }, &[], |bare| {
                all.push(bare.is_framed);
            });
            all
        };
        for text in [
            "X <a@b.name>",
            "(a@b.name)",
            "\"a@b.name\"",
            "by ab@b.name\n",
            "mailto:a@b.name?x",
            " ab@b.name, ",
        ] {
            assert_eq!(framed(text), [true], "{text}");
        }
        for text in ["a@b.name", "<a@b.name", "(a@b.name>", " a@b.c", "_a@b.name ", "L@b.name;"] {
            assert!(!framed(text).contains(&true), "{text}");
        }
    }

    #[test]
    fn mail_is_told_from_remotes() {
        assert_eq!(found("write to kefu@a.cn now", false), one("a.cn", Form::Mail));
        assert_eq!(found("git@github.com:a/b.git", true).first(), one("github.com", Form::Remote).first());
        assert_eq!(found("scp x pirate@10.2.3.4:/root", false), one("10.2.3.4", Form::Remote));
        assert_eq!(found("@a.cn", true), []);
    }
}
