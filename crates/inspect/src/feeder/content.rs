//! What an entry's bytes hold: strings, and what is to be read as entries of its own.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use beian_android::signing::is_signature_block_name;
use beian_archive::{Budget, Error, LimitKind, Source};
use beian_hosts::Finder;
use beian_readers::entropy::opaque;
use beian_readers::runs::runs;
use beian_readers::{Context, EntryInfo, HEAD, Nested, Outcome, Reader};
use beian_text::{Claims, Name, Sink as _, Span};

use super::job::{Charge, Job, Place, Purse, Within, Work};
use super::partial::{Done, Partial};
use super::share::{Need, split};
use super::{Feed, nest};
use crate::missed::Missed;
use crate::open::OpenArchive;

/// What evidence names as the reader of runs.
pub(super) const RUN: &str = "run";

/// What a reader may spend on one entry, whatever is left: so much, and so many times the entry's own bytes. Indices, and what
/// streams inflate to.
const WORK: (u64, u64) = (64 << 20, 16);

/// An entry whose bytes are in memory.
pub(super) struct Content<'c> {
    pub(super) name: &'c str,
    pub(super) place: &'c Place,
    pub(super) purse: Purse,
    pub(super) charge: &'c Arc<Charge>,
    pub(super) feed: &'c Feed<'c>,
}

/// Where an entry's bytes are.
pub(super) enum Bytes<'b> {
    /// In a worker's buffer, out of which they are taken where something nested borrows from them.
    Buffer(&'b mut Vec<u8>),
    /// In memory that others may share.
    Source(Source),
}

impl Bytes<'_> {
    fn as_slice(&self) -> &[u8] {
        match self {
            Self::Buffer(buffer) => buffer,
            Self::Source(source) => in_memory(source),
        }
    }

    fn into_source(self) -> Source {
        match self {
            Self::Buffer(buffer) => Source::from_bytes(std::mem::take(buffer)),
            Self::Source(source) => source,
        }
    }
}

fn in_memory(source: &Source) -> &[u8] {
    source.as_bytes(0..source.len()).unwrap_or(&[])
}

/// Reads an entry's bytes into `partial`.
pub(super) fn read(content: &Content<'_>, held: Bytes<'_>, partial: &mut Partial) -> Done {
    let bytes = held.as_slice();
    let (mut finder, outcome, left) = content.structure(bytes, partial);
    let Outcome { claimed, unread, nested } = outcome;
    partial.missed.extend(unread.iter().map(Missed::of_part));
    // Only of what nobody could read: what a reader knows is read, however random it looks. Keys and signatures look so, and
    // blocks of JAR signatures are read for the signers.
    let known =
        claimed != Claims::none() || !nested.is_empty() || is_signature_block_name(content.name.as_bytes());
    if !known && opaque(bytes).is_some() {
        partial.miss(Missed::opaque(len(bytes)));
    }
    let mut spans = claimed.unclaimed(len(bytes));
    let mut done = Done::default();
    if nested.is_empty() {
        finder.reader(RUN);
        runs(bytes, 0, &spans, &mut finder);
    } else {
        // What is nested reads on in these bytes, which the worker gives away with it.
        let source = held.into_source();
        done = content.nested(nested, &source, left, &mut spans, partial);
        spans.sort_unstable();
        finder.reader(RUN);
        runs(in_memory(&source), 0, &spans, &mut finder);
    }
    partial.find(finder.finish());
    done
}

impl Content<'_> {
    fn info(&self, bytes: &[u8]) -> EntryInfo<'_> {
        EntryInfo { name: self.name, len: len(bytes) }
    }

    fn finder(&self) -> Finder {
        let mut finder = Finder::new(self.name, self.purse.sightings);
        finder.name(Name::File(self.name));
        finder
    }

    /// What the reader of the entry's format finds, and what is left to spend.
    fn structure(&self, bytes: &[u8], partial: &mut Partial) -> (Finder, Outcome, u64) {
        let info = self.info(bytes);
        let head = bytes.get(..HEAD).unwrap_or(bytes);
        let most = WORK.0.saturating_add(WORK.1.saturating_mul(info.len)).min(self.purse.bytes);
        let budget = Budget::within(self.feed.limits, most, self.purse.depth);
        let (Some(reader), Ok(mut budget)) = ((self.feed.reader_of)(&info, head), budget) else {
            return (self.finder(), Outcome::default(), self.purse.bytes);
        };
        let (finder, outcome) = self.by_reader(reader, bytes, &mut budget, partial);
        let spent = most.saturating_sub(budget.bytes_left());
        (finder, outcome, self.purse.bytes.saturating_sub(spent))
    }

    /// A reader that fails costs itself alone: what it found is given up, and all bytes are searched as runs.
    fn by_reader(
        &self,
        reader: &dyn Reader,
        bytes: &[u8],
        budget: &mut Budget,
        partial: &mut Partial,
    ) -> (Finder, Outcome) {
        let mut finder = self.finder();
        finder.reader(reader.id().0);
        let mut cx = Context { entry: self.info(bytes), budget };
        match caught(|| reader.read(bytes, &mut cx, &mut finder)) {
            Ok(outcome) => (finder, outcome),
            Err(words) => {
                partial.fail(words, Some(len(bytes)));
                (self.finder(), Outcome::default())
            }
        }
    }

    /// Jobs for all that is nested. What cannot be opened goes to the `spans` that are searched as runs.
    fn nested(
        &self,
        nested: Vec<Nested>,
        source: &Source,
        left: u64,
        spans: &mut Vec<Span>,
        partial: &mut Partial,
    ) -> Done {
        let mut done = Done::default();
        let depth = self.purse.depth.saturating_add(1);
        let needs: Vec<Need> =
            nested.iter().map(|one| Need { least: 0, weight: size(one), parts: 1 }).collect();
        let purses = split(Purse { bytes: left, depth, ..self.purse }, &needs);
        for (number, (nested, purse)) in nested.into_iter().zip(purses.into_iter().flatten()).enumerate() {
            let within = Within::entry(self.place, number);
            match nested {
                Nested::Archive { span } => match self.archive(span, source, within, purse) {
                    Ok(mut jobs) => {
                        done.jobs.append(&mut jobs.jobs);
                        done.partials.append(&mut jobs.partials);
                    }
                    Err(error) => {
                        partial.miss(Missed::of_archive(&error, span.len()));
                        spans.push(span);
                    }
                },
                Nested::Content { name, bytes, unread } => {
                    partial.missed.extend(unread.as_ref().map(Missed::of_part));
                    self.stream(name, bytes, within, purse, &mut done);
                }
                _ => {}
            }
        }
        done
    }

    fn archive(&self, span: Span, source: &Source, within: Within, purse: Purse) -> Result<Done, Error> {
        let mut budget = Budget::within(self.feed.limits, purse.bytes, purse.depth)?;
        let archive = Arc::new(OpenArchive::open(&source.window(span.start..span.end)?, &mut budget)?);
        let purse = Purse { bytes: budget.bytes_left(), ..purse };
        Ok(nest::jobs(&archive, within, purse, Some(self.charge), self.feed, &|_| false))
    }

    /// What a stream gave is read like an entry, unless it stands too deep: then it is searched as runs, here and now.
    fn stream(&self, name: String, bytes: Vec<u8>, within: Within, purse: Purse, done: &mut Done) {
        let depth = self.feed.limits.depth;
        if purse.depth <= depth {
            let held = Some(Arc::new(Charge::new(self.feed.flight, len(&bytes))));
            let (order, within) = (within.order(0), Arc::new(within));
            let work = Work::Bytes { number: 0, name, bytes: Source::from_bytes(bytes), behind: None };
            done.jobs.push(Job { order, within, work, purse, charge: 0, size: u64::MAX, held });
            return;
        }
        let place = within.place(0, &name);
        let mut partial = Partial::new(place.clone(), place.key.clone());
        let (allowed, wanted) = (depth.into(), purse.depth.into());
        partial.miss(Missed::error(&Error::Limit { limit: LimitKind::Depth, allowed, wanted }, None));
        let feed = Feed { reader_of: |_, _| None, ..*self.feed };
        let content = Content { name: &name, place: &place, purse, charge: self.charge, feed: &feed };
        read(&content, Bytes::Source(Source::from_bytes(bytes)), &mut partial);
        done.partials.push(partial);
    }
}

fn size(nested: &Nested) -> u64 {
    match nested {
        Nested::Archive { span } => span.len(),
        Nested::Content { bytes, .. } => len(bytes),
        _ => 0,
    }
}

/// What `work` gives; or, if it panics, its words.
pub(crate) fn caught<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    // What a panic leaves half done is not looked at again: buffers are overwritten, finders given up.
    catch_unwind(AssertUnwindSafe(work)).map_err(|payload| words(payload.as_ref()))
}

fn words(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_else(|| "panic".into())
}

fn len(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}
