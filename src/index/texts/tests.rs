//! What was stored comes back, from new and merged files; damaged bytes never panic.

use proptest::prelude::*;

use super::format::{Before, Entry, get};
use super::write::{Packing, TextWriter, Training};
use super::*;
use crate::index::record::PieceMeta;
use crate::text::Location;

const PACKING: Packing = Packing { level: 3, block_bytes: 512 };

fn file(stored: &[Stored]) -> TextFile<Vec<u8>> {
    let mut writer = TextWriter::new(Vec::new(), PACKING, Training::default());
    for one in stored {
        let payload = match one {
            Stored::Nothing => vec![0],
            Stored::Piece(meta, text) => piece_payload(meta, text),
            Stored::Description(json) => description_payload(json),
        };
        let mut before = Before::default();
        let entry = get(&payload, &mut 0, &mut before).expect("what was put is got");
        writer.add(&entry, &before.path, None).expect("memory takes every byte");
    }
    TextFile::open(writer.finish().expect("memory takes every byte")).expect("what was written is opened")
}

fn locations(nth: usize) -> Vec<(usize, Location)> {
    let sheet = "收入".to_owned();
    if nth.is_multiple_of(4) { vec![(0, Location::Row { sheet, row: nth })] } else { Vec::new() }
}

fn piece(nth: usize, continues: bool) -> Stored {
    let path = vec!["报告".to_owned(), format!("第{}章", nth / 7), format!("第{nth}条")];
    let meta = PieceMeta {
        byte_start: nth * 300,
        line_start: nth,
        heading_bytes: 6,
        continues,
        locations: locations(nth),
        path,
    };
    Stored::Piece(meta, format!("第{nth}条 各级人民政府应当加强第{}项工作。", nth * 31).repeat(1 + nth % 5))
}

#[test]
fn everything_comes_back_in_any_order() {
    let mut stored: Vec<Stored> = (0..5_000).map(|nth| piece(nth, nth % 3 == 0)).collect();
    stored.insert(0, Stored::Description("{}".to_owned()));
    stored.insert(100, Stored::Nothing);
    let file = file(&stored);
    assert!(!file.dictionary().is_empty(), "so much text trains a dictionary");
    let mut reader = file.reader().expect("the dictionary is sound");
    for doc in (0..stored.len()).rev().chain([7, 4_000, 8]) {
        assert_eq!(reader.get(doc as u32).as_ref(), Some(&stored[doc]), "document {doc}");
    }
    assert_eq!(reader.get(stored.len() as u32), None);
}

#[test]
fn a_piece_tells_whose_it_is() {
    let description = |nth: usize| Stored::Description(format!("{{\"key\":\"{nth}\"}}"));
    let stored: Vec<Stored> =
        (0..900).map(|nth| if nth % 45 == 0 { description(nth) } else { piece(nth, false) }).collect();
    let source = file(&stored);
    let mut reader = source.reader().expect("no dictionary is a sound one");
    let mut owner = |doc: u32| reader.owner(doc).expect("a sound file");
    for doc in 0..900 {
        let record = owner(doc / 45 * 45);
        assert!(owner(doc).is_after(record, u64::from(doc % 45)), "{doc}");
        assert!(!owner(doc).is_after(record, u64::from(doc % 45) + 1), "{doc}");
        assert!(!owner(doc).is_after(owner((doc / 45 + 1) % 20 * 45), u64::from(doc % 45)), "{doc}");
    }
    // Blocks that are copied tell it on, and what is packed again between them.
    let mut writer =
        TextWriter::with_dictionary(Vec::new(), PACKING, source.dictionary()).expect("a dictionary");
    let mut again = source.reader().expect("as before");
    for (nth, block) in source.blocks().enumerate() {
        let (documents, packed) = block.expect("a sound file");
        if nth % 2 == 0 {
            writer.add_packed(packed, documents.len() as u32).expect("memory takes every byte");
        } else {
            again
                .for_each_in(nth, |_, entry, path, owner| writer.add(entry, path, Some(owner)))
                .expect("a sound file")
                .expect("memory takes every byte");
        }
    }
    let merged = TextFile::open(writer.finish().expect("memory takes every byte")).expect("a file");
    let mut merged = merged.reader().expect("as before");
    for doc in 0..900 {
        assert_eq!(merged.owner(doc), Some(owner(doc)), "{doc}");
    }
}

#[test]
fn packed_blocks_move_to_a_file_with_the_same_dictionary() {
    let stored: Vec<Stored> = (0..3_000).map(|nth| piece(nth, false)).collect();
    let source = file(&stored);
    let mut writer =
        TextWriter::with_dictionary(Vec::new(), PACKING, source.dictionary()).expect("a dictionary");
    writer.add(&Entry::Description(&code::coded("first")), &[], None).expect("memory takes every byte");
    for block in source.blocks() {
        let (documents, packed) = block.expect("a sound file");
        writer.add_packed(packed, documents.len() as u32).expect("memory takes every byte");
    }
    let merged = TextFile::open(writer.finish().expect("memory takes every byte")).expect("a file");
    let mut reader = merged.reader().expect("the dictionary is sound");
    assert_eq!(reader.get(0), Some(Stored::Description("first".to_owned())));
    for doc in [0, 1, 1_500, 2_999] {
        assert_eq!(reader.get(doc + 1).as_ref(), Some(&stored[doc as usize]));
    }
}

proptest! {
    #[test]
    fn small_files_come_back(texts in prop::collection::vec("\\PC{0,40}", 0..20)) {
        let stored: Vec<Stored> = texts.into_iter().map(|text| {
            let meta = PieceMeta { byte_start: 1 << 40, line_start: 1, heading_bytes: 0, continues: true, locations: Vec::new(), path: vec![text.clone()] };
            Stored::Piece(meta, text)
        }).collect();
        let file = file(&stored);
        let mut reader = file.reader().expect("no dictionary is a sound one");
        for (doc, one) in stored.iter().enumerate() {
            let got = reader.get(doc as u32);
            prop_assert_eq!(got.as_ref(), Some(one));
        }
    }

    #[test]
    fn damage_never_panics(at in any::<prop::sample::Index>(), change in 1u8..) {
        let stored: Vec<Stored> = (0..200).map(|nth| piece(nth, false)).collect();
        let mut bytes = file(&stored).into_bytes();
        let at = at.index(bytes.len());
        bytes[at] ^= change;
        if let Some(file) = TextFile::open(bytes)
            && let Ok(mut reader) = file.reader()
        {
            // The number of documents itself may be damaged; real segments know theirs.
            (0..file.documents().min(300)).for_each(|doc| drop((reader.get(doc), reader.glance(doc))));
        }
    }
}
