//! Who reads what next.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use super::job::{Charge, Job, Work};

/// The jobs that wait, shared by the workers.
///
/// A worker waits here alone: between two jobs, when it holds nothing. A job is given out while the bytes in flight stay below
/// the most that they may be, or when nobody works: so there is always one who goes on, whatever is held for nested jobs.
pub(super) struct Queue {
    state: Mutex<State>,
    wake: Condvar,
    flight: Arc<AtomicU64>,
    most: u64,
}

#[derive(Default)]
struct State {
    waiting: BTreeMap<Rank, Job>,
    working: usize,
}

/// What is nested deepest comes first, since it keeps what it stands in; then what is in memory already; then the largest, so
/// that nobody is left alone with it at the end; then whatever stands first.
type Rank = (Reverse<usize>, Reverse<u64>, Vec<u32>);

impl Queue {
    /// With at most so many bytes in flight, which are counted in `flight`.
    pub(super) fn new(flight: Arc<AtomicU64>, most: u64) -> Self {
        Self { state: Mutex::default(), wake: Condvar::new(), flight, most }
    }

    /// More jobs.
    pub(super) fn add(&self, jobs: impl IntoIterator<Item = Job>) {
        let mut state = self.lock();
        for job in jobs {
            state.waiting.insert(rank(&job), job);
        }
        drop(state);
        self.wake.notify_all();
    }

    /// The next job, as soon as it may be begun; none when all is done.
    pub(super) fn next(&self) -> Option<Admitted<'_>> {
        let mut state = self.lock();
        loop {
            if state.waiting.is_empty() && state.working == 0 {
                return None;
            }
            if let Some(job) = self.admit(&mut state) {
                let charge = Arc::new(Charge::new(&self.flight, job.charge));
                return Some(Admitted { job: Some(job), charge, _working: Working(self) });
            }
            state = self.wake.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn admit(&self, state: &mut State) -> Option<Job> {
        let first = state.waiting.first_entry()?;
        let flight = self.flight.load(Ordering::Relaxed);
        if state.working > 0 && flight.saturating_add(first.get().charge) > self.most {
            return None;
        }
        let job = first.remove();
        state.working = state.working.saturating_add(1);
        Some(job)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn rank(job: &Job) -> Rank {
    let waits_in_memory = matches!(job.work, Work::Bytes { .. });
    let bytes = if waits_in_memory { u64::MAX } else { job.charge };
    (Reverse(job.order.len()), Reverse(bytes), job.order.clone())
}

/// A job that was begun.
pub(super) struct Admitted<'q> {
    /// The job, until it is taken.
    pub(super) job: Option<Job>,
    /// Its bytes; whoever borrows from them keeps this.
    pub(super) charge: Arc<Charge>,
    /// Dropped last: when the bytes are given back, whoever waits for them is woken.
    _working: Working<'q>,
}

struct Working<'q>(&'q Queue);

impl Drop for Working<'_> {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        state.working = state.working.saturating_sub(1);
        drop(state);
        self.0.wake.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::super::job::{Purse, Within};
    use super::*;

    fn job(number: usize, charge: u64) -> Job {
        let place = Within::file().place(number, "");
        let (home, order) = (place.clone(), place.key.clone());
        let purse = Purse { bytes: 0, sightings: 0, depth: 0 };
        Job {
            place,
            home,
            order,
            name: String::new(),
            work: Work::Outside(Vec::new()),
            purse,
            charge,
            held: None,
        }
    }

    fn charges(queue: &Queue) -> Vec<u64> {
        std::iter::from_fn(|| queue.next()).map(|admitted| admitted.job.as_ref().unwrap().charge).collect()
    }

    #[test]
    fn the_largest_comes_first_and_what_is_nested_before_all() {
        let queue = Queue::new(Arc::default(), 100);
        queue.add([job(0, 5), job(1, 9), job(2, 9), job(3, 1)]);
        let inner = Within::entry(&job(1, 0).place, 0).place(0, "");
        queue.add([Job { order: inner.key, ..job(1, 2) }]);
        assert_eq!(charges(&queue), [2, 9, 9, 5, 1]);
        assert!(queue.next().is_none());
    }

    #[test]
    fn a_job_waits_until_its_bytes_fit_or_nobody_works() {
        let queue = Queue::new(Arc::default(), 10);
        queue.add([job(0, 20), job(1, 8), job(2, 3)]);
        let first = queue.next().expect("nobody works");
        assert_eq!(first.job.as_ref().unwrap().charge, 20);
        assert!(queue.admit(&mut queue.lock()).is_none());
        drop(first);
        let second = queue.next().expect("nobody works");
        assert!(queue.admit(&mut queue.lock()).is_none(), "8 and 3 are more than 10");
        let borrowed = Arc::clone(&second.charge);
        drop(second);
        assert_eq!(queue.flight.load(Ordering::Relaxed), 8);
        assert!(queue.next().is_some(), "what is borrowed from alone keeps nobody waiting for ever");
        drop(borrowed);
        assert_eq!(queue.flight.load(Ordering::Relaxed), 0);
    }
}
