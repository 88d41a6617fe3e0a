//! Universal files: several slices behind one list (cctools' `include/mach-o/fat.h`; all numbers big endian).

use std::ops::Range;

use super::problem::keep;
use super::slice::{self, Left};
use super::view::{ByteOrder, View, long_offset, offset, place};
use super::{Container, Cpu, MachFile, Place, Problem, Slice};
use crate::{Error, Part};

/// Bytes of `fat_header`.
const HEADER: usize = 8;
/// How many slices are read: as many as Security takes (`macho++.cpp`, `MAX_ARCH_COUNT`). Files in use have up to six. The class files
/// of Java begin with the same magic, and their version, read as a count, is at least 45.
const MAX_SLICES: usize = 100;

/// An entry of the list.
struct Arch {
    cpu: Cpu,
    range: Range<usize>,
}

/// Which kind of universal file the bytes begin as.
pub(super) fn container(bytes: &[u8]) -> Option<Container> {
    match bytes.first_chunk::<4>() {
        Some([0xca, 0xfe, 0xba, 0xbe]) => Some(Container::Fat),
        Some([0xca, 0xfe, 0xba, 0xbf]) => Some(Container::Fat64),
        _ => None,
    }
}

/// Reads all slices. At least one must be a Mach-O file, otherwise this is none.
pub(super) fn read(bytes: &[u8], container: Container) -> Result<MachFile, Error> {
    let mut list = List::read(bytes, container)?;
    let mut left = Left::default();
    let mut slices: Vec<Slice> = Vec::new();
    for index in 0..list.archs.len() {
        let Some(arch) = list.archs.get(index) else { break };
        let (errors, range) = list.check(index, arch, bytes.len());
        for error in errors {
            list.problem(index, error);
        }
        let Some(range) = range else { continue };
        let Some(arch) = list.archs.get(index) else { break };
        match slice::read(bytes, range, &mut left) {
            Ok(mut slice) => {
                slice.hidden = index >= list.listed;
                if !slice.cpu.is(arch.cpu) {
                    list.problem(
                        index,
                        invalid(list.place(index), "the processor that the slice itself states"),
                    );
                }
                slices.push(slice);
            }
            Err(error) => list.problem(index, error),
        }
    }
    if slices.is_empty() {
        let none = invalid(0, "at least one slice that is a Mach-O file");
        return Err(list.problems.into_iter().next().map_or(none, |problem| problem.error));
    }
    Ok(MachFile { container, slices, problems: list.problems })
}

struct List {
    archs: Vec<Arch>,
    /// Entries that the count covers; what is behind it is hidden.
    listed: usize,
    /// Bytes of an entry.
    size: usize,
    /// The count cannot be true, so that entries that are none are no surprise.
    lies: bool,
    problems: Vec<Problem>,
}

impl List {
    fn read(bytes: &[u8], container: Container) -> Result<Self, Error> {
        let view = View::new(bytes, ByteOrder::Big);
        let size = match container {
            Container::Fat64 => 32,
            Container::Fat | Container::Thin => 20,
        };
        let cut =
            |needed, available| Error::Truncated { part: Part::FatHeader, offset: 0, needed, available };
        let stated = view.u32(4).ok_or(cut(place(HEADER), place(bytes.len())))?;
        let count = offset(stated);
        let entries = bytes.get(HEADER..).unwrap_or_default().chunks_exact(size);
        let archs = entries.take(count.min(MAX_SLICES));
        let archs: Vec<_> = archs.filter_map(|entry| arch(view.over(entry), container)).collect();
        let mut list = Self { listed: archs.len(), archs, size, lies: false, problems: Vec::new() };
        if list.listed < count {
            let error = if count > MAX_SLICES {
                invalid(4, "at most 100 slices")
            } else {
                cut(place(count.saturating_mul(size).saturating_add(HEADER)), place(bytes.len()))
            };
            keep(&mut list.problems, Place::FatHeader, error);
            list.lies = true;
        } else {
            list.look_behind(view, container);
        }
        Ok(list)
    }

    /// Xcode once wrote files that count one slice too few, so that old tools did not see the one for arm64: it stands behind the list
    /// and before the first slice (cctools' `misc/lipo.c`, change 15002326; Security's `macho++.cpp`, 15001604).
    fn look_behind(&mut self, view: View<'_>, container: Container) {
        let at = self.place(self.listed);
        let first = self.archs.iter().map(|arch| arch.range.start).min();
        let fits = first.is_some_and(|first| at.saturating_add(self.size) <= first);
        let entry = view.slice(at, self.size).filter(|_| fits && self.listed < MAX_SLICES);
        let hidden =
            entry.and_then(|entry| arch(entry, container)).filter(|arch| arch.cpu.kind == Cpu::ARM64);
        self.archs.extend(hidden);
    }

    /// Where an entry stands.
    fn place(&self, index: usize) -> usize {
        HEADER.saturating_add(index.saturating_mul(self.size))
    }

    /// What is wrong with an entry, and its range as far as the file has it (xnu's `bsd/kern/mach_fat.c`,
    /// `fatfile_validate_fatarches`).
    fn check(&self, index: usize, arch: &Arch, len: usize) -> (Vec<Error>, Option<Range<usize>>) {
        let Range { start, end } = arch.range;
        let mut errors = Vec::new();
        if end > len || start >= len {
            errors.push(Error::Truncated {
                part: Part::Slice,
                offset: place(start),
                needed: place(end.saturating_sub(start)),
                available: place(len.saturating_sub(start)),
            });
        }
        if start < self.place(self.archs.len()) {
            errors.push(invalid(self.place(index), "a slice behind the list of slices"));
        }
        let before = self.archs.get(..index).unwrap_or_default();
        if before.iter().any(|other| other.range.start < end && start < other.range.end) {
            errors.push(invalid(self.place(index), "a slice that no other one overlaps"));
        }
        if before.iter().any(|other| other.cpu.is(arch.cpu)) {
            errors.push(invalid(self.place(index), "a processor that no other slice is for"));
        }
        (errors, (start < len).then(|| start..end.min(len)))
    }

    /// Where the count lies, what it covers beyond the real entries is not each worth a problem.
    fn problem(&mut self, index: usize, error: Error) {
        if !self.lies {
            keep(&mut self.problems, Place::FatArch(index), error);
        }
    }
}

/// `fat_arch` and `fat_arch_64`.
fn arch(entry: View<'_>, container: Container) -> Option<Arch> {
    let cpu = Cpu { kind: entry.u32(0)?, subtype: entry.u32(4)? };
    let (start, size) = match container {
        Container::Fat64 => (long_offset(entry.u64(8)?), long_offset(entry.u64(16)?)),
        Container::Fat | Container::Thin => (offset(entry.u32(8)?), offset(entry.u32(12)?)),
    };
    Some(Arch { cpu, range: start..start.saturating_add(size) })
}

fn invalid(at: usize, expected: &'static str) -> Error {
    Error::Invalid { part: Part::FatHeader, offset: place(at), expected }
}
