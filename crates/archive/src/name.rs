//! What an entry's name may look like.

/// What the platform or a careful reader minds about the bytes of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NameFault {
    /// No bytes at all.
    Empty,
    /// A NUL at this position.
    Nul {
        /// Bytes before it.
        at: usize,
    },
    /// Bytes at this position that the platform does not take for UTF-8.
    NotUtf8 {
        /// Bytes before them.
        at: usize,
    },
    /// Bytes at this position that are no UTF-8 but pass the platform's laxer check: surrogates, overlong forms,
    /// sequences of five and six bytes.
    LaxUtf8 {
        /// Bytes before them.
        at: usize,
    },
    /// A slash at the start.
    Absolute,
    /// A backslash, which some systems take for a slash.
    Backslash,
    /// A path segment `..`.
    Parent,
}

/// Everything that is odd about `name`.
pub(crate) fn faults(name: &[u8]) -> impl Iterator<Item = NameFault> {
    let shape = if is_plain(name) { [const { None }; 5] } else { shape(name) };
    shape.into_iter().flatten()
}

/// Whether a quick look shows that a name has no fault. Nearly all have none.
fn is_plain(name: &[u8]) -> bool {
    name.is_ascii()
        && !matches!(name.first(), None | Some(b'/'))
        && memchr::memchr2(0, b'\\', name).is_none()
        && !has_two_dots(name)
}

fn has_two_dots(name: &[u8]) -> bool {
    memchr::memchr_iter(b'.', name).any(|at| name.get(at.saturating_add(1)) == Some(&b'.'))
}

fn shape(name: &[u8]) -> [Option<NameFault>; 5] {
    [
        name.is_empty().then_some(NameFault::Empty),
        encoding_fault(name),
        name.starts_with(b"/").then_some(NameFault::Absolute),
        memchr::memchr(b'\\', name).map(|_| NameFault::Backslash),
        has_parent(name).then_some(NameFault::Parent),
    ]
}

impl NameFault {
    /// Whether the platform refuses a name that has it (`entry_name_utils-inl.h`, `IsValidEntryName`).
    pub(crate) fn is_refused(self) -> bool {
        matches!(self, Self::Nul { .. } | Self::NotUtf8 { .. })
    }
}

fn encoding_fault(name: &[u8]) -> Option<NameFault> {
    if let Some(at) = memchr::memchr(0, name) {
        return Some(NameFault::Nul { at });
    }
    let at = std::str::from_utf8(name).err()?.valid_up_to();
    Some(match lax_fault(name.get(at..)?) {
        Some(lax) => NameFault::NotUtf8 { at: at.saturating_add(lax) },
        None => NameFault::LaxUtf8 { at },
    })
}

/// Where `name` has no lead byte with as many continuation bytes as it announces, which is all that the platform asks.
fn lax_fault(name: &[u8]) -> Option<usize> {
    let mut rest = name.iter();
    while let Some(&byte) = rest.next() {
        let at = name.len().saturating_sub(rest.len()).saturating_sub(1);
        let following = match byte.leading_ones() {
            0 => 0,
            lead @ 2..=6 => lead.saturating_sub(1),
            _ => return Some(at),
        };
        for _ in 0..following {
            if rest.next().is_none_or(|next| next & 0xc0 != 0x80) {
                return Some(at);
            }
        }
    }
    None
}

fn has_parent(name: &[u8]) -> bool {
    name.split(|&b| b == b'/' || b == b'\\').any(|part| part == b"..")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(name: &[u8]) -> Vec<NameFault> {
        faults(name).collect()
    }

    #[test]
    fn sound_names_have_no_faults() {
        assert_eq!(all("res/布局/a..b.xml".as_bytes()), []);
        assert_eq!(all(b"META-INF/"), []);
    }

    #[test]
    fn a_nul_is_refused() {
        assert_eq!(all(b"a\0b"), [NameFault::Nul { at: 1 }]);
        assert!(all(b"a\0b").iter().all(|fault| fault.is_refused()));
    }

    #[test]
    fn bytes_that_are_no_utf8_are_refused_as_the_platform_does() {
        assert_eq!(all(b"ab\xff"), [NameFault::NotUtf8 { at: 2 }]);
        assert_eq!(all(b"ab\x80"), [NameFault::NotUtf8 { at: 2 }]);
        assert_eq!(all(b"ab\xe4\xb8"), [NameFault::NotUtf8 { at: 2 }]);
        assert_eq!(all(b"\xed\xa0\x80\xfe"), [NameFault::NotUtf8 { at: 3 }]);
    }

    #[test]
    fn surrogates_and_overlong_forms_pass_the_platform() {
        for name in [&b"\xed\xa0\x80"[..], b"\xc0\xaf", b"\xf8\x88\x80\x80\x80", b"\xfc\x84\x80\x80\x80\x80"]
        {
            assert_eq!(all(name), [NameFault::LaxUtf8 { at: 0 }], "{name:x?}");
            assert!(!NameFault::LaxUtf8 { at: 0 }.is_refused());
        }
    }

    #[test]
    fn names_that_leave_the_folder_are_told() {
        assert_eq!(all(b"/etc/passwd"), [NameFault::Absolute]);
        assert_eq!(all(b"..\\x"), [NameFault::Backslash, NameFault::Parent]);
        assert_eq!(all(b"a/../b"), [NameFault::Parent]);
        assert_eq!(all(b""), [NameFault::Empty]);
    }
}
