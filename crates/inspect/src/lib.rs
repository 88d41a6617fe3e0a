//! One app package in, one report out.
//!
//! [`inspect`] is what the command line itself calls. It takes a [`Source`] (a file, or bytes in memory), opens no other file,
//! asks no clock and no network, and writes nothing. It reads on as many threads as [`Options::threads`] allows, and on the
//! calling one alone where that is one; the report is the same.
//!
//! Everything that is wrong inside a package is a finding of its report; an [`Error`] means that there is no package.
//!
//! ```
//! use beian_inspect::{Options, Profile, Source, inspect};
//! use beian_model::RowKey;
//!
//! # let demo = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/demo.apk"))?;
//! let options = Options::new("demo.apk", Profile::named("generic")?);
//! let report = inspect(&Source::from_bytes(demo), &options)?;
//! let row = report.form.rows.iter().find(|row| row.key == RowKey::PackageId).expect("every app has this row");
//! assert_eq!(row.value.as_deref(), Some("com.example.demo.mall"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod apk;
mod bare;
mod certificate;
mod cleartext;
mod container;
mod error;
mod feeder;
mod findings;
mod hardened;
mod hosts;
mod identity;
mod ipa;
mod kind;
mod missed;
mod open;
mod options;
mod package;
mod reason;
mod signing;
mod threads;
mod verify;

use beian_archive::Budget;
use beian_model::{Asked, Bilingual, Package, PackageKind, Phrase, Platform, Report, Tool};
use sha2::{Digest as _, Sha256};

pub use beian_archive::{Limits, ReadAt, Source};
pub use beian_form::Profile;
pub use error::{Error, NotAPackage};
pub use options::{Options, Parts, SdkRange, Verification};

use findings::Findings;
use package::Package as OpenPackage;
use threads::Threads;

/// The program that makes the reports.
pub fn tool() -> Tool {
    Tool { name: "beian".into(), version: env!("CARGO_PKG_VERSION").into() }
}

/// Reads a package and reports on it.
pub fn inspect(source: &Source, options: &Options) -> Result<Report, Error> {
    let limits = options.limits.clone().unwrap_or_else(|| Limits::for_len(source.len()));
    let mut budget = Budget::new(&limits);
    let head = head(source)?;
    let package = match bare::look(source, &head, &mut budget)? {
        bare::Look::Archive => OpenPackage::open(source, &mut budget),
        bare::Look::Certificate(file) => return bare::certificate(source, options, &file),
        bare::Look::Profile(profile) => return bare::profile(source, options, &profile),
        bare::Look::Manifest(bytes) => return bare::manifest(source, options, bytes, &budget),
        bare::Look::Not(what) => return Err(Error::NotAPackage { what }),
        bare::Look::Unsupported(kind) => return Err(Error::Unsupported { kind }),
    };
    let mut package =
        package.map_err(|reason| Error::NotAPackage { what: NotAPackage::Unknown { reason } })?;
    let kind = kind::of_archive(package.archive());
    package.platform = kind.platform().unwrap_or(Platform::Android);
    let read = match kind {
        PackageKind::Apk => apk::read,
        PackageKind::Ipa | PackageKind::Xcarchive | PackageKind::AppBundle => ipa::read,
        PackageKind::Zip => return Err(Error::NotAPackage { what: NotAPackage::PlainZip }),
        kind => return Err(Error::Unsupported { kind }),
    };
    let report = new_report(source, options, kind);
    let read = || read(report, options, package, &mut budget);
    // The whole file is read for its digest alone, and so beside everything else.
    let digest = || file_digest(source, options);
    let (sha256, (mut report, findings)) = match options.verification {
        Verification::Skip => (digest(), read()),
        Verification::Verify => Threads::of(options).beside(digest, read),
    };
    report.package.sha256 = sha256?;
    Ok(finish(report, findings, options))
}

/// The first bytes of a file, by which its kind is told.
fn head(source: &Source) -> Result<Vec<u8>, Error> {
    const HEAD: u64 = 512;
    let len = source.len().min(HEAD);
    let mut head = vec![0; usize::try_from(len).unwrap_or(0)];
    source.read_exact_at(0, &mut head)?;
    Ok(head)
}

/// A report of which only the file's name and size are known yet.
fn new_report(source: &Source, options: &Options, kind: PackageKind) -> Report {
    Report::new(tool(), Package { path: options.name.clone(), bytes: source.len(), sha256: None, kind })
}

/// The file's digest, if it is asked for; a folder has none.
fn file_digest(source: &Source, options: &Options) -> Result<Option<beian_model::Sha256>, Error> {
    match options.verification {
        Verification::Skip => Ok(None),
        Verification::Verify if source.is_made() => Ok(None),
        Verification::Verify => Ok(Some(beian_model::Digest(sha256(source)?))),
    }
}

/// Fills in what follows from the rest of a report: findings in order, the form.
fn finish(mut report: Report, mut findings: Findings, options: &Options) -> Report {
    report.identity = if options.parts.identity { Asked::Yes } else { Asked::No };
    if let Some(found) = cleartext::finding(&report) {
        findings.push(found);
    }
    report.findings = findings.finish();
    if is_package(report.package.kind) {
        report.coverage.notes.extend(limits_of_this_version(options.parts));
    }
    if report.hosts.is_some() {
        let version = beian_hosts::name::suffix_list_version();
        report.coverage.notes.push(Phrase::SuffixList.with(&[("version", version.into())]));
    }
    report.coverage.complete = report.coverage.unread.is_empty();
    report.form = beian_form::fill(&report, &options.profile);
    report
}

/// Whether it is a package that is filed, and not a part of one.
fn is_package(kind: PackageKind) -> bool {
    use PackageKind as K;
    matches!(kind, K::Apk | K::Ipa | K::AppBundle | K::Xcarchive)
}

/// What was asked for and cannot be read yet.
fn limits_of_this_version(parts: Parts) -> Option<Bilingual> {
    (parts == Parts::ALL).then(|| Phrase::NotInThisVersion.words())
}

fn sha256(source: &Source) -> Result<[u8; 32], Error> {
    const STEP: usize = 1 << 16;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; STEP];
    let mut at = 0;
    while at < source.len() {
        let left = usize::try_from(source.len().saturating_sub(at)).unwrap_or(STEP);
        let step = buffer.get_mut(..left.min(STEP)).unwrap_or(&mut []);
        source.read_exact_at(at, step)?;
        hasher.update(&*step);
        at = at.saturating_add(u64::try_from(step.len()).unwrap_or(u64::MAX));
    }
    Ok(hasher.finalize().into())
}
