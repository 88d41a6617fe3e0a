//! The `hosts` of a report, and what reading everything for them showed.

use beian_archive::Limits;
use beian_hosts::App;
use beian_model::{Bilingual, Finding, FindingId, Host, Place, Unread, UnreadReason};

use crate::Options;
use crate::feeder::{self, Fed, Settings};
use crate::findings::Findings;
use crate::hardened::{Hardened, Sign};
use crate::missed::Missed;

/// The hosts that were found, judged by what the whole package knows.
pub(crate) fn judged(fed: &Fed, package: Option<&str>, options: &Options) -> Vec<Host> {
    let app = App { package, own: &options.own };
    beian_hosts::judge(&fed.sightings, &app)
}

/// How to feed, with so many bytes to spend.
pub(crate) fn settings<'l>(limits: &'l Limits, bytes: u64, options: &Options) -> Settings<'l> {
    let threads = options.threads.unwrap_or_else(feeder::cores);
    Settings { limits, bytes, threads, reader_of: beian_readers::reader_of, watcher: None }
}

/// What was not read while feeding, with the numbers of its entries, and the findings of it.
pub(crate) fn missed(fed: &mut Fed, findings: &mut Findings) -> Vec<(usize, Unread)> {
    faults(fed, findings);
    let missed = std::mem::take(&mut fed.missed).into_iter();
    missed.map(|(number, entry, missed)| (number, unread(entry, &missed, findings))).collect()
}

/// The coverage line and the finding of an entry that was not read, or not whole. The places of one reason are one finding.
pub(crate) fn unread(entry: String, missed: &Missed, findings: &mut Findings) -> Unread {
    let name = ("entry", entry.as_str().into());
    let finding = match missed.why {
        // It has a finding of its own.
        UnreadReason::Fault => None,
        UnreadReason::Encrypted | UnreadReason::HighEntropy => {
            Some(Finding::new(FindingId::CoverageEncrypted, &[name]))
        }
        _ => Some(Finding::new(FindingId::CoverageEntry, &[name, ("reason", missed.cause.clone().into())])),
    };
    if let Some(finding) = finding {
        findings.push_unread(finding.at(Place::entry(entry.as_str())), missed.why);
    }
    Unread { entry, reason: missed.why, bytes: missed.bytes }
}

/// The coverage line and the finding of a product that hardened the package, by the entry that tells of it.
pub(crate) fn hardened(entry: &str, found: &Hardened, findings: &mut Findings) -> Unread {
    let product = Bilingual::new(found.product_zh, found.product);
    let holes = [("entry", entry.into()), ("product", product.into())];
    let place = match &found.sign {
        Sign::Entry(_) => Place::entry(entry),
        Sign::ApplicationClass(class) => Place::entry(entry).with_text(class.as_str()),
    };
    findings.push(Finding::new(FindingId::CoverageHardened, &holes).at(place));
    Unread { entry: entry.to_owned(), reason: UnreadReason::Hardened, bytes: None }
}

/// The findings of where this program failed: each fault once, with all its places.
fn faults(fed: &Fed, findings: &mut Findings) {
    for (entry, words) in &fed.faults {
        let holes = [("entry", entry.as_str().into()), ("reason", words.as_str().into())];
        let finding = Finding::new(FindingId::CoverageFault, &holes);
        findings.push_unread(finding.at(Place::entry(entry)), UnreadReason::Fault);
    }
}
