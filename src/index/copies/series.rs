//! Versions of one law or plan: reports of one title, but for its date, of kinds of which a later one takes the place of the earlier.

use std::collections::BTreeMap;

use crate::analysis::work_key;
use crate::report::{Date, Facts};
use crate::schema::is_versioned;

/// Where a report stands in its series.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Version {
    /// The first report of the series, in the order of reports.
    pub(super) series: usize,
    /// Versions that are newer.
    pub(super) newer: u32,
    /// Versions in all, at least two.
    pub(super) versions: u32,
    /// The date of this one.
    pub(super) dated: Date,
}

/// A title of fewer characters is told apart by who issued it too: 办法.
const TITLE_CHARS_MIN: usize = 2;

/// Returns for each report where it stands in its series; `None` where it has no date or is of no series. `copies` gives the
/// group of near-copies of each: what one of them tells holds for all.
pub(super) fn series(facts: &[&Facts], copies: &[usize]) -> Vec<Option<Version>> {
    let mut dates: Vec<Option<Date>> = facts.iter().map(|facts| date(facts)).collect();
    for (nth, first) in copies.iter().enumerate() {
        dates[*first] = dates[*first].or(dates[nth]);
    }
    let mut by_title: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (nth, facts) in facts.iter().enumerate() {
        if let Some(key) = title_key(facts) {
            by_title.entry(key).or_default().push(nth);
        }
    }
    let mut all = vec![None; facts.len()];
    for members in by_title.into_values() {
        let mut by_region: BTreeMap<Option<u32>, Vec<(usize, Date)>> = BTreeMap::new();
        let region = |nth: usize| facts[nth].region.as_ref().map(|known| known.value);
        let mut known: Vec<u32> = members.iter().filter_map(|nth| region(*nth)).collect();
        known.sort_unstable();
        known.dedup();
        for nth in members {
            let Some(date) = dates[nth].or(dates[copies[nth]]) else { continue };
            // Who issued one may be told by another of the title, where nobody else has one of that title.
            let region = if known.len() > 1 { region(nth) } else { known.first().copied() };
            by_region.entry(region).or_default().push((nth, date));
        }
        by_region.into_values().for_each(|members| number(&members, &mut all));
    }
    all
}

fn number(members: &[(usize, Date)], all: &mut [Option<Version>]) {
    let mut dates: Vec<Date> = members.iter().map(|(_, date)| *date).collect();
    dates.sort_unstable_by(|a, b| b.cmp(a));
    dates.dedup();
    if dates.len() < 2 {
        return;
    }
    let series = members.iter().map(|(nth, _)| *nth).min().unwrap_or(0);
    for (nth, dated) in members {
        let newer = dates.iter().take_while(|date| *date > dated).count() as u32;
        all[*nth] = Some(Version { series, newer, versions: dates.len() as u32, dated: *dated });
    }
}

/// The date of a version, where its year at least is told.
fn date(facts: &Facts) -> Option<Date> {
    facts.date.as_ref().map(|known| known.value)
}

/// What versions of one work have in common; `None` for reports that have no versions.
fn title_key(facts: &Facts) -> Option<String> {
    let (title, kind) = (facts.title.as_ref()?, facts.kind.as_ref()?);
    let key = work_key(&title.value);
    (is_versioned(&kind.value) && key.chars().count() >= TITLE_CHARS_MIN).then_some(key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{How, Known};

    fn of(title: &str, kind: &str, date: &str, region: u32) -> Facts {
        let known = |value: &str| Some(Known::new(value.to_owned(), How::Title));
        Facts {
            title: known(title),
            kind: known(kind),
            date: Date::parse(date).map(|date| Known::new(date, How::Head)),
            region: (region > 0).then_some(Known::new(region, How::Head)),
            ..Facts::default()
        }
    }

    #[test]
    fn reports_of_one_title_and_other_dates_are_a_series() {
        let all = [
            of("中华人民共和国广告法", "法律", "1994-10-27", 1),
            of("广告法（2018年修正）", "法律", "2018-10-26", 1),
            of("广告法", "法律", "2021-04-29", 0),
            of("政府工作报告", "政府工作报告", "2025-01-20", 1),
            of("政府工作报告", "政府工作报告", "2026-01-20", 1),
            of("养犬管理条例", "地方性法规", "2020-01-01", 420_100),
            of("养犬管理条例", "地方性法规", "2021-01-01", 110_000),
            of("广告法", "法律", "", 1),
        ];
        let facts: Vec<&Facts> = all.iter().collect();
        // The last, undated, is a near-copy of the first.
        let found = series(&facts, &[0, 1, 2, 3, 4, 5, 6, 0]);
        let shown = |one: &Option<Version>| one.map(|one| (one.series, one.newer, one.versions));
        let wanted =
            [Some((0, 2, 3)), Some((0, 1, 3)), Some((0, 0, 3)), None, None, None, None, Some((0, 2, 3))];
        assert_eq!(found.iter().map(shown).collect::<Vec<_>>(), wanted);
    }
}
