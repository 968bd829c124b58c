//! A score taken apart: what matched, in which field, with which weight, and every bonus, adding up to the score.

use crate::search::SearchError;
use crate::search::archive::PassageId;
use crate::search::run::SearchRun;
use crate::search::score::rank::{Parts, Ranked};
use crate::search::score::units::Kind;
use crate::search::show::hit::ScorePart;

impl SearchRun<'_> {
    /// Returns the summands of a score, the units in the order of the query and each kind by itself.
    ///
    /// # Errors
    /// What reading the passage says.
    pub(in crate::search) fn explain(&self, ranked: &Ranked) -> Result<Vec<ScorePart>, SearchError> {
        // What the first stage alone ranked has no summands but its place there.
        let mut all = if ranked.parts.order == 0.0 { self.counted(ranked.at)? } else { Vec::new() };
        all.extend(bonuses(&ranked.parts));
        Ok(all)
    }

    /// What each unit of the query is worth in a passage, where it is worth anything.
    fn counted(&self, at: PassageId) -> Result<Vec<ScorePart>, SearchError> {
        let scorer = self.scorer()?;
        let one = scorer.score(at, self.frequencies(&[at])?.of(0))?;
        let length = one.chars / scorer.mean_chars;
        let units = scorer.units.all().iter().zip(&one.body.0).zip(&one.named);
        let parts = units.map(|((unit, &count), &named)| ScorePart {
            what: match unit.kind {
                Kind::Word => "word",
                Kind::Pair => "pair",
                Kind::Character => "character",
            },
            text: Some(unit.text.clone()),
            of: unit.of.as_ref().map(|synonym| synonym.of.clone()),
            count,
            named,
            weight: scorer.weight(unit),
            worth: scorer.worth(unit, count, named, length),
        });
        Ok(parts.filter(|part| part.worth > 0.0).collect())
    }
}

/// The summands that are of the passage as a whole, where they are anything.
fn bonuses(parts: &Parts) -> impl Iterator<Item = ScorePart> {
    let bonuses = [
        ("nearness", parts.near),
        ("as typed", parts.run),
        ("together", parts.together),
        ("section", parts.section),
        ("opening", parts.opening),
        ("report", parts.report),
        ("fellows", parts.fellows),
        ("subject", parts.subject),
        ("authority", parts.authority),
        ("facts named", parts.named),
        ("feedback", parts.feedback),
        ("lift", parts.lift),
        ("address", parts.address),
        ("order", parts.order),
    ];
    let bonuses = bonuses.into_iter().filter(|(_, worth)| *worth != 0.0);
    bonuses.map(|(what, worth)| ScorePart {
        what,
        text: None,
        of: None,
        count: 0,
        named: 0.0,
        weight: 0.0,
        worth,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::tests::Small;

    #[test]
    fn the_parts_add_up_to_the_score() {
        let small = Small::of(&[
            ("a.txt", "教师减负\n一、减轻教师负担\n减轻教师负担的措施。"),
            ("b.txt", "其他\n一、教师\n教师的工资和负担。"),
        ]);
        small.with_run("减轻教师负担", |run| {
            let choice = run.choice();
            let candidates = choice.best(500).expect("candidates");
            let ranked = run.rank(&*choice, &candidates).expect("scores");
            assert!(ranked.len() > 1);
            for one in &ranked {
                let parts = run.explain(one).expect("parts");
                let sum: f32 = parts.iter().map(|part| part.worth).sum();
                assert!((sum - one.score).abs() <= 1e-4 * one.score, "{sum} is not {}", one.score);
            }
            let below = Ranked::below(1.0, ranked[0].at, 3.0);
            let told: Vec<&str> = run.explain(&below).expect("parts").iter().map(|part| part.what).collect();
            assert_eq!(told, ["order"]);
        });
    }
}
