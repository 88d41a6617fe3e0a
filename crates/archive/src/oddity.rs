//! What was tolerated, as facts, and what the platform does with it.

use crate::entry::{Coding, EntryIndex, Method, Sizes};
use crate::limits::LimitKind;
use crate::name::NameFault;
use crate::rule::Rule;

/// What Android's own reader does with something odd.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Platform {
    /// It reads the archive, or the entry, all the same.
    Accepts,
    /// It refuses the archive, or the entry.
    Refuses,
    /// Its source does not decide it.
    Unknown,
}

/// Something that a sound archive does not have, and that was read around.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Oddity {
    /// The entry that has it; none if it concerns the archive as a whole.
    pub entry: Option<EntryIndex>,
    /// What it is.
    pub kind: OddityKind,
}

/// Which of an entry's two headers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Header {
    /// The one in the central directory.
    Central,
    /// The one before the entry's data.
    Local,
}

/// Where a central directory lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Extent {
    /// Its first byte, in bytes from the start of the source.
    pub offset: u64,
    /// Its bytes.
    pub bytes: u64,
}

/// What is odd, with the facts. Offsets are bytes from the start of the source.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum OddityKind {
    /// Bytes before the first local header.
    Prefix {
        /// How many.
        bytes: u64,
        /// Whether the declared offsets count them.
        adjusted: bool,
        /// Whether they start like a local header, which is all that the platform looks at.
        disguised: bool,
    },
    /// Bytes after the end record's comment.
    TrailingBytes {
        /// How many.
        bytes: u64,
    },
    /// The end record declares a longer comment than the file has.
    CommentTooLong {
        /// Declared bytes.
        declared: u64,
        /// Bytes that there are.
        available: u64,
    },
    /// Behind the end record, in its comment, stands another, which leads nowhere.
    FakeEndRecord {
        /// Where the fake stands.
        fake: u64,
        /// Where the record stands that was used.
        used: u64,
    },
    /// No end record leads to the directory.
    EndRecordMissing {
        /// Where one starts that the end of the file cuts off.
        truncated: Option<u64>,
    },
    /// The archive has no entries.
    Empty,
    /// The directory has more or fewer entries than the end record counts.
    EntryCount {
        /// Counted by the end record.
        declared: u64,
        /// Found.
        found: u64,
    },
    /// The directory lies elsewhere, or is longer or shorter, than the end record says.
    DirectoryMoved {
        /// As the end record says.
        declared: Extent,
        /// As it was found.
        found: Extent,
    },
    /// Bytes within the directory are no directory records; reading went on behind them.
    DirectoryDamaged {
        /// The first such byte.
        offset: u64,
        /// How many in all.
        bytes: u64,
    },
    /// There is no directory: the entries are those whose local headers were found.
    DirectoryMissing,
    /// The archive, or the entry, uses zip64, which the platform reads since Android 12.
    Zip64,
    /// The archive, or the entry, refers to zip64 records that are missing or wrong.
    Zip64Broken,
    /// The end record speaks of several disks.
    SeveralDisks {
        /// "Number of this disk".
        disk: u16,
        /// "Disk where the directory starts".
        directory_disk: u16,
    },
    /// An earlier entry has the same name.
    Duplicate {
        /// The first entry of that name.
        first: EntryIndex,
    },
    /// The name has something that names should not have.
    Name(NameFault),
    /// The encryption bit is set. Bytes that inflate to their CRC are not encrypted, whatever the bit says.
    EncryptionBit {
        /// In which header.
        header: Header,
    },
    /// The directory names a method that is neither stored nor deflated.
    UnknownMethod {
        /// The method.
        method: Method,
    },
    /// The local header names another method than the directory.
    LocalMethod {
        /// The directory's.
        central: Method,
        /// The local header's.
        local: Method,
    },
    /// The bytes were not what the directory's method says.
    ReadAs {
        /// The directory's method.
        declared: Method,
        /// How they were read.
        read_as: Coding,
    },
    /// No local header stands where the directory says.
    LocalHeaderMissing {
        /// Where the directory says.
        declared: u64,
        /// Where one with the name was found instead.
        found: Option<u64>,
    },
    /// Local headers are missing, and the file was not searched for them, since a limit was reached.
    NotSearched {
        /// The limit.
        limit: LimitKind,
    },
    /// The local header has another name than the directory.
    LocalName {
        /// Bytes of the local header's name.
        bytes: u16,
    },
    /// The local header, without a data descriptor, has another CRC or other sizes than the directory.
    LocalSizes {
        /// The directory's.
        central: Sizes,
        /// The local header's.
        local: Sizes,
    },
    /// The data, by the declared sizes, reach into the directory or beyond the end of the file.
    DataOutside {
        /// Where they start.
        offset: u64,
        /// Their declared bytes.
        bytes: u64,
        /// Where they must end.
        end: u64,
    },
    /// The data do not start where the local header's lengths say.
    DataMoved {
        /// Where the local header says.
        declared: u64,
        /// Where they were found.
        found: u64,
    },
    /// The entry has more or fewer bytes than declared.
    SizeDiffers {
        /// Declared uncompressed bytes.
        declared: u64,
        /// Bytes that there were.
        found: u64,
    },
    /// A stored entry whose two declared sizes differ.
    StoredSizes {
        /// Declared bytes in the archive.
        compressed: u64,
        /// Declared bytes after inflating.
        uncompressed: u64,
    },
    /// The deflated stream breaks.
    StreamBroken {
        /// Bytes that could be inflated before.
        inflated: u64,
    },
    /// The deflated stream ends before its declared bytes do.
    StreamEndsEarly {
        /// Bytes that the stream has.
        used: u64,
        /// Declared bytes.
        declared: u64,
    },
    /// The data descriptor that the local header announces has another CRC or other sizes than the directory, or is not
    /// there.
    Descriptor {
        /// The directory's.
        central: Sizes,
        /// The descriptor's; none where the file ends before it does.
        descriptor: Option<Sizes>,
    },
    /// The CRC of the bytes is not the declared one.
    CrcDiffers {
        /// The directory's.
        declared: u32,
        /// That of the bytes.
        computed: u32,
    },
    /// The entry's bytes are, wholly or in part, those of another entry too.
    Overlap {
        /// The other entry.
        with: EntryIndex,
    },
}

impl Oddity {
    /// An oddity of the archive as a whole.
    pub(crate) fn archive(kind: OddityKind) -> Self {
        Self { entry: None, kind }
    }

    /// An oddity of one entry.
    pub(crate) fn entry(index: EntryIndex, kind: OddityKind) -> Self {
        Self { entry: Some(index), kind }
    }

    /// What the platform does with it.
    pub fn platform(&self) -> Platform {
        self.kind.platform()
    }

    /// The rule that decides what the platform does.
    pub fn rule(&self) -> Rule {
        self.kind.rule()
    }
}

impl OddityKind {
    /// What the platform does with it, by [`OddityKind::rule`].
    pub fn platform(&self) -> Platform {
        self.verdict().0
    }

    /// The rule that decides what the platform does.
    pub fn rule(&self) -> Rule {
        self.verdict().1
    }

    fn verdict(&self) -> (Platform, Rule) {
        use Platform::{Accepts, Refuses};
        match *self {
            // Where offsets do not count the prefix, no directory is found where they lead.
            Self::Prefix { adjusted: false, .. } | Self::DirectoryDamaged { .. } | Self::DirectoryMissing => {
                (Refuses, Rule::DirectoryRecord)
            }
            Self::Prefix { disguised: true, .. } => (Accepts, Rule::FirstSignature),
            Self::Prefix { .. } => (Refuses, Rule::FirstSignature),
            Self::TrailingBytes { .. } | Self::CommentTooLong { .. } => (Refuses, Rule::EndOfFile),
            Self::FakeEndRecord { .. } | Self::EndRecordMissing { .. } => (Refuses, Rule::EndRecord),
            Self::Empty => (Refuses, Rule::NotEmpty),
            // Fewer counted than there are: the platform lists those and does not look for more.
            Self::EntryCount { declared, found } => (accepts(declared <= found), Rule::DirectoryRecord),
            Self::DirectoryMoved { declared, found } => moved(declared, found),
            Self::Zip64 => (Accepts, Rule::Zip64End),
            Self::Zip64Broken => (Refuses, Rule::Zip64Extra),
            Self::SeveralDisks { .. } | Self::Overlap { .. } => (Accepts, Rule::NotLookedAt),
            Self::Duplicate { .. } => (Refuses, Rule::UniqueNames),
            Self::Name(fault) => name(fault),
            Self::EncryptionBit { .. } => (Accepts, Rule::FlagsUnread),
            Self::UnknownMethod { .. } => (Refuses, Rule::Method),
            Self::LocalMethod { .. } => (Accepts, Rule::CentralMethod),
            Self::ReadAs { declared, read_as } => read_differently(declared, read_as),
            Self::LocalHeaderMissing { .. } => (Refuses, Rule::LocalHeader),
            Self::NotSearched { .. } => (Platform::Unknown, Rule::NotLookedAt),
            Self::LocalName { .. } => (Refuses, Rule::LocalName),
            Self::LocalSizes { .. } => (Refuses, Rule::LocalSizes),
            Self::DataOutside { .. } | Self::DataMoved { .. } => (Refuses, Rule::DataBounds),
            Self::SizeDiffers { .. } | Self::StreamBroken { .. } => (Refuses, Rule::Inflate),
            Self::StreamEndsEarly { used, declared } => (accepts(same_block(used, declared)), Rule::Inflate),
            Self::StoredSizes { .. } => (Accepts, Rule::StoredSize),
            Self::Descriptor { .. } => (Refuses, Rule::Descriptor),
            Self::CrcDiffers { .. } => (Accepts, Rule::CrcUnchecked),
        }
    }
}

fn accepts(yes: bool) -> Platform {
    if yes { Platform::Accepts } else { Platform::Refuses }
}

/// The platform takes the declared directory, which must hold all records; more room than they need is no matter.
fn moved(declared: Extent, found: Extent) -> (Platform, Rule) {
    let holds_all = declared.offset == found.offset && declared.bytes >= found.bytes;
    (accepts(holds_all), Rule::DirectoryRecord)
}

fn name(fault: NameFault) -> (Platform, Rule) {
    match fault {
        fault if fault.is_refused() => (Platform::Refuses, Rule::EntryName),
        NameFault::LaxUtf8 { .. } => (Platform::Accepts, Rule::EntryName),
        _ => (Platform::Accepts, Rule::NotLookedAt),
    }
}

/// The asset manager reads any method but 8 as stored; what that does not fit, it cannot read.
fn read_differently(declared: Method, read_as: Coding) -> (Platform, Rule) {
    match (declared.coding(), read_as) {
        (None, Coding::Stored) => (Platform::Accepts, Rule::AssetMethod),
        (None, Coding::Deflated) => (Platform::Refuses, Rule::AssetMethod),
        (Some(_), _) => (Platform::Refuses, Rule::CentralMethod),
    }
}

/// Whether the platform, which reads 32 KiB at a time and asks only that no block is left unread, sees no difference.
pub(crate) fn same_block(used: u64, declared: u64) -> bool {
    const BLOCK: u64 = 32 * 1024;
    used.max(1).div_ceil(BLOCK) == declared.max(1).div_ceil(BLOCK)
}
