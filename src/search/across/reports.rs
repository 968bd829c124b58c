//! Whole reports as an index stores them: their sections in reading order, with the places of the text.

use std::path::PathBuf;

use tantivy::Term;

use crate::analysis::{Sketch, Sketcher, fold_text};
use crate::index::{IndexReader, PlaceMeta};
use crate::query::Query;
use crate::report::compare::Part;
use crate::report::{Facts, How, place_and_year};
use crate::schema::division_name;
use crate::search::across::list::{ListedReport, listed};
use crate::search::archive::{Archive, PassageId, ReportId};
use crate::search::pieces::{DocRef, Pieces};
use crate::search::run::SearchRun;
use crate::search::show::hit::SearchOptions;
use crate::search::{SearchError, Searcher, patience};
use crate::text::Location;

/// Letters of a key that name a report where the rest is left out: by chance two keys share so many once in 10^14 pairs.
const KEY_LETTERS_MIN: usize = 12;

/// A report read back from an index.
#[derive(Clone, Debug, Default)]
pub struct WholeReport {
    /// Key of its text, in hexadecimal.
    pub key: String,
    /// Its title, or the name of its file.
    pub title: String,
    /// What tells it apart from others of its title (2026年广东省).
    pub qualifier: String,
    /// The year that it is of, where that is told.
    pub year: Option<u16>,
    /// The place that it is of; empty where that is not told.
    pub region: String,
    /// What is known about it; `None` where the index does not tell.
    pub facts: Option<Facts>,
    /// The files that hold it, with the name inside the file where that holds many; the first is the one that lines and
    /// bytes are of.
    pub places: Vec<(PathBuf, Option<String>)>,
    /// Its sections that hold passages, in reading order.
    pub sections: Vec<WholeSection>,
}

impl WholeReport {
    /// Returns the title with what tells it apart before it.
    pub fn full_title(&self) -> String {
        format!("{}{}", self.qualifier, self.title)
    }

    /// Returns the sketch of its text, by which its copies are told.
    pub(in crate::search) fn sketch(&self) -> Sketch {
        let mut sketcher = Sketcher::default();
        self.sections.iter().for_each(|section| sketcher.add(&fold_text(&section.text)));
        sketcher.finish()
    }

    /// Returns its title without year and place: 政府工作报告.
    pub(in crate::search) fn kind_by_title(&self) -> String {
        let title: String = self.title.chars().filter(|c| !c.is_ascii_digit()).collect();
        title.trim_start_matches(['年', '度']).replace(&self.region, "")
    }

    /// Returns the section, and the byte of its text, that a byte of the decoded file falls into; of text that is in no
    /// section what stands before it.
    pub fn section_at(&self, byte: usize) -> (usize, usize) {
        let mut found = (0, 0);
        for (nth, section) in self.sections.iter().enumerate() {
            for (begin, file_byte, _) in &section.parts {
                if *file_byte > byte {
                    return found;
                }
                found = (nth, (begin + byte - file_byte).min(section.text.len()));
            }
        }
        found
    }

    /// Returns the first file that holds it.
    pub fn path(&self) -> PathBuf {
        self.places.first().map(|(path, _)| path.clone()).unwrap_or_default()
    }

    /// Returns its sections as they are compared; a title alone is none.
    pub fn parts(&self) -> Vec<Part> {
        let part = |section: &WholeSection| Part {
            headings: section.headings.clone(),
            text: section.text[section.heading_bytes.min(section.text.len())..].to_owned(),
            line: section.place_of(0).1,
        };
        let parts = self.sections.iter().map(part);
        parts.filter(|part| !part.headings.is_empty() || !part.text.trim().is_empty()).collect()
    }
}

/// A section of a report: its own text, heading included.
#[derive(Clone, Debug, Default)]
pub struct WholeSection {
    /// Headings from the first level down to this section; empty for text before any heading.
    pub headings: Vec<String>,
    /// The text of its passages.
    pub text: String,
    /// Bytes at the beginning of the text that are the heading.
    pub heading_bytes: usize,
    /// Where passages begin: byte of the text, byte of the decoded file, line of the file.
    pub parts: Vec<(usize, usize, usize)>,
    /// Where people find it, from which byte of the text on; empty where only lines can be told.
    pub locations: Vec<(usize, Location)>,
}

impl WholeSection {
    /// Returns the byte in the decoded file, and the line, of a byte of the text.
    pub fn place_of(&self, at: usize) -> (usize, usize) {
        let nth = self.parts.partition_point(|(begin, ..)| *begin <= at).saturating_sub(1);
        let Some((begin, byte, line)) = self.parts.get(nth) else { return (at, 1) };
        let lines = self.text[*begin..at].matches('\n').count();
        (byte + at - begin, line + lines)
    }

    /// Returns where a person finds a byte of the text.
    pub fn location_of(&self, at: usize) -> Location {
        let told = self.locations.iter().take_while(|(begin, _)| *begin <= at).last();
        told.map_or_else(|| Location::Line { line: self.place_of(at).1 }, |(_, location)| location.clone())
    }
}

impl Searcher {
    /// Returns the whole report of a hit of this opened index ([`crate::search::Hit::record`]).
    ///
    /// # Errors
    /// What reading the index says.
    pub fn whole_report(&self, record: u64) -> Result<WholeReport, SearchError> {
        self.with_archive(|archive| whole_report(archive, ReportId(record)))
    }

    /// Shows each report to `each`, in the order of their paths; with a query those only that hold what it requires.
    ///
    /// # Errors
    /// What reading the index says.
    pub fn each_report(
        &self,
        query: Option<&Query>,
        each: &mut dyn FnMut(WholeReport),
    ) -> Result<(), SearchError> {
        self.with_archive(|archive| self.each_report_of(archive, query, each))
    }

    fn each_report_of(
        &self,
        archive: &dyn Archive,
        query: Option<&Query>,
        each: &mut dyn FnMut(WholeReport),
    ) -> Result<(), SearchError> {
        let options = SearchOptions {
            document_order: true,
            limit: usize::MAX,
            exact: true,
            ..SearchOptions::default()
        };
        let mut reports: Vec<ReportId> = match query {
            Some(query) => {
                let passages = SearchRun::new(archive, &self.knowledge, query, &options)?.matching()?;
                passages.into_iter().map(|passage| passage.report).collect()
            }
            None => archive.reports().collect(),
        };
        by_path(&mut reports, archive);
        for report in reports {
            patience::check()?;
            each(whole_report(archive, report)?);
        }
        Ok(())
    }

    /// Returns the first report by path of which `is_meant` says so, told its title with what tells it apart and its files;
    /// the texts of others are not read.
    ///
    /// # Errors
    /// What reading the index says.
    pub(in crate::search) fn first_report(
        &self,
        is_meant: &dyn Fn(&str, &[PlaceMeta]) -> bool,
    ) -> Result<Option<WholeReport>, SearchError> {
        self.with_archive(|archive| {
            let mut reports: Vec<ReportId> = archive.reports().collect();
            by_path(&mut reports, archive);
            for report in reports {
                patience::check()?;
                let meta = archive.record(report)?;
                if is_meant(&format!("{}{}", meta.qualifier, meta.title), &archive.places(report)?) {
                    return whole_report(archive, report).map(Some);
                }
            }
            Ok(None)
        })
    }

    /// Returns the report with this key, or whose key begins so (with [`KEY_LETTERS_MIN`] letters at least); `None` where the
    /// index has none, or several.
    ///
    /// # Errors
    /// What reading the index says.
    pub fn report(&self, key: &str) -> Result<Option<WholeReport>, SearchError> {
        let pieces = Pieces::open(self.local()?)?;
        self.with_key(&pieces, key)?.map(|report| whole_report(&pieces, report)).transpose()
    }

    /// Returns what is known about the report with this key, as [`Searcher::report`] finds it.
    ///
    /// # Errors
    /// What reading the index says.
    pub fn listed_report(&self, key: &str) -> Result<Option<ListedReport>, SearchError> {
        let pieces = Pieces::open(self.local()?)?;
        self.with_key(&pieces, key)?.map(|report| listed(&pieces, report)).transpose()
    }

    fn with_key(&self, pieces: &Pieces<'_>, key: &str) -> Result<Option<ReportId>, SearchError> {
        let reader = pieces.reader();
        let mut found: Option<(String, ReportId)> = None;
        for segment in 0..reader.segments() {
            for whole in keys_with(reader, segment, key).map_err(SearchError::engine)? {
                let term = Term::from_field_text(reader.fields().report, &whole);
                let Some(doc) = pieces.documents_with(segment, &term)?.first().copied() else { continue };
                if found.as_ref().is_some_and(|(known, _)| *known != whole) {
                    return Ok(None);
                }
                found = Some((whole, pieces.id(DocRef { segment, doc }).report));
            }
        }
        Ok(found.map(|(_, report)| report))
    }
}

/// Puts reports in the order of their paths, each once.
fn by_path(reports: &mut Vec<ReportId>, archive: &dyn Archive) {
    reports.sort_unstable();
    reports.dedup();
    reports.sort_by_cached_key(|report| archive.position(PassageId { report: *report, ordinal: 1 }));
}

/// The keys of a segment that begin so; of reports that are deleted too.
fn keys_with(reader: &IndexReader, segment: u32, beginning: &str) -> tantivy::Result<Vec<String>> {
    let mut keys = Vec::new();
    if beginning.len() < KEY_LETTERS_MIN {
        return Ok(keys);
    }
    let inverted = reader.segment(segment).inverted_index(reader.fields().report)?;
    let mut terms = inverted.terms().range().ge(beginning.as_bytes()).into_stream()?;
    while terms.advance() && terms.key().starts_with(beginning.as_bytes()) {
        keys.push(String::from_utf8_lossy(terms.key()).into_owned());
    }
    Ok(keys)
}

fn whole_report(archive: &dyn Archive, report: ReportId) -> Result<WholeReport, SearchError> {
    let meta = archive.record(report)?;
    let places = archive.places(report)?;
    archive.fetch(
        &(1..=meta.passages as u32).map(|ordinal| PassageId { report, ordinal }).collect::<Vec<_>>(),
    )?;
    let mut sections: Vec<WholeSection> = Vec::new();
    let mut path: Vec<String> = Vec::new();
    for ordinal in 1..=meta.passages as u32 {
        let (piece, text) = archive.whole(PassageId { report, ordinal })?;
        // Another section of the same headings begins with its heading.
        if piece.path != path || piece.heading_bytes > 0 || sections.is_empty() {
            path.clone_from(&piece.path);
            let headings = piece.path.get(1..).unwrap_or_default().to_vec();
            sections.push(WholeSection {
                headings,
                heading_bytes: piece.heading_bytes,
                ..WholeSection::default()
            });
        }
        let Some(section) = sections.last_mut() else { continue };
        if !section.text.is_empty() && !section.text.ends_with('\n') {
            section.text.push('\n');
        }
        let begin = section.text.len();
        section.parts.push((begin, piece.byte_start, piece.line_start));
        section.locations.extend(piece.locations.into_iter().map(|(at, location)| (begin + at, location)));
        section.text.push_str(&text);
    }
    let first = places.first();
    let name = first.map(|place| match &place.member {
        Some(member) => member.clone(),
        None => place.path.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
    });
    // A person's correction first. Then the title, its qualifier or the name of the file: the year that a report of years
    // past is of stands there, and may be guessed from its text otherwise.
    let facts = archive.facts(report);
    let year = facts.as_ref().and_then(|facts| facts.year.as_ref());
    let corrected = year.filter(|known| known.how == How::Correction).map(|known| known.value);
    let region = facts.as_ref().and_then(|facts| facts.region.as_ref());
    let told = place_and_year(&meta.qualifier, &meta.title, name.as_deref().unwrap_or_default());
    Ok(WholeReport {
        key: meta.key.clone(),
        title: meta.title.clone(),
        qualifier: meta.qualifier.clone(),
        year: corrected.or(told.year).or(year.map(|known| known.value)),
        region: region.map_or(told.place, |known| division_name(known.value).to_owned()),
        facts,
        places: places.iter().map(|place| (place.path.clone(), place.member.clone())).collect(),
        sections,
    })
}
