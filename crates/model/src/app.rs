//! What the package says of itself: the `app` object.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::ser::SerializeMap;
use serde::{Deserialize, Serialize, Serializer};

/// The platform a package is made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Platform {
    /// Android (安卓平台).
    Android,
    /// iOS and iPadOS (苹果平台).
    Ios,
}

/// The app's identity, as the package states it.
///
/// Android: from `AndroidManifest.xml` and `resources.arsc`. iOS: from the main bundle's `Info.plist`.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct App {
    /// The platform.
    pub platform: Platform,
    /// Package name (Android: `manifest@package`) or Bundle ID (iOS: `CFBundleIdentifier`).
    pub id: Option<String>,
    /// The name proposed for the form: of the locales zh-Hans-CN, zh-CN, zh-Hans, zh the first that has one, else the default.
    pub name: Option<String>,
    /// The app's name in every locale that has one.
    pub names: Names,
    /// The version people see: `versionName`, `CFBundleShortVersionString`.
    pub version: Option<String>,
    /// The version stores count: `versionCode` in decimal, with `versionCodeMajor` as its upper 32 bits; `CFBundleVersion`.
    pub build: Option<String>,
    /// The oldest platform: `minSdkVersion` (a number, or a codename as stated); `MinimumOSVersion`.
    pub min_os: Option<String>,
    /// The platform it was made for: `targetSdkVersion`; null on iOS.
    pub target_os: Option<String>,
    /// Locales that the package has resources for, as BCP-47 tags, sorted.
    pub languages: Vec<String>,
    /// Permissions asked for, in the manifest's order, each once.
    pub permissions: Vec<String>,
    /// The class (Android) that the launcher starts; null where there is none.
    pub entry_point: Option<String>,
    /// The Android application class, as a full class name.
    pub application_class: Option<String>,
    /// The split's name where the package is a split and not a base (Android).
    pub split: Option<String>,
    /// `android:sharedUserId`.
    pub shared_user_id: Option<String>,
    /// What the package says of its own build.
    pub flags: Vec<AppFlag>,
    /// `meta-data` of the application element by name: values as aapt writes them, resources that are not followed as
    /// `@0x7f010000`; null where a value could not be read.
    pub meta_data: BTreeMap<String, Option<String>>,
    /// Apps inside this app (iOS), splits.
    pub nested: Vec<NestedApp>,
}

/// A name in every locale: `{"default": …, "zh-CN": …}`, the default first.
#[derive(Clone, Debug, Default, PartialEq, Eq, JsonSchema)]
#[schemars(transparent)]
pub struct Names {
    #[schemars(with = "BTreeMap<String, Option<String>>")]
    /// The default configuration's name.
    pub default: Option<String>,
    /// Names of other locales by BCP-47 tag.
    #[schemars(skip)]
    pub locales: BTreeMap<String, String>,
}

impl Names {
    /// The name to propose for the form, and the key it stands under: zh-Hans-CN, zh-CN, zh-Hans, zh, else the default.
    pub fn proposed(&self) -> Option<(&str, &str)> {
        ["zh-Hans-CN", "zh-CN", "zh-Hans", "zh"]
            .into_iter()
            .find_map(|tag| self.locales.get(tag).map(|name| (tag, name.as_str())))
            .or_else(|| self.default.as_deref().map(|name| ("default", name)))
    }
}

impl Serialize for Names {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.locales.len() + 1))?;
        map.serialize_entry("default", &self.default)?;
        self.locales.iter().try_for_each(|(tag, name)| map.serialize_entry(tag, name))?;
        map.end()
    }
}

/// What a package says of its own build.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AppFlag {
    /// `android:debuggable="true"`: a debug build.
    Debuggable,
    /// `android:testOnly="true"`: cannot be installed from a store.
    TestOnly,
    /// `android:hasCode` is false: no code of its own.
    NoCode,
    /// `android:isFeatureSplit`: a feature of an app, not the app.
    FeatureSplit,
    /// `android:isSplitRequired` or `requiredSplitTypes`: cannot be installed without its splits.
    SplitRequired,
    /// `android:isolatedSplits`: splits are loaded one by one.
    IsolatedSplits,
    /// `android:usesCleartextTraffic`: asks to be let speak without TLS.
    CleartextTraffic,
    /// `android:extractNativeLibs` is false: libraries are loaded from the package itself.
    NativeLibsInPackage,
    /// `android:multiArch`: code for 32 and 64 bits.
    MultiArch,
    /// `android:allowBackup`.
    AllowBackup,
}

/// An app inside an app, with an id of its own; only the main app goes on the form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct NestedApp {
    /// Where in the package it lies.
    pub path: String,
    /// Its Bundle ID or split name.
    pub id: Option<String>,
    /// What it is.
    pub kind: NestedKind,
}

/// What a nested app is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum NestedKind {
    /// An app extension (`.appex`).
    Extension,
    /// A watch app.
    Watch,
    /// An app clip.
    Clip,
    /// A framework.
    Framework,
    /// An app in a place that is for none.
    App,
    /// A split APK.
    Split,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_proposed_name_is_the_most_specific_simplified_chinese_one() {
        let mut names = Names { default: Some("Mall".into()), locales: BTreeMap::new() };
        assert_eq!(names.proposed(), Some(("default", "Mall")));
        for tag in ["zh-TW", "zh", "zh-Hans", "zh-CN", "zh-Hans-CN"] {
            names.locales.insert(tag.into(), tag.to_uppercase());
            let expected = if tag == "zh-TW" { "default" } else { tag };
            assert_eq!(names.proposed().unwrap().0, expected);
        }
    }

    #[test]
    fn names_are_one_object_with_the_default_first() {
        let names = Names { default: None, locales: BTreeMap::from([("ar".into(), "x".into())]) };
        assert_eq!(serde_json::to_string(&names).unwrap(), r#"{"default":null,"ar":"x"}"#);
    }
}
