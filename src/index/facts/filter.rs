//! What a report must be for a search: one fact held against all that is known about it. A plain value, which can be sent to
//! whoever holds the reports.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::analysis;
use crate::language::tr;
use crate::query::{FactField, FactValue, TypedName};
use crate::report::{COUNTRY_CODE, Facts, holds_division};
use crate::schema::{division_codes, division_name};

use super::FactsFile;

/// What parts the first and the last year of a range.
const RANGES: [&str; 8] = ["..", "—", "–", "-", "~", "～", "至", "到"];

/// What is asked of one fact.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FactFilter {
    /// Which fact.
    pub field: FactField,
    /// The value as it was typed, for people.
    pub typed: String,
    /// The name before it, likewise.
    pub name: TypedName,
    wanted: Wanted,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Wanted {
    /// From one year to another, both with it; open where there is none.
    Years { from: Option<u16>, to: Option<u16> },
    /// One of these divisions, or what lies in it; none where the table has no division of the name.
    Regions(Vec<u32>),
    /// Folded text that it holds, or is.
    Text { folded: String, is_whole: bool },
}

/// A value that no report can have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilterFault {
    /// The name of the fact and the value, as they could be typed.
    pub typed: String,
    /// What would fit.
    pub wanted: String,
}

/// What is known about one report, wherever it is stored.
pub trait KnownFacts {
    /// Returns the year that it is of.
    fn year(&self) -> Option<u16>;
    /// Returns the code of the region of who issued it.
    fn region(&self) -> Option<u32>;
    /// Returns the code of the region that its title speaks of.
    fn about(&self) -> Option<u32>;
    /// Returns its kind; empty where it is not known.
    fn kind(&self) -> &str;
    /// Returns the number of the document; empty where it is not known.
    fn number(&self) -> &str;
    /// Returns who issued it.
    fn issuers(&self) -> Vec<&str>;
    /// Returns a person's own fact by its name.
    fn own(&self, name: &str) -> Option<&str>;
}

impl KnownFacts for Facts {
    fn year(&self) -> Option<u16> {
        self.year.as_ref().map(|known| known.value)
    }

    fn region(&self) -> Option<u32> {
        self.region.as_ref().map(|known| known.value)
    }

    fn about(&self) -> Option<u32> {
        self.about.as_ref().map(|known| known.value)
    }

    fn kind(&self) -> &str {
        self.kind.as_ref().map_or("", |known| &known.value)
    }

    fn number(&self) -> &str {
        self.number.as_ref().map_or("", |known| &known.value)
    }

    fn issuers(&self) -> Vec<&str> {
        self.issuers.iter().flat_map(|known| known.value.iter().map(String::as_str)).collect()
    }

    fn own(&self, name: &str) -> Option<&str> {
        self.own.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// A report of a file of facts.
#[derive(Clone, Copy)]
pub struct FactsRow<'a> {
    /// The file.
    pub file: &'a FactsFile,
    /// The number of the report.
    pub report: u32,
}

impl KnownFacts for FactsRow<'_> {
    fn year(&self) -> Option<u16> {
        self.file.year(self.report)
    }

    fn region(&self) -> Option<u32> {
        self.file.region(self.report)
    }

    fn about(&self) -> Option<u32> {
        self.file.about(self.report)
    }

    fn kind(&self) -> &str {
        self.file.kind(self.report)
    }

    fn number(&self) -> &str {
        self.file.number(self.report)
    }

    fn issuers(&self) -> Vec<&str> {
        self.file.issuers(self.report).collect()
    }

    fn own(&self, name: &str) -> Option<&str> {
        self.file.own(self.report).find(|(known, _)| *known == name).map(|(_, value)| value)
    }
}

impl FactFilter {
    /// Makes a filter of what was typed.
    ///
    /// # Errors
    /// When the value cannot be one of this fact.
    pub fn of(field: &FactField, value: &FactValue) -> Result<FactFilter, FilterFault> {
        let fault = |wanted| FilterFault { typed: value.shown(field), wanted };
        let text = || Wanted::Text { folded: analysis::fold_text(&value.typed), is_whole: value.is_whole };
        if analysis::fold_text(&value.typed).is_empty() {
            return Err(fault(tr!("fault-takes-something")));
        }
        let wanted = match field {
            FactField::Year => years(&value.typed).ok_or_else(|| fault(tr!("fault-takes-years")))?,
            FactField::Region => Wanted::Regions(regions(&value.typed)),
            FactField::Number => {
                let folded = analysis::fold_text(&with_usual_brackets(&value.typed));
                Wanted::Text { folded, is_whole: value.is_whole }
            }
            FactField::Kind | FactField::Issuer | FactField::Own(_) => text(),
        };
        Ok(FactFilter { field: field.clone(), typed: value.typed.clone(), name: value.name.clone(), wanted })
    }

    /// Returns the fact and its value as they were typed: `年:2024`.
    pub fn shown(&self) -> String {
        let value = FactValue { typed: self.typed.clone(), is_whole: false, name: self.name.clone() };
        value.shown(&self.field)
    }

    /// Returns the words that name it in a text, folded: `2024年`.
    pub fn words(&self) -> String {
        let unit = if self.field == FactField::Year { "年" } else { "" };
        analysis::fold_text(&format!("{}{unit}", self.typed))
    }

    /// Returns whether a report fits. What is not known of it does not.
    pub fn fits(&self, known: &impl KnownFacts) -> bool {
        match &self.wanted {
            Wanted::Years { from, to } => known
                .year()
                .is_some_and(|year| from.is_none_or(|from| from <= year) && to.is_none_or(|to| year <= to)),
            Wanted::Regions(codes) => {
                let lies_in = |code: u32| codes.iter().any(|wanted| lies_in(code, *wanted));
                known.region().is_some_and(lies_in) || known.about().is_some_and(lies_in)
            }
            Wanted::Text { folded, is_whole } => match &self.field {
                FactField::Kind => is_text(known.kind(), folded, *is_whole),
                FactField::Issuer => known.issuers().iter().any(|issuer| is_text(issuer, folded, *is_whole)),
                FactField::Number => is_number(known.number(), folded, *is_whole),
                FactField::Own(name) => known.own(name).is_some_and(|own| is_text(own, folded, *is_whole)),
                FactField::Year | FactField::Region => false,
            },
        }
    }

    /// Returns the years that are asked for, as far as they have an end.
    pub(crate) fn years(&self) -> Option<(Option<u16>, Option<u16>)> {
        match self.wanted {
            Wanted::Years { from, to } => Some((from, to)),
            _ => None,
        }
    }

    /// Returns the codes of the regions that are asked for.
    pub fn regions(&self) -> &[u32] {
        match &self.wanted {
            Wanted::Regions(codes) => codes,
            _ => &[],
        }
    }
}

impl FactsFile {
    /// Returns for each number up to the last report's whether the report fits. Each value is looked at once.
    pub fn fitting(&self, filter: &FactFilter) -> Vec<bool> {
        let mut known: HashMap<[u32; 2], bool> = HashMap::new();
        let mut fitting = Vec::new();
        for report in self.reports() {
            let row = FactsRow { file: self, report };
            let key = self.value_key(&filter.field, report);
            let fits = *known.entry(key).or_insert_with(|| filter.fits(&row));
            fitting.resize(report as usize, false);
            fitting.push(fits);
        }
        fitting
    }
}

/// Whether a division is one that was asked for, or lies in it. 全国 are the reports of the whole country, not all reports.
fn lies_in(code: u32, wanted: u32) -> bool {
    if wanted == COUNTRY_CODE { code == COUNTRY_CODE } else { holds_division(wanted, code) }
}

fn is_text(known: &str, folded: &str, is_whole: bool) -> bool {
    let known = analysis::fold_text(known);
    let short = known.strip_prefix("中华人民共和国").unwrap_or(&known);
    if is_whole { known == folded || short == folded } else { known.contains(folded) }
}

/// As [`is_text`]; digits at both ends are all of a number: 〔2019〕1 is not in 〔2019〕11号.
fn is_number(known: &str, folded: &str, is_whole: bool) -> bool {
    let known = analysis::fold_text(known);
    if is_whole {
        return known == folded;
    }
    let is_digit = |c: Option<char>| c.is_some_and(char::is_numeric);
    known.match_indices(folded).any(|(at, _)| {
        let (before, after) = (&known[..at], &known[at + folded.len()..]);
        let cut_before = is_digit(before.chars().next_back()) && is_digit(folded.chars().next());
        let cut_after = is_digit(folded.chars().next_back()) && is_digit(after.chars().next());
        !cut_before && !cut_after
    })
}

/// A number of a document with 〔〕, as facts have it.
fn with_usual_brackets(typed: &str) -> String {
    let bracket = |c: char| match c {
        '(' | '（' | '[' | '［' | '【' | '﹝' => '〔',
        ')' | '）' | ']' | '］' | '】' | '﹞' => '〕',
        other => other,
    };
    typed.chars().map(bracket).collect()
}

/// Reads `2024`, `2024年`, `2020..2025`, `2020..`, `..2025`, `2020-2025`; `None` for what is none, or goes backwards.
fn years(typed: &str) -> Option<Wanted> {
    let folded = analysis::fold_words_text(&analysis::fold_text(typed));
    let year = |text: &str| -> Option<u16> {
        let text = text.trim_end_matches(['年', '度']);
        let digits = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse().ok().filter(|year| digits && (1900..2100).contains(year))
    };
    let parted = RANGES.iter().find_map(|sign| folded.split_once(analysis::fold_text(sign).as_str()));
    let (from, to) = match parted {
        None => {
            let only = Some(year(&folded)?);
            (only, only)
        }
        Some(("", "")) => return None,
        Some(("", to)) => (None, Some(year(to)?)),
        Some((from, "")) => (Some(year(from)?), None),
        Some((from, to)) => (Some(year(from)?), Some(year(to)?)),
    };
    let is_upwards = from.is_none() || to.is_none() || from <= to;
    is_upwards.then_some(Wanted::Years { from, to })
}

/// The codes of the divisions that a name means; none for an unknown name.
fn regions(typed: &str) -> Vec<u32> {
    let folded = analysis::fold_text(typed);
    if let Some(code) = folded.parse().ok().filter(|code| !division_name(*code).is_empty()) {
        return vec![code];
    }
    let direct = division_codes(&folded);
    if !direct.is_empty() {
        return direct;
    }
    // Counties have no short names in the table.
    let endings = ["区", "县", "市", "省", "州", "旗"];
    let with_ending: Vec<u32> =
        endings.iter().flat_map(|ending| division_codes(&format!("{folded}{ending}"))).collect();
    if !with_ending.is_empty() {
        return with_ending;
    }
    // 湖北省武汉市: names in a row, for which all of the table is read.
    let divisions = &crate::schema::fact_tables().divisions;
    let row = divisions.at_beginning(&folded).filter(|(_, len)| *len == folded.len());
    row.map(|(code, _)| vec![code]).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{How, Known};

    fn filter(field: FactField, typed: &str) -> FactFilter {
        FactFilter::of(&field, &FactValue::part(typed)).expect("it fits")
    }

    #[test]
    fn years_are_ranges_with_open_ends() {
        let range = |typed: &str| filter(FactField::Year, typed).years();
        for (typed, from, to) in [
            ("2024", Some(2024), Some(2024)),
            ("２０２４年", Some(2024), Some(2024)),
            ("二〇二四", Some(2024), Some(2024)),
            ("2020..2025", Some(2020), Some(2025)),
            ("2020—2025", Some(2020), Some(2025)),
            ("2020年至2025年", Some(2020), Some(2025)),
            ("2020..", Some(2020), None),
            ("..2025", None, Some(2025)),
        ] {
            assert_eq!(range(typed), Some((from, to)), "{typed}");
        }
        for typed in ["", "..", "abc", "20", "2025..2020", "2020..x", "20244", "1800"] {
            let fault = FactFilter::of(&FactField::Year, &FactValue::part(typed));
            assert!(fault.is_err(), "{typed}: {fault:?}");
        }
    }

    #[test]
    fn a_report_fits_by_what_is_known_of_it() {
        let known = |text: &str| Some(Known::new(text.to_owned(), How::Head));
        let facts = Facts {
            year: Some(Known::new(2024, How::Title)),
            region: Some(Known::new(COUNTRY_CODE, How::Head)),
            about: Some(Known::new(420_100, How::Title)),
            kind: known("行政法规"),
            number: known("国办发〔2019〕11号"),
            issuers: Some(Known::new(vec!["中华人民共和国教育部".to_owned()], How::Head)),
            own: vec![("部门".to_owned(), "教育局、财政局".to_owned())],
            ..Facts::default()
        };
        let own = || FactField::Own("部门".to_owned());
        for (field, typed, is_whole, fits) in [
            (FactField::Year, "2020..2024", false, true),
            (FactField::Year, "2025..", false, false),
            (FactField::Region, "湖北", false, true),
            (FactField::Region, "武汉市", false, true),
            (FactField::Region, "湖北省武汉市", false, true),
            (FactField::Region, "420000", false, true),
            (FactField::Region, "湖南", false, false),
            (FactField::Region, "江岸", false, false),
            (FactField::Region, "没有这里", false, false),
            (FactField::Region, "全国", false, true),
            (FactField::Kind, "法规", false, true),
            (FactField::Kind, "法规", true, false),
            (FactField::Kind, "行政法規", true, true),
            (FactField::Issuer, "教育部", true, true),
            (FactField::Issuer, "教育", true, false),
            (FactField::Number, "国办发(2019)11号", false, true),
            (FactField::Number, "国办发〔2019〕1", false, false),
            (FactField::Number, "国办发", false, true),
            (own(), "财政局", false, true),
            (FactField::Own("密级".to_owned()), "财政局", false, false),
        ] {
            let filter = FactFilter::of(&field, &FactValue { is_whole, ..FactValue::whole(typed) });
            let filter = filter.expect("it fits");
            assert_eq!(filter.fits(&facts), fits, "{field:?} {typed}");
            let sent = serde_json::to_string(&filter).expect("it can be written");
            assert_eq!(serde_json::from_str::<FactFilter>(&sent).expect("it can be read"), filter);
        }
        assert!(!filter(FactField::Year, "..2025").fits(&Facts::default()));
        assert_eq!(filter(FactField::Region, "吉林").regions().len(), 2, "a province and a city");
    }
}
