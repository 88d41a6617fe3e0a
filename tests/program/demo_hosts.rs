//! The hosts of the README's package: every labelled one in its kind, and nothing else.

use std::collections::BTreeSet;

use beian_score::{Board, Detail, Labels, hosts_of_report, json_report};

use super::{DEMO, beian, root};

#[test]
fn every_host_of_the_demo_package_is_shown_in_its_kind_and_nothing_else() {
    let run = beian(&["inspect", "--format", "json", DEMO]);
    let found = json_report(run.out.as_bytes()).and_then(|report| hosts_of_report(&report));
    let mut board = Board::default();
    board.add(DEMO, &labels(), &found.expect("a report with hosts"));
    for share in board.overall().shares() {
        assert!(share.of > 0 && share.good == share.of, "\n{}", board.render(Detail::Hosts));
    }
}

/// The labels are written by hand: that they say something of every kind is what makes the test above worth its name.
#[test]
fn the_labels_of_the_demo_package_have_every_kind_and_look_alikes() {
    let labels = labels();
    let kinds: BTreeSet<_> =
        labels.hosts().iter().filter(|label| label.sure).map(|label| label.kind).collect();
    assert_eq!(kinds.len(), 13, "{kinds:?}");
    assert!(labels.is_lookalike("libmall.so"));
}

fn labels() -> Labels {
    Labels::read(&root().join("testdata"), "demo.apk").expect("the labels of the demo package")
}
