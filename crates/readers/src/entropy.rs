//! What cannot be read since it is encrypted or packed: bytes that look like random ones, in a format that nobody knows.
//!
//! Compressed and encrypted bytes look alike. So this is asked only of entries that no reader knew, and formats that are
//! known to be compressed are told by their first bytes and left out: their strings are no secret, they have none.

/// Bytes that look like random ones.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Opaque {
    /// The entropy of the sample that has the least, in bits a byte: 8 is that of random bytes.
    pub bits: f64,
}

/// An entry with fewer bytes tells nothing.
pub const LEAST: usize = 4096;

/// Bytes of one sample, and how many there are at most.
const SAMPLE: usize = LEAST;
const SAMPLE_LEN: u64 = 4096;
const SAMPLES: u64 = 8;

/// The entropy from which on bytes are opaque, in bits a byte. Samples of 4 KiB of random bytes measure 8 with a standard
/// deviation of 0.004, so that no random sample is missed; text, code and tables stay below 7.
const THRESHOLD: f64 = 7.97;

/// The values that the first [`FEW`] bytes of a sample have at least, if it is random: of 256 random bytes they are 162 with a
/// standard deviation of 5. Text has a hundred at most, so that it costs no more than a look at those.
const FEWEST: u32 = 120;
const FEW: usize = 256;

/// Whether these bytes, the whole of an entry that no reader knows, are encrypted or packed by all that can be seen: of at
/// least [`LEAST`] bytes, of no known compressed format, and random in every sample. At most 32 KiB are looked at.
pub fn opaque(bytes: &[u8]) -> Option<Opaque> {
    let mut read = |at: u64, sample: &mut [u8]| {
        let at = usize::try_from(at).ok();
        let found = at.and_then(|at| bytes.get(at..)?.get(..sample.len()));
        found.map(|found| sample.copy_from_slice(found)).is_some()
    };
    opaque_in(u64::try_from(bytes.len()).unwrap_or(u64::MAX), &mut read)
}

/// As [`opaque`], of an entry of `len` bytes of which `read` fills a buffer from a place on, or says that it cannot.
pub fn opaque_in(len: u64, read: &mut dyn FnMut(u64, &mut [u8]) -> bool) -> Option<Opaque> {
    let mut sample = [0; SAMPLE];
    let mut least = f64::INFINITY;
    for (number, at) in samples(len)?.enumerate() {
        if !read(at, &mut sample) || number == 0 && is_known(&sample) {
            return None;
        }
        if distinct(&sample) < FEWEST {
            return None;
        }
        least = least.min(entropy(&sample));
        if least < THRESHOLD {
            return None;
        }
    }
    Some(Opaque { bits: least })
}

/// Where samples begin of so many bytes, from the first to the last, evenly spread; none of fewer than one.
fn samples(len: u64) -> Option<impl Iterator<Item = u64>> {
    let room = len.checked_sub(SAMPLE_LEN)?;
    let count = (len / SAMPLE_LEN).clamp(1, SAMPLES);
    let step = room.checked_div(count.saturating_sub(1)).unwrap_or(0);
    Some((0..count).map(move |index| step.saturating_mul(index)))
}

/// How many values the first bytes of a sample have.
fn distinct(sample: &[u8]) -> u32 {
    let mut seen = [0_u64; 4];
    for &byte in sample.iter().take(FEW) {
        if let Some(word) = seen.get_mut(usize::from(byte >> 6)) {
            *word |= 1 << (byte & 63);
        }
    }
    seen.iter().map(|word| word.count_ones()).sum()
}

/// The entropy of what these bytes are a sample of, in bits a byte: that of their frequencies (Shannon), which falls short
/// of it by (values − 1) / (2 × bytes × ln 2) (Miller, "Note on the bias of information estimates", 1955).
fn entropy(bytes: &[u8]) -> f64 {
    let mut counts = [0_u32; 256];
    for &byte in bytes {
        if let Some(count) = counts.get_mut(usize::from(byte)) {
            *count = count.saturating_add(1);
        }
    }
    let seen = || counts.iter().copied().filter(|&count| count > 0).map(f64::from);
    let (total, values) = (seen().sum::<f64>(), seen().map(|_| 1.0).sum::<f64>());
    let shares = seen().map(|count| count / total);
    let plain: f64 = shares.map(|share| -share * share.log2()).sum();
    (plain + (values - 1.0) / (2.0 * total * std::f64::consts::LN_2)).min(8.0)
}

/// First bytes of formats that are compressed, or have compressed parts, with the place where they stand.
const KNOWN: &[(usize, &[u8])] = &[
    // Images: PNG (specification, section 5.2), JPEG (T.81, section B.1), GIF, WebP (RIFF), and what stands in a box `ftyp`
    // (AVIF, HEIF, MP4, M4A; ISO/IEC 14496-12, section 4.3).
    (0, b"\x89PNG\r\n\x1a\n"),
    (0, b"\xff\xd8\xff"),
    (0, b"GIF8"),
    (0, b"RIFF"),
    (4, b"ftyp"),
    // Sound and film: Ogg, MP3 with a tag, FLAC, Matroska, Flash Video, ASF, ADTS.
    (0, b"OggS"),
    (0, b"ID3"),
    (0, b"fLaC"),
    (0, b"\x1a\x45\xdf\xa3"),
    (0, b"FLV\x01"),
    (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11"),
    (0, b"#!AMR"),
    // Archives and streams: zip, gzip, xz, zstd, 7z, bzip2, LZ4's frame, RAR, LZ-compressed Flash.
    (0, b"PK\x03\x04"),
    (0, b"\x1f\x8b\x08"),
    (0, b"\xfd7zXZ\0"),
    (0, b"\x28\xb5\x2f\xfd"),
    (0, b"7z\xbc\xaf\x27\x1c"),
    (0, b"BZh"),
    (0, b"\x04\x22\x4d\x18"),
    (0, b"Rar!\x1a\x07"),
    (0, b"CWS"),
    (0, b"ZWS"),
    // Fonts: WOFF and WOFF2 (W3C).
    (0, b"wOFF"),
    (0, b"wOF2"),
    // Textures: KTX, KTX 2 (Khronos), PVR, ASTC.
    (0, b"\xabKTX "),
    (0, b"PVR\x03"),
    (0, b"\x13\xab\xa1\x5c"),
    // Game engines' bundles, which say so: Unity.
    (0, b"UnityFS\0"),
    // Programs: what of them is packed is a matter of its own.
    (0, b"\x7fELF"),
    (0, b"dex\n"),
    (0, b"cdex"),
    (0, b"%PDF"),
];

/// Whether the first bytes are those of a format that is compressed or is no data file.
fn is_known(bytes: &[u8]) -> bool {
    let has = |(at, magic): &(usize, &[u8])| bytes.get(*at..).is_some_and(|bytes| bytes.starts_with(magic));
    KNOWN.iter().any(has) || is_mpeg_audio(bytes) || is_zlib(bytes)
}

/// Whether a frame of MPEG audio or ADTS begins here: eleven bits of synchronisation, then a layer, a bit rate and a sampling
/// rate that exist (ISO/IEC 11172-3, section 2.4.1.3).
fn is_mpeg_audio(bytes: &[u8]) -> bool {
    let [0xff, second, third, ..] = *bytes else { return false };
    let (version, layer) = (second >> 3 & 3, second >> 1 & 3);
    let adts = second & 0xf6 == 0xf0;
    adts || (second >= 0xe0 && version != 1 && layer != 0 && third >> 4 != 0xf && third >> 2 & 3 != 3)
}

/// Whether the two bytes of a zlib stream stand here: deflate, a window of 32 KiB, and a sum that 31 divides (RFC 1950,
/// section 2.2).
fn is_zlib(bytes: &[u8]) -> bool {
    matches!(bytes, [0x78, 0x01 | 0x5e | 0x9c | 0xda, ..])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bytes of a generator (Numerical Recipes' 64-bit LCG, upper byte).
    fn random(len: usize, mut state: u64) -> Vec<u8> {
        let next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            state.to_be_bytes()[0]
        };
        std::iter::repeat_with(next).take(len).collect()
    }

    #[test]
    fn random_bytes_are_opaque_and_measured() {
        for seed in 0..500 {
            let found = opaque(&random(200_000, seed)).unwrap();
            assert!((7.975..=8.0).contains(&found.bits), "{seed}: {}", found.bits);
        }
        assert!(opaque(&random(LEAST, 7)).is_some());
    }

    #[test]
    fn few_bytes_tell_nothing() {
        assert_eq!(opaque(&random(LEAST - 1, 1)), None);
        assert_eq!(opaque(&[]), None);
    }

    #[test]
    fn text_code_and_tables_are_not() {
        let counted: Vec<u8> = (0..20_000_u32).flat_map(u32::to_le_bytes).collect();
        assert_eq!(opaque(&counted), None);
        assert_eq!(opaque(&b"Some words of a language. ".repeat(1000)), None);
        assert_eq!(opaque(&[0; 9000]), None);
    }

    #[test]
    fn one_sample_that_can_be_read_is_enough() {
        // The first sample, the last one, and one between.
        for at in [0, 195_904, 3 * 195_904 / 7] {
            let mut bytes = random(200_000, 3);
            bytes[at..at + 1000].fill(b'x');
            assert_eq!(opaque(&bytes), None, "{at}");
        }
    }

    #[test]
    fn what_is_known_to_be_compressed_is_no_secret() {
        for (at, magic) in KNOWN {
            let mut bytes = random(20_000, 5);
            assert!(opaque(&bytes).is_some());
            bytes[*at..at + magic.len()].copy_from_slice(magic);
            assert_eq!(opaque(&bytes), None, "{magic:x?}");
        }
        for magic in [&[0xff, 0xfb, 0x90][..], &[0xff, 0xf1, 0x50], &[0x78, 0x9c]] {
            let mut bytes = random(20_000, 5);
            bytes[..magic.len()].copy_from_slice(magic);
            assert_eq!(opaque(&bytes), None, "{magic:x?}");
        }
    }

    #[test]
    fn samples_lie_within_and_reach_the_ends() {
        for len in [4096, 4097, 8191, 8192, 32_768, 1_000_003] {
            let places: Vec<_> = samples(len).unwrap().collect();
            assert_eq!(places[0], 0);
            let end = places.last().unwrap() + SAMPLE_LEN;
            assert!(places.len() <= 8 && end <= len, "{len}");
            assert!(len < 2 * SAMPLE_LEN || len - end < SAMPLES, "{len}");
        }
        assert!(samples(4095).is_none());
    }
}
