//! A walk through the words of the index that turns back as soon as what it has read of a word cannot be spelled as was typed.

use std::cell::RefCell;
use std::collections::HashMap;

use tantivy_fst::Automaton;

use super::spell::steps;

/// Bytes of what was typed that the walk looks at: there is a bit of a `u64` for each place in them, and one for their end.
/// Words that begin with so much are read whole.
const LOOKED_AT_MAX: usize = 60;

/// What was typed, as an automaton over the bytes of words: it takes words that begin so, and any that goes on from there.
pub(super) struct SpelledSo<'t> {
    typed: &'t str,
    /// For a character at a place of what was typed: the places behind what it may stand for.
    known: RefCell<HashMap<(char, u32), u64>>,
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
    pub(super) fn of(typed: &'t str) -> SpelledSo<'t> {
        let mut end = typed.len().min(LOOKED_AT_MAX);
        while !typed.is_char_boundary(end) {
            end -= 1;
        }
        SpelledSo { typed: &typed[..end], known: RefCell::default() }
    }

    fn end(&self) -> u64 {
        1 << self.typed.len()
    }

    /// The places behind a character that stands at one of these.
    fn behind(&self, places: u64, c: char) -> u64 {
        let at = |place: u32| -> u64 {
            let steps = steps(c, &self.typed[place as usize..]);
            let behind = steps.lengths().fold(0, |places, length| places | 1 << (place as usize + length));
            if steps.ends_inside { behind | self.end() } else { behind }
        };
        let mut known = self.known.borrow_mut();
        let mut rest = places;
        let mut behind = 0;
        while rest != 0 {
            let place = rest.trailing_zeros();
            rest &= rest - 1;
            behind |= *known.entry((c, place)).or_insert_with(|| at(place));
        }
        behind
    }
}

impl Automaton for SpelledSo<'_> {
    type State = Reached;

    fn start(&self) -> Reached {
        Reached { places: 1, pending: [0; 4], length: 0 }
    }

    fn is_match(&self, reached: &Reached) -> bool {
        reached.places & self.end() != 0
    }

    fn can_match(&self, reached: &Reached) -> bool {
        reached.places != 0
    }

    fn will_always_match(&self, reached: &Reached) -> bool {
        self.is_match(reached)
    }

    fn accept(&self, reached: &Reached, byte: u8) -> Reached {
        if reached.places == 0 || self.is_match(reached) {
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
        let read =
            std::str::from_utf8(&next.pending[..next.length]).ok().and_then(|read| read.chars().next());
        let places = read.map_or(0, |c| self.behind(next.places, c));
        Reached { places, length: 0, ..next }
    }
}

#[cfg(test)]
mod tests {
    use super::super::spell::begins_as;
    use super::*;

    #[test]
    fn a_walk_takes_the_words_that_begin_as_was_typed() {
        let words =
            ["新质生产力", "新质", "绿色", "重庆", "行长", "减轻负担", "a股", "县政府", "西藏自治区", "质量"];
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
        for typed in typed {
            let walk = SpelledSo::of(typed);
            for word in words {
                let reached = word.bytes().fold(walk.start(), |reached, byte| walk.accept(&reached, byte));
                let wanted = begins_as(word, &[typed.to_owned()]);
                assert_eq!(walk.can_match(&reached) && walk.is_match(&reached), wanted, "{typed} {word}");
            }
        }
        let long = "新质".repeat(40);
        let walk = SpelledSo::of(&long);
        let reached = long.bytes().fold(walk.start(), |reached, byte| walk.accept(&reached, byte));
        assert!(walk.is_match(&reached), "more than is looked at");
    }
}
