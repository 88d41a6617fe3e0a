//! CRC-32, as gzip and zip have it (RFC 1952, section 8).

/// The CRC-32 of `bytes`.
#[cfg(feature = "libdeflate")]
pub fn crc32(bytes: &[u8]) -> u32 {
    libdeflater::crc32(bytes)
}

/// The CRC-32 of `bytes`.
#[cfg(not(feature = "libdeflate"))]
pub fn crc32(bytes: &[u8]) -> u32 {
    crc32fast::hash(bytes)
}

/// The CRC-32 of bytes that were read in parts: the CRC-32 of each part, in their order, and how many bytes it has.
pub fn crc32_of_parts(parts: impl IntoIterator<Item = (u32, u64)>) -> u32 {
    let mut all = crc32fast::Hasher::new();
    for (crc, len) in parts {
        all.combine(&crc32fast::Hasher::new_with_initial_len(crc, len));
    }
    all.finalize()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_put_together() {
        // The check value of CRC-32/ISO-HDLC.
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        for parts in [&["123456789"][..], &["1234", "", "56789"], &["1", "2345678", "9"]] {
            let parts = parts.iter().map(|part| (crc32(part.as_bytes()), part.len().try_into().unwrap()));
            assert_eq!(crc32_of_parts(parts), 0xcbf4_3926);
        }
        assert_eq!(crc32_of_parts([]), crc32(b""));
    }
}
