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
/// At least so many question marks on end are a loss, in characters.
const QUESTION_RUN_MIN: usize = 4;
/// One loss in so many characters is too much, as a share.
const LOST_MAX: f64 = 0.01;
/// People do write `????`, so more of it is needed, as a share of what is not blank.
const QUESTIONS_MAX: f64 = 0.10;

/// Returns how many characters were lost, and of how many, if it was too many for the text to be of use.
pub(super) fn damage(text: &str, replaced: usize) -> Option<(usize, usize)> {
    let all = text.chars().filter(|character| !character.is_whitespace()).count();
    // What could not be decoded here is no earlier loss.
    let marks =
        text.matches('\u{FFFD}').count().saturating_sub(replaced) + 3 * text.matches("锟斤拷").count();
    let lost = marks + disguised(text);
    if lost > 1 && lost as f64 > LOST_MAX * all as f64 {
        return Some((lost, all));
    }
    let questions: usize = question_runs(text);
    (questions as f64 > QUESTIONS_MAX * all as f64).then_some((questions, all))
}

fn question_runs(text: &str) -> usize {
    text.split(|character| character != '?').map(str::len).filter(|run| *run >= QUESTION_RUN_MIN).sum()
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
    let is_break = |character: char| {
        character.is_ascii() || character == '\u{FFFD}' || ('\u{E000}'..='\u{F8FF}').contains(&character)
    };
    let mut rest = 0;
    std::iter::from_fn(move || {
        let start = rest + text[rest..].find(|character| !is_break(character))?;
        let end = text[start..].find(is_break).map_or(text.len(), |length| start + length);
        rest = end;
        Some(start..end)
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
