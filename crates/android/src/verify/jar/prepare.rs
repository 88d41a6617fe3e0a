//! The signatures and the manifest (`V1SchemeVerifier.Signers.verify`, up to the entries' bytes).

use std::collections::HashMap;

use beian_archive::{Archive, Budget, Entry, EntryIndex, Error, Reading, Scratch};

use super::block::{Block, Failure, VerifiedBlock};
use super::entries::{Planner, SignerSet, Todo};
use super::index::ManifestIndex;
use super::issue::JarIssue;
use super::read::Headers;
use super::signature_file::{SignatureFile, Stop};
use super::{FOLDER, IgnoredSigner, MANIFEST, Prepared, VerifiedSigner};
use crate::signing::{
    JarSignatures, JarSigner, Problem, ProblemKind, Scheme, SdkRange, is_signature_block_name,
    signature_file_name,
};
use crate::verify::{Issue, IssueKind};

/// How many signers platforms take (`Constants.MAX_APK_SIGNERS`).
const MAX_SIGNERS: usize = 10;

impl Prepared {
    /// Verifies the signatures of a package, and the manifest by them, for the platforms of a range.
    ///
    /// `signatures` are those that were read of `archive`. `schemes_found` are the schemes of the signing block that were found there,
    /// which signature files may ask for: those of which `ApkVerifier.verify` has looked for a signature and found one.
    pub fn new(
        archive: &Archive,
        signatures: &JarSignatures,
        range: SdkRange,
        schemes_found: &[Scheme],
        budget: &mut Budget,
    ) -> Self {
        let package = Package::of(archive, signatures, range, schemes_found);
        let mut prepared = Self { is_strict: archive.reading() == Reading::Strict, ..Self::default() };
        if let Err(error) = package.prepare(&mut prepared, budget) {
            prepared.findings.add(None, JarIssue::EntryNotRead { entry: MANIFEST.to_vec(), error });
        }
        prepared
    }

    fn read_problem(&mut self, signer: Option<usize>, kind: ProblemKind) {
        self.findings.add(signer, Problem { scheme: Some(Scheme::V1), signer, offset: 0, kind });
    }

    fn add_failure(&mut self, signer: Option<usize>, failure: Failure) {
        match failure {
            Failure::Read(kind) => self.read_problem(signer, kind),
            Failure::Jar(issue) => self.findings.add(signer, issue),
        }
    }

    fn has_errors(&self) -> bool {
        self.findings.is_wrong
    }
}

/// A package and what is asked of it.
struct Package<'a> {
    archive: &'a Archive,
    headers: Headers<'a>,
    /// The entries by name, but for folders (`ZipUtils.parseZipCentralDirectory`). Of several with one name the first.
    names: HashMap<&'a [u8], &'a Entry>,
    signatures: &'a JarSignatures,
    range: SdkRange,
    schemes_found: &'a [Scheme],
}

/// A block file that counts.
#[derive(Clone, Copy)]
struct Pair<'a> {
    block: &'a Entry,
    signature_file: &'a Entry,
}

/// What looking at a block gave.
struct Checked {
    verified: Result<VerifiedBlock, Failure>,
    /// `None` where it could not be read.
    signature_file: Option<Vec<u8>>,
}

/// A signer that is not refused yet.
struct Candidate<'a> {
    pair: Pair<'a>,
    /// Its place among all signers.
    signer: Option<usize>,
    signature_file: Vec<u8>,
    /// `None` where it could not be verified.
    verified: Option<VerifiedBlock>,
    /// The places of the manifest's sections that it signs.
    sections: Vec<usize>,
}

impl<'a> Package<'a> {
    fn of(
        archive: &'a Archive,
        signatures: &'a JarSignatures,
        range: SdkRange,
        schemes_found: &'a [Scheme],
    ) -> Self {
        let mut names = HashMap::new();
        for entry in archive.entries().iter().filter(|entry| !entry.is_folder()) {
            names.entry(entry.name()).or_insert(entry);
        }
        Self { archive, headers: Headers::of(archive), names, signatures, range, schemes_found }
    }

    /// Step by step, each only if nothing was wrong before. `Err` where the budget does not reach.
    fn prepare(&self, prepared: &mut Prepared, budget: &mut Budget) -> Result<(), Error> {
        let mut scratch = Scratch::default();
        self.check_names(prepared);
        if prepared.has_errors() {
            return Ok(());
        }
        let Some(manifest) = self.names.get(MANIFEST) else {
            prepared.read_problem(None, ProblemKind::NoManifest);
            return Ok(());
        };
        let bytes = match self.headers.file(manifest, &mut scratch, budget) {
            Ok(bytes) => bytes,
            Err(issue) => {
                prepared.findings.add(None, issue);
                return Ok(());
            }
        };
        let (manifest, issues) = ManifestIndex::of(&bytes, |name| self.names.contains_key(name), budget)?;
        for issue in issues {
            prepared.findings.add(None, issue);
        }
        if prepared.has_errors() {
            return Ok(());
        }
        let Some(candidates) = self.check_blocks(prepared, &mut scratch, budget) else { return Ok(()) };
        let Some(candidates) = self.check_signature_files(candidates, &manifest, prepared, budget)? else {
            return Ok(());
        };
        self.plan(&candidates, &manifest, prepared, budget)
    }

    /// `V1SchemeVerifier.checkForDuplicateEntries`. The strict reading opens no archive that has any.
    fn check_names(&self, prepared: &mut Prepared) {
        let mut seen: HashMap<&[u8], usize> = HashMap::new();
        for entry in self.archive.entries().iter().filter(|entry| !entry.is_folder()) {
            let count = seen.entry(entry.name()).or_default();
            *count = count.saturating_add(1);
            if *count == 2 {
                prepared.findings.add(None, JarIssue::DuplicateEntry { entry: entry.name().to_vec() });
            }
        }
    }

    /// The block files with a signature file, in the directory's order. Others are passed over.
    fn pairs(&self, prepared: &mut Prepared) -> Vec<Pair<'a>> {
        let mut pairs = Vec::new();
        let entries = self.archive.entries().iter();
        for block in entries.filter(|entry| is_signature_block_name(entry.name())) {
            if let Some(signature_file) = self.names.get(signature_file_name(block.name()).as_slice()) {
                pairs.push(Pair { block, signature_file });
            } else {
                let kind = ProblemKind::MissingSignatureFile { block: block.name().to_vec() };
                prepared.read_problem(self.place_of(block.index()), kind);
            }
        }
        pairs
    }

    fn place_of(&self, block: EntryIndex) -> Option<usize> {
        self.signatures.signers.iter().position(|signer| signer.entry == block)
    }

    /// The blocks against their signature files. `None` where any does not verify, or was not read.
    fn check_blocks(
        &self,
        prepared: &mut Prepared,
        scratch: &mut Scratch,
        budget: &mut Budget,
    ) -> Option<Vec<Candidate<'a>>> {
        let pairs = self.pairs(prepared);
        if pairs.is_empty() {
            prepared.read_problem(None, ProblemKind::NoSignatures);
            return None;
        }
        if pairs.len() > MAX_SIGNERS {
            let issue = JarIssue::MaxSignaturesExceeded { limit: MAX_SIGNERS, found: pairs.len() };
            prepared.findings.add(None, issue);
            return None;
        }
        let (mut candidates, mut is_read) = (Vec::new(), true);
        for pair in pairs {
            let signer = self.place_of(pair.block.index());
            let checked = self.check_block(pair, signer, scratch, budget);
            let verified = match checked.verified {
                Ok(verified) => Some(verified),
                Err(failure) => {
                    prepared.add_failure(signer, failure);
                    None
                }
            };
            // What else is wrong is still told where the block could not be verified; not where the signature file was not read.
            is_read &= checked.signature_file.is_some();
            let candidate =
                |signature_file| Candidate { pair, signer, signature_file, verified, sections: Vec::new() };
            candidates.extend(checked.signature_file.map(candidate));
        }
        (is_read && !prepared.has_errors()).then_some(candidates)
    }

    fn check_block(
        &self,
        pair: Pair<'_>,
        signer: Option<usize>,
        scratch: &mut Scratch,
        budget: &mut Budget,
    ) -> Checked {
        let block = self.headers.file(pair.block, scratch, budget);
        let files = block.and_then(|_| self.headers.file(pair.signature_file, scratch, budget));
        match files {
            Ok(file) => Checked {
                verified: self.verify_block(pair.block.name(), signer, &file, budget),
                signature_file: Some(file),
            },
            Err(issue) => Checked { verified: Err(issue.into()), signature_file: None },
        }
    }

    /// The block as it was read before.
    fn verify_block(
        &self,
        name: &[u8],
        signer: Option<usize>,
        signature_file: &[u8],
        budget: &mut Budget,
    ) -> Result<VerifiedBlock, Failure> {
        let unread = |why| JarIssue::Unsupported { block: name.to_vec(), why };
        let place = signer.ok_or_else(|| unread("there are more block files than are read"))?;
        let signer = self.signatures.signers.get(place).ok_or_else(|| unread("it was not read"))?;
        let message = signer.message.as_ref().ok_or_else(|| self.why_unread(place, signer))?;
        Block { name, message, signature_file, range: self.range }.verify(budget)
    }

    /// Why a block has no message: it is none, or it is too large for whoever read it.
    fn why_unread(&self, place: usize, signer: &JarSigner) -> Failure {
        let mut problems = self.signatures.problems.iter().filter(|problem| problem.signer == Some(place));
        let malformed = problems.find_map(|problem| match &problem.kind {
            ProblemKind::MalformedMessage { error, .. } if !is_limit(error) => Some(problem.kind.clone()),
            _ => None,
        });
        malformed.map_or_else(
            || Failure::Jar(JarIssue::Unsupported { block: signer.name.clone(), why: "it was not read" }),
            Failure::Read,
        )
    }

    /// The signature files against the manifest. `None` where any signer fails, or none is left.
    fn check_signature_files(
        &self,
        candidates: Vec<Candidate<'a>>,
        manifest: &ManifestIndex<'_>,
        prepared: &mut Prepared,
        budget: &mut Budget,
    ) -> Result<Option<Vec<Candidate<'a>>>, Error> {
        let mut remaining = Vec::new();
        for mut candidate in candidates {
            let file = SignatureFile {
                name: candidate.pair.signature_file.name(),
                bytes: &candidate.signature_file,
                manifest,
                schemes_found: self.schemes_found,
                range: self.range,
            };
            let outcome = match file.verify(budget) {
                Ok(outcome) => outcome,
                Err(Stop::Budget(error)) => return Err(error),
                Err(Stop::Thrown(issue)) => {
                    prepared.findings.add(candidate.signer, issue);
                    continue;
                }
            };
            for warning in outcome.warnings {
                prepared.findings.add(candidate.signer, warning);
            }
            if outcome.is_ignored {
                let (Some(signer), issues) = (candidate.signer, outcome.errors) else { continue };
                let issues = issues.into_iter().map(|issue| Issue {
                    scheme: Scheme::V1,
                    signer: Some(signer),
                    kind: IssueKind::Jar(issue),
                });
                prepared.ignored.push(IgnoredSigner { signer, issues: issues.collect() });
                continue;
            }
            for issue in outcome.errors {
                prepared.findings.add(candidate.signer, issue);
            }
            candidate.sections = outcome.signed;
            remaining.push(candidate);
        }
        if prepared.has_errors() {
            return Ok(None);
        }
        if remaining.is_empty() {
            prepared.read_problem(None, ProblemKind::NoSignatures);
            return Ok(None);
        }
        Ok(Some(remaining))
    }

    /// What is to be done with the entries, and who signs the package if that is well.
    fn plan(
        &self,
        candidates: &[Candidate<'_>],
        manifest: &ManifestIndex<'_>,
        prepared: &mut Prepared,
        budget: &mut Budget,
    ) -> Result<(), Error> {
        let mut signed = vec![SignerSet::default(); manifest.len()];
        for (place, candidate) in candidates.iter().enumerate() {
            for section in &candidate.sections {
                if let Some(signers) = signed.get_mut(*section) {
                    signers.add(place);
                }
            }
        }
        let names: Vec<Vec<u8>> = candidates.iter().map(|candidate| candidate.pair.short_name()).collect();
        let planner = Planner {
            archive: self.archive,
            headers: &self.headers,
            manifest,
            signed: &signed,
            names: &names,
            range: self.range,
        };
        let plan = planner.plan(budget)?;
        let signers = plan.signers.unwrap_or_default();
        prepared.nothing_signed = plan.signers.is_none();
        let digests = plan.steps.iter().enumerate().filter(|(_, step)| matches!(step.todo, Todo::Digest(_)));
        prepared.places = digests.map(|(place, step)| (step.entry, place)).collect();
        prepared.steps = plan.steps;
        self.sort_signers(candidates, signers, prepared);
        Ok(())
    }

    /// Who signs the package, who is passed over since it signs something else, and which files nobody protects.
    fn sort_signers(&self, candidates: &[Candidate<'_>], signers: SignerSet, prepared: &mut Prepared) {
        let mut protected = vec![MANIFEST];
        for (place, candidate) in candidates.iter().enumerate() {
            if signers.has(place) {
                protected.extend([candidate.pair.block.name(), candidate.pair.signature_file.name()]);
            }
            match (candidate.signer, &candidate.verified) {
                (Some(signer), Some(VerifiedBlock { signer_info, chain })) if signers.has(place) => {
                    let (signer_info, chain) = (*signer_info, chain.clone());
                    prepared.signers.push(VerifiedSigner { signer, signer_info, chain });
                }
                (Some(signer), _) if !signers.has(place) => {
                    prepared.ignored.push(IgnoredSigner { signer, issues: Vec::new() });
                }
                _ => {}
            }
        }
        let folder = self.archive.entries().iter().filter(|entry| entry.name().starts_with(FOLDER));
        for entry in folder.filter(|entry| !entry.is_folder() && !protected.contains(&entry.name())) {
            prepared.findings.add(None, JarIssue::UnprotectedEntry { entry: entry.name().to_vec() });
        }
    }
}

impl Pair<'_> {
    /// The block file's name without its folder.
    fn short_name(&self) -> Vec<u8> {
        let name = self.block.name();
        name.strip_prefix(FOLDER).unwrap_or(name).to_vec()
    }
}

fn is_limit(error: &beian_pki::Error) -> bool {
    matches!(error, beian_pki::Error::Limit { .. } | beian_pki::Error::Depth { .. })
}
