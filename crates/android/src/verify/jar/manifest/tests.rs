use super::*;

use proptest::prelude::*;

fn raw(file: &[u8]) -> Vec<&[u8]> {
    Sections::of(file).map(|section| section.raw()).collect()
}

fn attributes(section: &[u8]) -> Vec<(String, String)> {
    let text = |bytes: &[u8]| bytes.escape_ascii().to_string();
    let attributes = Section { raw: section }.attributes();
    attributes.map(|attribute| (text(&attribute.name), text(&attribute.value))).collect()
}

fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
    list.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[test]
fn a_section_has_the_empty_line_that_ends_it_and_none_of_those_before_it() {
    assert_eq!(raw(b"A: 1\r\n\r\n\r\n\r\nName: x\r\n\r\n"), [&b"A: 1\r\n\r\n"[..], b"Name: x\r\n\r\n"]);
    assert_eq!(raw(b"\n\nA: 1\n\nB: 2"), [&b"A: 1\n\n"[..], b"B: 2"]);
    assert_eq!(raw(b"A: 1\n\nB: 2\n\n\n"), [&b"A: 1\n\n"[..], b"B: 2\n\n"]);
    assert_eq!(raw(b"\r\n\n\r"), [b""; 0]);
    assert_eq!(raw(b""), [b""; 0]);
}

#[test]
fn lines_end_with_cr_lf_or_either() {
    assert_eq!(
        attributes(b"A: 1\rB: 2\nC: 3\r\nD: 4"),
        pairs(&[("A", "1"), ("B", "2"), ("C", "3"), ("D", "4")])
    );
    // LF CR is two ends, and so an empty line.
    assert_eq!(raw(b"A: 1\n\rB: 2"), [&b"A: 1\n\r"[..], b"B: 2"]);
}

#[test]
fn lines_that_begin_with_a_space_go_on_with_the_one_before() {
    assert_eq!(attributes(b"Na\r\n me: a\r\n b\n  c"), pairs(&[("Name", "ab c")]));
    // The colon and its space may be parted, and a space alone adds nothing.
    assert_eq!(attributes(b"Name:\n  x\n \nB: 2"), pairs(&[("Name", "x"), ("B", "2")]));
    // The first line of a section goes on with none.
    assert_eq!(attributes(b" A: 1\n 2"), pairs(&[(" A", "12")]));
}

#[test]
fn names_end_at_the_first_colon_that_a_space_follows() {
    assert_eq!(
        attributes(b"A:1\nB : 2\nC:  3 \nD: 4: 5\nE"),
        pairs(&[("A:1", ""), ("B ", "2"), ("C", " 3 "), ("D", "4: 5"), ("E", "")])
    );
    assert_eq!(attributes(b"N\0: a\0b"), pairs(&[("N\\x00", "a\\x00b")]));
}

#[test]
fn the_first_attribute_of_a_name_counts_and_letter_case_does_not() {
    let section = Section { raw: b"name: x\nA: 1\na: 2\n\n" };
    assert_eq!(section.name().as_deref(), Some(&b"x"[..]));
    assert_eq!(section.value("A").as_deref(), Some(&b"1"[..]));
    assert_eq!(section.value("B"), None);
    assert_eq!(Section { raw: b"A: 1\nName: x\n\n" }.name(), None);
}

#[test]
fn a_long_value_of_many_lines_is_put_together_in_linear_time() {
    let file = [&b"A: "[..], &b"x\n ".repeat(1_000_000)].concat();
    assert_eq!(Section { raw: &file }.value("A").unwrap().len(), 1_000_000);
}

proptest! {
    /// Sections and what lies between them are the file, and that is line ends.
    #[test]
    fn nothing_is_lost_between_sections(file in proptest::collection::vec(proptest::sample::select(&b"\r\n :Nx\0"[..]), 0..60)) {
        let sections: Vec<_> = Sections::of(&file).collect();
        let mut rest = file.as_slice();
        for section in &sections {
            let at = rest.iter().position(|octet| !b"\r\n".contains(octet)).unwrap();
            prop_assert_eq!(&rest[at..at + section.raw().len()], section.raw());
            rest = &rest[at + section.raw().len()..];
            let attributes = section.attributes().map(|attribute| attribute.name.len() + attribute.value.len());
            prop_assert!(attributes.sum::<usize>() <= section.raw().len());
        }
        prop_assert!(rest.iter().all(|octet| b"\r\n".contains(octet)));
    }
}
