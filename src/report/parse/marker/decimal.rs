//! Numbers with points: 1.1 编制目的, 2.2.1 近期目标, as emergency plans and standards have them.

use super::numeral::{Reader, is_arabic, value};
use super::{Marker, Style};
use crate::text::is_blank;

/// Each number is at most this: more is a date or an amount.
const NUMBER_MAX: u32 = 99;
/// More numbers than these are an address of the internet or a version.
const NUMBERS_MAX: u8 = 6;
/// A title after a number without any point is at most this long, in characters.
const BARE_TITLE_CHARS_MAX: usize = 30;
/// What follows an amount, not the number of a heading.
const UNITS: &str = "亿億万萬元倍吨亩％%‰℃个年月名家户千百分度公平立米人";

/// 1.1 or 1.1.1, a point after it or not, and then a title: no amount as 1.5亿元.
pub(super) fn read(reader: &mut Reader<'_>) -> Option<(Style, u32, u32)> {
    let mut number = component(reader)?;
    let mut numbers = 1;
    while reader.take(|c| matches!(c, '.' | '．')).is_some() {
        if reader.peek().is_none_or(|c| !is_arabic(c)) {
            break;
        }
        number = component(reader)?;
        numbers += 1;
    }
    if !(2..=NUMBERS_MAX).contains(&numbers) {
        return None;
    }
    reader.take(|c| c == '、');
    titled(&reader.text[reader.at..]).then_some((Style::Decimal(numbers), number, 0))
}

/// 1 总则: a number without any point and a short title on the same line. A heading only in a report that holds
/// 1.1 too.
pub(in crate::report::parse) fn bare(paragraph: &str) -> Option<Marker> {
    let mut reader = Reader { text: paragraph, at: 0 };
    let end = paragraph.char_indices().nth(BARE_TITLE_CHARS_MAX).map_or(paragraph.len(), |(at, _)| at);
    // A line that goes on beyond this is no heading.
    reader.text = paragraph.get(..end).filter(|start| start.len() == paragraph.len())?;
    let number = component(&mut reader)?;
    let rest = &paragraph[reader.at..];
    let is_title = rest.starts_with(is_blank) && titled(rest) && !rest.contains(['。', '；', '：', '，']);
    is_title.then_some(Marker {
        style: Style::Decimal(1),
        number,
        sub: 0,
        len: reader.at,
        blank_follows: true,
    })
}

/// One number without leading zeros; letter-spaced digits are none here.
fn component(reader: &mut Reader<'_>) -> Option<u32> {
    let mut number = 0;
    let mut digits = 0;
    while let Some(c) = reader.take(is_arabic) {
        number = number * 10 + value(c)?;
        digits += 1;
        if number == 0 || number > NUMBER_MAX {
            return None;
        }
    }
    (digits > 0).then_some(number)
}

/// Whether a title follows: letters, and no unit of an amount unless a blank parts them.
fn titled(rest: &str) -> bool {
    let title = rest.trim_start_matches(is_blank);
    let Some(first) = title.chars().next() else { return false };
    let begins = first.is_alphabetic() || matches!(first, '“' | '《' | '（' | '(');
    let after_blank = title.len() < rest.len();
    let is_unit =
        if after_blank { "亿億万萬元倍吨亩".contains(first) } else { UNITS.contains(first) };
    begins && !is_unit
}
