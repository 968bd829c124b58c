//! Facts that a query names in plain words: 湖北2026年增长目标 names a region and a year, where reports have them.

use std::collections::BTreeSet;

use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};

use crate::analysis::fold_text;
use crate::query::{FactField, FactValue};
use crate::report::{COUNTRY_CODE, divisions_around};
use crate::schema::division_name;

use super::FactsFile;
use super::filter::{FactFilter, FactsRow, KnownFacts};

/// What parts the short name of a division from its kind: 湖北 of 湖北省.
const ENDINGS: [&str; 7] = ["壮族自治区", "回族自治区", "维吾尔自治区", "自治区", "特别行政区", "省", "市"];
/// A kind of so many characters is meant wherever it stands: 政府工作报告. 意见, 办法 are words like others.
const KIND_CHARS_MIN: usize = 4;
/// What makes another thing of a year: 2020年以来.
const NOT_OF_YEAR: [&str; 7] = ["代", "以", "来", "起", "前", "后", "至"];

/// The values that the reports of a collection have.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownValues {
    years: BTreeSet<u16>,
    regions: BTreeSet<u32>,
    kinds: BTreeSet<String>,
}

impl KnownValues {
    /// Adds what is known about a report.
    pub fn add(&mut self, known: &impl KnownFacts) {
        self.add_year(known);
        self.add_regions(known);
        self.add_kind(known);
    }

    /// Adds what others have.
    pub fn add_all(&mut self, others: KnownValues) {
        let KnownValues { years, regions, kinds } = others;
        self.years.extend(years);
        self.regions.extend(regions);
        self.kinds.extend(kinds);
    }

    fn add_year(&mut self, known: &impl KnownFacts) {
        self.years.extend(known.year());
    }

    fn add_regions(&mut self, known: &impl KnownFacts) {
        for code in [known.region(), known.about()].into_iter().flatten() {
            // 湖北 holds 武汉, so it is had where that is.
            self.regions.extend(divisions_around(code).filter(|code| *code != COUNTRY_CODE));
        }
    }

    fn add_kind(&mut self, known: &impl KnownFacts) {
        if !known.kind().is_empty() && !self.kinds.contains(known.kind()) {
            self.kinds.insert(known.kind().to_owned());
        }
    }

    /// Returns the years, regions and kinds that a text names in plain words, each once, in the order of the text.
    pub fn named_in(&self, text: &str) -> Vec<FactFilter> {
        let names = self.names(text);
        let mut found: Vec<FactFilter> = Vec::new();
        for piece in text.split_whitespace() {
            let piece = fold_text(piece);
            let mut at = 0;
            // A short word is taken for a fact at the beginning, or after another fact.
            let mut follows = true;
            while let Some(c) = piece[at..].chars().next() {
                let here = (&piece[..at], &piece[at..]);
                match self
                    .year(here)
                    .or_else(|| self.kind(here, follows))
                    .or_else(|| named(&names, here.1, follows))
                {
                    Some((field, value, len)) => {
                        let filter = FactFilter::of(&field, &value).ok();
                        found.extend(filter.filter(|filter| !found.contains(filter)));
                        (at, follows) = (at + len, true);
                    }
                    None => (at, follows) = (at + c.len_utf8(), false),
                }
            }
        }
        found
    }

    /// The year that stands here: 2026年, or alone at the end.
    fn year(&self, (before, rest): (&str, &str)) -> Option<Found> {
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let goes_on = before.ends_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '~'));
        let year: u16 = rest.get(..4).filter(|_| digits == 4 && !goes_on)?.parse().ok()?;
        let after = &rest[4..];
        let unit = match after.strip_prefix('年') {
            Some(after) if NOT_OF_YEAR.iter().any(|word| after.starts_with(word)) => return None,
            Some(after) if after.starts_with('度') => "年度".len(),
            Some(_) => "年".len(),
            None if after.is_empty() => 0,
            None => return None,
        };
        let value = FactValue::part(&year.to_string());
        self.years.contains(&year).then_some((FactField::Year, value, 4 + unit))
    }

    fn kind(&self, (_, rest): (&str, &str), follows: bool) -> Option<Found> {
        let fits = |kind: &&String| {
            rest.strip_prefix(kind.as_str()).is_some_and(|after| {
                kind.chars().nth(KIND_CHARS_MIN - 1).is_some() || follows && after.is_empty()
            })
        };
        let kind = self.kinds.iter().filter(fits).max_by_key(|kind| kind.len())?;
        Some((FactField::Kind, FactValue::whole(kind), kind.len()))
    }

    /// The names of the regions that a text may name, each with whether it is one of a city or county cut short.
    fn names(&self, text: &str) -> Vec<(String, bool)> {
        let text = fold_text(text);
        let mut names = Vec::new();
        for code in &self.regions {
            let whole = division_name(*code);
            // 429000 stands for no division: it only holds counties that lie in no city.
            if whole.is_empty() {
                continue;
            }
            let short = ENDINGS.iter().find_map(|ending| whole.strip_suffix(ending)).unwrap_or(whole);
            let short = if short.chars().nth(1).is_some() { short } else { whole };
            if text.contains(short) {
                names.push((whole.to_owned(), whole.chars().nth(2).is_none()));
                names.push((short.to_owned(), code % 10_000 != 0 && short.len() < whole.len()));
            }
        }
        names
    }
}

/// A fact that stands somewhere: which, its value, and the bytes that name it.
type Found = (FactField, FactValue, usize);

fn named(names: &[(String, bool)], rest: &str, follows: bool) -> Option<Found> {
    let here =
        names.iter().filter(|(name, is_short)| (follows || !is_short) && rest.starts_with(name.as_str()));
    let (name, _) = here.max_by_key(|(name, _)| name.len())?;
    Some((FactField::Region, FactValue::part(name), name.len()))
}

impl FactsFile {
    /// Returns the years, regions and kinds of its reports that a text names in plain words ([`KnownValues::named_in`]).
    pub fn named_in(&self, text: &str) -> Vec<FactFilter> {
        self.known_values().named_in(text)
    }

    /// Returns the years, regions and kinds of its reports.
    pub fn known_values(&self) -> KnownValues {
        let mut known = KnownValues::default();
        let mut each_once = |field, add: fn(&mut KnownValues, &FactsRow<'_>)| {
            let mut seen = FxHashSet::default();
            for report in self.reports().filter(|report| seen.insert(self.value_key(&field, *report))) {
                add(&mut known, &FactsRow { file: self, report });
            }
        };
        // Field by field: values are few, and what stands together in reports is as much as there are reports.
        each_once(FactField::Year, |known, row| known.add_year(row));
        each_once(FactField::Region, |known, row| known.add_regions(row));
        each_once(FactField::Kind, |known, row| known.add_kind(row));
        known
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Facts, How, Known};

    #[test]
    fn years_regions_and_kinds_are_read_where_reports_have_them() {
        let mut known = KnownValues::default();
        for (year, region, kind) in [
            (2026, 420_100, "政府工作报告"),
            (2025, 310_000, "规划"),
            (2024, 450_000, "意见"),
            (2023, 429_004, "公报"),
        ] {
            known.add(&Facts {
                year: Some(Known::new(year, How::Title)),
                region: Some(Known::new(region, How::Title)),
                kind: Some(Known::new(kind.to_owned(), How::Title)),
                ..Facts::default()
            });
        }
        for (text, wanted) in [
            ("湖北2026年增长目标", "region:湖北 year:2026"),
            ("2026年湖北省政府工作报告 增长", "year:2026 region:湖北省 kind:政府工作报告"),
            ("增长目标 ２０２５", "year:2025"),
            ("广西粮食", "region:广西"),
            ("武汉 规划", "region:武汉 kind:规划"),
            ("上海规划", "region:上海 kind:规划"),
            ("湖北和上海的产业", "region:湖北 region:上海"),
            // None of these.
            ("征求意见", ""),
            ("意见的答复", ""),
            ("2026亿元 1.2026 2026年以来", ""),
            ("2019年增长", ""),
            ("广东粮食", ""),
            ("喜欢武汉", ""),
            ("", ""),
        ] {
            let shown: Vec<String> = known.named_in(text).iter().map(FactFilter::shown).collect();
            assert_eq!(shown.join(" "), wanted, "{text}");
        }
    }
}
