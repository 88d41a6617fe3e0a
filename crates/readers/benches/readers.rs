//! What readers and the search for runs cost a byte, and that runs cost the same however long the input is.

#![allow(missing_docs, reason = "criterion's macros make functions without")]

#[path = "../../../benches/shared/cpu_time.rs"]
mod cpu_time;

use std::hint::black_box;

use beian_archive::{Budget, Limits};
use beian_readers::{Context, EntryInfo, HEAD, READERS, entropy, reader_of, runs};
use beian_testkit::arsc::{Arsc, Entry, Package};
use beian_testkit::axml::Xml;
use beian_testkit::dex::Dex;
use beian_testkit::zip::{ZipBuilder, crc32, deflate};
use beian_text::{Name, Sink, Span, Text};
use cpu_time::CpuTime;
use criterion::{BenchmarkGroup, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

const MIB: usize = 1 << 20;

/// Takes what it is given, and keeps the compiler from leaving it out.
struct Count(u64);

impl Sink for Count {
    fn text(&mut self, text: Text<'_>) {
        self.0 += black_box(&text).span.len();
    }

    fn name(&mut self, name: Name<'_>) {
        black_box(name);
    }
}

/// An entry for each reader: the reader's name, the entry's, its bytes.
fn entries() -> Vec<(&'static str, &'static str, Vec<u8>)> {
    let json = json(MIB);
    vec![
        ("zip", "a.zip", ZipBuilder::new().deflated("a.json", &json).stored("b.json", &json).build()),
        ("gzip", "a.json.gz", gzip(&json)),
        ("dex", "classes.dex", dex(MIB)),
        ("arsc", "resources.arsc", arsc(MIB)),
        ("axml", "res/layout/a.xml", axml(MIB / 4)),
    ]
}

/// A dex file of about `len` bytes: a quarter strings, as names and as literals, the rest code.
fn dex(len: usize) -> Vec<u8> {
    let count = len / 4 / 64;
    let literals: Vec<String> = (0..count).map(sentence).collect();
    let literals: Vec<&str> = literals.iter().map(String::as_str).collect();
    let name = |number| format!("Lcom/example/p{}/Class{number};", number % 40);
    Dex {
        classes: (0..count / 8).map(|number| (name(number), Some(format!("Class{number}.java")))).collect(),
        methods: (0..count / 8).map(|number| format!("method{number}")).collect(),
        code: machine_code(len * 3 / 4),
        ..Dex::of_literals(&literals)
    }
    .build(35)
}

/// A table of about `len` bytes: strings in two languages, each with its key.
fn arsc(len: usize) -> Vec<u8> {
    let entries = |language: usize| {
        (0..len / 300).map(move |number| {
            Entry::string(&sentence(2 * number + language)).named(&format!("key_{number}"))
        })
    };
    let package = Package::new(0x7f, "com.example.app").entries("string", "", entries(0)).entries(
        "string",
        "zh",
        entries(1),
    );
    Arsc::new().package(package).pool(|pool| pool.utf8 = true).build()
}

/// A document of about `len` bytes: a list of elements with four attributes each.
fn axml(len: usize) -> Vec<u8> {
    let row = |xml: Xml, number: usize| {
        let text = sentence(number);
        xml.leaf("TextView", |xml| {
            let xml = xml.attribute("text", text.as_str()).attribute("id", 3);
            xml.attribute("tag", "one of few").attribute("style", "@style/Text")
        })
    };
    (0..len / 280).fold(Xml::new().utf8().open("LinearLayout"), row).close().build()
}

/// One string of 50 bytes or so, each another; every eighth is a URL.
fn sentence(number: usize) -> String {
    match number % 8 {
        0 => format!("https://api.example.cn/v1/of/the/users/{number}"),
        _ => format!("a message of some words that a person reads, {number}"),
    }
}

fn readers(c: &mut Criterion<CpuTime>) {
    let entries = entries();
    let mut group = c.benchmark_group("readers");
    for reader in READERS {
        let Some((id, name, bytes)) = entries.iter().find(|(id, ..)| *id == reader.id().0) else { continue };
        let entry = EntryInfo { name, len: bytes.len() as u64 };
        let head = &bytes[..HEAD.min(bytes.len())];
        assert_eq!(
            reader_of(&entry, head).map(|reader| reader.id().0),
            Some(*id),
            "the entry is another reader's"
        );
        group.throughput(Throughput::Bytes(entry.len));
        group.bench_function(*id, |b| {
            b.iter(|| {
                let mut budget = Budget::new(&Limits::default());
                let mut out = Count(0);
                let outcome = reader.read(bytes, &mut Context { entry, budget: &mut budget }, &mut out);
                (outcome, out.0)
            });
        });
    }
}

fn run_kinds(c: &mut Criterion<CpuTime>) {
    let mut group = c.benchmark_group("runs");
    for (kind, bytes) in [
        ("machine code", machine_code(4 * MIB)),
        ("random", random(4 * MIB)),
        ("zeros", vec![0; 4 * MIB]),
        ("minified", minified(MIB)),
        ("json", json(MIB)),
        ("chinese", "链接：https://a.example.cn/，欢迎访问我们的网站。\n".repeat(MIB / 64).into_bytes()),
        ("names", "com/example/app/Name;\0android.app.Activity\0".repeat(MIB / 43).into_bytes()),
        ("utf-16", json(MIB / 2).iter().flat_map(|&byte| [byte, 0]).collect()),
    ] {
        bench_runs(&mut group, BenchmarkId::from_parameter(kind), &bytes);
    }
}

/// Each doubling must double the time: bytes a second stay what they are.
fn run_sizes(c: &mut Criterion<CpuTime>) {
    for (kind, unit) in [
        ("line", "a.example.cn/b?c=d&"),
        ("dots", "."),
        ("schemes", "://"),
        ("dotted", "a.aa"),
        ("words", "word "),
    ] {
        let mut group = c.benchmark_group(format!("runs of one line of {kind}"));
        for size in [64 << 10, 256 << 10, MIB, 4 * MIB] {
            bench_runs(
                &mut group,
                BenchmarkId::from_parameter(size),
                unit.repeat(size / unit.len()).as_bytes(),
            );
        }
    }
}

fn bench_runs(group: &mut BenchmarkGroup<'_, CpuTime>, id: BenchmarkId, bytes: &[u8]) {
    let len = bytes.len() as u64;
    group.throughput(Throughput::Bytes(len));
    group.bench_function(id, |b| {
        b.iter(|| {
            let mut out = Count(0);
            runs::runs(black_box(bytes), 0, &[Span::new(0, len)], &mut out);
            out.0
        });
    });
}

fn opaque(c: &mut Criterion<CpuTime>) {
    let mut group = c.benchmark_group("entropy");
    let bytes = random(4 * MIB);
    group.bench_function("random", |b| b.iter(|| entropy::opaque(black_box(&bytes))));
}

/// Bytes of a linear congruential generator, as PCG takes its upper bits.
fn random(len: usize) -> Vec<u8> {
    let mut state = 1_u64;
    let next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        state.to_be_bytes()[0]
    };
    std::iter::repeat_with(next).take(len).collect()
}

/// Four-byte instructions of few kinds with varied operands, and a table of C strings for every 15 parts of code.
fn machine_code(len: usize) -> Vec<u8> {
    let operands = random(len);
    let mut code = Vec::with_capacity(len);
    for (index, part) in operands.chunks_exact(4).enumerate() {
        if index % 4096 < 256 {
            code.extend_from_slice(if index % 16 == 0 { b"lib.so\0\0" } else { b"errors \0" });
            continue;
        }
        let opcode = [0xf9, 0x91, 0x94, 0xaa, 0xb4, 0x52, 0xd6, 0x36][usize::from(part[0] & 7)];
        code.extend_from_slice(&[part[1], part[2] & 3, 0x40 | (part[3] & 0x3f), opcode]);
    }
    code
}

fn minified(len: usize) -> Vec<u8> {
    let line = r#"function a(e,t){var n=this.id;return e.call(t,n.name)||"https://api.example.cn/v1/"+n}!function(){o.x=1.5};"#;
    line.repeat(len / line.len()).into_bytes()
}

fn json(len: usize) -> Vec<u8> {
    let row = r#"{"id": 12345, "name": "a name of something", "url": "https://img.example.cn/a/b.png", "on": true},"#;
    format!("{row}\n").repeat(len / row.len()).into_bytes()
}

/// A gzip file of one member (RFC 1952, section 2.3).
fn gzip(bytes: &[u8]) -> Vec<u8> {
    let len = u32::try_from(bytes.len()).expect("a small file");
    let header = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];
    [&header, &deflate(bytes)[..], &crc32(bytes).to_le_bytes(), &len.to_le_bytes()].concat()
}

criterion_group! {
    name = benches;
    config = Criterion::default().with_measurement(CpuTime);
    targets = readers, run_kinds, run_sizes, opaque
}
criterion_main!(benches);
