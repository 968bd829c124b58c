//! Numbers written in Chinese.

/// Returns a number below ten thousand as Chinese writes it (十一, not 一十一), a greater one in Arabic digits. `digits` are those
/// from zero to nine, `units` ten, a hundred and a thousand.
pub fn written_number(value: u32, digits: &str, units: &str) -> String {
    let digit = |nth: u32| digits.chars().nth(nth as usize).unwrap_or('零');
    if value == 0 || value > 9_999 {
        return if value == 0 { digit(0).to_string() } else { value.to_string() };
    }
    let mut out = String::new();
    let mut gap = false;
    for power in (0..4u32).rev() {
        let nth = value / 10u32.pow(power) % 10;
        if nth == 0 {
            // Zeros between digits are written as one 零, those at the end not at all.
            gap = !out.is_empty();
            continue;
        }
        if gap {
            out.push(digit(0));
            gap = false;
        }
        if !(nth == 1 && power == 1 && out.is_empty()) {
            out.push(digit(nth));
        }
        if power > 0 {
            out.extend(units.chars().nth(power as usize - 1));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_people_write_them() {
        for (number, written) in [
            (0, "零"),
            (7, "七"),
            (10, "十"),
            (11, "十一"),
            (20, "二十"),
            (101, "一百零一"),
            (110, "一百一十"),
            (2_026, "二千零二十六"),
            (9_999, "九千九百九十九"),
            (10_000, "10000"),
        ] {
            assert_eq!(written_number(number, "零一二三四五六七八九", "十百千"), written);
        }
    }
}
