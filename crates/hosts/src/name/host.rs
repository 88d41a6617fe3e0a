//! From the letters of a host to the host.

use std::borrow::Cow;
use std::net::{Ipv4Addr, Ipv6Addr};

use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};
use percent_encoding::percent_decode_str;

use super::{Domain, NotAHost};

/// Longest label (RFC 1035, section 2.3.4).
const MAX_LABEL: usize = 63;
/// Longest name, as text without the final dot (RFC 1035, section 3.1: 255 octets with length bytes).
const MAX_NAME: usize = 253;
/// Longest text that is looked at at all: every byte of a name percent-encoded.
const MAX_RAW: usize = MAX_NAME * 3;

/// A host as the report writes it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum HostName {
    /// A name.
    Domain(Domain),
    /// A dotted quad.
    V4(Ipv4Addr),
    /// An IPv6 address.
    V6(Ipv6Addr),
}

impl HostName {
    /// The host of a URL's authority, without userinfo and port: percent signs decoded, IDNA as browsers do it (UTS 46,
    /// non-transitional), the trailing dot dropped, IPv6 in brackets. Underscores and hyphens may stand anywhere in a
    /// label, since resolvers take them (RFC 2181, section 11).
    ///
    /// Unlike a browser (WHATWG URL, "ends in a number"), it takes only whole dotted quads for IPv4: `http://1.2/` and
    /// octal parts are refused, since no package means them.
    pub fn parse_authority_host(raw: &str) -> Result<Self, NotAHost> {
        if raw.len() > MAX_RAW {
            return Err(NotAHost::TooLong);
        }
        if let Some(inner) = raw.strip_prefix('[') {
            return bracketed(inner);
        }
        let decoded = decode_percent(raw)?;
        let decoded = decoded.strip_suffix('.').unwrap_or(&decoded);
        name_or_quad(decoded, AsciiDenyList::URL, Place::Authority)
    }

    /// A bare name or address: letters, digits and inner hyphens, or IDN with ASCII dots; at least two labels.
    pub fn parse_bare(raw: &str) -> Result<Self, NotAHost> {
        if raw.len() > MAX_RAW {
            return Err(NotAHost::TooLong);
        }
        if raw.contains(':') {
            return raw.parse().map(Self::V6).or(Err(NotAHost::Character));
        }
        if !raw.contains('.') {
            return Err(if raw.is_empty() { NotAHost::Empty } else { NotAHost::SingleLabel });
        }
        name_or_quad(raw, AsciiDenyList::STD3, Place::Bare)
    }

    /// A name in which `*` stands for each hole, alone as a label or within one; a leading dot is a hole too, a trailing
    /// one is not. Without any hole it is parsed as the host of an authority.
    pub fn parse_template(raw: &str) -> Result<Self, NotAHost> {
        if !raw.contains('*') && !raw.starts_with('.') {
            return Self::parse_authority_host(raw);
        }
        if raw.len() > MAX_RAW {
            return Err(NotAHost::TooLong);
        }
        let raw = raw.strip_suffix('.').unwrap_or(raw);
        let labels = raw.split('.').enumerate().map(|(index, label)| match label {
            "" if index == 0 => Ok("*".to_owned()),
            label => template_label(label),
        });
        let labels = labels.collect::<Result<Vec<_>, _>>()?;
        if labels.iter().all(|label| label.contains('*')) {
            return Err(NotAHost::NothingFixed);
        }
        let name = labels.join(".");
        check_lengths(&name)?;
        Ok(Self::Domain(Domain::new(name)))
    }

    /// As the report writes it: no brackets, IPv6 compressed (RFC 5952).
    pub fn ascii(&self) -> Cow<'_, str> {
        match self {
            Self::Domain(domain) => Cow::Borrowed(domain.ascii()),
            Self::V4(address) => Cow::Owned(address.to_string()),
            Self::V6(address) => Cow::Owned(address.to_string()),
        }
    }

    /// The Unicode form.
    pub fn display(&self) -> String {
        match self {
            Self::Domain(domain) => domain.display(),
            other => other.ascii().into_owned(),
        }
    }

    /// The name, if it is one.
    pub fn domain(&self) -> Option<&Domain> {
        match self {
            Self::Domain(domain) => Some(domain),
            Self::V4(_) | Self::V6(_) => None,
        }
    }
}

/// Where a name stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Authority,
    Bare,
}

fn bracketed(inner: &str) -> Result<HostName, NotAHost> {
    let inner = inner.strip_suffix(']').ok_or(NotAHost::Ipv6)?;
    // A zone (RFC 6874, `%25eth0`) is of the machine that wrote it; the host is the address.
    let address = inner.split_once('%').map_or(inner, |(address, _)| address);
    address.parse().map(HostName::V6).or(Err(NotAHost::Ipv6))
}

fn decode_percent(raw: &str) -> Result<Cow<'_, str>, NotAHost> {
    if !raw.contains('%') {
        return Ok(Cow::Borrowed(raw));
    }
    percent_decode_str(raw).decode_utf8().or(Err(NotAHost::Percent))
}

fn name_or_quad(raw: &str, deny: AsciiDenyList, place: Place) -> Result<HostName, NotAHost> {
    let name = if is_plain(raw) { plain(raw, place)? } else { idn(raw, deny, place)? };
    check_lengths(&name)?;
    let last = name.rsplit('.').next().unwrap_or(&name);
    if last.bytes().all(|byte| byte.is_ascii_digit()) {
        return name.parse().map(HostName::V4).or(Err(NotAHost::Number));
    }
    Ok(HostName::Domain(Domain::new(name)))
}

/// Whether `raw` needs no IDNA: ASCII, and no A-label that could be broken.
fn is_plain(raw: &str) -> bool {
    raw.is_ascii()
        && !raw.split('.').any(|label| label.get(..4).is_some_and(|head| head.eq_ignore_ascii_case("xn--")))
}

fn plain(raw: &str, place: Place) -> Result<String, NotAHost> {
    if raw.is_empty() {
        return Err(NotAHost::Empty);
    }
    raw.split('.').try_for_each(|label| check_label(label, place))?;
    Ok(raw.to_ascii_lowercase())
}

fn check_label(label: &str, place: Place) -> Result<(), NotAHost> {
    if label.is_empty() {
        return Err(NotAHost::EmptyLabel);
    }
    let underscored = label.contains('_');
    if !label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_') {
        return Err(NotAHost::Character);
    }
    if place == Place::Bare && (underscored || label.starts_with('-') || label.ends_with('-')) {
        return Err(NotAHost::Hyphen);
    }
    Ok(())
}

/// Through UTS 46. A broken A-label in a URL is kept as it stands where it is ASCII: DNS takes it all the same.
fn idn(raw: &str, deny: AsciiDenyList, place: Place) -> Result<String, NotAHost> {
    let hyphens = if place == Place::Bare { Hyphens::CheckFirstLast } else { Hyphens::Allow };
    let name = match Uts46::new().to_ascii(raw.as_bytes(), deny, hyphens, DnsLength::Ignore) {
        Ok(name) => name.into_owned(),
        Err(_) if raw.is_ascii() && place == Place::Authority => return plain(raw, place),
        Err(_) => return Err(NotAHost::Idna),
    };
    if place == Place::Bare && name.matches('.').count() != raw.matches('.').count() {
        return Err(NotAHost::Character);
    }
    plain(&name, place)
}

fn template_label(label: &str) -> Result<String, NotAHost> {
    if label.contains('*') {
        return open_label(label);
    }
    match name_or_label(label)? {
        name if name.contains('.') => Err(NotAHost::Character),
        name => Ok(name),
    }
}

fn name_or_label(label: &str) -> Result<String, NotAHost> {
    let label = decode_percent(label)?;
    if label.is_empty() {
        return Err(NotAHost::EmptyLabel);
    }
    if is_plain(&label) {
        plain(&label, Place::Authority)
    } else {
        idn(&label, AsciiDenyList::URL, Place::Authority)
    }
}

/// A label with holes: what is fixed of it is ASCII; several holes in a row are one.
fn open_label(label: &str) -> Result<String, NotAHost> {
    let fixed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'*');
    if !label.bytes().all(fixed) {
        return Err(NotAHost::Character);
    }
    let mut name = label.to_ascii_lowercase();
    let mut before = '\0';
    name.retain(|now| {
        let keep = now != '*' || before != '*';
        before = now;
        keep
    });
    Ok(name)
}

fn check_lengths(name: &str) -> Result<(), NotAHost> {
    if name.len() > MAX_NAME || name.split('.').any(|label| label.len() > MAX_LABEL) {
        return Err(NotAHost::TooLong);
    }
    Ok(())
}

#[cfg(test)]
mod tests;
