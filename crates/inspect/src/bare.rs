//! Files that are no archives: bare certificates, bare manifests, and what else a name may lead to.

use beian_apple::profile::Profile;
use beian_archive::{Budget, Source};
use beian_model::{PackageKind, Report};
use beian_pki::CertificateFile;

use crate::findings::Findings;
use crate::{
    Error, NotAPackage, Options, certificate, feeder, file_digest, finish, hosts, identity, ipa, new_report,
};

/// Certificate files larger than this are not looked into; a chain in PEM has some kilobytes.
const MAX_CERTIFICATE_FILE: u64 = 1 << 20;

/// The first bytes of a binary XML document: `RES_XML_TYPE` and a header of eight bytes (androidfw, `ResourceTypes.h`).
const BINARY_XML: &[u8] = &[0x03, 0x00, 0x08, 0x00];

/// What a first look says of a file.
pub(crate) enum Look {
    /// Look for an archive in it.
    Archive,
    /// It holds certificates.
    Certificate(Box<CertificateFile>),
    /// It is a provisioning profile.
    Profile(Box<Profile>),
    /// A bare binary manifest.
    Manifest(Vec<u8>),
    /// Of a kind that is not supported yet.
    Unsupported(PackageKind),
    /// Nothing of an app.
    Not(NotAPackage),
}

/// A first look at a file's bytes. Only what cannot be an archive is decided here.
pub(crate) fn look(source: &Source, head: &[u8], budget: &mut Budget) -> Result<Look, Error> {
    if head.is_empty() {
        return Ok(Look::Not(NotAPackage::Empty));
    }
    if head.starts_with(b"PK") {
        return Ok(Look::Archive);
    }
    if head.starts_with(BINARY_XML) {
        return Ok(Look::Manifest(source.read_vec(0..source.len(), budget)?));
    }
    if is_mach_o(head) {
        return Ok(Look::Unsupported(PackageKind::Executable));
    }
    if head.starts_with(b"version https://git-lfs") {
        return Ok(Look::Not(NotAPackage::LfsPointer));
    }
    small(source, head, budget)
}

/// Certificates, profiles and texts are small; a large file, or one that is none of these, may still hold an archive
/// behind something else.
fn small(source: &Source, head: &[u8], budget: &mut Budget) -> Result<Look, Error> {
    if source.len() > MAX_CERTIFICATE_FILE {
        return Ok(Look::Archive);
    }
    let bytes = source.read_vec(0..source.len(), budget)?;
    if is_profile(&bytes)
        && let Ok(profile) = Profile::parse(&bytes, budget)
    {
        return Ok(Look::Profile(Box::new(profile)));
    }
    if let Ok(file) = CertificateFile::parse(&bytes)
        && file.leaf().structure.is_ok()
    {
        return Ok(Look::Certificate(Box::new(file)));
    }
    let zip = memchr_pk(&bytes);
    Ok(if !zip && is_text(head) { Look::Not(NotAPackage::Text) } else { Look::Archive })
}

/// Whether anything in the bytes looks like a record of a zip archive.
fn memchr_pk(bytes: &[u8]) -> bool {
    bytes
        .windows(4)
        .any(|window| matches!(window, [b'P', b'K', 1, 2] | [b'P', b'K', 3, 4] | [b'P', b'K', 5, 6]))
}

fn is_text(head: &[u8]) -> bool {
    head.iter().all(|&byte| byte >= 0x20 || matches!(byte, b'\t' | b'\n' | b'\r'))
}

/// Whether it may be a provisioning profile of Apple's: a message, or a property list, with entitlements in it.
fn is_profile(bytes: &[u8]) -> bool {
    let holds = |part: &[u8]| bytes.windows(part.len()).any(|window| window == part);
    holds(b"Entitlements") || holds(b"UUID")
}

/// Magic numbers of Mach-O files, thin and fat (`mach-o/loader.h`, `mach-o/fat.h`). A fat one has few slices; the same
/// number with many is a Java class.
fn is_mach_o(head: &[u8]) -> bool {
    match head {
        [0xFE, 0xED, 0xFA, 0xCE | 0xCF, ..] | [0xCE | 0xCF, 0xFA, 0xED, 0xFE, ..] => true,
        [0xCA, 0xFE, 0xBA, 0xBE | 0xBF, 0, 0, 0, slices, ..] => *slices < 30,
        _ => false,
    }
}

/// The report of a certificate file.
pub(crate) fn certificate(
    source: &Source,
    options: &Options,
    file: &CertificateFile,
) -> Result<Report, Error> {
    let mut report = new_report(source, options, PackageKind::Certificate);
    report.package.sha256 = file_digest(source, options)?;
    let mut findings = Findings::default();
    report.signing = Some(certificate::file_signing(file, &mut findings));
    Ok(finish(report, findings, options))
}

/// The report of a provisioning profile.
pub(crate) fn profile(source: &Source, options: &Options, profile: &Profile) -> Result<Report, Error> {
    let mut report = new_report(source, options, PackageKind::Profile);
    report.package.sha256 = file_digest(source, options)?;
    let mut findings = Findings::default();
    report.signing = Some(ipa::profile::file_signing(profile, &mut findings));
    Ok(finish(report, findings, options))
}

/// The report of a bare manifest: identity without resources, and its own hosts.
pub(crate) fn manifest(
    source: &Source,
    options: &Options,
    bytes: Vec<u8>,
    budget: &Budget,
) -> Result<Report, Error> {
    let mut report = new_report(source, options, PackageKind::Manifest);
    report.package.sha256 = file_digest(source, options)?;
    let mut findings = Findings::default();
    let app = identity::of_bare_manifest(&bytes, &mut findings);
    let name = app.as_ref().and_then(|app| app.id.clone());
    if options.parts.identity {
        report.app = app;
    } else {
        findings = Findings::default();
    }
    if options.parts.hosts {
        let mut fed = feeder::file(
            identity::MANIFEST,
            bytes,
            hosts::settings(budget.limits(), budget.bytes_left(), options),
        );
        let unread = hosts::missed(&mut fed, &mut findings).into_iter();
        report.coverage.unread = unread.map(|(_, unread)| unread).collect();
        report.hosts = Some(hosts::judged(&fed, name.as_deref(), options));
    }
    Ok(finish(report, findings, options))
}
