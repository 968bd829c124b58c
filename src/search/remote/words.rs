//! The engine's scores made those of the local index: near enough to choose by boosts, exactly by what texts hold.
//!
//! An engine scores a field by BM25 with statistics of its own: deleted documents count, and the mean length is that of
//! documents which have the field. The local index counts living documents only, and all of them. So each word is weighed by
//! the rarity that it has there (a boost), k1 and b of each field are set at the push such that lengths weigh the same, a
//! few more documents are asked for than wanted, and those are scored again, from their texts, by the local formula.

use serde_json::{Value, json};
use tantivy::fieldnorm::FieldNormReader;

use crate::analysis;
use crate::engine::Similarity;
use crate::index::Counts;
use crate::search::SearchError;
use crate::search::archive::{PassageId, Wish};

use super::ask::{self, term};
use super::index::{Cut, Remote};

/// k1 and b of the local index's engine.
const K1: f64 = 1.2;
const B: f64 = 0.75;
/// Scores that differ by less than this share are equal: as in `choose/best.rs`.
const EQUAL: f32 = 1e-5;
/// Of so many documents each is scored again by its text; a longer list keeps the engine's scores.
pub(super) const RESCORED_MAX: usize = 2_000;
/// Documents that are asked for beyond those wanted: one in so many of them, and so many more.
const MARGIN_SHARE: usize = 5;
const MARGIN: usize = 20;

/// A field in which words stand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Words,
    Heading,
    Kept,
}

impl Place {
    fn name(self) -> &'static str {
        match self {
            Place::Words => "words",
            Place::Heading => "heading",
            Place::Kept => "kept",
        }
    }

    /// Words in it, and documents that have any.
    fn size(self, counts: &Counts) -> (u64, u64) {
        match self {
            Place::Words => (counts.body_words, counts.passages),
            Place::Heading => (counts.heading_words, counts.sections.min(counts.passages)),
            Place::Kept => (counts.remark_words, counts.kept_out),
        }
    }
}

/// Documents of the local index: what its engine's formula counts.
fn documents(counts: &Counts) -> u64 {
    counts.passages + counts.kept_out + counts.reports + counts.places
}

/// Returns k1 and b of each field with which an engine's BM25, that divides lengths by the mean of the documents which have
/// the field, weighs them as one that divides by the mean over all documents: from `k1 (1 - b + b l / mean)` being equal
/// for every length l.
pub(crate) fn similarities(counts: &Counts) -> Vec<Similarity> {
    let of = |place: Place| {
        let with_field = place.size(counts).1.max(1) as f64;
        let (fixed, by_length) = (K1 * (1.0 - B), K1 * B * documents(counts).max(1) as f64 / with_field);
        let k1 = fixed + by_length;
        Similarity { name: place.name(), k1, b: by_length / k1 }
    };
    [Place::Words, Place::Heading, Place::Kept].map(of).to_vec()
}

/// The words that choose, each in each field, with what it weighs.
pub(super) struct Words<'a> {
    remote: &'a Remote<'a>,
    clauses: Vec<Clause>,
}

struct Clause {
    word: String,
    place: Place,
    /// What one more weighs by the local formula: factor, rarity and k1 + 1.
    weight: f32,
    /// The same for the engine.
    boost: f64,
}

/// The rarity of a word as BM25 of Lucene and of tantivy has it.
fn idf(documents: u64, held: u64) -> f64 {
    let (all, held) = (documents as f64, held as f64);
    (1.0 + (all - held + 0.5).max(0.5) / (held + 0.5)).ln()
}

impl<'a> Words<'a> {
    /// Weighs the words of a search; `None` when none choose.
    pub(super) fn of(remote: &'a Remote<'a>, wish: &Wish<'_>) -> Result<Option<Words<'a>>, SearchError> {
        let terms = wish.choosing_terms();
        if terms.is_empty() {
            return Ok(None);
        }
        let typed = terms.iter().map(|term| (term.text.as_str(), term.factor));
        let all: Vec<(&str, f32)> = typed.chain(wish.plan.inner().map(|inner| (inner, wish.inner))).collect();
        let places = [Place::Words, Place::Heading, Place::Kept];
        let places = &places[..if wish.all { 3 } else { 2 }];
        let each =
            all.iter().flat_map(|(word, factor)| places.iter().map(move |place| (*word, *factor, *place)));
        let each: Vec<(&str, f32, Place)> = each.collect();
        let mut counted: Vec<Value> = each.iter().map(|(word, _, place)| term(place.name(), word)).collect();
        // Scoring asks for these: they come along.
        counted.extend(wish.plan.texts().flat_map(grams_in));
        counted.extend(wish.plan.synonyms().flat_map(|one| grams_in(&analysis::fold_text(&one.text))));
        let held = remote.counts(counted)?;
        let counts = &remote.index.state.manifest.counts;
        let clause = |((word, factor, place), held): ((&str, f32, Place), u64)| {
            let own = f64::from(factor) * idf(documents(counts), held) * (K1 + 1.0);
            let k1 = remote.index.k1.get(place.name()).copied().unwrap_or(K1);
            let theirs = idf(place.size(counts).1.max(held), held) * (k1 + 1.0);
            Clause {
                word: word.to_owned(),
                place,
                weight: own as f32,
                boost: own / theirs.max(f64::MIN_POSITIVE),
            }
        };
        // What stands nowhere chooses nothing.
        let clauses = each.into_iter().zip(held).filter(|(_, held)| *held > 0).map(clause).collect();
        Ok(Some(Words { remote, clauses }))
    }

    /// Returns the words as the engine scores them.
    pub(super) fn queries(&self) -> Vec<Value> {
        let query = |Clause { word, place, boost, .. }: &Clause| json!({"term": {place.name(): {"value": word, "boost": boost}}});
        self.clauses.iter().map(query).collect()
    }

    /// Returns the best `most` documents that satisfy a filter, best first, equal ones by position: all that hold a word,
    /// where these are fewer.
    pub(super) fn best(&self, most: usize, filter: &[Value]) -> Result<Vec<(PassageId, f32)>, SearchError> {
        if self.clauses.is_empty() || most == 0 {
            return Ok(Vec::new());
        }
        let is_rescored = most <= RESCORED_MAX;
        let asked = if is_rescored { most + most / MARGIN_SHARE + MARGIN } else { most };
        let mut found = self.remote.best(&self.queries(), filter, asked, is_rescored)?;
        if is_rescored {
            self.rescore(&mut found)?;
        }
        found.truncate(most);
        Ok(found)
    }

    /// Scores documents by their texts, and sorts them, best first.
    pub(super) fn rescore(&self, found: &mut [(PassageId, f32)]) -> Result<(), SearchError> {
        let ids: Vec<PassageId> = found.iter().map(|(id, _)| *id).collect();
        self.remote.load(&ids)?;
        for (id, score) in found.iter_mut() {
            let held = self.remote.held(*id)?;
            let cut = held.words(&self.remote.segmenter);
            *score = self.clauses.iter().map(|clause| self.score(clause, cut, held.is_kept)).sum();
        }
        sort_best_first(found);
        Ok(())
    }

    fn score(&self, clause: &Clause, cut: &Cut, is_kept: bool) -> f32 {
        let (words, len) = match clause.place {
            Place::Heading if !is_kept => (&cut.heading, cut.heading_len),
            Place::Words if !is_kept => (&cut.body, cut.body_len),
            Place::Kept if is_kept => (&cut.body, cut.body_len),
            _ => return 0.0,
        };
        let Some(count) = words.get(&clause.word) else { return 0.0 };
        let counts = &self.remote.index.state.manifest.counts;
        let mean = clause.place.size(counts).0 as f32 / documents(counts).max(1) as f32;
        // Lengths are kept in a byte: so are those of the local index.
        let len = FieldNormReader::id_to_fieldnorm(FieldNormReader::fieldnorm_to_id(len));
        let (k1, b) = (K1 as f32, B as f32);
        let norm = k1 * (1.0 - b + b * len as f32 / mean);
        let count = f32::from(*count);
        clause.weight * count / (count + norm)
    }
}

/// Sorts by score; scores within [`EQUAL`] are made equal and ordered by position.
pub(super) fn sort_best_first(found: &mut [(PassageId, f32)]) {
    found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    for equal in found.chunk_by_mut(|a, b| a.1 - b.1 <= EQUAL * a.1) {
        let score = equal[0].1;
        equal.sort_by_key(|(id, _)| *id);
        equal.iter_mut().for_each(|one| one.1 = score);
    }
}

/// Returns documents that hold none of the words, and satisfy a filter.
pub(super) fn without(words: Option<&Words<'_>>, filter: Vec<Value>) -> Value {
    let must_not = words.map(Words::queries).unwrap_or_default();
    match must_not.is_empty() {
        true => ask::all(filter),
        false => json!({"bool": {"filter": filter, "must_not": must_not}}),
    }
}

/// Queries for the characters of a folded text, and its pairs.
fn grams_in(folded: &str) -> Vec<Value> {
    let mut grams = Vec::new();
    let mut before = None;
    for character in folded.chars() {
        let pair = before.map(|before| [before, character].iter().collect::<String>());
        for text in std::iter::once(character.to_string()).chain(pair) {
            grams.extend(ask::grams(&analysis::run_grams(&text)));
        }
        before = Some(character);
    }
    grams
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_weigh_the_same_by_either_mean() {
        let counts =
            Counts { passages: 100, kept_out: 20, reports: 5, places: 6, sections: 40, ..Counts::default() };
        for (similarity, place) in
            similarities(&counts).iter().zip([Place::Words, Place::Heading, Place::Kept])
        {
            let (words, with_field) = (1_000.0, place.size(&counts).1 as f64);
            let (own_mean, mean) = (words / with_field, words / documents(&counts) as f64);
            for len in [0.0, 3.0, 200.0] {
                let own = similarity.k1 * (1.0 - similarity.b + similarity.b * len / own_mean);
                let local = K1 * (1.0 - B + B * len / mean);
                assert!((own - local).abs() < 1e-9 * local, "{}: {own} {local}", similarity.name);
            }
        }
    }
}
