//! Lists zip archives as Android's own reader does, in the lines of the shared `check/platform/ziplist.cc`.
//!
//! As the reader of Android 10, which is the one that distributions package and those lines are compared with; with
//! `--newest` before the files as today's devices do, which know zip64.
//!
//! An entry: file, name, method, uncompressed size, compressed size, 0 if the platform extracts it (-99: too large to
//! try). An archive: file, `=`, 0 if it opens, -1 if it can be listed to its end, number of entries listed. Other
//! numbers than 0 and -1 mean "refused", by the rule that stands on standard error.

#![expect(clippy::print_stderr, reason = "an example for the terminal")]

use std::ffi::OsStr;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use beian_archive::{Archive, Budget, Entry, Error, Limits, Release, Scratch, Source};

/// Entries of this size and more are listed and not extracted, as the lister on the platform's reader does.
const TOO_LARGE: u64 = 64 << 20;

fn main() -> io::Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    let mut release = Release::Android10;
    for argument in std::env::args_os().skip(1) {
        if argument == "--newest" {
            release = Release::NEWEST;
        } else {
            list(&argument, release, &mut out)?;
        }
    }
    out.flush()
}

fn list(file: &OsStr, release: Release, out: &mut impl Write) -> io::Result<()> {
    let name = file.to_string_lossy();
    let mut budget = Budget::new(&Limits::default());
    let source = Source::open(Path::new(file));
    let archive = source.and_then(|source| Archive::strict_of(release, &source, &mut budget));
    let archive = match archive {
        Ok(archive) => archive,
        Err(error) => {
            eprintln!("{name}: {error}");
            return writeln!(out, "{name}\t=\t-3\t0\t0");
        }
    };
    let (mut listed, mut end) = (0, -1);
    let mut scratch = Scratch::default();
    for entry in archive.entries() {
        if let Err(error) = archive.find_as_platform(entry.index()) {
            eprintln!("{name}: {}: {error}", entry.name_lossy());
            end = -9;
            break;
        }
        listed += 1;
        write_entry(&name, &archive, entry, &mut scratch, out)?;
    }
    writeln!(out, "{name}\t=\t0\t{end}\t{listed}")
}

fn write_entry(
    file: &str,
    archive: &Archive,
    entry: &Entry,
    scratch: &mut Scratch,
    out: &mut impl Write,
) -> io::Result<()> {
    let status = match extract(archive, entry, scratch) {
        None => -99,
        Some(Ok(())) => 0,
        Some(Err(error)) => {
            eprintln!("{file}: {}: {error}", entry.name_lossy());
            -2
        }
    };
    write!(out, "{file}\t")?;
    write_escaped(entry.name(), out)?;
    let (method, sizes) = (entry.method().0, entry.sizes());
    writeln!(out, "\t{method}\t{}\t{}\t{status}", sizes.uncompressed, sizes.compressed)
}

fn extract(archive: &Archive, entry: &Entry, scratch: &mut Scratch) -> Option<Result<(), Error>> {
    if entry.uncompressed_size() >= TOO_LARGE {
        return None;
    }
    let mut budget = Budget::new(&Limits::default());
    Some(archive.extract_as_platform(scratch, entry.index(), &mut budget, &mut Vec::new()))
}

/// The name with control characters, and the backslash itself, as `\xNN`.
fn write_escaped(name: &[u8], out: &mut impl Write) -> io::Result<()> {
    for &byte in name {
        match byte {
            0..0x20 | 0x7f | b'\\' => write!(out, "\\x{byte:02x}")?,
            _ => out.write_all(&[byte])?,
        }
    }
    Ok(())
}
