//! Reasons that were said in English far below, in Chinese where they are shown: `reasons.txt` holds them, pair by pair.

use std::sync::LazyLock;

use super::{Language, current, system};

/// A reason in both languages, parted at what varies.
struct Reason {
    english: Vec<&'static str>,
    chinese: Vec<&'static str>,
}

static REASONS: LazyLock<Vec<Reason>> = LazyLock::new(|| {
    let lines = include_str!("reasons.txt").lines();
    let pairs = lines.filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(" = "));
    pairs.map(|(english, chinese)| Reason { english: parts(english), chinese: parts(chinese) }).collect()
});

fn parts(text: &'static str) -> Vec<&'static str> {
    text.split("{}").collect()
}

/// How often what varies may hold a reason that holds another.
const DEPTH_MAX: usize = 4;

/// Returns a reason in the language in force; one that is not known stays as it was said.
pub(crate) fn reason(said: &str) -> String {
    match current() {
        Language::English => said.to_owned(),
        Language::Chinese => in_chinese(said, DEPTH_MAX),
    }
}

fn in_chinese(said: &str, depth: usize) -> String {
    let found = REASONS.iter().find_map(|reason| Some((reason, varying(said, &reason.english)?)));
    let Some((reason, varying)) = found.filter(|_| depth > 0) else {
        return system::in_chinese(said.to_owned());
    };
    let mut told = reason.chinese[0].to_owned();
    for (text, part) in varying.iter().zip(&reason.chinese[1..]) {
        told.push_str(&in_chinese(text, depth - 1));
        told.push_str(part);
    }
    told
}

/// What stands between the parts of a reason in a text that is of its form.
fn varying<'s>(said: &'s str, parts: &[&str]) -> Option<Vec<&'s str>> {
    let (first, rest) = parts.split_first()?;
    let mut left = said.strip_prefix(first)?;
    let mut found = Vec::new();
    for (nth, part) in rest.iter().enumerate() {
        // The last part ends the text; what is before any other is as short as it can be.
        let at = if nth + 1 == rest.len() { left.len().checked_sub(part.len())? } else { left.find(part)? };
        if at == 0 || !left.is_char_boundary(at) || !left[at..].starts_with(part) {
            return None;
        }
        found.push(&left[..at]);
        left = &left[at + part.len()..];
    }
    left.is_empty().then_some(found)
}

#[cfg(test)]
mod tests {
    use super::super::within;
    use super::*;

    #[test]
    fn reasons_are_said_in_chinese_with_what_varies() {
        for (said, told) in [
            ("holds no text", "没有文字"),
            ("is damaged: its XML cannot be read (line 3)", "已损坏：XML 无法读取（line 3）"),
            (
                "is a RAR archive, which cannot be read here; unpack it (unar, 7z x)",
                "是RAR 压缩包，无法读取；请解压（unar、7z x）",
            ),
            (
                "is pictures of pages without text (3 pages); `xunzhang index --ocr auto` has them recognised",
                "只有页面图片，没有文字（3 页）；可用 `xunzhang index --ocr auto` 识别",
            ),
            ("a.seg has 3 bytes, 4 were written", "a.seg 有 3 字节，写入时为 4 字节"),
            ("nobody knows this reason", "nobody knows this reason"),
            ("", ""),
        ] {
            within(Language::Chinese, || assert_eq!(reason(said), told));
            assert_eq!(reason(said), said);
        }
        let gone = std::io::Error::from_raw_os_error(2);
        within(Language::Chinese, || {
            assert_eq!(reason(&format!("cannot be read: {gone}")), "无法读取：没有此文件或文件夹")
        });
    }

    #[test]
    fn each_reason_has_as_much_that_varies_in_both_languages() {
        for Reason { english, chinese } in REASONS.iter() {
            assert_eq!(english.len(), chinese.len(), "{english:?}");
        }
    }
}
