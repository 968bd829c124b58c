//! Good company: what stands around a passage tells what it is about.
//!
//! Two shares are added to a passage's own score: of its *section*, all of its passages scored as one text; and of its
//! *fellows*, the best passages of the same work. What the *opening* sentence of the section holds counts once more. All
//! are computed from the candidates alone.

use rustc_hash::FxHashMap;

use crate::report::work_title;
use crate::schema::Ranking;
use crate::search::pieces::piece::Piece;
use crate::search::pieces::{DocRef, Pieces};
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
    let (share, opening) = section_weights(scored, scorer.ranking());
    if share > 0.0 || opening > 0.0 {
        let spans = section_spans(scored, scorer.run.pieces);
        let sections = sections(scored, &spans, scorer);
        scored.iter_mut().zip(sections).for_each(|(one, section)| one.parts.section = share * section);
        if opening > 0.0 {
            let openings = openings(scored, &spans, scorer.units);
            for (one, (first, _)) in scored.iter_mut().zip(&spans) {
                one.parts.opening = opening * openings.get(first).copied().unwrap_or(0.0);
            }
        }
    }
    let fellows = fellows(scored);
    for (one, fellows) in scored.iter_mut().zip(fellows) {
        one.parts.fellows = scorer.ranking().fellows * fellows;
    }
}

/// The weights of the section and of its opening. What passages hold as it was typed is a name, or words that belong
/// together: passages answer it. What no passage holds so is said in several, and their section tells more.
fn section_weights(scored: &[Scored], ranking: &Ranking) -> (f32, f32) {
    match scored.iter().any(|one| one.whole) {
        true => (ranking.section_whole, 0.0),
        false => (ranking.section, ranking.opening),
    }
}

/// What the candidates of one section hold together.
struct Section {
    counts: Vec<u16>,
    chars: f32,
    lacking: u32,
}

/// For each passage the score of its section as one text, measured by the length of passages: a section of one passage
/// scores what the passage scores.
fn sections(scored: &[Scored], spans: &[(DocRef, DocRef)], scorer: &Scorer<'_>) -> Vec<f32> {
    let mut sections: FxHashMap<DocRef, Section> = FxHashMap::default();
    let is_alone = |(first, end): &(DocRef, DocRef)| end.doc - first.doc == 1;
    for (one, (first, end)) in scored.iter().zip(spans).filter(|(_, span)| !is_alone(span)) {
        let section = sections.entry(*first).or_insert_with(|| Section {
            counts: vec![0; one.body.0.len()],
            chars: 0.0,
            lacking: end.doc - first.doc,
        });
        section.counts.iter_mut().zip(&one.body.0).for_each(|(sum, count)| *sum = sum.saturating_add(*count));
        section.chars += one.chars;
        section.lacking -= 1;
    }
    let of_section = |(one, span): (&Scored, &(DocRef, DocRef))| {
        if is_alone(span) {
            return one.parts.units;
        }
        let section = &sections[&span.0];
        // What is no candidate holds next to nothing of the query, but it is as long as others.
        let chars = section.chars + section.lacking as f32 * scorer.mean_chars;
        scorer.saturated(&section.counts, &one.named, chars)
    };
    scored.iter().zip(spans).map(of_section).collect()
}

/// The first document of each passage's section and the one after its last. Candidates come mostly in the order of
/// their documents, so that a section is walked once.
fn section_spans(scored: &[Scored], pieces: &Pieces<'_>) -> Vec<(DocRef, DocRef)> {
    let mut last: Option<(DocRef, DocRef)> = None;
    let span = |one: &Scored| {
        let known = last.filter(|(first, end)| (*first..*end).contains(&one.at));
        *last.insert(known.unwrap_or_else(|| pieces.section_of(one.at)))
    };
    scored.iter().map(span).collect()
}

/// Returns for the first passage of each section what its opening sentence holds of the query. A section whose first
/// passage is no candidate has none: it holds next to nothing there.
fn openings(scored: &[Scored], spans: &[(DocRef, DocRef)], units: &Units) -> FxHashMap<DocRef, f32> {
    let firsts = scored.iter().zip(spans).filter(|(one, (first, _))| one.at == *first);
    firsts.map(|(one, _)| (one.at, units.pairs_held(opening_of(&one.piece)))).collect()
}

fn opening_of(piece: &Piece) -> impl Iterator<Item = char> {
    opening(piece.folded(), piece.path().last().map_or("", |heading| heading.folded.as_str()))
}

/// The first sentence of a folded text that begins with its heading (or title), which counts by itself and is left out.
fn opening(folded: &str, heading: &str) -> impl Iterator<Item = char> {
    let text = from_letter(folded);
    let text = from_letter(text.strip_prefix(from_letter(heading)).unwrap_or(text));
    let is_inside =
        |(nth, c): &(usize, char)| *nth < OPENING_CHARS_MIN || !matches!(c, '。' | ';' | '!' | '?');
    text.chars().take(OPENING_CHARS_MAX).enumerate().take_while(is_inside).map(|(_, c)| c)
}

fn from_letter(text: &str) -> &str {
    text.trim_start_matches(|c: char| !c.is_alphanumeric())
}

/// The mean score of the best passages of the same work, the passage itself among them; a work with fewer than
/// [`FELLOWS`] counts the lacking ones as worth nothing, so that one good passage is no company.
fn fellows(scored: &[Scored]) -> Vec<f32> {
    let titles: Vec<&str> = scored.iter().map(|one| work_title(&one.piece.path()[0].text)).collect();
    let mut works: FxHashMap<&str, Vec<f32>> = FxHashMap::default();
    for (one, title) in scored.iter().zip(&titles) {
        works.entry(title).or_default().push(one.parts.sum());
    }
    let mean = |mut scores: Vec<f32>| {
        scores.sort_by(|a, b| b.total_cmp(a));
        scores.iter().take(FELLOWS).sum::<f32>() / FELLOWS as f32
    };
    let means: FxHashMap<&str, f32> = works.into_iter().map(|(work, scores)| (work, mean(scores))).collect();
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
