//! What is readable in bytes: ASCII and UTF-8.

/// Bytes that are looked at together.
const BLOCK: usize = 32;

/// Bytes that are looked at one by one first: most runs of what is no text are as short.
const SHORT: usize = 16;

/// Whether this is a readable ASCII character: printable, or what parts lines and columns.
pub(super) fn is_plain(byte: u8) -> bool {
    matches!(byte, b' '..=b'~' | b'\t' | b'\n' | b'\r')
}

/// Bytes of the readable character that begins here; 0 where none does.
pub(super) fn readable(bytes: &[u8]) -> usize {
    match *bytes {
        [byte, ..] if byte.is_ascii() => usize::from(is_plain(byte)),
        _ => wide(bytes),
    }
}

/// Bytes of the readable character that ends here; 0 where none does.
pub(super) fn readable_before(bytes: &[u8]) -> usize {
    match bytes.last() {
        Some(&byte) if byte.is_ascii() => usize::from(is_plain(byte)),
        Some(0x80..=0xbf) => [3, 2, 4].into_iter().find(|&len| ends_in_wide(bytes, len)).unwrap_or(0),
        _ => 0,
    }
}

fn ends_in_wide(bytes: &[u8], len: usize) -> bool {
    let Some(at) = bytes.len().checked_sub(len) else { return false };
    bytes.get(at..).is_some_and(|last| wide(last) == len)
}

/// The end of the run in which `at` stands: the first place at or behind `enough` where a character ends, or where what
/// is readable ends, before that. Looks at nothing from `end` on.
pub(super) fn forward(bytes: &[u8], mut at: usize, enough: usize, end: usize) -> usize {
    let bytes = bytes.get(..end).unwrap_or(bytes);
    let enough = enough.min(bytes.len());
    while at < enough {
        let rest = bytes.get(at..enough).unwrap_or(&[]);
        let plain = rest.iter().take(SHORT).take_while(|&&byte| is_plain(byte)).count();
        at = at.saturating_add(plain);
        if plain == SHORT {
            let blocks = bytes.get(at..enough).unwrap_or(&[]).chunks_exact(BLOCK);
            let plain = blocks.take_while(|block| all_plain(block)).count();
            at = at.saturating_add(plain.saturating_mul(BLOCK));
        } else if at < enough {
            let rest = bytes.get(at..).unwrap_or(&[]);
            let len = match east_asian(bytes.get(at..enough).unwrap_or(&[])) {
                0 => wide(rest),
                len => len,
            };
            if len == 0 {
                break;
            }
            at = at.saturating_add(len);
        }
    }
    at
}

/// The start of the run in which `at` stands: the last place at or before `enough` where a character begins, or where what
/// is readable begins, behind that. Looks at nothing before `start`.
pub(super) fn backward(bytes: &[u8], mut at: usize, enough: usize, start: usize) -> usize {
    let enough = enough.max(start);
    while at > enough {
        let rest = bytes.get(enough..at).unwrap_or(&[]);
        let plain = rest.iter().rev().take(SHORT).take_while(|&&byte| is_plain(byte)).count();
        at = at.saturating_sub(plain);
        if plain == SHORT {
            let blocks = bytes.get(enough..at).unwrap_or(&[]).rchunks_exact(BLOCK);
            let plain = blocks.take_while(|block| all_plain(block)).count();
            at = at.saturating_sub(plain.saturating_mul(BLOCK));
        } else if at > enough {
            let len = readable_before(bytes.get(start..at).unwrap_or(&[]));
            if len == 0 {
                break;
            }
            at = at.saturating_sub(len);
        }
    }
    at
}

/// Bytes of the characters from U+3000 to U+9FFF that stand here in a row: most of what is written in Chinese and Japanese.
fn east_asian(bytes: &[u8]) -> usize {
    let characters = bytes.as_chunks::<3>().0.iter();
    let row = characters.take_while(|character| matches!(character, [0xe3..=0xe9, 0x80..=0xbf, 0x80..=0xbf]));
    row.count().saturating_mul(3)
}

/// As [`is_plain`] of each byte, without a branch, so that it is done on many at once.
#[expect(clippy::needless_bitwise_bool, reason = "no branch is the point")]
fn all_plain(block: &[u8]) -> bool {
    block.iter().fold(true, |plain, &byte| {
        plain & ((byte.wrapping_sub(b' ') < 0x5f) | (byte == b'\t') | (byte == b'\n') | (byte == b'\r'))
    })
}

/// Bytes of the readable character beyond ASCII that begins here; 0 where none does (RFC 3629, section 4).
fn wide(bytes: &[u8]) -> usize {
    let low = |byte: u8| u32::from(byte & 0x3f);
    let follows = |byte: u8| byte & 0xc0 == 0x80;
    let (code, len) = match *bytes {
        [a @ 0xc2..=0xdf, b, ..] if follows(b) => (u32::from(a & 0x1f) << 6 | low(b), 2),
        [a @ 0xe0..=0xef, b, c, ..] if follows(b) && follows(c) => {
            let code = u32::from(a & 0x0f) << 12 | low(b) << 6 | low(c);
            // Over-long.
            if code < 0x800 {
                return 0;
            }
            (code, 3)
        }
        [a @ 0xf0..=0xf4, b, c, d, ..] if follows(b) && follows(c) && follows(d) => {
            let code = u32::from(a & 0x07) << 18 | low(b) << 12 | low(c) << 6 | low(d);
            if code < 0x1_0000 {
                return 0;
            }
            (code, 4)
        }
        _ => return 0,
    };
    if is_text(code) { len } else { 0 }
}

/// Whether text has this character: letters and digits of all scripts, punctuation and symbols by block (Unicode,
/// `Blocks.txt`). Controls, private use and what is no character are what binaries have by chance.
fn is_text(code: u32) -> bool {
    match code {
        // Latin-1 punctuation; combining marks; general punctuation to symbols and arrows; CJK; Hangul; selectors; full-width
        // forms; pictographs.
        0xa0..=0xbf
        | 0x300..=0x36f
        | 0x2000..=0x2bff
        | 0x3000..=0x9fff
        | 0xac00..=0xd7a3
        | 0xfe00..=0xfe6f
        | 0xff01..=0xffee
        | 0x1_f000..=0x1_faff => true,
        _ => char::from_u32(code).is_some_and(char::is_alphanumeric),
    }
}
