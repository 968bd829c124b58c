//! Good company: what stands around a passage tells what it is about.
//!
//! Two shares are added to a passage's own score: of its *section*, all of its passages scored as one text; and of its
//! *fellows*, the best passages of the same work. Both are computed from the candidates alone.

use rustc_hash::FxHashMap;

use super::pieces::{DocRef, Pieces};
use super::rank::{Scored, Scorer};
use crate::report::work_title;
use crate::schema::Ranking;

/// Passages of a work that count as company.
const FELLOWS: usize = 5;

/// Adds the shares to the scores.
pub(super) fn add(scored: &mut [Scored], scorer: &Scorer<'_>, pieces: &Pieces<'_>) {
    let share = section_share(scored, scorer.ranking);
    if share > 0.0 {
        let sections = sections(scored, scorer, pieces);
        for (one, section) in scored.iter_mut().zip(sections) {
            one.parts.section = share * section;
        }
    }
    let fellows = fellows(scored);
    for (one, fellows) in scored.iter_mut().zip(fellows) {
        one.parts.fellows = scorer.ranking.fellows * fellows;
    }
}

/// What passages hold as it was typed is a name, or words that belong together: passages answer it. What no passage
/// holds so is said in several, and their section tells more.
fn section_share(scored: &[Scored], ranking: &Ranking) -> f32 {
    if scored.iter().any(|one| one.whole) { ranking.section_whole } else { ranking.section }
}

/// What the candidates of one section hold together.
struct Section {
    counts: Vec<u16>,
    chars: f32,
    lacking: u32,
}

/// For each passage the score of its section as one text, measured by the length of passages: a section of one passage
/// scores what the passage scores.
fn sections(scored: &[Scored], scorer: &Scorer<'_>, pieces: &Pieces<'_>) -> Vec<f32> {
    let spans = section_spans(scored, pieces);
    let mut sections: FxHashMap<DocRef, Section> = FxHashMap::default();
    let is_alone = |(first, end): &(DocRef, DocRef)| end.doc - first.doc == 1;
    for (one, (first, end)) in scored.iter().zip(&spans).filter(|(_, span)| !is_alone(span)) {
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
    scored.iter().zip(&spans).map(of_section).collect()
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

/// The mean score of the best passages of the same work, the passage itself among them; a work with fewer than
/// [`FELLOWS`] counts the lacking ones as worth nothing, so that one good passage is no company.
fn fellows(scored: &[Scored]) -> Vec<f32> {
    let titles: Vec<&str> = scored.iter().map(|one| work_title(&one.piece.meta.path[0])).collect();
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
