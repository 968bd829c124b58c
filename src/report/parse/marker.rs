//! Heading markers: what a paragraph that opens a section begins with (1.1 and its like in `decimal.rs`).

mod decimal;

use crate::text::{digit_of, is_blank};

pub(super) use decimal::bare;

/// A kind of marker. Markers of one kind number the headings of one level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Style {
    /// Markdown `#`, by their number.
    Hashes(u8),
    /// Marked as a heading by the format of the file, without number.
    Marked,
    /// 附件, 附表, 附录, 名词解释, 注释.
    Appendix,
    /// A short line without number that stands like a heading.
    Unnumbered,
    /// One under another that it follows directly, and those like it.
    UnnumberedInner,
    /// One of several sentences that stand alone on their lines and begin alike.
    Parallel,
    /// 第一部分.
    Part,
    /// 第一编.
    Book,
    /// 第一分编.
    SubBook,
    /// 第一章.
    Chapter,
    /// 第一节.
    Division,
    /// 第一条.
    Article,
    /// 一、
    Han,
    /// （一）
    HanBracketed,
    /// 1. or 1、
    Arabic,
    /// 1.1 by the count of their numbers (2), 1.1.1 (3); in reports that hold these, also 1 (1).
    Decimal(u8),
    /// （1） or 1）
    ArabicBracketed,
    /// ① or ⑴
    Circled,
    /// 第一，
    OrdinalComma,
    /// 一是
    OrdinalIs,
    /// 一要
    OrdinalMust,
}

impl Style {
    /// Outer before inner, as most reports nest them; only asked when a report itself does not tell.
    pub(super) fn rank(self) -> u8 {
        match self {
            Style::Marked => 0,
            Style::Hashes(depth) => depth,
            Style::Appendix => 7,
            Style::Unnumbered => 8,
            Style::UnnumberedInner | Style::Part => 9,
            Style::Book => 10,
            Style::SubBook => 11,
            Style::Chapter => 12,
            Style::Division => 13,
            Style::Article => 14,
            Style::Han => 20,
            Style::HanBracketed | Style::Parallel => 21,
            Style::Arabic => 22,
            Style::Decimal(numbers) => 22 + numbers.min(7),
            Style::ArabicBracketed => 30,
            Style::Circled => 31,
            Style::OrdinalComma => 32,
            Style::OrdinalIs => 33,
            Style::OrdinalMust => 34,
        }
    }

    /// Whether headings of this kind are first sentences of their paragraphs.
    pub(super) fn is_ordinal(self) -> bool {
        matches!(self, Style::OrdinalComma | Style::OrdinalIs | Style::OrdinalMust)
    }

    /// Whether its headings bear no numbers.
    pub(super) fn is_unnumbered(self) -> bool {
        use Style::{Appendix, Hashes, Marked, Parallel, Unnumbered, UnnumberedInner};
        matches!(self, Appendix | Hashes(_) | Marked | Parallel | Unnumbered | UnnumberedInner)
    }

    /// Whether it is one of a law's own kinds.
    pub(super) fn is_law(self) -> bool {
        matches!(self, Style::Book | Style::SubBook | Style::Chapter | Style::Division | Style::Article)
    }
}

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

/// Markers lie within so many characters; more are never looked at.
const MARKER_CHARS_MAX: usize = 40;

/// Numerals of more characters are none.
const DIGITS_MAX: usize = 9;

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

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn take(&mut self, wanted: impl Fn(char) -> bool) -> Option<char> {
        let c = self.peek().filter(|c| wanted(*c))?;
        self.at += c.len_utf8();
        Some(c)
    }

    fn skip_blanks(&mut self) {
        while self.take(is_blank).is_some() {}
    }

    /// Bold in Markdown.
    fn skip_stars(&mut self) {
        while self.text[self.at..].starts_with("**") {
            self.at += 2;
        }
    }

    /// A numeral in Chinese or Arabic digits of any width, letter-spaced or not; `None` above 9999.
    fn number(&mut self) -> Option<u32> {
        let (mut digits, mut count) = (['\0'; DIGITS_MAX + 1], 0);
        let mut end = self.at;
        while let Some(c) = self.take(|c| value(c).is_some()) {
            digits[count.min(DIGITS_MAX)] = c;
            count += 1;
            end = self.at;
            self.skip_blanks();
        }
        self.at = end;
        to_number(&digits[..count.min(DIGITS_MAX + 1)])
    }

    /// A Chinese numeral only.
    fn han_number(&mut self) -> Option<u32> {
        self.peek().filter(|c| !is_arabic(*c))?;
        self.number()
    }

    fn arabic_number(&mut self) -> Option<u32> {
        self.peek().filter(|c| is_arabic(*c))?;
        self.number()
    }
}

fn is_arabic(c: char) -> bool {
    c.is_ascii_digit() || ('０'..='９').contains(&c)
}

/// Value of one character of a numeral; units as tens.
fn value(c: char) -> Option<u32> {
    Some(match c {
        '0'..='9' => u32::from(c) - u32::from('0'),
        '０'..='９' => u32::from(c) - u32::from('０'),
        '两' | '兩' => 2,
        '十' => 10,
        '百' => 100,
        '千' => 1000,
        digit => return digit_of(digit),
    })
}

fn to_number(digits: &[char]) -> Option<u32> {
    if digits.is_empty() || digits.len() > DIGITS_MAX {
        return None;
    }
    let arabic = digits.iter().all(|c| is_arabic(*c));
    if !arabic && digits.iter().any(|c| is_arabic(*c)) {
        return None;
    }
    let positional = arabic || digits.iter().all(|c| value(*c).is_some_and(|v| v < 10));
    let mut total = 0u32;
    let mut digit = None;
    for v in digits.iter().filter_map(|c| value(*c)) {
        if positional {
            total = total * 10 + v;
            if total > 9999 {
                return None;
            }
        } else if v < 10 {
            digit = if v == 0 { digit } else { Some(v) };
        } else {
            total += digit.take().unwrap_or(1) * v;
        }
    }
    let total = total + digit.unwrap_or(0);
    (1..=9999).contains(&total).then_some(total)
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
