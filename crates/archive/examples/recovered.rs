//! Lists zip archives as the recovered reading does: each entry with how far it can be read, and everything odd.

#![expect(clippy::print_stdout, reason = "an example for the terminal")]

use std::path::Path;

use beian_archive::{Archive, Budget, Limits, Oddity, Scratch, Source};

fn main() {
    for file in std::env::args_os().skip(1) {
        println!("{}", file.to_string_lossy());
        let mut budget = Budget::new(&Limits::default());
        let archive = Source::open(Path::new(&file)).and_then(|s| Archive::recovered(&s, &mut budget));
        match archive {
            Ok(archive) => show(&archive, &mut budget),
            Err(error) => println!("  {error}"),
        }
    }
}

fn show(archive: &Archive, budget: &mut Budget) {
    archive.oddities().iter().for_each(print_oddity);
    let (mut scratch, mut bytes) = (Scratch::default(), Vec::new());
    for entry in archive.entries() {
        match archive.read_with(&mut scratch, entry.index(), budget, &mut bytes) {
            Ok(read) => {
                println!("  {} {} {:?} {:?}", entry.index(), entry.name_lossy(), read.read_as, read.outcome);
                read.oddities.iter().for_each(print_oddity);
            }
            Err(error) => println!("  {} {} {error}", entry.index(), entry.name_lossy()),
        }
    }
}

fn print_oddity(oddity: &Oddity) {
    let entry = oddity.entry.map(|entry| entry.to_string()).unwrap_or_default();
    println!("    ! {entry} {:?}: platform {:?}, {}", oddity.kind, oddity.platform(), oddity.rule().source());
}
