use beian_archive::Limits;
use beian_testkit::signing::SigningBlockBuilder;

use super::*;

const HEAD: &[u8] = b"some entries";

fn find(block: &[u8]) -> Found {
    find_within(&[HEAD, block].concat(), &Limits::default())
}

fn find_within(file: &[u8], limits: &Limits) -> Found {
    let source = Source::from_bytes([file, b"directory"].concat());
    SigningBlock::find(&source, file.len() as u64, &mut Budget::new(limits))
}

fn kinds(found: &Found) -> Vec<&ProblemKind> {
    found.problems.iter().map(|problem| &problem.kind).collect()
}

#[test]
fn every_pair_is_listed_with_its_place_also_of_unknown_ids() {
    let stored = SigningBlockBuilder::new()
        .pair(0x7109_871a, b"abc")
        .pair(0x7777_7777, b"")
        .pair(0x7109_871a, b"x")
        .build();
    let found = find(&stored);
    let block = found.block.unwrap();
    assert_eq!(block.range, 12..12 + stored.len() as u64);
    let pairs: Vec<_> = block.pairs.iter().map(|pair| (pair.id.0, pair.value.clone())).collect();
    assert_eq!(pairs, [(0x7109_871a, 32..35), (0x7777_7777, 47..47), (0x7109_871a, 59..60)]);
    assert_eq!(found.problems.len(), 1);
    assert_eq!(found.problems[0].kind, ProblemKind::DuplicatePair { id: BlockId::V2 });
    assert_eq!(
        (found.problems[0].offset, found.problems[0].severity()),
        (47, crate::signing::Severity::Warning)
    );
}

#[test]
fn the_first_value_of_an_id_is_taken() {
    let file = [HEAD, &SigningBlockBuilder::new().pair(1, b"a").pair(2, b"first").pair(2, b"second").build()]
        .concat();
    let source = Source::from_bytes(file.clone());
    let mut budget = Budget::new(&Limits::default());
    let block = SigningBlock::find(&source, file.len() as u64, &mut budget).block.unwrap();
    assert_eq!(block.value(BlockId(2), &source, &mut budget).unwrap().unwrap().bytes, b"first");
    assert_eq!(block.value(BlockId(3), &source, &mut budget), Ok(None));
}

#[test]
fn without_the_magic_there_is_no_block_and_no_problem() {
    let mut stored = SigningBlockBuilder::new().pair(1, b"a").build();
    *stored.last_mut().unwrap() = b'3';
    for file in [&stored[..], b"", b"short"] {
        let found = find_within(file, &Limits::default());
        assert_eq!((found.block, found.problems), (None, vec![]));
    }
}

#[test]
fn sizes_that_differ_or_reach_too_far_are_no_block_but_a_problem() {
    let found = find(&SigningBlockBuilder::new().header_size(25).build());
    assert_eq!(
        (found.block.is_none(), kinds(&found)),
        (true, vec![&ProblemKind::BlockSizesDiffer { header: 25, footer: 24 }])
    );
    for size in [0, 23, 45, 0x7fff_ffff, u64::MAX] {
        let found = find(&SigningBlockBuilder::new().footer_size(size).build());
        assert_eq!(
            (found.block.is_none(), kinds(&found)),
            (true, vec![&ProblemKind::BlockSizeOutOfRange { size }]),
            "{size}"
        );
    }
}

#[test]
fn a_pair_that_lies_about_its_size_ends_the_list() {
    for (size, rest) in [(3, 3), (8, 7), (u64::MAX, 7)] {
        let builder = SigningBlockBuilder::new().pair(1, b"a");
        let found = find(
            &if size == 3 { builder.pair_of_size(3, 2, b"") } else { builder.pair_of_size(size, 2, b"bcd") }
                .build(),
        );
        assert_eq!(found.block.as_ref().unwrap().pairs.len(), 1);
        let available = if size == 3 { 4 } else { rest };
        assert_eq!(kinds(&found), [&ProblemKind::PairSizeOutOfRange { index: 1, size, available }]);
    }
    let found = find(&SigningBlockBuilder::new().pair(1, b"a").raw(&[1; 11]).build());
    assert_eq!(kinds(&found), [&ProblemKind::PairSizeOutOfRange { index: 1, size: 3, available: 3 }]);
}

#[test]
fn pairs_are_counted_and_values_bounded() {
    let many = (0..=MAX_PAIRS).fold(SigningBlockBuilder::new(), |block, _| block.pair(9, b""));
    let found = find(&many.build());
    assert_eq!(found.block.unwrap().pairs.len(), MAX_PAIRS);
    assert_eq!(found.problems.last().unwrap().kind, ProblemKind::TooManyPairs { limit: MAX_PAIRS });

    let size = MAX_VALUE + 1;
    let file = SigningBlockBuilder::new().pair(2, &vec![0; usize::try_from(size).unwrap()]).build();
    let source = Source::from_bytes(file.clone());
    let mut budget = Budget::new(&Limits::default());
    let block = SigningBlock::find(&source, file.len() as u64, &mut budget).block.unwrap();
    let problem = block.value(BlockId(2), &source, &mut budget).unwrap_err();
    assert_eq!(problem.kind, ProblemKind::TooLarge { size, limit: MAX_VALUE });
}

#[test]
fn a_spent_budget_is_a_problem() {
    let limits = Limits { total_size: 11, ..Limits::default() };
    let found = find_within(&[HEAD, &SigningBlockBuilder::new().pair(1, b"a").build()].concat(), &limits);
    assert!(matches!(kinds(&found)[..], [ProblemKind::Unreadable(Error::Limit { .. })]));
}
