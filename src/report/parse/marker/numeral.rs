//! The numbers of markers, read character by character.

use crate::text::{digit_of, is_blank};

/// Numerals of more characters are none.
const DIGITS_MAX: usize = 9;

/// A place in a text from which a marker is read.
pub(super) struct Reader<'a> {
    pub(super) text: &'a str,
    pub(super) at: usize,
}

impl Reader<'_> {
    pub(super) fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    pub(super) fn take(&mut self, wanted: impl Fn(char) -> bool) -> Option<char> {
        let c = self.peek().filter(|c| wanted(*c))?;
        self.at += c.len_utf8();
        Some(c)
    }

    pub(super) fn skip_blanks(&mut self) {
        while self.take(is_blank).is_some() {}
    }

    /// Bold in Markdown.
    pub(super) fn skip_stars(&mut self) {
        while self.text[self.at..].starts_with("**") {
            self.at += 2;
        }
    }

    /// A numeral in Chinese or Arabic digits of any width, letter-spaced or not; `None` above 9999.
    pub(super) fn number(&mut self) -> Option<u32> {
        // Room for one more than may be, so that a longer numeral shows as such.
        let (mut digits, mut count) = (['\0'; DIGITS_MAX + 1], 0);
        let mut end = self.at;
        while let Some(c) = self.take(|c| value(c).is_some()) {
            digits[count.min(DIGITS_MAX)] = c;
            count += 1;
            end = self.at;
            self.skip_blanks();
        }
        self.at = end;
        to_number(&digits[..count.min(DIGITS_MAX + 1)])
    }

    /// A Chinese numeral only.
    pub(super) fn han_number(&mut self) -> Option<u32> {
        self.peek().filter(|c| !is_arabic(*c))?;
        self.number()
    }

    pub(super) fn arabic_number(&mut self) -> Option<u32> {
        self.peek().filter(|c| is_arabic(*c))?;
        self.number()
    }
}

/// Whether a character is an Arabic digit of any width.
pub(super) fn is_arabic(c: char) -> bool {
    c.is_ascii_digit() || ('０'..='９').contains(&c)
}

/// Value of one character of a numeral; units as tens.
pub(super) fn value(c: char) -> Option<u32> {
    Some(match c {
        '0'..='9' => u32::from(c) - u32::from('0'),
        '０'..='９' => u32::from(c) - u32::from('０'),
        '两' | '兩' => 2,
        '十' => 10,
        '百' => 100,
        '千' => 1000,
        digit => return digit_of(digit),
    })
}

/// Value of the characters of a numeral, 1 to 9999.
fn to_number(digits: &[char]) -> Option<u32> {
    if digits.is_empty() || digits.len() > DIGITS_MAX {
        return None;
    }
    let arabic = digits.iter().all(|c| is_arabic(*c));
    if !arabic && digits.iter().any(|c| is_arabic(*c)) {
        return None;
    }
    let positional = arabic || digits.iter().all(|c| value(*c).is_some_and(|v| v < 10));
    let mut total = 0u32;
    let mut digit = None;
    for v in digits.iter().filter_map(|c| value(*c)) {
        if positional {
            total = total * 10 + v;
            if total > 9999 {
                return None;
            }
        } else if v < 10 {
            // 零 stands for a gap and adds nothing.
            digit = if v == 0 { digit } else { Some(v) };
        } else {
            total += digit.take().unwrap_or(1) * v;
        }
    }
    let total = total + digit.unwrap_or(0);
    (1..=9999).contains(&total).then_some(total)
}
