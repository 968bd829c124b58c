//! One search under way: what was asked, made ready once, with all that answering it needs.

use std::cell::OnceCell;
use std::collections::HashSet;

use crate::analysis;
use crate::query::Query;
use crate::schema::Synonyms;

use crate::search::address;
use crate::search::ask::bounded::{Bounded, bounded};
use crate::search::ask::lexicon::Lexicon;
use crate::search::ask::plan::Plan;
use crate::search::ask::terms::{QueryTerm, has_digit};
use crate::search::ask::{self, lower};
use crate::search::choose::first::FirstStage;
use crate::search::find::{self, Found};
use crate::search::pieces::{DocRef, Pieces};
use crate::search::score::feedback;
use crate::search::score::frequencies::Frequencies;
use crate::search::score::rank::{Ranked, Scorer};
use crate::search::score::units::Units;
use crate::search::show::hit::{Answer, RankedReport, SearchOptions, Total};
use crate::search::{SearchError, Searcher};

/// A word that this share of the passages that are ranked in full hold, or more, fills pages by itself.
const INNER_SHARE: u64 = 10;

/// One search under way.
pub(in crate::search) struct SearchRun<'a> {
    /// The opened index, its dictionary and the weights.
    pub(in crate::search) searcher: &'a Searcher,
    /// Its documents, those that were read kept.
    pub(in crate::search) pieces: &'a Pieces<'a>,
    /// What is wanted beside the query.
    pub(in crate::search) options: &'a SearchOptions,
    /// How the words of the query are cut.
    pub(in crate::search) lexicon: Lexicon<'a>,
    /// What the query requires, and what chooses and ranks.
    pub(in crate::search) plan: Plan,
    /// The words that rank.
    pub(in crate::search) terms: Vec<QueryTerm>,
    /// What was left out of the query, in words for people.
    note: Option<String>,
    /// What ranking counts, made when it is asked for.
    units: OnceCell<Units>,
}

impl<'a> SearchRun<'a> {
    /// Makes a query ready: its words are cut here, and nowhere else.
    ///
    /// # Errors
    /// What reading the index says.
    pub(in crate::search) fn new(
        searcher: &'a Searcher,
        query: &Query,
        options: &'a SearchOptions,
        pieces: &'a Pieces<'a>,
    ) -> Result<SearchRun<'a>, SearchError> {
        let Bounded { query, note } = bounded(searcher, query)?;
        let query = query.as_ref();
        let mut all_text = lower::all_text(query);
        let synonyms = if options.exact { Synonyms::default() } else { Synonyms::of_text(&all_text) };
        let others = synonyms.within(&all_text).join("\n");
        all_text.push_str(&others);
        let lexicon = Lexicon::for_text(&searcher.dictionary, &searcher.stop_words, &all_text);
        let mut plan = lower::plan(query, &lexicon, &synonyms);
        if !options.exact && searcher.ranking.inner > 0.0 {
            for words in plan.free_words() {
                words.inner = inner_words(searcher, &lexicon, &words.choosing)?;
            }
        }
        plan.address = address::resolve(query, &searcher.reader, pieces)?;
        for words in plan.free_words() {
            words.only_inside = only_inside(&words.terms, pieces)?;
        }
        let terms = ask::terms::gather(&plan, &lexicon, &searcher.ranking);
        let words: Vec<&str> = terms.iter().map(|term| term.text.as_str()).collect();
        log::debug!("read as {query}; words that rank: {words:?}");
        Ok(SearchRun { searcher, pieces, options, lexicon, plan, terms, note, units: OnceCell::new() })
    }

    /// Answers the query.
    ///
    /// # Errors
    /// What reading the index says.
    pub(in crate::search) fn answer(&self) -> Result<Answer, SearchError> {
        let (found, total) = self.find()?;
        log::debug!(
            "{} passages match, exactly: {}; {} are shown",
            total.count,
            total.exact,
            found.rows.len()
        );
        self.finish(found, total)
    }

    /// Returns reports in the order of their best passages.
    ///
    /// # Errors
    /// What reading the index says.
    pub(in crate::search) fn rank_reports(&self) -> Result<Vec<RankedReport>, SearchError> {
        let limit = self.options.limit;
        // Long reports put several passages among the best.
        let first = self.first_stage();
        let mut candidates = first.best(self.searcher.ranking.depth.max(limit.saturating_mul(4)))?;
        self.join_addressed(&mut candidates);
        let mut seen = HashSet::new();
        let mut reports = Vec::new();
        let mut ranked = self.rank(&first, &candidates)?;
        let least = find::least_of(&ranked);
        if self.feeds_back() {
            let mut heads = HashSet::new();
            let is_below = |one: &Ranked| {
                heads.insert(self.pieces.record_of(one.at));
                heads.len() > feedback::HEAD
            };
            let begin = ranked.iter().position(is_below).unwrap_or(ranked.len());
            let (head, below) = ranked.split_at_mut(begin);
            let docs: Vec<DocRef> = head.iter().map(|one| one.at).collect();
            self.feed_back(&docs, find::least_of(head), below)?;
        }
        ranked.extend(candidates.rest.iter().map(|(at, score)| Ranked::below(least, *at, *score)));
        for one in ranked {
            let record = self.pieces.record_of(one.at);
            if reports.len() < limit && seen.insert(record) {
                let places = self.pieces.places(record)?;
                let ids = places.iter().map(|place| match &place.member {
                    Some(member) => member.clone(),
                    None => place.path.to_string_lossy().into_owned(),
                });
                let best = self.pieces.load(one.at)?.text().to_owned();
                reports.push(RankedReport { ids: ids.collect(), score: one.score, best_passage: best });
            }
        }
        Ok(reports)
    }

    /// Returns the passages that match: all of them when the options ask for the whole list.
    ///
    /// # Errors
    /// What reading the index says.
    pub(in crate::search) fn matching(&self) -> Result<Vec<DocRef>, SearchError> {
        Ok(self.find()?.0.passages)
    }

    /// Returns the passages that come into question, before their texts are looked at.
    ///
    /// # Errors
    /// What reading the index says.
    pub(in crate::search) fn listed(&self) -> Result<Vec<DocRef>, SearchError> {
        let found = self.first_stage().every(true)?;
        Ok(found.head.into_iter().chain(found.rest.into_iter().map(|(at, _)| at)).collect())
    }

    /// Whether every match must be looked at, however many there are.
    pub(in crate::search) fn whole_list(&self) -> bool {
        self.options.document_order || self.options.count
    }

    /// Returns the first stage, nothing looked up yet.
    pub(in crate::search) fn first_stage(&self) -> FirstStage<'_> {
        FirstStage {
            plan: &self.plan,
            terms: &self.terms,
            all: self.options.all,
            depth: self.searcher.ranking.depth,
            run_depth: self.searcher.ranking.run_depth,
            inner: self.searcher.ranking.inner,
            reader: &self.searcher.reader,
            pieces: self.pieces,
            narrowed: OnceCell::new(),
        }
    }

    /// Returns what the ranking counts; made once.
    ///
    /// # Errors
    /// What the engine says when frequencies are looked up.
    pub(in crate::search) fn units(&self) -> Result<&Units, SearchError> {
        if self.units.get().is_none() {
            let Searcher { reader, ranking, .. } = self.searcher;
            let units = Units::of(&self.terms, &self.plan, ranking, reader, self.pieces)?;
            return Ok(self.units.get_or_init(|| units));
        }
        Ok(self.units.get().expect("it was made above"))
    }

    /// Returns what scores passages.
    ///
    /// # Errors
    /// As [`SearchRun::units`].
    pub(in crate::search) fn scorer(&self) -> Result<Scorer<'_>, SearchError> {
        Ok(Scorer {
            run: self,
            units: self.units()?,
            mean_chars: self.mean_chars(),
            mean_report_chars: self.mean_report_chars(),
            names: Default::default(),
        })
    }

    /// Returns the mean length of a passage in folded characters.
    pub(in crate::search) fn mean_chars(&self) -> f32 {
        let counts = &self.searcher.reader.manifest().counts;
        (counts.folded_chars as f32 / counts.passages.max(1) as f32).max(1.0)
    }

    /// Returns the mean length of a report in folded characters.
    fn mean_report_chars(&self) -> f32 {
        let counts = &self.searcher.reader.manifest().counts;
        (counts.folded_chars as f32 / counts.reports.max(1) as f32).max(1.0)
    }

    /// Returns how often each term stands in each of the candidates.
    ///
    /// # Errors
    /// What the engine says.
    pub(in crate::search) fn frequencies(&self, candidates: &[DocRef]) -> Result<Frequencies, SearchError> {
        self.frequencies_of(&self.terms, candidates)
    }

    /// Returns how often each of any terms stands in each of the candidates.
    ///
    /// # Errors
    /// What the engine says.
    pub(in crate::search) fn frequencies_of(
        &self,
        terms: &[QueryTerm],
        candidates: &[DocRef],
    ) -> Result<Frequencies, SearchError> {
        Frequencies::read(terms, candidates, self.options.all, &self.searcher.reader)
    }

    fn finish(&self, found: Found, passages: Total) -> Result<Answer, SearchError> {
        let reports: HashSet<DocRef> = found.passages.iter().map(|at| self.pieces.record_of(*at)).collect();
        let rows = found.rows.into_vec();
        let hits = rows.into_iter().enumerate().map(|(nth, row)| self.hit(nth + 1, row));
        let reports = Total { count: reports.len(), exact: passages.exact };
        let hits = hits.collect::<Result<Vec<_>, _>>()?;
        let mut notes = self.plan.address.as_ref().map_or_else(Vec::new, |address| address.notes.clone());
        if !hits.is_empty() {
            notes.extend(self.plan.notes());
        }
        notes.extend(self.note.clone());
        Ok(Answer { hits, passages, reports, notes })
    }
}

/// Returns the words inside those that so few passages hold.
fn inner_words(
    searcher: &Searcher,
    lexicon: &Lexicon<'_>,
    words: &[String],
) -> Result<Vec<String>, SearchError> {
    let fields = searcher.reader.fields();
    let mut found: Vec<String> = Vec::new();
    for word in words.iter().filter(|word| word.chars().nth(2).is_some() && !has_digit(word)) {
        let held = searcher.reader.word_count(fields.body, word).map_err(SearchError::engine)?;
        if held < searcher.ranking.depth as u64 / INNER_SHARE {
            let inner = analysis::inner_words(&searcher.dictionary, word);
            let new =
                inner.into_iter().filter(|inner| !lexicon.is_stop_word(inner) && !words.contains(inner));
            found.extend(new);
        }
    }
    found.sort();
    found.dedup();
    Ok(found)
}

/// Returns the numbers among terms that no passage holds whole.
fn only_inside(terms: &[String], pieces: &Pieces<'_>) -> Result<Vec<String>, SearchError> {
    let mut found = Vec::new();
    for term in terms.iter().filter(|term| analysis::TermFinder::new(term).is_number()) {
        if pieces.word_count(term)? == 0 {
            found.push(term.clone());
        }
    }
    Ok(found)
}
