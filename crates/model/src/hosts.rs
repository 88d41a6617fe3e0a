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
    /// The rules that spoke, by name: of kind and confidence, those that decided first.
    pub rules: Vec<String>,
}

impl Host {
    /// Whether text and `beian hosts` show it without being asked for more: high or medium confidence.
    pub fn is_likely(&self) -> bool {
        self.confidence >= Confidence::Medium
    }

    /// Whether it is a likely host of a kind that belongs on the form.
    pub fn is_candidate(&self) -> bool {
        self.is_likely() && self.kind.is_candidate()
    }

    /// Whether everything that says how it is contacted says without encryption: URLs, all of them with `http` or `ws`.
    pub fn is_cleartext_only(&self) -> bool {
        !self.schemes.is_empty() && self.schemes.iter().all(|scheme| matches!(&**scheme, "http" | "ws"))
    }

    /// What the report is sorted by: kind, registrable domain (those without one first), host.
    pub fn order(&self) -> (HostKind, Option<&str>, &str) {
        (self.kind, self.registrable.as_deref(), &self.host)
    }
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

impl HostKind {
    /// Every kind, in order.
    pub const ALL: [Self; 13] = [
        Self::Endpoint,
        Self::Template,
        Self::Ip,
        Self::Deeplink,
        Self::Policy,
        Self::Link,
        Self::Licence,
        Self::Metadata,
        Self::Certificate,
        Self::Mail,
        Self::Namespace,
        Self::Reserved,
        Self::Private,
    ];

    /// As in JSON and behind `--kind`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Endpoint => "endpoint",
            Self::Template => "template",
            Self::Ip => "ip",
            Self::Deeplink => "deeplink",
            Self::Policy => "policy",
            Self::Link => "link",
            Self::Licence => "licence",
            Self::Metadata => "metadata",
            Self::Certificate => "certificate",
            Self::Mail => "mail",
            Self::Namespace => "namespace",
            Self::Reserved => "reserved",
            Self::Private => "private",
        }
    }

    /// What it is, in a few words.
    pub fn words(self) -> Bilingual {
        let (zh, en) = match self {
            Self::Endpoint => ("要连接或打开的地址", "an address to contact or open"),
            Self::Template => ("只写明一部分的地址", "an address of which only a part is fixed"),
            Self::Ip => ("公网 IP 地址", "a public IP address"),
            Self::Deeplink => ("应用响应的链接域名", "a host the app answers for"),
            Self::Policy => ("安全或匹配规则中的域名", "named only in a security or matching rule"),
            Self::Link => ("供人阅读的句子中的链接", "a link in a sentence for a person to read"),
            Self::Licence => ("许可证或版权文字", "in licence or copyright text"),
            Self::Metadata => ("构建或制作信息", "build or authoring metadata"),
            Self::Certificate => ("证书或签名中", "in a certificate or a signature"),
            Self::Mail => ("邮箱地址的域名", "the domain of a mail address"),
            Self::Namespace => ("不会被访问的标识符", "an identifier that nothing fetches"),
            Self::Reserved => ("保留名称", "a special-use name"),
            Self::Private => ("非公网 IP 地址", "an IP address that is not public"),
        };
        Bilingual::new(zh, en)
    }

    /// Whether the form asks for hosts of this kind.
    pub fn is_candidate(self) -> bool {
        matches!(self, Self::Endpoint | Self::Template | Self::Ip | Self::Deeplink)
    }

    /// Whether text and `beian hosts` list this kind without being asked for it: what belongs on the form, and what a
    /// person has to look at before deciding.
    pub fn is_listed(self) -> bool {
        self <= Self::Link
    }
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

impl Confidence {
    /// As in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
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

impl OwnerVerdict {
    /// As in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Sdk => "sdk",
            Self::Platform => "platform",
            Self::Unknown => "unknown",
        }
    }
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

impl Encoding {
    /// As in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Utf8 => "utf8",
            Self::Utf16Le => "utf16-le",
            Self::Utf16Be => "utf16-be",
            Self::Mutf8 => "mutf8",
            Self::Gbk => "gbk",
            Self::Latin1 => "latin1",
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use Encoding as E;
    use OwnerVerdict as O;

    /// What `--kind` takes and what text shows is what JSON has.
    #[test]
    fn names_are_those_of_the_json() {
        fn json(value: impl Serialize) -> serde_json::Value {
            serde_json::to_value(value).unwrap()
        }
        for kind in HostKind::ALL {
            assert_eq!(json(kind), kind.as_str());
        }
        for confidence in [Confidence::Low, Confidence::Medium, Confidence::High] {
            assert_eq!(json(confidence), confidence.as_str());
        }
        for verdict in [O::Own, O::Sdk, O::Platform, O::Unknown] {
            assert_eq!(json(verdict), verdict.as_str());
        }
        for encoding in [E::Utf8, E::Utf16Le, E::Utf16Be, E::Mutf8, E::Gbk, E::Latin1] {
            assert_eq!(json(encoding), encoding.as_str());
        }
    }

    #[test]
    fn the_tables_order_is_that_of_the_kinds_and_candidates_are_listed() {
        assert!(HostKind::ALL.is_sorted());
        let mut listed = HostKind::ALL.into_iter().filter(|kind| kind.is_listed());
        assert_eq!(listed.next_back(), Some(HostKind::Link));
        assert!(HostKind::ALL.iter().all(|kind| kind.is_listed() || !kind.is_candidate()));
    }
}
