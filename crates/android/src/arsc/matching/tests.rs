use beian_testkit::arsc::config as written;

use super::*;

fn config(qualifiers: &str) -> Config {
    Config::read(&written(qualifiers), 0).unwrap()
}

/// The best of some configurations for a device, as `FindEntryInternal` picks it.
fn best<'q>(candidates: &[&'q str], device: &Config) -> Option<&'q str> {
    let mut found: Option<&str> = None;
    for candidate in candidates {
        let this = config(candidate);
        if this.matches(device) && found.is_none_or(|known| this.is_better_than(&config(known), device)) {
            found = Some(candidate);
        }
    }
    found
}

#[test]
fn densities_are_scaled_down_rather_than_up() {
    let phone = |density| Config { density, ..Config::phone() };
    let all = ["ldpi", "mdpi", "hdpi", "xhdpi"];
    for (density, expected) in [
        (100, "ldpi"),
        (120, "ldpi"),
        (130, "mdpi"),
        (160, "mdpi"),
        (170, "hdpi"),
        (240, "hdpi"),
        (640, "xhdpi"),
        (0, "mdpi"),
    ] {
        assert_eq!(best(&all, &phone(density)), Some(expected), "{density}");
    }
    assert_eq!(best(&["xhdpi", "anydpi", "mdpi"], &phone(320)), Some("anydpi"));
    // No density is medium density.
    assert_eq!(best(&["hdpi", ""], &phone(160)), Some(""));
}

#[test]
fn versions_beyond_the_device_do_not_match_and_the_newest_wins() {
    let device = Config { sdk_version: 22, ..Config::phone() };
    assert_eq!(best(&["", "v21", "v23"], &device), Some("v21"));
    assert_eq!(best(&["v11", "v21", "v14"], &device), Some("v21"));
    assert_eq!(best(&["v23"], &device), None);
}

#[test]
fn sizes_are_as_large_as_fits() {
    let device = Config { smallest_screen_width_dp: 650, ..Config::phone() };
    assert_eq!(best(&["", "sw320dp", "sw600dp", "sw720dp"], &device), Some("sw600dp"));
    let sized = |size: u8| Config { screen_layout: size, ..Config::default() };
    let normal = sized(2);
    assert!(!sized(3).matches(&normal) && sized(1).matches(&normal));
    assert!(sized(2).is_better_than(&sized(1), &normal));
    assert!(sized(2).is_better_than(&sized(0), &normal) && !sized(0).is_better_than(&sized(2), &normal));
}

#[test]
fn american_english_lives_in_the_default() {
    let device = |qualifiers: &str| Config::phone().with_locale(config(qualifiers).locale);
    assert_eq!(best(&["", "en-rGB"], &device("en-rUS")), Some(""));
    assert_eq!(best(&["en-rGB", ""], &device("en-rUS")), Some(""));
    assert_eq!(best(&["", "en-rGB"], &device("en-rAU")), Some("en-rGB"));
    assert_eq!(best(&["", "en"], &device("en-rUS")), Some("en"));
    assert_eq!(best(&["", "de-rAT"], &device("de-rDE")), Some("de-rAT"));
}

#[test]
fn tagalog_and_filipino_are_one_language() {
    let device = Config::phone().with_locale(config("b+fil").locale);
    assert_eq!(best(&["", "tl"], &device), Some("tl"));
    assert_eq!(best(&["tl", "b+fil"], &device), Some("b+fil"));
}

#[test]
fn where_a_script_is_not_known_the_region_must_match() {
    let device = Config::phone().with_locale(config("xx-rCN").locale);
    assert_eq!(best(&["xx-rTW"], &device), None);
    assert_eq!(best(&["xx"], &device), Some("xx"));
    assert_eq!(best(&["xx", "xx-rCN"], &device), Some("xx-rCN"));
}

#[test]
fn variants_and_numbering_break_ties() {
    let mut posix = config("en-rUS");
    posix.locale.variant = *b"posix\0\0\0";
    let device = Config::phone().with_locale(posix.locale);
    assert!(posix.is_better_than(&config("en-rUS"), &device));
    assert!(!config("en-rUS").is_better_than(&posix, &device));
    let mut arabic = config("b+ar");
    arabic.locale.numbering = *b"arab\0\0\0\0";
    let device = Config::phone().with_locale(arabic.locale);
    assert!(arabic.is_better_than(&config("b+ar"), &device));
}

#[test]
fn hidden_keys_match_a_soft_keyboard() {
    let keys = |flags: u8| Config { input_flags: flags, ..Config::default() };
    let soft = keys(KEYS_HIDDEN_SOFT);
    assert!(keys(KEYS_HIDDEN_NO).matches(&soft) && !keys(2).matches(&soft));
    assert!(soft.is_better_than(&keys(KEYS_HIDDEN_NO), &soft));
    assert!(!keys(KEYS_HIDDEN_NO).is_better_than(&soft, &soft));
}

#[test]
fn every_plain_axis_filters_and_prefers() {
    let axes: [fn(&mut Config, u8); 9] = [
        |config, value| config.orientation = value,
        |config, value| config.touchscreen = value,
        |config, value| config.keyboard = value,
        |config, value| config.navigation = value,
        |config, value| config.grammatical_inflection = value,
        |config, value| config.ui_mode = value,
        |config, value| config.screen_layout2 = value,
        |config, value| config.color_mode = value,
        |config, value| config.mcc = u16::from(value),
    ];
    for (number, set) in axes.iter().enumerate() {
        let with = |value| {
            let mut config = Config::default();
            set(&mut config, value);
            config
        };
        let device = with(1);
        assert!(
            with(1).matches(&device) && with(0).matches(&device) && !with(2).matches(&device),
            "axis {number}"
        );
        assert!(
            with(1).is_better_than(&with(0), &device) && !with(0).is_better_than(&with(1), &device),
            "axis {number}"
        );
        assert!(!with(1).is_better_than(&with(1), &device), "axis {number}");
    }
}
