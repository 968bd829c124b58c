//! What a report, or a year, says that others of its series do not: its characteristic terms, and new ones.
//!
//! - `texts.rs`: reports as runs of words; `count.rs`: how often each run of words stands where
//! - `weigh.rs`: how well a run holds together, how free its neighbours are, how far it is from what was to be expected
//!
//! All is read from the stored texts when it is asked for: an index holds nothing for it.

mod count;
mod series;
mod texts;
mod weigh;

use std::path::PathBuf;

use crate::query::Query;
use crate::search::{SearchError, Searcher};

use count::Counted;
use series::Series;
use texts::{Text, Texts};
use weigh::Weighed;

/// Text of a series that is read at most, folded, in bytes: it is held in memory with its words.
const BYTES_MAX: usize = 256 << 20;

/// Whose terms are wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TermsOf {
    /// Those of the reports of a year.
    Year(u16),
    /// Those of the report in this file.
    File(PathBuf),
    /// Those of the report whose title, with what tells it apart, holds this.
    Title(String),
}

/// A run of words.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Term {
    /// As the first report that holds it prints it, without blanks.
    pub text: String,
    /// How often it stands in what was asked about.
    pub hits: usize,
    /// How often it stands in the other reports of the series.
    pub other_hits: usize,
    /// Reports of the series that hold it, the one asked about too.
    pub reports: usize,
    /// The year of the earliest report that holds it.
    pub first_year: Option<u16>,
    /// Pointwise mutual information of its two halves where it is weakest, in nats; `None` for one word of the dictionary.
    pub cohesion: Option<f64>,
    /// Entropy of its neighbours on the side where they vary less, in nats.
    pub freedom: f64,
    /// What it is ordered by: the greater, the sooner it is told.
    pub weight: f64,
    /// Whether the dictionary of the index has it as one word.
    pub in_dictionary: bool,
    /// The first file of the first report asked about that holds it, and the line.
    pub place: (PathBuf, usize),
}

/// Which reports others are held against.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum SeriesName {
    /// All of the index.
    #[default]
    All,
    /// Those that were chosen.
    Chosen,
    /// Those of an issuer, or a place, and a kind: 国务院 政府工作报告.
    Of(String),
}

/// The terms of a report or a year.
#[derive(Clone, Debug, Default)]
pub struct Terms {
    /// The titles of the reports asked about.
    pub asked: Vec<String>,
    /// The series that they are held against.
    pub series: SeriesName,
    /// The other reports of it, copies apart.
    pub others: usize,
    /// Their first and last year, where any is told.
    pub years: Option<(u16, u16)>,
    /// The year from which on a term is new; `None` where none is told: what no other report says is new then.
    pub year: Option<u16>,
    /// Copies that were left out.
    pub copies: usize,
    /// Reports that were left out because the series is too long.
    pub left_out: usize,
    /// What is said much more often than elsewhere in the series, most telling first.
    pub characteristic: Vec<Term>,
    /// What was not said before, most telling first.
    pub new: Vec<Term>,
}

impl Searcher {
    /// Returns the terms of a report or a year, at most `limit` characteristic and as many new ones. `series` tells which
    /// reports they are held against: without it, a report those of its kind by the same issuer, or place; a year all of the
    /// index. `None` where no report is meant.
    ///
    /// # Errors
    /// What reading the index says.
    pub fn terms(
        &self,
        of: &TermsOf,
        series: Option<&Query>,
        limit: usize,
    ) -> Result<Option<Terms>, SearchError> {
        let asked = match of {
            TermsOf::Year(_) => None,
            _ => match self.one_report(of)? {
                Some(report) => Some(report),
                None => return Ok(None),
            },
        };
        let kept = Series::of(of, asked.as_ref(), series.is_some());
        let mut texts = Texts::new(self.full_segmenter(), asked.as_ref(), of);
        self.each_report(series, &mut |report| {
            if kept.holds(&report) {
                texts.take(&report, BYTES_MAX);
            }
        })?;
        if texts.asked().next().is_none() {
            return Ok(None);
        }
        let mut terms = Terms {
            asked: texts.asked().map(|text| text.title.clone()).collect(),
            series: kept.name(),
            others: texts.others().count(),
            years: years_of(texts.others()),
            year: texts.asked().filter_map(|text| text.year).min(),
            copies: texts.copies,
            left_out: texts.left_out,
            ..Terms::default()
        };
        let counted = Counted::of(&texts, terms.year, &self.knowledge.stop_words);
        let weighed = Weighed::of(&counted, &texts, &self.knowledge.dictionary);
        terms.characteristic = weighed.characteristic(limit);
        terms.new = weighed.first_said(limit);
        Ok(Some(terms))
    }
}

fn years_of<'t>(texts: impl Iterator<Item = &'t Text>) -> Option<(u16, u16)> {
    let years: Vec<u16> = texts.filter_map(|text| text.year).collect();
    Some((years.iter().copied().min()?, years.iter().copied().max()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::tests::Fixture;

    fn report(year: u16, words: &str) -> (String, String) {
        // What all reports say, each a little otherwise.
        let filler = |nth: u16| format!("第{nth}项工作由{}个部门负责，按照要求推进。\n", nth * year % 97);
        let body: String = (1..40).map(filler).collect();
        (format!("{year}.txt"), format!("{year}年甲山省政府工作报告\n一、回顾\n{body}二、打算\n{words}\n"))
    }

    #[test]
    fn new_terms_are_those_that_hold_together_and_were_not_said_before() {
        let reports = [
            report(2021, "发展空中交通。保障粮食安全。"),
            report(2022, "抓好粮食安全。发展数字产业。"),
            report(2023, "发展空中出租。空中出租要安全，试点空中出租。规范空中出租，粮食安全不放松。"),
            report(2024, "支持空中出租、数字产业。空中出租明显增多。"),
        ];
        let files: Vec<(&str, &str)> =
            reports.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        let fixture = Fixture::of(&files);
        let terms = fixture.searcher.terms(&TermsOf::Year(2023), None, 5).expect("terms").expect("a report");
        let texts = |terms: &[Term]| terms.iter().map(|term| term.text.clone()).collect::<Vec<_>>();
        assert_eq!(texts(&terms.new)[0], "空中出租", "{:?}", terms.new);
        assert!(!texts(&terms.new).contains(&"粮食安全".to_owned()), "{:?}", terms.new);
        let first = &terms.new[0];
        assert_eq!((first.hits, first.other_hits, first.reports, first.first_year), (4, 2, 2, Some(2023)));
        assert!(texts(&terms.characteristic).contains(&"空中出租".to_owned()), "{:?}", terms.characteristic);
        assert_eq!((terms.others, terms.years), (3, Some((2021, 2024))));
        let by_title = TermsOf::Title("2023年甲山省".to_owned());
        let same = fixture.searcher.terms(&by_title, None, 5).expect("terms").expect("a report");
        assert_eq!(texts(&same.new), texts(&terms.new));
        assert!(
            matches!(&same.series, SeriesName::Of(name) if name.contains("政府工作报告")),
            "{:?}",
            same.series
        );
        assert!(fixture.searcher.terms(&TermsOf::Year(1999), None, 5).expect("terms").is_none());
        let nothing = TermsOf::Title("乙河省".to_owned());
        assert!(fixture.searcher.terms(&nothing, None, 5).expect("terms").is_none());
    }
}
