//! Which records have a title like a name: by the pairs of characters that it is looked up by.

use tantivy::Term;

use crate::search::SearchError;
use crate::search::archive::titles::having_most;
use crate::search::pieces::{DocRef, Pieces};

impl Pieces<'_> {
    /// Returns the living records whose titles hold most of these pairs of characters (`analysis::name_pairs`).
    ///
    /// # Errors
    /// What reading the index says.
    pub(in crate::search) fn records_like(&self, pairs: &[&str]) -> Result<Vec<DocRef>, SearchError> {
        let lists = pairs.iter().map(|pair| self.records_with_pair(pair)).collect::<Result<_, _>>()?;
        Ok(having_most(lists))
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
