//! A build opened for reading: segments, their n-grams, the manifest, and the dictionary it was built with.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tantivy::directory::OwnedBytes;
use tantivy::{Directory, Index, ReloadPolicy, Searcher, SegmentReader};

use crate::analysis::Dictionary;

use super::directory::ReadOnlyDirectory;
use super::fields::Fields;
use super::folder;
use super::grams::{self, GramFile, GramPlugin};
use super::texts::{self, TextFile, TextPlugin};
use super::{FORMAT, IndexError, Manifest};

/// The dictionary of a build, an fst.
pub(super) const DICTIONARY: &str = "dictionary.fst";
/// Folder with the schema files that a build was made with.
pub(super) const SCHEMA: &str = "schema";
/// Table of the files that the run looked at; no query reads it.
pub(super) const FILES: &str = "files.json";

/// How often opening starts again when a writer swaps the build in between.
const OPEN_TRIES: usize = 20;

/// What was known of a file when it was indexed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileStamp {
    /// Absolute path; bytes that are no UTF-8 are kept.
    #[serde(with = "super::record::path_bytes")]
    pub path: PathBuf,
    /// Size in bytes.
    pub size: u64,
    /// Time of the last change of the content, nanoseconds since 1970.
    pub modified: i128,
    /// Time of the last change of the file's entry (name, rights), nanoseconds since 1970; 0 where unknown.
    pub entry_changed: i128,
}

/// Returns the files that the index in this folder was built from, in the order of the walk.
///
/// # Errors
/// When there is no index, or its table cannot be read.
pub fn indexed_files(index: &Path) -> Result<Vec<FileStamp>, IndexError> {
    let path = folder::current_build(index)?.join(FILES);
    let table = std::fs::read(&path).map_err(|source| IndexError::Io { doing: "read", path, source })?;
    serde_json::from_slice(&table).map_err(|error| IndexError::Damaged {
        index: index.to_owned(),
        what: format!("the table of files cannot be read ({error})"),
    })
}

/// Returns what is wrong with the files of the index: missing, cut short, or not as they were written; each in words for
/// people. Files that no commit rests on are not looked at.
///
/// # Errors
/// [`IndexError::Missing`] when there is no index, [`IndexError::Damaged`] when its pointer names no build.
pub fn file_faults(index: &Path) -> Result<Vec<String>, IndexError> {
    Ok(super::seal::faults(&folder::current_build(index)?))
}

/// Returns the size of the index on disk, in bytes: of the build in force, with the schema's copies.
///
/// # Errors
/// [`IndexError::Missing`] when there is no index, otherwise what the file system says.
pub fn bytes_on_disk(index: &Path) -> Result<u64, IndexError> {
    let build = folder::current_build(index)?;
    let size_below = |folder: &Path| -> std::io::Result<u64> {
        std::fs::read_dir(folder)?.map(|entry| entry?.metadata().map(|known| known.len())).sum()
    };
    let size = size_below(&build).and_then(|size| Ok(size + size_below(&build.join(SCHEMA))?));
    size.map_err(|source| IndexError::Io { doing: "read", path: build, source })
}

/// An index opened for reading; it stays as it was when opened.
pub(crate) struct IndexReader {
    build: PathBuf,
    /// The build's folder, for files that are not the engine's (which end in a footer of its own).
    directory: ReadOnlyDirectory,
    index: PathBuf,
    searcher: Searcher,
    grams: Vec<GramFile<OwnedBytes>>,
    texts: Vec<TextFile<OwnedBytes>>,
    fields: Fields,
    manifest: Manifest,
}

impl IndexReader {
    /// Opens the build in force.
    ///
    /// # Errors
    /// [`IndexError::Missing`], [`IndexError::Foreign`], [`IndexError::Damaged`], or what the engine says.
    pub(crate) fn open(index: &Path) -> Result<IndexReader, IndexError> {
        let mut tries = 1;
        loop {
            let build = folder::current_build(index)?;
            match Self::open_build(index, build.clone()) {
                // The build vanished between reading the pointer and opening it: a newer one is in force.
                Err(_) if tries < OPEN_TRIES && folder::current_build(index)? != build => tries += 1,
                result => return result,
            }
        }
    }

    fn open_build(index: &Path, build: PathBuf) -> Result<IndexReader, IndexError> {
        let damaged = |what: String| IndexError::Damaged { index: index.to_owned(), what };
        if !build.is_dir() {
            return Err(damaged(format!("its build {:?} is missing", build.file_name().unwrap_or_default())));
        }
        let directory = ReadOnlyDirectory::open(&build).map_err(|error| damaged(error.to_string()))?;
        let mut engine = Index::open(directory.clone()).map_err(IndexError::opening(index))?;
        engine.register_plugin(Arc::new(GramPlugin));
        engine.register_plugin(Arc::new(TextPlugin));
        let payload = engine.load_metas().map_err(IndexError::opening(index))?.payload.unwrap_or_default();
        let manifest = check_manifest(index, &payload)?;
        let reader = engine.reader_builder().reload_policy(ReloadPolicy::Manual).try_into();
        let searcher = reader.map_err(IndexError::opening(index))?.searcher();
        let open_grams =
            searcher.segment_readers().iter().map(grams::open).collect::<tantivy::Result<Vec<_>>>();
        let open_texts =
            searcher.segment_readers().iter().map(texts::open).collect::<tantivy::Result<Vec<_>>>();
        Ok(IndexReader {
            texts: open_texts.map_err(IndexError::opening(index))?,
            grams: open_grams.map_err(IndexError::opening(index))?,
            fields: Fields::of(searcher.schema()).map_err(IndexError::opening(index))?,
            searcher,
            manifest,
            directory,
            build,
            index: index.to_owned(),
        })
    }

    /// Returns the folder of the index.
    pub(crate) fn index(&self) -> &Path {
        &self.index
    }

    /// Returns what the index says of itself.
    pub(crate) fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Returns the engine's view of the segments.
    pub(crate) fn searcher(&self) -> &Searcher {
        &self.searcher
    }

    /// Returns the segment with this number.
    pub(crate) fn segment(&self, segment: u32) -> &SegmentReader {
        self.searcher.segment_reader(segment)
    }

    /// Returns the n-grams of the segment with this number.
    pub(crate) fn grams(&self, segment: u32) -> &GramFile<OwnedBytes> {
        &self.grams[segment as usize]
    }

    /// Returns what is stored with the documents of the segment with this number.
    pub(crate) fn texts(&self, segment: u32) -> &TextFile<OwnedBytes> {
        &self.texts[segment as usize]
    }

    /// Returns the number of segments.
    pub(crate) fn segments(&self) -> u32 {
        self.grams.len() as u32
    }

    /// Returns the fields of the documents.
    pub(crate) fn fields(&self) -> Fields {
        self.fields
    }

    /// Returns the schema folder that the index carries.
    pub(crate) fn schema_folder(&self) -> PathBuf {
        self.build.join(SCHEMA)
    }

    /// Maps the dictionary that the index was built with.
    ///
    /// # Errors
    /// When the file is missing or no dictionary.
    pub(crate) fn dictionary(&self) -> Result<Dictionary, IndexError> {
        let damaged = |error: String| IndexError::Damaged {
            index: self.index.clone(),
            what: format!("its dictionary cannot be used ({error})"),
        };
        let file = self.directory.open_read(Path::new(DICTIONARY));
        let bytes = file.map_err(|error| damaged(error.to_string()))?.read_bytes();
        let bytes = bytes.map_err(|error| damaged(error.to_string()))?;
        if bytes.len() as u64 != self.manifest.dictionary_bytes {
            return Err(damaged("it is cut short".to_owned()));
        }
        Dictionary::from_bytes(bytes).map_err(|error| damaged(error.to_string()))
    }
}

/// Reads the manifest and refuses what this program cannot answer from.
pub(super) fn check_manifest(index: &Path, payload: &str) -> Result<Manifest, IndexError> {
    #[derive(Deserialize)]
    struct Format {
        format: u32,
    }
    let damaged = |error: serde_json::Error| IndexError::Damaged {
        index: index.to_owned(),
        what: format!("its manifest cannot be read ({error})"),
    };
    // The format first: the rest may look different in another one.
    let Format { format } = serde_json::from_str(payload).map_err(damaged)?;
    let foreign = |what, found: String, expected: String| {
        Err(IndexError::Foreign { index: index.to_owned(), what, found, expected })
    };
    if format != FORMAT {
        return foreign("format", format.to_string(), FORMAT.to_string());
    }
    let manifest: Manifest = serde_json::from_str(payload).map_err(damaged)?;
    let version = crate::schema::Schema::builtin().version();
    if manifest.schema_version != version {
        return foreign("schema version", manifest.schema_version.to_string(), version.to_string());
    }
    if manifest.segmenter != crate::analysis::SEGMENTER {
        return foreign("segmenter", manifest.segmenter, crate::analysis::SEGMENTER.to_owned());
    }
    Ok(manifest)
}
