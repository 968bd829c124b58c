//! Labels of appendices and glossaries: 附件, 附件1, 附录 二 …, 名词解释.

use super::marker::{Marker, Style, marker_of};
use super::paragraph::{char_count, ends_sentence, plain};
use crate::text::is_blank;

/// An appendix's label and title, in characters.
pub(super) const APPENDIX_CHARS_MAX: usize = 40;

/// Reads the label of an appendix, if the paragraph is one.
pub(super) fn appendix(paragraph: &str) -> Option<Marker> {
    char_count(paragraph, APPENDIX_CHARS_MAX)?;
    let squeezed: String = paragraph.chars().filter(|c| !is_blank(*c)).collect();
    let squeezed = squeezed.trim_start_matches(['【', '《']).trim_end_matches(['】', '：', ':']);
    let ends = ["名词解释", "名词注释", "名词说明", "用语解释", "用语说明", "注释"];
    if !ends_sentence(squeezed)
        && ends.iter().any(|end| squeezed.ends_with(end))
        && squeezed.chars().count() <= 24
    {
        return Some(plain(Style::Appendix, 0));
    }
    let label = ["附件", "附表", "附录", "附图"].into_iter().find(|label| squeezed.starts_with(label))?;
    let rest = &squeezed[label.len()..];
    let number = rest.trim_start_matches(|c: char| {
        c.is_ascii_digit() || "０１２３４５６７８９一二三四五六七八九十-—".contains(c)
    });
    let number = without_letter(number, rest);
    let numbered = number.len() < rest.len();
    let title = number.trim_start_matches(['：', ':', '、', '.']);
    // Without a number only a mark or a blank parts a label from its title: 附件 工作方案.
    let separated = title.len() < number.len() || paragraph.contains(is_blank);
    let fits = number.is_empty()
        || ((numbered || title.len() < number.len()) && separated && marker_of(title).is_none());
    (fits && !ends_sentence(title)).then(|| plain(Style::Appendix, 0))
}

/// 附录A, 附录B.1: a letter numbers too, where no word begins with it.
fn without_letter<'a>(number: &'a str, rest: &'a str) -> &'a str {
    let is_letter = |c: char| c.is_ascii_uppercase() || ('Ａ'..='Ｚ').contains(&c);
    let Some(after) = rest.strip_prefix(is_letter) else { return number };
    if after.starts_with(|c: char| c.is_ascii_alphabetic()) { number } else { after }
}

/// Whether an appendix's paragraph is its label only.
pub(super) fn is_label(paragraph: &str) -> bool {
    let rest = paragraph.trim_start_matches("附件").trim_start_matches("附表").trim_start_matches("附录");
    rest.len() < paragraph.len()
        && !rest.chars().any(|c| c.is_alphabetic() && !"一二三四五六七八九十".contains(c))
}
