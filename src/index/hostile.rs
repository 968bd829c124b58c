//! What must hold of the index's own files whatever bytes they hold: no panic, no endless walk, no number of documents
//! beyond the segment. Targets of `fuzz/`.

use std::path::Path;

use tantivy::directory::OwnedBytes;

use super::FileTable;
use super::grams::GramFile;
use super::live::{Counted, LiveFile, to_bytes};
use super::texts::TextFile;

/// More documents than the bytes of a fuzzed file could speak of; a real segment's number is checked when it is opened.
const DOCUMENTS_MAX: u32 = 1 << 16;

/// Any payload of a commit is an error, or a manifest that comes back as it was written.
pub(crate) fn manifest(bytes: &[u8]) {
    let payload = String::from_utf8_lossy(bytes);
    if let Ok(manifest) = super::manifest::check_manifest(Path::new("index"), &payload) {
        let written = super::record::to_json(&manifest);
        let again =
            super::manifest::check_manifest(Path::new("index"), &written).expect("a manifest of ours");
        assert_eq!(super::record::to_json(&again), written);
    }
}

/// Any bytes are a `.grams` file or none, and one gives lists that ascend and name documents of the segment only.
pub(crate) fn grams(bytes: &[u8]) {
    let Some(file) = GramFile::open(bytes).filter(|file| file.documents() <= DOCUMENTS_MAX) else { return };
    let documents = file.documents();
    let ascend =
        |docs: &[u32]| docs.is_sorted_by(|a, b| a < b) && docs.last().is_none_or(|last| *last < documents);
    let keys: Vec<u32> = file
        .lists()
        .take(500)
        .map(|(key, docs)| {
            let docs = docs.collect();
            assert!(ascend(&docs), "{key}: {docs:?}");
            key
        })
        .collect();
    for key in keys.iter().copied().chain([0, 7 << 16, u32::MAX]) {
        let mut postings = file.postings(key);
        for target in (0..documents).step_by(documents as usize / 50 + 1) {
            assert!(postings.seek(target).is_none_or(|doc| doc >= target && doc < documents));
        }
        assert!(ascend(&file.character_documents((key >> 16) as u16, documents)));
        let _ = (file.document_count(key), file.character_count((key >> 16) as u16));
    }
}

/// Any bytes are a `.texts` file or none, and one gives something or nothing for each document and never more.
pub(crate) fn texts(bytes: &[u8]) {
    let Some(file) = TextFile::open(bytes.to_vec()).filter(|file| file.documents() <= DOCUMENTS_MAX) else {
        return;
    };
    let Ok(mut reader) = file.reader() else { return };
    let documents = file.documents();
    for doc in (0..documents).step_by(documents as usize / 50 + 1).chain([documents.saturating_sub(1), 0]) {
        let _ = reader.get(doc);
    }
    assert!([documents, u32::MAX].iter().all(|doc| reader.get(*doc).is_none()));
}

/// Any bytes are live statistics or none; those that are can be read, added to and written again.
pub(crate) fn live(bytes: &[u8]) {
    let Some(mut live) = LiveFile::open(OwnedBytes::new(bytes.to_vec())) else { return };
    let ranks: Vec<u32> = [0, 1, 7, u32::MAX].iter().map(|report| live.rank(*report)).collect();
    let asked = [Counted::Pair(7), Counted::Character(7), Counted::Body("减轻"), Counted::Remark("x")];
    let _: Vec<u64> = asked.iter().map(|counted| live.dead(*counted)).collect();
    let mut counts = live.dead_counts();
    counts.entry([b'a'; 32]).or_default().add(Counted::Pair(7));
    let again = LiveFile::open(OwnedBytes::new(to_bytes(&ranks, &counts))).expect("a file of ours");
    assert!(again.dead(Counted::Pair(7)) >= 1);
    live.keep_segments(|_| false);
    assert_eq!(live.dead(Counted::Pair(7)), 0);
}

/// Any bytes are a table of files or none; one that is comes back as it was written.
pub(crate) fn table(bytes: &[u8]) {
    let Some(table) = FileTable::from_bytes(bytes) else { return };
    assert_eq!(FileTable::from_bytes(&table.to_bytes()).as_ref(), Some(&table));
    let ranks = table.ranks(&|_| None);
    assert!(ranks.len() == table.reports.len() && table.taken() <= bytes.len());
}
