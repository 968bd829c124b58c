//! Sets of documents, a bit for each: what may match, marked from lists and asked while words are walked.

use std::ops::Range;

use crate::index::set_bits;

use crate::search::pieces::DocRef;

/// A set of documents of an index.
#[derive(Clone, Debug)]
pub(in crate::search) struct DocSet {
    /// For each segment the bits of its documents.
    segments: Vec<Vec<u64>>,
}

impl DocSet {
    /// Makes an empty set for segments with these numbers of documents.
    pub(in crate::search) fn new(documents: impl Iterator<Item = u32>) -> DocSet {
        DocSet { segments: documents.map(|count| vec![0; (count as usize).div_ceil(64)]).collect() }
    }

    /// Adds a document.
    pub(in crate::search) fn insert(&mut self, at: DocRef) {
        self.segments[at.segment as usize][at.doc as usize / 64] |= 1 << (at.doc % 64);
    }

    /// Takes a document out.
    pub(in crate::search) fn remove(&mut self, at: DocRef) {
        self.segments[at.segment as usize][at.doc as usize / 64] &= !(1 << (at.doc % 64));
    }

    /// Adds all documents in a row.
    pub(in crate::search) fn insert_range(&mut self, segment: u32, docs: Range<u32>) {
        let words = &mut self.segments[segment as usize];
        let mut doc = docs.start;
        while doc < docs.end {
            // As many bits of a word at once as belong to the row.
            let (word, bit) = (doc as usize / 64, doc % 64);
            let count = (64 - bit).min(docs.end - doc);
            words[word] |= (u64::MAX >> (64 - count)) << bit;
            doc += count;
        }
    }

    /// Returns whether a document is in the set.
    pub(in crate::search) fn contains(&self, at: DocRef) -> bool {
        let word = self.segments[at.segment as usize].get(at.doc as usize / 64);
        word.is_some_and(|word| word >> (at.doc % 64) & 1 == 1)
    }

    /// Returns what two sets of the same index both hold.
    pub(in crate::search) fn and(mut self, other: &DocSet) -> DocSet {
        self.keep(other);
        self
    }

    /// Keeps what another set of the same index holds too.
    pub(in crate::search) fn keep(&mut self, other: &DocSet) {
        self.zip(other, |own, other| own & other);
    }

    /// Adds what another set of the same index holds.
    pub(in crate::search) fn add(&mut self, other: &DocSet) {
        self.zip(other, |own, other| own | other);
    }

    fn zip(&mut self, other: &DocSet, combine: impl Fn(u64, u64) -> u64) {
        for (own, other) in self.segments.iter_mut().zip(&other.segments) {
            own.iter_mut().zip(other).for_each(|(own, other)| *own = combine(*own, *other));
        }
    }

    /// Adds the neighbours of each document, those before and after it in its segment.
    pub(in crate::search) fn add_neighbours(&mut self) {
        for words in &mut self.segments {
            let mut before = 0;
            for nth in 0..words.len() {
                let (own, next) = (words[nth], words.get(nth + 1).copied().unwrap_or(0));
                // The bits at the borders come from the words beside this one, as they were before.
                words[nth] = own | own << 1 | own >> 1 | before >> 63 | next << 63;
                before = own;
            }
        }
    }

    /// Returns whether no document is in the set.
    pub(in crate::search) fn is_empty(&self) -> bool {
        self.segments.iter().flatten().all(|word| *word == 0)
    }

    /// Returns the number of documents in the set.
    pub(in crate::search) fn len(&self) -> usize {
        self.segments.iter().flatten().map(|word| word.count_ones() as usize).sum()
    }

    /// Returns the documents of a segment, ascending.
    pub(in crate::search) fn of_segment(&self, segment: u32) -> impl Iterator<Item = u32> + '_ {
        set_bits(&self.segments[segment as usize])
    }

    /// Returns all documents, segment by segment, ascending.
    pub(in crate::search) fn iter(&self) -> impl Iterator<Item = DocRef> + '_ {
        let segments = 0..self.segments.len() as u32;
        segments.flat_map(|segment| self.of_segment(segment).map(move |doc| DocRef { segment, doc }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_hold_what_was_added() {
        let at = |segment, doc| DocRef { segment, doc };
        let mut one = DocSet::new([100, 3].into_iter());
        one.insert_range(0, 62..66);
        one.insert(at(1, 2));
        let mut other = DocSet::new([100, 3].into_iter());
        [at(0, 65), at(0, 99), at(1, 2)].into_iter().for_each(|doc| other.insert(doc));
        assert_eq!(one.len(), 5);
        assert!(!one.is_empty() && DocSet::new([70].into_iter()).is_empty());
        assert!(one.contains(at(0, 62)) && !one.contains(at(0, 66)) && !one.contains(at(1, 700)));
        let mut both = one.clone();
        both.keep(&other);
        assert_eq!(both.iter().collect::<Vec<_>>(), [at(0, 65), at(1, 2)]);
        let mut near = DocSet::new([130].into_iter());
        [at(0, 63), at(0, 129)].into_iter().for_each(|doc| near.insert(doc));
        near.add_neighbours();
        near.remove(at(0, 130));
        assert_eq!(near.of_segment(0).collect::<Vec<_>>(), [62, 63, 64, 128, 129]);
        one.add(&other);
        assert_eq!(one.of_segment(0).collect::<Vec<_>>(), [62, 63, 64, 65, 99]);
    }
}
