//! Requests of a search: documents of the engine listed, counted and scored.

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Value, json};

use crate::analysis::RunGrams;
use crate::engine::{Answer, DocumentHit};
use crate::language::tr;
use crate::search::SearchError;
use crate::search::archive::{PassageId, ReportId};
use crate::search::ask::runs::Run;

use super::documents::{PassageRead, ReportRead, term_of};
use super::index::{Remote, damaged};
use super::table::shown;

/// Documents of one page of a list: engines give no more at once.
pub(super) const PAGE: usize = 10_000;
/// Searches of one request.
const SEARCHES: usize = 200;

/// Documents whose field holds a term.
pub(super) fn term(field: &str, text: &str) -> Value {
    json!({"term": {field: text}})
}

/// Documents that satisfy both.
pub(super) fn both(one: Value, other: Option<Value>) -> Value {
    match other {
        None => one,
        Some(other) => json!({"bool": {"filter": [one, other]}}),
    }
}

/// Documents that satisfy one of them.
pub(super) fn any(all: Vec<Value>) -> Value {
    match all.is_empty() {
        true => json!({"match_none": {}}),
        false => json!({"bool": {"should": all, "minimum_should_match": 1}}),
    }
}

/// Documents that satisfy all of them.
pub(super) fn all(all: Vec<Value>) -> Value {
    json!({"bool": {"filter": all}})
}

/// What is searched: passages, and with `all` texts kept out as well.
pub(super) fn searched(all: bool) -> Option<Value> {
    (!all).then(|| json!({"term": {"is_kept": false}}))
}

/// Documents that have each of some n-grams, a query for each.
pub(super) fn grams(grams: &RunGrams) -> Vec<Value> {
    let pairs = grams.pairs.iter().map(|key| term("pairs", &term_of(*key)));
    pairs.chain(grams.prefixes.iter().map(|code| term("chars", &term_of(u32::from(*code))))).collect()
}

/// Documents that may hold the beginning of a run.
pub(super) fn holders(run: &Run) -> Value {
    let RunGrams { pairs, prefixes } = run.grams();
    match (&pairs[..], &prefixes[..]) {
        (_, [_]) => all(grams(run.grams())),
        ([], _) => json!({"match_all": {}}),
        (pairs, _) => {
            // Two characters are told by the list itself; of a longer run each pair may stand in the next passage.
            let field = if run.is_exact() { "pairs" } else { "both" };
            all(pairs.iter().map(|key| term(field, &term_of(*key))).collect())
        }
    }
}

/// Passages in the order of positions, and behind which of them the next page begins.
fn by_position() -> Value {
    json!([{"rank": "asc"}, {"ordinal": "asc"}])
}

/// A document of a list: its section, and its score where one was asked for.
pub(super) struct Listed {
    /// The passage.
    pub(super) id: PassageId,
    /// The number of its section.
    pub(super) section: i64,
    /// Its score.
    pub(super) score: f32,
}

impl Remote<'_> {
    /// Searches the index of passages many times in as few requests as may be; what parts of it do not answer is noted.
    pub(super) fn ask<S: serde::de::DeserializeOwned>(
        &self,
        searches: &[Value],
        is_scored: bool,
    ) -> Result<Vec<Answer<S>>, SearchError> {
        self.ask_of(&self.index.layout.passages, searches, is_scored)
    }

    pub(super) fn ask_of<S: serde::de::DeserializeOwned>(
        &self,
        index: &str,
        searches: &[Value],
        is_scored: bool,
    ) -> Result<Vec<Answer<S>>, SearchError> {
        let mut answers = Vec::new();
        for some in searches.chunks(SEARCHES) {
            answers.extend(self.index.engine.search_all(index, some, is_scored)?);
        }
        answers.iter().for_each(|answer| self.note_lacking(answer));
        Ok(answers)
    }

    /// As [`Remote::ask`] without texts; what was foreseen is not asked again.
    pub(super) fn ask_plain(&self, searches: &[Value]) -> Result<Vec<Answer<IgnoredAny>>, SearchError> {
        let known: Vec<_> =
            searches.iter().map(|search| self.foreseen.borrow_mut().remove(&search.to_string())).collect();
        let new: Vec<Value> = searches
            .iter()
            .zip(&known)
            .filter(|(_, known)| known.is_none())
            .map(|(s, _)| s.clone())
            .collect();
        let mut new = self.ask(&new, false)?.into_iter();
        Ok(known.into_iter().filter_map(|known| known.or_else(|| new.next())).collect())
    }

    /// Asks for what will be asked for soon, all in one request.
    pub(super) fn foresee(&self, searches: &[Value]) -> Result<(), SearchError> {
        let answers = self.ask(searches, false)?;
        self.foreseen.borrow_mut().extend(searches.iter().map(Value::to_string).zip(answers));
        Ok(())
    }

    fn note_lacking<S>(&self, answer: &Answer<S>) {
        let shards = answer.shards;
        let mut lacks = self.lacks.borrow_mut();
        let name = self.index.engine.name();
        if shards.lacking() > 0 {
            lacks.insert(tr!(
                "push-parts-lacking",
                name = name,
                lacking = shards.lacking().to_string(),
                total = shards.total.to_string()
            ));
        } else if answer.timed_out {
            lacks.insert(tr!("push-timed-out", name = name));
        }
    }

    /// Returns how many documents satisfy each query; each is asked once.
    pub(super) fn counts(&self, queries: Vec<Value>) -> Result<Vec<u64>, SearchError> {
        let names: Vec<String> = queries.iter().map(Value::to_string).collect();
        let mut new: Vec<(&String, Value)> = Vec::new();
        for (name, query) in names.iter().zip(queries) {
            if !self.counted.borrow().contains_key(name) && !new.iter().any(|(known, _)| *known == name) {
                new.push((name, query));
            }
        }
        let searches = new.iter().map(|(_, query)| count_search(query));
        let answers = self.ask_plain(&searches.collect::<Vec<_>>())?;
        let mut counted = self.counted.borrow_mut();
        for ((name, _), answer) in new.into_iter().zip(answers) {
            counted.insert(name.clone(), answer.hits.total.value);
        }
        Ok(names.iter().map(|name| counted.get(name).copied().unwrap_or(0)).collect())
    }

    /// Returns all documents that satisfy a query, in the order of positions, each shown to `each`; scored by `scored`.
    pub(super) fn each_listed(
        &self,
        query: &Value,
        is_scored: bool,
        each: &mut dyn FnMut(Listed),
    ) -> Result<(), SearchError> {
        let mut after: Option<Vec<Value>> = None;
        loop {
            let mut search = json!({
                "size": PAGE, "track_total_hits": false, "_source": false, "query": query, "sort": by_position(),
                "docvalue_fields": ["section"], "track_scores": is_scored,
            });
            if let Some(after) = &after {
                search["search_after"] = json!(after);
            }
            let answer = self.ask::<IgnoredAny>(&[search], is_scored)?.pop();
            let hits = answer.map(|answer| answer.hits.hits).unwrap_or_default();
            let count = hits.len();
            for hit in &hits {
                let section = hit.fields.get("section").and_then(|all| all.get(0)?.as_i64()).unwrap_or(0);
                each(Listed { id: self.placed(hit)?, section, score: hit.score.unwrap_or(0.0) });
            }
            match hits.into_iter().next_back() {
                Some(last) if count == PAGE => after = Some(last.sort),
                _ => return Ok(()),
            }
        }
    }

    /// Returns all documents that satisfy a query, in the order of positions.
    pub(super) fn list(&self, query: &Value) -> Result<Vec<PassageId>, SearchError> {
        let mut found = Vec::new();
        self.each_listed(query, false, &mut |one| found.push(one.id))?;
        Ok(found)
    }

    /// Returns the first documents that satisfy a query, in the order of positions, and how many do.
    pub(super) fn first(&self, query: &Value, most: usize) -> Result<(Vec<PassageId>, usize), SearchError> {
        let answer = self.ask_plain(&[first_search(query, most)])?.pop();
        answer.map_or(Ok((Vec::new(), 0)), |answer| self.placed_all(answer))
    }

    /// The same of many queries at once, as [`first_search`] made them.
    pub(super) fn placed_all(
        &self,
        answer: Answer<IgnoredAny>,
    ) -> Result<(Vec<PassageId>, usize), SearchError> {
        let ids = answer.hits.hits.iter().map(|hit| self.placed(hit)).collect::<Result<Vec<_>, _>>()?;
        Ok((ids, answer.hits.total.value as usize))
    }

    fn placed<S>(&self, hit: &DocumentHit<S>) -> Result<PassageId, SearchError> {
        let rank = hit.sort.iter().rev().nth(1).and_then(Value::as_u64);
        self.met(&hit.id, rank.ok_or_else(|| damaged(format!("the passage {} has no place", hit.id)))?)
    }

    /// Returns the best documents by words (`should`, each with its weight) that satisfy a filter, best first, with the
    /// engine's scores; their texts come with them where `with_texts`.
    pub(super) fn best(
        &self,
        should: &[Value],
        filter: &[Value],
        most: usize,
        with_texts: bool,
    ) -> Result<Vec<(PassageId, f32)>, SearchError> {
        let mut found = Vec::new();
        let mut after: Option<Vec<Value>> = None;
        while found.len() < most {
            let size = (most - found.len()).min(PAGE);
            let mut search = json!({
                "size": size, "track_total_hits": false, "_source": with_texts,
                "query": {"bool": {"should": should, "filter": filter, "minimum_should_match": 1}},
                "sort": [{"_score": "desc"}, {"rank": "asc"}, {"ordinal": "asc"}],
            });
            if let Some(after) = &after {
                search["search_after"] = json!(after);
            }
            let answer = self.ask::<PassageRead>(&[search], true)?.pop();
            let hits = answer.map(|answer| answer.hits.hits).unwrap_or_default();
            let count = hits.len();
            after = hits.last().map(|last| last.sort.clone());
            for mut hit in hits {
                let score = hit.score.or_else(|| Some(hit.sort.first()?.as_f64()? as f32)).unwrap_or(0.0);
                let id = match hit.source.take() {
                    Some(read) => self.keep(&hit.id, read)?,
                    None => self.placed(&hit)?,
                };
                found.push((id, score));
            }
            if count < size {
                break;
            }
        }
        Ok(found)
    }

    /// Returns all reports in the order of paths; what is stored of them comes with them.
    pub(super) fn all_reports(&self) -> Result<Vec<ReportId>, SearchError> {
        if self.listed.borrow().is_none() {
            let all = self.reports_that(&json!({"match_all": {}}))?;
            self.listed.replace(Some(all));
        }
        Ok(self.listed.borrow().clone().unwrap_or_default())
    }

    /// Returns for each of some pairs the reports whose titles have it; nothing of them is read but what they are called by.
    pub(super) fn reports_having(&self, pairs: &[&str]) -> Result<Vec<Vec<ReportId>>, SearchError> {
        self.reports_of(&pairs.iter().map(|pair| term("title", pair)).collect::<Vec<_>>())
    }

    /// Returns for each query the reports that satisfy it, in the order of paths; nothing of them is read but what they are
    /// called by.
    pub(super) fn reports_of(&self, queries: &[Value]) -> Result<Vec<Vec<ReportId>>, SearchError> {
        let mut lists = vec![Vec::new(); queries.len()];
        let mut waiting: Vec<(usize, Option<Vec<Value>>)> =
            (0..queries.len()).map(|nth| (nth, None)).collect();
        while !waiting.is_empty() {
            let search = |(nth, after): &(usize, Option<Vec<Value>>)| {
                let mut search = json!({
                    "size": PAGE, "track_total_hits": false, "_source": false, "query": queries[*nth],
                    "sort": [{"rank": "asc"}],
                });
                if let Some(after) = after {
                    search["search_after"] = json!(after);
                }
                search
            };
            let searches: Vec<Value> = waiting.iter().map(search).collect();
            let answers = self.ask_of::<IgnoredAny>(&self.index.layout.reports, &searches, false)?;
            let mut further = Vec::new();
            for ((nth, _), answer) in waiting.into_iter().zip(answers) {
                let hits = answer.hits.hits;
                for hit in &hits {
                    let rank = hit.sort.first().and_then(Value::as_u64);
                    let rank = rank.ok_or_else(|| damaged(format!("the report {} has no place", hit.id)))?;
                    lists[nth].push(self.met_report(&hit.id, rank));
                }
                let is_full = hits.len() == PAGE;
                further.extend(
                    hits.into_iter().next_back().filter(|_| is_full).map(|last| (nth, Some(last.sort))),
                );
            }
            waiting = further;
        }
        Ok(lists)
    }

    /// Returns the reports that satisfy a query, in the order of paths; what is stored of them comes with them.
    pub(super) fn reports_that(&self, query: &Value) -> Result<Vec<ReportId>, SearchError> {
        /// Reports of one page: each comes with its files.
        const REPORTS: usize = 2_000;
        #[derive(Deserialize)]
        struct Page {
            hits: Documents,
        }
        #[derive(Deserialize)]
        struct Documents {
            hits: Vec<DocumentHit<ReportRead>>,
        }
        let mut found = Vec::new();
        let mut after: Option<Vec<Value>> = None;
        loop {
            let others = json!({"bool": {"filter": [query, shown()]}});
            let mut search = json!({"size": REPORTS, "query": others, "sort": [{"rank": "asc"}]});
            if let Some(after) = &after {
                search["search_after"] = json!(after);
            }
            let path = format!("/{}/_search", self.index.layout.reports);
            let Page { hits: Documents { hits } } = self.index.engine.ask("POST", &path, &search)?;
            let count = hits.len();
            after = hits.last().map(|last| last.sort.clone());
            for hit in hits {
                let gone = || damaged(format!("the report {} has no description", hit.id));
                found.push(self.keep_report(&hit.id, hit.source.ok_or_else(gone)?)?);
            }
            if count < REPORTS {
                return Ok(found);
            }
        }
    }
}

/// A search for how many documents satisfy a query.
pub(super) fn count_search(query: &Value) -> Value {
    json!({"size": 0, "track_total_hits": true, "query": query})
}

/// A search for the first documents that satisfy a query, in the order of positions, and for how many do.
pub(super) fn first_search(query: &Value, most: usize) -> Value {
    json!({
        "size": most.min(PAGE), "track_total_hits": true, "_source": false, "query": query, "sort": by_position(),
    })
}
