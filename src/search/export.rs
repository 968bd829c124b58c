//! The reports of a local index, read back whole for whoever keeps them elsewhere.

use crate::index::Slot;

use crate::search::pieces::Pieces;
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
            push: 0,
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
