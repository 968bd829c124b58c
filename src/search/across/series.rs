//! The reports of a series, year by year.

use crate::report::compare::Part;
use crate::search::{SearchError, Searcher};

/// The report of one year of a series.
#[derive(Clone, Debug)]
pub struct Edition {
    /// The year that it is of.
    pub year: u16,
    /// Its title with what tells it apart.
    pub title: String,
    /// Its sections, as they are compared.
    pub parts: Vec<Part>,
}

impl Searcher {
    /// Returns the reports whose titles hold `series`, of the places that hold `region`, by year; of several of one year the
    /// first by path. Reports whose year is not told are left out.
    ///
    /// # Errors
    /// What reading the index says.
    pub fn series(&self, series: &str, region: &str) -> Result<Vec<Edition>, SearchError> {
        let mut found: Vec<Edition> = Vec::new();
        self.each_report(None, &mut |report| {
            let fits = report.full_title().contains(series) && report.region.contains(region);
            let is_new = |year: &u16| fits && !found.iter().any(|known| known.year == *year);
            if let Some(year) = report.year.filter(is_new) {
                found.push(Edition { year, title: report.full_title(), parts: report.parts() });
            }
        })?;
        found.sort_by_key(|edition| edition.year);
        Ok(found)
    }
}
