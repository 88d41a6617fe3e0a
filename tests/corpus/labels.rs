//! Every host, and how it stands: measured with the labels that people made of some packages by hand.

use std::io::{Write as _, stderr};
use std::path::Path;

use beian_inspect::Parts;
use beian_score::{Detail, Found, Marks, Packages};
use beian_testkit::corpus::corpus;

use super::report;

/// Candidates, all, precision, kind: below what is reached, so that only a step back is noticed here. `cargo xtask score`
/// says the figures, and those of the packages that rules are not tuned on.
const FLOORS: Marks = Marks::Given([0.92, 0.90, 0.88, 0.80]);

#[test]
fn hosts_of_the_labelled_packages_reach_the_floors() {
    let Some(corpus) = corpus() else { return };
    let packages = Packages::below(std::slice::from_ref(&corpus));
    let is_apk = |package: &str| Path::new(package).extension().is_some_and(|suffix| suffix == "apk");
    let board = packages.score(&corpus.join("labels"), is_apk, hosts).expect("the labels can be read");
    if !board.missing().is_empty() {
        // On stderr itself, since a test's own prints are shown only if it fails.
        let _ = writeln!(stderr(), "not in the corpus, not scored: {}", board.missing().join(", "));
    }
    assert!(board.scored() >= 14, "only {} labelled packages: is the corpus whole?", board.scored());
    let score = board.render(Detail::Figures) + &FLOORS.verdict(&board.overall());
    assert!(board.reaches(FLOORS, true), "\n{score}");
}

fn hosts(package: &Path) -> Result<Vec<Found>, String> {
    let report = report(package, Parts::ALL).map_err(|why| why.to_string())?;
    Ok(report.hosts.ok_or("no hosts in the report")?.iter().map(Found::from).collect())
}
