//! The executables of an app and of the bundles in it: what each slice is, and what it is signed with.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, PoisonError};

use beian_apple::bundle::Bundle;
use beian_apple::code_signature::{CodeDirectory, CodeSignature, HashType};
use beian_apple::macho::{MachFile, Slice};
use beian_apple::plist::{Plist, Value};
use beian_apple::profile::Profile;
use beian_apple::verify::{Anchors, Chain, Class, Cms, Sealed, SlotState as SlotFound, verify};
use beian_archive::{Budget, EntryIndex, Inflated, Limits, Source};
use beian_model::{CertificateClass, CmsState, Hex, PagesState, SlotState, Slots, Timestamp};

use super::{json, shown};
use crate::feeder::Watcher;

/// So much that is wrong with a file is told.
const MOST_PROBLEMS: usize = 8;

/// An executable, and what its signature may seal beside it.
pub(super) struct Executable {
    pub(super) bundle: Bundle,
    pub(super) entry: EntryIndex,
    /// Its path in the package.
    pub(super) path: String,
    /// The bundle's `Info.plist`.
    pub(super) info: Option<Source>,
    /// The bundle's list of sealed files.
    pub(super) resources: Option<Source>,
}

/// What was found of an executable.
pub(super) enum Found {
    /// It is a Mach-O file: its slices, and what could not be read.
    Slices(Vec<SliceFacts>, Vec<String>),
    /// It could not be read as one.
    Unreadable(String),
}

/// One slice.
pub(super) struct SliceFacts {
    pub(super) slice: beian_model::Slice,
    /// Identifier and team of the code directory that counts.
    pub(super) identifier: Option<String>,
    pub(super) team: Option<String>,
    /// The platform of its load commands, as `iphoneos`.
    pub(super) platform: Option<String>,
    pub(super) entitlements: Option<BTreeMap<String, serde_json::Value>>,
    /// Bytes that are encrypted, so that nobody can read them here.
    pub(super) encrypted: Option<u64>,
    /// Why the message does not hold, or could not be checked.
    pub(super) fault: Option<String>,
    /// Whether all that one slice shows of its signature holds.
    pub(super) holds: Option<bool>,
    pub(super) signer: Option<CodeSigner>,
}

/// Whoever signed a slice.
pub(super) struct CodeSigner {
    pub(super) certificate: beian_pki::Certificate,
    chain: Chain,
}

impl CodeSigner {
    /// What sort of certificate it is, where the app has this profile.
    pub(super) fn class(&self, profile: Option<&Profile>) -> CertificateClass {
        match self.chain.class(profile.map(Profile::kind)) {
            Class::Distribution => CertificateClass::Distribution,
            Class::Development => CertificateClass::Development,
            Class::Enterprise => CertificateClass::Enterprise,
            Class::AdHoc => CertificateClass::Adhoc,
            Class::Store => CertificateClass::Store,
            Class::Unanchored => CertificateClass::Unanchored,
            Class::Unknown => CertificateClass::Unknown,
        }
    }
}

/// Executables while their entries are read by whoever reads them.
pub(super) struct Code {
    pub(super) executables: Vec<Executable>,
    by_entry: HashMap<EntryIndex, usize>,
    limits: Limits,
    found: Mutex<BTreeMap<usize, Found>>,
}

impl Watcher for Code {
    fn see(&self, entry: EntryIndex, bytes: &[u8], _: &Inflated, _: bool) {
        let Some(place) = self.by_entry.get(&entry) else { return };
        let Some(executable) = self.executables.get(*place) else { return };
        // What is read of it is copied out of it, and no more than once.
        let mut budget = Budget::new(&self.limits);
        let found = executable.read(bytes, &mut budget);
        self.found().insert(*place, found);
    }
}

impl Code {
    pub(super) fn new(executables: Vec<Executable>, limits: &Limits) -> Self {
        let by_entry = executables.iter().enumerate().map(|(place, one)| (one.entry, place)).collect();
        Self { executables, by_entry, limits: limits.clone(), found: Mutex::default() }
    }

    /// The entries that are wanted.
    pub(super) fn entries(&self) -> impl Iterator<Item = EntryIndex> {
        self.executables.iter().map(|executable| executable.entry)
    }

    /// What was found, in the order of the executables: first the main one's, if it was read.
    pub(super) fn finish(self) -> Vec<(Executable, Option<Found>)> {
        let mut found = self.found.into_inner().unwrap_or_else(PoisonError::into_inner);
        self.executables.into_iter().enumerate().map(|(place, one)| (one, found.remove(&place))).collect()
    }

    fn found(&self) -> std::sync::MutexGuard<'_, BTreeMap<usize, Found>> {
        self.found.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Executable {
    fn read(&self, bytes: &[u8], budget: &mut Budget) -> Found {
        let file = match MachFile::parse(bytes) {
            Ok(file) => file,
            Err(error) => return Found::Unreadable(error.to_string()),
        };
        let mut problems: Vec<String> = file.problems.iter().map(ToString::to_string).collect();
        let slices = file.slices.iter().map(|slice| self.slice(slice, bytes, &mut problems, budget));
        let mut slices: Vec<SliceFacts> = slices.collect();
        if !problems.is_empty() {
            // Nobody knows what a device makes of tables that lie: what was read around them is not said to hold.
            for slice in &mut slices {
                slice.holds = slice.holds.filter(|holds| !holds);
            }
        }
        Found::Slices(slices, problems)
    }

    fn slice(
        &self,
        slice: &Slice,
        file: &[u8],
        problems: &mut Vec<String>,
        budget: &mut Budget,
    ) -> SliceFacts {
        let arch = slice.cpu.arch();
        let mut told = |problem: &dyn std::fmt::Display| {
            if problems.len() < MOST_PROBLEMS {
                problems.push(format!("{arch}: {problem}"));
            }
        };
        slice.problems.iter().for_each(|problem| told(problem));
        let signature = slice.code_signature_bytes(file).map(CodeSignature::parse).transpose();
        let signature = signature.inspect_err(|error| told(error));
        let unreadable = signature.is_err();
        let signature = signature.ok().flatten();
        if let Some(signature) = &signature {
            signature.problems.iter().for_each(|problem| told(problem));
        }
        let best = signature.as_ref().and_then(CodeSignature::best_directory);
        let of_type = |kind| {
            let directories = signature.iter().flat_map(|signature| &signature.directories);
            directories.filter(move |directory| directory.hash_type == kind)
        };
        let digest = |kind| of_type(kind).next().and_then(CodeDirectory::digest).map(Hex);
        let hash_types = signature.iter().flat_map(|signature| &signature.directories);
        let hash_types = hash_types.map(|directory| directory.hash_type.to_string()).collect();
        let verdict = self.verdict(slice.bytes(file), signature.as_ref(), unreadable, budget);
        let name = |bytes: Option<&[u8]>| bytes.map(|bytes| String::from_utf8_lossy(bytes).into_owned());
        SliceFacts {
            identifier: name(best.and_then(|best| best.identifier)),
            team: name(best.and_then(|best| best.team)),
            platform: slice.platform().map(|platform| platform.to_string()),
            entitlements: signature.as_ref().and_then(|signature| entitlements(signature, budget)),
            slice: beian_model::Slice {
                bundle: shown(&self.bundle.path),
                executable: self.path.clone(),
                arch: arch.into_owned(),
                uuid: slice.uuid.map(uuid),
                cryptid: slice.encryption.map(|encryption| encryption.id),
                hash_types,
                cdhash_sha1: digest(HashType::SHA1),
                cdhash_sha256: digest(HashType::SHA256),
                signing_time: verdict.signing_time,
                cms: verdict.cms,
                pages: verdict.pages,
                slots: verdict.slots,
            },
            encrypted: slice.encryption.filter(|it| it.is_encrypted()).map(|it| it.size.into()),
            fault: verdict.fault,
            holds: verdict.holds,
            signer: verdict.signer,
        }
    }

    fn verdict(
        &self,
        slice: &[u8],
        signature: Option<&CodeSignature<'_>>,
        unreadable: bool,
        budget: &mut Budget,
    ) -> Verdict {
        let Some(signature) = signature else {
            return if unreadable { Verdict::UNREADABLE } else { Verdict::UNSIGNED };
        };
        let sealed =
            Sealed { info: in_memory(self.info.as_ref()), resources: in_memory(self.resources.as_ref()) };
        let found = verify(slice, signature, &sealed, &Anchors::apple(), budget);
        let (cms, fault) = match &found.cms {
            Cms::Valid { .. } => (CmsState::Valid, None),
            Cms::Invalid(fault) => (CmsState::Invalid, Some(fault.to_string())),
            Cms::Absent => (CmsState::Absent, None),
            Cms::AdHoc => (CmsState::Adhoc, None),
            Cms::Unreadable(why) => (CmsState::Unreadable, Some(why.to_string())),
        };
        let signer = found.certificate().cloned().zip(found.chain.clone());
        Verdict {
            cms,
            fault,
            holds: found.holds(),
            pages: found.pages.map(|same| if same { PagesState::Ok } else { PagesState::Differs }),
            slots: Slots {
                info: slot(found.slots.info),
                requirements: slot(found.slots.requirements),
                resources: slot(found.slots.resources),
                entitlements: slot(found.slots.entitlements),
                der_entitlements: slot(found.slots.der_entitlements),
            },
            signing_time: found.signing_time.map(|time| Timestamp(time.to_string())),
            signer: signer.map(|(certificate, chain)| CodeSigner { certificate, chain }),
        }
    }
}

fn in_memory(source: Option<&Source>) -> Option<&[u8]> {
    source.and_then(|source| source.as_bytes(0..source.len()))
}

/// What verifying a slice found, in the report's words.
struct Verdict {
    cms: CmsState,
    fault: Option<String>,
    holds: Option<bool>,
    pages: Option<PagesState>,
    slots: Slots,
    signing_time: Option<Timestamp>,
    signer: Option<CodeSigner>,
}

impl Verdict {
    /// Of a slice without a signature.
    const UNSIGNED: Self = Self { cms: CmsState::Unsigned, holds: Some(false), ..Self::UNREADABLE };

    /// Of one whose signature cannot be read.
    const UNREADABLE: Self = Self {
        cms: CmsState::Unreadable,
        fault: None,
        holds: None,
        pages: None,
        slots: Slots {
            info: None,
            requirements: None,
            resources: None,
            entitlements: None,
            der_entitlements: None,
        },
        signing_time: None,
        signer: None,
    };
}

fn slot(found: Option<SlotFound>) -> Option<SlotState> {
    Some(match found? {
        SlotFound::Ok => SlotState::Ok,
        SlotFound::Differs => SlotState::Differs,
        SlotFound::Missing | SlotFound::Absent => SlotState::Absent,
        SlotFound::NotSealed => SlotState::NotSealed,
    })
}

/// The entitlements that are sealed as a property list.
fn entitlements(
    signature: &CodeSignature<'_>,
    budget: &mut Budget,
) -> Option<BTreeMap<String, serde_json::Value>> {
    let list = Plist::parse(signature.entitlements()?.content(), budget).ok()?;
    match list.value {
        Value::Dictionary(list) => Some(json::object(&list)),
        _ => None,
    }
}

/// As `LC_UUID` is written everywhere: groups of digits.
fn uuid(bytes: [u8; 16]) -> String {
    let hex = data_encoding::HEXUPPER.encode(&bytes);
    let groups =
        [0..8, 8..12, 12..16, 16..20, 20..32].map(|range| hex.get(range).unwrap_or_default().to_owned());
    groups.join("-")
}
