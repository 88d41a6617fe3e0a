//! Findings in text.

use std::io::{self, Write};

use beian_model::{Bilingual, Finding, Place};

use super::page::Page;

/// Places shown of one finding; JSON has all.
const PLACES_SHOWN: usize = 4;

pub(super) fn findings<W: Write>(page: &mut Page<W>, findings: &[&Finding]) -> io::Result<()> {
    findings.iter().try_for_each(|found| finding(page, found))
}

fn finding<W: Write>(page: &mut Page<W>, finding: &Finding) -> io::Result<()> {
    let title = page.inline(&finding.title);
    page.severity(finding.severity, &title)?;
    page.both(7, &finding.detail)?;
    for place in finding.evidence.iter().take(PLACES_SHOWN) {
        page.hanging("       @ ", &place_words(place))?;
    }
    let shown = u64::try_from(finding.evidence.len().min(PLACES_SHOWN)).unwrap_or(u64::MAX);
    let more = finding.evidence_total.saturating_sub(shown);
    if more > 0 {
        page.both(9, &Bilingual::new(format!("… 另有 {more} 处"), format!("… and {more} more")))?;
    }
    page.both_hanging("       → ", &finding.help)
}

fn place_words(place: &Place) -> String {
    let offset = place.offset.map(|offset| format!("0x{offset:x}"));
    [place.entry.clone(), offset, place.text.clone()].into_iter().flatten().collect::<Vec<_>>().join("  ")
}
