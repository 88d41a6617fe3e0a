//! The report that `beian` prints, as types: the contract between the engine, its printers and whoever reads the output.
//!
//! Nothing here reads a package. Readers give facts, the engine pours them into these types, and the form and the
//! printers know nothing else. Two rules hold everywhere:
//!
//! * **No null without a reason.** An `Option` that is `None` means either that the package does not state the value, or
//!   that it could not be read; in the second case a [`Finding`] says which value, where, and why.
//! * **No words outside this crate.** Whatever a person reads about a finding stands in one table ([`FindingId`]), in
//!   Chinese and in English; printers only lay it out.
//!
//! JSON keys are stable within [`SCHEMA`]: new keys may be added, none changes its meaning. [`json_schema`] describes the
//! serialised form of [`Document`] and of a bare [`Report`].
//!
//! ```
//! use beian_model::{Finding, FindingId, Severity};
//! let finding = Finding::new(FindingId::AppDebuggable, &[]);
//! assert_eq!(finding.severity, Severity::Error);
//! assert_eq!(finding.id.as_str(), "app.debuggable");
//! ```

mod app;
mod coverage;
mod findings;
mod form;
mod hosts;
mod report;
mod scalars;
mod schema;
mod signing;
mod words;

pub use app::{App, AppFlag, Names, NestedApp, NestedKind, Platform};
pub use coverage::{Coverage, Unread, UnreadReason};
pub use findings::{Finding, FindingId, FindingWords, Phrase, Place, Severity, Word, findings_markdown};
pub use form::{Form, FormRow, RowKey, RowStatus, Shape, ShapedValue};
pub use hosts::{
    Confidence, Encoding, FilingNumber, FilingNumberKind, Host, HostEvidence, HostKind, Icon, Owner,
    OwnerVerdict, Sdk, SdkEvidence, SuffixSource,
};
pub use report::{Asked, Document, Filing, FoundIcon, Package, PackageKind, Report, SCHEMA, SchemaId, Tool};
pub use scalars::{Decimal, Digest, Hex, Md5, Sha1, Sha256, Timestamp};
pub use schema::json_schema;
pub use signing::{
    BundleFiles, Certificate, CertificateClass, CmsState, InfoFormat, IosSigning, KeyAlgorithm, LineageStep,
    PagesState, PrimaryReason, Profile, ProfileContainer, ProfileType, PublicKey, Reason, SchemeKey,
    SchemeState, Schemes, Signer, SignerRole, Signing, SigningProblem, Slice, SlotState, Slots,
};
pub use words::Bilingual;
