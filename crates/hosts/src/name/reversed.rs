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
    "ir", "is", "to",
];

/// Last labels that end hosts far more often than package names.
const LAST_OF_HOSTS: &[&str] =
    &["com", "cn", "net", "org", "hk", "tw", "jp", "kr", "ru", "de", "eu", "edu", "gov", "cc"];

/// How much a name looks like a domain in reverse order.
///
/// It does if its first label is a top-level domain that package names begin with. It is *certain* where three labels or
/// more end in what hosts hardly end in (`com.tencent.mm.app`), *strong* where there are but two (`com.foo`), *weak* where
/// the last label is one that hosts end in (`cn.bing.com`, `com.foo.net`: either). `com.cn` is a suffix, no name.
pub fn reversed(name: &Domain) -> Doubt {
    let (first, last) = (name.first(), name.last());
    let both = FIRST_OF_HOSTS.contains(&first);
    if !both && !FIRST.contains(&first) {
        return Doubt::None;
    }
    match (LAST_OF_HOSTS.contains(&last), both, name.label_count()) {
        (true, true, _) => Doubt::None,
        (true, false, _) | (false, true, 2) => Doubt::Weak,
        (false, false, 2) | (false, true, _) => Doubt::Strong,
        (false, false, _) if has_public_suffix(last.as_bytes()) => Doubt::Strong,
        (false, false, _) => Doubt::Certain,
    }
}
