//! What a manifest says of the platforms that a package is for, as far as it decides which signatures count.
//!
//! apksig reads it by rules of its own (`ApkUtils`), which are not those of the package parser: the greatest of all minimum levels
//! counts, references are refused, and a codename stands for the level before its release.

use crate::axml::{Document, Element, Event};
use crate::signing::SdkRange;
use crate::{Error, ResourceId, ValueKind};

const MIN_SDK: ResourceId = ResourceId(0x0101_020c);
const TARGET_SDK: ResourceId = ResourceId(0x0101_0270);
const TARGET_SANDBOX: ResourceId = ResourceId(0x0101_054c);

/// What a manifest says of platforms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Platforms {
    /// The lowest platform, or why it cannot be told.
    pub min_sdk: Result<u32, MinSdkUnknown>,
    /// The platform that the package was made for; where it is not said, the lowest one.
    pub target_sdk: u32,
    /// The version of the security sandbox that it asks for: 1 where it asks for none.
    pub target_sandbox: u32,
}

/// Why the lowest platform cannot be told.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MinSdkUnknown {
    /// The manifest breaks off.
    #[error("{0}")]
    Broken(Error),
    /// It is neither a number nor text: a reference, say.
    #[error("minSdkVersion is neither a number nor a codename")]
    Kind,
    /// No platform is known by that name.
    #[error("no platform has the codename {0:?}")]
    Codename(String),
}

/// First letters of codenames, and the last level before the platform got its own
/// (`ApkUtils.CodenamesLazyInitializer`).
const CODENAMES: &[(char, u32)] = &[
    ('C', 2),
    ('D', 3),
    ('E', 4),
    ('F', 7),
    ('G', 8),
    ('H', 10),
    ('I', 13),
    ('J', 15),
    ('K', 18),
    ('L', 20),
    ('M', 22),
    ('N', 23),
    ('O', 25),
];

impl Platforms {
    /// Of a binary manifest (`ApkUtils.getMinSdkVersionFromBinaryAndroidManifest` and its kin).
    pub fn read(manifest: &[u8]) -> Self {
        let min_sdk = min_sdk(manifest);
        let number = |element, id| first_number(manifest, element, id);
        Self {
            target_sdk: number("uses-sdk", TARGET_SDK)
                .unwrap_or_else(|| min_sdk.as_ref().copied().unwrap_or(1)),
            target_sandbox: number("manifest", TARGET_SANDBOX).unwrap_or(1),
            min_sdk,
        }
    }

    /// The platforms asked for, else those that a manifest states, else all: the first one decides which schemes count, and where
    /// nobody says it the range starts at the first platform of all.
    pub fn range(stated: Option<&Self>, min: Option<u32>, max: Option<u32>) -> SdkRange {
        let stated = stated.and_then(|platforms| platforms.min_sdk.as_ref().ok().copied());
        let min = min.or(stated).unwrap_or(1);
        SdkRange { min, max: max.unwrap_or(u32::MAX).max(min) }
    }

    /// The lowest scheme that platforms ask for of packages made for this one: v2 from Android 11 on
    /// (`ApkVerifier.getMinimumSignatureSchemeVersionForTargetSdk`).
    pub fn needs_signing_block(&self) -> bool {
        self.target_sdk >= 30
    }
}

fn min_sdk(manifest: &[u8]) -> Result<u32, MinSdkUnknown> {
    let mut greatest = 1;
    for element in elements(manifest) {
        let element = element.map_err(MinSdkUnknown::Broken)?;
        if element.depth() == 1 && element.is_named("uses-sdk") {
            greatest = greatest.max(stated(&element)?);
        }
    }
    Ok(greatest)
}

/// The level that one `uses-sdk` states; a negative one is no lower than the first.
fn stated(element: &Element<'_>) -> Result<u32, MinSdkUnknown> {
    let Some(attribute) = element.attribute(MIN_SDK) else { return Ok(1) };
    match attribute.value.kind {
        ValueKind::IntDec | ValueKind::IntHex => Ok(level(attribute.value.data)),
        ValueKind::String => {
            let name = attribute.string(attribute.value.data).map_err(MinSdkUnknown::Broken)?;
            of_codename(&name.text().value)
        }
        _ => Err(MinSdkUnknown::Kind),
    }
}

/// The level of a codename, by its first letter (`ApkUtils.getMinSdkVersionForCodename`): letters that are not known are one level
/// each behind the last known one.
fn of_codename(name: &str) -> Result<u32, MinSdkUnknown> {
    let unknown = || MinSdkUnknown::Codename(name.to_owned());
    let first = name.chars().next().filter(char::is_ascii_uppercase).ok_or_else(unknown)?;
    let older = CODENAMES.iter().rev().find(|(letter, _)| *letter <= first);
    Ok(older.map_or(1, |(letter, level)| {
        level.saturating_add(u32::from(first).saturating_sub(u32::from(*letter)))
    }))
}

/// The first number of this attribute in elements of this name, at any depth.
fn first_number(manifest: &[u8], element: &str, id: ResourceId) -> Option<u32> {
    let attributes = elements(manifest)
        .map_while(Result::ok)
        .filter(|found| found.is_named(element))
        .filter_map(|found| found.attribute(id));
    let value = attributes.map(|attribute| attribute.value).next()?;
    matches!(value.kind, ValueKind::IntDec | ValueKind::IntHex).then_some(level(value.data))
}

/// Java's ints are signed.
fn level(data: u32) -> u32 {
    u32::try_from(data.cast_signed()).unwrap_or(0)
}

/// The elements up to the end of the first one. What stands behind it no device looks at; apksig does, and breaks off where it is broken.
fn elements(manifest: &[u8]) -> impl Iterator<Item = Result<Element<'_>, Error>> {
    let (mut events, error) = match Document::strict(manifest) {
        Ok(document) => (Some(document.events()), None),
        Err(error) => (None, Some(Err(error))),
    };
    let elements = std::iter::from_fn(move || {
        let events = events.as_mut()?;
        while !events.closed_root() {
            match events.next()? {
                Ok(Event::StartElement(element)) => return Some(Ok(element)),
                Ok(_) => {}
                Err(error) => return Some(Err(error)),
            }
        }
        None
    });
    error.into_iter().chain(elements)
}

#[cfg(test)]
mod tests {
    use beian_testkit::axml::{Value, Xml};

    use super::*;

    #[test]
    fn codenames_are_the_level_before_their_platform() {
        let levels =
            [("N", 23), ("NMR1", 23), ("O", 25), ("P", 26), ("Q", 27), ("A", 1), ("Cupcake", 2), ("Z", 36)];
        for (name, level) in levels {
            assert_eq!(of_codename(name), Ok(level), "{name}");
        }
        for name in ["", "n", "1", "ä"] {
            assert_eq!(of_codename(name), Err(MinSdkUnknown::Codename(name.into())));
        }
    }

    #[test]
    fn what_is_no_manifest_has_no_lowest_platform() {
        let platforms = Platforms::read(b"nothing");
        assert!(matches!(platforms.min_sdk, Err(MinSdkUnknown::Broken(_))));
        assert_eq!((platforms.target_sdk, platforms.target_sandbox), (1, 1));
    }

    #[test]
    fn the_greatest_minimum_counts_and_references_are_refused() {
        let sdk = |value: Value| move |xml: Xml| xml.android(MIN_SDK.0, "minSdkVersion", value);
        let of = |first: Value, second: Value| {
            let xml = Xml::new().open("manifest").leaf("uses-sdk", sdk(first)).leaf("uses-sdk", sdk(second));
            Platforms::read(&xml.close().build())
        };
        assert_eq!(of(Value::Int(24), Value::Int(21)).min_sdk, Ok(24));
        assert_eq!(of(Value::Int(24), Value::from("P")).min_sdk, Ok(26));
        assert_eq!(of(Value::Int(-5), Value::Int(0)).min_sdk, Ok(1));
        assert_eq!(of(Value::Int(24), Value::Reference(0x7f01_0000)).min_sdk, Err(MinSdkUnknown::Kind));
    }

    #[test]
    fn the_target_is_the_minimum_where_it_is_not_said() {
        let xml = Xml::new()
            .open("manifest")
            .android(TARGET_SANDBOX.0, "targetSandboxVersion", 2)
            .leaf("uses-sdk", |xml| xml.android(MIN_SDK.0, "minSdkVersion", 30));
        let expected = Platforms { min_sdk: Ok(30), target_sdk: 30, target_sandbox: 2 };
        assert_eq!(Platforms::read(&xml.close().build()), expected);
        assert!(expected.needs_signing_block());
    }

    #[test]
    fn a_manifest_that_says_nothing_is_for_all() {
        let bytes = Xml::new().open("manifest").close().build();
        let expected = Platforms { min_sdk: Ok(1), target_sdk: 1, target_sandbox: 1 };
        assert_eq!(Platforms::read(&bytes), expected);
        assert!(!expected.needs_signing_block());
    }
}
