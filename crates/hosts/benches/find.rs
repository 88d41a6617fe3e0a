//! What finding costs a byte, and that it costs the same however long the text is.

#![allow(missing_docs, reason = "criterion's macros make functions without")]

#[path = "../../../benches/shared/cpu_time.rs"]
mod cpu_time;

use std::hint::black_box;

use beian_hosts::Finder;
use beian_text::{Bounds, Edge, Encoding, Role, Sink, Span, Text};
use cpu_time::CpuTime;
use criterion::{BenchmarkGroup, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

const MIB: usize = 1 << 20;
/// Pieces in which runs come, in bytes.
const PIECE: usize = 64 << 10;

/// How a text comes: as a string of a dex file, or as a run.
#[derive(Clone, Copy)]
enum As {
    Literal,
    Run,
}

fn find(c: &mut Criterion<CpuTime>) {
    let mut group = c.benchmark_group("find");
    let strings: Vec<String> = (0..MIB / 340).flat_map(strings).collect();
    bench(&mut group, BenchmarkId::from_parameter("dex strings"), &strings, As::Literal);
    for (kind, line) in [
        (
            "minified",
            r#"function a(e,t){var n=this.id;return e.call(t,n.name)||"https://api.example.cn/v1/"+n}!function(){o.x=1.5};"#,
        ),
        (
            "json",
            "{\"id\": 12345, \"name\": \"a name of something\", \"url\": \"https://img.example.cn/a/b.png\", \"on\": true},\n",
        ),
        (
            "prose",
            "Some words that nobody needs, then more of them. See https://www.example.cn/ for them, e.g. there.\n",
        ),
        ("comments", "# https://a.example.cn/ stands here\n"),
    ] {
        bench(&mut group, BenchmarkId::from_parameter(kind), &pieces(line), As::Run);
    }
}

/// Strings as a dex file has them: most of them no addresses.
fn strings(number: usize) -> Vec<String> {
    let of = [
        "onCreate",
        "Caused by: ",
        "com.example.app.Name",
        "application/json; charset=utf-8",
        "%s: %d of %d",
        "user.name",
    ];
    let addresses =
        [format!("https://api{}.example.cn/v1/users", number % 50), format!("cdn{}.example.cn", number % 50)];
    let words = (0..6).map(|word| format!("a message of some words, the {word}th of number {number}"));
    of.iter().map(|&text| text.to_owned()).chain(words).chain(addresses).collect()
}

fn pieces(line: &str) -> Vec<String> {
    vec![line.repeat(PIECE / line.len()); MIB / PIECE]
}

/// Each doubling must double the time: bytes a second stay what they are.
fn sizes(c: &mut Criterion<CpuTime>) {
    for (kind, unit) in [
        ("line", "a.example.cn/b?c=d&"),
        ("dots", "."),
        ("schemes", "://"),
        ("glued", "http://a.cn/"),
        ("glued to words", "中http://a.cn/"),
        ("capitals", "http://a.aAaAaAaAaAaAaAaAaAaAaAaAaAaAaAa "),
        ("list", "a.cn,"),
        ("relative", "\"//a.cn"),
        ("escaped", "http%3a%2f%2f."),
        ("braces", "http://{{{{"),
    ] {
        let mut group = c.benchmark_group(format!("find in one line of {kind}"));
        for size in [64 << 10, 256 << 10, MIB, 4 * MIB] {
            bench(
                &mut group,
                BenchmarkId::from_parameter(size),
                &[unit.repeat(size / unit.len())],
                As::Literal,
            );
        }
    }
    for (kind, head, unit) in
        [("open comment", "/* ", "http://a.cn/ "), ("slashes", "\" ", "x,// http://a.cn/ ")]
    {
        let mut group = c.benchmark_group(format!("find in a run of {kind}"));
        for size in [16 << 10, 32 << 10, 64 << 10] {
            let text = head.to_owned() + &unit.repeat(size / unit.len());
            bench(&mut group, BenchmarkId::from_parameter(size), &[text], As::Run);
        }
    }
}

fn bench(group: &mut BenchmarkGroup<'_, CpuTime>, id: BenchmarkId, texts: &[String], how: As) {
    let bytes: usize = texts.iter().map(String::len).sum();
    let (bounds, role) = match how {
        As::Literal => (Bounds::Exact, Role::Literal),
        As::Run => (Bounds::Run { before: Edge::Nul, after: Edge::Nul }, Role::Unknown),
    };
    group.throughput(Throughput::Bytes(bytes as u64));
    group.bench_function(id, |b| {
        b.iter(|| {
            let mut finder = Finder::new("classes.dex", 10_000);
            finder.reader("bench");
            for text in texts {
                let span = Span::new(0, text.len() as u64);
                finder.text(Text {
                    text: black_box(&**text).into(),
                    span,
                    encoding: Encoding::Utf8,
                    bounds,
                    role,
                });
            }
            finder.finish()
        });
    });
}

criterion_group! {
    name = benches;
    config = Criterion::default().with_measurement(CpuTime);
    targets = find, sizes
}
criterion_main!(benches);
