//! Whose a host is, as far as letters tell.

use super::suffix::is_registry;
use super::{Domain, special_use, suffix};
use crate::data::{self, PlatformRow};

/// Whose a host is, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ownership<'a> {
    /// The app's own: it stands at or below this name.
    Own(&'a OwnName),
    /// The platform's.
    Platform(&'static PlatformRow),
    /// Undecided.
    Unknown,
}

/// A name that is the app's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnName {
    /// The registrable domain.
    pub registrable: Domain,
    /// How it is known.
    pub reason: OwnerReason,
}

/// How a name is known to be the app's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum OwnerReason {
    /// It is the package name's beginning, in reverse order.
    PackageName,
    /// The app answers for hosts below it.
    AnsweredHost,
    /// The user said so.
    Declared,
}

/// Whose a host is. The platform's own comes first: an app that answers for `google.com` links does not own them.
pub fn owner<'a>(host: &Domain, own: &'a [OwnName]) -> Ownership<'a> {
    if let Some(row) = data::platforms().iter().find(|row| host.is_within(row.suffix)) {
        return Ownership::Platform(row);
    }
    let own = own.iter().find(|own| host.is_within(own.registrable.ascii()));
    own.map_or(Ownership::Unknown, Ownership::Own)
}

/// The names whose reverse a package name begins with, most likely first.
///
/// By Java's convention (JLS 6.1, "Unique Package Names") `com.example.demo.mall` is of `example.com`, an underscore stands
/// for a hyphen, and one in front of a digit for nothing. `cn.com.foo.app` is of `foo.com.cn`; `com.cn.foo.app`, which is
/// often written for it, is of `foo.cn.com` to the letter, and both are given. None where the beginning names a code host,
/// a mail service or a maker of apps for others (`com.github.user`), which says nothing of the user's hosts.
pub fn own_names(package: &str) -> Vec<OwnName> {
    let labels: Vec<String> = package.split('.').map(label).collect();
    let swapped = match &*labels {
        [top, second, rest @ ..] if !rest.is_empty() && is_public_suffix(&[top, second]) => {
            Some([&[second.clone(), top.clone()], rest].concat())
        }
        _ => None,
    };
    let names = [Some(labels), swapped].into_iter().flatten().filter_map(|labels| registrable(&labels));
    let mut names: Vec<Domain> = names.collect();
    names.dedup();
    names.into_iter().map(|registrable| OwnName { registrable, reason: OwnerReason::PackageName }).collect()
}

/// Whether these labels, in this order, are a public suffix (`com`, `cn`).
fn is_public_suffix(labels: &[&String]) -> bool {
    is_registry(&labels.iter().map(|label| label.as_str()).collect::<Vec<_>>().join("."))
}

fn label(part: &str) -> String {
    let part = match part.strip_prefix('_') {
        Some(rest) if rest.starts_with(|first: char| first.is_ascii_digit()) => rest,
        _ => part,
    };
    part.to_ascii_lowercase().replace('_', "-")
}

fn registrable(labels: &[String]) -> Option<Domain> {
    let name = labels.iter().rev().map(String::as_str).collect::<Vec<_>>().join(".");
    let name = super::HostName::parse_bare(&name).ok()?;
    let registrable = Domain::new(suffix(name.domain()?).registrable?.to_owned());
    let shared = data::shared().iter().any(|row| row.name == registrable.ascii());
    (!shared).then_some(registrable)
}

impl OwnName {
    /// The registrable domain of a host that the app answers for, or that the user declared. None for hosts without one, of
    /// special use, of the platform, or that many share.
    pub fn of(host: &Domain, reason: OwnerReason) -> Option<Self> {
        let registrable = Domain::new(suffix(host).registrable?.to_owned());
        let shared = data::shared().iter().any(|row| row.name == registrable.ascii());
        let platform = matches!(owner(host, &[]), Ownership::Platform(_));
        let others =
            reason == OwnerReason::AnsweredHost && (shared || platform || special_use(host).is_some());
        (!others).then_some(Self { registrable, reason })
    }
}

#[cfg(test)]
mod tests;
