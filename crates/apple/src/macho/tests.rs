use beian_testkit::macho::{Build, FatArch, Mach, Section, Signature, cpu, fat, fat64, field};
use object::read::macho::{FatArch as _, MachHeader as _, MachOFatFile32, MachOFatFile64, Segment as _};
use object::{Endianness, macho};
use proptest::prelude::*;

use super::view::place;
use super::*;
use crate::Part;

fn thin(bytes: &[u8]) -> Slice {
    let mut file = MachFile::parse(bytes).unwrap();
    assert_eq!((file.container, file.slices.len(), &file.problems[..]), (Container::Thin, 1, &[][..]));
    file.slices.remove(0)
}

fn arch(mach: &Mach) -> FatArch {
    FatArch { cpu: mach.cpu, bytes: mach.build() }
}

fn put(bytes: &mut [u8], at: usize, number: u32) {
    bytes[at..at + 4].copy_from_slice(&number.to_le_bytes());
}

/// The problems of a slice as text.
fn said(slice: &Slice) -> Vec<String> {
    slice.problems.iter().map(ToString::to_string).collect()
}

#[test]
fn all_that_a_sound_slice_states_is_read_in_both_widths_and_orders() {
    for numbers in [cpu::ARM64, cpu::ARMV7, cpu::X86_64, cpu::PPC] {
        let mach = Mach { signature: Some(Signature::new("org.example.app")), ..Mach::of(numbers) };
        let layout = mach.layout();
        let slice = thin(&layout.bytes);
        assert_eq!(slice.problems, [], "{}", slice.cpu);
        assert_eq!((slice.is_64, slice.order == ByteOrder::Big), (mach.is_64, mach.big_endian));
        assert_eq!((slice.file_type, slice.uuid), (FileType::EXECUTE, mach.uuid));
        let names: Vec<_> = slice.segments.iter().map(|segment| segment.name.text()).collect();
        assert_eq!(names, ["__TEXT", "__LINKEDIT"]);
        let strings = slice.sections().find(|section| section.name.is("__cstring")).unwrap();
        assert_eq!((strings.kind(), strings.size, strings.segment.is("__TEXT")), (2, 8, true));
        assert_eq!(slice.section_bytes(&layout.bytes, strings), b"one\0two\0");
        assert_eq!(slice.code_signature_bytes(&layout.bytes), Some(&layout.bytes[layout.signature.clone()]));
        assert_eq!(slice.encryption.map(|encryption| encryption.id), Some(0));
        assert!(!slice.is_encrypted() && slice.code_signature.is_some() && !slice.hidden);
        let build = slice.build().unwrap();
        assert_eq!((build.minimum.to_string(), build.sdk.to_string()), ("12.0".into(), "12.1".into()));
    }
}

#[test]
fn processors_have_the_names_of_lipo() {
    let name = |kind, subtype| Cpu { kind, subtype }.arch();
    let known = [
        (Cpu::ARM64, 0, "arm64"),
        (Cpu::ARM64, 2, "arm64e"),
        (Cpu::ARM64, 0x8000_0002, "arm64e"),
        (Cpu::ARM64_32, 1, "arm64_32"),
        (Cpu::ARM, 9, "armv7"),
        (Cpu::ARM, 11, "armv7s"),
        (Cpu::ARM, 12, "armv7k"),
        (Cpu::X86, 3, "i386"),
        (Cpu::X86_64, 0x8000_0003, "x86_64"),
        (Cpu::X86_64, 8, "x86_64h"),
        (Cpu::POWERPC, 0, "ppc"),
        (Cpu::ARM, 99, "cputype (12) cpusubtype (99)"),
        (0xffff_fff0, 0, "cputype (-16) cpusubtype (0)"),
    ];
    for (kind, subtype, expected) in known {
        assert_eq!(name(kind, subtype), expected);
    }
}

#[test]
fn the_older_commands_mean_simulators_on_intel_and_the_newer_one_counts_first() {
    let platform = |cpu, build| {
        let slice = thin(&Mach { build, ..Mach::of(cpu) }.build());
        slice.platform().map(|platform| platform.to_string())
    };
    let min = |command| Some(Build::Min(command, 0x0008_0000, 0x0009_0000));
    let cases = [
        (cpu::ARM64, min(0x25), "iphoneos"),
        (cpu::ARMV7, min(0x30), "watchos"),
        (cpu::ARM64, min(0x2f), "appletvos"),
        (cpu::X86_64, min(0x24), "macosx"),
        (cpu::I386, min(0x25), "iphonesimulator"),
        (cpu::X86_64, min(0x2f), "appletvsimulator"),
        (cpu::X86_64, min(0x30), "watchsimulator"),
        (cpu::ARM64, Some(Build::Version(7, 0, 0)), "iphonesimulator"),
        (cpu::ARM64, Some(Build::Version(12, 0, 0)), "xrsimulator"),
        (cpu::ARM64, Some(Build::Version(99, 0, 0)), "platform 99"),
    ];
    for (cpu, build, expected) in cases {
        assert_eq!(platform(cpu, build).as_deref(), Some(expected));
    }
    assert_eq!(platform(cpu::ARM64, None), None);

    let newer = [2_u32, 0x000d_0001, 0, 0].iter().flat_map(|number| number.to_le_bytes()).collect();
    let both = Mach { build: min(0x25), commands: vec![(0x32, newer)], ..Mach::arm64() };
    let slice = thin(&both.build());
    assert_eq!((slice.builds.len(), slice.build().unwrap().minimum.to_string()), (2, "13.0.1".into()));
}

#[test]
fn of_two_commands_of_a_kind_the_first_counts() {
    let second = Mach { commands: vec![(0x1b, vec![7; 16]), (0x2c, vec![1; 16])], ..Mach::arm64() };
    let slice = thin(&second.build());
    assert_eq!((slice.uuid, slice.is_encrypted()), (second.uuid, false));
    assert_eq!(slice.problems.len(), 2, "{:?}", said(&slice));
    assert!(said(&slice)[0].contains("LC_UUID"), "{:?}", said(&slice));
}

#[test]
fn commands_that_lie_cost_what_they_state_and_nothing_else() {
    let mach = Mach { signature: Some(Signature::new("org.example.app")), ..Mach::arm64() };
    let layout = mach.layout();
    let last = layout.commands.last().unwrap().1.clone();

    let mut zero = layout.bytes.clone();
    put(&mut zero, last.start + field::CMDSIZE, 0);
    let slice = thin(&zero);
    assert_eq!((slice.uuid, slice.code_signature, slice.segments.len()), (mach.uuid, None, 2));
    assert_eq!(
        said(&slice),
        [format!("load command at {:#x}: expected a size of at least 8 bytes", last.start)]
    );

    let mut long = layout.bytes.clone();
    put(&mut long, last.start + field::CMDSIZE, 24);
    assert_eq!((thin(&long).code_signature, thin(&long).problems.len()), (None, 1));

    let mut many = layout.bytes.clone();
    put(&mut many, field::NCMDS, u32::MAX);
    let slice = thin(&many);
    assert_eq!(
        (slice.command_count, slice.code_signature.is_some(), slice.problems.len()),
        (u32::MAX, true, 1)
    );

    let mut beyond = layout.bytes.clone();
    put(&mut beyond, field::SIZEOFCMDS, u32::MAX);
    let slice = thin(&beyond);
    assert!(slice.code_signature.is_some());
    assert_eq!(
        slice.problems[0].error,
        Error::Truncated {
            part: Part::LoadCommands,
            offset: 32,
            needed: u64::from(u32::MAX),
            available: place(layout.bytes.len() - 32),
        }
    );

    let mut sections = layout.bytes.clone();
    put(&mut sections, layout.commands[0].1.start + 64, 0x1000_0000);
    let slice = thin(&sections);
    assert_eq!((slice.sections().count(), slice.problems.len()), (2, 1));
}

#[test]
fn what_lies_beyond_the_end_is_stated_and_said() {
    let mach = Mach { signature: Some(Signature::new("org.example.app")), ..Mach::arm64() };
    let layout = mach.layout();
    let cut = &layout.bytes[..layout.signature.start + 10];
    let slice = thin(cut);
    assert_eq!(slice.code_signature_bytes(cut).map(<[u8]>::len), Some(10));
    let parts: Vec<_> = slice.problems.iter().map(|problem| part(&problem.error)).collect();
    assert_eq!(parts, [Part::Segment, Part::SuperBlob]);

    let cut = &layout.bytes[..40];
    let slice = thin(cut);
    assert_eq!((slice.cpu.arch(), slice.uuid), ("arm64".into(), None));
    assert_eq!(slice.problems.len(), 2, "{:?}", said(&slice));
    assert_eq!(MachFile::parse(&layout.bytes[..31]).map_err(|error| part(&error)), Err(Part::MachHeader));
}

fn part(error: &Error) -> Part {
    match error {
        Error::Truncated { part, .. } | Error::Invalid { part, .. } => *part,
        Error::Limit(_) | Error::Message(_) => unreachable!("nothing is spent here, nor any message read"),
    }
}

#[test]
fn sections_without_bytes_have_no_range() {
    let zero = Section { name: "__bss", flags: 1, bytes: vec![0; 64] };
    let mut mach = Mach { segments: vec![("__DATA", vec![zero])], ..Mach::arm64() };
    let bytes = mach.build();
    let slice = thin(&bytes);
    let section = slice.sections().next().unwrap();
    assert_eq!((section.range(), section.size), (None, 64));
    assert_eq!(slice.section_bytes(&bytes, section), b"");
    mach.file_type = FileType::DSYM.0;
    assert_eq!(thin(&mach.build()).file_type.to_string(), "MH_DSYM");
}

#[test]
fn universal_files_are_read_in_both_forms() {
    let archs = [arch(&Mach::of(cpu::ARMV7)), arch(&Mach::arm64())];
    for (bytes, container) in [(fat(&archs), Container::Fat), (fat64(&archs), Container::Fat64)] {
        let file = MachFile::parse(&bytes).unwrap();
        assert_eq!((file.container, &file.problems[..]), (container, &[][..]));
        let names: Vec<_> = file.slices.iter().map(|slice| slice.cpu.arch()).collect();
        assert_eq!(names, ["armv7", "arm64"]);
        for (slice, arch) in file.slices.iter().zip(&archs) {
            assert_eq!(slice.bytes(&bytes), arch.bytes);
            assert_eq!(slice.problems, []);
        }
    }
}

#[test]
fn a_slice_behind_the_list_is_hidden() {
    let mut bytes = fat(&[arch(&Mach::of(cpu::ARMV7)), arch(&Mach::arm64())]);
    bytes[7] = 1;
    let file = MachFile::parse(&bytes).unwrap();
    let slices: Vec<_> = file.slices.iter().map(|slice| (slice.cpu.arch(), slice.hidden)).collect();
    assert_eq!(slices, [("armv7".into(), false), ("arm64".into(), true)]);
    assert_eq!(file.problems, []);
}

#[test]
fn a_list_that_lies_costs_only_what_it_lies_about() {
    let mut sound = arch(&Mach::arm64());
    let bytes = fat(&[arch(&Mach::of(cpu::ARMV7)), sound.clone()]);
    let second = |at: usize, number: u32| {
        let mut bytes = bytes.clone();
        bytes[28 + at..32 + at].copy_from_slice(&number.to_be_bytes());
        MachFile::parse(&bytes).unwrap()
    };
    let names = |file: &MachFile| file.slices.iter().map(|slice| slice.cpu.arch()).collect::<Vec<_>>();

    let mut huge = bytes.clone();
    huge[4..8].copy_from_slice(&(1_u32 << 30).to_be_bytes());
    let file = MachFile::parse(&huge).unwrap();
    assert_eq!((names(&file), file.problems.len()), (vec!["armv7".into(), "arm64".into()], 1));
    assert_eq!(file.problems[0].place, Place::FatHeader);

    // Both entries describe the first slice.
    let file = second(8, 0x4000);
    assert_eq!(names(&file), ["armv7", "armv7"]);
    let said: Vec<_> = file.problems.iter().map(ToString::to_string).collect();
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(said[0].contains("overlaps") && said[1].contains("processor"), "{said:?}");

    // Beyond the end, in part and as a whole.
    let file = second(12, u32::MAX);
    assert_eq!((names(&file).len(), file.problems.len(), &file.slices[1].problems[..]), (2, 1, &[][..]));
    let file = second(8, u32::MAX);
    assert_eq!((names(&file), file.problems.len()), (vec!["armv7".into()], 1));

    // A static archive among the slices, and one alone.
    sound.bytes = b"!<arch>\nand so on".to_vec();
    let file = MachFile::parse(&fat(&[arch(&Mach::of(cpu::ARMV7)), sound.clone()])).unwrap();
    assert_eq!(
        (names(&file), file.problems[0].to_string().contains("archive")),
        (vec!["armv7".into()], true)
    );
    assert!(MachFile::parse(&fat(&[sound])).unwrap_err().to_string().contains("archive"));
}

#[test]
fn what_is_no_mach_o_file_is_an_error() {
    let class = [&[0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 52][..], &[7; 4000]].concat();
    for bytes in
        [&b""[..], b"!<arch>\n", b"\x7fELF and more", &class, &[0xca, 0xfe, 0xba, 0xbe], &[0xcf, 0xfa]]
    {
        assert!(MachFile::parse(bytes).is_err(), "{bytes:?}");
    }
    assert!(MachFile::looks_like(&Mach::arm64().build()) && !MachFile::looks_like(b"!<arch>\n"));
}

#[test]
fn work_is_bounded_where_slices_lie_on_each_other() {
    // Every slice is the rest of the file, with as many empty commands as fit.
    let mut bytes = Mach { commands: vec![(0x99, Vec::new()); 40_000], ..Mach::arm64() }.build();
    let list: Vec<u8> =
        (0..100_u32).flat_map(|index| [12, index, 0x4000, 1 << 24, 14]).flat_map(u32::to_be_bytes).collect();
    let mut fat = [&[0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 100][..], &list].concat();
    fat.resize(0x4000, 0);
    fat.append(&mut bytes);
    let file = MachFile::parse(&fat).unwrap();
    assert_eq!(file.slices.len(), 100);
    assert!(
        said(&file.slices[99]).iter().any(|problem| problem.contains("65,536")),
        "{:?}",
        said(&file.slices[99])
    );
    assert!(file.problems.len() <= 64);
}

#[test]
fn no_more_sections_are_read_than_anybody_has() {
    let count = 70_000_u32;
    let mut segment = vec![0; 64 + 80 * 70_000];
    put(&mut segment, 56, count);
    let slice =
        thin(&Mach { segments: Vec::new(), commands: vec![(0x19, segment)], ..Mach::arm64() }.build());
    assert_eq!((slice.sections().count(), slice.problems.len()), (65_536, 1));
    assert!(said(&slice)[0].contains("65,536 sections"), "{:?}", said(&slice));
}

#[test]
fn another_reader_sees_the_same() {
    let signed = Mach { signature: Some(Signature::new("org.example.app")), ..Mach::arm64() };
    for mach in [signed, Mach::of(cpu::X86_64)] {
        let bytes = mach.build();
        let header = macho::MachHeader64::<Endianness>::parse(&bytes[..], 0).unwrap();
        compare(&thin(&bytes), header, &bytes);
    }
    for mach in [Mach::of(cpu::ARMV7), Mach::of(cpu::PPC)] {
        let bytes = mach.build();
        let header = macho::MachHeader32::<Endianness>::parse(&bytes[..], 0).unwrap();
        compare(&thin(&bytes), header, &bytes);
    }
    let archs = [arch(&Mach::of(cpu::ARMV7)), arch(&Mach::arm64())];
    let bytes = fat(&archs);
    let theirs = MachOFatFile32::parse(&bytes[..]).unwrap();
    let theirs: Vec<_> = theirs.arches().iter().map(|arch| (arch.cputype().0, arch.file_range().0)).collect();
    assert_eq!(ours(&bytes), theirs);
    let bytes = fat64(&archs);
    let theirs = MachOFatFile64::parse(&bytes[..]).unwrap();
    let theirs: Vec<_> = theirs.arches().iter().map(|arch| (arch.cputype().0, arch.file_range().0)).collect();
    assert_eq!(ours(&bytes), theirs);
}

fn ours(bytes: &[u8]) -> Vec<(u32, u64)> {
    let file = MachFile::parse(bytes).unwrap();
    file.slices.iter().map(|slice| (slice.cpu.kind, place(slice.range.start))).collect()
}

fn compare<H: object::read::macho::MachHeader<Endian = Endianness>>(slice: &Slice, header: &H, bytes: &[u8]) {
    let endian = header.endian().unwrap();
    assert_eq!((slice.cpu.kind, slice.cpu.subtype), (header.cputype(endian).0, header.cpusubtype(endian).0));
    assert_eq!(slice.file_type.0, header.filetype(endian).0);
    assert_eq!(slice.uuid, header.uuid(endian, bytes, 0).unwrap());
    let mut commands = header.load_commands(endian, bytes, 0).unwrap();
    let mut segments = slice.segments.iter();
    while let Some(command) = commands.next().unwrap() {
        if let Some((theirs, rest)) = H::Segment::from_command(command).unwrap() {
            let segment = segments.next().unwrap();
            assert_eq!((segment.offset, segment.size), theirs.file_range(endian));
            let sections = theirs.sections(endian, rest).unwrap();
            assert_eq!(segment.sections.len(), sections.len());
        }
        if command.cmd() == macho::LC_CODE_SIGNATURE {
            let theirs: &macho::LinkeditDataCommand<Endianness> = command.data().unwrap();
            let signature = slice.code_signature.unwrap();
            assert_eq!(
                (signature.offset, signature.size),
                (theirs.dataoff.get(endian), theirs.datasize.get(endian))
            );
        }
    }
    assert!(segments.next().is_none());
}

/// A sound file of any kind.
fn built() -> impl Strategy<Value = Vec<u8>> {
    let signed = Mach { signature: Some(Signature::new("org.example.app")), ..Mach::arm64() };
    let archs = [arch(&Mach::of(cpu::ARMV7)), arch(&signed)];
    let files = [signed.build(), Mach::of(cpu::PPC).build(), fat(&archs), fat64(&archs)];
    prop::sample::select(files.to_vec())
}

/// Everything that the types offer.
fn walk(bytes: &[u8]) {
    let Ok(file) = MachFile::parse(bytes) else { return };
    assert!(!file.slices.is_empty() && file.problems.len() <= 64);
    for slice in &file.slices {
        assert!(slice.range.end <= bytes.len() && slice.problems.len() <= 64);
        let _ = (slice.platform(), slice.code_signature_bytes(bytes), slice.cpu.arch(), said(slice));
        for section in slice.sections() {
            assert!(slice.section_bytes(bytes, section).len() <= bytes.len());
        }
    }
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(head in 0_usize..7, rest in prop::collection::vec(any::<u8>(), 0..600)) {
        let magics: [&[u8]; 7] = [
            b"", b"\xfe\xed\xfa\xce", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"\xfe\xed\xfa\xcf",
            b"\xca\xfe\xba\xbe", b"\xca\xfe\xba\xbf",
        ];
        walk(&[magics[head], &rest].concat());
    }

    #[test]
    fn mutated_files_never_panic(
        mut bytes in built(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), any::<bool>()), 1..40),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        for (index, value, early) in changes {
            let limit = if early { bytes.len().min(600) } else { bytes.len() };
            bytes[index.index(limit)] = value;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        walk(&bytes);
    }
}
