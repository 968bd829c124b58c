//! What must hold of the index's own files whatever bytes they hold: no panic, no endless walk, no number of documents
//! beyond the segment. Targets of `fuzz/`.

use std::path::Path;

use super::grams::GramFile;

/// More documents than the bytes of a fuzzed file could speak of; a real segment's number is checked when it is opened.
const DOCUMENTS_MAX: u32 = 1 << 16;

/// Any payload of a commit is a manifest or an error.
pub(crate) fn manifest(bytes: &[u8]) {
    let payload = String::from_utf8_lossy(bytes);
    if let Ok(manifest) = super::read::check_manifest(Path::new("index"), &payload) {
        assert_eq!(manifest.format, super::FORMAT);
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
