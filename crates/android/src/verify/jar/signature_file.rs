//! A signature file against the manifest (`V1SchemeVerifier.Signer.verifySigFileAgainstManifest`).

use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};

use beian_archive::{Budget, Error};

use super::digests::{ExpectedDigest, Malformed, to_verify};
use super::index::ManifestIndex;
use super::issue::JarIssue;
use super::manifest::{Section, Sections};
use super::{MANIFEST, spend_digest, spend_section};
use crate::signing::{Scheme, SdkRange};

/// The first platform that asks whether a newer signature was taken away.
const N: u32 = 24;
/// The first platform that knows v3.
const P: u32 = 28;

/// What a signature file is verified against.
pub(super) struct SignatureFile<'a> {
    pub(super) name: &'a [u8],
    pub(super) bytes: &'a [u8],
    pub(super) manifest: &'a ManifestIndex<'a>,
    pub(super) schemes_found: &'a [Scheme],
    pub(super) range: SdkRange,
}

/// What a signature file says, and what is wrong with it.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    /// Whether the platform passes the signer over, with all that is wrong with it.
    pub(super) is_ignored: bool,
    pub(super) errors: Vec<JarIssue>,
    pub(super) warnings: Vec<JarIssue>,
    /// The places of the manifest's sections that it names.
    pub(super) signed: Vec<usize>,
}

/// Why verifying ended before its end.
#[derive(Debug)]
pub(super) enum Stop {
    /// The budget does not reach.
    Budget(Error),
    /// apksig throws, whether or not the signer is passed over.
    Thrown(JarIssue),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Budget(error)
    }
}

/// Whose digests are compared, and how the sections are cut.
#[derive(Clone, Copy)]
struct Style {
    /// Made by `signtool`, of Netscape, whose attributes have other names.
    by_signtool: bool,
}

impl SignatureFile<'_> {
    pub(super) fn verify(&self, budget: &mut Budget) -> Result<Outcome, Stop> {
        let mut outcome = Outcome::default();
        let mut sections = Sections::of(self.bytes);
        let Some(main) = sections.next() else {
            return Err(Stop::Thrown(JarIssue::MissingVersion { file: self.name.to_vec() }));
        };
        if main.value("Signature-Version").is_none() {
            outcome.ignore(JarIssue::MissingVersion { file: self.name.to_vec() });
            return Ok(outcome);
        }
        if self.range.max >= N {
            self.check_stripped(&main, &mut outcome);
            if !outcome.errors.is_empty() {
                return Ok(outcome);
            }
        }
        let by_signtool =
            main.value("Created-By").is_some_and(|tool| memchr::memmem::find(&tool, b"signtool").is_some());
        let style = Style { by_signtool };
        let is_whole = self.check_manifest(&main, style, &mut outcome, budget)?;
        if !by_signtool {
            self.check_main_section(&main, &mut outcome, budget)?;
        }
        if outcome.errors.is_empty() {
            self.check_sections(sections, style, is_whole, &mut outcome, budget)?;
        }
        Ok(outcome)
    }

    /// Whether signatures of newer schemes were taken away (`checkForStrippedApkSignatures`).
    fn check_stripped(&self, main: &Section<'_>, outcome: &mut Outcome) {
        let Some(announced) = main.value("X-Android-APK-Signed") else {
            if !self.schemes_found.is_empty() {
                outcome.warnings.push(JarIssue::NoStripProtection { file: self.name.to_vec() });
            }
            return;
        };
        let known = known_schemes(self.range);
        if known.is_empty() {
            return;
        }
        let mut expected = BTreeSet::new();
        for id in announced.split(|octet| *octet == b',').filter_map(number) {
            match known.iter().find(|(known, _)| *known == id) {
                Some(scheme) => {
                    expected.insert(*scheme);
                }
                None => outcome.warn(JarIssue::UnknownScheme { file: self.name.to_vec(), id }),
            }
        }
        for (_, scheme) in expected {
            if !self.schemes_found.contains(&scheme) {
                outcome.errors.push(JarIssue::MissingScheme { file: self.name.to_vec(), scheme });
            }
        }
    }

    /// Whether the manifest as a whole is the signed one (`verifyManifestDigest`).
    fn check_manifest(
        &self,
        main: &Section<'_>,
        style: Style,
        outcome: &mut Outcome,
        budget: &mut Budget,
    ) -> Result<bool, Stop> {
        let suffix = if style.by_signtool { "-Digest" } else { "-Digest-Manifest" };
        let expected = self.expected(main, suffix, MANIFEST)?;
        if expected.is_empty() {
            outcome.warnings.push(JarIssue::NoManifestDigest { file: self.name.to_vec() });
            return Ok(false);
        }
        let mut is_whole = true;
        for digest in expected {
            if !digested(&digest, self.manifest.bytes(), budget)? {
                let file = self.name.to_vec();
                outcome.warnings.push(JarIssue::ManifestDigest { file, algorithm: digest.algorithm });
                is_whole = false;
            }
        }
        Ok(is_whole)
    }

    /// `verifyManifestMainSectionDigest`.
    fn check_main_section(
        &self,
        main: &Section<'_>,
        outcome: &mut Outcome,
        budget: &mut Budget,
    ) -> Result<(), Stop> {
        for digest in self.expected(main, "-Digest-Manifest-Main-Attributes", MANIFEST)? {
            if !digested(&digest, self.manifest.main_section(), budget)? {
                let file = self.name.to_vec();
                outcome.errors.push(JarIssue::MainSectionDigest { file, algorithm: digest.algorithm });
            }
        }
        Ok(())
    }

    /// The sections behind the main one. Where the manifest as a whole is the signed one, only their names count.
    fn check_sections<'s>(
        &self,
        sections: Sections<'s>,
        style: Style,
        is_whole: bool,
        outcome: &mut Outcome,
        budget: &mut Budget,
    ) -> Result<(), Stop> {
        let mut names: HashSet<Cow<'s, [u8]>> = HashSet::new();
        for (index, section) in sections.enumerate() {
            spend_section(budget)?;
            let Some(name) = section.name() else {
                let index = index.saturating_add(1);
                outcome.ignore(JarIssue::UnnamedSignatureFileSection { file: self.name.to_vec(), index });
                return Ok(());
            };
            let place = self.manifest.place(&name);
            if names.contains(&name) {
                let name = name.into_owned();
                outcome.ignore(JarIssue::DuplicateSignatureFileSection { file: self.name.to_vec(), name });
                return Ok(());
            }
            outcome.signed.extend(place);
            if !is_whole {
                match place {
                    Some(place) => self.check_section((&section, &name), place, style, outcome, budget)?,
                    None => outcome.ignore(self.no_digest(&name)),
                }
            }
            names.insert(name);
        }
        Ok(())
    }

    /// `verifyManifestIndividualSectionDigest`.
    fn check_section(
        &self,
        (section, name): (&Section<'_>, &[u8]),
        place: usize,
        style: Style,
        outcome: &mut Outcome,
        budget: &mut Budget,
    ) -> Result<(), Stop> {
        let expected = self.expected(section, "-Digest", name)?;
        if expected.is_empty() {
            outcome.fail(self.no_digest(name));
        }
        let mut signed = self.manifest.section(place);
        if style.by_signtool && signed.ends_with(b"\n\n") {
            signed = signed.strip_suffix(b"\n").unwrap_or(signed);
        }
        for digest in expected {
            if !digested(&digest, signed, budget)? {
                outcome.fail(JarIssue::SectionDigest {
                    entry: name.to_vec(),
                    file: self.name.to_vec(),
                    algorithm: digest.algorithm,
                });
            }
        }
        Ok(())
    }

    fn expected(&self, section: &Section<'_>, suffix: &str, of: &[u8]) -> Result<Vec<ExpectedDigest>, Stop> {
        to_verify(section, suffix, self.range).map_err(|Malformed(algorithm)| {
            Stop::Thrown(JarIssue::MalformedDigest { of: of.to_vec(), file: self.name.to_vec(), algorithm })
        })
    }

    fn no_digest(&self, entry: &[u8]) -> JarIssue {
        JarIssue::NoDigestInSignatureFile { entry: entry.to_vec(), file: self.name.to_vec() }
    }
}

impl Outcome {
    fn ignore(&mut self, issue: JarIssue) {
        self.is_ignored = true;
        self.fail(issue);
    }

    /// A file of a million sections has no use for a million errors.
    fn fail(&mut self, issue: JarIssue) {
        if self.errors.len() < super::MAX_ISSUES {
            self.errors.push(issue);
        }
    }

    fn warn(&mut self, issue: JarIssue) {
        if self.warnings.len() < super::MAX_ISSUES {
            self.warnings.push(issue);
        }
    }
}

/// Whether bytes have a digest.
fn digested(digest: &ExpectedDigest, bytes: &[u8], budget: &mut Budget) -> Result<bool, Error> {
    spend_digest(budget, bytes)?;
    Ok(digest.is_of(bytes))
}

/// The schemes of the signing block that platforms of a range know, by the numbers that signature files have for them
/// (`ApkVerifier.getSupportedSchemeNames`).
fn known_schemes(range: SdkRange) -> &'static [(i32, Scheme)] {
    match range.max {
        P.. => &[(2, Scheme::V2), (3, Scheme::V3)],
        N.. => &[(2, Scheme::V2)],
        _ => &[],
    }
}

/// A number as `Integer.parseInt` reads it, without what `String.trim` takes away.
fn number(text: &[u8]) -> Option<i32> {
    let is_blank = |octet: &u8| *octet <= b' ';
    let start = text.iter().position(|octet| !is_blank(octet))?;
    let end = text.iter().rposition(|octet| !is_blank(octet))?;
    std::str::from_utf8(text.get(start..=end)?).ok()?.parse().ok()
}

#[cfg(test)]
mod tests;
