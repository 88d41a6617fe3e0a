//! The parts of a signing block.

use super::Map;
use crate::apk_signing::PADDING;
use crate::apk_signing::zip::number;
use crate::signing::{STAMP_V1, STAMP_V2, V2, V3, V31, V32};

impl Map<'_> {
    /// The block that ends where the directory starts; nothing where the walk has got there already.
    pub(super) fn signing_block(&mut self, directory: usize) {
        if self.at == directory {
            return;
        }
        self.fields(&[("block size", 8)], "");
        while self.at < directory - 24 {
            let end = self.at + 8 + number(self.bytes, self.at, 8);
            let id = u32::try_from(number(self.bytes, self.at + 8, 4)).expect("four bytes");
            let of = format!("{id:#010x}");
            self.fields(&[("pair size", 8), ("pair id", 4)], &of);
            self.value(id, &of, end);
        }
        self.fields(&[("block footer size", 8), ("block magic", 16)], "");
    }

    fn value(&mut self, id: u32, of: &str, end: usize) {
        let (start, count) = (self.at, self.regions.len());
        let outer = std::mem::replace(&mut self.limit, end);
        let walked = match id {
            V2 => self.scheme("v2", false),
            V3 => self.scheme("v3", true),
            V31 => self.scheme("v3.1", true),
            V32 => self.scheme("v3.2", true),
            STAMP_V1 => self.stamp_v1(),
            STAMP_V2 => self.stamp_v2(),
            PADDING => self.take("padding", "", end - start),
            _ => self.take("other pair", of, end - start),
        };
        self.limit = outer;
        if walked.is_none() || self.at != end {
            self.regions.truncate(count);
            self.at = start;
            self.take_until("broken pair", of, end);
        }
    }

    fn scheme(&mut self, name: &str, has_sdk: bool) -> Option<()> {
        let end = self.length(&format!("{name} lengths"), "")?;
        let mut index = 0;
        while self.at < end {
            self.signer(name, &index.to_string(), has_sdk)?;
            index += 1;
        }
        Some(())
    }

    fn signer(&mut self, name: &str, of: &str, has_sdk: bool) -> Option<()> {
        let part = |what: &str| format!("{name} {what}");
        let lengths = part("lengths");
        self.length(&lengths, of)?;
        self.length(&lengths, of)?;
        self.prefixed(&lengths, &part("digests"), of)?;
        self.prefixed(&lengths, &part("certificates"), of)?;
        if has_sdk {
            self.take(&part("signed sdk"), of, 8)?;
        }
        self.prefixed(&lengths, &part("attributes"), of)?;
        if has_sdk {
            self.take(&part("sdk"), of, 8)?;
        }
        let signatures = self.length(&lengths, of)?;
        while self.at < signatures {
            let end = self.length(&lengths, of)?;
            let at = self.at;
            let algorithm = (at + 4 <= end).then(|| number(self.bytes, at, 4))?;
            let by = format!("{of} {algorithm:#06x}");
            self.take(&part("algorithm"), &by, 4)?;
            self.prefixed(&lengths, &part("signature"), &by)?;
        }
        self.prefixed(&lengths, &part("public key"), of)
    }

    fn stamp_v1(&mut self) -> Option<()> {
        self.length("stamp v1 lengths", "")?;
        self.prefixed("stamp v1 lengths", "stamp v1 certificate", "")?;
        self.prefixed("stamp v1 lengths", "stamp v1 signatures", "")
    }

    fn stamp_v2(&mut self) -> Option<()> {
        const LENGTHS: &str = "stamp v2 lengths";
        let end = self.length(LENGTHS, "")?;
        self.prefixed(LENGTHS, "stamp v2 certificate", "")?;
        let schemes = self.length(LENGTHS, "")?;
        while self.at < schemes {
            self.length(LENGTHS, "")?;
            let at = self.at;
            let number = (at + 4 <= schemes).then(|| number(self.bytes, at, 4))?.to_string();
            self.take("stamp v2 scheme", &number, 4)?;
            self.prefixed(LENGTHS, "stamp v2 signatures", &number)?;
        }
        if self.at < end {
            self.prefixed(LENGTHS, "stamp v2 attributes", "")?;
            self.prefixed(LENGTHS, "stamp v2 attribute signatures", "")?;
        }
        Some(())
    }
}
