//! The platform's attributes that tell what a string is, by resource id (`core/res/res/values/public.xml` and `public-final.xml`).

use beian_android::ResourceId;
use beian_android::axml::Attribute;

/// A platform attribute: its id counts; its name only where an attribute has no id.
#[derive(Clone, Copy, Debug)]
pub(super) struct Attr {
    id: ResourceId,
    name: &'static str,
}

impl Attr {
    /// Whether this is the attribute.
    pub(super) fn is(self, attribute: &Attribute<'_>) -> bool {
        match attribute.id {
            Some(id) => id == self.id,
            None => attribute.is_named(self.name),
        }
    }

    /// Its name, where a document keeps none.
    pub(super) fn name(self) -> &'static str {
        self.name
    }
}

const fn attr(id: u32, name: &'static str) -> Attr {
    Attr { id: ResourceId(id), name }
}

pub(super) const NAME: Attr = attr(0x0101_0003, "name");
pub(super) const VALUE: Attr = attr(0x0101_0024, "value");
pub(super) const SCHEME: Attr = attr(0x0101_0027, "scheme");
pub(super) const HOST: Attr = attr(0x0101_0028, "host");

/// Attributes of a manifest that name a class, which may be written without the package (`buildClassName` and its like in
/// `ParsingPackageUtils`).
pub(super) const CLASSES: [Attr; 6] = [
    attr(0x0101_0004, "manageSpaceActivity"),
    attr(0x0101_0202, "targetActivity"),
    attr(0x0101_027f, "backupAgent"),
    attr(0x0101_03a7, "parentActivityName"),
    attr(0x0101_057a, "appComponentFactory"),
    attr(0x0101_059d, "zygotePreloadName"),
];

/// Attributes of a manifest that hold dotted names of other things.
pub(super) const NAMES: [Attr; 13] = [
    attr(0x0101_0006, "permission"),
    attr(0x0101_0007, "readPermission"),
    attr(0x0101_0008, "writePermission"),
    attr(0x0101_000a, "permissionGroup"),
    attr(0x0101_000b, "sharedUserId"),
    attr(0x0101_0011, "process"),
    attr(0x0101_0012, "taskAffinity"),
    attr(0x0101_0018, "authorities"),
    attr(0x0101_0021, "targetPackage"),
    SCHEME,
    attr(0x0101_028f, "accountType"),
    attr(0x0101_03d5, "restrictedAccountType"),
    attr(0x0101_03d6, "requiredAccountType"),
];

/// Attributes without id that name packages in a manifest.
pub(super) const PACKAGES: [&str; 3] = ["package", "split", "configForSplit"];
