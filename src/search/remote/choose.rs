//! The first stage by queries of the engine: what `choose/first.rs` and `choose/parted.rs` do with sets of documents.
//!
//! Which passages are scored in full must be the same as of a local index, since company counts: what depends on scores of
//! this stage is scored again by texts (`words.rs`), what depends on places is ordered by the engine.

use std::cell::OnceCell;

use rustc_hash::FxHashSet;
use serde_json::{Value, json};

use crate::search::SearchError;
use crate::search::archive::{Archive as _, Candidates, Choice, PassageId, Wish};
use crate::search::ask::conditions::Part;
use crate::search::ask::runs::Run;

use super::ask::{self, any, both, count_search, first_search, holders, searched};
use super::narrow::named;
use super::words::{RESCORED_MAX, Words, sort_best_first, without};
use super::{Remote, words};

/// Passages that are looked at to tell how many match: as in `choose/first.rs`.
const SAMPLE: usize = 64;
/// Of more pieces than this the first are looked up: as in `choose/parted.rs`.
const PARTS_MAX: usize = 8;

/// The first stage of one search of an index in an engine.
pub(super) struct FirstStage<'a> {
    pub(super) remote: &'a Remote<'a>,
    pub(super) wish: Wish<'a>,
    narrowed: OnceCell<Option<Value>>,
    words: OnceCell<Option<Words<'a>>>,
}

/// Passages without a head.
struct Found {
    rest: Vec<(PassageId, f32)>,
    complete: bool,
    most: usize,
    sample: Vec<PassageId>,
}

impl Choice for FirstStage<'_> {
    fn best(&self, total: usize) -> Result<Candidates, SearchError> {
        self.with_head(self.best_listed(total, true)?)
    }

    fn listed(&self, total: usize) -> Result<Candidates, SearchError> {
        let Found { rest, complete, most, sample } = self.best_listed(total, false)?;
        self.remote.expect(rest.iter().map(|(id, _)| *id));
        Ok(Candidates { head: Vec::new(), rest, complete, unseen: false, most, sample })
    }

    fn every(&self, sorted_later: bool) -> Result<Candidates, SearchError> {
        let mut candidates = self.with_head(self.all_listed()?)?;
        if sorted_later {
            candidates.rest.sort_by_key(|(id, _)| *id);
            self.remote.expect(candidates.rest.iter().map(|(id, _)| *id));
        }
        Ok(candidates)
    }

    fn unseen(&self, head: &[PassageId]) -> Result<Vec<PassageId>, SearchError> {
        let known: FxHashSet<PassageId> = head.iter().copied().collect();
        let mut found = self.remote.list(&self.listed_by(self.wish.plan.choosing_runs())?)?;
        found.retain(|id| !known.contains(id));
        self.remote.expect(found.iter().copied());
        Ok(found)
    }

    fn at_least(&self) -> Result<usize, SearchError> {
        if !self.wish.plan.need.is_nothing() {
            return Ok(0);
        }
        let words: Vec<&str> = self.wish.plan.listing_words().collect();
        Ok(self.remote.word_counts(&words)?.into_iter().max().unwrap_or(0) as usize)
    }
}

impl<'a> FirstStage<'a> {
    /// Nothing asked yet.
    pub(super) fn new(remote: &'a Remote<'a>, wish: Wish<'a>) -> FirstStage<'a> {
        FirstStage { remote, wish, narrowed: OnceCell::new(), words: OnceCell::new() }
    }

    /// What the query requires, as far as lists tell.
    fn narrowed(&self) -> Result<Option<&Value>, SearchError> {
        if self.narrowed.get().is_none() {
            let _ = self.narrowed.set(self.narrow(&self.wish.plan.need)?);
        }
        Ok(self.narrowed.get().and_then(Option::as_ref))
    }

    fn words(&self) -> Result<Option<&Words<'a>>, SearchError> {
        if self.words.get().is_none() {
            let _ = self.words.set(Words::of(self.remote, &self.wish)?);
        }
        Ok(self.words.get().and_then(Option::as_ref))
    }

    /// What is searched, within what is required.
    fn filters(&self) -> Result<Vec<Value>, SearchError> {
        Ok(searched(self.wish.all).into_iter().chain(self.narrowed()?.cloned()).collect())
    }

    /// The documents that may hold one of some runs, or that a field chooses.
    fn listed_by<'r>(&self, runs: impl Iterator<Item = &'r Run>) -> Result<Value, SearchError> {
        let mut ways: Vec<Value> = runs.map(holders).collect();
        for bounds in self.wish.plan.choosing().filter_map(|wanted| wanted.choosing_reports()) {
            ways.push(both(json!({"term": {"ordinal": 1}}), self.bounded(&bounds)?));
        }
        let mut filters = self.filters()?;
        filters.push(any(ways));
        Ok(ask::all(filters))
    }

    /// The best `total` passages without a head; what a head is made of is asked for along with them where one `follows`.
    fn best_listed(&self, total: usize, follows: bool) -> Result<Found, SearchError> {
        let listed = self.listed_by(self.wish.plan.listing_runs())?;
        let words = self.words()?;
        // Where words choose they list the best themselves; without them only what holds a run comes into question.
        let by_words = self.wish.plan.words_choose();
        let among = if by_words { self.filters()? } else { vec![listed.clone()] };
        let mut rest = words.map_or(Ok(Vec::new()), |words| words.best(total, &among))?;
        let mut sample = Vec::new();
        if !by_words {
            // Numbers of sections are hashes: in their order passages come from all over.
            let mut search = first_search(&listed, SAMPLE);
            search["sort"] = json!([{"section": "asc"}, {"rank": "asc"}, {"ordinal": "asc"}]);
            search["track_total_hits"] = json!(false);
            for answer in self.remote.ask_plain(&[search])? {
                sample = self.remote.placed_all(answer)?.0;
            }
        }
        let room = total - rest.len().min(total);
        let bounded = !by_words || self.narrowed()?.is_some();
        let query = without(words, vec![listed]);
        // One request for all that does not hang together.
        let mut next = match room {
            0 if bounded => vec![count_search(&ask::all(among.clone()))],
            0 => Vec::new(),
            room => vec![first_search(&query, room)],
        };
        if follows {
            next.extend(self.head_searches()?);
        }
        self.remote.foresee(&next)?;
        if room == 0 {
            let most =
                if bounded { self.remote.counts(vec![ask::all(among)])?[0] as usize } else { usize::MAX };
            return Ok(Found { rest, complete: false, most, sample });
        }
        // No word brings any more: what holds a run comes last.
        let (others, held) = self.first_or_all(&query, room)?;
        let most = rest.len() + held;
        rest.extend(others.into_iter().map(|id| (id, 0.0)));
        Ok(Found { rest, complete: held <= room, most, sample })
    }

    /// The first passages that satisfy a query, and how many do.
    fn first_or_all(&self, query: &Value, most: usize) -> Result<(Vec<PassageId>, usize), SearchError> {
        let (mut found, held) = self.remote.first(query, most)?;
        if found.len() < held.min(most) {
            found = self.remote.list(query)?;
            found.truncate(most);
        }
        Ok((found, held))
    }

    /// Every passage that some part of the query chooses, best first.
    fn all_listed(&self) -> Result<Found, SearchError> {
        let listed = self.listed_by(self.wish.plan.listing_runs())?;
        let words = self.words()?.map(Words::queries).unwrap_or_default();
        let mut ways = vec![listed];
        if self.wish.plan.words_choose() {
            let mut filters = self.filters()?;
            filters.push(any(words.clone()));
            ways.push(ask::all(filters));
        }
        let query = json!({"bool": {"filter": [any(ways)], "should": words}});
        let mut rest = Vec::new();
        self.remote.each_listed(&query, true, &mut |one| rest.push((one.id, one.score)))?;
        sort_best_first(&mut rest);
        if let Some(words) = self.words()? {
            // Of a list that is not too long each is scored as the local index does, of others the head.
            let near =
                if rest.len() <= RESCORED_MAX { rest.len() } else { self.wish.depth + self.wish.depth / 5 };
            words.rescore(&mut rest[..near])?;
        }
        let most = rest.len();
        Ok(Found { rest, complete: true, most, sample: Vec::new() })
    }

    /// Moves the best of the rest to the head, with the first that hold each run.
    fn with_head(&self, found: Found) -> Result<Candidates, SearchError> {
        let Found { mut rest, complete, most, sample } = found;
        let (depth, run_depth) = (self.wish.depth, self.wish.run_depth);
        let mut unseen = false;
        let mut head: FxHashSet<PassageId> = FxHashSet::default();
        if most > 0 {
            head.extend(rest.drain(..depth.min(rest.len())).map(|(id, _)| id));
            let searches = self.run_searches()?;
            let mut answers = self.remote.ask_plain(&searches)?.into_iter();
            while let (Some(all), Some(inside)) = (answers.next(), answers.next()) {
                if all.hits.total.value as usize > run_depth {
                    unseen = true;
                    continue;
                }
                let (ids, held) = self.remote.placed_all(inside)?;
                unseen |= held > depth;
                head.extend(ids);
            }
            head.extend(self.holding_most()?);
        }
        rest.retain(|(id, _)| !head.contains(id));
        let mut head: Vec<PassageId> = head.into_iter().collect();
        head.sort_unstable();
        self.remote.load_around(&head)?;
        self.remote.expect(rest.iter().map(|(id, _)| *id));
        Ok(Candidates { head, rest, complete, unseen, most, sample })
    }

    /// Searches for the holders of each run that chooses: how many there are at all, and the first within what is required.
    fn run_searches(&self) -> Result<Vec<Value>, SearchError> {
        let mut searches = Vec::new();
        for run in self.wish.plan.choosing_runs() {
            let all = both(holders(run), searched(self.wish.all));
            searches.push(json!({"size": 0, "track_total_hits": self.wish.run_depth + 1, "query": all}));
            searches.push(first_search(&both(all, self.narrowed()?.cloned()), self.wish.depth));
        }
        Ok(searches)
    }

    /// The searches by which a head is made, as far as they do not rest on each other.
    fn head_searches(&self) -> Result<Vec<Value>, SearchError> {
        let mut searches = self.run_searches()?;
        for parts in self.wish.plan.parted() {
            let parts: Vec<Value> = parts.iter().take(PARTS_MAX).map(|part| holders_of(part)).collect();
            let mut filters = self.filters()?;
            filters.push(holding(&parts, parts.len()));
            searches.push(first_search(&ask::all(filters), self.wish.depth));
            searches.extend(parts.iter().map(count_search));
        }
        Ok(searches)
    }

    /// Passages that may hold several of the pieces that were typed apart, at most `depth` for each text: those that hold
    /// all, those beside which the rest may stand, those that hold all but one, down to two; of too many the best by words.
    fn holding_most(&self) -> Result<Vec<PassageId>, SearchError> {
        let mut found = Vec::new();
        for parts in self.wish.plan.parted() {
            let parts: Vec<Value> = parts.iter().take(PARTS_MAX).map(|part| holders_of(part)).collect();
            let mut left = self.wish.depth;
            let mut taken: Vec<PassageId> = Vec::new();
            for count in (2..=parts.len()).rev() {
                let new = self.best_of(holding(&parts, count), &taken, left)?;
                left -= new.len();
                taken.extend(new);
                if count == parts.len() && left > 0 {
                    let beside = named(self.remote, &self.beside_all(&parts)?)?;
                    let new = self.best_of(beside, &taken, left)?;
                    left -= new.len();
                    taken.extend(new);
                }
                if left == 0 {
                    break;
                }
            }
            found.extend(taken);
        }
        Ok(found)
    }

    /// The best `most` passages of a query but for those that were taken: by words, then by where they stand.
    fn best_of(&self, query: Value, taken: &[PassageId], most: usize) -> Result<Vec<PassageId>, SearchError> {
        let mut filters = self.filters()?;
        filters.push(query);
        if !taken.is_empty() {
            filters.push(json!({"bool": {"must_not": [named(self.remote, taken)?]}}));
        }
        let (all, held) = self.remote.first(&ask::all(filters.clone()), most)?;
        if held <= most {
            return Ok(all);
        }
        let words = self.words()?;
        let best = words.map_or(Ok(Vec::new()), |words| words.best(most, &filters))?;
        let mut found: Vec<PassageId> = best.into_iter().map(|(id, _)| id).collect();
        let room = most - found.len();
        if room > 0 {
            found.extend(self.remote.first(&words::without(words, filters), room)?.0);
        }
        Ok(found)
    }

    /// The passages that hold a piece, and beside which, or in which, every one of the others stands.
    fn beside_all(&self, parts: &[Value]) -> Result<Vec<PassageId>, SearchError> {
        let counts = self.remote.counts(parts.to_vec())?;
        let Some(rarest) = (0..parts.len()).min_by_key(|nth| counts[*nth]) else { return Ok(Vec::new()) };
        let holding = |query: &Value| self.remote.list(query).map(FxHashSet::from_iter);
        let rare: FxHashSet<PassageId> = holding(&parts[rarest])?;
        let ranks: std::collections::BTreeSet<u64> = rare.iter().map(|id| id.report.0).collect();
        let (mut near, mut some) = (Remote::beside(&rare), rare);
        for (nth, part) in parts.iter().enumerate().filter(|(nth, _)| *nth != rarest) {
            if near.is_empty() || counts[nth] == 0 {
                return Ok(Vec::new());
            }
            // Neighbours are of one report.
            let inside = ask::all(vec![part.clone(), json!({"terms": {"rank": ranks}})]);
            let held: FxHashSet<PassageId> = holding(&inside)?;
            let beside = Remote::beside(&held);
            near.retain(|id| beside.contains(id));
            some.extend(held);
        }
        near.retain(|id| some.contains(id));
        Ok(near.into_iter().collect())
    }
}

/// The documents that hold so many of some pieces.
fn holding(parts: &[Value], count: usize) -> Value {
    json!({"bool": {"should": parts, "minimum_should_match": count}})
}

/// The documents that may hold a piece as it was typed, or all of its words.
fn holders_of(part: &Part) -> Value {
    let mut ways = vec![holders(&part.run)];
    if part.words.len() > 1 {
        ways.push(ask::all(
            part.words.iter().filter_map(|word| Run::new(word)).map(|run| holders(&run)).collect(),
        ));
    }
    any(ways)
}
