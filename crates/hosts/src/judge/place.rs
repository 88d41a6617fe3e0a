//! What kind of file an entry is, by its path: what a file is for says how the addresses in it are meant.

/// What a file is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Place {
    /// Code, resources, configuration, or anything else.
    App,
    /// Certificates, key stores, signatures.
    Certificate,
    /// Licence and copyright texts.
    Licence,
    /// What describes how the app was built or authored.
    Build,
    /// Pictures, sound, fonts: what stands in them as text is their authors' or their tools'.
    Media,
    /// Texts for people: documentation, help, terms.
    Reading,
}

/// The place of an entry, by its path through nesting.
pub(super) fn place(entry: &str) -> Place {
    let entry = entry.rsplit("!/").next().unwrap_or(entry).to_lowercase();
    let (folder, file) = entry.rsplit_once('/').unwrap_or(("", &entry));
    let (stem, extension) = file.rsplit_once('.').unwrap_or((file, ""));
    let in_folder = |names: &[&str]| folder.split('/').any(|part| names.contains(&part));
    if CERTIFICATE.contains(&extension) || in_folder(&["meta-inf"]) && SIGNATURE.contains(&extension) {
        return Place::Certificate;
    }
    if MEDIA.contains(&extension) {
        return Place::Media;
    }
    if BUILD_FILES.contains(&file)
        || BUILD.contains(&extension)
        || entry.starts_with("meta-inf/") && is_build_record(&entry)
    {
        return Place::Build;
    }
    // A class that manages licences is code.
    let is_code = CODE.contains(&extension);
    if !is_code
        && (LICENCE.iter().any(|word| stem.starts_with(word) || in_folder(&[word])) || stem.contains("licen"))
    {
        return Place::Licence;
    }
    if !is_code && READING.iter().any(|word| stem.starts_with(word)) || TEXT.contains(&extension) {
        return Place::Reading;
    }
    if PAGES.contains(&extension) && words(stem).any(|word| READ.contains(&word))
        || is_chinese_page(file, extension)
    {
        return Place::Reading;
    }
    Place::App
}

/// PKCS #7, #8, #12, X.509 and Java's key stores by their usual extensions.
const CERTIFICATE: &[&str] = &[
    "cer",
    "crt",
    "der",
    "pem",
    "p7b",
    "p7c",
    "p12",
    "pfx",
    "bks",
    "jks",
    "keystore",
    "key",
    "crl",
    "mobileprovision",
];

/// Signature block files (JAR File Specification, "Signature Validation").
const SIGNATURE: &[&str] = &["rsa", "dsa", "ec"];

const MEDIA: &[&str] = &[
    "png", "jpg", "jpeg", "gif", "webp", "bmp", "ico", "icc", "heic", "avif", "tif", "tiff", "psd", "ttf",
    "otf", "ttc", "woff", "woff2", "eot", "mp3", "ogg", "wav", "flac", "m4a", "aac", "mid", "amr", "mp4",
    "m4v", "webm", "mov", "3gp", "avi", "mkv", "ktx", "astc",
];

/// Files that package managers and build tools write or read, by name.
const BUILD_FILES: &[&str] = &[
    "pom.xml",
    "pom.properties",
    "package.json",
    "package-lock.json",
    "yarn.lock",
    "bower.json",
    "composer.json",
    "build.gradle",
    "gradle.properties",
    "build.properties",
    "build-data.properties",
    "podfile",
    "podfile.lock",
    "pubspec.yaml",
    "pubspec.lock",
    "manifest.mf",
    "cargo.toml",
    "component.json",
];

/// Source maps, module and version records, signature files.
const BUILD: &[&str] = &["map", "kotlin_module", "podspec", "nuspec", "gemspec"];

/// Signature files and Maven's folder below `META-INF`.
fn is_build_record(entry: &str) -> bool {
    let extension = entry.rsplit_once('.').map_or("", |(_, extension)| extension);
    matches!(extension, "sf" | "version") || entry.starts_with("meta-inf/maven/")
}

const CODE: &[&str] = &[
    "dex", "so", "class", "jar", "js", "mjs", "ts", "css", "java", "kt", "swift", "c", "cc", "cpp", "h", "m",
    "py", "lua", "dll", "wasm", "arsc",
];

/// Beginnings of names, or whole names of folders, of licence texts.
const LICENCE: &[&str] = &[
    "license",
    "licence",
    "licenses",
    "licences",
    "licensing",
    "notice",
    "notices",
    "copying",
    "copyright",
    "third_party_licenses",
    "third_party_notices",
    "thirdpartynotices",
    "opensource_licenses",
    "open_source_licenses",
];

/// Beginnings of names of texts for people.
const READING: &[&str] = &[
    "readme",
    "changes",
    "changelog",
    "history",
    "authors",
    "contributors",
    "contributing",
    "release_notes",
    "releasenotes",
];

/// Markup that is written to be read.
const TEXT: &[&str] = &["md", "markdown", "rst", "adoc"];

const PAGES: &[&str] = &["html", "htm", "xhtml", "txt"];

/// Words in the names of pages that people read.
const READ: &[&str] = &[
    "help",
    "about",
    "legal",
    "privacy",
    "policy",
    "terms",
    "agreement",
    "faq",
    "protocol",
    "eula",
    "disclaimer",
];

fn words(stem: &str) -> impl Iterator<Item = &str> {
    stem.split(|c: char| !c.is_alphabetic())
}

fn is_chinese_page(file: &str, extension: &str) -> bool {
    PAGES.contains(&extension)
        && ["帮助", "关于", "隐私", "协议", "条款", "说明"].iter().any(|word| file.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_known_by_their_paths() {
        let cases = [
            ("classes.dex", Place::App),
            ("assets/config.json", Place::App),
            ("assets/LicenseManager.js", Place::App),
            ("assets/ca.cer", Place::Certificate),
            ("META-INF/CERT.RSA", Place::Certificate),
            ("res/raw/x.rsa", Place::App),
            ("assets/licenses/NOTICE.txt", Place::Licence),
            ("assets/licensing.html", Place::Licence),
            ("assets/www/package.json", Place::Build),
            ("META-INF/maven/a/b/pom.xml", Place::Build),
            ("META-INF/MANIFEST.MF", Place::Build),
            ("assets/a.zip!/b/app.js.map", Place::Build),
            ("res/drawable/a.png", Place::Media),
            ("assets/README", Place::Reading),
            ("assets/www/user_agreement.html", Place::Reading),
            ("assets/www/index.html", Place::App),
            ("assets/用户协议.html", Place::Reading),
        ];
        for (entry, want) in cases {
            assert_eq!(place(entry), want, "{entry}");
        }
    }
}
