//! The floor that everything else is measured against: every byte of a package read by position and inflated once.
//!
//! Each deflated entry is inflated, each stored one copied, and archives within are opened and treated alike; one
//! thread. Prints, for each file: bytes of the file, bytes after inflating, entries, archives within, milliseconds.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "an example for the terminal")]

use std::path::Path;
use std::time::Instant;

use beian_archive::{Archive, Budget, Entry, Error, Limits, Method, Source};

#[derive(Default)]
struct Work {
    input: Vec<u8>,
    /// A buffer for each depth, since an archive within is read while its own bytes are kept.
    buffers: Vec<Vec<u8>>,
    bytes: u64,
    entries: u64,
    nested: u64,
    broken: u64,
}

fn main() {
    println!("file\tbytes\tinflated\tentries\tnested\tbroken\tms");
    for file in std::env::args_os().skip(1) {
        let started = Instant::now();
        let mut work = Work::default();
        let done = Source::open(Path::new(&file)).and_then(|source| {
            read(&source, &mut work, &mut Budget::new(&Limits::default()))?;
            Ok(source.len())
        });
        let (name, ms) = (file.to_string_lossy(), started.elapsed().as_secs_f64() * 1000.0);
        let Work { bytes, entries, nested, broken, .. } = work;
        match done {
            Ok(len) => println!("{name}\t{len}\t{bytes}\t{entries}\t{nested}\t{broken}\t{ms:.2}"),
            Err(error) => eprintln!("{name}: {error}"),
        }
    }
}

fn read(source: &Source, work: &mut Work, budget: &mut Budget) -> Result<(), Error> {
    let archive = match Archive::strict(source, budget) {
        Err(Error::Refused { .. }) => Archive::recovered(source, budget)?,
        other => other?,
    };
    let mut inflater = libdeflater::Decompressor::new();
    let mut buffer = work.buffers.pop().unwrap_or_default();
    for entry in archive.entries() {
        inflate(&archive, entry, &mut inflater, work, &mut buffer)?;
        work.bytes += buffer.len() as u64;
        work.entries += 1;
        if buffer.starts_with(b"PK\x03\x04") {
            work.nested += 1;
            let inner = Source::from_bytes(std::mem::take(&mut buffer));
            if budget.nested(|budget| read(&inner, work, budget)).is_err() {
                work.broken += 1;
            }
        }
    }
    work.buffers.push(buffer);
    Ok(())
}

fn inflate(
    archive: &Archive,
    entry: &Entry,
    inflater: &mut libdeflater::Decompressor,
    work: &mut Work,
    out: &mut Vec<u8>,
) -> Result<(), Error> {
    let range = archive.data_range(entry.index())?;
    if entry.method() == Method::STORED {
        set_len(out, range.end - range.start);
        return archive.source().read_exact_at(range.start, out);
    }
    set_len(&mut work.input, range.end - range.start);
    archive.source().read_exact_at(range.start, &mut work.input)?;
    set_len(out, entry.uncompressed_size().min(Limits::default().entry_size));
    match inflater.deflate_decompress(&work.input, out) {
        Ok(len) => out.truncate(len),
        Err(_) => work.broken += 1,
    }
    Ok(())
}

/// Gives `buffer` this length; only bytes that it did not have before are cleared.
fn set_len(buffer: &mut Vec<u8>, len: u64) {
    buffer.resize(usize::try_from(len).unwrap_or(0), 0);
}
