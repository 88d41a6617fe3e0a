//! The identity that `AndroidManifest.xml` states, resolved against `resources.arsc`.
//!
//! The measure is the device's package parser (`ApkLiteParseUtils`, `ParsingPackageUtils`, before them `PackageParser`): elements are
//! looked for at their depth and nowhere else, attributes by resource id, and by name only where they have no id (`package`, `split`,
//! `configForSplit`). Where the platform would default a value, nothing is stated and nothing is given.
//!
//! The device that values are resolved for is a plain phone without a locale ([`Config::phone`]), the one that aapt's `dump badging`
//! asks for; names are also given for each locale that the label is translated to.
//!
//! ```
//! use beian_android::manifest::{Manifest, Resources};
//!
//! let bytes = beian_testkit::axml::Xml::new()
//!     .open("manifest")
//!     .attribute("package", "com.example")
//!     .android(0x0101_021b, "versionCode", 7)
//!     .close()
//!     .build();
//! let manifest = Manifest::read(&bytes, Resources::Absent)?;
//! assert_eq!(manifest.package.value().map(String::as_str), Some("com.example"));
//! assert_eq!(manifest.version_code.value(), Some(&7));
//! # Ok::<(), beian_android::Error>(())
//! ```

mod attributes;
mod component;
mod field;
mod lookup;
mod names;
mod walk;

use std::fmt;

pub use component::class_name;
pub use field::{Expected, Field, Problem};
pub use names::Names;

use crate::arsc::{Config, Table};
use crate::oddity::Oddity;
use crate::{Error, Reading, ResourceId};

/// How many notes are kept: one manifest could hold thousands of broken permissions, and nobody reads more than the first.
const MOST_NOTES: usize = 64;

/// The package's resource table, as far as there is one.
#[derive(Clone, Copy, Debug)]
pub enum Resources<'t, 'a> {
    /// The package has none.
    Absent,
    /// The package has one that cannot be opened.
    Broken(Error),
    /// The package's table.
    Table(&'t Table<'a>),
}

/// What a manifest states.
#[derive(Clone, Debug)]
pub struct Manifest {
    /// Whether the platform's reader gets as far as this one.
    pub reading: Reading,
    /// What the platform's reader refuses the document for, if it does.
    pub refused: Option<Error>,
    /// What was odd about the document.
    pub oddities: Vec<Oddity>,
    /// What is wrong with facts that were read, or that are parts of a list.
    pub notes: Vec<Note>,
    /// `package`.
    pub package: Field<String>,
    /// `split`: the name of the split that this package is. An empty one is none.
    pub split: Field<String>,
    /// `configForSplit`: the split that this configuration split belongs to; empty for the base.
    pub config_for_split: Field<String>,
    /// `android:versionName`.
    pub version_name: Field<String>,
    /// `android:versionCode`, with `versionCodeMajor` as the upper 32 bits (`PackageInfo.composeLongVersionCode`).
    pub version_code: Field<i64>,
    /// `android:sharedUserId`.
    pub shared_user_id: Field<String>,
    /// `android:minSdkVersion` of the last `uses-sdk`.
    pub min_sdk: Field<Sdk>,
    /// `android:targetSdkVersion` of the last `uses-sdk`.
    pub target_sdk: Field<Sdk>,
    /// `android:maxSdkVersion` of the last `uses-sdk`.
    pub max_sdk: Field<i32>,
    /// The application's label.
    pub names: Field<Names>,
    /// The application's class, as stated; [`class_name`] completes it.
    pub application_class: Field<String>,
    /// The application's icon, as a reference that is not followed.
    pub icon: Field<ResourceId>,
    /// The application's round icon, as a reference that is not followed.
    pub round_icon: Field<ResourceId>,
    /// The first enabled activity or alias that the launcher shows.
    pub launcher: Field<Launcher>,
    /// What the app asks for, in order, each once.
    pub permissions: Vec<Permission>,
    /// The application's `meta-data`, in order of first appearance; of two with one name the last counts, as in the platform's `Bundle`.
    pub meta_data: Vec<MetaData>,
    /// Truths that the manifest states.
    pub flags: Vec<Flag>,
    /// The locales of the resource table as BCP 47 tags, without the default, sorted.
    pub languages: Vec<String>,
}

impl Manifest {
    /// Reads a manifest: as the platform does, and where the platform refuses the document, as far as it goes.
    ///
    /// `Err` is the platform's reason, where there is nothing to read at all.
    pub fn read(document: &[u8], resources: Resources<'_, '_>) -> Result<Self, Error> {
        walk::read(document, resources)
    }

    /// Every fact that could not be read, and every note, in a fixed order.
    pub fn problems(&self) -> Vec<Note> {
        let of = |fact, problem: Option<&Problem>| problem.map(|problem| Note { fact, problem: *problem });
        let fields = [
            of(Fact::Package, self.package.problem()),
            of(Fact::Split, self.split.problem()),
            of(Fact::ConfigForSplit, self.config_for_split.problem()),
            of(Fact::VersionName, self.version_name.problem()),
            of(Fact::VersionCode, self.version_code.problem()),
            of(Fact::SharedUserId, self.shared_user_id.problem()),
            of(Fact::MinSdk, self.min_sdk.problem()),
            of(Fact::TargetSdk, self.target_sdk.problem()),
            of(Fact::MaxSdk, self.max_sdk.problem()),
            of(Fact::Name, self.names.problem()),
            of(Fact::Name, self.names.value().and_then(|names| names.default.problem())),
            of(Fact::ApplicationClass, self.application_class.problem()),
            of(Fact::Icon, self.icon.problem()),
            of(Fact::RoundIcon, self.round_icon.problem()),
            of(Fact::Launcher, self.launcher.problem()),
        ];
        fields.into_iter().flatten().chain(self.notes.iter().copied()).collect()
    }

    /// Whether the manifest states a flag.
    pub fn has(&self, flag: Flag) -> bool {
        self.flags.contains(&flag)
    }
}

/// A problem and what it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Note {
    /// What it is about.
    pub fact: Fact,
    /// What is wrong.
    pub problem: Problem,
}

/// The facts that a manifest states.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Fact {
    /// The package's name.
    Package,
    /// The split's name.
    Split,
    /// The split that a configuration split belongs to.
    ConfigForSplit,
    /// The version as shown.
    VersionName,
    /// The version as counted.
    VersionCode,
    /// The shared user id.
    SharedUserId,
    /// The least API level.
    MinSdk,
    /// The API level that the app is made for.
    TargetSdk,
    /// The greatest API level.
    MaxSdk,
    /// The app's name in the default configuration.
    Name,
    /// The app's name in some locale.
    LocalizedName,
    /// The application's class.
    ApplicationClass,
    /// The icon.
    Icon,
    /// The round icon.
    RoundIcon,
    /// The launcher's activity.
    Launcher,
    /// A permission.
    Permission,
    /// A `meta-data` element.
    MetaData,
    /// A flag.
    Flag(Flag),
}

/// An API level.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Sdk {
    /// A number.
    Level(i32),
    /// A codename, of a preview.
    Codename(String),
}

impl fmt::Display for Sdk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Level(level) => write!(f, "{level}"),
            Self::Codename(name) => f.write_str(name),
        }
    }
}

/// What a launcher starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Launcher {
    /// The full class name of the activity, or the full name of the alias.
    pub name: String,
    /// For an alias, the full class name of the activity that it stands for.
    pub target: Option<String>,
}

/// A permission that the app asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permission {
    /// The permission's name.
    pub name: String,
    /// The last API level on which it is asked for.
    pub max_sdk: Option<i32>,
}

/// A `meta-data` element of the application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MetaData {
    /// `android:name`.
    pub name: String,
    /// `android:value` or `android:resource`.
    pub value: MetaValue,
}

/// What a `meta-data` element gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MetaValue {
    /// A value as text, references followed.
    Text(Field<String>),
    /// A resource as such, not followed.
    Resource(ResourceId),
}

/// Truths about a package that decide whether it is the one to ship, or what else belongs to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Flag {
    /// `android:debuggable`: a debug build.
    Debuggable,
    /// `android:testOnly`: installable with `adb install -t` only.
    TestOnly,
    /// `android:hasCode` is false: no code is loaded from this package.
    NoCode,
    /// `android:isFeatureSplit`: a feature of an app, not the app.
    FeatureSplit,
    /// `android:isSplitRequired`, or a type in `android:requiredSplitTypes`: not installable without splits.
    SplitRequired,
    /// `android:isolatedSplits`: splits are loaded one by one.
    IsolatedSplits,
    /// `android:usesCleartextTraffic`: the app asks to be let speak without TLS.
    CleartextTraffic,
    /// `android:extractNativeLibs` is false: libraries are loaded from the package itself.
    NativeLibsInPackage,
    /// `android:multiArch`: code for 32 and 64 bits.
    MultiArch,
    /// `android:allowBackup`.
    AllowBackup,
}

/// The device that values are resolved for where no locale is asked for.
pub fn default_device() -> Config {
    Config::phone()
}

#[cfg(test)]
mod tests;
