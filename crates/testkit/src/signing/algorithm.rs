//! The numbers that APK signing blocks have for signature algorithms (`SignatureAlgorithm` of apksig; ML-DSA's in Android 17's
//! `ApkSigningBlockUtils`).

/// RSASSA-PSS with SHA-256.
pub const RSA_PSS_SHA256: u32 = 0x0101;
/// RSASSA-PSS with SHA-512.
pub const RSA_PSS_SHA512: u32 = 0x0102;
/// RSASSA-PKCS1-v1_5 with SHA-256.
pub const RSA_PKCS1_SHA256: u32 = 0x0103;
/// RSASSA-PKCS1-v1_5 with SHA-512.
pub const RSA_PKCS1_SHA512: u32 = 0x0104;
/// ECDSA with SHA-256.
pub const ECDSA_SHA256: u32 = 0x0201;
/// ECDSA with SHA-512.
pub const ECDSA_SHA512: u32 = 0x0202;
/// DSA with SHA-256.
pub const DSA_SHA256: u32 = 0x0301;
/// RSASSA-PKCS1-v1_5 with SHA-256, the content in a verity tree.
pub const VERITY_RSA_PKCS1_SHA256: u32 = 0x0421;
/// ECDSA with SHA-256, the content in a verity tree.
pub const VERITY_ECDSA_SHA256: u32 = 0x0423;
/// DSA with SHA-256, the content in a verity tree.
pub const VERITY_DSA_SHA256: u32 = 0x0425;
/// ML-DSA, the content with SHA-512.
pub const ML_DSA: u32 = 0x0501;
