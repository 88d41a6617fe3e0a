//! `cargo xtask score`: how good the program's hosts are, by `beian-score`, over the labelled packages beside the repository.

mod options;
mod program;

use std::path::Path;

use beian_score::{Board, Detail, Hit, Packages, Tally, hosts_of_report, is_held_out, labelled};
use serde_json::Value;

use crate::Outcome;
use options::{Asked, HELP, Options, Set};
use program::Program;

/// Scores, or counts what the rules do, as the arguments ask.
pub fn run(arguments: &[String]) -> Outcome {
    let options = match Options::parse(arguments)? {
        Asked::Help => {
            println!("{HELP}");
            return Ok(());
        }
        Asked::For(options) => options,
    };
    let packages = Packages::below(&options.folders);
    if options.rules { rules(&options, &packages) } else { score(&options, &packages) }
}

fn score(options: &Options, packages: &Packages) -> Outcome {
    guard(options)?;
    let program = Program::of(options)?;
    let hosts = |path: &Path| hosts_of_report(&program.report(path)?).map_err(|why| why.to_string());
    let board = packages.score(&options.labels, |package| options.wants(package), hosts);
    let board = board.map_err(|cause| cause.to_string())?;
    print!("{}", board.render(options.detail));
    if board.scored() == 0 {
        return Err("nothing to score".to_owned());
    }
    if let Some(marks) = options.marks {
        println!("{}", marks.verdict(&board.overall()));
    }
    if options.set == Set::Both {
        print!("{}", by_set(&board));
    }
    match options.marks {
        Some(marks) if !board.reaches(marks, options.in_part) => Err(missed(&board)),
        _ => Ok(()),
    }
}

/// Single hosts of held-out packages are for nobody who writes rules.
fn guard(options: &Options) -> Outcome {
    if options.detail == Detail::Figures || options.even_held_out {
        return Ok(());
    }
    let labelled = labelled(&options.labels).map_err(|cause| cause.to_string())?;
    if labelled.iter().any(|package| options.wants(package) && is_held_out(package)) {
        return Err("--verbose would show hosts of the packages that are held out; say --tune as well, \
                    or --even-held-out if you write no rules"
            .to_owned());
    }
    Ok(())
}

/// What the script does not print: the two sets apart, and who is in the smaller one.
fn by_set(board: &Board) -> String {
    let (tuned, ours) = board.overall_of(|package| !is_held_out(package));
    let (held_out, theirs) = board.overall_of(is_held_out);
    let names: Vec<&str> = board.names().filter(|package| is_held_out(package)).collect();
    format!(
        "{}\n{}\nheld out: {}\n",
        tuned.line(&format!("OVERALL tuned on ({ours} packages)")),
        held_out.line(&format!("OVERALL held out ({theirs} packages)")),
        if names.is_empty() { "none of these".to_owned() } else { names.join(", ") }
    )
}

fn missed(board: &Board) -> String {
    match board.missing().len() {
        0 => "the marks do not hold".to_owned(),
        missing => format!(
            "the marks do not hold, or count for nothing: {missing} labelled packages are not there (--part allows that)"
        ),
    }
}

/// What the rules do to the packages that nobody has labelled.
fn rules(options: &Options, packages: &Packages) -> Outcome {
    let labelled = labelled(&options.labels).map_err(|cause| cause.to_string())?;
    let program = Program::of(options)?;
    let (mut tally, mut read, mut unread) = (Tally::default(), 0, 0);
    for (package, path) in packages.iter() {
        if labelled.iter().any(|labelled| labelled == package) || !options.wants(package) {
            continue;
        }
        match program.report(path) {
            Ok(report) => {
                tally.extend(hits(package, &report));
                read += 1;
            }
            Err(_) => unread += 1,
        }
    }
    print!("{}", tally.render());
    println!("{read} packages without labels, {unread} more without a report");
    Ok(())
}

/// What a report says of its own verdicts: the rules that spoke, each with the first evidence of its host.
fn hits<'a>(package: &'a str, report: &'a Value) -> impl Iterator<Item = Hit<'a>> {
    let text = |value: &'a Value| value.as_str().unwrap_or_default();
    let hosts = report["hosts"].as_array().map(Vec::as_slice).unwrap_or_default();
    hosts.iter().flat_map(move |host| {
        let rules = host["rules"].as_array().map(Vec::as_slice).unwrap_or_default();
        let (host, evidence) = (text(&host["host"]), text(&host["evidence"][0]["text"]));
        rules.iter().map(move |rule| Hit { package, host, rule: text(rule), text: evidence })
    })
}

#[cfg(test)]
mod tests {
    use beian_model::{Confidence, HostKind};
    use beian_score::{Found, Labels};
    use serde_json::json;

    use super::*;

    #[test]
    fn the_two_sets_are_told_apart() {
        let labels =
            Labels::parse("host\tkind\tsure\tcontext\na.cn\tlink\t1\ta\nb.cn\tlink\t1\tb\n", "text\n")
                .unwrap();
        let found = [Found {
            host: "a.cn".into(),
            kind: HostKind::Link,
            confidence: Confidence::High,
            text: String::new(),
        }];
        let mut board = Board::default();
        board.add("syn-uniapp-uview.apk", &labels, &found);
        board.add("jjdxm-social.apk", &labels, &[]);
        let told = by_set(&board);
        let lines: Vec<&str> = told.lines().collect();
        assert!(
            lines[0].starts_with("OVERALL tuned on (1 packages)") && lines[0].contains("all 0.500 (1/2)")
        );
        assert!(
            lines[1].starts_with("OVERALL held out (1 packages)") && lines[1].contains("all 0.000 (0/2)")
        );
        assert_eq!(lines[2], "held out: jjdxm-social.apk");
    }

    #[test]
    fn a_host_is_a_hit_of_each_of_its_rules() {
        let report = json!({ "hosts": [
            { "host": "a.cn", "rules": ["kind.x", "sure.y"], "evidence": [{ "text": "https://a.cn" }] },
            { "host": "b.cn", "rules": [], "evidence": [] },
        ]});
        let hit = |rule| Hit { package: "a.apk", host: "a.cn", rule, text: "https://a.cn" };
        assert_eq!(hits("a.apk", &report).collect::<Vec<_>>(), [hit("kind.x"), hit("sure.y")]);
        assert_eq!(hits("a.apk", &json!({})).count(), 0);
    }
}
