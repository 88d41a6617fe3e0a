//! Deflate streams that stand outside archives.

use flate2::{Decompress, FlushDecompress, Status};

use crate::error::Error;
use crate::limits::Budget;
use crate::source::to_u64;

/// Bytes that are inflated at a time.
const STEP: usize = 64 * 1024;

/// What inflates streams, one after the other.
pub struct StreamInflater {
    inflater: Decompress,
    room: Vec<u8>,
}

/// What inflating a stream gave, beside its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stream {
    /// Bytes of the input up to the stream's end, or up to where it stops.
    pub used: u64,
    /// How it ended.
    pub end: StreamEnd,
}

/// How a deflate stream ended.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum StreamEnd {
    /// With its last block.
    Complete,
    /// The input ends before the stream does.
    Truncated,
    /// What comes is no deflate stream (RFC 1951).
    Broken,
    /// Going on would go over a limit.
    Limit(Error),
}

impl StreamInflater {
    /// Ready for a first stream.
    pub fn new() -> Self {
        Self { inflater: Decompress::new(false), room: vec![0; STEP] }
    }

    /// Inflates the deflate stream (RFC 1951) at the start of `input`, and puts its bytes behind those that `out` holds.
    ///
    /// What could be inflated is kept, however the stream ends. Each byte is taken from `budget` before `out` takes it; all
    /// of `out` counts as one buffer, and the ratio is that of the stream's bytes to `input`.
    pub fn inflate(&mut self, input: &[u8], budget: &mut Budget, out: &mut Vec<u8>) -> Stream {
        self.inflater.reset(false);
        let end = loop {
            let (read, wrote) = (self.inflater.total_in(), self.inflater.total_out());
            let rest = usize::try_from(read).ok().and_then(|at| input.get(at..)).unwrap_or(&[]);
            let status = self.inflater.decompress(rest, &mut self.room, FlushDecompress::None);
            let more = usize::try_from(self.inflater.total_out().saturating_sub(wrote)).unwrap_or(usize::MAX);
            let fresh = self.room.get(..more).unwrap_or(&self.room);
            if let Err(error) = take(fresh, (to_u64(input.len()), wrote), budget, out) {
                break StreamEnd::Limit(error);
            }
            match status {
                Ok(Status::StreamEnd) => break StreamEnd::Complete,
                Ok(_) if more > 0 || self.inflater.total_in() > read => {}
                Ok(_) => break StreamEnd::Truncated,
                Err(_) => break StreamEnd::Broken,
            }
        };
        Stream { used: self.inflater.total_in(), end }
    }
}

impl Default for StreamInflater {
    fn default() -> Self {
        Self::new()
    }
}

impl std::fmt::Debug for StreamInflater {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("StreamInflater")
    }
}

/// Puts `fresh` behind `out`, as much of it as the limits allow; the stream had `given` bytes and gave `wrote` before.
fn take(
    fresh: &[u8],
    (given, wrote): (u64, u64),
    budget: &mut Budget,
    out: &mut Vec<u8>,
) -> Result<(), Error> {
    let (len, more) = (to_u64(out.len()), to_u64(fresh.len()));
    let by_ratio = budget.limits().ratio.saturating_mul(given.max(1)).saturating_sub(wrote);
    let by_buffer = budget.limits().entry_size.saturating_sub(len);
    let allowed = more.min(by_ratio).min(by_buffer).min(budget.bytes_left());
    budget.spend_bytes(allowed)?;
    let kept = usize::try_from(allowed).ok().and_then(|allowed| fresh.get(..allowed)).unwrap_or(fresh);
    if out.capacity().saturating_sub(out.len()) < kept.len() {
        // Half as much again, so that what is paid for is most of what is allocated.
        out.reserve_exact(kept.len().max(out.len() / 2));
    }
    out.extend_from_slice(kept);
    if allowed == more {
        return Ok(());
    }
    budget.check_ratio(given, wrote.saturating_add(more))?;
    budget.check_buffer(len.saturating_add(more))?;
    budget.spend_bytes(more.saturating_sub(allowed))
}

#[cfg(test)]
mod tests {
    use beian_testkit::zip::deflate;

    use super::*;
    use crate::limits::{LimitKind, Limits};

    fn inflate(input: &[u8], limits: &Limits) -> (Stream, Vec<u8>) {
        let mut out = b"before".to_vec();
        let stream = StreamInflater::new().inflate(input, &mut Budget::new(limits), &mut out);
        assert!(out.starts_with(b"before"));
        (stream, out.split_off(6))
    }

    fn words(len: usize) -> Vec<u8> {
        (0..len).map(|at| u8::try_from(at * at / 7 % 251).unwrap()).collect()
    }

    #[test]
    fn all_of_it_and_nothing_behind_it() {
        for len in [0, 1, 1000, 65_536, 300_000] {
            let (data, mut input) = (words(len), deflate(&words(len)));
            let used = to_u64(input.len());
            input.extend_from_slice(b"behind");
            assert_eq!(
                inflate(&input, &Limits::default()),
                (Stream { used, end: StreamEnd::Complete }, data),
                "{len}"
            );
        }
    }

    #[test]
    fn what_was_inflated_is_kept_where_it_ends_early_or_breaks() {
        let (data, input) = (words(300_000), deflate(&words(300_000)));
        let half = input.len() / 2;
        let (stream, out) = inflate(&input[..half], &Limits::default());
        assert_eq!((stream.end, stream.used), (StreamEnd::Truncated, to_u64(half)));
        assert!(!out.is_empty() && data.starts_with(&out));
        let (stream, out) = inflate(&[], &Limits::default());
        assert_eq!((stream.end, out), (StreamEnd::Truncated, vec![]));

        // A stored block, then one of a type that does not exist (RFC 1951, section 3.2.3).
        let (stream, out) = inflate(b"\0\x03\0\xfc\xffabc\x06", &Limits::default());
        assert_eq!((stream.end, out.as_slice()), (StreamEnd::Broken, &b"abc"[..]));
        assert_eq!(inflate(&[0xff; 9], &Limits::default()).0.end, StreamEnd::Broken);
    }

    #[test]
    fn limits_stop_it_and_what_they_allow_is_kept() {
        let input = deflate(&vec![7; 1 << 20]);
        for (kind, limits) in [
            (LimitKind::EntrySize, Limits { entry_size: 100_006, ..Limits::default() }),
            (LimitKind::TotalSize, Limits { total_size: 100_000, ..Limits::default() }),
            (LimitKind::Ratio, Limits { ratio: 50, ..Limits::default() }),
        ] {
            let (stream, out) = inflate(&input, &limits);
            let StreamEnd::Limit(Error::Limit { limit, .. }) = stream.end else { panic!("{:?}", stream.end) };
            assert_eq!(limit, kind);
            let allowed = if kind == LimitKind::Ratio { 50 * input.len() } else { 100_000 };
            assert_eq!(out, vec![7; allowed], "{kind:?}");
        }
    }

    #[test]
    fn a_budget_of_as_many_bytes_is_enough() {
        let input = deflate(&words(5000));
        let (stream, out) = inflate(&input, &Limits { total_size: 5000, ..Limits::default() });
        assert_eq!((stream.end, out), (StreamEnd::Complete, words(5000)));
    }

    #[test]
    fn one_stream_leaves_nothing_for_the_next() {
        let mut inflater = StreamInflater::new();
        let (mut budget, mut out) = (Budget::new(&Limits::default()), Vec::new());
        let input = deflate(&words(9000));
        for part in [&input[..100], &[0xff; 9], &input] {
            out.clear();
            inflater.inflate(part, &mut budget, &mut out);
        }
        assert_eq!(out, words(9000));
    }
}
