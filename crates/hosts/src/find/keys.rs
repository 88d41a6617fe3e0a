//! Keys: what stands before a value, and what it says of the value.

use super::chars::{back_while, byte_before, is_quote};

/// What a key says of its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key {
    /// That it is a host or an address.
    Host,
    /// That it is a version.
    Version,
    /// Nothing of the two.
    Other,
}

/// What a key speaks of, by the last of its words that tells: `serverUrl` and `api.host` speak of hosts, `serverVersion` does
/// not.
pub(super) fn spoken_of(key: &str) -> Key {
    last_that_tells(key, KEY_WORDS)
}

/// What the key speaks of whose value is the literal that begins at `start`, behind its quote (`"host":"a.cn"`). A literal may
/// be anything, so words that also stand before paths and names (`url`, `origin`) do not tell.
pub(super) fn key_of_literal(text: &str, start: usize) -> Key {
    let Some(quote) =
        start.checked_sub(1).filter(|&at| text.as_bytes().get(at).is_some_and(|&b| is_quote(b)))
    else {
        return Key::Other;
    };
    let quote = back_while(text, quote, 1, |byte| byte == b'\\');
    let blank = back_while(text, quote, 4, |byte| byte == b' ');
    key_before(text, blank).map_or(Key::Other, |key| last_that_tells(key, HOST_WORDS))
}

/// Whether what stands before `start`, where no quote does, is a key that speaks of hosts, and `=` or `:` and a blank.
pub(super) fn is_behind_host_key(text: &str, start: usize) -> bool {
    let blank = back_while(text, start, 4, |byte| byte == b' ');
    let is_joined = blank == start && byte_before(text, blank) == Some(b':');
    !is_joined && key_before(text, blank).is_some_and(|key| spoken_of(key) == Key::Host)
}

/// The key before the `=` or `:` that ends at `end`, with its quotes taken off.
fn key_before(text: &str, end: usize) -> Option<&str> {
    byte_before(text, end).filter(|&byte| byte == b'=' || byte == b':')?;
    let end = back_while(text, end.saturating_sub(1), 4, |byte| matches!(byte, b' ' | b'"' | b'\'' | b'\\'));
    let from =
        back_while(text, end, 64, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'));
    text.get(from..end)
}

fn last_that_tells(key: &str, hosts: &[&str]) -> Key {
    let mut found = Key::Other;
    let mut word = String::new();
    let mut before = '\0';
    for now in key.chars().chain(['.']) {
        let parts = !now.is_ascii_alphanumeric() || (before.is_ascii_lowercase() && now.is_ascii_uppercase());
        if parts && hosts.contains(&&*word) {
            found = Key::Host;
        }
        if parts && VERSION_WORDS.contains(&&*word) {
            found = Key::Version;
        }
        if parts {
            word.clear();
        }
        if now.is_ascii_alphanumeric() && word.len() < 16 {
            word.push(now.to_ascii_lowercase());
        }
        before = now;
    }
    found
}

/// Words of keys whose value is a version.
const VERSION_WORDS: &[&str] = &["version", "versions", "ver", "versionname", "versioncode"];

/// Words of keys whose value is a host, whatever stands around it.
const HOST_WORDS: &[&str] =
    &["host", "hosts", "hostname", "server", "servers", "domain", "domains", "endpoint", "ip", "dns"];

/// Words of keys whose value is a host or an address.
const KEY_WORDS: &[&str] = &[
    "host",
    "hosts",
    "hostname",
    "server",
    "servers",
    "domain",
    "domains",
    "url",
    "urls",
    "uri",
    "addr",
    "address",
    "endpoint",
    "ip",
    "dns",
    "cdn",
    "gateway",
    "proxy",
    "site",
    "website",
    "baseurl",
    "serverurl",
    "hosturl",
    "authority",
    "origin",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_speak_by_their_words() {
        for key in ["host", "api_host", "serverUrl", "BASE-URL", "cdn.domain", "IP", "versionServer"] {
            assert_eq!(spoken_of(key), Key::Host, "{key}");
        }
        for key in ["version", "versionName", "serverVersion", "compileSdkVersion", "app_ver"] {
            assert_eq!(spoken_of(key), Key::Version, "{key}");
        }
        for key in ["hostile", "ghost", "name", "tip", "observer", "verify", ""] {
            assert_eq!(spoken_of(key), Key::Other, "{key}");
        }
    }

    #[test]
    fn literals_have_the_key_before_them() {
        let key = |text: &str| key_of_literal(text, text.find('|').unwrap());
        for text in ["{\"host\":\"|", "domain: '|", "HOST = \"|", "\\\"host\\\":\\\"|", "host=\"|"] {
            assert_eq!(key(text), Key::Host, "{text}");
        }
        assert_eq!(key("\"compileSdkVersion\":\"|"), Key::Version);
        for text in ["host==\"|", "f(\"|", "\"|", "|", "url:\"|", "host \"|"] {
            assert_eq!(key(text), Key::Other, "{text}");
        }
    }

    #[test]
    fn values_without_quotes_have_one_too() {
        let behind = |text: &str| is_behind_host_key(text, text.len());
        assert!(behind("server.host=") && behind("\"host\": ") && behind("host = "));
        assert!(!behind("host:") && !behind("version=") && !behind("host ") && !behind(""));
    }
}
