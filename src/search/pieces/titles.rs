//! Which records have a title like a name: by the pairs of characters that it is looked up by.

use tantivy::Term;

use crate::analysis;
use crate::search::SearchError;
use crate::search::pieces::{DocRef, Pieces};

/// Rarest pairs of a name that choose titles, at most.
const PAIRS_MAX: usize = 8;
/// Up to here all of them must stand in a title. Of more, half: what parts characters in a title (《》, 中华人民共和国) may
/// be left out of the name.
const PAIRS_FEW: usize = 3;

impl Pieces<'_> {
    /// Returns the living records whose titles hold most pairs of the characters of a key (`analysis::name_key`).
    ///
    /// # Errors
    /// What reading the index says.
    pub(in crate::search) fn records_like(&self, key: &str) -> Result<Vec<DocRef>, SearchError> {
        let mut lists = Vec::new();
        for pair in analysis::name_pairs(key) {
            let records = self.records_with_pair(pair)?;
            if !records.is_empty() {
                lists.push(records);
            }
        }
        lists.sort_by_key(Vec::len);
        lists.truncate(PAIRS_MAX);
        let needed = if lists.len() <= PAIRS_FEW { lists.len() } else { lists.len().div_ceil(2) };
        let mut all: Vec<DocRef> = lists.into_iter().flatten().collect();
        all.sort_unstable();
        Ok(all.chunk_by(|a, b| a == b).filter(|same| same.len() >= needed).map(|same| same[0]).collect())
    }

    /// The living records whose titles have a pair.
    fn records_with_pair(&self, pair: &str) -> Result<Vec<DocRef>, SearchError> {
        let term = Term::from_field_text(self.reader.fields().title, pair);
        let mut records = Vec::new();
        for segment in 0..self.reader.segments() {
            let docs = self.documents_with(segment, &term)?;
            records.extend(docs.into_iter().map(|doc| DocRef { segment, doc }));
        }
        Ok(records)
    }
}
