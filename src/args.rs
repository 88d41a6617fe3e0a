//! What the user typed.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::status::Status;

/// Fills in the technical part of China's App filing (App备案) from an app package.
///
/// 从安装包中读出 App 备案所需的包名、公钥、证书指纹等信息。完全离线运行。
#[derive(Debug, Parser)]
#[command(name = "beian", version, max_term_width = 100, disable_help_subcommand = true)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Everything that the form asks for, and what is wrong with the package | 备案信息与安装包检查
    Inspect(Inspect),
}

/// Reads packages and prints what the App filing form asks for: name, package name, public key, certificate fingerprint.
///
/// 读取安装包，按备案表的格式打印：APP名称、包名、公钥、证书指纹等。
#[derive(Debug, Args)]
#[command(after_help = EXIT_HELP)]
pub struct Inspect {
    /// App packages (.apk), certificates (.cer, .pem), or folders of packages | 安装包、证书，或存放安装包的文件夹
    #[arg(value_name = "PKG", required = true)]
    pub packages: Vec<PathBuf>,

    /// How to print | 输出格式
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,

    /// Print one value and nothing else: a row (package-id, public-key, fingerprint, app-name) or a path into the JSON
    /// (signing.signers.0.certificate.md5) | 只打印一个值
    #[arg(long, value_name = "KEY", conflicts_with = "format")]
    pub field: Option<String>,

    /// Read only these parts | 只读取指定部分
    #[arg(long, value_enum, value_name = "PART", value_delimiter = ',')]
    pub only: Vec<Part>,

    /// Do not verify the signature, do not hash the file: quicker | 不验证签名，不计算文件摘要
    #[arg(long)]
    pub no_verify: bool,

    /// Language of the text | 文字语言
    #[arg(long, value_enum, default_value_t = Lang::Both)]
    pub lang: Lang,

    /// Lowest Android API level to choose the signer for, instead of the manifest's | 最低系统版本
    #[arg(long, value_name = "N")]
    pub min_sdk: Option<u32>,

    /// Highest Android API level to choose the signer for | 最高系统版本
    #[arg(long, value_name = "N")]
    pub max_sdk: Option<u32>,

    /// Whose labels and shapes to use for the form | 接入商
    #[arg(long, value_name = "NAME", default_value = "generic")]
    pub provider: String,

    /// How many threads to use; the output does not depend on it [default: all cores] | 线程数
    #[arg(long, value_name = "N")]
    pub threads: Option<NonZeroUsize>,
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
        // A closed stream leaves nobody to tell.
        let _ = error.print();
        status
    })
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
}
