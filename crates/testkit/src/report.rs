//! Reports built by hand, for tests of the form and of the printers.

mod hosts;

use std::collections::BTreeMap;

use beian_model::{
    App, Bilingual, Certificate, CertificateClass, Coverage, Decimal, Digest, Finding, FindingId, Form,
    FormRow, Hex, KeyAlgorithm, Names, Package, PackageKind, Platform, PrimaryReason, PublicKey, Reason,
    Report, RowKey, RowStatus, SchemeKey, SchemeState, Schemes, Shape, ShapedValue, Signer, SignerRole,
    Signing, Timestamp, Tool,
};

pub use hosts::{evidence, host, with_hosts};

/// A sound Android package with names in two languages, signed by one RSA key (of 64 bits, so that goldens stay short)
/// with v2 and v3, its signature not verified.
pub fn android() -> Report {
    let mut report = bare(PackageKind::Apk);
    report.app = Some(app());
    report.signing = Some(signing(rsa_key()));
    report.findings = vec![Finding::new(FindingId::AppDebuggable, &[])];
    report.coverage = Coverage { complete: true, entries: 9, bytes_inflated: 4096, ..Coverage::default() };
    report
}

/// A report of which nothing but the file is known.
pub fn bare(kind: PackageKind) -> Report {
    let tool = Tool { name: "beian".into(), version: "0.0.0".into() };
    Report::new(tool, Package { path: "some/demo.apk".into(), bytes: 1_249_999, sha256: None, kind })
}

fn app() -> App {
    let locales = BTreeMap::from([("en".into(), "Demo Mall".into()), ("zh-CN".into(), "示例商城".into())]);
    App {
        platform: Platform::Android,
        id: Some("com.example.demo.mall".into()),
        name: Some("示例商城".into()),
        names: Names { default: Some("Demo Mall".into()), locales },
        version: Some("2.4.1".into()),
        build: Some("2041".into()),
        min_os: Some("21".into()),
        target_os: Some("34".into()),
        languages: vec!["en".into(), "zh-CN".into()],
        permissions: vec!["android.permission.INTERNET".into()],
        entry_point: Some("com.example.demo.mall.MainActivity".into()),
        application_class: None,
        split: None,
        shared_user_id: None,
        flags: Vec::new(),
        meta_data: BTreeMap::new(),
        nested: Vec::new(),
    }
}

/// Signed with v2 and v3 by one certificate that has this key.
pub fn signing(key: PublicKey) -> Signing {
    let present = SchemeState { present: true, verified: None };
    let schemes = Schemes { v2: present, v3: present, ..Schemes::default() };
    Signing {
        verified: None,
        schemes,
        primary: Some(0),
        primary_reason: Some(Reason {
            id: PrimaryReason::OnlySigner,
            zh: "唯一的签名者。".into(),
            en: "The only signer.".into(),
        }),
        signers: vec![Signer {
            schemes: vec![SchemeKey::V2, SchemeKey::V3],
            role: SignerRole::Signer,
            certificate: certificate(),
            public_key: Some(key),
            lineage: Vec::new(),
        }],
        problems: Vec::new(),
        ios: None,
    }
}

fn certificate() -> Certificate {
    Certificate {
        md5: Digest([0xCC; 16]),
        sha1: Digest([0xD9; 20]),
        sha256: Digest([0xB0; 32]),
        subject: Some("CN=Demo Mall,O=Demo".into()),
        issuer: Some("CN=Demo Mall,O=Demo".into()),
        serial: Some("1f".into()),
        not_before: Some(Timestamp("2020-01-01T00:00:00Z".into())),
        not_after: Some(Timestamp("2050-01-01T00:00:00Z".into())),
        signature_algorithm: Some("SHA256withRSA".into()),
        class: CertificateClass::Release,
        pem: "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n".into(),
    }
}

fn no_shapes(algorithm: KeyAlgorithm) -> PublicKey {
    PublicKey {
        algorithm,
        curve: None,
        bits: Some(64),
        modulus_hex: None,
        modulus_decimal: None,
        exponent: None,
        y_decimal: None,
        point_hex: None,
        pkcs1_hex: None,
        spki_hex: Some(Hex(vec![0x30, 0x00])),
        spki_pem: Some("-----BEGIN PUBLIC KEY-----\nMAA=\n-----END PUBLIC KEY-----\n".into()),
    }
}

/// An RSA key of 64 bits.
pub fn rsa_key() -> PublicKey {
    PublicKey {
        modulus_hex: Some(Hex(vec![0xA4, 0xF2, 0xE5, 0xAC, 0x50, 0x11, 0xF9, 0x8E])),
        modulus_decimal: Some(Decimal("11885792297466493326".into())),
        exponent: Some(Decimal("65537".into())),
        pkcs1_hex: Some(Hex(vec![0x30, 0x01])),
        ..no_shapes(KeyAlgorithm::Rsa)
    }
}

/// An EC key with a point of four bytes.
pub fn ec_key() -> PublicKey {
    PublicKey {
        curve: Some("P-256".into()),
        bits: Some(256),
        point_hex: Some(Hex(vec![0x04, 0xD6, 0x01, 0xC7])),
        ..no_shapes(KeyAlgorithm::Ec)
    }
}

/// A DSA key with a small Y.
pub fn dsa_key() -> PublicKey {
    PublicKey { y_decimal: Some(Decimal("119506454".into())), ..no_shapes(KeyAlgorithm::Dsa) }
}

/// A key of an algorithm that nobody has named.
pub fn unknown_key() -> PublicKey {
    PublicKey { bits: None, ..no_shapes(KeyAlgorithm::Other("1.2.3".into())) }
}

/// A form with a row of every sort: ready, to be checked with a note and a shape beside, missing.
pub fn form() -> Form {
    let modulus = ShapedValue { shape: Shape::RsaModulusHex, value: "A4F2E5AC5011F98E".into(), beside: true };
    let name = ShapedValue { shape: Shape::Text, value: "Demo Mall".into(), beside: false };
    Form {
        platform: Some(Platform::Android),
        provider: "generic".into(),
        rows: vec![
            FormRow {
                status: RowStatus::Check,
                alternatives: vec![name],
                note: Some(Bilingual::new(
                    "其他语言的名称：“Demo Mall”。",
                    "In other languages: “Demo Mall”.",
                )),
                ..row(RowKey::AppName, ("APP名称", "App name"), Shape::Text, "示例商城")
            },
            row(RowKey::PackageId, ("包名", "Package name"), Shape::Text, "com.example.demo.mall"),
            FormRow {
                status: RowStatus::Check,
                alternatives: vec![modulus],
                note: Some(Bilingual::new("签名未验证。", "Signature not verified.")),
                ..row(
                    RowKey::PublicKey,
                    ("公钥", "Public key"),
                    Shape::RsaModulusDecimal,
                    "11885792297466493326",
                )
            },
            FormRow {
                status: RowStatus::Check,
                note: Some(Bilingual::new("签名未验证。", "Signature not verified.")),
                ..row(
                    RowKey::Fingerprint,
                    ("证书MD5指纹", "Certificate MD5"),
                    Shape::Md5Hex,
                    &"CC".repeat(16),
                )
            },
            FormRow {
                status: RowStatus::Missing,
                value: None,
                ..row(RowKey::Languages, ("语种", "Languages"), Shape::Lines, "")
            },
        ],
    }
}

/// The rows that hosts come to: domains with a note, others, no addresses.
pub fn host_rows() -> [FormRow; 3] {
    let domains = ("域名", "Domains to enter: own or undecided");
    let others = ("其他域名", "Contacted, must hold filings of their own");
    [
        FormRow {
            status: RowStatus::Check,
            note: Some(Bilingual::new("只填自有域名。", "Enter the app's own domains alone.")),
            ..row(RowKey::Domains, domains, Shape::Lines, "api.demo-mall.cn\nimg.cdn.demo-mall.cn")
        },
        row(RowKey::OtherDomains, others, Shape::Lines, "www.android.com"),
        FormRow { value: None, ..row(RowKey::Ips, ("IP列表", "IP addresses"), Shape::Lines, "") },
    ]
}

fn row(key: RowKey, (zh, en): (&str, &str), shape: Shape, value: &str) -> FormRow {
    FormRow {
        key,
        label: Bilingual::new(zh, en),
        value: Some(value.into()),
        shape,
        alternatives: Vec::new(),
        status: RowStatus::Ready,
        note: None,
    }
}
