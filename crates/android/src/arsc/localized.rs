//! The values of a resource in every locale that it is translated to.

use std::collections::BTreeSet;

use super::Table;
use super::config::Config;
use super::entry::EntryContent;
use super::locale::Locale;
use super::resolve::{ResolveError, Resolved, Work};
use crate::{ResourceId, Value, ValueKind};

/// How many entries are looked at on the way of references; the platform follows twenty.
const MOST_ENTRIES: usize = 64;

/// What a device of one locale would show.
#[derive(Clone, Copy, Debug)]
pub struct LocaleValue<'t, 'a> {
    /// The locale, as a configuration of the entry states it.
    pub locale: Locale,
    /// The value, references followed on a device of that locale.
    pub value: Result<Resolved<'t, 'a>, ResolveError>,
}

impl<'a> Table<'a> {
    /// The value of a resource for each locale that the entry, or one that it refers to, is translated to, without the default;
    /// sorted by tag. The device is the given one with that locale: of several entries for a locale the one wins that the platform
    /// would take, so with a plain device the one without further qualifiers.
    ///
    /// Where looking for the locales had to end early, the error says why; the values that were found come with it.
    pub fn values_by_locale(
        &self,
        id: ResourceId,
        device: &Config,
    ) -> (Vec<LocaleValue<'_, 'a>>, Result<(), ResolveError>) {
        let mut work = Work::new();
        let (locales, ended) = self.locales_of(id, &mut work);
        let value = |locale| LocaleValue {
            locale,
            value: self.resolve_within(id, &device.with_locale(locale), &mut work),
        };
        let values: Vec<_> = by_tag(locales).into_iter().map(value).collect();
        let ran_out = values.iter().find_map(|found| {
            found.value.err().filter(|error| matches!(error, ResolveError::TooMuchWork { .. }))
        });
        (values, ran_out.map_or(ended, Err))
    }

    /// The locales of all configurations that have the entry, and of those that their references lead to.
    fn locales_of(&self, id: ResourceId, work: &mut Work) -> (BTreeSet<Locale>, Result<(), ResolveError>) {
        let mut locales = BTreeSet::new();
        let mut entries = vec![id];
        let mut next = 0;
        while let Some(&at) = entries.get(next) {
            next = next.saturating_add(1);
            if let Err(error) = self.visit(at, &mut locales, &mut entries, work) {
                return (locales, Err(error));
            }
        }
        (locales, Ok(()))
    }

    fn visit(
        &self,
        at: ResourceId,
        locales: &mut BTreeSet<Locale>,
        entries: &mut Vec<ResourceId>,
        work: &mut Work,
    ) -> Result<(), ResolveError> {
        // A reference that leads nowhere has no locales; resolving it will say so.
        let Ok(chunks) = self.chunks_of(at) else { return Ok(()) };
        for chunk in chunks {
            work.spend(at)?;
            let Some(place) = chunk.entry_at(at.entry()) else { continue };
            let locale = chunk.config.stated_locale();
            if !locale.is_default() {
                locales.insert(locale);
            }
            let Ok(EntryContent::Value(value)) = chunk.entry(place).map(|entry| entry.content) else {
                continue;
            };
            if let Some(target) = reference(self.run_time_value(value, at.package()))
                && !entries.contains(&target)
                && entries.len() < MOST_ENTRIES
            {
                entries.push(target);
            }
        }
        Ok(())
    }
}

fn reference(value: Value) -> Option<ResourceId> {
    (value.kind == ValueKind::Reference && value.data != 0).then_some(ResourceId(value.data))
}

/// Sorted by tag, each tag once. Of two locales with one tag (`iw` and `he`, `tl` and `fil`) the withdrawn code stays, since it is the
/// one that the platform asks for (`ResourcesImpl.adjustLanguageTag`).
pub(super) fn by_tag(locales: BTreeSet<Locale>) -> Vec<Locale> {
    let withdrawn = |locale: &Locale| !matches!(&locale.language, b"iw" | b"in" | b"ji");
    let mut tagged: Vec<(String, bool, Locale)> =
        locales.into_iter().map(|l| (l.tag(), withdrawn(&l), l)).collect();
    tagged.sort_unstable();
    tagged.dedup_by(|one, other| one.0 == other.0);
    tagged.into_iter().map(|(_, _, locale)| locale).collect()
}
