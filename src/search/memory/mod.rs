//! Reports in memory as an archive: all that an archive owes a search in its plainest form, for tests.
//!
//! Everything is found by looking at all texts. It ranks nothing in the first stage: what comes into question is the head,
//! so it answers as any other archive does as long as no more than `depth` passages come into question.

mod scan;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use crate::analysis::{self, Segmenter, work_key, works_named};
use crate::index::{FactFilter, near_values, path_order};
use crate::report::{self, Facts, PassageSize, Report};
use crate::schema::fact_tables;
use crate::text::{LineIndex, Markup, Span};

use crate::search::SearchError;
use crate::search::archive::piece::Piece;
use crate::search::archive::titles::having_most;
use crate::search::archive::{
    Archive, Choice, Frequencies, Name, Neighbour, PassageId, PassageRange, PieceMeta, PlaceMeta, Position,
    RecordMeta, ReportId, Statistics, Wish,
};
use crate::search::ask::runs::Run;

/// Reports in memory.
pub(in crate::search) struct Memory {
    /// In the order of their paths.
    reports: Vec<Stored>,
    /// What the archive says that it lacks.
    pub(in crate::search) lacking: Vec<String>,
}

/// A report.
struct Stored {
    record: Rc<RecordMeta>,
    places: Rc<Vec<PlaceMeta>>,
    facts: Facts,
    /// Passages, then texts kept out.
    pieces: Vec<StoredPiece>,
}

/// A passage or a text kept out.
struct StoredPiece {
    meta: PieceMeta,
    text: String,
    folded: String,
    /// Its section; `None` for a text kept out.
    section: Option<usize>,
    /// Words of its text without the heading, with how often each stands there.
    words: BTreeMap<String, u16>,
    /// Words of the heading.
    heading: BTreeSet<String>,
}

impl Memory {
    /// Takes files with these paths and texts, their passages of this size and their words cut so.
    pub(in crate::search) fn of(
        files: &[(PathBuf, String)],
        size: PassageSize,
        segmenter: &Segmenter,
    ) -> Memory {
        let mut files = files.to_vec();
        files.sort_by(|a, b| path_order(&a.0, &b.0));
        let reports = files.iter().map(|(path, text)| Stored::of(path, text, size, segmenter)).collect();
        Memory { reports, lacking: Vec::new() }
    }

    fn piece(&self, id: PassageId) -> &StoredPiece {
        &self.report_of(id.report).pieces[id.ordinal as usize - 1]
    }

    fn report_of(&self, report: ReportId) -> &Stored {
        &self.reports[report.0 as usize]
    }

    /// The pairs of characters of a report's title.
    fn title_pairs(&self, report: ReportId) -> BTreeSet<String> {
        let title = analysis::fold_text(&self.report_of(report).record.full_title());
        analysis::name_pairs(&title).into_iter().map(str::to_owned).collect()
    }

    /// All passages and texts kept out, in the order of positions.
    fn all(&self) -> impl Iterator<Item = (PassageId, &StoredPiece)> {
        (0..).map(ReportId).zip(&self.reports).flat_map(|(report, stored)| {
            (1..).zip(&stored.pieces).map(move |(ordinal, piece)| (PassageId { report, ordinal }, piece))
        })
    }

    /// Whether a run begins in a passage, read on into the next where the text goes on.
    fn begins(&self, run: &str, id: PassageId) -> bool {
        let piece = self.piece(id);
        // Written again and plainly, not shared with the local index: a fault in one is seen in the other.
        let (mut joined, mut next, mut goes_on) = (piece.folded.clone(), id.plus(1), piece.meta.continues);
        while goes_on && joined.len() < piece.folded.len() + run.len() {
            joined.push_str(&self.piece(next).folded);
            (goes_on, next) = (self.piece(next).meta.continues, next.plus(1));
        }
        joined.match_indices(run).any(|(at, _)| at < piece.folded.len())
    }

    /// Whether a passage may hold a run: each pair of its characters stands in it or in the one after it. So n-grams tell,
    /// and what may hold a run counts in the scores of its section and report.
    fn may_hold(&self, run: &Run, id: PassageId) -> bool {
        // One or two characters are n-grams themselves.
        if run.is_exact() {
            return self.begins(&run.folded, id);
        }
        let characters: Vec<char> = run.folded.chars().collect();
        let pairs = characters.windows(2).map(|pair| pair.iter().collect::<String>());
        let last = self.report_of(id.report).pieces.len() as u32;
        let stands =
            |pair: String| self.begins(&pair, id) || id.ordinal < last && self.begins(&pair, id.plus(1));
        pairs.into_iter().all(stands)
    }

    /// How many works name a work.
    fn citing(&self, work: &str) -> usize {
        let passages = self.all().filter(|(_, piece)| piece.section.is_some());
        let names = |piece: &StoredPiece| works_named(&piece.text).iter().any(|named| named == work);
        let naming = passages.filter(|(_, piece)| names(piece));
        let works =
            naming.map(|(id, _)| work_key(report::work_title(&self.report_of(id.report).record.title)));
        let works: BTreeSet<String> = works.filter(|naming| naming != work).collect();
        works.len()
    }

    fn searched(&self, all: bool) -> impl Iterator<Item = PassageId> + '_ {
        self.all().filter(move |(_, piece)| all || piece.section.is_some()).map(|(id, _)| id)
    }

    /// Passages of the stretches (sections or reports) in which each of the runs begins somewhere.
    fn around<'r>(
        &self,
        runs: impl Iterator<Item = &'r Run>,
        all: bool,
        stretch: &dyn Fn(PassageId) -> PassageRange,
    ) -> Option<BTreeSet<PassageId>> {
        let of_run = |run: &Run| {
            let holders = self.searched(all).filter(|id| self.may_hold(run, *id));
            holders.flat_map(|id| stretch(id).ids()).collect::<BTreeSet<_>>()
        };
        runs.map(of_run).reduce(|both, next| &both & &next)
    }
}

impl Stored {
    fn of(path: &Path, text: &str, size: PassageSize, segmenter: &Segmenter) -> Stored {
        let (report, remarks) = report::parse_marked(text, &Markup::default());
        let passages = report::cut_passages(text, &report, &remarks, size);
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let title = if report.title().is_empty() { name } else { report.title().to_owned() };
        let lines = LineIndex::new(text);
        let mut pieces = Vec::new();
        for (nth, passage) in passages.iter().enumerate() {
            let next = passages.get(nth + 1).filter(|_| passage.continues);
            let meta = PieceMeta {
                byte_start: passage.span.start,
                line_start: lines.line_of(passage.span.start),
                heading_bytes: passage.heading_end - passage.span.start,
                continues: passage.continues,
                locations: Vec::new(),
                path: path_of(&title, &report, passage.section),
            };
            // Up to where the next one begins, so that a text that goes on has no hole.
            let stored = Span::new(passage.span.start, next.map_or(passage.span.end, |next| next.span.start));
            let body = Span::new(passage.heading_end, passage.span.end).of(text);
            let heading = Span::new(passage.span.start, passage.heading_end).of(text);
            let (stored, section) = (stored.of(text), Some(passage.section));
            pieces.push(StoredPiece::of(meta, stored, section, (body, heading), segmenter));
        }
        for span in remarks.iter().filter_map(|remark| remark.kept_out) {
            let meta = PieceMeta {
                byte_start: span.start,
                line_start: lines.line_of(span.start),
                heading_bytes: 0,
                continues: false,
                locations: Vec::new(),
                path: vec![title.clone()],
            };
            pieces.push(StoredPiece::of(meta, span.of(text), None, (span.of(text), ""), segmenter));
        }
        let place = serde_json::json!({
            "of": "", "path": path, "size": text.len(), "modified": 0, "hash": "", "encoding": "UTF-8",
        });
        let place: PlaceMeta = serde_json::from_value(place).expect("it is a place");
        let key = blake3::hash(text.as_bytes()).to_hex().to_string();
        let facts = report::read_facts(text, &report, report.title(), fact_tables());
        let record = RecordMeta {
            key,
            title,
            qualifier: String::new(),
            passages: passages.len(),
            lines: report.lines,
        };
        Stored { record: Rc::new(record), places: Rc::new(vec![place]), facts, pieces }
    }
}

fn path_of(title: &str, report: &Report, section: usize) -> Vec<String> {
    std::iter::once(title).chain(report.heading_path(section)).map(str::to_owned).collect()
}

impl StoredPiece {
    fn of(
        meta: PieceMeta,
        text: &str,
        section: Option<usize>,
        (body, heading): (&str, &str),
        segmenter: &Segmenter,
    ) -> StoredPiece {
        let mut words: BTreeMap<String, u16> = BTreeMap::new();
        segmenter.words(body, |word| *words.entry(word.to_owned()).or_default() += 1);
        let mut named = BTreeSet::new();
        segmenter.words(heading, |word| {
            named.insert(word.to_owned());
        });
        let (text, folded) = (text.to_owned(), analysis::fold_text(text));
        StoredPiece { meta, text, folded, section, words, heading: named }
    }
}

impl Archive for Memory {
    fn statistics(&self) -> Statistics {
        let passages = self.all().filter(|(_, piece)| piece.section.is_some());
        let chars: Vec<usize> = passages.map(|(_, piece)| piece.folded.chars().count()).collect();
        let mean = chars.iter().sum::<usize>() as f32 / chars.len().max(1) as f32;
        let mean_report = chars.iter().sum::<usize>() as f32 / self.reports.len().max(1) as f32;
        Statistics {
            passages: chars.len().max(1) as u64,
            mean_chars: mean.max(1.0),
            mean_report_chars: mean_report.max(1.0),
        }
    }

    fn word_counts(&self, words: &[&str]) -> Result<Vec<u64>, SearchError> {
        let holds =
            |piece: &StoredPiece, word: &str| piece.section.is_some() && piece.words.contains_key(word);
        let count = |word: &&str| self.all().filter(|(_, piece)| holds(piece, word)).count() as u64;
        Ok(words.iter().map(count).collect())
    }

    fn heading_counts(&self, words: &[&str]) -> Result<Vec<u64>, SearchError> {
        let count =
            |word: &&str| self.all().filter(|(_, piece)| piece.heading.contains(*word)).count() as u64;
        Ok(words.iter().map(count).collect())
    }

    fn run_counts(&self, runs: &[&str]) -> Result<Vec<Option<u64>>, SearchError> {
        let count = |run: &&str| self.all().filter(|(id, _)| self.begins(run, *id)).count() as u64;
        Ok(runs.iter().map(|run| Some(count(run))).collect())
    }

    fn works_citing(&self, works: &[&str], most: usize) -> Result<Vec<usize>, SearchError> {
        Ok(works.iter().map(|work| self.citing(work).min(most)).collect())
    }

    fn titled(&self, pairs: &[&str]) -> Result<Vec<ReportId>, SearchError> {
        let has_all = |report: &ReportId| {
            let own = self.title_pairs(*report);
            pairs.iter().all(|pair| own.contains(*pair))
        };
        Ok(self.reports().filter(has_all).collect())
    }

    fn titled_like(&self, pairs: &[&str]) -> Result<Vec<ReportId>, SearchError> {
        let having = |pair: &&str| -> Vec<ReportId> {
            self.reports().filter(|report| self.title_pairs(*report).contains(*pair)).collect()
        };
        Ok(having_most(pairs.iter().map(having).collect()))
    }

    fn choice<'a>(&'a self, wish: Wish<'a>) -> Box<dyn Choice + 'a> {
        Box::new(scan::Scan { memory: self, wish })
    }

    fn frequencies(&self, words: &[&str], of: &[PassageId], all: bool) -> Result<Frequencies, SearchError> {
        let mut frequencies = Frequencies::none(words.len(), of.len());
        for (passage, id) in of.iter().enumerate() {
            let piece = self.piece(*id);
            for (word, text) in words.iter().enumerate().filter(|_| all || piece.section.is_some()) {
                frequencies.set(word, passage, piece.words.get(*text).copied().unwrap_or(0));
            }
        }
        Ok(frequencies)
    }

    fn holders(&self, run: &Run, all: bool) -> Result<Vec<PassageId>, SearchError> {
        Ok(self.searched(all).filter(|id| self.may_hold(run, *id)).collect())
    }

    fn fetch(&self, _: &[PassageId]) -> Result<(), SearchError> {
        Ok(())
    }

    fn passage(&self, id: PassageId) -> Result<Rc<Piece>, SearchError> {
        self.glance(id).map(Rc::new)
    }

    fn glance(&self, id: PassageId) -> Result<Piece, SearchError> {
        let piece = self.piece(id);
        let name = |text: &String| Name { text: text.clone(), folded: analysis::fold_text(text) };
        let path = piece.meta.path.iter().map(|text| Arc::new(name(text))).collect();
        let text = piece.text.clone();
        let PieceMeta { heading_bytes, continues, .. } = piece.meta;
        Ok(Piece::new(piece.folded.clone(), path, heading_bytes, continues, Box::new(|| text)))
    }

    fn whole(&self, id: PassageId) -> Result<(PieceMeta, String), SearchError> {
        let piece = self.piece(id);
        Ok((piece.meta.clone(), piece.text.clone()))
    }

    fn section(&self, id: PassageId) -> PassageRange {
        let Some(section) = self.piece(id).section else { return PassageRange { first: id, len: 1 } };
        let pieces = &self.report_of(id.report).pieces;
        let is_of = |piece: &&StoredPiece| piece.section == Some(section);
        let before = pieces[..id.ordinal as usize - 1].iter().rev().take_while(is_of).count() as u32;
        let after = pieces[id.ordinal as usize..].iter().take_while(is_of).count() as u32;
        PassageRange { first: PassageId { ordinal: id.ordinal - before, ..id }, len: before + 1 + after }
    }

    fn report(&self, id: PassageId) -> PassageRange {
        match self.piece(id).section {
            Some(_) => PassageRange {
                first: PassageId { ordinal: 1, ..id },
                len: self.report_of(id.report).record.passages as u32,
            },
            None => PassageRange { first: id, len: 1 },
        }
    }

    fn is_kept_out(&self, id: PassageId) -> bool {
        self.piece(id).section.is_none()
    }

    fn position(&self, id: PassageId) -> Position {
        Position(id.report.0, id.ordinal)
    }

    fn record(&self, report: ReportId) -> Result<Rc<RecordMeta>, SearchError> {
        Ok(Rc::clone(&self.report_of(report).record))
    }

    fn facts(&self, report: ReportId) -> Option<Facts> {
        Some(self.report_of(report).facts.clone())
    }

    fn near_values(&self, filter: &FactFilter) -> Option<Vec<(String, usize)>> {
        near_values(filter, self.reports.iter().map(|stored| stored.facts.clone()))
    }

    fn places(&self, report: ReportId) -> Result<Rc<Vec<PlaceMeta>>, SearchError> {
        Ok(Rc::clone(&self.report_of(report).places))
    }

    fn reports(&self) -> Box<dyn Iterator<Item = ReportId> + '_> {
        Box::new((0..self.reports.len() as u64).map(ReportId))
    }

    fn neighbours(&self, of: char, which: Neighbour) -> BTreeSet<char> {
        let texts = self.all().map(|(_, piece)| piece.folded.chars().collect::<Vec<char>>());
        let pairs = texts.flat_map(|text| text.windows(2).map(|two| (two[0], two[1])).collect::<Vec<_>>());
        match which {
            Neighbour::After => pairs.filter(|two| two.0 == of).map(|two| two.1).collect(),
            Neighbour::Before => pairs.filter(|two| two.1 == of).map(|two| two.0).collect(),
        }
    }

    fn lacking(&self) -> Vec<String> {
        self.lacking.clone()
    }
}
