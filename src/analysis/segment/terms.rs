//! From the words that a text is cut into to index terms: a number with its unit is one thing, a day is one, a code is one
//! however its parts are joined.
//!
//! - 5% and 5年 are terms beside the number 5; 第5条 is one too. A unit of one character counts for nothing by itself.
//! - 2025年3月1日 holds itself, 2025年3月, 2025年, 3月1日, 3月, 1日.
//! - 9:30, 3:1 and 1/2 are terms beside their numbers.
//! - COVID-19, GB/T 9704—2012 and 138 0013 8000 hold covid19, gbt9704, gbt97042012 and 13800138000.

use super::{has_letter, joins_number};
use crate::text::units;

/// What a term is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::analysis) enum Kind {
    /// A word as it was cut.
    Word,
    /// A number by itself.
    Number,
    /// A part of something larger that says nothing by itself: a unit of one character, the number of a month. Not indexed.
    Part,
    /// A number with its unit, a day, a ratio.
    Quantity,
    /// Letters and digits without what joins them.
    Code,
    /// The same where its parts may be words of their own: HW 2000X.
    Joined,
}

/// Longer codes are none, in bytes.
const CODE_BYTES_MAX: usize = 32;
/// Longer words before a blank are no beginning of a code, in bytes.
const CODE_WORD_BYTES_MAX: usize = 8;
/// Longer numbers are no part of a ratio, in bytes.
const RATIO_BYTES_MAX: usize = 3;
/// How the digits of telephone numbers and cards are parted.
const GROUPS: [&[usize]; 8] =
    [&[3, 4, 4], &[3, 3, 4], &[3, 8], &[3, 7], &[4, 7], &[4, 8], &[4, 4, 4, 4], &[4, 4, 4, 4, 3]];

/// A number whose unit is being read.
#[derive(Clone, Copy)]
struct Open {
    first: usize,
    /// Where its digits end.
    last: usize,
    /// Where its unit ends, as far as it is one.
    unit_end: usize,
    /// Where the words end that were looked at.
    reach: usize,
}

/// Takes words in their order and hands on terms: the text, where it stands in the folded text, what it is.
pub(super) struct Terms<'t, F: FnMut(&str, (usize, usize), Kind)> {
    text: &'t str,
    each: F,
    /// Digits that may go on.
    number: Option<(usize, usize)>,
    quantity: Option<Open>,
    /// The number before.
    last_number: (usize, usize),
    /// Where the day begins that ends at `day_end`: its year and its month.
    year: Option<usize>,
    month: Option<usize>,
    day_end: usize,
    /// Letters and digits that may be a code.
    code: (usize, usize),
}

impl<'t, F: FnMut(&str, (usize, usize), Kind)> Terms<'t, F> {
    pub(super) fn of(text: &'t str, each: F) -> Self {
        Terms {
            text,
            each,
            number: None,
            quantity: None,
            // No number yet: nothing can begin one byte after this end.
            last_number: (usize::MAX, usize::MAX - 1),
            year: None,
            month: None,
            day_end: usize::MAX,
            code: (usize::MAX, usize::MAX - 1),
        }
    }

    /// Takes the next word, or mark, of the text.
    #[inline]
    pub(super) fn word(&mut self, start: usize, end: usize) {
        let text = self.text;
        let word = &text[start..end];
        let is_latin = text.as_bytes()[start].is_ascii_alphanumeric();
        // Most words of a text: no digit or letter of ASCII, and no number open before them.
        if !is_latin && self.number.is_none() && self.quantity.is_none() {
            if has_letter(word) {
                (self.each)(word, (start, end), Kind::Word);
            }
            return;
        }
        if is_latin {
            self.extend_code(start, end);
        }
        let is_number = word.bytes().all(|byte| byte.is_ascii_digit());
        if let Some((first, last)) = self.number {
            if last == start && joins_number(text, first, start, end, is_number) {
                self.number = Some((first, end));
                return;
            }
            self.close_number();
        }
        if is_number {
            self.close_quantity();
            self.number = Some((start, end));
        } else if !self.is_of_unit(start, end) && has_letter(word) {
            (self.each)(word, (start, end), Kind::Word);
        }
    }

    /// Hands on what is still open.
    pub(super) fn end(&mut self) {
        self.close_number();
        self.close_quantity();
    }

    fn close_number(&mut self) {
        let Some((first, last)) = self.number.take() else { return };
        // A number right behind a year or a month is part of a day.
        let kind = if first == self.day_end { Kind::Part } else { Kind::Number };
        (self.each)(&self.text[first..last], (first, last), kind);
        let (before, end) = self.last_number;
        let is_ratio = first == end.wrapping_add(1)
            && matches!(self.text.as_bytes()[end], b':' | b'/')
            && end - before <= RATIO_BYTES_MAX
            && last - first <= RATIO_BYTES_MAX;
        if is_ratio {
            (self.each)(&self.text[before..last], (before, last), Kind::Quantity);
        }
        self.last_number = (first, last);
        self.quantity = Some(Open { first, last, unit_end: last, reach: last });
    }

    /// Takes a word into the unit of the number before it, if it is of one.
    fn is_of_unit(&mut self, start: usize, end: usize) -> bool {
        let Some(mut open) = self.quantity else { return false };
        let (unit, word) = (&self.text[open.last..end], &self.text[start..end]);
        let goes_on = start == open.reach && unit.len() <= units::BYTES_MAX;
        if goes_on && (units::is_unit(unit) || units::begins_unit(unit)) {
            open.reach = end;
            if units::is_unit(unit) {
                open.unit_end = end;
            }
            self.quantity = Some(open);
            if has_letter(word) {
                let kind = if word.chars().nth(1).is_none() { Kind::Part } else { Kind::Word };
                (self.each)(word, (start, end), kind);
            }
            return true;
        }
        if start == open.last
            && let Some(unit) = units::unit_inside(word)
        {
            self.quantity = Some(Open { unit_end: start + unit.len(), ..open });
        }
        self.close_quantity();
        false
    }

    fn close_quantity(&mut self) {
        let Some(Open { first, last, unit_end, .. }) = self.quantity.take() else { return };
        let follows = first == self.day_end;
        self.day_end = usize::MAX;
        if unit_end == last {
            return;
        }
        let text = self.text;
        let mut hand_on =
            |start: usize| (self.each)(&text[start..unit_end], (start, unit_end), Kind::Quantity);
        hand_on(first);
        if text[..first].ends_with('第') {
            hand_on(first - '第'.len_utf8());
        }
        let (year, month) = (self.year.filter(|_| follows), self.month.filter(|_| follows));
        match &text[last..unit_end] {
            "年" => (self.year, self.month) = (Some(first), None),
            "月" => {
                year.into_iter().for_each(hand_on);
                (self.year, self.month) = (year, Some(first));
            }
            "日" => {
                month.into_iter().chain(year.filter(|_| month.is_some())).for_each(hand_on);
                return;
            }
            _ => return,
        }
        self.day_end = unit_end;
    }

    /// Takes letters and digits into the code that ends before them, or begins another.
    fn extend_code(&mut self, start: usize, end: usize) {
        let (first, last) = self.code;
        self.code = (start, end);
        let joiner = if start == last.wrapping_add(1) { self.text.as_bytes()[last] } else { 0 };
        if !matches!(joiner, b'-' | b'/' | b' ') || end - first > CODE_BYTES_MAX {
            return;
        }
        let code = &self.text[first..end];
        let joined: String = code.chars().filter(char::is_ascii_alphanumeric).collect();
        let has = |is: fn(&u8) -> bool| joined.as_bytes().iter().any(is);
        let kind = match (has(u8::is_ascii_alphabetic), has(u8::is_ascii_digit)) {
            (true, true) if joiner != b' ' => Some(Kind::Code),
            (true, true) => {
                let begun = &self.text[first..last];
                let kind = if begun.contains(['-', '/']) { Kind::Code } else { Kind::Joined };
                is_begun(begun, self.text.as_bytes()[start]).then_some(kind)
            }
            (true, false) => (joiner == b'-').then_some(Kind::Joined),
            _ => is_grouped(code, joiner).then_some(Kind::Code),
        };
        // Digits go on until their groups are complete, letters before a slash until there are digits.
        let may_go_on = joiner != b' ' || !has(u8::is_ascii_alphabetic);
        if kind.is_some() || may_go_on {
            self.code = (first, end);
        }
        if let Some(kind) = kind {
            (self.each)(&joined, (first, end), kind);
        }
    }
}

/// Whether letters before a blank, with a digit behind it, may begin a code.
fn is_begun(letters: &str, next: u8) -> bool {
    letters.len() <= CODE_WORD_BYTES_MAX
        && next.is_ascii_digit()
        && letters.bytes().all(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'-' | b'/'))
}

/// Whether digits are grouped as those of a telephone number or card; two groups need a hyphen.
fn is_grouped(code: &str, joiner: u8) -> bool {
    let groups: Vec<usize> = code.split(['-', '/', ' ']).map(str::len).collect();
    joiner != b'/' && GROUPS.contains(&groups.as_slice()) && (groups.len() > 2 || joiner == b'-')
}
