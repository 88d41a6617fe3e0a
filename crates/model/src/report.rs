//! The report of one package, and the document of several.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use crate::{App, Coverage, FilingNumber, Finding, Form, Host, Icon, Platform, Sdk, Sha256, Signing};

/// The name of this contract.
pub const SCHEMA: &str = "beian/1";

/// The contract's name as a value: always [`SCHEMA`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SchemaId;

impl Serialize for SchemaId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(SCHEMA)
    }
}

impl JsonSchema for SchemaId {
    fn schema_name() -> Cow<'static, str> {
        "SchemaId".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "const": SCHEMA })
    }
}

/// What `--format json` prints.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Document {
    /// The contract.
    pub schema: SchemaId,
    /// The program.
    pub tool: Tool,
    /// One report a package that could be read, in the order given.
    pub packages: Vec<Report>,
    /// What concerns the filing as a whole.
    pub filing: Filing,
}

/// What concerns several packages together: one filing may cover an App on several platforms.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Filing {
    /// Rows that are the same for all packages; none so far.
    pub rows: Vec<crate::FormRow>,
    /// Findings across packages.
    pub findings: Vec<Finding>,
}

/// Everything known about one package. `--format jsonl` prints one a line.
///
/// Parts that were not asked for (`--only`), or that this version does not read, are absent; `app` and `signing` are then
/// absent together. What limits the host list (`coverage`) stands before it.
#[derive(Clone, Debug, PartialEq, JsonSchema)]
pub struct Report {
    /// The contract.
    pub schema: SchemaId,
    /// The program.
    pub tool: Tool,
    /// The file.
    pub package: Package,
    /// Whether `app` and `signing` were asked for; where they were not, they are absent instead of null.
    #[schemars(skip)]
    pub identity: Asked,
    /// The app's identity; null where the package states none.
    #[schemars(skip_serializing_if = "unasked")]
    pub app: Option<App>,
    /// Who signed it; null where the format carries no signature.
    #[schemars(skip_serializing_if = "unasked")]
    pub signing: Option<Signing>,
    /// What was read, and what was not.
    pub coverage: Coverage,
    /// Every embedded host.
    #[schemars(skip_serializing_if = "Option::is_none")]
    pub hosts: Option<Vec<Host>>,
    /// Third-party SDKs.
    #[schemars(skip_serializing_if = "Option::is_none")]
    pub sdks: Option<Vec<Sdk>>,
    /// Filing numbers shown in the app.
    #[schemars(skip_serializing_if = "Option::is_none")]
    pub filing_numbers: Option<Vec<FilingNumber>>,
    /// The app's icon; present and null where there is none.
    #[schemars(skip_serializing_if = "Option::is_none")]
    pub icon: Option<FoundIcon>,
    /// What to fill in.
    pub form: Form,
    /// What is wrong, likely wrong, or worth knowing; errors first.
    pub findings: Vec<Finding>,
}

/// Whether a part of the report was asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Asked {
    /// It was: a value that is not there is null.
    #[default]
    Yes,
    /// It was not: it is absent.
    No,
}

// By hand, since whether `app` and `signing` are null or absent is not theirs to know.
impl Serialize for Report {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("schema", &self.schema)?;
        map.serialize_entry("tool", &self.tool)?;
        map.serialize_entry("package", &self.package)?;
        if self.identity == Asked::Yes {
            map.serialize_entry("app", &self.app)?;
            map.serialize_entry("signing", &self.signing)?;
        }
        map.serialize_entry("coverage", &self.coverage)?;
        part(&mut map, "hosts", self.hosts.as_ref())?;
        part(&mut map, "sdks", self.sdks.as_ref())?;
        part(&mut map, "filing_numbers", self.filing_numbers.as_ref())?;
        part(&mut map, "icon", self.icon.as_ref())?;
        map.serialize_entry("form", &self.form)?;
        map.serialize_entry("findings", &self.findings)?;
        map.end()
    }
}

/// A part that is absent where it was not made.
fn part<M: SerializeMap>(map: &mut M, key: &str, part: Option<&impl Serialize>) -> Result<(), M::Error> {
    part.map_or(Ok(()), |part| map.serialize_entry(key, part))
}

impl Report {
    /// A report of a package of which nothing was read yet.
    pub fn new(tool: Tool, package: Package) -> Self {
        let form = Form { platform: None, provider: String::new(), rows: Vec::new() };
        Self {
            schema: SchemaId,
            tool,
            package,
            identity: Asked::default(),
            app: None,
            signing: None,
            coverage: Coverage::default(),
            hosts: None,
            sdks: None,
            filing_numbers: None,
            icon: None,
            form,
            findings: Vec::new(),
        }
    }

    /// Whether there is an error finding: what exit status 1 says.
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(|finding| finding.severity == crate::Severity::Error)
    }
}

/// The outcome of looking for the icon.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FoundIcon(pub Option<Icon>);

/// The program that made a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Tool {
    /// `beian`.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// The file that was inspected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Package {
    /// As the user gave it.
    pub path: String,
    /// Size in bytes.
    pub bytes: u64,
    /// SHA-256 of the file; null with `--no-verify`, and for folders.
    pub sha256: Option<Sha256>,
    /// What it is.
    pub kind: PackageKind,
}

impl PackageKind {
    /// The platform whose packages are of this kind, where that can be told.
    pub fn platform(self) -> Option<Platform> {
        match self {
            Self::Apk | Self::Manifest | Self::SplitSet | Self::Aab => Some(Platform::Android),
            Self::Ipa | Self::AppBundle | Self::Xcarchive | Self::Executable | Self::Profile => {
                Some(Platform::Ios)
            }
            _ => None,
        }
    }
}

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PackageKind {
    /// An Android package, base or split.
    Apk,
    /// A bare binary `AndroidManifest.xml`.
    Manifest,
    /// An iOS package.
    Ipa,
    /// A `.app` folder.
    AppBundle,
    /// An Xcode archive.
    Xcarchive,
    /// A Mach-O executable.
    Executable,
    /// An X.509 certificate.
    Certificate,
    /// A provisioning profile.
    Profile,
    /// A set of split APKs (`.apks`, `.xapk`, `.apkm`).
    SplitSet,
    /// An Android App Bundle.
    Aab,
    /// A HarmonyOS package (`.hap`, `.hsp`).
    Hap,
    /// A HarmonyOS app pack (`.app`).
    HarmonyApp,
    /// A quick app (`.rpk`).
    QuickApp,
    /// A mini program or a uni-app resource pack (`.wgt`, `.wxapkg`).
    MiniProgram,
    /// A Java archive or an Android library (`.jar`, `.aar`).
    Jar,
    /// Some other zip archive.
    Zip,
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn report() -> Report {
        let tool = Tool { name: "beian".into(), version: "0".into() };
        let package = Package { path: "a.apk".into(), bytes: 1, sha256: None, kind: PackageKind::Apk };
        Report::new(tool, package)
    }

    fn keys(value: &serde_json::Value) -> BTreeSet<&str> {
        value.as_object().unwrap().keys().map(String::as_str).collect()
    }

    #[test]
    fn identity_is_null_where_it_was_asked_for_and_absent_where_not() {
        let mut report = report();
        let json = serde_json::to_value(&report).unwrap();
        assert!(json["app"].is_null() && keys(&json).is_superset(&BTreeSet::from(["app", "signing"])));
        report.identity = Asked::No;
        let json = serde_json::to_value(&report).unwrap();
        assert!(keys(&json).is_disjoint(&BTreeSet::from(["app", "signing"])));
    }

    /// The keys are written by hand, the schema is not.
    #[test]
    fn a_report_with_every_part_has_the_keys_of_the_schema() {
        let mut report = report();
        report.hosts = Some(Vec::new());
        report.sdks = Some(Vec::new());
        report.filing_numbers = Some(Vec::new());
        report.icon = Some(FoundIcon(None));
        let json = serde_json::to_value(&report).unwrap();
        let schema = serde_json::to_value(crate::json_schema()).unwrap();
        let described = &schema["$defs"]["Report"];
        assert_eq!(keys(&json), keys(&described["properties"]));
        report = self::report();
        report.identity = Asked::No;
        let least = serde_json::to_value(&report).unwrap();
        let required = described["required"].as_array().unwrap().iter().map(|key| key.as_str().unwrap());
        assert_eq!(keys(&least), required.collect());
    }
}
