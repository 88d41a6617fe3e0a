//! Segments and their sections (cctools' `include/mach-o/loader.h`, `segment_command`, `section` and their 64-bit forms).

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use super::view::{View, offset, place};
use crate::{Error, Part};

/// Section types without bytes in the file: `S_ZEROFILL`, `S_GB_ZEROFILL`, `S_THREAD_LOCAL_ZEROFILL`.
const ZERO_FILLED: [u32; 3] = [0x01, 0x0c, 0x12];
/// Bits of a section's flags that are its type (`SECTION_TYPE`).
const SECTION_TYPE: u32 = 0xff;

/// A segment: what is mapped together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// `segname`, such as `__TEXT`.
    pub name: Name,
    /// `vmaddr`.
    pub address: u64,
    /// `vmsize`.
    pub memory_size: u64,
    /// `fileoff`, from the start of the slice.
    pub offset: u64,
    /// `filesize`.
    pub size: u64,
    /// `flags`.
    pub flags: u32,
    /// Its sections, in stored order.
    pub sections: Vec<Section>,
}

/// A section of a segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// `segname`: in object files, whose sections are all in one segment, not that segment's name.
    pub segment: Name,
    /// `sectname`, such as `__cstring`.
    pub name: Name,
    /// `addr`.
    pub address: u64,
    /// `size`.
    pub size: u64,
    /// `offset`, from the start of the slice.
    pub offset: u32,
    /// `flags`: the type in the lowest eight bits, attributes above.
    pub flags: u32,
}

impl Section {
    /// The type, such as 2 for C strings (`S_CSTRING_LITERALS`).
    pub fn kind(&self) -> u32 {
        self.flags & SECTION_TYPE
    }

    /// Where its bytes stand, from the start of the slice; nothing where it has none in the file. (At offset 0 stands the header, so
    /// that is what files of debug symbols state for sections that they leave out.)
    pub fn range(&self) -> Option<Range<u64>> {
        if self.offset == 0 || ZERO_FILLED.contains(&self.kind()) {
            return None;
        }
        let start = u64::from(self.offset);
        Some(start..start.saturating_add(self.size))
    }
}

/// A name of sixteen bytes: filled up with zeros, and without one where it is that long.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Name(pub [u8; 16]);

impl Name {
    /// The name without the zeros.
    pub fn bytes(&self) -> &[u8] {
        self.0.split(|&byte| byte == 0).next().unwrap_or_default()
    }

    /// The name as text.
    pub fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(self.bytes())
    }

    /// Whether this is the name.
    pub fn is(&self, name: &str) -> bool {
        self.bytes() == name.as_bytes()
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Name({})", self.bytes().escape_ascii())
    }
}

/// Where the fields of one of the two forms stand.
struct Form {
    long: bool,
    /// Bytes of `segment_command`.
    head: usize,
    count: usize,
    flags: usize,
    /// Bytes of `section`.
    section: usize,
    section_offset: usize,
    section_flags: usize,
}

const FORM_32: Form =
    Form { long: false, head: 56, count: 48, flags: 52, section: 68, section_offset: 40, section_flags: 56 };
const FORM_64: Form =
    Form { long: true, head: 72, count: 64, flags: 68, section: 80, section_offset: 48, section_flags: 64 };

impl Form {
    /// The `index`th of the fields that are as long as an address, which begin at `at`.
    fn address(&self, view: View<'_>, at: usize, index: usize) -> Option<u64> {
        let size: usize = if self.long { 8 } else { 4 };
        let at = at.checked_add(size.checked_mul(index)?)?;
        if self.long { view.u64(at) } else { view.u32(at).map(u64::from) }
    }

    fn head(&self, view: View<'_>) -> Option<Segment> {
        Some(Segment {
            name: Name(view.array(8)?),
            address: self.address(view, 24, 0)?,
            memory_size: self.address(view, 24, 1)?,
            offset: self.address(view, 24, 2)?,
            size: self.address(view, 24, 3)?,
            flags: view.u32(self.flags)?,
            sections: Vec::new(),
        })
    }

    fn section(&self, view: View<'_>) -> Option<Section> {
        Some(Section {
            name: Name(view.array(0)?),
            segment: Name(view.array(16)?),
            address: self.address(view, 32, 0)?,
            size: self.address(view, 32, 1)?,
            offset: view.u32(self.section_offset)?,
            flags: view.u32(self.section_flags)?,
        })
    }
}

/// Reads a segment's command, with as many sections as it has bytes for, and no more than `most`. What is wrong with it comes
/// beside it.
pub(super) fn read(
    command: View<'_>,
    at: usize,
    long: bool,
    most: usize,
) -> Result<(Segment, Option<Error>), Error> {
    let form = if long { FORM_64 } else { FORM_32 };
    let cut = |needed: usize, available: usize| Error::Truncated {
        part: Part::Segment,
        offset: place(at),
        needed: place(needed),
        available: place(available),
    };
    let mut segment = form.head(command).ok_or_else(|| cut(form.head, command.len()))?;
    let stated = command.u32(form.count).map_or(0, offset);
    let (_, rest) = command.bytes().split_at_checked(form.head).unwrap_or_default();
    let sections = rest.chunks_exact(form.section).take(stated.min(most));
    segment.sections = sections.filter_map(|bytes| form.section(command.over(bytes))).collect();
    let problem = (segment.sections.len() < stated).then(|| {
        if stated.saturating_mul(form.section) > rest.len() {
            cut(form.head.saturating_add(stated.saturating_mul(form.section)), command.len())
        } else {
            Error::Invalid {
                part: Part::Segment,
                offset: place(at),
                expected: "at most 65,536 sections in a file",
            }
        }
    });
    Ok((segment, problem))
}
