//! What a numeral is worth, in digits.

use super::exact::Char;
use crate::text::{digit_of, is_numeral};

/// Longer numerals with units are none.
const NUMERAL_CHARS_MAX: usize = 24;
const TEN_THOUSAND: u64 = 10_000;
const HUNDRED_MILLION: u64 = 100_000_000;
/// What multiplies the digits before it, with its zeros; of two that fit, the longer stands first.
const ZEROS: [(&str, usize); 10] = [
    ("万亿", 12),
    ("千亿", 11),
    ("百亿", 10),
    ("十亿", 9),
    ("万万", 8),
    ("亿", 8),
    ("千万", 7),
    ("百万", 6),
    ("十万", 5),
    ("万", 4),
];

/// Returns the zeros that stand in words after digits (3千万), and how many characters these take; `None` where there
/// are none, or the numeral goes on behind them.
pub(super) fn zeros_at(chars: &[Char], at: usize) -> Option<(usize, usize)> {
    let (word, zeros) = ZEROS.iter().find(|(word, _)| super::starts_with(chars, at, word))?;
    let length = word.chars().count();
    let goes_on = chars.get(at + length).is_some_and(|c| is_numeral(c.value) || c.value.is_ascii_digit());
    (!goes_on).then_some((*zeros, length))
}

/// Moves the decimal point; `None` when a fraction would remain or the number is absurdly long.
pub(super) fn shifted(digits: &str, zeros: usize) -> Option<String> {
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if fraction.len() > zeros || whole.len() > 12 {
        return None;
    }
    let many = format!("{whole}{fraction}{}", "0".repeat(zeros - fraction.len()));
    let trimmed = many.trim_start_matches('0');
    Some(if trimmed.is_empty() { "0".to_owned() } else { trimmed.to_owned() })
}

/// Returns the value of a whole numeral in digits; `None` for what is no number: 三四十, 十四五, 百.
pub(super) fn value_of(run: &[Char]) -> Option<String> {
    if run.len() > 1 && run.iter().all(|c| digit_of(c.value).is_some()) {
        return run.iter().map(|c| char::from_digit(digit_of(c.value)?, 10)).collect();
    }
    if run.len() > NUMERAL_CHARS_MAX {
        return None;
    }
    let mut text = ['\0'; NUMERAL_CHARS_MAX];
    text.iter_mut().zip(run).for_each(|(to, c)| *to = c.value);
    let text = &text[..run.len()];
    let found = match text.iter().rposition(|c| *c == '亿') {
        Some(at) => sum(&text[..at], HUNDRED_MILLION, &text[at + 1..], false),
        None => match text.windows(2).position(|pair| pair == ['万', '万']) {
            Some(at) => sum(&text[..at], HUNDRED_MILLION, &text[at + 2..], false),
            None => below_hundred_million(text, false),
        },
    };
    found.map(|value| value.to_string())
}

/// Reads 三万五千 and what is less; `goes_on` after a greater unit.
fn below_hundred_million(text: &[char], goes_on: bool) -> Option<u64> {
    match text.iter().position(|c| *c == '万') {
        Some(at) => sum(&text[..at], TEN_THOUSAND, &text[at + 1..], goes_on),
        None => below_ten_thousand(text, goes_on),
    }
}

/// Reads what stands before a unit of so much worth, and what follows it.
fn sum(before: &[char], worth: u64, after: &[char], goes_on: bool) -> Option<u64> {
    let read = if worth == TEN_THOUSAND { below_ten_thousand } else { below_hundred_million };
    let many = read(before, goes_on)? * worth;
    if after.is_empty() {
        return Some(many).filter(|many| *many > 0);
    }
    Some(many + read(after, many > 0)?)
}

/// Reads 三千零五, 一百二, no; 十五, 二百五十: strictly falling units, each with its digit (十 alone may lead).
fn below_ten_thousand(text: &[char], goes_on: bool) -> Option<u64> {
    let (mut total, mut least, mut at) = (0, 10_000, 0);
    while at < text.len() {
        if digit_of(text[at]) == Some(0) {
            // A zero stands for a gap inside a number: 一百零五. Alone it is a number of its own.
            let inside = (total > 0 || goes_on) && at + 1 < text.len() && digit_of(text[at + 1]) != Some(0);
            if !inside {
                return (text.len() == 1).then_some(0);
            }
            at += 1;
            continue;
        }
        let (digit, used) = match text[at] {
            '十' if at == 0 => (1, 0),
            '两' => (2, 1),
            other => (u64::from(digit_of(other)?), 1),
        };
        let worth = match text.get(at + used) {
            None => 1,
            Some('十') => 10,
            Some('百') => 100,
            Some('千') => 1_000,
            Some(_) => return None,
        };
        if worth >= least || (worth == 1 && text[at] == '两' && total > 0) {
            return None;
        }
        total += digit * worth;
        least = worth;
        at += used + usize::from(worth > 1);
    }
    (total > 0).then_some(total)
}
