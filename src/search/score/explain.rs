//! A score taken apart: what matched, in which field, with which weight, and every bonus, adding up to the score.

use crate::search::SearchError;
use crate::search::pieces::{DocRef, Pieces};
use crate::search::score::frequencies::Frequencies;
use crate::search::score::rank::{Ranked, Scorer};
use crate::search::score::units::Kind;
use crate::search::show::hit::ScorePart;

/// Returns the summands of a score, the units in the order of the query and each kind by itself.
///
/// # Errors
/// What reading the passage says.
pub(in crate::search) fn explain(
    ranked: &Ranked,
    scorer: &Scorer<'_>,
    frequencies: &dyn Fn(&[DocRef]) -> Result<Frequencies, SearchError>,
    pieces: &Pieces<'_>,
) -> Result<Vec<ScorePart>, SearchError> {
    let parts = ranked.parts;
    let mut all = Vec::new();
    if parts.order == 0.0 {
        let one = scorer.score(ranked.at, frequencies(&[ranked.at])?.of(0), pieces)?;
        let length = one.chars / scorer.mean_chars;
        for ((unit, &count), &named) in scorer.units.all().iter().zip(&one.body.0).zip(&one.named) {
            let worth = scorer.worth(unit, count, named, length);
            if worth > 0.0 {
                let what = match unit.kind {
                    Kind::Word => "word",
                    Kind::Pair => "pair",
                    Kind::Character => "character",
                };
                let (text, of) =
                    (Some(unit.text.clone()), unit.of.as_ref().map(|synonym| synonym.of.clone()));
                all.push(ScorePart { what, text, of, count, named, weight: unit.weight, worth });
            }
        }
    }
    let bonuses = [
        ("nearness", parts.near),
        ("as typed", parts.run),
        ("section", parts.section),
        ("opening", parts.opening),
        ("fellows", parts.fellows),
        ("feedback", parts.feedback),
        ("lift", parts.lift),
        ("order", parts.order),
    ];
    let bonuses = bonuses.into_iter().filter(|(_, worth)| *worth != 0.0);
    all.extend(bonuses.map(|(what, worth)| ScorePart {
        what,
        text: None,
        of: None,
        count: 0,
        named: 0.0,
        weight: 0.0,
        worth,
    }));
    Ok(all)
}
