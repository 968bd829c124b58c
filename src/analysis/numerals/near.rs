//! The walk over a text that looks for numerals: what stands far from digits, numerals and letters is copied as it is.

use super::super::Folded;
use super::super::chars::{Class, class_of, fold_char, plain_end};
use super::super::fold::Sink;
use super::near_numbers;

/// Returns `text` after the exact chain and with its numerals by value, with the way back to its bytes.
///
/// Unlike [`crate::analysis::fold`] a blank between two ASCII letters or digits stays, as one space.
pub fn fold_words(text: &str) -> Folded {
    let mut folded = Folded::with_capacity(text.len());
    by_value(text, &mut folded);
    folded
}

/// Returns the text of [`fold_words`] without the way back, faster.
pub fn fold_words_text(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    by_value(text, &mut folded);
    folded
}

/// Characters after a numeral that may decide how it is read: the names and units that are looked for there
/// are shorter.
const REACH: usize = 8;

/// Folds a text into `sink`. Most characters are part of no number: only what stands near one is looked at closely.
fn by_value(text: &str, sink: &mut impl Sink) {
    // Up to here all is done, and this was the last character.
    let (mut done, mut before) = (0, None);
    let mut at = 0;
    loop {
        let plain = plain_end(text, at);
        if plain > at {
            // The run has characters of three bytes only (`plain_end`).
            before = text[plain - 3..].chars().next();
            at = plain;
        }
        let Some(character) = text[at..].chars().next() else { break };
        let next = at + character.len_utf8();
        match class_of(character) {
            Class::Plain => before = Some(character),
            Class::Telling => {
                sink.stretch(&text[done..at], done);
                done = near_end(text, at);
                near_numbers(&text[..done], at, before, sink);
                // What follows is the end or a plain character.
                (at, before) = (done, None);
                continue;
            }
            Class::Changed | Class::Dropped => {
                sink.stretch(&text[done..at], done);
                let mut buffer = [0; 4];
                fold_char(character, |folded| {
                    sink.piece(folded.encode_utf8(&mut buffer), at..next);
                    before = Some(folded);
                });
                done = next;
            }
        }
        at = next;
    }
    sink.stretch(&text[done..], done);
}

/// Returns the byte of `text` from which on nothing belongs to the numbers and words that begin at byte `at`.
fn near_end(text: &str, at: usize) -> usize {
    let mut plain = 0;
    for (nth, character) in text[at..].char_indices() {
        match class_of(character) {
            Class::Telling => plain = 0,
            Class::Plain if plain == REACH => return at + nth,
            Class::Plain => plain += 1,
            // Not counted, since they may fold to nothing: what counts is the distance after folding.
            Class::Changed | Class::Dropped => {}
        }
    }
    text.len()
}
