//! The word chain's first step: numerals by value, so that 二〇二五年, ２０２５年 and 2025年 are one.
//!
//! What folds:
//! - digits in a row that hold a zero (二〇二五, 一〇八), or four of them before 年 (一九九八年);
//! - numbers with 十 百 千 (三十五, 一百零八) and lone digits (五, 两), before a unit (年, 个, 项, 名, …; `units.txt`);
//!   with 万 or 亿 (三万五千, 3.5万, 3千万, 1亿2000万, 四万亿, 六万万), and of three characters with 百 or 千 (一千三百), always;
//! - 一 alone only before 年 月 日 号 季 期 届 岁 吨 亩, or as 第一 before 条 章 节 款 项 and their like;
//! - 百分之五 and 百分之5 to 5%, 千分之三 to 3‰, 三分之一 and ⅓ to 1/3, 5.0% to 5%, 三点五 to 3.5, 12,345 and １２，３４５ to
//!   12345; the spaced digits of a year (1 9 9 8 年) to 1998; a year with another round sign for its zero (二O二四年);
//! - days (2025-03-01, 2025.3.1, 2025/3/1, 20250301) to 2025年3月1日, times of day (九点半, 9时30分) to 9:30, Roman numbers that
//!   number (第Ⅱ期) and amounts in the numerals of cheques (壹亿伍仟万元) to digits;
//! - the unit behind a number to its word (5km to 5公里; `index_schema/units.txt`).
//!
//! What stays, because it names and does not count: 一带一路, 三农, 十分, 统一, 十四五, 十三五 (no number at all),
//! 二十大 (no unit follows), 数十年 and 几百名 (no value), the phrases of [`NAMES`], and a lone numeral of cheques:
//! most of these are words of their own (队伍, 大陆).

mod exact;
mod near;
mod value;
mod written;

use super::chars::is_folded;
use super::fold::Sink;
use crate::text::units;
use crate::text::{digit_of, is_numeral, numeral_of_cheque};
use exact::{Char, copy, exact_chars};
pub use near::{fold_words, fold_words_text};
use value::{amount, ends_in_unit, small_amount, value_of};

/// Phrases that begin with a number before a unit and are yet names.
const NAMES: [&str; 16] = [
    "三个代表",
    "两个一百年",
    "两个确立",
    "两个维护",
    "四个全面",
    "四个意识",
    "四个自信",
    "四个伟大",
    "五个一",
    "八项规定",
    "六个必须坚持",
    "四个服从",
    "十万火急",
    "三个务必",
    "两个毫不动摇",
    "三个区分开来",
];

/// Units that make a number even of a lone 一.
const UNITS_OF_ONE: [char; 10] = ['年', '月', '日', '号', '季', '期', '届', '岁', '吨', '亩'];
/// Units that make a number of a lone 零, which begins words too (零部件, 零距离).
const UNITS_OF_ZERO: [char; 9] = ['度', '元', '岁', '时', '分', '个', '例', '吨', '亩'];
/// Units that make a number of 第一.
const UNITS_OF_FIRST: [char; 12] = ['条', '章', '节', '款', '项', '编', '页', '次', '批', '名', '位', '卷'];
/// What stands before the number of a share, and the sign that stands behind it.
const SHARES: [(&str, &str); 3] = [("百分之", "%"), ("千分之", "‰"), ("万分之", "‱")];
/// Stand before a numeral whose value is not meant: 数十年, 几百名.
const VAGUE: [char; 4] = ['数', '几', '若', '好'];

/// Folds the bytes from `start` on, which follow the folded character `before`, looking for numbers at every character.
fn near_numbers(text: &str, start: usize, before: Option<char>, sink: &mut impl Sink) {
    let chars = exact_chars(text, start, before);
    // The character before was written already: it is only looked at.
    let mut at = usize::from(before.is_some());
    // Up to here all is written.
    let mut done = at;
    while at < chars.len() {
        match numeral_at(&chars, at) {
            Read::Number { digits, length } => {
                copy(text, &chars[done..at], sink);
                sink.piece(&digits, chars[at].start as usize..chars[at + length - 1].end as usize);
                at = respelled(&chars, at, at + length, sink);
                done = at;
            }
            Read::Plain { length } => at += length,
        }
    }
    copy(text, &chars[done..], sink);
}

/// Writes the unit behind a number that stands at `at..end` where it is spelled otherwise than it is read; returns where what
/// is written ends.
fn respelled(chars: &[Char], at: usize, end: usize, sink: &mut impl Sink) -> usize {
    // Between digits and letters a blank was kept.
    let begin = end + usize::from(chars.get(end).is_some_and(|c| c.value == ' '));
    let Some(after) = chars.get(begin..).filter(|after| !after.is_empty()) else { return end };
    let before = at.checked_sub(1).map(|before| chars[before].value);
    if before.is_some_and(|c| c.is_ascii_alphabetic()) {
        return end;
    }
    // 3月5号 is a day.
    let of_month = before == Some('月') && after[0].value == '号';
    let (form, length) = match units::spelled(after.iter().map(|c| c.value)) {
        Some(_) if of_month => ("日", 1),
        Some(known) => known,
        None => return end,
    };
    // It is spelled as it is read.
    if after[..length].iter().map(|c| c.value).eq(form.chars()) {
        return end;
    }
    sink.piece(form, after[0].start as usize..after[length - 1].end as usize);
    begin + length
}

fn unit_follows(chars: &[Char], at: usize) -> bool {
    let begin = at + usize::from(chars.get(at).is_some_and(|c| c.value == ' '));
    chars.get(begin..).is_some_and(|after| units::spelled(after.iter().map(|c| c.value)).is_some())
}

/// Returns whether a text surely comes unchanged through both chains: folded already, and without numerals.
pub fn is_plain(text: &str) -> bool {
    let changes =
        |c: char| !is_folded(c) || is_numeral(c) || c.is_ascii_digit() || numeral_of_cheque(c).is_some();
    !text.contains(changes)
}

/// What stands at a place: a number, or characters that stay as they are; with how many characters it takes.
enum Read {
    Number { digits: String, length: usize },
    Plain { length: usize },
}

fn numeral_at(chars: &[Char], at: usize) -> Read {
    let first = chars[at].value;
    let number = |(digits, length): (String, usize)| Read::Number { digits, length };
    if first.is_ascii_digit() {
        // A day or a fraction begins with a number: the longer reading is tried first.
        let written = written::date_at(chars, at).or_else(|| written::fraction_at(chars, at));
        return written.map_or_else(|| arabic_at(chars, at), number);
    }
    if matches!(first, 'i' | 'v' | 'x') {
        return written::roman_at(chars, at).map_or(Read::Plain { length: 1 }, number);
    }
    if !is_numeral(first) {
        let written = numeral_of_cheque(first).and_then(|_| written::cheque_at(chars, at));
        return written.map_or(Read::Plain { length: 1 }, number);
    }
    if let Some((_, sign)) = SHARES.iter().find(|(phrase, _)| starts_with(chars, at, phrase))
        && let Some((digits, length)) = share(chars, at + 3)
    {
        return Read::Number {
            digits: format!("{}{sign}", without_empty_decimals(&digits)),
            length: length + 3,
        };
    }
    let written = written::year_at(chars, at).or_else(|| written::fraction_at(chars, at));
    written.map_or_else(|| chinese_at(chars, at), number)
}

fn starts_with(chars: &[Char], at: usize, phrase: &str) -> bool {
    let mut rest = chars[at.min(chars.len())..].iter();
    phrase.chars().all(|wanted| rest.next().is_some_and(|c| c.value == wanted))
}

/// 5.0% is 5%.
fn without_empty_decimals(digits: &str) -> &str {
    if digits.contains('.') { digits.trim_end_matches('0').trim_end_matches('.') } else { digits }
}

/// The number of a percentage or the like and its length.
fn share(chars: &[Char], at: usize) -> Option<(String, usize)> {
    if starts_with(chars, at, "百") {
        return Some(("100".to_owned(), 1));
    }
    let first = chars.get(at)?.value;
    if first.is_ascii_digit() {
        let (digits, length) = arabic(chars, at);
        return Some((digits, length));
    }
    let length = numeral_length(chars, at);
    let digits = value_of(&chars[at..at + length])?;
    match decimals(chars, at + length) {
        Some((fraction, more)) => Some((format!("{digits}.{fraction}"), length + more)),
        None => Some((digits, length)),
    }
}

/// Digits with what belongs to them: separators of thousands, a decimal point, 万 and 亿.
fn arabic_at(chars: &[Char], at: usize) -> Read {
    let (digits, length) = arabic(chars, at);
    let end = at + length;
    if let Some((digits, length)) = written::time_at(chars, at, &digits, end) {
        return Read::Number { digits, length };
    }
    // 3百 after 2千 is no number by itself.
    let begins = at.checked_sub(1).is_none_or(|before| !is_numeral(chars[before].value));
    let many =
        if begins { amount(chars, &digits, end).or_else(|| small_amount(chars, &digits, end)) } else { None };
    match many {
        Some((digits, end)) => Read::Number { digits, length: end - at },
        None if unit_follows(chars, end) => Read::Number { digits: counted(chars, &digits, end), length },
        None => Read::Number { digits, length },
    }
}

/// The digits of a number before a unit: without decimals that are nothing, months and days without a leading zero.
fn counted(chars: &[Char], digits: &str, end: usize) -> String {
    let of_date = matches!(chars.get(end).map(|c| c.value), Some('月' | '日' | '号' | '时'));
    match digits.strip_prefix('0') {
        Some(digit) if of_date && digit.len() == 1 => digit.to_owned(),
        _ => without_empty_decimals(digits).to_owned(),
    }
}

/// Digits (thousands joined, decimals kept) and how many characters they take.
fn arabic(chars: &[Char], at: usize) -> (String, usize) {
    let digit = |at: usize| chars.get(at).is_some_and(|c| c.value.is_ascii_digit());
    let run = |from: usize| (from..).take_while(|at| digit(*at)).count();
    // The wide comma parts sentences, unless the digits around it are wide too.
    let bytes = |at: usize| chars.get(at).map_or(0, |c| c.end - c.start);
    let is = |at: usize, wanted: char| {
        chars.get(at).is_some_and(|c| c.value == wanted)
            && (bytes(at) == 1 || (at > 0 && bytes(at - 1) == 3 && bytes(at + 1) == 3))
    };
    let mut end = at + run(at);
    let mut digits: String = chars[at..end].iter().map(|c| c.value).collect();
    // Digits behind a point or comma are of a number that began before: they have no groups or decimals of
    // their own.
    let is_joined = |at: usize| at > 0 && digit(at - 1) && (is(at, '.') || is(at, ','));
    let new_number = at == 0 || !is_joined(at - 1);
    // Groups of three follow one to three digits, of which the first is no zero.
    if new_number && digits.len() <= 3 && !digits.starts_with('0') {
        let mut group = end;
        while is(group, ',') && run(group + 1) == 3 {
            digits.extend(chars[group + 1..group + 4].iter().map(|c| c.value));
            group += 4;
        }
        end = group;
    }
    let fraction = run(end + 1);
    // 1.2.3 numbers a section and is no decimal.
    if new_number && is(end, '.') && fraction > 0 && !is(end + 1 + fraction, '.') {
        digits.extend(chars[end..=end + fraction].iter().map(|c| c.value));
        end += 1 + fraction;
    }
    (digits, end - at)
}

fn numeral_length(chars: &[Char], at: usize) -> usize {
    chars[at.min(chars.len())..].iter().take_while(|c| is_numeral(c.value)).count()
}

fn chinese_at(chars: &[Char], at: usize) -> Read {
    if let Some(name) = NAMES.iter().find(|name| starts_with(chars, at, name)) {
        return Read::Plain { length: name.chars().count() };
    }
    let length = numeral_length(chars, at);
    let (run, end) = (&chars[at..at + length], at + length);
    let before = at.checked_sub(1).map(|before| chars[before].value);
    if before.is_some_and(|c| VAGUE.contains(&c) || c.is_ascii_digit()) {
        return Read::Plain { length };
    }
    let Some(digits) = value_of(run) else { return Read::Plain { length } };
    if let Some((digits, length)) = written::time_at(chars, at, &digits, end) {
        return Read::Number { digits, length };
    }
    if let Some((fraction, more)) = decimals(chars, end) {
        let (digits, end) = (format!("{digits}.{fraction}"), end + more);
        let (digits, end) = amount(chars, &digits, end).unwrap_or((digits, end));
        return Read::Number { digits, length: end - at };
    }
    if counts(run, before, &chars[end..]) { Read::Number { digits, length } } else { Read::Plain { length } }
}

/// 点五 after a number, when it is no time of day: the digits behind the point, and the characters taken.
fn decimals(chars: &[Char], at: usize) -> Option<(String, usize)> {
    let digit = |at: usize| char::from_digit(digit_of(chars.get(at)?.value)?, 10);
    if !starts_with(chars, at, "点") {
        return None;
    }
    let fraction: String = (at + 1..).map_while(digit).collect();
    let end = at + 1 + fraction.chars().count();
    let goes_on = numeral_length(chars, end) > 0 && !ends_in_unit(chars, end);
    let is_time = chars.get(end).is_some_and(|c| c.value == '分' || c.value == '时');
    (!fraction.is_empty() && !goes_on && !is_time).then_some((fraction, end - at))
}

/// Whether a numeral between `before` and `after` counts something.
fn counts(run: &[Char], before: Option<char>, after: &[Char]) -> bool {
    // At the end of a text only what is a number by itself counts.
    let Some(next) = after.first().map(|c| c.value) else {
        return has_zero_digits(run) || is_large(run);
    };
    if is_large(run) {
        return true;
    }
    if run.len() > 1 && run.iter().all(|c| digit_of(c.value).is_some()) {
        return has_zero_digits(run) || (run.len() == 4 && next == '年');
    }
    if run.len() == 1 && digit_of(run[0].value) == Some(0) {
        return UNITS_OF_ZERO.contains(&next);
    }
    if run.len() == 1 && run[0].value == '一' {
        return UNITS_OF_ONE.contains(&next) || (before == Some('第') && UNITS_OF_FIRST.contains(&next));
    }
    let about = run.len() > 1 && matches!(next, '余' | '多');
    about || unit_follows(after, 0)
}

/// Says what it counts by itself: 三万, 一千三百.
fn is_large(run: &[Char]) -> bool {
    let has = |any_of: &str| run.iter().any(|c| any_of.contains(c.value));
    has("万亿") || (run.len() > 2 && has("百千"))
}

/// Digits in a row, a zero among them.
fn has_zero_digits(run: &[Char]) -> bool {
    run.len() > 1
        && run.iter().all(|c| digit_of(c.value).is_some())
        && run.iter().any(|c| digit_of(c.value) == Some(0))
}

#[cfg(test)]
mod tests;
