//! A first look at what a file is.

use beian_archive::Archive;
use beian_model::PackageKind;

/// What a zip archive is, by the names of its entries; the first rule that fits decides.
///
/// Sources: Android's build outputs (`AndroidManifest.xml` and `classes.dex` at the root; AAR and AAB layouts of
/// developer.android.com), bundletool (`toc.pb`), the layouts of XAPK and APKM files, Apple's `Payload/`,
/// OpenHarmony's packing tool (`pack.info`, `module.json`), the quick-app and uni-app packers.
pub(crate) fn of_archive(archive: &Archive) -> PackageKind {
    let seen = Seen::of(archive);
    RULES.iter().find(|(_, rule)| rule(&seen)).map_or(PackageKind::Zip, |(kind, _)| *kind)
}

type Rule = fn(&Seen) -> bool;

/// In order. A bundle that holds packages is told from a package by having no manifest of its own.
const RULES: [(PackageKind, Rule); 12] = [
    (PackageKind::Jar, |seen| seen.manifest && seen.classes_jar && !seen.dex),
    (PackageKind::Aab, |seen| seen.bundle_config || (seen.module_manifest && !seen.manifest)),
    (PackageKind::Apk, |seen| seen.manifest || seen.dex),
    (PackageKind::SplitSet, |seen| seen.apks),
    (PackageKind::Xcarchive, |seen| seen.xcarchive),
    (PackageKind::Ipa, |seen| seen.payload),
    (PackageKind::AppBundle, |seen| seen.bundle),
    (PackageKind::HarmonyApp, |seen| seen.pack_info && seen.haps),
    (PackageKind::Hap, |seen| seen.harmony_module || seen.hap_signature),
    (PackageKind::MiniProgram, |seen| seen.json_manifest && seen.app_service),
    (PackageKind::QuickApp, |seen| seen.json_manifest && seen.app_js),
    (PackageKind::Jar, |seen| seen.jar_manifest && seen.classes),
];

/// Names that tell kinds apart.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is one name that is there or not")]
struct Seen {
    manifest: bool,
    dex: bool,
    classes_jar: bool,
    bundle_config: bool,
    module_manifest: bool,
    apks: bool,
    xcarchive: bool,
    payload: bool,
    bundle: bool,
    pack_info: bool,
    haps: bool,
    harmony_module: bool,
    hap_signature: bool,
    json_manifest: bool,
    app_js: bool,
    app_service: bool,
    jar_manifest: bool,
    classes: bool,
}

impl Seen {
    fn of(archive: &Archive) -> Self {
        let mut seen = Self::default();
        archive.entries().iter().for_each(|entry| seen.note(entry.name()));
        seen.hap_signature = has_hap_signature(archive);
        seen
    }

    fn note(&mut self, name: &[u8]) {
        match name {
            b"AndroidManifest.xml" => self.manifest = true,
            b"classes.jar" => self.classes_jar = true,
            b"BundleConfig.pb" => self.bundle_config = true,
            b"pack.info" => self.pack_info = true,
            b"module.json" | b"config.json" => self.harmony_module = true,
            b"manifest.json" => self.json_manifest = true,
            b"app.js" => self.app_js = true,
            b"app-service.js" | b"app-config.js" | b"app-config.json" => self.app_service = true,
            b"META-INF/MANIFEST.MF" => self.jar_manifest = true,
            _ => self.note_by_shape(name),
        }
    }

    fn note_by_shape(&mut self, name: &[u8]) {
        let top_level = !name.contains(&b'/');
        if name.starts_with(b"classes") && name.ends_with(b".dex") && top_level {
            self.dex = true;
        } else if name.ends_with(b"/manifest/AndroidManifest.xml") {
            self.module_manifest = true;
        } else if name.ends_with(b".apk") && (top_level || is_split_folder(name)) {
            self.apks = true;
        } else if name.ends_with(b".hap") || name.ends_with(b".hsp") {
            self.haps = true;
        } else if name.ends_with(b".class") {
            self.classes = true;
        } else if holds(name, b".xcarchive/") && holds(name, b"/Products/Applications/") {
            self.xcarchive = true;
        } else if is_in_payload(name) {
            self.payload = true;
        } else if is_info_of_bundle(name) {
            self.bundle = true;
        }
    }
}

/// Whether the foot of a HarmonyOS signing block stands before the central directory: its last 32 bytes are a count, a
/// size, a magic of 16 bytes and a version (OpenHarmony's `developtools_hapsigner`, `SignHap`).
fn has_hap_signature(archive: &Archive) -> bool {
    let mut magic = [0; 16];
    let at = archive.central_directory_offset().checked_sub(20);
    let read = at.map(|at| archive.source().read_exact_at(at, &mut magic));
    matches!(read, Some(Ok(()))) && (magic == *b"<hap sign block>" || magic == *b"HAP Sig Block 42")
}

fn is_split_folder(name: &[u8]) -> bool {
    name.starts_with(b"splits/") || name.starts_with(b"standalones/")
}

/// Below `Payload/`, also where a folder is wrapped around it.
fn is_in_payload(name: &[u8]) -> bool {
    name.starts_with(b"Payload/") || holds(name, b"/Payload/")
}

/// `X.app/Info.plist`: a bundle of Apple's that was packed as it is.
fn is_info_of_bundle(name: &[u8]) -> bool {
    let folder = name.strip_suffix(b".app/Info.plist");
    folder.is_some_and(|folder| !folder.is_empty() && !folder.contains(&b'/'))
}

fn holds(name: &[u8], part: &[u8]) -> bool {
    name.windows(part.len()).any(|window| window == part)
}

/// What to call a kind in an error message.
pub(crate) fn kind_words(kind: PackageKind) -> &'static str {
    match kind {
        PackageKind::Apk => "Android package (APK)",
        PackageKind::Manifest => "binary Android manifest",
        PackageKind::Ipa => "iOS package (IPA)",
        PackageKind::AppBundle => "iOS app bundle (.app)",
        PackageKind::Xcarchive => "Xcode archive (.xcarchive)",
        PackageKind::Executable => "Mach-O executable",
        PackageKind::Certificate => "certificate",
        PackageKind::Profile => "Apple provisioning profile",
        PackageKind::SplitSet => "set of split APKs (.apks, .xapk, .apkm)",
        PackageKind::Aab => "Android App Bundle (AAB)",
        PackageKind::Hap => "HarmonyOS package (HAP)",
        PackageKind::HarmonyApp => "HarmonyOS app pack (.app)",
        PackageKind::QuickApp => "quick app (RPK)",
        PackageKind::MiniProgram => "mini program",
        PackageKind::Jar => "Java or Android library (JAR, AAR)",
        PackageKind::Zip => "zip archive",
    }
}
