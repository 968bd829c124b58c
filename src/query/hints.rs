//! What was typed and looks like a sign of the language, but is none: told, so that nobody waits for what it does not do.

use crate::language::tr;
use crate::text::is_han;

use super::signs::{QUOTES, is_close, is_open, parts_words};
use super::{FactField, Field, Scope};

/// The fields and facts by their Chinese names.
const CHINESE_NAMES: &str = "标题 小标题 路径 年 地区 种类 机关 文号";

/// Returns a sentence for each thing in what was typed that looks like a sign and is looked for as it stands; `own` are the
/// names of a person's own facts.
pub fn hints(typed: &str, own: &[String]) -> Vec<String> {
    let words = unquoted(typed);
    let words =
        words.split(parts_words).map(|word| word.trim_matches(|c| is_open(c) || is_close(c) || c == '-'));
    let mut told: Vec<String> = Vec::new();
    for hint in words.filter_map(|word| {
        unknown_field(word, own).or_else(|| lacking_colon(word)).or_else(|| wildcard(word))
    }) {
        if !told.contains(&hint) {
            told.push(hint);
        }
    }
    told
}

/// What was typed, with blanks for what is quoted.
fn unquoted(typed: &str) -> String {
    let mut rest = typed;
    let mut out = String::new();
    while let Some((at, open)) = rest.char_indices().find(|(_, c)| QUOTES.iter().any(|(open, _)| open == c)) {
        let begin = at + open.len_utf8();
        let close = QUOTES.iter().find(|(known, _)| *known == open).map_or(open, |(_, close)| *close);
        // A quotation mark without its partner is text, as for the query itself.
        let Some(length) = rest[begin..].find(close) else { break };
        out.push_str(&rest[..at]);
        out.push(' ');
        rest = &rest[begin + length + close.len_utf8()..];
    }
    out + rest
}

/// `foo:bar`: a name in letters before a colon, which is none of ours; addresses of files and of the web are none.
fn unknown_field(word: &str, own: &[String]) -> Option<String> {
    let (name, value) = word.split_once([':', '：'])?;
    let is_name = (2..=16).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_alphabetic());
    // `同行：` or `in:` before a bracket was meant as a scope.
    let is_place = ('同' == name.chars().next()? || name.starts_with("in")) && value.starts_with(is_open);
    let known =
        Field::named(name).is_some() || Scope::named(name).is_some() || FactField::named(name, own).is_some();
    let is_value = value.starts_with(|c: char| c.is_alphabetic());
    // 部门:教育局; with a wide colon, or a time behind it, it is text as people copy it.
    let is_chinese = word.contains(':')
        && (2..=4).contains(&name.chars().count())
        && name.chars().all(is_han)
        && value.starts_with(|c: char| c.is_alphanumeric())
        && !value.contains([':', '：']);
    if known || !(is_name && is_value || is_place || is_chinese) {
        return None;
    }
    let names = match () {
        () if is_place => "同句 同段 同节 同篇".to_owned(),
        () if is_chinese => {
            [CHINESE_NAMES].into_iter().chain(own.iter().map(String::as_str)).collect::<Vec<_>>().join(" ")
        }
        () => "title heading path year region kind issuer number".to_owned(),
    };
    Some(tr!("query-no-field", name = name, names = names))
}

/// `同句（甲 乙）`: a name of ours before a bracket.
fn lacking_colon(word: &str) -> Option<String> {
    let at = word.find(is_open)?;
    let name = &word[..at];
    let is_chinese = !name.is_ascii();
    let ours = Scope::named(name).is_some() || Field::named(name).is_some();
    (is_chinese && ours).then(|| tr!("query-needs-colon", name = name))
}

/// `营商*`, `营?环境`.
fn wildcard(word: &str) -> Option<String> {
    let characters: Vec<char> = word.chars().collect();
    let letter = |nth: usize| characters.get(nth).is_some_and(|c| c.is_alphanumeric());
    let sign = (1..characters.len()).find(|nth| match characters[*nth] {
        '*' => letter(nth - 1) && !matches!(characters.get(nth + 1), Some('*')),
        '?' => letter(nth - 1) && letter(nth + 1),
        _ => false,
    })?;
    let parts: Vec<&str> = word.split(['*', '?']).filter(|part| !part.is_empty()).collect();
    Some(tr!("query-plain-sign", sign = characters[sign].to_string(), parts = parts.join(" ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_like_a_sign_is_told() {
        let table: &[(&str, &[&str])] = &[
            ("foo:bar 教师", &["`foo:` is no field"]),
            ("author：张三", &["`author:` is no field"]),
            (
                "部门:教育局 教师",
                &["`部门:` is no field (there are 标题 小标题 路径 年 地区 种类 机关 文号)"],
            ),
            ("同句（减轻 负担）", &["`同句` needs a colon"]),
            ("同行:(减轻 负担)", &["`同行:` is no field"]),
            ("营商*", &["found anyhow: 营商"]),
            ("营?环境", &["found anyhow: 营 环境"]),
        ];
        for (typed, wanted) in table {
            let told = hints(typed, &[]);
            assert_eq!(told.len(), wanted.len(), "{typed}: {told:?}");
            assert!(
                told.iter().zip(*wanted).all(|(told, wanted)| told.contains(wanted)),
                "{typed}: {told:?}"
            );
        }
        for typed in [
            "title:审计",
            "同句:(减轻 负担)",
            "a:b:c",
            "C:\\reports",
            "https://www.gov.cn",
            "时间：8:30",
            "时间:8:30",
            "部门：教育局",
            "年份:2024",
            "\"foo:bar\"",
            "“营商*”",
            "怎么办?",
            "张**",
            "*",
            "教师(试行)",
            "",
            "他们同句",
        ] {
            assert_eq!(hints(typed, &[]), [""; 0], "{typed}");
        }
    }
}
