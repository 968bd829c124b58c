//! Facts of reports asked of the engine: which reports fit a filter, without what is stored of them being read.

use serde::de::IgnoredAny;
use serde_json::{Value, json};

use crate::index::{FactFilter, KnownFacts};
use crate::query::FactField;
use crate::search::SearchError;
use crate::search::archive::{Archive as _, ReportId};

use super::ask::any;
use super::index::Remote;

/// Of a fact that has more values than this each report is looked at.
const VALUES_MAX: usize = 10_000;

/// A value of one fact, by itself: whether it fits is told by the same code as of a report.
struct Alone<'a> {
    field: &'a FactField,
    value: &'a str,
}

impl KnownFacts for Alone<'_> {
    fn year(&self) -> Option<u16> {
        None
    }

    fn region(&self) -> Option<u32> {
        None
    }

    fn about(&self) -> Option<u32> {
        None
    }

    fn kind(&self) -> &str {
        if *self.field == FactField::Kind { self.value } else { "" }
    }

    fn number(&self) -> &str {
        ""
    }

    fn issuers(&self) -> Vec<&str> {
        if *self.field == FactField::Issuer { vec![self.value] } else { Vec::new() }
    }

    fn own(&self, _name: &str) -> Option<&str> {
        None
    }
}

impl Remote<'_> {
    /// Returns the reports that fit a filter, in the order of paths.
    pub(super) fn fitting(&self, filter: &FactFilter) -> Result<Vec<ReportId>, SearchError> {
        match self.fact_query(filter)? {
            Some(query) => Ok(self.reports_of(&[query])?.pop().unwrap_or_default()),
            // The engine does not know it: a number of a document, a person's own fact.
            None => {
                let mut reports = self.all_reports()?;
                reports.retain(|report| self.fits(*report, filter));
                Ok(reports)
            }
        }
    }

    /// A query for the reports that fit; `None` where the engine cannot tell.
    fn fact_query(&self, filter: &FactFilter) -> Result<Option<Value>, SearchError> {
        let name = match &filter.field {
            FactField::Year => {
                let Some((from, to)) = filter.years() else { return Ok(None) };
                return Ok(Some(json!({"range": {"year": {"gte": from, "lte": to}}})));
            }
            FactField::Region => return Ok(Some(json!({"terms": {"regions": filter.regions()}}))),
            FactField::Kind => "kind",
            FactField::Issuer => "issuers",
            FactField::Number | FactField::Own(_) => return Ok(None),
        };
        let values = json!({
            "size": 0, "track_total_hits": false, "query": {"match_all": {}},
            "aggs": {"values": {"terms": {"field": name, "size": VALUES_MAX}}},
        });
        let answer = self.ask_of::<IgnoredAny>(&self.index.layout.reports, &[values], false)?.pop();
        let found = answer.map(|answer| answer.aggregations).unwrap_or_default();
        let buckets = found.pointer("/values/buckets").and_then(Value::as_array);
        let values: Vec<&str> =
            buckets.into_iter().flatten().filter_map(|bucket| bucket.get("key")?.as_str()).collect();
        if values.len() >= VALUES_MAX {
            return Ok(None);
        }
        let fits = |value: &&str| filter.fits(&Alone { field: &filter.field, value });
        let fitting: Vec<&str> = values.into_iter().filter(fits).collect();
        Ok(Some(if fitting.is_empty() { any(Vec::new()) } else { json!({"terms": {name: fitting}}) }))
    }
}
