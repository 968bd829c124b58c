//! Reports that others name as no longer in force: the name and the day that are printed there, found among the reports.

use std::collections::HashMap;

use crate::analysis::fold_text;
use crate::report::{Date, DateKind, Facts, Repeal};

/// A report and what it says of others, in the order of paths.
pub(super) struct Says<'a> {
    /// What is known about it.
    pub(super) facts: &'a Facts,
    /// What it says that is no longer in force.
    pub(super) repeals: &'a [Repeal],
}

/// What is known of the end of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ended {
    /// The report that says so.
    pub(super) by: usize,
    /// The line of that text.
    pub(super) line: usize,
    /// From when on.
    pub(super) since: Option<Date>,
}

/// A day is told of a law when it was passed or when it was made known: no further apart than this, in days.
const SAME_DAY_DAYS: u32 = 183;
/// A shorter name may be of anybody: it counts within one region only.
const NAME_CHARS_MIN: usize = 5;
const STATE: &str = "中华人民共和国";

/// Returns for each report what ends it; the first of several by date, then in the order of reports.
pub(super) fn ended(all: &[Says<'_>]) -> Vec<Option<Ended>> {
    let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
    // Most indexes hold no such sentence.
    if all.iter().all(|one| one.repeals.is_empty()) {
        return vec![None; all.len()];
    }
    for (nth, one) in all.iter().enumerate() {
        if let Some(title) = &one.facts.title {
            by_name.entry(name_key(&title.value)).or_default().push(nth);
        }
    }
    let mut ended: Vec<Option<Ended>> = vec![None; all.len()];
    for (by, one) in all.iter().enumerate() {
        let since = since(one.facts);
        for repeal in one.repeals {
            let key = name_key(&repeal.name);
            for target in by_name.get(&key).into_iter().flatten() {
                let (facts, known) = (all[*target].facts, &mut ended[*target]);
                if *target == by || !is_meant(repeal, &key, facts, one.facts, since) {
                    continue;
                }
                let is_earlier =
                    |known: &Ended| since.is_some_and(|since| known.since.is_none_or(|other| since < other));
                if known.as_ref().is_none_or(is_earlier) {
                    *known = Some(Ended { by, line: repeal.line, since });
                }
            }
        }
    }
    ended
}

/// From when on what a report says holds.
fn since(facts: &Facts) -> Option<Date> {
    let of = |known: &Option<crate::report::Known<Date>>| known.as_ref().map(|known| known.value);
    of(&facts.effective).or_else(|| of(&facts.date))
}

/// Whether a report of the name is the one that was meant, as far as dates and regions tell.
fn is_meant(repeal: &Repeal, key: &str, target: &Facts, by: &Facts, since: Option<Date>) -> bool {
    let date = target.date.as_ref().map(|known| known.value);
    // A later work of the same name (a law that came back, the new version of what is repealed) was not meant.
    let is_later = date.zip(since).is_some_and(|(date, since)| date >= since);
    // 甲法（试行） ends with 甲法; 甲法 of today does not, whatever older text of it lies beside.
    let own = by.title.as_ref().is_some_and(|title| name_key(&title.value) == key);
    let days = date.zip(repeal.dated).map(|(date, dated)| date.days_from(dated));
    if is_later || own && days != Some(0) {
        return false;
    }
    // Passed on another day it is another work; changed since, it may be the one.
    let was_made =
        matches!(target.date_kind, Some(DateKind::Adopted | DateKind::Promulgated | DateKind::Signed));
    if days.is_some_and(|days| days > SAME_DAY_DAYS) && (was_made || date < repeal.dated) {
        return false;
    }
    let regions = target.region.as_ref().zip(by.region.as_ref());
    match regions {
        Some((its, of)) => its.value == of.value,
        None => key.chars().count() >= NAME_CHARS_MIN,
    }
}

/// Returns a work's name in the form that names are compared in. 试行 and 暂行 stay: those are other works.
fn name_key(title: &str) -> String {
    let mut name = fold_text(title);
    name.retain(|c| !matches!(c, '《' | '》' | '〈' | '〉' | '<' | '>' | '"' | '\''));
    let mut rest = name.strip_prefix(STATE).unwrap_or(&name);
    while let Some((before, inside)) = rest.strip_suffix(')').and_then(|rest| rest.rsplit_once('(')) {
        let tells = inside.contains(|c: char| c.is_ascii_digit())
            || inside.contains("修正")
            || inside.contains("修订");
        if !tells || before.is_empty() {
            break;
        }
        rest = before;
    }
    rest.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{How, Known};

    fn of(title: &str, date: &str, kind: DateKind) -> Facts {
        let date = Date::parse(date).map(|date| Known::new(date, How::Head));
        Facts {
            title: Some(Known::new(title.to_owned(), How::Title)),
            date_kind: date.as_ref().map(|_| kind),
            date,
            region: Some(Known::new(1, How::Head)),
            ..Facts::default()
        }
    }

    fn repeal(name: &str, dated: &str) -> Repeal {
        Repeal { name: name.to_owned(), dated: Date::parse(dated), line: 7 }
    }

    #[test]
    fn what_is_meant_is_ended_and_nothing_else() {
        use DateKind::{Adopted, Amended};
        let ends = |target: Facts, by: Facts, repeal: Repeal| {
            let all = [
                Says { facts: &target, repeals: &[] },
                Says { facts: &by, repeals: std::slice::from_ref(&repeal) },
            ];
            ended(&all)[0].is_some()
        };
        let code = || of("中华人民共和国民法典", "2020-05-28", Adopted);
        assert!(ends(
            of("中华人民共和国婚姻法", "2001-04-28", Amended),
            code(),
            repeal("中华人民共和国婚姻法", "")
        ));
        assert!(ends(
            of("婚姻法", "1980-09-10", Adopted),
            code(),
            repeal("中华人民共和国婚姻法", "1980-09-10")
        ));
        // A law that came back under the name: the one of 1993 was meant.
        let counter = || of("反间谍法", "2023-04-26", Amended);
        assert!(!ends(
            of("国家安全法", "2015-07-01", Adopted),
            counter(),
            repeal("中华人民共和国国家安全法", "1993-02-22")
        ));
        assert!(ends(
            of("国家安全法", "2009-08-27", Amended),
            counter(),
            repeal("中华人民共和国国家安全法", "1993-02-22")
        ));
        // Its own trial version, not its own older one.
        let procedure = || of("民事诉讼法", "2021-12-24", Amended);
        assert!(!ends(
            of("民事诉讼法", "2017-06-27", Amended),
            procedure(),
            repeal("中华人民共和国民事诉讼法（试行）", "")
        ));
        assert!(ends(
            of("民事诉讼法（试行）", "1982-03-08", Adopted),
            procedure(),
            repeal("中华人民共和国民事诉讼法（试行）", "")
        ));
        let elsewhere =
            Facts { region: Some(Known::new(420_000, How::Head)), ..of("婚姻法", "1980-09-10", Adopted) };
        assert!(!ends(elsewhere, code(), repeal("婚姻法", "")));
        assert!(!ends(of("婚姻法", "2021-05-28", Adopted), code(), repeal("婚姻法", "")));
    }
}
