//! The whole way: a file in, a report out, printed in every form.

#![no_main]

use std::sync::LazyLock;

use beian_inspect::{Limits, Options, Profile, Source, Verification, inspect};
use beian_model::Report;
use beian_print::{Language, TextStyle, json_line, text};
use libfuzzer_sys::fuzz_target;

static OPTIONS: LazyLock<Options> = LazyLock::new(|| {
    let mut options = Options::new("fuzz.apk", Profile::named("generic").expect("the profile is built in"));
    // Small enough that a run ends soon, large enough that every path is open.
    let small = Limits { entry_size: 1 << 20, total_size: 1 << 24, scan: 1 << 24, ..Limits::default() };
    options.limits = Some(small);
    options.verification = Verification::Skip;
    options
});

fuzz_target!(|data: &[u8]| {
    let source = Source::from_bytes(data.to_vec());
    match inspect(&source, &OPTIONS) {
        Ok(report) => {
            printed(&report);
            assert_eq!(Ok(report), inspect(&source, &OPTIONS), "same bytes in, same report out");
        }
        Err(error) => assert!(!error.to_string().contains('\n'), "an error is one line: {error}"),
    }
});

fn printed(report: &Report) {
    let mut json = Vec::new();
    json_line(report, &mut json).expect("a buffer takes everything");
    let read: serde_json::Value = serde_json::from_slice(&json).expect("the line is JSON");
    assert_eq!(read["schema"], "beian/1");
    for language in [Language::Zh, Language::En, Language::Both] {
        let mut out = Vec::new();
        text(report, &TextStyle::plain(language), &mut out).expect("a buffer takes everything");
        let out = String::from_utf8(out).expect("text is UTF-8");
        let raw = out.chars().find(|c| c.is_control() && *c != '\n');
        assert_eq!(raw, None, "control characters of a package are escaped");
    }
}
