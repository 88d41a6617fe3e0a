//! The form's list of languages (语种), proposed from the package's locales.

use beian_model::Bilingual;

/// The seventeen entries of the form's list (`form.md` §6b) in its order, each with the language subtag that stands for it.
/// Chinese is told apart by script.
const LANGUAGES: [(&str, &str, &str); 17] = [
    ("zh-Hans", "中文简体", "Chinese, simplified"),
    ("zh-Hant", "中文繁体", "Chinese, traditional"),
    ("ug", "维吾尔语", "Uyghur"),
    ("kk", "哈萨克语", "Kazakh"),
    ("ky", "柯尔克孜语", "Kyrgyz"),
    ("mn", "蒙古语", "Mongolian"),
    ("bo", "藏语", "Tibetan"),
    ("za", "壮语", "Zhuang"),
    ("ko", "朝鲜语", "Korean"),
    ("ii", "彝文", "Yi"),
    ("hmn", "苗语", "Hmong"),
    ("en", "英语", "English"),
    ("ja", "日语", "Japanese"),
    ("fr", "法语", "French"),
    ("ru", "俄罗斯语", "Russian"),
    ("es", "西班牙语", "Spanish"),
    ("ar", "阿拉伯语", "Arabic"),
];

/// Entries of the form's language list that the locales (BCP-47 tags) speak for, in the list's order, each once.
///
/// Languages without an entry of their own are left out: the form has none to choose.
///
/// ```
/// let proposed = beian_form::form_languages(["en-GB", "zh-TW", "de"]);
/// let names: Vec<&str> = proposed.iter().map(|language| language.zh.as_str()).collect();
/// assert_eq!(names, ["中文繁体", "英语"]);
/// ```
pub fn form_languages<'a>(locales: impl IntoIterator<Item = &'a str>) -> Vec<Bilingual> {
    let spoken: Vec<&str> = locales.into_iter().map(entry_key).collect();
    LANGUAGES
        .iter()
        .filter(|(key, _, _)| spoken.contains(key))
        .map(|(_, zh, en)| Bilingual::new(*zh, *en))
        .collect()
}

/// The list's key for a locale: its language, and for Chinese the script, by region where the tag names none.
fn entry_key(tag: &str) -> &str {
    let mut subtags = tag.split('-');
    let language = subtags.next().unwrap_or(tag);
    if language != "zh" {
        return language;
    }
    let traditional = subtags.any(|subtag| matches!(subtag, "Hant" | "TW" | "HK" | "MO"));
    if traditional && !tag.contains("Hans") { "zh-Hant" } else { "zh-Hans" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_is_told_apart_by_script_then_by_region() {
        for (tag, key) in [
            ("zh", "zh-Hans"),
            ("zh-CN", "zh-Hans"),
            ("zh-Hans-HK", "zh-Hans"),
            ("zh-HK", "zh-Hant"),
            ("zh-Hant-CN", "zh-Hant"),
            ("en-US", "en"),
        ] {
            assert_eq!(entry_key(tag), key, "{tag}");
        }
    }
}
