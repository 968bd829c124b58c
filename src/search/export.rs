//! The reports of a local index, read back whole for whoever keeps them elsewhere.

use rustc_hash::FxHashMap;

use crate::index::{Kin, Slot};
use crate::report::Date;
use crate::search::pieces::{DocRef, Pieces};
use crate::search::remote::documents::{Exported, State, StoredPiece, StoredReport};
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
            each(Exported { report, pieces: stored })?;
        }
        Ok(())
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
            manifest: reader.manifest().clone(),
            words: hexadecimal(&words),
            synonyms: String::from_utf8_lossy(&reader.own_synonyms().to_bytes()).into_owned(),
            own_facts: self.own_fact_names(),
            known: reader.facts().known_values(),
            push: 0,
            removing: Vec::new(),
            under_way: true,
        })
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
                let hash = blake3::hash(pieces.record_meta(*record)?.key.as_bytes());
                let [a, b, c, d, ..] = *hash.as_bytes();
                numbers.insert(group, u32::from_le_bytes([a, b, c, d]));
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
