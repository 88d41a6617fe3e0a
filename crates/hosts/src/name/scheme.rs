//! What the scheme of a URL says of its authority.

use crate::data;

/// The scheme by which a URL goes to a network host, in lower case; none where its authority is something else (a content
/// provider, a package), or where nothing is known of it: schemes are what apps call their own pages.
///
/// Composed schemes count by their last part (`jdbc:mysql`, `git+ssh`): hand over what stands before `://`.
pub fn network_scheme(scheme: &str) -> Option<&'static str> {
    let last = scheme.rsplit([':', '+']).next().unwrap_or(scheme);
    let known = |name: &str| data::schemes().iter().find(|row| row.name.eq_ignore_ascii_case(name));
    known(last).or_else(|| known(scheme)).map(|row| row.name)
}

/// Schemes whose host stands right behind the colon, without slashes (`stun:stun.example.com:3478`): RFC 7064 and
/// RFC 7065, and RFC 3261, section 19.1, where a user and `@` may stand before it.
const BEHIND_COLON: &[&str] = &["stun", "stuns", "turn", "turns", "sip", "sips"];

/// Whether URIs with this scheme, in whatever case, have their host right behind the colon.
pub fn host_behind_colon(scheme: &str) -> bool {
    BEHIND_COLON.iter().any(|name| name.eq_ignore_ascii_case(scheme))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_to_a_host() {
        let network = [
            "http",
            "HTTPS",
            "wss",
            "rtmp",
            "mqtt",
            "tcp",
            "jdbc:mysql",
            "jdbc:postgresql",
            "git+ssh",
            "socks5",
            "smb",
            "jdbc:dm",
            "hls+http",
            "rtspt",
        ];
        for scheme in network {
            assert!(network_scheme(scheme).is_some(), "{scheme}");
        }
    }

    #[test]
    fn few_schemes_do_without_slashes() {
        assert!(["stun", "TURNS", "sip"].into_iter().all(host_behind_colon));
        assert!(!["http", "mailto", "tel", "xmpp", ""].into_iter().any(host_behind_colon));
    }

    #[test]
    fn what_names_none() {
        let other = [
            "content",
            "file",
            "android.resource",
            "android-app",
            "jar",
            "data",
            "javascript",
            "about",
            "blob",
            "weixin",
            "myapp",
            "chrome",
            "",
            "httpx",
            "dm",
            "ws+unix",
            "stun",
        ];
        for scheme in other {
            assert_eq!(network_scheme(scheme), None, "{scheme}");
        }
    }
}
