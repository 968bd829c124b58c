//! A walk through the words of the index that turns back as soon as what it has read of a word cannot be spelled as was typed.

use tantivy_fst::Automaton;

use super::spell::{Steps, readings};
use crate::text::is_han;

/// Bytes of what was typed that the walk looks at: there is a bit of a `u64` for each place in them, and one for their end.
/// Words that begin with so much are read whole.
const LOOKED_AT_MAX: usize = 60;

/// What was typed, as an automaton over the bytes of words: it takes words that are spelled by a part of it, and those that begin
/// with all of it from there on.
pub(super) struct SpelledSo<'t> {
    typed: &'t str,
    /// The places where a word may begin, a bit for each.
    starts: u64,
    /// The places where each letter stands.
    letters: [u64; 26],
}

/// How far a word that is being read has come.
#[derive(Clone, Copy)]
pub(super) struct Reached {
    /// The places in what was typed that its whole characters may have brought it to.
    places: u64,
    /// The bytes of the character that is not whole yet.
    pending: [u8; 4],
    length: usize,
}

impl<'t> SpelledSo<'t> {
    /// Makes one of what was typed and the bytes of it where a word may begin.
    pub(super) fn of(typed: &'t str, starts: &[usize]) -> SpelledSo<'t> {
        let mut end = typed.len().min(LOOKED_AT_MAX);
        while !typed.is_char_boundary(end) {
            end -= 1;
        }
        let starts =
            starts.iter().filter(|start| **start <= end).fold(0, |starts, start| starts | 1 << start);
        let mut letters = [0; 26];
        for (place, byte) in typed.bytes().enumerate().take(end).filter(|(_, byte)| byte.is_ascii_lowercase())
        {
            letters[usize::from(byte - b'a')] |= 1 << place;
        }
        SpelledSo { typed: &typed[..end], starts, letters }
    }

    fn end(&self) -> u64 {
        1 << self.typed.len()
    }

    /// The places behind a character that stands at one of these.
    fn behind(&self, places: u64, c: char) -> u64 {
        let mut behind = 0;
        if self.typed.contains(c) {
            let itself = each_bit(places).filter(|place| self.typed[*place..].starts_with(c));
            behind = itself.fold(0, |behind, place| behind | 1 << (place + c.len_utf8()));
        }
        if !is_han(c) {
            return behind;
        }
        for spelled in readings(c) {
            let letter =
                spelled.bytes().next().filter(u8::is_ascii_lowercase).map(|byte| usize::from(byte - b'a'));
            // Most characters begin with no letter that stands there.
            for place in each_bit(letter.map_or(0, |letter| places & self.letters[letter])) {
                let mut steps = Steps::default();
                steps.add(spelled, &self.typed[place..]);
                behind |= steps.lengths().fold(0, |places, length| places | 1 << (place + length));
                if steps.ends_inside {
                    behind |= self.end();
                }
            }
        }
        behind
    }
}

/// The numbers of the bits that are set.
fn each_bit(mut bits: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let place = (bits != 0).then(|| bits.trailing_zeros() as usize)?;
        bits &= bits - 1;
        Some(place)
    })
}

/// The character of bytes in UTF-8, all of them there.
fn character(bytes: &[u8]) -> Option<char> {
    let [first, rest @ ..] = bytes else { return None };
    let own = match rest.len() {
        0 => *first,
        length => first & (0x3F >> length),
    };
    char::from_u32(rest.iter().fold(u32::from(own), |code, byte| code << 6 | u32::from(byte & 0x3F)))
}

impl Automaton for SpelledSo<'_> {
    type State = Reached;

    fn start(&self) -> Reached {
        Reached { places: self.starts, pending: [0; 4], length: 0 }
    }

    fn is_match(&self, reached: &Reached) -> bool {
        reached.places != 0 && reached.length == 0
    }

    fn can_match(&self, reached: &Reached) -> bool {
        reached.places != 0
    }

    fn will_always_match(&self, reached: &Reached) -> bool {
        reached.places & self.end() != 0
    }

    fn accept(&self, reached: &Reached, byte: u8) -> Reached {
        if reached.places == 0 || self.will_always_match(reached) {
            return *reached;
        }
        let mut next = *reached;
        let Some(place) = next.pending.get_mut(next.length) else { return Reached { places: 0, ..next } };
        *place = byte;
        next.length += 1;
        let wanted = match next.pending[0] {
            0..0x80 => 1,
            0x80..0xE0 => 2,
            0xE0..0xF0 => 3,
            _ => 4,
        };
        if next.length < wanted {
            return next;
        }
        let places = character(&next.pending[..next.length]).map_or(0, |c| self.behind(next.places, c));
        Reached { places, length: 0, ..next }
    }
}

#[cfg(test)]
mod tests {
    use super::super::spell::{begins_as, is_as};
    use super::*;

    #[test]
    fn a_walk_takes_the_words_that_are_spelled_so_and_turns_back_at_others() {
        let words = [
            "新质生产力",
            "新质",
            "绿色",
            "重庆",
            "行长",
            "减轻负担",
            "a股",
            "县政府",
            "西藏自治区",
            "质量",
            "生产力",
        ];
        let typed = [
            "xz",
            "xzscl",
            "xinzhisc",
            "新质sc",
            "lvse",
            "chongq",
            "hang",
            "jianqingfu",
            "a",
            "zhi",
            "x",
            "xzq",
            "新x",
        ];
        let read = |walk: &SpelledSo, word: &str| {
            let reached = word.bytes().fold(walk.start(), |reached, byte| walk.accept(&reached, byte));
            walk.can_match(&reached) && walk.is_match(&reached)
        };
        for typed in typed {
            let walk = SpelledSo::of(typed, &[0]);
            for word in words {
                let begins = begins_as(word, &[typed.to_owned()]);
                let spelled = (1..=typed.len())
                    .filter(|end| typed.is_char_boundary(*end))
                    .any(|end| is_as(word, &typed[..end]));
                assert!(read(&walk, word) || !(begins || spelled), "{typed} {word}");
            }
        }
        let walk = SpelledSo::of("xzscl", &[0, 2]);
        let taken: Vec<&str> = words.into_iter().filter(|word| read(&walk, word)).collect();
        assert_eq!(taken, ["新质生产力", "新质", "行长", "生产力"]);
        let long = "新质".repeat(40);
        assert!(read(&SpelledSo::of(&long, &[0]), &long), "more than is looked at");
    }

    #[test]
    fn characters_are_read_from_their_bytes() {
        for c in ['a', 'é', '质', '𠀀'] {
            assert_eq!(character(c.encode_utf8(&mut [0; 4]).as_bytes()), Some(c));
        }
    }
}
