//! Who signed the package, with which certificate and key, and whether it holds.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::{Bilingual, Decimal, Hex, Md5, Sha1, Sha256, Timestamp, findings::Severity};

/// The `signing` object.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Signing {
    /// The platform's verdict for the SDK range; null where it was not checked. False for an unsigned package.
    pub verified: Option<bool>,
    /// Which signature schemes are there, each with its own verdict.
    pub schemes: Schemes,
    /// Index in `signers` of the one whose values go on the form; set whenever a signer's certificate could be read.
    pub primary: Option<usize>,
    /// Why that one.
    pub primary_reason: Option<Reason>,
    /// One entry per distinct leaf certificate.
    pub signers: Vec<Signer>,
    /// What is wrong with the signatures, under the platform's own names.
    pub problems: Vec<SigningProblem>,
    /// What only iOS has; null on Android.
    pub ios: Option<IosSigning>,
}

/// A choice and its reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Reason {
    /// Which rule decided.
    pub id: PrimaryReason,
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

/// The rule that chose the primary signer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PrimaryReason {
    /// It is the only signer.
    OnlySigner,
    /// The first signer of the highest scheme that applies in the SDK range.
    HighestScheme,
    /// The same, but there is a higher one of whose signers no certificate could be read.
    HigherUnreadable,
    /// No scheme applies in the SDK range; the first signer of the highest scheme there is.
    OutOfRange,
    /// The classical signer of a hybrid v3.2 signature: no form knows a post-quantum key.
    ClassicalOfHybrid,
    /// The certificate that the SignerInfo of the main executable's first slice names (iOS).
    MainExecutable,
    /// Taken from the provisioning profile, since the code signature names none (iOS).
    ProfileFallback,
    /// A bare certificate file: the certificate that issues none of the others in it.
    BareCertificate,
}

/// A signature scheme.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SchemeKey {
    /// JAR signature.
    V1,
    /// APK Signature Scheme v2.
    V2,
    /// APK Signature Scheme v3.
    V3,
    /// APK Signature Scheme v3.1.
    V31,
    /// APK Signature Scheme v3.2.
    V32,
    /// APK Signature Scheme v4 (`.idsig`).
    V4,
    /// Source stamp.
    Stamp,
    /// Apple code signature.
    Ios,
}

impl SchemeKey {
    /// As people write it: `v3.1`, `source stamp`.
    pub fn label(self) -> &'static str {
        match self {
            Self::V1 => "v1",
            Self::V2 => "v2",
            Self::V3 => "v3",
            Self::V31 => "v3.1",
            Self::V32 => "v3.2",
            Self::V4 => "v4",
            Self::Stamp => "source stamp",
            Self::Ios => "iOS",
        }
    }
}

/// Each scheme's presence and verdict.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Schemes {
    /// JAR signature.
    pub v1: SchemeState,
    /// APK Signature Scheme v2.
    pub v2: SchemeState,
    /// APK Signature Scheme v3.
    pub v3: SchemeState,
    /// APK Signature Scheme v3.1.
    pub v31: SchemeState,
    /// APK Signature Scheme v3.2.
    pub v32: SchemeState,
    /// APK Signature Scheme v4.
    pub v4: SchemeState,
    /// Source stamp.
    pub stamp: SchemeState,
    /// Apple code signature.
    pub ios: SchemeState,
}

impl Schemes {
    /// Every scheme with its state, in the order v1, v2, v3, v3.1, v3.2, v4, stamp, iOS.
    pub fn iter(&self) -> impl Iterator<Item = (SchemeKey, SchemeState)> {
        [
            (SchemeKey::V1, self.v1),
            (SchemeKey::V2, self.v2),
            (SchemeKey::V3, self.v3),
            (SchemeKey::V31, self.v31),
            (SchemeKey::V32, self.v32),
            (SchemeKey::V4, self.v4),
            (SchemeKey::Stamp, self.stamp),
            (SchemeKey::Ios, self.ios),
        ]
        .into_iter()
    }

    /// The state of one scheme, to be filled.
    pub fn state_mut(&mut self, key: SchemeKey) -> &mut SchemeState {
        match key {
            SchemeKey::V1 => &mut self.v1,
            SchemeKey::V2 => &mut self.v2,
            SchemeKey::V3 => &mut self.v3,
            SchemeKey::V31 => &mut self.v31,
            SchemeKey::V32 => &mut self.v32,
            SchemeKey::V4 => &mut self.v4,
            SchemeKey::Stamp => &mut self.stamp,
            SchemeKey::Ios => &mut self.ios,
        }
    }
}

/// Whether a scheme is there, and whether it holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SchemeState {
    /// The package carries it.
    pub present: bool,
    /// It holds; null where it was not checked or is not there.
    pub verified: Option<bool>,
}

/// One signer: a distinct leaf certificate, with all schemes that name it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Signer {
    /// The schemes whose signer it is, in the order of [`SchemeKey`].
    pub schemes: Vec<SchemeKey>,
    /// Whether it signs the app or only its stamp.
    pub role: SignerRole,
    /// Its certificate.
    pub certificate: Certificate,
    /// The certificate's key; null where it could not be read.
    pub public_key: Option<PublicKey>,
    /// The certificates before it, oldest first, where the key was rotated (v3).
    pub lineage: Vec<LineageStep>,
}

/// What a signer signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SignerRole {
    /// The package.
    Signer,
    /// The source stamp only.
    Stamp,
}

/// One X.509 certificate. Digests are over the raw DER as it lies in the package.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Certificate {
    /// MD5: the form's fingerprint on Android.
    pub md5: Md5,
    /// SHA-1: the form's fingerprint on iOS.
    pub sha1: Sha1,
    /// SHA-256.
    pub sha256: Sha256,
    /// Subject, most specific attribute first, as RFC 4514 writes it.
    pub subject: Option<String>,
    /// Issuer, likewise.
    pub issuer: Option<String>,
    /// Serial number in hexadecimal, without leading zeros, with `-` where it is negative.
    pub serial: Option<String>,
    /// Start of validity.
    pub not_before: Option<Timestamp>,
    /// End of validity.
    pub not_after: Option<Timestamp>,
    /// Name of the algorithm that signed it, or its OID.
    pub signature_algorithm: Option<String>,
    /// What sort of certificate it is.
    pub class: CertificateClass,
    /// The certificate itself, PEM.
    pub pem: String,
}

/// What sort of certificate it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CertificateClass {
    /// Somebody's own (Android).
    Release,
    /// The SDK's debug certificate (Android).
    Debug,
    /// A key that is published, so that anybody can sign with it.
    TestKey,
    /// Apple distribution.
    Distribution,
    /// Apple development.
    Development,
    /// Apple enterprise distribution.
    Enterprise,
    /// Apple distribution with an ad hoc profile.
    Adhoc,
    /// Apple's own, of an app from the store.
    Store,
    /// Names itself Apple's, but no known root stands behind it.
    Unanchored,
    /// Could not be told.
    Unknown,
}

/// The key of a certificate in every shape that a form asks for (`form.md` §1). Shapes that the algorithm lacks are null.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PublicKey {
    /// The algorithm.
    pub algorithm: KeyAlgorithm,
    /// The curve's name (EC): `P-256`, or its OID.
    pub curve: Option<String>,
    /// Size in bits, of the number itself.
    pub bits: Option<u32>,
    /// RSA modulus, no leading zeros.
    pub modulus_hex: Option<Hex>,
    /// RSA modulus.
    pub modulus_decimal: Option<Decimal>,
    /// RSA public exponent.
    pub exponent: Option<Decimal>,
    /// DSA public value Y.
    pub y_decimal: Option<Decimal>,
    /// EC point as the certificate holds it (`04‖X‖Y`).
    pub point_hex: Option<Hex>,
    /// RSA key as PKCS#1 `RSAPublicKey`, DER.
    pub pkcs1_hex: Option<Hex>,
    /// `SubjectPublicKeyInfo`, DER as stored.
    pub spki_hex: Option<Hex>,
    /// The same, PEM.
    pub spki_pem: Option<String>,
}

/// Public-key algorithms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum KeyAlgorithm {
    /// RSA (also where the key is restricted to PSS).
    Rsa,
    /// Elliptic curve (ECDSA).
    Ec,
    /// DSA.
    Dsa,
    /// ML-DSA (FIPS 204), post-quantum.
    MlDsa,
    /// EdDSA (Ed25519, Ed448).
    Eddsa,
    /// Another one, by its OID in dotted form.
    #[serde(untagged)]
    Other(String),
}

/// One former certificate of a rotated key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LineageStep {
    /// The certificate.
    pub certificate: Certificate,
    /// What the current signer still grants it, in the platform's names (`installed-data`, `shared-uid`, `permission`, `rollback`, `auth`).
    pub capabilities: Vec<String>,
}

/// Something wrong with a signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SigningProblem {
    /// The scheme concerned.
    pub scheme: Option<SchemeKey>,
    /// The signer concerned, by its position in the scheme's own order.
    pub signer: Option<u32>,
    /// The platform's own issue name in kebab case (apksig's enumeration), or ours where it has none.
    pub code: String,
    /// How bad it is.
    pub severity: Severity,
    /// What it is.
    pub message: Bilingual,
}

/// What only iOS has.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct IosSigning {
    /// Team identifier of the main executable's CodeDirectory.
    pub team: Option<String>,
    /// Its identifier.
    pub identifier: Option<String>,
    /// Platform of the main executable's load commands.
    pub platform: Option<String>,
    /// A simulator build.
    pub simulator: bool,
    /// Format of the main Info.plist.
    pub info_format: Option<InfoFormat>,
    /// Entitlements of the main executable.
    pub entitlements: Option<BTreeMap<String, serde_json::Value>>,
    /// Every slice of every executable.
    pub slices: Vec<Slice>,
    /// What the resource seals of the bundles say of their files.
    pub files: Vec<BundleFiles>,
    /// The provisioning profile.
    pub profile: Option<Profile>,
}

/// How an Info.plist is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum InfoFormat {
    /// XML.
    Xml,
    /// Binary.
    Binary,
}

/// One architecture of one executable.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Slice {
    /// The bundle it belongs to.
    pub bundle: String,
    /// The executable's path.
    pub executable: String,
    /// As `lipo` names it.
    pub arch: String,
    /// `LC_UUID`.
    pub uuid: Option<String>,
    /// `LC_ENCRYPTION_INFO`'s cryptid; not 0 where FairPlay encrypts it.
    pub cryptid: Option<u32>,
    /// Hash types of its CodeDirectories.
    pub hash_types: Vec<String>,
    /// SHA-1 of the SHA-1 CodeDirectory.
    pub cdhash_sha1: Option<Hex>,
    /// SHA-256 of the SHA-256 CodeDirectory, whole.
    pub cdhash_sha256: Option<Hex>,
    /// Signing time of the CMS signature.
    pub signing_time: Option<Timestamp>,
    /// The CMS signature.
    pub cms: CmsState,
    /// Page hashes; null where they could not be checked.
    pub pages: Option<PagesState>,
    /// Special slots.
    pub slots: Slots,
}

/// State of a code signature's CMS blob.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CmsState {
    /// It holds over the attributes as stored.
    Valid,
    /// It does not.
    Invalid,
    /// There is none.
    Absent,
    /// Signed ad hoc.
    Adhoc,
    /// No code signature at all.
    Unsigned,
    /// It could not be read.
    Unreadable,
}

/// Whether page hashes agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PagesState {
    /// All do.
    Ok,
    /// One does not.
    Differs,
}

/// State of a code signature's special slots; null where one could not be checked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Slots {
    /// Slot 1.
    pub info: Option<SlotState>,
    /// Slot 2.
    pub requirements: Option<SlotState>,
    /// Slot 3.
    pub resources: Option<SlotState>,
    /// Slot 5.
    pub entitlements: Option<SlotState>,
    /// Slot 7.
    pub der_entitlements: Option<SlotState>,
}

/// State of one special slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SlotState {
    /// The hash agrees.
    Ok,
    /// It does not.
    Differs,
    /// The slot is filled but the part is not there.
    Absent,
    /// The part is there but no slot covers it.
    NotSealed,
}

/// What a bundle's resource seal says of its files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct BundleFiles {
    /// The bundle.
    pub bundle: String,
    /// Sealed but absent.
    pub missing: Vec<String>,
    /// Differ from the seal.
    pub changed: Vec<String>,
    /// There, but not sealed although the rules cover them.
    pub unsealed: Vec<String>,
}

/// A provisioning profile.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Profile {
    /// What it allows.
    #[serde(rename = "type")]
    pub kind: Option<ProfileType>,
    /// Its name.
    pub name: Option<String>,
    /// Its UUID.
    pub uuid: Option<String>,
    /// Team identifier.
    pub team: Option<String>,
    /// Team name.
    pub team_name: Option<String>,
    /// Application identifier with its prefix.
    pub app_id: Option<String>,
    /// Application identifier prefix.
    pub app_id_prefix: Option<String>,
    /// Platforms.
    pub platforms: Vec<String>,
    /// Creation.
    pub creation: Option<Timestamp>,
    /// Expiry.
    pub expiry: Option<Timestamp>,
    /// How it is stored.
    pub container: ProfileContainer,
    /// Its CMS signature.
    pub cms: Option<CmsState>,
    /// Subjects of its signers.
    pub signers: Vec<String>,
    /// SHA-1 of the certificates it allows.
    pub certificates: Vec<Sha1>,
    /// Number of devices it names.
    pub devices: Option<u64>,
    /// Entitlements it grants.
    pub entitlements: Option<BTreeMap<String, serde_json::Value>>,
}

/// What a profile allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ProfileType {
    /// Devices and debugging.
    Development,
    /// Named devices.
    AdHoc,
    /// All devices of an enterprise.
    Enterprise,
    /// The store.
    Store,
}

/// How a profile is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ProfileContainer {
    /// Inside CMS.
    Cms,
    /// Bare XML.
    Xml,
    /// Bare binary plist.
    Bplist,
}
