//! The table of findings: the only place where their words stand.
//!
//! To add one: a row here, then `cargo xtask docs`; the tests of this module hold ids, holes and languages together.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Serialize, Serializer};

use super::{FindingWords, Severity};

macro_rules! findings {
    ($($variant:ident $id:literal $severity:ident
        title $title_zh:literal $title_en:literal
        detail $detail_zh:literal $detail_en:literal
        help $help_zh:literal $help_en:literal;)*) => {
        /// Every kind of finding. The name of a variant is that of its id.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum FindingId {
            $(#[doc = concat!("`", $id, "`: ", $title_en)] $variant,)*
        }

        impl FindingId {
            /// Every kind, in the table's order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The words of this kind.
            pub fn words(self) -> &'static FindingWords {
                match self {
                    $(Self::$variant => &FindingWords {
                        id: $id,
                        severity: Severity::$severity,
                        title: [$title_zh, $title_en],
                        detail: [$detail_zh, $detail_en],
                        help: [$help_zh, $help_en],
                    },)*
                }
            }
        }
    };
}

impl FindingId {
    /// The id as printed: `area.name`.
    pub fn as_str(self) -> &'static str {
        self.words().id
    }
}

impl Serialize for FindingId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl JsonSchema for FindingId {
    fn schema_name() -> Cow<'static, str> {
        "FindingId".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let ids: Vec<&str> = Self::ALL.iter().map(|id| id.as_str()).collect();
        json_schema!({ "type": "string", "enum": ids })
    }
}

findings! {
    // ---- The package as a whole

    AppSplitWithoutBase "app.split-without-base" Error
        title "这是拆分包，不是主包" "A split, not the base package"
        detail "此文件是拆分包“{split}”，没有主包的名称、图标和完整代码。"
            "This file is the split {split}; it lacks the base package's name, icon and code."
        help "请检查主包（base.apk），或用于发布的完整安装包。"
            "Inspect the base package (base.apk), or the universal package that you ship.";
    AppSplitRequired "app.split-required" Warning
        title "此包需要拆分包才能安装" "The package needs its splits"
        detail "清单声明必须与拆分包一起安装；拆分包中的内容不在本报告内。"
            "The manifest says that it can only be installed with its splits; what lies in those is not in this report."
        help "请一并检查各拆分包，或检查完整安装包。"
            "Inspect the splits as well, or a universal package.";
    AppDebuggable "app.debuggable" Error
        title "这是调试包" "A debug build"
        detail "清单中 android:debuggable 为 true。"
            "The manifest says android:debuggable=\"true\"."
        help "请用正式发布的包填写备案，调试包的签名和内容通常与发布包不同。"
            "File the release build; a debug build is usually signed with another key and may contact other hosts.";
    AppTestOnly "app.test-only" Error
        title "这是仅供测试的包" "A test-only build"
        detail "清单中 android:testOnly 为 true，应用商店不接受，普通方式也无法安装。"
            "The manifest says android:testOnly=\"true\"; no store takes it, and it cannot be installed in the ordinary way."
        help "请用正式发布的包填写备案。"
            "File the release build.";
    AppNoCode "app.no-manifest" Error
        title "没有清单" "No manifest"
        detail "安装包里没有 AndroidManifest.xml，无法得知包名和版本。"
            "The package has no AndroidManifest.xml, so that package name and versions are unknown."
        help "请确认文件完整，并且是安卓安装包。"
            "Make sure that the file is complete, and an Android package.";

    // ---- Values that could not be read

    IdentityFormValue "identity.form-value-unreadable" Error
        title "备案所需的值无法读取" "A value that the form needs could not be read"
        detail "无法读取{value}：{reason}。"
            "{value}: {reason}."
        help "请不要猜测此值；请用未经改动的发布包重新检查，或向打包人员核实。"
            "Do not guess it. Inspect the release package as it was built, or ask whoever built it.";
    IdentityValue "identity.value-unreadable" Warning
        title "有值无法读取" "A value could not be read"
        detail "无法读取{value}：{reason}。"
            "{value}: {reason}."
        help "此值在报告中为空；如需要，请向打包人员核实。"
            "It is null in the report; ask whoever built the package if you need it.";
    IdentityText "identity.text-damaged" Note
        title "文字有损坏" "A text is damaged"
        detail "{value}含有无法解码的字节，已按平台的做法替换：{reason}。"
            "{value} holds bytes that cannot be decoded and were replaced as the platform does: {reason}."
        help "粘贴前请核对此值。"
            "Check the value before you paste it.";
}
