//! One walk over the document: what each string is used for.

use beian_android::axml::{Attribute, Document, Element, Event, Namespace};
use beian_android::{Error, ValueKind};
use beian_text::{Claims, Sink};

use super::attributes::{CLASSES, HOST, NAME, NAMES, PACKAGES, SCHEME, VALUE};
use super::uses::{Key, Mark, Use, Uses};
use crate::Outcome;
use crate::arsc_pool::span;

/// What was found on the way.
#[derive(Debug)]
pub(super) struct Walk<'a> {
    uses: Uses<'a>,
    claimed: Claims,
    grammar: Grammar,
    /// The elements that are open.
    open: Vec<Open>,
    filter: Option<Filter>,
    /// The package that a manifest states.
    package: Option<u32>,
}

/// What kind of document it is, as far as that decides what strings mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Grammar {
    /// `AndroidManifest.xml`.
    Manifest,
    /// A network security config (developer.android.com/privacy-and-security/security-config).
    Security,
    /// The config of a web view's app (`config.xml` of Apache Cordova, after W3C's "Packaged Web Apps").
    Widget,
    /// Any other.
    Other,
}

/// An element that is open.
#[derive(Clone, Copy, Debug)]
struct Open {
    tag: Tag,
    /// What names its text.
    key: Key,
    /// Text that is all of its content so far.
    text: Option<u32>,
    /// Whether it has content of several parts.
    is_mixed: bool,
}

/// What an element is, where the grammar gives it a meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tag {
    /// A class of the app stands behind it.
    Component,
    /// An intent filter: what the app answers for.
    Filter,
    /// An intent that asks which apps are seen.
    Intent,
    /// What a filter or intent is about.
    Data,
    /// Names hosts in its text.
    Domain,
    /// Names hosts in its attributes.
    Access,
    /// Holds nothing that is a text.
    Silent,
    /// A fragment, whose `name` is a class.
    Fragment,
    Other,
}

/// An intent filter or intent that is open.
#[derive(Debug)]
struct Filter {
    /// How many elements are open around it.
    depth: usize,
    /// What its hosts are if it is about web addresses.
    hosts_are: Use,
    is_web: bool,
    hosts: Vec<u32>,
}

impl<'a> Walk<'a> {
    /// Walks through a document of `len` bytes. With it comes why the nodes end early, if they do.
    pub(super) fn through(document: &Document<'a>, len: usize) -> (Self, Option<Error>) {
        let mut claimed = Claims::none();
        claimed.add(span(0..CHUNK_HEADER));
        let mut walk = Self {
            uses: Uses::new(*document.strings(), len),
            claimed,
            grammar: Grammar::Other,
            open: Vec::new(),
            filter: None,
            package: None,
        };
        walk.claimed.add(span(document.resource_map_span()));
        let mut events = document.events();
        while let Some(event) = events.next() {
            let Ok(event) = event else { break };
            walk.claimed.add(span(events.node_span()));
            if let Some(comment) = events.comment() {
                walk.uses.note(comment, Use::Comment);
            }
            walk.event(&event);
            if walk.uses.is_full() {
                break;
            }
        }
        while !walk.open.is_empty() {
            walk.close();
        }
        walk.close_filter();
        (walk, events.first_error())
    }

    /// Hands the strings over, and says what was read.
    pub(super) fn finish(self, len: usize, outcome: &mut Outcome, out: &mut dyn Sink) {
        outcome.claimed = self.claimed;
        self.uses.hand_over(self.package, len, outcome, out);
    }

    fn event(&mut self, event: &Event<'a>) {
        match event {
            Event::StartNamespace(namespace) | Event::EndNamespace(namespace) => self.namespace(namespace),
            Event::StartElement(element) => self.start(element),
            Event::EndElement => self.close(),
            Event::Text(node) => {
                if let Some(Ok(text)) = node.text() {
                    self.text(text.index());
                }
            }
        }
    }

    fn namespace(&mut self, namespace: &Namespace<'a>) {
        for string in [namespace.prefix(), namespace.uri()].into_iter().flatten().flatten() {
            self.uses.mark(Some(string.index()), Mark::Identifier);
        }
    }

    fn start(&mut self, element: &Element<'a>) {
        if let Some(outer) = self.open.last_mut() {
            outer.is_mixed = true;
            if let Some(text) = outer.text.take() {
                self.uses.note(text, Use::Content);
            }
        } else {
            self.grammar = Grammar::of(element);
        }
        let tag = self.grammar.tag(element);
        let name = element.distinct().find(|attribute| NAME.is(attribute)).and_then(|name| string_of(&name));
        self.uses.mark(element.name_index(), Mark::Element);
        self.open_filter(tag);
        self.attributes(element, tag, name);
        let key = name.or(element.name_index()).map_or(Key::Nothing, Key::Pool);
        self.open.push(Open { tag, key, text: None, is_mixed: false });
    }

    fn attributes(&mut self, element: &Element<'a>, tag: Tag, name: Option<u32>) {
        let keyed = name.filter(|_| element.distinct().any(|attribute| VALUE.is(&attribute)));
        for attribute in element.distinct() {
            self.uses.mark(attribute.name, Mark::Nothing);
            self.uses.mark(attribute.namespace, Mark::Identifier);
            let typed = string_of(&attribute);
            // Where another value was kept as it was written, it is one as well.
            for index in typed.into_iter().chain(attribute.raw.filter(|raw| typed != Some(*raw))) {
                match self.meaning(tag, &attribute, keyed, index) {
                    Some(found) => self.uses.note(index, found),
                    None => self.uses.mark(Some(index), Mark::Nothing),
                }
            }
        }
    }

    /// What a string is as this attribute's value; none where it is no text, or not yet.
    fn meaning(
        &mut self,
        tag: Tag,
        attribute: &Attribute<'a>,
        keyed: Option<u32>,
        index: u32,
    ) -> Option<Use> {
        let key = key_of(attribute);
        match (tag, keyed) {
            (Tag::Silent, _) => return None,
            (Tag::Access, _) if attribute.is_named("origin") || attribute.is_named("href") => {
                return Some(Use::MatchedHost);
            }
            (_, Some(_)) if NAME.is(attribute) => return Some(Use::Key),
            (_, Some(name)) if VALUE.is(attribute) => {
                let is_plugin = self.grammar == Grammar::Widget && self.uses.pool().is(name, PLUGIN);
                let key = Key::Pool(name);
                return Some(if is_plugin { Use::Class(key) } else { Use::Value(key) });
            }
            _ => {}
        }
        if self.grammar == Grammar::Manifest {
            return self.in_manifest(tag, attribute, key, index);
        }
        if self.grammar == Grammar::Widget && self.open.is_empty() && attribute.is_named("id") {
            return Some(Use::Names(key));
        }
        let is_class = attribute.is_named("class") || tag == Tag::Fragment && NAME.is(attribute);
        Some(if is_class { Use::Class(key) } else { Use::Value(key) })
    }

    fn in_manifest(&mut self, tag: Tag, attribute: &Attribute<'a>, key: Key, index: u32) -> Option<Use> {
        if let (Tag::Data, Some(filter)) = (tag, &mut self.filter) {
            if HOST.is(attribute) {
                filter.hosts.push(index);
                return None;
            }
            if SCHEME.is(attribute) {
                let pool = self.uses.pool();
                filter.is_web |= pool.is(index, "http") || pool.is(index, "https");
            }
        }
        let is_package = attribute.id.is_none() && PACKAGES.iter().any(|name| attribute.is_named(name));
        if is_package && self.open.is_empty() && attribute.is_named("package") {
            self.package = self.package.or(Some(index));
        }
        let is_name = NAME.is(attribute);
        Some(if is_name && tag == Tag::Component || CLASSES.iter().any(|class| class.is(attribute)) {
            Use::Class(key)
        } else if is_name || is_package || NAMES.iter().any(|name| name.is(attribute)) {
            Use::Names(key)
        } else {
            Use::Value(key)
        })
    }

    /// Text below the innermost open element. It is told only when more is known what else stands there.
    fn text(&mut self, index: u32) {
        match self.open.last_mut() {
            Some(open) if !open.is_mixed && open.text.is_none() => open.text = Some(index),
            Some(open) => {
                open.is_mixed = true;
                let before = open.text.take();
                before.into_iter().chain([index]).for_each(|text| self.uses.note(text, Use::Content));
            }
            None => self.uses.note(index, Use::Content),
        }
    }

    /// The innermost open element ends.
    fn close(&mut self) {
        let Some(open) = self.open.pop() else { return };
        if let Some(text) = open.text {
            match open.tag {
                Tag::Silent => self.uses.mark(Some(text), Mark::Nothing),
                Tag::Domain => self.uses.note(text, Use::MatchedHost),
                _ => self.uses.note(text, Use::Value(open.key)),
            }
        }
        if self.filter.as_ref().is_some_and(|filter| filter.depth == self.open.len()) {
            self.close_filter();
        }
    }

    fn open_filter(&mut self, tag: Tag) {
        let hosts_are = match tag {
            Tag::Filter => Use::AnsweredHost,
            Tag::Intent => Use::MatchedHost,
            _ => return,
        };
        self.close_filter();
        self.filter = Some(Filter { depth: self.open.len(), hosts_are, is_web: false, hosts: Vec::new() });
    }

    /// All schemes of a filter go with all of its hosts, whatever `data` they stand in (developer.android.com/guide/topics/manifest/data-element).
    fn close_filter(&mut self) {
        let Some(filter) = self.filter.take() else { return };
        for host in filter.hosts {
            if filter.is_web {
                self.uses.note(host, filter.hosts_are);
            } else {
                self.uses.mark(Some(host), Mark::Nothing);
            }
        }
    }
}

/// Bytes of a chunk's header (`ResChunk_header`).
const CHUNK_HEADER: usize = 8;

impl Grammar {
    fn of(root: &Element<'_>) -> Self {
        let known = [
            ("manifest", Self::Manifest),
            ("network-security-config", Self::Security),
            ("widget", Self::Widget),
        ];
        known.iter().find(|(name, _)| root.is_named(name)).map_or(Self::Other, |(_, grammar)| *grammar)
    }

    fn tag(self, element: &Element<'_>) -> Tag {
        let known: &[(&str, Tag)] = match self {
            Self::Manifest => &MANIFEST,
            Self::Security => &SECURITY,
            Self::Widget => &WIDGET,
            Self::Other => &LAYOUT,
        };
        known.iter().find(|(name, _)| element.is_named(name)).map_or(Tag::Other, |(_, tag)| *tag)
    }
}

/// Elements of a manifest (developer.android.com/guide/topics/manifest/manifest-intro).
const MANIFEST: [(&str, Tag); 10] = [
    ("application", Tag::Component),
    ("activity", Tag::Component),
    ("activity-alias", Tag::Component),
    ("service", Tag::Component),
    ("receiver", Tag::Component),
    ("provider", Tag::Component),
    ("instrumentation", Tag::Component),
    ("intent-filter", Tag::Filter),
    ("intent", Tag::Intent),
    ("data", Tag::Data),
];

/// Elements of a network security config.
const SECURITY: [(&str, Tag); 4] =
    [("domain", Tag::Domain), ("pin-set", Tag::Silent), ("pin", Tag::Silent), ("certificates", Tag::Silent)];

/// Elements of a web view's config (cordova.apache.org/docs, "Allow List Guide").
const WIDGET: [(&str, Tag); 3] =
    [("access", Tag::Access), ("allow-navigation", Tag::Access), ("allow-intent", Tag::Access)];

/// The parameter of a web view's config that names the class of a plugin (cordova.apache.org/docs, "Plugin Development Guide").
const PLUGIN: &str = "android-package";

/// Elements of layouts and navigation graphs.
const LAYOUT: [(&str, Tag); 2] =
    [("fragment", Tag::Fragment), ("androidx.fragment.app.FragmentContainerView", Tag::Fragment)];

/// The string that the typed value is.
fn string_of(attribute: &Attribute<'_>) -> Option<u32> {
    (attribute.value.kind == ValueKind::String).then_some(attribute.value.data)
}

/// What names an attribute's value. A document whose attributes have ids need not keep their names.
fn key_of(attribute: &Attribute<'_>) -> Key {
    let known = [NAME, VALUE, SCHEME, HOST].into_iter().chain(CLASSES).chain(NAMES);
    match attribute.name {
        Some(name) if attribute.id.is_none() || !attribute.is_named("") => Key::Pool(name),
        _ => known
            .filter(|_| attribute.id.is_some())
            .find(|known| known.is(attribute))
            .map_or(Key::Nothing, |known| Key::Known(known.name())),
    }
}
