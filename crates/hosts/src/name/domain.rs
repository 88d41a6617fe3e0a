//! A domain name as the report writes it.

use std::fmt;

use idna::uts46::{AsciiDenyList, Hyphens, Uts46};

/// A domain name or template: lower-case ASCII, A-labels, no trailing dot; `*` for what a template leaves open, as a
/// whole label or within one.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Domain(String);

impl Domain {
    /// `name` is lower-case ASCII without empty labels, as the parsers make it.
    pub(super) fn new(name: String) -> Self {
        Self(name)
    }

    /// As the report writes it.
    pub fn ascii(&self) -> &str {
        &self.0
    }

    /// The Unicode form. A label that is not valid IDNA stays ASCII, and so does one with a hole.
    pub fn display(&self) -> String {
        self.labels().map(unicode).collect::<Vec<_>>().join(".")
    }

    /// The labels, from left to right.
    pub fn labels(&self) -> impl DoubleEndedIterator<Item = &str> + Clone {
        self.0.split('.')
    }

    /// Number of labels.
    pub fn label_count(&self) -> usize {
        self.labels().count()
    }

    /// The first label.
    pub fn first(&self) -> &str {
        self.0.split_once('.').map_or(&*self.0, |(first, _)| first)
    }

    /// The last label.
    pub fn last(&self) -> &str {
        self.0.rsplit_once('.').map_or(&*self.0, |(_, last)| last)
    }

    /// Whether something is left open.
    pub fn is_template(&self) -> bool {
        self.0.contains('*')
    }

    /// Whether this name is `parent` or below it.
    pub fn is_within(&self, parent: &str) -> bool {
        self.0.strip_suffix(parent).is_some_and(|left| left.is_empty() || left.ends_with('.'))
    }
}

impl fmt::Display for Domain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The last `count` labels of `name`, or all if there are fewer.
pub(super) fn tail(name: &str, count: usize) -> &str {
    let Some(before) = count.checked_sub(1) else { return "" };
    let dot = name.rmatch_indices('.').nth(before).map(|(at, _)| at);
    dot.and_then(|at| name.get(at.saturating_add(1)..)).unwrap_or(name)
}

fn unicode(label: &str) -> String {
    if !label.starts_with("xn--") {
        return label.to_owned();
    }
    match Uts46::new().to_unicode(label.as_bytes(), AsciiDenyList::EMPTY, Hyphens::Allow) {
        (text, Ok(())) => text.into_owned(),
        (_, Err(_)) => label.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tail_is_whole_labels() {
        let tails = [(0, ""), (1, "cn"), (2, "b.cn"), (3, "a.b.cn"), (4, "a.b.cn")];
        assert!(tails.iter().all(|&(count, want)| tail("a.b.cn", count) == want));
    }

    #[test]
    fn within_means_whole_labels() {
        let name = Domain::new("api.example.com".to_owned());
        assert!(name.is_within("example.com") && name.is_within("api.example.com") && name.is_within("com"));
        assert!(!name.is_within("ample.com") && !name.is_within("x.api.example.com"));
    }

    #[test]
    fn what_idna_refuses_is_shown_as_it_stands() {
        let shown = |name: &str| Domain::new(name.to_owned()).display();
        assert_eq!(shown("xn--fsqu00a.xn--fiqs8s"), "例子.中国");
        assert_eq!(shown("xn--999999999.com"), "xn--999999999.com");
        assert_eq!(shown("*.xn--fiqs8s"), "*.中国");
    }
}
