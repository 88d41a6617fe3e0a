//! Hosts, SDKs, filing numbers and the icon: the parts of the report that come out of the whole package.

use schemars::JsonSchema;
use serde::Serialize;

use crate::Bilingual;

/// One host, merged over all its sightings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Host {
    /// Lower-case ASCII (A-labels), no trailing dot, no port; IPv6 compressed, without brackets; `*` for what a template leaves open.
    pub host: String,
    /// The Unicode form.
    pub display: String,
    /// The first of `kinds` in the order of [`HostKind`].
    pub kind: HostKind,
    /// The kinds of all sightings, in the order of [`HostKind`].
    pub kinds: Vec<HostKind>,
    /// How sure it is that this is a host.
    pub confidence: Confidence,
    /// The public suffix plus one label; null for IPs and names without a public suffix.
    pub registrable: Option<String>,
    /// Labels left of the public suffix plus one, as the form counts (`example.cn` 2); null for IPs.
    pub level: Option<u32>,
    /// Which section of the public suffix list decided.
    pub suffix_source: SuffixSource,
    /// Whose it is.
    pub owner: Owner,
    /// URL schemes seen, sorted.
    pub schemes: Vec<String>,
    /// Ports seen, sorted.
    pub ports: Vec<u16>,
    /// Number of sightings.
    pub count: u64,
    /// Some of them, the strongest kinds first.
    pub evidence: Vec<HostEvidence>,
    /// How many there are.
    pub evidence_total: u64,
    /// Why the host has this kind and confidence.
    pub reason: Bilingual,
}

/// How and where the text of a host stands. The order is the table's: the first kind of all sightings is the host's kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum HostKind {
    /// Held as an address to contact or open.
    Endpoint,
    /// The same, but only part of the host is fixed.
    Template,
    /// A public IP literal used as an address.
    Ip,
    /// A host the app answers for.
    Deeplink,
    /// Named only in a security or matching rule.
    Policy,
    /// A URL inside a sentence, for a person to read.
    Link,
    /// In licence, NOTICE or copyright text.
    Licence,
    /// Build or authoring metadata.
    Metadata,
    /// In certificates, profiles, code signatures.
    Certificate,
    /// The domain of a mail address.
    Mail,
    /// An identifier that nothing fetches.
    Namespace,
    /// A special-use or single-label name.
    Reserved,
    /// A private, loopback, link-local, multicast or documentation IP.
    Private,
}

/// How sure it is that a text is a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// It looks like a host, but also like something else.
    Low,
    /// Exact boundaries or a public suffix, one of the two inferred.
    Medium,
    /// Exact boundaries and a public suffix.
    High,
}

/// Which section of the public suffix list a host's suffix stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SuffixSource {
    /// Delegated by ICANN.
    Icann,
    /// Asked for by a private registry.
    Private,
    /// Not in the list.
    Unknown,
    /// No suffix applies (IPs, single labels).
    None,
}

/// Whose a host is, and why we think so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Owner {
    /// The verdict.
    pub verdict: OwnerVerdict,
    /// The SDK's or platform's name, where known.
    pub name: Option<String>,
    /// Why.
    pub reason: Bilingual,
}

/// Whose a host is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum OwnerVerdict {
    /// The app's own.
    Own,
    /// A known SDK's.
    Sdk,
    /// The platform's (Android, Apple, W3C …).
    Platform,
    /// Undecided.
    Unknown,
}

/// One sighting of a host.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct HostEvidence {
    /// The entry, through nesting (`assets/a.zip!/b.js`).
    pub entry: String,
    /// Of the host's first byte in the inflated innermost entry.
    pub offset: u64,
    /// The reader that found the text.
    pub reader: String,
    /// How the text was stored.
    pub encoding: Encoding,
    /// The text around the host, capped.
    pub text: String,
    /// The kind of this sighting.
    pub kind: HostKind,
    /// The code that uses it; null until code is read.
    pub used_by: Option<String>,
}

/// How a text was stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Encoding {
    /// UTF-8 or ASCII.
    Utf8,
    /// UTF-16, little endian.
    Utf16Le,
    /// UTF-16, big endian.
    Utf16Be,
    /// Java's modified UTF-8.
    Mutf8,
    /// GBK or GB18030.
    Gbk,
    /// One byte a character, Latin-1.
    Latin1,
}

/// A third-party SDK.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Sdk {
    /// Its name.
    pub name: String,
    /// Who makes it.
    pub vendor: Option<String>,
    /// What it does, in the form's words.
    pub categories: Vec<Bilingual>,
    /// What it was known by.
    pub evidence: Vec<SdkEvidence>,
}

/// What an SDK was known by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SdkEvidence {
    /// The entry.
    pub entry: String,
    /// The rule that matched.
    pub rule: String,
    /// What it matched.
    pub text: String,
}

/// A filing number found in the package.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FilingNumber {
    /// As written, after NFKC.
    pub number: String,
    /// What kind of number it is.
    pub kind: FilingNumberKind,
    /// Where it stands.
    pub evidence: Vec<HostEvidence>,
    /// Whether the filing system's address stands beside it.
    pub link_present: bool,
}

/// Kinds of filing numbers (`form.md` §3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum FilingNumberKind {
    /// The subject's (主体备案号).
    Subject,
    /// A website's (`…-1`).
    Website,
    /// An App's (`…-2A`).
    App,
    /// A mini program's (`…-3X`).
    Miniprogram,
    /// A quick app's (`…-4K`).
    Quickapp,
    /// A telecom licence in its place.
    Licence,
    /// Of the police filing (公安联网备案).
    Police,
    /// Not a real number.
    Placeholder,
}

/// The app's icon.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Icon {
    /// The entry it was taken from.
    pub entry: String,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Format of the entry (`png`, `webp`, `xml` …).
    pub format: String,
    /// Whether it was drawn from layers or vectors rather than taken as it is.
    pub rendered: bool,
}
