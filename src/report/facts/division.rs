//! Administrative divisions by code and name, and where a text names one.

use std::collections::HashMap;

/// Names of divisions are at least and at most this long, in characters.
const CHARS_MIN: usize = 2;
const CHARS_MAX: usize = 16;
/// Words that begin with what ends the name of a division: 市场, 县级.
const GOING_ON: [&str; 14] = [
    "市场",
    "市政工程",
    "市政设施",
    "市容",
    "市民",
    "市域",
    "省级",
    "省域",
    "县级",
    "县域",
    "区域",
    "区位",
    "区块",
    "州级",
];

/// What may stand before the name of a division inside a title: 关于岚县…, 省岚县.
const BEFORE: [char; 16] =
    ['于', '对', '在', '和', '与', '及', '意', '将', '给', '省', '市', '州', '区', '盟', '至', '年'];

/// The code of the whole country, beside those of GB/T 2260.
pub const COUNTRY_CODE: u32 = 100_000;
/// What the whole country is called.
pub const COUNTRY_NAME: &str = "全国";

/// The administrative divisions of China.
#[derive(Clone, Debug, Default)]
pub struct Divisions {
    /// Name of today, by code.
    names: HashMap<u32, String>,
    /// Codes by any name, those of today first.
    by_name: HashMap<String, Vec<u32>>,
    /// The first two characters of all names: most places of a text begin none.
    beginnings: HashMap<(char, char), ()>,
}

/// Returns the codes of what a division lies in, itself first, the country last: county, prefecture, province.
pub fn divisions_around(code: u32) -> impl Iterator<Item = u32> {
    let all = [code, code / 100 * 100, code / 10_000 * 10_000, COUNTRY_CODE];
    (0..4).filter(move |nth| all[..*nth].iter().all(|before| *before != all[*nth])).map(move |nth| all[nth])
}

/// Returns whether a division holds another, or is it: 湖北省 holds 武汉市; the country holds all.
pub fn holds_division(code: u32, other: u32) -> bool {
    divisions_around(other).any(|around| around == code)
}

impl Divisions {
    /// Adds a division of today, or one that is no more.
    pub fn add(&mut self, code: u32, name: &str) {
        self.names.entry(code).or_insert_with(|| name.to_owned());
        self.add_name(code, name);
    }

    /// Adds another name of a division: a short one, or one from before.
    pub fn add_name(&mut self, code: u32, name: &str) {
        let codes = self.by_name.entry(name.to_owned()).or_default();
        if !codes.contains(&code) {
            codes.push(code);
        }
        let mut chars = name.chars();
        if let (Some(first), Some(second)) = (chars.next(), chars.next()) {
            self.beginnings.insert((first, second), ());
        }
    }

    /// Returns the name of a division; empty for an unknown code.
    pub fn name(&self, code: u32) -> &str {
        if code == COUNTRY_CODE { COUNTRY_NAME } else { self.names.get(&code).map_or("", String::as_str) }
    }

    /// Returns the codes of the divisions of this name, of today or before, whole or short (湖北, 襄樊市); a larger one before
    /// smaller ones. Several lie under 朝阳区.
    pub fn named(&self, name: &str) -> &[u32] {
        const COUNTRY: [u32; 1] = [COUNTRY_CODE];
        if name == COUNTRY_NAME { &COUNTRY } else { self.by_name.get(name).map_or(&[], Vec::as_slice) }
    }

    /// Returns all names with their codes, in no order: what a name that is none may have been meant for.
    pub fn all_names(&self) -> impl Iterator<Item = (&str, &[u32])> {
        self.by_name.iter().map(|(name, codes)| (name.as_str(), codes.as_slice()))
    }

    /// Returns the division that a text begins with, the innermost of several in a row (湖北省武汉市…: 武汉市), and the bytes of
    /// its name. A name that several bear counts inside one that holds only one of them.
    pub fn at_beginning(&self, text: &str) -> Option<(u32, usize)> {
        let (codes, len) = self.longest(text)?;
        let mut code = match codes {
            [code] => *code,
            [first, ..] if first % 100 == 0 => *first,
            _ => return None,
        };
        let mut end = len;
        while let Some((inner, len)) = self.longest(&text[end..]) {
            let inside: Vec<u32> = inner
                .iter()
                .copied()
                .filter(|inner| *inner != code && holds_division(code, *inner))
                .collect();
            let [inner] = inside[..] else { break };
            (code, end) = (inner, end + len);
        }
        Some((code, end))
    }

    /// Returns the first division that a text names anywhere, and where its name begins and ends. Short names count of
    /// provinces only, but at the beginning.
    pub fn within(&self, text: &str) -> Option<(u32, usize, usize)> {
        text.char_indices().find_map(|(at, _)| {
            let (code, len) = self.at_beginning(&text[at..])?;
            let name = &text[at..at + len];
            // 青岚县 is no 岚县: so short a name begins where no other goes on.
            let goes_on = name.chars().nth(CHARS_MIN).is_none()
                && has_last(name)
                && text[..at].chars().next_back().is_some_and(|c| c.is_alphabetic() && !BEFORE.contains(&c));
            if goes_on {
                return None;
            }
            let is_whole = self.names.get(&code).is_some_and(|whole| name.ends_with(whole.as_str()));
            (at == 0 || is_whole || code % 10_000 == 0 || has_ending(name)).then_some((code, at, at + len))
        })
    }

    /// The longest name that a text begins with.
    fn longest(&self, text: &str) -> Option<(&[u32], usize)> {
        let mut chars = text.chars();
        self.beginnings.get(&(chars.next()?, chars.next()?))?;
        let ends = text.char_indices().map(|(at, c)| at + c.len_utf8());
        let ends: Vec<usize> = ends.take(CHARS_MAX).skip(CHARS_MIN - 1).collect();
        ends.into_iter().rev().find_map(|end| {
            let codes = self.by_name.get(&text[..end])?;
            let last = text[..end].chars().next_back().map_or(0, char::len_utf8);
            let goes_on = GOING_ON.iter().any(|word| text[end - last..].starts_with(word));
            (!goes_on).then_some((codes.as_slice(), end))
        })
    }
}

/// Whether a name ends as those of divisions do.
fn has_ending(name: &str) -> bool {
    name.chars().nth(2).is_some() && has_last(name)
}

fn has_last(name: &str) -> bool {
    name.ends_with(['省', '市', '县', '区', '州', '盟', '旗'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn some() -> Divisions {
        let mut divisions = Divisions::default();
        for (code, name, short) in [
            (420_000, "湖北省", "湖北"),
            (420_100, "武汉市", "武汉"),
            (420_102, "江岸区", ""),
            (420_600, "襄阳市", "襄阳"),
            (141_127, "岚县", ""),
            (110_000, "北京市", "北京"),
            (110_105, "朝阳区", ""),
            (220_104, "朝阳区", ""),
            (220_000, "吉林省", "吉林"),
            (220_200, "吉林市", "吉林"),
        ] {
            divisions.add(code, name);
            if !short.is_empty() {
                divisions.add_name(code, short);
            }
        }
        divisions.add_name(420_600, "襄樊市");
        divisions
    }

    #[test]
    fn the_innermost_of_names_in_a_row_is_meant() {
        let divisions = some();
        for (text, wanted) in [
            ("湖北省武汉市江岸区人民政府", Some((420_102, "湖北省武汉市江岸区".len()))),
            ("湖北武汉", Some((420_100, 12))),
            ("襄樊市政府", Some((420_600, 9))),
            ("朝阳区政府", None),
            ("北京市朝阳区政府", Some((110_105, 18))),
            ("吉林省", Some((220_000, 9))),
            ("吉林市", Some((220_200, 9))),
            ("吉林", Some((220_000, 6))),
            ("武汉市场监管", Some((420_100, 6))),
            ("某市", None),
            ("", None),
        ] {
            assert_eq!(divisions.at_beginning(text), wanted, "{text}");
        }
        let found = |text| divisions.within(text).map(|(code, ..)| divisions.name(code));
        assert_eq!(found("国务院关于湖北自贸区的批复"), Some("湖北省"));
        assert_eq!(found("国务院关于襄樊市总体规划的批复"), Some("襄阳市"));
        assert_eq!(found("关于岚县水库的批复"), Some("岚县"));
        assert_eq!(found("青岚县水库检查报告"), None, "the end of a longer name");
        assert_eq!(found("关于武汉"), None, "the short name of a city inside a title may be anything");
    }

    #[test]
    fn divisions_hold_what_lies_in_them() {
        assert_eq!(divisions_around(420_102).collect::<Vec<_>>(), [420_102, 420_100, 420_000, COUNTRY_CODE]);
        assert_eq!(divisions_around(COUNTRY_CODE).collect::<Vec<_>>(), [COUNTRY_CODE]);
        for (code, other, holds) in
            [(420_000, 420_102, true), (420_102, 420_000, false), (COUNTRY_CODE, 420_102, true)]
        {
            assert_eq!(holds_division(code, other), holds, "{code} {other}");
        }
    }
}
