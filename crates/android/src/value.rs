//! Typed values (`Res_value`).

use crate::ResourceId;
use crate::bytes::{u8_at, u16_at, u32_at};

/// The kind of a typed value, with the raw number kept where it is unknown. `ResourceTypes.h`, `Res_value::dataType`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ValueKind {
    /// 0x00: nothing; `data` is 0 where undefined, 1 where stated empty.
    Null,
    /// 0x01: a reference to another resource.
    Reference,
    /// 0x02: a reference to an attribute of the theme.
    Attribute,
    /// 0x03: an index into the string pool.
    String,
    /// 0x04: a single-precision float.
    Float,
    /// 0x05: a dimension such as `12dip`.
    Dimension,
    /// 0x06: a fraction such as `50%`.
    Fraction,
    /// 0x07: a reference whose package is found at run time.
    DynamicReference,
    /// 0x08: an attribute reference whose package is found at run time.
    DynamicAttribute,
    /// 0x10: an integer, written in decimal.
    IntDec,
    /// 0x11: an integer, written in hexadecimal.
    IntHex,
    /// 0x12: true or false.
    Boolean,
    /// 0x1c to 0x1f: a colour; the raw kind tells how it was written.
    Color(u8),
    /// 0x13 to 0x1b: an integer of a kind that the platform does not name but takes.
    Int(u8),
    /// Anything else.
    Unknown(u8),
}

impl ValueKind {
    /// The raw number.
    pub fn raw(self) -> u8 {
        match self {
            Self::Null => 0x00,
            Self::Reference => 0x01,
            Self::Attribute => 0x02,
            Self::String => 0x03,
            Self::Float => 0x04,
            Self::Dimension => 0x05,
            Self::Fraction => 0x06,
            Self::DynamicReference => 0x07,
            Self::DynamicAttribute => 0x08,
            Self::IntDec => 0x10,
            Self::IntHex => 0x11,
            Self::Boolean => 0x12,
            Self::Color(raw) | Self::Int(raw) | Self::Unknown(raw) => raw,
        }
    }

    /// Whether the platform takes the value for a number (`TYPE_FIRST_INT` to `TYPE_LAST_INT`).
    pub fn is_int(self) -> bool {
        matches!(self, Self::IntDec | Self::IntHex | Self::Boolean | Self::Color(_) | Self::Int(_))
    }
}

impl From<u8> for ValueKind {
    fn from(raw: u8) -> Self {
        match raw {
            0x00 => Self::Null,
            0x01 => Self::Reference,
            0x02 => Self::Attribute,
            0x03 => Self::String,
            0x04 => Self::Float,
            0x05 => Self::Dimension,
            0x06 => Self::Fraction,
            0x07 => Self::DynamicReference,
            0x08 => Self::DynamicAttribute,
            0x10 => Self::IntDec,
            0x11 => Self::IntHex,
            0x12 => Self::Boolean,
            0x13..=0x1b => Self::Int(raw),
            0x1c..=0x1f => Self::Color(raw),
            _ => Self::Unknown(raw),
        }
    }
}

/// A typed value: a kind and 32 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Value {
    /// How to take the data.
    pub kind: ValueKind,
    /// The data itself.
    pub data: u32,
}

impl Value {
    /// Bytes of a stored value.
    pub(crate) const SIZE: usize = 8;

    /// Reads the value at `at` (`Res_value::copyFrom_dtoh`); its size field is returned beside it.
    pub(crate) fn read(data: &[u8], at: usize) -> Option<(Self, u16)> {
        let size = u16_at(data, at)?;
        let kind = u8_at(data, at.checked_add(3)?)?.into();
        let value = u32_at(data, at.checked_add(4)?)?;
        Some((Self { kind, data: value }, size))
    }

    /// The resource that the value refers to, if it is a reference and not `@null`.
    pub fn reference(self) -> Option<ResourceId> {
        match self.kind {
            ValueKind::Reference | ValueKind::DynamicReference if self.data != 0 => {
                Some(ResourceId(self.data))
            }
            _ => None,
        }
    }

    /// The number that the value is, if the platform takes it for one.
    pub fn int(self) -> Option<i32> {
        self.kind.is_int().then(|| self.data.cast_signed())
    }

    /// The value as text, where it is a number, a truth value or a colour, as `TypedValue.coerceToString` (Java) writes it.
    /// None for what needs a pool, a table or a unit table.
    pub fn plain_text(self) -> Option<String> {
        match self.kind {
            ValueKind::IntHex => Some(format!("0x{:x}", self.data)),
            ValueKind::Boolean => Some(if self.data == 0 { "false" } else { "true" }.to_owned()),
            ValueKind::Color(_) => Some(format!("#{:x}", self.data)),
            ValueKind::IntDec | ValueKind::Int(_) => Some(self.data.cast_signed().to_string()),
            ValueKind::Float => Some(java_float(f32::from_bits(self.data))),
            _ => None,
        }
    }
}

/// A float as Java's `Float.toString` writes it in its everyday range: always with a decimal point.
fn java_float(value: f32) -> String {
    let magnitude = value.abs();
    if magnitude == 0.0 || (1e-3..1e7).contains(&magnitude) {
        format!("{value:?}")
    } else if value.is_finite() {
        let text = format!("{value:e}").replace('e', "E");
        if text.contains('.') { text } else { text.replacen('E', ".0E", 1) }
    } else {
        // Java writes `Infinity` where Rust writes `inf`.
        format!("{value}").replace("inf", "Infinity")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_raw_kind_comes_back() {
        for raw in 0..=u8::MAX {
            assert_eq!(ValueKind::from(raw).raw(), raw);
        }
    }

    #[test]
    fn text_is_written_as_java_writes_it() {
        let text = |kind: u8, data| Value { kind: kind.into(), data }.plain_text();
        assert_eq!(text(0x10, u32::MAX).as_deref(), Some("-1"));
        assert_eq!(text(0x11, 0x1f).as_deref(), Some("0x1f"));
        assert_eq!(text(0x12, u32::MAX).as_deref(), Some("true"));
        assert_eq!(text(0x1c, 0xff00_00ff).as_deref(), Some("#ff0000ff"));
        assert_eq!(text(0x04, 1.0_f32.to_bits()).as_deref(), Some("1.0"));
        assert_eq!(text(0x04, 2.5e10_f32.to_bits()).as_deref(), Some("2.5E10"));
        assert_eq!(text(0x04, 1e10_f32.to_bits()).as_deref(), Some("1.0E10"));
        assert_eq!(text(0x03, 0), None);
    }
}
