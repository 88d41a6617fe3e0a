//! What the package is, and whether its signature holds.

use std::io::{self, Write};

use beian_model::{Bilingual, PackageKind, Platform, PublicKey, Report, Signer, Signing};

use super::page::Page;

pub(super) fn head<W: Write>(page: &mut Page<W>, report: &Report) -> io::Result<()> {
    let kind = page.inline(&kind_words(report));
    let file = file_name(&report.package.path);
    match title(report) {
        title if title.is_empty() => page.sides(file, &kind)?,
        title => page.sides(&title, &format!("{kind} · {file}"))?,
    }
    if let Some(facts) = facts(report) {
        page.prose(0, &facts)?;
    }
    if let Some(signing) = &report.signing {
        page.gap()?;
        let line = signature(signing);
        page.both(0, &line)?;
    }
    Ok(())
}

/// The proposed name, and the default one where it differs.
fn title(report: &Report) -> String {
    let Some(app) = &report.app else { return String::new() };
    let proposed = app.name.as_deref().unwrap_or_default();
    match app.names.default.as_deref().filter(|default| *default != proposed) {
        Some(default) => format!("{proposed}  {default}"),
        None => proposed.to_owned(),
    }
}

fn kind_words(report: &Report) -> Bilingual {
    match (report.app.as_ref().map(|app| app.platform), report.package.kind) {
        (Some(Platform::Android), _) | (None, PackageKind::Apk) => Bilingual::new("安卓", "Android"),
        (Some(Platform::Ios), _) => Bilingual::new("苹果", "iOS"),
        (None, PackageKind::Certificate) => Bilingual::new("证书", "Certificate"),
        (None, _) => Bilingual::new("安装包", "Package"),
    }
}

fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// `com.example.demo.mall   2.4.1 (2041)   Android 21 – 34   1.2 MB`
fn facts(report: &Report) -> Option<String> {
    let app = report.app.as_ref()?;
    let version = match (&app.version, &app.build) {
        (Some(version), Some(build)) => Some(format!("{version} ({build})")),
        (Some(one), None) => Some(one.clone()),
        (None, Some(build)) => Some(format!("({build})")),
        (None, None) => None,
    };
    let system = match app.platform {
        Platform::Android => "API",
        Platform::Ios => "iOS",
    };
    let range = match (&app.min_os, &app.target_os) {
        (Some(min), Some(target)) => Some(format!("{system} {min} – {target}")),
        (Some(min), None) => Some(format!("{system} {min} –")),
        (None, Some(target)) => Some(format!("{system} – {target}")),
        (None, None) => None,
    };
    let parts = [app.id.clone(), version, range, Some(size(report.package.bytes))];
    Some(parts.into_iter().flatten().collect::<Vec<_>>().join("   "))
}

/// Bytes as people read them: `1.2 MB` (decimal).
fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{}.{} kB", bytes / 1_000, bytes % 1_000 / 100),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}

fn signature(signing: &Signing) -> Bilingual {
    let schemes: Vec<&str> =
        signing.schemes.iter().filter(|(_, state)| state.present).map(|(key, _)| key.label()).collect();
    if schemes.is_empty() && signing.signers.is_empty() {
        return Bilingual::new("未签名", "Unsigned");
    }
    let (zh, en) = match signing.verified {
        Some(true) => ("签名有效", "Signature holds"),
        Some(false) => ("签名无效", "Signature does not hold"),
        None if schemes.is_empty() => ("证书", "Certificate"),
        None => ("签名未验证", "Signature not verified"),
    };
    let listed = schemes.join(", ");
    let signer = signing.primary.and_then(|index| signing.signers.get(index)).map(signer_words);
    let parts = [(!listed.is_empty()).then_some(listed), signer];
    let tail = parts.into_iter().flatten().collect::<Vec<_>>().join("; ");
    Bilingual::new(format!("{zh}：{tail}"), format!("{en}: {tail}"))
}

fn signer_words(signer: &Signer) -> String {
    let key = signer.public_key.as_ref().map(|key| format!(" ({})", key_words(key))).unwrap_or_default();
    format!("{}{key}", signer.certificate.subject.as_deref().unwrap_or("?"))
}

/// `RSA 2048`, `EC P-256`.
pub(super) fn key_words(key: &PublicKey) -> String {
    use beian_model::KeyAlgorithm as A;
    let algorithm = match &key.algorithm {
        A::Rsa => "RSA",
        A::Ec => "EC",
        A::Dsa => "DSA",
        A::MlDsa => "ML-DSA",
        A::Eddsa => "EdDSA",
        A::Other(oid) => oid,
    };
    match (&key.curve, key.bits) {
        (Some(curve), _) => format!("{algorithm} {curve}"),
        (None, Some(bits)) => format!("{algorithm} {bits}"),
        (None, None) => algorithm.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_decimal_with_one_digit_behind_the_point() {
        for (bytes, text) in
            [(0, "0 B"), (999, "999 B"), (1_000, "1.0 kB"), (1_249_999, "1.2 MB"), (45_573_370, "45.5 MB")]
        {
            assert_eq!(size(bytes), text);
        }
    }

    #[test]
    fn a_path_of_either_system_is_cut_to_its_file_name() {
        assert_eq!(file_name("a/b.apk"), "b.apk");
        assert_eq!(file_name(r"C:\a\b.apk"), "b.apk");
    }
}
