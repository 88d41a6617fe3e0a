//! The report of one package, and the document of several.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;

use crate::{App, Coverage, FilingNumber, Finding, Form, Host, Icon, Platform, Sdk, Sha256, Signing};

/// The name of this contract.
pub const SCHEMA: &str = "beian/1";

/// The contract's name as a value: always [`SCHEMA`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SchemaId;

impl Serialize for SchemaId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
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
/// Parts that were not asked for (`--only`), or that this version does not read, are absent.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Report {
    /// The contract.
    pub schema: SchemaId,
    /// The program.
    pub tool: Tool,
    /// The file.
    pub package: Package,
    /// The app's identity; null where the package states none.
    pub app: Option<App>,
    /// Who signed it; null where the format carries no signature.
    pub signing: Option<Signing>,
    /// Every embedded host.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hosts: Option<Vec<Host>>,
    /// Third-party SDKs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sdks: Option<Vec<Sdk>>,
    /// Filing numbers shown in the app.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filing_numbers: Option<Vec<FilingNumber>>,
    /// The app's icon; present and null where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub icon: Option<FoundIcon>,
    /// What to fill in.
    pub form: Form,
    /// What is wrong, likely wrong, or worth knowing; errors first.
    pub findings: Vec<Finding>,
    /// What was read, and what was not.
    pub coverage: Coverage,
}

impl Report {
    /// A report of a package of which nothing was read yet.
    pub fn new(tool: Tool, package: Package) -> Self {
        let form = Form { platform: None, provider: String::new(), rows: Vec::new() };
        Self {
            schema: SchemaId,
            tool,
            package,
            app: None,
            signing: None,
            hosts: None,
            sdks: None,
            filing_numbers: None,
            icon: None,
            form,
            findings: Vec::new(),
            coverage: Coverage::default(),
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
