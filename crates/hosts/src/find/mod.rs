//! Finding: one pass over each text, on bytes that are still in cache.
//!
//! Nothing is judged here. A text that holds neither a dot nor a colon costs one search for them; what is no host by its
//! letters costs no allocation that outlives it.

mod authority;
mod bare;
mod chars;
mod comments;
mod holes;
mod keys;
mod setting;
mod url;

use beian_model::SuffixSource;
use beian_text::{Bounds, Name, OffsetMap, Role, Sink, Text};
use memchr::memchr3_iter;

use crate::EntrySightings;
use crate::name::{Doubt, HostName, NamespaceEvidence, lookalike, namespace, suffix};
use crate::sightings::{Ends, Form, Identifier, Meant, Setting, Spot, Stance};

use authority::{Authority, Resolved, authority, resolve, template, url_end};
use bare::{Bare, View, names};
use chars::{Stretch, around, byte};
use keys::{Key, spoken_of};
use setting::Ground;
use url::{Mark, Scheme, marks, scheme};

/// Finds what may be hosts in the texts of one entry.
#[derive(Debug)]
pub struct Finder {
    reader: &'static str,
    is_suffix_list: bool,
    found: EntrySightings,
    /// Of the text being read; kept so that it is not allocated for each.
    covered: Vec<(usize, usize)>,
}

impl Finder {
    /// For the entry of this name, in its own archive, of which at most `most` sightings are kept.
    pub fn new(entry: &str, most: usize) -> Self {
        Self {
            reader: "",
            is_suffix_list: is_suffix_list(entry),
            found: EntrySightings::new(most),
            covered: Vec::new(),
        }
    }

    /// The reader whose texts come next.
    pub fn reader(&mut self, reader: &'static str) {
        self.reader = reader;
    }

    /// What was found.
    pub fn finish(self) -> EntrySightings {
        self.found
    }
}

/// Whether an entry is a copy of the public suffix list, whose names are rules. By the names under which libraries bundle it
/// (`publicsuffixes.gz` of `OkHttp`, `effective_tld_names.dat` of Mozilla and Apache, `public_suffix_list.dat` of the list).
fn is_suffix_list(entry: &str) -> bool {
    let file = entry.rsplit('/').next().unwrap_or(entry);
    ["publicsuffix", "public-suffix", "public_suffix", "effective_tld"]
        .iter()
        .any(|name| chars::contains(file, name))
}

impl Sink for Finder {
    fn text(&mut self, text: Text<'_>) {
        match text.role {
            Role::AnsweredHost => self.host(&text, Meant::Answered),
            Role::MatchedHost => self.host(&text, Meant::Matched),
            _ if may_hold_host(text.text.as_bytes()) => self.search(&text),
            _ => {}
        }
    }

    fn wants(&self, stored: &[u8]) -> bool {
        may_hold_host(stored)
    }

    fn name(&mut self, name: Name<'_>) {
        self.found.names.add(name);
    }
}

/// Whether there is what every host stands beside, or holds: a dot or colon that does not end a sentence or a key, or a colon
/// that is percent-encoded. In any encoding: what looks so in 16 bits costs a search.
fn may_hold_host(stored: &[u8]) -> bool {
    memchr3_iter(b'.', b':', b'%', stored).any(|at| {
        let beside = |place: Option<usize>| place.and_then(|place| stored.get(place));
        let next = beside(at.checked_add(1));
        let ends = match stored.get(at) {
            Some(b'%') => !matches!(next, Some(b'3' | 0)),
            _ => next.is_none_or(|next| matches!(next, b' ' | b'\t' | b'\n' | b'\r')),
        };
        // In UTF-16 of big endian, what follows is half a character.
        !ends || beside(at.checked_sub(1)) == Some(&0)
    })
}

impl Finder {
    /// A text that is a host, by its format.
    fn host(&mut self, text: &Text<'_>, meant: Meant) {
        let written = text.text.trim();
        let start = text.text.len().saturating_sub(text.text.trim_start().len());
        let host = if written.starts_with(['*', '.']) {
            template(written)
        } else {
            HostName::parse_authority_host(written).ok()
        };
        let Some(host) = host else { return };
        let stance = Stance::whole(Form::Bare, meant);
        let reader = self.reader;
        self.found.see(host, stance, || spot(text, &mut text.offsets(), start, text.text.len(), reader));
    }

    fn search(&mut self, text: &Text<'_>) {
        let mut search = Search {
            text,
            bounds: text.bounds,
            ground: Ground::new(&text.text, matches!(text.role, Role::Unknown)),
            offsets: text.offsets(),
            stretch: Stretch::default(),
            reader: self.reader,
            found: &mut self.found,
        };
        self.covered.clear();
        for mark in marks(&text.text) {
            if self.covered.last().is_none_or(|&(_, authority_end)| mark.at >= authority_end)
                && let Some(range) = search.url(mark)
            {
                self.covered.push(range);
            }
        }
        if !self.is_suffix_list {
            search.relative(&mut self.covered);
            search.bare(&self.covered);
        }
    }
}

/// The search of one text.
struct Search<'t, 'f> {
    text: &'t Text<'t>,
    bounds: Bounds,
    ground: Ground<'t>,
    offsets: OffsetMap<'t>,
    /// Where URLs end.
    stretch: Stretch,
    reader: &'static str,
    found: &'f mut EntrySightings,
}

impl Search<'_, '_> {
    /// What the format means by the text. Most texts hold no host, so that nobody asks.
    fn meant(&self) -> Meant {
        meant(self.text.role)
    }

    /// The URL at a mark; the range that it covers.
    fn url(&mut self, mark: Mark) -> Option<(usize, usize)> {
        let text = &*self.text.text;
        let glue = self.bounds != Bounds::Exact;
        let (start, form, scheme) = match scheme(text, mark.at, glue) {
            Scheme::Network { name, start } => (start, Form::Url, Some(name)),
            Scheme::Open { start } => (start, Form::OpenScheme, None),
            // The authority is nobody's host; what stands in the query is looked at on its own.
            Scheme::Other { start } => return Some((start, skipped(text, mark.authority))),
            Scheme::None => return None,
        };
        let authority = authority(text, mark.authority);
        let Some(resolved) = resolve(&authority, glue) else { return Some((start, authority.end)) };
        if form == Form::OpenScheme && !is_certain_name(&resolved.host) {
            return Some((start, authority.end));
        }
        let end = url_end(text, authority.end, &mut self.stretch);
        // A URL within the query is another; without one, nothing in path and query is a host.
        let rest = text.get(authority.end..end).unwrap_or("");
        let next = marks(rest).next().map_or(end, |mark| authority.end.saturating_add(mark.at));
        let path = text.get(authority.end..next).unwrap_or("");
        let scheme = Stance { scheme, ..Stance::whole(form, self.meant()) };
        self.see_url((start, end), path, &authority, resolved, scheme);
        Some((start, next))
    }

    /// The host of a URL that stands in this range. Of its stance form and scheme are known.
    fn see_url(
        &mut self,
        (start, end): (usize, usize),
        path: &str,
        authority: &Authority,
        resolved: Resolved,
        known: Stance,
    ) {
        let stance = Stance {
            ends: self.ends(authority.end, resolved.cut),
            setting: self.ground.setting(start, end),
            identifier: identifier(&resolved.host, path),
            port: authority.port,
            ..known
        };
        self.see(resolved.host, stance, authority.start, end);
    }

    /// URLs without a scheme (`"//cdn.example.cn/x.js"`): only as a whole literal, since `//` also begins comments.
    fn relative(&mut self, covered: &mut Vec<(usize, usize)>) {
        let (text, exact) = (&*self.text.text, self.bounds == Bounds::Exact);
        let begins = |at: usize| match chars::byte_before(text, at) {
            None => exact,
            Some(before) => chars::is_quote(before),
        };
        let second = |at: usize| byte(text, at.saturating_add(1)) == Some(b'/');
        for at in memchr::memchr_iter(b'/', text.as_bytes()).filter(|&at| second(at) && begins(at)) {
            let authority = authority(text, at.saturating_add(2));
            let closed = byte(text, authority.end).is_none_or(|byte| chars::is_quote(byte) || byte == b'/');
            let resolved = resolve(&authority, false).filter(|found| closed && is_certain_name(&found.host));
            let Some(resolved) = resolved else { continue };
            let end = url_end(text, authority.end, &mut self.stretch);
            let path = text.get(authority.end..end).unwrap_or("");
            let open = Stance::whole(Form::OpenScheme, self.meant());
            self.see_url((at, end), path, &authority, resolved, open);
            covered.push((at, end));
        }
        covered.sort_unstable();
    }

    fn bare(&mut self, covered: &[(usize, usize)]) {
        let exact = self.bounds == Bounds::Exact;
        let (begins, ends) = match self.bounds {
            Bounds::Exact => (true, true),
            Bounds::Run { before, after } => (before.is_plausible(), after.is_plausible()),
        };
        let view = View { text: &self.text.text, begins, ends, exact };
        if exact && self.open_name() {
            return;
        }
        names(view, covered, |bare| self.bare_name(bare));
    }

    /// A whole text that is a name with holes, or one in letters beyond ASCII; whether it is one.
    fn open_name(&mut self) -> bool {
        let text = &*self.text.text;
        let is_short = text.len() <= 260 && !text.bytes().any(|byte| byte <= b' ' || byte == b':');
        if !is_short || text.is_ascii() && !text.contains(['%', '{', '$']) {
            return false;
        }
        let found = authority(text, 0);
        let whole = found.start == 0 && (found.end == text.len() || byte(text, found.end) == Some(b'/'));
        let Some(resolved) = resolve(&found, false).filter(|found| whole && is_certain_name(&found.host))
        else {
            return false;
        };
        let form = if found.end == text.len() { Form::Bare } else { Form::HostPath };
        let capitals = has_capitals(&found.host);
        let stance = Stance { capitals, port: found.port, ..Stance::whole(form, self.meant()) };
        self.see(resolved.host, stance, found.start, text.len());
        true
    }

    fn bare_name(&mut self, bare: Bare) {
        let text = &*self.text.text;
        let Some(written) = text.get(bare.start..bare.end) else { return };
        let host = if bare.is_suffix { template(written) } else { HostName::parse_bare(written).ok() };
        let Some(host) = host else { return };
        let setting = match bare.form {
            Form::Mail if bare.is_framed => Setting::Whole,
            Form::Mail => Setting::Code,
            _ => match self.ground.setting(bare.start, bare.whole_end) {
                Setting::Comment => Setting::Comment,
                Setting::Licence => Setting::Licence,
                _ => Setting::Whole,
            },
        };
        let meant = match bare.key {
            // In code, what stands there may be a member: `host: options.host`.
            Key::Host if !is_likely_code(&host) => Meant::HostValue,
            Key::Version => Meant::VersionValue,
            _ => self.meant(),
        };
        let stance = Stance {
            ends: if bare.exact { Ends::Exact } else { Ends::Inferred },
            setting,
            capitals: has_capitals(written),
            port: bare.port,
            ..Stance::whole(bare.form, meant)
        };
        self.see(host, stance, bare.start, bare.whole_end);
    }

    /// How sure the end of a URL's host is that ends at `end`; where it begins, the scheme says.
    fn ends(&self, end: usize, cut: bool) -> Ends {
        let closed = match byte(&self.text.text, end) {
            None => match self.bounds {
                Bounds::Exact => true,
                Bounds::Run { after, .. } => after.is_plausible(),
            },
            Some(byte) if byte.is_ascii() => byte <= b' ' || byte.is_ascii_punctuation(),
            Some(_) => chars::char_at(&self.text.text, end).is_some_and(|next| !next.is_alphanumeric()),
        };
        if closed && !cut { Ends::Exact } else { Ends::Inferred }
    }

    fn see(&mut self, host: HostName, stance: Stance, start: usize, end: usize) {
        let (text, offsets, reader) = (self.text, &mut self.offsets, self.reader);
        self.found.see(host, stance, || spot(text, offsets, start, end, reader));
    }
}

/// So much text before and behind a host is kept as evidence, in bytes.
const BEFORE: usize = 60;
const BEHIND: usize = 100;

fn spot(
    text: &Text<'_>,
    offsets: &mut OffsetMap<'_>,
    start: usize,
    end: usize,
    reader: &'static str,
) -> Spot {
    let far = start.saturating_add(BEHIND);
    let stop = if end < far { end.saturating_add(BEFORE) } else { far };
    let around = around(&text.text, start.saturating_sub(BEFORE), stop).to_owned();
    Spot { offset: offsets.at(start), encoding: text.encoding, reader, around }
}

/// Where the authority of a URL ends that names no host.
fn skipped(text: &str, at: usize) -> usize {
    let end = chars::on_while(text, at, 1024, |byte| {
        byte > b' '
            && byte < 0x7f
            && !chars::is_quote(byte)
            && !matches!(byte, b'?' | b'<' | b'>' | b'%' | b'\\')
    });
    end.max(at)
}

/// A name or template with a public suffix or an open one; not a single label, not an address.
fn is_certain_name(host: &HostName) -> bool {
    host.domain().is_some_and(|name| {
        matches!(suffix(name).source, SuffixSource::Icann | SuffixSource::Private) && name.label_count() > 1
    })
}

/// Whether a name is more likely one of something else than of a host, by its letters.
fn is_likely_code(host: &HostName) -> bool {
    host.domain().and_then(lookalike).is_some_and(|found| found.doubt >= Doubt::Strong)
}

fn identifier(host: &HostName, path: &str) -> Identifier {
    match namespace(&host.ascii(), path) {
        Some(NamespaceEvidence::Known(_)) => Identifier::Known,
        Some(NamespaceEvidence::Shape(_)) => Identifier::Shape,
        None => Identifier::No,
    }
}

fn has_capitals(written: &str) -> bool {
    written.bytes().any(|byte| byte.is_ascii_uppercase())
}

fn meant(role: Role<'_>) -> Meant {
    match role {
        Role::Literal => Meant::Literal,
        Role::Value { key } => match spoken_of(key) {
            Key::Host => Meant::HostValue,
            Key::Version => Meant::VersionValue,
            Key::Other => Meant::Value,
        },
        Role::Content => Meant::Content,
        Role::Reference { element: "a" } => Meant::Linked,
        Role::Reference { .. } => Meant::Loaded,
        Role::Identifier => Meant::Identifier,
        Role::Comment => Meant::Comment,
        _ => Meant::Unknown,
    }
}

#[cfg(test)]
mod tests;
