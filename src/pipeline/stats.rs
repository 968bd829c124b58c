//! What an index holds, told in numbers: read from the manifest and from every report.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::index::{self, FileOutcome, IndexError, IndexReader, Manifest, joined, named};
use crate::query::Query;
use crate::search::{ReportOrder, SearchError, Searcher, StoredReport};

use super::Refused;

/// Reports named as the largest, and as the most remarkable.
const NAMED: usize = 5;

/// The numbers of an index.
#[derive(Clone, Debug, Serialize)]
pub struct Stats {
    /// What the index says of itself.
    pub manifest: Manifest,
    /// Segments that a query looks into.
    pub segments: u32,
    /// Size of the index on disk, in bytes.
    pub index_bytes: u64,
    /// Files by the encoding that they were read in.
    pub encodings: BTreeMap<String, usize>,
    /// The largest reports.
    pub largest: Vec<ReportStats>,
    /// The reports of which most was kept out of the passages.
    pub remarkable: Vec<ReportStats>,
}

/// The numbers of a report.
#[derive(Clone, Debug, Serialize)]
pub struct ReportStats {
    /// The first file that holds it; bytes that are no UTF-8 are replaced.
    pub path: String,
    /// Its title.
    pub title: String,
    /// Bytes of its passages and of what is kept out.
    pub bytes: usize,
    /// Passages.
    pub passages: usize,
    /// Texts kept out of the passages.
    pub kept_out: usize,
}

/// What an index holds, as its readers see it.
#[derive(Clone, Debug)]
pub struct Overview {
    /// What the index says of itself.
    pub manifest: Manifest,
    /// Size of the index on disk, in bytes.
    pub index_bytes: u64,
    /// Reports by their years, 0 for those whose year is not known.
    pub years: BTreeMap<u16, usize>,
    /// Reports by their kinds, most first; those whose kind is not known are under the empty name, last.
    pub kinds: Vec<(String, usize)>,
    /// The same by the codes of their regions ([`division_name`](crate::schema::division_name) names them), 0 where not known.
    pub regions: Vec<(u32, usize)>,
    /// Files that could not be taken, files that are no reports, files left out.
    pub skipped: [usize; 3],
}

/// Reads what an index holds, of facts and the table of files: no text; `folder` is that of an index of this machine.
///
/// # Errors
/// As [`stats`].
pub fn overview(searcher: &Searcher, folder: &Path) -> Result<Overview, SearchError> {
    let mut years = BTreeMap::new();
    let (mut kinds, mut regions) = (BTreeMap::new(), BTreeMap::new());
    for report in searcher.list(&Query::Nothing, ReportOrder::Path)?.reports {
        let facts = report.facts;
        *years.entry(facts.year.map_or(0, |year| year.value)).or_default() += 1;
        *kinds.entry(facts.kind.map_or_else(String::new, |kind| kind.value)).or_default() += 1;
        *regions.entry(facts.region.map_or(0, |region| region.value)).or_default() += 1;
    }
    // Which files were not taken is told where the files are.
    let (index_bytes, skipped) = match searcher.bytes_in_engine()? {
        Some(bytes) => (bytes, Skipped::default()),
        None => (index::bytes_on_disk(folder)?, skipped(folder)?),
    };
    Ok(Overview {
        manifest: searcher.manifest().clone(),
        index_bytes,
        years,
        kinds: most_first(kinds),
        regions: most_first(regions),
        skipped: [skipped.refused.len(), skipped.passed_over.len(), skipped.excluded.len()],
    })
}

/// Orders counts by their size, what has no name last.
fn most_first<T: Ord + Default>(counts: BTreeMap<T, usize>) -> Vec<(T, usize)> {
    let mut all: Vec<(T, usize)> = counts.into_iter().collect();
    let unknown = T::default();
    all.sort_by(|(a, many), (b, more)| (*a == unknown).cmp(&(*b == unknown)).then_with(|| more.cmp(many)));
    all
}

/// Reads the numbers of an index.
///
/// # Errors
/// When there is no index, it is of another format, or it is damaged.
pub fn stats(folder: &Path) -> Result<Stats, SearchError> {
    let searcher = Searcher::open(folder)?;
    let (mut encodings, mut reports) = (BTreeMap::<String, usize>::new(), Vec::new());
    // Of this only the walk over all reports is used, and none of its checks.
    searcher.verify_store(&mut |report| {
        report
            .places
            .iter()
            .for_each(|(_, _, encoding)| *encodings.entry(encoding.clone()).or_default() += 1);
        reports.push(numbers(report));
    })?;
    let most = |reports: &mut Vec<ReportStats>, by: fn(&ReportStats) -> usize| {
        reports.sort_by(|a, b| by(b).cmp(&by(a)).then_with(|| a.path.cmp(&b.path)));
        reports.iter().filter(|report| by(report) > 0).take(NAMED).cloned().collect()
    };
    Ok(Stats {
        largest: most(&mut reports, |report| report.bytes),
        remarkable: most(&mut reports, |report| report.kept_out),
        manifest: searcher.manifest().clone(),
        segments: searcher.segments(),
        index_bytes: index::bytes_on_disk(folder)?,
        encodings,
    })
}

fn numbers(report: &StoredReport) -> ReportStats {
    let path = report.places.first().map(|(path, ..)| path.clone()).unwrap_or_default();
    ReportStats {
        path: path.to_string_lossy().into_owned(),
        title: report.title.clone(),
        bytes: report.pieces.iter().map(|(_, text)| text.len()).sum(),
        passages: report.pieces.len() - report.kept_out,
        kept_out: report.kept_out,
    }
}

/// What of the files that were looked into is not in an index.
#[derive(Clone, Debug, Default)]
pub struct Skipped {
    /// Files, and members of files, that should have been taken and were not, by path.
    pub refused: Vec<Refused>,
    /// Files that are no reports, by path, with their kind.
    pub passed_over: Vec<(PathBuf, String)>,
    /// What `remove` took out.
    pub excluded: Vec<PathBuf>,
}

/// Reads from the table of files what was skipped when it was last read. Files that were never opened (too large, or no
/// reports by their names) are not in it.
///
/// # Errors
/// As [`stats`].
pub fn skipped(folder: &Path) -> Result<Skipped, IndexError> {
    let reader = IndexReader::open(folder)?;
    let table = reader.table()?;
    let roots = &reader.manifest().roots;
    let mut skipped = Skipped {
        excluded: table.excluded.iter().map(|path| named(Path::new(""), path)).collect(),
        ..Skipped::default()
    };
    for folder in &table.folders {
        let root = roots.iter().find(|root| root.id == folder.root);
        let path = joined(root.map(|root| root.path.as_path()), &folder.path);
        for file in &folder.files {
            let path = named(&path, &file.name);
            if let FileOutcome::PassedOver(kind) = &file.outcome {
                skipped.passed_over.push((path, kind.clone()));
                continue;
            }
            let refused = |why: &str| Refused { path: path.clone(), why: why.to_owned() };
            skipped.refused.extend(file.outcome.why_refused().map(refused));
            skipped.refused.extend(file.outcome.refused().iter().map(|one| Refused::member(&path, one)));
        }
    }
    skipped.refused.sort_by(|a, b| a.path.cmp(&b.path));
    skipped.passed_over.sort();
    Ok(skipped)
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{Fixture, Silent};
    use super::super::{Job, run};
    use super::*;

    #[test]
    fn an_index_is_told_in_numbers_and_what_is_not_in_it_by_name() {
        let fixture = Fixture::of(&[
            ("a.txt", "减轻负担"),
            ("b.txt", "增加经费。改善条件。"),
            ("c.docx", "PK\u{3}\u{4}"),
        ]);
        let job: Job = fixture.job(&["r"]);
        run(&job, &Silent).expect("an index");
        let stats = stats(&job.index).expect("it can be read");
        assert_eq!(stats.encodings.into_iter().collect::<Vec<_>>(), [("UTF-8".to_owned(), 2)]);
        let largest: Vec<(String, usize)> =
            stats.largest.iter().map(|one| (fixture.name(Path::new(&one.path)), one.bytes)).collect();
        assert_eq!(largest, [("b.txt".to_owned(), 30), ("a.txt".to_owned(), 12)]);
        assert_eq!(stats.remarkable.len(), 0);
        let skipped = skipped(&job.index).expect("it can be read");
        assert_eq!(skipped.refused.iter().map(|one| fixture.name(&one.path)).collect::<Vec<_>>(), ["c.docx"]);
    }
}
