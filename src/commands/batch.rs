//! Reading many packages: from names to reports, in the order of the names, whatever the number of threads.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::{fs, io, thread};

use beian_inspect::{Error, Options, Profile, Source};
use beian_model::Report;

use crate::args::Input;
use crate::status::{Status, failed};
use crate::targets::{Found, Target, TargetError, bundle_prefix, expand};

/// How many packages for each that is read at a time may be begun before the report of the first is given.
const WINDOW: usize = 8;

/// The packages of one run, and how they are read.
pub struct Batch<'a> {
    input: &'a Input,
    /// What all packages are read with; each has a name and a v4 signature of its own.
    options: Options,
    targets: Vec<Target>,
    /// The worst of what the names came to.
    status: Status,
}

impl<'a> Batch<'a> {
    /// The packages that the input names; says which names lead to none.
    pub fn new(input: &'a Input, profile: Profile) -> Self {
        let mut options = Options::new(String::new(), profile);
        options.own.clone_from(&input.own);
        let mut batch = Self { input, options, targets: Vec::new(), status: Status::Done };
        for name in &input.packages {
            let found = expand(name);
            batch.targets.extend(found.targets);
            for (path, error) in &found.failures {
                batch.status = batch.status.max(failed(&shown(path), error));
            }
        }
        batch
    }

    /// What all packages are read with.
    pub fn options(&mut self) -> &mut Options {
        &mut self.options
    }

    /// Whether there is more than one file to read.
    pub fn is_several(&self) -> bool {
        self.targets.len() > 1
    }

    /// Gives each report to the sink, which says what status it alone would end with. The status of the run.
    pub fn run(mut self, mut sink: impl FnMut(Report) -> io::Result<Status>) -> io::Result<Status> {
        let mut status = self.status;
        let mut reports: usize = 0;
        let threads = Threads::of(self.input.threads, self.targets.len());
        self.options.threads = Some(threads.of_each);
        threads.inspect(&self.targets, &self.options, |target, outcome| {
            let one = match outcome {
                Ok(report) => {
                    reports += 1;
                    sink(report)?
                }
                Err(error) => refused(target, &error),
            };
            status = status.max(one);
            Ok(())
        })?;
        // Folders may hold files of which not one was a package; that is never a silent success.
        if reports == 0 && status == Status::Done {
            let names = self.input.packages.iter().map(|name| shown(name)).collect::<Vec<_>>();
            return Ok(failed(&names.join(", "), &TargetError::EmptyFolder));
        }
        Ok(status)
    }
}

/// A file that gave no report. One met in a folder, without a package's suffix and content, was never meant.
fn refused(target: &Target, error: &Error) -> Status {
    match (target.found, error) {
        (Found::InFolder, Error::NotAPackage { .. }) => Status::Done,
        _ => failed(&shown(&target.path), error),
    }
}

fn shown(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// How many packages are read at a time, and by how many threads each.
struct Threads {
    packages: Option<rayon::ThreadPool>,
    of_each: NonZeroUsize,
}

impl Threads {
    /// One package is read with all threads there are; several share them out. One thread needs no pool.
    fn of(asked: Option<NonZeroUsize>, packages: usize) -> Self {
        let threads = asked.or_else(|| thread::available_parallelism().ok()).unwrap_or(NonZeroUsize::MIN);
        let at_once = threads.get().min(packages).max(1);
        let of_each = NonZeroUsize::new(threads.get() / at_once).unwrap_or(NonZeroUsize::MIN);
        let pool = (at_once > 1).then(|| rayon::ThreadPoolBuilder::new().num_threads(at_once).build().ok());
        Self { packages: pool.flatten(), of_each }
    }

    /// Each target's report, in the order of the targets.
    fn inspect(
        &self,
        targets: &[Target],
        options: &Options,
        mut sink: impl FnMut(&Target, Result<Report, Error>) -> io::Result<()>,
    ) -> io::Result<()> {
        let Some(pool) = &self.packages else {
            return targets.iter().try_for_each(|target| sink(target, one(target, options)));
        };
        let at_once = pool.current_num_threads();
        let mut window = Window::new(targets, WINDOW * at_once);
        let (sender, receiver) = mpsc::channel();
        pool.in_place_scope(|scope| {
            let mut working = 0;
            loop {
                while working < at_once
                    && let Some((place, target)) = window.begin()
                {
                    let sender = sender.clone();
                    scope.spawn(move |_| {
                        let outcome = catch_unwind(AssertUnwindSafe(|| one(target, options)));
                        // Nobody listens any more where a report could not be written.
                        drop(sender.send((place, outcome)));
                    });
                    working += 1;
                }
                if working == 0 {
                    return Ok(());
                }
                let Ok((place, outcome)) = receiver.recv() else { return Ok(()) };
                working -= 1;
                window.end(place, outcome.unwrap_or_else(|panic| resume_unwind(panic)));
                while let Some((target, outcome)) = window.give() {
                    sink(target, outcome)?;
                }
            }
        })
    }
}

/// The packages that are worked on: the largest are begun first, so that nobody is left alone with one at the end, and reports are
/// given in the order of the packages.
struct Window<'t> {
    targets: &'t [Target],
    /// How many packages from the first on whose report is not given may be begun: so many finished reports wait at most.
    most: usize,
    given: usize,
    /// Those that may be begun, each with the bytes of its file, and how many there were.
    waiting: BinaryHeap<(u64, Reverse<usize>)>,
    seen: usize,
    ended: BTreeMap<usize, Result<Report, Error>>,
}

impl<'t> Window<'t> {
    fn new(targets: &'t [Target], most: usize) -> Self {
        Self { targets, most, given: 0, waiting: BinaryHeap::new(), seen: 0, ended: BTreeMap::new() }
    }

    /// What to begin with next, and its place.
    fn begin(&mut self) -> Option<(usize, &'t Target)> {
        let end = self.targets.len().min(self.given + self.most);
        for place in self.seen..end {
            // What cannot be looked at cannot be read, and is told when it is begun.
            let size = fs::metadata(&self.targets[place].path).map_or(0, |file| file.len());
            self.waiting.push((size, Reverse(place)));
        }
        self.seen = end;
        let (_, Reverse(place)) = self.waiting.pop()?;
        Some((place, &self.targets[place]))
    }

    fn end(&mut self, place: usize, outcome: Result<Report, Error>) {
        self.ended.insert(place, outcome);
    }

    /// The next report, if it is there.
    fn give(&mut self) -> Option<(&'t Target, Result<Report, Error>)> {
        let outcome = self.ended.remove(&self.given)?;
        self.given += 1;
        Some((&self.targets[self.given - 1], outcome))
    }
}

fn one(target: &Target, shared: &Options) -> Result<Report, Error> {
    let limits = shared.limits.clone().unwrap_or_default();
    let source = match bundle_prefix(&target.path) {
        Some(prefix) => Source::folder(&target.path, &prefix, &limits)?,
        None => Source::open(&target.path)?,
    };
    let options =
        Options { name: shown(&target.path), v4_signature: beside(&target.path)?, ..shared.clone() };
    beian_inspect::inspect(&source, &options)
}

/// The v4 signature, which lies beside the package under its name and `.idsig`, where there is one.
fn beside(package: &Path) -> Result<Option<Source>, Error> {
    let mut name = package.as_os_str().to_owned();
    name.push(".idsig");
    let path = PathBuf::from(name);
    Ok(if path.is_file() { Some(Source::open(&path)?) } else { None })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_are_begun_first_within_the_window_and_given_in_order() {
        let folder = std::env::temp_dir().join(format!("beian-batch-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let sizes = [10, 30, 20, 40, 50];
        let target = |size: &usize| {
            let path = folder.join(size.to_string());
            fs::write(&path, vec![0; *size]).unwrap();
            Target { path, found: Found::Named }
        };
        let targets: Vec<_> = sizes.iter().map(target).collect();
        let mut window = Window::new(&targets, 3);
        let failure = || Err(Error::NotAPackage { what: beian_inspect::NotAPackage::PlainZip });
        let begin = |window: &mut Window<'_>| window.begin().map(|(place, _)| place);
        assert_eq!([begin(&mut window), begin(&mut window)], [Some(1), Some(2)]);
        window.end(2, failure());
        assert!(window.give().is_none(), "the first was not even begun");
        assert_eq!([begin(&mut window), begin(&mut window)], [Some(0), None]);
        window.end(0, failure());
        assert_eq!(window.give().map(|(target, _)| target), Some(&targets[0]));
        assert_eq!(begin(&mut window), Some(3), "the window has moved by one");
        window.end(1, failure());
        let given: Vec<_> = std::iter::from_fn(|| window.give()).map(|(target, _)| target.clone()).collect();
        assert_eq!(given, targets[1..3]);
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn threads_are_shared_out_and_never_more_than_asked_for() {
        let threads = |asked, packages| {
            let threads = Threads::of(NonZeroUsize::new(asked), packages);
            let at_once = threads.packages.as_ref().map_or(1, rayon::ThreadPool::current_num_threads);
            (at_once, threads.of_each.get())
        };
        assert_eq!(threads(8, 1), (1, 8));
        assert_eq!(threads(8, 3), (3, 2));
        assert_eq!(threads(2, 100), (2, 1));
        assert_eq!(threads(1, 100), (1, 1));
        assert_eq!(threads(4, 0), (1, 4));
    }
}
