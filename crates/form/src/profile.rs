//! Provider profiles: labels and shapes as data.

use std::collections::BTreeMap;

use beian_model::{Bilingual, KeyAlgorithm, Platform, RowKey, Shape};
use serde::Deserialize;

/// The profiles that are built in, by name.
const BUILT_IN: [(&str, &str); 1] = [("generic", include_str!("../profiles/generic.toml"))];

/// One access provider's labels and shapes.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    name: String,
    android: Fields,
    ios: Fields,
    unknown: Fields,
}

/// What one platform's fields are called and how they are filled.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Fields {
    labels: BTreeMap<RowKey, Words>,
    public_key: KeyRules,
    pub(crate) fingerprint: ShapeRule,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyRules {
    rsa: ShapeRule,
    ec: ShapeRule,
    dsa: ShapeRule,
    other: ShapeRule,
}

/// In which shape a fact is put in, which other shapes stand beside it, and which are one step away.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ShapeRule {
    pub(crate) shape: Shape,
    pub(crate) beside: Vec<Shape>,
    pub(crate) others: Vec<Shape>,
    pub(crate) note: Option<Words>,
}

/// A text in both languages, as the file has it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Words {
    zh: String,
    en: String,
}

impl From<&Words> for Bilingual {
    fn from(words: &Words) -> Self {
        Self::new(words.zh.as_str(), words.en.as_str())
    }
}

/// Why there is no such profile.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProfileError {
    /// No built-in profile has this name.
    Unknown {
        /// The name asked for.
        name: String,
    },
    /// The profile's file is not what a profile must be.
    Malformed {
        /// The profile.
        name: String,
        /// What is wrong with it, and where.
        cause: String,
    },
}

impl std::fmt::Display for ProfileError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unknown { name } => {
                write!(f, "no access provider named {name:?}; known: ")?;
                Profile::names().enumerate().try_for_each(|(i, known)| {
                    let comma = if i == 0 { "" } else { ", " };
                    write!(f, "{comma}{known}")
                })
            }
            Self::Malformed { name, cause } => write!(f, "provider profile {name}: {cause}"),
        }
    }
}

impl std::error::Error for ProfileError {}

impl Profile {
    /// The names of the built-in profiles.
    pub fn names() -> impl Iterator<Item = &'static str> {
        BUILT_IN.iter().map(|(name, _)| *name)
    }

    /// A built-in profile.
    pub fn named(name: &str) -> Result<Self, ProfileError> {
        let (_, file) = BUILT_IN
            .iter()
            .find(|(known, _)| *known == name)
            .ok_or_else(|| ProfileError::Unknown { name: name.into() })?;
        toml::from_str(file).map_err(|error| ProfileError::Malformed {
            name: name.into(),
            cause: error.to_string().replace('\n', " "),
        })
    }

    /// The profile's name, as behind `--provider`.
    pub fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn fields(&self, platform: Option<Platform>) -> &Fields {
        match platform {
            Some(Platform::Android) => &self.android,
            Some(Platform::Ios) => &self.ios,
            None => &self.unknown,
        }
    }
}

impl Fields {
    /// What the provider calls the field; its key where the profile has no label for it.
    pub(crate) fn label(&self, key: RowKey) -> Bilingual {
        self.labels.get(&key).map_or_else(|| Bilingual::new(key.as_str(), key.as_str()), Into::into)
    }

    pub(crate) fn key_rule(&self, algorithm: &KeyAlgorithm) -> &ShapeRule {
        match algorithm {
            KeyAlgorithm::Rsa => &self.public_key.rsa,
            KeyAlgorithm::Ec => &self.public_key.ec,
            KeyAlgorithm::Dsa => &self.public_key.dsa,
            KeyAlgorithm::MlDsa | KeyAlgorithm::Eddsa | KeyAlgorithm::Other(_) => &self.public_key.other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_profile_reads_and_labels_every_row_on_every_platform() {
        for name in Profile::names() {
            let profile = Profile::named(name).unwrap();
            assert_eq!(profile.name(), name);
            for platform in [Some(Platform::Android), Some(Platform::Ios), None] {
                for key in RowKey::ALL {
                    assert!(
                        profile.fields(platform).labels.contains_key(&key),
                        "{name} {platform:?} {key:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn the_fingerprint_is_md5_on_android_and_sha1_on_ios() {
        let profile = Profile::named("generic").unwrap();
        assert_eq!(profile.fields(Some(Platform::Android)).fingerprint.shape, Shape::Md5Hex);
        assert_eq!(profile.fields(Some(Platform::Ios)).fingerprint.shape, Shape::Sha1Hex);
    }

    #[test]
    fn an_unknown_provider_is_refused_with_the_known_ones() {
        let error = Profile::named("nobody").unwrap_err();
        assert_eq!(error.to_string(), "no access provider named \"nobody\"; known: generic");
    }
}
