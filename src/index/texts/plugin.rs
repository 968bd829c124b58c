//! The file of texts as a part of the engine's segments: written, merged, collected as garbage with them.

use std::any::Any;
use std::io;

use tantivy::directory::{OwnedBytes, TerminatingWrite, WritePtr};
use tantivy::index::{IndexSettings, SegmentComponent, SegmentReader};
use tantivy::indexer::doc_id_mapping::{DocIdMapping, MappingType};
use tantivy::plugin::{PluginMergeContext, PluginWriter, PluginWriterContext, SegmentPlugin};
use tantivy::schema::Schema;
use tantivy::schema::document::ErasedDocument;
use tantivy::store::Compressor;
use tantivy::{DocId, Segment, TantivyError};

use crate::index::documents::BatchDocument;

use super::format::{Before, Entry, get};
use super::owner::Owner;
use super::write::{Packing, TextWriter, Training};
use super::{EXTENSION, TextFile};

/// Writes and merges the file of texts of each segment. It must be registered with the engine
/// whenever an index is created or opened for writing.
#[derive(Default)]
pub(crate) struct TextPlugin {
    training: Training,
}

/// Opens the file of texts of a segment.
///
/// # Errors
/// When the file is missing or is not one of ours.
pub(crate) fn open(reader: &SegmentReader) -> tantivy::Result<TextFile<OwnedBytes>> {
    let slice = reader.open_read(component()).map_err(TantivyError::from)?;
    let file = TextFile::open(slice.read_bytes()?);
    file.filter(|file| file.documents() == reader.max_doc()).ok_or_else(damaged)
}

fn damaged() -> TantivyError {
    TantivyError::InternalError("the file of texts of a segment is damaged".to_owned())
}

fn component() -> SegmentComponent {
    SegmentComponent::Custom(EXTENSION.to_owned())
}

/// The settings of the engine's store, which itself holds nothing, say how texts are packed: they are kept with the index.
fn packing(settings: &IndexSettings) -> Packing {
    let level = match settings.docstore_compression {
        Compressor::Zstd(zstd) => zstd.compression_level.unwrap_or(0),
        _ => 0,
    };
    Packing { level, block_bytes: settings.docstore_blocksize }
}

fn open_write(segment: &Segment) -> tantivy::Result<WritePtr> {
    Ok(segment.clone().open_write(component())?)
}

fn finish(writer: TextWriter<WritePtr>) -> tantivy::Result<()> {
    Ok(writer.finish().and_then(TerminatingWrite::terminate)?)
}

fn never_sorted() -> TantivyError {
    TantivyError::InternalError("texts cannot follow a sorted index".to_owned())
}

impl SegmentPlugin for TextPlugin {
    fn extensions(&self) -> &[&str] {
        &[EXTENSION]
    }

    fn create_writer(&self, context: &PluginWriterContext) -> tantivy::Result<Box<dyn PluginWriter>> {
        let packing = packing(context.segment.index().settings());
        let writer = TextWriter::new(open_write(context.segment)?, packing, self.training.clone());
        Ok(Box::new(Collector { writer }))
    }

    /// Blocks are copied where they were packed with the dictionary of the largest source and hold no dead document; all
    /// others are packed again with that dictionary, so that a file has one dictionary however often it is merged.
    fn merge(&self, context: PluginMergeContext) -> tantivy::Result<()> {
        if matches!(context.doc_id_mapping.mapping_type(), MappingType::Shuffled) {
            return Err(never_sorted());
        }
        let files = context.readers.iter().map(open).collect::<tantivy::Result<Vec<_>>>()?;
        let trained = files.iter().filter(|file| !file.dictionary().is_empty());
        let largest = trained.max_by_key(|file| file.documents()).map(TextFile::dictionary);
        let (out, packing) = (open_write(context.target_segment)?, packing(context.settings));
        let mut writer = match largest {
            Some(dictionary) => TextWriter::with_dictionary(out, packing, dictionary)?,
            None => TextWriter::new(out, packing, self.training.clone()),
        };
        for (file, reader) in files.iter().zip(context.readers) {
            let alive = |doc: DocId| !reader.is_deleted(doc);
            if largest == Some(file.dictionary()) {
                copy(file, &alive, &mut writer)?;
            } else {
                pack_again(file, &alive, &mut writer)?;
            }
        }
        finish(writer)
    }
}

type Texts = TextFile<OwnedBytes>;

fn copy(
    file: &Texts,
    alive: &dyn Fn(DocId) -> bool,
    writer: &mut TextWriter<WritePtr>,
) -> tantivy::Result<()> {
    let mut reader = file.reader()?;
    for (nth, block) in file.blocks().enumerate() {
        let (documents, packed) = block.ok_or_else(damaged)?;
        if documents.clone().all(alive) {
            writer.add_packed(packed, documents.len() as u32)?;
        } else {
            reader.for_each_in(nth, add_alive(alive, writer)).ok_or_else(damaged)??;
        }
    }
    Ok(())
}

fn pack_again(
    file: &Texts,
    alive: &dyn Fn(DocId) -> bool,
    writer: &mut TextWriter<WritePtr>,
) -> tantivy::Result<()> {
    let mut reader = file.reader()?;
    for nth in 0..file.blocks().count() {
        reader.for_each_in(nth, add_alive(alive, writer)).ok_or_else(damaged)??;
    }
    Ok(())
}

fn add_alive<'a>(
    alive: &'a dyn Fn(DocId) -> bool,
    writer: &'a mut TextWriter<WritePtr>,
) -> impl FnMut(DocId, &Entry<'_>, &[&[u8]], Owner) -> io::Result<()> + 'a {
    move |doc, entry, path, owner| if alive(doc) { writer.add(entry, path, Some(owner)) } else { Ok(()) }
}

/// Packs texts while a segment is filled.
struct Collector {
    writer: TextWriter<WritePtr>,
}

impl PluginWriter for Collector {
    fn add_document(&mut self, _: DocId, document: &dyn ErasedDocument, _: &Schema) -> tantivy::Result<()> {
        let Some(document) = BatchDocument::given(document.as_any()) else {
            return Err(TantivyError::InternalError("a document of a foreign type".to_owned()));
        };
        // 0 is the entry of a document that nothing is stored with.
        let payload = if document.stored.is_empty() { &[0] } else { document.stored.as_slice() };
        // What is handed over carries all its headings: it is written against no piece before.
        let mut before = Before::default();
        let entry = get(payload, &mut 0, &mut before).ok_or_else(damaged)?;
        Ok(self.writer.add(&entry, &before.path, None)?)
    }

    fn serialize(self: Box<Self>, _: &Segment, map: Option<&DocIdMapping>) -> tantivy::Result<()> {
        if map.is_some() {
            return Err(never_sorted());
        }
        finish(self.writer)
    }

    fn mem_usage(&self) -> usize {
        self.writer.memory()
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn as_any_mut(&mut self) -> &mut dyn Any {
        self
    }
}
