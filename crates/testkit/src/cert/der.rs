//! Elements of DER, and of BER where a test wants what DER forbids.

/// An element of any tag with a definite length in as few octets as possible.
pub fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut encoded = vec![tag];
    let size = content.len().to_be_bytes();
    let first = size.iter().position(|octet| *octet != 0).unwrap_or(size.len() - 1);
    let octets = &size[first..];
    if content.len() > 0x7f {
        encoded.push(0x80 | u8::try_from(octets.len()).unwrap_or(0x7f));
    }
    encoded.extend_from_slice(octets);
    encoded.extend_from_slice(content);
    encoded
}

/// An element whose length takes this many octets, more than DER allows.
pub fn element_with_long_length(tag: u8, octets: usize, content: &[u8]) -> Vec<u8> {
    let mut encoded = vec![tag, 0x80 | u8::try_from(octets).unwrap_or(0x7f)];
    let size = content.len().to_be_bytes();
    encoded.extend(std::iter::repeat_n(0, octets.saturating_sub(size.len())));
    encoded.extend_from_slice(&size[size.len().saturating_sub(octets)..]);
    encoded.extend_from_slice(content);
    encoded
}

/// A constructed element of indefinite length.
pub fn indefinite(tag: u8, content: &[u8]) -> Vec<u8> {
    [&[tag | 0x20, 0x80], content, &[0, 0]].concat()
}

/// SEQUENCE.
pub fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    element(0x30, &parts.concat())
}

/// SET, in the order given.
pub fn set(parts: &[&[u8]]) -> Vec<u8> {
    element(0x31, &parts.concat())
}

/// `[number]` around elements.
pub fn context(number: u8, content: &[u8]) -> Vec<u8> {
    element(0xa0 | number, content)
}

/// INTEGER of a non-negative number's bytes, the most significant first.
pub fn integer(bytes: &[u8]) -> Vec<u8> {
    let first = bytes.iter().position(|octet| *octet != 0).unwrap_or(bytes.len());
    let magnitude = &bytes[first..];
    let needs_zero = magnitude.first().is_none_or(|octet| octet & 0x80 != 0);
    element(2, &[if needs_zero { &[0][..] } else { &[] }, magnitude].concat())
}

/// OBJECT IDENTIFIER of a dotted text.
///
/// # Panics
///
/// Where the text is none: a test's fault.
pub fn oid(dotted: &str) -> Vec<u8> {
    let arcs: Vec<u64> = dotted.split('.').map(|arc| arc.parse().expect("dotted numbers")).collect();
    let (first, rest) = arcs.split_at(2);
    let mut content = base128(first[0] * 40 + first[1]);
    for arc in rest {
        content.extend(base128(*arc));
    }
    element(6, &content)
}

fn base128(mut number: u64) -> Vec<u8> {
    let mut octets = vec![u8::try_from(number & 0x7f).unwrap_or(0)];
    while number > 0x7f {
        number >>= 7;
        octets.push(0x80 | u8::try_from(number & 0x7f).unwrap_or(0));
    }
    octets.reverse();
    octets
}

/// NULL.
pub fn null() -> Vec<u8> {
    element(5, &[])
}

/// BIT STRING of whole octets.
pub fn bit_string(octets: &[u8]) -> Vec<u8> {
    element(3, &[&[0], octets].concat())
}

/// OCTET STRING.
pub fn octet_string(octets: &[u8]) -> Vec<u8> {
    element(4, octets)
}

/// `UTF8String`.
pub fn utf8(text: &str) -> Vec<u8> {
    element(12, text.as_bytes())
}

/// `UTCTime`.
pub fn utc_time(text: &str) -> Vec<u8> {
    element(23, text.as_bytes())
}

/// `GeneralizedTime`.
pub fn generalized_time(text: &str) -> Vec<u8> {
    element(24, text.as_bytes())
}
