//! Domains in reverse order, as packages of code are named.

use super::{Domain, Doubt, has_public_suffix};

/// Top-level domains that package names begin with, though they are hardly ever the first label of a host.
const FIRST: &[&str] = &[
    "com", "org", "net", "edu", "gov", "io", "cn", "de", "fr", "jp", "kr", "uk", "eu", "ru", "nl", "cz",
    "pl", "ch", "it", "br", "au", "biz",
];

/// The same, but also common as the first label of a host (`me.example.cn`, `tv.sohu.com`).
const FIRST_OF_HOSTS: &[&str] = &[
    "me", "tv", "cc", "app", "dev", "info", "us", "in", "hk", "tw", "co", "im", "so", "top", "xyz", "ai",
    "ir", "is", "to", "ca", "se", "es", "at", "be", "dk", "fi", "no", "hu", "vn", "mx", "sg", "pt",
];

/// Last labels that end hosts far more often than package names.
const LAST_OF_HOSTS: &[&str] = &[
    "com", "cn", "net", "org", "edu", "gov", "hk", "tw", "jp", "kr", "sg", "uk", "de", "fr", "ru", "eu",
    "au", "br", "nl", "ch", "pl", "cz", "dk", "cc",
];

/// Last labels under which small sites of China register, and which few package names end in.
const OPEN_TO_ALL: &[&str] = &[
    "asia", "club", "co", "fun", "icu", "ink", "io", "live", "ltd", "me", "mobi", "online", "pro", "pub",
    "ren", "shop", "site", "store", "tech", "top", "tv", "vip", "wang", "xin", "xyz",
];

/// Whether the last label ends hosts far more often than names in code.
pub(crate) fn ends_as_hosts(name: &Domain) -> bool {
    LAST_OF_HOSTS.contains(&name.last()) || name.last().starts_with("xn--")
}

/// Whether small sites register under the last label, and few names in code end in it.
pub(crate) fn is_open_to_all(name: &Domain) -> bool {
    OPEN_TO_ALL.contains(&name.last())
}

/// How much a name looks like a domain in reverse order.
///
/// It does if its first label is a top-level domain that package names begin with. It is *certain* where three labels or
/// more end in what hosts hardly end in (`com.tencent.mm.app`), *strong* where there are but two (`com.foo`), *weak* where
/// the last label is one that hosts end in (`cn.bing.com`, `com.foo.net`, `app.foo.top`: either). `com.cn` is a suffix, no
/// name.
pub fn reversed(name: &Domain) -> Doubt {
    let (first, last, ends) = (name.first(), name.last(), ends_as_hosts(name));
    let both = FIRST_OF_HOSTS.contains(&first);
    if !both && !FIRST.contains(&first) {
        return Doubt::None;
    }
    match (ends, both, name.label_count()) {
        (true, true, _) => Doubt::None,
        (true, false, _) | (false, true, 2) => Doubt::Weak,
        (false, true, _) if is_open_to_all(name) => Doubt::Weak,
        (false, false, 2) | (false, true, _) => Doubt::Strong,
        (false, false, _) if has_public_suffix(last.as_bytes()) => Doubt::Strong,
        (false, false, _) => Doubt::Certain,
    }
}
