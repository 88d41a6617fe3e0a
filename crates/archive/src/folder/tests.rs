use super::*;
use crate::{Archive, Budget};

/// A folder of its own, gone when the test is over.
struct Temporary(PathBuf);

impl Temporary {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("beian-folder-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn file(&self, name: &str, bytes: &[u8]) -> &Self {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
        self
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).ok();
    }
}

fn contents(source: &Source) -> Vec<(String, Vec<u8>)> {
    let mut budget = Budget::new(&Limits::default());
    let archive = Archive::strict(source, &mut budget).unwrap();
    assert!(archive.oddities().is_empty() && archive.survey().unwrap().is_empty());
    let read = archive.entries().iter().map(|entry| {
        let mut bytes = Vec::new();
        let inflated = archive.read(entry.index(), &mut budget, &mut bytes).unwrap();
        assert!(inflated.is_complete() && inflated.oddities.is_empty());
        (entry.name_lossy().into_owned(), bytes)
    });
    read.collect()
}

#[test]
fn a_folder_is_an_archive_of_its_files() {
    let folder = Temporary::new("files");
    let large = b"0123456789".repeat(250_000);
    folder.file("b/x", b"X").file("a", &large).file("b/名", b"").file("empty/../c", b"C");
    let source = Source::folder(&folder.0, "N.app/", &Limits::default()).unwrap();
    let expected = [
        ("N.app/a", large),
        ("N.app/b/x", b"X".to_vec()),
        ("N.app/b/名", vec![]),
        ("N.app/c", b"C".to_vec()),
    ];
    let expected = expected.map(|(name, bytes)| (name.to_owned(), bytes));
    assert_eq!(contents(&source), expected);
    assert!(source.is_made());
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    let folder = Temporary::new("links");
    folder.file("a", b"A");
    std::os::unix::fs::symlink("/etc", folder.0.join("link")).unwrap();
    let source = Source::folder(&folder.0, "", &Limits::default()).unwrap();
    assert_eq!(contents(&source), [("a".to_owned(), b"A".to_vec()), ("link".to_owned(), b"/etc".to_vec())]);
    let archive = Archive::strict(&source, &mut Budget::new(&Limits::default())).unwrap();
    assert_eq!(archive.named(b"link").next().unwrap().attributes() >> 16, 0o120_755);
}

#[test]
fn limits_hold_and_what_is_no_folder_is_an_error() {
    let folder = Temporary::new("limits");
    folder.file("a", b"AA").file("b", b"B");
    let of = |limits: &Limits| match Source::folder(&folder.0, "", limits) {
        Err(Error::Limit { limit, .. }) => Some(limit),
        other => panic!("{other:?}"),
    };
    assert_eq!(of(&Limits { entries: 1, ..Limits::default() }), Some(LimitKind::Entries));
    assert_eq!(of(&Limits { entry_size: 1, ..Limits::default() }), Some(LimitKind::EntrySize));
    let file = Source::folder(&folder.0.join("a"), "", &Limits::default());
    assert!(matches!(file, Err(Error::Open { .. })), "{file:?}");
}

#[test]
fn a_file_that_shrinks_is_an_error() {
    let folder = Temporary::new("shrinks");
    folder.file("a", &[7; 100]);
    let source = Source::folder(&folder.0, "", &Limits::default()).unwrap();
    folder.file("a", &[7; 60]);
    let mut bytes = vec![0; usize::try_from(source.len()).unwrap()];
    assert!(matches!(source.read_exact_at(0, &mut bytes), Err(Error::Io { .. })));
}
