//! Exact runs of characters: which passages may hold one (n-grams), and which do (their text).
//!
//! A run belongs to the passage that it begins in. It may go on into the passages that continue
//! it, so each pair of the run but the first may stand in the next passage instead.

use memchr::memmem::{self, Finder};

use crate::analysis::{self, RunGrams};
use crate::index::{IndexReader, Postings, Slot};

use super::SearchError;
use super::pieces::{DocRef, Piece, Pieces};

/// Only so many characters of a long run choose candidates, so that these reach over one cut at most
/// (a passage that another continues is longer than this); the text decides about the rest.
const GRAM_CHARS_MAX: usize = 24;

/// A run of characters to be found.
pub(super) struct Run {
    /// The run through the exact chain.
    pub(super) folded: String,
    /// Looks for it: prepared once, used on hundreds of texts.
    finder: Box<Finder<'static>>,
    grams: RunGrams,
    exact: bool,
}

impl Run {
    /// Makes a run from what was typed; `None` when nothing of it is left after folding.
    pub(super) fn new(typed: &str) -> Option<Run> {
        let folded = analysis::fold_text(typed);
        if folded.is_empty() {
            return None;
        }
        let head_end = folded.char_indices().nth(GRAM_CHARS_MAX).map_or(folded.len(), |(at, _)| at);
        let (grams, exact) = (analysis::run_grams(&folded[..head_end]), analysis::is_exact(&folded));
        let finder = Box::new(Finder::new(&folded).into_owned());
        Some(Run { folded, finder, grams, exact })
    }

    /// Returns how many candidates there are at most, without listing them.
    pub(super) fn candidates_max(&self, reader: &IndexReader) -> usize {
        let in_segment = |segment| {
            let grams = reader.grams(segment);
            let pairs = self.grams.pairs.iter().map(|key| grams.document_count(*key));
            let characters = self.grams.prefixes.iter().map(|code| grams.character_count(*code));
            pairs.chain(characters).min().unwrap_or(grams.documents() as usize)
        };
        // A pair may stand in the next passage: each listed document can vouch for two.
        (0..reader.segments()).map(in_segment).sum::<usize>().saturating_mul(if self.exact { 1 } else { 2 })
    }

    /// Returns the documents of a segment that may hold the beginning of the run, ascending.
    pub(super) fn candidates(&self, reader: &IndexReader, pieces: &Pieces<'_>, segment: u32) -> Vec<u32> {
        let grams = reader.grams(segment);
        let mut lists: Vec<Part<'_>> =
            self.grams.pairs.iter().map(|key| Part::Pair(grams.postings(*key))).collect();
        lists.extend(self.grams.prefixes.iter().map(|code| Part::listed(grams.character_documents(*code))));
        lists.sort_by_key(Part::len);
        let mut lists = lists.into_iter();
        let mut found = match lists.next() {
            None => (0..grams.documents()).collect(),
            Some(rarest) if self.exact => rarest.collect(),
            Some(rarest) => with_the_one_before(rarest.collect()),
        };
        if self.exact && lists.len() == 0 {
            // One pair, or one character: the list itself is the answer.
            return self.only_pieces(found, pieces, segment);
        }
        for mut list in lists {
            found.retain(|doc| list.holds_here_or_next(*doc));
        }
        self.only_pieces(found, pieces, segment)
    }

    fn only_pieces(&self, mut found: Vec<u32>, pieces: &Pieces<'_>, segment: u32) -> Vec<u32> {
        found.retain(|&doc| matches!(pieces.slot(DocRef { segment, doc }), Slot::Passage(_) | Slot::Remark));
        found
    }

    /// Returns whether the run begins in this piece, reading the pieces that continue it when needed.
    ///
    /// `reach` becomes the number of further pieces that the occurrence goes into (the shortest).
    pub(super) fn begins_in(
        &self,
        at: DocRef,
        piece: &Piece,
        pieces: &Pieces<'_>,
    ) -> Result<Option<u32>, SearchError> {
        if self.finder.find(piece.folded().as_bytes()).is_some() {
            return Ok(Some(0));
        }
        let own = piece.folded();
        let (mut joined, mut reach, mut last_continues) = (own.to_owned(), 0, piece.meta.continues);
        while last_continues && joined.len() < own.len() + self.folded.len() {
            reach += 1;
            let next = pieces.load(at.plus(reach))?;
            joined.push_str(next.folded());
            last_continues = next.meta.continues;
            if begins_before(&joined, &self.folded, own.len()) {
                return Ok(Some(reach));
            }
        }
        Ok(None)
    }
}

/// Whether `run` stands in `text` and begins before byte `limit`.
fn begins_before(text: &str, run: &str, limit: usize) -> bool {
    let from = limit.saturating_sub(run.len());
    memmem::find_iter(&text.as_bytes()[from..], run.as_bytes()).any(|at| from + at < limit)
}

fn with_the_one_before(docs: Vec<u32>) -> Vec<u32> {
    let mut both: Vec<u32> = docs.into_iter().flat_map(|doc| [doc.saturating_sub(1), doc]).collect();
    both.dedup();
    both.sort_unstable();
    both.dedup();
    both
}

/// The documents of one pair, packed, or of one character, listed.
enum Part<'a> {
    Pair(Postings<'a>),
    Listed { docs: Vec<u32>, at: usize },
}

impl Part<'_> {
    fn listed(docs: Vec<u32>) -> Self {
        Part::Listed { docs, at: 0 }
    }

    fn len(&self) -> usize {
        match self {
            Part::Pair(postings) => postings.len(),
            Part::Listed { docs, .. } => docs.len(),
        }
    }

    fn collect(self) -> Vec<u32> {
        match self {
            Part::Pair(postings) => postings.collect(),
            Part::Listed { docs, .. } => docs,
        }
    }

    /// Asked with ascending documents only.
    fn holds_here_or_next(&mut self, doc: u32) -> bool {
        let first = match self {
            Part::Pair(postings) => postings.seek(doc),
            Part::Listed { docs, at } => {
                *at += docs[*at..].partition_point(|&held| held < doc);
                docs.get(*at).copied()
            }
        };
        first.is_some_and(|held| held <= doc.saturating_add(1))
    }
}
