//! Types of elements (X.690, 8.1.2).

/// The class of a tag (X.690, 8.1.2.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// Types of ASN.1 itself.
    Universal,
    /// Types of one application.
    Application,
    /// Types by their place in the parent.
    Context,
    /// Types by private agreement.
    Private,
}

/// The type of an element: class, form and number (X.690, 8.1.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Tag {
    /// The class.
    pub class: Class,
    /// Whether the content is elements (rather than the value's own octets).
    pub constructed: bool,
    /// The number within the class.
    pub number: u32,
}

impl Tag {
    /// BOOLEAN.
    pub const BOOLEAN: Self = Self::universal(1);
    /// INTEGER.
    pub const INTEGER: Self = Self::universal(2);
    /// BIT STRING, primitive.
    pub const BIT_STRING: Self = Self::universal(3);
    /// OCTET STRING, primitive.
    pub const OCTET_STRING: Self = Self::universal(4);
    /// NULL.
    pub const NULL: Self = Self::universal(5);
    /// OBJECT IDENTIFIER.
    pub const OID: Self = Self::universal(6);
    /// `UTCTime`.
    pub const UTC_TIME: Self = Self::universal(23);
    /// `GeneralizedTime`.
    pub const GENERALIZED_TIME: Self = Self::universal(24);
    /// SEQUENCE and SEQUENCE OF.
    pub const SEQUENCE: Self = Self::universal(16).as_constructed();
    /// SET and SET OF.
    pub const SET: Self = Self::universal(17).as_constructed();

    /// A primitive tag of ASN.1 itself.
    pub const fn universal(number: u32) -> Self {
        Self { class: Class::Universal, constructed: false, number }
    }

    /// A primitive tag by its place in the parent: `[number]` with a string or number behind it.
    pub const fn context(number: u32) -> Self {
        Self { class: Class::Context, constructed: false, number }
    }

    /// The same tag with elements as content.
    #[must_use]
    pub const fn as_constructed(self) -> Self {
        Self { constructed: true, ..self }
    }

    /// Whether class and number are the same, whatever the form. BER may write any string as constructed.
    pub const fn same_type(self, other: Self) -> bool {
        self.number == other.number
            && matches!(
                (self.class, other.class),
                (Class::Universal, Class::Universal)
                    | (Class::Application, Class::Application)
                    | (Class::Context, Class::Context)
                    | (Class::Private, Class::Private)
            )
    }
}

impl std::fmt::Display for Tag {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let class = match self.class {
            Class::Universal => "universal",
            Class::Application => "application",
            Class::Context => "context",
            Class::Private => "private",
        };
        let form = if self.constructed { "constructed" } else { "primitive" };
        write!(f, "{class} tag {} ({form})", self.number)
    }
}
