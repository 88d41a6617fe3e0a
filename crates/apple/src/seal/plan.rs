//! A bundle's files against the lists: what is known before bytes are read.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Bound;

use beian_archive::Budget;

use super::check::Outcome;
use super::entry::{Entry, SealedDigest, What};
use super::rules::{Matcher, Rules, TooCostly};
use super::{Problem, Seal, Section, Version, cost};
use crate::Error;

/// What is never sealed, with everything in it (`BundleDiskRep::adjustResources`); the executable is neither.
const NEVER_SEALED: [&[u8]; 3] = [b"_CodeSignature", b"CodeResources", b"_MASReceipt"];
/// Bytes of all paths that rules are matched with. Those of the largest games' files have a few million.
const MOST_MATCHED: usize = 256 << 20;

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FileKind {
    /// One with content.
    Regular,
    /// A symbolic link.
    Symlink,
}

/// A file of a bundle. Folders are none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct BundleFile<'n> {
    /// From the bundle on, without a slash before it.
    pub path: &'n [u8],
    /// What it is.
    pub kind: FileKind,
}

/// Code that is signed by itself: a bundle, or a library.
///
/// Apple's verifier looks at the requirement, of which the hash is a part as a rule.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NestedCode {
    /// From the bundle on.
    pub path: Vec<u8>,
    /// The hash that its code directory has to have: 20 bytes.
    pub cdhash: Option<Vec<u8>>,
    /// What its signature has to fulfil, in the language of requirements.
    pub requirement: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Expected {
    Digest(SealedDigest),
    Target(String),
}

/// A file whose bytes are wanted.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    pub(super) path: Vec<u8>,
    pub(super) expected: Vec<Expected>,
}

/// What is to be done with a bundle's files.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Sorted by path.
    pub(super) wanted: Vec<Wanted>,
    /// What is known whatever the bytes are.
    pub(super) outcome: Outcome,
}

impl Plan {
    /// The files whose bytes are wanted, sorted.
    pub fn wanted_files(&self) -> impl Iterator<Item = &[u8]> {
        self.wanted.iter().map(|wanted| wanted.path.as_slice())
    }

    /// The digests that a file has to have; `None` where its bytes are not wanted, none where its target is all that counts.
    pub fn wanted(&self, path: &[u8]) -> Option<impl Iterator<Item = &SealedDigest>> {
        let wanted = self.wanted.get(self.place(path)?)?;
        Some(wanted.expected.iter().filter_map(|expected| match expected {
            Expected::Digest(digest) => Some(digest),
            Expected::Target(_) => None,
        }))
    }

    pub(super) fn place(&self, path: &[u8]) -> Option<usize> {
        self.wanted.binary_search_by(|wanted| wanted.path.as_slice().cmp(path)).ok()
    }
}

impl Seal {
    /// What is to be done with these files of the bundle, all there are. Of several with one path the first counts.
    ///
    /// `executable` is the path of the bundle's own, which seals the seal and is not sealed.
    pub fn plan<'n>(
        &self,
        files: impl IntoIterator<Item = BundleFile<'n>>,
        executable: Option<&[u8]>,
        budget: &mut Budget,
    ) -> Result<Plan, Error> {
        let mut tree = Tree::default();
        for file in files {
            budget.spend_bytes(cost(file.path.len()))?;
            tree.files.entry(file.path).or_insert(file.kind);
        }
        let mut outcome = Outcome { problems: self.problems.clone(), ..Outcome::default() };
        let mut wanted: BTreeMap<&[u8], Vec<Expected>> = BTreeMap::new();
        for entry in self.sections.iter().flat_map(|section| &section.entries) {
            budget.spend_bytes(entry.cost())?;
            tree.compare(entry, &mut wanted, &mut outcome);
        }
        let deciding = self.sections.iter().find(|section| section.version == self.deciding);
        if let Some((section, rules)) = deciding.and_then(|it| Some((it, it.rules.as_ref()?))) {
            let mut walk = Walk::new(section, rules, executable);
            if walk.walk(&tree) == Err(TooCostly) {
                outcome.problems.push(Problem::TooCostly);
            } else {
                outcome.uncovered = walk.uncovered(&tree);
            }
            outcome.unsealed = walk.unsealed;
            outcome.changed.append(&mut walk.changed);
        }
        outcome.nested.sort();
        outcome.nested.dedup();
        // What differs whatever its bytes are need not be read.
        let known: HashSet<&[u8]> = outcome.changed.iter().map(Vec::as_slice).collect();
        let wanted = wanted.into_iter().filter(|(path, _)| !known.contains(path));
        let wanted = wanted.map(|(path, expected)| Wanted { path: path.to_vec(), expected }).collect();
        Ok(Plan { wanted, outcome })
    }
}

/// The files that there are.
#[derive(Debug, Default)]
struct Tree<'n> {
    files: BTreeMap<&'n [u8], FileKind>,
}

impl Tree<'_> {
    fn has_folder(&self, path: &[u8]) -> bool {
        let front = [path, b"/"].concat();
        let mut from = self.files.range::<[u8], _>((Bound::Included(front.as_slice()), Bound::Unbounded));
        from.next().is_some_and(|(first, _)| first.starts_with(&front))
    }

    fn has(&self, entry: &Entry) -> bool {
        let path = entry.path.as_bytes();
        let is_code = matches!(entry.what, What::Code { .. });
        self.files.contains_key(path) || (is_code && self.has_folder(path))
    }

    /// An entry against the file that it is of (`SecStaticCode::validateResource`, `checkOptionalResource`).
    fn compare<'s>(
        &self,
        entry: &'s Entry,
        wanted: &mut BTreeMap<&'s [u8], Vec<Expected>>,
        outcome: &mut Outcome,
    ) {
        let path = entry.path.as_bytes();
        if !self.has(entry) {
            if !entry.is_optional {
                outcome.missing.push(path.to_vec());
            }
            return;
        }
        let mut want = |expected| {
            let all = wanted.entry(path).or_default();
            if !all.contains(&expected) {
                all.push(expected);
            }
        };
        match (&entry.what, self.files.get(path)) {
            (What::File(digests), Some(FileKind::Regular)) => {
                digests.iter().cloned().map(Expected::Digest).for_each(want);
            }
            (What::Link(target), Some(FileKind::Symlink)) => want(Expected::Target(target.clone())),
            (What::Code { requirement, cdhash }, None | Some(FileKind::Regular)) => {
                let (requirement, cdhash) = (requirement.clone(), cdhash.clone());
                outcome.nested.push(NestedCode { path: path.to_vec(), cdhash, requirement });
            }
            // A file became a link, or the other way round.
            _ => outcome.changed.push(path.to_vec()),
        }
    }
}

/// The folder that a path lies in.
fn parent(path: &[u8]) -> Option<&[u8]> {
    let slash = path.iter().rposition(|byte| *byte == b'/')?;
    path.get(..slash)
}

/// What a path is to the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// Files in it are looked up.
    Open,
    /// It is code of its own, or in such.
    Nested,
}

/// A walk through a bundle by its rules (`ResourceBuilder::scan`).
struct Walk<'a, 'n> {
    section: &'a Section,
    rules: &'a Rules,
    matcher: Matcher<'a>,
    executable: Option<&'a [u8]>,
    folders: HashMap<&'n [u8], Place>,
    left: usize,
    /// What is listed and was come upon.
    reached: HashSet<&'n [u8]>,
    unsealed: Vec<Vec<u8>>,
    changed: Vec<Vec<u8>>,
}

impl<'a, 'n> Walk<'a, 'n> {
    fn new(section: &'a Section, rules: &'a Rules, executable: Option<&'a [u8]>) -> Self {
        Self {
            section,
            rules,
            matcher: Matcher::new(rules),
            executable,
            folders: HashMap::new(),
            left: MOST_MATCHED,
            reached: HashSet::new(),
            unsealed: Vec::new(),
            changed: Vec::new(),
        }
    }

    fn walk(&mut self, tree: &Tree<'n>) -> Result<(), TooCostly> {
        for (&path, &kind) in &tree.files {
            if self.is_excluded(path) || (self.rules.can_nest() && self.is_nested(path)?) {
                continue;
            }
            self.spend(path)?;
            let rule = self.matcher.find(path)?;
            if rule.is_none_or(|rule| rule.omits) {
                continue;
            }
            // The first version knows no links.
            let is_ignored = kind == FileKind::Symlink && self.section.version == Version::One;
            if self.section.lists(path) {
                self.reached.insert(path);
            } else if !is_ignored {
                self.unsealed.push(path.to_vec());
            }
        }
        Ok(())
    }

    fn spend(&mut self, path: &[u8]) -> Result<(), TooCostly> {
        self.left = self.left.checked_sub(path.len()).ok_or(TooCostly)?;
        Ok(())
    }

    fn is_excluded(&self, path: &[u8]) -> bool {
        let mut excluded = NEVER_SEALED.into_iter().chain(self.executable);
        excluded.any(|whole| {
            path.strip_prefix(whole).is_some_and(|rest| matches!(rest.first(), None | Some(b'/')))
        })
    }

    /// Whether a folder on the way to a file is code of its own.
    fn is_nested(&mut self, path: &'n [u8]) -> Result<bool, TooCostly> {
        // From the nearest folder that is known on.
        let mut unknown = Vec::new();
        let mut place = Place::Open;
        let mut rest = path;
        while let Some(folder) = parent(rest) {
            self.spend(folder)?;
            if let Some(known) = self.folders.get(folder) {
                place = *known;
                break;
            }
            unknown.push(folder);
            rest = folder;
        }
        for folder in unknown.into_iter().rev() {
            if place == Place::Open && self.is_code(folder)? {
                place = Place::Nested;
                self.meet_code(folder);
            }
            self.folders.insert(folder, place);
        }
        Ok(place == Place::Nested)
    }

    /// Whether a folder is code of its own: a rule says so, and it has a dot in its name.
    fn is_code(&mut self, folder: &[u8]) -> Result<bool, TooCostly> {
        self.spend(folder)?;
        let name = folder.rsplit(|byte| *byte == b'/').next().unwrap_or(folder);
        // Asked first: most folders have none, and the rules need not be.
        Ok(name.contains(&b'.') && self.matcher.find(folder)?.is_some_and(|rule| rule.nests))
    }

    fn meet_code(&mut self, folder: &'n [u8]) {
        match self.section.entry(folder).map(|entry| &entry.what) {
            Some(What::Code { .. }) => {
                self.reached.insert(folder);
            }
            // What was a file is a folder now.
            Some(_) => self.changed.push(folder.to_vec()),
            None if self.section.lists(folder) => {}
            None => self.unsealed.push(folder.to_vec()),
        }
    }

    /// What is listed and there, and was not come upon.
    fn uncovered(&self, tree: &Tree<'n>) -> Vec<Vec<u8>> {
        let entries = self.section.entries.iter();
        let left = entries
            .filter(|it| !it.is_optional && tree.has(it) && !self.reached.contains(it.path.as_bytes()));
        left.map(|entry| entry.path.clone().into_bytes()).collect()
    }
}
