//! The date of an edition: the latest day that a name or the head of a text tells.

/// A day; month and day are 0 where only the year is told.
pub(in crate::search) type Day = (u32, u32, u32);

/// No text speaks of its own edition beyond this; what does is no date.
const YEARS: std::ops::RangeInclusive<u32> = 1900..=2100;

/// Returns the latest day in a text: 2018年10月26日, 2018-10-26, 2018.10.26, 20181026, or a year before 年.
pub(in crate::search) fn latest(text: &str) -> Option<Day> {
    let chars: Vec<char> = text.chars().map(narrow).collect();
    let mut latest = None;
    let mut at = 0;
    while at < chars.len() {
        let digits = digits(&chars[at..]);
        if digits > 0 {
            latest = latest.max(day(&chars[at..], digits));
        }
        at += digits.max(1);
    }
    latest
}

fn narrow(c: char) -> char {
    match c {
        '０'..='９' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        // In the dates of laws each Chinese digit is one of the year: 二〇一八年.
        '〇' | '○' => '0',
        other => other,
    }
}

fn digits(chars: &[char]) -> usize {
    chars.iter().take_while(|c| c.is_ascii_digit()).count()
}

fn number(chars: &[char]) -> u32 {
    // Bounded, so that digits without an end cannot overflow.
    chars.iter().filter_map(|c| c.to_digit(10)).fold(0, |sum, digit| (sum * 10 + digit).min(99_999_999))
}

/// The day that begins with digits, of which the number is given.
fn day(chars: &[char], digits_of_year: usize) -> Option<Day> {
    let day = match digits_of_year {
        8 => (number(&chars[..4]), number(&chars[4..6]), number(&chars[6..8])),
        4 => {
            let sign = *chars.get(4)?;
            let month_at = 5;
            let month = digits(&chars[month_at..]).min(2);
            let year = number(&chars[..4]);
            let day_at = month_at + month + 1;
            let next = chars.get(month_at + month).copied();
            let goes_on = month > 0
                && match sign {
                    '年' => next == Some('月'),
                    '-' | '.' | '/' => next == Some(sign),
                    _ => false,
                };
            let day = chars.get(day_at..).map_or(0, digits).min(2);
            match goes_on && day > 0 {
                true => (year, number(&chars[5..5 + month]), number(&chars[day_at..day_at + day])),
                false if sign == '年' || sign == '修' => (year, 0, 0),
                false => return None,
            }
        }
        _ => return None,
    };
    let (year, month, of_month) = day;
    (YEARS.contains(&year) && month <= 12 && of_month <= 31).then_some(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_day_is_found_however_it_is_written() {
        let table = [
            ("1979年7月1日通过，2017年11月4日修正", Some((2017, 11, 4))),
            ("刑法(2018-10-26).md", Some((2018, 10, 26))),
            ("刑法_20201226.docx", Some((2020, 12, 26))),
            ("2018.3.1施行", Some((2018, 3, 1))),
            ("２０１８年１０月２６日", Some((2018, 10, 26))),
            ("刑法（2020修正）", Some((2020, 0, 0))),
            ("刑法（2020年修正）", Some((2020, 0, 0))),
            ("2020年第5号", Some((2020, 0, 0))),
            ("第12345678号", None),
            ("工作报告", None),
            ("9999年", None),
            ("2020", None),
        ];
        for (text, day) in table {
            assert_eq!(latest(text), day, "{text}");
        }
    }
}
