//! Gzip files: one compressed stream, or several in a row that are one.

use std::borrow::Cow;

use beian_archive::{StreamEnd, StreamInflater, crc32};
use beian_text::{Claims, Sink, Span};

use crate::{Context, EntryInfo, Nested, Outcome, Part, Reader, ReaderId, Unread};

/// Reads gzip files (RFC 1952).
#[derive(Debug)]
pub struct GzipReader;

/// The identification and deflate, the only method there is (RFC 1952, section 2.3.1).
const MAGIC: &[u8] = &[0x1f, 0x8b, 8];

/// The bytes before what flags announce, and those behind the stream: CRC-32 and length.
const FIXED: usize = 10;
const TRAILER: usize = 8;

/// Flags (section 2.3.1); those above them are reserved, and no file has them.
const FHCRC: u8 = 1 << 1;
const FEXTRA: u8 = 1 << 2;
const FNAME: u8 = 1 << 3;
const FCOMMENT: u8 = 1 << 4;
const RESERVED: u8 = 0b1110_0000;

impl Reader for GzipReader {
    fn id(&self) -> ReaderId {
        ReaderId("gzip")
    }

    fn wants(&self, _: &EntryInfo<'_>, head: &[u8]) -> bool {
        is_member(head)
    }

    fn read(&self, bytes: &[u8], cx: &mut Context<'_>, _: &mut dyn Sink) -> Outcome {
        let mut file = File { bytes, at: 0, name: None, content: Vec::new() };
        let why = file.members(cx);
        let (read, len) = (to_u64(file.at), to_u64(bytes.len()));
        let mut claimed = Claims::none();
        claimed.add(Span::new(0, read));
        let unread = why.map(|why| Part { span: Span::new(read, len), why });
        if file.content.is_empty() {
            return Outcome { claimed, unread: unread.into_iter().collect(), nested: Vec::new() };
        }
        let name = file.name.unwrap_or_else(|| inner_name(cx.entry.name));
        let content = Nested::Content { name, bytes: file.content, unread };
        Outcome { claimed, unread: Vec::new(), nested: vec![content] }
    }
}

/// A file while it is read.
struct File<'a> {
    bytes: &'a [u8],
    /// What is read ends here.
    at: usize,
    /// The name that the first member has.
    name: Option<String>,
    content: Vec<u8>,
}

/// The header of a member.
struct Header<'a> {
    len: usize,
    name: Option<&'a [u8]>,
}

impl File<'_> {
    /// Reads member by member; says why it stopped before the last one's end. What stands behind the last member and is
    /// none is no part of the file (as gzip itself takes it), and is left to be searched.
    fn members(&mut self, cx: &mut Context<'_>) -> Option<Unread> {
        let mut inflater = StreamInflater::new();
        let mut first = true;
        while first || is_member(self.rest()) {
            if let Err(why) = self.member(&mut inflater, cx) {
                return Some(why);
            }
            first = false;
        }
        None
    }

    fn rest(&self) -> &[u8] {
        self.bytes.get(self.at..).unwrap_or(&[])
    }

    fn member(&mut self, inflater: &mut StreamInflater, cx: &mut Context<'_>) -> Result<(), Unread> {
        let header = header(self.bytes.get(self.at..).unwrap_or(&[]))
            .ok_or_else(|| broken("the header of a gzip member goes on beyond the file"))?;
        if self.name.is_none() && self.at == 0 {
            self.name = header.name.and_then(file_name);
        }
        self.pass(header.len);
        let before = self.content.len();
        let input = self.bytes.get(self.at..).unwrap_or(&[]);
        let stream = inflater.inflate(input, cx.budget, &mut self.content);
        self.pass(usize::try_from(stream.used).unwrap_or(usize::MAX));
        match stream.end {
            StreamEnd::Complete => self.trailer(before),
            StreamEnd::Truncated => Err(broken("a gzip file ends before its stream does")),
            StreamEnd::Limit(error) => Err(Unread::Limit(error)),
            _ => Err(broken("a gzip file's stream is no deflate stream from here on")),
        }
    }

    /// Compares what a member gave with its trailer.
    fn trailer(&mut self, before: usize) -> Result<(), Unread> {
        let given = self.content.get(before..).unwrap_or(&[]);
        let (crc, len) = (crc32(given), to_u64(given.len()) & u64::from(u32::MAX));
        let trailer = self.rest().first_chunk::<TRAILER>().copied().map(u64::from_le_bytes);
        let Some(trailer) = trailer else { return Err(broken("a gzip file ends before its CRC and length")) };
        self.pass(TRAILER);
        if trailer == len << u32::BITS | u64::from(crc) {
            Ok(())
        } else {
            Err(broken("a gzip member has another CRC or length than its trailer says"))
        }
    }

    fn pass(&mut self, bytes: usize) {
        self.at = self.at.saturating_add(bytes).min(self.bytes.len());
    }
}

/// Whether a member begins here: the method is deflate, and no reserved flag is set.
fn is_member(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC) && bytes.len() > FIXED && bytes.get(3).is_some_and(|flags| flags & RESERVED == 0)
}

/// The header of the member that begins here (section 2.3); `None` if it goes on beyond the bytes.
fn header(bytes: &[u8]) -> Option<Header<'_>> {
    let flags = *bytes.get(3)?;
    let mut at = FIXED;
    if flags & FEXTRA != 0 {
        let len = u16::from_le_bytes(*bytes.get(at..)?.first_chunk()?);
        at = at.checked_add(2)?.checked_add(len.into())?;
    }
    let mut name = None;
    for flag in [FNAME, FCOMMENT] {
        if flags & flag != 0 {
            let rest = bytes.get(at..)?;
            let len = memchr::memchr(0, rest)?;
            if flag == FNAME {
                name = rest.get(..len);
            }
            at = at.checked_add(len)?.checked_add(1)?;
        }
    }
    if flags & FHCRC != 0 {
        at = at.checked_add(2)?;
    }
    (at <= bytes.len()).then_some(Header { len: at, name })
}

/// The file's name out of a header, without folders: Latin-1 by the specification, UTF-8 by what writes it today.
fn file_name(bytes: &[u8]) -> Option<String> {
    let name = match std::str::from_utf8(bytes) {
        Ok(name) => name.to_owned(),
        Err(_) => bytes.iter().copied().map(char::from).collect(),
    };
    let last = name.rsplit(['/', '\\']).next().unwrap_or("");
    (!last.is_empty() && !last.contains(char::is_control)).then(|| last.to_owned())
}

/// The entry's name without folders and without the suffix that gzip gave it (its manual: `.gz`, `-gz`, `.z`, and `.tgz` for
/// `.tar`).
fn inner_name(entry: &str) -> String {
    let name = entry.rsplit('/').next().unwrap_or(entry);
    let lower = name.to_ascii_lowercase();
    for (suffix, instead) in [(".gz", ""), ("-gz", ""), (".z", ""), (".tgz", ".tar"), (".svgz", ".svg")] {
        let stem = lower.strip_suffix(suffix).and_then(|stem| name.get(..stem.len()));
        if let Some(stem) = stem.filter(|stem| !stem.is_empty()) {
            return format!("{stem}{instead}");
        }
    }
    name.to_owned()
}

fn broken(what: &'static str) -> Unread {
    Unread::Broken(Cow::Borrowed(what))
}

fn to_u64(len: usize) -> u64 {
    u64::try_from(len).unwrap_or(u64::MAX)
}

#[cfg(test)]
#[path = "gzip_tests.rs"]
mod tests;
