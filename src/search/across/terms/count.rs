//! How often each run of words of the reports asked about stands there, in later reports and in earlier ones.

use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::schema::StopWords;
use crate::text::is_han;

use super::texts::{SectionText, Text, Texts};

/// Words of a term at most.
const WORDS_MAX: usize = 8;
/// Characters of a term at most: longer runs are sentences.
const CHARS_MAX: usize = 12;

/// How often a run stands where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Count {
    pub(super) here: u32,
    /// In other reports of that year or later, or of no year.
    pub(super) later: u32,
    pub(super) earlier: u32,
    /// Reports that hold it.
    pub(super) reports: u32,
    /// Number of the last of them, from 1.
    last: u32,
    /// Whether it may be a term by itself: no function word or number at its ends.
    pub(super) is_candidate: bool,
    /// Words that it was cut into where it stands first.
    pub(super) words: u8,
}

impl Count {
    pub(super) fn all(&self) -> u32 {
        self.here + self.later + self.earlier
    }
}

/// All counts of a series.
pub(super) struct Counted<'t> {
    pub(super) runs: FxHashMap<&'t str, Count>,
    /// Words of the reports asked about, and of all others.
    pub(super) words_here: u32,
    pub(super) words_others: u32,
    /// The year from which on a term is new.
    pub(super) year: Option<u16>,
}

impl<'t> Counted<'t> {
    /// Counts all runs of the reports asked about, in all texts.
    pub(super) fn of(texts: &'t Texts, year: Option<u16>, stop_words: &StopWords) -> Counted<'t> {
        let mut counted = Counted { runs: FxHashMap::default(), words_here: 0, words_others: 0, year };
        for text in texts.asked() {
            each_run(text, &mut |section, words| {
                counted.runs.entry(section.run(words.clone())).or_insert_with(|| Count {
                    words: words.len() as u8,
                    is_candidate: is_candidate(section, words, stop_words),
                    ..Count::default()
                });
            });
        }
        for (nth, text) in (1..).zip(&texts.texts) {
            let is_earlier = text.is_before(year);
            let words = text.sections.iter().map(|section| section.words.len() as u32).sum::<u32>();
            *if text.is_asked { &mut counted.words_here } else { &mut counted.words_others } += words;
            each_run(text, &mut |section, words| {
                if let Some(count) = counted.runs.get_mut(section.run(words)) {
                    count.reports += u32::from(std::mem::replace(&mut count.last, nth) != nth);
                    match (text.is_asked, is_earlier) {
                        (true, _) => count.here += 1,
                        (false, true) => count.earlier += 1,
                        (false, false) => count.later += 1,
                    }
                }
            });
        }
        counted
    }
}

impl Text {
    /// Whether it was written before a year; where no year is told, every other text is.
    pub(super) fn is_before(&self, year: Option<u16>) -> bool {
        !self.is_asked && year.is_none_or(|year| self.year.is_some_and(|own| own < year))
    }
}

/// Shows each run of words that nothing parts, as numbers of words of its section.
pub(super) fn each_run<'t>(text: &'t Text, each: &mut dyn FnMut(&'t SectionText, Range<usize>)) {
    for section in &text.sections {
        for first in 0..section.words.len() {
            let mut chars = 0;
            for last in first..section.words.len().min(first + WORDS_MAX) {
                let word = section.words[last];
                if last > first && !word.follows {
                    break;
                }
                chars += section.run(last..last + 1).chars().count();
                if chars > CHARS_MAX {
                    break;
                }
                each(section, first..last + 1);
            }
        }
    }
}

fn is_candidate(section: &SectionText, words: Range<usize>, stop_words: &StopWords) -> bool {
    let is_function = |nth: usize| stop_words.contains(section.run(nth..nth + 1));
    let run = section.run(words.clone());
    !section.words[words.clone()].iter().any(|word| word.is_number)
        && !is_function(words.start)
        && !is_function(words.end - 1)
        && run.chars().nth(1).is_some()
        && run.chars().any(is_han)
}
