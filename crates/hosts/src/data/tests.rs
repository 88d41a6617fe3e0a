use super::*;

fn complete<T>(table: &'static str, rows: &[T]) -> bool {
    lines(table).count() == rows.len()
}

#[test]
fn no_row_is_passed_over() {
    assert!(complete(include_str!("platform.tsv"), platforms()));
    assert!(complete(include_str!("shared.tsv"), shared()));
    assert!(complete(include_str!("namespaces.tsv"), namespaces()));
    assert!(complete(include_str!("schemes.tsv"), schemes()));
    assert!(complete(include_str!("extensions.tsv"), extensions()));
    assert!(complete(include_str!("code-words.tsv"), code_words()));
    assert!(complete(include_str!("code-roots.tsv"), code_roots()));
}

#[test]
fn every_grade_is_one() {
    let words = extensions().iter().chain(code_words()).map(|row| (row.label, row.doubt));
    let roots = code_roots().iter().map(|row| (row.label, row.doubt));
    for (label, doubt) in words.chain(roots) {
        assert_ne!(doubt, Doubt::None, "{label}");
    }
}
