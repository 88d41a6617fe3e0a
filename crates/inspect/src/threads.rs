//! Work side by side, for whatever is not an entry to be read.

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use beian_android::verify::Parallel;

use crate::{Options, feeder};

/// So many threads, of which one is the caller's.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Threads(pub(crate) NonZeroUsize);

impl Threads {
    /// As many as the options allow; as there are cores, where they do not say.
    pub(crate) fn of(options: &Options) -> Self {
        Self(options.threads.unwrap_or_else(feeder::cores))
    }

    /// Two things at once, if there is more than one thread.
    pub(crate) fn beside<A: Send, B>(self, other: impl Fn() -> A + Sync, own: impl FnOnce() -> B) -> (A, B) {
        if self.0 == NonZeroUsize::MIN {
            return (other(), own());
        }
        thread::scope(|scope| {
            let started = thread::Builder::new().spawn_scoped(scope, &other);
            let own = own();
            match started.map(thread::ScopedJoinHandle::join) {
                Ok(Ok(other)) => (other, own),
                Ok(Err(panic)) => std::panic::resume_unwind(panic),
                // The system gives no more threads.
                Err(_) => (other(), own),
            }
        })
    }
}

impl Parallel for Threads {
    fn run(&self, count: usize, work: &(dyn Fn(usize) + Sync)) {
        let next = AtomicUsize::new(0);
        let each = || {
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= count {
                    return;
                }
                work(number);
            }
        };
        thread::scope(|scope| {
            // Where the system gives no more threads, those that there are do the work.
            for _ in 1..self.0.get().min(count) {
                drop(thread::Builder::new().spawn_scoped(scope, each));
            }
            each();
        });
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    #[test]
    fn each_number_is_worked_on_once() {
        for (threads, count) in [(1, 0), (1, 5), (3, 1), (3, 100)] {
            let seen = Mutex::new(Vec::new());
            Threads(NonZeroUsize::new(threads).unwrap())
                .run(count, &|number| seen.lock().unwrap().push(number));
            let mut seen = seen.into_inner().unwrap();
            seen.sort_unstable();
            assert_eq!(seen, (0..count).collect::<Vec<_>>(), "{threads} {count}");
        }
    }
}
