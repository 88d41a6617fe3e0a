//! Which files a seal covers (`resources.cpp`, `ResourceBuilder`).

use regex_automata::hybrid::dfa::{Cache, DFA};
use regex_automata::nfa::thompson;
use regex_automata::{Input, MatchKind, PatternSet};

use super::pattern::Pattern;
use super::{Problem, Version};
use crate::plist::{Dictionary, Value};

/// Rules of one version. Apple's tools write up to a dozen.
const MOST: usize = 256;
/// Steps of all patterns together.
const LARGEST: usize = 8192;
/// Bytes of the automaton's states. Those of the rules that Apple's tools write take less than a tenth.
const CACHE: usize = 2 << 20;
/// How often the states may be thrown away before the rules are given up: those of honest ones never have to be.
const MOST_CLEARED: usize = 8;

/// What a rule says of a file that it matches.
///
/// `optional` is not kept: it tells the signer what to write into entries, and a verifier looks at those.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rule {
    /// A whole number of 32 bits.
    weight: f64,
    /// The seal leaves it out.
    pub(super) omits: bool,
    /// A folder with a dot in its name is code of its own.
    pub(super) nests: bool,
}

impl Rule {
    /// `ResourceBuilder::addRule`.
    fn of(value: &Value) -> Option<Self> {
        if let Value::Boolean(seals) = value {
            return Some(Self { weight: 1.0, omits: !seals, nests: false });
        }
        let rule = value.as_dictionary()?;
        let is = |name| rule.get(name).is_some_and(|value| value.as_bool() == Some(true));
        let weight = match rule.get("weight") {
            None => 1.0,
            Some(value) => weight(value)?,
        };
        Some(Self { weight, omits: is("omit"), nests: is("nested") })
    }

    /// Whether this rule counts where another that stands before it matches as well.
    ///
    /// The heavier counts. Of equal ones `findRule` takes the first in the order of a hash table, and on watches one that omits. That order
    /// is nobody's intention; `^` and `^Info\.plist$`, both of weight 20 in every seal of iOS, show which one is meant.
    fn is_over(self, other: Self) -> bool {
        self.weight > other.weight || (self.weight >= other.weight && self.omits && !other.omits)
    }
}

/// A weight as `cfNumber<unsigned int>` takes it: without a fraction, and the lower 32 bits.
fn weight(value: &Value) -> Option<f64> {
    match value {
        Value::Integer(number) => u32::try_from(number & i128::from(u32::MAX)).ok().map(f64::from),
        Value::Real(number) if number.is_finite() => {
            Some(number.trunc().rem_euclid(f64::from(u32::MAX) + 1.0))
        }
        _ => None,
    }
}

/// The rules of one version.
#[derive(Clone, Debug)]
pub(super) struct Rules {
    rules: Vec<Rule>,
    automaton: DFA,
}

impl Rules {
    /// What is wrong with single rules is pushed to `problems`. `None` where there are too many to look at.
    pub(super) fn of(rules: &Dictionary, version: Version, problems: &mut Vec<Problem>) -> Option<Self> {
        if rules.len() > MOST {
            return None;
        }
        let mut kept = Vec::new();
        let mut patterns = Vec::new();
        let mut size = 0_usize;
        for (pattern, value) in rules.iter() {
            let (Some(rule), Some(parsed)) = (Rule::of(value), Pattern::parse(pattern)) else {
                problems.push(Problem::Rule { version, pattern: pattern.to_owned() });
                continue;
            };
            size = size.saturating_add(parsed.size);
            kept.push(rule);
            patterns.push(parsed.hir);
        }
        if size > LARGEST {
            return None;
        }
        let config = thompson::Config::new().utf8(false).nfa_size_limit(Some(CACHE));
        let config = config.which_captures(thompson::WhichCaptures::None);
        let nfa = thompson::Compiler::new().configure(config).build_many_from_hir(&patterns).ok()?;
        let config = DFA::config().match_kind(MatchKind::All).cache_capacity(CACHE);
        let config = config.skip_cache_capacity_check(true).minimum_cache_clear_count(Some(MOST_CLEARED));
        let automaton = DFA::builder().configure(config).build_from_nfa(nfa).ok()?;
        Some(Self { rules: kept, automaton })
    }

    /// Whether a rule speaks of nested code.
    pub(super) fn can_nest(&self) -> bool {
        self.rules.iter().any(|rule| rule.nests)
    }
}

/// Finds rules for paths.
pub(super) struct Matcher<'r> {
    rules: &'r Rules,
    cache: Cache,
    matches: PatternSet,
}

impl<'r> Matcher<'r> {
    pub(super) fn new(rules: &'r Rules) -> Self {
        let cache = rules.automaton.create_cache();
        Self { rules, cache, matches: PatternSet::new(rules.rules.len()) }
    }

    /// The rule that counts for a path (`ResourceBuilder::findRule`). `Err` where matching is too costly.
    pub(super) fn find(&mut self, path: &[u8]) -> Result<Option<Rule>, TooCostly> {
        self.matches.clear();
        let automaton = &self.rules.automaton;
        let found =
            automaton.try_which_overlapping_matches(&mut self.cache, &Input::new(path), &mut self.matches);
        found.map_err(|_| TooCostly)?;
        let rules = self.matches.iter().filter_map(|place| self.rules.rules.get(place.as_usize()).copied());
        Ok(rules.reduce(|best, rule| if rule.is_over(best) { rule } else { best }))
    }
}

/// Rules that make the automaton too large, or more paths than are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TooCostly;
