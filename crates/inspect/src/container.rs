//! What is odd about the archive, in words.

use beian_archive::{Coding, Extent, Header, NameFault, Oddity, OddityKind, Platform as Verdict, Sizes};
use beian_model::{Bilingual, Finding, FindingId, Phrase, Place, Platform, Word};

use crate::findings::Findings;
use crate::open::Refusal;
use crate::package::{Content, Package};
use crate::reason;

type Holes = Vec<(&'static str, Word)>;

/// Findings of everything that opening the archive showed.
pub(crate) fn opened(package: &Package, findings: &mut Findings) {
    if let Some(refused) = &package.open.refused {
        let holes = [("reason", reason::archive(refused).into())];
        let id = match package.platform {
            Platform::Android => FindingId::ContainerRefused,
            Platform::Ios => FindingId::IosDamaged,
        };
        findings.push(Finding::new(id, &holes));
    }
    package.archive().oddities().iter().for_each(|oddity| note(package, oddity, findings));
}

/// Findings of everything that reading entries showed.
pub(crate) fn read(package: &Package, findings: &mut Findings) {
    package.oddities.iter().for_each(|oddity| note(package, oddity, findings));
}

/// The finding of an entry that the platform cannot read.
pub(crate) fn entry_refused(package: &Package, content: &Content, findings: &mut Findings) {
    let reason = match &content.entry.refused {
        None => return,
        Some(Refusal::Strict(error)) => reason::archive(error),
        Some(Refusal::Rule(rule)) => reason::rule(*rule),
    };
    let entry = package.name(content.index);
    let holes = [("entry", entry.as_str().into()), ("reason", reason.into())];
    let place = Place::entry(entry.as_str());
    match package.platform {
        Platform::Android => {
            findings.push(Finding::new(FindingId::ContainerEntryRefused, &holes).at(place));
        }
        Platform::Ios => findings.push_of_entry(Finding::new(FindingId::IosDamaged, &holes).at(place)),
    }
}

fn note(package: &Package, oddity: &Oddity, findings: &mut Findings) {
    let finding = finding(package, oddity);
    if oddity.entry.is_some() { findings.push_of_entry(finding) } else { findings.push(finding) }
}

fn finding(package: &Package, oddity: &Oddity) -> Finding {
    let (id, mut holes) = words(package, &oddity.kind);
    let platform = match package.platform {
        Platform::Android => platform(oddity),
        // What Apple's reader does with archives is not published.
        Platform::Ios => Phrase::PlatformIosUnknown.words(),
    };
    holes.push(("platform", platform.into()));
    let entry = oddity.entry.map(|index| package.name(index));
    holes.push(("entry", entry.clone().unwrap_or_default().into()));
    let found = Finding::new(id, &holes);
    match entry {
        Some(entry) => found.at(Place::entry(entry)),
        None => found,
    }
}

/// What Android does with it, and where its source says so.
fn platform(oddity: &Oddity) -> Bilingual {
    let phrase = match oddity.platform() {
        Verdict::Accepts => Phrase::PlatformAccepts,
        Verdict::Refuses => Phrase::PlatformRefuses,
        Verdict::Unknown => return Phrase::PlatformUnknown.words(),
    };
    phrase.with(&[("source", oddity.rule().source().into())])
}

fn words(package: &Package, kind: &OddityKind) -> (FindingId, Holes) {
    use FindingId as F;
    use OddityKind as K;
    match *kind {
        K::Prefix { bytes, adjusted, .. } => {
            (F::ContainerPrefix, vec![number("bytes", bytes), ("adjusted", adjusted_words(adjusted).into())])
        }
        K::TrailingBytes { bytes } => (F::ContainerTrailing, vec![number("bytes", bytes)]),
        K::CommentTooLong { declared, available } => {
            (F::ContainerComment, vec![number("declared", declared), number("found", available)])
        }
        K::FakeEndRecord { fake, used } => {
            (F::ContainerFakeEnd, vec![offset("fake", fake), offset("used", used)])
        }
        K::EndRecordMissing { .. } => (F::ContainerEndMissing, vec![]),
        K::Empty => (F::ContainerEmpty, vec![]),
        K::EntryCount { declared, found } => {
            (F::ContainerCount, vec![number("declared", declared), number("found", found)])
        }
        K::DirectoryMoved { declared, found } => {
            (F::ContainerDirectoryMoved, vec![extent("declared", declared), extent("found", found)])
        }
        K::DirectoryDamaged { offset: at, bytes } => {
            (F::ContainerDirectoryDamaged, vec![offset("offset", at), number("bytes", bytes)])
        }
        K::DirectoryMissing => (F::ContainerDirectoryMissing, vec![]),
        K::Zip64 => (F::ContainerZip64, vec![]),
        K::Zip64Broken => (F::ContainerZip64Broken, vec![]),
        K::NotSearched { limit } => (F::ContainerNotSearched, vec![shown("limit", limit)]),
        K::SeveralDisks { disk, directory_disk } => {
            (F::ContainerDisks, vec![number("disk", disk), number("directory", directory_disk)])
        }
        _ => entry_words(package, kind),
    }
}

fn entry_words(package: &Package, kind: &OddityKind) -> (FindingId, Holes) {
    use FindingId as F;
    use OddityKind as K;
    match *kind {
        K::Duplicate { .. } => (F::ContainerDuplicate, vec![]),
        K::Name(fault) => (F::ContainerName, vec![("fault", fault_words(fault).into())]),
        K::EncryptionBit { header } => {
            (F::ContainerEncryption, vec![("header", header_words(header).into())])
        }
        K::UnknownMethod { method } => (F::ContainerMethod, vec![number("method", method.0)]),
        K::LocalMethod { central, local } => {
            (F::ContainerLocalMethod, vec![shown("central", central), shown("local", local)])
        }
        K::ReadAs { declared, read_as } => {
            (F::ContainerReadAs, vec![shown("declared", declared), ("found", coding_words(read_as).into())])
        }
        K::LocalHeaderMissing { declared, found } => {
            let found = found
                .map_or_else(|| Phrase::FoundNowhere.words(), |at| Phrase::FoundAt.with(&[offset("at", at)]));
            (F::ContainerLocalMissing, vec![offset("declared", declared), ("found", found.into())])
        }
        K::LocalName { .. } => (F::ContainerLocalName, vec![]),
        K::LocalSizes { central, local } => {
            (F::ContainerLocalSizes, vec![sizes("central", central), sizes("local", local)])
        }
        K::DataOutside { bytes, .. } => (F::ContainerOutside, vec![number("bytes", bytes)]),
        K::DataMoved { declared, found } => {
            (F::ContainerMoved, vec![offset("declared", declared), offset("found", found)])
        }
        K::SizeDiffers { declared, found } => {
            (F::ContainerSize, vec![number("declared", declared), number("found", found)])
        }
        K::StoredSizes { compressed, uncompressed } => (
            F::ContainerStoredSizes,
            vec![number("compressed", compressed), number("uncompressed", uncompressed)],
        ),
        K::StreamBroken { inflated } => (F::ContainerBroken, vec![number("bytes", inflated)]),
        K::StreamEndsEarly { used, declared } => {
            (F::ContainerEarly, vec![number("used", used), number("declared", declared)])
        }
        K::Descriptor { central, descriptor } => {
            let local =
                descriptor.map_or_else(|| ("local", Phrase::Absent.into()), |found| sizes("local", found));
            (F::ContainerDescriptor, vec![sizes("central", central), local])
        }
        K::CrcDiffers { declared, computed } => (
            F::ContainerCrc,
            vec![("declared", format!("{declared:08x}").into()), ("found", format!("{computed:08x}").into())],
        ),
        K::Overlap { with } => (F::ContainerOverlap, vec![("other", package.name(with).into())]),
        _ => (F::ContainerOther, vec![("what", format!("{kind:?}").into())]),
    }
}

fn number(hole: &'static str, value: impl Into<u64>) -> (&'static str, Word) {
    (hole, value.into().to_string().into())
}

fn offset(hole: &'static str, value: u64) -> (&'static str, Word) {
    (hole, format!("0x{value:x}").into())
}

fn shown(hole: &'static str, value: impl std::fmt::Display) -> (&'static str, Word) {
    (hole, value.to_string().into())
}

fn extent(hole: &'static str, extent: Extent) -> (&'static str, Word) {
    (hole, format!("0x{:x}+{}", extent.offset, extent.bytes).into())
}

fn sizes(hole: &'static str, sizes: Sizes) -> (&'static str, Word) {
    (hole, format!("{}/{}", sizes.compressed, sizes.uncompressed).into())
}

fn adjusted_words(adjusted: bool) -> Phrase {
    if adjusted { Phrase::OffsetsCount } else { Phrase::OffsetsDoNotCount }
}

fn header_words(header: Header) -> Phrase {
    match header {
        Header::Central => Phrase::InDirectory,
        Header::Local => Phrase::InLocalHeader,
    }
}

fn coding_words(coding: Coding) -> Phrase {
    match coding {
        Coding::Stored => Phrase::Stored,
        Coding::Deflated => Phrase::Deflated,
    }
}

fn fault_words(fault: NameFault) -> Phrase {
    match fault {
        NameFault::Empty => Phrase::NameEmpty,
        NameFault::Nul { .. } => Phrase::NameNul,
        NameFault::NotUtf8 { .. } => Phrase::NameNotUtf8,
        NameFault::LaxUtf8 { .. } => Phrase::NameLaxUtf8,
        NameFault::Absolute => Phrase::NameAbsolute,
        NameFault::Backslash => Phrase::NameBackslash,
        NameFault::Parent => Phrase::NameParent,
        _ => Phrase::NameOdd,
    }
}
