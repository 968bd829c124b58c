//! Numbers that are written in a way of their own: dates, times of day, fractions, cheque and Roman numerals.

use super::exact::Char;
use super::value::value_of;
use super::{numeral_length, starts_with};
use crate::text::units;
use crate::text::{digit_of, is_numeral, numeral_of_cheque};

/// Years of dates that are written without 年.
const YEARS: std::ops::RangeInclusive<u32> = 1900..=2099;
/// Sets of Roman numbers by their value, from 1.
const ROMAN: [&str; 12] = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"];
/// What a Roman number counts with 第 before it, and what it counts without.
const ROMAN_UNITS: [char; 8] = ['期', '级', '类', '章', '卷', '编', '批', '部'];
const ROMAN_UNITS_ALONE: [char; 3] = ['期', '级', '类'];
/// Longer numerals of cheques are none.
const CHEQUE_CHARS_MAX: usize = 24;

/// What a number at a place is read as, and how many characters it takes.
pub(super) type Written = Option<(String, usize)>;

fn value(chars: &[Char], at: usize) -> Option<char> {
    chars.get(at).map(|c| c.value)
}

fn before(chars: &[Char], at: usize) -> Option<char> {
    at.checked_sub(1).map(|before| chars[before].value)
}

fn digits_at(chars: &[Char], at: usize) -> usize {
    chars[at.min(chars.len())..].iter().take_while(|c| c.value.is_ascii_digit()).count()
}

fn read(chars: &[Char], at: usize, length: usize) -> Option<u32> {
    let digits: String = chars.get(at..at + length)?.iter().map(|c| c.value).collect();
    digits.parse().ok()
}

/// A number of digits or numerals at a place, and its length.
fn number_at(chars: &[Char], at: usize) -> Option<(u32, usize)> {
    let length = digits_at(chars, at);
    if length > 0 {
        return Some((read(chars, at, length)?, length));
    }
    let length = numeral_length(chars, at);
    let number = value_of(chars.get(at..at + length)?)?;
    Some((number.parse().ok()?, length))
}

/// A day written with digits and signs: 2025-03-01, 2025.3.1, 2025/3/1, 20250301. A number that goes on is none, nor is
/// 2025.3.
pub(super) fn date_at(chars: &[Char], at: usize) -> Written {
    // Part of a longer number, a version or a path.
    if before(chars, at).is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '/')) {
        return None;
    }
    let (year, month, day, end) = match digits_at(chars, at) {
        8 => (read(chars, at, 4)?, read(chars, at + 4, 2)?, read(chars, at + 6, 2)?, at + 8),
        4 => {
            let sign = value(chars, at + 4).filter(|sign| matches!(sign, '-' | '.' | '/'))?;
            let months = digits_at(chars, at + 5);
            let days = digits_at(chars, at + 6 + months);
            if value(chars, at + 5 + months) != Some(sign) || months > 2 || days > 2 {
                return None;
            }
            let month = read(chars, at + 5, months)?;
            (read(chars, at, 4)?, month, read(chars, at + 6 + months, days)?, at + 6 + months + days)
        }
        _ => return None,
    };
    let is_day = YEARS.contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    let next = value(chars, end);
    // Another unit behind the digits makes an amount of them (20250301元); only 日 may stand there.
    let goes_on = next.is_some_and(|c| c.is_ascii_alphanumeric() || is_numeral(c))
        || matches!(next, Some('-' | '.' | '/' | ',')) && digits_at(chars, end + 1) > 0
        || units::spelled(chars[end..].iter().map(|c| c.value)).is_some_and(|(unit, _)| unit != "日");
    let end = end + usize::from(next == Some('日'));
    (is_day && !goes_on).then(|| (format!("{year}年{month}月{day}日"), end - at))
}

/// A year in which a round sign stands for the zero: 二O二四年, 二0二四年.
pub(super) fn year_at(chars: &[Char], at: usize) -> Written {
    if value(chars, at + 4)? != '年' || before(chars, at).is_some_and(|c| is_numeral(c) || c.is_ascii_digit())
    {
        return None;
    }
    let digit = |c: &Char| match c.value {
        '0' | 'o' | '◯' => Some('0'),
        other => char::from_digit(digit_of(other)?, 10),
    };
    let year: String = chars[at..at + 4].iter().map(digit).collect::<Option<_>>()?;
    // Four digits that begin otherwise, with 年 behind them, are a count of years.
    (year.starts_with(['1', '2'])).then_some((year, 4))
}

/// A fraction in words: 三分之一, 4分之3. A share (百分之五) is none.
pub(super) fn fraction_at(chars: &[Char], at: usize) -> Written {
    if before(chars, at)
        .is_some_and(|c| is_numeral(c) || c.is_ascii_digit() || matches!(c, '.' | '几' | '数'))
    {
        return None;
    }
    let (whole, length) = number_at(chars, at)?;
    let from = at + length + 2;
    if whole < 2 || !starts_with(chars, at + length, "分之") {
        return None;
    }
    let (part, more) = number_at(chars, from)?;
    let goes_on = value(chars, from + more).is_some_and(|c| is_numeral(c) || matches!(c, '点' | '.'));
    (!goes_on && part > 0).then(|| (format!("{part}/{whole}"), length + 2 + more))
}

/// A time of day, of which the hour ends at `end`: 九点半, 9时30分.
pub(super) fn time_at(chars: &[Char], at: usize, hour: &str, end: usize) -> Written {
    let hour: u32 = hour.parse().ok().filter(|hour| *hour <= 24)?;
    // A sign before it is of the same number where a digit stands before that; else it closes a clause.
    let goes_on_from = |sign: char| {
        let sign_at = at.saturating_sub(1);
        matches!(sign, '.' | ',' | ':' | '-' | '/')
            && before(chars, sign_at).is_some_and(|c| is_numeral(c) || c.is_ascii_digit())
    };
    if before(chars, at).is_some_and(|c| is_numeral(c) || matches!(c, '第' | '几') || goes_on_from(c)) {
        return None;
    }
    let sign = value(chars, end).filter(|sign| matches!(sign, '点' | '时'))?;
    if sign == '点' && value(chars, end + 1) == Some('半') {
        // 一点半点 is no time.
        let is_time = hour > 1 || before(chars, at).is_some_and(|c| "午晨早晚".contains(c));
        let goes_on = value(chars, end + 2).is_some_and(is_numeral);
        return (is_time && !goes_on).then(|| (format!("{hour}:30"), end + 2 - at));
    }
    let (minutes, length) = number_at(chars, end + 1)?;
    let close = end + 1 + length;
    let goes_on = starts_with(chars, close, "分之") || value(chars, close + 1).is_some_and(is_numeral);
    let is_time = minutes < 60 && value(chars, close) == Some('分') && !goes_on;
    is_time.then(|| (format!("{hour}:{minutes:02}"), close + 1 - at))
}

/// A Roman number that numbers: 第Ⅱ期, Ⅲ级.
pub(super) fn roman_at(chars: &[Char], at: usize) -> Written {
    let before = before(chars, at);
    if before.is_some_and(|c| c.is_ascii_alphanumeric()) {
        return None;
    }
    // The longest of `ROMAN` has four letters: a fifth shows that the word goes on.
    let letters: String =
        chars[at..].iter().map(|c| c.value).take_while(char::is_ascii_alphanumeric).take(5).collect();
    let number = ROMAN.iter().position(|roman| *roman == letters)? + 1;
    let unit = value(chars, at + letters.len())?;
    let counts = ROMAN_UNITS_ALONE.contains(&unit) || before == Some('第') && ROMAN_UNITS.contains(&unit);
    counts.then(|| (number.to_string(), letters.len()))
}

/// An amount in the numerals of cheques: 壹亿伍仟万元. They are words of their own too (队伍, 大陆): only several of them
/// before a unit are a number.
pub(super) fn cheque_at(chars: &[Char], at: usize) -> Written {
    if before(chars, at).is_some_and(|c| is_numeral(c) || c.is_ascii_digit()) {
        return None;
    }
    let plain = |c: &Char| {
        let numeral = numeral_of_cheque(c.value);
        numeral.or_else(|| matches!(c.value, '零' | '〇' | '万' | '亿').then_some(c.value))
    };
    // One more than may be, so that a longer row shows as such to `value_of`.
    let numerals: Vec<Char> = chars[at..]
        .iter()
        .map_while(|c| plain(c).map(|value| Char { value, ..*c }))
        .take(CHEQUE_CHARS_MAX + 1)
        .collect();
    let end = at + numerals.len();
    let of_yuan = value(chars, end) == Some('圆');
    let is_unit = of_yuan || units::spelled(chars[end..].iter().map(|c| c.value)).is_some();
    let digits = value_of(&numerals).filter(|_| is_unit && numerals.len() > 1)?;
    Some(if of_yuan { (digits + "元", numerals.len() + 1) } else { (digits, numerals.len()) })
}
