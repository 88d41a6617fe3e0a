//! How much the letters speak against a host.

/// How much the letters of a text speak against its being a host, from not at all to as good as certain.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Doubt {
    /// Nothing speaks against it.
    #[default]
    None,
    /// It may be something else, but a host is as likely.
    Weak,
    /// It is more likely something else: only its place (a URL, a host key) makes it a host.
    Strong,
    /// It cannot be one, or only by an accident that no package relies on.
    Certain,
}
