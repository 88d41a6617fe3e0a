//! v3 and v3.1 (`V3SchemeVerifier`), and what v3.2 shares with them.

use std::collections::BTreeMap;

use super::signer::{Checked, MalformedValue, number};
use super::v32::is_post_quantum;
use super::{BlockIssue, Found, SchemeCheck, Stop, check_signers, find, java_int};
use crate::signing::{
    ApkSignatures, Attribute, AttributeId, Lineage, LineageLevel, ProblemKind, Scheme, SdkRange,
};
use crate::verify::lineage::{self, Fault};

/// Checks the signatures of v3 for platforms of a range; `None` where there are none, or where no platform of the range
/// knows them.
///
/// Where the range has platforms that know v3.1, or v3.2, attributes that speak of those blocks are held against them, whose own
/// signatures have to be checked first.
pub fn v3(signatures: &ApkSignatures, range: SdkRange) -> Option<SchemeCheck<'_>> {
    let found = find(signatures, Scheme::V3, range)?;
    let others = Others::of(signatures, range);
    let max = range.max.min(SdkRange::NO_MAX);
    // Where v3.1 takes over, v3 has to cover the platforms before it.
    let covered = match others.rotation {
        Other::There(first) => first.saturating_sub(1),
        Other::Absent => max,
        // Nobody knows from where on that is.
        Other::Unread => 0,
    };
    let mut check = SchemeCheck::new(Scheme::V3);
    check.covers = Some(SdkRange { min: range.min.max(Scheme::V3.min_sdk()), max: covered });
    check_signers(&mut check, &found, &|signer| check_signer(signer, &others));
    Some(check)
}

/// Checks the signatures of v3.1 for platforms of a range; `None` where there are none, or where no platform of the range
/// knows them. They may begin with any platform, but have to go on to the last one of the range.
pub fn v31(signatures: &ApkSignatures, range: SdkRange) -> Option<SchemeCheck<'_>> {
    let found = find(signatures, Scheme::V31, range)?;
    let others = Others { rotation: Other::Absent, ..Others::of(signatures, range) };
    let max = range.max.min(SdkRange::NO_MAX);
    let mut check = SchemeCheck::new(Scheme::V31);
    check.covers = Some(SdkRange { min: max, max });
    check_signers(&mut check, &found, &|signer| check_signer(signer, &others));
    Some(check)
}

/// What is known of another block that attributes speak of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Other<T> {
    /// There is none.
    Absent,
    /// There is one.
    There(T),
    /// There may be one that was not read.
    Unread,
}

/// The blocks that attributes speak of.
#[derive(Clone, Copy, Debug)]
pub(super) struct Others {
    /// The last platform of the range.
    pub(super) max: u32,
    /// The first platform of v3.1, as `ApkVerifier.verify` finds it out.
    pub(super) rotation: Other<u32>,
    /// The platforms of v3.2.
    pub(super) hybrid: Other<SdkRange>,
}

impl Others {
    fn of(signatures: &ApkSignatures, range: SdkRange) -> Self {
        let ranges = |scheme: Scheme| match find(signatures, scheme, range) {
            None => Other::Absent,
            Some(Found::Unread(_)) => Other::Unread,
            Some(Found::Read(block)) => {
                Other::There(block.signers.iter().filter_map(|signer| signer.sdk).collect::<Vec<_>>())
            }
        };
        let rotation = match ranges(Scheme::V31) {
            Other::There(ranges) => {
                let first = ranges.iter().map(|range| range.min).min_by_key(|min| java_int(*min));
                first.filter(|min| java_int(*min) > 0).map_or(Other::Absent, Other::There)
            }
            Other::Absent => Other::Absent,
            Other::Unread => Other::Unread,
        };
        let hybrid = match ranges(Scheme::V32) {
            Other::There(ranges) => ranges.first().map_or(Other::Absent, |range| Other::There(*range)),
            Other::Absent => Other::Absent,
            Other::Unread => Other::Unread,
        };
        Self { max: range.max.min(SdkRange::NO_MAX), rotation, hybrid }
    }
}

/// Checks a signer of v3 or of one of its successors.
pub(super) fn check_signer(signer: &mut Checked<'_>, others: &Others) -> Result<(), Stop> {
    signer.read(|kind| matches!(kind, ProblemKind::InvalidSdkVersions(_)));
    signer.frame()?;
    let said = signer.signer.sdk.unwrap_or(SdkRange::from(0));
    // A block of v3.2 is looked at from Android 17 on alone, whatever its signers say.
    let first = if signer.scheme == Scheme::V32 { Scheme::V32.min_sdk().max(said.min) } else { said.min };
    signer.signatures(SdkRange { min: first, ..said })?;
    signer.read(|kind| matches!(kind, ProblemKind::MinSdkMismatch { .. }));
    signer.read(|kind| matches!(kind, ProblemKind::MaxSdkMismatch { .. }));
    signer.signed_frame()?;
    signer.certificates()?;
    signer.digests()?;
    attributes(signer, others)
}

fn attributes(signer: &mut Checked<'_>, others: &Others) -> Result<(), Stop> {
    let mut speaks_of_rotation = false;
    let mut hybrid = (None, None);
    signer.attributes(|signer, attribute| {
        match attribute.id {
            AttributeId::PROOF_OF_ROTATION => proof_of_rotation(signer, attribute),
            AttributeId::ROTATION_MIN_SDK => {
                speaks_of_rotation = true;
                rotation_min_sdk(signer, attribute, others)?;
            }
            AttributeId::TARGETS_DEV_RELEASE => {
                if signer.scheme == Scheme::V3 {
                    signer.note(BlockIssue::TargetsDevReleaseOnV3);
                }
            }
            AttributeId::HYBRID_MIN_SDK if others.max >= Scheme::V32.min_sdk() => {
                hybrid.0 = Some(number(attribute)?);
            }
            AttributeId::HYBRID_MAX_SDK if others.max >= Scheme::V32.min_sdk() => {
                hybrid.1 = Some(number(attribute)?);
            }
            id => signer.note(BlockIssue::UnknownAttribute(id)),
        }
        Ok(())
    })?;
    check_hybrid(signer, hybrid, others.hybrid);
    if let Other::There(block) = others.rotation
        && !speaks_of_rotation
    {
        signer.note(BlockIssue::RotationMinSdkMissing { block });
    }
    Ok(())
}

/// The attribute of v3 that says from which platform on v3.1 has to be there. Platforms before v3.1 do not know it.
fn rotation_min_sdk(
    signer: &mut Checked<'_>,
    attribute: &Attribute,
    others: &Others,
) -> Result<(), MalformedValue> {
    if others.max < Scheme::V31.min_sdk() {
        return Ok(());
    }
    let min = number(attribute)?;
    match others.rotation {
        Other::There(block) if block != min => {
            signer.note(BlockIssue::RotationMinSdkMismatch { attribute: min, block });
        }
        Other::Absent => signer.note(BlockIssue::V31BlockMissing { min }),
        Other::There(_) | Other::Unread => {}
    }
    Ok(())
}

/// The attributes that say for which platforms v3.2 has to be there (`ApkSignatureSchemeV3Verifier.verifyAdditionalAttributes` of
/// Android 17).
fn check_hybrid(signer: &mut Checked<'_>, said: (Option<u32>, Option<u32>), block: Other<SdkRange>) {
    let (min, max) = said;
    if min.is_none() && max.is_none() {
        return;
    }
    match block {
        Other::Absent => signer.note(BlockIssue::V32BlockMissing),
        Other::There(block) if min != Some(block.min) || max.is_some_and(|max| max != block.max) => {
            signer.note(BlockIssue::HybridSdkMismatch { min, max, block });
        }
        Other::There(_) | Other::Unread => {}
    }
}

fn proof_of_rotation<'a>(signer: &mut Checked<'a>, attribute: &'a Attribute) {
    let found = signer.signer;
    if found.attributes_of(AttributeId::PROOF_OF_ROTATION).next() != Some(attribute) {
        return signer.note(BlockIssue::SecondLineage);
    }
    let (Some(lineage), Some(certificate)) = (&found.lineage, found.certificate()) else { return };
    let at = attribute.value.offset;
    // An empty value is no lineage at all to apksig (`calculateMinSdkVersion`).
    let checked = if attribute.value.bytes.is_empty() {
        Err(Fault::OfAnother)
    } else {
        lineage::check(lineage, certificate, signer.scheme)
    };
    match checked {
        Ok(()) => signer.lineage = Some(lineage),
        Err(Fault::OfAnother) => signer.note_problem(at, ProblemKind::LineageOfAnother),
        Err(Fault::Malformed(level)) => signer.note_problem(at, ProblemKind::MalformedLineage { level }),
        Err(Fault::DidNotVerify(level)) => signer.note(BlockIssue::LineageDidNotVerify { level }),
        Err(Fault::Unsupported(level, reason)) => {
            signer.lineage = Some(lineage);
            signer.note(BlockIssue::UnsupportedLineage { level, reason });
        }
    }
}

impl<'a> SchemeCheck<'a> {
    /// The ranges of platforms follow each other without gaps, lines of keys grow and belong together, and what is to be covered is
    /// (`V3SchemeVerifier.verify`). Gives the line of keys.
    pub(super) fn check_platforms(&mut self) -> Vec<&'a LineageLevel> {
        let lineages = match self.covers {
            Some(wanted) => self.follow(wanted),
            // The two of v3.2 part at their last keys: the classical one is the line.
            None => self
                .signers
                .iter()
                .filter(|one| !is_post_quantum(one))
                .filter_map(|one| one.lineage)
                .collect(),
        };
        let lines = lineages.into_iter().map(|lineage| lineage.levels.as_slice());
        lineage::merge(lines).unwrap_or_else(|| {
            self.note(BlockIssue::InconsistentLineages);
            Vec::new()
        })
    }

    /// Goes through the signers by their last platforms. Gives their lines of keys, as far as it gets.
    fn follow(&mut self, wanted: SdkRange) -> Vec<&'a Lineage> {
        self.check_overlap();
        // apksig keeps the signers by their last platform, of several with the same the last.
        let by_max: BTreeMap<i64, &Checked<'a>> =
            self.signers.iter().map(|signer| (java_int(last_of(signer)), signer)).collect();
        let mut walk = Walk::default();
        let issue = by_max.into_values().find_map(|signer| walk.step(signer));
        if let Some(issue) = issue {
            self.note(issue);
        }
        let signers = walk.covered;
        if java_int(signers.min) > java_int(wanted.min) || java_int(signers.max) < java_int(wanted.max) {
            self.note(BlockIssue::MissingSdkVersions { signers, wanted });
        }
        walk.lineages
    }

    /// apksig loses sight of signers with the same last platform; the platform refuses several signers for it, unless one of two is for
    /// a platform in development (`ApkSignatureSchemeV3Verifier.verify`, `verifyV31Signers` of Android 17).
    fn check_overlap(&mut self) {
        let signers = self.signers.iter().enumerate();
        let clash = signers.clone().any(|(index, one)| {
            signers
                .clone()
                .skip(index.saturating_add(1))
                .any(|(_, other)| last_of(one) == last_of(other) && targets_dev(one) == targets_dev(other))
        });
        if clash {
            self.note(BlockIssue::MultipleSigners);
        }
    }
}

/// What signers cover together, one after the other.
struct Walk<'a> {
    covered: SdkRange,
    lineages: Vec<&'a Lineage>,
}

impl Default for Walk<'_> {
    fn default() -> Self {
        Self { covered: SdkRange { min: 0, max: 0 }, lineages: Vec::new() }
    }
}

impl<'a> Walk<'a> {
    /// The next signer, or what is wrong with it.
    fn step(&mut self, signer: &Checked<'a>) -> Option<BlockIssue> {
        let range = signer.signer.sdk.unwrap_or(SdkRange { min: 0, max: 0 });
        if self.covered.min == 0 {
            self.covered.min = range.min;
        } else if range.min != self.covered.max.saturating_add(1)
            // A signer for a platform in development begins with the level of the one before.
            && !(range.min == self.covered.max && targets_dev(signer))
        {
            return Some(BlockIssue::InconsistentSdkVersions);
        }
        self.covered.max = range.max;
        let lineage = signer.lineage?;
        if self.lineages.last().is_some_and(|longest| lineage.levels.len() < longest.levels.len()) {
            return Some(BlockIssue::InconsistentLineages);
        }
        self.lineages.push(lineage);
        None
    }
}

fn last_of(signer: &Checked<'_>) -> u32 {
    signer.signer.sdk.map_or(0, |range| range.max)
}

fn targets_dev(signer: &Checked<'_>) -> bool {
    signer.signer.attributes_of(AttributeId::TARGETS_DEV_RELEASE).next().is_some()
}

#[cfg(test)]
mod tests;
