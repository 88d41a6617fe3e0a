//! Dalvik executables: every string that may be a value, with its exact ends, and the names of packages and source files.
//!
//! A string that a table names (descriptor, short form, member, source file) may be a value as well, since each string
//! stands in a dex file only once; only code tells. Such a string is handed over only where its letters are not those of
//! a name ([`names`]).
//!
//! Arrays of bytes or characters that are all text are handed over as well, as they stand among instructions.
//!
//! One entry may hold several files: those of a container (version 41), which share strings, and those that hardened apps
//! put behind the first. Each string that stands in the entry is handed over once.

mod arrays;
mod files;
mod names;
mod sections;
mod seen;
mod work;

use std::ops::Range;

use beian_android::dex::{Dex, DexString, StringUses, Uses, is_dex};
use beian_archive::Budget;
use beian_text::{Bounds, Encoding, Name, Role, Sink, Span, Text};

use self::names::Packages;
use self::sections::Sections;
use self::seen::Seen;
use self::work::Work;
use crate::{Context, EntryInfo, Outcome, Part, Reader, ReaderId, Unread};

/// Reads dex files.
pub(crate) struct DexReader;

impl Reader for DexReader {
    fn id(&self) -> ReaderId {
        ReaderId("dex")
    }

    fn wants(&self, _: &EntryInfo<'_>, head: &[u8]) -> bool {
        is_dex(head)
    }

    fn read(&self, bytes: &[u8], cx: &mut Context<'_>, out: &mut dyn Sink) -> Outcome {
        let mut outcome = Outcome::default();
        let seen = match Seen::for_entry(bytes.len(), cx.budget) {
            Ok(seen) => seen,
            Err(why) => {
                outcome.unread.push(Part { span: span(0..bytes.len()), why: Unread::Limit(why) });
                return outcome;
            }
        };
        let files = files::find(bytes, &mut outcome.unread);
        let mut reading = Reading {
            bytes,
            budget: &mut *cx.budget,
            outcome,
            work: Work::for_entry(bytes.len()),
            packages: Packages::default(),
            seen,
        };
        if let Err(part) = reading.files(&files, out) {
            reading.outcome.unread.push(part);
        }
        reading.outcome
    }
}

/// The reading of one entry.
struct Reading<'e> {
    bytes: &'e [u8],
    budget: &'e mut Budget,
    outcome: Outcome,
    work: Work,
    packages: Packages,
    /// The texts that were handed over.
    seen: Seen,
}

impl Reading<'_> {
    fn files(&mut self, files: &[Dex<'_>], out: &mut dyn Sink) -> Result<(), Part> {
        files.iter().try_for_each(|dex| self.file(dex, out))?;
        files::by_string_table(files).into_iter().try_for_each(|group| self.group(&group, out))
    }

    /// All of a file but its strings.
    fn file(&mut self, dex: &Dex<'_>, out: &mut dyn Sink) -> Result<(), Part> {
        let all = span(dex.own_bytes());
        let fail = |why| Part { span: all, why };
        self.outcome.unread.extend(dex.problems().iter().map(|problem| broken(all, problem.to_string())));
        let sections = Sections::of(dex);
        sections.claim(&mut self.outcome.claimed);
        self.outcome.unread.extend(sections.problem);
        self.arrays(dex, sections.code, out).map_err(fail)
    }

    /// The strings of files that share the table of strings: what any of them calls a name is one.
    fn group(&mut self, files: &[&Dex<'_>], out: &mut dyn Sink) -> Result<(), Part> {
        let Some(first) = files.first() else { return Ok(()) };
        let fail = |why| Part { span: span(first.own_bytes()), why };
        let count = first.string_count();
        self.budget.spend_bytes(u64::from(count)).map_err(|why| fail(Unread::Limit(why)))?;
        let mut uses = StringUses::none(count);
        for dex in files {
            let tables = dex.tables().map(|table| table.len()).fold(0, usize::saturating_add);
            self.work.spend(tables).map_err(fail)?;
            dex.mark_uses(&mut uses);
        }
        let outside = uses.outside.as_ref();
        self.outcome.unread.extend(outside.map(|error| broken(span(first.own_bytes()), error.to_string())));
        self.strings(first, uses.iter(), out).map_err(fail)
    }

    fn arrays(
        &mut self,
        dex: &Dex<'_>,
        code: Option<Range<usize>>,
        out: &mut dyn Sink,
    ) -> Result<(), Unread> {
        let Some(code) = code else { return Ok(()) };
        self.work.spend(code.len())?;
        for data in dex.array_data(code) {
            self.work.spend(data.bytes.len())?;
            if let Some(text) = arrays::text(data).filter(|_| self.seen.is_new(data.at)) {
                out.text(text);
            }
        }
        Ok(())
    }

    fn strings(
        &mut self,
        dex: &Dex<'_>,
        uses: impl Iterator<Item = Uses>,
        out: &mut dyn Sink,
    ) -> Result<(), Unread> {
        let (mut failed, mut first) = (0_u32, None);
        for (index, (start, uses)) in (0..).zip(dex.string_starts().zip(uses)) {
            match dex.string_at(index, start) {
                Ok(string) => {
                    let item = string.item_span();
                    self.work.spend(item.len())?;
                    self.outcome.claimed.add(span(item));
                    self.string(&string, uses, out)?;
                }
                Err(error) => {
                    self.work.spend(self.bytes.len().saturating_sub(start))?;
                    failed = failed.saturating_add(1);
                    first.get_or_insert(error);
                }
            }
        }
        self.outcome.unread.extend(first.map(|first| {
            let count = dex.string_count();
            broken(span(dex.own_bytes()), format!("{failed} of {count} strings cannot be read: {first}"))
        }));
        Ok(())
    }

    /// Names what the string names, and hands it over if it may be a value.
    fn string(&mut self, string: &DexString<'_>, uses: Uses, out: &mut dyn Sink) -> Result<(), Unread> {
        if uses.is_descriptor() {
            self.packages.add(string, self.budget, out).map_err(Unread::Limit)?;
        }
        if uses.is_source_file() {
            out.name(Name::SourceFile(&string.text()));
        }
        let place = string.span();
        let is_wanted = out.wants(string.bytes) && !names::is_only_a_name(string.bytes, uses);
        if is_wanted && self.seen.is_new(place.start) {
            out.text(Text {
                text: string.text(),
                span: span(place),
                encoding: Encoding::Mutf8,
                bounds: Bounds::Exact,
                role: Role::Literal,
            });
        }
        Ok(())
    }
}

fn broken(span: Span, what: String) -> Part {
    Part { span, why: Unread::Broken(what.into()) }
}

fn span(range: Range<usize>) -> Span {
    Span::new(to_u64(range.start), to_u64(range.end))
}

fn to_u64(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests;
