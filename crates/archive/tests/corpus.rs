//! The shared corpus: every file by both readings, and the table of differences between the platform's readers.

#![expect(clippy::print_stderr, reason = "a skipped test says so")]

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use beian_archive::{Archive, Budget, Limits, Release, Scratch, Source};
use beian_testkit::corpus::{corpus, files};

const DIFFERENCES: &str = include_str!("ziplist-differences.tsv");

/// Reads every entry; how many could be read to their end.
fn read_all(archive: &Archive, budget: &mut Budget) -> usize {
    let (mut scratch, mut out) = (Scratch::default(), Vec::new());
    let mut read = |entry: &beian_archive::Entry| {
        archive.read_with(&mut scratch, entry.index(), budget, &mut out).is_ok_and(|read| read.is_complete())
    };
    archive.entries().iter().filter(|entry| read(entry)).count()
}

#[test]
fn every_file_is_opened_by_both_readings() {
    let Some(corpus) = corpus() else { return };
    let (mut archives, mut strict_ones) = (0, 0);
    for path in files(&corpus) {
        let source = Source::open(&path).unwrap();
        let limits = Limits { total_size: 1 << 30, ..Limits::default() };
        let mut budget = Budget::new(&limits);
        let recovered = Archive::recovered(&source, &mut budget);
        if let Ok(archive) = &recovered {
            archives += 1;
            archive.survey().unwrap();
            read_all(archive, &mut budget);
        }
        let mut budget = Budget::new(&limits);
        if let Ok(archive) = Archive::strict(&source, &mut budget) {
            strict_ones += 1;
            let recovered = recovered.unwrap();
            assert!(recovered.entries().len() >= archive.entries().len(), "{}", path.display());
            read_all(&archive, &mut budget);
        }
    }
    assert!(archives > strict_ones && strict_ones > 500, "{archives} {strict_ones}");
}

#[test]
fn what_the_sound_package_has_is_recovered_from_the_broken_ones() {
    let Some(corpus) = corpus() else { return };
    let made = corpus.join("apk-odd/made");
    let read = |path: &Path| {
        let archive = Archive::recovered(&Source::open(path).unwrap(), &mut common::budget()).unwrap();
        common::content(&archive, "AndroidManifest.xml")
    };
    let sound = read(&made.join("00-rebuilt-plain.apk"));
    let shapes =
        ["eocd-", "prefix-", "suffix-", "method-", "local-", "central-", "compressed-", "uncompressed-"];
    let broken = files(&made).into_iter().filter(|path| {
        let name = path.file_name().unwrap().to_str().unwrap();
        name != "eocd-only-empty-archive.apk" && shapes.iter().any(|shape| name.starts_with(shape))
    });
    let mut count = 0;
    for path in broken {
        assert_eq!(read(&path), sound, "{}", path.display());
        count += 1;
    }
    assert!(count > 20, "{count}");
}

/// What the platform's reader of `release` says of an archive, in one text.
fn listing(path: &Path, release: Release) -> String {
    let mut budget = common::budget();
    let source = Source::open(path).unwrap();
    let Ok(archive) = Archive::strict_of(release, &source, &mut budget) else { return "refused".into() };
    let mut scratch = Scratch::default();
    let lines = archive.entries().iter().map(|entry| {
        let mut out = Vec::new();
        let found = archive.find_as_platform(entry.index()).is_ok();
        let extracted = entry.uncompressed_size() < 64 << 20
            && archive.extract_as_platform(&mut scratch, entry.index(), &mut budget, &mut out).is_ok();
        format!("{:?} {:?} {:?} {found} {extracted}\n", entry.name(), entry.method(), entry.sizes())
    });
    lines.collect()
}

/// The files of `root`, by names that start with `prefix`, that the two generations of readers do not see alike.
fn differing(root: &Path, prefix: &str, folders: &[&str]) -> Vec<String> {
    let files = folders.iter().flat_map(|folder| files(&root.join(folder)));
    let differs = |path: &PathBuf| listing(path, Release::Android10) != listing(path, Release::NEWEST);
    let name = |path: PathBuf| format!("{prefix}{}", path.strip_prefix(root).unwrap().display());
    files.filter(differs).map(name).collect()
}

#[test]
fn the_table_of_differences_has_each_file_that_differs() {
    let Some(corpus) = corpus() else { return };
    let unpacked = std::env::temp_dir().join(format!("beian-archive-zipdiff-{}", std::process::id()));
    fs::create_dir_all(&unpacked).unwrap();
    let tar = corpus.join("zip-odd/zipdiff.tar.xz");
    let status = Command::new("tar").arg("-xJf").arg(tar).arg("-C").arg(&unpacked).status();
    let mut found = differing(&corpus, "", &["apk-odd", "apk-golden", "apk-app", "apk-cn", "other"]);
    let whole = status.is_ok_and(|status| status.success());
    if whole {
        found.extend(differing(&unpacked, "zipdiff/", &["."]));
    } else {
        eprintln!("skipped: no tar to unpack zipdiff.tar.xz with");
    }
    fs::remove_dir_all(&unpacked).unwrap();
    let rows = DIFFERENCES.lines().skip_while(|line| !line.starts_with("file\t")).skip(1);
    let mut unused: BTreeSet<&str> = rows.filter_map(|row| row.split('\t').next()).collect();
    let rows = unused.clone();
    for file in found {
        let row = rows.iter().find(|row| match row.strip_suffix('*') {
            Some(folder) => file.starts_with(folder),
            None => **row == file,
        });
        unused.remove(row.unwrap_or_else(|| panic!("no row for {file}")));
    }
    assert!(!whole || unused.is_empty(), "nothing differs for {unused:?}");
}
