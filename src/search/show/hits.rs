//! Ranked passages to hits: passages of one section that touch become one, with all that is shown of them.

use std::collections::HashMap;

use crate::search::archive::PlaceMeta;
use crate::text::{LineIndex, Location, Span};

use crate::search::SearchError;
use crate::search::archive::{Archive, PassageId};
use crate::search::run::SearchRun;
use crate::search::score::rank::Ranked;
use crate::search::show::hit::{FileState, Hit, Place};
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

/// Grows the list of rows passage by passage, best first.
#[derive(Default)]
pub(in crate::search) struct Rows {
    rows: Vec<Row>,
    by_section: HashMap<PassageId, Vec<usize>>,
}

impl Rows {
    /// Returns the number of rows.
    pub(in crate::search) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Returns the rows.
    pub(in crate::search) fn into_vec(self) -> Vec<Row> {
        self.rows
    }

    /// Adds a passage whose match goes on into `reach` more; it joins a row that it touches, or opens a new one if it may.
    ///
    /// # Errors
    /// What reading the index says.
    pub(in crate::search) fn add(
        &mut self,
        ranked: Ranked,
        reach: u32,
        may_open: bool,
        archive: &dyn Archive,
    ) -> Result<(), SearchError> {
        let section = archive.section(ranked.at).first;
        let known = self.by_section.entry(section).or_default();
        let (begin, end) = (ranked.at.ordinal, ranked.at.ordinal + reach);
        for &nth in known.iter() {
            let row = &mut self.rows[nth];
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
                return Ok(());
            }
        }
        if may_open {
            known.push(self.rows.len());
            self.rows.push(Row { first: ranked.at, more: reach, best: ranked });
        }
        Ok(())
    }
}

impl SearchRun<'_> {
    /// Makes the hit of a row.
    ///
    /// # Errors
    /// What reading the index says.
    pub(in crate::search) fn hit(&self, rank: usize, row: Row) -> Result<Hit, SearchError> {
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
        let location = locations.into_iter().take_while(|(at, _)| *at <= first_mark).last();
        let location = location.map_or(Location::Line { line: line_match }, |(_, location)| location);
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
            explanation: if self.options.explain { self.explain(&row.best)? } else { Vec::new() },
        })
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::score::rank::Parts;
    use crate::search::tests::Small;

    #[test]
    fn passages_that_touch_become_one_hit_up_to_a_length() {
        let sentence = "甲乙丙丁戊己庚辛。";
        let small =
            Small::of(&[("a.txt", &format!("标题\n一、节\n{}\n二、别的\n无关。", sentence.repeat(6)))]);
        let ids = small.ids();
        assert!(ids.len() > 6, "{:?}", small.texts());
        let ranked = |id: PassageId| Ranked { at: id, score: 1.0, parts: Parts::default(), whole: false };
        let grown = |order: &[(usize, u32)]| {
            let mut rows = Rows::default();
            for (nth, reach) in order {
                rows.add(ranked(ids[*nth]), *reach, true, &small.archive).expect("it can be read");
            }
            let shown = |row: Row| (row.first.ordinal as usize - 1, row.more);
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
