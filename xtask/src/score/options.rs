//! What `cargo xtask score` is asked for.

use std::path::{Path, PathBuf};

use beian_score::{Detail, Marks, is_held_out};

use crate::run::root;

pub const HELP: &str = "\
usage: cargo xtask score [OPTION…] [FOLDER…]

Builds the program (release), runs it over the labelled packages below the folders, and prints what check/score.py
prints; then the same sum for the packages that rules are tuned on, and for those that are held out.

  FOLDER                 where packages are, in place of ../shared/corpus; large ones may be in a folder of their own
  --large FOLDER         one more, beside the others
  --labels FOLDER        where labels are [../shared/corpus/labels]
  --beian PROGRAM        run this program, and build none
  --kind apk|ipa|all     packages of this suffix only [apk: others are refused so far]
  --tune                 only packages that are not held out
  --held-out             only packages that are
  --verbose              every miss, false alarm and wrong kind; not of packages that are held out, unless
  --even-held-out        it is really meant
  --marks[=C,A,P,K]      fail below these shares of candidates, all, precision and kind [.98,.97,.95,.90, and three
                         candidates may always be missed], and where labelled packages are not there
  --part                 but not for the latter reason
  --rules                instead: how often each reason is given in the packages that have NO labels, with samples";

/// Help, or work.
#[derive(Debug, PartialEq)]
pub enum Asked {
    Help,
    For(Options),
}

#[derive(Debug, PartialEq)]
pub struct Options {
    pub folders: Vec<PathBuf>,
    pub labels: PathBuf,
    /// None: the one that is built here.
    pub program: Option<PathBuf>,
    pub kind: Kind,
    pub set: Set,
    pub detail: Detail,
    pub even_held_out: bool,
    pub marks: Option<Marks>,
    pub in_part: bool,
    pub rules: bool,
}

/// Which packages, by suffix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Apk,
    Ipa,
    All,
}

/// Which packages, by what they are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Set {
    Both,
    Tuned,
    HeldOut,
}

impl Options {
    /// Reads the arguments, or says in one line what is wrong with them.
    pub fn parse(arguments: &[String]) -> Result<Asked, String> {
        let mut options = Self::default();
        let mut large = Vec::new();
        let mut rest = arguments.iter().peekable();
        while let Some(argument) = rest.next() {
            let (name, given) = match argument.split_once('=') {
                Some((name, value)) if name.starts_with("--") => (name, Some(value.to_owned())),
                _ => (argument.as_str(), None),
            };
            let mut value = || {
                given.clone().or_else(|| rest.next().cloned()).ok_or_else(|| format!("{name} needs a value"))
            };
            match name {
                "--large" => large.push(value()?.into()),
                "--labels" => options.labels = value()?.into(),
                "--beian" => options.program = Some(value()?.into()),
                "--kind" => options.kind = Kind::named(&value()?)?,
                // As in the script: what follows is meant if it is four numbers, and a folder if not.
                "--marks" => {
                    let next = || rest.next_if(|next| next.matches(',').count() == 3).cloned();
                    let marks = given.or_else(next).map(|marks| marks.parse().map_err(|e| format!("{e}")));
                    options.marks = Some(marks.unwrap_or(Ok(Marks::Default))?);
                }
                _ if given.is_some() => return Err(format!("unknown argument {argument}")),
                "--tune" => options.choose(Set::Tuned)?,
                "--held-out" => options.choose(Set::HeldOut)?,
                "--verbose" => options.detail = Detail::Hosts,
                "--even-held-out" => options.even_held_out = true,
                "--part" => options.in_part = true,
                "--rules" => options.rules = true,
                "--help" | "-h" => return Ok(Asked::Help),
                _ if name.starts_with('-') => return Err(format!("unknown argument {name}")),
                folder => options.folders.push(folder.into()),
            }
        }
        if options.folders.is_empty() {
            options.folders.push(root().join("../shared/corpus"));
        }
        options.folders.append(&mut large);
        Ok(Asked::For(options))
    }

    /// Whether a package is asked for, by its file name.
    pub fn wants(&self, package: &str) -> bool {
        let is_a = |suffix: &str| Path::new(package).extension().is_some_and(|found| found == suffix);
        let kind = match self.kind {
            Kind::Apk => is_a("apk"),
            Kind::Ipa => is_a("ipa"),
            Kind::All => true,
        };
        kind && match self.set {
            Set::Both => true,
            Set::Tuned => !is_held_out(package),
            Set::HeldOut => is_held_out(package),
        }
    }

    fn choose(&mut self, set: Set) -> Result<(), String> {
        if self.set != Set::Both && self.set != set {
            return Err("--tune and --held-out leave no package".to_owned());
        }
        self.set = set;
        Ok(())
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            folders: Vec::new(),
            labels: root().join("../shared/corpus/labels"),
            program: None,
            kind: Kind::Apk,
            set: Set::Both,
            detail: Detail::Figures,
            even_held_out: false,
            marks: None,
            in_part: false,
            rules: false,
        }
    }
}

impl Kind {
    fn named(name: &str) -> Result<Self, String> {
        match name {
            "apk" => Ok(Self::Apk),
            "ipa" => Ok(Self::Ipa),
            "all" => Ok(Self::All),
            _ => Err(format!("--kind is apk, ipa or all, not {name}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Asked, String> {
        let arguments: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        Options::parse(&arguments)
    }

    fn options(line: &str) -> Options {
        match parse(line) {
            Ok(Asked::For(options)) => options,
            other => panic!("{line}: {other:?}"),
        }
    }

    #[test]
    fn folders_replace_the_default_and_large_ones_do_not() {
        let corpus = root().join("../shared/corpus");
        assert_eq!(options("").folders, std::slice::from_ref(&corpus));
        assert_eq!(options("--large big").folders, [corpus, "big".into()]);
        assert_eq!(options("--large=big a b").folders, ["a", "b", "big"].map(PathBuf::from));
    }

    #[test]
    fn marks_take_four_numbers_and_no_folder() {
        let given = Some(Marks::Given([0.9, 0.8, 0.7, 0.6]));
        assert_eq!(options("--marks .9,.8,.7,.6 a").marks, given);
        assert_eq!(options("--marks=.9,.8,.7,.6").marks, given);
        let default = options("--marks a");
        assert_eq!((default.marks, default.folders), (Some(Marks::Default), vec!["a".into()]));
        assert!(parse("--marks=.9").is_err());
        assert!(parse("--marks .9,.8,.7,x").is_err());
    }

    #[test]
    fn packages_are_wanted_by_suffix_and_set() {
        let (tuned, held_out, ipa) = ("syn-uniapp-uview.apk", "jjdxm-social.apk", "grocery-cordova.ipa");
        let wanted = |line: &str| [tuned, held_out, ipa].map(|package| options(line).wants(package));
        assert_eq!(wanted(""), [true, true, false]);
        assert_eq!(wanted("--tune"), [true, false, false]);
        assert_eq!(wanted("--held-out"), [false, true, false]);
        assert_eq!(wanted("--kind ipa"), [false, false, true]);
        assert_eq!(wanted("--kind all --tune"), [true, false, true]);
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (line, why) in [
            ("--labels", "--labels needs a value"),
            ("--kind exe", "--kind is apk, ipa or all, not exe"),
            ("--tune --held-out", "--tune and --held-out leave no package"),
            ("--part=1", "unknown argument --part=1"),
            ("--quiet", "unknown argument --quiet"),
        ] {
            assert_eq!(parse(line), Err(why.to_owned()));
        }
        assert_eq!(parse("--tune --help"), Ok(Asked::Help));
    }
}
