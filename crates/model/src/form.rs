//! The rows of the App filing form.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Bilingual, Platform};

/// The form's rows for one package and one access provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Form {
    /// The platform whose fields these are; null where the package could not be told.
    pub platform: Option<Platform>,
    /// The provider profile that labels and shapes them.
    pub provider: String,
    /// The rows, in the order of [`RowKey`].
    pub rows: Vec<FormRow>,
}

/// One field of the form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FormRow {
    /// Which field.
    pub key: RowKey,
    /// What the provider calls it.
    pub label: Bilingual,
    /// What to paste; several values one a line; null where there is none.
    pub value: Option<String>,
    /// The shape of `value`.
    pub shape: Shape,
    /// The same fact in other shapes.
    pub alternatives: Vec<ShapedValue>,
    /// Whether it can be pasted as it stands.
    pub status: RowStatus,
    /// What to know before pasting.
    pub note: Option<Bilingual>,
}

/// A value in one shape.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ShapedValue {
    /// The shape.
    pub shape: Shape,
    /// The value.
    pub value: String,
    /// Whether the provider profile wants it shown beside the row's own value.
    pub beside: bool,
}

/// The fields of the form, in the order in which they are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RowKey {
    /// APP名称.
    AppName,
    /// 包名 or Bundle ID.
    PackageId,
    /// 公钥.
    PublicKey,
    /// 证书MD5指纹 (Android), SHA-1 (iOS).
    Fingerprint,
    /// 域名.
    Domains,
    /// Hosts of third parties: not to be entered, but each must hold a filing.
    OtherDomains,
    /// IP列表.
    Ips,
    /// SDK服务.
    Sdk,
    /// 图标.
    Icon,
    /// 语种.
    Languages,
    /// 备案号 that the App shows.
    FilingNumber,
}

impl RowKey {
    /// Every key, in order.
    pub const ALL: [Self; 11] = [
        Self::AppName,
        Self::PackageId,
        Self::PublicKey,
        Self::Fingerprint,
        Self::Domains,
        Self::OtherDomains,
        Self::Ips,
        Self::Sdk,
        Self::Icon,
        Self::Languages,
        Self::FilingNumber,
    ];

    /// As in JSON and behind `--field`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AppName => "app-name",
            Self::PackageId => "package-id",
            Self::PublicKey => "public-key",
            Self::Fingerprint => "fingerprint",
            Self::Domains => "domains",
            Self::OtherDomains => "other-domains",
            Self::Ips => "ips",
            Self::Sdk => "sdk",
            Self::Icon => "icon",
            Self::Languages => "languages",
            Self::FilingNumber => "filing-number",
        }
    }
}

/// The shape of a value: what it is, and how it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Shape {
    /// Plain text.
    Text,
    /// RSA modulus in decimal (as jadx-gui shows 模数).
    RsaModulusDecimal,
    /// RSA modulus in upper-case hexadecimal (as Keychain Access and `openssl x509 -modulus`).
    RsaModulusHex,
    /// PKCS#1 `RSAPublicKey` in DER, upper-case hexadecimal (as the Windows certificate viewer).
    Pkcs1Hex,
    /// `SubjectPublicKeyInfo` in DER, upper-case hexadecimal.
    SpkiHex,
    /// `SubjectPublicKeyInfo`, PEM (as `openssl x509 -pubkey`).
    SpkiPem,
    /// EC point `04‖X‖Y` in upper-case hexadecimal.
    EcPointHex,
    /// DSA public value Y in decimal (as jadx-gui shows it).
    DsaYDecimal,
    /// MD5 in upper-case hexadecimal, no separators.
    Md5Hex,
    /// SHA-1 in upper-case hexadecimal, no separators.
    Sha1Hex,
    /// SHA-256 in upper-case hexadecimal, no separators.
    Sha256Hex,
    /// One value a line.
    Lines,
}

impl Shape {
    /// What a value of this shape is, for a person; null for plain text and lists, which need no name.
    pub fn words(self) -> Option<Bilingual> {
        let (zh, en) = match self {
            Self::Text | Self::Lines => return None,
            Self::RsaModulusDecimal => ("RSA模数，十进制", "RSA modulus, decimal"),
            Self::RsaModulusHex => ("RSA模数，十六进制", "RSA modulus, hexadecimal"),
            Self::Pkcs1Hex => ("PKCS#1 公钥，十六进制", "PKCS#1 RSAPublicKey, hexadecimal"),
            Self::SpkiHex => ("SubjectPublicKeyInfo，十六进制", "SubjectPublicKeyInfo, hexadecimal"),
            Self::SpkiPem => ("SubjectPublicKeyInfo，PEM", "SubjectPublicKeyInfo, PEM"),
            Self::EcPointHex => ("椭圆曲线点，十六进制", "EC point, hexadecimal"),
            Self::DsaYDecimal => ("DSA 公开值 Y，十进制", "DSA public value Y, decimal"),
            Self::Md5Hex => ("MD5", "MD5"),
            Self::Sha1Hex => ("SHA-1", "SHA-1"),
            Self::Sha256Hex => ("SHA-256", "SHA-256"),
        };
        Some(Bilingual::new(zh, en))
    }
}

/// Whether a row can be pasted as it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RowStatus {
    /// It can; without a value: the package has nothing for this field, and that is no gap.
    Ready,
    /// A person has to look at it first.
    Check,
    /// There is no value, and the form wants one.
    Missing,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn row_keys_are_written_the_same_in_json_and_on_the_command_line() {
        for key in RowKey::ALL {
            assert_eq!(serde_json::to_value(key).unwrap(), key.as_str());
        }
        assert!(RowKey::ALL.is_sorted());
    }
}
