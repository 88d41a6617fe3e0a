//! Names of packages and source files, and what tells a name from a value.

use std::collections::HashSet;

use beian_android::dex::{DexString, Uses};
use beian_archive::{Budget, Error};
use beian_text::{Name, Sink};
use memchr::{memchr2, memmem, memrchr};

/// Suffixes of the files that compilers for Android name as sources.
const SOURCES: &[&[u8]] = &[b".java", b".kt", b".scala", b".groovy", b".clj", b".aj", b".aidl"];

/// Whether a string that tables use has no letters but those of such names. Names of types and members hold neither
/// dots nor colons (`SimpleName` and `FullClassName` in the format's grammar); a source file's name may.
pub(super) fn is_only_a_name(bytes: &[u8], uses: Uses) -> bool {
    if uses.is_none() {
        return false;
    }
    let has_scheme = || memmem::find(bytes, b"://").is_some();
    match memchr2(b'.', b':', bytes) {
        None => true,
        Some(_) if uses.is_source_file() && SOURCES.iter().any(|suffix| bytes.ends_with(suffix)) => {
            !has_scheme()
        }
        Some(_) => !bytes.contains(&b'.') && !has_scheme(),
    }
}

/// The packages of classes, each named once.
#[derive(Default)]
pub(super) struct Packages {
    named: HashSet<Box<[u8]>>,
    /// The last one: strings are sorted, so that classes of a package mostly follow one another.
    last: Vec<u8>,
}

impl Packages {
    /// Names the package of the class of this descriptor, if it has one and was not named yet.
    pub(super) fn add(
        &mut self,
        descriptor: &DexString<'_>,
        budget: &mut Budget,
        out: &mut dyn Sink,
    ) -> Result<(), Error> {
        let Some(package) = package(descriptor.bytes).filter(|package| *package != self.last) else {
            return Ok(());
        };
        self.last.clear();
        self.last.extend_from_slice(package);
        if self.named.contains(package) {
            return Ok(());
        }
        budget.spend_bytes(u64::try_from(package.len()).unwrap_or(u64::MAX))?;
        self.named.insert(package.into());
        let text = String::from_utf8_lossy(package).replace('/', ".");
        out.name(Name::ClassPackage(&text));
        Ok(())
    }
}

/// The package in a type descriptor, with slashes; none of arrays' and primitive types' own, nor of what is no descriptor.
fn package(descriptor: &[u8]) -> Option<&[u8]> {
    let dimensions = descriptor.iter().take_while(|&&byte| byte == b'[').count();
    let class = descriptor.get(dimensions..)?.strip_prefix(b"L")?.strip_suffix(b";")?;
    let package = class.get(..memrchr(b'/', class)?)?;
    (!package.is_empty() && !package.contains(&b'.')).then_some(package)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_package_of_a_descriptor() {
        let of = |descriptor: &'static str| package(descriptor.as_bytes()).map(String::from_utf8_lossy);
        assert_eq!(of("Lcom/example/net/Client$1;").as_deref(), Some("com/example/net"));
        assert_eq!(of("[[Ljava/lang/String;").as_deref(), Some("java/lang"));
        for none in
            ["LMain;", "I", "[J", "L/Main;", "Lcom/example/Client", "com/example/Client;", "La.b/C;", ""]
        {
            assert_eq!(of(none), None, "{none}");
        }
    }
}
