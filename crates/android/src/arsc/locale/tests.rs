use super::*;

fn locale(language: [u8; 2], region: [u8; 2]) -> Locale {
    Locale { language, region, ..Locale::default() }
}

#[test]
fn tags_are_bcp_47() {
    assert_eq!(Locale::default().tag(), "");
    assert_eq!(locale(*b"zh", *b"CN").tag(), "zh-CN");
    assert_eq!(Locale { script: *b"Hans", ..locale(*b"zh", *b"CN") }.tag(), "zh-Hans-CN");
    assert_eq!(locale(FILIPINO, *b"PH").tag(), "fil-PH");
    assert_eq!(locale(*b"es", [0xa4, 0x24]).tag(), "es-419");
    let whole = Locale { variant: *b"posix\0\0\0", numbering: *b"latn\0\0\0\0", ..locale(*b"en", *b"US") };
    assert_eq!(whole.tag(), "en-US-posix-u-nu-latn");
}

#[test]
fn withdrawn_codes_are_written_as_java_writes_them() {
    assert_eq!(locale(*b"iw", *b"IL").tag(), "he-IL");
    assert_eq!(locale(*b"in", [0; 2]).tag(), "id");
    assert_eq!(locale(*b"ji", [0; 2]).tag(), "yi");
    assert_eq!(locale(*b"tl", [0; 2]).tag(), "fil");
}

#[test]
fn bytes_that_are_no_letters_do_not_reach_a_tag() {
    assert_eq!(locale(*b"z\"", *b"C\n").tag(), "z?-C?");
}

#[test]
fn tables_are_sorted() {
    assert!(LIKELY.is_sorted() && LIKELY_BY_REGION.is_sorted() && REPRESENTATIVE.is_sorted());
    assert!(PARENTS.iter().all(|(_, rows)| rows.is_sorted()));
    assert!(
        LIKELY
            .iter()
            .chain(LIKELY_BY_REGION.iter().map(|row| (0, row.1)).collect::<Vec<_>>().iter())
            .all(|row| usize::from(row.1) < SCRIPTS.len())
    );
}

#[test]
fn scripts_are_computed_from_language_and_region() {
    let script = |language: &[u8; 2], region: &[u8; 2]| {
        locale(*language, *region).likely_script().map(|script| String::from_utf8(script.to_vec()).unwrap())
    };
    assert_eq!(script(b"zh", &[0; 2]).as_deref(), Some("Hans"));
    assert_eq!(script(b"zh", b"TW").as_deref(), Some("Hant"));
    assert_eq!(script(b"zh", b"SG").as_deref(), Some("Hans"));
    assert_eq!(script(b"sr", b"ME").as_deref(), Some("Latn"));
    assert_eq!(script(b"xx", b"CN"), None);
    assert_eq!(script(&[0; 2], b"CN"), None);
}

#[test]
fn regions_are_compared_by_what_they_inherit() {
    let compare =
        |left: &[u8; 2], right: &[u8; 2], language: &[u8; 2], region: &[u8; 2], script: &[u8; 4]| {
            compare_regions(*left, *right, &locale(*language, *region), *script)
        };
    let world = [0x84, 0x00];
    let latin_america = [0xa4, 0x24];
    assert_eq!(compare(b"GB", b"GB", b"en", b"AU", b"Latn"), Ordering::Equal);
    assert_eq!(
        compare(&world, b"US", b"en", b"AU", b"Latn"),
        Ordering::Greater,
        "Australia inherits from international English"
    );
    assert_eq!(
        compare(&[0; 2], b"GB", b"en", b"US", b"Latn"),
        Ordering::Greater,
        "the bare language is an ancestor"
    );
    assert_eq!(compare(&latin_america, b"ES", b"es", b"AR", b"Latn"), Ordering::Greater);
    assert_eq!(
        compare(b"MX", b"ES", b"es", b"AR", b"Latn"),
        Ordering::Greater,
        "Mexico stands for Latin America"
    );
    assert_eq!(
        compare(b"HK", b"TW", b"zh", b"MO", b"Hant"),
        Ordering::Greater,
        "Macao inherits from Hong Kong"
    );
    assert_eq!(compare(b"DZ", b"EG", b"ar", b"SA", b"Arab"), Ordering::Less, "Egypt stands for Arabic");
    assert_eq!(
        compare(b"AT", b"CH", b"de", b"BE", b"Latn"),
        Ordering::Greater,
        "nothing tells them apart, so the lower code"
    );
}

#[test]
fn english_that_is_close_to_american() {
    assert!(close_to_us_english(*b"US") && close_to_us_english(*b"PR") && close_to_us_english([0; 2]));
    assert!(!close_to_us_english(*b"GB") && !close_to_us_english(*b"AU"));
}
