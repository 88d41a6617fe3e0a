//! The authority of a URL, as it stands in a text (RFC 3986, section 3.2), with what code and writers do to it.

use super::chars::{Stretch, byte, byte_before, char_at, is_quote, on_while};
use super::holes::{angle_hole, hole, joined, joins};
use crate::name::{HostName, has_public_suffix, suffix};
use beian_model::SuffixSource;

/// Longest authority that is looked at, in bytes.
const LONGEST: usize = 1024;

/// An authority.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Authority {
    /// The host as written, `*` for each hole.
    pub(super) host: String,
    /// Where the host begins in the text.
    pub(super) start: usize,
    /// Where it ends, port included.
    pub(super) end: usize,
    pub(super) port: Option<u16>,
    /// The text ends behind the host (or its literal does, and something is joined to it): what the host ends in may be put in
    /// later.
    pub(super) may_go_on: bool,
    /// Another URL begins where this one ends.
    pub(super) glued_to_url: bool,
}

/// Reads the authority that begins at `at`.
pub(super) fn authority(text: &str, at: usize) -> Authority {
    let start = userinfo(text, at).unwrap_or(at);
    let mut scan = Scan { text, at: start, host: String::new() };
    if byte(text, start) == Some(b'[') {
        scan.bracket();
    } else {
        let most = start.saturating_add(LONGEST);
        while scan.at < most && scan.step() {}
    }
    let Scan { at: end, host, .. } = scan;
    let (port, end) = port(text, end);
    let may_go_on = end >= text.len() || joins(text, end);
    let glued_to_url = text.get(end..).is_some_and(|rest| rest.starts_with("://"));
    Authority { host, start, end, port, may_go_on, glued_to_url }
}

/// Where the host begins behind `user:password@`, if there is one.
fn userinfo(text: &str, at: usize) -> Option<usize> {
    let inner = |byte: u8| {
        (b'!'..0x7f).contains(&byte)
            && !matches!(byte, b'/' | b'?' | b'#' | b'\\' | b'"' | b'\'' | b'<' | b'>' | b',' | b'@')
    };
    let end = on_while(text, at, 256, inner);
    // `%40` would be one too, but nobody writes it so.
    (byte(text, end) == Some(b'@')).then(|| end.saturating_add(1))
}

struct Scan<'a> {
    text: &'a str,
    at: usize,
    host: String,
}

impl Scan<'_> {
    /// Takes what stands at `at`, if it belongs to the host.
    fn step(&mut self) -> bool {
        let Some(next) = char_at(self.text, self.at) else { return false };
        match next {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '-' | '_' | '.' | '*' => self.take(next),
            '%' | '{' | '$' | '#' => match hole(self.text, self.at) {
                Some(end) => self.open(end),
                None => next == '%' && self.escape(),
            },
            '<' => {
                let label_begins = self.host.is_empty() || self.host.ends_with('.');
                angle_hole(self.text, self.at, label_begins).is_some_and(|end| self.open(end))
            }
            '"' | '\'' | '`' => joined(self.text, self.at).is_some_and(|end| self.open(end)),
            other if !other.is_ascii() && other.is_alphanumeric() => self.take(other),
            _ => false,
        }
    }

    fn take(&mut self, next: char) -> bool {
        self.host.push(next);
        self.at = self.at.saturating_add(next.len_utf8());
        true
    }

    fn open(&mut self, end: usize) -> bool {
        self.host.push('*');
        self.at = end;
        true
    }

    /// A byte in percent encoding that hosts can have; one that ends the authority (`%2F`) ends it.
    fn escape(&mut self) -> bool {
        let end = self.at.saturating_add(3);
        let Some(escape) = self.text.get(self.at..end) else { return false };
        let value = escape.get(1..).and_then(|hex| u8::from_str_radix(hex, 16).ok());
        let in_host =
            value.is_some_and(|v| v >= 0x80 || v.is_ascii_alphanumeric() || matches!(v, b'-' | b'.' | b'_'));
        if in_host {
            self.host.push_str(escape);
            self.at = end;
        }
        in_host
    }

    /// An IPv6 address in brackets.
    fn bracket(&mut self) {
        let inner = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'.' | b'%');
        let close = on_while(self.text, self.at.saturating_add(1), 64, inner);
        let end = close.saturating_add(1);
        if byte(self.text, close) == Some(b']') {
            self.host = self.text.get(self.at..end).unwrap_or("").to_owned();
            self.at = end;
        }
    }
}

/// The port behind `end`, and where it ends. One that is put in later is none, but ends the authority.
fn port(text: &str, end: usize) -> (Option<u16>, usize) {
    if byte(text, end) != Some(b':') {
        return (None, end);
    }
    let start = end.saturating_add(1);
    if let Some(behind) = hole(text, start) {
        return (None, behind);
    }
    let behind = on_while(text, start, 6, |byte| byte.is_ascii_digit());
    match text.get(start..behind).and_then(|digits| digits.parse().ok()) {
        Some(port) => (Some(port), behind),
        None => (None, end),
    }
}

/// A host, and whether something was cut off to make it one.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Resolved {
    pub(super) host: HostName,
    pub(super) cut: bool,
}

/// The host of an authority. `glue` says whether what follows may be glued to it.
pub(super) fn resolve(authority: &Authority, glue: bool) -> Option<Resolved> {
    let written = authority.host.as_str();
    if authority.may_go_on
        && let Some(open) = open_suffix(written)
    {
        return template(&open).map(|host| Resolved { host, cut: false });
    }
    let written = written.trim_end_matches(['.', '-', '_']);
    if written.contains('*') || written.starts_with('.') {
        return template(written).map(|host| Resolved { host, cut: false });
    }
    let unglued = if authority.glued_to_url { without_scheme(written) } else { written };
    let cut = unglued.len() < written.len();
    let host = parse(unglued);
    if host.as_ref().is_some_and(|host| !is_doubtful(host)) {
        return host.map(|host| Resolved { host, cut });
    }
    let shorter = cuts(unglued, glue).take(MOST_CUTS).find_map(|name| {
        let host = parse(name)?;
        (!is_doubtful(&host)).then_some(Resolved { host, cut: true })
    });
    shorter.or_else(|| host.map(|host| Resolved { host, cut }))
}

/// The host of these letters. A sentence that is glued to a name is not put through IDNA, which is slow for what no label is:
/// as Punycode, a label is longer than its characters (RFC 3492, section 3).
fn parse(name: &str) -> Option<HostName> {
    let is_label = |label: &str| label.len() <= LONGEST_LABEL || label.chars().count() <= LONGEST_LABEL;
    (name.is_ascii() || name.split('.').all(is_label)).then(|| HostName::parse_authority_host(name).ok())?
}

/// Longest label (RFC 1035, section 2.3.4).
const LONGEST_LABEL: usize = 63;

/// So many shorter names are tried at most: what hosts end in holds few places where it could be cut.
const MOST_CUTS: usize = 8;

/// Whether a name has several labels and no public suffix.
fn is_doubtful(host: &HostName) -> bool {
    host.domain().is_some_and(|name| suffix(name).source == SuffixSource::Unknown)
}

/// A host that ends in a dot where its text ends is open at its end (`http://books.google.`), unless what stands before the
/// dot is what hosts end in: then it is a dot at the end of a sentence, or the root's.
fn open_suffix(written: &str) -> Option<String> {
    let name = written.strip_suffix('.')?;
    let last = name.rsplit('.').next().unwrap_or(name);
    let ends = has_public_suffix(last.as_bytes()) && name.contains('.') && last.len() <= 3;
    (!ends && !last.is_empty() && !last.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| format!("{name}.*"))
}

/// A template with at least one label fixed below the public suffix.
pub(super) fn template(written: &str) -> Option<HostName> {
    let host = HostName::parse_template(written).ok()?;
    let name = host.domain()?;
    let open_end = name.last().contains('*');
    let known = open_end || matches!(suffix(name).source, SuffixSource::Icann | SuffixSource::Private);
    let below = if open_end { 1 } else { usize::try_from(suffix(name).level?).ok()?.saturating_sub(1) };
    let left = if open_end { name.label_count().saturating_sub(below) } else { below };
    let fixed = |label: &str| !label.contains('*') && !label.bytes().all(|byte| byte.is_ascii_digit());
    let fixed = if open_end {
        name.labels().any(|label| fixed(label) && label != "www")
    } else {
        name.labels().take(left).any(fixed)
    };
    (known && fixed && name.is_template()).then_some(host)
}

/// Where a name may end earlier: before letters of another script that are glued to it, and, where text may be glued to text,
/// where a capital or a digit follows a letter in its last label.
fn cuts(name: &str, glue: bool) -> impl Iterator<Item = &str> {
    let last = name.rfind('.').map_or(0, |dot| dot.saturating_add(1));
    let edges = name.char_indices().zip(name.chars().skip(1)).filter_map(move |((at, now), next)| {
        let edge = at.saturating_add(now.len_utf8());
        let script = now.is_ascii_alphanumeric() && !next.is_ascii();
        let case = glue && now.is_ascii_lowercase() && (next.is_ascii_uppercase() || next.is_ascii_digit());
        (edge > last && (script || case)).then_some(edge)
    });
    edges.filter_map(|edge| name.get(..edge))
}

/// A name without the scheme of the URL that is glued to it.
fn without_scheme(name: &str) -> &str {
    ["https", "http", "wss", "ws", "ftp", "rtmp"]
        .iter()
        .find_map(|scheme| name.strip_suffix(scheme))
        .filter(|left| !left.is_empty())
        .unwrap_or(name)
}

/// Longest URL that is looked at behind its authority, in bytes.
const LONGEST_PATH: usize = 4096;

/// Where a URL ends whose authority ends at `at`: before blanks, quotes and brackets, at the latest some way on. `stretch` is
/// kept for all URLs of the text.
pub(super) fn url_end(text: &str, at: usize, stretch: &mut Stretch) -> usize {
    let end = stretch
        .end(text, at, |byte| byte > b' ' && byte != 0x7f && !is_quote(byte) && !matches!(byte, b'<' | b'>'));
    let end = end.min(at.saturating_add(LONGEST_PATH));
    // A sentence's own punctuation is not the URL's.
    match byte_before(text, end) {
        Some(b'.' | b',' | b')' | b';' | b':' | b'!') if end > at => end.saturating_sub(1),
        _ => end,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn host(text: &str) -> Option<String> {
        let found = authority(text, 0);
        resolve(&found, true).map(|found| found.host.ascii().into_owned())
    }

    #[test]
    fn authorities_are_taken_apart() {
        let cases = [
            ("api.example.cn/v1", "api.example.cn"),
            ("user:pass@api.example.cn:8443/v1", "api.example.cn"),
            ("API.Example.CN.", "api.example.cn"),
            ("[2001:DB8::1]:80/", "2001:db8::1"),
            ("例子.中国/", "xn--fsqu00a.xn--fiqs8s"),
            ("%61pi.example.cn%2Fv1", "api.example.cn"),
            ("www.baidu.com查询", "www.baidu.com"),
            ("a.example.cnhttps://b.example.cn", "a.example.cn"),
            ("a.example.comNext", "a.example.com"),
            ("a.example.com<br>", "a.example.com"),
            ("10.0.2.2:3000/v2", "10.0.2.2"),
            ("server/", "server"),
        ];
        for (text, want) in cases {
            assert_eq!(host(text).as_deref(), Some(want), "{text}");
        }
    }

    #[test]
    fn holes_make_templates() {
        let cases = [
            ("%s.example.com/", Some("*.example.com")),
            ("api-{region}.example.com", Some("api-*.example.com")),
            ("${host}.example.com", Some("*.example.com")),
            ("<region>.example.com/", Some("*.example.com")),
            (".umeng.com/app_logs", Some("*.umeng.com")),
            ("graph.\" + domain", Some("graph.*")),
            ("graph.%s", Some("graph.*")),
            ("books.google.", Some("books.google.*")),
            ("a.\" + region + \".example.com/", Some("a.*.example.com")),
            ("%s/", None),
            ("%s.com", None),
            ("*", None),
            ("%s:%d/", None),
            ("192.168.%d.%d/", None),
            ("www.example.com.", Some("www.example.com")),
        ];
        for (text, want) in cases {
            assert_eq!(host(text).as_deref(), want, "{text}");
        }
    }

    #[test]
    fn ports_are_numbers() {
        let port = |text| authority(text, 0).port;
        assert_eq!(port("a.cn:8080/"), Some(8080));
        assert_eq!(port("a.cn:80800/"), None);
        assert_eq!(port("a.cn:%d/"), None);
    }
}
