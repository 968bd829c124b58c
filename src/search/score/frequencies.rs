//! How often each word of a query stands in each candidate, as the segmenter cut it: read from the engine's postings.

use tantivy::postings::Postings;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocSet, TERMINATED, Term};

use crate::index::IndexReader;

use crate::search::SearchError;
use crate::search::ask::terms::QueryTerm;
use crate::search::pieces::DocRef;

/// Counts of the words in the candidates.
pub(in crate::search) struct Frequencies {
    words: usize,
    counts: Vec<u16>,
}

impl Frequencies {
    /// Reads the counts of `terms` in `candidates`, which may stand in any order; there are remarks among them only with
    /// `all`.
    ///
    /// # Errors
    /// What the engine says.
    pub(in crate::search) fn read(
        terms: &[QueryTerm],
        candidates: &[DocRef],
        all: bool,
        reader: &IndexReader,
    ) -> Result<Frequencies, SearchError> {
        // Postings are read in one go through each segment.
        let mut ascending: Vec<(DocRef, usize)> = candidates.iter().copied().zip(0..).collect();
        ascending.sort_unstable();
        let mut frequencies =
            Frequencies { words: terms.len(), counts: vec![0; terms.len() * candidates.len()] };
        for (word, term) in terms.iter().enumerate() {
            // A document is a passage or a remark: only one of the fields holds anything.
            // Where a segment holds none of a field, the engine makes an empty dictionary for it: not for nothing.
            let fields = [reader.fields().body, reader.fields().remark];
            for field in fields.into_iter().take(1 + usize::from(all)) {
                frequencies.add(word, &term.text, field, &ascending, reader).map_err(SearchError::engine)?;
            }
        }
        Ok(frequencies)
    }

    /// Returns the counts of all words in the candidate with this number.
    pub(in crate::search) fn of(&self, candidate: usize) -> &[u16] {
        &self.counts[candidate * self.words..(candidate + 1) * self.words]
    }

    fn add(
        &mut self,
        word: usize,
        term: &str,
        field: Field,
        ascending: &[(DocRef, usize)],
        reader: &IndexReader,
    ) -> tantivy::Result<()> {
        for in_segment in ascending.chunk_by(|(a, _), (b, _)| a.segment == b.segment) {
            let inverted = reader.segment(in_segment[0].0.segment).inverted_index(field)?;
            let term = Term::from_field_text(field, term);
            if let Some(mut postings) = inverted.read_postings(&term, IndexRecordOption::WithFreqs)? {
                for (at, nth) in in_segment {
                    if postings.doc() < at.doc && postings.seek(at.doc) == TERMINATED {
                        break;
                    }
                    if postings.doc() == at.doc {
                        let count = postings.term_freq().min(u32::from(u16::MAX)) as u16;
                        self.counts[nth * self.words + word] = count;
                    }
                }
            }
        }
        Ok(())
    }
}
