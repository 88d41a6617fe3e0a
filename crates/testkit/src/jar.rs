//! JAR signatures (v1): `META-INF/MANIFEST.MF`, signature files and their blocks. Sound by default, every part can be replaced.
//!
//! ```
//! use beian_testkit::cert::CertificateBuilder;
//! use beian_testkit::jar::{JarBuilder, JarSigner};
//!
//! let signer = JarSigner::new("CERT", &CertificateBuilder::new("Shop"));
//! let package = JarBuilder::new().entry("classes.dex", b"dex").signer(signer).build().build();
//! assert!(package.starts_with(b"PK\x03\x04"));
//! ```

use data_encoding::BASE64;
use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};

use crate::cert::{CertificateBuilder, TestKey};
use crate::cms::{SignedDataBuilder, SignerBuilder};
use crate::zip::{Entry, ZipBuilder};

const MANIFEST: &str = "META-INF/MANIFEST.MF";
/// Bytes of a line without its end.
const LINE: usize = 70;

/// A digest of manifests and signature files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JarDigest {
    /// `MD5-Digest`.
    Md5,
    /// `SHA1-Digest`.
    Sha1,
    /// `SHA-256-Digest`.
    Sha256,
    /// `SHA-384-Digest`.
    Sha384,
    /// `SHA-512-Digest`.
    Sha512,
}

impl JarDigest {
    /// What stands before `-Digest` in the attribute's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Md5 => "MD5",
            Self::Sha1 => "SHA1",
            Self::Sha256 => "SHA-256",
            Self::Sha384 => "SHA-384",
            Self::Sha512 => "SHA-512",
        }
    }

    /// The digest of these bytes as the attribute's value.
    pub fn of(self, bytes: &[u8]) -> String {
        match self {
            Self::Md5 => BASE64.encode(&Md5::digest(bytes)),
            Self::Sha1 => BASE64.encode(&Sha1::digest(bytes)),
            Self::Sha256 => BASE64.encode(&Sha256::digest(bytes)),
            Self::Sha384 => BASE64.encode(&Sha384::digest(bytes)),
            Self::Sha512 => BASE64.encode(&Sha512::digest(bytes)),
        }
    }
}

/// An attribute with its line ends, continued where it is long.
pub fn attribute(name: &str, value: &str) -> Vec<u8> {
    let text = format!("{name}: {value}");
    let mut lines = Vec::new();
    let mut rest = text.as_bytes();
    while rest.len() > LINE {
        let (line, after) = rest.split_at(if lines.is_empty() { LINE } else { LINE - 1 });
        lines.extend([line, b"\r\n "].concat());
        rest = after;
    }
    lines.extend([rest, b"\r\n"].concat());
    lines
}

/// A section of these attributes, with the empty line that ends it.
pub fn section(attributes: &[(String, String)]) -> Vec<u8> {
    let mut bytes: Vec<u8> = attributes.iter().flat_map(|(name, value)| attribute(name, value)).collect();
    bytes.extend_from_slice(b"\r\n");
    bytes
}

/// Builds a JAR-signed package.
#[derive(Clone, Debug)]
pub struct JarBuilder {
    entries: Vec<(String, Vec<u8>)>,
    unlisted: Vec<(String, Vec<u8>)>,
    digests: Vec<JarDigest>,
    head: Vec<(String, String)>,
    manifest: Option<Vec<u8>>,
    signers: Vec<JarSigner>,
}

impl JarBuilder {
    /// Without entries and signers; digests are SHA-256.
    pub fn new() -> Self {
        Self {
            entries: Vec::new(),
            unlisted: Vec::new(),
            digests: vec![JarDigest::Sha256],
            head: vec![("Manifest-Version".to_owned(), "1.0".to_owned())],
            manifest: None,
            signers: Vec::new(),
        }
    }

    /// Adds an entry, stored, that the manifest lists.
    #[must_use]
    pub fn entry(mut self, name: &str, data: &[u8]) -> Self {
        self.entries.push((name.to_owned(), data.to_vec()));
        self
    }

    /// Adds an entry, stored, that the manifest does not list.
    #[must_use]
    pub fn unlisted(mut self, name: &str, data: &[u8]) -> Self {
        self.unlisted.push((name.to_owned(), data.to_vec()));
        self
    }

    /// Chooses the digests of entries.
    #[must_use]
    pub fn digests(mut self, digests: &[JarDigest]) -> Self {
        self.digests = digests.to_vec();
        self
    }

    /// Adds an attribute to the manifest's main section.
    #[must_use]
    pub fn manifest_attribute(mut self, name: &str, value: &str) -> Self {
        self.head.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Puts these bytes in the place of the manifest. Signers sign them.
    #[must_use]
    pub fn manifest(mut self, bytes: &[u8]) -> Self {
        self.manifest = Some(bytes.to_vec());
        self
    }

    /// Adds a signer.
    #[must_use]
    pub fn signer(mut self, signer: JarSigner) -> Self {
        self.signers.push(signer);
        self
    }

    /// The manifest.
    pub fn manifest_bytes(&self) -> Vec<u8> {
        if let Some(bytes) = &self.manifest {
            return bytes.clone();
        }
        let mut bytes = section(&self.head);
        for (name, data) in &self.entries {
            bytes.extend(digest_section(name, &self.digests, data));
        }
        bytes
    }

    /// The signature's files by name: the manifest, then each signer's two.
    pub fn files(&self) -> Vec<(String, Vec<u8>)> {
        let manifest = self.manifest_bytes();
        let mut files = vec![(MANIFEST.to_owned(), manifest.clone())];
        for signer in &self.signers {
            let signature_file = signer.signature_file_of(&manifest);
            files.push((signer.block_name(), signer.block_of(&signature_file)));
            files.push((signer.signature_file_name(), signature_file));
        }
        files
    }

    /// The archive: the signature's files, then the entries.
    pub fn build(&self) -> ZipBuilder {
        let entries = self.entries.iter().chain(&self.unlisted).cloned();
        self.files()
            .into_iter()
            .chain(entries)
            .fold(ZipBuilder::new(), |zip, (name, data)| zip.entry(Entry::stored(name.as_bytes(), &data)))
    }
}

impl Default for JarBuilder {
    fn default() -> Self {
        Self::new()
    }
}

/// Builds a signer's two files.
#[derive(Clone, Debug)]
pub struct JarSigner {
    name: String,
    certificate: CertificateBuilder,
    head: Vec<(String, String)>,
    digests: Vec<JarDigest>,
    manifest_digest: bool,
    main_digest: bool,
    sections: Option<Vec<String>>,
    signature_file: Option<Vec<u8>>,
    block: Option<Vec<u8>>,
    signed_attributes: bool,
}

impl JarSigner {
    /// A signer whose files have this name, with this certificate and its key. It digests the whole manifest and every section with
    /// SHA-256, and signs without attributes.
    pub fn new(name: &str, certificate: &CertificateBuilder) -> Self {
        Self {
            name: name.to_owned(),
            certificate: certificate.clone(),
            head: vec![("Signature-Version".to_owned(), "1.0".to_owned())],
            digests: vec![JarDigest::Sha256],
            manifest_digest: true,
            main_digest: false,
            sections: None,
            signature_file: None,
            block: None,
            signed_attributes: false,
        }
    }

    /// Adds an attribute to the signature file's main section, before the digests.
    #[must_use]
    pub fn attribute(mut self, name: &str, value: &str) -> Self {
        self.head.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Puts these in the place of the attributes before the digests, the version too.
    #[must_use]
    pub fn attributes(mut self, attributes: &[(&str, &str)]) -> Self {
        self.head =
            attributes.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        self
    }

    /// Chooses the digests.
    #[must_use]
    pub fn digests(mut self, digests: &[JarDigest]) -> Self {
        self.digests = digests.to_vec();
        self
    }

    /// Leaves out the digest of the whole manifest.
    #[must_use]
    pub fn without_manifest_digest(mut self) -> Self {
        self.manifest_digest = false;
        self
    }

    /// Adds the digest of the manifest's main section.
    #[must_use]
    pub fn with_main_digest(mut self) -> Self {
        self.main_digest = true;
        self
    }

    /// Signs the sections of these names only.
    #[must_use]
    pub fn sections(mut self, names: &[&str]) -> Self {
        self.sections = Some(names.iter().map(|name| (*name).to_owned()).collect());
        self
    }

    /// Puts these bytes in the place of the signature file. The block signs them.
    #[must_use]
    pub fn signature_file(mut self, bytes: &[u8]) -> Self {
        self.signature_file = Some(bytes.to_vec());
        self
    }

    /// Puts these bytes in the place of the block file.
    #[must_use]
    pub fn block(mut self, bytes: &[u8]) -> Self {
        self.block = Some(bytes.to_vec());
        self
    }

    /// Signs attributes instead of the signature file.
    #[must_use]
    pub fn with_signed_attributes(mut self) -> Self {
        self.signed_attributes = true;
        self
    }

    /// The block file's name, whose ending follows the key.
    pub fn block_name(&self) -> String {
        let ending = match self.certificate.test_key() {
            TestKey::P256 | TestKey::OtherP256 => "EC",
            TestKey::Dsa1024 => "DSA",
            _ => "RSA",
        };
        format!("META-INF/{}.{ending}", self.name)
    }

    /// The signature file's name.
    pub fn signature_file_name(&self) -> String {
        format!("META-INF/{}.SF", self.name)
    }

    /// The signature file for a manifest whose sections end with empty lines, each line with CR LF.
    pub fn signature_file_of(&self, manifest: &[u8]) -> Vec<u8> {
        if let Some(bytes) = &self.signature_file {
            return bytes.clone();
        }
        let sections = sections(manifest);
        let mut head = self.head.clone();
        let mut digest = |kind: &str, bytes: &[u8]| {
            for digest in &self.digests {
                head.push((format!("{}-Digest-{kind}", digest.name()), digest.of(bytes)));
            }
        };
        if self.manifest_digest {
            digest("Manifest", manifest);
        }
        if self.main_digest {
            digest("Manifest-Main-Attributes", sections.first().map_or(&[], |section| section));
        }
        let mut bytes = section(&head);
        for section in sections.iter().skip(1) {
            let name = name_of(section);
            if self.sections.as_ref().is_none_or(|wanted| wanted.contains(&name)) {
                bytes.extend(digest_section(&name, &self.digests, section));
            }
        }
        bytes
    }

    /// The block file for a signature file.
    pub fn block_of(&self, signature_file: &[u8]) -> Vec<u8> {
        if let Some(bytes) = &self.block {
            return bytes.clone();
        }
        let signer = SignerBuilder::new(&self.certificate);
        let signer = if self.signed_attributes { signer.with_signed_attributes() } else { signer };
        SignedDataBuilder::new()
            .certificate(&self.certificate.build_der())
            .signer(&signer.build(signature_file))
            .build()
    }
}

fn digest_section(name: &str, digests: &[JarDigest], bytes: &[u8]) -> Vec<u8> {
    let mut attributes = vec![("Name".to_owned(), name.to_owned())];
    attributes.extend(digests.iter().map(|digest| (format!("{}-Digest", digest.name()), digest.of(bytes))));
    section(&attributes)
}

/// The sections of a manifest, each with the empty line behind it.
fn sections(manifest: &[u8]) -> Vec<&[u8]> {
    let mut sections = Vec::new();
    let mut rest = manifest;
    while let Some(at) = rest.windows(4).position(|window| window == b"\r\n\r\n") {
        let (section, after) = rest.split_at(at + 4);
        sections.push(section);
        rest = after;
    }
    sections
}

fn name_of(section: &[u8]) -> String {
    let text = String::from_utf8_lossy(section).replace("\r\n ", "");
    let name = text.lines().next().and_then(|line| line.strip_prefix("Name: "));
    name.unwrap_or_default().to_owned()
}
