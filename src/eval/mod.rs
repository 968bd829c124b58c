//! Ranking measured on collections with judgements: queries asked of an index, answers scored, runs compared.
//!
//! [`ask`] gives the run, [`Collection::score`] its measures (`measures.rs`); files are TREC's (`trec.rs`).

mod measures;
mod trec;

use std::collections::HashMap;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::query;
use crate::search::{SearchError, SearchOptions, Searcher};

pub use measures::{Judgements, Measures, randomization_test};
pub use trec::{
    Queries, TrecError, TrecRun, read_answers, read_judgements, read_queries, read_run, write_run,
};

/// How deep a run goes.
pub const RUN_DEPTH: usize = 1_000;

/// What is asked, and what is right.
pub struct Collection {
    /// Queries in the order of their file: id and text.
    pub queries: Queries,
    /// Judged documents of each query.
    pub judgements: Judgements,
    /// The string that answers each query, where passages are judged.
    pub answers: Option<HashMap<String, String>>,
}

/// The answers to all queries of a collection.
pub struct EvalRun {
    /// For each query that has judgements: its id and its documents, best first.
    pub lists: TrecRun,
    /// How long each query took.
    pub latencies: Vec<Duration>,
    /// Queries without any hit.
    pub empty: Vec<String>,
    /// For each query (in the order of `lists`) the first place, from 0, of a relevant document whose best passage
    /// holds the answer; `None` where there is none among the first ten. Empty without answers.
    pub answered: Vec<Option<usize>>,
}

impl Collection {
    /// Reads the files of a collection.
    ///
    /// # Errors
    /// Which file cannot be read, or which line is not of the form.
    pub fn load(queries: &Path, judgements: &Path, answers: Option<&Path>) -> Result<Collection, TrecError> {
        Ok(Collection {
            queries: read_queries(queries)?,
            judgements: read_judgements(judgements)?,
            answers: answers.map(read_answers).transpose()?,
        })
    }

    /// Returns the measures of each query of a run, in the order of its lists. Queries without a relevant
    /// document are left out, as everywhere; a judged query that the run does not hold measures 0.
    pub fn score(&self, lists: &TrecRun) -> Vec<(String, Measures)> {
        let listed: HashMap<&str, &Vec<String>> =
            lists.iter().map(|(id, ranked)| (id.as_str(), ranked)).collect();
        let nothing = Vec::new();
        let judged = self.queries.iter().filter_map(|(id, _)| Some((id, self.judgements.get(id)?)));
        judged
            // Where nothing is relevant there is nothing to be found, and every system would get 0.
            .filter(|(_, grades)| grades.values().any(|grade| *grade > 0))
            .map(|(id, grades)| {
                (id.clone(), Measures::of(listed.get(id.as_str()).copied().unwrap_or(&nothing), grades))
            })
            .collect()
    }

    /// Returns whether any list holds a document that is judged for its query: else the run is of other documents.
    pub fn is_judged_of(&self, lists: &TrecRun) -> bool {
        let judged = |(id, ranked): &(String, Vec<String>)| {
            let grades = self.judgements.get(id);
            grades.is_some_and(|grades| ranked.iter().any(|document| grades.contains_key(document)))
        };
        lists.iter().any(judged)
    }
}

/// Asks every judged query of the collection, without synonyms where `exact`; `progress` hears the number done.
///
/// # Errors
/// What the search says.
pub fn ask(
    searcher: &Searcher,
    collection: &Collection,
    exact: bool,
    progress: &dyn Fn(usize),
) -> Result<EvalRun, SearchError> {
    let mut run =
        EvalRun { lists: Vec::new(), latencies: Vec::new(), empty: Vec::new(), answered: Vec::new() };
    let options = SearchOptions { limit: RUN_DEPTH, exact, ..SearchOptions::default() };
    for (id, text) in &collection.queries {
        let Some(grades) = collection.judgements.get(id) else { continue };
        let begun = Instant::now();
        // As a person's query would be read, signs and all: the time counts too.
        let (query, _) = query::parse(text);
        let reports = searcher.rank_reports(&query, &options)?;
        run.latencies.push(begun.elapsed());
        // A query that finds nothing counts as 0 in the means, and is named.
        if reports.is_empty() {
            run.empty.push(id.clone());
        }
        if let Some(answers) = &collection.answers {
            let answer = answers.get(id).map(|answer| crate::analysis::fold_text(answer)).unwrap_or_default();
            let right = |report: &crate::search::RankedReport| {
                let relevant = report.ids.iter().any(|id| grades.get(id).is_some_and(|grade| *grade > 0));
                relevant && crate::analysis::fold_text(&report.best_passage).contains(&answer)
            };
            run.answered.push(reports.iter().take(10).position(right));
        }
        // One report may be several documents of a collection: texts that are equal are indexed once.
        let ids = reports.into_iter().flat_map(|report| report.ids).take(RUN_DEPTH).collect();
        run.lists.push((id.clone(), ids));
        progress(run.lists.len());
    }
    Ok(run)
}

/// Returns the `share` quantile (0 to 1) of some durations by nearest rank; zero for none.
pub fn quantile(durations: &[Duration], share: f64) -> Duration {
    let mut sorted = durations.to_vec();
    sorted.sort_unstable();
    let nth = (share * sorted.len() as f64).ceil() as usize;
    sorted.get(nth.saturating_sub(1)).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_by_nearest_rank() {
        let ten: Vec<Duration> = (1..=10).rev().map(Duration::from_millis).collect();
        let millis = [0.5, 0.95, 1.0, 0.0].map(|share| quantile(&ten, share).as_millis());
        assert_eq!(millis, [5, 10, 10, 1]);
        assert_eq!(quantile(&[], 0.5), Duration::ZERO);
    }

    #[test]
    fn a_judged_query_that_a_run_leaves_out_counts_as_missed() {
        let grades = HashMap::from([("d".to_owned(), 1)]);
        let collection = Collection {
            queries: vec![
                ("1".into(), "a".into()),
                ("2".into(), "b".into()),
                ("3".into(), "unjudged".into()),
            ],
            judgements: HashMap::from([("1".to_owned(), grades.clone()), ("2".to_owned(), grades)]),
            answers: None,
        };
        let scored = collection.score(&vec![("1".to_owned(), vec!["d".to_owned()])]);
        let mrr: Vec<(&str, f64)> =
            scored.iter().map(|(id, measures)| (id.as_str(), measures.mrr_10)).collect();
        assert_eq!(mrr, [("1", 1.0), ("2", 0.0)]);
    }
}
