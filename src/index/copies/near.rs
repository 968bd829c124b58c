//! Near-copies: one report as txt, doc and pdf, or on two web sites.
//!
//! Reports whose sketches agree in a band are compared; those that share enough are copies unless their facts tell that they are
//! different: versions of a law share .99 of their runs, filled-in forms all but a name.

use crate::analysis::{Sketch, work_key};
use crate::report::{Date, DateKind, Facts, How, Known};

/// A report is compared with so many before it that share a band, at the most: of ten thousand forms all share all.
const COMPARED_MAX: usize = 16;
/// Two dates of one version are no further apart, in days: laws are made known within months of the day that they are passed.
const SAME_VERSION_DAYS: u32 = 183;

/// A report as it is compared, in the order of paths.
pub(super) struct Text<'a> {
    /// Its sketch.
    pub(super) sketch: &'a Sketch,
    /// What is known about it.
    pub(super) facts: &'a Facts,
}

/// Returns for each report the first of the group that it is of; itself where it is alone or the first.
pub(super) fn near_copies(texts: &[Text<'_>]) -> Vec<usize> {
    let mut group: Vec<usize> = (0..texts.len()).collect();
    let mut told: Vec<Told> = texts.iter().map(|text| Told::of(text.facts)).collect();
    for_each_with_partners(texts, |later, partners| {
        let fits = |earlier: &usize| {
            let is_copy = texts[later].sketch.is_copy_of(texts[*earlier].sketch);
            is_copy && !told[group[*earlier]].contradicts(&told[later])
        };
        // Who has found a group stays in it.
        if let Some(earlier) = partners.iter().find(|earlier| fits(earlier)) {
            let first = group[*earlier];
            group[later] = first;
            let later = told[later].clone();
            told[first].add(later);
        }
    });
    group
}

/// Calls with each report that agrees in a band with earlier ones, and these: in order, each once, the earliest first. Partners
/// are gathered for one report at a time: those of ten thousand forms are two million.
fn for_each_with_partners(texts: &[Text<'_>], mut with: impl FnMut(usize, &[usize])) {
    let mut bands: Vec<(u64, u32)> = Vec::new();
    for (nth, text) in texts.iter().enumerate() {
        bands.extend(text.sketch.bands().map(|band| (band, nth as u32)));
    }
    bands.sort_unstable();
    // A report, where the run of those that have its band begins, and its own place.
    let mut places: Vec<(u32, u32, u32)> = Vec::new();
    let mut start = 0;
    for run in bands.chunk_by(|a, b| a.0 == b.0) {
        let others = run.iter().enumerate().skip(1);
        places.extend(others.map(|(nth, (_, later))| (*later, start as u32, (start + nth) as u32)));
        start += run.len();
    }
    places.sort_unstable();
    let mut partners: Vec<usize> = Vec::new();
    for of_one in places.chunk_by(|a, b| a.0 == b.0) {
        partners.clear();
        for (_, start, at) in of_one {
            let (start, at) = (*start as usize, *at as usize);
            // The first of all and those just before: of many copies each finds one that is in their group.
            let nearest = at.saturating_sub(COMPARED_MAX - 1).max(start + 1).min(at);
            let known = bands[start..=start].iter().chain(&bands[nearest..at]);
            partners.extend(known.map(|(_, earlier)| *earlier as usize));
        }
        partners.sort_unstable();
        partners.dedup();
        with(of_one[0].0 as usize, &partners);
    }
}

/// What tells reports apart that share nearly all of their text.
#[derive(Clone)]
struct Told {
    version: Option<(Date, DateKind)>,
    year: Option<u16>,
    number: Option<String>,
    region: Option<u32>,
    /// The numerals of the title: 第3号, 2024年.
    numerals: Option<String>,
}

impl Told {
    fn of(facts: &Facts) -> Told {
        // What follows from the name of a file or a folder is not told by the text: copies lie in different folders.
        fn told<T: Clone>(known: &Option<Known<T>>) -> Option<T> {
            known.as_ref().filter(|known| known.how > How::Inferred).map(|known| known.value.clone())
        }
        let of_title = |year: &&Known<u16>| matches!(year.how, How::Title | How::Correction);
        let numerals = facts.title.as_ref().map(|title| {
            let is_numeral = |c: &char| c.is_numeric() || "一二三四五六七八九十".contains(*c);
            work_key(&title.value).chars().filter(is_numeral).collect::<String>()
        });
        Told {
            version: facts.date.as_ref().zip(facts.date_kind).and_then(|(date, kind)| {
                let is_version = !matches!(kind, DateKind::Delivered | DateKind::Signed);
                (is_version && date.value.day > 0).then_some((date.value, kind))
            }),
            year: facts.year.as_ref().filter(of_title).map(|year| year.value),
            number: told(&facts.number),
            region: told(&facts.region),
            numerals: numerals.filter(|numerals| !numerals.is_empty()),
        }
    }

    fn contradicts(&self, other: &Told) -> bool {
        fn differ<T: PartialEq>(a: &Option<T>, b: &Option<T>) -> bool {
            a.is_some() && b.is_some() && a != b
        }
        let versions = self.version.zip(other.version).is_some_and(|((date, kind), (its, its_kind))| {
            kind == its_kind && date != its || date.days_from(its) > SAME_VERSION_DAYS
        });
        versions
            || differ(&self.year, &other.year)
            || differ(&self.number, &other.number)
            || differ(&self.region, &other.region)
            || differ(&self.numerals, &other.numerals)
    }

    fn add(&mut self, other: Told) {
        self.version = self.version.or(other.version);
        self.year = self.year.or(other.year);
        self.number = self.number.take().or(other.number);
        self.region = self.region.or(other.region);
        self.numerals = self.numerals.take().or(other.numerals);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{Sketcher, fold_text};

    fn sketch(numbers: std::ops::Range<usize>) -> Sketch {
        let mut sketcher = Sketcher::default();
        for nth in numbers {
            sketcher.add(&fold_text(&format!(
                "第{nth}项工作按照{}的要求完成，投入{}万元。",
                nth * 7 % 101,
                nth * 13
            )));
        }
        sketcher.finish()
    }

    fn titled(title: &str, date: Option<&str>) -> Facts {
        let date = date.and_then(Date::parse).map(|date| Known::new(date, How::FileName));
        Facts {
            title: Some(Known::new(title.to_owned(), How::Title)),
            date_kind: date.as_ref().map(|_| DateKind::Named),
            date,
            ..Facts::default()
        }
    }

    #[test]
    fn copies_are_grouped_unless_facts_tell_them_apart() {
        let of = [
            (sketch(0..300), titled("生物安全法", Some("2020-10-17"))),
            (sketch(0..299), titled("生物安全法", Some("2024-04-26"))),
            (sketch(1_000..1_300), titled("自评报告", None)),
            (sketch(0..300), titled("生物安全法", None)),
            (sketch(1_000..1_299), titled("", None)),
            (sketch(1_150..1_600), titled("自评报告", None)),
            (sketch(2_000..2_300), titled("关于第3号的通知", None)),
            (sketch(2_000..2_300), titled("关于第4号的通知", None)),
            (Sketch::default(), titled("短", None)),
            (Sketch::default(), titled("短", None)),
        ];
        let texts: Vec<Text<'_>> = of.iter().map(|(sketch, facts)| Text { sketch, facts }).collect();
        assert_eq!(near_copies(&texts), [0, 1, 2, 0, 2, 5, 6, 7, 8, 9]);
    }

    #[test]
    fn a_thousand_copies_are_one_group() {
        let (sketch, facts) = (sketch(0..200), Facts::default());
        let texts: Vec<Text<'_>> = (0..1_000).map(|_| Text { sketch: &sketch, facts: &facts }).collect();
        assert!(near_copies(&texts).iter().all(|first| *first == 0));
    }

    #[test]
    fn a_report_meets_so_many_partners_at_the_most_each_once_in_order() {
        let (sketch, facts) = (sketch(0..200), Facts::default());
        let texts: Vec<Text<'_>> = (0..100).map(|_| Text { sketch: &sketch, facts: &facts }).collect();
        let mut met = Vec::new();
        for_each_with_partners(&texts, |later, partners| met.push((later, partners.to_vec())));
        let wanted = (1..100).map(|later: usize| {
            let nearest = later.saturating_sub(COMPARED_MAX - 1).max(1)..later;
            (later, [0].into_iter().chain(nearest).collect::<Vec<_>>())
        });
        assert!(met.into_iter().eq(wanted));
    }
}
