//! Whether a word is spelled as somebody typed: by its characters, their pinyin, their initials, and mixtures of these.

use pinyin::ToPinyinMulti;

use crate::text::is_han;

/// The letters that the readings of a character begin with, each once; none for what has no reading. None begins with ü.
pub(super) fn letters_of(c: char) -> Vec<char> {
    let readings = c.to_pinyin_multi().into_iter().flatten();
    let mut letters: Vec<char> = readings.filter_map(|reading| reading.plain().chars().next()).collect();
    letters.sort_unstable();
    letters.dedup();
    letters
}

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
    if let Some(behind) = typed.strip_prefix(*c) {
        return fit_part(rest, behind, later, whole);
    }
    let Some(readings) = c.to_pinyin_multi() else { return false };
    readings.into_iter().any(|reading| {
        let plain = reading.plain();
        // Most end here.
        if plain.as_bytes().first() != typed.as_bytes().first() {
            return false;
        }
        // ü is typed v.
        let with_v = plain.contains('ü').then(|| plain.replace('ü', "v"));
        [Some(plain), with_v.as_deref()].into_iter().flatten().any(|spelled| {
            let initial = ["zh", "ch", "sh"].iter().find(|double| spelled.starts_with(**double));
            let typed_on = |consumed: &str| {
                typed.strip_prefix(consumed).is_some_and(|behind| fit_part(rest, behind, later, whole))
            };
            // What was typed may end inside a syllable.
            typed_on(spelled)
                || typed_on(&spelled[..1])
                || initial.is_some_and(|initial| typed_on(initial))
                || later.is_empty() && spelled.starts_with(typed) && (!whole || rest.is_empty())
        })
    })
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
        for (c, letters) in [('新', "x"), ('绿', "l"), ('重', "ctz"), ('b', ""), ('，', "")] {
            let told: String = letters_of(c).into_iter().collect();
            assert_eq!(told, letters, "{c}");
        }
        assert!(is_as("减轻", "jianqing") && !is_as("减轻负担", "jianqing"));
    }
}
