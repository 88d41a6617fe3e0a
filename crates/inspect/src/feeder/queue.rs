//! Who reads what next.

use std::cmp::{Ordering as Cmp, Reverse};
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use super::job::{Charge, Job, Key};

/// The jobs that wait, shared by the workers.
///
/// A worker waits here alone: between two jobs, when it holds nothing. A job is given out while the bytes in flight stay below
/// the most that they may be, or when nobody works: so there is always one who goes on, whatever is held for nested jobs.
pub(super) struct Queue {
    state: Mutex<State>,
    wake: Condvar,
    flight: Arc<AtomicU64>,
}

#[derive(Default)]
struct State {
    waiting: BinaryHeap<Waiting>,
    /// Bytes that may be in flight.
    most: u64,
    /// Workers with jobs, and those that wait for some.
    working: usize,
    idle: usize,
}

/// Small jobs are given out together, so many and of so many bytes in all: they are done more quickly than handed over one by one.
const TOGETHER: (usize, u64) = (64, 128 << 10);

/// A job, in the order in which jobs are given out, the greatest first: what is nested deepest, since it keeps what it stands
/// in; then what is in memory already; then the largest, so that nobody is left alone with it at the end; then whatever stands
/// first.
struct Waiting {
    rank: (u32, u64, Reverse<Key>),
    job: Job,
}

impl From<Job> for Waiting {
    fn from(job: Job) -> Self {
        Self { rank: (job.purse.depth, job.size, Reverse(job.order.clone())), job }
    }
}

impl Ord for Waiting {
    fn cmp(&self, other: &Self) -> Cmp {
        self.rank.cmp(&other.rank)
    }
}

impl PartialOrd for Waiting {
    fn partial_cmp(&self, other: &Self) -> Option<Cmp> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Waiting {
    fn eq(&self, other: &Self) -> bool {
        self.rank == other.rank
    }
}

impl Eq for Waiting {}

impl Queue {
    /// Without jobs. Bytes in flight are counted in `flight`.
    pub(super) fn new(flight: Arc<AtomicU64>) -> Self {
        Self { state: Mutex::default(), wake: Condvar::new(), flight }
    }

    /// The first jobs, of which, with all that come out of them, so many bytes may be in flight.
    pub(super) fn begin(&self, jobs: Vec<Job>, most: u64) {
        self.lock().most = most;
        self.add(jobs);
    }

    /// More jobs.
    pub(super) fn add(&self, jobs: Vec<Job>) {
        if jobs.is_empty() {
            return;
        }
        let mut state = self.lock();
        state.waiting.extend(jobs.into_iter().map(Waiting::from));
        self.wake(state);
    }

    /// As long as this lives, more jobs may come: nobody leaves.
    pub(super) fn open(&self) -> Working<'_> {
        let mut state = self.lock();
        state.working = state.working.saturating_add(1);
        Working(self)
    }

    /// What to do next, as soon as it may be begun; none when all is done.
    pub(super) fn next(&self) -> Option<Admitted<'_>> {
        let mut state = self.lock();
        loop {
            if state.waiting.is_empty() && state.working == 0 {
                return None;
            }
            let jobs = self.admit(&mut state);
            if !jobs.is_empty() {
                state.working = state.working.saturating_add(1);
                return Some(Admitted { jobs, _working: Working(self) });
            }
            state.idle = state.idle.saturating_add(1);
            state = self.wake.wait(state).unwrap_or_else(PoisonError::into_inner);
            state.idle = state.idle.saturating_sub(1);
        }
    }

    /// The first job that waits, and where it is small those behind it.
    fn admit(&self, state: &mut State) -> Vec<(Job, Arc<Charge>)> {
        let (mut jobs, mut bytes) = (Vec::new(), 0_u64);
        while let Some(next) = state.waiting.peek_mut() {
            let charge = next.job.charge;
            let flight = self.flight.load(Ordering::Relaxed).saturating_add(charge);
            let nobody_works = state.working == 0 && jobs.is_empty();
            bytes = bytes.saturating_add(charge.max(next.job.held_alone()));
            let is_enough = !jobs.is_empty() && (jobs.len() >= TOGETHER.0 || bytes > TOGETHER.1);
            if is_enough || flight > state.most && !nobody_works {
                break;
            }
            jobs.push((PeekMut::pop(next).job, Arc::new(Charge::new(&self.flight, charge))));
        }
        jobs
    }

    /// Wakes whoever waits. That is a call of the system, which is not made for nobody.
    fn wake(&self, state: MutexGuard<'_, State>) {
        let is_anybody_idle = state.idle > 0;
        drop(state);
        if is_anybody_idle {
            self.wake.notify_all();
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Jobs that were given out.
pub(super) struct Admitted<'q> {
    /// The jobs that are not done yet, each with its bytes: whoever borrows from them keeps that.
    pub(super) jobs: Vec<(Job, Arc<Charge>)>,
    /// Dropped last: when the bytes are given back, whoever waits for them is woken.
    _working: Working<'q>,
}

/// Somebody who works, and may give more jobs.
pub(super) struct Working<'q>(&'q Queue);

impl Drop for Working<'_> {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        state.working = state.working.saturating_sub(1);
        self.0.wake(state);
    }
}

#[cfg(test)]
mod tests {
    use beian_archive::{Budget, Limits, Source};
    use beian_testkit::zip::ZipBuilder;

    use super::super::job::{Purse, Within, Work};
    use super::*;
    use crate::open::OpenArchive;

    /// A job of an empty archive, of which only the place in the queue is looked at.
    fn job(number: usize, charge: u64) -> Job {
        let (within, source) = (Within::file(), Source::from_bytes(ZipBuilder::new().build()));
        let archive = Arc::new(OpenArchive::open(&source, &mut Budget::new(&Limits::default())).unwrap());
        let (order, work) = (within.order(number), Work::Outside(archive));
        let purse = Purse { bytes: 0, sightings: 0, depth: 0 };
        Job { order, within: Arc::new(within), work, purse, charge, size: charge, held: None }
    }

    fn charges(queue: &Queue) -> Vec<u64> {
        let all = std::iter::from_fn(|| queue.next());
        all.flat_map(|admitted| admitted.jobs.iter().map(|(job, _)| job.charge).collect::<Vec<_>>()).collect()
    }

    #[test]
    fn the_largest_comes_first_and_what_is_nested_before_all() {
        let queue = Queue::new(Arc::default());
        queue.begin(vec![job(0, 5), job(1, 9), job(2, 9), job(3, 1)], 100);
        let deeper = Purse { depth: 1, ..job(1, 0).purse };
        queue.add(vec![Job { purse: deeper, ..job(4, 2) }]);
        assert_eq!(charges(&queue), [2, 9, 9, 5, 1]);
        assert!(queue.next().is_none());
    }

    #[test]
    fn a_job_waits_until_its_bytes_fit_or_nobody_works() {
        let queue = Queue::new(Arc::default());
        queue.begin(vec![job(0, 20), job(1, 8), job(2, 3)], 10);
        let first = queue.next().expect("nobody works");
        assert_eq!(first.jobs.iter().map(|(job, _)| job.charge).collect::<Vec<_>>(), [20]);
        assert!(queue.admit(&mut queue.lock()).is_empty());
        drop(first);
        let second = queue.next().expect("nobody works");
        assert!(queue.admit(&mut queue.lock()).is_empty(), "8 and 3 are more than 10");
        let borrowed = second.jobs.first().map(|(_, charge)| Arc::clone(charge));
        drop(second);
        assert_eq!(queue.flight.load(Ordering::Relaxed), 8);
        assert!(queue.next().is_some(), "what is borrowed from alone keeps nobody waiting for ever");
        drop(borrowed);
        assert_eq!(queue.flight.load(Ordering::Relaxed), 0);
    }

    #[test]
    fn small_jobs_are_given_out_together() {
        let queue = Queue::new(Arc::default());
        let (most, bytes) = TOGETHER;
        queue.begin((0..=most).map(|number| job(number, 1)).collect(), 1 << 30);
        queue.add((100..103).map(|number| job(number, bytes / 2)).collect());
        queue.add(vec![job(200, bytes + 1)]);
        let counts: Vec<_> =
            std::iter::from_fn(|| queue.next()).map(|admitted| admitted.jobs.len()).collect();
        assert_eq!(counts, [1, 2, most, 2]);
    }
}
