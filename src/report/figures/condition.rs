//! Comparisons of values: >5%, 不低于5%, 100..200亿元.

use super::amount::amounts;
use super::flat::{Char, flat};

/// What a value must be.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    /// The least value, in `base`, and whether it is one that fits.
    low: Option<(f64, bool)>,
    /// The greatest value likewise.
    high: Option<(f64, bool)>,
    /// The unit of both.
    base: &'static str,
    /// As it was typed.
    typed: String,
}

/// Signs and words of comparisons, the longer before those that they begin with.
const SIGNS: [(&str, Bounds); 30] = [
    (">=", Bounds::AtLeast),
    ("≥", Bounds::AtLeast),
    ("≧", Bounds::AtLeast),
    ("不低于", Bounds::AtLeast),
    ("不少于", Bounds::AtLeast),
    ("不小于", Bounds::AtLeast),
    ("大于等于", Bounds::AtLeast),
    ("大于或等于", Bounds::AtLeast),
    ("至少", Bounds::AtLeast),
    ("<=", Bounds::AtMost),
    ("≤", Bounds::AtMost),
    ("≦", Bounds::AtMost),
    ("不超过", Bounds::AtMost),
    ("不高于", Bounds::AtMost),
    ("不大于", Bounds::AtMost),
    ("不多于", Bounds::AtMost),
    ("小于等于", Bounds::AtMost),
    ("小于或等于", Bounds::AtMost),
    ("至多", Bounds::AtMost),
    (">", Bounds::Over),
    ("大于", Bounds::Over),
    ("超过", Bounds::Over),
    ("高于", Bounds::Over),
    ("多于", Bounds::Over),
    ("<", Bounds::Under),
    ("小于", Bounds::Under),
    ("低于", Bounds::Under),
    ("少于", Bounds::Under),
    ("=", Bounds::Equal),
    ("等于", Bounds::Equal),
];

#[derive(Clone, Copy, Debug, PartialEq)]
enum Bounds {
    AtLeast,
    AtMost,
    Over,
    Under,
    Equal,
}

impl Condition {
    /// Reads a comparison: a sign or word and an amount with its unit, or a range of two amounts (`100..200亿元`). `None`
    /// for anything else.
    pub fn parse(typed: &str) -> Option<Condition> {
        let chars = flat(typed);
        let text: String = chars.iter().map(|c| c.c).collect();
        let sign = SIGNS.iter().find(|(sign, _)| text.starts_with(sign));
        let from = sign.map_or(0, |(sign, _)| sign.chars().count());
        let [amount] = &amounts(&chars[from..])[..] else { return None };
        let whole = amount.start == 0 && from + amount.end == chars.len();
        let (low, high) = (amount.low?, amount.high?);
        let is_range = holds_range(&chars);
        let (low, high) = match sign {
            None if is_range && whole => (Some((low, true)), Some((high, true))),
            Some((_, bounds)) if whole && low == high => match bounds {
                Bounds::AtLeast => (Some((low, true)), None),
                Bounds::AtMost => (None, Some((high, true))),
                Bounds::Over => (Some((low, false)), None),
                Bounds::Under => (None, Some((high, false))),
                Bounds::Equal => (Some((low, true)), Some((high, true))),
            },
            _ => return None,
        };
        Some(Condition { low, high, base: amount.base, typed: typed.to_owned() })
    }

    /// Returns whether an amount of a text lies wholly within: of 4.5%-5% both ends must fit.
    pub fn holds(&self, low: f64, high: f64, base: &str) -> bool {
        let near = |a: f64, b: f64| (a - b).abs() <= 1e-9 * a.abs().max(b.abs());
        let above =
            |value: f64| self.low.is_none_or(|(low, fits)| if near(value, low) { fits } else { value > low });
        let below = |value: f64| {
            self.high.is_none_or(|(high, fits)| if near(value, high) { fits } else { value < high })
        };
        base == self.base && [low, high].into_iter().all(|value| above(value) && below(value))
    }

    /// Returns the bytes of the amounts in a text that fit.
    pub fn fitting(&self, text: &str) -> Vec<crate::text::Span> {
        let chars = flat(text);
        let fits = |amount: &super::amount::Amount| {
            amount.low.zip(amount.high).is_some_and(|(low, high)| self.holds(low, high, amount.base))
        };
        let found = amounts(&chars).into_iter().filter(fits);
        found.map(|amount| super::flat::span_of(&chars[amount.start..amount.end])).collect()
    }

    /// Returns it as it was typed.
    pub fn typed(&self) -> &str {
        &self.typed
    }
}

/// Two dots between two numbers: what a hyphen or 到 joins is too common a text to be a comparison.
fn holds_range(chars: &[Char]) -> bool {
    chars.windows(3).any(|three| three[0].c == '.' && three[1].c == '.' && three[2].c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comparisons_are_exact_by_value_and_unit() {
        for (typed, fits, fits_not) in [
            (">5%", "5.1% 百分之六 5.5%-6%", "5% 4.9% 4.5%-6% 6个百分点 6"),
            ("大于5%", "6%", "5%"),
            ("不低于5%", "5% 5.0% 五点五%", "4.99%"),
            ("≥5%", "5%", "4%"),
            ("＞５％", "6%", "5%"),
            ("<=5%", "5% 4%", "5.01%"),
            ("低于1000万元", "999万元 0.09亿元", "1000万元 0.1亿元"),
            ("100..200亿元", "100亿元 150亿元 0.02万亿元 1500000万元", "99亿元 201亿元 150亿"),
            ("=1.22万亿元", "12,200亿元 1.22万亿元", "1.23万亿元"),
            (">3000吨", "700万斤", "500万斤"),
        ] {
            let condition = Condition::parse(typed).expect(typed);
            for text in fits.split(' ') {
                assert_eq!(condition.fitting(text).len(), 1, "{typed} {text}");
            }
            for text in fits_not.split(' ') {
                assert_eq!(condition.fitting(text).len(), 0, "{typed} {text}");
            }
        }
    }

    #[test]
    fn other_texts_are_no_comparisons() {
        for typed in [
            "5%",
            "增长5%",
            ">",
            "大于",
            "甲>5%",
            ">5%左右",
            "5-6%",
            "2020..2025",
            "超过一半",
            ">=5",
            "大于 ",
        ] {
            assert_eq!(Condition::parse(typed), None, "{typed}");
        }
    }
}
