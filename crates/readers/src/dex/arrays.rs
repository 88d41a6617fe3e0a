//! Text in the data of arrays: `new byte[] {'h', 't', 't', 'p', …}` stands among instructions, in no string table.

use beian_android::dex::ArrayData;
use beian_text::{Bounds, Encoding, Role, Text};

use super::span;

/// The fewest elements that are taken for text: no host is shorter (`t.cn`).
const LEAST: usize = 4;

/// The text that an array of bytes or of 16-bit units holds, if all of it is text. Units are taken for text only if they
/// are ASCII, since nearly any number is some character.
pub(super) fn text(data: ArrayData<'_>) -> Option<Text<'_>> {
    let (text, encoding) = match data.width {
        1 => (std::str::from_utf8(data.bytes).ok()?.into(), Encoding::Utf8),
        2 => (ascii(data.bytes)?.into(), Encoding::Utf16Le),
        _ => return None,
    };
    let text: std::borrow::Cow<'_, str> = text;
    let all_text =
        text.len() >= LEAST && text.chars().all(|c| !c.is_control() || matches!(c, '\t' | '\r' | '\n'));
    let bytes = data.at..data.at.saturating_add(data.bytes.len());
    all_text.then_some(Text { text, span: span(bytes), encoding, bounds: Bounds::Exact, role: Role::Literal })
}

fn ascii(bytes: &[u8]) -> Option<String> {
    let units = bytes.as_chunks::<2>().0.iter();
    units.map(|&[low, high]| (high == 0 && low.is_ascii()).then_some(char::from(low))).collect()
}
