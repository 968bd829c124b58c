//! Which documents may hold a run, by the n-grams of its characters.

use crate::analysis::RunGrams;
use crate::index::{GramFile, IndexReader, Postings};

use crate::search::ask::runs::Run;

/// Documents that are looked through for a character, at the least.
const MARGIN: u32 = 4_096;

/// Returns how many candidates there are for a run at most, without listing them.
pub(in crate::search) fn candidates_max(run: &Run, reader: &IndexReader) -> usize {
    let least = least_count(run.grams(), reader).unwrap_or(reader.manifest().counts.passages);
    // A pair may stand in the next passage: each listed document can vouch for two.
    (least as usize).saturating_mul(if run.is_exact() { 1 } else { 2 })
}

/// Returns how many living documents hold the rarest n-gram of a run; `None` for one without.
pub(in crate::search) fn least_count(grams: &RunGrams, reader: &IndexReader) -> Option<u64> {
    let pairs = grams.pairs.iter().map(|key| reader.pair_count(*key));
    pairs.chain(grams.prefixes.iter().map(|code| reader.character_count(*code))).min()
}

/// Returns the first `most` documents of a segment that may hold the beginning of a run, ascending, of those that are
/// `searched`.
pub(in crate::search) fn candidates(
    run: &Run,
    reader: &IndexReader,
    segment: u32,
    most: usize,
    searched: impl Fn(&u32) -> bool,
) -> Vec<u32> {
    let grams = reader.grams(segment);
    if let [character] = run.grams().prefixes[..] {
        return first_with(grams, character, most, searched);
    }
    let mut lists: Vec<Postings<'_>> = run.grams().pairs.iter().map(|key| grams.postings(*key)).collect();
    // The shortest list leads; the others are only asked about its documents.
    lists.sort_by_key(Postings::len);
    let mut lists = lists.into_iter();
    let Some(rarest) = lists.next() else {
        // No n-gram tells anything: every document comes into question.
        return (0..grams.documents()).filter(searched).take(most).collect();
    };
    if run.is_exact() {
        // Two characters: the list itself is the answer.
        return rarest.documents().filter(searched).take(most).collect();
    }
    let mut lists: Vec<Postings<'_>> = lists.collect();
    let held = |doc: &u32| lists.iter_mut().all(|list| holds_here_or_next(list, *doc));
    // Where the rarest pair stands in the next passage, the run begins in the document before.
    with_the_one_before(rarest.documents()).filter(held).filter(searched).take(most).collect()
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
    // As many documents as would hold `most` if the holders were spread evenly.
    let mut end = documents.min((most as u64).saturating_mul(documents) / held + u64::from(MARGIN));
    loop {
        let found = grams.character_documents(character, end as u32);
        let found: Vec<u32> = found.into_iter().filter(&searched).take(most).collect();
        if found.len() == most || end == documents {
            return found;
        }
        // The holders were not spread evenly, or few of them are searched.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::archive::Archive as _;
    use crate::search::tests::Fixture;

    #[test]
    fn candidates_hold_all_pairs_here_or_in_the_next_passage() {
        let fixture = Fixture::of(&[("a.txt", "甲乙丙。"), ("b.txt", "乙丙甲乙。"), ("c.txt", "丙丁。")]);
        let reader = fixture.searcher.local().expect("it is local");
        // Runs, with the passages that hold all their pairs, and how many there are said to be at most.
        let table = [("甲乙", 2, 2), ("乙丙", 2, 2), ("甲乙丙", 2, 4), ("丁", 1, 1), ("丁甲", 0, 0)];
        fixture.with_run("甲", |_, pieces| {
            for (run, listed, most) in table {
                let run = Run::new(run).expect("it is not empty");
                let found = pieces.holders(&run, false).expect("an answer").len();
                assert_eq!((found, candidates_max(&run, reader)), (listed, most), "{}", run.folded);
            }
        });
    }

    #[test]
    fn each_document_comes_once_with_the_one_before_it() {
        let table: [(&[u32], &[u32]); 4] =
            [(&[], &[]), (&[0], &[0]), (&[2, 3, 7], &[1, 2, 3, 6, 7]), (&[0, 1, 2], &[0, 1, 2])];
        for (docs, wanted) in table {
            assert_eq!(with_the_one_before(docs.iter().copied()).collect::<Vec<_>>(), wanted);
        }
    }
}
