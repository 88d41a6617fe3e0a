//! JAR signatures (v1): `META-INF/*.RSA`, `.DSA` and `.EC`, each with its `.SF`.
//!
//! Which files count is what `V1SchemeVerifier.Signers.verify` and the platform (`StrictJarFile.getMetaEntries`,
//! `StrictJarVerifier.readCertificates`) agree on: names are compared byte by byte, folders below `META-INF/` are not excluded, a block
//! without signature file is ignored, and nothing counts without `META-INF/MANIFEST.MF`.

use beian_archive::{Archive, Budget, Entry, EntryIndex, Scratch};
use beian_pki::Certificate;
use beian_pki::cms::SignedData;

use super::block::MAX_VALUE;
use super::{Problem, ProblemKind, Scheme};

/// How many block files are read. The platform refuses more than ten that count.
const MAX_BLOCKS: usize = 32;
const FOLDER: &[u8] = b"META-INF/";
const MANIFEST: &[u8] = b"META-INF/MANIFEST.MF";

/// The JAR signatures of a package.
#[derive(Clone, Debug, Default)]
pub struct JarSignatures {
    /// Whether there is a manifest. Without one no signature counts.
    pub has_manifest: bool,
    /// The signature block files, in the directory's order.
    pub signers: Vec<JarSigner>,
    /// What is wrong with them.
    pub problems: Vec<Problem>,
}

/// One signature block file.
#[derive(Clone, Debug)]
pub struct JarSigner {
    /// The entry.
    pub entry: EntryIndex,
    /// Its name.
    pub name: Vec<u8>,
    /// The signature file that it signs. Without one the block counts for nothing.
    pub signature_file: Option<EntryIndex>,
    /// The message in it; `None` where it could not be read.
    pub message: Option<SignedData>,
}

/// Whether an entry of this name is a signature block file.
pub fn is_signature_block_name(name: &[u8]) -> bool {
    name.starts_with(FOLDER) && [&b".RSA"[..], b".DSA", b".EC"].iter().any(|suffix| name.ends_with(suffix))
}

/// The name of the signature file that belongs to a block file: what stands before its last full stop, and `.SF`.
pub fn signature_file_name(block: &[u8]) -> Vec<u8> {
    let end = block.iter().rposition(|octet| *octet == b'.').unwrap_or(block.len());
    [block.get(..end).unwrap_or_default(), b".SF"].concat()
}

impl JarSignatures {
    /// Of a package's entries.
    pub(super) fn read(archive: &Archive, budget: &mut Budget) -> Self {
        let mut signatures =
            Self { has_manifest: archive.named(MANIFEST).next().is_some(), ..Self::default() };
        let mut scratch = Scratch::default();
        for entry in archive.entries().iter().filter(|entry| is_signature_block_name(entry.name())) {
            if signatures.signers.len() == MAX_BLOCKS {
                signatures.note(ProblemKind::TooMany { limit: MAX_BLOCKS });
                break;
            }
            let signer = signatures.read_block(archive, entry, &mut scratch, budget);
            signatures.signers.push(signer);
        }
        if !signatures.signers.is_empty() && !signatures.has_manifest {
            signatures.problems.insert(0, Problem::of_scheme(Scheme::V1, 0, ProblemKind::NoManifest));
        }
        signatures
    }

    /// The signers that count for the platform, with their places in [`JarSignatures::signers`].
    pub fn counted(&self) -> impl Iterator<Item = (usize, &JarSigner)> {
        let signers = self.signers.iter().enumerate();
        signers.filter(|(_, signer)| self.has_manifest && signer.signature_file.is_some())
    }

    fn read_block(
        &mut self,
        archive: &Archive,
        entry: &Entry,
        scratch: &mut Scratch,
        budget: &mut Budget,
    ) -> JarSigner {
        let name = entry.name().to_vec();
        let signature_file = archive.named(&signature_file_name(&name)).next().map(Entry::index);
        if signature_file.is_none() {
            self.note(ProblemKind::MissingSignatureFile { block: name.clone() });
        }
        let bytes = self.read_entry(archive, entry, scratch, budget);
        let message = bytes.and_then(|bytes| self.read_message(&name, &bytes));
        JarSigner { entry: entry.index(), name, signature_file, message }
    }

    fn read_entry(
        &mut self,
        archive: &Archive,
        entry: &Entry,
        scratch: &mut Scratch,
        budget: &mut Budget,
    ) -> Option<Vec<u8>> {
        if entry.uncompressed_size() > MAX_VALUE {
            self.note(ProblemKind::TooLarge { size: entry.uncompressed_size(), limit: MAX_VALUE });
            return None;
        }
        let mut bytes = Vec::new();
        match archive.read_with(scratch, entry.index(), budget, &mut bytes) {
            Ok(read) if !read.is_complete() => {
                self.note(ProblemKind::EntryIncomplete { block: entry.name().to_vec() });
            }
            Ok(_) => {}
            Err(error) => {
                self.note(ProblemKind::Unreadable(error));
                return None;
            }
        }
        Some(bytes)
    }

    fn read_message(&mut self, name: &[u8], bytes: &[u8]) -> Option<SignedData> {
        let block = name.to_vec();
        match SignedData::parse(bytes) {
            Ok(message) if message.signers.is_empty() => {
                self.note(ProblemKind::NoSignerInfo { block });
                Some(message)
            }
            Ok(message) => {
                if chosen(&message).is_none() {
                    self.note(ProblemKind::CertificateNotFound { block });
                }
                Some(message)
            }
            Err(error) => {
                self.note(ProblemKind::MalformedMessage { block, error });
                None
            }
        }
    }

    /// Offsets of errors within a file are the errors' own.
    fn note(&mut self, kind: ProblemKind) {
        let signer = Some(self.signers.len());
        self.problems.push(Problem { signer, ..Problem::of_scheme(Scheme::V1, 0, kind) });
    }
}

impl JarSigner {
    /// The certificate that the file's signer names: of the first signer whose certificate is there. Android before 7.0 looks at the first
    /// signer alone, later ones take the first that verifies (`V1SchemeVerifier.Signer.verifySigBlockAgainstSigFile`).
    pub fn certificate(&self) -> Option<&Certificate> {
        chosen(self.message.as_ref()?)
    }
}

fn chosen(message: &SignedData) -> Option<&Certificate> {
    (0..message.signers.len()).find_map(|signer| message.signer_certificate(signer))
}

#[cfg(test)]
mod tests;
