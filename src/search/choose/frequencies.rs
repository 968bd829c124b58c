//! How often each word of a query stands in each candidate, as the segmenter cut it: read from the engine's postings.

use tantivy::postings::Postings;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, TERMINATED, Term};

use crate::index::IndexReader;

use crate::search::archive::Frequencies;
use crate::search::pieces::DocRef;

/// Reads the counts of words in documents, which may stand in any order; there are remarks among them only with `all`.
///
/// # Errors
/// What the engine says.
pub(in crate::search) fn read(
    words: &[&str],
    docs: &[DocRef],
    all: bool,
    reader: &IndexReader,
) -> tantivy::Result<Frequencies> {
    // Postings are read in one go through each segment.
    let mut ascending: Vec<(DocRef, usize)> = docs.iter().copied().zip(0..).collect();
    ascending.sort_unstable();
    let mut frequencies = Frequencies::none(words.len(), docs.len());
    for (nth, word) in words.iter().enumerate() {
        // A document is a passage or a remark: only one of the fields holds anything.
        // Where a segment holds none of a field, the engine makes an empty dictionary for it: not for nothing.
        let fields = [reader.fields().body, reader.fields().remark];
        for field in fields.into_iter().take(1 + usize::from(all)) {
            for (doc, count) in counts(Term::from_field_text(field, word), &ascending, reader)? {
                frequencies.set(nth, doc, count);
            }
        }
    }
    Ok(frequencies)
}

/// How often a term stands in those of the documents that hold it, by their numbers in the list asked for.
fn counts(
    term: Term,
    ascending: &[(DocRef, usize)],
    reader: &IndexReader,
) -> tantivy::Result<Vec<(usize, u16)>> {
    let mut counts = Vec::new();
    for in_segment in ascending.chunk_by(|(a, _), (b, _)| a.segment == b.segment) {
        let inverted = reader.segment(in_segment[0].0.segment).inverted_index(term.field())?;
        if let Some(mut postings) = inverted.read_postings(&term, IndexRecordOption::WithFreqs)? {
            for (at, nth) in in_segment {
                // The engine seeks forwards only.
                if postings.doc() < at.doc && postings.seek(at.doc) == TERMINATED {
                    break;
                }
                if postings.doc() == at.doc {
                    counts.push((*nth, postings.term_freq().min(u32::from(u16::MAX)) as u16));
                }
            }
        }
    }
    Ok(counts)
}

#[cfg(test)]
mod tests {
    use crate::search::archive::Archive as _;
    use crate::search::tests::Fixture;

    #[test]
    fn words_are_counted_as_they_were_cut_in_any_order_of_documents() {
        let fixture = Fixture::of(&[("a.txt", "标题甲\n教师教师负担。"), ("b.txt", "标题乙\n负担。")]);
        fixture.with_run("教师", |_, pieces| {
            let mut ids: Vec<_> = pieces.all().map(|at| pieces.id(at)).collect();
            ids.sort_by_key(|id| std::cmp::Reverse(pieces.position(*id)));
            let counts = pieces.frequencies(&["教师", "负担", "没有"], &ids, false).expect("counts");
            let counted: Vec<Vec<u16>> = (0..ids.len()).map(|nth| counts.of(nth).to_vec()).collect();
            let shown: Vec<String> =
                ids.iter().map(|id| pieces.passage(*id).expect("a passage").text().to_owned()).collect();
            for (text, counted) in shown.iter().zip(counted) {
                let count = |word: &str| text.matches(word).count() as u16;
                assert_eq!(counted, [count("教师"), count("负担"), 0], "{text}");
            }
        });
    }
}
