//! Property lists, in XML and binary.

use data_encoding::BASE64;

/// Seconds from 1970 to 2001, where dates of binary lists begin.
const EPOCH: i32 = 978_307_200;

/// A value to be written.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// Values in order.
    Array(Vec<Node>),
    /// Values by name; names may be repeated.
    Dictionary(Vec<(String, Node)>),
    /// True or false.
    Boolean(bool),
    /// Bytes.
    Data(Vec<u8>),
    /// Seconds since 1970. XML is written for the first day of 1970 alone: there is no calendar here.
    Date(i32),
    /// A number with a fraction.
    Real(f64),
    /// A whole number.
    Integer(i128),
    /// Text.
    String(String),
}

impl From<&str> for Node {
    fn from(text: &str) -> Self {
        Self::String(text.to_owned())
    }
}

/// A dictionary of these.
pub fn dictionary<'a>(entries: impl IntoIterator<Item = (&'a str, Node)>) -> Node {
    Node::Dictionary(entries.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

/// The list in XML, as UTF-8.
pub fn xml(node: &Node) -> String {
    let head = concat!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
        "<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n",
    );
    format!("{head}<plist version=\"1.0\">\n{}</plist>\n", element(node))
}

fn element(node: &Node) -> String {
    let (name, value) = match node {
        Node::Boolean(true) => return "<true/>\n".to_owned(),
        Node::Boolean(false) => return "<false/>\n".to_owned(),
        Node::Array(values) => ("array", values.iter().map(element).collect()),
        Node::Dictionary(entries) => {
            let entry =
                |(name, value): &(String, Node)| format!("<key>{}</key>\n{}", escaped(name), element(value));
            ("dict", entries.iter().map(entry).collect())
        }
        Node::Data(bytes) => ("data", BASE64.encode(bytes)),
        Node::Date(unix) => {
            let (hour, minute, second) = (unix / 3600, unix / 60 % 60, unix % 60);
            ("date", format!("1970-01-01T{hour:02}:{minute:02}:{second:02}Z"))
        }
        Node::Real(value) => ("real", format!("{value:?}")),
        Node::Integer(value) => ("integer", value.to_string()),
        Node::String(value) => ("string", escaped(value)),
    };
    format!("<{name}>{value}</{name}>\n")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// The list in binary.
pub fn binary(node: &Node) -> Vec<u8> {
    let mut objects = Vec::new();
    add(node, &mut objects);
    objects_as_binary(&objects, 0)
}

/// A binary list of these objects, of which number `top` holds all others. References take two bytes.
pub fn objects_as_binary(objects: &[Vec<u8>], top: u64) -> Vec<u8> {
    let mut bytes = b"bplist00".to_vec();
    let mut offsets = Vec::new();
    for object in objects {
        offsets.extend_from_slice(&small(bytes.len()).to_be_bytes());
        bytes.extend_from_slice(object);
    }
    let table = small(bytes.len());
    bytes.extend_from_slice(&offsets);
    bytes.extend_from_slice(&[0, 0, 0, 0, 0, 0, 4, 2]);
    for number in [small(objects.len()).into(), top, table.into()] {
        bytes.extend_from_slice(&u64::to_be_bytes(number));
    }
    bytes
}

/// An object that holds others, by their numbers: `0xa` is an array, `0xd` a dictionary, whose keys come before its values.
pub fn container(kind: u8, len: usize, references: &[u16]) -> Vec<u8> {
    let mut object = marker(kind, len);
    object.extend(references.iter().flat_map(|reference| reference.to_be_bytes()));
    object
}

/// The first bytes of an object of a kind that has a length.
pub fn marker(kind: u8, len: usize) -> Vec<u8> {
    match u8::try_from(len) {
        Ok(len @ 0..=14) => vec![kind << 4 | len],
        Ok(len) => vec![kind << 4 | 0xf, 0x10, len],
        Err(_) => [&[kind << 4 | 0xf, 0x12], &small(len).to_be_bytes()[..]].concat(),
    }
}

/// Adds objects for a value and all that it holds; gives its number.
fn add(node: &Node, objects: &mut Vec<Vec<u8>>) -> u16 {
    let number = objects.len();
    objects.push(Vec::new());
    objects[number] = match node {
        Node::Array(values) => {
            let references: Vec<u16> = values.iter().map(|value| add(value, objects)).collect();
            container(0xa, values.len(), &references)
        }
        Node::Dictionary(entries) => {
            let mut references: Vec<u16> =
                entries.iter().map(|(name, _)| add(&Node::String(name.clone()), objects)).collect();
            references.extend(entries.iter().map(|(_, value)| add(value, objects)).collect::<Vec<_>>());
            container(0xd, entries.len(), &references)
        }
        Node::Boolean(value) => vec![if *value { 9 } else { 8 }],
        Node::Data(bytes) => [&marker(4, bytes.len())[..], bytes].concat(),
        Node::Date(unix) => [&[0x33], &(f64::from(*unix) - f64::from(EPOCH)).to_be_bytes()[..]].concat(),
        Node::Real(value) => [&[0x23], &value.to_be_bytes()[..]].concat(),
        Node::Integer(value) => match (u8::try_from(*value), i64::try_from(*value)) {
            (Ok(value), _) => vec![0x10, value],
            (_, Ok(value)) => [&[0x13], &value.to_be_bytes()[..]].concat(),
            _ => [&[0x14], &value.to_be_bytes()[..]].concat(),
        },
        Node::String(text) if text.is_ascii() => [&marker(5, text.len())[..], text.as_bytes()].concat(),
        Node::String(text) => {
            let units: Vec<u16> = text.encode_utf16().collect();
            let bytes = units.iter().flat_map(|unit| unit.to_be_bytes());
            marker(6, units.len()).into_iter().chain(bytes).collect()
        }
    };
    u16::try_from(number).expect("few objects")
}

/// A length of four bytes.
fn small(len: usize) -> u32 {
    u32::try_from(len).expect("a small list")
}
