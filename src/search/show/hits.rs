//! Ranked passages to hits: passages of one section that touch become one, with all that is shown of them.

use std::collections::{HashMap, HashSet};

use crate::search::archive::PlaceMeta;
use crate::text::{LineIndex, Location, Span};

use crate::search::SearchError;
use crate::search::archive::{Archive, PassageId, ReportId};
use crate::search::fold::{self, Folder, Group};
use crate::search::run::SearchRun;
use crate::search::score::rank::Ranked;
use crate::search::show::hit::{Also, Ending, FileState, Fold, Hit, Place, Relation, SearchOptions, Version};
use crate::search::show::marks::marks;
use crate::search::show::snippet;

/// Most adjacent passages that are merged into one hit (a single match may span more). Otherwise a long
/// table that matches throughout would become one useless hit.
const PASSAGES_MAX: u32 = 3;

/// A row of passages of one section that will be one hit.
#[derive(Clone, Copy, Debug)]
pub(in crate::search) struct Row {
    first: PassageId,
    /// Passages after the first.
    more: u32,
    /// Its best passage.
    best: Ranked,
}

impl Row {
    /// Returns its report.
    pub(in crate::search) fn report(&self) -> ReportId {
        self.first.report
    }

    /// Returns the score of its best passage.
    pub(in crate::search) fn score(&self) -> f32 {
        self.best.score
    }
}

/// Grows the list of rows passage by passage, best first.
#[derive(Default)]
pub(in crate::search) struct Rows {
    /// Each with the row that it says the same as, where that is another; else its own number.
    rows: Vec<(Row, usize)>,
    by_section: HashMap<PassageId, Vec<usize>>,
    folding: Option<Folding>,
    /// Rows that count: those that are hits.
    count: usize,
    /// Rows of each report that count, where there is a limit to them.
    of_reports: HashMap<ReportId, usize>,
}

/// How rows are put together that say the same.
struct Folding {
    folder: Folder,
    /// Whether they are one hit.
    is_one: bool,
}

/// What became of a passage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::search) enum Added {
    /// It is part of a row, or there is no room for it.
    Yes,
    /// Its report has as many rows as it may have for now.
    Deferred,
}

impl Rows {
    /// Makes a list that puts together what says the same, as the options say.
    pub(in crate::search) fn new(options: &SearchOptions) -> Rows {
        let is_one = options.fold == Fold::Folded;
        let folding = fold::groups(options).then(|| Folding { folder: Folder::default(), is_one });
        Rows { folding, ..Rows::default() }
    }

    /// Returns the number of rows that are hits.
    pub(in crate::search) fn len(&self) -> usize {
        self.count
    }

    /// Returns the rows, each with the number of the row that it says the same as.
    pub(in crate::search) fn into_vec(self) -> Vec<(Row, usize)> {
        self.rows
    }

    /// Returns whether rows that say the same are one hit: then what is beyond the last hit may still belong to one.
    pub(in crate::search) fn are_folded(&self) -> bool {
        self.folding.as_ref().is_some_and(|folding| folding.is_one)
    }

    /// Adds a passage whose match goes on into `reach` more; it joins a row that it touches, or opens a new one if it may: while its
    /// report has no more than `per_report` (0 for any number).
    ///
    /// # Errors
    /// What reading the index says.
    pub(in crate::search) fn add(
        &mut self,
        ranked: Ranked,
        reach: u32,
        (may_open, per_report): (bool, usize),
        archive: &dyn Archive,
    ) -> Result<Added, SearchError> {
        let section = archive.section(ranked.at).first;
        let known = self.by_section.entry(section).or_default();
        let (begin, end) = (ranked.at.ordinal, ranked.at.ordinal + reach);
        for &nth in known.iter() {
            let row = &mut self.rows[nth].0;
            let last = row.first.ordinal + row.more;
            let joined = last.max(end) - row.first.ordinal.min(begin) + 1;
            // Matches that overlap always join; those that only touch do while the hit stays short and the
            // text goes on.
            if begin <= last && row.first.ordinal <= end
                || joined <= PASSAGES_MAX
                    && (begin == last + 1
                        && archive.passage(PassageId { ordinal: last, ..ranked.at })?.continues()
                        || end + 1 == row.first.ordinal
                            && archive.passage(PassageId { ordinal: end, ..ranked.at })?.continues())
            {
                row.first.ordinal = row.first.ordinal.min(begin);
                row.more = last.max(end) - row.first.ordinal;
                return Ok(Added::Yes);
            }
        }
        let of_report = self.of_reports.get(&ranked.at.report).copied().unwrap_or(0);
        let is_full = per_report > 0 && of_report >= per_report;
        let row = self.rows.len();
        let next = (may_open && !is_full).then_some(row);
        let same = match &mut self.folding {
            Some(folding) => folding.folder.place(ranked.at, next, archive)?,
            None => None,
        };
        let is_folded = same.is_some() && self.folding.as_ref().is_some_and(|folding| folding.is_one);
        if next.is_some() || is_folded {
            known.push(row);
            self.rows.push((Row { first: ranked.at, more: reach, best: ranked }, same.unwrap_or(row)));
            if !is_folded {
                self.count += 1;
                *self.of_reports.entry(ranked.at.report).or_default() += 1;
            }
            return Ok(Added::Yes);
        }
        Ok(if may_open { Added::Deferred } else { Added::Yes })
    }
}

impl SearchRun<'_> {
    /// Makes the hit of a group of rows that say the same.
    ///
    /// # Errors
    /// What reading the index says.
    pub(in crate::search) fn hit_of(&self, rank: usize, group: &Group) -> Result<Hit, SearchError> {
        let mut hit = self.hit(rank, group.shown)?;
        hit.group = group.number;
        let kin = &group.kin;
        hit.version = kin.dated.map(|dated| Version {
            dated,
            newer: kin.newer as usize,
            versions: kin.versions as usize,
        });
        hit.repealed = kin.repealed.as_ref().map(|repealed| Ending {
            by: repealed.by.clone(),
            since: repealed.since,
            path: self.archive.path_below(repealed.root, &repealed.path),
            line: repealed.line as usize,
        });
        let reports = |wanted: Relation| {
            let others = group.others.iter().filter(move |(relation, _)| *relation == wanted);
            let mut reports: Vec<ReportId> = others.map(|(_, row)| row.report()).collect();
            let mut seen = HashSet::new();
            reports.retain(|report| seen.insert(*report));
            reports
        };
        for report in reports(Relation::Copy) {
            hit.also.copies.extend(self.archive.places(report)?.first().map(|place| place.path.clone()));
        }
        let versions = reports(Relation::Version).into_iter().map(|report| self.archive.kin(report).newer);
        hit.also.versions = versions.collect::<HashSet<_>>().len();
        // Near-copies of one report are one that repeats it.
        let repeats = reports(Relation::Repeat).into_iter();
        let repeats =
            repeats.map(|report| self.archive.kin(report).copies.map_or((Some(report), 0), |of| (None, of)));
        hit.also.reports = repeats.collect::<HashSet<_>>().len();
        if self.options.list_folded {
            for (nth, (relation, row)) in group.others.iter().enumerate() {
                hit.folded.push((*relation, self.hit(nth + 1, *row)?));
            }
        }
        Ok(hit)
    }

    /// Makes the hit of a row.
    ///
    /// # Errors
    /// What reading the index says.
    fn hit(&self, rank: usize, row: Row) -> Result<Hit, SearchError> {
        let (first, mut text) = self.archive.whole(row.first)?;
        let mut locations = first.locations;
        let mut meant: Vec<Span> = self.meant(row.first, 0).into_iter().collect();
        for step in 1..=row.more {
            let (next, further) = self.archive.whole(row.first.plus(step))?;
            let begin = text.len();
            meant.extend(self.meant(row.first.plus(step), begin));
            locations.extend(next.locations.into_iter().map(|(at, location)| (begin + at, location)));
            text.push_str(&further);
        }
        text.truncate(text.trim_end().len());
        let record = row.first.report;
        let meta = self.archive.record(record)?;
        let paragraphs = meta.lines.paragraphs(&text);
        let paragraphs: Vec<usize> = paragraphs.iter().map(|paragraph| paragraph.start).collect();
        // What an address means, or what cites it, is marked alone: 第 and 条 stand everywhere.
        let marked = if meant.is_empty() { marks(&text, &self.plan) } else { meant };
        let lines = LineIndex::new(&text);
        let line_at = |byte: usize| first.line_start + lines.line_of(byte) - 1;
        let first_mark = marked.first().map_or(0, |span| span.start);
        let line_match = line_at(first_mark);
        let location = location(locations, first_mark, text.len());
        let location = location.unwrap_or(Location::Line { line: line_match });
        let places = self.archive.places(record)?;
        let asked = self.plan.place(row.first, self.archive)?;
        let of = |place: &PlaceMeta| (place.hash.clone(), place.nth);
        let elsewhere = places.get(asked).map(of) != places.first().map(of);
        let places = places.iter().map(|place| Place {
            path: place.path.clone(),
            member: place.member.clone(),
            encoding: place.encoding.clone(),
            size: place.size,
            modified: place.modified,
            hash: place.hash.clone(),
            gone: false,
        });
        let mut places: Vec<Place> = places.collect();
        // The file that was asked for comes first, the others keep their order.
        places[..=asked].rotate_right(1);
        let snippet_columns = self.options.snippet_columns;
        Ok(Hit {
            rank,
            score: row.best.score,
            record: record.0,
            key: meta.key.clone(),
            report: first.path[0].clone(),
            report_qualifier: meta.qualifier.clone(),
            facts: self.archive.facts(record).map(Box::new),
            heading_path: first.path[1..].to_vec(),
            places,
            elsewhere,
            state: FileState::AsIndexed,
            line_start: first.line_start,
            line_end: line_at(text.len().saturating_sub(1)),
            line_match,
            location,
            byte_start: first.byte_start,
            byte_end: first.byte_start + text.len(),
            remark: self.archive.is_kept_out(row.first),
            snippet: snippet::cut(&text, &marked, first.heading_bytes, &paragraphs, snippet_columns),
            matches: in_characters(&text, &marked),
            text,
            version: None,
            repealed: None,
            group: None,
            also: Also::default(),
            folded: Vec::new(),
            explanation: if self.options.explain { self.explain(&row.best)? } else { Vec::new() },
        })
    }

    /// Returns what of a text is marked, as spans of characters.
    pub(in crate::search) fn marks_in(&self, text: &str) -> Vec<(usize, usize)> {
        in_characters(text, &marks(text, &self.plan))
    }

    /// What of a passage is meant by an address, where its text begins at a byte of the hit's.
    fn meant(&self, at: PassageId, begin: usize) -> Option<Span> {
        let span = self.plan.address.as_ref()?.mark(at)?;
        Some(Span::new(begin + span.start, begin + span.end))
    }
}

/// Turns spans of bytes, in order and not overlapping, into spans of characters in one pass.
pub(in crate::search) fn in_characters(text: &str, spans: &[Span]) -> Vec<(usize, usize)> {
    let (mut chars, mut byte) = (0, 0);
    let mut upto = |target: usize| {
        chars += text[byte..target].chars().count();
        byte = target;
        chars
    };
    spans.iter().map(|span| (upto(span.start), upto(span.end))).collect()
}

/// Where a person finds the byte `at` of a text of so many bytes. Whatever part of it is recognised: none is shown without
/// the mark.
fn location(locations: Vec<(usize, Location)>, at: usize, bytes: usize) -> Option<Location> {
    let shown = locations.iter().filter(|(begins, _)| *begins < bytes);
    let recognised = shown.filter_map(|(_, location)| location.recognised()).min();
    let (_, location) = locations.into_iter().take_while(|(begins, _)| *begins <= at).last()?;
    Some(location.marked(recognised))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::ask::conditions::AsTyped;
    use crate::search::score::rank::Parts;
    use crate::search::tests::Small;

    #[test]
    fn passages_that_touch_become_one_hit_up_to_a_length() {
        let sentence = "甲乙丙丁戊己庚辛。";
        let small =
            Small::of(&[("a.txt", &format!("标题\n一、节\n{}\n二、别的\n无关。", sentence.repeat(6)))]);
        let ids = small.ids();
        assert!(ids.len() > 6, "{:?}", small.texts());
        let ranked = |id: PassageId| Ranked {
            at: id,
            score: 1.0,
            parts: Parts::default(),
            as_typed: AsTyped::Nowhere,
        };
        let grown = |order: &[(usize, u32)]| {
            let mut rows = Rows::default();
            for (nth, reach) in order {
                rows.add(ranked(ids[*nth]), *reach, (true, 0), &small.archive).expect("it can be read");
            }
            let shown = |(row, _): (Row, usize)| (row.first.ordinal as usize - 1, row.more);
            rows.into_vec().into_iter().map(shown).collect::<Vec<_>>()
        };
        assert_eq!(grown(&[(2, 0), (3, 0)]), [(2, 1)]);
        assert_eq!(grown(&[(3, 0), (2, 0)]), [(2, 1)]);
        assert_eq!(grown(&[(2, 0), (4, 0)]), [(2, 0), (4, 0)], "they do not touch");
        assert_eq!(grown(&[(2, 0), (3, 0), (4, 0), (5, 0)]), [(2, 2), (5, 0)], "no longer than three");
        assert_eq!(grown(&[(2, 3), (3, 0)]), [(2, 3)], "but for one match");
        assert_eq!(grown(&[(0, 0), (1, 0)]), [(0, 0), (1, 0)], "other sections");
    }

    #[test]
    fn spans_of_bytes_become_spans_of_characters() {
        let text = "a教师b负担";
        let spans = [Span::new(1, 7), Span::new(7, 8), Span::new(11, 14)];
        assert_eq!(in_characters(text, &spans), [(1, 3), (3, 4), (5, 6)]);
    }
}
