//! Reports as runs of words: folded texts, cut by the dictionary of the index at every sign.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::PathBuf;

use crate::analysis::{Segmenter, Sketch, fold, fold_text};
use crate::search::across::reports::WholeReport;

use super::TermsOf;

/// A report.
pub(super) struct Text {
    /// Its title with what tells it apart.
    pub(super) title: String,
    pub(super) year: Option<u16>,
    pub(super) is_asked: bool,
    path: PathBuf,
    /// Its sections.
    pub(super) sections: Vec<SectionText>,
}

/// A section: its folded text, and its words with where they stand in that.
pub(super) struct SectionText {
    pub(super) folded: String,
    pub(super) words: Vec<Word>,
    /// Of a report asked about: the text as printed, and the line that it begins in.
    printed: Option<(String, usize)>,
}

/// A word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// Its first byte in the folded text, and the byte after it.
    start: u32,
    end: u32,
    /// Whether nothing stands between it and the word before.
    pub(super) follows: bool,
    /// A number may be no part of a term.
    pub(super) is_number: bool,
}

/// The texts of a series.
pub(super) struct Texts {
    segmenter: Segmenter,
    /// Key of the one report asked about, or the year of all of them.
    asked: Result<String, u16>,
    pub(super) texts: Vec<Text>,
    seen: BTreeMap<Option<u16>, Vec<Sketch>>,
    bytes: usize,
    pub(super) copies: usize,
    pub(super) left_out: usize,
}

impl Texts {
    pub(super) fn new(segmenter: Segmenter, asked: Option<&WholeReport>, of: &TermsOf) -> Texts {
        let key = asked.map(|report| report.key.clone()).unwrap_or_default();
        let asked_for = match of {
            TermsOf::Year(year) => Err(*year),
            _ => Ok(key),
        };
        let mut texts = Texts {
            segmenter,
            asked: asked_for,
            texts: Vec::new(),
            seen: BTreeMap::new(),
            bytes: 0,
            copies: 0,
            left_out: 0,
        };
        // First of all, so that of its copies none takes its place.
        if let Some(report) = asked {
            texts.push(report);
        }
        texts
    }

    pub(super) fn asked(&self) -> impl Iterator<Item = &Text> {
        self.texts.iter().filter(|text| text.is_asked)
    }

    pub(super) fn others(&self) -> impl Iterator<Item = &Text> {
        self.texts.iter().filter(|text| !text.is_asked)
    }

    /// Takes a report, if it is no copy and there is room.
    pub(super) fn take(&mut self, report: &WholeReport, bytes_max: usize) {
        let is_known = matches!(&self.asked, Ok(key) if *key == report.key);
        if is_known {
            return;
        }
        if self.bytes > bytes_max {
            self.left_out += 1;
            return;
        }
        self.push(report);
    }

    fn push(&mut self, report: &WholeReport) {
        let sketch = report.sketch();
        let known = self.seen.entry(report.year).or_default();
        if known.iter().any(|other| other.is_copy_of(&sketch)) {
            self.copies += 1;
            return;
        }
        known.push(sketch);
        let is_asked = match &self.asked {
            Ok(key) => *key == report.key,
            Err(year) => report.year == Some(*year),
        };
        let sections: Vec<SectionText> = report
            .sections
            .iter()
            .map(|section| {
                let line = section.place_of(0).1;
                // A heading and the text below it are no run.
                let (heading, body) = section.text.split_at(section.heading_bytes.min(section.text.len()));
                SectionText::of(&self.segmenter, heading, body, is_asked.then_some(line))
            })
            .collect();
        self.bytes += sections.iter().map(|section| section.folded.len()).sum::<usize>();
        let (title, year, path) = (report.full_title(), report.year, report.path());
        self.texts.push(Text { title, year, is_asked, path, sections });
    }
}

impl SectionText {
    fn of(segmenter: &Segmenter, heading: &str, body: &str, line: Option<usize>) -> SectionText {
        let (mut folded, mut words) = (String::new(), Vec::new());
        for part in [heading, body] {
            let (base, own) = (folded.len(), fold_text(part));
            let mut before = None;
            for token in segmenter.parted(&own) {
                let (start, end) = (base + token.span.start, base + token.span.end);
                let (follows, is_number) = (before == Some(start), token.is_number);
                words.push(Word { start: start as u32, end: end as u32, follows, is_number });
                before = Some(end);
            }
            folded.push_str(&own);
        }
        let printed = line.map(|line| (format!("{heading}{body}"), line));
        SectionText { folded, words, printed }
    }

    /// The folded text of these words, of which there is one at least.
    pub(super) fn run(&self, words: Range<usize>) -> &str {
        let (first, last) = (self.words[words.start], self.words[words.end - 1]);
        &self.folded[first.start as usize..last.end as usize]
    }
}

impl Text {
    /// How a folded run is printed where it stands first, without blanks, and its file and line.
    pub(super) fn printed(&self, run: &str) -> Option<(String, (PathBuf, usize))> {
        self.sections.iter().find_map(|section| {
            let at = section.folded.find(run)?;
            let (printed, line) = section.printed.as_ref()?;
            let span = fold(printed).source_span(at..at + run.len());
            let text = span.of(printed).chars().filter(|c| !c.is_whitespace()).collect();
            let line = line + printed[..span.start].matches('\n').count();
            Some((text, (self.path.clone(), line)))
        })
    }
}
