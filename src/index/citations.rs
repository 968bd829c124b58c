//! Which works name which: the field `cited` of a passage holds a term for each work that it names in 《》.
//!
//! A term is the name of the work, a border, and a hash of the work that the passage is of; the name alone is a term too, by
//! which the many works that nobody names are told at once. So the works that name one
//! are as many as there are terms with its name, whatever number of their passages do, and none of these needs be looked up.

use std::collections::BTreeSet;

use tantivy::Term;

use crate::analysis::{work_key, works_named};
use crate::report::work_title;

use super::live::{Counted, segment_key};
use super::read::IndexReader;

/// Stands between the name and the hash; people write it in no name.
const BORDER: char = '\u{1}';
/// Follows [`BORDER`], so that a name's terms are a range.
const AFTER_BORDER: char = '\u{2}';
/// Hexadecimal digits of the hash: two works of a million share theirs once in five hundred indexes, and count as one.
const HASH_DIGITS: usize = 12;

/// Returns the terms of a passage of the report with this title.
pub(crate) fn cited_terms(text: &str, title: &str) -> Vec<String> {
    let named = works_named(text);
    if named.is_empty() {
        return Vec::new();
    }
    let own = work_key(work_title(title));
    let hash = hash_of(&own);
    // A law that names itself (《刑法》第三条) says nothing of its weight.
    let others = named.into_iter().filter(|name| *name != own);
    others.flat_map(|name| [format!("{name}{BORDER}{hash}"), name]).collect()
}

fn hash_of(work: &str) -> String {
    let mut hash = blake3::hash(work.as_bytes()).to_hex().to_string();
    hash.truncate(HASH_DIGITS);
    hash
}

impl IndexReader {
    /// Returns how many works name a work (as [`work_key`] calls it) in their living passages, counting no further than `most`.
    ///
    /// # Errors
    /// What the engine says.
    pub(crate) fn works_citing(&self, work: &str, most: usize) -> tantivy::Result<usize> {
        let (begin, end) = (format!("{work}{BORDER}"), format!("{work}{AFTER_BORDER}"));
        // A set: reports of one citing work may lie in several segments.
        let mut citing: BTreeSet<Vec<u8>> = BTreeSet::new();
        for number in 0..self.segments() {
            let segment = self.segment(number);
            let cited = self.fields().cited;
            let (inverted, key) = (segment.inverted_index(cited)?, segment_key(segment.segment_id()));
            // The name alone is a term as well: one look-up is enough for the many works that nobody names.
            if inverted.terms().get(work)?.is_none() {
                continue;
            }
            let mut terms = inverted.terms().range().ge(&begin).lt(&end).into_stream()?;
            while citing.len() < most && terms.advance() {
                // Deleted passages stay in the lists until a merge; a term counts while more passages hold
                // it than are deleted.
                let term = std::str::from_utf8(terms.key()).unwrap_or_default();
                let is_held = match self.is_view() {
                    true => {
                        self.postings_in_view(number, &inverted, &Term::from_field_text(cited, term))? > 0
                    }
                    false => {
                        u64::from(terms.value().doc_freq) > self.live().dead_in(&key, Counted::Cited(term))
                    }
                };
                if is_held {
                    citing.insert(terms.key()[begin.len()..].to_vec());
                }
            }
        }
        Ok(citing.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_work_names_others_once_and_itself_never() {
        let terms = cited_terms(
            "《民法典》、《中华人民共和国民法典》和《中华人民共和国刑法》",
            "中华人民共和国刑法第三条",
        );
        assert_eq!(terms, [format!("民法典\u{1}{}", hash_of("刑法")), "民法典".to_owned()]);
        let of_another = cited_terms("《刑法》第三条", "刑法（2020年修正）第五条");
        assert!(of_another.is_empty() && cited_terms("无", "刑法").is_empty());
    }
}
