//! Public suffixes: where a name's own part begins.

use beian_model::SuffixSource;
use psl::{List, Psl, Type};

use super::Domain;
use super::domain::tail;

/// The version of the crate that carries the public suffix list, whose patch number counts the list's updates. The list
/// itself carries no date there.
const LIST_VERSION: &str = "2.1.247";

/// What the public suffix list says of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Suffix<'a> {
    /// Which section decided the registrable domain.
    pub source: SuffixSource,
    /// The public suffix plus one label; none where there is no such label, or a hole stands in it.
    pub registrable: Option<&'a str>,
    /// Labels left of the ICANN suffix plus one; none where there is no public suffix.
    pub level: Option<u32>,
}

impl Suffix<'_> {
    const fn none(source: SuffixSource) -> Self {
        Self { source, registrable: None, level: None }
    }
}

/// The version of the public suffix list, for the report's notes.
pub fn suffix_list_version() -> &'static str {
    LIST_VERSION
}

/// Whether `last`, the last label of a name in whatever case, is a public suffix (or the end of one). Allocates nothing:
/// this is asked of everything with a dot in it.
pub fn has_public_suffix(last: &[u8]) -> bool {
    // With a label before it, since some top-level domains have rules for what stands below them alone (`*.mm`).
    let mut name = [0_u8; 65];
    let Some(whole) = name.get_mut(..last.len().saturating_add(2)) else { return false };
    let (before, lower) = whole.split_at_mut(2);
    before.copy_from_slice(b"a.");
    lower.copy_from_slice(last);
    lower.make_ascii_lowercase();
    listed(whole).is_some()
}

/// The public suffix of a name, ICANN's section and the private one told apart.
///
/// A name below a private suffix is registered with that suffix's owner, so `x.github.io` is registrable by the private
/// section. Its *level* counts from the ICANN suffix all the same: the form counts from what a registrar sells
/// (`aliyun.com` is second, whatever stands below it), so `x.github.io` is of the third level. A name that is itself a
/// private suffix (`github.io`, `s3.amazonaws.com`), or has a hole where the private section needs a label
/// (`*.github.io`), is that owner's name, registrable by ICANN's section.
///
/// A template counts a hole as one label. Where its last label is open (`graph.*`) no suffix applies.
pub fn suffix(name: &Domain) -> Suffix<'_> {
    let text = name.ascii();
    if name.last().contains('*') || name.label_count() == 1 {
        return Suffix::none(SuffixSource::None);
    }
    let Some((typ, len)) = public_suffix(text) else { return Suffix::none(SuffixSource::Unknown) };
    let icann = icann_suffix(text, len, typ);
    let level = u32::try_from(name.label_count().saturating_sub(icann).saturating_add(1)).ok();
    let private = (typ == Type::Private).then(|| fixed_registrable(text, len)).flatten();
    match private {
        Some(registrable) => Suffix { source: SuffixSource::Private, registrable: Some(registrable), level },
        None => Suffix { source: SuffixSource::Icann, registrable: fixed_registrable(text, icann), level },
    }
}

/// The suffix that the list gives, as section and number of labels.
fn public_suffix(name: &str) -> Option<(Type, usize)> {
    let (typ, suffix) = listed(name.as_bytes())?;
    Some((typ, labels(suffix)))
}

/// Whether `name` itself is a public suffix of ICANN's section.
pub(super) fn is_registry(name: &str) -> bool {
    listed(name.as_bytes()) == Some((Type::Icann, name.as_bytes()))
}

/// The only question that is put to the list: its code is large, and would be compiled for each way of asking.
#[inline(never)]
fn listed(name: &[u8]) -> Option<(Type, &[u8])> {
    let found = List.suffix(name)?;
    Some((found.typ()?, found.as_bytes()))
}

/// Labels of the ICANN suffix, where the list gives one of `len` labels and section `typ`.
fn icann_suffix(name: &str, len: usize, typ: Type) -> usize {
    if typ == Type::Icann {
        return len;
    }
    // What a private suffix hides is the suffix of the name above it.
    let above = (1..len).rev().filter_map(|shorter| public_suffix(tail(name, shorter)));
    let mut icann = above.filter(|&(typ, _)| typ == Type::Icann).map(|(_, len)| len);
    icann.next().unwrap_or(1)
}

/// The suffix of `len` labels plus one, if no hole stands in it.
fn fixed_registrable(name: &str, len: usize) -> Option<&str> {
    let registrable = tail(name, len.saturating_add(1));
    let whole = labels(registrable.as_bytes()) > len;
    (whole && !registrable.contains('*')).then_some(registrable)
}

fn labels(name: &[u8]) -> usize {
    name.split(|&byte| byte == b'.').count()
}

#[cfg(test)]
mod tests;
