//! Addresses: which of them anybody can reach.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Who can reach an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AddressScope {
    /// Anybody.
    Public,
    /// Nobody, or only one's own machine or network.
    Private,
}

/// A block of special-purpose addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AddressBlock {
    /// As the registry calls it.
    pub name: &'static str,
    /// Who reserved it.
    pub source: &'static str,
    network: IpAddr,
    prefix: u32,
}

/// Who can reach an address.
pub fn scope(address: IpAddr) -> AddressScope {
    match address_block(address) {
        Some(_) => AddressScope::Private,
        None => AddressScope::Public,
    }
}

/// The block of special-purpose addresses that an address stands in, if it stands in one from which nothing is reached.
///
/// An IPv6 address that carries an IPv4 one (mapped, NAT64, 6to4) is judged by that.
pub fn address_block(address: IpAddr) -> Option<&'static AddressBlock> {
    let address = carried(address);
    BLOCKS.iter().find(|block| block.holds(address))
}

impl AddressBlock {
    const fn v4(a: u8, b: u8, c: u8, d: u8, prefix: u32, name: &'static str, source: &'static str) -> Self {
        Self { name, source, network: IpAddr::V4(Ipv4Addr::new(a, b, c, d)), prefix }
    }

    const fn v6(network: Ipv6Addr, prefix: u32, name: &'static str, source: &'static str) -> Self {
        Self { name, source, network: IpAddr::V6(network), prefix }
    }

    fn holds(&self, address: IpAddr) -> bool {
        match (self.network, address) {
            (IpAddr::V4(network), IpAddr::V4(address)) => {
                let host_bits = 32_u32.saturating_sub(self.prefix);
                (network.to_bits() ^ address.to_bits()).checked_shr(host_bits).unwrap_or(0) == 0
            }
            (IpAddr::V6(network), IpAddr::V6(address)) => {
                let host_bits = 128_u32.saturating_sub(self.prefix);
                (network.to_bits() ^ address.to_bits()).checked_shr(host_bits).unwrap_or(0) == 0
            }
            _ => false,
        }
    }
}

/// The IPv4 address that an IPv6 address carries: mapped (RFC 4291, 2.5.5.2), NAT64 (RFC 6052, 2.1), 6to4 (RFC 3056, 2).
fn carried(address: IpAddr) -> IpAddr {
    let IpAddr::V6(six) = address else { return address };
    let bits = six.to_bits();
    let four = |shift: u32| {
        let [.., a, b, c, d] = bits.checked_shr(shift).unwrap_or(0).to_be_bytes();
        IpAddr::V4(Ipv4Addr::new(a, b, c, d))
    };
    match six.segments() {
        [0, 0, 0, 0, 0, 0xffff, ..] | [0x64, 0xff9b, 0, 0, 0, 0, ..] => four(0),
        [0x2002, ..] => four(80),
        _ => address,
    }
}

/// IANA's special-purpose address registries for IPv4 and IPv6 (RFC 6890, RFC 8190), the blocks that are not globally
/// reachable, and multicast (which is no address of a server).
#[rustfmt::skip]
const BLOCKS: &[AddressBlock] = &[
    AddressBlock::v4(0, 0, 0, 0, 8, "this network", "RFC 791, section 3.2"),
    AddressBlock::v4(10, 0, 0, 0, 8, "private use", "RFC 1918"),
    AddressBlock::v4(100, 64, 0, 0, 10, "shared address space", "RFC 6598"),
    AddressBlock::v4(127, 0, 0, 0, 8, "loopback", "RFC 1122, section 3.2.1.3"),
    AddressBlock::v4(169, 254, 0, 0, 16, "link local", "RFC 3927"),
    AddressBlock::v4(172, 16, 0, 0, 12, "private use", "RFC 1918"),
    AddressBlock::v4(192, 0, 0, 0, 24, "IETF protocol assignments", "RFC 6890, section 2.1"),
    AddressBlock::v4(192, 0, 2, 0, 24, "documentation (TEST-NET-1)", "RFC 5737"),
    AddressBlock::v4(192, 168, 0, 0, 16, "private use", "RFC 1918"),
    AddressBlock::v4(198, 18, 0, 0, 15, "benchmarking", "RFC 2544"),
    AddressBlock::v4(198, 51, 100, 0, 24, "documentation (TEST-NET-2)", "RFC 5737"),
    AddressBlock::v4(203, 0, 113, 0, 24, "documentation (TEST-NET-3)", "RFC 5737"),
    AddressBlock::v4(224, 0, 0, 0, 4, "multicast", "RFC 5771"),
    // The limited broadcast address (RFC 919, section 7) is the last of this block.
    AddressBlock::v4(240, 0, 0, 0, 4, "reserved, limited broadcast", "RFC 1112, section 4; RFC 919, section 7"),
    AddressBlock::v6(Ipv6Addr::UNSPECIFIED, 128, "unspecified", "RFC 4291, section 2.5.2"),
    AddressBlock::v6(Ipv6Addr::LOCALHOST, 128, "loopback", "RFC 4291, section 2.5.3"),
    AddressBlock::v6(Ipv6Addr::new(0x64, 0xff9b, 1, 0, 0, 0, 0, 0), 48, "local-use IPv4/IPv6 translation", "RFC 8215"),
    AddressBlock::v6(Ipv6Addr::new(0x100, 0, 0, 0, 0, 0, 0, 0), 64, "discard only", "RFC 6666"),
    AddressBlock::v6(Ipv6Addr::new(0x100, 0, 0, 1, 0, 0, 0, 0), 64, "dummy prefix", "RFC 9780"),
    AddressBlock::v6(Ipv6Addr::new(0x2001, 2, 0, 0, 0, 0, 0, 0), 48, "benchmarking", "RFC 5180"),
    AddressBlock::v6(Ipv6Addr::new(0x2001, 0x10, 0, 0, 0, 0, 0, 0), 28, "ORCHID, deprecated", "RFC 4843"),
    AddressBlock::v6(Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32, "documentation", "RFC 3849"),
    AddressBlock::v6(Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20, "documentation", "RFC 9637"),
    AddressBlock::v6(Ipv6Addr::new(0x5f00, 0, 0, 0, 0, 0, 0, 0), 16, "segment routing SIDs", "RFC 9602"),
    AddressBlock::v6(Ipv6Addr::new(0xfc00, 0, 0, 0, 0, 0, 0, 0), 7, "unique local", "RFC 4193"),
    AddressBlock::v6(Ipv6Addr::new(0xfe80, 0, 0, 0, 0, 0, 0, 0), 10, "link local", "RFC 4291, section 2.5.6"),
    AddressBlock::v6(Ipv6Addr::new(0xfec0, 0, 0, 0, 0, 0, 0, 0), 10, "site local, deprecated", "RFC 3879"),
    AddressBlock::v6(Ipv6Addr::new(0xff00, 0, 0, 0, 0, 0, 0, 0), 8, "multicast", "RFC 4291, section 2.7"),
];

#[cfg(test)]
mod tests;
