//! Verifying an Android package's signatures beside everything else: content digests on threads of their own, digests of entries on
//! the bytes that are read anyway.

use std::sync::{Mutex, PoisonError};

use beian_android::signing::ApkSignatures;
use beian_android::verify::apk::BlockVerdicts;
use beian_android::verify::jar::{EntryCheck, JarVerdict, Prepared};
use beian_android::verify::{ApkVerifier, Beside, Platforms, Verdict};
use beian_archive::{Archive, Budget, EntryIndex, Inflated};
use beian_model::{Finding, FindingId};

use crate::Options;
use crate::feeder::{Watcher, caught};
use crate::findings::Findings;
use crate::threads::Threads;

/// A package's signatures while they are being verified.
pub(crate) struct Verifying<'a> {
    verifier: ApkVerifier<'a>,
    threads: Threads,
    /// JAR signatures, where they count.
    jar: Option<Jar>,
    /// For entries that nobody else reads: as much as for all, so that the verdict does not depend on who else reads.
    budget: Budget,
}

/// What was found out about the signing block; or, where this program failed, its words.
pub(crate) type Blocks<'a> = Result<BlockVerdicts<'a>, String>;

/// JAR signatures that are verified up to the entries' bytes.
struct Jar {
    prepared: Prepared,
    checks: Mutex<Vec<EntryCheck>>,
}

impl Watcher for Jar {
    fn see(&self, entry: EntryIndex, bytes: &[u8], inflated: &Inflated, strictly: bool) {
        // What was recovered is not what the platform verifies.
        if strictly && self.prepared.wanted(entry).is_some() {
            let check = self.prepared.check(inflated, bytes);
            self.checks.lock().unwrap_or_else(PoisonError::into_inner).push(check);
        }
    }
}

impl<'a> Verifying<'a> {
    /// Before any other entry is read. JAR signatures are verified up to the entries.
    pub(crate) fn begin(
        archive: &'a Archive,
        signatures: &'a ApkSignatures,
        platforms: Option<&'a Platforms>,
        options: &Options,
        budget: &mut Budget,
    ) -> Self {
        let (min_sdk, max_sdk) = (options.sdk_range.min, options.sdk_range.max);
        let verifier = ApkVerifier { archive, signatures, platforms, min_sdk, max_sdk };
        let jar = verifier.needs_jar().then(|| {
            let (range, found) = (verifier.range(), verifier.found());
            let prepared = Prepared::new(archive, &signatures.v1, range, &found, budget);
            Jar { prepared, checks: Mutex::default() }
        });
        let threads = Threads::of(options);
        Self { verifier, threads, jar, budget: Budget::new(budget.limits()) }
    }

    /// Who wants to see the entries' bytes.
    pub(crate) fn watcher(&self) -> Option<&dyn Watcher> {
        self.jar.as_ref().map(|jar| -> &dyn Watcher { jar })
    }

    /// Verifies the signing block, and reads the whole file for the digests that its signers speak of.
    pub(crate) fn blocks(&self) -> Blocks<'a> {
        let mut budget = Budget::new(self.budget.limits());
        caught(|| self.verifier.blocks(&self.threads, &mut budget))
    }

    /// The verdict; or, where this program failed, its words. Entries that nobody has shown are read now.
    pub(crate) fn finish(self, blocks: &Blocks<'a>, v4: Option<Beside<'_>>) -> Result<Verdict, String> {
        let Self { verifier, threads, jar, mut budget } = self;
        let blocks = blocks.as_ref().map_err(Clone::clone)?;
        caught(|| {
            // Where the signing block does not hold they make no difference.
            let jar = jar.filter(|_| !blocks.has_failed());
            let jar = jar.map(|jar| jar.finish(verifier.archive, threads, &mut budget));
            verifier.finish(blocks, jar.as_ref(), v4, &threads, &mut budget)
        })
    }
}

/// That nothing can be said of a package's signatures, since this program failed.
pub(crate) fn failed(words: &str, findings: &mut Findings) -> Verdict {
    let holes = [("entry", "APK Signing Block, META-INF".into()), ("reason", words.into())];
    findings.push(Finding::new(FindingId::CoverageFault, &holes));
    Verdict { unsupported: vec![words.to_owned()], ..Verdict::default() }
}

impl Jar {
    fn finish(self, archive: &Archive, threads: Threads, budget: &mut Budget) -> JarVerdict {
        let checks = self.checks.into_inner().unwrap_or_else(PoisonError::into_inner);
        self.prepared.finish_reading(archive, checks, budget, &threads)
    }
}
