//! A law's own markers: which are headings, and which only speak of one; several on one line.

use super::marker::{Marker, Style, marker_of};
use super::paragraph::char_count;
use crate::text::is_blank;

/// Headings of a law are at most this long, in characters.
const LAW_CHARS_MAX: usize = 60;
/// Titles that end like a sentence are at most this long, in characters.
const CLOSED_CHARS_MAX: usize = 20;
/// Characters of a line in which a further marker is looked for behind a heading.
const SAME_LINE_CHARS_MAX: usize = 120;

/// Whether a marker is one: 第三章的规定, （一）和（二）两个问题 and 2.2的检验 speak of one.
pub(super) fn marker_fits(paragraph: &str, marker: &Marker) -> bool {
    if !marker.style.is_law() && marker.style != Style::Part {
        return !speaks_of(paragraph, marker);
    }
    let rest = &paragraph[marker.len..];
    if marker.blank_follows {
        return marker.style == Style::Article || fits_on_heading(rest);
    }
    let speaks = [
        "的", "之", "规定", "規定", "所", "和", "或", "至", "、", "，", "与", "與", "及", "第", "中", "以",
        "在", "有", "是", "对", "對", "款", "项", "項",
    ];
    !speaks.iter().any(|word| rest.starts_with(word))
        && (marker.style == Style::Article || fits_on_heading(rest))
}

/// Whether what follows a number makes it one that is spoken of, in the middle of a sentence.
fn speaks_of(paragraph: &str, marker: &Marker) -> bool {
    let rest = &paragraph[marker.len..];
    // A number that follows on is of the same list: （一）、（二）项, 一、二、三等奖.
    let lists = |rest: &str| marker_of(rest).is_some_and(|next| next.style == marker.style);
    // A blank behind the number shows a marker; ordinals are followed by their sentence.
    if marker.blank_follows || marker.style.is_ordinal() {
        return false;
    }
    let words = ["所列", "所述", "所称", "规定的", "中的", "中所", "等规定", "两项", "两个问题", "各项规定"];
    // 的士, 条件, 项目 and 款项 begin titles.
    let parts = [("的", "士确"), ("条", "件例块线文码"), ("项", "目"), ("款", "项待式")];
    let joins = ["和", "与", "及", "至", "或", "以及", "、", "到"];
    words.iter().any(|word| rest.starts_with(word))
        || parts.iter().any(|(word, title)| {
            rest.strip_prefix(word).is_some_and(|rest| !rest.starts_with(|c| title.contains(c)))
        })
        || joins.iter().any(|word| rest.strip_prefix(word).is_some_and(lists))
        || lists(rest)
}

/// 附则 without a number, the last chapter of many laws and rules.
pub(super) fn is_last_chapter(paragraph: &str) -> bool {
    paragraph.len() <= 12 && paragraph.chars().filter(|c| !is_blank(*c)).eq("附则".chars())
}

/// A title without a sentence in it, up to where a law's next marker stands on the same line.
fn fits_on_heading(rest: &str) -> bool {
    let end = law_inside(rest, 0).map_or(rest.len(), |(at, _)| at);
    let title = rest[..end].trim_matches(is_blank);
    // Some close a short title like a sentence.
    let title = title
        .strip_suffix('。')
        .filter(|title| char_count(title, CLOSED_CHARS_MAX).is_some())
        .unwrap_or(title);
    char_count(title, LAW_CHARS_MAX).is_some() && !title.contains(['。', '；'])
}

/// Finds the next marker of a law after byte `from` that stands after a blank.
pub(super) fn law_inside(paragraph: &str, from: usize) -> Option<(usize, Marker)> {
    // Elsewhere than after a blank the text speaks of an article.
    let mut after_blank = false;
    for (at, c) in paragraph[from..].char_indices().take(SAME_LINE_CHARS_MAX) {
        if c == '第' && after_blank {
            let rest = &paragraph[from + at..];
            let marker = marker_of(rest).filter(|marker| marker.style.is_law());
            let stands = |marker: &Marker| {
                marker.blank_follows || marker.style == Style::Article && marker_fits(rest, marker)
            };
            if let Some(marker) = marker.filter(stands) {
                return Some((from + at, marker));
            }
        }
        after_blank = is_blank(c);
    }
    None
}

/// Returns the title of the law that a title of one article names (某法第五条之一: 某法); any other title as it is.
pub fn work_title(title: &str) -> &str {
    let trimmed = title.trim_end_matches(is_blank);
    let Some((at, _)) = trimmed.rmatch_indices('第').next() else { return title };
    let is_end = |marker: Marker| marker.style == Style::Article && at + marker.len == trimmed.len();
    if at > 0 && marker_of(&trimmed[at..]).is_some_and(is_end) {
        trimmed[..at].trim_end_matches(is_blank)
    } else {
        title
    }
}

/// Whether a heading is that of an article (第五条之一, with or without more on its line).
pub fn is_article(heading: &str) -> bool {
    marker_of(heading.trim_start_matches(is_blank)).is_some_and(|marker| marker.style == Style::Article)
}

/// Whether a title is that of one article.
pub(super) fn names_an_article(title: &str) -> bool {
    work_title(title).len() < title.trim_end_matches(is_blank).len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_of_single_articles_are_known() {
        for (title, is_one) in [
            ("个体工商户条例第二条", true),
            ("刑法第一百三十三条之一 ", true),
            ("关于修改某法第三条的决定", false),
            ("第三条", false),
            ("某法", false),
        ] {
            assert_eq!(names_an_article(title), is_one, "{title}");
        }
        for (heading, is_one) in [
            ("第二百六十六条", true),
            ("第五条之一　组织考试作弊的", true),
            (" 第3条 范围", true),
            ("第三章 罚则", false),
            ("一、总则", false),
        ] {
            assert_eq!(is_article(heading), is_one, "{heading}");
        }
    }
}
