//! Exact runs of characters: which passages may hold one (n-grams), and which do (their text).
//!
//! A run belongs to the passage that it begins in. It may go on into the passages that continue
//! it, so each pair of the run but the first may stand in the next passage instead.

use memchr::memmem::{self, Finder};

use crate::analysis::{self, RunGrams};
use crate::index::{GramFile, IndexReader, Postings};
use crate::text::Span;

use crate::search::SearchError;
use crate::search::pieces::piece::Piece;
use crate::search::pieces::{DocRef, Pieces};

/// Only so many characters of a long run choose candidates, so that these reach over one cut at most
/// (a passage that another continues is longer than this); the text decides about the rest.
const GRAM_CHARS_MAX: usize = 24;

/// Documents looked through for a character at the least.
const MARGIN: u32 = 4_096;

/// A run of characters to be found.
pub(in crate::search) struct Run {
    /// The run through the exact chain.
    pub(in crate::search) folded: String,
    /// Looks for it: prepared once, used on hundreds of texts.
    finder: Box<Finder<'static>>,
    grams: RunGrams,
    exact: bool,
}

impl Run {
    /// Makes a run from what was typed; `None` when nothing of it is left after folding.
    pub(in crate::search) fn new(typed: &str) -> Option<Run> {
        let folded = analysis::fold_text(typed);
        if folded.is_empty() {
            return None;
        }
        let head_end = folded.char_indices().nth(GRAM_CHARS_MAX).map_or(folded.len(), |(at, _)| at);
        let (grams, exact) = (analysis::run_grams(&folded[..head_end]), analysis::is_exact(&folded));
        let finder = Box::new(Finder::new(&folded).into_owned());
        Some(Run { folded, finder, grams, exact })
    }

    /// Returns where the run stands in a folded text, but where it begins or ends inside a number.
    pub(in crate::search) fn whole_places(&self, folded: &str) -> Vec<Span> {
        let found = self.finder.find_iter(folded.as_bytes());
        let spans = found.map(|at| Span { start: at, end: at + self.folded.len() });
        spans.filter(|span| !analysis::cuts_number(folded, *span)).collect()
    }

    /// Returns whether the run stands in a folded text otherwise than inside a number.
    pub(in crate::search) fn is_whole_in(&self, folded: &str) -> bool {
        !self.whole_places(folded).is_empty()
    }

    /// Returns whether it stands in a folded text.
    pub(in crate::search) fn stands_in(&self, folded: &str) -> bool {
        self.finder.find(folded.as_bytes()).is_some()
    }

    /// Returns how many candidates there are at most, without listing them.
    pub(in crate::search) fn candidates_max(&self, reader: &IndexReader) -> usize {
        let pairs = self.grams.pairs.iter().map(|key| reader.pair_count(*key));
        let characters = self.grams.prefixes.iter().map(|code| reader.character_count(*code));
        let least = pairs.chain(characters).min().unwrap_or(reader.manifest().counts.passages);
        // A pair may stand in the next passage: each listed document can vouch for two.
        (least as usize).saturating_mul(if self.exact { 1 } else { 2 })
    }

    /// Returns the first `most` documents of a segment that may hold the beginning of the run, ascending, of those
    /// that are `searched`.
    pub(in crate::search) fn candidates(
        &self,
        reader: &IndexReader,
        segment: u32,
        most: usize,
        searched: impl Fn(&u32) -> bool,
    ) -> Vec<u32> {
        let grams = reader.grams(segment);
        if let [character] = self.grams.prefixes[..] {
            return first_with(grams, character, most, searched);
        }
        let mut lists: Vec<Postings<'_>> = self.grams.pairs.iter().map(|key| grams.postings(*key)).collect();
        lists.sort_by_key(Postings::len);
        let mut lists = lists.into_iter();
        let Some(rarest) = lists.next() else {
            return (0..grams.documents()).filter(searched).take(most).collect();
        };
        if self.exact {
            // Two characters: the list itself is the answer.
            return rarest.documents().filter(searched).take(most).collect();
        }
        let mut lists: Vec<Postings<'_>> = lists.collect();
        let held = |doc: &u32| lists.iter_mut().all(|list| holds_here_or_next(list, *doc));
        with_the_one_before(rarest.documents()).filter(held).filter(searched).take(most).collect()
    }

    /// Returns whether the run begins in this piece, reading the pieces that continue it when needed.
    ///
    /// `reach` becomes the number of further pieces that the occurrence goes into (the shortest).
    pub(in crate::search) fn begins_in(
        &self,
        at: DocRef,
        piece: &Piece,
        pieces: &Pieces<'_>,
    ) -> Result<Option<u32>, SearchError> {
        if self.stands_in(piece.folded()) {
            return Ok(Some(0));
        }
        let own = piece.folded();
        let (mut joined, mut reach, mut last_continues) = (own.to_owned(), 0, piece.continues());
        while last_continues && joined.len() < own.len() + self.folded.len() {
            reach += 1;
            let next = pieces.load(at.plus(reach))?;
            joined.push_str(next.folded());
            last_continues = next.continues();
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

/// The first `most` documents that hold a character and are searched. It begins many keys: their lists are read only as
/// far as needed.
fn first_with<B: AsRef<[u8]>>(
    grams: &GramFile<B>,
    character: u16,
    most: usize,
    searched: impl Fn(&u32) -> bool,
) -> Vec<u32> {
    let documents = u64::from(grams.documents());
    let held = grams.character_count(character).max(1) as u64;
    let mut end = documents.min((most as u64).saturating_mul(documents) / held + u64::from(MARGIN));
    loop {
        let found = grams.character_documents(character, end as u32);
        let found: Vec<u32> = found.into_iter().filter(&searched).take(most).collect();
        if found.len() == most || end == documents {
            return found;
        }
        end = documents.min(end * 2);
    }
}

/// Ascending documents, each with the one before it, each once.
fn with_the_one_before(docs: impl Iterator<Item = u32>) -> impl Iterator<Item = u32> {
    let mut last = None;
    docs.flat_map(move |doc| {
        let before = doc.checked_sub(1).filter(|before| last < Some(*before));
        let this = (last < Some(doc)).then_some(doc);
        last = Some(doc);
        [before, this]
    })
    .flatten()
}

/// Asked with ascending documents only.
fn holds_here_or_next(list: &mut Postings<'_>, doc: u32) -> bool {
    list.seek(doc).is_some_and(|held| held <= doc.saturating_add(1))
}
