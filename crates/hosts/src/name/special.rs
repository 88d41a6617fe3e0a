//! Names that nothing is registered under.

use super::Domain;

/// Why a name is of special use: it stands for no server that anybody could reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SpecialUse {
    /// A name of one label.
    SingleLabel,
    /// `example.com`, `.net`, `.org` and `.example` (RFC 2606, RFC 6761 section 6.5).
    Example,
    /// `.test` (RFC 6761, section 6.2).
    Test,
    /// `.invalid` (RFC 6761, section 6.4).
    Invalid,
    /// `.localhost` (RFC 6761, section 6.3) and `localhost.localdomain`, as hosts files have it.
    Localhost,
    /// `.local`: multicast DNS (RFC 6762, section 3).
    Local,
    /// `.onion` (RFC 7686).
    Onion,
    /// `home.arpa` (RFC 8375).
    HomeArpa,
    /// `.internal`, reserved for private use (ICANN board resolution of 29 July 2024).
    Internal,
    /// `.alt`: not DNS (RFC 9476).
    Alt,
    /// Everything else below `.arpa` (RFC 3172): reverse lookups and the like.
    Infrastructure,
    /// Top-level names that private networks use though nobody reserved them (RFC 6762, appendix G).
    PrivateNetwork,
    /// A name that stands for one to be filled in: `yourdomain.com`, `www.xxxx.com`.
    Placeholder,
}

/// Top-level names that are special as a whole.
const TOP: &[(&str, SpecialUse)] = &[
    ("example", SpecialUse::Example),
    ("test", SpecialUse::Test),
    ("invalid", SpecialUse::Invalid),
    ("localhost", SpecialUse::Localhost),
    ("localdomain", SpecialUse::Localhost),
    ("local", SpecialUse::Local),
    ("onion", SpecialUse::Onion),
    ("internal", SpecialUse::Internal),
    ("alt", SpecialUse::Alt),
    ("arpa", SpecialUse::Infrastructure),
    ("intranet", SpecialUse::PrivateNetwork),
    ("private", SpecialUse::PrivateNetwork),
    ("corp", SpecialUse::PrivateNetwork),
    ("home", SpecialUse::PrivateNetwork),
    ("lan", SpecialUse::PrivateNetwork),
];

/// Whether a name is of special use, and which.
///
/// A placeholder is told by its registrable label alone: `your` before a word for a server or its owner, or nothing but
/// `x`, three or more. `xxx.com` is registered by somebody, but no package that names it means them.
pub fn special_use(name: &Domain) -> Option<SpecialUse> {
    if name.label_count() == 1 {
        return Some(
            TOP.iter()
                .find(|(top, _)| *top == name.ascii())
                .map_or(SpecialUse::SingleLabel, |&(_, use_)| use_),
        );
    }
    if name.is_within("home.arpa") {
        return Some(SpecialUse::HomeArpa);
    }
    if ["example.com", "example.net", "example.org"].iter().any(|parent| name.is_within(parent)) {
        return Some(SpecialUse::Example);
    }
    let last = name.last();
    let top = TOP.iter().find(|(top, _)| *top == last).map(|&(_, special)| special);
    top.or_else(|| is_placeholder(name).then_some(SpecialUse::Placeholder))
}

fn is_placeholder(name: &Domain) -> bool {
    // Few names have such a label, so that few are asked for the label that is registered.
    name.ascii().split('.').any(is_placeholder_label)
        && super::suffix(name)
            .registrable
            .and_then(|name| name.split('.').next())
            .is_some_and(is_placeholder_label)
}

fn is_placeholder_label(label: &str) -> bool {
    let xs = label.len() >= 3 && label.bytes().all(|byte| byte == b'x');
    xs || label.strip_prefix("your").is_some_and(|rest| {
        let word = rest.trim_start_matches(['-', '_']);
        YOURS.iter().any(|yours| {
            word.strip_prefix(yours)
                .is_some_and(|left| left.is_empty() || YOURS.contains(&left.trim_start_matches(['-', '_'])))
        })
    })
}

/// What stands behind `your` in placeholders, also two in a row (`yourdomainname`).
const YOURS: &[&str] = &[
    "domain", "host", "site", "server", "company", "website", "app", "api", "name", "org", "hostname", "cdn",
    "url", "web",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::name::HostName;

    fn special(raw: &str) -> Option<SpecialUse> {
        special_use(HostName::parse_template(raw).unwrap().domain().unwrap())
    }

    #[test]
    fn each_reserved_name_is_known() {
        let cases = [
            ("localhost", SpecialUse::Localhost),
            ("server", SpecialUse::SingleLabel),
            ("YOUR_HOST", SpecialUse::SingleLabel),
            ("api.example.com", SpecialUse::Example),
            ("example.org", SpecialUse::Example),
            ("a.example", SpecialUse::Example),
            ("*.example.net", SpecialUse::Example),
            ("a.test", SpecialUse::Test),
            ("a.invalid", SpecialUse::Invalid),
            ("metro.localhost", SpecialUse::Localhost),
            ("printer.local", SpecialUse::Local),
            ("a.onion", SpecialUse::Onion),
            ("nas.home.arpa", SpecialUse::HomeArpa),
            ("1.0.0.127.in-addr.arpa", SpecialUse::Infrastructure),
            ("metadata.google.internal", SpecialUse::Internal),
            ("router.lan", SpecialUse::PrivateNetwork),
            ("a.alt", SpecialUse::Alt),
            ("api.yourdomain.com", SpecialUse::Placeholder),
            ("your-server.com", SpecialUse::Placeholder),
            ("yourdomainname.cn", SpecialUse::Placeholder),
            ("www.xxxx.com", SpecialUse::Placeholder),
        ];
        for (raw, want) in cases {
            assert_eq!(special(raw), Some(want), "{raw}");
        }
    }

    #[test]
    fn names_like_them_are_not() {
        let names = [
            "example.cn",
            "myexample.com",
            "example.com.cn",
            "localhost.com",
            "test.com",
            "local.cn",
            "yourapps.cn",
        ];
        let more = ["yourtion.com", "xx.com", "xxl.com", "xxx.example-a.com", "graph.*", "homearpa.com"];
        for raw in names.iter().chain(&more) {
            assert_eq!(special(raw), None, "{raw}");
        }
    }
}
