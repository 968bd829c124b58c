//! The dictionary that the program carries in the form in which whole corpora are cut: jieba's cut without its hidden
//! Markov model, from a table that `build.rs` made and that lies ready in the program.
//!
//! `jieba-rs` takes any dictionary, and so has to build its tables anew in every process, a tenth of a second and 30 MB
//! each time; and it decides for each character from tables of twice the size. What is done here is the same: of all ways
//! to cut a run of characters the one whose words have the greatest product of frequencies, of equals the one with the
//! longest word first. `segment.rs` holds both against each other.

use std::cell::Cell;
use std::sync::LazyLock;

use super::slots::slot_of_character;

/// See `cut_table` in `build.rs`.
static TABLE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/dictionary.cut"));

/// The dictionary that the program carries.
pub(super) static BUILTIN: LazyLock<BestPath> =
    LazyLock::new(|| BestPath::of(TABLE).expect("build.rs makes a whole table"));

/// Buffers grown beyond this many characters are freed instead of being kept for the next text.
const KEPT_CHARS_MAX: usize = 1 << 16;

/// Words as paths through slots of eight bytes: a character, a frequency where a word ends, where the next are.
pub(super) struct BestPath {
    /// For each code, up to the last that words hold, the number of its character; 0 where no word holds it.
    characters: &'static [[u8; 2]],
    /// The slot of each character that begins a word, by its number.
    first: &'static [[u8; 8]],
    /// All others.
    slots: &'static [[u8; 8]],
    /// The logarithm of each frequency that words have, less that of their sum.
    logarithms: Vec<f64>,
    /// The same for a character that is no word: it counts as seen once.
    unseen: f64,
}

/// A place on the way through a word; of zeros where there is none.
#[derive(Clone, Copy)]
struct Slot(u64);

impl Slot {
    const NONE: Slot = Slot(0);

    fn is_none(self) -> bool {
        self.0 == 0
    }

    fn of(bytes: [u8; 8]) -> Slot {
        Slot(u64::from_le_bytes(bytes))
    }

    /// Number of the character.
    fn character(self) -> u16 {
        self.0 as u16
    }

    /// Number of the frequency of the word that ends here, from 1; 0 where none does.
    fn frequency(self) -> usize {
        usize::from((self.0 >> 16) as u16)
    }

    /// Where the characters that may follow stand, and two to which power slots they share; 0 where none follows.
    fn next(self) -> (usize, u32) {
        let next = (self.0 >> 32) as u32;
        ((next >> 5) as usize, next & 31)
    }
}

/// What a run of characters is cut with.
#[derive(Default)]
struct Buffers {
    /// Numbers of its characters, and where each begins in the text.
    characters: Vec<u16>,
    begins: Vec<usize>,
    /// The slot of each character with the one after it.
    pairs: Vec<Slot>,
    /// For each character and the end: the logarithm of the best way to cut what begins there.
    best: Vec<f64>,
    /// Where the first word of that way ends.
    ends: Vec<usize>,
}

impl BestPath {
    fn of(table: &'static [u8]) -> Option<BestPath> {
        let (counts, table) = table.split_first_chunk::<16>()?;
        let mut counts = counts.as_chunks::<4>().0.iter().map(|bytes| u32::from_le_bytes(*bytes) as usize);
        let (frequencies, table) = table.split_at_checked(8 * counts.next()?)?;
        let (characters, table) = table.split_at_checked(2 * counts.next()?)?;
        let (first, slots) = table.split_at_checked(8 * counts.next()?)?;
        let (slots, first) = (slots.as_chunks().0, first.as_chunks().0);
        let frequencies: Vec<u64> =
            frequencies.as_chunks().0.iter().map(|bytes| u64::from_le_bytes(*bytes)).collect();
        // As jieba computes it: equal ways must stay equal.
        let (total, frequencies) = frequencies.split_first()?;
        let total = (*total as f64).ln();
        let logarithms = frequencies.iter().map(|frequency| (*frequency as f64).ln() - total).collect();
        let characters = characters.as_chunks().0;
        (slots.len() == counts.next()?).then_some(BestPath {
            characters,
            first,
            slots,
            logarithms,
            // The logarithm of 1, which is 0, less that of the sum.
            unseen: 0.0 - total,
        })
    }

    /// Calls `each` with where each word of a folded text begins and ends, in bytes: every character is of one.
    pub(super) fn cut(&self, text: &str, mut each: impl FnMut(usize, usize)) {
        // Kept from text to text: there are many short ones.
        thread_local! { static RUN: Cell<Buffers> = Cell::default() }
        let mut run = RUN.take();
        for (at, character) in text.char_indices() {
            if is_of_run(character) {
                run.characters.push(self.number_of(character));
                run.begins.push(at);
                continue;
            }
            // A mark ends the run before it and is a word by itself.
            self.cut_run(text, at, &mut run, &mut each);
            each(at, at + character.len_utf8());
        }
        self.cut_run(text, text.len(), &mut run, &mut each);
        if run.best.capacity() <= KEPT_CHARS_MAX {
            RUN.set(run);
        }
    }

    #[inline]
    fn number_of(&self, character: char) -> u16 {
        self.characters.get(character as usize).map_or(0, |bytes| u16::from_le_bytes(*bytes))
    }

    /// Cuts the run that ends at byte `end` of a text, and empties it. Letters and digits of ASCII that are no word of
    /// several stay together.
    fn cut_run(&self, text: &str, end: usize, run: &mut Buffers, each: &mut impl FnMut(usize, usize)) {
        let count = run.characters.len();
        if count == 0 {
            return;
        }
        self.find_best(run);
        // The end of the last word is looked up like every other.
        run.begins.push(end);
        let (mut at, mut together) = (0, None);
        while at < count {
            let next = run.ends[at];
            if next == at + 1 && text.as_bytes()[run.begins[at]].is_ascii_alphanumeric() {
                together.get_or_insert(run.begins[at]);
            } else {
                if let Some(begin) = together.take() {
                    each(begin, run.begins[at]);
                }
                each(run.begins[at], run.begins[next]);
            }
            at = next;
        }
        if let Some(begin) = together {
            each(begin, end);
        }
        run.characters.clear();
        run.begins.clear();
    }

    /// Finds the best way from each character on, the last first.
    fn find_best(&self, run: &mut Buffers) {
        let Buffers { characters, pairs, best, ends, .. } = run;
        let count = characters.len();
        // All at once and before anything depends on them: they come from all over the table, and the processor waits for
        // many of them in the time of one.
        pairs.clear();
        pairs.extend(characters.windows(2).map(|pair| self.further(self.first_of(pair[0]), pair[1])));
        pairs.push(Slot::NONE);
        // What an earlier run left there is overwritten, from the end on, before it is read.
        best.resize(count + 1, 0.0);
        ends.resize(count + 1, 0);
        best[count] = 0.0;
        for at in (0..count).rev() {
            // A character that is no word is one all the same.
            let (mut most, mut end) = (f64::NEG_INFINITY, 0);
            let mut see = |slot: Slot, next: usize| {
                if let Some(nth) = slot.frequency().checked_sub(1) {
                    let all = self.logarithms[nth] + best[next];
                    // Longer words come later: of equal ways the one with the longest word first wins, as
                    // with jieba.
                    if all >= most {
                        (most, end) = (all, next);
                    }
                }
            };
            see(self.first_of(characters[at]), at + 1);
            let (mut slot, mut next) = (pairs[at], at + 2);
            while !slot.is_none() {
                see(slot, next);
                slot = characters.get(next).map_or(Slot::NONE, |character| self.further(slot, *character));
                next += 1;
            }
            (best[at], ends[at]) = if end == 0 { (self.unseen + best[at + 1], at + 1) } else { (most, end) };
        }
    }

    #[inline]
    fn first_of(&self, character: u16) -> Slot {
        Slot::of(self.first[usize::from(character)])
    }

    /// Returns the slot of a character after others, or none.
    #[inline]
    fn further(&self, slot: Slot, character: u16) -> Slot {
        let (begin, power) = slot.next();
        if power == 0 {
            return Slot::NONE;
        }
        let mask = (1 << power) - 1;
        let mut nth = slot_of_character(character, power);
        // There are more slots than characters (`build.rs`): an empty one ends the search.
        loop {
            let found = Slot::of(self.slots[begin + nth]);
            if found.character() == character || found.is_none() {
                return found;
            }
            nth = (nth + 1) & mask;
        }
    }
}

/// Whether jieba looks for words of several characters among these: Han, and what identifiers are written with.
#[inline]
fn is_of_run(character: char) -> bool {
    matches!(character,
        '\u{4E00}'..='\u{9FFF}' | 'a'..='z' | 'A'..='Z' | '0'..='9' | '+' | '#' | '&' | '.' | '_' | '%' | '-'
        | '\u{3400}'..='\u{4DBF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{2A6DF}' | '\u{2A700}'..='\u{2B73F}'
        | '\u{2B740}'..='\u{2B81F}' | '\u{2B820}'..='\u{2CEAF}' | '\u{2CEB0}'..='\u{2EBEF}' | '\u{2F800}'..='\u{2FA1F}')
}
