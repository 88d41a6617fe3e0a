//! Numbers with dots between them: addresses, versions, object identifiers.

use std::net::Ipv4Addr;

use super::Doubt;

/// What a run of numbers with dots between them can be, by its numbers alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DottedNumbers {
    /// An IPv4 address, with how much speaks against it and why.
    Quad {
        /// The address.
        address: Ipv4Addr,
        /// How much speaks for a version or an object identifier instead.
        doubt: Doubt,
        /// What speaks for them.
        sign: Option<NumberSign>,
    },
    /// No address.
    Other(NumberSign),
}

/// What tells that dotted numbers are no address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NumberSign {
    /// Not four parts: a version, an object identifier, a fraction.
    PartCount,
    /// A part above 255.
    PartRange,
    /// A leading zero: dates, versions; readers disagree on whether it is octal (RFC 6943, section 3.1.1).
    LeadingZero,
    /// The first arcs of object identifiers in wide use.
    ObjectIdentifier,
    /// Two zero parts: versions end so, public servers hardly ever.
    VersionZeros,
    /// Every part has one digit.
    SingleDigits,
    /// Every part is small, or the last is that of a network or a broadcast address.
    SmallNumbers,
}

/// First arcs of object identifiers that stand in code in dotted form, with who assigned them.
const ARCS: &[(&[u8], &str)] = &[
    (&[1, 3, 6, 1], "internet (RFC 1155)"),
    (&[1, 3, 14, 3], "OIW security (NIST SP 500-162)"),
    (&[1, 3, 36], "TeleTrusT (RFC 5639)"),
    (&[1, 3, 101, 110], "X25519 (RFC 8410)"),
    (&[1, 3, 101, 111], "X448 (RFC 8410)"),
    (&[1, 3, 101, 112], "Ed25519 (RFC 8410)"),
    (&[1, 3, 101, 113], "Ed448 (RFC 8410)"),
    (&[1, 3, 132, 0], "SEC 2 curves (RFC 5480)"),
    (&[1, 3, 132, 1], "SEC 1 schemes (RFC 5753)"),
    (&[1, 3, 133, 16], "X9.63 (RFC 5753)"),
    (&[2, 5, 4], "X.520 attributes"),
    (&[2, 5, 6], "X.521 object classes"),
    (&[2, 5, 8], "X.509 algorithms"),
    (&[2, 5, 29], "X.509 extensions"),
    (&[2, 23, 42], "SET"),
    (&[2, 23, 43], "WAP"),
    (&[2, 23, 133], "TCG"),
    (&[2, 23, 136], "ICAO"),
    (&[2, 23, 140], "CA/Browser Forum"),
    // The ends of 1.3.6.1.5.5.7.x (PKIX, RFC 7299), where a reader cut in the middle.
    (&[5, 5, 7], "PKIX, cut"),
    (&[6, 1, 5, 5], "PKIX, cut"),
];

/// What a run of digits and dots can be; none where `run` is anything else. `run` is the whole run: a quad inside a longer
/// one is no address.
///
/// The grades, for public addresses (others are not servers anyway, and are told by their block):
/// - *certain*: not four parts, a part above 255, a leading zero.
/// - *strong*: first arcs of object identifiers; two zero parts (`4.0.0.1`, `2.3.0.0`); one digit in every part
///   (`4.2.1.3`), unless they repeat as those of public resolvers do (`8.8.4.4`, `1.1.1.1`).
/// - *weak*: the first part below 32 and none of three digits (`2.1.37.34`), or the last part 0 or 255.
pub fn dotted_numbers(run: &str) -> Option<DottedNumbers> {
    if run.is_empty() || !run.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
        return None;
    }
    if run.split('.').any(str::is_empty) || !run.contains('.') {
        return None;
    }
    if run.split('.').count() != 4 {
        return Some(DottedNumbers::Other(NumberSign::PartCount));
    }
    if run.split('.').any(|part| part.len() > 1 && part.starts_with('0')) {
        return Some(DottedNumbers::Other(NumberSign::LeadingZero));
    }
    let Ok(address) = run.parse::<Ipv4Addr>() else {
        return Some(DottedNumbers::Other(NumberSign::PartRange));
    };
    let (doubt, sign) = graded(address);
    Some(DottedNumbers::Quad { address, doubt, sign })
}

fn graded(address: Ipv4Addr) -> (Doubt, Option<NumberSign>) {
    let parts = address.octets();
    let [a, b, c, d] = parts;
    if super::address_block(address.into()).is_some() {
        return (Doubt::None, None);
    }
    if ARCS.iter().any(|(arcs, _)| parts.starts_with(arcs)) {
        return (Doubt::Strong, Some(NumberSign::ObjectIdentifier));
    }
    if parts.iter().filter(|&&part| part == 0).nth(1).is_some() {
        return (Doubt::Strong, Some(NumberSign::VersionZeros));
    }
    let repeats = c == d && (b == a || b == c);
    if parts.iter().all(|&part| part < 10) && !repeats {
        return (Doubt::Strong, Some(NumberSign::SingleDigits));
    }
    // Versions count from small numbers; of addresses chosen at random not one in a hundred is so.
    let is_small = a < 32 && parts.iter().all(|&part| part < 100);
    if !repeats && (is_small || d == 0 || d == 255) {
        return (Doubt::Weak, Some(NumberSign::SmallNumbers));
    }
    (Doubt::None, None)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grade(run: &str) -> Option<(Doubt, Option<NumberSign>)> {
        match dotted_numbers(run)? {
            DottedNumbers::Quad { doubt, sign, .. } => Some((doubt, sign)),
            DottedNumbers::Other(sign) => Some((Doubt::Certain, Some(sign))),
        }
    }

    #[test]
    fn what_is_no_quad_is_no_address() {
        use NumberSign::{LeadingZero, PartCount, PartRange};
        let cases = [
            ("1.2.3", PartCount),
            ("1.3.6.1.5", PartCount),
            ("3.14", PartCount),
            ("1.2.840.113549", PartRange),
            ("53.0.2785.143", PartRange),
            ("1.2.3.256", PartRange),
            ("99999999999.1.1.1", PartRange),
            ("10.01.2.3", LeadingZero),
            ("2020.01.02.03", LeadingZero),
            ("127.0.0.01", LeadingZero),
        ];
        for (run, sign) in cases {
            assert_eq!(grade(run), Some((Doubt::Certain, Some(sign))), "{run}");
        }
    }

    #[test]
    fn what_is_no_run_of_numbers_is_nothing() {
        let others =
            ["", "1", "1234", ".1.2.3.4", "1.2.3.4.", "1..2.3", "1.2.3.x", "1.2.3.4-rc1", "１.2.3.4"];
        assert!(others.iter().all(|run| dotted_numbers(run).is_none()));
    }

    #[test]
    fn versions_and_object_identifiers_are_doubted() {
        use NumberSign::{ObjectIdentifier, SingleDigits, SmallNumbers, VersionZeros};
        let cases = [
            ("2.5.29.14", Doubt::Strong, ObjectIdentifier),
            ("2.5.4.3", Doubt::Strong, ObjectIdentifier),
            ("1.3.6.1", Doubt::Strong, ObjectIdentifier),
            ("1.3.101.112", Doubt::Strong, ObjectIdentifier),
            ("5.5.7.3", Doubt::Strong, ObjectIdentifier),
            ("1.0.0.0", Doubt::Strong, VersionZeros),
            ("4.0.0.1", Doubt::Strong, VersionZeros),
            ("7.40.0.0", Doubt::Strong, VersionZeros),
            ("4.2.1.3", Doubt::Strong, SingleDigits),
            ("7.11.3.20", Doubt::Weak, SmallNumbers),
            ("2.1.37.34", Doubt::Weak, SmallNumbers),
            ("31.98.97.99", Doubt::Weak, SmallNumbers),
            ("114.80.208.0", Doubt::Weak, SmallNumbers),
        ];
        for (run, doubt, sign) in cases {
            assert_eq!(grade(run), Some((doubt, Some(sign))), "{run}");
        }
    }

    #[test]
    fn addresses_are_not_doubted() {
        let addresses = [
            "32.98.97.99",
            "31.98.97.100",
            "114.80.208.77",
            "8.8.8.8",
            "8.8.4.4",
            "1.1.1.1",
            "114.114.114.114",
            "47.95.12.3",
        ];
        let private =
            ["127.0.0.1", "10.0.0.1", "10.0.2.2", "0.0.0.0", "255.255.255.255", "192.168.0.1", "224.0.0.1"];
        for run in addresses.iter().chain(&private) {
            assert_eq!(grade(run), Some((Doubt::None, None)), "{run}");
        }
    }
}
