//! Words that fill the holes of findings: names of values, reasons, what the platform does.

use super::{Language, Word, filled};
use crate::Bilingual;

macro_rules! phrases {
    ($($variant:ident $zh:literal $en:literal;)*) => {
        /// A phrase in both languages. Some have holes of their own, filled by [`Phrase::with`].
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Phrase {
            $(#[doc = $en] $variant,)*
        }

        impl Phrase {
            /// Every phrase.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            fn templates(self) -> [&'static str; 2] {
                match self {
                    $(Self::$variant => [$zh, $en],)*
                }
            }
        }
    };
}

impl Phrase {
    /// The phrase, its holes filled by name.
    pub fn with(self, holes: &[(&str, Word)]) -> Bilingual {
        let [zh, en] = self.templates();
        Bilingual::new(filled(zh, holes, Language::Zh), filled(en, holes, Language::En))
    }

    /// A phrase without holes.
    pub fn words(self) -> Bilingual {
        self.with(&[])
    }
}

impl From<Phrase> for Word {
    fn from(phrase: Phrase) -> Self {
        phrase.words().into()
    }
}

phrases! {
    // What the platform does with something odd
    PlatformAccepts "安卓照常读取（{source}）" "Android reads it all the same ({source})";
    PlatformRefuses "安卓拒绝（{source}）" "Android refuses it ({source})";
    PlatformUnknown "安卓如何处理不明" "what Android does with it is unknown";

    // Archives
    OffsetsCount "目录中的偏移已计入" "counted in the directory's offsets";
    OffsetsDoNotCount "目录中的偏移未计入" "not counted in the directory's offsets";
    InDirectory "目录" "directory";
    InLocalHeader "本地文件头" "local header";
    Stored "未压缩" "stored";
    Deflated "deflate 压缩" "deflated";
    Absent "缺失" "missing";
    FoundAt "在 {at} 找到" "found at {at}";
    FoundNowhere "别处也没有找到" "found nowhere else";
    NameEmpty "为空" "the name is empty";
    NameNul "含有 NUL 字符" "the name holds a NUL";
    NameNotUtf8 "不是 UTF-8" "the name is not UTF-8";
    NameLaxUtf8 "只是近似的 UTF-8" "the name is UTF-8 only by a lax reading";
    NameAbsolute "以斜杠开头" "the name starts with a slash";
    NameBackslash "含有反斜杠" "the name holds a backslash";
    NameParent "含有“..”" "the name holds \"..\"";
    NameOdd "异常" "the name is odd";

    PlatformIosUnknown "iOS 如何处理不明" "what iOS does with it is unknown";
    ReasonNoExecutable "Info.plist 没有 CFBundleExecutable" "its Info.plist names no executable";
    ReasonExecutablePath "CFBundleExecutable 指向包外" "the name of its executable leads out of it";
    ReasonExecutableMissing "包里没有 CFBundleExecutable 所指的文件" "the package does not hold its executable";
    ReasonPartUnread "有一部分无法检查，或证书链没有到达苹果的根证书" "a part could not be checked, or the chain does not reach one of Apple's roots";
    IosCms "代码目录上的 CMS 签名无效（{cause}）" "the CMS signature over the code directory does not hold ({cause})";
    IosPages "代码页与签名不符" "pages of the code differ from what is signed";
    IosSlotInfo "Info.plist 与签名不符" "Info.plist differs from what is signed";
    IosSlotRequirements "要求（requirements）与签名不符" "the requirements differ from what is signed";
    IosSlotResources "CodeResources 与签名不符" "the list of sealed files differs from what is signed";
    IosSlotEntitlements "授权（entitlements）与签名不符" "the entitlements differ from what is signed";
    IosStateUnsigned "没有代码签名" "no code signature at all";
    IosStateAdHoc "临时签名（ad hoc），没有证书" "signed ad hoc, without a certificate";
    IosStateAbsent "签名里没有证书" "the signature holds no certificate";
    ReasonNoText "{key} 应为文本，却是 {found}" "{key} should be text and is {found}";
    ReasonNoDictionary "不是字典" "it is no dictionary";
    ReasonPropertyList "属性列表不完整或有误（{cause}）" "the property list is broken ({cause})";

    // Values
    ValueBundleId "Bundle ID" "Bundle ID";
    ValueVersion "版本 CFBundleShortVersionString" "version";
    ValueBuild "版本号 CFBundleVersion" "build number";
    ValueMinimumOs "最低系统版本 MinimumOSVersion" "oldest system";
    ValuePackageName "包名" "package name";
    ValueAppName "APP名称" "app name";
    ValueAppNameIn "APP名称（{locale}）" "app name ({locale})";
    ValueVersionName "版本名 versionName" "versionName";
    ValueVersionCode "版本号 versionCode" "versionCode";
    ValueMinSdk "最低系统版本 minSdkVersion" "minSdkVersion";
    ValueTargetSdk "目标系统版本 targetSdkVersion" "targetSdkVersion";
    ValueMaxSdk "最高系统版本 maxSdkVersion" "maxSdkVersion";
    ValueOther "某个值" "a value";
    ValuePermissions "权限" "permissions";
    ValueMetaDataList "meta-data" "meta-data";
    ValueEntryPoint "启动界面" "launcher activity";
    ValueApplicationClass "Application 类" "application class";
    ValueSplit "拆分包名 split" "split name";
    ValueSharedUserId "sharedUserId" "sharedUserId";
    ValueMetaData "meta-data {name}" "meta-data {name}";
    ValueFlag "标志 {name}" "flag {name}";
    ValueLanguages "语言列表" "languages";
    ValueIdentity "包名、名称、版本等全部值" "package name, app name, versions and all other values";
    ValuePublicKey "公钥" "public key";
    ValueSubject "主体" "subject";
    ValueIssuer "颁发者" "issuer";
    ValueSerial "序列号" "serial number";
    ValueValidity "有效期" "validity";
    ValueSignatureAlgorithm "签名算法" "signature algorithm";

    // Why a value could not be read
    ReasonMissing "它引用的资源 {id} 不存在" "it refers to resource {id}, which does not exist";
    ReasonOtherPackage "它引用的资源 {id} 属于系统或其他包" "it refers to resource {id} of the framework or another package";
    ReasonCycle "它引用的资源循环引用（{id}）" "the resources that it refers to lead in a circle ({id})";
    ReasonTooDeep "引用层数过多（{id}）" "too many references follow one another ({id})";
    ReasonNoTable "它引用资源 {id}，但没有 resources.arsc" "it refers to resource {id}, and there is no resources.arsc";
    ReasonTableUnreadable "它引用资源 {id}，但 resources.arsc 无法读取（{cause}）" "it refers to resource {id}, and resources.arsc cannot be read ({cause})";
    ReasonEntryUnreadable "它引用的资源 {id} 无法读取（{cause}）" "it refers to resource {id}, which cannot be read ({cause})";
    ReasonStringUnreadable "它的字符串无法读取（{cause}）" "its string cannot be read ({cause})";
    ReasonInvalidText "文字中有无法解码的字节" "its text has bytes that cannot be decoded";
    ReasonNul "文字中有 NUL 字符" "its text holds a NUL";
    ReasonStatedLength "声明的长度与文字不符（{cause}）" "its stated length is not that of its text ({cause})";
    ReasonOtherRaw "原文与类型化的值不同；采用平台所用的值" "its raw text is not its typed value; the one that the platform takes was read";
    ReasonWrongType "值的类型不对（{cause}）" "it is of the wrong type ({cause})";
    ReasonAttributeId "属性没有正确的资源编号，平台看不到它（{cause}）" "its attribute lacks the right resource id, so that the platform does not see it ({cause})";
    ReasonAttribute "所在元素的属性无法读取（{cause}）" "the attributes of its element cannot be read ({cause})";
    ReasonBroken "清单在它之前已损坏（{cause}）" "the manifest is broken before it ({cause})";
    ReasonMisplaced "它所在的元素不在平台查找的位置（第 {depth} 层）" "its element stands where the platform does not look for it ({depth} levels deep)";
    ReasonNotManifest "这不是清单" "the document is no manifest";
    ReasonLimit "超出了读取限制" "reading it would go beyond the limits";
    ReasonManifestUnreadable "AndroidManifest.xml 无法读取：{cause}" "AndroidManifest.xml cannot be read: {cause}";
    ReasonManifestMissing "没有 AndroidManifest.xml" "there is no AndroidManifest.xml";
    ReasonPartial "{declared} 字节中只读出 {bytes} 字节" "{bytes} of {declared} bytes could be read";
    ReasonNoCertificates "签名数据里没有可读的证书" "no certificate could be read in it";
    ReasonUnknown "其他原因（{cause}）" "{cause}";

    // Why an archive, a structure, a certificate could not be read
    ArchiveFileSize "文件大小不在允许的范围内（{cause}）" "{cause}";
    ArchiveEndRecord "文件末尾没有结束记录（{cause}）" "{cause}";
    ArchiveEndOfFile "结束记录的注释没有到文件末尾（{cause}）" "{cause}";
    ArchiveZip64End "zip64 结束记录有误（{cause}）" "{cause}";
    ArchiveDirectoryBounds "目录不在结束记录之前（{cause}）" "{cause}";
    ArchiveNotEmpty "压缩包里没有条目（{cause}）" "{cause}";
    ArchiveDirectoryRecord "目录中的记录与声明的个数不符（{cause}）" "{cause}";
    ArchiveZip64Extra "条目的 zip64 附加字段有误（{cause}）" "{cause}";
    ArchiveLocalOffset "本地文件头的位置在目录之后（{cause}）" "{cause}";
    ArchiveEntryName "条目名不是 UTF-8，或含有 NUL（{cause}）" "{cause}";
    ArchiveUniqueNames "有同名条目（{cause}）" "{cause}";
    ArchiveFirstSignature "文件不是以本地文件头开始（{cause}）" "{cause}";
    ArchiveLocalHeader "目录所指的位置没有本地文件头（{cause}）" "{cause}";
    ArchiveLocalName "本地文件头的名称与目录不同（{cause}）" "{cause}";
    ArchiveLocalSizes "本地文件头的大小或 CRC 与目录不同（{cause}）" "{cause}";
    ArchiveDataBounds "条目的数据超出范围（{cause}）" "{cause}";
    ArchiveMethod "压缩方法未知（{cause}）" "{cause}";
    ArchiveInflate "解压出的大小与声明不符（{cause}）" "{cause}";
    ArchiveDescriptor "数据描述符与目录不同（{cause}）" "{cause}";
    ArchiveOtherRule "不符合平台的规则（{cause}）" "{cause}";
    ArchiveOpen "无法打开文件（{cause}）" "{cause}";
    ArchiveIo "读取文件出错（{cause}）" "{cause}";
    ArchiveShort "数据比应有的短（{cause}）" "{cause}";
    ArchiveNotAnArchive "不是 zip 压缩包（{cause}）" "{cause}";
    ArchiveLimit "超出读取限制（{cause}）" "{cause}";
    StructureTruncated "数据在中途结束（{cause}）" "{cause}";
    StructureHeader "数据块头的长度有误（{cause}）" "{cause}";
    StructureSize "数据块的长度有误（{cause}）" "{cause}";
    StructureNoRoot "没有任何 XML 节点（{cause}）" "{cause}";
    StructureNoPool "没有字符串池（{cause}）" "{cause}";
    StructureRange "字段的值超出范围（{cause}）" "{cause}";
    StructureNotTerminated "字符串没有结束（{cause}）" "{cause}";
    StructureStringIndex "字符串编号超出字符串池（{cause}）" "{cause}";
    StructureString "字符串有误（{cause}）" "{cause}";
    StructurePackages "资源包的个数有误（{cause}）" "{cause}";
    StructureTypes "资源类型的声明有误（{cause}）" "{cause}";
    StructurePlainText "是纯文本 XML（{cause}）" "{cause}";
    StructureOther "结构有误（{cause}）" "{cause}";
    CertificateTruncated "数据在中途结束（{cause}）" "{cause}";
    CertificateUnexpected "数据不是应有的内容（{cause}）" "{cause}";
    CertificateLimit "超出读取限制（{cause}）" "{cause}";
    CertificateUnsupported "不支持的种类（{cause}）" "{cause}";

    // What is wrong with a signature
    SigningBlockSize "签名块的大小有误（{cause}）" "{cause}";
    SigningPairSize "签名块中一项的大小有误（{cause}）" "{cause}";
    SigningTooMuch "超出读取限制（{cause}）" "{cause}";
    SigningDuplicate "签名块中有重复的编号（{cause}）" "{cause}";
    SigningDirectory "目录与结束记录之间有其他内容，平台因此找不到签名块（{cause}）" "{cause}";
    SigningUnreadable "签名文件未能完整读取（{cause}）" "{cause}";
    SigningMalformedSigner "签名者的数据有误（{cause}）" "{cause}";
    SigningNoSigner "没有签名者（{cause}）" "{cause}";
    SigningMalformed "签名数据有误（{cause}）" "{cause}";
    SigningMalformedCertificate "证书无法读取（{cause}）" "{cause}";
    SigningMalformedAttribute "附加属性有误（{cause}）" "{cause}";
    SigningNoSignatures "没有签名值（{cause}）" "{cause}";
    SigningNoCertificates "没有证书（{cause}）" "{cause}";
    SigningPlatforms "系统版本范围有误（{cause}）" "{cause}";
    SigningLineage "密钥轮换记录有误（{cause}）" "{cause}";
    SigningNoManifest "没有 META-INF/MANIFEST.MF（{cause}）" "{cause}";
    SigningNoSignatureFile "缺少对应的 .SF 文件（{cause}）" "{cause}";
    SigningMalformedMessage "签名文件不是 PKCS#7（{cause}）" "{cause}";
    SigningCertificateNotFound "签名文件里没有签名者所指的证书（{cause}）" "{cause}";
    SigningVersion "签名版本不支持（{cause}）" "{cause}";
    SigningContents "包的内容与签名时不同（{cause}）" "the content is not what was signed: {cause}";
    SigningValue "签名值不正确（{cause}）" "a signature is wrong: {cause}";
    SigningKey "证书与签名所用的密钥不符（{cause}）" "certificate and key do not belong together: {cause}";
    SigningStripped "签名所说的另一种签名不在包里，可能被去掉了（{cause}）" "a signature that another speaks of is not there: {cause}";
    SigningNotCovered "有条目不在签名的范围内（{cause}）" "an entry is not covered: {cause}";
    SigningAlgorithm "签名算法不受支持（{cause}）" "an algorithm is not supported: {cause}";
    SigningDisagree "各种签名互相矛盾（{cause}）" "signatures contradict each other: {cause}";
    SigningTooWeak "签名方案低于清单要求的（{cause}）" "the manifest asks for a newer scheme: {cause}";
    SigningUnknownPart "签名中有不认识的内容（{cause}）" "a part of a signature is not known: {cause}";
    SigningManifest "清单没有说明适用的系统版本（{cause}）" "the platforms are not known: {cause}";
    SigningNotZip "平台不按此方式读取这个包（{cause}）" "the platform does not read the archive so: {cause}";
    SigningOther "签名有异常（{cause}）" "{cause}";

    // Why an entry, or a part of one, was not read
    UnreadBroken "内部格式损坏（{cause}）" "its format is broken inside ({cause})";
    UnreadUnsupported "不支持的格式变体（{cause}）" "a variant of its format that is not read ({cause})";
    UnreadEncrypted "已加密" "it is encrypted";
    UnreadMethod "压缩方法未知（{method}）" "its compression method is unknown ({method})";
    UnreadRandom "内容近似随机数据，可能经过加密或压缩" "it looks random, as encrypted or compressed data do";
    UnreadTooMany "候选过多，{count} 处未保留" "it holds too many candidates; {count} were not kept";
    UnreadFault "程序出错（{cause}）" "a fault of this program ({cause})";

    // Why a signer is the primary one, and what was not done
    NotInThisVersion "此版本还不读取SDK、图标和备案号；表中没有这些栏目。" "This version does not read SDKs, the icon and filing numbers yet; the form has no rows for them.";
    SuffixList "域名的级别和注册域名按公共后缀列表计算：crate psl {version}。" "Levels and registrable domains follow the public suffix list of the crate psl {version}.";
    PrimaryOnly "唯一的签名者" "the only signer";
    PrimaryHighest "适用的最高签名方案中的第一个签名者" "the first signer of the highest scheme that applies";
    PrimaryHigherUnreadable "更高的签名方案读不出证书，取次高方案的第一个签名者" "no certificate could be read in the highest scheme; the first signer of the next one";
    PrimaryOutOfRange "没有方案适用于此系统版本范围，取最高方案的第一个签名者" "no scheme applies in this range of platforms; the first signer of the highest scheme there is";
    PrimaryClassical "混合签名中的传统密钥" "the classical signer of a hybrid signature";
    PrimaryExecutable "主程序签名所指的证书" "the certificate that the main executable's signature names";
    PrimaryProfile "取自描述文件，代码签名中没有" "taken from the provisioning profile, the code signature names none";
    PrimaryBare "没有签发其他证书的那一个" "the certificate that issues none of the others";
    PlatformsFrom "Android API {min} 及以上" "Android from API level {min} on";
    PlatformsBetween "Android API {min} 至 {max}" "Android from API level {min} to {max}";
    ReasonNotAsked "未要求验证（--no-verify）" "Verification was not asked for (--no-verify)";

    // How a host stands: the first half of its reason, by kind
    KindEndpoint "在 {entry} 中作为要连接或打开的地址" "an address to contact or open, in {entry}";
    KindTemplate "在 {entry} 中作为只写明一部分的地址" "an address of which only a part is fixed, in {entry}";
    KindIp "在 {entry} 中作为公网 IP 地址" "a public IP address, in {entry}";
    KindDeeplink "{entry} 声明应用响应此域名的链接" "{entry} declares that the app answers links of this host";
    KindPolicy "只出现在 {entry} 的安全或匹配规则中" "named only in a security or matching rule, in {entry}";
    KindLink "在 {entry} 供人阅读的文字中" "a link in text for a person to read, in {entry}";
    KindLicence "在 {entry} 的许可证或版权文字中" "in licence or copyright text, in {entry}";
    KindMetadata "在 {entry} 的构建或制作信息中" "build or authoring metadata, in {entry}";
    KindCertificate "在 {entry} 的证书或签名中" "in a certificate or a signature, in {entry}";
    KindMail "在 {entry} 中作为邮箱地址的域名" "the domain of a mail address, in {entry}";
    KindNamespace "在 {entry} 中作为标识符，不会被访问" "an identifier that nothing fetches, in {entry}";
    KindReserved "保留名称，公网上没有（{entry}）" "a special-use name, which the public network does not have, in {entry}";
    KindPrivate "非公网 IP 地址（{entry}）" "an IP address that is not public, in {entry}";

    // How sure it is: the second half
    SureExact "边界明确，后缀在公共后缀列表中" "its ends are certain, and its suffix is a public one";
    SureAddress "边界明确" "its ends are certain";
    UnsureBounds "边界由上下文推断" "its ends are inferred from what stands around it";
    UnsureSuffix "后缀不在公共后缀列表中" "its suffix is not a public one";
    UnsureSuffixOpen "后缀未写明" "its suffix is left open";
    LikeClassName "也像类名或包名" "it may as well be the name of a class or a package";
    LikeFileName "也像文件名" "it may as well be the name of a file";
    LikePropertyKey "也像属性名" "it may as well be the key of a property";
    LikeVersion "也像版本号" "it may as well be a version";
    LikeCode "也像代码" "it may as well be code";
    LikeNumber "也像一串数字或对象标识符" "it may as well be numbers or an object identifier";

    // Whose it is
    OwnPackage "与包名 {package} 的前缀相符" "the reverse of what the package name {package} begins with";
    OwnDeeplink "应用声明响应 {host} 的链接" "the app declares that it answers links of {host}";
    OwnDeclared "由 --own {domain} 指明" "declared with --own {domain}";
    PlatformHost "{name}：{why}" "{name}: {why}";
    OwnerUnknown "无从判断；此版本还不识别 SDK" "nothing tells; this version does not recognise SDKs yet";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_have_the_same_holes() {
        let holes = |text: &str| {
            text.split('{')
                .skip(1)
                .filter_map(|s| s.split('}').next().map(String::from))
                .collect::<std::collections::BTreeSet<_>>()
        };
        for phrase in Phrase::ALL {
            let [zh, en] = phrase.templates();
            assert_eq!(holes(zh), holes(en), "{phrase:?}");
        }
    }
}
