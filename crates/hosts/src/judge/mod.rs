//! Judging: once per package, over everything that was found.
//!
//! Each sighting has a kind (`kind`) and a confidence (`confidence`), each by the first
//! rule that holds. A host is as sure as its surest sighting. Its kinds are those of the sightings that are likely, if one is:
//! that a name also looks like a property somewhere says nothing of how it stands where it is a host.

mod confidence;
mod kind;
mod place;
mod rule;

use std::collections::BTreeSet;

use beian_model::{
    Bilingual, Confidence, Encoding, Host, HostEvidence, HostKind, Owner, OwnerVerdict, Phrase, SuffixSource,
};

use crate::Sightings;
use crate::name::{Domain, HostName, OwnName, OwnerReason, Ownership, own_names, owner, special_use, suffix};
use crate::sightings::{Form, InEntry, Meant};

use confidence::Known;
use place::{Place, place};
pub use rule::Rule;

/// What is known of the app whose hosts are judged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct App<'a> {
    /// The package name.
    pub package: Option<&'a str>,
    /// Domains that were declared as the app's own.
    pub own: &'a [String],
}

/// So many places are shown of one host.
const MOST_EVIDENCE: usize = 10;

/// Judges what was found, in the order of the report.
pub fn judge(sightings: &Sightings, app: &App<'_>) -> Vec<Host> {
    let court = Court::new(sightings, app);
    let mut judged: Vec<_> = sightings.hosts.iter().map(|(host, seen)| court.host(host, seen)).collect();
    judged.sort_by(|a, b| a.order().cmp(&b.order()));
    judged
}

/// What the verdicts over one package have in common.
struct Court<'a> {
    sightings: &'a Sightings,
    places: Vec<Place>,
    /// Registrable domains that URLs go to.
    contacted: BTreeSet<&'a str>,
    own: Vec<OwnName>,
    package: &'a str,
}

impl<'a> Court<'a> {
    fn new(sightings: &'a Sightings, app: &App<'a>) -> Self {
        let places = sightings.entries.iter().map(|entry| place(entry)).collect();
        let contacted =
            sightings.hosts.iter().filter(|(_, seen)| seen.iter().any(|seen| seen.stance.form == Form::Url));
        let contacted = contacted.filter_map(|(host, _)| suffix(host.domain()?).registrable).collect();
        let package = app.package.unwrap_or("");
        Self { sightings, places, contacted, own: own(sightings, app), package }
    }

    fn host(&self, host: &HostName, seen: &[InEntry]) -> Host {
        let registrable = host.domain().and_then(|name| suffix(name).registrable);
        let known = Known {
            names: &self.sightings.names,
            is_contacted: registrable.is_some_and(|name| self.contacted.contains(name)),
        };
        let mut verdicts: Vec<_> = seen.iter().map(|seen| self.verdict(host, seen, known)).collect();
        let confidence = verdicts.iter().map(|verdict| verdict.confidence).max().unwrap_or(Confidence::Low);
        let least = confidence.min(Confidence::Medium);
        // The strongest kinds first; within one, likely sightings before others, then as the entries stand.
        verdicts.sort_by_key(|verdict| {
            (verdict.confidence < least, verdict.kind, verdict.confidence < confidence)
        });
        let likely = verdicts.iter().filter(|verdict| verdict.confidence >= least);
        let kinds: BTreeSet<HostKind> = likely.map(|verdict| verdict.kind).collect();
        self.report(host, &verdicts, kinds, confidence)
    }

    fn verdict<'s>(&self, host: &HostName, seen: &'s InEntry, known: Known<'_>) -> Verdict<'s> {
        let place = self.places.get(seen.entry).copied().unwrap_or(Place::App);
        let (kind, kind_rule) = kind::kind(host, &seen.stance, place);
        let (confidence, confidence_rule) = confidence::confidence(host, &seen.stance, known);
        Verdict { seen, kind, confidence, rules: [kind_rule, confidence_rule] }
    }

    fn report(
        &self,
        host: &HostName,
        verdicts: &[Verdict<'_>],
        kinds: BTreeSet<HostKind>,
        confidence: Confidence,
    ) -> Host {
        let found = host.domain().map(suffix);
        let count = verdicts.iter().map(|verdict| verdict.seen.seen.count).fold(0, u64::saturating_add);
        let stances = || verdicts.iter().map(|verdict| &verdict.seen.stance);
        let schemes: BTreeSet<_> = stances().filter_map(|stance| stance.scheme).collect();
        let ports: BTreeSet<_> = stances().filter_map(|stance| stance.port).collect();
        Host {
            host: host.ascii().into_owned(),
            display: host.display(),
            kind: kinds.first().copied().unwrap_or(HostKind::Endpoint),
            kinds: kinds.into_iter().collect(),
            confidence,
            registrable: found.and_then(|found| found.registrable).map(str::to_owned),
            level: found.and_then(|found| found.level),
            suffix_source: found.map_or(SuffixSource::None, |found| found.source),
            owner: self.owner(host),
            schemes: schemes.into_iter().map(str::to_owned).collect(),
            ports: ports.into_iter().collect(),
            count,
            evidence: self.evidence(verdicts),
            evidence_total: count,
            reason: self.reason(verdicts),
            rules: trace(verdicts).into_iter().map(|rule| rule.id().to_owned()).collect(),
        }
    }

    fn evidence(&self, verdicts: &[Verdict<'_>]) -> Vec<HostEvidence> {
        let spots = verdicts
            .iter()
            .flat_map(|verdict| verdict.seen.seen.spots.iter().map(move |spot| (verdict, spot)));
        let shown = spots.take(MOST_EVIDENCE).map(|(verdict, spot)| HostEvidence {
            entry: self.entry(verdict).to_owned(),
            offset: spot.offset,
            reader: spot.reader.to_owned(),
            encoding: encoding(spot.encoding),
            text: spot.around.clone(),
            kind: verdict.kind,
            used_by: None,
        });
        shown.collect()
    }

    fn entry(&self, verdict: &Verdict<'_>) -> &'a str {
        self.sightings.entries.get(verdict.seen.entry).map_or("", String::as_str)
    }

    /// Why the first verdict is what it is.
    fn reason(&self, verdicts: &[Verdict<'_>]) -> Bilingual {
        let Some(first) = verdicts.first() else { return Bilingual::new("", "") };
        let [_, sure] = first.rules;
        let kind = kind_words(first.kind).with(&[("entry", self.entry(first).into())]);
        match sure.confidence_words().map(Phrase::words) {
            Some(sure) => {
                Bilingual::new(format!("{}；{}", kind.zh, sure.zh), format!("{}; {}", kind.en, sure.en))
            }
            None => kind,
        }
    }

    fn owner(&self, host: &HostName) -> Owner {
        // What nobody can register, nobody owns: `com.example.app` is not of example.com.
        let name = host.domain().filter(|name| special_use(name).is_none());
        let ownership = name.map_or(Ownership::Unknown, |name| owner(name, &self.own));
        match ownership {
            Ownership::Own(own) => {
                let domain = own.registrable.ascii();
                let reason = match own.reason {
                    OwnerReason::PackageName => Phrase::OwnPackage.with(&[("package", self.package.into())]),
                    OwnerReason::AnsweredHost => Phrase::OwnDeeplink.with(&[("host", domain.into())]),
                    OwnerReason::Declared => Phrase::OwnDeclared.with(&[("domain", domain.into())]),
                };
                Owner { verdict: OwnerVerdict::Own, name: None, reason }
            }
            Ownership::Platform(row) => {
                let holes = [("name", row.name.into()), ("why", row.why.into())];
                let reason = Phrase::PlatformHost.with(&holes);
                Owner { verdict: OwnerVerdict::Platform, name: Some(row.name.to_owned()), reason }
            }
            Ownership::Unknown => {
                Owner { verdict: OwnerVerdict::Unknown, name: None, reason: Phrase::OwnerUnknown.words() }
            }
        }
    }
}

/// One sighting, judged.
struct Verdict<'a> {
    seen: &'a InEntry,
    kind: HostKind,
    confidence: Confidence,
    /// Of the kind, of the confidence.
    rules: [Rule; 2],
}

fn trace(verdicts: &[Verdict<'_>]) -> Vec<Rule> {
    let mut trace = Vec::new();
    for rule in verdicts.iter().flat_map(|verdict| verdict.rules) {
        if !trace.contains(&rule) {
            trace.push(rule);
        }
    }
    trace
}

/// The app's own names: declared ones first, then by the package name, then by what it answers for.
fn own(sightings: &Sightings, app: &App<'_>) -> Vec<OwnName> {
    let declared = app.own.iter().filter_map(|name| named(name, OwnerReason::Declared));
    let package = app.package.map(own_names).unwrap_or_default();
    let answered = sightings
        .hosts
        .iter()
        .filter(|(_, seen)| seen.iter().any(|seen| seen.stance.meant == Meant::Answered));
    let answered = answered.filter_map(|(host, _)| OwnName::of(host.domain()?, OwnerReason::AnsweredHost));
    declared.chain(package).chain(answered).collect()
}

fn named(name: &str, reason: OwnerReason) -> Option<OwnName> {
    let host = HostName::parse_authority_host(name.trim()).ok()?;
    let domain: &Domain = host.domain()?;
    OwnName::of(domain, reason)
}

fn kind_words(kind: HostKind) -> Phrase {
    match kind {
        HostKind::Endpoint => Phrase::KindEndpoint,
        HostKind::Template => Phrase::KindTemplate,
        HostKind::Ip => Phrase::KindIp,
        HostKind::Deeplink => Phrase::KindDeeplink,
        HostKind::Policy => Phrase::KindPolicy,
        HostKind::Link => Phrase::KindLink,
        HostKind::Licence => Phrase::KindLicence,
        HostKind::Metadata => Phrase::KindMetadata,
        HostKind::Certificate => Phrase::KindCertificate,
        HostKind::Mail => Phrase::KindMail,
        HostKind::Namespace => Phrase::KindNamespace,
        HostKind::Reserved => Phrase::KindReserved,
        HostKind::Private => Phrase::KindPrivate,
    }
}

fn encoding(encoding: beian_text::Encoding) -> Encoding {
    match encoding {
        beian_text::Encoding::Utf8 => Encoding::Utf8,
        beian_text::Encoding::Utf16Le => Encoding::Utf16Le,
        beian_text::Encoding::Utf16Be => Encoding::Utf16Be,
        beian_text::Encoding::Mutf8 => Encoding::Mutf8,
    }
}

#[cfg(test)]
mod tests;
