//! The words for kinds of hosts, in labels and in reports.

use beian_model::HostKind;

const ALL: [HostKind; 13] = [
    HostKind::Endpoint,
    HostKind::Template,
    HostKind::Ip,
    HostKind::Deeplink,
    HostKind::Policy,
    HostKind::Link,
    HostKind::Licence,
    HostKind::Metadata,
    HostKind::Certificate,
    HostKind::Mail,
    HostKind::Namespace,
    HostKind::Reserved,
    HostKind::Private,
];

/// The word that stands for a kind in JSON and in labels.
pub fn word(kind: HostKind) -> &'static str {
    match kind {
        HostKind::Endpoint => "endpoint",
        HostKind::Template => "template",
        HostKind::Ip => "ip",
        HostKind::Deeplink => "deeplink",
        HostKind::Policy => "policy",
        HostKind::Link => "link",
        HostKind::Licence => "licence",
        HostKind::Metadata => "metadata",
        HostKind::Certificate => "certificate",
        HostKind::Mail => "mail",
        HostKind::Namespace => "namespace",
        HostKind::Reserved => "reserved",
        HostKind::Private => "private",
    }
}

/// The kind that a word stands for.
pub fn kind(name: &str) -> Option<HostKind> {
    ALL.into_iter().find(|kind| word(*kind) == name)
}

/// Whether the form asks for hosts of this kind.
pub fn is_candidate(kind: HostKind) -> bool {
    matches!(kind, HostKind::Endpoint | HostKind::Template | HostKind::Ip | HostKind::Deeplink)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_the_word_that_reports_print() {
        for kind in ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), word(kind));
            assert_eq!(super::kind(word(kind)), Some(kind));
        }
        assert_eq!(kind("Endpoint"), None);
        assert_eq!(kind(""), None);
    }
}
