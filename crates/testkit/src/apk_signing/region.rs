//! Where the parts of a signed package and of a v4 signature are.

mod block;

use std::ops::Range;

use super::zip::{directory_and_end, entries, number};

/// The fields of a local header (APPNOTE, 4.3.7), and their sizes.
pub const LOCAL_FIELDS: &[(&str, usize)] = &[
    ("local signature", 4),
    ("local version", 2),
    ("local flags", 2),
    ("local method", 2),
    ("local time", 4),
    ("local crc", 4),
    ("local sizes", 8),
    ("local name length", 2),
    ("local extra length", 2),
];
/// The fields of a record of the directory (APPNOTE, 4.3.12), and their sizes.
pub const RECORD_FIELDS: &[(&str, usize)] = &[
    ("record signature", 4),
    ("record made by", 2),
    ("record version", 2),
    ("record flags", 2),
    ("record method", 2),
    ("record time", 4),
    ("record crc", 4),
    ("record sizes", 8),
    ("record name length", 2),
    ("record extra length", 2),
    ("record comment length", 2),
    ("record disk", 2),
    ("record attributes", 6),
    ("record offset", 4),
];
/// The fields of the end record (APPNOTE, 4.3.16), and their sizes.
pub const END_FIELDS: &[(&str, usize)] = &[
    ("end signature", 4),
    ("end disks", 4),
    ("end counts", 4),
    ("end size", 4),
    ("end offset", 4),
    ("end comment length", 2),
];

/// A part of a file.
///
/// What parts there are:
///
/// - `local …` and `entry data`: of an entry by its name, field by field ([`LOCAL_FIELDS`], then `local name` and `local extra`);
///   `data descriptor` where the entry has one.
/// - `between entries`: bytes of no entry, before the signing block.
/// - `block size` (in front), `block footer size`, `block magic`: the signing block's own fields.
/// - `pair size`, `pair id`, by the id in hexadecimal; `padding`; `other pair`: the value of one that is no scheme's; `broken pair`: of one
///   that is and has not its form.
/// - `v2 …`, `v3 …`, `v3.1 …`, `v3.2 …`: `lengths` (every length in front of something), and by the signer's number `digests`,
///   `certificates`, `signed sdk`, `attributes` (all four signed), `sdk`, `public key`; by the signer's number and the algorithm's,
///   `algorithm` and `signature`.
/// - `stamp v1 …`, `stamp v2 …`: `lengths`, `certificate`, `scheme` and `signatures` by the scheme's number, `attributes`,
///   `attribute signatures`.
/// - `record …`: of the directory by the entry's name, field by field ([`RECORD_FIELDS`], then `record name`, `record extra` and
///   `record comment`).
/// - `end …` ([`END_FIELDS`]) and `comment`.
/// - `idsig …`: `version`, `lengths`, `hash algorithm`, `block size`, `salt`, `root hash`, `tree length`, `tree`; by the number of the signer
///   (0, or the id of its block) `apk digest`, `certificate`, `additional data`, `public key`, `algorithm`, `signature`; `block id`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Region {
    /// Which part.
    pub part: String,
    /// Whose: an entry's name, a signer's or scheme's number, a pair's id. Empty where there is one only.
    pub of: String,
    /// Where it is.
    pub range: Range<usize>,
}

/// The regions of a signed package in their order, without those that are empty.
pub(super) fn of_apk(apk: &[u8]) -> Vec<Region> {
    let (directory, end) = directory_and_end(apk);
    let mut map = Map::of(apk);
    let block = block_start(apk, directory.start);
    let mut places = entries(apk);
    places.sort_by_key(|place| place.local_header.start);
    for place in &places {
        map.take_until("between entries", "", place.local_header.start);
        map.local_header(&place.name, place.local_header.end);
        map.take_until("entry data", &place.name, place.data.end);
        // Bit 3 of the flags: CRC and sizes stand behind the data, here always with a signature.
        if number(apk, place.local_header.start + 6, 2) & 8 != 0 {
            map.take_until("data descriptor", &place.name, place.data.end + 16);
        }
    }
    map.take_until("between entries", "", block);
    map.signing_block(directory.start);
    for place in entries(apk) {
        map.record(&place.name, place.record.end);
    }
    map.fields(END_FIELDS, "");
    map.take_until("comment", "", apk.len());
    assert_eq!(end + 22 + number(apk, end + 20, 2), apk.len(), "the comment ends the file");
    map.regions
}

/// The regions of a v4 signature.
pub(super) fn of_idsig(idsig: &[u8]) -> Vec<Region> {
    let mut map = Map::of(idsig);
    map.idsig().expect("what is built here has its form");
    map.regions
}

/// Where the signing block before the directory starts; at the directory where there is none.
fn block_start(apk: &[u8], directory: usize) -> usize {
    let has_block = directory >= 32 && apk[..directory].ends_with(b"APK Sig Block 42");
    if has_block { directory - number(apk, directory - 24, 8) - 8 } else { directory }
}

/// Walks through bytes and gives each a name.
struct Map<'a> {
    bytes: &'a [u8],
    at: usize,
    /// Where what is being walked through ends.
    limit: usize,
    regions: Vec<Region>,
}

impl<'a> Map<'a> {
    fn of(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0, limit: bytes.len(), regions: Vec::new() }
    }

    fn take_until(&mut self, part: &str, of: &str, end: usize) {
        if end > self.at {
            self.regions.push(Region { part: part.to_owned(), of: of.to_owned(), range: self.at..end });
            self.at = end;
        }
    }

    /// The next bytes; `None` where there are not so many.
    fn take(&mut self, part: &str, of: &str, size: usize) -> Option<()> {
        let end = self.at.checked_add(size).filter(|end| *end <= self.limit)?;
        self.take_until(part, of, end);
        Some(())
    }

    /// A length of four bytes; where what it is in front of ends.
    fn length(&mut self, part: &str, of: &str) -> Option<usize> {
        let at = self.at;
        self.take(part, of, 4)?;
        self.at.checked_add(number(self.bytes, at, 4)).filter(|end| *end <= self.limit)
    }

    fn prefixed(&mut self, lengths: &str, part: &str, of: &str) -> Option<()> {
        let end = self.length(lengths, of)?;
        self.take_until(part, of, end);
        Some(())
    }

    fn fields(&mut self, fields: &[(&str, usize)], of: &str) {
        for (part, size) in fields {
            self.take_until(part, of, self.at + size);
        }
    }

    fn local_header(&mut self, of: &str, end: usize) {
        let name = number(self.bytes, self.at + 26, 2);
        self.fields(LOCAL_FIELDS, of);
        self.fields(&[("local name", name)], of);
        self.take_until("local extra", of, end);
    }

    fn record(&mut self, of: &str, end: usize) {
        let [name, extra] = [28, 30].map(|field| number(self.bytes, self.at + field, 2));
        self.fields(RECORD_FIELDS, of);
        self.fields(&[("record name", name), ("record extra", extra)], of);
        self.take_until("record comment", of, end);
    }

    fn idsig(&mut self) -> Option<()> {
        self.take("idsig version", "", 4)?;
        self.take("idsig lengths", "", 4)?;
        self.take("idsig hash algorithm", "", 4)?;
        self.take("idsig block size", "", 1)?;
        self.prefixed("idsig lengths", "idsig salt", "")?;
        self.prefixed("idsig lengths", "idsig root hash", "")?;
        let infos = self.length("idsig lengths", "")?;
        self.signing_info("0")?;
        while self.at < infos {
            let id = format!("{:#010x}", number(self.bytes, self.at, 4));
            self.take("idsig block id", &id, 4)?;
            self.length("idsig lengths", &id)?;
            self.signing_info(&id)?;
        }
        if self.at < self.limit {
            self.prefixed("idsig tree length", "idsig tree", "")?;
        }
        Some(())
    }

    fn signing_info(&mut self, of: &str) -> Option<()> {
        for part in ["idsig apk digest", "idsig certificate", "idsig additional data", "idsig public key"] {
            self.prefixed("idsig lengths", part, of)?;
        }
        self.take("idsig algorithm", of, 4)?;
        self.prefixed("idsig lengths", "idsig signature", of)
    }
}

#[cfg(test)]
mod tests {
    use crate::apk_signing::{ApkSigner, IdsigBuilder, Region, Signed, StampBuilder};
    use crate::cert::{CertificateBuilder, TestKey};
    use crate::signing::{NO_MAX, SignerBuilder, V31, algorithm};
    use crate::zip::{Descriptor, Entry, ZipBuilder};

    fn signed() -> Signed {
        let shop = CertificateBuilder::new("Shop");
        let stamp = StampBuilder::v2(&shop).attribute(0xe43c_5946, &7_u64.to_le_bytes());
        let late = Entry::deflated("b", b"BBBB").descriptor(Descriptor { signature: true, crc_error: 0 });
        let zip = ZipBuilder::new().stored("a", b"A").entry(late).entry(stamp.entry()).comment(b"comment");
        let rsa = CertificateBuilder::new("Rsa").key(TestKey::Rsa2048);
        ApkSigner::new(&zip.build())
            .v2(&SignerBuilder::v2(&shop)
                .algorithms(&[algorithm::ECDSA_SHA512, algorithm::VERITY_ECDSA_SHA256]))
            .v2(&SignerBuilder::v2(&rsa)
                .algorithms(&[algorithm::RSA_PSS_SHA256, algorithm::RSA_PKCS1_SHA512]))
            .v3(&SignerBuilder::v3(&shop, 28, NO_MAX).attribute(0x559f_8b02, &[33, 0, 0, 0]))
            .v31(&SignerBuilder::v3(&rsa, 33, NO_MAX))
            .stamp(&StampBuilder::v1(&shop))
            .stamp(&stamp)
            .pair(0x7177_7777, b"channel")
            .padded()
            .v4(&IdsigBuilder::new(&shop).salt(b"salt").further(V31, &rsa))
            .sign()
    }

    fn check_partition(bytes: &[u8], regions: &[Region]) {
        let mut at = 0;
        for region in regions {
            assert_eq!(region.range.start, at, "{region:?}");
            assert!(region.range.end > at, "{region:?}");
            at = region.range.end;
        }
        assert_eq!(at, bytes.len());
    }

    #[test]
    fn every_byte_is_in_exactly_one_region() {
        let signed = signed();
        check_partition(&signed.apk, &signed.regions);
        check_partition(signed.idsig.as_ref().unwrap(), &signed.idsig_regions);
        let parts: std::collections::BTreeSet<&str> =
            signed.regions.iter().map(|region| region.part.as_str()).collect();
        for part in ["entry data", "data descriptor", "v2 digests", "v3.1 public key", "padding", "comment"] {
            assert!(parts.contains(part), "{part}");
        }
    }

    #[test]
    fn a_value_that_has_not_its_form_is_a_region_too() {
        let broken = SignerBuilder::v2(&CertificateBuilder::new("Shop")).signatures(&[vec![1]]);
        let signed = ApkSigner::new(&ZipBuilder::new().stored("a", b"A").build()).v2(&broken).sign();
        check_partition(&signed.apk, &signed.regions);
        assert!(signed.regions.iter().any(|region| region.part == "broken pair"));
    }

    #[test]
    fn the_block_is_a_multiple_of_a_page_and_stands_at_one() {
        let signed = signed();
        let start = signed.regions.iter().find(|region| region.part == "block size").unwrap().range.start;
        let end = signed.regions.iter().find(|region| region.part == "block magic").unwrap().range.end;
        assert_eq!((start % 4096, (end - start) % 4096), (0, 0));
    }

    #[test]
    fn the_same_package_is_signed_the_same_way_each_time() {
        assert_eq!(signed(), signed());
    }
}
