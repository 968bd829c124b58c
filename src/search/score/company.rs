//! Good company: what stands around a passage tells what it is about.
//!
//! Three shares are added to a passage's own score: of its *section*, all of its passages scored as one text; of its
//! *report*, likewise; and of its *fellows*, the best passages of the same work. What the *opening* sentence of the section holds counts once more. All
//! are computed from the candidates alone.

use rustc_hash::FxHashMap;

use crate::report::work_title;
use crate::schema::Ranking;
use crate::search::archive::piece::Piece;
use crate::search::archive::{Archive, PassageId, PassageRange};
use crate::search::score::rank::{Scored, Scorer};
use crate::search::score::units::Units;

/// Passages of a work that count as company.
const FELLOWS: usize = 5;
/// Characters of an opening sentence that are read.
const OPENING_CHARS_MAX: usize = 40;
/// What is shorter than this (a salutation, a number) is no sentence to go by.
const OPENING_CHARS_MIN: usize = 6;

/// Adds the shares to the scores.
pub(in crate::search) fn add(scored: &mut [Scored], scorer: &Scorer<'_>) {
    let (ranking, archive) = (scorer.ranking(), scorer.run.archive);
    let weights = Weights::of(scored, ranking);
    if weights.section > 0.0 || weights.opening > 0.0 {
        let ranges = section_ranges(scored, archive);
        let sections = sections(scored, &ranges, scorer);
        scored
            .iter_mut()
            .zip(sections)
            .for_each(|(one, section)| one.parts.section = weights.section * section);
        if weights.opening > 0.0 {
            let openings = openings(scored, &ranges, scorer.units);
            for (one, range) in scored.iter_mut().zip(&ranges) {
                one.parts.opening = weights.opening * openings.get(&range.first).copied().unwrap_or(0.0);
            }
        }
    }
    let reports = reports_of(scored, archive);
    if weights.report > 0.0 {
        let worth = self::reports(scored, &reports, scorer);
        scored.iter_mut().zip(worth).for_each(|(one, worth)| one.parts.report = weights.report * worth);
    }
    // After the shares above, since fellows count by their scores so far.
    let fellows = fellows(scored, &reports, weights.fellows_inside);
    for (one, fellows) in scored.iter_mut().zip(fellows) {
        one.parts.fellows = ranking.fellows * fellows;
    }
}

/// The weights of the section, of its opening and of the report.
struct Weights {
    section: f32,
    opening: f32,
    report: f32,
    fellows_inside: f32,
}

impl Weights {
    /// What passages hold as it was typed is a name, or words that belong together: passages answer it. What no passage
    /// holds so is said in several, and what stands around them tells more.
    fn of(scored: &[Scored], ranking: &Ranking) -> Weights {
        match scored.iter().any(Scored::is_whole) {
            true => Weights {
                section: ranking.section_whole,
                opening: 0.0,
                report: ranking.report_whole,
                fellows_inside: 1.0,
            },
            false => Weights {
                section: ranking.section,
                opening: ranking.opening,
                report: ranking.report,
                fellows_inside: ranking.fellows_inside,
            },
        }
    }
}

/// What the candidates of one text (a section, a report) hold together.
struct Together {
    counts: Vec<u16>,
    chars: f32,
    lacking: u32,
}

impl Together {
    /// Makes the text of this many passages, none of them seen yet.
    fn of(passages: u32, units: usize) -> Together {
        Together { counts: vec![0; units], chars: 0.0, lacking: passages }
    }

    fn add(&mut self, one: &Scored) {
        self.counts.iter_mut().zip(&one.body.0).for_each(|(sum, count)| *sum = sum.saturating_add(*count));
        self.chars += one.chars;
        self.lacking = self.lacking.saturating_sub(1);
    }

    /// Length in characters. What is no candidate holds next to nothing of the query, but it is as long as others.
    fn chars(&self, mean_chars: f32) -> f32 {
        self.chars + self.lacking as f32 * mean_chars
    }
}

/// For each passage the score of its section as one text, measured by the length of passages: a section of one passage
/// scores what the passage scores.
fn sections(scored: &[Scored], ranges: &[PassageRange], scorer: &Scorer<'_>) -> Vec<f32> {
    let mut sections: FxHashMap<PassageId, Together> = FxHashMap::default();
    for (one, range) in scored.iter().zip(ranges).filter(|(_, range)| range.len > 1) {
        let units = one.body.0.len();
        sections.entry(range.first).or_insert_with(|| Together::of(range.len, units)).add(one);
    }
    let of_section = |(one, range): (&Scored, &PassageRange)| {
        // As one text it would score the same: nothing is computed again.
        if range.len == 1 {
            return one.parts.units;
        }
        let section = &sections[&range.first];
        scorer.saturated(&section.counts, &one.named, section.chars(scorer.mean_chars))
    };
    scored.iter().zip(ranges).map(of_section).collect()
}

/// For each passage the score of its report as one text, measured by the length of reports; a report of one passage
/// scores what the passage scores.
fn reports(scored: &[Scored], reports: &[PassageRange], scorer: &Scorer<'_>) -> Vec<f32> {
    let mut together: FxHashMap<PassageId, (Together, &Scored)> = FxHashMap::default();
    for (one, report) in scored.iter().zip(reports).filter(|(_, report)| report.len > 1) {
        let new = || (Together::of(report.len, one.body.0.len()), one);
        together.entry(report.first).or_insert_with(new).0.add(one);
    }
    let score = |(first, (together, one)): (PassageId, (Together, &Scored))| {
        let chars = together.chars(scorer.mean_chars);
        (first, scorer.saturated_report(&together.counts, &scorer.titled(&one.piece), chars))
    };
    let scores: FxHashMap<PassageId, f32> = together.into_iter().map(score).collect();
    let of_report = |(one, report): (&Scored, &PassageRange)| {
        scores.get(&report.first).copied().unwrap_or(one.parts.units)
    };
    scored.iter().zip(reports).map(of_report).collect()
}

/// The report of each passage. Candidates come mostly in the order of reading, so that a report is looked up once.
fn reports_of(scored: &[Scored], archive: &dyn Archive) -> Vec<PassageRange> {
    let mut last: Option<PassageRange> = None;
    let report = |one: &Scored| {
        let known = last.filter(|report| report.contains(one.at));
        *last.insert(known.unwrap_or_else(|| archive.report(one.at)))
    };
    scored.iter().map(report).collect()
}

/// The section of each passage. Candidates come mostly in the order of reading, so that a section is looked up once.
fn section_ranges(scored: &[Scored], archive: &dyn Archive) -> Vec<PassageRange> {
    let mut last: Option<PassageRange> = None;
    let range = |one: &Scored| {
        let known = last.filter(|range| range.contains(one.at));
        *last.insert(known.unwrap_or_else(|| archive.section(one.at)))
    };
    scored.iter().map(range).collect()
}

/// Returns for the first passage of each section what its opening sentence holds of the query. A section whose first
/// passage is no candidate has none: it holds next to nothing there.
fn openings(scored: &[Scored], ranges: &[PassageRange], units: &Units) -> FxHashMap<PassageId, f32> {
    let firsts = scored.iter().zip(ranges).filter(|(one, range)| one.at == range.first);
    firsts.map(|(one, _)| (one.at, units.pairs_held(opening_of(&one.piece)))).collect()
}

fn opening_of(piece: &Piece) -> impl Iterator<Item = char> {
    opening(piece.folded(), piece.path().last().map_or("", |heading| heading.folded.as_str()))
}

/// The first sentence of a folded text that begins with its heading (or title), which counts by itself and is left out.
fn opening(folded: &str, heading: &str) -> impl Iterator<Item = char> {
    let text = from_letter(folded);
    // Marks before and after the heading are no part of either.
    let text = from_letter(text.strip_prefix(from_letter(heading)).unwrap_or(text));
    let is_inside =
        |(nth, c): &(usize, char)| *nth < OPENING_CHARS_MIN || !matches!(c, '。' | ';' | '!' | '?');
    text.chars().take(OPENING_CHARS_MAX).enumerate().take_while(is_inside).map(|(_, c)| c)
}

fn from_letter(text: &str) -> &str {
    text.trim_start_matches(|c: char| !c.is_alphanumeric())
}

/// The mean score of the best passages of the same work, the passage itself among them; a work with fewer than
/// [`FELLOWS`] counts the lacking ones as worth nothing, so that one good passage is no company. Times `inside` where all of
/// them are of one report of several passages: its own score has counted them.
fn fellows(scored: &[Scored], reports: &[PassageRange], inside: f32) -> Vec<f32> {
    let titles: Vec<&str> = scored.iter().map(|one| work_title(&one.piece.path()[0].text)).collect();
    let mut works: FxHashMap<&str, (Vec<f32>, PassageRange, bool)> = FxHashMap::default();
    for ((one, title), report) in scored.iter().zip(&titles).zip(reports) {
        let (scores, first, one_report) = works.entry(title).or_insert((Vec::new(), *report, true));
        scores.push(one.parts.sum());
        // Several editions under one title are one work.
        *one_report &= first.first == report.first;
    }
    let mean = |(mut scores, report, one_report): (Vec<f32>, PassageRange, bool)| {
        scores.sort_by(|a, b| b.total_cmp(a));
        let factor = if one_report && report.len > 1 { inside } else { 1.0 };
        factor * scores.iter().take(FELLOWS).sum::<f32>() / FELLOWS as f32
    };
    let means: FxHashMap<&str, f32> = works.into_iter().map(|(work, known)| (work, mean(known))).collect();
    titles.iter().map(|title| means[title]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_opening_is_the_first_sentence_after_the_heading() {
        let table = [
            ("一、总则为了减轻负担,制定本法。第二句。", "一、总则", "为了减轻负担,制定本法"),
            ("(一)加强领导。各地要落实责任;其他", "(一)加强领导", "各地要落实责任"),
            ("##总则各位代表!现在报告工作。完", "总则", "各位代表!现在报告工作"),
            ("没有句号的正文", "别的标题", "没有句号的正文"),
            ("总则", "总则", ""),
            ("", "", ""),
        ];
        for (folded, heading, wanted) in table {
            assert_eq!(opening(folded, heading).collect::<String>(), wanted, "{folded}");
        }
        assert_eq!(opening(&"长".repeat(200), "").count(), OPENING_CHARS_MAX);
    }
}
