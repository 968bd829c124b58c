//! What a numeral is worth, in digits.

use super::exact::Char;
use crate::text::{digit_of, is_numeral};

/// Longer numerals with units are none.
const NUMERAL_CHARS_MAX: usize = 24;
const TEN_THOUSAND: u64 = 10_000;
const HUNDRED_MILLION: u64 = 100_000_000;
/// What multiplies the digits before it, with its zeros; of two that fit, the longer stands first.
const UNITS: [(&str, usize); 12] = [
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
    ("千", 3),
    ("百", 2),
];
/// Zeros of the least unit that makes a number of what stands before it: 3千 may go on as 3千米.
const ZEROS_MIN: usize = 4;
/// Longer numbers do not go on behind their unit: with these nothing overflows.
const DIGITS_MAX: usize = 6;

/// Returns the zeros of the unit at a place, and where it ends.
fn unit_at(chars: &[Char], at: usize) -> Option<(usize, usize)> {
    let (word, zeros) = UNITS.iter().find(|(word, _)| super::starts_with(chars, at, word))?;
    Some((*zeros, at + word.chars().count()))
}

fn large_unit_at(chars: &[Char], at: usize) -> Option<(usize, usize)> {
    unit_at(chars, at).filter(|(zeros, _)| *zeros >= ZEROS_MIN)
}

/// Returns whether what stands at a place multiplies the digits before it, and ends the numeral.
pub(super) fn ends_in_unit(chars: &[Char], at: usize) -> bool {
    large_unit_at(chars, at).is_some_and(|(_, end)| !goes_on(chars, end))
}

fn is_digit(chars: &[Char], at: usize) -> bool {
    chars.get(at).is_some_and(|c| c.value.is_ascii_digit())
}

fn goes_on(chars: &[Char], at: usize) -> bool {
    is_digit(chars, at) || chars.get(at).is_some_and(|c| is_numeral(c.value))
}

/// Returns what `digits` that end at a place are worth with the units behind them, and where these end: 3千万, 1亿2000万,
/// 3万5千, 1万2000. `None` where there is no unit, or the numeral goes on otherwise.
pub(super) fn amount(chars: &[Char], digits: &str, at: usize) -> Option<(String, usize)> {
    let (mut least, mut end) = large_unit_at(chars, at)?;
    if !goes_on(chars, end) {
        return Some((shifted(digits, least)?, end));
    }
    let worth = |digits: &str, zeros: usize| {
        let value: u64 = if digits.len() > DIGITS_MAX { None } else { digits.parse().ok() }?;
        Some(value * 10u64.pow(zeros as u32))
    };
    let mut total = worth(digits, least)?;
    while is_digit(chars, end) && least > 0 {
        let more: String = chars[end..].iter().map(|c| c.value).take_while(char::is_ascii_digit).collect();
        end += more.len();
        // Without a unit of its own it must be written out.
        let unit = unit_at(chars, end).or_else(|| (more.len() == least).then_some((0, end)))?;
        // Each further part must be less than the unit before it: 1万2亿 is no number.
        let part = worth(&more, unit.0).filter(|part| *part < 10u64.pow(least as u32))?;
        total += part;
        (least, end) = unit;
    }
    (!goes_on(chars, end)).then(|| (total.to_string(), end))
}

/// Returns what `digits` that end at a place are worth with 千 or 百 before a unit: 3千元, not 3千米 nor 2千3百.
pub(super) fn small_amount(chars: &[Char], digits: &str, at: usize) -> Option<(String, usize)> {
    let (zeros, end) = unit_at(chars, at).filter(|(zeros, _)| *zeros < ZEROS_MIN)?;
    let counts = !super::unit_follows(chars, at) && super::unit_follows(chars, end);
    if counts { Some((shifted(digits, zeros)?, end)) } else { None }
}

/// Moves the decimal point; `None` when a fraction would remain or the number is absurdly long.
fn shifted(digits: &str, zeros: usize) -> Option<String> {
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
    // 三万五 is said for 35000, and 三万零五 written for 30005.
    let is_said = after.len() == 1 && digit_of(after[0]).is_some();
    if is_said { None } else { Some(many + read(after, many > 0)?) }
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
            '廿' | '卅' if at == 0 => {
                (total, least, at) = (if text[0] == '廿' { 20 } else { 30 }, 10, 1);
                continue;
            }
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
        // 两 counts only before a unit inside a number: 二百五十两 is none.
        if worth >= least || (worth == 1 && text[at] == '两' && total > 0) {
            return None;
        }
        total += digit * worth;
        least = worth;
        at += used + usize::from(worth > 1);
    }
    (total > 0).then_some(total)
}
