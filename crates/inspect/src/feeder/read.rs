//! Reading one job: its bytes, then what they hold.

use std::sync::Arc;

use beian_archive::{Budget, EntryIndex, Error, Inflated, Scratch};
use beian_hosts::Finder;
use beian_readers::runs::{CONTEXT, runs, safe_cut};
use beian_text::{Sink, Span};

use super::content::{self, Bytes, Content, RUN};
use super::job::{Charge, Job, Outside, Place, Purse, Within, Work};
use super::partial::{Done, Partial};
use super::parts::InParts;
use super::{Feed, nest};
use crate::missed::Missed;
use crate::open::{Entry, OpenArchive, Refusal};

/// What a worker keeps from job to job.
#[derive(Default)]
pub(super) struct Tools {
    scratch: Scratch,
    buffer: Vec<u8>,
}

impl Tools {
    /// Keeps no more than `most` bytes of each kind.
    pub(super) fn shed(&mut self, most: u64) {
        if self.scratch.kept() > most {
            self.scratch.shed();
        }
        if u64::try_from(self.buffer.capacity()).is_ok_and(|kept| kept > most) {
            self.buffer = Vec::new();
        }
    }
}

/// Reads a job, of which this is the name and the place. What borrows from its bytes holds `charge`.
pub(super) fn read(
    job: Job,
    (name, place): (String, Place),
    charge: &Arc<Charge>,
    tools: &mut Tools,
    feed: &Feed<'_>,
) -> Done {
    let Job { within, order, work, purse, held, .. } = job;
    let (partial, done) = (Partial::new(place, order), Done::default());
    let mut reading = Reading { name, within, purse, charge, feed, partial, done };
    match work {
        Work::Entry { archive, index } => reading.entry(&archive, index, tools),
        Work::Part { whole, number } => reading.part(&whole, number, &mut tools.buffer),
        Work::Archive { archive, index } => reading.archive(&archive, index, tools, held.as_ref()),
        Work::Bytes { bytes, behind, .. } => {
            reading.outside(behind, &mut tools.buffer);
            reading.content(Bytes::Source(bytes), purse.bytes);
        }
        Work::Outside(archive) => reading.all_outside_of(&archive, &mut tools.buffer),
    }
    reading.finish()
}

/// A job while it is being read.
pub(super) struct Reading<'r> {
    pub(super) name: String,
    pub(super) within: Arc<Within>,
    pub(super) purse: Purse,
    charge: &'r Arc<Charge>,
    feed: &'r Feed<'r>,
    pub(super) partial: Partial,
    pub(super) done: Done,
}

impl Reading<'_> {
    fn finish(mut self) -> Done {
        self.done.partials.push(self.partial);
        self.done
    }

    /// What may be spent. The job is not so deep that there is nothing.
    pub(super) fn budget(&self) -> Result<Budget, Error> {
        Budget::within(self.feed.limits, self.purse.bytes, self.purse.depth)
    }

    /// An entry as a whole.
    fn entry(&mut self, archive: &OpenArchive, index: EntryIndex, tools: &mut Tools) {
        let read = self.budget().and_then(|mut budget| {
            let entry = archive.read(&mut tools.scratch, index, &mut budget, &mut tools.buffer)?;
            Ok((entry, budget.bytes_left()))
        });
        match read {
            Ok((Entry { inflated, refused }, left)) => {
                if let (0, Some(watcher)) = (self.purse.depth, self.feed.watcher) {
                    watcher.see(
                        index,
                        &tools.buffer,
                        &inflated,
                        !matches!(refused, Some(Refusal::Strict(_))),
                    );
                }
                self.partial.bytes = len(&tools.buffer);
                let behind = self.inflated(archive, index, inflated);
                self.content(Bytes::Buffer(&mut tools.buffer), left);
                self.outside(behind, &mut tools.buffer);
            }
            Err(error) => self.unreadable(archive, index, &error),
        }
    }

    /// An archive where it lies in another. One that cannot be opened is searched as runs.
    fn archive(
        &mut self,
        archive: &Arc<OpenArchive>,
        index: EntryIndex,
        tools: &mut Tools,
        held: Option<&Arc<Charge>>,
    ) {
        let opened = archive.archive.stored_window(index).and_then(|window| {
            let Some(window) = window else { return Ok(None) };
            let depth = self.purse.depth.saturating_add(1);
            let mut budget = Budget::within(self.feed.limits, self.purse.bytes, depth)?;
            let inner = Arc::new(OpenArchive::open(&window, &mut budget)?);
            Ok(Some((inner, Purse { bytes: budget.bytes_left(), depth, ..self.purse })))
        });
        match opened {
            Ok(Some((inner, purse))) => {
                let within = Within::entry(&self.partial.place, 0);
                self.nested(nest::jobs(&inner, within, purse, held, self.feed, &|_| false));
            }
            Ok(None) => self.entry(archive, index, tools),
            Err(error) => {
                self.partial.miss(Missed::error(&error, None));
                match InParts::of(archive, index) {
                    Some(whole) => {
                        let (whole, entry) = (Arc::new(whole), &self.partial.place.key);
                        self.done.jobs.extend(whole.jobs(entry, &self.within, self.purse, held));
                    }
                    None => self.entry(archive, index, tools),
                }
            }
        }
    }

    /// What an entry's bytes hold.
    fn content(&mut self, bytes: Bytes<'_>, left: u64) {
        let place = self.partial.place.clone();
        let content = Content {
            name: &self.name,
            place: &place,
            purse: Purse { bytes: left, ..self.purse },
            charge: self.charge,
            feed: self.feed,
        };
        let nested = content::read(&content, bytes, &mut self.partial);
        self.nested(nested);
    }

    fn nested(&mut self, mut nested: Done) {
        self.done.partials.append(&mut nested.partials);
        self.done.jobs.append(&mut nested.jobs);
    }

    /// What reading an entry showed: what is missing of it, what was odd, and what stands behind the end of its stream.
    pub(super) fn inflated(
        &mut self,
        archive: &OpenArchive,
        index: EntryIndex,
        inflated: Inflated,
    ) -> Option<Outside> {
        let entry = archive.archive.entry(index);
        let missed = entry.ok().and_then(|entry| Missed::of_outcome(entry, inflated.outcome));
        self.partial.missed.extend(missed);
        // What is odd within a nested archive is nothing that the platform ever sees.
        if self.purse.depth == 0 {
            self.partial.oddities.extend(inflated.oddities);
        }
        let source = archive.archive.source();
        inflated.behind.map(|range| Outside { source: source.clone(), range })
    }

    pub(super) fn unreadable(&mut self, archive: &OpenArchive, index: EntryIndex, error: &Error) {
        let missed = archive.archive.entry(index).map(|entry| Missed::of_entry(entry, error));
        self.partial.missed.extend(missed);
    }

    /// What stands behind the end of an entry's stream. Its offsets are those of the archive, and so is its place.
    fn outside(&mut self, behind: Option<Outside>, buffer: &mut Vec<u8>) {
        let Some(behind) = behind else { return };
        let of_home = Partial::new(self.within.home.clone(), self.partial.order.clone());
        let own = std::mem::replace(&mut self.partial, of_home);
        self.all_outside(vec![behind], buffer);
        self.done.partials.push(std::mem::replace(&mut self.partial, own));
    }

    /// All bytes of an archive that are no entry's. That they cannot be told costs them alone.
    fn all_outside_of(&mut self, archive: &OpenArchive, buffer: &mut Vec<u8>) {
        let source = archive.archive.source();
        match archive.archive.unlisted() {
            Ok(ranges) => {
                let outside = |range| Outside { source: source.clone(), range };
                self.all_outside(ranges.into_iter().map(outside).collect(), buffer);
            }
            Err(error) => self.partial.miss(Missed::error(&error, None)),
        }
    }

    /// Bytes that are no entry's, in windows.
    fn all_outside(&mut self, all: Vec<Outside>, buffer: &mut Vec<u8>) {
        let mut finder = Finder::new("", self.purse.sightings);
        finder.reader(RUN);
        for outside in all {
            let window = outside.len().min(self.feed.window());
            let shown = Budget::within(self.feed.limits, window, self.purse.depth).and_then(|mut budget| {
                let (at, range) = (outside.range.start, outside.range.clone());
                let mut windows = Windows::new(&mut finder, at);
                let see = &mut |within: u64, piece: &[u8], last: bool| {
                    windows.see(at.saturating_add(within), piece, last)
                };
                outside.source.show(range, window, &mut budget, buffer, see)
            });
            self.partial.bytes = self.partial.bytes.saturating_add(outside.len());
            if let Err(error) = shown {
                self.partial.miss(Missed::error(&error, Some(outside.len())));
            }
        }
        self.partial.find(finder.finish());
    }
}

/// Runs of bytes that come in windows.
struct Windows<'f> {
    out: &'f mut dyn Sink,
    /// Up to where all runs were handed over.
    done: u64,
}

impl<'f> Windows<'f> {
    fn new(out: &'f mut dyn Sink, done: u64) -> Self {
        Self { out, done }
    }

    /// Looks through a window that starts at `at`, and says how many of its bytes need not come again.
    fn see(&mut self, at: u64, piece: &[u8], last: bool) -> usize {
        let whole = piece.len();
        let cut = if last { whole } else { safe_cut(piece, whole) };
        // Nothing to keep back: then there would be no next window.
        let cut = if cut <= CONTEXT { whole } else { cut };
        let end = at.saturating_add(u64::try_from(cut).unwrap_or(u64::MAX));
        // A span that ends with the window ends with the entry, as far as the run reader knows.
        let beyond = u64::from(cut == whole && !last);
        runs(piece, at, &[Span::new(self.done, end.saturating_add(beyond))], self.out);
        self.done = self.done.max(end);
        if last { whole } else { cut.saturating_sub(CONTEXT) }
    }
}

fn len(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use beian_archive::{Limits, Source};
    use beian_text::{Name, Text};

    use super::*;

    /// What was handed over: each string with the place where it starts.
    #[derive(Default)]
    struct Heard(Vec<(u64, String)>);

    impl Sink for Heard {
        fn text(&mut self, text: Text<'_>) {
            self.0.push((text.span.start, text.text.into_owned()));
        }

        fn name(&mut self, _: Name<'_>) {}
    }

    fn in_windows(bytes: &[u8], window: u64) -> Vec<(u64, String)> {
        let mut heard = Heard::default();
        let mut windows = Windows::new(&mut heard, 0);
        let source = Source::from_bytes(bytes.to_vec());
        let mut budget = Budget::new(&Limits::default());
        let see = &mut |at: u64, piece: &[u8], last: bool| windows.see(at, piece, last);
        source.show(0..source.len(), window, &mut budget, &mut Vec::new(), see).unwrap();
        heard.0
    }

    #[test]
    fn windows_give_the_runs_of_the_whole() {
        let mut bytes = Vec::new();
        for n in 0..40_000_u32 {
            bytes.extend_from_slice(&n.to_le_bytes());
            bytes.extend_from_slice(format!("https://h{n}.example.cn/a/b\0").as_bytes());
        }
        let whole = in_windows(&bytes, 100 << 20);
        assert!(whole.len() >= 40_000, "{}", whole.len());
        for window in [200_000, 333_333] {
            assert!(in_windows(&bytes, window) == whole, "{window}");
        }
    }
}
