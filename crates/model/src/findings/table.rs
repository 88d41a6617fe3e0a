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

    /// Whether it says that the host list is known to lack something: text says so before anything else, since every
    /// value that follows is to be read with that in mind.
    pub fn limits_hosts(self) -> bool {
        matches!(self, Self::CoverageHardened | Self::CoverageEncrypted | Self::IosEncrypted)
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
    AppNoManifest "app.no-manifest" Error
        title "没有清单" "No manifest"
        detail "安装包里没有 AndroidManifest.xml，无法得知包名和版本。"
            "The package has no AndroidManifest.xml, so that package name and versions are unknown."
        help "请确认文件完整，并且是安卓安装包。"
            "Make sure that the file is complete, and an Android package.";

    // ---- iOS packages

    IosNoApp "ios.no-app" Error
        title "没有应用" "No app"
        detail "包里没有 .app 文件夹，无法得知 Bundle ID 和版本。"
            "The package holds no .app folder, so that Bundle ID and versions are unknown."
        help "请确认文件完整，并且是导出的 IPA。"
            "Make sure that the file is complete, and an exported IPA.";
    IosSeveralApps "ios.several-apps" Error
        title "包里有多个应用" "Several apps in one package"
        detail "包里有多个应用：{apps}。报告中是第一个的值。"
            "The package holds several apps: {apps}. The values in this report are those of the first."
        help "每个应用单独备案；请用只含一个应用的包。"
            "Each app is filed by itself; inspect a package that holds one app.";
    IosWrapped "ios.wrapped" Warning
        title "Payload 外还有文件夹" "A folder around Payload"
        detail "应用在 {path} 之下，而 IPA 的最上层应是 Payload/；这样的包无法安装。"
            "The app lies below {path}, while Payload/ should be at an IPA's top; such a package cannot be installed."
        help "请用 Xcode 导出的 IPA，不要解压后再打包。"
            "Inspect the IPA that Xcode exported, not one that was unpacked and packed again.";
    IosDamaged "ios.damaged" Warning
        title "压缩包有损坏" "A damaged archive"
        detail "压缩包有损坏：{reason}。已按容错方式读取；iOS 如何处理不明。"
            "The archive is damaged: {reason}. It was read by recovering; what iOS does with it is unknown."
        help "请用 Xcode 导出的 IPA，不要解压后再打包。"
            "Inspect the IPA that Xcode exported, not one that was unpacked and packed again.";
    IosInfoMissing "ios.info-missing" Error
        title "没有 Info.plist" "No Info.plist"
        detail "{bundle} 里没有 Info.plist，无法得知 Bundle ID 和版本。"
            "{bundle} has no Info.plist, so that Bundle ID and versions are unknown."
        help "请确认文件完整，并且是导出的 IPA。"
            "Make sure that the file is complete, and an exported IPA.";
    IosInfoUnreadable "ios.info-unreadable" Error
        title "Info.plist 无法读取" "Info.plist cannot be read"
        detail "{entry} 无法读取：{reason}。"
            "{entry} cannot be read: {reason}."
        help "请用未经改动的发布包；此包在手机上也无法安装。"
            "Use the release package as it was built; this one cannot be installed either.";
    IosNestedUnreadable "ios.nested-unreadable" Warning
        title "内含组件的信息无法读取" "The values of a bundle within cannot be read"
        detail "{entry} 无法读取：{reason}。"
            "{entry} cannot be read: {reason}."
        help "主应用的备案信息不受影响。"
            "What the form asks of the main app is not affected.";
    IosNamesUnreadable "ios.names-unreadable" Warning
        title "某种语言的名称无法读取" "The name in one language cannot be read"
        detail "{entry} 无法读取：{reason}。"
            "{entry} cannot be read: {reason}."
        help "请核对应用在该语言下显示的名称。"
            "Look up what the app is called in that language.";
    IosCodeUnreadable "ios.code-unreadable" Error
        title "可执行文件无法读取" "The executable cannot be read"
        detail "{entry}：{reason}。没有从中得到签名和证书。"
            "{entry}: {reason}. No signature and no certificate were read of it."
        help "请确认文件完整，并且是导出的 IPA。"
            "Make sure that the file is complete, and an exported IPA.";
    IosCodeDamaged "ios.code-damaged" Warning
        title "可执行文件的结构有误" "The executable is partly broken"
        detail "{entry}：{reason}。其余部分已读取。"
            "{entry}: {reason}. Everything else of it was read."
        help "请用未经改动的发布包。"
            "Use the release package as it was built.";
    IosSimulator "ios.simulator" Error
        title "这是模拟器构建" "A simulator build"
        detail "{entry} 是为模拟器构建的，没有可用于备案的签名。"
            "{entry} was built for the simulator; it has no signature that a filing could use."
        help "请导出真机的发布包（Archive → Distribute App）。"
            "Export a release build for devices (Archive → Distribute App).";
    IosUnsigned "ios.unsigned" Error
        title "没有签名" "Not signed"
        detail "{entry} 没有带证书的代码签名（{state}）。"
            "{entry} has no code signature with a certificate ({state})."
        help "请用签名后导出的 IPA，或直接检查分发证书（.cer）。"
            "Inspect the IPA that was signed and exported, or the distribution certificate (.cer) itself.";
    IosEncrypted "ios.encrypted" Warning
        title "代码已被 FairPlay 加密" "Code that FairPlay encrypts"
        detail "{entry} 的代码是加密的（从应用商店下载的包）；其中的字符串无法读取，签名是苹果的，不是开发者的。"
            "The code of {entry} is encrypted, as in packages from the store; its strings cannot be read, and the signature is Apple's and not the developer's."
        help "请用 Xcode 导出的 IPA。"
            "Inspect the IPA that Xcode exported.";
    IosDevelopment "ios.development-signed" Error
        title "用开发证书签名" "Signed with a development certificate"
        detail "应用由开发证书签名：{subject}。备案需要分发证书的公钥和 SHA-1。"
            "The app is signed with a development certificate: {subject}. The filing asks for the distribution certificate's key and SHA-1."
        help "请导出用于 App Store、Ad Hoc 或企业分发的包。"
            "Export the app for the App Store, ad hoc or enterprise distribution.";
    IosStoreSigned "ios.store-signed" Error
        title "由应用商店签名" "Signed by the store"
        detail "应用由苹果的应用商店签名（{subject}），不是开发者的证书。"
            "The app is signed by Apple's store ({subject}), not with the developer's certificate."
        help "请用上传到应用商店之前的 IPA，或直接检查分发证书（.cer）。"
            "Inspect the IPA as it was before it was uploaded, or the distribution certificate (.cer) itself.";
    IosUnanchored "ios.unanchored" Warning
        title "证书不是苹果签发的" "A certificate that Apple did not issue"
        detail "签名证书的链没有到达苹果的根证书：{subject}。"
            "The chain of the signer's certificate does not reach one of Apple's roots: {subject}."
        help "请用苹果签发的分发证书签名的包；不要填写这些值。"
            "Inspect a package that is signed with a distribution certificate of Apple's; do not file these values.";
    IosSignersDiffer "ios.signers-differ" Error
        title "各部分的签名证书不同" "Parts are signed with different certificates"
        detail "{entry} 与主程序由不同的证书签名：{subject}。"
            "{entry} is signed with another certificate than the main executable: {subject}."
        help "重新导出，使所有部分由同一证书签名。"
            "Export the app again so that all parts are signed with one certificate.";
    IosSignatureInvalid "ios.signature-does-not-hold" Error
        title "代码签名无效" "The code signature does not hold"
        detail "{entry}：{reason}。证书取自没有通过验证的签名，可能是任何人的。"
            "{entry}: {reason}. The certificate is that of a signature that does not hold; it may be anybody's."
        help "请用未经改动的发布包，或重新签名；不要填写这些值。"
            "Use the release package as it was signed, or sign it again; do not file these values.";
    IosFilesMissing "ios.files-missing" Error
        title "缺少已签名的文件" "Sealed files are missing"
        detail "{bundle} 缺少 {count} 个已签名的文件，例如 {first}。"
            "{bundle}: {count} of the sealed files are missing, {first} among them."
        help "请用未经改动的发布包，或重新签名；不要填写这些值。"
            "Use the release package as it was signed, or sign it again; do not file these values.";
    IosFilesChanged "ios.files-changed" Error
        title "已签名的文件被改动" "Sealed files were changed"
        detail "{bundle} 中有 {count} 个文件与签名不符，例如 {first}。"
            "{bundle}: {count} of the files differ from what is sealed, {first} among them."
        help "请用未经改动的发布包，或重新签名；不要填写这些值。"
            "Use the release package as it was signed, or sign it again; do not file these values.";
    IosFilesUnsealed "ios.files-unsealed" Error
        title "有未签名的文件" "Files that are not sealed"
        detail "{bundle} 中有 {count} 个文件不在签名之内，例如 {first}。"
            "{bundle}: {count} of the files are not sealed, {first} among them."
        help "请用未经改动的发布包，或重新签名；不要填写这些值。"
            "Use the release package as it was signed, or sign it again; do not file these values.";
    IosSealUnreadable "ios.seal-unreadable" Warning
        title "文件签名清单无法读取" "The list of sealed files cannot be read"
        detail "{entry} 无法读取：{reason}。没有比较其中的文件。"
            "{entry} cannot be read: {reason}. Files were not compared with it."
        help "请用未经改动的发布包。"
            "Use the release package as it was signed.";
    IosNotVerified "ios.not-verified" Warning
        title "代码签名没有全部验证" "The code signature was not checked in full"
        detail "签名没有得到完整的结论：{reason}。"
            "Nothing can be said of the whole signature: {reason}."
        help "可在 macOS 上用 codesign --verify --deep --strict 验证。"
            "Verify it on macOS with codesign --verify --deep --strict.";
    IosProfileUnreadable "ios.profile-unreadable" Warning
        title "描述文件无法读取" "The provisioning profile cannot be read"
        detail "{entry} 无法读取：{reason}。"
            "{entry} cannot be read: {reason}."
        help "请用未经改动的发布包。"
            "Use the release package as it was built.";
    IosProfileFallback "ios.profile-fallback" Warning
        title "证书来自描述文件" "The certificate is the profile's"
        detail "只读到描述文件允许的证书；应用是否由它签名，描述文件没有说明。"
            "Only the certificate that a provisioning profile allows was read; the profile does not say whether the app is signed with it."
        help "请用导出的 IPA 核对。"
            "Compare it with the exported IPA's.";
    IosProfileCandidates "ios.profile-candidates" Warning
        title "描述文件允许多个证书" "The profile allows several certificates"
        detail "描述文件允许 {count} 个证书，没有采用任何一个。"
            "The provisioning profile allows {count} certificates; none was chosen."
        help "请用导出的 IPA，或分发证书本身。"
            "Inspect the exported IPA, or the distribution certificate itself.";
    IosProfileEmpty "ios.profile-empty" Error
        title "描述文件里没有证书" "No certificate in the profile"
        detail "描述文件没有列出可以读取的证书。"
            "The provisioning profile lists no certificate that can be read."
        help "请用导出的 IPA，或分发证书本身。"
            "Inspect the exported IPA, or the distribution certificate itself.";

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
    IdentityText "identity.text-odd" Note
        title "有值的文字异常" "A value's text is odd"
        detail "{value}已按平台的读法读出，但有异常：{reason}。"
            "{value} was read as the platform reads it, but is odd: {reason}."
        help "粘贴前请核对此值。"
            "Check the value before you paste it.";

    // ---- The archive: what was read around, and what the platform does with it

    ContainerRefused "container.refused" Error
        title "安卓会拒绝此文件" "Android would refuse this file"
        detail "安卓自己的读取程序打不开它：{reason}。以下内容是按容错方式恢复的。"
            "Android's own reader cannot open it: {reason}. What follows was recovered by reading around that."
        help "请使用未经改动的发布包；不要用恢复出来的值填表，除非已向打包人员核实。"
            "Use the release package as it was built; do not file recovered values unless whoever built it confirms them.";
    ContainerEntryRefused "container.entry-refused" Error
        title "安卓无法读取其中的文件" "Android cannot read an entry"
        detail "{entry}：安卓无法读取（{reason}）；其内容是按容错方式恢复的。"
            "{entry}: Android cannot read it ({reason}); its content was recovered by reading around that."
        help "请使用未经改动的发布包；此包无法正常安装。"
            "Use the release package as it was built; this one cannot be installed.";
    ContainerPrefix "container.prefix" Warning
        title "压缩包前有多余内容" "Bytes before the archive"
        detail "第一个条目之前有 {bytes} 字节（{adjusted}）；{platform}。"
            "{bytes} bytes stand before the first entry ({adjusted}); {platform}."
        help "确认文件没有被其他工具拼接或改动。"
            "Make sure that no tool has put anything before the package.";
    ContainerTrailing "container.trailing-bytes" Warning
        title "压缩包后有多余内容" "Bytes after the archive"
        detail "结束记录之后有 {bytes} 字节；{platform}。"
            "{bytes} bytes follow the end record; {platform}."
        help "确认文件下载完整、没有被追加内容。"
            "Make sure that nothing was appended to the package.";
    ContainerComment "container.comment-too-long" Warning
        title "注释长度不实" "The comment is shorter than declared"
        detail "结束记录声明注释有 {declared} 字节，实际只有 {found} 字节；{platform}。"
            "The end record declares a comment of {declared} bytes, {found} are there; {platform}."
        help "文件可能被截断，请重新获取。"
            "The file may be cut off; get it again.";
    ContainerFakeEnd "container.fake-end-record" Warning
        title "注释中有伪造的结束记录" "A fake end record in the comment"
        detail "偏移 {fake} 处的结束记录不指向任何目录，实际使用的是偏移 {used} 处的；{platform}。"
            "The end record at {fake} leads to no directory; the one at {used} was used; {platform}."
        help "不同工具会读到不同内容；请用未经改动的发布包。"
            "Different tools read different content; use the release package as it was built.";
    ContainerEndMissing "container.end-record-missing" Warning
        title "没有结束记录" "No end record"
        detail "文件末尾没有压缩包的结束记录，条目是搜索得到的；{platform}。"
            "The file has no end record; its entries were searched for; {platform}."
        help "文件可能被截断，请重新获取。"
            "The file is probably cut off; get it again.";
    ContainerEmpty "container.empty" Error
        title "压缩包是空的" "The archive is empty"
        detail "压缩包里没有任何条目；{platform}。"
            "The archive has no entries; {platform}."
        help "请确认选对了文件。"
            "Make sure that this is the right file.";
    ContainerCount "container.entry-count" Warning
        title "条目数不实" "The entry count is wrong"
        detail "结束记录声明有 {declared} 个条目，实际找到 {found} 个；{platform}。"
            "The end record counts {declared} entries, {found} were found; {platform}."
        help "不同工具会读到不同内容；请用未经改动的发布包。"
            "Different tools read different content; use the release package as it was built.";
    ContainerDirectoryMoved "container.directory-moved" Warning
        title "目录不在声明的位置" "The directory is not where it should be"
        detail "结束记录声明目录在 {declared}，实际在 {found}；{platform}。"
            "The end record places the directory at {declared}, it was found at {found}; {platform}."
        help "请用未经改动的发布包。"
            "Use the release package as it was built.";
    ContainerDirectoryDamaged "container.directory-damaged" Warning
        title "目录有损坏" "The directory is damaged"
        detail "偏移 {offset} 起有 {bytes} 字节不是目录记录；{platform}。"
            "{bytes} bytes at {offset} are no directory records; {platform}."
        help "文件可能损坏，请重新获取；条目清单可能不完整。"
            "The file is probably damaged; get it again. The list of entries may be incomplete.";
    ContainerDirectoryMissing "container.directory-missing" Warning
        title "没有目录" "No central directory"
        detail "找不到压缩包目录，条目取自各自的本地文件头；{platform}。"
            "No central directory was found; the entries are those whose local headers were found; {platform}."
        help "文件可能被截断，请重新获取；条目清单可能不完整。"
            "The file is probably cut off; get it again. The list of entries may be incomplete.";
    ContainerZip64 "container.zip64" Note
        title "使用了 zip64" "zip64 is used"
        detail "压缩包使用 zip64 记录，安卓 12 之前的系统无法读取；{platform}。"
            "The archive uses zip64 records, which systems before Android 12 cannot read; {platform}."
        help "除非安装包超过 4 GB，否则没有必要使用 zip64。"
            "Unless the package is larger than 4 GB there is no need for zip64.";
    ContainerZip64Broken "container.zip64-broken" Warning
        title "zip64 记录缺失或有误" "zip64 records are missing or wrong"
        detail "压缩包引用的 zip64 记录缺失或有误；{platform}。"
            "The archive refers to zip64 records that are missing or wrong; {platform}."
        help "请用未经改动的发布包。"
            "Use the release package as it was built.";
    ContainerDisks "container.several-disks" Note
        title "声明分卷" "Claims to span several disks"
        detail "结束记录声明压缩包分卷（本卷 {disk}，目录在第 {directory} 卷）；{platform}。"
            "The end record speaks of several disks (this one {disk}, the directory's {directory}); {platform}."
        help "这通常是为了干扰分析工具；请确认包的来源。"
            "This is usually done to confuse tools; make sure where the package comes from.";
    ContainerDuplicate "container.duplicate-entry" Warning
        title "有同名条目" "Two entries have the same name"
        detail "{entry} 不止一个；{platform}。"
            "{entry} is there more than once; {platform}."
        help "不同工具会读到不同内容；请用未经改动的发布包。"
            "Different tools read different content; use the release package as it was built.";
    ContainerName "container.odd-name" Note
        title "条目名异常" "An odd entry name"
        detail "{entry} 的名称{fault}；{platform}。"
            "{entry}: {fault}; {platform}."
        help "这通常是为了干扰分析工具；请确认包的来源。"
            "This is usually done to confuse tools; make sure where the package comes from.";
    ContainerEncryption "container.encryption-bit-ignored" Warning
        title "带有加密标记" "The encryption bit is set"
        detail "{entry} 带有加密标记（{header}），别的工具会当它是加密的；{platform}。"
            "{entry} has the encryption bit set ({header}), so that other tools take it for encrypted; {platform}."
        help "这是为了干扰分析工具；请确认包的来源。"
            "This is done to confuse tools; make sure where the package comes from.";
    ContainerMethod "container.unknown-method" Warning
        title "压缩方法未知" "Unknown compression method"
        detail "{entry} 的目录记录写着压缩方法 {method}；{platform}。"
            "The directory names compression method {method} for {entry}; {platform}."
        help "这是为了干扰分析工具；请确认包的来源。"
            "This is done to confuse tools; make sure where the package comes from.";
    ContainerLocalMethod "container.local-method" Warning
        title "本地文件头的压缩方法不同" "The local header names another method"
        detail "{entry} 在目录中是 {central}，在本地文件头中是 {local}；{platform}。"
            "{entry} is {central} in the directory and {local} in its local header; {platform}."
        help "不同工具会读到不同内容；请确认包的来源。"
            "Different tools read different content; make sure where the package comes from.";
    ContainerReadAs "container.read-as" Warning
        title "数据与声明的压缩方法不符" "The data are not what the method says"
        detail "{entry} 声明为 {declared}，实际按 {found} 读取；{platform}。"
            "{entry} is declared {declared} and was read as {found}; {platform}."
        help "不同工具会读到不同内容；请确认包的来源。"
            "Different tools read different content; make sure where the package comes from.";
    ContainerLocalMissing "container.local-header-missing" Warning
        title "本地文件头不在声明的位置" "No local header where the directory says"
        detail "目录声明 {entry} 的本地文件头在 {declared}（{found}）；{platform}。"
            "The directory places the local header of {entry} at {declared} ({found}); {platform}."
        help "文件可能损坏，请重新获取。"
            "The file is probably damaged; get it again.";
    ContainerNotSearched "container.not-searched" Warning
        title "没有继续搜索" "The search was given up"
        detail "有本地文件头不在声明的位置，因达到限制（{limit}）没有在文件中搜索；{platform}。"
            "Local headers are not where the directory says, and the file was not searched for them, since a limit was reached ({limit}); {platform}."
        help "文件可能损坏，请重新获取。"
            "The file is probably damaged; get it again.";
    ContainerLocalName "container.local-name" Warning
        title "本地文件头的名称不同" "The local header has another name"
        detail "{entry} 的本地文件头写着别的名称；{platform}。"
            "The local header of {entry} has another name; {platform}."
        help "不同工具会读到不同内容；请确认包的来源。"
            "Different tools read different content; make sure where the package comes from.";
    ContainerLocalSizes "container.local-sizes" Warning
        title "本地文件头的大小不同" "The local header has other sizes"
        detail "{entry} 在目录中是 {central}，在本地文件头中是 {local}（压缩后/解压后）；{platform}。"
            "{entry} has {central} in the directory and {local} in its local header (compressed/inflated); {platform}."
        help "不同工具会读到不同内容；请确认包的来源。"
            "Different tools read different content; make sure where the package comes from.";
    ContainerOutside "container.data-outside" Warning
        title "数据超出范围" "Data reach outside"
        detail "{entry} 声明的数据（{bytes} 字节）超出了可用范围；{platform}。"
            "The declared data of {entry} ({bytes} bytes) reach into the directory or beyond the file; {platform}."
        help "文件可能被截断，请重新获取。"
            "The file is probably cut off; get it again.";
    ContainerMoved "container.data-moved" Warning
        title "数据不在声明的位置" "The data are not where the header says"
        detail "{entry} 的数据声明在 {declared}，实际在 {found}；{platform}。"
            "The data of {entry} should be at {declared} and were found at {found}; {platform}."
        help "不同工具会读到不同内容；请确认包的来源。"
            "Different tools read different content; make sure where the package comes from.";
    ContainerSize "container.size-differs" Warning
        title "解压后的大小不实" "The inflated size is wrong"
        detail "{entry} 声明有 {declared} 字节，实际有 {found} 字节；{platform}。"
            "{entry} should have {declared} bytes and has {found}; {platform}."
        help "文件可能损坏或被改动；请用未经改动的发布包。"
            "The file is damaged or was changed; use the release package as it was built.";
    ContainerStoredSizes "container.stored-sizes" Warning
        title "存储条目的两个大小不同" "A stored entry with two sizes"
        detail "{entry} 未压缩，却声明压缩后 {compressed} 字节、解压后 {uncompressed} 字节；{platform}。"
            "{entry} is stored, but declares {compressed} bytes packed and {uncompressed} unpacked; {platform}."
        help "不同工具会读到不同内容；请确认包的来源。"
            "Different tools read different content; make sure where the package comes from.";
    ContainerBroken "container.stream-broken" Warning
        title "压缩数据损坏" "A compressed stream is broken"
        detail "{entry} 只能解压出前 {bytes} 字节；{platform}。"
            "Only the first {bytes} bytes of {entry} could be inflated; {platform}."
        help "文件已损坏，请重新获取。"
            "The file is damaged; get it again.";
    ContainerEarly "container.stream-ends-early" Note
        title "压缩数据后有多余字节" "Bytes after a compressed stream"
        detail "{entry} 的压缩数据用了 {used} 字节，声明有 {declared} 字节；{platform}。"
            "The stream of {entry} takes {used} bytes of the declared {declared}; {platform}."
        help "一般不影响使用；请确认包的来源。"
            "Usually harmless; make sure where the package comes from.";
    ContainerDescriptor "container.descriptor" Warning
        title "数据描述符不符" "A data descriptor differs"
        detail "{entry} 在目录中是 {central}，在数据描述符中是 {local}（压缩后/解压后）；{platform}。"
            "{entry} has {central} in the directory and {local} in its data descriptor (compressed/inflated); {platform}."
        help "不同工具会读到不同内容；请确认包的来源。"
            "Different tools read different content; make sure where the package comes from.";
    ContainerCrc "container.crc-differs" Warning
        title "校验和不符" "A checksum is wrong"
        detail "{entry} 的 CRC 声明为 {declared}，实际为 {found}；{platform}。"
            "The CRC of {entry} is declared {declared} and is {found}; {platform}."
        help "文件可能损坏或被改动；请用未经改动的发布包。"
            "The file is damaged or was changed; use the release package as it was built.";
    ContainerOverlap "container.overlap" Warning
        title "条目数据重叠" "Entries share their data"
        detail "{entry} 与 {other} 的数据重叠；{platform}。"
            "{entry} and {other} lie over each other; {platform}."
        help "这通常是为了干扰分析工具；请确认包的来源。"
            "This is usually done to confuse tools; make sure where the package comes from.";
    ContainerOther "container.other" Note
        title "压缩包有异常" "Something odd in the archive"
        detail "压缩包异常：{what}；{platform}。"
            "{what}; {platform}."
        help "请确认包的来源。"
            "Make sure where the package comes from.";

    // ---- Binary XML and resource tables: what was read around

    StructureMagic "structure.magic" Note
        title "文件标记不对" "The magic number is wrong"
        detail "{entry} 不是以应有的标记开头；{platform}。"
            "{entry} does not begin with its magic number; {platform}."
        help "这通常是为了干扰分析工具；请确认包的来源。"
            "This is usually done to confuse tools; make sure where the package comes from.";
    StructureTrailingBytes "structure.trailing-bytes" Note
        title "声明的结尾之后还有内容" "Bytes after the declared end"
        detail "{entry} 在声明的结尾之后还有内容，未读取；{platform}。"
            "{entry} has bytes after its declared end, which were not read; {platform}."
        help "这通常是为了干扰分析工具；请确认包的来源。"
            "This is usually done to confuse tools; make sure where the package comes from.";
    StructureJunkChunk "structure.junk-chunk" Note
        title "有未知的数据块" "An unknown chunk"
        detail "{entry} 含有未知的数据块，已跳过；{platform}。"
            "{entry} has a chunk of unknown kind, which was skipped; {platform}."
        help "这通常是为了干扰分析工具；请确认包的来源。"
            "This is usually done to confuse tools; make sure where the package comes from.";
    StructureJunkNode "structure.junk-node" Note
        title "节点间有未知的数据块" "An unknown chunk among the nodes"
        detail "{entry} 节点之间含有未知的数据块，已跳过；{platform}。"
            "{entry} has a chunk of unknown kind among its nodes, which was skipped; {platform}."
        help "这通常是为了干扰分析工具；请确认包的来源。"
            "This is usually done to confuse tools; make sure where the package comes from.";
    StructureNodeHeaderSize "structure.node-header-size" Note
        title "节点头的长度异常" "An odd node header size"
        detail "{entry} 节点头的长度不是 16 字节；{platform}。"
            "{entry} has node headers that are not 16 bytes long; {platform}."
        help "这通常是为了干扰分析工具；请确认包的来源。"
            "This is usually done to confuse tools; make sure where the package comes from.";
    StructureAttributeSize "structure.attribute-size" Note
        title "属性的长度异常" "An odd attribute size"
        detail "{entry} 属性的长度不是 20 字节；{platform}。"
            "{entry} has attributes that are not 20 bytes long; {platform}."
        help "这通常是为了干扰分析工具；请确认包的来源。"
            "This is usually done to confuse tools; make sure where the package comes from.";
    StructureAttributeStart "structure.attribute-start" Note
        title "属性的起始位置异常" "Attributes start elsewhere"
        detail "{entry} 属性不在通常的位置；{platform}。"
            "{entry} has attributes that do not start where they usually do; {platform}."
        help "这通常是为了干扰分析工具；请确认包的来源。"
            "This is usually done to confuse tools; make sure where the package comes from.";
    StructureNoResourceMap "structure.no-resource-map" Warning
        title "没有资源编号表" "No resource map"
        detail "{entry} 没有资源编号表，平台因此认不出任何带命名空间的属性；{platform}。"
            "{entry} has no resource map, so that the platform knows none of its android: attributes; {platform}."
        help "请用未经改动的发布包，并核对读出的值。"
            "Use the release package as it was built, and check the values read from this one.";
    StructureSecondStringPool "structure.second-string-pool" Note
        title "有多个字符串池" "More than one string pool"
        detail "{entry} 含有多个字符串池，以平台所用的为准；{platform}。"
            "{entry} has more than one string pool; the one that the platform takes was used; {platform}."
        help "这通常是为了干扰分析工具；请确认包的来源。"
            "This is usually done to confuse tools; make sure where the package comes from.";
    StructureUnclosedElements "structure.unclosed-elements" Note
        title "有元素未结束" "Elements are not closed"
        detail "{entry} 有元素没有结束标记；{platform}。"
            "{entry} has elements that are never closed; {platform}."
        help "这通常是为了干扰分析工具；请确认包的来源。"
            "This is usually done to confuse tools; make sure where the package comes from.";
    StructureStrayEndElement "structure.stray-end-element" Note
        title "有多余的结束标记" "More elements closed than opened"
        detail "{entry} 结束标记比开始标记多；{platform}。"
            "{entry} closes more elements than it opens; {platform}."
        help "这通常是为了干扰分析工具；请确认包的来源。"
            "This is usually done to confuse tools; make sure where the package comes from.";
    StructureBrokenAfterEnd "structure.broken-after-end" Note
        title "结尾之后的数据损坏" "Broken bytes after the last element"
        detail "{entry} 最后一个元素之后的数据损坏，不影响内容；{platform}。"
            "{entry} is broken after its last element, which changes nothing; {platform}."
        help "这通常是为了干扰分析工具；请确认包的来源。"
            "This is usually done to confuse tools; make sure where the package comes from.";
    StructureTotalSize "structure.total-size" Warning
        title "声明的总长度不实" "The total size is wrong"
        detail "{entry} 声明的总长度与实际不符；{platform}。"
            "{entry} states a total size that is not what is there; {platform}."
        help "请用未经改动的发布包，并核对读出的值。"
            "Use the release package as it was built, and check the values read from this one.";
    StructureHeaderSize "structure.header-size" Note
        title "文件头的长度异常" "An odd header size"
        detail "{entry} 文件头的长度异常；{platform}。"
            "{entry} has a header of an odd size; {platform}."
        help "这通常是为了干扰分析工具；请确认包的来源。"
            "This is usually done to confuse tools; make sure where the package comes from.";
    StructureStringCount "structure.string-count" Warning
        title "字符串个数不实" "The string count is wrong"
        detail "{entry} 声明的字符串个数超出了实际空间；{platform}。"
            "{entry} counts more strings than it has room for; {platform}."
        help "请用未经改动的发布包，并核对读出的值。"
            "Use the release package as it was built, and check the values read from this one.";
    StructureStyles "structure.styles" Warning
        title "字符串样式有误" "String styles are wrong"
        detail "{entry} 字符串样式的位置有误，已忽略；{platform}。"
            "{entry} has string styles that are not where they should be; they were left out; {platform}."
        help "请用未经改动的发布包，并核对读出的值。"
            "Use the release package as it was built, and check the values read from this one.";
    StructureStringsNotTerminated "structure.strings-not-terminated" Warning
        title "字符串池没有结束" "The string pool is not terminated"
        detail "{entry} 字符串池的最后一个字符串没有结束；{platform}。"
            "{entry} has a string pool whose last string does not end; {platform}."
        help "请用未经改动的发布包，并核对读出的值。"
            "Use the release package as it was built, and check the values read from this one.";
    StructureNodeSkipped "structure.node-skipped" Warning
        title "跳过了损坏的节点" "A broken node was skipped"
        detail "{entry} 有损坏的节点，已跳过；{platform}。"
            "{entry} has a broken node, which was stepped over; {platform}."
        help "请用未经改动的发布包，并核对读出的值。"
            "Use the release package as it was built, and check the values read from this one.";
    StructureFewerPackages "structure.fewer-packages" Note
        title "资源包个数不实" "Fewer packages than counted"
        detail "{entry} 资源包比声明的少；{platform}。"
            "{entry} holds fewer packages than it counts; {platform}."
        help "这通常是为了干扰分析工具；请确认包的来源。"
            "This is usually done to confuse tools; make sure where the package comes from.";
    StructurePackageCount "structure.package-count" Warning
        title "资源包个数不实" "The package count is wrong"
        detail "{entry} 声明的资源包个数与实际不符；{platform}。"
            "{entry} counts another number of packages than it holds; {platform}."
        help "请用未经改动的发布包，并核对读出的值。"
            "Use the release package as it was built, and check the values read from this one.";
    StructureMorePackages "structure.more-packages" Warning
        title "资源包个数不实" "More packages than counted"
        detail "{entry} 资源包比声明的多；{platform}。"
            "{entry} holds more packages than it counts; {platform}."
        help "请用未经改动的发布包，并核对读出的值。"
            "Use the release package as it was built, and check the values read from this one.";
    StructureJunkTableChunk "structure.junk-table-chunk" Note
        title "有未知的数据块" "An unknown chunk in a table"
        detail "{entry} 含有未知的数据块，已跳过；{platform}。"
            "{entry} has a chunk of unknown kind, which was skipped; {platform}."
        help "这通常是为了干扰分析工具；请确认包的来源。"
            "This is usually done to confuse tools; make sure where the package comes from.";
    StructureBrokenTail "structure.broken-tail" Warning
        title "后部损坏，未读取" "The rest is broken and was not read"
        detail "{entry} 后部损坏，其后的内容未读取；{platform}。"
            "{entry} is broken towards its end; what follows was not read; {platform}."
        help "请用未经改动的发布包，并核对读出的值。"
            "Use the release package as it was built, and check the values read from this one.";
    StructureChunkSkipped "structure.chunk-skipped" Warning
        title "跳过了损坏的数据块" "A broken chunk was skipped"
        detail "{entry} 有损坏的数据块，已跳过；{platform}。"
            "{entry} has a broken chunk, which was left out; {platform}."
        help "请用未经改动的发布包，并核对读出的值。"
            "Use the release package as it was built, and check the values read from this one.";
    StructureSecondTypeSpec "structure.second-type-spec" Note
        title "类型重复声明" "A type is declared twice"
        detail "{entry} 有类型声明了两次，以第一次为准；{platform}。"
            "{entry} declares a type twice; the first counts; {platform}."
        help "这通常是为了干扰分析工具；请确认包的来源。"
            "This is usually done to confuse tools; make sure where the package comes from.";
    StructureStrayStringPool "structure.stray-string-pool" Note
        title "有多余的字符串池" "A stray string pool"
        detail "{entry} 资源包里有多余的字符串池；{platform}。"
            "{entry} has a string pool that no header names; {platform}."
        help "这通常是为了干扰分析工具；请确认包的来源。"
            "This is usually done to confuse tools; make sure where the package comes from.";
    StructureStagedAliasesIgnored "structure.staged-aliases-ignored" Note
        title "暂存编号被忽略" "Staged ids are ignored"
        detail "{entry} 非系统资源包含有暂存编号，平台忽略它们；{platform}。"
            "{entry} has staged ids outside the framework, which the platform ignores; {platform}."
        help "这通常是为了干扰分析工具；请确认包的来源。"
            "This is usually done to confuse tools; make sure where the package comes from.";
    StructureOther "structure.other" Note
        title "结构有异常" "An odd structure"
        detail "{entry} 结构有异常；{platform}。"
            "{entry} has an odd structure; {platform}."
        help "这通常是为了干扰分析工具；请确认包的来源。"
            "This is usually done to confuse tools; make sure where the package comes from.";

    // ---- The manifest, the resources, the signature, certificates

    ManifestUnreadable "manifest.unreadable" Error
        title "清单无法读取" "The manifest cannot be read"
        detail "AndroidManifest.xml 无法读取：{reason}。"
            "AndroidManifest.xml cannot be read: {reason}."
        help "请用未经改动的发布包；此包在手机上也无法安装。"
            "Use the release package as it was built; this one cannot be installed either.";
    ManifestPlainText "manifest.plain-text" Error
        title "清单是纯文本" "The manifest is plain text"
        detail "AndroidManifest.xml 是纯文本 XML，平台只接受二进制 XML。"
            "AndroidManifest.xml is plain-text XML; the platform takes only binary XML."
        help "这不是打包完成的安装包；请用构建工具输出的安装包。"
            "This is not a built package; inspect what the build tools put out.";
    ManifestDiffer "manifest.duplicates-differ" Error
        title "同名条目给出不同的值" "Entries of one name give different values"
        detail "包里有多个 AndroidManifest.xml 或 resources.arsc，读出的值不同：{values}。没有采用任何一个。"
            "The package has several entries named AndroidManifest.xml or resources.arsc, whose values differ: {values}. None was chosen."
        help "请用未经改动的发布包。"
            "Use the release package as it was built.";
    ManifestRecovered "manifest.recovered" Error
        title "安卓会拒绝此清单" "Android would refuse this manifest"
        detail "AndroidManifest.xml 有平台不接受的错误：{reason}。报告中的值是按容错方式恢复的。"
            "AndroidManifest.xml has an error that the platform does not accept: {reason}. The values in this report were recovered by reading around it."
        help "请用未经改动的发布包，并核对读出的值。"
            "Use the release package as it was built, and check the values.";
    ResourcesUnreadable "resources.unreadable" Warning
        title "资源表无法读取" "The resource table cannot be read"
        detail "resources.arsc 无法读取：{reason}。引用资源的值（如 APP 名称）因此为空。"
            "resources.arsc cannot be read: {reason}. Values that refer to resources, such as the app's name, are null."
        help "请用未经改动的发布包。"
            "Use the release package as it was built.";
    ResourcesRecovered "resources.recovered" Warning
        title "安卓会拒绝此资源表" "Android would refuse this resource table"
        detail "resources.arsc 有平台不接受的错误：{reason}。引用资源的值是按容错方式恢复的。"
            "resources.arsc has an error that the platform does not accept: {reason}. Values that refer to resources were recovered by reading around it."
        help "请用未经改动的发布包，并核对读出的值。"
            "Use the release package as it was built, and check the values.";
    SigningUnsigned "signing.unsigned" Error
        title "未签名" "Not signed"
        detail "包里没有任何签名，因此没有证书和公钥。"
            "The package carries no signature, so there is no certificate and no key."
        help "请用正式签名后的发布包。"
            "Inspect the package after it was signed for release.";
    SigningNotVerified "signing.not-verified" Note
        title "签名未验证" "The signature was not verified"
        detail "{reason}。证书来自包内的签名数据，未检查包的内容是否与签名相符。"
            "{reason}. The certificate comes from the signature as it lies in the package; whether the content agrees with it was not checked."
        help "可用 apksigner verify 验证。"
            "Verify it with apksigner verify.";
    SigningInvalid "signing.does-not-hold" Error
        title "签名无效" "The signature does not hold"
        detail "{platforms} 的系统会拒绝这个包：{reason}（{code}）。证书取自没有通过验证的签名，可能是任何人的。"
            "{platforms} refuses this package: {reason} ({code}). The certificate is that of a signature that does not hold; it may be anybody's."
        help "请用未经改动的发布包，或重新签名；不要填写这些值。"
            "Use the release package as it was signed, or sign it again; do not file these values.";
    SigningPartly "signing.holds-in-part" Error
        title "签名只在部分系统上有效" "The signature holds on some platforms only"
        detail "{platforms} 中有系统会拒绝这个包：{reason}（{code}）。{schemes} 签名本身有效，证书确实是签名者的。"
            "Some of {platforms} refuse this package: {reason} ({code}). {schemes} holds by itself, so the certificate is the signer's."
        help "加上旧系统所需的 v1 签名，或提高 minSdkVersion；用 --min-sdk 可查看从哪个系统起有效。"
            "Sign with v1 as well, which older platforms need, or raise minSdkVersion; --min-sdk shows from which platform on it holds.";
    SigningUnsupported "signing.not-checked" Warning
        title "签名无法检查" "The signature cannot be checked"
        detail "此版本无法检查这种签名：{reason}。没有发现别的问题，但不能说签名有效。"
            "This version cannot check such a signature: {reason}. Nothing else was found wrong, but it cannot be said to hold."
        help "用 apksigner verify 验证。"
            "Verify it with apksigner verify.";
    SigningBeside "signing.beside-does-not-hold" Warning
        title "附带的签名无效" "A signature beside the package's own does not hold"
        detail "{scheme} 签名无效：{reason}（{code}）。包本身的签名不受影响。"
            "The {scheme} signature does not hold: {reason} ({code}). The package's own signature is not affected."
        help "v4 签名只影响增量安装，来源戳只表明分发者；重新生成即可。"
            "A v4 signature matters for incremental installation alone, a source stamp tells who distributes the package; make it again.";
    SigningDebug "signing.debug-certificate" Error
        title "使用调试证书签名" "Signed with a debug certificate"
        detail "证书主体是 {subject}：这是开发工具自动生成的调试证书。"
            "The certificate's subject is {subject}: a debug certificate, made by the development tools."
        help "备案只认发布证书；请检查正式签名的发布包。"
            "Only the release certificate counts for the filing; inspect the package that was signed for release.";
    SigningTestKey "signing.test-key" Warning
        title "像是公开的测试密钥" "Looks like a published test key"
        detail "证书与公开的测试密钥“{name}”相同：任何人都能用它签名。"
            "The certificate is that of the published test key {name}: anybody can sign with it."
        help "确认这是要发布的包；应换用自己的密钥。"
            "Make sure that this is the package you ship; it should be signed with a key of your own.";
    SigningSeveral "signing.several-signers" Warning
        title "有多个签名者" "Several signers"
        detail "包由 {count} 个不同的证书签名；表中填的是第 {index} 个（{reason}）。"
            "The package is signed with {count} different certificates; the form's values are those of number {index} ({reason})."
        help "向接入商确认应填哪一个；没有资料说明接入商如何处理多个签名者。"
            "Ask your access provider which one to file; no source says how several signers are treated.";
    SigningRotated "signing.key-rotated" Warning
        title "签名密钥轮换过" "The signing key was rotated"
        detail "签名中记录了 {count} 个旧证书，最早的 MD5 是 {oldest}；表中填的是当前证书（MD5 {current}），新系统以它为准。"
            "The signature lists {count} former certificates, the oldest with MD5 {oldest}; the form's values are those of the current one (MD5 {current}), by which newer platforms know the app."
        help "如果备案时填的是旧证书，需要办理变更备案；Android 9 之前的系统仍看最早的证书。"
            "If the filing holds a former certificate, it needs a change filing; platforms before Android 9 still see the oldest one.";
    SigningHybrid "signing.hybrid" Note
        title "混合签名" "A hybrid signature"
        detail "v3.2 签名同时使用传统密钥和后量子密钥；表中填的是传统密钥。"
            "The v3.2 signature uses a classical and a post-quantum key; the form's values are those of the classical one."
        help "目前没有备案表支持后量子密钥。"
            "No form knows a post-quantum key so far.";
    SigningDamaged "signing.damaged" Warning
        title "签名数据有问题" "Something is wrong with a signature"
        detail "{scheme} 签名有问题：{problem}。"
            "In {scheme}: {problem}."
        help "用 apksigner verify 核实；签名损坏的包无法安装。"
            "Check with apksigner verify; a package with a broken signature cannot be installed.";
    SigningHigherUnreadable "signing.higher-scheme-unreadable" Error
        title "更高的签名方案读不出" "The scheme that counts could not be read"
        detail "包带有 {scheme} 签名，但读不出其中的证书；表中填的是较低方案的证书，新系统并不看它。"
            "The package carries a {scheme} signature, in which no certificate could be read; the form's values are those of a lower scheme, which newer platforms do not look at."
        help "请用未经改动的发布包；不要直接填写这些值。"
            "Use the release package as it was built; do not file these values as they are.";
    SigningNoCertificate "signing.no-certificate" Error
        title "读不出签名证书" "No signing certificate could be read"
        detail "包带有签名（{schemes}），但读不出任何签名者的证书：{reason}。"
            "The package carries a signature ({schemes}), but no signer's certificate could be read: {reason}."
        help "请用未经改动的发布包，或重新签名。"
            "Use the release package as it was built, or sign it again.";
    CertificateChain "certificate.several" Note
        title "文件中有多个证书" "Several certificates in the file"
        detail "文件中有 {count} 个证书；采用的是没有签发其他证书的那一个：{subject}。"
            "The file holds {count} certificates; the one taken issues none of the others: {subject}."
        help "核对主体是否是你的应用的证书。"
            "Check that the subject is that of your app's certificate.";
    CertificateUnclear "certificate.leaf-unclear" Error
        title "无法确定用哪个证书" "Which certificate is meant is unclear"
        detail "文件中有 {count} 个证书，不止一个没有签发其他证书；采用的是第一个：{subject}。"
            "The file holds {count} certificates, and more than one issues none of the others; the first of them was taken: {subject}."
        help "请提供只含应用签名证书的文件。"
            "Give a file that holds your app's signing certificate alone.";
    CertificateField "certificate.field-unreadable" Warning
        title "证书的部分内容无法读取" "Part of a certificate cannot be read"
        detail "证书（SHA-256 {sha256}）的{field}无法读取：{reason}。指纹不受影响。"
            "{field} of the certificate with SHA-256 {sha256} cannot be read: {reason}. Its fingerprints are not affected."
        help "用 openssl x509 核对此证书。"
            "Check the certificate with openssl x509.";
    CoverageEntry "coverage.entry-unread" Warning
        title "有条目未能读取" "An entry was not read"
        detail "{entry} 未能完整读取：{reason}。"
            "{entry} was not read, or not whole: {reason}."
        help "请用未经改动的发布包。"
            "Use the release package as it was built.";
    CoverageFault "coverage.fault" Warning
        title "读取条目时程序出错" "This program failed on an entry"
        detail "读取 {entry} 时程序出错：{reason}。其余内容不受影响，但此条目中的域名可能不全。"
            "Reading {entry} failed by a fault of this program: {reason}. Nothing else is affected, but hosts of this entry may be missing."
        help "这是程序的缺陷，请报告给开发者；人工检查此条目。"
            "This is a bug: please report it, and look at this entry by hand.";
    CoverageHardened "coverage.hardened" Warning
        title "应用已加固，域名清单不完整" "Hardened: the host list is incomplete"
        detail "{entry} 属于加固方案“{product}”；被它隐藏的代码无法读取，其中的域名不在清单里。"
            "{entry} belongs to the hardening product {product}; the code that it hides cannot be read, and hosts in it are not in the list."
        help "请再检查一次加固之前的包；填表用的签名仍以发布包为准。"
            "Inspect the package as it was before hardening as well; for the signature the released package counts.";
    CoverageEncrypted "coverage.encrypted" Warning
        title "有内容已加密，域名清单可能不完整" "Encrypted content: the host list may be incomplete"
        detail "{entry} 已加密，或内容近似随机，无法读取；其中的域名不在清单里。"
            "{entry} is encrypted, or looks random, and cannot be read; hosts in it are not in the list."
        help "请向开发人员核实其中使用的域名，或检查加密之前的包。"
            "Ask the developers which hosts it uses, or inspect the package as it was before that was encrypted.";

    // ---- Hosts

    HostsCleartext "hosts.cleartext" Note
        title "有域名只以明文访问" "Hosts that are only contacted without encryption"
        detail "{count} 个待填写的域名只出现在 http:// 或 ws:// 地址中。"
            "{count} of the hosts for the form stand only in addresses with http:// or ws://."
        help "请确认是否仍在使用；在用的应改为 https。"
            "Check whether they are still in use; those that are should use https.";
}
