//! The n-gram file as a part of the engine's segments: collected, written, merged, collected as garbage with them.

use std::any::Any;
use std::io;

use tantivy::directory::{OwnedBytes, TerminatingWrite, WritePtr, error::OpenReadError};
use tantivy::index::{SegmentComponent, SegmentReader};
use tantivy::indexer::doc_id_mapping::{DocIdMapping, MappingType};
use tantivy::plugin::{PluginMergeContext, PluginWriter, PluginWriterContext, SegmentPlugin};
use tantivy::schema::Schema;
use tantivy::schema::document::ErasedDocument;
use tantivy::{DocId, Segment, TantivyError};

use crate::index::documents::BatchDocument;

use super::runs::{SortedRun, Sorter};
use super::write::GramWriter;
use super::{EXTENSION, GramFile};

/// Writes and merges the n-gram file of each segment. It must be registered with the engine
/// whenever an index is created or opened for writing.
pub(crate) struct GramPlugin;

/// Opens the n-gram file of a segment.
///
/// # Errors
/// When the file is missing or is not one of ours.
pub(crate) fn open(reader: &SegmentReader) -> tantivy::Result<GramFile<OwnedBytes>> {
    let slice = reader.open_read(component()).map_err(TantivyError::from)?;
    let bytes = slice.read_bytes().map_err(OpenReadErrorFrom::from)?;
    GramFile::open(bytes)
        .filter(|file| file.documents() == reader.max_doc())
        .ok_or_else(|| TantivyError::InternalError("the n-gram file of a segment is damaged".to_owned()))
}

/// Reading mapped bytes only fails for reasons of the file system.
struct OpenReadErrorFrom;

impl OpenReadErrorFrom {
    fn from(error: std::io::Error) -> TantivyError {
        TantivyError::from(OpenReadError::wrap_io_error(error, std::path::PathBuf::from(EXTENSION)))
    }
}

fn component() -> SegmentComponent {
    SegmentComponent::Custom(EXTENSION.to_owned())
}

impl SegmentPlugin for GramPlugin {
    fn extensions(&self) -> &[&str] {
        &[EXTENSION]
    }

    fn create_writer(&self, _: &PluginWriterContext) -> tantivy::Result<Box<dyn PluginWriter>> {
        Ok(Box::new(Collector {
            documents: 0,
            pairs: Vec::new(),
            sorter: Sorter::default(),
            runs: Vec::new(),
        }))
    }

    fn merge(&self, context: PluginMergeContext) -> tantivy::Result<()> {
        if matches!(context.doc_id_mapping.mapping_type(), MappingType::Shuffled) {
            // The engine keeps the mapping of a sorted index to itself; ours is never sorted.
            return Err(TantivyError::InternalError("n-grams cannot follow a sorted index".to_owned()));
        }
        let sources = sources(context.readers)?;
        let documents = context.readers.iter().map(SegmentReader::num_docs).sum();
        let mut writer = GramWriter::new(open_write(context.target_segment)?, documents);
        merge_lists(&sources, &mut writer)?;
        finish(writer)
    }
}

/// One source segment of a merge: its n-grams and the new number of each document, if it lives.
struct Source {
    file: GramFile<OwnedBytes>,
    new_ids: Vec<Option<DocId>>,
}

/// New numbers follow the order of the readers and of the living documents in each, as the
/// engine itself stacks them.
fn sources(readers: &[SegmentReader]) -> tantivy::Result<Vec<Source>> {
    let mut next = 0;
    let mut sources = Vec::with_capacity(readers.len());
    for reader in readers {
        let mut new_ids = vec![None; reader.max_doc() as usize];
        for doc in reader.doc_ids_alive() {
            new_ids[doc as usize] = Some(next);
            next += 1;
        }
        sources.push(Source { file: open(reader)?, new_ids });
    }
    Ok(sources)
}

fn merge_lists(sources: &[Source], writer: &mut GramWriter<WritePtr>) -> io::Result<()> {
    let mut lists: Vec<_> = sources.iter().map(|source| source.file.lists().peekable()).collect();
    let mut docs = Vec::new();
    // There are few sources, so that the least key is looked for without a heap.
    while let Some(key) = lists.iter_mut().filter_map(|list| list.peek().map(|(key, _)| *key)).min() {
        docs.clear();
        for (source, list) in sources.iter().zip(&mut lists) {
            let Some((_, postings)) = list.next_if(|(next, _)| *next == key) else { continue };
            let new_id = |doc: u32| source.new_ids.get(doc as usize).copied().flatten();
            // Sources come in the order of the new numbers: their lists join in ascending order.
            docs.extend(postings.collect().into_iter().filter_map(new_id));
        }
        // All documents of a key may be dead.
        if !docs.is_empty() {
            writer.list(key, &docs)?;
        }
    }
    Ok(())
}

fn open_write(segment: &Segment) -> tantivy::Result<WritePtr> {
    Ok(segment.clone().open_write(component())?)
}

fn finish(writer: GramWriter<WritePtr>) -> tantivy::Result<()> {
    Ok(writer.finish().and_then(TerminatingWrite::terminate)?)
}

/// Pairs that are sorted at once: few enough for the sort to stay near the caches, enough to make few runs.
const PAIRS_MAX: usize = 1 << 19;

/// Collects (key, document) pairs while a segment is filled; sorting them as numbers is several
/// times faster than the engine's hash map of terms.
struct Collector {
    documents: u32,
    pairs: Vec<u64>,
    sorter: Sorter,
    /// Pairs of earlier documents; each run holds whole documents, ascending from run to run.
    runs: Vec<SortedRun>,
}

impl Collector {
    fn merge_runs(&self, writer: &mut GramWriter<WritePtr>) -> io::Result<()> {
        let mut cursors: Vec<_> = self.runs.iter().map(SortedRun::cursor).collect();
        let mut docs = Vec::new();
        while let Some(key) = cursors.iter().filter_map(|cursor| cursor.key()).min() {
            docs.clear();
            // Runs follow each other by their documents: their lists join in ascending order.
            let here = cursors.iter_mut().filter(|cursor| cursor.key() == Some(key));
            here.for_each(|cursor| cursor.take(&mut docs));
            writer.list(key, &docs)?;
        }
        Ok(())
    }
}

impl PluginWriter for Collector {
    fn add_document(&mut self, doc: DocId, document: &dyn ErasedDocument, _: &Schema) -> tantivy::Result<()> {
        self.documents = doc + 1;
        let Some(document) = BatchDocument::given(document.as_any()) else {
            return Err(TantivyError::InternalError("a document of a foreign type".to_owned()));
        };
        if self.pairs.is_empty() {
            // Grown bit by bit, all of it would be copied to fresh memory each time.
            self.pairs.reserve_exact(PAIRS_MAX + PAIRS_MAX / 16);
        }
        // One number for both: sorting by the upper half keeps documents, which come in order, as they are.
        self.pairs.extend(document.grams.iter().map(|key| u64::from(*key) << 32 | u64::from(doc)));
        if self.pairs.len() >= PAIRS_MAX {
            self.runs.push(self.sorter.run_of(&mut self.pairs));
        }
        Ok(())
    }

    fn serialize(mut self: Box<Self>, segment: &Segment, map: Option<&DocIdMapping>) -> tantivy::Result<()> {
        if map.is_some() {
            return Err(TantivyError::InternalError("n-grams cannot follow a sorted index".to_owned()));
        }
        self.runs.push(self.sorter.run_of(&mut self.pairs));
        // Their memory is given back before the file is written from the runs.
        (self.pairs, self.sorter) = (Vec::new(), Sorter::default());
        let mut writer = GramWriter::new(open_write(segment)?, self.documents);
        self.merge_runs(&mut writer)?;
        finish(writer)
    }

    fn mem_usage(&self) -> usize {
        // Twice: they are sorted into a second buffer.
        2 * self.pairs.len() * size_of::<u64>() + self.runs.iter().map(SortedRun::memory).sum::<usize>()
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn as_any_mut(&mut self) -> &mut dyn Any {
        self
    }
}
