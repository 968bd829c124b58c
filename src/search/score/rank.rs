//! The second stage: the few hundred candidates of the first, scored in full.
//!
//! One formula for all units (words, pairs of characters, characters): BM25F, that is the counts of
//! a unit in body, heading path and title are weighed and added *before* they saturate (Robertson,
//! Zaragoza and Taylor 2004). A name (heading or title) tells the more the larger the share of it is that the query
//! says. To this come what a whole run, nearness and good company (`company.rs`) are worth.
//! Every weight stands in `index_schema/ranking.toml`, every part of a score in [`Parts`].

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::schema::Ranking;
use crate::search::archive::Name;

use crate::search::SearchError;
use crate::search::archive::PassageId;
use crate::search::archive::piece::Piece;
use crate::search::ask::conditions::{AsTyped, FreeWords};
use crate::search::run::SearchRun;
use crate::search::score::units::{Counts, Kind, Unit, Units};
use crate::search::score::{authority, company, named, parted, subject};

/// The worst rank of the best passage that holds what was typed as it stands.
const WHOLE_RANK: usize = 3;
/// The worst rank of the best passage that holds it with a number cut, where fewer hold it whole.
const FIRST: usize = 10;
/// Bytes (of folded text, three a Chinese character) over which nearness fades to a half.
const NEAR_BYTES: f32 = 36.0;

/// What a score is the sum of.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(in crate::search) struct Parts {
    /// Words, pairs and characters of the text, its headings and title.
    pub(in crate::search) units: f32,
    /// Words of the query near each other.
    pub(in crate::search) near: f32,
    /// The query, or a quoted part of it, stands there as it was typed.
    pub(in crate::search) run: f32,
    /// Pieces that were typed apart stand in it together.
    pub(in crate::search) together: f32,
    /// Share of the score of its whole section.
    pub(in crate::search) section: f32,
    /// What the opening sentence of its section holds.
    pub(in crate::search) opening: f32,
    /// Share of the score of its whole report.
    pub(in crate::search) report: f32,
    /// Share of the scores of the best passages of the same work.
    pub(in crate::search) fellows: f32,
    /// The query says the whole title of its report.
    pub(in crate::search) subject: f32,
    /// How much more, or less, its law is named by others than the laws beside it.
    pub(in crate::search) authority: f32,
    /// What the facts of its report are worth that the query names in plain words.
    pub(in crate::search) named: f32,
    /// What it holds of the words that the first passages tell, for those below the first ten.
    pub(in crate::search) feedback: f32,
    /// What lifts the best passage that holds the query as typed among the first.
    pub(in crate::search) lift: f32,
    /// What lifts what the query is the address of, and what cites that.
    pub(in crate::search) address: f32,
    /// The place in the order of the first stage, for what was not scored in full.
    pub(in crate::search) order: f32,
}

impl Parts {
    /// Returns the score.
    pub(in crate::search) fn sum(&self) -> f32 {
        self.units
            + self.near
            + self.run
            + self.together
            + self.section
            + self.opening
            + self.report
            + self.fellows
            + self.subject
            + self.authority
            + self.named
            + self.feedback
            + self.lift
            + self.address
            + self.order
    }
}

/// A candidate with its score.
#[derive(Clone, Copy, Debug)]
pub(in crate::search) struct Ranked {
    /// The passage.
    pub(in crate::search) at: PassageId,
    /// Its score: the sum of the parts.
    pub(in crate::search) score: f32,
    /// What it is made of.
    pub(in crate::search) parts: Parts,
    /// How the query, or a quoted part of it, stands in it.
    pub(in crate::search) as_typed: AsTyped,
}

impl Ranked {
    /// Makes a candidate that is ranked by the first stage only. Its score stays below `least`, the lowest
    /// fully computed score.
    pub(in crate::search) fn below(least: f32, at: PassageId, score: f32) -> Ranked {
        // Any score of the first stage, however high, comes out below `least`, in the same order.
        let score = least * score / (1.0 + score);
        Ranked { at, score, parts: Parts { order: score, ..Parts::default() }, as_typed: AsTyped::Nowhere }
    }
}

/// A candidate with what its score was made of, before its company is added.
pub(in crate::search) struct Scored {
    /// The passage.
    pub(in crate::search) at: PassageId,
    /// Its text and headings.
    pub(in crate::search) piece: Rc<Piece>,
    /// How often its text holds each unit.
    pub(in crate::search) body: Counts,
    /// What title and headings add to these.
    pub(in crate::search) named: Vec<f32>,
    /// Its length in folded characters.
    pub(in crate::search) chars: f32,
    /// Its score so far.
    pub(in crate::search) parts: Parts,
    /// How the query stands in it.
    pub(in crate::search) as_typed: AsTyped,
}

impl Scored {
    /// Whether the query stands in it as it was typed, its numbers whole.
    pub(in crate::search) fn is_whole(&self) -> bool {
        self.as_typed == AsTyped::Whole
    }

    fn ranked(&self) -> Ranked {
        Ranked { at: self.at, score: self.parts.sum(), parts: self.parts, as_typed: self.as_typed }
    }
}

/// Scores passages for one search.
pub(in crate::search) struct Scorer<'a> {
    /// The search.
    pub(in crate::search) run: &'a SearchRun<'a>,
    /// What is counted.
    pub(in crate::search) units: &'a Units,
    /// Mean length of a passage in folded characters.
    pub(in crate::search) mean_chars: f32,
    /// The same of a report.
    pub(in crate::search) mean_report_chars: f32,
    /// What titles and headings say, counted once for all passages that have them.
    pub(in crate::search) names: RefCell<Said>,
}

/// What names say of a query, by their addresses.
pub(in crate::search) type Said = FxHashMap<*const Name, (Arc<Name>, Rc<Option<(Counts, f32)>>)>;

impl Scorer<'_> {
    /// Returns the weights.
    pub(in crate::search) fn ranking(&self) -> &Ranking {
        &self.run.knowledge.ranking
    }

    /// Scores all candidates, best first; equal scores keep the order of `candidates`. When none of them holds
    /// what was typed as it stands, whole or with a number cut, the first of the `unseen` that does comes in too
    /// ([`Scorer::missing`]); these are asked for only then.
    ///
    /// # Errors
    /// What reading a passage says.
    pub(in crate::search) fn rank(
        &self,
        candidates: &[PassageId],
        unseen: impl FnOnce() -> Result<Vec<PassageId>, SearchError>,
    ) -> Result<Vec<Ranked>, SearchError> {
        let mut scored = Vec::with_capacity(candidates.len() + 1);
        let words = self.run.frequencies(candidates)?;
        self.run.archive.fetch(candidates)?;
        for (nth, &at) in candidates.iter().enumerate() {
            scored.push(self.score(at, words.of(nth))?);
        }
        for at in self.missing(&scored, unseen)? {
            scored.push(self.score(at, self.run.frequencies(&[at])?.of(0))?);
        }
        self.weigh_synonyms(&mut scored);
        // Each builds on the scores before it: subject and authority are shares of the best.
        parted::add(&mut scored, self);
        company::add(&mut scored, self);
        subject::add(&mut scored, self);
        authority::add(&mut scored, self)?;
        named::add(&mut scored, self);
        let mut ranked: Vec<Ranked> = scored.iter().map(Scored::ranked).collect();
        ranked.sort_by(|a, b| b.score.total_cmp(&a.score));
        lift_whole(&mut ranked);
        Ok(ranked)
    }

    /// Finds what stands as typed among the `unseen` where no candidate does: one passage that holds all of it whole, and
    /// one that cuts a number, for which there is room only where fewer than [`FIRST`] hold it whole.
    fn missing(
        &self,
        scored: &[Scored],
        unseen: impl FnOnce() -> Result<Vec<PassageId>, SearchError>,
    ) -> Result<Vec<PassageId>, SearchError> {
        let standing = |as_typed| scored.iter().filter(|one| one.as_typed == as_typed).count();
        let whole = standing(AsTyped::Whole);
        let mut wants_whole = whole == 0;
        let mut wants_cut = whole < FIRST
            && standing(AsTyped::CutsNumber) == 0
            && self
                .run
                .plan
                .wanted
                .iter()
                .filter_map(|wanted| wanted.free_words())
                .any(FreeWords::may_cut_number);
        let mut found = Vec::new();
        if !wants_whole && !wants_cut {
            return Ok(found);
        }
        for at in unseen()? {
            let wants = match self.as_typed(at, &self.run.archive.glance(at)?)? {
                AsTyped::Nowhere => continue,
                AsTyped::CutsNumber => &mut wants_cut,
                AsTyped::Whole => &mut wants_whole,
            };
            if std::mem::take(wants) {
                found.push(at);
            }
            if !wants_whole && !wants_cut {
                break;
            }
        }
        Ok(found)
    }

    /// Scores one passage without its company; `words` says how often each word stands in it.
    pub(in crate::search) fn score(&self, at: PassageId, words: &[u16]) -> Result<Scored, SearchError> {
        let piece = self.run.archive.passage(at)?;
        let as_typed = self.as_typed(at, &piece)?;
        let places = self.units.word_places(piece.readable(self.units.has_numerals()));
        let body = self.units.count(piece.folded(), words, &places);
        let named = self.named(&piece);
        let chars = piece.folded().chars().count() as f32;
        let parts = Parts {
            units: self.saturated(&body.0, &named, chars),
            near: self.nearness(&places),
            // A run of one character has no pair to be worth anything, yet it must outrank its absence.
            run: if as_typed == AsTyped::Whole {
                self.ranking().run * (1.0 + self.units.pair_weight())
            } else {
                0.0
            },
            ..Parts::default()
        };
        Ok(Scored { at, piece, body, named, chars, parts, as_typed })
    }

    /// BM25F over weighed counts: `chars` is the length of the text that they are from, read as a passage is.
    pub(in crate::search) fn saturated(&self, body: &[u16], named: &[f32], chars: f32) -> f32 {
        let units = self.units.all().iter().zip(body).zip(named);
        units.map(|((unit, body), named)| self.worth(unit, *body, *named, chars / self.mean_chars)).sum()
    }

    /// The same of the counts of a whole report, `chars` long, and what its title adds.
    pub(in crate::search) fn saturated_report(&self, body: &[u16], titled: &[f32], chars: f32) -> f32 {
        let Ranking { report_k1, report_b, .. } = *self.ranking();
        let length = 1.0 - report_b + report_b * chars / self.mean_report_chars;
        let units = self.units.all().iter().zip(body).zip(titled);
        units
            .map(|((unit, body), titled)| {
                saturated(
                    self.weight(unit),
                    f32::from(*body) / length + titled,
                    report_k1 * self.k1(unit.kind),
                )
            })
            .sum()
    }

    /// What a unit is worth that stands `body` times in a text of `length` times the mean, and is named so often.
    pub(in crate::search) fn worth(&self, unit: &Unit, body: u16, named: f32, length: f32) -> f32 {
        let b = self.ranking().b;
        saturated(self.weight(unit), f32::from(body) / (1.0 - b + b * length) + named, self.k1(unit.kind))
    }

    /// The weight of a unit for this query: where some passage holds the query as it was typed, synonyms count less.
    pub(in crate::search) fn weight(&self, unit: &Unit) -> f32 {
        let factor =
            if unit.of.is_some() && self.run.is_whole.get() { self.ranking().synonym_whole } else { 1.0 };
        unit.weight * factor
    }

    /// Notes whether some passage holds the query as it was typed, and scores the units again if that changes a weight.
    fn weigh_synonyms(&self, scored: &mut [Scored]) {
        let was = self.run.is_whole.replace(scored.iter().any(Scored::is_whole));
        let changes = was != self.run.is_whole.get() && self.ranking().synonym_whole != 1.0;
        if changes && self.units.all().iter().any(|unit| unit.of.is_some()) {
            for one in scored {
                one.parts.units = self.saturated(&one.body.0, &one.named, one.chars);
            }
        }
    }

    fn k1(&self, kind: Kind) -> f32 {
        match kind {
            Kind::Word => self.ranking().k1_words,
            Kind::Pair => self.ranking().k1_pairs,
            Kind::Character => self.ranking().k1_characters,
        }
    }

    /// What title and headings add to the count of each unit.
    pub(in crate::search) fn named(&self, piece: &Piece) -> Vec<f32> {
        let heading = self.ranking().heading;
        let path = piece.path();
        let mut named = vec![0.0f32; self.units.all().len()];
        for name in &path[1..] {
            let Some((counts, coverage)) = &*self.said_by(name) else { continue };
            for (sum, count) in named.iter_mut().zip(&counts.0) {
                // A heading names its text once; saying it twice on the way down adds nothing.
                *sum = sum.max(heading * coverage * f32::from(*count.min(&1)));
            }
        }
        named.iter_mut().zip(self.titled(piece)).for_each(|(sum, titled)| *sum += titled);
        named
    }

    /// What the title alone adds to the count of each unit.
    pub(in crate::search) fn titled(&self, piece: &Piece) -> Vec<f32> {
        let mut titled = vec![0.0f32; self.units.all().len()];
        if let Some((counts, coverage)) = &*self.said_by(&piece.path()[0]) {
            for (sum, count) in titled.iter_mut().zip(&counts.0) {
                *sum += self.ranking().title * coverage * f32::from(*count.min(&1));
            }
        }
        titled
    }

    /// What a title or heading says of the query: how often it has each unit, and which share of it they are. `None` where it
    /// has nothing, as most.
    fn said_by(&self, name: &Arc<Name>) -> Rc<Option<(Counts, f32)>> {
        let mut known = self.names.borrow_mut();
        let (_, said) = known.entry(Arc::as_ptr(name)).or_insert_with(|| {
            let counts = self.units.count_name(&name.folded);
            let coverage = self.units.coverage(&counts, name.folded.chars().count());
            let says = counts.0.iter().any(|count| *count > 0);
            // The name is kept with it: so no other one ever stands at its address.
            (Arc::clone(name), Rc::new(says.then_some((counts, coverage))))
        });
        Rc::clone(said)
    }

    /// Words that follow each other in the query and stand near each other in the text.
    fn nearness(&self, places: &[Vec<usize>]) -> f32 {
        let words = self.units.words();
        if self.ranking().near == 0.0 || words < 2 {
            return 0.0;
        }
        let pairs = places.windows(2).zip(self.units.all()[..words].windows(2));
        // Synonyms are no neighbours of what was typed.
        let pairs = pairs.filter(|(_, units)| units.iter().all(|unit| unit.of.is_none()));
        let near = pairs.map(|(places, units)| {
            let distance = closest(&places[0], &places[1]);
            let least = units[0].weight.min(units[1].weight);
            distance.map_or(0.0, |bytes| least / (1.0 + bytes as f32 / NEAR_BYTES))
        });
        self.ranking().near * near.sum::<f32>()
    }

    /// How the query, or the quoted part of it that stands best, stands in the passage.
    fn as_typed(&self, at: PassageId, piece: &Piece) -> Result<AsTyped, SearchError> {
        let mut best = AsTyped::Nowhere;
        for wanted in &self.run.plan.wanted {
            best = best.max(wanted.stands_as_typed(at, piece, self.run.archive)?);
            if best == AsTyped::Whole {
                break;
            }
        }
        Ok(best)
    }
}

/// BM25 of a weighed count (Robertson and Zaragoza 2009).
fn saturated(weight: f32, count: f32, k1: f32) -> f32 {
    if count == 0.0 { 0.0 } else { weight * count * (k1 + 1.0) / (count + k1) }
}

/// What was typed and stands somewhere as it was typed is always seen first: the best such passage is lifted to
/// [`WHOLE_RANK`] when words alone would hide it (runs over punctuation have words that tell little). Where every one
/// cuts a number, the best of these: what was copied out of a text is found again. Where others hold it whole, these come
/// before it, but nothing else keeps it from the first [`FIRST`].
fn lift_whole(ranked: &mut [Ranked]) {
    let best = |ranked: &[Ranked], as_typed| ranked.iter().position(|one| one.as_typed == as_typed);
    let whole = best(ranked, AsTyped::Whole);
    if let Some(whole) = whole {
        lift(ranked, whole, WHOLE_RANK - 1);
    }
    if let Some(cut) = best(ranked, AsTyped::CutsNumber).filter(|cut| *cut >= FIRST || whole.is_none()) {
        let to = match whole {
            None => Some(WHOLE_RANK - 1),
            Some(_) => ranked[..FIRST].iter().rposition(|one| one.as_typed != AsTyped::Whole),
        };
        if let Some(to) = to {
            lift(ranked, cut, to);
        }
    }
}

/// Moves a passage up to a place, just above the passage that was there; one that stands before it stays.
fn lift(ranked: &mut [Ranked], from: usize, to: usize) {
    if from > to {
        let score = ranked[to].score.next_up();
        ranked[from].parts.lift = score - ranked[from].score;
        ranked[from].score = score;
        ranked[to..=from].rotate_right(1);
    }
}

/// Least distance between a place of one and a place of the other, both ascending.
fn closest(first: &[usize], second: &[usize]) -> Option<usize> {
    let (mut a, mut b, mut best) = (0, 0, None);
    while let (Some(left), Some(right)) = (first.get(a), second.get(b)) {
        let distance = left.abs_diff(*right);
        best = Some(best.map_or(distance, |least: usize| least.min(distance)));
        if left < right { a += 1 } else { b += 1 }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::archive::ReportId;

    fn ranked(scores: &[(f32, AsTyped)]) -> Vec<Ranked> {
        let one = |(nth, (score, as_typed)): (usize, &(f32, AsTyped))| {
            let at = PassageId { report: ReportId(nth as u64), ordinal: 1 };
            Ranked {
                at,
                score: *score,
                parts: Parts { units: *score, ..Parts::default() },
                as_typed: *as_typed,
            }
        };
        scores.iter().enumerate().map(one).collect()
    }

    #[test]
    fn what_stands_as_typed_is_lifted_among_the_first_and_tells_so() {
        use AsTyped::{CutsNumber as Cuts, Nowhere as No, Whole};
        let table: [([AsTyped; 6], [u64; 6]); 4] = [
            ([No, No, No, No, Whole, Whole], [0, 1, 4, 2, 3, 5]),
            ([No, No, No, Cuts, Whole, No], [0, 1, 4, 2, 3, 5]),
            ([No, No, No, No, Cuts, Cuts], [0, 1, 4, 2, 3, 5]),
            ([No, Whole, No, No, Cuts, No], [0, 1, 2, 3, 4, 5]),
        ];
        for (as_typed, wanted) in table {
            let scores = [9.0, 8.0, 7.0, 6.0, 5.0, 4.0];
            let mut all = ranked(&std::array::from_fn::<_, 6, _>(|nth| (scores[nth], as_typed[nth])));
            lift_whole(&mut all);
            let order: Vec<u64> = all.iter().map(|one| one.at.report.0).collect();
            assert_eq!(order, wanted, "{as_typed:?}");
            assert!(all[2].score >= 7.0 && all[2].score < 8.0);
            assert_eq!(all[2].parts.sum(), all[2].score, "its parts add up");
        }
    }

    #[test]
    fn what_cuts_a_number_is_among_the_first_ten_unless_they_hold_it_whole() {
        use AsTyped::{CutsNumber as Cuts, Nowhere as No, Whole};
        // The last of twelve cuts a number; the places of those that hold it whole, and where it comes.
        let table: [(&[usize], usize); 5] =
            [(&[], 2), (&[0], 9), (&[0, 9], 8), (&[0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 11), (&[10], 9)];
        for (whole, wanted) in table {
            let stands = |nth| if whole.contains(&nth) { Whole } else { No };
            let scores: Vec<(f32, AsTyped)> =
                (0..12).map(|nth| (20.0 - nth as f32, if nth == 11 { Cuts } else { stands(nth) })).collect();
            let mut all = ranked(&scores);
            lift_whole(&mut all);
            assert_eq!(all.iter().position(|one| one.at.report.0 == 11), Some(wanted), "{whole:?}");
            assert!(all.is_sorted_by(|a, b| a.score >= b.score), "{whole:?}");
        }
    }

    #[test]
    fn the_closest_places_are_found_in_one_walk() {
        let table: [(&[usize], &[usize], Option<usize>); 4] = [
            (&[], &[1], None),
            (&[3], &[30], Some(27)),
            (&[0, 50, 100], &[20, 98], Some(2)),
            (&[9, 12], &[0, 9], Some(0)),
        ];
        for (first, second, wanted) in table {
            assert_eq!(closest(first, second), wanted);
            assert_eq!(closest(second, first), wanted);
        }
    }

    #[test]
    fn what_the_first_stage_alone_ranked_stays_below() {
        let at = PassageId { report: ReportId(1), ordinal: 1 };
        let scores = [0.0, 1.0, 50.0].map(|score| Ranked::below(2.0, at, score).score);
        assert!(scores.is_sorted() && scores.iter().all(|score| *score < 2.0), "{scores:?}");
    }
}
