//! Who takes what readers find.

use crate::Text;

/// Takes the strings of an entry, and the names by which a package calls its own things.
pub trait Sink {
    /// A string. Strings of one entry come in no particular order.
    fn text(&mut self, text: Text<'_>);

    /// Whether a string that is stored as these bytes, in whatever encoding, can matter at all. What cannot need not be decoded
    /// and handed over, unless its role alone makes it matter ([`Role::AnsweredHost`], [`Role::MatchedHost`]).
    ///
    /// [`Role::AnsweredHost`]: crate::Role::AnsweredHost
    /// [`Role::MatchedHost`]: crate::Role::MatchedHost
    fn wants(&self, _stored: &[u8]) -> bool {
        true
    }

    /// A name that the package gives to something: no string of it is an address, and what looks like an address may be
    /// one of these.
    fn name(&mut self, name: Name<'_>);
}

/// What a package calls something of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Name<'a> {
    /// A package of classes, with dots (`com.example.net`); the classes themselves are not named one by one.
    ClassPackage(&'a str),
    /// A class, with dots: one that the manifest or a layout names, or what the manifest names in the same way (an authority, a
    /// permission, an action).
    Class(&'a str),
    /// The name of a source file (`Main.java`).
    SourceFile(&'a str),
    /// The key of a resource (`config.api.host`).
    Resource(&'a str),
    /// A file: the path of an entry, or one that a resource names.
    File(&'a str),
}
