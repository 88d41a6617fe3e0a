//! The report of an Android package.

use beian_archive::{Budget, EntryIndex, Error as ArchiveError, Outcome, Source};
use beian_model::{
    App, Bilingual, Finding, FindingId, PackageKind, Phrase, Place, Report, Unread, UnreadReason,
};

use crate::findings::Findings;
use crate::identity::{self, Facts, MANIFEST, RESOURCES, nothing_readable};
use crate::package::{Content, Package};
use crate::{Error, Options, container, finish, new_report, reason, signing};

/// Of entries with the same name, so many are compared; an archive with more of them has no identity.
const MOST_CANDIDATES: usize = 8;

/// Reads the identity, then the signers.
pub(crate) fn report(
    source: &Source,
    options: &Options,
    package: Package,
    budget: &mut Budget,
) -> Result<Report, Error> {
    let mut report = new_report(source, options, PackageKind::Apk)?;
    let mut apk = Apk { package, budget, findings: Findings::default(), unread: Vec::new() };
    container::opened(&apk.package, &mut apk.findings);
    let facts = apk.identity();
    report.signing = Some(signing::signing(&mut apk, options, facts.as_ref().map(|facts| &facts.manifest)));
    report.app = facts.map(|facts| facts.app);
    container::read(&apk.package, &mut apk.findings);
    report.coverage.entries = u64::try_from(apk.package.archive.entries().len()).unwrap_or(u64::MAX);
    report.coverage.bytes_inflated = apk.package.bytes_read;
    report.coverage.unread = apk.unread;
    Ok(finish(report, apk.findings, options))
}

/// A package while it is being read.
pub(crate) struct Apk<'b> {
    pub(crate) package: Package,
    pub(crate) budget: &'b mut Budget,
    pub(crate) findings: Findings,
    unread: Vec<Unread>,
}

impl Apk<'_> {
    fn identity(&mut self) -> Option<Facts> {
        let manifests = self.package.named(MANIFEST.as_bytes());
        if manifests.is_empty() {
            self.findings.push(Finding::new(FindingId::AppNoManifest, &[]));
            nothing_readable(&Phrase::ReasonManifestMissing.words(), &mut self.findings);
            return None;
        }
        let tables = self.tables();
        let candidates: Vec<_> = manifests
            .iter()
            .flat_map(|&manifest| tables.iter().map(move |table| (manifest, table)))
            .collect();
        match candidates.as_slice() {
            [(manifest, table)] => self.facts(*manifest, table.as_deref(), Told::Findings),
            several => self.agreed(several),
        }
    }

    /// The bytes of every entry that holds a resource table, or that there is none. One that cannot be read is empty.
    fn tables(&mut self) -> Vec<Option<Vec<u8>>> {
        let named = self.package.named(RESOURCES.as_bytes());
        if named.is_empty() {
            return vec![None];
        }
        let read = |index| Some(self.read(index).map(|content| content.bytes).unwrap_or_default());
        named.into_iter().take(MOST_CANDIDATES).map(read).collect()
    }

    fn facts(&mut self, manifest: EntryIndex, table: Option<&[u8]>, told: Told) -> Option<Facts> {
        let content = self.read(manifest)?;
        let mut silent = Findings::default();
        let findings = match told {
            Told::Findings => &mut self.findings,
            Told::Nothing => &mut silent,
        };
        let facts = identity::of_manifest(&content.bytes, table, findings)?;
        identity::build_findings(&facts.app, findings);
        Some(facts)
    }

    /// Several manifests, or several tables: what they agree on. Where they differ nothing is chosen, since different
    /// readers choose differently and the platform refuses the archive.
    fn agreed(&mut self, candidates: &[(EntryIndex, &Option<Vec<u8>>)]) -> Option<Facts> {
        let (first, others) = candidates.split_first()?;
        let first = self.facts(first.0, first.1.as_deref(), Told::Findings);
        let few = others.iter().take(MOST_CANDIDATES);
        let others: Vec<_> =
            few.map(|(manifest, table)| self.facts(*manifest, table.as_deref(), Told::Nothing)).collect();
        let all = candidates.len() <= MOST_CANDIDATES;
        if all && others.iter().all(|other| apps_equal(first.as_ref(), other.as_ref())) {
            return first;
        }
        let mut values: Vec<_> =
            [&first].into_iter().chain(&others).map(|facts| values(facts.as_ref())).collect();
        values.dedup();
        let holes = [("values", values.join("; ").into())];
        self.findings.push(Finding::new(FindingId::ManifestDiffer, &holes).at(Place::entry(MANIFEST)));
        None
    }

    /// An entry's bytes. Where there are none, or not all, or the platform would not read them, that is said.
    pub(crate) fn read(&mut self, index: EntryIndex) -> Option<Content> {
        match self.package.read(index, self.budget) {
            Ok(content) => {
                container::entry_refused(&self.package, &content, &mut self.findings);
                if let Outcome::Partial { bytes, declared } = content.outcome {
                    let counts =
                        [("bytes", bytes.to_string().into()), ("declared", declared.to_string().into())];
                    let cause = Phrase::ReasonPartial.with(&counts);
                    self.unread(index, UnreadReason::Damaged, declared.checked_sub(bytes), cause);
                }
                Some(content)
            }
            Err(error) => {
                let size =
                    self.package.archive.entry(index).ok().map(beian_archive::Entry::uncompressed_size);
                let why = match error {
                    ArchiveError::Limit { .. } => UnreadReason::Limit,
                    _ => UnreadReason::Damaged,
                };
                self.unread(index, why, size, reason::archive(&error));
                if self.package.name(index) == MANIFEST {
                    let cause = reason::archive(&error);
                    nothing_readable(
                        &Phrase::ReasonManifestUnreadable.with(&[("cause", cause.into())]),
                        &mut self.findings,
                    );
                }
                None
            }
        }
    }

    fn unread(&mut self, index: EntryIndex, why: UnreadReason, bytes: Option<u64>, cause: Bilingual) {
        let entry = self.package.name(index);
        let holes = [("entry", entry.as_str().into()), ("reason", cause.into())];
        self.findings.push(Finding::new(FindingId::CoverageEntry, &holes).at(Place::entry(entry.as_str())));
        self.unread.push(Unread { entry, reason: why, bytes });
    }
}

/// Whether reading a manifest adds to the findings.
#[derive(Clone, Copy)]
enum Told {
    Findings,
    Nothing,
}

fn apps_equal(a: Option<&Facts>, b: Option<&Facts>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => a.app == b.app,
        (None, None) => true,
        _ => false,
    }
}

/// What tells one identity from another, on one line.
fn values(facts: Option<&Facts>) -> String {
    let shown = |value: &Option<String>| value.clone().unwrap_or_else(|| "?".into());
    facts.map_or_else(
        || "?".into(),
        |Facts { app: App { id, name, version, build, .. }, .. }| {
            format!("{} {} {} ({})", shown(id), shown(name), shown(version), shown(build))
        },
    )
}
