//! Amounts: a number, or a range of two, with its unit; masked ones; doublings and multiples.

use crate::text::digit_of;

use super::flat::{Char, stands_at, text_of};
use super::units::unit_at;

/// An amount as it stands in a text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Amount {
    /// The least value in the unit's base; the only one, where no range is given. `None` where it is masked.
    pub(super) low: Option<f64>,
    /// The greatest value.
    pub(super) high: Option<f64>,
    /// The unit as printed, with 万 and 亿: 万亿元, %, 个百分点.
    pub(super) unit: String,
    /// The unit that `low` and `high` are counted in.
    pub(super) base: &'static str,
    /// First character of it.
    pub(super) start: usize,
    /// The character after it.
    pub(super) end: usize,
}

/// Longest number, in characters.
const NUMBER_CHARS_MAX: usize = 24;

/// A number without its unit.
struct Number {
    value: Option<f64>,
    /// What multiplies it: 1e4 of 万, with the word as printed.
    scale: (f64, String),
    end: usize,
}

/// Finds all amounts of a sentence, in order.
pub(super) fn amounts(chars: &[Char]) -> Vec<Amount> {
    let mut found: Vec<Amount> = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        if let Some(amount) = amount_at(chars, at) {
            at = amount.end;
            found.push(amount);
        } else {
            at += number_length(chars, at).max(1);
        }
    }
    inherit_units(&mut found, chars);
    found.retain(|amount| !amount.base.is_empty());
    found
}

/// 分别快于全国3.4个、1个百分点: what stands before 、 or 和 has the unit of what follows.
fn inherit_units(found: &mut [Amount], chars: &[Char]) {
    for nth in (1..found.len()).rev() {
        let (before, after) = found.split_at_mut(nth);
        let (Some(one), next) = (before.last_mut(), &after[0]) else { continue };
        let between = text_of(&chars[one.end..next.start]);
        let goes_on = matches!(between.as_str(), "、" | "和" | "及" | "与");
        if goes_on && (one.base.is_empty() || one.base == "个" && next.base == "个百分点") {
            (one.base, one.unit) = (next.base, next.unit.clone());
        }
    }
}

/// How long a number is that begins here and is no amount: so much is passed over.
fn number_length(chars: &[Char], at: usize) -> usize {
    chars[at..].iter().take_while(|c| c.c.is_ascii_digit() || c.c == '.').count()
}

fn amount_at(chars: &[Char], at: usize) -> Option<Amount> {
    if let Some(amount) = special_at(chars, at) {
        return Some(amount);
    }
    let before = at.checked_sub(1).map(|before| chars[before].c);
    // 第3, A4, 3.5 read from its middle, “1310”.
    if before.is_some_and(|c| c == '第' || c.is_ascii_alphanumeric() || matches!(c, '.' | '+')) {
        return None;
    }
    let (shares, at_number) = match share_at(chars, at) {
        Some((unit, length)) => (Some(unit), at + length),
        None => (None, at),
    };
    let first = number_at(chars, at_number)?;
    let (first_unit, after_first) = unit_behind(chars, first.end, shares);
    let (second, second_unit, end) = match range_to(chars, after_first, shares) {
        Some((number, from)) => {
            let (unit, end) = unit_behind(chars, number.end, from);
            (Some(number), unit, end)
        }
        None => (None, None, after_first),
    };
    let unit = second_unit.or(first_unit);
    let scale_of = |number: &Number| number.scale.0;
    let scale = second.as_ref().filter(|_| first.scale.0 == 1.0 && first_unit.is_none()).map(scale_of);
    let (name, base, factor) = unit.unwrap_or(("", "", 1.0));
    let of = |number: &Number, scale: f64| number.value.map(|value| rounded(value * scale * factor));
    let printed = second.as_ref().unwrap_or(&first).scale.1.clone();
    // 一个, 两项: articles rather than amounts.
    let is_digit = first.end == at_number + 1 && !chars[at_number].c.is_ascii_digit() && second.is_none();
    if is_digit
        && !matches!(base, "%" | "倍" | "元" | "公斤" | "亩" | "米" | "个百分点")
        && scale_is_one(&first)
    {
        return None;
    }
    let is_bare = base.is_empty() && printed.is_empty();
    let base = if base.is_empty() && !printed.is_empty() { "count" } else { base };
    if is_bare && !list_goes_on(chars, end) || is_no_amount(chars, end, base) {
        return None;
    }
    let low = of(&first, scale.unwrap_or(first.scale.0));
    let high = second.as_ref().map_or(low, |second| of(second, second.scale.0));
    if let (Some(low), Some(high)) = (low, high)
        && low > high
    {
        // 从5%到3%, or 2-1: no range.
        return Some(Amount {
            low: Some(low),
            high: Some(low),
            unit: format!("{}{name}", first.scale.1),
            base,
            start: at,
            end: after_first,
        });
    }
    Some(Amount { low, high, unit: format!("{printed}{name}"), base, start: at, end })
}

fn scale_is_one(number: &Number) -> bool {
    number.scale.1.is_empty()
}

/// Thirteen digits of a value are kept, so that 5.67万亿 is the number that 56,700亿 is.
fn rounded(value: f64) -> f64 {
    format!("{value:.12e}").parse().unwrap_or(value)
}

fn list_goes_on(chars: &[Char], end: usize) -> bool {
    chars.get(end).is_some_and(|c| matches!(c.c, '、' | '和' | '及' | '与'))
        && chars.get(end + 1).is_some_and(|c| c.c.is_ascii_digit())
}

/// 3年, 5月: what goes on so is a time. 10万多, 5A are passed over by what follows.
fn is_no_amount(chars: &[Char], end: usize, base: &str) -> bool {
    base.is_empty() && chars.get(end).is_some_and(|c| matches!(c.c, '年' | '月' | '日' | '时' | '点'))
}

/// 百分之, 千分之, 百分点 stand before their numbers.
fn share_at(chars: &[Char], at: usize) -> Option<(Unit, usize)> {
    let unit: Unit = if stands_at(chars, at, "百分之") {
        ("%", "%", 1.0)
    } else if stands_at(chars, at, "千分之") {
        ("‰", "%", 0.1)
    } else {
        return None;
    };
    Some((unit, 3))
}

type Unit = (&'static str, &'static str, f64);

fn unit_behind(chars: &[Char], at: usize, share: Option<Unit>) -> (Option<Unit>, usize) {
    if share.is_some() {
        return (share, at);
    }
    let rest = text_of(&chars[at..chars.len().min(at + 6)]);
    // 100多亿元, 3千余人.
    match unit_at(&rest) {
        Some(unit) => (Some(unit), at + unit.0.chars().count()),
        None => (None, at),
    }
}

/// The second number of a range: 5%-5.5%, 5至6个百分点, 百分之八到九, 100..200亿元.
fn range_to(chars: &[Char], at: usize, share: Option<Unit>) -> Option<(Number, Option<Unit>)> {
    let signs = ["-", "~", "至", "到", ".."];
    let sign = signs.iter().find(|sign| stands_at(chars, at, sign))?;
    let mut from = at + sign.chars().count();
    while stands_at(chars, from, "-") {
        from += 1;
    }
    let again = share_at(chars, from);
    let from = from + again.map_or(0, |(_, length)| length);
    let number = number_at(chars, from)?;
    Some((number, again.map(|(unit, _)| unit).or(share)))
}

/// 翻一番, 两位数 and masked amounts.
fn special_at(chars: &[Char], at: usize) -> Option<Amount> {
    let start = at;
    let amount = |low: f64, high: f64, unit: &str, base, length: usize| {
        Some(Amount {
            low: Some(low),
            high: Some(high),
            unit: unit.to_owned(),
            base,
            start,
            end: at + length,
        })
    };
    match () {
        () if stands_at(chars, at, "翻一番") => amount(2.0, 2.0, "倍", "倍", 3),
        () if stands_at(chars, at, "翻了一番") => amount(2.0, 2.0, "倍", "倍", 4),
        () if stands_at(chars, at, "翻两番") => amount(4.0, 4.0, "倍", "倍", 3),
        () if stands_at(chars, at, "翻两番半") => amount(5.66, 5.66, "倍", "倍", 4),
        () if stands_at(chars, at, "两位数") => amount(10.0, 99.0, "%", "%", 3),
        () if chars[at].c == '*' => {
            let stars = chars[at..].iter().take_while(|c| matches!(c.c, '*' | '.')).count();
            let (_, scale, end) = scale_at(chars, at + stars);
            let (unit, end) = unit_behind(chars, end, None);
            let (name, base, _) = unit?;
            Some(Amount { low: None, high: None, unit: format!("{scale}{name}"), base, start, end })
        }
        () => None,
    }
}

fn scale_at(chars: &[Char], mut at: usize) -> (f64, String, usize) {
    let (mut scale, mut printed) = (1.0, String::new());
    for c in ['多', '余'] {
        at += usize::from(
            chars.get(at).is_some_and(|here| here.c == c)
                && chars.get(at + 1).is_some_and(|next| matches!(next.c, '万' | '亿')),
        );
    }
    while let Some(factor) = chars.get(at).and_then(|c| match c.c {
        '万' => Some(1e4),
        '亿' => Some(1e8),
        '千' if chars.get(at + 1).is_some_and(|next| matches!(next.c, '万' | '亿')) => Some(1e3),
        '百' if chars.get(at + 1).is_some_and(|next| matches!(next.c, '万' | '亿')) => Some(1e2),
        _ => None,
    }) {
        scale *= factor;
        printed.push(chars[at].c);
        at += 1;
    }
    at += usize::from(chars.get(at).is_some_and(|c| matches!(c.c, '多' | '余')));
    (scale, printed, at)
}

fn number_at(chars: &[Char], at: usize) -> Option<Number> {
    let digits = arabic_at(chars, at).or_else(|| chinese_at(chars, at))?;
    let (value, end) = digits;
    let (scale, printed, end) = scale_at(chars, end);
    Some(Number { value: Some(value), scale: (scale, printed), end })
}

/// 1,234.5 and 8·8.
fn arabic_at(chars: &[Char], at: usize) -> Option<(f64, usize)> {
    let mut written = String::new();
    let mut end = at;
    while let Some(c) = chars.get(end).map(|c| c.c) {
        let digit_follows = chars.get(end + 1).is_some_and(|next| next.c.is_ascii_digit());
        let three_follow = chars[end + 1..].iter().take_while(|c| c.c.is_ascii_digit()).count() == 3;
        match c {
            '0'..='9' => written.push(c),
            '.' | '·' | '•' if digit_follows && !written.is_empty() && !written.contains('.') => {
                written.push('.')
            }
            '，' if three_follow && (1..=3).contains(&written.len()) && !written.contains('.') => {}
            _ => break,
        }
        end += 1;
        if written.len() > NUMBER_CHARS_MAX {
            return None;
        }
    }
    written.parse().ok().map(|value| (value, end))
}

/// 二万三千八百五十一, 五点四, 十.
fn chinese_at(chars: &[Char], at: usize) -> Option<(f64, usize)> {
    let (mut total, mut part, mut digit, mut end) = (0.0, 0.0, None::<f64>, at);
    let mut shares: Option<(f64, f64)> = None;
    while let Some(c) = chars.get(end).map(|c| c.c) {
        let unit = match c {
            '十' => 10.0,
            '百' => 100.0,
            '千' => 1_000.0,
            _ => 0.0,
        };
        if let Some((value, place)) = &mut shares {
            let Some(digit) = digit_of(c) else { break };
            *place /= 10.0;
            *value += f64::from(digit) * *place;
        } else if let Some(value) = digit_of(c).or((c == '两').then_some(2)) {
            digit = Some(digit.map_or(0.0, |before| before * 10.0) + f64::from(value));
        } else if unit > 0.0 {
            part += digit.take().unwrap_or(1.0) * unit;
        } else if c == '万' && chars.get(end + 1).is_some_and(|next| digit_of(next.c).is_some()) {
            total += (part + digit.take().unwrap_or(0.0)) * 1e4;
            part = 0.0;
        } else if c == '点' && end > at && chars.get(end + 1).is_some_and(|next| digit_of(next.c).is_some())
        {
            shares = Some((0.0, 1.0));
        } else {
            break;
        }
        end += 1;
        if end - at > NUMBER_CHARS_MAX {
            return None;
        }
    }
    let value = total + part + digit.unwrap_or(0.0) + shares.map_or(0.0, |(value, _)| value);
    (end > at).then(|| (rounded(value), end))
}

#[cfg(test)]
mod tests {
    use super::super::flat::flat;
    use super::*;

    /// Amounts as `low..high base`.
    fn read(text: &str) -> String {
        let told = |amount: &Amount| match (amount.low, amount.high) {
            (Some(low), Some(high)) if low == high => format!("{low}{}", amount.base),
            (Some(low), Some(high)) => format!("{low}..{high}{}", amount.base),
            _ => format!("*{}", amount.base),
        };
        amounts(&flat(text)).iter().map(told).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn amounts_are_read_in_every_way_they_are_written() {
        for (text, wanted) in [
            ("增长5%左右", "5%"),
            ("增长５．５％—６％", "5.5..6%"),
            ("4.5%-5%", "4.5..5%"),
            ("6%－6.5%", "6..6.5%"),
            ("5至6个百分点", "5..6个百分点"),
            ("百分之八至九", "8..9%"),
            ("百分之五点四", "5.4%"),
            ("百分之八到百分之九", "8..9%"),
            ("1.22万亿元", "1220000000000元"),
            ("12,200亿元", "1220000000000元"),
            ("二万三千八百五十一亿元", "2385100000000元"),
            ("八千七百一十亿元", "871000000000元"),
            ("730亿斤以上", "36500000000公斤"),
            ("1955万吨", "19550000000公斤"),
            ("新增就业64.1万人", "641000人"),
            ("翻一番", "2倍"),
            ("增长1.2倍", "1.2倍"),
            ("两位数增长", "10..99%"),
            ("支出*万元，占**%", "*元 *%"),
            ("8%、10%和12%", "8% 10% 12%"),
            ("快于全国3.4个、1个百分点", "3.4个百分点 1个百分点"),
            ("2025年3月5日第3条“1310”部署", ""),
            ("100..200亿元", "10000000000..20000000000元"),
            ("三年来", ""),
            ("超610亿次", "61000000000次"),
            ("100多亿元", "10000000000元"),
            ("5万亿个", "5000000000000个"),
            ("是一个指标，两项任务", ""),
        ] {
            assert_eq!(read(text), wanted, "{text}");
        }
    }
}
