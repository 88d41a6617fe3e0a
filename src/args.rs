//! What the user typed.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use beian_model::HostKind;
use clap::builder::PossibleValue;
use clap::error::ErrorKind;
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::status::{Status, complain_of};

/// Fills in the technical part of China's App filing (App备案) from an app package.
///
/// 从安装包中读出 App 备案所需的包名、公钥、证书指纹、域名等信息。完全离线运行。
#[derive(Debug, Parser)]
#[command(name = "beian", version, max_term_width = 100, disable_help_subcommand = true)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Everything that the form asks for, and what is wrong with the package | 备案信息与安装包检查
    ///
    /// Name, package name, public key, certificate fingerprint, domains and IP addresses, as the App filing form takes them.
    ///
    /// 读取安装包，按备案表的格式打印：APP名称、包名、公钥、证书指纹、域名、IP 等。
    Inspect(Inspect),
    /// Every host in a package, one a line | 安装包中的全部域名，每行一个
    ///
    /// A line has the host's name first, then its kind, its owner, how sure it is that it is one, and how often it was seen;
    /// its Unicode form, where it has another. Lines that begin with # are remarks: what was not read comes before the list.
    ///
    /// 每行依次为名称、种类、归属、可信度、出现次数；以 # 开头的行是说明，未能读取的内容列在最前。
    Hosts(Hosts),
}

/// What every command that reads packages takes.
#[derive(Debug, Args)]
pub struct Input {
    /// App packages (.apk), certificates (.cer, .pem), or folders of packages | 安装包、证书，或存放安装包的文件夹
    #[arg(value_name = "PKG", required = true)]
    pub packages: Vec<PathBuf>,

    /// A domain that is the app's own, beside those that its package name and its links tell; may be repeated | 自有域名，可多次给出
    #[arg(long, value_name = "DOMAIN", value_parser = own_domain)]
    pub own: Vec<String>,

    /// How many threads to use; the output does not depend on it [default: all cores] | 线程数
    #[arg(long, value_name = "N")]
    pub threads: Option<NonZeroUsize>,

    /// Language of the text | 文字语言
    #[arg(long, value_enum, default_value_t = Lang::Both)]
    pub lang: Lang,
}

#[derive(Debug, Args)]
#[command(after_help = EXIT_HELP)]
pub struct Inspect {
    /// How to print | 输出格式
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,

    /// Print one value and nothing else: a row (package-id, public-key, fingerprint, domains, …) or a path into the JSON
    /// (signing.signers.0.certificate.md5) | 只打印一个值
    #[arg(long, value_name = "KEY", conflicts_with = "format")]
    pub field: Option<String>,

    /// Read only these parts | 只读取指定部分
    #[arg(long, value_enum, value_name = "PART", value_delimiter = ',')]
    pub only: Vec<Part>,

    /// Do not verify the signature, do not hash the file: quicker | 不验证签名，不计算文件摘要
    #[arg(long)]
    pub no_verify: bool,

    /// Lowest Android API level to choose the signer for, instead of the manifest's | 最低系统版本
    #[arg(long, value_name = "N")]
    pub min_sdk: Option<u32>,

    /// Highest Android API level to choose the signer for | 最高系统版本
    #[arg(long, value_name = "N")]
    pub max_sdk: Option<u32>,

    /// Whose labels and shapes to use for the form | 接入商
    #[arg(long, value_name = "NAME", default_value = "generic")]
    pub provider: String,

    #[command(flatten)]
    pub input: Input,
}

#[derive(Debug, Args)]
#[command(after_help = HOSTS_HELP)]
pub struct Hosts {
    /// List these kinds instead of endpoint to link | 只列出这些种类
    #[arg(long, value_enum, value_name = "KIND", value_delimiter = ',')]
    pub kind: Vec<KindChoice>,

    /// List doubtful ones (low confidence) too | 存疑的也列出
    #[arg(long)]
    pub all: bool,

    /// Below each host: why, and where it stands | 列出依据和位置
    #[arg(long, conflicts_with = "registrable")]
    pub with_evidence: bool,

    /// List registrable domains, each with its number of hosts | 只列出注册域名
    #[arg(long)]
    pub registrable: bool,

    /// How to print; JSON has every host, or every one of the kinds asked for, with its evidence | 输出格式
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,

    #[command(flatten)]
    pub input: Input,
}

const HOSTS_HELP: &str = "\
Kinds | 种类:
  endpoint     an address to contact or open | 要连接或打开的地址
  template     the same, but only a part of it is fixed | 只写明一部分的地址
  ip           a public IP address | 公网 IP 地址
  deeplink     a host the app answers for | 应用响应的链接域名
  policy       only in a security or matching rule | 只在安全或匹配规则中
  link         a URL in a sentence, for a person to read | 供人阅读的链接
  licence      in licence or copyright text | 许可证或版权文字
  metadata     build or authoring metadata | 构建或制作信息
  certificate  in a certificate or a signature | 证书或签名中
  mail         the domain of a mail address | 邮箱地址的域名
  namespace    an identifier that nothing fetches | 不会被访问的标识符
  reserved     a special-use name | 保留名称
  private      an IP address that is not public | 非公网 IP 地址

Exit status | 退出状态:
  0  done, nothing of severity error | 完成，没有错误
  1  done; there is an error finding | 完成，但发现错误
  2  could not be done: usage, unreadable, not an app package | 无法完成

Examples | 示例:
  beian hosts app.apk
  beian hosts --kind all --all --with-evidence app.apk
  beian hosts app.apk | grep -v '^#' | cut -d' ' -f1";

/// What `--kind` takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KindChoice {
    /// Every kind.
    All,
    /// One.
    One(HostKind),
}

const CHOICES: [KindChoice; HostKind::ALL.len() + 1] = {
    let mut choices = [KindChoice::All; HostKind::ALL.len() + 1];
    let mut kind = 0;
    while kind < HostKind::ALL.len() {
        choices[kind] = KindChoice::One(HostKind::ALL[kind]);
        kind += 1;
    }
    choices
};

impl ValueEnum for KindChoice {
    fn value_variants<'a>() -> &'a [Self] {
        &CHOICES
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(match self {
            Self::All => "all",
            Self::One(kind) => kind.as_str(),
        }))
    }
}

/// A domain's name, without what belongs to a URL. Whether it can be registered is the engine's to know.
fn own_domain(text: &str) -> Result<String, &'static str> {
    let name = text.trim_end_matches('.');
    let label = |label: &str| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-');
    let labels: Vec<&str> = name.split('.').collect();
    let numbers = labels.last().is_some_and(|last| last.bytes().all(|b| b.is_ascii_digit()));
    if labels.len() < 2 || numbers || !labels.into_iter().all(label) {
        return Err("not a domain name such as example.cn");
    }
    Ok(name.to_owned())
}

const EXIT_HELP: &str = "\
Exit status | 退出状态:
  0  done, nothing of severity error | 完成，没有错误
  1  done; there is an error finding | 完成，但发现错误
  2  could not be done: usage, unreadable, not an app package | 无法完成

Examples | 示例:
  beian inspect app.apk
  beian inspect --field fingerprint app.apk
  beian inspect --format json app.apk > report.json";

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For a person | 文字
    Text,
    /// One document | 单个 JSON 文档
    Json,
    /// One report a line | 每行一个 JSON
    Jsonl,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Part {
    /// Package, app, signing | 应用与签名
    Identity,
    /// Hosts | 域名
    Hosts,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Lang {
    /// 中文
    Zh,
    /// English
    En,
    /// 中文 and English
    Both,
}

/// The arguments; or, where they are wrong or ask for help, the status to end with after that was said.
pub fn parse() -> Result<Arguments, Status> {
    Arguments::try_parse().map_err(|error| {
        let status = if error.use_stderr() { Status::Failed } else { Status::Done };
        match error.kind() {
            ErrorKind::DisplayHelp
            | ErrorKind::DisplayVersion
            | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
                // A closed stream leaves nobody to tell.
                let _ = error.print();
            }
            _ => complain_of(&one_line(&error.render().to_string())),
        }
        status
    })
}

/// What is wrong with the arguments, on one line: the first paragraph of what clap has to say.
fn one_line(said: &str) -> String {
    let first = said.split("\n\n").next().unwrap_or(said);
    let line = first.split_whitespace().collect::<Vec<_>>().join(" ");
    line.trim_start_matches("error: ").to_owned()
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn every_argument_explains_itself_in_both_languages() {
        let command = Arguments::command();
        for sub in command.get_subcommands() {
            for argument in sub.get_arguments() {
                let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
                assert!(help.contains(" | "), "{}: {help}", argument.get_id());
            }
        }
    }

    #[test]
    fn every_kind_is_explained() {
        for kind in HostKind::ALL {
            assert!(HOSTS_HELP.contains(&format!("  {:<11}  ", kind.as_str())), "{kind:?}");
        }
        assert_eq!(KindChoice::value_variants().len(), 14);
        assert_eq!(KindChoice::value_variants().last(), Some(&KindChoice::All));
    }

    #[test]
    fn own_domains_are_names_alone() {
        assert_eq!(own_domain("Shop.示例.中国."), Ok("Shop.示例.中国".into()));
        for text in
            ["", "cn", "https://example.cn", "example.cn/", "*.example.cn", "a..cn", "1.2.3.4", "a b.cn"]
        {
            assert!(own_domain(text).is_err(), "{text}");
        }
    }
}
