//! URIs that are identifiers by definition.

use crate::data;

/// A prefix of URIs that a specification defines as identifiers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamespaceRule {
    /// Host and path, without scheme; the path may end anywhere.
    pub prefix: &'static str,
    /// What is named so.
    pub what: &'static str,
    /// Where that is specified.
    pub source: &'static str,
}

/// What tells that a URL is an identifier that nothing fetches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NamespaceEvidence {
    /// A prefix that a specification defines.
    Known(&'static NamespaceRule),
    /// Only the shape of the path, by the part that shows it.
    Shape(&'static str),
}

/// What tells by host and path that a URL is an identifier that nothing fetches. `path` begins behind the authority, and
/// may hold query and fragment; `host` is lower-case, without port.
pub fn namespace(host: &str, path: &str) -> Option<NamespaceEvidence> {
    let known = data::namespaces().iter().find(|rule| {
        let (rule_host, rule_path) = rule.prefix.split_at(rule.prefix.find('/').unwrap_or(rule.prefix.len()));
        rule_host == host
            && path.get(..rule_path.len()).is_some_and(|head| head.eq_ignore_ascii_case(rule_path))
    });
    known.map(NamespaceEvidence::Known).or_else(|| shape(path).map(NamespaceEvidence::Shape))
}

/// Path segments, whole or as a beginning, that namespaces have and pages hardly ever.
const SEGMENTS: &[&str] = &["xmlns", "xmlschema", "dtd", "schema"];

fn shape(path: &str) -> Option<&'static str> {
    let path = path.split(['?', '#']).next().unwrap_or(path);
    let mut segments = path.split('/').skip(1);
    segments.find_map(|segment| {
        let starts =
            |word: &&&str| segment.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word));
        let ends = |end: &str| {
            segment
                .len()
                .checked_sub(end.len())
                .and_then(|at| segment.get(at..))
                .is_some_and(|tail| tail.eq_ignore_ascii_case(end))
        };
        match SEGMENTS.iter().find(starts) {
            Some(word) => Some(*word),
            None if segment.eq_ignore_ascii_case("ns") => Some("ns"),
            None if ends(".dtd") => Some(".dtd"),
            None if ends(".xsd") => Some(".xsd"),
            None => None,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_prefixes_are_known() {
        let cases = [
            ("schemas.android.com", "/apk/res/android"),
            ("www.w3.org", "/1999/xhtml"),
            ("www.w3.org", "/XML/1998/namespace"),
            ("www.w3.org", "/2000/svg"),
            ("www.w3.org", "/1999/02/22-rdf-syntax-ns#"),
            ("xmlpull.org", "/v1/doc/features.html#process-namespaces"),
            ("xml.org", "/sax/features/namespaces"),
            ("apache.org", "/xml/features/disallow-doctype-decl"),
            ("java.sun.com", "/xml/jaxp/properties/schemaSource"),
            ("ns.adobe.com", "/xap/1.0/"),
            ("purl.org", "/dc/elements/1.1/"),
            ("www.apple.com", "/DTDs/PropertyList-1.0.dtd"),
            ("schemas.xmlsoap.org", "/soap/envelope/"),
        ];
        for (host, path) in cases {
            assert!(matches!(namespace(host, path), Some(NamespaceEvidence::Known(_))), "{host}{path}");
        }
    }

    #[test]
    fn shapes_are_told_apart_from_pages() {
        let shape = |path| match namespace("a.cn", path) {
            Some(NamespaceEvidence::Shape(shape)) => Some(shape),
            _ => None,
        };
        let cases = [
            ("/ns/a", Some("ns")),
            ("/a/xmlns/b", Some("xmlns")),
            ("/dtd/x.dtd", Some("dtd")),
            ("/x.dtd", Some(".dtd")),
            ("/2020/x.XSD", Some(".xsd")),
            ("/schemas/v1", Some("schema")),
            ("/", None),
            ("", None),
            ("/dns/a", None),
            ("/nsx", None),
            ("/a?b=/ns/", None),
            ("/a-schema-of-things", None),
        ];
        for (path, want) in cases {
            assert_eq!(shape(path), want, "{path}");
        }
    }

    #[test]
    fn pages_of_the_same_hosts_are_none() {
        for (host, path) in [
            ("www.w3.org", "/"),
            ("www.w3.org", "/TR/html5/"),
            ("www.apple.com", "/legal"),
            ("www.google.com", "/search"),
        ] {
            assert_eq!(namespace(host, path), None, "{host}{path}");
        }
    }
}
