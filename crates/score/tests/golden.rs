//! Our score is that of `check/score.py`, to the letter: over the invented packages of `tests/golden` (see its README).

use std::fs;
use std::path::{Path, PathBuf};
#[cfg(unix)]
use std::process::Command;

use beian_score::{Board, Detail, Found, Marks, NoReport, Packages, hosts_of_report, json_report};

const GOLDEN: &str = "tests/golden";

/// One run of the script: the name of its golden file, its arguments, and the status that it ends with; and the same
/// for us.
struct Case {
    name: &'static str,
    arguments: &'static [&'static str],
    status: i32,
    suffix: &'static str,
    detail: Detail,
    marks: Option<&'static str>,
    in_part: bool,
}

const PLAIN: Case = Case {
    name: "all",
    arguments: &[],
    status: 0,
    suffix: "",
    detail: Detail::Figures,
    marks: None,
    in_part: false,
};

/// Marks that are not given, but asked for.
const DEFAULT: Option<&str> = Some("");

const CASES: &[Case] = &[
    PLAIN,
    Case { name: "verbose", arguments: &["--verbose"], detail: Detail::Hosts, ..PLAIN },
    Case {
        name: "apk",
        arguments: &["--kind", "apk", "--verbose", "--marks"],
        status: 1,
        suffix: ".apk",
        detail: Detail::Hosts,
        marks: DEFAULT,
        ..PLAIN
    },
    Case {
        name: "reached-but-not-whole",
        arguments: &["--kind", "apk", "--marks", ".5,.6,.6,.5"],
        status: 1,
        suffix: ".apk",
        marks: Some(".5,.6,.6,.5"),
        ..PLAIN
    },
    Case {
        name: "reached-in-part",
        arguments: &["--kind", "apk", "--part", "--marks=.5,.6,.6,.5"],
        suffix: ".apk",
        marks: Some(".5,.6,.6,.5"),
        in_part: true,
        ..PLAIN
    },
    Case {
        name: "ipa",
        arguments: &["--kind", "ipa", "--marks=1,1,.5,.01"],
        status: 1,
        suffix: ".ipa",
        marks: Some("1,1,.5,.01"),
        ..PLAIN
    },
    Case {
        name: "few-missed",
        arguments: &["--kind", "zip", "--marks"],
        suffix: ".zip",
        marks: DEFAULT,
        ..PLAIN
    },
    Case {
        name: "few-missed-of-given",
        arguments: &["--kind", "zip", "--marks=.98,.97,.95,.9"],
        status: 1,
        suffix: ".zip",
        marks: Some(".98,.97,.95,.9"),
        ..PLAIN
    },
    Case { name: "none", arguments: &["--kind", "xyz"], status: 1, suffix: ".xyz", ..PLAIN },
];

#[test]
fn the_score_is_the_golden_one() {
    for case in CASES {
        let board = board(case.suffix);
        // The script was run in the folder itself.
        let mut out = board.render(case.detail).replace(&format!("{GOLDEN}/"), "");
        let mut is_good = board.scored() > 0;
        if let Some(marks) = case.marks {
            let marks = if marks.is_empty() { Marks::Default } else { marks.parse().unwrap() };
            out = out + &marks.verdict(&board.overall()) + "\n";
            is_good = board.reaches(marks, case.in_part);
        }
        assert_eq!(out, expected(case), "{}", case.name);
        assert_eq!(is_good, case.status == 0, "{}", case.name);
    }
}

#[test]
#[cfg(unix)]
fn the_golden_score_is_that_of_the_script() {
    let Some(check) = beian_testkit::corpus::shared("check") else { return };
    for case in CASES {
        let script = Command::new("python3")
            .current_dir(golden())
            .env("PYTHONIOENCODING", "utf-8")
            .arg("-B")
            .arg(check.join("score.py"))
            .args(["./beian.sh", "labels", "packages"])
            .args(case.arguments)
            .output()
            .expect("python3 starts");
        assert_eq!(String::from_utf8(script.stdout).unwrap(), expected(case), "{}", case.name);
        assert_eq!(script.status.code(), Some(case.status), "{}", case.name);
    }
}

fn board(suffix: &str) -> Board {
    let packages = Packages::below(&[golden().join("packages")]);
    packages.score(&golden().join("labels"), |package| package.ends_with(suffix), hosts).unwrap()
}

fn hosts(path: &Path) -> Result<Vec<Found>, String> {
    let printed = fs::read(path).unwrap();
    json_report(&printed).and_then(|report| hosts_of_report(&report)).map_err(|why| pythons_words(&why))
}

/// Why there is no report we say in our own words.
fn pythons_words(why: &NoReport) -> String {
    let word = match why {
        NoReport::NoHosts => "KeyError('hosts')",
        NoReport::NotJson(_) => "JSONDecodeError('Expecting value: line 1 column 1 (char 0)')",
        other => panic!("no package of this folder gives {other:?}"),
    };
    word.to_owned()
}

fn expected(case: &Case) -> String {
    fs::read_to_string(golden().join(format!("expected/{}.txt", case.name))).unwrap()
}

/// As seen from the crate, where tests are started.
fn golden() -> PathBuf {
    PathBuf::from(GOLDEN)
}
