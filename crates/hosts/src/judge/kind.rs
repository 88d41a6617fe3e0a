//! The kind of one sighting: the first rule that holds.

use beian_model::HostKind;

use super::place::Place;
use super::rule::Rule;
use crate::name::{AddressScope, HostName, scope, special_use};
use crate::sightings::{Form, Identifier, Meant, Setting, Stance};

/// The kind of a host that stands so in such a file, and the rule that says so.
///
/// The name overrides the place; certificates, mail and what a format says by itself come before what surrounds the text, and
/// what surrounds it before what it is alone.
pub(super) fn kind(host: &HostName, stance: &Stance, place: Place) -> (HostKind, Rule) {
    by_name(host)
        .or_else(|| by_format(stance, place))
        .or_else(|| by_surroundings(stance, place))
        .unwrap_or_else(|| by_itself(host))
}

fn by_name(host: &HostName) -> Option<(HostKind, Rule)> {
    match host {
        HostName::Domain(name) => special_use(name).map(|_| (HostKind::Reserved, Rule::SpecialName)),
        HostName::V4(address) => is_private((*address).into()),
        HostName::V6(address) => is_private((*address).into()),
    }
}

fn is_private(address: std::net::IpAddr) -> Option<(HostKind, Rule)> {
    (scope(address) == AddressScope::Private).then_some((HostKind::Private, Rule::PrivateAddress))
}

fn by_format(stance: &Stance, place: Place) -> Option<(HostKind, Rule)> {
    if place == Place::Certificate {
        return Some((HostKind::Certificate, Rule::InCertificate));
    }
    if stance.form == Form::Mail {
        return Some((HostKind::Mail, Rule::MailDomain));
    }
    if stance.setting == Setting::Declaration || stance.identifier == Identifier::Known {
        return Some((HostKind::Namespace, Rule::Declared));
    }
    match stance.meant {
        Meant::Answered => Some((HostKind::Deeplink, Rule::Answered)),
        Meant::Matched => Some((HostKind::Policy, Rule::Matched)),
        Meant::Identifier => Some((HostKind::Namespace, Rule::Declared)),
        _ => None,
    }
}

fn by_surroundings(stance: &Stance, place: Place) -> Option<(HostKind, Rule)> {
    if stance.setting == Setting::Licence || place == Place::Licence {
        return Some((HostKind::Licence, Rule::InLicence));
    }
    if matches!(stance.setting, Setting::Comment | Setting::Stamp)
        || stance.meant == Meant::Comment
        || place == Place::Build
    {
        return Some((HostKind::Metadata, Rule::InBuildRecord));
    }
    if place == Place::Media {
        return Some((HostKind::Metadata, Rule::InMedia));
    }
    if stance.setting == Setting::Prose {
        return Some((HostKind::Link, Rule::InSentence));
    }
    if stance.identifier == Identifier::Shape {
        return Some((HostKind::Namespace, Rule::ShapedIdentifier));
    }
    if place == Place::Reading {
        return Some((HostKind::Link, Rule::InReading));
    }
    (stance.meant == Meant::Linked).then_some((HostKind::Link, Rule::Linked))
}

fn by_itself(host: &HostName) -> (HostKind, Rule) {
    match host {
        HostName::Domain(name) if name.is_template() => (HostKind::Template, Rule::Open),
        HostName::Domain(_) => (HostKind::Endpoint, Rule::Held),
        HostName::V4(_) | HostName::V6(_) => (HostKind::Ip, Rule::PublicAddress),
    }
}
