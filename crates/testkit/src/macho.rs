//! Mach-O files, thin and universal, with load commands, segments and a code signature. Sound, unless told otherwise or patched
//! afterwards: [`Mach::layout`] says where things stand. No code in them runs.

mod fat;
pub mod message;
pub mod signature;

pub use fat::{FatArch, fat, fat64};
pub use signature::{Digest, Signature};

use std::ops::Range;

/// Processors, as pairs of type and subtype.
pub mod cpu {
    /// `armv7`.
    pub const ARMV7: (u32, u32) = (12, 9);
    /// `armv7s`.
    pub const ARMV7S: (u32, u32) = (12, 11);
    /// `arm64`.
    pub const ARM64: (u32, u32) = (0x0100_000c, 0);
    /// `i386`.
    pub const I386: (u32, u32) = (7, 3);
    /// `x86_64`.
    pub const X86_64: (u32, u32) = (0x0100_0007, 3);
    /// `ppc`, which is big endian.
    pub const PPC: (u32, u32) = (18, 0);
}

/// Where the fields of a header stand that tests make lie.
pub mod field {
    /// `ncmds`.
    pub const NCMDS: usize = 16;
    /// `sizeofcmds`.
    pub const SIZEOFCMDS: usize = 20;
    /// `cmdsize`, from a command's start.
    pub const CMDSIZE: usize = 4;
}

/// A thin Mach-O file to be written.
#[derive(Clone, Debug)]
pub struct Mach {
    /// `cputype` and `cpusubtype`.
    pub cpu: (u32, u32),
    /// Addresses have 64 bits.
    pub is_64: bool,
    /// Most significant byte first.
    pub big_endian: bool,
    /// `filetype`.
    pub file_type: u32,
    /// `LC_UUID`.
    pub uuid: Option<[u8; 16]>,
    /// The command that states the platform.
    pub build: Option<Build>,
    /// The `cryptid` of a command that says all of `__TEXT` were encrypted.
    pub cryptid: Option<u32>,
    /// Segments before `__LINKEDIT`: their names, and the sections in them.
    pub segments: Vec<(&'static str, Vec<Section>)>,
    /// Further commands: `cmd`, and what follows `cmdsize`.
    pub commands: Vec<(u32, Vec<u8>)>,
    /// The signature.
    pub signature: Option<Signature>,
}

/// A command that states the platform.
#[derive(Clone, Copy, Debug)]
pub enum Build {
    /// `LC_BUILD_VERSION`: platform, lowest version, SDK.
    Version(u32, u32, u32),
    /// One of `LC_VERSION_MIN_…`: `cmd`, lowest version, SDK.
    Min(u32, u32, u32),
}

/// A section: its name, flags and bytes.
#[derive(Clone, Debug)]
pub struct Section {
    /// `sectname`.
    pub name: &'static str,
    /// `flags`.
    pub flags: u32,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// A file, and where things stand in it.
#[derive(Clone, Debug)]
pub struct Layout {
    /// The file.
    pub bytes: Vec<u8>,
    /// Each load command: `cmd`, and where it stands.
    pub commands: Vec<(u32, Range<usize>)>,
    /// Where the signature stands; empty without one.
    pub signature: Range<usize>,
}

/// `LC_CODE_SIGNATURE`.
const CODE_SIGNATURE: u32 = 0x1d;

impl Mach {
    /// An executable for iOS 12, with a section of code and one of strings.
    #[must_use]
    pub fn arm64() -> Self {
        let code = Section { name: "__text", flags: 0x8000_0400, bytes: vec![0xd5; 5000] };
        let strings = Section { name: "__cstring", flags: 2, bytes: b"one\0two\0".to_vec() };
        Self {
            cpu: cpu::ARM64,
            is_64: true,
            big_endian: false,
            file_type: 2,
            uuid: Some(*b"beian-test-uuid!"),
            build: Some(Build::Version(2, 0x000c_0000, 0x000c_0100)),
            cryptid: Some(0),
            segments: vec![("__TEXT", vec![code, strings])],
            commands: Vec::new(),
            signature: None,
        }
    }

    /// The same for another processor. The width is as the processor has it, and so is the order.
    #[must_use]
    pub fn of(cpu: (u32, u32)) -> Self {
        Self { cpu, is_64: cpu.0 & 0x0100_0000 != 0, big_endian: cpu.0 & 0xff == 18, ..Self::arm64() }
    }

    /// The file.
    #[must_use]
    pub fn build(&self) -> Vec<u8> {
        self.layout().bytes
    }

    /// The file, signed by what makes a CMS message of its code directories, in their order, in `space` bytes or fewer.
    ///
    /// # Panics
    ///
    /// If there is no signature.
    #[must_use]
    pub fn signed_by(&self, space: usize, sign: impl FnOnce(&[Vec<u8>]) -> Vec<u8>) -> Layout {
        let mut mach = self.clone();
        mach.signature.as_mut().expect("a signature").cms_space = space;
        let unsigned = mach.layout();
        let signature = mach.signature.as_mut().expect("a signature");
        let directories = signature.directories(&unsigned.bytes[..unsigned.signature.start]);
        signature.cms = Some(sign(&directories));
        mach.layout()
    }

    /// The file, and where things stand in it.
    ///
    /// # Panics
    ///
    /// Where the file would be larger than 4 GiB.
    #[must_use]
    pub fn layout(&self) -> Layout {
        let header = if self.is_64 { 32 } else { 28 };
        // The sizes of commands do not depend on what they state, so those of a first draft say where everything stands.
        let draft = self.load_commands(&Places::default());
        let start = (header + draft.iter().map(Vec::len).sum::<usize>()).next_multiple_of(16);
        let mut at = start;
        let mut sections = Vec::new();
        for section in self.segments.iter().flat_map(|(_, sections)| sections) {
            sections.push(at);
            at = (at + section.bytes.len()).next_multiple_of(16);
        }
        let size = self.signature.as_ref().map_or(0, |signature| signature.space(at));
        let places = Places { start, sections, end: at, signature: size };
        let commands = self.load_commands(&places);
        let mut bytes = self.header(&commands);
        let mut found = Vec::new();
        for command in commands {
            let start = bytes.len();
            bytes.extend(&command);
            found.push((self.read32(&command), start..bytes.len()));
        }
        let all = self.segments.iter().flat_map(|(_, sections)| sections);
        for (section, at) in all.zip(&places.sections) {
            bytes.resize(*at, 0);
            bytes.extend(&section.bytes);
        }
        bytes.resize(places.end, 0);
        if let Some(signature) = &self.signature {
            let blob = signature.build(&bytes);
            bytes.extend(blob);
            bytes.resize(places.end + size, 0);
        }
        Layout { signature: places.end..bytes.len(), bytes, commands: found }
    }

    fn header(&self, commands: &[Vec<u8>]) -> Vec<u8> {
        let mut bytes = Vec::new();
        let size = commands.iter().map(Vec::len).sum::<usize>();
        let magic = if self.is_64 { 0xfeed_facf } else { 0xfeed_face };
        for number in
            [magic, self.cpu.0, self.cpu.1, self.file_type, small(commands.len()), small(size), 0x85]
        {
            bytes.extend(self.u32(number));
        }
        bytes.resize(if self.is_64 { 32 } else { 28 }, 0);
        bytes
    }

    fn load_commands(&self, places: &Places) -> Vec<Vec<u8>> {
        let mut commands = Vec::new();
        let mut index = 0;
        for (number, (name, sections)) in self.segments.iter().enumerate() {
            let ats: Vec<usize> =
                (index..index + sections.len()).map(|index| places.section(index)).collect();
            index += sections.len();
            // The first segment maps the header too, as a linker's does.
            let start = if number == 0 { 0 } else { ats.first().copied().unwrap_or(places.start) };
            let last = sections.last().map_or(0, |section| section.bytes.len());
            let end = ats.last().map_or(start, |at| at + last);
            commands.push(self.segment(name, start..end.max(start), sections, &ats));
        }
        if self.signature.is_some() {
            commands.push(self.segment("__LINKEDIT", places.end..places.end + places.signature, &[], &[]));
        }
        if let Some(uuid) = self.uuid {
            commands.push(self.command(0x1b, &uuid));
        }
        match self.build {
            Some(Build::Version(platform, minimum, sdk)) => {
                commands.push(self.command(0x32, &self.numbers(&[platform, minimum, sdk, 0])));
            }
            Some(Build::Min(command, minimum, sdk)) => {
                commands.push(self.command(command, &self.numbers(&[minimum, sdk])));
            }
            None => {}
        }
        if let Some(id) = self.cryptid {
            let (start, size) = (small(places.start), small(places.end.saturating_sub(places.start)));
            let numbers = [start, size, id, 0];
            let (command, count) = if self.is_64 { (0x2c, 4) } else { (0x21, 3) };
            commands.push(self.command(command, &self.numbers(&numbers[..count])));
        }
        for (command, rest) in &self.commands {
            commands.push(self.command(*command, rest));
        }
        if self.signature.is_some() {
            let numbers = [small(places.end), small(places.signature)];
            commands.push(self.command(CODE_SIGNATURE, &self.numbers(&numbers)));
        }
        commands
    }

    fn segment(&self, name: &str, range: Range<usize>, sections: &[Section], ats: &[usize]) -> Vec<u8> {
        let base = 0x1000 * u64::from(self.is_64) + 0x4000;
        let mut rest = fixed(name).to_vec();
        let (start, size) = (range.start as u64, range.len() as u64);
        for number in [base + start, size.next_multiple_of(0x1000), start, size] {
            rest.extend(self.address(number));
        }
        rest.extend(self.numbers(&[5, 5, small(sections.len()), 0]));
        for (section, at) in sections.iter().zip(ats) {
            rest.extend(fixed(section.name));
            rest.extend(fixed(name));
            rest.extend(self.address(base + *at as u64));
            rest.extend(self.address(section.bytes.len() as u64));
            rest.extend(self.numbers(&[small(*at), 4, 0, 0, section.flags, 0, 0]));
            rest.extend(self.numbers(if self.is_64 { &[0] } else { &[] }));
        }
        self.command(if self.is_64 { 0x19 } else { 0x01 }, &rest)
    }

    fn command(&self, command: u32, rest: &[u8]) -> Vec<u8> {
        [&self.numbers(&[command, small(rest.len() + 8)]), rest].concat()
    }

    fn address(&self, number: u64) -> Vec<u8> {
        if !self.is_64 {
            return self.u32(small(usize::try_from(number).expect("an address"))).to_vec();
        }
        if self.big_endian { number.to_be_bytes().to_vec() } else { number.to_le_bytes().to_vec() }
    }

    fn numbers(&self, numbers: &[u32]) -> Vec<u8> {
        numbers.iter().flat_map(|number| self.u32(*number)).collect()
    }

    fn u32(&self, number: u32) -> [u8; 4] {
        if self.big_endian { number.to_be_bytes() } else { number.to_le_bytes() }
    }

    fn read32(&self, bytes: &[u8]) -> u32 {
        let bytes = *bytes.first_chunk().expect("four bytes");
        if self.big_endian { u32::from_be_bytes(bytes) } else { u32::from_le_bytes(bytes) }
    }
}

/// Where the parts of a file stand.
#[derive(Default)]
struct Places {
    start: usize,
    sections: Vec<usize>,
    end: usize,
    signature: usize,
}

impl Places {
    fn section(&self, index: usize) -> usize {
        self.sections.get(index).copied().unwrap_or_default()
    }
}

fn fixed(name: &str) -> [u8; 16] {
    let mut bytes = [0; 16];
    bytes[..name.len()].copy_from_slice(name.as_bytes());
    bytes
}

fn small(number: usize) -> u32 {
    u32::try_from(number).expect("a small file")
}
