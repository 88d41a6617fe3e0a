//! What is no package gets one clear line, and status 2.

use std::path::Path;

use beian_testkit::zip::ZipBuilder;

use super::{beian, file, text};

#[track_caller]
fn assert_refused(name: &str, bytes: &[u8], why: &str) {
    let (_folder, path) = file(name, bytes);
    beian(&["inspect", text(&path)]).assert_refused(name, why);
}

#[test]
fn files_that_are_nothing_of_an_app() {
    assert_refused("empty.apk", b"", "the file is empty");
    assert_refused("one.apk", b"P", "not an app package");
    assert_refused("text.apk", b"this is just text\n", "a text file");
    assert_refused("noise.apk", &[0x80; 4096], "not an app package");
    assert_refused(
        "pointer.apk",
        b"version https://git-lfs.github.com/spec/v1\noid sha256:00\n",
        "Git LFS pointer",
    );
    assert_refused(
        "plain.zip",
        &ZipBuilder::new().stored("readme.txt", b"x").build(),
        "neither manifest nor code",
    );
}

#[test]
fn kinds_that_are_recognised_are_named() {
    let kinds: [(&str, &[&str], &str); 7] = [
        ("a.aab", &["BundleConfig.pb", "base/manifest/AndroidManifest.xml"], "Android App Bundle"),
        ("a.apks", &["toc.pb", "splits/base-master.apk"], "set of split APKs"),
        ("a.xapk", &["manifest.json", "com.example.apk"], "set of split APKs"),
        ("a.hap", &["module.json", "resources.index"], "HarmonyOS package"),
        ("a.app", &["pack.info", "entry.hap"], "HarmonyOS app pack"),
        ("a.rpk", &["manifest.json", "app.js"], "quick app"),
        ("a.wgt", &["manifest.json", "app-service.js"], "mini program"),
    ];
    for (name, entries, kind) in kinds {
        let zip = entries.iter().fold(ZipBuilder::new(), |zip, entry| zip.stored(entry, b"{}"));
        assert_refused(name, &zip.build(), kind);
    }
    assert_refused("Demo", &[0xFE, 0xED, 0xFA, 0xCF, 0, 0, 0, 0], "Mach-O executable");
}

#[test]
fn names_that_lead_nowhere() {
    beian(&["inspect", "no/such.apk"]).assert_refused("no/such.apk", "No such file");
    beian(&["inspect", "no/such/*.apk"]).assert_refused("no/such/*.apk", "nothing matches");
    let folder = tempfile::tempdir().unwrap();
    beian(&["inspect", text(folder.path())])
        .assert_refused(text(folder.path()), "no app package in this folder");
    std::fs::write(folder.path().join("readme.md"), "no package").unwrap();
    beian(&["inspect", text(folder.path())])
        .assert_refused(text(folder.path()), "no app package in this folder");
    std::fs::write(folder.path().join("broken.apk"), "no package either").unwrap();
    beian(&["inspect", text(folder.path())]).assert_refused("broken.apk", "a text file");
}

#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_read() {
    use std::os::unix::fs::symlink;
    let folder = tempfile::tempdir().unwrap();
    let dangling = folder.path().join("gone.apk");
    symlink(Path::new("nowhere"), &dangling).unwrap();
    beian(&["inspect", text(&dangling)]).assert_refused("gone.apk", "No such file");
    beian(&["inspect", "/dev/null"]).assert_refused("/dev/null", "neither a file nor a folder");
}

#[test]
fn misuse_is_status_2_with_nothing_on_stdout() {
    for arguments in [
        &["inspect"][..],
        &["inspect", "--only", "colours", "x.apk"],
        &["inspect", "--threads", "0", "x.apk"],
        &["inspect", "--provider", "nobody", "x.apk"],
        &["inspect", "--min-sdk", "30", "--max-sdk", "20", "x.apk"],
        &["inspect", "--field", "app.id", "--format", "json", "x.apk"],
        &["frobnicate"],
        &[],
    ] {
        let run = beian(arguments);
        assert_eq!((run.status, run.out.as_str()), (2, ""), "{arguments:?}");
        assert!(!run.err.is_empty(), "{arguments:?}");
    }
}

/// Nothing that a package says reaches the terminal as a control.
#[test]
fn a_name_with_controls_is_escaped_in_errors() {
    let (_folder, path) = file("a\u{202e}b\u{1b}[2J.apk", b"");
    let run = beian(&["inspect", text(&path)]);
    assert_eq!(run.status, 2);
    assert!(run.err.contains("a\\u{202e}b\\u{1b}[2J.apk"), "{}", run.err);
}
