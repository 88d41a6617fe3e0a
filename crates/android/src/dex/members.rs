//! Types, prototypes, fields, methods and classes, by the strings that name them.

use super::Dex;

/// No index (`NO_INDEX`).
const NO_INDEX: u32 = u32::MAX;

/// A class that a dex file defines (`class_def_item`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClassDef {
    /// The index of its type.
    pub class: u32,
    /// The index of the string that names its source file.
    pub source_file: Option<u32>,
}

impl<'a> Dex<'a> {
    /// How many types there are.
    pub fn type_count(&self) -> u32 {
        self.types.count
    }

    /// The index of the string that is the descriptor of this type.
    pub fn descriptor(&self, type_index: u32) -> Option<u32> {
        self.types.word(type_index, 4, 0)
    }

    /// The index of each type's descriptor, of types that are defined here and of those that are only named.
    pub fn descriptors(&self) -> impl Iterator<Item = u32> + use<'a> {
        self.types.items::<4>().map(|item| u32::from_le_bytes(*item))
    }

    /// The index of each prototype's short form (`shorty_idx` of `proto_id_item`).
    pub fn shorties(&self) -> impl Iterator<Item = u32> + use<'a> {
        self.protos.items::<12>().map(|&[a, b, c, d, ..]| u32::from_le_bytes([a, b, c, d]))
    }

    /// The index of each field's name.
    pub fn field_names(&self) -> impl Iterator<Item = u32> + use<'a> {
        self.fields.items::<8>().map(|item| name_of_member(*item))
    }

    /// The index of each method's name.
    pub fn method_names(&self) -> impl Iterator<Item = u32> + use<'a> {
        self.methods.items::<8>().map(|item| name_of_member(*item))
    }

    /// The classes that are defined here.
    pub fn classes(&self) -> impl Iterator<Item = ClassDef> + use<'a> {
        self.classes.items::<32>().map(class_def)
    }
}

/// `name_idx` of `field_id_item` and of `method_id_item`: both have two 16-bit indices before it.
fn name_of_member([.., a, b, c, d]: [u8; 8]) -> u32 {
    u32::from_le_bytes([a, b, c, d])
}

/// `class_idx` stands first, `source_file_idx` fifth of eight numbers.
fn class_def(item: &[u8; 32]) -> ClassDef {
    let mut words = item.as_chunks::<4>().0.iter().map(|word| u32::from_le_bytes(*word));
    let class = words.next().unwrap_or(NO_INDEX);
    let source_file = words.nth(3).filter(|&index| index != NO_INDEX);
    ClassDef { class, source_file }
}
