//! How sure one sighting is: what its place proves, and what its letters may be instead.

use beian_model::{Confidence, SuffixSource};

use super::rule::Rule;
use crate::PackageNames;
use crate::name::{
    Domain, DottedNumbers, Doubt, HostName, LookalikeClass, code_like, dotted_numbers, ends_as_hosts,
    is_open_to_all, lookalike, special_use, suffix,
};
use crate::sightings::{Ends, Form, Meant, Setting, Stance};

/// What the package knows that bears on a name.
#[derive(Clone, Copy, Debug)]
pub(super) struct Known<'a> {
    pub(super) names: &'a PackageNames,
    /// Whether a URL somewhere in the package goes to the same registrable domain.
    pub(super) is_contacted: bool,
}

/// How sure it is that this is a host, and the rule that decided.
pub(super) fn confidence(host: &HostName, stance: &Stance, known: Known<'_>) -> (Confidence, Rule) {
    match host {
        HostName::Domain(name) => match stance.form {
            Form::Url | Form::OpenScheme | Form::Remote => of_url(name, stance),
            Form::Mail => of_mail(name, stance),
            Form::Bare | Form::HostPath | Form::HostPort => of_bare(name, stance, known),
        },
        HostName::V4(address) => of_quad(&address.to_string(), stance),
        HostName::V6(_) => of_ends(stance, Rule::CertainAddress),
    }
}

/// By the ends alone: where they are certain, `certain` is the rule.
fn of_ends(stance: &Stance, certain: Rule) -> (Confidence, Rule) {
    match stance.ends {
        Ends::Exact => (Confidence::High, certain),
        Ends::Inferred => (Confidence::Medium, Rule::InferredEnds),
    }
}

fn of_url(name: &Domain, stance: &Stance) -> (Confidence, Rule) {
    if special_use(name).is_some() {
        // A word behind `://` is a host only where the URL is certain.
        return match stance.ends {
            Ends::Exact => (Confidence::High, Rule::CertainAddress),
            Ends::Inferred => (Confidence::Low, Rule::InferredEnds),
        };
    }
    match suffix(name).source {
        SuffixSource::Icann | SuffixSource::Private if stance.form == Form::OpenScheme => {
            (Confidence::Medium, Rule::InferredScheme)
        }
        SuffixSource::Icann | SuffixSource::Private => of_ends(stance, Rule::Certain),
        SuffixSource::None if name.is_template() => of_ends(stance, Rule::CertainAddress),
        // Identifiers are made of class names as well (`http://javax.xml.XMLConstants/feature/secure-processing`).
        SuffixSource::Unknown if code_like(name).is_some() => (Confidence::Low, Rule::CodeLike),
        SuffixSource::None | SuffixSource::Unknown => {
            let certain = stance.ends == Ends::Exact && stance.meant != Meant::Unknown;
            (if certain { Confidence::Medium } else { Confidence::Low }, Rule::UnknownSuffix)
        }
    }
}

/// The domain of a mail address: no scheme says that it is one, but a local part and the `@` do.
fn of_mail(name: &Domain, stance: &Stance) -> (Confidence, Rule) {
    if !is_suffix_public(name) {
        return (Confidence::Low, Rule::UnknownSuffix);
    }
    // Framed (`<kefu@a.name>`), it is what a person wrote as an address.
    let is_framed = stance.setting == Setting::Whole;
    let refused = if is_framed { Doubt::Certain } else { Doubt::Strong };
    if let Some(found) = lookalike(name).filter(|found| found.doubt >= refused && !ends_as_hosts(name)) {
        return (Confidence::Low, alike(found.class));
    }
    let is_short = name.labels().rev().nth(1).is_none_or(|label| label.len() < 2);
    if stance.capitals && !ends_as_hosts(name) || is_short || stance.ends == Ends::Inferred {
        return (Confidence::Low, Rule::TooShort);
    }
    if stance.meant == Meant::Unknown && !is_framed && !ends_as_hosts(name) {
        return (Confidence::Low, Rule::RareSuffix);
    }
    (Confidence::High, Rule::Certain)
}

fn of_bare(name: &Domain, stance: &Stance, known: Known<'_>) -> (Confidence, Rule) {
    if matches!(stance.meant, Meant::Answered | Meant::Matched) {
        let public = is_suffix_public(name) || special_use(name).is_some();
        return if public {
            (Confidence::High, Rule::Certain)
        } else {
            (Confidence::Medium, Rule::UnknownSuffix)
        };
    }
    if !is_suffix_public(name) {
        return (Confidence::Low, Rule::UnknownSuffix);
    }
    if matches!(stance.setting, Setting::Comment | Setting::Licence) {
        return (Confidence::Low, Rule::QuotedName);
    }
    if let Some(doubt) = doubt(name, stance, known) {
        return (Confidence::Low, doubt);
    }
    match stance.ends {
        Ends::Inferred if name.ascii().len() < 7 => (Confidence::Low, Rule::TooShort),
        Ends::Inferred => (Confidence::Medium, Rule::InferredEnds),
        Ends::Exact if stance.meant == Meant::Unknown => (Confidence::Medium, Rule::QuotedName),
        Ends::Exact => (Confidence::High, Rule::Certain),
    }
}

/// What a bare name is more likely than a host.
fn doubt(name: &Domain, stance: &Stance, known: Known<'_>) -> Option<Rule> {
    let has_host_place = stance.meant == Meant::HostValue || stance.form == Form::HostPort;
    if stance.capitals && !has_host_place {
        return Some(Rule::Capitals);
    }
    if known.names.named(name.ascii()).is_some() {
        return Some(Rule::NamedByPackage);
    }
    let found = lookalike(name);
    let refused = if has_host_place || known.is_contacted { Doubt::Certain } else { Doubt::Strong };
    if let Some(found) = found.filter(|found| found.doubt >= refused) {
        return Some(alike(found.class));
    }
    let is_vouched = has_host_place || known.is_contacted || name.first() == "www" || ends_as_hosts(name);
    let is_plain = stance.ends == Ends::Exact && found.is_none() && !name.is_template();
    let is_deep = name.label_count() >= 3 && is_open_to_all(name) && is_plain;
    (!is_vouched && !is_deep).then_some(Rule::RareSuffix)
}

fn alike(class: LookalikeClass) -> Rule {
    match class {
        LookalikeClass::FileExtension => Rule::FileLike,
        LookalikeClass::PropertyWord => Rule::PropertyLike,
        LookalikeClass::CodeNamespace => Rule::CodeLike,
        LookalikeClass::Reversed => Rule::Reversed,
    }
}

/// A dotted quad: in a URL it is an address whatever its numbers.
fn of_quad(written: &str, stance: &Stance) -> (Confidence, Rule) {
    if matches!(stance.form, Form::Url | Form::OpenScheme | Form::HostPort | Form::Remote) {
        return of_ends(stance, Rule::CertainAddress);
    }
    let doubt = match dotted_numbers(written) {
        Some(DottedNumbers::Quad { doubt, .. }) => doubt,
        _ => Doubt::Certain,
    };
    // `0.9.8.1` is in the block of "this network", of which only its first address means anything to an app (RFC 1122).
    let is_version = written.starts_with("0.") && written != "0.0.0.0";
    let refused = if stance.meant == Meant::HostValue { Doubt::Certain } else { Doubt::Strong };
    if doubt >= refused || is_version || stance.meant == Meant::VersionValue {
        return (Confidence::Low, Rule::NumberLike);
    }
    match (stance.ends, doubt) {
        (Ends::Exact, Doubt::None) if stance.meant != Meant::Unknown => {
            (Confidence::High, Rule::CertainAddress)
        }
        (Ends::Exact, _) => (Confidence::Medium, Rule::QuotedName),
        (Ends::Inferred, Doubt::None) => (Confidence::Medium, Rule::InferredEnds),
        (Ends::Inferred, _) => (Confidence::Low, Rule::NumberLike),
    }
}

fn is_suffix_public(name: &Domain) -> bool {
    let found = suffix(name);
    matches!(found.source, SuffixSource::Icann | SuffixSource::Private)
        && (found.registrable.is_some() || name.is_template())
}
