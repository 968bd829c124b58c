//! Which reports one is held against.

use crate::report::Facts;
use crate::search::across::reports::WholeReport;
use crate::search::{SearchError, Searcher};

use super::{SeriesName, TermsOf};

/// A series of reports.
pub(super) enum Series {
    /// What a query chose already.
    Chosen,
    /// All reports of the index.
    All,
    /// Those of a kind by one issuer, or of one place, where these are told.
    Of { kind: String, issuers: Vec<String>, region: String },
}

impl Series {
    /// The series of a report, or of a year; `is_chosen`: which reports it has was said.
    pub(super) fn of(of: &TermsOf, report: Option<&WholeReport>, is_chosen: bool) -> Series {
        match (of, report) {
            _ if is_chosen => Series::Chosen,
            (TermsOf::Year(_), _) | (_, None) => Series::All,
            (_, Some(report)) => Series::Of {
                kind: kind_of(report),
                issuers: issuers_of(report),
                region: report.region.clone(),
            },
        }
    }

    pub(super) fn holds(&self, report: &WholeReport) -> bool {
        let Series::Of { kind, issuers, region } = self else { return true };
        let own = issuers_of(report);
        let by_the_same = match (issuers.is_empty() || own.is_empty(), region.as_str(), &report.region) {
            (false, ..) => own.iter().any(|issuer| issuers.contains(issuer)),
            // One of them does not tell who issued it: the place decides, where both tell that.
            (true, "", _) => true,
            (true, place, own) => own.is_empty() || place == own,
        };
        by_the_same && kind_of(report) == *kind
    }

    pub(super) fn name(&self) -> SeriesName {
        match self {
            Series::Chosen => SeriesName::Chosen,
            Series::All => SeriesName::All,
            Series::Of { kind, issuers, region } => {
                let by = if issuers.is_empty() { region.clone() } else { issuers.join("、") };
                SeriesName::Of(format!("{by} {kind}").trim().to_owned())
            }
        }
    }
}

/// The kind of a report, or its title without year and place.
fn kind_of(report: &WholeReport) -> String {
    let known = report.facts.as_ref().and_then(|facts| facts.kind.as_ref());
    known.map(|kind| kind.value.clone()).unwrap_or_else(|| report.kind_by_title())
}

fn issuers_of(report: &WholeReport) -> Vec<String> {
    let issuers = |facts: &Facts| facts.issuers.as_ref().map(|known| known.value.clone());
    report.facts.as_ref().and_then(issuers).unwrap_or_default()
}

impl Searcher {
    /// The report that is meant: the one of a file, or the first by path whose title holds what was typed.
    pub(super) fn one_report(&self, of: &TermsOf) -> Result<Option<WholeReport>, SearchError> {
        self.first_report(&|title, places| match of {
            TermsOf::Year(_) => false,
            TermsOf::File(file) => places.iter().any(|place| place.path == *file),
            TermsOf::Title(typed) => title.contains(typed.as_str()),
        })
    }
}
