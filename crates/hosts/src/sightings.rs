//! What was found, of one entry and of a package.
//!
//! A sighting is a host as it stands in one text, with the facts that judging needs: how it is written, how sure its ends are,
//! what stands around it, how the format means the text. No kind and no confidence: those follow from the facts, once, when
//! all sightings of a package are together ([`judge()`](crate::judge())).

use std::collections::BTreeMap;

use beian_text::Encoding;

use crate::PackageNames;
use crate::name::HostName;

/// How a host is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Form {
    /// The authority of a URL whose scheme goes to a network host.
    Url,
    /// The authority of a URL whose scheme is put in elsewhere (`"://a.cn/"`, `%s://a.cn`), or of one without
    /// (`"//a.cn/x.js"`).
    OpenScheme,
    /// `user@host:path`, as ssh and git write it.
    Remote,
    /// A bare name or address and a port.
    HostPort,
    /// A bare name and a path.
    HostPath,
    /// A bare name or address.
    Bare,
    /// The domain of a mail address.
    Mail,
}

/// How sure the ends of a host are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Ends {
    /// The format, or a quoted literal, or a scheme and a delimiter say where it begins and ends.
    Exact,
    /// One of them is a guess: glued text, the ends of a run.
    Inferred,
}

/// What stands around a host in its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Setting {
    /// Nothing: the text, or the quoted literal, is the address.
    Whole,
    /// Code or configuration.
    Code,
    /// A sentence.
    Prose,
    /// A comment.
    Comment,
    /// A comment or a text that holds a licence or a copyright notice.
    Licence,
    /// What declares a namespace or a document type.
    Declaration,
    /// What a compiler stamps into what it makes.
    Stamp,
}

/// How the format means the text, as far as it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Meant {
    /// A string that code holds.
    Literal,
    /// A value whose key says that it is a host or an address.
    HostValue,
    /// A value whose key says that it is a version.
    VersionValue,
    /// Another value.
    Value,
    /// Text for a person.
    Content,
    /// An address that markup loads.
    Loaded,
    /// An address that markup links to.
    Linked,
    /// An identifier.
    Identifier,
    /// A host that the app answers for.
    Answered,
    /// A host that a rule is for.
    Matched,
    /// A comment.
    Comment,
    /// Nothing is known.
    Unknown,
}

/// Whether a URL is an identifier, by host and path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Identifier {
    /// Nothing says so.
    No,
    /// The shape of the path does.
    Shape,
    /// A specification does.
    Known,
}

/// Everything of a sighting that judging looks at; equal ones are counted, not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Stance {
    pub(crate) form: Form,
    pub(crate) ends: Ends,
    pub(crate) setting: Setting,
    pub(crate) meant: Meant,
    pub(crate) identifier: Identifier,
    /// Written with capitals, as names in code are.
    pub(crate) capitals: bool,
    /// The scheme, lower case.
    pub(crate) scheme: Option<&'static str>,
    pub(crate) port: Option<u16>,
}

impl Stance {
    /// A host that is the whole of its text, written so, of which nothing more is known.
    pub(crate) fn whole(form: Form, meant: Meant) -> Self {
        Self {
            form,
            ends: Ends::Exact,
            setting: Setting::Whole,
            meant,
            identifier: Identifier::No,
            capitals: false,
            scheme: None,
            port: None,
        }
    }
}

/// Where a host was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Spot {
    /// Of the host's first byte in its entry.
    pub(crate) offset: u64,
    pub(crate) encoding: Encoding,
    pub(crate) reader: &'static str,
    /// The text around it.
    pub(crate) around: String,
}

/// All sightings of one stance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) count: u64,
    /// The first of them.
    pub(crate) spots: Vec<Spot>,
}

/// So many spots are kept of each stance in an entry.
const MOST_SPOTS: usize = 3;

impl Seen {
    fn add(&mut self, later: Self) {
        self.count = self.count.saturating_add(later.count);
        let room = MOST_SPOTS.saturating_sub(self.spots.len());
        self.spots.extend(later.spots.into_iter().take(room));
    }
}

/// What was found in one entry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EntrySightings {
    pub(crate) names: PackageNames,
    pub(crate) hosts: BTreeMap<HostName, BTreeMap<Stance, Seen>>,
    /// Number of stances in `hosts`, and how many there may be.
    kept: usize,
    most: usize,
    /// Sightings beyond the limit, which are not here.
    dropped: u64,
}

impl EntrySightings {
    /// Of which at most `most` are kept.
    pub(crate) fn new(most: usize) -> Self {
        Self { most, ..Self::default() }
    }

    /// Whether there is nothing in it: no sighting, and no name.
    pub fn is_empty(&self) -> bool {
        self.hosts.is_empty() && self.dropped == 0 && self.names.is_empty()
    }

    /// Sightings that were not kept, since one entry may not cost more.
    pub fn dropped(&self) -> u64 {
        self.dropped
    }

    /// What was found in a later part of the same entry.
    pub fn append(&mut self, later: Self) {
        // Each part has a limit of its own.
        self.most = self.most.saturating_add(later.most);
        self.names.merge(later.names);
        self.dropped = self.dropped.saturating_add(later.dropped);
        for (host, stances) in later.hosts {
            for (stance, seen) in stances {
                self.add(host.clone(), stance, seen);
            }
        }
    }

    /// One more sighting. What the spot costs is paid only if it is kept.
    pub(crate) fn see(&mut self, host: HostName, stance: Stance, spot: impl FnOnce() -> Spot) {
        let known = self.hosts.get_mut(&host).and_then(|stances| stances.get_mut(&stance));
        match known {
            Some(seen) if seen.spots.len() >= MOST_SPOTS => seen.count = seen.count.saturating_add(1),
            None if self.kept >= self.most => self.dropped = self.dropped.saturating_add(1),
            _ => self.add(host, stance, Seen { count: 1, spots: vec![spot()] }),
        }
    }

    fn add(&mut self, host: HostName, stance: Stance, seen: Seen) {
        if let Some(known) = self.hosts.get_mut(&host).and_then(|stances| stances.get_mut(&stance)) {
            return known.add(seen);
        }
        if self.kept >= self.most {
            self.dropped = self.dropped.saturating_add(seen.count);
            return;
        }
        self.kept = self.kept.saturating_add(1);
        self.hosts.entry(host).or_default().insert(stance, seen);
    }
}

/// What was found in all entries of a package.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sightings {
    pub(crate) entries: Vec<String>,
    pub(crate) names: PackageNames,
    /// By host: in which entries, and how.
    pub(crate) hosts: BTreeMap<HostName, Vec<InEntry>>,
}

/// A host in one entry, in one way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct InEntry {
    /// Index into [`Sightings::entries`].
    pub(crate) entry: usize,
    pub(crate) stance: Stance,
    pub(crate) seen: Seen,
}

impl Sightings {
    /// What was found in one more entry, `entry` by its path through nesting. The order of calls is that of the evidence.
    pub fn add(&mut self, entry: &str, found: EntrySightings) {
        self.names.merge(found.names);
        if found.hosts.is_empty() {
            return;
        }
        let index = self.entries.len();
        self.entries.push(entry.to_owned());
        for (host, stances) in found.hosts {
            let stances = stances.into_iter().map(|(stance, seen)| InEntry { entry: index, stance, seen });
            self.hosts.entry(host).or_default().extend(stances);
        }
    }
}
