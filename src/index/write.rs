//! A new build of an index: reports in, one commit at the end, then the pointer is moved.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use tantivy::directory::MmapDirectory;
use tantivy::indexer::{IndexWriterOptions, UserOperation};
use tantivy::store::{Compressor, ZstdCompressor};
use tantivy::{Index, IndexBuilder, IndexSettings, IndexWriter};

use crate::analysis::Dictionary;
use crate::schema::Schema;

use super::fields::{Fields, engine_schema};
use super::folder::{self, WriteLock};
use super::grams::GramPlugin;
use super::prepare::{Place, PreparedReport, place_document};
use super::read::{DICTIONARY, FILES, FileStamp, SCHEMA};
use super::seal::{Sealing, Sum, Sums};
use super::texts::TextPlugin;
use super::tokenizer::tokenizers;
use super::{FORMAT, IndexError, Manifest};

/// How a build is made.
#[derive(Clone, Debug)]
pub struct BuildOptions {
    /// Threads that write segments, at least 1.
    pub threads: usize,
    /// Memory for segments being filled, all threads together, in bytes; 15 MB a thread at least.
    pub memory_bytes: usize,
    /// Whether other users may read the index.
    pub shared: bool,
    /// Folders and files that were asked for, for the manifest.
    pub roots: Vec<PathBuf>,
}

/// A build being written; dropped before [`IndexBuild::finish`], it leaves the old index in force.
pub struct IndexBuild {
    index: PathBuf,
    build: PathBuf,
    options: BuildOptions,
    lock: WriteLock,
    writer: IndexWriter,
    sealing: Sealing<MmapDirectory>,
    fields: Fields,
    schema_version: u32,
    fingerprint: String,
    dictionary_bytes: u64,
    counts: Counts,
}

#[derive(Default)]
struct Counts {
    reports: AtomicUsize,
    places: AtomicUsize,
    sections: AtomicUsize,
    passages: AtomicUsize,
    kept_out: AtomicUsize,
    text_bytes: AtomicU64,
    folded_chars: AtomicU64,
}

/// The engine needs this much for each thread.
const MEMORY_BYTES_MIN: usize = 15_000_000;

impl IndexBuild {
    /// Begins a build in the folder `index`, which is made if needed, and takes the lock on it.
    ///
    /// # Errors
    /// [`IndexError::Busy`] when another process writes this index, otherwise what the disk or the engine says.
    pub fn begin(
        index: &Path,
        schema: &Schema,
        dictionary: &Dictionary,
        options: BuildOptions,
    ) -> Result<IndexBuild, IndexError> {
        let lock = folder::lock(index, options.shared)?;
        folder::remove_dead_builds(index, &lock);
        let build = folder::new_build(index, &lock)?;
        write_file(&build.join(DICTIONARY), dictionary.as_bytes())?;
        let mut others = Sums::from([(PathBuf::from(DICTIONARY), Sum::of(dictionary.as_bytes()))]);
        let copies = build.join(SCHEMA);
        schema
            .write_to(&copies)
            .map_err(|error| IndexError::Engine { doing: "write the schema of", source: Box::new(error) })?;
        others.extend(schema_sums(&build)?);
        let folder =
            MmapDirectory::open(&build).map_err(|error| IndexError::engine("create")(error.into()))?;
        let sealing = Sealing::new(folder, others);
        let engine = IndexBuilder::new()
            .schema(engine_schema())
            .settings(settings(schema))
            .tokenizers(tokenizers())
            .register_plugin(Arc::new(GramPlugin))
            .register_plugin(Arc::new(TextPlugin))
            .open_or_create(sealing.clone())
            .map_err(IndexError::engine("create"))?;
        let writer = open_writer(&engine, &options).map_err(IndexError::engine("write"))?;
        Ok(IndexBuild {
            index: index.to_owned(),
            build,
            lock,
            writer,
            sealing,
            fields: Fields::of(&engine.schema()).map_err(IndexError::engine("create"))?,
            schema_version: schema.version(),
            fingerprint: fingerprint(schema, dictionary),
            dictionary_bytes: dictionary.as_bytes().len() as u64,
            counts: Counts::default(),
            options,
        })
    }

    /// Returns the number of different reports so far.
    pub fn reports(&self) -> usize {
        self.counts.reports.load(Ordering::Relaxed)
    }

    /// Adds a report and the first file that holds it. May be called from many threads.
    ///
    /// # Errors
    /// What the engine says, such as a full disk; the build cannot go on then.
    pub fn add(&self, key: &str, report: PreparedReport, place: &Place) -> Result<(), IndexError> {
        let counts = &self.counts;
        counts.reports.fetch_add(1, Ordering::Relaxed);
        counts.sections.fetch_add(report.sections, Ordering::Relaxed);
        counts.passages.fetch_add(report.passages, Ordering::Relaxed);
        counts.kept_out.fetch_add(report.kept_out, Ordering::Relaxed);
        counts.text_bytes.fetch_add(report.text_bytes, Ordering::Relaxed);
        counts.folded_chars.fetch_add(report.folded_chars, Ordering::Relaxed);
        // One batch lands in one segment, its documents next to each other: that is what `ordinal` rests on.
        let batch: Vec<_> = report.documents.into_iter().map(UserOperation::Add).collect();
        self.writer.run(batch).map_err(IndexError::engine("write"))?;
        self.add_place(key, place)
    }

    /// Adds one more file that holds the report with this key.
    ///
    /// # Errors
    /// As [`IndexBuild::add`].
    pub fn add_place(&self, key: &str, place: &Place) -> Result<(), IndexError> {
        self.counts.places.fetch_add(1, Ordering::Relaxed);
        self.writer
            .add_document(place_document(self.fields, key, place))
            .map_err(IndexError::engine("write"))?;
        Ok(())
    }

    /// Commits the build and puts it in force.
    ///
    /// `files` is every file that the run looked at, for finding changes later.
    ///
    /// # Errors
    /// What the disk or the engine says; the old index is in force then.
    pub fn finish(mut self, files: &[FileStamp]) -> Result<Manifest, IndexError> {
        let manifest = self.manifest();
        let table = serde_json::to_vec(files).expect("plain structs always serialise");
        write_file(&self.build.join(FILES), &table)?;
        self.sealing.note(FILES, &table);
        let commit = || -> tantivy::Result<()> {
            let mut commit = self.writer.prepare_commit()?;
            commit.set_payload(&super::record::to_json(&manifest));
            commit.commit()?;
            self.writer.wait_merging_threads()
        };
        commit().map_err(IndexError::engine("commit"))?;
        folder::put_in_force(&self.index, &self.build, self.options.shared, &self.lock)?;
        Ok(manifest)
    }

    /// Gives the build up after `error` and returns why it failed: a thread of the engine that
    /// died (a full disk, say) tells its reason only to who waits for it.
    pub fn give_up(mut self, error: IndexError) -> IndexError {
        match self.writer.prepare_commit() {
            Ok(_) => error,
            Err(cause) => IndexError::engine("write")(cause),
        }
    }

    fn manifest(&self) -> Manifest {
        let read = |count: &AtomicUsize| count.load(Ordering::Relaxed);
        Manifest {
            format: FORMAT,
            schema_version: self.schema_version,
            fingerprint: self.fingerprint.clone(),
            dictionary_bytes: self.dictionary_bytes,
            segmenter: crate::analysis::SEGMENTER.to_owned(),
            reports: read(&self.counts.reports),
            places: read(&self.counts.places),
            sections: read(&self.counts.sections),
            passages: read(&self.counts.passages),
            kept_out: read(&self.counts.kept_out),
            text_bytes: self.counts.text_bytes.load(Ordering::Relaxed),
            folded_chars: self.counts.folded_chars.load(Ordering::Relaxed),
            created: SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs()),
            roots: self.options.roots.clone(),
        }
    }
}

fn open_writer(engine: &Index, options: &BuildOptions) -> tantivy::Result<IndexWriter> {
    let threads = options.threads.max(1);
    let memory = (options.memory_bytes / threads).max(MEMORY_BYTES_MIN);
    let options = IndexWriterOptions::builder()
        .num_worker_threads(threads)
        .num_merge_threads(1)
        .memory_budget_per_thread(memory)
        .build();
    engine.writer_with_options(options)
}

fn settings(schema: &Schema) -> IndexSettings {
    let store = schema.store();
    IndexSettings {
        docstore_compression: match store.zstd_level {
            0 => Compressor::Lz4,
            level => Compressor::Zstd(ZstdCompressor { compression_level: Some(level) }),
        },
        docstore_blocksize: store.block_bytes,
        ..IndexSettings::default()
    }
}

/// Returns a hash of all that decides what an index contains: schema, word lists, and the releases of
/// the segmenter and of all readers.
pub fn fingerprint(schema: &Schema, dictionary: &Dictionary) -> String {
    let mut hash = blake3::Hasher::new();
    hash.update(crate::source::readers().as_bytes());
    hash.update(schema.fingerprint(crate::analysis::SEGMENTER).as_bytes());
    hash.update(dictionary.as_bytes());
    hash.finalize().to_hex().to_string()
}

/// Sums up the copies of the schema in a build.
fn schema_sums(build: &Path) -> Result<Sums, IndexError> {
    let copies = build.join(SCHEMA);
    let read = || -> std::io::Result<Sums> {
        let mut sums = Sums::new();
        for entry in std::fs::read_dir(&copies)? {
            let name = Path::new(SCHEMA).join(entry?.file_name());
            let sum = Sum::of(&std::fs::read(build.join(&name))?);
            sums.insert(name, sum);
        }
        Ok(sums)
    };
    read().map_err(|source| IndexError::Io { doing: "read", path: copies.clone(), source })
}

/// Writes a file of the build durably: the pointer may only move to bytes that are on the disk.
fn write_file(path: &Path, bytes: &[u8]) -> Result<(), IndexError> {
    let write = || -> std::io::Result<()> {
        let mut file = std::fs::File::create(path)?;
        std::io::Write::write_all(&mut file, bytes)?;
        file.sync_all()
    };
    write().map_err(|source| IndexError::Io { doing: "write", path: path.to_owned(), source })
}
