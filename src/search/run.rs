//! One search under way: what was asked, made ready once, with all that answering it needs.

use std::cell::{Cell, OnceCell};
use std::collections::HashSet;

use crate::analysis::{self, Dictionary};
use crate::index::FactFilter;
use crate::language::tr;
use crate::query::Query;
use crate::schema::{OwnSynonyms, Ranking, StopWords, Synonyms};

use crate::search::SearchError;
use crate::search::address;
use crate::search::archive::{Archive, Choice, Frequencies, PassageId, ReportId, Wish};
use crate::search::ask::bounded::{Bounded, bounded};
use crate::search::ask::conditions::FreeWords;
use crate::search::ask::facts;
use crate::search::ask::lexicon::Lexicon;
use crate::search::ask::plan::Plan;
use crate::search::ask::terms::{QueryTerm, has_digit};
use crate::search::ask::{self, lower};
use crate::search::collect::{self, Found};
use crate::search::fold;
use crate::search::score::feedback;
use crate::search::score::rank::{Ranked, Scorer};
use crate::search::score::units::Units;
use crate::search::show::hit::{Answer, Certainty, RankedReport, Repealed, SearchOptions, Total};

/// What answering goes by beside the reports.
pub(in crate::search) struct Knowledge {
    /// The dictionary that the reports were cut by.
    pub(in crate::search) dictionary: Dictionary,
    /// The program's, like all that ranks: a word added to them counts less at once.
    pub(in crate::search) stop_words: StopWords,
    /// The weights.
    pub(in crate::search) ranking: Ranking,
    /// The synonyms that a person added.
    pub(in crate::search) own_synonyms: OwnSynonyms,
}

/// A word held by one in this many of the passages that are ranked in full, or by more, fills pages by
/// itself.
const INNER_SHARE: u64 = 10;

/// One search under way.
pub(in crate::search) struct SearchRun<'a> {
    /// Who holds the reports.
    pub(in crate::search) archive: &'a dyn Archive,
    /// The dictionary and the weights.
    pub(in crate::search) knowledge: &'a Knowledge,
    /// What is wanted beside the query.
    pub(in crate::search) options: &'a SearchOptions,
    /// How the words of the query are cut.
    pub(in crate::search) lexicon: Lexicon<'a>,
    /// What the query requires, and what chooses and ranks.
    pub(in crate::search) plan: Plan,
    /// The words that rank.
    pub(in crate::search) terms: Vec<QueryTerm>,
    /// What was left out of the query, and what is asked for and known of no report, in words for people.
    notes: Vec<String>,
    /// The facts that the query names in plain words.
    pub(in crate::search) named: Vec<FactFilter>,
    /// What ranking counts, made when it is asked for.
    units: OnceCell<Units>,
    /// Whether some passage holds the query as it was typed: known once candidates are scored.
    pub(in crate::search) is_whole: Cell<bool>,
}

impl<'a> SearchRun<'a> {
    /// Makes a query ready: its words are cut here, and nowhere else.
    ///
    /// # Errors
    /// What reading the index says.
    pub(in crate::search) fn new(
        archive: &'a dyn Archive,
        knowledge: &'a Knowledge,
        query: &Query,
        options: &'a SearchOptions,
    ) -> Result<SearchRun<'a>, SearchError> {
        let Bounded { query, note } = bounded(archive, knowledge, query)?;
        let query = query.as_ref();
        let mut notes: Vec<String> =
            facts::filters(query)?.iter().filter_map(|asked| facts::note(asked, archive)).collect();
        notes.extend(note);
        let mut all_text = lower::all_text(query);
        let mut synonyms = if options.exact { Synonyms::default() } else { Synonyms::of_text(&all_text) };
        if !options.exact {
            synonyms.add_own(&knowledge.own_synonyms, &all_text);
        }
        // The words of synonyms are cut by the same segmenter, which has to know their texts.
        let others = synonyms.within(&all_text).join("\n");
        all_text.push_str(&others);
        let lexicon = Lexicon::for_text(&knowledge.dictionary, &knowledge.stop_words, &all_text);
        let mut plan = lower::plan(query, &lexicon, &synonyms);
        if !options.exact && knowledge.ranking.inner > 0.0 {
            for words in plan.free_words() {
                let inner = inner_words(archive, knowledge, &lexicon, &words.choosing)?;
                words.set_inner(inner);
            }
        }
        // Of the query within bounds: what was left out of a long one is no part of an address.
        plan.address = address::resolve(query, archive)?;
        // A report that may be meant and lacks the number is told of, and words decide as for any other query.
        if let Some(address) = plan.address.take_if(|address| address.leads_nowhere()) {
            notes.extend(address.notes);
        }
        for words in plan.free_words() {
            words.only_inside = only_inside(words, archive)?;
        }
        let terms = ask::terms::gather(&plan, &lexicon, &knowledge.ranking);
        let words: Vec<&str> = terms.iter().map(|term| term.text.as_str()).collect();
        let named: Vec<FactFilter> =
            query.free_text().map(|text| archive.named_in(&text)).unwrap_or_default();
        log::debug!("read as {query}; words that rank: {words:?}; facts named: {named:?}");
        Ok(SearchRun {
            archive,
            knowledge,
            options,
            lexicon,
            plan,
            terms,
            notes,
            named,
            units: OnceCell::new(),
            is_whole: Cell::new(false),
        })
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
            total.is_exact(),
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
        let choice = self.choice();
        let mut candidates = choice.best(self.knowledge.ranking.depth.max(limit.saturating_mul(4)))?;
        self.join_addressed(&mut candidates);
        let mut seen = HashSet::new();
        let mut reports = Vec::new();
        let mut ranked = self.rank(&*choice, &candidates)?;
        let least = collect::least_of(&ranked);
        if self.feeds_back() {
            let mut heads = HashSet::new();
            let is_below = |one: &Ranked| {
                heads.insert(one.at.report);
                heads.len() > feedback::HEAD
            };
            let begin = ranked.iter().position(is_below).unwrap_or(ranked.len());
            let (head, below) = ranked.split_at_mut(begin);
            let docs: Vec<PassageId> = head.iter().map(|one| one.at).collect();
            self.feed_back(&docs, collect::least_of(head), below)?;
        }
        ranked.extend(candidates.rest.iter().map(|(at, score)| Ranked::below(least, *at, *score)));
        for one in ranked {
            let record = one.at.report;
            if reports.len() < limit && seen.insert(record) {
                let places = self.archive.places(record)?;
                // Collections call their documents by name, other reports go by their path.
                let ids = places.iter().map(|place| match &place.member {
                    Some(member) => member.clone(),
                    None => place.path.to_string_lossy().into_owned(),
                });
                // The first that is met is the best of its report.
                let best = self.archive.passage(one.at)?.text().to_owned();
                reports.push(RankedReport { ids: ids.collect(), score: one.score, best_passage: best });
            }
        }
        Ok(reports)
    }

    /// Returns what is to be said of the query.
    pub(in crate::search) fn notes(&self) -> &[String] {
        &self.notes
    }

    /// Returns the passages that match: all of them when the options ask for the whole list.
    ///
    /// # Errors
    /// What reading the index says.
    pub(in crate::search) fn matching(&self) -> Result<Vec<PassageId>, SearchError> {
        Ok(self.find()?.0.passages)
    }

    /// Returns the passages that come into question, before their texts are looked at.
    ///
    /// # Errors
    /// What reading the index says.
    pub(in crate::search) fn listed(&self) -> Result<Vec<PassageId>, SearchError> {
        let found = self.choice().every(true)?;
        Ok(found.head.into_iter().chain(found.rest.into_iter().map(|(at, _)| at)).collect())
    }

    /// Whether every match must be looked at, however many there are.
    pub(in crate::search) fn whole_list(&self) -> bool {
        self.options.document_order || self.options.count
    }

    /// Returns what is asked of the first stage.
    pub(in crate::search) fn wish(&self) -> Wish<'_> {
        let Ranking { depth, run_depth, inner, .. } = self.knowledge.ranking;
        Wish { plan: &self.plan, terms: &self.terms, all: self.options.all, depth, run_depth, inner }
    }

    /// Returns the first stage, nothing looked up yet.
    pub(in crate::search) fn choice(&self) -> Box<dyn Choice + '_> {
        self.archive.choice(self.wish())
    }

    /// Returns what the ranking counts; made once.
    ///
    /// # Errors
    /// What the engine says when frequencies are looked up.
    pub(in crate::search) fn units(&self) -> Result<&Units, SearchError> {
        if self.units.get().is_none() {
            let ranking = &self.knowledge.ranking;
            let mut units = Units::of(&self.terms, &self.plan, ranking, self.archive)?;
            // The report says them for its passages.
            let named: Vec<String> = self.named.iter().map(FactFilter::words).collect();
            units.weigh_within(&named, ranking.named_words);
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
            mean_chars: self.archive.statistics().mean_chars,
            mean_report_chars: self.archive.statistics().mean_report_chars,
            names: Default::default(),
        })
    }

    /// Returns how often each term stands in each of the candidates.
    ///
    /// # Errors
    /// What the archive says.
    pub(in crate::search) fn frequencies(&self, of: &[PassageId]) -> Result<Frequencies, SearchError> {
        let words: Vec<&str> = self.terms.iter().map(|term| term.text.as_str()).collect();
        self.archive.frequencies(&words, of, self.options.all)
    }

    /// Whether hits stand where they stand: what is called by its name, and what is wanted in the order of documents.
    pub(in crate::search) fn stays(&self) -> bool {
        self.plan.address.is_some() || self.options.document_order
    }

    fn finish(&self, found: Found, passages: Total) -> Result<Answer, SearchError> {
        let reports: HashSet<ReportId> = found.passages.iter().map(|at| at.report).collect();
        let is_folded = found.rows.are_folded();
        let options = &SearchOptions {
            repealed: if self.stays() { Repealed::Show } else { self.options.repealed },
            ..*self.options
        };
        let groups = fold::grouped(&found.rows.into_vec(), is_folded, options, self.archive);
        let hits = groups.iter().enumerate().map(|(nth, group)| self.hit_of(nth + 1, group));
        // Reports are counted among the passages that were found: exactly only where these are all.
        let certainty = if passages.is_exact() { Certainty::Counted } else { Certainty::AtLeast };
        let reports = Total { count: reports.len(), certainty };
        let hits = hits.collect::<Result<Vec<_>, _>>()?;
        let mut notes = self.archive.lacking();
        notes.extend(self.plan.address.iter().flat_map(|address| address.notes.iter().cloned()));
        // These explain what is shown; what an address leads to is no number among words.
        if !hits.is_empty() && self.plan.address.is_none() {
            notes.extend(self.plan.notes());
        }
        notes.extend(self.notes.clone());
        let first = hits.first().map_or(0.0, |hit| hit.score);
        if !self.stays() && found.best_held.is_some_and(|best| best > first) {
            notes.push(tr!("query-repealed-better"));
        }
        Ok(Answer { hits, passages, reports, complete: found.complete, notes })
    }
}

/// Returns the words inside those of `words` that few passages hold (see [`INNER_SHARE`]).
fn inner_words(
    archive: &dyn Archive,
    knowledge: &Knowledge,
    lexicon: &Lexicon<'_>,
    words: &[String],
) -> Result<Vec<String>, SearchError> {
    // A word of two characters has no words inside.
    let is_long = |word: &&str| word.chars().nth(2).is_some() && !has_digit(word);
    let long: Vec<&str> = words.iter().map(String::as_str).filter(is_long).collect();
    let mut found: Vec<String> = Vec::new();
    for (word, held) in long.iter().zip(archive.word_counts(&long)?) {
        if held < knowledge.ranking.depth as u64 / INNER_SHARE {
            let inner = analysis::inner_words(&knowledge.dictionary, word);
            found.extend(
                inner.into_iter().filter(|inner| !lexicon.is_stop_word(inner) && !words.contains(inner)),
            );
        }
    }
    found.sort();
    found.dedup();
    Ok(found)
}

/// Returns the numbers among words that no passage holds whole, where some may hold their characters.
fn only_inside(words: &FreeWords, archive: &dyn Archive) -> Result<Vec<String>, SearchError> {
    let is_number = |term: &&str| analysis::TermFinder::new(term).is_number();
    let numbers: Vec<&str> = words.terms.iter().map(String::as_str).filter(is_number).collect();
    let held = archive.word_counts(&numbers)?.into_iter().zip(archive.heading_counts(&numbers)?);
    let nowhere: Vec<&str> =
        numbers.iter().zip(held).filter(|(_, held)| *held == (0, 0)).map(|(n, _)| *n).collect();
    if nowhere.is_empty() {
        return Ok(Vec::new());
    }
    let runs = words.runs_of_numbers();
    let stands = archive.run_counts(&runs)?.into_iter().any(|held| held != Some(0));
    Ok(nowhere.into_iter().filter(|_| stands).map(str::to_owned).collect())
}
