//! Where an index term stands in a text: words as strings, numbers and words of letters whole, codes however they are joined.

use memchr::memmem::Finder;

use crate::text::units;
use crate::text::{Span, is_numeral};

/// Longer numbers are looked for as codes too: their groups may be parted.
const NUMBER_BYTES_MAX: usize = 9;

/// What joins several numbers and letters to a name that is no number: 1+3+N.
const JOINING: [char; 5] = ['+', '&', '*', '~', '·'];

/// Digits behind a comma inside a number.
const THOUSANDS: usize = 3;

/// Returns the stretches of a folded text in which such signs join numbers and letters: 1+3+n of 推行1+3+n.
pub fn joined_by_signs(folded: &str) -> impl Iterator<Item = &str> {
    let stretches = folded.split(|c: char| !c.is_ascii_alphanumeric() && !JOINING.contains(&c));
    let inside = stretches.map(|stretch| stretch.trim_matches(JOINING));
    inside.filter(|stretch| stretch.contains(JOINING))
}

/// Looks for an index term in texts whose numerals are read by value (`fold_words_text`).
pub struct TermFinder {
    finder: Finder<'static>,
    /// Whether it is a number, with its unit or without.
    is_number: bool,
    is_code: bool,
}

impl TermFinder {
    /// Prepares to look for a term.
    pub fn new(term: &str) -> TermFinder {
        let bytes = term.as_bytes();
        let has = |is: fn(&u8) -> bool| bytes.iter().any(is);
        let is_latin = !bytes.is_empty() && bytes.iter().all(u8::is_ascii_alphanumeric);
        TermFinder {
            finder: Finder::new(term).into_owned(),
            // 第5条 is a number; letters beside the digits (3d) make a code of it.
            is_number: term.trim_start_matches('第').starts_with(|c: char| c.is_ascii_digit())
                && !term.contains(JOINING)
                && !(is_latin && has(u8::is_ascii_alphabetic)),
            is_code: is_latin && (has(u8::is_ascii_alphabetic) || bytes.len() > NUMBER_BYTES_MAX),
        }
    }

    /// Returns whether the term is a number, with its unit or without.
    pub fn is_number(&self) -> bool {
        self.is_number
    }

    fn term(&self) -> &str {
        std::str::from_utf8(self.finder.needle()).unwrap_or_default()
    }

    /// Returns where the term stands in a text, in bytes: a number where it is whole (5年 is none of 15年 or 5年级).
    pub fn places(&self, text: &str) -> Vec<Span> {
        if self.is_code {
            return self.code_places(text);
        }
        let found = self.finder.find_iter(text.as_bytes());
        let spans = found.map(|at| Span { start: at, end: at + self.term().len() });
        spans.filter(|span| !self.is_number || self.is_whole(text, *span)).collect()
    }

    /// Returns whether the term stands in a text, be it inside a longer number.
    pub fn is_in(&self, text: &str) -> bool {
        self.finder.find(text.as_bytes()).is_some() || self.is_code && !self.code_places(text).is_empty()
    }

    /// Returns whether a number stands in a text as a whole; any other term, whether it stands there.
    pub fn is_whole_in(&self, text: &str) -> bool {
        if self.is_number { !self.places(text).is_empty() } else { self.is_in(text) }
    }

    fn is_whole(&self, text: &str, span: Span) -> bool {
        let term = self.term();
        let numbers_end = term.rfind(|c: char| c.is_ascii_digit()).map_or(term.len(), |at| at + 1);
        let unit = &term[numbers_end..];
        // The longest unit decides: 5年 must not be found in 5年级.
        !cuts_number(text, span)
            && (unit.is_empty() || units::unit_of(&text[span.start + numbers_end..]) == Some(unit))
    }

    /// Where the letters and digits of a code stand, single hyphens, slashes and blanks between them aside.
    fn code_places(&self, text: &str) -> Vec<Span> {
        let (bytes, code) = (text.as_bytes(), self.finder.needle());
        let is_part =
            |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_alphanumeric);
        let end_from = |start: usize| {
            let mut at = start;
            for (nth, byte) in code.iter().enumerate() {
                // At most one joiner before each letter or digit but the first.
                at += usize::from(nth > 0 && matches!(bytes.get(at), Some(b'-' | b'/' | b' ')));
                if bytes.get(at) != Some(byte) {
                    return None;
                }
                at += 1;
            }
            (!is_part(Some(at))).then_some(at)
        };
        let starts = memchr::memchr_iter(code[0], bytes).filter(|start| !is_part(start.checked_sub(1)));
        starts.filter_map(|start| Some(Span { start, end: end_from(start)? })).collect()
    }
}

/// Returns whether a stretch of folded text (bytes) begins or ends inside a number: 5年 of 15年, 2.5 of 12.5, 五年 of 十五年.
pub fn cuts_number(text: &str, span: Span) -> bool {
    let (before, inside, after) = (&text[..span.start], span.of(text), &text[span.end..]);
    let is_digit = |c: char| c.is_ascii_digit();
    let leading = |text: &str| text.len() - text.trim_start_matches(is_digit).len();
    // A point goes on with any digits, a comma with three.
    let goes_on = |before: &str, sign: &str, after: &str| match sign {
        "." => before.ends_with(is_digit) && leading(after) > 0,
        "," => before.ends_with(is_digit) && leading(after) == THOUSANDS,
        _ => false,
    };
    let last = |text: &str| text.len() - text.chars().next_back().map_or(0, char::len_utf8);
    let first = |text: &str| text.chars().next().map_or(0, char::len_utf8);
    let begins_inside = || {
        let (digits, sign) = before.split_at(last(before));
        sign.starts_with(is_digit) || goes_on(digits, sign, inside)
    };
    let ends_inside = || {
        let (sign, digits) = after.split_at(first(after));
        sign.starts_with(is_digit) || goes_on(inside, sign, digits)
    };
    inside.starts_with(is_digit) && begins_inside()
        || inside.ends_with(is_digit) && ends_inside()
        || inside.starts_with(is_numeral) && before.ends_with(is_numeral)
        || inside.ends_with(is_numeral) && after.starts_with(is_numeral)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::fold_words_text;

    fn found(term: &str, text: &str) -> Vec<String> {
        let text = fold_words_text(text);
        TermFinder::new(term).places(&text).iter().map(|span| span.of(&text).to_owned()).collect()
    }

    #[test]
    fn numbers_are_found_whole_and_codes_however_they_are_joined() {
        let table: [(&str, &str, &[&str]); 19] = [
            ("5年", "15年,5年,二十五年,五年,2005年,3.5年,5年级", &["5年", "5年"]),
            ("5%", "7.5%,15%,百分之五,5个百分点", &["5%"]),
            ("5个", "5个月,5个百分点,五个", &["5个"]),
            ("5", "1,5;5.5;5年", &["5", "5"]),
            ("2.5", "12.5,2.5,2.55", &["2.5"]),
            ("第5条", "第十五条,第五条,5条", &["第5条"]),
            ("3月1日", "13月1日,2025-03-01,三月一日", &["3月1日", "3月1日"]),
            ("covid19", "COVID-19,covid19,Covid 19,covid1", &["covid-19", "covid19", "covid 19"]),
            ("gbt9704", "GB/T 9704—2012,XGB/T9704,GB/T97041", &["gb/t 9704"]),
            ("13800138000", "138 0013 8000;138-0013-8000;913800138000", &["138 0013 8000", "138-0013-8000"]),
            ("hw2000x", "HW-2000X,HW 2000-X,hw2000", &["hw-2000x", "hw 2000-x"]),
            ("1/2", "½,二分之一,11/2", &["1/2", "1/2"]),
            ("9:30", "九点半,19:30", &["9:30"]),
            ("教育", "教育部教育", &["教育", "教育"]),
            ("5公里", "5km,5千米,5公里,15公里", &["5公里", "5公里", "5公里"]),
            ("5平方米", "5㎡,5m²,5平方米,5平方公里", &["5平方米", "5平方米", "5平方米"]),
            ("5000000元", "500万元,五百万元,0.05亿元,1500万元", &["5000000元", "5000000元", "5000000元"]),
            ("2", "第Ⅱ期", &["2"]),
            ("ab", "Table,a-b,AB", &["a-b", "ab"]),
        ];
        for (term, text, wanted) in table {
            assert_eq!(found(term, text), wanted, "{term} in {text}");
        }
        assert!(TermFinder::new("5年").is_in("15年") && !TermFinder::new("5年").is_whole_in("15年"));
    }
}
