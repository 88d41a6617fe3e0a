//! What was read, what was not, and why.

use schemars::JsonSchema;
use serde::Serialize;

use crate::Bilingual;

/// How much of the package the report speaks of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Coverage {
    /// True where all that was asked for, and that this version reads, was read: nothing stands in `unread`.
    pub complete: bool,
    /// Entries of the archive, duplicates included.
    pub entries: u64,
    /// Bytes inflated or copied out of the archive.
    pub bytes_inflated: u64,
    /// What was not read, in archive order.
    pub unread: Vec<Unread>,
    /// What else to know of the report: parts that this version does not read, the age of a list. A note alone does not
    /// make the report incomplete.
    pub notes: Vec<Bilingual>,
}

/// One entry, or part of one, that was not read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Unread {
    /// The entry's name, through nesting.
    pub entry: String,
    /// Why.
    pub reason: UnreadReason,
    /// How many bytes of it, where known (declared size where nothing was read).
    pub bytes: Option<u64>,
}

/// Why an entry was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum UnreadReason {
    /// The entry's data are damaged: they end early or cannot be inflated.
    Damaged,
    /// A limit was reached (size, ratio, nesting, count).
    Limit,
    /// The compression method is unknown.
    UnknownMethod,
    /// The data are encrypted.
    Encrypted,
    /// The format inside was recognised but could not be parsed.
    Unparsable,
    /// The format inside was recognised, and is of a variant that is not read.
    UnsupportedVariant,
    /// The data look as random as compressed or encrypted ones, of a kind that is not recognised.
    HighEntropy,
    /// Reading it failed by a fault of this program.
    Fault,
    /// A hardening product keeps it from being read.
    Hardened,
}

impl UnreadReason {
    /// What it means.
    pub fn words(self) -> Bilingual {
        match self {
            Self::Damaged => Bilingual::new("数据损坏", "damaged data"),
            Self::Limit => Bilingual::new("超出限制", "over a limit"),
            Self::UnknownMethod => Bilingual::new("压缩方法未知", "unknown compression method"),
            Self::Encrypted => Bilingual::new("已加密", "encrypted"),
            Self::Unparsable => Bilingual::new("格式无法解析", "could not be parsed"),
            Self::UnsupportedVariant => Bilingual::new("格式变体不支持", "unsupported variant of its format"),
            Self::HighEntropy => Bilingual::new("近似随机数据", "looks like random data"),
            Self::Fault => Bilingual::new("程序出错", "a fault of this program"),
            Self::Hardened => Bilingual::new("已加固", "hardened"),
        }
    }
}
