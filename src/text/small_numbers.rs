//! Small numbers as headings bear them: read in every way they are written, written as laws print them.

use super::digit_of;

/// The largest number that [`small_number`] reads and [`han_number`] writes.
pub const SMALL_MAX: u32 = 9_999;

/// Returns the value of a numeral of 1 to [`SMALL_MAX`] in Chinese digits (二百六十六, 二六六) or Arabic ones of any width;
/// `None` for anything else, also for both kinds in one.
pub fn small_number(numeral: &str) -> Option<u32> {
    let arabic = |c: char| match c {
        '0'..='9' => Some(u32::from(c) - u32::from('0')),
        '０'..='９' => Some(u32::from(c) - u32::from('０')),
        _ => None,
    };
    let unit = |c: char| match c {
        '十' => Some(10),
        '百' => Some(100),
        '千' => Some(1_000),
        _ => None,
    };
    let (mut total, mut digit, mut positional) = (0u32, None, true);
    let all_arabic = numeral.chars().all(|c| arabic(c).is_some());
    for c in numeral.chars() {
        if let Some(unit) = unit(c) {
            // 十 without a digit before it counts one: 十二.
            let count = digit.take().unwrap_or(1);
            if count > 9 {
                return None;
            }
            (total, positional) = (total + count * unit, false);
            continue;
        }
        let value = if all_arabic { arabic(c)? } else { if c == '两' { Some(2) } else { digit_of(c) }? };
        // Of digits in a row each is worth ten times the next; after a unit 零 only says that one is lacking.
        digit = Some(match digit {
            Some(before) if positional || before == 0 => before * 10 + value,
            Some(_) => return None,
            None => value,
        });
        // Checked at every digit, so that nothing can overflow.
        if total + digit.unwrap_or(0) > SMALL_MAX {
            return None;
        }
    }
    let total = total + digit.unwrap_or(0);
    (1..=SMALL_MAX).contains(&total).then_some(total)
}

/// Returns a number of 1 to [`SMALL_MAX`] as laws print it: 二百六十六, 一百一十, 十二.
pub fn han_number(number: u32) -> String {
    const DIGITS: [char; 10] = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
    let mut written = String::new();
    let mut lacking = false;
    for (unit, name) in [(1_000, "千"), (100, "百"), (10, "十"), (1, "")] {
        let digit = number / unit % 10;
        if digit == 0 {
            // Zeros between digits are written as one 零, those at the end not at all.
            lacking = !written.is_empty();
            continue;
        }
        if std::mem::take(&mut lacking) {
            written.push('零');
        }
        if !(digit == 1 && unit == 10 && written.is_empty()) {
            written.push(DIGITS[digit as usize]);
        }
        written.push_str(name);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_numbers_are_read_in_every_way_they_are_written() {
        let table = [
            ("二百六十六", Some(266)),
            ("266", Some(266)),
            ("２６６", Some(266)),
            ("二六六", Some(266)),
            ("一千二百六十", Some(1_260)),
            ("一千零八十七", Some(1_087)),
            ("一百零五", Some(105)),
            ("一百一十", Some(110)),
            ("十", Some(10)),
            ("十二", Some(12)),
            ("两", Some(2)),
            ("一〇二", Some(102)),
            ("2六", None),
            ("零", None),
            ("", None),
            ("12345", None),
            ("法", None),
            ("十二二", None),
        ];
        for (numeral, value) in table {
            assert_eq!(small_number(numeral), value, "{numeral}");
        }
    }

    #[test]
    fn what_is_written_is_read_as_the_same() {
        for number in 1..=SMALL_MAX {
            assert_eq!(small_number(&han_number(number)), Some(number), "{}", han_number(number));
        }
        assert_eq!(
            [7, 10, 19, 20, 105, 110, 266, 1_087, 1_260].map(han_number),
            [
                "七",
                "十",
                "十九",
                "二十",
                "一百零五",
                "一百一十",
                "二百六十六",
                "一千零八十七",
                "一千二百六十"
            ]
        );
    }
}
