//! How much work and memory a reading may cost.

use std::fmt;

use crate::error::Error;

const MIB: u64 = 1 << 20;
const GIB: u64 = 1 << 30;

/// How much a reading may cost. Every field has a default that no honest package reaches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one entry, or of any other buffer. Default 512 MiB: the largest entries that are read whole (a
    /// native library, a game's data file) stay below 300 MiB; a stored one beyond it can be read in windows.
    pub entry_size: u64,
    /// Bytes of all buffers and all inflated entries together. Default 16 GiB: stores accept packages of 4 GiB at
    /// most, and code and resources deflate to about a third.
    pub total_size: u64,
    /// How many times larger than its deflated bytes an entry may become. Default 1,040: deflate itself cannot exceed
    /// 1,032 (a match of 258 bytes takes two bits at least), so the default refuses only declared sizes that lie;
    /// whoever wants a bomb refused by its shape sets less.
    pub ratio: u64,
    /// Archives within archives. Default 4: a bundle of packages, a package, a library in its assets, a jar in that.
    pub depth: u32,
    /// Entries of one archive. Default 262,144: four times what an end record without zip64 can count.
    pub entries: u64,
    /// Bytes of one central directory. Default 64 MiB: 262,144 entries with names and extra fields of 200 bytes.
    pub directory_size: u64,
    /// Bytes searched for records that are not where they should be. Default 8 GiB: one pass over the largest
    /// package that a store accepts, with room.
    pub scan: u64,
}

impl Limits {
    /// The defaults for a file of `len` bytes: inflating may make 64 times as many of them, and 1 GiB in any case.
    ///
    /// Code and resources deflate to a third; entries that share one body, or bombs within a small file, reach this
    /// long before they reach what a large package needs.
    pub fn for_len(len: u64) -> Self {
        let limits = Self::default();
        Self { total_size: len.saturating_mul(64).clamp(GIB, limits.total_size), ..limits }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            entry_size: 512 * MIB,
            total_size: 16 * GIB,
            ratio: 1040,
            depth: 4,
            entries: 262_144,
            directory_size: 64 * MIB,
            scan: 8 * GIB,
        }
    }
}

/// Which of the [`Limits`] was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LimitKind {
    /// [`Limits::entry_size`], bytes.
    EntrySize,
    /// [`Limits::total_size`], bytes.
    TotalSize,
    /// [`Limits::ratio`], times.
    Ratio,
    /// [`Limits::depth`], archives.
    Depth,
    /// [`Limits::entries`], entries.
    Entries,
    /// [`Limits::directory_size`], bytes.
    DirectorySize,
    /// [`Limits::scan`], bytes.
    Scan,
}

impl fmt::Display for LimitKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::EntrySize => "bytes of one entry",
            Self::TotalSize => "bytes of all entries together",
            Self::Ratio => "inflated bytes for each deflated byte",
            Self::Depth => "archives within archives",
            Self::Entries => "entries of one archive",
            Self::DirectorySize => "bytes of a central directory",
            Self::Scan => "bytes searched for lost records",
        })
    }
}

/// What is left of the [`Limits`]. Spent before each allocation, inflation and descent; what is spent stays spent.
#[derive(Debug)]
pub struct Budget {
    limits: Limits,
    total_left: u64,
    scan_left: u64,
    depth: u32,
}

impl Budget {
    /// A budget of which nothing is spent yet.
    pub fn new(limits: &Limits) -> Self {
        Self { total_left: limits.total_size, scan_left: limits.scan, depth: 0, limits: limits.clone() }
    }

    /// A budget of `bytes` in all, for work at this depth: [`Budget::depth`]. What is to be done side by side is given
    /// budgets of its own, so that none can spend what is another's; whoever gives them sees to their sum.
    pub fn within(limits: &Limits, bytes: u64, depth: u32) -> Result<Self, Error> {
        check(LimitKind::Depth, limits.depth.into(), depth.into())?;
        Ok(Self { total_left: bytes, scan_left: limits.scan, depth, limits: limits.clone() })
    }

    /// The limits that this budget began with.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// How many bytes may still be allocated or inflated.
    pub fn bytes_left(&self) -> u64 {
        self.total_left
    }

    /// The bytes that one buffer may still have.
    pub fn buffer_left(&self) -> u64 {
        self.total_left.min(self.limits.entry_size)
    }

    /// Refuses a buffer of more than [`Limits::entry_size`].
    pub fn check_buffer(&self, bytes: u64) -> Result<(), Error> {
        check(LimitKind::EntrySize, self.limits.entry_size, bytes)
    }

    /// Takes a buffer of `bytes` from the budget; call it before allocating.
    pub fn spend_bytes(&mut self, bytes: u64) -> Result<(), Error> {
        self.check_buffer(bytes)?;
        self.total_left = spend(LimitKind::TotalSize, self.total_left, bytes)?;
        Ok(())
    }

    /// Takes `bytes` out of the budget that somebody else is to spend; no more than there are.
    pub fn set_aside(&mut self, bytes: u64) {
        self.total_left = self.total_left.saturating_sub(bytes);
    }

    /// Refuses to make more than [`Limits::ratio`] times `deflated` bytes of `deflated` bytes.
    pub fn check_ratio(&self, deflated: u64, inflated: u64) -> Result<(), Error> {
        let allowed = deflated.max(1).saturating_mul(self.limits.ratio);
        if inflated <= allowed {
            return Ok(());
        }
        let wanted = inflated.checked_div(deflated.max(1)).unwrap_or(u64::MAX);
        Err(Error::Limit { limit: LimitKind::Ratio, allowed: self.limits.ratio, wanted })
    }

    /// Refuses an archive of more entries than [`Limits::entries`].
    pub fn check_entries(&self, entries: u64) -> Result<(), Error> {
        check(LimitKind::Entries, self.limits.entries, entries)
    }

    /// Takes the buffer of a central directory of `bytes` from the budget.
    pub fn spend_directory(&mut self, bytes: u64) -> Result<(), Error> {
        check(LimitKind::DirectorySize, self.limits.directory_size, bytes)?;
        self.spend_bytes(bytes)
    }

    /// Takes a search through `bytes` from the budget.
    pub fn spend_scan(&mut self, bytes: u64) -> Result<(), Error> {
        self.scan_left = spend(LimitKind::Scan, self.scan_left, bytes)?;
        Ok(())
    }

    /// How many archives the one being read stands in: 0 for the file itself.
    pub fn depth(&self) -> u32 {
        self.depth
    }

    /// This budget, with buffers of at most `bytes` where [`Limits::entry_size`] allows more.
    #[must_use]
    pub fn with_buffers_of(mut self, bytes: u64) -> Self {
        self.limits.entry_size = self.limits.entry_size.min(bytes);
        self
    }

    /// Runs `read` one archive deeper, with the same budget.
    pub fn nested<T, E: From<Error>>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, E>,
    ) -> Result<T, E> {
        let deeper = self.depth.saturating_add(1);
        check(LimitKind::Depth, self.limits.depth.into(), deeper.into())?;
        let outer = std::mem::replace(&mut self.depth, deeper);
        let result = read(self);
        self.depth = outer;
        result
    }
}

fn check(limit: LimitKind, allowed: u64, wanted: u64) -> Result<(), Error> {
    if wanted > allowed { Err(Error::Limit { limit, allowed, wanted }) } else { Ok(()) }
}

fn spend(limit: LimitKind, left: u64, wanted: u64) -> Result<u64, Error> {
    left.checked_sub(wanted).ok_or(Error::Limit { limit, allowed: left, wanted })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn budget(change: impl FnOnce(&mut Limits)) -> Budget {
        let mut limits = Limits::default();
        change(&mut limits);
        Budget::new(&limits)
    }

    #[test]
    fn bytes_are_spent_and_stay_spent() {
        let mut budget = budget(|l| (l.entry_size, l.total_size) = (10, 15));
        assert_eq!(budget.spend_bytes(10), Ok(()));
        assert_eq!(budget.buffer_left(), 5);
        assert_eq!(
            budget.spend_bytes(6),
            Err(Error::Limit { limit: LimitKind::TotalSize, allowed: 5, wanted: 6 })
        );
        assert_eq!(budget.spend_bytes(5), Ok(()));
    }

    #[test]
    fn a_small_file_may_cost_less_than_a_large_one() {
        assert_eq!(Limits::for_len(50_000).total_size, GIB);
        assert_eq!(Limits::for_len(100 * MIB).total_size, 6400 * MIB);
        assert_eq!(Limits::for_len(u64::MAX), Limits::default());
    }

    #[test]
    fn one_buffer_has_its_own_limit() {
        let mut budget = budget(|l| l.entry_size = 10);
        let before = budget.bytes_left();
        assert_eq!(
            budget.spend_bytes(11),
            Err(Error::Limit { limit: LimitKind::EntrySize, allowed: 10, wanted: 11 })
        );
        assert_eq!(budget.bytes_left(), before);
    }

    #[test]
    fn depth_comes_back_after_a_nested_archive() {
        let mut budget = budget(|l| l.depth = 1);
        let inner = budget.nested(|b| b.nested(|_| Ok::<_, Error>(())));
        assert_eq!(inner, Err(Error::Limit { limit: LimitKind::Depth, allowed: 1, wanted: 2 }));
        assert_eq!(budget.depth(), 0);
        assert_eq!(budget.nested(|b| Ok::<_, Error>(b.depth())), Ok(1));
    }

    #[test]
    fn a_budget_of_its_own_has_bytes_and_depth_of_its_own() {
        let limits = Limits { total_size: 100, depth: 1, ..Limits::default() };
        let mut own = Budget::within(&limits, 40, 1).unwrap().with_buffers_of(30);
        assert_eq!((own.bytes_left(), own.buffer_left(), own.depth()), (40, 30, 1));
        assert_eq!(
            own.spend_bytes(31),
            Err(Error::Limit { limit: LimitKind::EntrySize, allowed: 30, wanted: 31 })
        );
        assert_eq!(own.spend_bytes(30), Ok(()));
        assert!(own.nested(|_| Ok::<_, Error>(())).is_err());
        let too_deep = Budget::within(&limits, 40, 2).unwrap_err();
        assert_eq!(too_deep, Error::Limit { limit: LimitKind::Depth, allowed: 1, wanted: 2 });
    }

    #[test]
    fn the_ratio_is_of_whole_entries() {
        let budget = budget(|l| l.ratio = 100);
        assert_eq!(budget.check_ratio(3, 300), Ok(()));
        assert_eq!(
            budget.check_ratio(3, 303),
            Err(Error::Limit { limit: LimitKind::Ratio, allowed: 100, wanted: 101 })
        );
        assert_eq!(budget.check_ratio(0, 100), Ok(()));
    }
}
