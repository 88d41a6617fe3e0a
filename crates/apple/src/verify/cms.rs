//! The message against the code directories (Security's `StaticCode.cpp`, `SecStaticCode::verifySignature`, and `cmssiginfo.c`).

use beian_archive::Budget;
use beian_pki::Certificate;
use beian_pki::Reading;
use beian_pki::ber::Reader;
use beian_pki::cms::{SignedData, SignerRefusal};
use beian_pki::oid;
use beian_pki::time::Timestamp;
use thiserror::Error as ThisError;

use super::agility::{self, AgilityFault};
use super::class::Chain;
use super::directories::{Directories, DirectoryFault};
use crate::code_signature::{CodeSignature, Flags, HashType};

/// Whether the message signs the code directories.
#[derive(Clone, Debug, PartialEq)]
pub enum Cms {
    /// It does.
    Valid {
        /// The place of the signer's certificate in the message.
        signer: usize,
    },
    /// It does not.
    Invalid(Fault),
    /// There is none, and no code directory says that there shall be none.
    Absent,
    /// A code directory says that nobody signed (`CS_ADHOC`). Security does not look at a message then.
    AdHoc,
    /// It could not be checked: that is no verdict.
    Unreadable(Unread),
}

/// Why a message does not sign what is there.
#[derive(Clone, Debug, PartialEq, Eq, ThisError)]
#[non_exhaustive]
pub enum Fault {
    /// The code directories are refused, whatever is signed.
    #[error(transparent)]
    Directories(#[from] DirectoryFault),
    /// The message has no signer.
    #[error("nobody signed the message")]
    NoSigner,
    /// The certificate that the first signer names is not in the message.
    #[error("the signer's certificate is not in the message")]
    NoCertificate,
    /// The signature, or what it is over.
    #[error(transparent)]
    Signer(SignerRefusal),
    /// An attribute that names all code directories.
    #[error(transparent)]
    Agility(#[from] AgilityFault),
    /// The certificate is another team's than the code directory says.
    #[error("the code directory is of team {stated}, the certificate is of {certified}")]
    Team {
        /// In the code directory.
        stated: String,
        /// In the certificate.
        certified: String,
    },
}

/// Why a message could not be checked.
#[derive(Clone, Debug, PartialEq, Eq, ThisError)]
#[non_exhaustive]
pub enum Unread {
    /// The message is none.
    #[error("message: {0}")]
    Message(beian_pki::Error),
    /// The first signer cannot be read.
    #[error("signer: {0}")]
    Signer(beian_pki::Error),
    /// The signer's public key cannot be read.
    #[error("key: {0}")]
    Key(beian_pki::Error),
    /// The signed attributes cannot be read.
    #[error("signed attributes: {0}")]
    Attributes(beian_pki::Error),
    /// An algorithm of the signature is not known here.
    #[error(transparent)]
    Unsupported(SignerRefusal),
    /// A code directory's hash function is not known.
    #[error("not supported: {0}")]
    Hash(HashType),
    /// A limit was reached.
    #[error(transparent)]
    Limit(beian_archive::Error),
}

/// Why there is no [`Cms::Valid`].
pub(super) enum Failure {
    Invalid(Fault),
    Unread(Unread),
}

impl<T: Into<Fault>> From<T> for Failure {
    fn from(fault: T) -> Self {
        Self::Invalid(fault.into())
    }
}

impl From<Unread> for Failure {
    fn from(unread: Unread) -> Self {
        Self::Unread(unread)
    }
}

/// The verdict, and the message where it could be read.
pub(super) struct Checked {
    pub(super) verdict: Cms,
    pub(super) message: Option<SignedData>,
}

pub(super) fn verify(signature: &CodeSignature<'_>, budget: &mut Budget) -> Checked {
    let message = signature.cms().map(|bytes| read(bytes, budget));
    let said = signature.best_directory().or_else(|| signature.directories.first());
    let verdict = match &message {
        _ if said.is_some_and(|directory| directory.flags.has(Flags::ADHOC)) => Cms::AdHoc,
        None => Cms::Absent,
        Some(Err(unread)) => Cms::Unreadable(unread.clone()),
        Some(Ok(message)) => match check(message, signature, budget) {
            Ok(signer) => Cms::Valid { signer },
            Err(Failure::Invalid(fault)) => Cms::Invalid(fault),
            Err(Failure::Unread(unread)) => Cms::Unreadable(unread),
        },
    };
    Checked { verdict, message: message.and_then(Result::ok) }
}

/// The certificate that the first signer names, by its place.
pub(super) fn leaf(message: &SignedData) -> Option<usize> {
    let signer = message.signers.first()?.as_ref().ok()?;
    message.certificates.iter().position(|certificate| signer.identifier.names(certificate))
}

/// When the first signer says that it signed (RFC 5652, 11.3).
pub(super) fn signing_time(message: &SignedData) -> Option<Timestamp> {
    const READING: Reading = Reading::SignedAttributes;
    let attributes = message.signers.first()?.as_ref().ok()?.attributes()?.ok()?;
    let value = Reader::new(attributes.values(oid::SIGNING_TIME).next()?).element(READING).ok()?;
    Timestamp::from_element(&value, READING).ok()
}

/// The team of a developer's certificate that Apple issued has to be the one that the code directory states, where both state one.
pub(super) fn with_team(
    signer: usize,
    certificates: &[Certificate],
    chain: &Chain,
    signature: &CodeSignature<'_>,
) -> Cms {
    let stated = signature.best_directory().and_then(|directory| directory.team);
    let certified = certificates.get(signer).and_then(Chain::team).filter(|_| chain.is_developer());
    match (stated, certified) {
        (Some(stated), Some(certified)) if stated != certified.as_bytes() => Cms::Invalid(Fault::Team {
            stated: String::from_utf8_lossy(stated).into_owned(),
            certified: certified.to_owned(),
        }),
        _ => Cms::Valid { signer },
    }
}

fn read(bytes: &[u8], budget: &mut Budget) -> Result<SignedData, Unread> {
    // What is read of a message is copied out of it.
    budget.spend_bytes(u64::try_from(bytes.len()).unwrap_or(u64::MAX)).map_err(Unread::Limit)?;
    SignedData::parse(bytes).map_err(Unread::Message)
}

/// The content is the code directory of slot 0, wherever a message may say that it has some; the first signer counts.
fn check(message: &SignedData, signature: &CodeSignature<'_>, budget: &mut Budget) -> Result<usize, Failure> {
    let directories = Directories::of(signature)?;
    let signer = message.signers.first().ok_or(Fault::NoSigner)?;
    let signer = signer.as_ref().map_err(|error| Unread::Signer(error.clone()))?;
    let place = leaf(message).ok_or(Fault::NoCertificate)?;
    let certificate = message.certificates.get(place).ok_or(Fault::NoCertificate)?;
    let key = certificate.public_key.as_ref().map_err(|error| Unread::Key(error.clone()))?;
    signer.verify(key, directories.base.bytes(), Some(&message.content_type)).map_err(refused)?;
    if let Some(attributes) = signer.attributes() {
        let attributes = attributes.map_err(Unread::Attributes)?;
        agility::check(&attributes, &directories, budget)?;
    }
    // xnu refuses such a one (`cs_validate_codedirectory`), and a later one may know it.
    directories.unknown().map_or(Ok(place), |hash| Err(Unread::Hash(hash).into()))
}

fn refused(refusal: SignerRefusal) -> Failure {
    match refusal {
        SignerRefusal::Attributes(error) => Unread::Attributes(error).into(),
        refusal if refusal.is_unsupported() => Unread::Unsupported(refusal).into(),
        refusal => Failure::Invalid(Fault::Signer(refusal)),
    }
}
