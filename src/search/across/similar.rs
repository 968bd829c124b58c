//! Passages most like a text: candidates by its words, ordered by the runs of characters that they share with it.

use std::collections::HashMap;

use rustc_hash::FxHashSet;

use crate::analysis::{self, Segmenter};
use crate::query::Query;
use crate::search::show::hit::{Hit, SearchOptions};
use crate::search::{SearchError, Searcher};

/// Candidates for each piece of a text.
const CANDIDATES: usize = 40;
/// Pieces from which on a text is long: each is then asked for by its rarest words alone, and fewer passages are looked at.
const PIECES_OF_LONG: usize = 5;
const CANDIDATES_OF_LONG: usize = 12;
/// Passages that are scored in full for each piece of a long text: the one that was copied holds most of its rarest words, and
/// comes among the first of those that hold any.
const DEPTH_OF_LONG: usize = 200;
/// Words of a piece of a long text: of what is copied with a tenth of its characters changed eight of ten words are left.
const RARE_WORDS: usize = 10;
/// Longest piece that is asked for at once, in characters.
const PIECE_CHARS: usize = 200;
/// Characters of a shingle: shorter runs are shared by chance.
const SHINGLE: usize = 4;
/// Shortest run that is marked as taken over, in characters.
const RUN_CHARS_MIN: usize = 8;

/// A passage like a text.
#[derive(Clone, Debug)]
pub struct Alike {
    /// The passage; its marks are the runs that stand in both.
    pub hit: Hit,
    /// Of the runs of four characters of the piece of the text that it is most like, the share that it holds.
    pub share: f64,
    /// Length of the longest run that stands in both, in characters.
    pub longest: usize,
    /// The piece of the text that it is most like.
    pub piece: String,
}

impl Searcher {
    /// Returns the passages most like a text, best first. Files in `but` are left out: a report is like itself.
    ///
    /// # Errors
    /// What reading the index says.
    pub fn similar(
        &self,
        text: &str,
        limit: usize,
        but: Option<&std::path::Path>,
    ) -> Result<Vec<Alike>, SearchError> {
        let mut best: HashMap<(std::path::PathBuf, usize), Alike> = HashMap::new();
        let pieces = pieces_of(text);
        let is_long = pieces.len() >= PIECES_OF_LONG;
        let limit_of_piece = if is_long { CANDIDATES_OF_LONG } else { CANDIDATES };
        let depth = is_long.then_some(DEPTH_OF_LONG);
        let options = SearchOptions { limit: limit_of_piece, depth, exact: true, ..SearchOptions::default() };
        let segmenter = self.segmenter(text);
        for piece in pieces {
            let asked = if is_long { self.rare_words(&segmenter, &piece)? } else { piece.clone() };
            if asked.is_empty() {
                continue;
            }
            let answer = self.search(&Query::Text(asked), &options)?;
            let own = Folded::of(&piece);
            for hit in answer.hits {
                if but.is_some_and(|but| hit.paths().any(|path| path == but)) {
                    continue;
                }
                let share = own.share_in(&Folded::of(&hit.text));
                let place = (hit.places[0].path.clone(), hit.byte_start);
                let known = best.get(&place).map_or(0.0, |known| known.share);
                if share > known {
                    best.insert(place, Alike { hit, share, longest: 0, piece: piece.clone() });
                }
            }
        }
        let mut found: Vec<Alike> = best.into_values().collect();
        found.sort_by(|a, b| {
            let place = |one: &Alike| (one.hit.places[0].path.clone(), one.hit.byte_start);
            b.share.total_cmp(&a.share).then_with(|| place(a).cmp(&place(b)))
        });
        found.truncate(limit);
        for (nth, one) in found.iter_mut().enumerate() {
            one.hit.rank = nth + 1;
            one.hit.matches = shared_runs(&one.hit.text, text);
            one.longest = one.hit.matches.iter().map(|(start, end)| end - start).max().unwrap_or(0);
        }
        Ok(found)
    }

    /// The words of a piece that the fewest passages hold, rarest first, parted by blanks; those that none holds apart.
    fn rare_words(&self, segmenter: &Segmenter, piece: &str) -> Result<String, SearchError> {
        let mut words: Vec<String> = segmenter.asked(piece).into_iter().map(|token| token.text).collect();
        words.sort();
        words.dedup();
        words.retain(|word| word.chars().nth(1).is_some());
        let named: Vec<&str> = words.iter().map(String::as_str).collect();
        let counts = self.with_archive(|archive| archive.word_counts(&named))?;
        let mut counted: Vec<(u64, &str)> =
            counts.into_iter().zip(named).filter(|(count, _)| *count > 0).collect();
        counted.sort();
        let rare: Vec<&str> = counted.into_iter().take(RARE_WORDS).map(|(_, word)| word).collect();
        Ok(rare.join(" "))
    }
}

/// Cuts a text at sentence ends into pieces that can be asked for.
fn pieces_of(text: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    let mut length = usize::MAX;
    for sentence in text.split_inclusive(['。', '！', '？', '；', '\n']) {
        let chars = sentence.chars().count();
        if length.saturating_add(chars) > PIECE_CHARS {
            pieces.push(String::new());
            length = 0;
        }
        length += chars;
        if let Some(last) = pieces.last_mut() {
            last.push_str(sentence);
        }
    }
    pieces.retain(|piece| !analysis::fold_text(piece).is_empty());
    pieces
}

/// A folded text and its shingles.
struct Folded {
    shingles: FxHashSet<[char; SHINGLE]>,
}

impl Folded {
    fn of(text: &str) -> Folded {
        let folded: Vec<char> = analysis::fold_text(text).chars().filter(|c| c.is_alphanumeric()).collect();
        let shingle = |chars: &[char]| {
            // A text of fewer characters is one shingle, filled up.
            let mut shingle = ['\0'; SHINGLE];
            shingle[..chars.len()].copy_from_slice(chars);
            shingle
        };
        let length = SHINGLE.min(folded.len().max(1));
        Folded { shingles: folded.windows(length).map(shingle).collect() }
    }

    fn share_in(&self, other: &Folded) -> f64 {
        let shared = self.shingles.iter().filter(|shingle| other.shingles.contains(*shingle)).count();
        shared as f64 / self.shingles.len().max(1) as f64
    }
}

/// Spans of characters of a text that stand in the other too, as runs of at least [`RUN_CHARS_MIN`]; blanks and widths aside.
fn shared_runs(text: &str, other: &str) -> Vec<(usize, usize)> {
    let other: Vec<char> = analysis::fold_text(other).chars().collect();
    let begins: std::collections::HashSet<&[char]> = other.windows(RUN_CHARS_MIN).collect();
    // Each folded character with the character of the text that it came from.
    let mut folded: Vec<(char, usize)> = Vec::new();
    for (nth, c) in text.chars().enumerate() {
        folded.extend(analysis::fold_text(&c.to_string()).chars().map(|c| (c, nth)));
    }
    let chars: Vec<char> = folded.iter().map(|(c, _)| *c).collect();
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for (at, window) in chars.windows(RUN_CHARS_MIN).enumerate() {
        if begins.contains(window) {
            let (start, end) = (folded[at].1, folded[at + RUN_CHARS_MIN - 1].1 + 1);
            match runs.last_mut() {
                Some(last) if start < last.1 => last.1 = end,
                _ => runs.push((start, end)),
            }
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_that_stand_in_both_are_marked() {
        let text = "一是切实减轻\n教师负担，办好人民满意的教育。";
        let runs = shared_runs(text, "他们说要切实减轻教师负担，确实如此");
        let marked: Vec<String> =
            runs.iter().map(|(start, end)| text.chars().skip(*start).take(end - start).collect()).collect();
        assert_eq!(marked, ["切实减轻\n教师负担，"]);
        assert_eq!(shared_runs(text, "别的"), []);
    }

    #[test]
    fn a_text_is_cut_into_pieces_at_sentence_ends() {
        let sentence = format!("{}。", "字".repeat(99));
        assert_eq!(pieces_of(&sentence.repeat(3)), [sentence.repeat(2), sentence.clone()]);
        assert_eq!(pieces_of(" \n"), Vec::<String>::new());
    }
}
