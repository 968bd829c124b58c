//! The reports of a local index, read back whole for whoever keeps them elsewhere.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use serde_json::Value;

use crate::index::{Hash, IndexError, Kin, KnownValues, ReportRow, Slot};
use crate::report::Date;
use crate::search::pieces::{DocRef, Pieces};
use crate::search::remote::documents::{Exported, State, StoredPiece, StoredReport, short_key};
use crate::search::remote::shares::{Part, Share};
use crate::search::{SearchError, Searcher};
use crate::text::hexadecimal;

impl Searcher {
    /// Shows each report of the local index to `each`, in the order of their paths.
    ///
    /// # Errors
    /// What reading the index says, and what `each` does.
    pub(crate) fn each_exported<E: From<SearchError>>(
        &self,
        each: &mut dyn FnMut(Exported) -> Result<(), E>,
    ) -> Result<(), E> {
        let pieces = Pieces::open(self.local()?)?;
        let firsts = pieces.all().filter(|at| pieces.is_first(*at));
        let mut records: Vec<_> = firsts.map(|at| pieces.record_of(at)).collect();
        records.sort_by_cached_key(|record| pieces.position_of(*record));
        let groups = Groups::of(&pieces, &records)?;
        for record in records {
            let meta = pieces.record_meta(record)?;
            let passages = pieces.passages_of(record, u32::MAX - 1);
            let mut stored = Vec::new();
            let end = pieces.report_end(record);
            let mut at = record.plus(1);
            while at.doc < end {
                let (first, after) = pieces.section_of(at);
                let section = match pieces.slot(at) {
                    Slot::Passage(_) => (first.doc - record.doc, after.doc - first.doc),
                    _ => (at.doc - record.doc, 1),
                };
                let (piece, text) = pieces.stored_piece(at)?;
                pieces.check_owner(at, record)?;
                stored.push(StoredPiece::of(piece, text, section, passages));
                at = at.plus(1);
            }
            let report = StoredReport {
                record: (*meta).clone(),
                places: pieces.places_of(record)?.to_vec(),
                facts: pieces.facts_of(record),
                kin: groups.kin(&pieces, record),
            };
            let name = short_key(&meta.key).to_owned();
            each(Exported { name, part: None, report, pieces: stored })?;
        }
        Ok(())
    }

    /// Shows each report to `each` as one of a share: what all reports of the share have to do with each other is left out, and what
    /// that is told from is in.
    ///
    /// # Errors
    /// As [`Searcher::each_exported`].
    pub(crate) fn each_of_share<E: From<SearchError>>(
        &self,
        share: &Share,
        each: &mut dyn FnMut(Exported) -> Result<(), E>,
    ) -> Result<(), E> {
        let table = self.local()?.table().map_err(SearchError::from)?;
        let rows: FxHashMap<Hash, Arc<ReportRow>> =
            table.reports.into_iter().flatten().map(|row| (row.key, row)).collect();
        self.each_exported(&mut |mut exported| {
            let report = &mut exported.report;
            let key = blake3::Hash::from_hex(&report.record.key).ok();
            let row = key.and_then(|key| rows.get(key.as_bytes()));
            let (Some(row), Some(first)) = (row, report.places.first().map(|first| first.path.clone()))
            else {
                let what = "a report is not in its table of files".to_owned();
                return Err(SearchError::from(IndexError::Damaged {
                    index: self.local()?.index().to_owned(),
                    what,
                })
                .into());
            };
            // Numbers of folders mean something on one machine only.
            report.places.iter_mut().for_each(|place| place.root = 0);
            report.kin = Kin::default();
            exported.name = share.name_of(&report.record.key);
            exported.part = Some(Part {
                share: share.name.clone(),
                path: first,
                places: report.places.clone(),
                counts: row.counts,
                sketch: row.sketch.clone(),
                repeals: row.repeals.clone(),
            });
            each(exported)
        })
    }

    /// Returns what the local index says of itself, for whoever keeps its reports elsewhere.
    ///
    /// # Errors
    /// What reading the index says.
    pub(crate) fn exported_state(&self) -> Result<State, SearchError> {
        let reader = self.local()?;
        let added = reader.added_words()?;
        let words = if added.is_empty() { Vec::new() } else { added.to_bytes() };
        Ok(State {
            meta: Value::Null,
            manifest: reader.manifest().clone(),
            words: hexadecimal(&words),
            synonyms: String::from_utf8_lossy(&reader.own_synonyms().to_bytes()).into_owned(),
            own_facts: self.own_fact_names(),
            known: reader.facts().known_values(),
            push: 0,
            removing: Vec::new(),
            under_way: true,
            shared: None,
        })
    }

    /// Returns the years, regions and kinds that the reports of the local index have.
    pub(crate) fn known_values(&self) -> KnownValues {
        self.local().map(|reader| reader.facts().known_values()).unwrap_or_default()
    }

    /// Returns whether the local index was made with the dictionary that the program carries.
    ///
    /// # Errors
    /// When it cannot be read.
    pub(crate) fn is_of_builtin_dictionary(&self) -> Result<bool, SearchError> {
        Ok(self.local()?.is_of_builtin_dictionary())
    }
}

/// The latest day there is: what is told of it holds of every day before as well.
const LAST_DAY: Date = Date { year: 2099, month: 12, day: 31 };

/// Returns the number of the group whose first report has this key, the same in every push.
pub(crate) fn group_number(key: &str) -> u32 {
    let [a, b, c, d, ..] = *blake3::hash(key.as_bytes()).as_bytes();
    u32::from_le_bytes([a, b, c, d])
}

/// Groups of reports, by numbers that are the same in every push: those of the index change with each commit.
#[derive(Default)]
struct Groups {
    copies: FxHashMap<u32, u32>,
    series: FxHashMap<u32, u32>,
}

impl Groups {
    /// Numbers each group by its first report.
    fn of(pieces: &Pieces<'_>, records: &[DocRef]) -> Result<Groups, SearchError> {
        let mut groups = Groups::default();
        for record in records {
            let kin = own_kin(pieces, *record);
            for (group, numbers) in [(kin.copies, &mut groups.copies), (kin.series, &mut groups.series)] {
                let Some(group) = group.filter(|group| !numbers.contains_key(group)) else { continue };
                numbers.insert(group, group_number(&pieces.record_meta(*record)?.key));
            }
        }
        Ok(groups)
    }

    /// What a report has to do with others, for readers elsewhere.
    fn kin(&self, pieces: &Pieces<'_>, record: DocRef) -> Kin {
        let mut kin = own_kin(pieces, record);
        kin.copies = kin.copies.and_then(|group| self.copies.get(&group).copied());
        kin.series = kin.series.and_then(|group| self.series.get(&group).copied());
        if let Some(repealed) = &mut kin.repealed {
            repealed.path = pieces.reader().path_below(repealed.root, &repealed.path);
            repealed.root = 0;
        }
        kin
    }
}

fn own_kin(pieces: &Pieces<'_>, record: DocRef) -> Kin {
    let number = pieces.number_of(record);
    number.map(|number| pieces.reader().copies().kin(number, LAST_DAY)).unwrap_or_default()
}
