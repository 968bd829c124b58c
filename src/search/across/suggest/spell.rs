//! Whether a word is spelled as somebody typed: by its characters, their pinyin, their initials, and mixtures of these.

use pinyin::ToPinyinMulti;

use crate::text::is_han;

/// Whether a word begins as the parts say, each at a character.
pub(super) fn begins_as(word: &str, parts: &[String]) -> bool {
    let chars: Vec<char> = word.chars().collect();
    let is_word = chars.len() > 1 && chars.iter().any(|c| is_han(*c));
    is_word && fits(&chars, parts, false)
}

/// Whether a word is spelled so to its end.
pub(super) fn is_as(word: &str, part: &str) -> bool {
    let chars: Vec<char> = word.chars().collect();
    fits(&chars, &[part], true)
}

/// Whether characters fit what was typed, part by part; `whole`: with no character left over.
fn fits(chars: &[char], parts: &[impl AsRef<str>], whole: bool) -> bool {
    let Some((part, later)) = parts.split_first() else { return !whole || chars.is_empty() };
    fit_part(chars, part.as_ref(), later, whole)
}

fn fit_part(chars: &[char], typed: &str, later: &[impl AsRef<str>], whole: bool) -> bool {
    if typed.is_empty() {
        return fits(chars, later, whole);
    }
    let Some((c, rest)) = chars.split_first() else { return false };
    let steps = steps(*c, typed);
    // What was typed may end inside a syllable.
    steps.lengths().any(|length| fit_part(rest, &typed[length..], later, whole))
        || steps.ends_inside && later.is_empty() && (!whole || rest.is_empty())
}

/// What of a typed text one character may stand for.
#[derive(Clone, Copy, Default)]
pub(super) struct Steps {
    /// A bit for each number of bytes from its begin; the longest syllable has six letters.
    lengths: u8,
    /// Whether it ends inside the character's syllable.
    pub(super) ends_inside: bool,
}

impl Steps {
    /// Adds what a reading may stand for at the begin of what was typed.
    pub(super) fn add(&mut self, spelled: &str, typed: &str) {
        // Most end here.
        if spelled.as_bytes().first() != typed.as_bytes().first() {
            return;
        }
        // ü is typed v.
        let with_v = spelled.contains('ü').then(|| spelled.replace('ü', "v"));
        for spelled in [Some(spelled), with_v.as_deref()].into_iter().flatten() {
            self.lengths |= 1 << 1;
            self.lengths |= u8::from(typed.starts_with(spelled)) << spelled.len();
            let double =
                ["zh", "ch", "sh"].iter().any(|two| spelled.starts_with(two) && typed.starts_with(two));
            self.lengths |= u8::from(double) << 2;
            self.ends_inside |= spelled.starts_with(typed);
        }
    }

    /// The numbers of bytes, ascending.
    pub(super) fn lengths(self) -> impl Iterator<Item = usize> {
        (1..8).filter(move |length| self.lengths >> length & 1 == 1)
    }
}

/// Returns what a character may stand for at the begin of what was typed: itself, its syllable, its initial, its first letter.
pub(super) fn steps(c: char, typed: &str) -> Steps {
    if typed.starts_with(c) {
        return Steps { lengths: 1 << c.len_utf8(), ends_inside: false };
    }
    let mut steps = Steps::default();
    for spelled in readings(c) {
        steps.add(spelled, typed);
    }
    steps
}

/// Returns how a character is read, in letters without tones.
pub(super) fn readings(c: char) -> impl Iterator<Item = &'static str> {
    c.to_pinyin_multi().into_iter().flatten().map(|reading| reading.plain())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_by_characters_pinyin_initials_and_mixtures() {
        for (typed, word, wanted) in [
            ("新质", "新质生产力", true),
            ("xzscl", "新质生产力", true),
            ("xzsccl", "新质生产力", false),
            ("xinzhi", "新质生产力", true),
            ("xinzhisc", "新质生产力", true),
            ("新质sc", "新质生产力", true),
            ("xin zhi", "新质生产力", true),
            ("xinzhig", "新质生产力", false),
            ("chongqing", "重庆", true),
            ("hangzhang", "行长", true),
            ("lvse", "绿色", true),
            ("zhsh", "制度", false),
            ("z", "制", false),
        ] {
            let parts: Vec<String> = typed.split(' ').map(str::to_owned).collect();
            assert_eq!(begins_as(word, &parts), wanted, "{typed} {word}");
        }
        assert!(is_as("减轻", "jianqing") && !is_as("减轻负担", "jianqing"));
    }
}
