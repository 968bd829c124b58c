//! What counts in weak markers: letters, Roman numerals, stems and words with a number, and what stands around them.

use crate::text::{Span, is_blank, is_han};

use super::numeral::{Reader, is_arabic};

/// How numbers are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::report::parse) enum Counter {
    /// 1 2 3, of any width.
    Arabic,
    /// 一 二 三
    Han,
    /// 壹 贰 叁
    Formal,
    /// 甲 乙 丙
    Stem,
    /// A B C, of any width.
    Letter,
    /// a b c
    SmallLetter,
    /// Ⅰ Ⅱ Ⅲ, or I II III
    Roman,
    /// ⅰ ⅱ ⅲ, or i ii iii
    SmallRoman,
    /// ➀ ➁ ➂ or ➊ ➋ ➌
    Circled,
    /// 上 中 下
    Thirds,
}

impl Counter {
    /// All of them. Where a sign counts in two ways (I, Ⅰ), the series tells.
    pub(in crate::report::parse) const ALL: [Counter; 10] = [
        Counter::Arabic,
        Counter::Han,
        Counter::Formal,
        Counter::Stem,
        Counter::Letter,
        Counter::SmallLetter,
        Counter::Roman,
        Counter::SmallRoman,
        Counter::Circled,
        Counter::Thirds,
    ];
}

/// Han characters of a word before a number (专栏1, 任务一).
const WORD_CHARS: std::ops::RangeInclusive<usize> = 2..=4;
/// Words that name what stands beside a picture or table, not a section.
const CAPTIONS: [&str; 7] = ["图表", "公式", "附图", "附表", "表格", "图片", "照片"];
/// What is numbered as 第一篇 is.
const UNITS: [&str; 9] = ["篇", "卷", "册", "集", "单元", "讲", "课", "回", "辑"];
/// What is numbered as Chapter 1 is.
const LATIN: [&str; 7] = ["Chapter", "Part", "Section", "Unit", "Lesson", "Annex", "Appendix"];
/// What follows an amount or a date, never the number of a heading.
const COUNTED: &str = "亿億万萬元倍吨亩个年月日号岁%％";
/// A title after a number without any sign is at most this long, in characters.
const BARE_CHARS_MAX: usize = 30;

/// Reads the weak marker of one kind of counter that a line begins with: what stands before the number, the number, and
/// where in the line the marks after it stand.
pub(in crate::report::parse) fn counter_of(line: &str, counter: Counter) -> Option<(&str, u32, Span)> {
    let first = line.chars().next()?;
    let (before, is_word) = before_number(line, first, counter)?;
    let mut reader = Reader { text: line, at: before.len() };
    if is_word {
        reader.skip_blanks();
    }
    let number = number_of(&mut reader, counter)?;
    let after = marks_after(line, reader.at, before, counter)?;
    let rest = line[after.end..].trim_start_matches(is_blank);
    // A number needs words behind it; only a Chinese numeral may stand alone on its line.
    let says = rest.chars().any(char::is_alphabetic) || (counter == Counter::Han && rest.is_empty());
    says.then_some((before, number, after))
}

/// What stands before the number: nothing, a bracket, 第, 其, §, a word.
fn before_number(line: &str, first: char, counter: Counter) -> Option<(&str, bool)> {
    let strong = matches!(counter, Counter::Arabic | Counter::Han);
    match first {
        '（' | '(' | '【' | '[' | '〔' => return (!strong).then_some((&line[..first.len_utf8()], false)),
        '第' | '其' => return strong.then_some((&line[..first.len_utf8()], false)),
        '§' => return Some((&line[..first.len_utf8()], true)),
        _ => {}
    }
    let mut reader = Reader { text: line, at: 0 };
    if number_of(&mut reader, counter).is_some() {
        // 1-1, 1-2: the first number is of a kind, the second counts.
        let dash = counter == Counter::Arabic && line[reader.at..].starts_with('-');
        return Some((if dash { &line[..=reader.at] } else { "" }, false));
    }
    if let Some(word) = LATIN.into_iter().find(|word| line.starts_with(word)) {
        return line[word.len()..].starts_with(' ').then_some((&line[..word.len()], true));
    }
    let word_end = line
        .char_indices()
        .take(WORD_CHARS.end() + 1)
        .skip(*WORD_CHARS.start())
        .find(|(at, _)| number_of(&mut Reader { text: line, at: *at }, counter).is_some());
    let word = &line[..word_end?.0];
    let is_word = WORD_CHARS.contains(&word.chars().take(WORD_CHARS.end() + 1).count())
        && word.chars().all(is_han)
        && !CAPTIONS.contains(&word)
        && !matches!(counter, Counter::Thirds | Counter::Circled);
    is_word.then_some((word, true))
}

fn number_of(reader: &mut Reader<'_>, counter: Counter) -> Option<u32> {
    match counter {
        // A greater number is a year or an amount.
        Counter::Arabic => reader.arabic_number().filter(|number| *number < 100),
        Counter::Han => reader.han_number().filter(|number| *number < 100),
        Counter::Formal => formal(reader),
        Counter::Stem => nth_of(reader, "甲乙丙丁戊己庚辛壬癸"),
        Counter::Letter => {
            let c = reader.take(|c| c.is_ascii_uppercase() || ('Ａ'..='Ｚ').contains(&c))?;
            Some(u32::from(c) - u32::from(if c.is_ascii() { 'A' } else { 'Ａ' }) + 1)
        }
        Counter::SmallLetter => {
            Some(u32::from(reader.take(|c| c.is_ascii_lowercase())?) - u32::from('a') + 1)
        }
        Counter::Roman => roman(reader, 'Ⅰ', ['I', 'V', 'X']),
        Counter::SmallRoman => roman(reader, 'ⅰ', ['i', 'v', 'x']),
        Counter::Circled => {
            let c = reader.take(|c| ('➀'..='➓').contains(&c))?;
            Some((u32::from(c) - u32::from('➀')) % 10 + 1)
        }
        Counter::Thirds => nth_of(reader, "上中下"),
    }
}

fn nth_of(reader: &mut Reader<'_>, row: &str) -> Option<u32> {
    let c = reader.take(|c| row.contains(c))?;
    row.chars().position(|known| known == c).map(|nth| nth as u32 + 1)
}

/// 壹 … 拾, 拾壹 …: up to nineteen.
fn formal(reader: &mut Reader<'_>) -> Option<u32> {
    let digit = |c: char| "壹贰叁肆伍陆柒捌玖".chars().position(|known| known == c).map(|nth| nth as u32 + 1);
    let tens = if reader.take(|c| c == '拾').is_some() { 10 } else { 0 };
    let ones = reader.take(|c| digit(c).is_some()).and_then(digit).unwrap_or(0);
    Some(tens + ones).filter(|number| *number > 0)
}

/// A sign of its own, or letters, up to thirty-nine.
fn roman(reader: &mut Reader<'_>, first: char, [one, five, ten]: [char; 3]) -> Option<u32> {
    let last = char::from_u32(u32::from(first) + 11)?;
    if let Some(c) = reader.take(|c| (first..=last).contains(&c)) {
        return Some(u32::from(c) - u32::from(first) + 1);
    }
    let value = |c: char| [(one, 1), (five, 5), (ten, 10)].into_iter().find(|(known, _)| *known == c);
    let (mut total, mut before) = (0, u32::MAX);
    while let Some((_, worth)) = reader.take(|c| value(c).is_some()).and_then(value) {
        // IV is five less one: the one was added already.
        total = if worth > before { (total + worth).checked_sub(2 * before)? } else { total + worth };
        before = worth;
        if total > 39 {
            return None;
        }
    }
    Some(total).filter(|total| *total > 0)
}

/// The marks after a number: those that close it; a blank, or nothing, for kinds that need no more.
fn marks_after(line: &str, at: usize, before: &str, counter: Counter) -> Option<Span> {
    let rest = &line[at..];
    let next = rest.chars().next();
    let of = |len: usize| Some(Span::new(at, at + len));
    let mark = |signs: &str| next.filter(|c| signs.contains(*c)).map(char::len_utf8);
    let blank = next.is_none_or(is_blank);
    match before {
        "（" | "(" => of(mark("）)")?),
        "【" | "[" | "〔" => of(mark("】]〕")?),
        "第" => {
            let unit = UNITS.into_iter().find(|unit| rest.starts_with(unit))?;
            let sign = rest[unit.len()..].chars().next();
            match sign.filter(|c| "：:、".contains(*c)) {
                Some(sign) => of(unit.len() + sign.len_utf8()),
                None => sign.is_none_or(is_blank).then(|| Span::new(at, at + unit.len())),
            }
        }
        "其" => of(mark("，、：")?),
        "" => match counter {
            Counter::Circled => of(0),
            Counter::Thirds => {
                let unit = ["篇", "编", "卷", "部", "册"].into_iter().find(|unit| rest.starts_with(unit))?;
                let ends = rest[unit.len()..].chars().next().is_none_or(|c| is_blank(c) || c == '：');
                ends.then(|| Span::new(at, at + unit.len()))
            }
            Counter::Arabic => is_title_after_count(rest).then(|| Span::new(at, at)),
            Counter::Han => mark("）)，,").map_or(blank.then(|| Span::new(at, at)), of),
            Counter::SmallLetter | Counter::SmallRoman => of(mark(".．、）)")?),
            _ => mark(".．、）)：").map_or(blank.then(|| Span::new(at, at)), of),
        },
        _ if before.ends_with('-') => blank.then(|| Span::new(at, at)),
        _ => mark("：:、.．").map_or(blank.then(|| Span::new(at, at)), of),
    }
}

/// Whether a short title follows a number, after a blank or directly, and no unit of a count.
fn is_title_after_count(rest: &str) -> bool {
    let title = rest.trim_start_matches(is_blank);
    let Some(first) = title.chars().next() else { return false };
    let han = is_han(first);
    han && !COUNTED.contains(first)
        && title.chars().nth(BARE_CHARS_MAX).is_none()
        && !title.contains(['。', '；', '：', '，', '、', '？'])
        && !title.ends_with(is_arabic)
}
