//! Heading markers: what a paragraph that opens a section begins with (1.1 and its like in `decimal.rs`, what
//! only a series shows in `counter.rs`).

mod counter;
mod decimal;
mod numeral;
mod style;

use crate::text::is_blank;

pub(super) use counter::{Counter, counter_of};
pub(super) use decimal::bare;
use numeral::{Reader, is_arabic, value};
pub(super) use style::Style;

/// A marker at the beginning of a paragraph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Marker {
    /// Its kind.
    pub(super) style: Style,
    /// Its number; 0 for kinds without.
    pub(super) number: u32,
    /// 第十条之一: the number after 之, else 0.
    pub(super) sub: u32,
    /// Bytes of the paragraph that the marker takes.
    pub(super) len: usize,
    /// Whether a blank (or the end) follows.
    pub(super) blank_follows: bool,
}

/// Characters of a paragraph in which a marker is looked for.
const MARKER_CHARS_MAX: usize = 40;

/// Reads markers of one kind: style, number, number after 之.
type Read = fn(&mut Reader<'_>) -> Option<(Style, u32, u32)>;

/// Reads the marker that a paragraph begins with.
pub(super) fn marker_of(paragraph: &str) -> Option<Marker> {
    let mut reader = Reader { text: paragraph, at: 0 };
    reader.skip_stars();
    // Asked several times of every paragraph, most of which are told by their first character.
    reader.peek().filter(|c| may_begin(*c))?;
    let start = reader.at;
    let mut beyond = paragraph.chars();
    beyond.nth(MARKER_CHARS_MAX - 1);
    reader.text = &paragraph[..(paragraph.len() - beyond.as_str().len()).max(start)];
    // The first kind that can be read counts: 第一条 is tried before 第一，, and （一） before 一、.
    let kinds: [Read; 7] = [law, bracketed, circled, ordinal, han, arabic, decimal::read];
    for read in kinds {
        reader.at = start;
        if let Some((style, number, sub)) = read(&mut reader) {
            reader.skip_stars();
            let rest = &paragraph[reader.at..];
            let blank_follows = rest.chars().next().is_none_or(is_blank);
            return Some(Marker { style, number, sub, len: reader.at, blank_follows });
        }
    }
    None
}

/// Whether a marker may begin with a character.
fn may_begin(c: char) -> bool {
    let is_sign = matches!(c, '第' | '（' | '(' | '〔' | '【' | '﹝' | '[' | '㈠'..='㈩')
        || matches!(c, '①'..='⑳' | '⑴'..='⒇' | '⒈'..='⒛' | '❶'..='❿');
    is_sign || value(c).is_some()
}

/// 第一编 … 第一条, 第十条之一, 第一部分; in Traditional characters too.
fn law(reader: &mut Reader<'_>) -> Option<(Style, u32, u32)> {
    reader.take(|c| c == '第')?;
    reader.skip_blanks();
    let number = reader.number()?;
    reader.skip_blanks();
    let rest = &reader.text[reader.at..];
    let kinds = [
        ("分编", Style::SubBook),
        ("分編", Style::SubBook),
        ("部分", Style::Part),
        ("编", Style::Book),
        ("編", Style::Book),
        ("章", Style::Chapter),
        ("节", Style::Division),
        ("節", Style::Division),
        ("条", Style::Article),
        ("條", Style::Article),
    ];
    let (name, style) = kinds.into_iter().find(|(name, _)| rest.starts_with(name))?;
    reader.at += name.len();
    let before = reader.at;
    let mut sub = 0;
    if reader.take(|c| c == '之').is_some() {
        match reader.han_number() {
            Some(number) if style == Style::Article => sub = number,
            _ => reader.at = before,
        }
    }
    Some((style, number, sub))
}

/// （一） (一) 〔一〕 （1） 1）
fn bracketed(reader: &mut Reader<'_>) -> Option<(Style, u32, u32)> {
    if let Some(c) = reader.take(|c| ('㈠'..='㈩').contains(&c)) {
        reader.take(|c| c == '、');
        return Some((Style::HanBracketed, u32::from(c) - u32::from('㈠') + 1, 0));
    }
    let opened = reader.take(|c| matches!(c, '（' | '(' | '〔' | '【' | '﹝' | '[')).is_some();
    if opened {
        reader.skip_blanks();
    }
    // 一） without an opening bracket is no marker, 1） is one.
    let is_han = reader.peek().is_some_and(|c| !is_arabic(c));
    let number = if is_han { opened.then(|| reader.han_number())?? } else { reader.arabic_number()? };
    reader.skip_blanks();
    reader.take(|c| matches!(c, '）' | ')' | '〕' | '】' | '﹞' | ']'))?;
    reader.take(|c| matches!(c, '、' | '．'));
    Some((if is_han { Style::HanBracketed } else { Style::ArabicBracketed }, number, 0))
}

/// ① ⑴ ⒈ ❶
fn circled(reader: &mut Reader<'_>) -> Option<(Style, u32, u32)> {
    let c = reader.take(|c| matches!(c, '①'..='⑳' | '⑴'..='⒇' | '⒈'..='⒛' | '❶'..='❿'))?;
    let first = [
        ('①', '⑳', Style::Circled),
        ('⑴', '⒇', Style::ArabicBracketed),
        ('⒈', '⒛', Style::Arabic),
        ('❶', '❿', Style::Circled),
    ];
    let (from, _, style) = first.into_iter().find(|(from, to, _)| (*from..=*to).contains(&c))?;
    Some((style, u32::from(c) - u32::from(from) + 1, 0))
}

/// 一是 一要 第一，
fn ordinal(reader: &mut Reader<'_>) -> Option<(Style, u32, u32)> {
    let first = reader.take(|c| c == '第').is_some();
    let number = reader.han_number()?;
    let style = if first {
        reader.take(|c| matches!(c, '，' | ',' | '、'))?;
        Style::OrdinalComma
    } else {
        match reader.take(|c| c == '是' || c == '要')? {
            '是' => Style::OrdinalIs,
            _ => Style::OrdinalMust,
        }
    };
    Some((style, number, 0))
}

/// 一、 一． 一.
fn han(reader: &mut Reader<'_>) -> Option<(Style, u32, u32)> {
    let number = reader.han_number()?;
    reader.skip_blanks();
    reader.take(|c| matches!(c, '、' | '．' | '.' | '﹑' | '､'))?;
    Some((Style::Han, number, 0))
}

/// 1. 1、 1．, but neither 1.5 nor 2022. (1.2022年… is one.)
fn arabic(reader: &mut Reader<'_>) -> Option<(Style, u32, u32)> {
    let number = reader.arabic_number()?;
    let point = reader.take(|c| matches!(c, '.' | '、' | '．' | '﹑' | '､'))?;
    let digits = reader.text[reader.at..].chars().take_while(|c| is_arabic(*c)).count();
    let year = digits == 4 && reader.text[reader.at..].chars().nth(4) == Some('年');
    if number >= 1000 || (point != '、' && digits > 0 && !year) {
        return None;
    }
    Some((Style::Arabic, number, 0))
}

#[cfg(test)]
mod tests;
