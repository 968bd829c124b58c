//! Days, months and years as reports write them: 2019年1月27日, ２０１９-01-27, 二〇一九年一月, 1 9 9 8 年3 月5 日.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::text::{Span, digit_of, is_blank, small_number};

/// A day, or only its month or year.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Date {
    /// The year, 1900 to 2099.
    pub year: u16,
    /// The month from 1; 0 where only the year is known.
    pub month: u8,
    /// The day from 1; 0 where only the month is known.
    pub day: u8,
}

impl Date {
    /// Returns the date as one number that sorts as dates do: 20190127; 20190000 for a year alone.
    pub fn packed(self) -> u32 {
        u32::from(self.year) * 10_000 + u32::from(self.month) * 100 + u32::from(self.day)
    }

    /// Returns the date of such a number; `None` of none.
    pub fn from_packed(packed: u32) -> Option<Date> {
        let date = Date {
            year: u16::try_from(packed / 10_000).ok()?,
            month: (packed / 100 % 100) as u8,
            day: (packed % 100) as u8,
        };
        date.fits().then_some(date)
    }

    /// Reads a whole text as one date; `None` when it is none or holds more.
    pub fn parse(text: &str) -> Option<Date> {
        let text = text.trim_matches(is_blank);
        let whole = dates_in(text).into_iter().find(|(span, _)| span.len() == text.len());
        whole.map(|(_, date)| date).or_else(|| {
            let year: u16 = text.parse().ok()?;
            let date = Date { year, ..Date::default() };
            (text.len() == 4 && date.fits()).then_some(date)
        })
    }

    /// Returns the day that a moment falls on in China (UTC+8), of the seconds since 1970; by H. Hinnant, *chrono-compatible low-level
    /// date algorithms*, civil_from_days.
    pub fn in_china(seconds: u64) -> Date {
        // Years begin in March, so that the day of leap years is their last; 719,468 days lie before 1970.
        let days = (seconds + 8 * 3_600) / 86_400 + 719_468;
        let (era, day) = (days / 146_097, days % 146_097);
        let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
        let day = day - (365 * year + year / 4 - year / 100);
        let month = (5 * day + 2) / 153;
        let day = day - (153 * month + 2) / 5 + 1;
        let (month, year) = (if month < 10 { month + 3 } else { month - 9 }, year + era * 400);
        let year = year + u64::from(month <= 2);
        Date { year: u16::try_from(year).unwrap_or(u16::MAX), month: month as u8, day: day as u8 }
    }

    fn fits(self) -> bool {
        (1900..2100).contains(&self.year)
            && self.month <= 12
            && self.day <= 31
            && (self.month > 0 || self.day == 0)
    }

    /// Returns how many days lie between two dates, about.
    pub fn days_from(self, other: Date) -> u32 {
        self.days().abs_diff(other.days())
    }

    /// Returns the days from the year 1900 on, about: enough to tell how far two dates are apart.
    pub(super) fn days(self) -> u32 {
        let from_one = |part: u8| u32::from(part.max(1)) - 1;
        (u32::from(self.year) - 1900) * 365 + from_one(self.month) * 30 + from_one(self.day)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:04}", self.year)?;
        for part in [self.month, self.day].into_iter().take_while(|part| *part > 0) {
            write!(out, "-{part:02}")?;
        }
        Ok(())
    }
}

/// Returns the dates in a text with their places, in order. A year alone counts with its 年 only.
pub(super) fn dates_in(text: &str) -> Vec<(Span, Date)> {
    let mut found = Vec::new();
    let mut at = 0;
    let mut after_digit = false;
    while let Some(c) = text[at..].chars().next() {
        let is_digit = digit(c).is_some();
        if is_digit
            && !after_digit
            && let Some((len, date)) = date_at(&text[at..])
        {
            found.push((Span::new(at, at + len), date));
            at += len;
            after_digit = false;
            continue;
        }
        after_digit = is_digit;
        at += c.len_utf8();
    }
    found
}

/// The value of a digit of any kind.
pub(super) fn digit(c: char) -> Option<u32> {
    match c {
        '0'..='9' => Some(u32::from(c) - u32::from('0')),
        '０'..='９' => Some(u32::from(c) - u32::from('０')),
        // As often written for 〇.
        '○' | 'Ｏ' => Some(0),
        other => digit_of(other),
    }
}

/// The date that a text begins with, and its length in bytes.
fn date_at(text: &str) -> Option<(usize, Date)> {
    let (len, year) = year_at(text)?;
    let rest = &text[len..];
    let separator = rest.trim_start_matches(is_blank).chars().next()?;
    let blanks = rest.len() - rest.trim_start_matches(is_blank).len();
    if separator == '年' {
        let after_year = len + blanks + separator.len_utf8();
        let only_year = Date { year, ..Date::default() };
        let Some((month_len, month)) = part_at(&text[after_year..], '月', 12) else {
            return only_year.fits().then_some((after_year, only_year));
        };
        let after_month = after_year + month_len;
        let day = part_at(&text[after_month..], '日', 31).or_else(|| part_at(&text[after_month..], '号', 31));
        let (day_len, day) = day.unwrap_or((0, 0));
        let date = Date { year, month, day };
        return date.fits().then_some((after_month + day_len, date));
    }
    if blanks > 0 || !text.starts_with(|c: char| c.is_ascii_digit() || ('０'..='９').contains(&c)) {
        return None;
    }
    joined_at(text, len, year, separator)
}

/// 2019-01-27, 2019.1.27, 2019/01: the year was read already.
fn joined_at(text: &str, len: usize, year: u16, separator: char) -> Option<(usize, Date)> {
    if !matches!(separator, '-' | '.' | '/' | '－' | '．') {
        return None;
    }
    let width = separator.len_utf8();
    let (month_len, month) = number_at(&text[len + width..], 12)?;
    let after_month = len + width + month_len;
    let day = text[after_month..].strip_prefix(separator).and_then(|rest| number_at(rest, 31));
    let end = day.map_or(after_month, |(day_len, _)| after_month + width + day_len);
    let date = Date { year, month, day: day.map_or(0, |(_, day)| day) };
    // 2019-01-27-3 and 2019.12 of a table are no dates.
    let goes_on = text[end..].starts_with(|c: char| c.is_ascii_digit() || c == separator || c == '%');
    let is_decimal = day.is_none() && matches!(separator, '.' | '．');
    (date.fits() && !goes_on && !is_decimal).then_some((end, date))
}

/// Four digits of one kind, which may be letter-spaced.
fn year_at(text: &str) -> Option<(usize, u16)> {
    let (mut year, mut count) = (0u32, 0);
    for (at, c) in text.char_indices() {
        match digit(c) {
            Some(value) if count < 4 => (year, count) = (year * 10 + value, count + 1),
            Some(_) => return None,
            None if count == 4 => return Some((at, u16::try_from(year).ok()?)),
            None if is_blank(c) && c != '\n' => {}
            None => return None,
        }
    }
    (count == 4).then(|| Some((text.len(), u16::try_from(year).ok()?)))?
}

/// A month or day with its unit: 1月, 十二 月, 3 1 日.
fn part_at(text: &str, unit: char, most: u8) -> Option<(usize, u8)> {
    let end = text.find(unit).filter(|end| *end <= 24)?;
    let written: String = text[..end].chars().filter(|c| !is_blank(*c)).collect();
    let value = small_number(&written).or_else(|| small_number(written.trim_start_matches(['0', '０'])))?;
    let value = u8::try_from(value).ok().filter(|value| (1..=most).contains(value))?;
    Some((end + unit.len_utf8(), value))
}

/// One or two digits.
fn number_at(text: &str, most: u8) -> Option<(usize, u8)> {
    let digits = text.char_indices().map_while(|(at, c)| {
        let is_arabic = c.is_ascii_digit() || ('０'..='９').contains(&c);
        digit(c).filter(|_| is_arabic).map(|value| (at + c.len_utf8(), value))
    });
    let digits: Vec<(usize, u32)> = digits.take(3).collect();
    let value = digits.iter().fold(0, |sum, (_, value)| sum * 10 + value);
    let fits = (1..=2).contains(&digits.len()) && (1..=u32::from(most)).contains(&value);
    fits.then(|| Some((digits.last()?.0, value as u8)))?
}

/// Returns the year that a text names as that of what it speaks of: 2018年度…, ２０２６_广东省, 2018—2035年 (the first); not
/// the year of an aim (2035年远景目标) or of a bracket of a number of a document.
pub(super) fn year_named(text: &str) -> Option<u16> {
    let mut digits: Vec<u32> = Vec::new();
    let mut han = 0;
    for (at, c) in text.char_indices().chain([(text.len(), '\n')]) {
        if let Some(value) = digit(c) {
            han += usize::from(digit_of(c).is_some());
            digits.push(value);
            continue;
        }
        if is_blank(c) && c != '\n' && (1..4).contains(&digits.len()) {
            continue;
        }
        let year = digits.iter().take(4).fold(0, |year, digit| year * 10 + digit);
        let month_and_day = digits.len() == 8 && (1..=12).contains(&(digits[4] * 10 + digits[5]));
        let fits = digits.len() == 4 || han == 0 && (month_and_day || digits.len() == 6);
        let rest = &text[at.min(text.len())..];
        let is_aim = ["年远景目标", "年愿景", "年目标", "年基本实现"].iter().any(|aim| rest.starts_with(aim));
        let is_number = rest.starts_with(['〕', '］', ']']) && rest.contains('号');
        if fits && (1900..2100).contains(&year) && (han == 0 || c == '年') && !is_aim && !is_number {
            return u16::try_from(year).ok();
        }
        digits.clear();
        han = 0;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_however_they_are_written() {
        let table: &[(&str, &[&str])] = &[
            ("2019年1月27日", &["2019-01-27"]),
            ("２０１０年３月５日在", &["2010-03-05"]),
            ("——1 9 9 8 年3 月5 日在第九届", &["1998-03-05"]),
            ("二〇二四年三月", &["2024-03"]),
            ("一九九八年十二月三十一日", &["1998-12-31"]),
            ("二○一九年一月二十七日", &["2019-01-27"]),
            ("时间：2026-02-09 09:02:33", &["2026-02-09"]),
            ("2026/2/9和2026.02.09", &["2026-02-09", "2026-02-09"]),
            ("2019-05", &["2019-05"]),
            ("增长2019.5亿，2020.11%，12019年", &[]),
            ("2019-13-01 2100年 1899年 000014349/2019-00007", &[]),
            ("1985年3月7日 国务院批准 1985年度", &["1985-03-07", "1985"]),
        ];
        for (text, wanted) in table {
            let found: Vec<String> = dates_in(text).iter().map(|(_, date)| date.to_string()).collect();
            assert_eq!(found, *wanted, "{text}");
        }
    }

    #[test]
    fn packed_dates_sort_and_come_back() {
        for text in ["2019-01-27", "2019-01", "2019"] {
            let date = Date::parse(text).expect(text);
            assert_eq!((date.to_string().as_str(), Date::from_packed(date.packed())), (text, Some(date)));
        }
        assert_eq!([0, 20191301, 20190132, 20190001].map(Date::from_packed), [None; 4]);
        assert_eq!(["", "2019年度报告", "19", "二〇一九"].map(Date::parse), [None; 4]);
    }

    #[test]
    fn moments_fall_on_days() {
        for (seconds, wanted) in [
            (0, "1970-01-01"),
            (57_599, "1970-01-01"),
            (57_600, "1970-01-02"),
            (951_753_600, "2000-02-29"),
            (1_709_136_000, "2024-02-29"),
            (1_735_660_800, "2025-01-01"),
            (1_796_000_000, "2026-11-30"),
        ] {
            assert_eq!(Date::in_china(seconds).to_string(), wanted, "{seconds}");
        }
    }

    #[test]
    fn years_are_those_spoken_of() {
        for (text, wanted) in [
            ("国务院关于2018年度国家科学技术奖励的决定", Some(2018)),
            ("总体规划（2018—2035年）", Some(2018)),
            ("第十四个五年规划和2035年远景目标纲要", None),
            ("2026_广东省", Some(2026)),
            ("20260203工作报告", Some(2026)),
            ("1 9 9 8 年政府工作报告", Some(1998)),
            ("关于国办发〔2019〕5号的说明", None),
            ("二〇二四年总结", Some(2024)),
            ("全市生产总值达到12345亿元", None),
        ] {
            assert_eq!(year_named(text), wanted, "{text}");
        }
    }
}
