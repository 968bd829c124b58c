//! The time that a figure speaks of: a year, a plan of five years, or a span of years.

use std::fmt;

use crate::text::digit_of;

/// The years that a figure speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Period {
    /// The first year.
    pub from: u16,
    /// The last year; the same, where it is one.
    pub to: u16,
}

impl Period {
    /// Returns one year.
    pub fn year(year: u16) -> Period {
        Period { from: year, to: year }
    }

    /// Returns the years of a five-year plan by its number: 14 is 2021-2025. The first began in 1953, the sixth in 1981;
    /// between them lay plans of other lengths.
    fn plan(number: u16) -> Option<Period> {
        let from = match number {
            1 => 1953,
            2 => 1958,
            3 => 1966,
            4 => 1971,
            5 => 1976,
            6..=30 => 1951 + number * 5,
            _ => return None,
        };
        Some(Period { from, to: from + 4 })
    }

    /// Returns whether a year that was asked for is meant.
    pub fn is_of(self, year: u16) -> bool {
        self.from == year && self.to == year
    }

    /// Returns whether these are several years.
    pub fn is_span(self) -> bool {
        self.from != self.to
    }

    /// Reads what a user types: 2026, 2026年, 2021-2025, 十四五.
    pub fn typed(text: &str) -> Option<Period> {
        let text: String = text.chars().filter(|c| !matches!(c, '年' | '“' | '”' | '"' | ' ')).collect();
        if let Some(number) = plan_number(&text) {
            return Period::plan(number);
        }
        let (from, to) = text.split_once(['-', '—', '–', '~']).unwrap_or((&text, &text));
        let year = |text: &str| text.parse::<u16>().ok().filter(|year| (1900..2200).contains(year));
        Some(Period { from: year(from)?, to: year(to)? }).filter(|period| period.from <= period.to)
    }
}

impl fmt::Display for Period {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.is_span() {
            true => write!(out, "{}-{}", self.from, self.to),
            false => write!(out, "{}", self.from),
        }
    }
}

/// 十四五: the number of a plan. 十三 五 is the 13th, 一五 the first.
fn plan_number(text: &str) -> Option<u16> {
    let before = text.strip_suffix('五').or_else(|| text.strip_suffix('5'))?;
    let mut chars = before.chars();
    let number = match (chars.next()?, chars.next(), chars.next()) {
        ('十', None, None) => 10,
        ('十', Some(ones), None) => 10 + digit_of(ones)?,
        ('二', Some('十'), None) => 20,
        (ones, None, None) => digit_of(ones)?,
        _ => return None,
    };
    (number > 0).then_some(number as u16)
}

/// Whether a mark of time was found, and what it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Told {
    /// Character where it stands.
    pub(super) at: usize,
    /// What it says.
    pub(super) period: Period,
    /// Whether it looks ahead by itself (到2030年).
    pub(super) ahead: bool,
    /// Whether a change begins there (从2020年的5万元): it is not the time of what follows.
    pub(super) start: bool,
}

/// Returns the marks of time in a text, in order; 今年 is the year of the report.
pub(super) fn told(text: &[char], year: Option<u16>) -> Vec<Told> {
    let mut found = Vec::new();
    let starts = |at: usize, word: &str| {
        let mut rest = text[at..].iter();
        word.chars().all(|c| rest.next() == Some(&c))
    };
    let mut at = 0;
    while at < text.len() {
        let words = [
            ("今年", 0),
            ("本年度", 0),
            ("去年", -1),
            ("上年", -1),
            ("过去一年", -1),
            ("过去的一年", -1),
            ("一年来", -1),
            ("明年", 1),
        ];
        let five = [
            ("过去五年", true),
            ("五年来", true),
            ("过去5年", true),
            ("5年来", true),
            ("今后五年", false),
            ("未来五年", false),
        ];
        let word = words.iter().find(|(word, _)| starts(at, word));
        if let (Some((word, steps)), Some(year)) = (word, year) {
            // 比上年增长 compares, it does not speak of it.
            let compares = at > 0 && matches!(text[at - 1], '比' | '较' | '与' | '于');
            if !compares {
                let year = year.saturating_add_signed(*steps);
                found.push(Told { at, period: Period::year(year), ahead: *steps > 0, start: false });
            }
            at += word.chars().count();
        } else if let (Some((word, back)), Some(year)) =
            (five.iter().find(|(word, _)| starts(at, word)), year)
        {
            let from = if *back { year - 5 } else { year };
            found.push(Told { at, period: Period { from, to: from + 4 }, ahead: !back, start: false });
            at += word.chars().count();
        } else if let Some((period, length)) = year_at(text, at).or_else(|| plan_at(text, at)) {
            let before = at.checked_sub(1).map(|before| text[before]);
            let compares = before.is_some_and(|c| matches!(c, '比' | '较' | '与' | '于'));
            let ahead = before == Some('到') && year.is_some_and(|year| period.to > year);
            let start = matches!(before, Some('由' | '从' | '自'));
            if !compares {
                found.push(Told { at, period, ahead, start });
            }
            at += length;
        } else {
            at += 1;
        }
    }
    found
}

/// 2025年, 二〇二五年, 2021-2025年, 2021年至2025年.
fn year_at(text: &[char], at: usize) -> Option<(Period, usize)> {
    if at > 0 && (text[at - 1].is_ascii_digit() || text[at - 1] == '.') {
        return None;
    }
    let (from, mut end) = digits_at(text, at)?;
    let is_year = text.get(end) == Some(&'年');
    let after = end + usize::from(is_year);
    if text.get(after).is_some_and(|c| matches!(c, '-' | '至' | '到' | '~'))
        && let Some((to, to_end)) = digits_at(text, after + 1)
        && text.get(to_end) == Some(&'年')
        && from < to
    {
        return Some((Period { from, to }, to_end + 1 - at));
    }
    if !is_year {
        return None;
    }
    end += 1;
    // 2025年底 and 2025年度 are that year; 2020年代 is none.
    (text.get(end) != Some(&'代')).then(|| (Period::year(from), end - at))
}

fn digits_at(text: &[char], at: usize) -> Option<(u16, usize)> {
    let mut year = 0u16;
    for c in text.get(at..at + 4)? {
        let digit = c.to_digit(10).or_else(|| digit_of(*c)).or((*c == 'O').then_some(0))?;
        year = year * 10 + digit as u16;
    }
    (1900..2100).contains(&year).then_some((year, at + 4))
}

/// “十四五”, 十四五时期, 第七个五年计划.
fn plan_at(text: &[char], at: usize) -> Option<(Period, usize)> {
    let quoted = text[at] == '“';
    let begin = at + usize::from(quoted);
    for length in (2..=3).rev() {
        let Some(name) = text.get(begin..begin + length) else { continue };
        let name: String = name.iter().collect();
        let closes = text.get(begin + length) == Some(&'”');
        let goes_on =
            |word: &str| text[begin + length..].iter().copied().take(word.chars().count()).eq(word.chars());
        if (quoted && closes || !quoted && (goes_on("时期") || goes_on("规划") || goes_on("期间")))
            && let Some(period) = plan_number(&name).and_then(Period::plan)
        {
            return Some((period, length + usize::from(quoted) + usize::from(closes)));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_time_are_read() {
        for (text, wanted) in [
            ("2025年是关键一年", "2025"),
            ("今年目标", "2026"),
            ("比上年增长", ""),
            ("去年完成", "2025"),
            ("“十四五”时期", "2021-2025"),
            ("“十五五”", "2026-2030"),
            ("“七五”计划", "1986-1990"),
            ("到2030年达到", "2030"),
            ("二〇二五年", "2025"),
            ("一九九一年", "1991"),
            ("2021—2025年".replace('—', "-").as_str(), "2021-2025"),
            ("从2020年的5万到2025年的7万", "2020 2025"),
            ("五年来", "2021-2025"),
            ("未来五年", "2026-2030"),
            ("“九五”“十五”", "1996-2000 2001-2005"),
        ] {
            let text: Vec<char> = text.chars().collect();
            let read: Vec<String> =
                told(&text, Some(2026)).iter().map(|told| told.period.to_string()).collect();
            assert_eq!(read.join(" "), wanted, "{text:?}");
        }
    }

    #[test]
    fn what_a_user_types_is_read() {
        for (typed, wanted) in [
            ("2026", Some((2026, 2026))),
            ("2026年", Some((2026, 2026))),
            ("2021-2025", Some((2021, 2025))),
            ("十四五", Some((2021, 2025))),
            ("“十五五”", Some((2026, 2030))),
            ("26", None),
            ("2026-2021", None),
        ] {
            assert_eq!(Period::typed(typed).map(|period| (period.from, period.to)), wanted, "{typed}");
        }
    }
}
