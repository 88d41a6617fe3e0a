//! The rules by name. A verdict's trace is the rules that spoke.

use beian_model::Phrase;

macro_rules! rules {
    ($($(#[doc = $doc:literal])+ $variant:ident $id:literal;)*) => {
        /// A rule of judging, with its reason.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Rule {
            $($(#[doc = $doc])+ $variant,)*
        }

        impl Rule {
            /// Every rule.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Its name, stable.
            pub fn id(self) -> &'static str {
                match self {
                    $(Self::$variant => $id,)*
                }
            }
        }
    };
}

rules! {
    /// An address that only some network, or nobody, can reach (IANA's special-purpose registries).
    PrivateAddress "kind.private-address";
    /// A name that nothing is registered under (RFC 6761 and those after it), or of one label.
    SpecialName "kind.special-name";
    /// It stands in a certificate, a key store, a signature.
    InCertificate "kind.in-certificate";
    /// What follows the `@` of a mail address.
    MailDomain "kind.mail-domain";
    /// The format says that the app answers for it.
    Answered "kind.answered";
    /// The format says that a rule is for it.
    Matched "kind.matched";
    /// The format, what stands before it, or a specification says that it is an identifier.
    Declared "kind.declared-identifier";
    /// A licence file, or a notice of rights around it.
    InLicence "kind.in-licence";
    /// A comment, a compiler's stamp, or a file that describes the build.
    InBuildRecord "kind.in-build-record";
    /// A picture, a font, sound: what is written there is an author's or a tool's.
    InMedia "kind.in-media";
    /// Its path is shaped as those of identifiers are.
    ShapedIdentifier "kind.shaped-identifier";
    /// It stands in a sentence.
    InSentence "kind.in-sentence";
    /// The file is for people to read.
    InReading "kind.in-reading";
    /// Markup links to it.
    Linked "kind.linked";
    /// Only part of the host is fixed.
    Open "kind.open";
    /// A public address.
    PublicAddress "kind.public-address";
    /// None of the others: code, a resource or configuration holds it.
    Held "kind.held";

    /// Both ends are certain, and its suffix is public.
    Certain "sure.certain";
    /// Both ends are certain, and no suffix is asked of it.
    CertainAddress "sure.certain-address";
    /// One of its ends is inferred.
    InferredEnds "sure.inferred-ends";
    /// Its scheme stands elsewhere.
    InferredScheme "sure.inferred-scheme";
    /// Its suffix is in no section of the public suffix list.
    UnknownSuffix "sure.unknown-suffix";
    /// A bare name in a file of code or configuration, of which only its quotes tell.
    QuotedName "sure.quoted-name";
    /// A bare name under a top-level domain that words and names in code end in as well.
    RareSuffix "sure.rare-suffix";
    /// Too short to be told from chance.
    TooShort "sure.too-short";
    /// Written with capitals, as names in code are.
    Capitals "sure.capitals";
    /// The package gives this name to something of its own.
    NamedByPackage "sure.named-by-package";
    /// Its letters are those of a file, a property, a name in code, a reversed domain.
    FileLike "sure.file-like";
    /// A property or method by its last word.
    PropertyLike "sure.property-like";
    /// A name in code by its first word.
    CodeLike "sure.code-like";
    /// A domain in reverse order.
    Reversed "sure.reversed";
    /// A version or an object identifier by its numbers.
    NumberLike "sure.number-like";
}

impl Rule {
    /// Its half of a host's reason, for the rules of confidence; none for those of kinds.
    pub(super) fn confidence_words(self) -> Option<Phrase> {
        Some(match self {
            Self::Certain => Phrase::SureExact,
            Self::CertainAddress => Phrase::SureAddress,
            Self::InferredEnds | Self::InferredScheme | Self::QuotedName | Self::TooShort => {
                Phrase::UnsureBounds
            }
            Self::UnknownSuffix => Phrase::UnsureSuffix,
            Self::NamedByPackage | Self::Reversed => Phrase::LikeClassName,
            Self::FileLike => Phrase::LikeFileName,
            Self::PropertyLike | Self::RareSuffix => Phrase::LikePropertyKey,
            Self::CodeLike | Self::Capitals => Phrase::LikeCode,
            Self::NumberLike => Phrase::LikeVersion,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_different() {
        let mut ids: Vec<_> = Rule::ALL.iter().map(|rule| rule.id()).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), Rule::ALL.len());
    }

    #[test]
    fn each_rule_of_confidence_has_words() {
        for rule in Rule::ALL {
            assert_eq!(rule.id().starts_with("sure."), rule.confidence_words().is_some(), "{}", rule.id());
        }
    }
}
