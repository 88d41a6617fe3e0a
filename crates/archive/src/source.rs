//! Bytes that are read by position: a file, a buffer, or a window of another source.

use std::fmt;
use std::fs::File;
use std::io;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use crate::error::{Error, What};
use crate::limits::{Budget, LimitKind};
use crate::windows::Windows;

/// Something that can be read by position, from several threads at once.
#[expect(
    clippy::len_without_is_empty,
    reason = "what asks is `Source`, which has both; an implementor writes one"
)]
pub trait ReadAt: Send + Sync + fmt::Debug {
    /// How many bytes there are.
    fn len(&self) -> u64;

    /// Reads into `buf` from `offset` on and says how many bytes were read; 0 only at the end or for an empty `buf`.
    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize>;

    /// All bytes, where they lie in memory anyway.
    fn as_bytes(&self) -> Option<&[u8]> {
        None
    }

    /// Whether the bytes were made here, so that they are no file of anybody's, and a digest of them tells nothing.
    fn is_made(&self) -> bool {
        false
    }
}

/// Bytes that are read by position: a file, a buffer, or a window of another source. Cheap to clone.
///
/// A file is never mapped into memory: one that shrinks while it is read is an error, not a signal.
///
/// ```
/// use beian_archive::Source;
///
/// let source = Source::from_bytes(b"0123456789".to_vec());
/// let window = source.window(2..6)?;
/// let mut buf = [0; 2];
/// window.read_exact_at(1, &mut buf)?;
/// assert_eq!((window.len(), &buf), (4, b"34"));
/// # Ok::<(), beian_archive::Error>(())
/// ```
#[derive(Clone)]
pub struct Source {
    whole: Arc<dyn ReadAt>,
    start: u64,
    len: u64,
}

impl Source {
    /// All of `whole`, whose length is asked for once, now.
    pub fn new(whole: Arc<dyn ReadAt>) -> Self {
        let len = whole.len();
        Self { whole, start: 0, len }
    }

    /// A buffer in memory.
    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        Self::new(Arc::new(Bytes(bytes)))
    }

    /// The file at `path`.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let open = || {
            let file = File::open(path)?;
            let meta = file.metadata()?;
            if meta.is_dir() {
                return Err(io::Error::from(io::ErrorKind::IsADirectory));
            }
            Ok(Self::new(Arc::new(PositionedFile::new(file, meta.len()))))
        };
        open().map_err(|e| Error::Open { kind: e.kind(), message: e.to_string() })
    }

    /// How many bytes there are.
    pub fn len(&self) -> u64 {
        self.len
    }

    /// Whether there are no bytes at all.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The bytes of `range` as a source of their own; nothing is read or copied.
    pub fn window(&self, range: Range<u64>) -> Result<Self, Error> {
        let len = self.checked_len(What::Window, &range)?;
        // `checked_len` has seen that the range lies within this window, whose end is a u64.
        let start = self.start.saturating_add(range.start);
        Ok(Self { whole: Arc::clone(&self.whole), start, len })
    }

    /// Where this window starts in what lies beneath it.
    pub fn start(&self) -> u64 {
        self.start
    }

    /// Whether it is no file's bytes but made of a folder ([`Source::folder`]).
    pub fn is_made(&self) -> bool {
        self.whole.is_made()
    }

    /// Fills `buf` from `offset` on; a source that ends before is an error.
    pub fn read_exact_at(&self, offset: u64, buf: &mut [u8]) -> Result<(), Error> {
        self.read_what(What::Bytes, offset, buf)
    }

    /// The bytes of `range` in a buffer of their own, taken from `budget` before it is allocated.
    pub fn read_vec(&self, range: Range<u64>, budget: &mut Budget) -> Result<Vec<u8>, Error> {
        let len = self.checked_len(What::Bytes, &range)?;
        budget.spend_bytes(len)?;
        self.read_new(What::Bytes, range.start, len)
    }

    /// Shows the bytes of `range` to `see`, piece by piece and in order, without ever having more than `window` of them,
    /// which are taken from `budget`.
    ///
    /// `see` is given where in the range the piece starts, the piece, and whether it is the last, and says how many of its
    /// bytes it is done with; the others come again in front of the next piece. Where it is done with none, it is taken to
    /// be done with all.
    pub fn show(
        &self,
        range: Range<u64>,
        window: u64,
        budget: &mut Budget,
        buffer: &mut Vec<u8>,
        see: &mut dyn FnMut(u64, &[u8], bool) -> usize,
    ) -> Result<(), Error> {
        budget.spend_bytes(window)?;
        Windows::new(window)?.show(self, range, buffer, see)
    }

    /// The bytes of `range` where they lie in memory anyway.
    pub fn as_bytes(&self, range: Range<u64>) -> Option<&[u8]> {
        let len = self.checked_len(What::Bytes, &range).ok()?;
        let start = usize::try_from(self.start.checked_add(range.start)?).ok()?;
        let end = start.checked_add(usize::try_from(len).ok()?)?;
        self.whole.as_bytes()?.get(start..end)
    }

    /// A new buffer with `len` bytes from `offset` on. The caller has spent them.
    pub(crate) fn read_new(&self, what: What, offset: u64, len: u64) -> Result<Vec<u8>, Error> {
        let mut buf = vec![0; to_usize(len)?];
        self.read_what(what, offset, &mut buf)?;
        Ok(buf)
    }

    /// Fills `buf` from `offset` on; `what` it is stands in the error.
    pub(crate) fn read_what(&self, what: What, offset: u64, buf: &mut [u8]) -> Result<(), Error> {
        let wanted = to_u64(buf.len());
        let end = offset.saturating_add(wanted);
        self.checked_len(what, &(offset..end))?;
        let mut done = 0;
        while let Some(rest) = buf.get_mut(done..).filter(|rest| !rest.is_empty()) {
            let at = offset.saturating_add(to_u64(done));
            match self.whole.read_at(self.start.saturating_add(at), rest) {
                Ok(0) => return Err(Error::Short { what, offset, wanted, available: to_u64(done) }),
                Ok(read) => done = done.saturating_add(read),
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => return Err(Error::io(what, at, &e)),
            }
        }
        Ok(())
    }

    /// The length of `range`, if this source has all of it.
    fn checked_len(&self, what: What, range: &Range<u64>) -> Result<u64, Error> {
        let wanted = range.end.saturating_sub(range.start);
        if range.start > range.end || range.end > self.len {
            let available = self.len.saturating_sub(range.start);
            return Err(Error::Short { what, offset: range.start, wanted, available });
        }
        Ok(wanted)
    }
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Source").field("start", &self.start).field("len", &self.len).finish_non_exhaustive()
    }
}

/// A buffer in memory.
struct Bytes(Vec<u8>);

impl fmt::Debug for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Bytes").field(&self.0.len()).finish()
    }
}

impl ReadAt for Bytes {
    fn len(&self) -> u64 {
        to_u64(self.0.len())
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        let rest = usize::try_from(offset).ok().and_then(|start| self.0.get(start..)).unwrap_or(&[]);
        let count = rest.len().min(buf.len());
        if let (Some(to), Some(from)) = (buf.get_mut(..count), rest.get(..count)) {
            to.copy_from_slice(from);
        }
        Ok(count)
    }

    fn as_bytes(&self) -> Option<&[u8]> {
        Some(&self.0)
    }
}

/// A file that is read by position.
#[derive(Debug)]
struct PositionedFile {
    #[cfg(any(unix, windows))]
    file: File,
    /// Where the system cannot read by position, seeking and reading must not be torn apart.
    #[cfg(not(any(unix, windows)))]
    file: std::sync::Mutex<File>,
    len: u64,
}

impl PositionedFile {
    fn new(file: File, len: u64) -> Self {
        #[cfg(not(any(unix, windows)))]
        let file = std::sync::Mutex::new(file);
        Self { file, len }
    }
}

impl ReadAt for PositionedFile {
    fn len(&self) -> u64 {
        self.len
    }

    #[cfg(unix)]
    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        std::os::unix::fs::FileExt::read_at(&self.file, buf, offset)
    }

    #[cfg(windows)]
    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        std::os::windows::fs::FileExt::seek_read(&self.file, buf, offset)
    }

    #[cfg(not(any(unix, windows)))]
    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        use std::io::{Read, Seek, SeekFrom};
        let mut file = self.file.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        file.seek(SeekFrom::Start(offset))?;
        file.read(buf)
    }
}

/// A length in memory as a number of bytes of a source. No machine has a `usize` of more than 64 bits.
pub(crate) fn to_u64(len: usize) -> u64 {
    u64::try_from(len).unwrap_or(u64::MAX)
}

/// A number of bytes of a source as a length in memory, on machines with 32 bits too.
pub(crate) fn to_usize(len: u64) -> Result<usize, Error> {
    let Ok(fits) = usize::try_from(len) else {
        return Err(Error::Limit { limit: LimitKind::EntrySize, allowed: to_u64(usize::MAX), wanted: len });
    };
    Ok(fits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Limits;

    fn digits() -> Source {
        Source::from_bytes(b"0123456789".to_vec())
    }

    fn short(what: What, offset: u64, wanted: u64, available: u64) -> Error {
        Error::Short { what, offset, wanted, available }
    }

    #[test]
    fn a_window_of_a_window_counts_from_its_own_start() {
        let inner = digits().window(2..8).and_then(|w| w.window(1..4)).unwrap();
        let mut buf = [0; 3];
        inner.read_exact_at(0, &mut buf).unwrap();
        assert_eq!((&buf, inner.start()), (b"345", 3));
        assert_eq!(inner.as_bytes(1..3), Some(&b"45"[..]));
        assert_eq!(inner.read_exact_at(1, &mut buf), Err(short(What::Bytes, 1, 3, 2)));
        assert_eq!(inner.as_bytes(1..4), None);
    }

    #[test]
    fn a_window_must_lie_within() {
        assert_eq!(digits().window(8..11).unwrap_err(), short(What::Window, 8, 3, 2));
        assert_eq!(digits().window(11..11).unwrap_err(), short(What::Window, 11, 0, 0));
        assert_eq!(digits().window(10..10).unwrap().len(), 0);
        let end = u64::MAX;
        assert_eq!(digits().window(1..end).unwrap_err(), short(What::Window, 1, end - 1, 9));
    }

    #[test]
    fn a_buffer_is_spent_before_it_is_allocated() {
        let mut budget = Budget::new(&Limits { total_size: 4, ..Limits::default() });
        assert_eq!(digits().read_vec(1..4, &mut budget).unwrap(), b"123");
        let refused = Error::Limit { limit: LimitKind::TotalSize, allowed: 1, wanted: 2 };
        assert_eq!(digits().read_vec(1..3, &mut budget), Err(refused));
        assert_eq!(digits().read_vec(1..u64::MAX, &mut budget), Err(short(What::Bytes, 1, u64::MAX - 1, 9)));
    }

    #[test]
    fn a_file_that_shrinks_is_an_error() {
        let path = std::env::temp_dir().join(format!("beian-archive-shrinks-{}", std::process::id()));
        std::fs::write(&path, [7; 100]).unwrap();
        let source = Source::open(&path).unwrap();
        std::fs::OpenOptions::new().write(true).open(&path).and_then(|f| f.set_len(60)).unwrap();
        let mut buf = [0; 50];
        assert_eq!(source.len(), 100);
        assert_eq!(source.read_exact_at(10, &mut buf), Ok(()));
        assert_eq!(source.read_exact_at(50, &mut buf), Err(short(What::Bytes, 50, 50, 10)));
        std::fs::remove_file(&path).unwrap();
    }

    #[test]
    fn a_folder_and_a_missing_file_do_not_open() {
        let kind = |path: &Path| match Source::open(path) {
            Err(Error::Open { kind, .. }) => Some(kind),
            _ => None,
        };
        assert_eq!(kind(&std::env::temp_dir()), Some(io::ErrorKind::IsADirectory));
        assert_eq!(kind(Path::new("/no such file")), Some(io::ErrorKind::NotFound));
    }
}
