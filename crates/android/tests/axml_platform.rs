//! Every manifest of the corpus, read as androidfw reads it: `axml-platform.tsv` holds the answers of `axmldump.cc`, which asks the
//! library itself.
//!
//! To record them anew, build that program and run
//! `BEIAN_RECORD_AXML=/path/to/axmldump cargo test -p beian-android --test axml_platform`.

#![expect(clippy::print_stderr, reason = "a corpus test says how much it compared")]

mod dump;
mod support;

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use beian_testkit::corpus::{corpus, files, table};
use sha2::{Digest as _, Sha256};
use support::Files;

const TABLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/axml-platform.tsv");
const HEAD: &str = "file\tstatus\tlast\ttags\tsha256\tdifference";

#[test]
fn events_attributes_and_values_are_androidfws() {
    let Some(root) = corpus() else { return };
    if let Some(program) = std::env::var_os("BEIAN_RECORD_AXML") {
        std::fs::write(TABLE, record(&root, Path::new(&program))).expect("the table can be written");
    }
    let rows = table(Path::new(TABLE));
    let mut wrong = Vec::new();
    for row in &rows {
        let ours = answer(&dump::lines(&manifest(&root.join(&row["file"])).unwrap_or_default()));
        let platform = ["status", "last", "tags", "sha256"].map(|column| row[column].as_str()).join("\t");
        if (ours == platform) != row["difference"].is_empty() {
            wrong.push(format!(
                "{}: androidfw {platform}, ours {ours}, explained: {:?}",
                row["file"], row["difference"]
            ));
        }
    }
    eprintln!("axml: {} manifests, {} not as the table says", rows.len(), wrong.len());
    assert_eq!(wrong, Vec::<String>::new());
    assert!(rows.len() > 500, "the table is not all there");
}

/// The manifest of a package or a bare one.
fn manifest(path: &Path) -> Option<Vec<u8>> {
    Files::of(path).manifest
}

/// Status, last event, start tags, and the digest of all lines: what a row holds.
fn answer(lines: &[Vec<u8>]) -> String {
    let mut digest = Sha256::new();
    for line in lines {
        digest.update(line);
        digest.update(b"\n");
    }
    let summary = lines.last().map(|line| String::from_utf8_lossy(line).into_owned()).unwrap_or_default();
    let mut answer = summary.trim_start_matches("=\t").to_owned();
    answer.push('\t');
    for byte in digest.finalize() {
        write!(answer, "{byte:02x}").expect("a string grows");
    }
    answer
}

/// Asks the platform's program about every manifest.
fn record(root: &Path, program: &Path) -> String {
    let scratch = std::env::temp_dir().join(format!("beian-axml-{}", std::process::id()));
    let known = if Path::new(TABLE).exists() { table(Path::new(TABLE)) } else { Vec::new() };
    let mut text = format!(
        "# androidfw 10.0.0+r36 (Debian 1:10.0.0+r36-10) through axmldump.cc; sha256 is of its lines without the file's name\n{HEAD}\n"
    );
    let folders = ["apk-golden", "apk-odd", "apk-cn", "apk-app", "other"];
    let mut paths: Vec<_> = folders.iter().flat_map(|folder| files(&root.join(folder))).collect();
    paths.sort();
    for path in paths {
        let Some(bytes) = manifest(&path).filter(|bytes| !bytes.is_empty()) else { continue };
        std::fs::write(&scratch, bytes).expect("scratch can be written");
        let output = Command::new(program).arg(&scratch).output().expect("the program runs");
        let prefix = format!("{}\t", scratch.display()).into_bytes();
        let lines: Vec<Vec<u8>> = output
            .stdout
            .split(|byte| *byte == b'\n')
            .map(|line| line.strip_prefix(prefix.as_slice()).unwrap_or(line).to_vec())
            .collect();
        let file = path.strip_prefix(root).expect("below the root").display().to_string();
        let difference =
            known.iter().find(|row| row["file"] == file).map_or("", |row| row["difference"].as_str());
        writeln!(text, "{file}\t{}\t{difference}", answer(&lines[..lines.len().saturating_sub(1)]))
            .expect("a string grows");
    }
    std::fs::remove_file(&scratch).expect("scratch can be removed");
    text
}
