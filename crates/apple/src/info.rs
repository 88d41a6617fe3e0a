//! What a bundle's `Info.plist` states of it, and the names of its languages.
//!
//! Keys: Apple's *Information Property List* reference. How values are looked up: CoreFoundation's `CFBundle_InfoPlist.c`.

mod language;
#[cfg(test)]
mod tests;

use crate::plist::{Dictionary, Value};

pub use language::language;

/// The name of the file, at the top of a bundle of iOS.
pub const INFO: &str = "Info.plist";
/// The name of the file with the localised values of some keys, in a language's folder.
pub const INFO_STRINGS: &str = "InfoPlist.strings";

/// What an `Info.plist` states. Nothing is defaulted: what it does not state is `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Info {
    /// `CFBundleIdentifier`.
    pub identifier: Option<String>,
    /// `CFBundleDisplayName`: what stands under the icon.
    pub display_name: Option<String>,
    /// `CFBundleName`: what stands there where the other is not stated.
    pub name: Option<String>,
    /// `CFBundleShortVersionString`: the version people see.
    pub short_version: Option<String>,
    /// `CFBundleVersion`: the version that the store counts.
    pub version: Option<String>,
    /// `MinimumOSVersion`.
    pub minimum_os: Option<String>,
    /// `CFBundleExecutable`: the file of the code.
    pub executable: Option<String>,
    /// `DTPlatformName`, as `iphoneos`; else the first of `CFBundleSupportedPlatforms`, in lower case.
    pub platform: Option<String>,
    /// `CFBundleDevelopmentRegion`: the language of what is not localised.
    pub development_region: Option<String>,
    /// `CFBundleLocalizations`: languages that have no folder.
    pub localizations: Vec<String>,
    /// What is stated and cannot be what it should.
    pub problems: Vec<InfoProblem>,
}

/// A value that is not of its key's type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InfoProblem {
    /// The key.
    pub key: &'static str,
    /// What is there instead of text.
    pub found: &'static str,
}

impl Info {
    /// Reads the keys that concern a bundle's identity.
    pub fn of(list: &Dictionary) -> Self {
        let mut info = Self::default();
        let mut text = |key| text(list, key, &mut info.problems);
        let identifier = text("CFBundleIdentifier");
        let display_name = text("CFBundleDisplayName");
        let name = text("CFBundleName");
        let short_version = text("CFBundleShortVersionString");
        let version = text("CFBundleVersion");
        let minimum_os = text("MinimumOSVersion");
        let executable = text("CFBundleExecutable");
        let platform = text("DTPlatformName").or_else(|| supported(list));
        let development_region = text("CFBundleDevelopmentRegion");
        Self {
            identifier,
            display_name,
            name,
            short_version,
            version,
            minimum_os,
            executable,
            platform,
            development_region,
            localizations: texts(list, "CFBundleLocalizations").map(str::to_owned).collect(),
            problems: info.problems,
        }
    }

    /// What stands under the icon: the display name, or else the name. An empty one is none (`SpringBoard` shows the other).
    pub fn shown_name(&self) -> Option<&str> {
        [&self.display_name, &self.name]
            .into_iter()
            .flatten()
            .map(String::as_str)
            .find(|name| !name.is_empty())
    }
}

/// The name under the icon that a file of localised values gives.
pub fn localized_name(strings: &Dictionary) -> Option<&str> {
    let keys = ["CFBundleDisplayName", "CFBundleName"];
    keys.into_iter().filter_map(|key| strings.get(key)?.as_str()).find(|name| !name.is_empty())
}

/// A value that should be text. A number is taken as it would be written, since tools write versions so.
fn text(list: &Dictionary, key: &'static str, problems: &mut Vec<InfoProblem>) -> Option<String> {
    let found = match list.get(key)? {
        Value::String(text) => return Some(text.clone()),
        Value::Integer(number) => return Some(number.to_string()),
        other => kind(other),
    };
    problems.push(InfoProblem { key, found });
    None
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Array(_) => "an array",
        Value::Dictionary(_) => "a dictionary",
        Value::Boolean(_) => "a boolean",
        Value::Data(_) => "data",
        Value::Date(_) => "a date",
        Value::Real(_) | Value::Integer(_) => "a number",
        Value::String(_) => "text",
        Value::Uid(_) | Value::Null => "a value of a keyed archive",
    }
}

fn texts<'l>(list: &'l Dictionary, key: &str) -> impl Iterator<Item = &'l str> {
    let values = list.get(key).and_then(Value::as_array).unwrap_or_default();
    values.iter().filter_map(Value::as_str)
}

fn supported(list: &Dictionary) -> Option<String> {
    texts(list, "CFBundleSupportedPlatforms").next().map(str::to_ascii_lowercase)
}
