//! Every signer's certificate in text.

use std::io::{self, Write};

use beian_model::{Bilingual, Certificate, SignerRole, Signing};

use super::head::key_words;
use super::page::Page;

pub(super) fn certificates<W: Write>(page: &mut Page<W>, signing: &Signing) -> io::Result<()> {
    for (index, signer) in signing.signers.iter().enumerate() {
        page.gap()?;
        let primary = signing.primary == Some(index);
        let schemes = signer.schemes.iter().map(|key| key.label()).collect::<Vec<_>>().join(", ");
        let title = match (signer.role, primary) {
            (SignerRole::Stamp, _) => Bilingual::new("来源戳证书", "Source stamp certificate"),
            (SignerRole::Signer, true) if signing.signers.len() > 1 => Bilingual::new(
                format!("签名证书（填表用，{schemes}）"),
                format!("Signing certificate (for the form, {schemes})"),
            ),
            (SignerRole::Signer, _) if schemes.is_empty() => Bilingual::new("证书", "Certificate"),
            (SignerRole::Signer, _) => {
                Bilingual::new(format!("签名证书（{schemes}）"), format!("Signing certificate ({schemes})"))
            }
        };
        page.heading(&title)?;
        if let Some(reason) = signing.primary_reason.as_ref().filter(|_| primary && signing.signers.len() > 1)
        {
            page.both(2, &Bilingual::new(reason.zh.as_str(), reason.en.as_str()))?;
        }
        let key = signer.public_key.as_ref().map(key_words);
        certificate(page, &signer.certificate, key)?;
        for former in &signer.lineage {
            page.both(2, &Bilingual::new("轮换前的证书", "Former certificate, before the key was rotated"))?;
            certificate(page, &former.certificate, None)?;
        }
    }
    Ok(())
}

fn certificate<W: Write>(
    page: &mut Page<W>,
    certificate: &Certificate,
    key: Option<String>,
) -> io::Result<()> {
    let validity = certificate.not_before.as_ref().zip(certificate.not_after.as_ref());
    let rows = [
        (Bilingual::new("主体", "Subject"), certificate.subject.clone()),
        (Bilingual::new("有效期", "Valid"), validity.map(|(from, to)| format!("{} – {}", from.0, to.0))),
        (Bilingual::new("密钥", "Key"), key),
        (Bilingual::new("MD5", "MD5"), Some(format!("{:X}", certificate.md5))),
        (Bilingual::new("SHA-1", "SHA-1"), Some(format!("{:X}", certificate.sha1))),
        (Bilingual::new("SHA-256", "SHA-256"), Some(format!("{:X}", certificate.sha256))),
    ];
    for (label, value) in rows {
        let Some(value) = value else { continue };
        let label = page.inline(&label);
        page.row(&label, &value)?;
    }
    Ok(())
}
