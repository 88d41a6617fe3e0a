//! From a resource id to a value: `AssetManager2::FindEntryInternal`, `GetResource`, `ResolveReference`, and `DynamicRefTable`.

use thiserror::Error as ThisError;

use super::Table;
use super::config::Config;
use super::entry::{Bag, EntryContent};
use super::package::{Package, TypeChunk};
use crate::strings::PoolStr;
use crate::{Error, ResourceId, Value, ValueKind};

/// How many references the platform follows (`kMaxIterations` in `ResolveReference`).
const MOST_STEPS: usize = 20;
/// How many configurations one question may compare: 40 times what the framework's own table needs for its label in every locale.
const MOST_COMPARISONS: u32 = 1 << 22;
/// The framework's and the app's package ids, which are the same for everyone.
const FRAMEWORK: u8 = 0x01;
const APP: u8 = 0x7f;

/// Why a resource id has no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ThisError)]
#[non_exhaustive]
pub enum ResolveError {
    /// The id points into a package that the table does not hold: the framework (1), or a shared library.
    #[error("{id} is in a package that this table does not hold")]
    OtherPackage {
        /// The id that could not be followed.
        id: ResourceId,
    },
    /// The package has no such entry in any configuration that matches.
    #[error("{id} does not exist, or not for this configuration")]
    Missing {
        /// The id that could not be followed.
        id: ResourceId,
    },
    /// References lead back to where they came from.
    #[error("{id} refers to itself, by itself or by way of others")]
    Cycle {
        /// The first id that came up twice.
        id: ResourceId,
    },
    /// More references after one another than the platform follows.
    #[error("more than {MOST_STEPS} references up to {id}")]
    TooManySteps {
        /// Where following ended.
        id: ResourceId,
    },
    /// The entry is there but broken.
    #[error("{id} cannot be read: {error}")]
    Unreadable {
        /// The entry.
        id: ResourceId,
        /// What is wrong with it.
        error: Error,
    },
    /// The table has more configurations than this reader compares for one question.
    #[error("{id} would take more than {MOST_COMPARISONS} comparisons")]
    TooMuchWork {
        /// The entry that was being looked for.
        id: ResourceId,
    },
}

/// A value, found.
#[derive(Clone, Copy, Debug)]
pub struct Resolved<'t, 'a> {
    table: &'t Table<'a>,
    /// The entry that holds it, after all references.
    pub id: ResourceId,
    /// The configuration that the entry is for.
    pub config: Config,
    /// The value or bag.
    pub content: Content<'a>,
}

/// What an entry holds.
#[derive(Clone, Copy, Debug)]
pub enum Content<'a> {
    /// A plain value.
    Value(Value),
    /// An array, plural, style or attribute definition.
    Bag(Bag<'a>),
}

impl<'a> Resolved<'_, 'a> {
    /// The plain value, if it is one.
    pub fn value(&self) -> Option<Value> {
        match self.content {
            Content::Value(value) => Some(value),
            Content::Bag(_) => None,
        }
    }

    /// The string, if the value is one.
    pub fn string(&self) -> Option<Result<PoolStr<'a>, Error>> {
        let value = self.value().filter(|value| value.kind == ValueKind::String)?;
        let missing = Error::StringIndex { index: value.data, count: 0 };
        Some(self.table.strings.as_ref().ok_or(missing).and_then(|pool| pool.get(value.data)))
    }
}

/// One entry, before its references are followed.
#[derive(Clone, Copy)]
pub(super) struct Found<'a> {
    pub(super) config: Config,
    pub(super) content: EntryContent<'a>,
}

/// How many comparisons are left for a question.
pub(super) struct Work(u32);

impl Work {
    pub(super) fn new() -> Self {
        Self(MOST_COMPARISONS)
    }

    pub(super) fn spend(&mut self, id: ResourceId) -> Result<(), ResolveError> {
        self.0 = self.0.checked_sub(1).ok_or(ResolveError::TooMuchWork { id })?;
        Ok(())
    }
}

impl<'a> Table<'a> {
    /// The value of a resource on a device, all references followed. `AssetManager2::ResolveReference`.
    ///
    /// Where the platform gives up and hands back the reference that it could not follow, this is an error that names it.
    pub fn resolve(&self, id: ResourceId, device: &Config) -> Result<Resolved<'_, 'a>, ResolveError> {
        self.resolve_within(id, device, &mut Work::new())
    }

    pub(super) fn resolve_within(
        &self,
        id: ResourceId,
        device: &Config,
        work: &mut Work,
    ) -> Result<Resolved<'_, 'a>, ResolveError> {
        let mut seen = [ResourceId(0); MOST_STEPS];
        let mut at = id;
        for step in 0..=MOST_STEPS {
            let found = self.find(at, device, work)?;
            let EntryContent::Value(value) = found.content else {
                return Ok(self.resolved(at, &found));
            };
            let value = self.run_time_value(value, at.package());
            let Some(next) = followable(value) else {
                return match value.reference() {
                    Some(id) => Err(ResolveError::OtherPackage { id }),
                    None => Ok(self.resolved(at, &Found { content: EntryContent::Value(value), ..found })),
                };
            };
            if let Some(place) = seen.get_mut(step) {
                *place = at;
            }
            if seen.contains(&next) {
                return Err(ResolveError::Cycle { id: next });
            }
            at = next;
        }
        Err(ResolveError::TooManySteps { id: at })
    }

    fn resolved(&self, id: ResourceId, found: &Found<'a>) -> Resolved<'_, 'a> {
        let content = match found.content {
            EntryContent::Value(value) => Content::Value(value),
            EntryContent::Bag(bag) => Content::Bag(bag),
        };
        Resolved { table: self, id, config: found.config, content }
    }

    /// The best entry for a device. `AssetManager2::FindEntryInternal`.
    pub(super) fn find(
        &self,
        id: ResourceId,
        device: &Config,
        work: &mut Work,
    ) -> Result<Found<'a>, ResolveError> {
        let mut best: Option<(&TypeChunk<'a>, usize)> = None;
        for chunk in self.chunks_of(id)? {
            work.spend(id)?;
            let better =
                |(known, _): (&TypeChunk<'a>, usize)| chunk.config.is_better_than(&known.config, device);
            if chunk.config.matches(device) && best.is_none_or(better) {
                best = chunk.entry_at(id.entry()).map(|at| (chunk, at)).or(best);
            }
        }
        let (chunk, at) = best.ok_or(ResolveError::Missing { id })?;
        let entry = chunk.entry(at).map_err(|error| ResolveError::Unreadable { id, error })?;
        Ok(Found { config: chunk.config, content: entry.content })
    }

    /// The chunks of an id's type, in all packages that have the id's package.
    pub(super) fn chunks_of(
        &self,
        id: ResourceId,
    ) -> Result<impl Iterator<Item = &TypeChunk<'a>>, ResolveError> {
        if !id.is_valid() {
            return Err(ResolveError::Missing { id });
        }
        if !self.packages.iter().any(|package| package.id == id.package()) {
            return Err(ResolveError::OtherPackage { id });
        }
        let packages = self.packages.iter().filter(move |package| package.id == id.package());
        Ok(packages
            .filter_map(move |package| package.type_of(id.type_id()))
            .flat_map(|spec| spec.chunks().iter()))
    }

    /// A reference as the manifest beside the table states it, with its package as at run time.
    /// The platform gives the manifest's reader the first package's table of ids (`AssetManager2::GetDynamicRefTableForCookie`).
    pub fn from_manifest(&self, value: Value) -> Value {
        self.run_time_value(value, self.packages.first().map_or(APP, |package| package.id))
    }

    /// The value as at run time for references that stand in a package. `DynamicRefTable::lookupResourceValue`.
    pub(super) fn run_time_value(&self, value: Value, package: u8) -> Value {
        let kind = match value.kind {
            ValueKind::DynamicReference => ValueKind::Reference,
            ValueKind::DynamicAttribute => ValueKind::Attribute,
            // A plain reference without package points into its own library (`requiresLookup`).
            kind @ (ValueKind::Reference | ValueKind::Attribute) if ResourceId(value.data).package() == 0 => {
                kind
            }
            _ => return value,
        };
        match self.run_time_id(ResourceId(value.data), package) {
            Some(id) => Value { kind, data: id.0 },
            // The platform leaves the value as it is, so that it is no reference that could be followed.
            None => value,
        }
    }

    /// `DynamicRefTable::lookupResourceId`.
    fn run_time_id(&self, id: ResourceId, package: u8) -> Option<ResourceId> {
        if id.0 == 0 {
            return Some(id);
        }
        let alias = |package: &Package<'a>| {
            let at = package.aliases.binary_search_by_key(&id, |alias| alias.0).ok()?;
            package.aliases.get(at).map(|alias| alias.1)
        };
        let finalized = self.packages.iter().find_map(alias).unwrap_or(id);
        match id.package() {
            FRAMEWORK | APP => Some(finalized),
            0 => Some(id.in_package(package)),
            built => self.library_id(package, built).map(|run_time| finalized.in_package(run_time)),
        }
    }

    /// The run-time id of a library that references in `package` know by the id `built`.
    fn library_id(&self, package: u8, built: u8) -> Option<u8> {
        let users = self.packages.iter().filter(|candidate| candidate.id == package);
        let mut named = users.flat_map(|user| user.libraries.iter()).filter(|(_, id)| *id == built);
        named
            .find_map(|(name, _)| self.packages.iter().find(|candidate| candidate.name == *name))
            .map(|library| library.id)
    }
}

/// The id that the platform would follow.
fn followable(value: Value) -> Option<ResourceId> {
    (value.kind == ValueKind::Reference && value.data != 0).then_some(ResourceId(value.data))
}
