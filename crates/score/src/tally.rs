//! How often each rule speaks, with samples: what a rule does to packages that nobody has labelled.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// How many hosts of a rule are shown.
const SAMPLES: usize = 10;

/// How many characters of a text are shown.
const SHOWN: usize = 90;

/// One rule that spoke about one host of one package.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit<'a> {
    /// The package's file name.
    pub package: &'a str,
    /// The host.
    pub host: &'a str,
    /// What the rule is called.
    pub rule: &'a str,
    /// The text in which the host stands.
    pub text: &'a str,
}

/// The hits of every rule.
#[derive(Debug, Default)]
pub struct Tally {
    rules: BTreeMap<String, Hits>,
}

#[derive(Debug, Default)]
struct Hits {
    count: usize,
    packages: BTreeSet<String>,
    /// The first hits, no host twice.
    samples: Vec<(String, String)>,
}

impl Tally {
    /// One line a rule, the busiest first, and below it the first ten hosts that it spoke about.
    pub fn render(&self) -> String {
        let mut rules: Vec<_> = self.rules.iter().collect();
        rules.sort_by_key(|(_, hits)| std::cmp::Reverse(hits.count));
        let mut out = String::new();
        for (rule, hits) in rules {
            // A string takes everything.
            let _ = writeln!(out, "{:6} hits in {:3} packages  {rule}", hits.count, hits.packages.len());
            for (host, sample) in &hits.samples {
                let _ = writeln!(out, "         {host}  {sample}");
            }
        }
        out
    }
}

impl<'a> Extend<Hit<'a>> for Tally {
    fn extend<T: IntoIterator<Item = Hit<'a>>>(&mut self, hits: T) {
        for hit in hits {
            let hits = self.rules.entry(hit.rule.to_owned()).or_default();
            hits.count += 1;
            hits.packages.insert(hit.package.to_owned());
            if hits.samples.len() < SAMPLES && !hits.samples.iter().any(|(host, _)| host == hit.host) {
                hits.samples.push((hit.host.to_owned(), sample(&hit)));
            }
        }
    }
}

/// Where a hit stands, in one line whatever the text holds.
fn sample(hit: &Hit<'_>) -> String {
    let text: String = hit.text.chars().take(SHOWN).map(|c| if c.is_control() { ' ' } else { c }).collect();
    format!("({}): {text}", hit.package)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_busiest_rule_comes_first_and_no_host_is_shown_twice() {
        let hit = |package, host, rule| Hit { package, host, rule, text: "see\nhttps://" };
        let mut tally = Tally::default();
        tally.extend([hit("a.apk", "x.cn", "quoted"), hit("a.apk", "x.cn", "suffix")]);
        tally.extend([hit("b.apk", "x.cn", "suffix"), hit("b.apk", "y.cn", "suffix")]);
        let expected = "     3 hits in   2 packages  suffix\n         x.cn  (a.apk): see https://\n         y.cn  (b.apk): see https://\n     1 hits in   1 packages  quoted\n         x.cn  (a.apk): see https://\n";
        assert_eq!(tally.render(), expected);
    }

    #[test]
    fn ten_hosts_of_a_rule_are_shown() {
        let hosts: Vec<String> = (0..20).map(|n| format!("{n}.cn")).collect();
        let mut tally = Tally::default();
        tally.extend(hosts.iter().map(|host| Hit { package: "a.apk", host, rule: "suffix", text: "" }));
        assert!(tally.render().starts_with("    20 hits in   1 packages"));
        assert_eq!(tally.render().lines().count(), 11);
    }
}
