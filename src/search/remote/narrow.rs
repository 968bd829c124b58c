//! What a section must hold, as filters of the engine: what `choose/narrow.rs` does with sets of documents.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::analysis;
use crate::index::FactFilter;
use crate::search::SearchError;
use crate::search::archive::{Archive as _, PassageId};
use crate::search::ask::conditions::Bounds;
use crate::search::ask::plan::Need;
use crate::search::ask::runs::Run;

use super::ask::{self, both, holders, searched};
use super::choose::FirstStage;

/// A character that more than one passage in this many may hold is common: as in `choose/narrow.rs`.
const COMMON: u64 = 16;
/// Of more sections than this a filter is made of no list.
const SECTIONS_MAX: usize = 500_000;

impl FirstStage<'_> {
    /// Returns a filter outside of which the need cannot hold; `None` when that is not known without reading texts.
    pub(super) fn narrow(&self, need: &Need) -> Result<Option<Value>, SearchError> {
        Ok(match need {
            Need::Holds(nth) => self.bounded(&self.wish.plan.wanted[*nth].bounds())?,
            Need::Not(need) => match &**need {
                Need::Excluded(excluded) => match excluded.bounds() {
                    Bounds::ReportsWith(filter) => Some(self.reports_with(filter, false)?),
                    _ => None,
                },
                _ => None,
            },
            Need::Nothing | Need::Excluded(_) | Need::ByValue(_) => None,
            Need::All(all) => {
                let mut filters = Vec::new();
                for need in all {
                    filters.extend(self.narrow(need)?);
                }
                (!filters.is_empty()).then(|| ask::all(filters))
            }
            Need::Any(any) => {
                let mut filters = Vec::new();
                for need in any {
                    let Some(filter) = self.narrow(need)? else { return Ok(None) };
                    filters.push(filter);
                }
                Some(ask::any(filters))
            }
        })
    }

    /// Returns a filter for the passages inside of such bounds; `None` when that is not known without reading texts.
    pub(super) fn bounded(&self, bounds: &Bounds<'_>) -> Result<Option<Value>, SearchError> {
        match bounds {
            Bounds::Unknown => Ok(None),
            Bounds::Sections(runs) => self.around(&runs.iter().collect::<Vec<_>>(), false),
            Bounds::Reports(runs) => self.around(&runs.iter().collect::<Vec<_>>(), true),
            Bounds::SectionsOfWords(words) => {
                let passages = self.remote.statistics().passages;
                let mut telling = Vec::new();
                for word in words {
                    let is_long = word.folded.chars().nth(1).is_some();
                    if is_long || (word.most_holders(self.remote)? as u64) < passages / COMMON {
                        telling.push(word);
                    }
                }
                self.around(&telling, false)
            }
            Bounds::Titled(runs) => self.titled(runs),
            Bounds::ReportsWith(filter) => self.reports_with(filter, true).map(Some),
        }
    }

    /// The sections (or reports) in which each of the runs may begin; `None` when there are none of these, or too many of
    /// those.
    fn around(&self, runs: &[&Run], of_reports: bool) -> Result<Option<Value>, SearchError> {
        let mut filter: Option<Value> = None;
        for run in runs {
            let mut query = vec![both(holders(run), searched(self.wish.all))];
            // What an earlier run bounded bounds this one.
            query.extend(filter.take());
            let (mut sections, mut ranks) = (BTreeSet::new(), BTreeSet::new());
            self.remote.each_listed(&ask::all(query), false, &mut |one| {
                sections.insert(one.section);
                ranks.insert(one.id.report.0);
            })?;
            if sections.len() > SECTIONS_MAX {
                return Ok(None);
            }
            let own_sections = json!({"terms": {"section": sections}});
            filter = Some(match of_reports {
                false => own_sections,
                // A text kept out is by itself.
                true => ask::any(vec![
                    ask::all(vec![json!({"terms": {"rank": ranks}}), json!({"term": {"is_kept": false}})]),
                    own_sections,
                ]),
            });
        }
        Ok(filter)
    }

    /// The reports that fit, or do not.
    fn reports_with(&self, filter: &FactFilter, fits: bool) -> Result<Value, SearchError> {
        let ranks: Vec<u64> = self.remote.fitting(filter)?.into_iter().map(|id| id.0).collect();
        let these = json!({"terms": {"rank": ranks}});
        Ok(if fits { these } else { json!({"bool": {"must_not": [these]}}) })
    }

    /// The reports whose title holds each of these runs; `None` where all of them are single characters.
    fn titled(&self, runs: &[Run]) -> Result<Option<Value>, SearchError> {
        let pairs: Vec<&str> = runs.iter().flat_map(|run| analysis::name_pairs(&run.folded)).collect();
        if pairs.is_empty() {
            return Ok(None);
        }
        let mut ranks = Vec::new();
        for report in self.remote.titled(&pairs)? {
            let title = analysis::fold_text(&self.remote.record(report)?.full_title());
            if runs.iter().all(|run| run.stands_in(&title)) {
                ranks.push(report.0);
            }
        }
        Ok(Some(json!({"terms": {"rank": ranks}})))
    }
}

/// Documents that are these passages.
pub(super) fn named(remote: &super::Remote<'_>, passages: &[PassageId]) -> Result<Value, SearchError> {
    let ids = passages.iter().map(|id| remote.document(*id)).collect::<Result<Vec<_>, _>>()?;
    Ok(json!({"ids": {"values": ids}}))
}
