//! Binary XML, sound and broken, written byte by byte.
//!
//! [`Xml`] writes a document; what it writes falsely, a field of [`Lies`] says.

use std::collections::BTreeMap;

use crate::arsc_pool::{Pool, Text};

/// The namespace of the platform's attributes.
pub const ANDROID: &str = "http://schemas.android.com/apk/res/android";

/// A value of an attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A string of the document.
    Text(String),
    /// A decimal number.
    Int(i32),
    /// True or false.
    Bool(bool),
    /// A reference to a resource.
    Reference(u32),
    /// Any kind and data.
    Raw {
        /// The kind's number.
        kind: u8,
        /// The data.
        data: u32,
    },
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<i32> for Value {
    fn from(number: i32) -> Self {
        Self::Int(number)
    }
}

impl From<bool> for Value {
    fn from(truth: bool) -> Self {
        Self::Bool(truth)
    }
}

/// What a document states falsely. Nothing by default.
#[derive(Clone, Debug, Default)]
pub struct Lies {
    /// The document's kind instead of 3.
    pub magic: Option<u16>,
    /// The document's header size instead of 8.
    pub header_size: Option<u16>,
    /// The document's size instead of the real one.
    pub total_size: Option<u32>,
    /// Leaves the resource map out.
    pub no_resource_map: bool,
    /// Leaves the namespace nodes out.
    pub no_namespace: bool,
    /// Bytes from one attribute to the next instead of 20.
    pub attribute_size: Option<u16>,
    /// Bytes from an element's fixed part to its first attribute instead of 20; more are filled with zeros.
    pub attribute_start: Option<u16>,
    /// Bytes of each node's header instead of 16; more are filled with zeros.
    pub node_header: Option<u16>,
    /// Junk chunks: before the pool, before the first node, after each node.
    pub junk: Vec<Junk>,
    /// Leaves out the end of every element.
    pub no_end_elements: bool,
    /// The raw value's index instead of that of a text attribute's value.
    pub raw_value: Option<u32>,
}

/// A chunk of no use.
#[derive(Clone, Debug)]
pub struct Junk {
    /// Where it stands.
    pub place: Place,
    /// Its bytes, header and all.
    pub bytes: Vec<u8>,
}

/// Where junk stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Before the string pool.
    First,
    /// Before the first node.
    BeforeNodes,
    /// After the first element's start.
    AfterFirstElement,
    /// After the last node.
    Last,
}

#[derive(Clone, Debug)]
enum Node {
    Open { name: String, attributes: Vec<Attribute> },
    Text(String),
    Close,
}

#[derive(Clone, Debug)]
struct Attribute {
    id: Option<u32>,
    namespace: Option<String>,
    name: String,
    value: Value,
}

/// Writes a document.
#[derive(Clone, Debug, Default)]
pub struct Xml {
    nodes: Vec<Node>,
    /// How the pool is written and what it states falsely.
    pub pool: Pool,
    /// What the document states falsely.
    pub lies: Lies,
}

impl Xml {
    /// A document with nothing in it.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// With strings in UTF-8.
    #[must_use]
    pub fn utf8(mut self) -> Self {
        self.pool.utf8 = true;
        self
    }

    /// With a pool of that form.
    #[must_use]
    pub fn pool(mut self, change: impl FnOnce(&mut Pool)) -> Self {
        change(&mut self.pool);
        self
    }

    /// With lies.
    #[must_use]
    pub fn lies(mut self, change: impl FnOnce(&mut Lies)) -> Self {
        change(&mut self.lies);
        self
    }

    /// Opens an element.
    #[must_use]
    pub fn open(mut self, name: &str) -> Self {
        self.nodes.push(Node::Open { name: name.to_owned(), attributes: Vec::new() });
        self
    }

    /// Closes the innermost open element.
    #[must_use]
    pub fn close(mut self) -> Self {
        self.nodes.push(Node::Close);
        self
    }

    /// An element without children.
    #[must_use]
    pub fn leaf(self, name: &str, attributes: impl FnOnce(Self) -> Self) -> Self {
        attributes(self.open(name)).close()
    }

    /// Text.
    #[must_use]
    pub fn text(mut self, text: &str) -> Self {
        self.nodes.push(Node::Text(text.to_owned()));
        self
    }

    /// A platform attribute with its resource id, on the element that was opened last.
    #[must_use]
    pub fn android(self, id: u32, name: &str, value: impl Into<Value>) -> Self {
        self.with(Some(id), Some(ANDROID), name, value.into())
    }

    /// An attribute without namespace and id.
    #[must_use]
    pub fn attribute(self, name: &str, value: impl Into<Value>) -> Self {
        self.with(None, None, name, value.into())
    }

    /// Any attribute.
    ///
    /// # Panics
    ///
    /// Where no element was just opened.
    #[must_use]
    pub fn with(mut self, id: Option<u32>, namespace: Option<&str>, name: &str, value: Value) -> Self {
        let attribute =
            Attribute { id, namespace: namespace.map(str::to_owned), name: name.to_owned(), value };
        match self.nodes.last_mut() {
            Some(Node::Open { attributes, .. }) => attributes.push(attribute),
            _ => panic!("an attribute needs an element that was just opened"),
        }
        self
    }

    /// The document.
    ///
    /// # Panics
    ///
    /// Where more elements are closed than were opened.
    #[must_use]
    pub fn build(&self) -> Vec<u8> {
        let strings = Strings::of(&self.nodes, self.lies.no_namespace);
        let mut body = self.junk(Place::First);
        body.extend(self.prologue_of(&strings));
        body.extend(self.junk(Place::BeforeNodes));
        body.extend(self.nodes_of(&strings));
        body.extend(self.junk(Place::Last));
        let header_size = self.lies.header_size.unwrap_or(8);
        let total = u32::try_from(body.len() + 8).expect("a small document");
        let mut document = self.lies.magic.unwrap_or(3).to_le_bytes().to_vec();
        document.extend(header_size.to_le_bytes());
        document.extend(self.lies.total_size.unwrap_or(total).to_le_bytes());
        document.extend(body);
        document
    }

    fn junk(&self, place: Place) -> Vec<u8> {
        self.lies.junk.iter().filter(|junk| junk.place == place).flat_map(|junk| junk.bytes.clone()).collect()
    }

    fn prologue_of(&self, strings: &Strings) -> Vec<u8> {
        let mut bytes = self.pool.build(&strings.list);
        if !self.lies.no_resource_map && !strings.ids.is_empty() {
            bytes.extend(0x0180_u16.to_le_bytes());
            bytes.extend(8_u16.to_le_bytes());
            bytes.extend(u32::try_from(8 + 4 * strings.ids.len()).expect("few ids").to_le_bytes());
            for id in &strings.ids {
                bytes.extend(id.to_le_bytes());
            }
        }
        bytes
    }

    fn nodes_of(&self, strings: &Strings) -> Vec<u8> {
        let mut bytes = Vec::new();
        let namespace = [strings.index("android"), strings.index(ANDROID)].map(u32::to_le_bytes).concat();
        if !self.lies.no_namespace {
            bytes.extend(self.node(0x0100, &namespace));
        }
        let mut open = Vec::new();
        let mut first = true;
        for node in &self.nodes {
            match node {
                Node::Open { name, attributes } => {
                    open.push(name);
                    bytes.extend(self.node(0x0102, &self.element(strings, name, attributes)));
                    if std::mem::take(&mut first) {
                        bytes.extend(self.junk(Place::AfterFirstElement));
                    }
                }
                Node::Text(text) => {
                    let body = [strings.index(text).to_le_bytes(), 8_u32.to_le_bytes(), [0; 4]].concat();
                    bytes.extend(self.node(0x0104, &body));
                }
                Node::Close => {
                    let name = open.pop().expect("an open element");
                    if !self.lies.no_end_elements {
                        bytes.extend(self.node(
                            0x0103,
                            &[u32::MAX.to_le_bytes(), strings.index(name).to_le_bytes()].concat(),
                        ));
                    }
                }
            }
        }
        if !self.lies.no_namespace {
            bytes.extend(self.node(0x0101, &namespace));
        }
        bytes
    }

    fn element(&self, strings: &Strings, name: &str, attributes: &[Attribute]) -> Vec<u8> {
        let size = self.lies.attribute_size.unwrap_or(20);
        let count = u16::try_from(attributes.len()).expect("few attributes");
        let mut body = [u32::MAX.to_le_bytes(), strings.index(name).to_le_bytes()].concat();
        let start = self.lies.attribute_start.unwrap_or(20);
        for half in [start, size, count, 0, 0, 0] {
            body.extend(half.to_le_bytes());
        }
        body.resize(usize::from(start).max(20), 0);
        for attribute in attributes {
            let mut bytes = self.attribute_bytes(strings, attribute);
            bytes.resize(usize::from(size).max(20), 0);
            body.extend(bytes);
        }
        body
    }

    fn attribute_bytes(&self, strings: &Strings, attribute: &Attribute) -> Vec<u8> {
        let namespace = attribute.namespace.as_ref().map_or(u32::MAX, |namespace| strings.index(namespace));
        let name = strings.name(attribute);
        let (kind, data, raw) = match &attribute.value {
            Value::Text(text) => (3, strings.index(text), self.lies.raw_value.unwrap_or(strings.index(text))),
            Value::Int(number) => (0x10, number.cast_unsigned(), u32::MAX),
            Value::Bool(truth) => (0x12, if *truth { u32::MAX } else { 0 }, u32::MAX),
            Value::Reference(id) => (1, *id, u32::MAX),
            Value::Raw { kind, data } => (*kind, *data, u32::MAX),
        };
        let mut bytes = [namespace, name, raw].map(u32::to_le_bytes).concat();
        bytes.extend([8, 0, 0, kind]);
        bytes.extend(data.to_le_bytes());
        bytes
    }

    fn node(&self, kind: u16, body: &[u8]) -> Vec<u8> {
        let header = self.lies.node_header.unwrap_or(16);
        let mut bytes = kind.to_le_bytes().to_vec();
        bytes.extend(header.to_le_bytes());
        bytes.extend(u32::try_from(usize::from(header) + body.len()).expect("a small node").to_le_bytes());
        bytes.extend(1_u32.to_le_bytes());
        bytes.extend(u32::MAX.to_le_bytes());
        bytes.resize(usize::from(header).max(16), 0);
        bytes.extend(body);
        bytes
    }
}

/// A chunk of any kind with an eight-byte header.
///
/// # Panics
///
/// Where the chunk would be larger than 4 GiB.
#[must_use]
pub fn chunk(kind: u16, body: &[u8]) -> Vec<u8> {
    let mut bytes = kind.to_le_bytes().to_vec();
    bytes.extend(8_u16.to_le_bytes());
    bytes.extend(u32::try_from(8 + body.len()).expect("a small chunk").to_le_bytes());
    bytes.extend(body);
    bytes
}

/// The document's strings: names with ids first, since the resource map counts from the start.
struct Strings {
    list: Vec<Text>,
    ids: Vec<u32>,
    places: BTreeMap<String, u32>,
    with_id: BTreeMap<(u32, String), u32>,
}

impl Strings {
    fn of(nodes: &[Node], no_namespace: bool) -> Self {
        let mut strings =
            Self { list: Vec::new(), ids: Vec::new(), places: BTreeMap::new(), with_id: BTreeMap::new() };
        let attributes = || {
            nodes
                .iter()
                .filter_map(
                    |node| if let Node::Open { attributes, .. } = node { Some(attributes) } else { None },
                )
                .flatten()
        };
        for attribute in attributes() {
            if let Some(id) = attribute.id {
                strings.add_with_id(id, &attribute.name);
            }
        }
        if !no_namespace {
            strings.add("android");
            strings.add(ANDROID);
        }
        for node in nodes {
            match node {
                Node::Open { name, .. } => strings.add(name),
                Node::Text(text) => strings.add(text),
                Node::Close => {}
            }
        }
        for attribute in attributes() {
            if let Some(namespace) = &attribute.namespace {
                strings.add(namespace);
            }
            if attribute.id.is_none() {
                strings.add(&attribute.name);
            }
            if let Value::Text(text) = &attribute.value {
                strings.add(text);
            }
        }
        strings
    }

    fn add_with_id(&mut self, id: u32, name: &str) {
        let key = (id, name.to_owned());
        if !self.with_id.contains_key(&key) {
            self.with_id.insert(key, self.next());
            self.ids.push(id);
            self.list.push(name.into());
        }
    }

    fn add(&mut self, text: &str) {
        if !self.places.contains_key(text) {
            self.places.insert(text.to_owned(), self.next());
            self.list.push(text.into());
        }
    }

    fn next(&self) -> u32 {
        u32::try_from(self.list.len()).expect("few strings")
    }

    fn index(&self, text: &str) -> u32 {
        self.places.get(text).copied().unwrap_or(u32::MAX)
    }

    fn name(&self, attribute: &Attribute) -> u32 {
        match attribute.id {
            Some(id) => self.with_id[&(id, attribute.name.clone())],
            None => self.index(&attribute.name),
        }
    }
}
