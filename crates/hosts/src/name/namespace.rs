//! URIs that are identifiers by definition.

use crate::data;

/// A prefix of URIs that a specification defines as identifiers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamespaceRule {
    /// Host and path, without scheme; the path may end anywhere.
    pub prefix: &'static str,
    /// Whether the path is the whole one instead, but for a query or fragment.
    pub whole: bool,
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
    known(host, path).map(NamespaceEvidence::Known).or_else(|| shape(path).map(NamespaceEvidence::Shape))
}

/// The rule that holds for a URI, the most precise one where several do.
fn known(host: &str, path: &str) -> Option<&'static NamespaceRule> {
    let rules = data::namespaces();
    let first = rules.partition_point(|rule| rule.host() < host);
    let same = rules.iter().skip(first).take_while(|rule| rule.host() == host);
    same.filter(|rule| rule.holds(path)).max_by_key(|rule| rule.prefix.len())
}

impl NamespaceRule {
    /// The host, lower case.
    pub fn host(&self) -> &'static str {
        self.split().0
    }

    fn split(&self) -> (&'static str, &'static str) {
        self.prefix.split_at(self.prefix.find('/').unwrap_or(self.prefix.len()))
    }

    fn holds(&self, path: &str) -> bool {
        let (_, own) = self.split();
        if self.whole {
            // Names of properties stand in Clark's notation: `{http://xml.apache.org/xalan}line-separator`.
            let path = path.split(['?', '#', '}']).next().unwrap_or(path);
            return if path.is_empty() { own == "/" } else { path.eq_ignore_ascii_case(own) };
        }
        path.get(..own.len()).is_some_and(|head| head.eq_ignore_ascii_case(own))
    }
}

/// Path segments that namespaces have and pages hardly ever, whole or before what is no letter (`schemas`, `XMLSchema-1`).
const SEGMENTS: &[&str] = &["xmlns", "xmlschema", "dtd", "schema"];

fn shape(path: &str) -> Option<&'static str> {
    let path = path.split(['?', '#']).next().unwrap_or(path);
    let mut segments = path.split('/').skip(1);
    segments.find_map(|segment| {
        let starts = |word: &&&str| {
            let (Some(head), Some(rest)) = (segment.get(..word.len()), segment.get(word.len()..)) else {
                return false;
            };
            let rest = rest.strip_prefix('s').unwrap_or(rest);
            head.eq_ignore_ascii_case(word) && !rest.starts_with(char::is_alphabetic)
        };
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
            ("xml.apache.org", "/xalan}line-separator"),
            ("www.w3.org", "/2001/XMLSchema-instance"),
            ("www.w3.org", "/TR/xhtml1/DTD/xhtml1-transitional.dtd"),
            ("www.serif.com", ""),
            ("www.serif.com", "/"),
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
            ("/schemasreference/", None),
            ("/dtdl/x", None),
            ("/XMLSchema-instance", Some("xmlschema")),
            ("/DTDs/a", Some("dtd")),
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
            ("www.w3.org", "/2001/tag/doc/whenToUseGet.html"),
            ("www.w3.org", "/TR/REC-html40/struct/text.html"),
            ("xml.apache.org", "/xalan-j/faq.html"),
            ("java.sun.com", "/javase/6/docs/api/"),
            ("schemas.example.cn", "/"),
            ("purl.org", "/"),
            ("www.serif.com", "/photo"),
        ] {
            assert_eq!(namespace(host, path), None, "{host}{path}");
        }
    }
}
