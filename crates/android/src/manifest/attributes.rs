//! The attributes that a manifest's facts come from, by resource id (`core/res/res/values/public.xml` and `public-final.xml`).

use crate::ResourceId;

/// The namespace of the platform's attributes.
pub(super) const ANDROID: &str = "http://schemas.android.com/apk/res/android";

/// A platform attribute: what counts is its id; its name tells whether one was meant that has lost its id.
#[derive(Clone, Copy, Debug)]
pub(super) struct Attr {
    pub(super) id: ResourceId,
    pub(super) name: &'static str,
}

const fn attr(id: u32, name: &'static str) -> Attr {
    Attr { id: ResourceId(id), name }
}

pub(super) const LABEL: Attr = attr(0x0101_0001, "label");
pub(super) const ICON: Attr = attr(0x0101_0002, "icon");
pub(super) const NAME: Attr = attr(0x0101_0003, "name");
pub(super) const SHARED_USER_ID: Attr = attr(0x0101_000b, "sharedUserId");
pub(super) const HAS_CODE: Attr = attr(0x0101_000c, "hasCode");
pub(super) const ENABLED: Attr = attr(0x0101_000e, "enabled");
pub(super) const DEBUGGABLE: Attr = attr(0x0101_000f, "debuggable");
pub(super) const VALUE: Attr = attr(0x0101_0024, "value");
pub(super) const RESOURCE: Attr = attr(0x0101_0025, "resource");
pub(super) const TARGET_ACTIVITY: Attr = attr(0x0101_0202, "targetActivity");
pub(super) const MIN_SDK: Attr = attr(0x0101_020c, "minSdkVersion");
pub(super) const VERSION_CODE: Attr = attr(0x0101_021b, "versionCode");
pub(super) const VERSION_NAME: Attr = attr(0x0101_021c, "versionName");
pub(super) const TARGET_SDK: Attr = attr(0x0101_0270, "targetSdkVersion");
pub(super) const MAX_SDK: Attr = attr(0x0101_0271, "maxSdkVersion");
pub(super) const TEST_ONLY: Attr = attr(0x0101_0272, "testOnly");
pub(super) const ALLOW_BACKUP: Attr = attr(0x0101_0280, "allowBackup");
pub(super) const MULTI_ARCH: Attr = attr(0x0101_048e, "multiArch");
pub(super) const EXTRACT_NATIVE_LIBS: Attr = attr(0x0101_04ea, "extractNativeLibs");
pub(super) const USES_CLEARTEXT_TRAFFIC: Attr = attr(0x0101_04ec, "usesCleartextTraffic");
pub(super) const ROUND_ICON: Attr = attr(0x0101_052c, "roundIcon");
pub(super) const ISOLATED_SPLITS: Attr = attr(0x0101_054b, "isolatedSplits");
pub(super) const IS_FEATURE_SPLIT: Attr = attr(0x0101_055b, "isFeatureSplit");
pub(super) const VERSION_CODE_MAJOR: Attr = attr(0x0101_0576, "versionCodeMajor");
pub(super) const IS_SPLIT_REQUIRED: Attr = attr(0x0101_0591, "isSplitRequired");
pub(super) const REQUIRED_SPLIT_TYPES: Attr = attr(0x0101_064e, "requiredSplitTypes");
