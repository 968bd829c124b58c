//! Text that lost its characters before it came here, told by what such losses leave behind.
//!
//! - U+FFFD, and 锟斤拷: U+FFFD written as UTF-8 and then read as GBK
//! - UTF-8 once read as GBK (`鏀垮簻`, with private-use characters and U+FFFD between) or as Windows-1252 (`æ”¿åºœ`):
//!   written back in that encoding, the run is UTF-8 again. Chinese as people write it is not: in GBK it would need
//!   lead and trail bytes to fall into place for character after character
//! - long runs of `?`, which stand for what an encoding could not hold

use std::ops::Range;

use encoding_rs::{Encoding, GB18030, WINDOWS_1252};

use super::likelihood::mean_log_share;

/// Runs up to this length may be UTF-8 in disguise by chance, in characters.
const CHANCE_CHARACTERS: usize = 6;
/// A disguise is made of rare characters: mean of the logarithms of their shares (`likelihood.rs`).
const DISGUISE_MEAN_MAX: f64 = -9.0;
/// Question marks in a row that are a loss, at least.
const QUESTION_RUN_MIN: usize = 4;
/// Share of characters lost from which on a text is of no use.
const LOST_MAX: f64 = 0.01;
/// The same for question marks in rows, of what is not blank; people do write `????`, so more of them are needed.
const QUESTIONS_MAX: f64 = 0.10;

/// Returns how many characters were lost, and of how many, if it was too many for the text to be of use.
pub(super) fn damage(text: &str, replaced: usize) -> Option<(usize, usize)> {
    let count = |sign: &str| memchr::memmem::find_iter(text.as_bytes(), sign).count();
    // What could not be decoded here is no earlier loss.
    let marks = count("\u{FFFD}").saturating_sub(replaced) + 3 * count("锟斤拷");
    let lost = marks + disguised(text);
    let questions = question_runs(text);
    // A single loss is a slip. Most texts are done with here, before anything is counted.
    if lost < 2 && questions == 0 {
        return None;
    }
    let all = text.chars().filter(|character| !character.is_whitespace()).count();
    if lost > 1 && lost as f64 > LOST_MAX * all as f64 {
        return Some((lost, all));
    }
    (questions as f64 > QUESTIONS_MAX * all as f64).then_some((questions, all))
}

/// How many question marks stand in long runs of them.
fn question_runs(text: &str) -> usize {
    let (mut all, mut run, mut end) = (0, 0, 0);
    // A place that touches no other closes the last run.
    for at in memchr::memchr_iter(b'?', text.as_bytes()).chain([usize::MAX]) {
        if at != end {
            all += if run >= QUESTION_RUN_MIN { run } else { 0 };
            run = 0;
        }
        (run, end) = (run + 1, at.wrapping_add(1));
    }
    all
}

/// Returns how many characters stand in runs that are UTF-8 read in another encoding.
fn disguised(text: &str) -> usize {
    runs_beyond_ascii(text)
        .map(|run| {
            let run = &text[run];
            // The beginning settles it for all sound text, at little cost.
            let Some((beginning, _)) = run.char_indices().nth(CHANCE_CHARACTERS) else { return 0 };
            if mean_log_share(&run[..beginning], |_| true).0 > DISGUISE_MEAN_MAX {
                return 0;
            }
            let is_disguise = [GB18030, WINDOWS_1252].into_iter().any(|encoding| {
                is_utf8_read_as(encoding, &run[..beginning]) && is_utf8_read_as(encoding, run)
            });
            if is_disguise { run.chars().count() } else { 0 }
        })
        .sum()
}

/// The longest runs without ASCII and without U+FFFD or private use, where such a disguise has holes.
fn runs_beyond_ascii(text: &str) -> impl Iterator<Item = Range<usize>> {
    let bytes = text.as_bytes();
    // By bytes, since this is asked of every character of every text: EE, and EF with 80 to A3, begin private use.
    let is_break = move |at: usize| match bytes[at] {
        0xEE => true,
        0xEF => bytes[at + 1] <= 0xA3 || bytes[at + 1..at + 3] == [0xBF, 0xBD],
        byte => byte.is_ascii(),
    };
    let width = move |at: usize| match bytes[at] {
        0..0x80 => 1,
        0x80..0xE0 => 2,
        0xE0..0xF0 => 3,
        0xF0.. => 4,
    };
    let mut rest = 0;
    std::iter::from_fn(move || {
        while rest < bytes.len() && is_break(rest) {
            rest += width(rest);
        }
        let start = rest;
        while rest < bytes.len() && !is_break(rest) {
            rest += width(rest);
            // Three bytes that break no run: most of Chinese.
            while bytes.get(rest).is_some_and(|byte| (0xE1..=0xED).contains(byte)) {
                rest += 3;
            }
        }
        (start < rest).then_some(start..rest)
    })
}

fn is_utf8_read_as(encoding: &'static Encoding, run: &str) -> bool {
    let (bytes, _, failed) = encoding.encode(run);
    if failed {
        return false;
    }
    // A hole may have taken bytes of the characters at both ends.
    let from = bytes.iter().take(3).take_while(|byte| (0x80..0xC0).contains(*byte)).count();
    match std::str::from_utf8(&bytes[from..]) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none() && error.valid_up_to() > 0,
    }
}
