//! Inflating into a buffer of the declared size, and keeping what could be inflated where that lies.

use flate2::{Decompress, FlushDecompress, Status};

use crate::error::Error;
use crate::limits::Budget;
use crate::source::{to_u64, to_usize};

/// How a buffer grows whose stream has more than was declared.
const GROWTH: u64 = 64 * 1024;

/// The most that a byte of a deflate stream can become: a length code of one bit and a distance code of one bit give
/// 258 bytes (RFC 1951, section 3.2.5).
pub(crate) const MOST_PER_BYTE: u64 = 258 * 4;

/// What inflates, and its tables; worth keeping between entries.
pub(crate) struct Inflater {
    #[cfg(feature = "libdeflate")]
    fast: libdeflater::Decompressor,
    slow: Decompress,
}

/// What an entry declares of its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Declared {
    pub len: u64,
    pub crc: u32,
}

/// What a stream gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stream {
    /// Bytes of the stream up to its end or its break.
    pub used: u64,
    /// Whether the stream came to its end.
    pub ended: bool,
    /// The CRC of what it gave, where that was looked at.
    pub crc: Option<u32>,
}

/// A deflate stream in the frame of a gzip file (RFC 1952), whose header and trailer are ours.
///
/// The fast inflater does not say where a stream ends. Of a gzip file it sees to it that the trailer, CRC and length, stands
/// right behind the stream: so one pass tells that the stream ends where its bytes do and that its CRC is the expected one.
#[derive(Debug)]
pub(crate) struct Framed<'b>(&'b mut [u8]);

/// Magic number, deflate, no flags, no time, unknown system (RFC 1952, section 2.3).
const FRAME_HEADER: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];

/// CRC and length.
const FRAME_TRAILER: usize = 8;

impl<'b> Framed<'b> {
    /// Room for a stream of `len` bytes in `buffer`.
    pub(crate) fn new(buffer: &'b mut Vec<u8>, len: usize) -> Self {
        let header = FRAME_HEADER.len();
        set_len(buffer, len.saturating_add(header).saturating_add(FRAME_TRAILER));
        if let Some(start) = buffer.get_mut(..header) {
            start.copy_from_slice(&FRAME_HEADER);
        }
        Self(buffer)
    }

    pub(crate) fn stream(&self) -> &[u8] {
        let end = self.0.len().saturating_sub(FRAME_TRAILER);
        self.0.get(FRAME_HEADER.len()..end).unwrap_or(&[])
    }

    pub(crate) fn stream_mut(&mut self) -> &mut [u8] {
        let end = self.0.len().saturating_sub(FRAME_TRAILER);
        self.0.get_mut(FRAME_HEADER.len()..end).unwrap_or(&mut [])
    }

    /// The file, with this trailer.
    #[cfg(feature = "libdeflate")]
    fn ending_with(&mut self, crc: u32, len: usize) -> &[u8] {
        // The length is that of the bytes modulo 2^32: the upper half of the number is where the CRC does not reach.
        let trailer = u64::from(crc) | to_u64(len) << u32::BITS;
        let at = self.0.len().saturating_sub(FRAME_TRAILER);
        if let Some(room) = self.0.get_mut(at..) {
            room.copy_from_slice(&trailer.to_le_bytes());
        }
        self.0
    }
}

impl Inflater {
    pub(crate) fn new() -> Self {
        Self {
            #[cfg(feature = "libdeflate")]
            fast: libdeflater::Decompressor::new(),
            slow: Decompress::new(false),
        }
    }

    /// Inflates all of `input` into `out`, which holds exactly what could be inflated afterwards.
    ///
    /// The declared length is believed as far as it is possible, and paid for from `budget`; what goes beyond is paid for
    /// as it comes. `crc` is the declared one.
    pub(crate) fn inflate(
        &mut self,
        mut input: Framed<'_>,
        Declared { len: declared, crc }: Declared,
        budget: &mut Budget,
        out: &mut Vec<u8>,
    ) -> Result<Stream, Error> {
        let given = to_u64(input.stream().len());
        let possible = declared <= given.saturating_mul(MOST_PER_BYTE);
        let first = if possible { declared } else { GROWTH.min(given.saturating_mul(MOST_PER_BYTE)) };
        budget.check_ratio(given, first)?;
        budget.spend_bytes(first)?;
        set_len(out, to_usize(first)?);
        if possible && let Some(stream) = self.inflate_at_once(&mut input, crc, out) {
            return Ok(stream);
        }
        self.inflate_in_steps(input.stream(), budget, out)
    }

    /// Inflates a stream that must have exactly `declared` bytes, and says how many bytes it takes of `input`; `None` if
    /// it has fewer or more bytes, or breaks. `out` holds what there was.
    pub(crate) fn inflate_exactly(
        &mut self,
        input: &[u8],
        declared: u64,
        budget: &mut Budget,
        out: &mut Vec<u8>,
    ) -> Result<Option<u64>, Error> {
        out.clear();
        if declared > to_u64(input.len()).saturating_mul(MOST_PER_BYTE) {
            return Ok(None);
        }
        budget.check_ratio(to_u64(input.len()), declared)?;
        budget.spend_bytes(declared)?;
        set_len(out, to_usize(declared)?);
        self.slow.reset(false);
        let (written, stop) = self.run(input, out);
        let whole = stop == Stop::End && written == out.len();
        out.truncate(written);
        Ok(whole.then(|| self.slow.total_in()))
    }

    /// The whole stream at once, if it is sound, ends with its bytes, and gives exactly the bytes that `out` has room for
    /// and this CRC.
    #[cfg(feature = "libdeflate")]
    fn inflate_at_once(&mut self, input: &mut Framed<'_>, crc: u32, out: &mut [u8]) -> Option<Stream> {
        let used = to_u64(input.stream().len());
        let len = self.fast.gzip_decompress(input.ending_with(crc, out.len()), out).ok()?;
        (len == out.len()).then_some(Stream { used, ended: true, crc: Some(crc) })
    }

    #[cfg(not(feature = "libdeflate"))]
    #[expect(clippy::unused_self, reason = "the other feature's function needs it")]
    fn inflate_at_once(&mut self, _: &mut Framed<'_>, _: u32, _: &mut [u8]) -> Option<Stream> {
        None
    }

    /// As much of the stream as is sound. `out` is paid for as it is; its growth is paid for here.
    fn inflate_in_steps(
        &mut self,
        input: &[u8],
        budget: &mut Budget,
        out: &mut Vec<u8>,
    ) -> Result<Stream, Error> {
        self.slow.reset(false);
        let mut written: usize = 0;
        let stop = loop {
            let (more, stop) = self.run(input, out.get_mut(written..).unwrap_or(&mut []));
            written = written.saturating_add(more);
            // With room left, a stream that stands still has no more input.
            if stop != Stop::Still || written < out.len() {
                break stop;
            }
            grow(input, budget, out)?;
        };
        out.truncate(written);
        Ok(Stream { used: self.slow.total_in(), ended: stop == Stop::End, crc: None })
    }

    /// Inflates on from where the last call stopped, and says how many bytes it put into `room` and why it stopped.
    fn run(&mut self, input: &[u8], room: &mut [u8]) -> (usize, Stop) {
        let mut written: usize = 0;
        loop {
            let (read, wrote) = (self.slow.total_in(), self.slow.total_out());
            let rest = usize::try_from(read).ok().and_then(|at| input.get(at..)).unwrap_or(&[]);
            let left = room.get_mut(written..).unwrap_or(&mut []);
            let status = self.slow.decompress(rest, left, FlushDecompress::None);
            let more = self.slow.total_out().saturating_sub(wrote);
            written = written.saturating_add(usize::try_from(more).unwrap_or(0));
            match status {
                Ok(Status::StreamEnd) => return (written, Stop::End),
                Ok(_) if more > 0 || self.slow.total_in() > read => {}
                Ok(_) => return (written, Stop::Still),
                Err(_) => return (written, Stop::Broken),
            }
        }
    }
}

/// Why inflating stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stop {
    /// The stream came to its end.
    End,
    /// There is no more room, or no more input.
    Still,
    /// The stream is broken.
    Broken,
}

impl std::fmt::Debug for Inflater {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Inflater")
    }
}

/// Makes `out` half as large again, and pays for it.
fn grow(input: &[u8], budget: &mut Budget, out: &mut Vec<u8>) -> Result<(), Error> {
    let len = to_u64(out.len());
    let most = to_u64(input.len()).saturating_mul(MOST_PER_BYTE).saturating_add(1);
    let wanted = len.saturating_add(GROWTH.max(len / 2)).min(most).max(len.saturating_add(1));
    let wanted = wanted.min(budget.limits().entry_size.max(len.saturating_add(1)));
    budget.check_ratio(to_u64(input.len()), wanted)?;
    budget.check_buffer(wanted)?;
    budget.spend_bytes(wanted.saturating_sub(len))?;
    set_len(out, to_usize(wanted)?);
    Ok(())
}

/// Gives `out` this length; only bytes that it did not have before are cleared.
pub(crate) fn set_len(out: &mut Vec<u8>, len: usize) {
    if len <= out.len() {
        out.truncate(len);
    } else {
        out.reserve_exact(len.saturating_sub(out.len()));
        out.resize(len, 0);
    }
}

#[cfg(test)]
mod tests {
    use beian_testkit::zip::deflate;
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;
    use crate::crc::crc32;
    use crate::limits::{LimitKind, Limits};

    fn budget() -> Budget {
        Budget::new(&Limits::default())
    }

    /// Inflates a stream that declares this length, and the right CRC if that of `data` is.
    fn inflate_as(
        input: &[u8],
        declared: u64,
        data: &[u8],
        budget: &mut Budget,
    ) -> Result<(Stream, Vec<u8>), Error> {
        let (mut buffer, mut out) = (Vec::new(), Vec::new());
        let mut framed = Framed::new(&mut buffer, input.len());
        framed.stream_mut().copy_from_slice(input);
        let declared = Declared { len: declared, crc: crc32(data) };
        let stream = Inflater::new().inflate(framed, declared, budget, &mut out)?;
        Ok((stream, out))
    }

    fn inflate(input: &[u8], declared: u64, data: &[u8]) -> (Stream, Vec<u8>) {
        inflate_as(input, declared, data, &mut budget()).unwrap()
    }

    /// As [`inflate`], without the fast inflater.
    fn inflate_slowly(input: &[u8], declared: usize) -> (Stream, Vec<u8>) {
        let mut out = vec![0; declared];
        let stream = Inflater::new().inflate_in_steps(input, &mut budget(), &mut out).unwrap();
        (stream, out)
    }

    #[test]
    fn a_declared_size_that_lies_changes_nothing() {
        let data = vec![5; 300_000];
        let input = deflate(&data);
        for declared in [0, 1, 299_999, 300_000, 300_001, 0x7fff_ffff, u64::MAX] {
            let (stream, out) = inflate(&input, declared, &data);
            assert!(stream.ended && out == data, "{declared}");
        }
    }

    #[test]
    fn what_the_stream_takes_of_its_bytes_is_told() {
        let mut input = deflate(b"abc");
        let used = to_u64(input.len());
        assert_eq!(inflate(&input, 3, b"abc").0.used, used);
        input.extend_from_slice(b"behind");
        let (stream, out) = inflate(&input, 3, b"abc");
        assert_eq!((stream.used, stream.ended, out.as_slice()), (used, true, &b"abc"[..]));
    }

    #[test]
    fn another_crc_than_declared_changes_nothing() {
        let (stream, out) = inflate(&deflate(b"abc"), 3, b"other");
        assert_eq!((stream.crc, stream.ended, out.as_slice()), (None, true, &b"abc"[..]));
    }

    #[test]
    fn no_stream_at_all_is_broken() {
        assert_eq!(inflate(&[], 0, b""), (Stream { used: 0, ended: false, crc: None }, vec![]));
        assert!(!inflate(&[0xff; 9], 10, b"").0.ended);
    }

    #[test]
    fn an_impossible_size_is_not_allocated() {
        let mut budget = Budget::new(&Limits { total_size: 1 << 20, ..Limits::default() });
        let (stream, out) = inflate_as(&deflate(b"abc"), 1 << 40, b"abc", &mut budget).unwrap();
        assert!(stream.ended && out == b"abc");
    }

    #[test]
    fn growth_is_paid_for() {
        let input = deflate(&vec![0; 1 << 20]);
        let mut budget = Budget::new(&Limits { total_size: 1 << 19, ..Limits::default() });
        let error = inflate_as(&input, 10, b"", &mut budget).unwrap_err();
        assert!(matches!(error, Error::Limit { limit: LimitKind::TotalSize, .. }), "{error}");
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn both_inflaters_give_the_same(
            data in vec(0..9_u8, 0..3000),
            declared in 0..4000_usize,
            honest in any::<bool>(),
            behind in prop_oneof![Just(Vec::new()), vec(any::<u8>(), 0..12)],
            change in proptest::option::of((any::<prop::sample::Index>(), any::<u8>())),
        ) {
            let mut input = deflate(&data);
            input.extend_from_slice(&behind);
            if let Some((at, value)) = change {
                let at = at.index(input.len());
                input[at] = value;
            }
            let declared = if honest { data.len() } else { declared };
            let (fast, slow) = (inflate(&input, to_u64(declared), &data), inflate_slowly(&input, declared));
            prop_assert_eq!((fast.0.ended, fast.0.used), (slow.0.ended, slow.0.used));
            prop_assert_eq!(fast.1, slow.1);
        }
    }
}
