//! One slice: its header and its load commands.

use std::ops::Range;

use super::command::Body;
use super::problem::keep;
use super::view::{ByteOrder, View, offset, place};
use super::{Command, Cpu, FileType, LinkEdit, Place, Platform, Slice, segment};
use crate::{Error, Part};

/// Bytes of the two fields that every load command begins with (`load_command`).
const COMMAND_HEAD: usize = 8;

/// How many load commands, and how many sections, are read of a file, all slices together. Executables have some hundreds of each;
/// slices that lie on each other could otherwise have the same commands read a hundred times.
const MAX_COMMANDS: usize = 1 << 16;
const MAX_SECTIONS: usize = 1 << 16;

/// What may still be read of a file.
pub(super) struct Left {
    commands: usize,
    sections: usize,
}

impl Default for Left {
    fn default() -> Self {
        Self { commands: MAX_COMMANDS, sections: MAX_SECTIONS }
    }
}

/// Reads the slice at `range`, which is within the file.
pub(super) fn read(file: &[u8], range: Range<usize>, left: &mut Left) -> Result<Slice, Error> {
    let bytes = file.get(range.clone()).unwrap_or_default();
    let (order, is_64) = magic(bytes)?;
    let view = View::new(bytes, order);
    let header: usize = if is_64 { 32 } else { 28 };
    let mut slice = head(view, range, header, is_64).ok_or(Error::Truncated {
        part: Part::MachHeader,
        offset: 0,
        needed: place(header),
        available: place(bytes.len()),
    })?;
    Reader { view, slice: &mut slice, left }.commands(header);
    Ok(slice)
}

/// Byte order and width by the magic (`MH_MAGIC`, `MH_MAGIC_64` and what they become in the other order).
pub(super) fn magic(bytes: &[u8]) -> Result<(ByteOrder, bool), Error> {
    match bytes.first_chunk::<4>() {
        Some([0xce, 0xfa, 0xed, 0xfe]) => Ok((ByteOrder::Little, false)),
        Some([0xcf, 0xfa, 0xed, 0xfe]) => Ok((ByteOrder::Little, true)),
        Some([0xfe, 0xed, 0xfa, 0xce]) => Ok((ByteOrder::Big, false)),
        Some([0xfe, 0xed, 0xfa, 0xcf]) => Ok((ByteOrder::Big, true)),
        _ if bytes.starts_with(b"!<arch>\n") => Err(not("a Mach-O file, not a static archive")),
        _ => Err(not("the magic of a Mach-O file")),
    }
}

fn not(expected: &'static str) -> Error {
    Error::Invalid { part: Part::MachHeader, offset: 0, expected }
}

/// `mach_header` and `mach_header_64`, which only has four bytes more behind it.
fn head(view: View<'_>, range: Range<usize>, size: usize, is_64: bool) -> Option<Slice> {
    view.slice(0, size)?;
    Some(Slice {
        range,
        hidden: false,
        is_64,
        order: view.order(),
        cpu: Cpu { kind: view.u32(4)?, subtype: view.u32(8)? },
        file_type: FileType(view.u32(12)?),
        command_count: view.u32(16)?,
        flags: view.u32(24)?,
        uuid: None,
        code_signature: None,
        encryption: None,
        builds: Vec::new(),
        segments: Vec::new(),
        problems: Vec::new(),
    })
}

struct Reader<'a> {
    view: View<'a>,
    slice: &'a mut Slice,
    left: &'a mut Left,
}

impl<'a> Reader<'a> {
    /// Goes through the load commands as the kernel does (xnu's `bsd/kern/mach_loader.c`, `parse_machfile`): up to the count, and no
    /// further than `sizeofcmds`. Where the kernel refuses the file, what was read so far stays.
    fn commands(&mut self, header: usize) {
        let stated = header.saturating_add(self.view.u32(20).map_or(0, offset));
        let end = stated.min(self.view.len());
        if end < stated {
            let error = Error::Truncated {
                part: Part::LoadCommands,
                offset: place(header),
                needed: place(stated.saturating_sub(header)),
                available: place(end.saturating_sub(header)),
            };
            self.problem(Place::Commands, error);
        }
        let mut at = header;
        for index in 0..self.slice.command_count {
            let Some(left) = self.left.commands.checked_sub(1) else {
                self.problem(Place::Commands, invalid(at, "at most 65,536 load commands in a file"));
                return;
            };
            self.left.commands = left;
            match self.body(at, end) {
                Ok((command, body)) => {
                    at = at.saturating_add(body.view.len());
                    if let Err(error) = self.command(command, body, index) {
                        self.problem(Place::Command { index, command }, error);
                    }
                }
                Err(error) => {
                    self.problem(Place::Commands, error);
                    return;
                }
            }
        }
    }

    /// The command at `at`, all of which lies before `end`.
    fn body(&self, at: usize, end: usize) -> Result<(Command, Body<'a>), Error> {
        let available = end.saturating_sub(at);
        let cut = |needed| Error::Truncated {
            part: Part::LoadCommand,
            offset: place(at),
            needed: place(needed),
            available: place(available),
        };
        if available < COMMAND_HEAD {
            return Err(cut(COMMAND_HEAD));
        }
        let numbers = self.view.u32(at).zip(self.view.u32(at.saturating_add(4)));
        let (command, size) = numbers.ok_or_else(|| cut(COMMAND_HEAD))?;
        let size = offset(size);
        if size < COMMAND_HEAD {
            return Err(invalid(at, "a size of at least 8 bytes"));
        }
        let view = self.view.slice(at, size).filter(|_| size <= available).ok_or_else(|| cut(size))?;
        Ok((Command(command), Body { view, at }))
    }

    fn command(&mut self, command: Command, body: Body<'_>, index: u32) -> Result<(), Error> {
        let cpu = self.slice.cpu;
        match command {
            Command::SEGMENT | Command::SEGMENT_64 => self.segment(command, body, index)?,
            Command::UUID => first(&mut self.slice.uuid, body.uuid()?, body)?,
            Command::CODE_SIGNATURE => {
                let stated = body.link_edit()?;
                first(&mut self.slice.code_signature, stated, body)?;
                self.within(Part::SuperBlob, stated.range())?;
            }
            Command::ENCRYPTION_INFO | Command::ENCRYPTION_INFO_64 => {
                let stated = body.encryption()?;
                first(&mut self.slice.encryption, stated, body)?;
                let start = u64::from(stated.offset);
                self.within(Part::Encrypted, start..start.saturating_add(u64::from(stated.size)))?;
            }
            Command::BUILD_VERSION => self.slice.builds.push(body.build_version()?),
            Command::VERSION_MIN_MACOSX => self.slice.builds.push(body.version_min(Platform::MACOS, cpu)?),
            Command::VERSION_MIN_IPHONEOS => self.slice.builds.push(body.version_min(Platform::IOS, cpu)?),
            Command::VERSION_MIN_TVOS => self.slice.builds.push(body.version_min(Platform::TVOS, cpu)?),
            Command::VERSION_MIN_WATCHOS => self.slice.builds.push(body.version_min(Platform::WATCHOS, cpu)?),
            _ => {}
        }
        Ok(())
    }

    /// A segment is kept even where its bytes, or its sections', are beyond the end of the slice.
    fn segment(&mut self, command: Command, body: Body<'_>, index: u32) -> Result<(), Error> {
        let long = command == Command::SEGMENT_64;
        let (segment, error) = segment::read(body.view, body.at, long, self.left.sections)?;
        self.left.sections = self.left.sections.saturating_sub(segment.sections.len());
        let of_segment =
            self.within(Part::Segment, segment.offset..segment.offset.saturating_add(segment.size));
        let ranges = segment.sections.iter().filter_map(super::Section::range);
        let of_sections = ranges.map(|range| self.within(Part::Section, range)).find(Result::is_err);
        let errors = error.into_iter().chain(of_segment.err()).chain(of_sections.and_then(Result::err));
        for error in errors.collect::<Vec<_>>() {
            self.problem(Place::Command { index, command }, error);
        }
        self.slice.segments.push(segment);
        Ok(())
    }

    /// Whether a range lies within the slice. An empty one does wherever it is: nobody reads it.
    fn within(&self, part: Part, range: Range<u64>) -> Result<(), Error> {
        let len = place(self.view.len());
        if range.is_empty() || range.end <= len {
            return Ok(());
        }
        Err(Error::Truncated {
            part,
            offset: range.start,
            needed: range.end.saturating_sub(range.start),
            available: len.saturating_sub(range.start),
        })
    }

    fn problem(&mut self, place: Place, error: Error) {
        keep(&mut self.slice.problems, place, error);
    }
}

/// Of several commands that state the same the first counts (Security's `macho++.cpp`, `findCommand`).
fn first<T>(field: &mut Option<T>, value: T, body: Body<'_>) -> Result<(), Error> {
    if field.is_some() {
        return Err(invalid(body.at, "no second command of this kind"));
    }
    *field = Some(value);
    Ok(())
}

fn invalid(at: usize, expected: &'static str) -> Error {
    Error::Invalid { part: Part::LoadCommand, offset: place(at), expected }
}

impl LinkEdit {
    /// Where the bytes stand, from the start of the slice.
    pub fn range(self) -> Range<u64> {
        let start = u64::from(self.offset);
        start..start.saturating_add(u64::from(self.size))
    }
}
