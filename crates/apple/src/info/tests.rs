use super::*;

fn list(values: Vec<(&str, Value)>) -> Dictionary {
    values.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

fn string(text: &str) -> Value {
    Value::String(text.into())
}

#[test]
fn what_is_stated_is_told_as_it_is_and_nothing_else() {
    let info = Info::of(&list(vec![
        ("CFBundleIdentifier", string("cn.example.app")),
        ("CFBundleShortVersionString", string("1.0")),
        ("CFBundleVersion", Value::Integer(17)),
        ("CFBundleName", string("Name")),
        ("CFBundleSupportedPlatforms", Value::Array(vec![string("iPhoneOS")])),
        ("CFBundleLocalizations", Value::Array(vec![string("zh_CN"), Value::Boolean(true)])),
    ]));
    assert_eq!((info.identifier.as_deref(), info.version.as_deref()), (Some("cn.example.app"), Some("17")));
    assert_eq!((info.platform.as_deref(), info.shown_name()), (Some("iphoneos"), Some("Name")));
    assert_eq!((info.minimum_os, info.executable, info.problems), (None, None, vec![]));
    assert_eq!(info.localizations, ["zh_CN"]);
}

#[test]
fn what_is_no_text_is_a_problem() {
    let info =
        Info::of(&list(vec![("CFBundleIdentifier", Value::Boolean(true)), ("CFBundleName", string(""))]));
    assert_eq!(info.identifier, None);
    assert_eq!(info.problems, [InfoProblem { key: "CFBundleIdentifier", found: "a boolean" }]);
    assert_eq!(info.shown_name(), None, "an empty name is none");
}

#[test]
fn a_display_name_comes_before_a_name() {
    let names =
        |values: &[(&str, &str)]| list(values.iter().map(|(key, text)| (*key, string(text))).collect());
    let both = names(&[("CFBundleName", "N"), ("CFBundleDisplayName", "D")]);
    assert_eq!((localized_name(&both), Info::of(&both).shown_name()), (Some("D"), Some("D")));
    assert_eq!(localized_name(&names(&[("CFBundleName", "N")])), Some("N"));
    assert_eq!(localized_name(&names(&[("Other", "N")])), None);
}

#[test]
fn folders_are_languages_by_tag_or_by_their_old_name() {
    let folders = ["zh_CN.lproj", "zh-Hans.lproj", "English.lproj", "Base.lproj", ".lproj", "images"];
    let tags = ["zh-CN", "zh-Hans", "en"].map(|tag| Some(tag.to_owned()));
    let expected: Vec<Option<String>> = tags.into_iter().chain([None, None, None]).collect();
    assert_eq!(folders.map(language).to_vec(), expected);
}
