//! The n-gram file read back: every list, every seek, and damaged bytes.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::read::GramFile;
use super::runs::Sorter;
use super::write::GramWriter;

type Lists = BTreeMap<u32, BTreeSet<u32>>;

fn file_of(lists: &Lists, documents: u32) -> Vec<u8> {
    let mut writer = GramWriter::new(Vec::new(), documents);
    for (key, docs) in lists {
        let docs: Vec<u32> = docs.iter().copied().collect();
        writer.list(*key, &docs).expect("a vector takes all bytes");
    }
    writer.finish().expect("a vector takes all bytes")
}

fn some_lists() -> impl Strategy<Value = Lists> {
    let docs = prop_oneof![
        prop::collection::btree_set(0u32..5000, 1..4),
        prop::collection::btree_set(0u32..5000, 100..700),
        (0u32..4000, 1u32..1000).prop_map(|(from, len)| (from..from + len).collect::<BTreeSet<_>>()),
    ];
    let keys = prop_oneof![
        0u32..200,
        (0u32..4, any::<u16>()).prop_map(|(c, d)| c << 16 | u32::from(d)),
        any::<u32>()
    ];
    prop::collection::btree_map(keys, docs, 0..150)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_was_written_is_read(lists in some_lists(), probe in any::<u32>()) {
        let file = GramFile::open(file_of(&lists, 5000)).expect("our own file");
        let read: Lists = file.lists().map(|(key, docs)| (key, docs.collect().into_iter().collect())).collect();
        prop_assert_eq!(&read, &lists);
        for (key, docs) in lists.iter().take(20) {
            prop_assert_eq!(file.document_count(*key), docs.len());
            prop_assert_eq!(file.postings(*key).collect(), docs.iter().copied().collect::<Vec<_>>());
        }
        if !lists.contains_key(&probe) {
            prop_assert_eq!(file.postings(probe).doc(), None);
            prop_assert_eq!(file.document_count(probe), 0);
        }
    }

    #[test]
    fn a_run_gives_back_its_pairs(pairs in prop::collection::vec((any::<u32>(), 0u32..3000), 0..400)) {
        let packed = |(key, doc): &(u32, u32)| u64::from(*key) << 32 | u64::from(*doc);
        let mut twice: Vec<u64> = pairs.iter().chain(&pairs).map(packed).collect();
        twice.sort_by_key(|pair| *pair as u32);
        let run = Sorter::default().run_of(&mut twice);
        prop_assert!(twice.is_empty());
        let (mut cursor, mut found) = (run.cursor(), Vec::new());
        while let Some(key) = cursor.key() {
            let mut docs = Vec::new();
            cursor.take(&mut docs);
            found.extend(docs.into_iter().map(|doc| (key, doc)));
        }
        prop_assert_eq!(found, pairs.into_iter().collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>());
    }

    #[test]
    fn seeking_never_skips_a_document(docs in prop::collection::btree_set(0u32..3000, 1..900), mut targets in prop::collection::vec(0u32..3100, 1..40)) {
        targets.sort_unstable();
        let lists = Lists::from([(7, docs.clone())]);
        let file = GramFile::open(file_of(&lists, 3000)).expect("our own file");
        let mut postings = file.postings(7);
        for target in targets {
            prop_assert_eq!(postings.seek(target), docs.range(target..).next().copied());
        }
    }

    #[test]
    fn characters_are_counted_once_a_document(lists in some_lists()) {
        let file = GramFile::open(file_of(&lists, 5000)).expect("our own file");
        let mut held: BTreeMap<u16, BTreeSet<u32>> = BTreeMap::new();
        for (key, docs) in &lists {
            held.entry((key >> 16) as u16).or_default().extend(docs);
        }
        for (character, docs) in held {
            prop_assert_eq!(file.character_count(character), docs.len());
            let below: Vec<u32> = docs.range(..700).copied().collect();
            prop_assert_eq!(file.character_documents(character, 700), below);
            prop_assert_eq!(file.character_documents(character, u32::MAX), docs.into_iter().collect::<Vec<_>>());
        }
    }

    #[test]
    fn damage_never_panics(lists in some_lists(), flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8), cut in any::<prop::sample::Index>()) {
        let mut bytes = file_of(&lists, 5000);
        for (at, value) in flips {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        for bytes in [bytes.clone(), bytes[..cut.index(bytes.len())].to_vec()] {
            let Some(file) = GramFile::open(bytes) else { continue };
            for (key, postings) in file.lists().take(200) {
                std::hint::black_box((key, postings.collect()));
            }
            std::hint::black_box((file.character_documents(1, u32::MAX), file.character_count(2), file.document_count(9)));
        }
    }
}
