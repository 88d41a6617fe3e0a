//! Code signatures: blobs behind an index, code directories whose hashes are right.

use std::collections::BTreeMap;

use sha1::Sha1;
use sha2::{Digest as _, Sha256, Sha384};

use super::small;

/// Magic numbers of blobs.
pub mod magic {
    /// The blob that holds all others.
    pub const SUPER_BLOB: u32 = 0xfade_0cc0;
    /// A code directory.
    pub const CODE_DIRECTORY: u32 = 0xfade_0c02;
    /// Requirements.
    pub const REQUIREMENTS: u32 = 0xfade_0c01;
    /// Entitlements as a property list.
    pub const ENTITLEMENTS: u32 = 0xfade_7171;
    /// Entitlements in DER.
    pub const DER_ENTITLEMENTS: u32 = 0xfade_7172;
    /// What wraps a CMS message, among other things.
    pub const WRAPPER: u32 = 0xfade_0b01;
}

/// The hash of a code directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Digest {
    /// SHA-1.
    Sha1,
    /// SHA-256.
    Sha256,
    /// SHA-256, its first 20 bytes.
    Sha256Truncated,
    /// SHA-384.
    Sha384,
}

impl Digest {
    /// `hashType`.
    #[must_use]
    pub fn number(self) -> u8 {
        match self {
            Self::Sha1 => 1,
            Self::Sha256 => 2,
            Self::Sha256Truncated => 3,
            Self::Sha384 => 4,
        }
    }

    /// The hash of these bytes.
    #[must_use]
    pub fn of(self, bytes: &[u8]) -> Vec<u8> {
        match self {
            Self::Sha1 => Sha1::digest(bytes).to_vec(),
            Self::Sha256 => Sha256::digest(bytes).to_vec(),
            Self::Sha256Truncated => Sha256::digest(bytes)[..20].to_vec(),
            Self::Sha384 => Sha384::digest(bytes).to_vec(),
        }
    }
}

/// A code signature to be written.
#[derive(Clone, Debug)]
pub struct Signature {
    /// `identOffset`'s text.
    pub identifier: String,
    /// `teamOffset`'s text.
    pub team: Option<String>,
    /// `flags`.
    pub flags: u32,
    /// `version`: how many fields the code directories have.
    pub version: u32,
    /// `pageSize`, as a power of two; 0 for one page.
    pub page_shift: u8,
    /// One code directory for each, the first in slot 0 and the others from 0x1000 on.
    pub digests: Vec<Digest>,
    /// Bytes that special slots seal and that are not in the signature: 1 is `Info.plist`, 3 is `CodeResources`.
    pub sealed: BTreeMap<u32, Vec<u8>>,
    /// Blobs: slot, magic, content. Those of the slots up to 11 are sealed, with their headers unless they only wrap.
    pub blobs: Vec<(u32, u32, Vec<u8>)>,
    /// The content of the CMS blob; without one there is no such blob.
    pub cms: Option<Vec<u8>>,
    /// How many bytes are kept for it; what it does not need is zeros behind the signature.
    pub cms_space: usize,
}

impl Signature {
    /// As Xcode signs: SHA-1 and SHA-256, pages of 4 KiB, requirements and entitlements, no CMS yet.
    #[must_use]
    pub fn new(identifier: &str) -> Self {
        let requirements = 0_u32.to_be_bytes().to_vec();
        let entitlements = b"<plist version=\"1.0\"><dict/></plist>\n".to_vec();
        Self {
            identifier: identifier.to_owned(),
            team: Some("TEAM123456".to_owned()),
            flags: 0,
            version: 0x20400,
            page_shift: 12,
            digests: vec![Digest::Sha1, Digest::Sha256],
            sealed: BTreeMap::from([(1, b"<plist/>".to_vec()), (3, b"<plist><dict/></plist>".to_vec())]),
            blobs: vec![(2, magic::REQUIREMENTS, requirements), (5, magic::ENTITLEMENTS, entitlements)],
            cms: None,
            cms_space: 0,
        }
    }

    /// Without a certificate, and said so.
    #[must_use]
    pub fn ad_hoc(identifier: &str) -> Self {
        Self { flags: 2, team: None, cms: Some(Vec::new()), ..Self::new(identifier) }
    }

    /// Bytes that the signature of so much code has.
    #[must_use]
    pub fn space(&self, code: usize) -> usize {
        let blank = Self { cms: None, ..self.clone() }.build(&vec![0; code]);
        let cms = self.cms_space.max(self.cms.as_ref().map_or(0, Vec::len));
        // Always with room for the blob's header and its index.
        (blank.len() + 16 + cms).next_multiple_of(16)
    }

    /// The signature of what stands before it in the file.
    #[must_use]
    pub fn build(&self, code: &[u8]) -> Vec<u8> {
        let mut blobs: Vec<(u32, Vec<u8>)> = Vec::new();
        for (index, directory) in self.directories(code).into_iter().enumerate() {
            let slot = if index == 0 { 0 } else { 0x0fff + small(index) };
            blobs.push((slot, directory));
        }
        blobs.extend(self.blobs.iter().map(|(slot, magic, content)| (*slot, blob(*magic, content))));
        blobs.extend(self.cms.iter().map(|cms| (0x10000, blob(magic::WRAPPER, cms))));
        super_blob(magic::SUPER_BLOB, &blobs)
    }

    /// The code directories for what stands before the signature.
    #[must_use]
    pub fn directories(&self, code: &[u8]) -> Vec<Vec<u8>> {
        self.digests.iter().map(|digest| self.directory(*digest, code)).collect()
    }

    fn directory(&self, digest: Digest, code: &[u8]) -> Vec<u8> {
        let pages: Vec<&[u8]> = match self.page_shift {
            0 => vec![code],
            shift => code.chunks(1 << shift).collect(),
        };
        let special = self.special();
        let last = special.keys().max().copied().unwrap_or_default();
        let size = digest.of(b"").len();
        let fixed = self.fixed();
        let identifier = fixed;
        let team = identifier + self.identifier.len() + 1;
        let hashes = team + self.team.as_ref().map_or(0, |team| team.len() + 1) + size * last as usize;
        let length = hashes + size * pages.len();
        let mut bytes = numbers(&[
            magic::CODE_DIRECTORY,
            small(length),
            self.version,
            self.flags,
            small(hashes),
            small(identifier),
            last,
            small(pages.len()),
            small(code.len()),
        ]);
        bytes.extend([u8::try_from(size).expect("a short hash"), digest.number(), 0, self.page_shift]);
        bytes.extend(numbers(&[0, 0, if self.team.is_some() { small(team) } else { 0 }]));
        bytes.extend(numbers(&[0, 0, 0, 0, 0, 0, small(code.len()), 0, 1]));
        // The runtime's version, then no hashes of encrypted pages, no linkage.
        bytes.extend(numbers(&[0x000c_0000, 0, 0, 0, 0]));
        bytes.resize(fixed, 0);
        bytes.extend(self.identifier.as_bytes());
        bytes.push(0);
        if let Some(team) = &self.team {
            bytes.extend(team.as_bytes());
            bytes.push(0);
        }
        for slot in (1..=last).rev() {
            bytes.extend(special.get(&slot).map_or_else(|| vec![0; size], |sealed| digest.of(sealed)));
        }
        bytes.extend(pages.iter().flat_map(|page| digest.of(page)));
        bytes
    }

    /// What the special slots seal, by slot.
    fn special(&self) -> BTreeMap<u32, Vec<u8>> {
        let mut special = self.sealed.clone();
        let blobs = self.blobs.iter().filter(|(slot, ..)| (1..=11).contains(slot));
        special.extend(blobs.map(|(slot, magic, content)| {
            let sealed = if *magic == magic::WRAPPER { content.clone() } else { blob(*magic, content) };
            (*slot, sealed)
        }));
        special
    }

    /// Bytes of the fields that the version has.
    fn fixed(&self) -> usize {
        let forms =
            [(0x20600, 108), (0x20500, 96), (0x20400, 88), (0x20300, 64), (0x20200, 52), (0x20100, 48)];
        forms.iter().find(|(version, _)| self.version >= *version).map_or(44, |(_, size)| *size)
    }
}

/// A blob: magic, length, content.
#[must_use]
pub fn blob(magic: u32, content: &[u8]) -> Vec<u8> {
    [&numbers(&[magic, small(content.len() + 8)]), content].concat()
}

/// A blob of blobs: slots and offsets in front.
#[must_use]
pub fn super_blob(magic: u32, blobs: &[(u32, Vec<u8>)]) -> Vec<u8> {
    let mut at = 12 + 8 * blobs.len();
    let length = at + blobs.iter().map(|(_, blob)| blob.len()).sum::<usize>();
    let mut bytes = numbers(&[magic, small(length), small(blobs.len())]);
    for (slot, blob) in blobs {
        bytes.extend(numbers(&[*slot, small(at)]));
        at += blob.len();
    }
    bytes.extend(blobs.iter().flat_map(|(_, blob)| blob));
    bytes
}

fn numbers(numbers: &[u32]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_be_bytes()).collect()
}
