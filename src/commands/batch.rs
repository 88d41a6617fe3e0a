//! Reading many packages: from names to reports, in the order of the names, whatever the number of threads.

use std::io;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::thread;

use beian_inspect::{Error, Options, Profile, Source};
use beian_model::Report;
use rayon::prelude::*;

use crate::args::Input;
use crate::status::{Status, failed};
use crate::targets::{Found, Target, TargetError, expand};

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
        // Batches bound how many finished reports wait for their turn.
        for batch in targets.chunks(4 * pool.current_num_threads()) {
            let reports: Vec<_> =
                pool.install(|| batch.par_iter().map(|target| one(target, options)).collect());
            batch.iter().zip(reports).try_for_each(|(target, report)| sink(target, report))?;
        }
        Ok(())
    }
}

fn one(target: &Target, shared: &Options) -> Result<Report, Error> {
    let source = Source::open(&target.path)?;
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
