//! What a person found in a package.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use beian_model::HostKind;

use crate::{Error, kinds, table::Table};

const LABELS: &str = ".labels.tsv";
const LOOKALIKES: &str = ".not.tsv";

/// One labelled host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// As reports write it.
    pub host: String,
    /// How it stands.
    pub kind: HostKind,
    /// Whether it counts: two readers could not differ.
    pub sure: bool,
    /// The text around it.
    pub context: String,
}

/// The hosts of one package, and what in it only looks like one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Labels {
    hosts: Vec<Label>,
    by_host: BTreeMap<String, usize>,
    lookalikes: BTreeSet<String>,
}

impl Labels {
    /// Those of a package, out of `NAME.labels.tsv` and, where there is one, `NAME.not.tsv`.
    pub fn read(folder: &Path, package: &str) -> Result<Self, Error> {
        let mut labels = Self::default();
        in_file(&folder.join(format!("{package}{LABELS}")), |text| labels.add_hosts(text))?;
        let lookalikes = folder.join(format!("{package}{LOOKALIKES}"));
        if lookalikes.exists() {
            in_file(&lookalikes, |text| labels.add_lookalikes(text))?;
        }
        Ok(labels)
    }

    /// Those of two tables: the hosts (`host`, `kind`, `sure`, `context`; other columns are of no matter here), and the
    /// look-alikes (`text`). Of two rows with the same host the later one counts, in the place of the first.
    pub fn parse(hosts: &str, lookalikes: &str) -> Result<Self, Error> {
        let mut labels = Self::default();
        labels.add_hosts(hosts)?;
        labels.add_lookalikes(lookalikes)?;
        Ok(labels)
    }

    /// The labelled hosts, in the order of the table.
    pub fn hosts(&self) -> &[Label] {
        &self.hosts
    }

    /// The label of a host.
    pub fn get(&self, host: &str) -> Option<&Label> {
        self.hosts.get(*self.by_host.get(host)?)
    }

    /// Whether a text is known to be no host.
    pub fn is_lookalike(&self, text: &str) -> bool {
        self.lookalikes.contains(text)
    }

    fn add_hosts(&mut self, text: &str) -> Result<(), Error> {
        let table = Table::new(text);
        let [host, kind, sure, context] =
            [table.column("host")?, table.column("kind")?, table.column("sure")?, table.column("context")?];
        for (number, row) in table.rows() {
            let word = row.need(kind, number)?;
            self.add_host(Label {
                host: row.need(host, number)?.to_owned(),
                kind: kinds::kind(word)
                    .ok_or_else(|| Error::UnknownKind { row: number, word: word.to_owned() })?,
                sure: row.need(sure, number)?.trim() != "0",
                context: row.need(context, number)?.to_owned(),
            });
        }
        Ok(())
    }

    fn add_host(&mut self, label: Label) {
        let next = self.hosts.len();
        let at = *self.by_host.entry(label.host.clone()).or_insert(next);
        match self.hosts.get_mut(at) {
            Some(earlier) => *earlier = label,
            None => self.hosts.push(label),
        }
    }

    fn add_lookalikes(&mut self, text: &str) -> Result<(), Error> {
        let table = Table::new(text);
        let column = table.column("text")?;
        self.lookalikes.extend(table.rows().filter_map(|(_, row)| row.get(column)).map(str::to_owned));
        Ok(())
    }
}

/// Hands a file's text on, and says which file it was where that fails.
fn in_file(path: &Path, take: impl FnOnce(&str) -> Result<(), Error>) -> Result<(), Error> {
    let text = fs::read_to_string(path).map_err(|cause| unreadable(path, &cause))?;
    take(&text).map_err(|cause| Error::In { path: path.display().to_string(), cause: Box::new(cause) })
}

/// The file names of the packages that a folder has labels of, sorted.
pub fn labelled(folder: &Path) -> Result<Vec<String>, Error> {
    let mut packages = Vec::new();
    for entry in fs::read_dir(folder).map_err(|cause| unreadable(folder, &cause))? {
        let name = entry.map_err(|cause| unreadable(folder, &cause))?.file_name();
        let Some(name) = name.to_str() else {
            let cause = std::io::Error::new(ErrorKind::InvalidData, "a file's name is no Unicode");
            return Err(unreadable(folder, &cause));
        };
        packages.extend(name.strip_suffix(LABELS).map(str::to_owned));
    }
    packages.sort_by_cached_key(|package| format!("{package}{LABELS}"));
    Ok(packages)
}

fn unreadable(path: &Path, cause: &std::io::Error) -> Error {
    Error::Read { path: path.display().to_string(), reason: cause.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "host\tkind\talso\tsure\tentry\tcontext\n";

    fn parse(rows: &str) -> Result<Labels, Error> {
        Labels::parse(&format!("{HEAD}{rows}"), "text\twhy\tcontext\nlibx.so\ta library\tlibx.so\n")
    }

    #[test]
    fn a_row_is_a_label() {
        let labels = parse("a.cn\tlink\tmail\t1\tassets/a.txt\tsee \"https://a.cn\n").unwrap();
        let label = Label {
            host: "a.cn".into(),
            kind: HostKind::Link,
            sure: true,
            context: "see \"https://a.cn".into(),
        };
        assert_eq!(labels.hosts(), [label]);
        assert!(labels.is_lookalike("libx.so") && !labels.is_lookalike("a library"));
    }

    #[test]
    fn only_0_is_unsure() {
        let labels = parse("a.cn\tip\t\t0 \te\tc\nb.cn\tip\t\t\te\tc\n").unwrap();
        assert_eq!(labels.hosts().iter().map(|label| label.sure).collect::<Vec<_>>(), [false, true]);
    }

    #[test]
    fn the_later_of_two_rows_counts_in_the_place_of_the_first() {
        let labels = parse("a.cn\tip\t\t1\te\tc\nb.cn\tip\t\t1\te\tc\na.cn\tmail\t\t0\te\tsecond\n").unwrap();
        assert_eq!(labels.hosts().len(), 2);
        assert_eq!(&labels.hosts()[0], labels.get("a.cn").unwrap());
        assert_eq!((labels.hosts()[0].kind, labels.hosts()[0].context.as_str()), (HostKind::Mail, "second"));
    }

    #[test]
    fn broken_rows_are_named() {
        let unknown = Error::UnknownKind { row: 2, word: "host".into() };
        assert_eq!(parse("a.cn\tip\t\t1\te\tc\nb.cn\thost\t\t1\te\tc\n"), Err(unknown));
        assert_eq!(parse("a.cn\tip\n"), Err(Error::ShortRow { row: 1, column: "sure" }));
    }

    #[test]
    fn a_package_without_labels_is_an_error_that_names_the_file() {
        let Err(Error::Read { path, .. }) = Labels::read(Path::new("nowhere"), "a.apk") else {
            panic!("it could be read")
        };
        assert!(path.ends_with("a.apk.labels.tsv"));
    }
}
