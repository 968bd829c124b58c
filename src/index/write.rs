//! One commit of an index: what is dropped and what is added, then all of it at once.
//!
//! A *rebuild* writes a new build beside the one in force and swaps the pointer; an *update* writes segments into the
//! build in force. Either way the old state answers until one small file is replaced atomically (`current`, or the
//! engine's `meta.json`), and everything that it names is on the disk before.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use tantivy::indexer::{IndexWriterOptions, LogMergePolicy, MergePolicy, NoMergePolicy};
use tantivy::store::{Compressor, ZstdCompressor};
use tantivy::{Index, IndexBuilder, IndexSettings};

use crate::analysis::{AddedWords, Dictionary, Segmenters};
use crate::schema::{OwnSynonyms, Schema};

use super::dead::DeadDocs;
use super::documents::BatchDocument;
use super::fields::{Fields, engine_schema};
use super::folder;
use super::grams::GramPlugin;
use super::lock::WriteLock;
use super::manifest::{new_manifest, seconds_now};
use super::merge::{is_carried_over, merge_small};
use super::read::IndexReader;
use super::salvage::kept_by;
use super::seal::{Sealing, Sum, Sums};
use super::sidecar::{
    DICTIONARY, SCHEMA, copies_file, facts_file, is_kept, is_sidecar, is_synonyms, is_words, kept_file,
    live_file, synonyms_file, table_file, words_file,
};
use super::texts::TextPlugin;
use super::tokenizer::tokenizers;
use super::writing::WriterDirectory;
use super::{FileTable, IndexError, Manifest, Root, copies, facts, live};

pub(super) type EngineWriter = tantivy::IndexWriter<BatchDocument>;

/// How an index is written.
#[derive(Clone, Debug)]
pub struct WriteOptions {
    /// Threads that write segments, at least 1.
    pub threads: usize,
    /// Memory for segments being filled, all threads together, in bytes; there are no more threads than have 15 MB each.
    pub memory_bytes: usize,
    /// Whether other users may read the index.
    pub shared: bool,
}

/// A commit being prepared; dropped before [`IndexWriter::commit`], it leaves the index as it was.
pub struct IndexWriter {
    index: PathBuf,
    build: PathBuf,
    shared: bool,
    /// Threads that it may use.
    threads: usize,
    lock: WriteLock,
    pub(super) writer: EngineWriter,
    sealing: Sealing<WriterDirectory>,
    pub(super) fields: Fields,
    /// The manifest of the commit but for what is known at its end.
    manifest: Manifest,
    /// The state that an update goes out from; `None` in a rebuild.
    pub(super) known: Option<IndexReader>,
    pub(super) dead: DeadDocs,
    /// The dictionary that new texts are cut by.
    dictionary: Dictionary,
    /// Words that it has from this commit on, when they are others than before.
    new_words: Option<AddedWords>,
    /// A person's synonyms from this commit on, when they are others than before.
    new_synonyms: Option<OwnSynonyms>,
}

/// The engine needs this much for each thread.
const MEMORY_BYTES_MIN: usize = 15_000_000;

impl IndexWriter {
    /// Begins a new build in the folder that the lock is of. `generation` is the number of its commit.
    ///
    /// # Errors
    /// What the disk or the engine says.
    pub(crate) fn rebuild(
        lock: WriteLock,
        schema: &Schema,
        dictionary: Dictionary,
        generation: u64,
        options: &WriteOptions,
    ) -> Result<IndexWriter, IndexError> {
        let index = lock.index().to_owned();
        folder::remove_dead_builds(&index, &lock);
        let build = folder::new_build(&index, &lock)?;
        schema
            .write_to(&build.join(SCHEMA))
            .map_err(|error| IndexError::Engine { doing: "write the schema of", source: Box::new(error) })?;
        let sealing = seal_folder(&build, options.shared, false, schema_sums(&build)?)?;
        // The build has its own copy, since a later program may carry another dictionary.
        write_beside(&sealing, &build, DICTIONARY, dictionary.as_bytes())?;
        let engine = IndexBuilder::new()
            .schema(engine_schema())
            .settings(settings(schema))
            .tokenizers(tokenizers())
            .register_plugin(Arc::new(GramPlugin))
            .register_plugin(Arc::new(TextPlugin::default()))
            .open_or_create(sealing.clone())
            .map_err(IndexError::engine("create"))?;
        // Nobody reads the new build yet: its segments are merged while it is written.
        let writer = open_writer(&engine, options, Box::new(LogMergePolicy::default()))?;
        Ok(IndexWriter {
            shared: options.shared,
            threads: options.threads,
            fields: Fields::of(&engine.schema()).map_err(IndexError::engine("create"))?,
            manifest: new_manifest(schema, &dictionary, generation),
            known: None,
            dead: DeadDocs::default(),
            dictionary,
            new_words: None,
            new_synonyms: None,
            index,
            build,
            lock,
            writer,
            sealing,
        })
    }

    /// Begins an update of the build in force, which `known` is opened from under the lock.
    ///
    /// # Errors
    /// What the disk or the engine says.
    pub(crate) fn update(
        lock: WriteLock,
        known: IndexReader,
        options: &WriteOptions,
    ) -> Result<IndexWriter, IndexError> {
        let index = lock.index().to_owned();
        let build = known.build().to_owned();
        // A killed run may have left files of this generation, whose names are now given again.
        folder::tidy(&known, &lock);
        // What a commit takes over from the one before is sealed anew.
        known.check(&|name| is_carried_over(name))?;
        let sealing = seal_folder(&build, options.shared, true, known.sums().clone())?;
        let mut engine = Index::open(sealing.clone()).map_err(IndexError::engine("open"))?;
        engine.register_plugin(Arc::new(GramPlugin));
        engine.register_plugin(Arc::new(TextPlugin::default()));
        engine.set_tokenizers(tokenizers());
        // `merge_small` merges after the commit, which is not to wait for that.
        let writer = open_writer(&engine, options, Box::new(NoMergePolicy))?;
        let mut manifest = known.manifest().clone();
        manifest.generation += 1;
        Ok(IndexWriter {
            shared: options.shared,
            threads: options.threads,
            sealing,
            fields: known.fields(),
            dictionary: known.dictionary()?,
            new_words: None,
            new_synonyms: None,
            known: Some(known),
            dead: DeadDocs::default(),
            manifest,
            index,
            build,
            lock,
            writer,
        })
    }

    /// Cuts texts by these added words from now on; the commit names them. In an update every report in which one
    /// occurs that is new or gone must be made anew.
    pub(crate) fn set_words(&mut self, words: AddedWords) {
        self.dictionary = words.in_dictionary(&self.dictionary);
        self.new_words = Some(words);
    }

    /// Gives the index these synonyms from this commit on; no report is touched by that.
    pub(crate) fn set_synonyms(&mut self, synonyms: OwnSynonyms) {
        self.new_synonyms = Some(synonyms);
    }

    /// Returns the dictionary that new texts are to be cut by.
    pub(crate) fn dictionary(&self) -> &Dictionary {
        &self.dictionary
    }

    /// Commits: from now on queries see the new state. An update then merges what has grown too small and too many.
    ///
    /// # Errors
    /// What the disk or the engine says; the old state is in force then.
    pub fn commit(mut self, table: &FileTable, roots: &[Root]) -> Result<Manifest, IndexError> {
        self.manifest.roots = roots.to_vec();
        self.keep_root_numbers(roots.iter().map(|root| root.id).max().unwrap_or(0));
        self.manifest.counts = table.counts();
        self.manifest.changed = seconds_now();
        self.write_sidecars(table, roots)?;
        let commit = |writer: &mut EngineWriter| -> tantivy::Result<()> {
            if !self.dead.is_empty() {
                writer.delete_query(Box::new(self.dead.clone()))?;
            }
            let mut commit = writer.prepare_commit()?;
            commit.set_payload(&super::record::to_json(&self.manifest));
            commit.commit()?;
            Ok(())
        };
        commit(&mut self.writer).map_err(IndexError::engine("commit"))?;
        let merged = match &self.known {
            Some(known) => merge_small(&mut self.writer, known),
            None => Ok(()),
        };
        // The engine merges on after a commit: until it ends, its files are not all there.
        self.writer.wait_merging_threads().map_err(IndexError::engine("commit"))?;
        // A new build is in force only now, when all of it is on the disk.
        if self.known.is_none() {
            folder::put_in_force(&self.index, &self.build, self.shared, &self.lock)?;
        }
        // The commit stands; that a merge found damage is told only now.
        merged?;
        // What this commit replaces: who has opened it keeps it.
        if let Ok(now) = IndexReader::open(&self.index) {
            folder::tidy(&now, &self.lock);
        }
        Ok(self.manifest)
    }

    /// Remembers that roots have had numbers up to this one: none is given twice.
    pub fn keep_root_numbers(&mut self, last: u32) {
        self.manifest.last_root = self.manifest.last_root.max(last);
    }

    /// The words that are in force from this commit on.
    fn words(&self) -> Result<AddedWords, IndexError> {
        match (&self.new_words, &self.known) {
            (Some(words), _) => Ok(words.clone()),
            (None, Some(known)) => known.added_words(),
            (None, None) => Ok(AddedWords::default()),
        }
    }

    fn synonyms(&self) -> OwnSynonyms {
        match (&self.new_synonyms, &self.known) {
            (Some(synonyms), _) => synonyms.clone(),
            (None, Some(known)) => known.own_synonyms().clone(),
            (None, None) => OwnSynonyms::default(),
        }
    }

    /// Writes the files that the commit names: the table of files and the live statistics.
    fn write_sidecars(&mut self, table: &FileTable, roots: &[Root]) -> Result<(), IndexError> {
        let root = |id: u32| roots.iter().find(|root| root.id == id).map(|root| root.path.clone());
        // Documents that earlier runs deleted are still in their segments: those of this run come on top.
        let mut counts = self.known.as_ref().map(|known| known.live().dead_counts()).unwrap_or_default();
        if let Some(known) = self.known.as_ref().filter(|_| !self.dead.is_empty()) {
            let all = &known.manifest().counts;
            // How many words the deleted texts have is guessed from the mean: it only chooses how they are cut.
            let bytes = self.dead.len() as u64 * (all.text_bytes / all.passages.max(1));
            let segmenters = Segmenters::new(known.dictionary()?, bytes);
            self.dead.count(known, &|text| segmenters.for_text(text), self.threads, &mut counts)?;
        }
        let live = live::to_bytes(&table.ranks(&root), &counts);
        let table_bytes = table.to_bytes();
        let known = facts::settled(table, &root);
        let copies = copies::to_bytes(&copies::settled(table, &known, &root));
        let facts = facts::to_bytes(&known);
        let generation = self.manifest.generation;
        let mut files = vec![
            (live_file(generation), live),
            (table_file(generation), table_bytes),
            (facts_file(generation), facts),
            (copies_file(generation), copies),
        ];
        self.sealing.forget(is_sidecar);
        if let Some(words) = &self.new_words {
            self.sealing.forget(is_words);
            self.manifest.added_words = words.len() as u64;
            self.manifest.words_since = if words.is_empty() { 0 } else { generation };
            files.extend((!words.is_empty()).then(|| (words_file(generation), words.to_bytes())));
        }
        if let Some(synonyms) = &self.new_synonyms {
            self.sealing.forget(is_synonyms);
            self.manifest.own_synonyms = synonyms.len() as u64;
            self.manifest.synonyms_since = if synonyms.is_empty() { 0 } else { generation };
            files.extend((!synonyms.is_empty()).then(|| (synonyms_file(generation), synonyms.to_bytes())));
        }
        let kept = kept_by(&self.manifest, table, &self.words()?, &self.synonyms()).to_bytes();
        // Mostly nothing that a user would miss has changed: the file of an earlier commit is then named
        // again.
        if !self.sealing.holds(is_kept, &Sum::of(&kept)) {
            self.sealing.forget(is_kept);
            files.push((kept_file(generation), kept));
        }
        for (name, bytes) in files {
            write_beside(&self.sealing, &self.build, &name, &bytes)?;
        }
        Ok(())
    }

    /// Gives the commit up after `error` and returns why it failed: a thread of the engine that
    /// died (a full disk, say) tells its reason only to who waits for it.
    pub fn give_up(mut self, error: IndexError) -> IndexError {
        let error = match error {
            // Nothing failed that could be told, and what waits is not to be written.
            IndexError::Stopped => error,
            error => match self.writer.prepare_commit() {
                Ok(_) => error,
                Err(cause) => IndexError::engine("write")(cause),
            },
        };
        self.leave_nothing();
        error
    }

    /// Removes what was written of a commit that is not made; in a folder without an index the lock too.
    pub fn leave_nothing(self) {
        let IndexWriter { index, lock, writer, known, .. } = self;
        // Its threads end: nobody writes into the folder any more.
        drop(writer);
        match known {
            Some(known) => folder::tidy(&known, &lock),
            None => folder::remove_dead_builds(&index, &lock),
        }
        lock.remove_if_alone();
    }
}

fn open_writer(
    engine: &Index,
    options: &WriteOptions,
    merges: Box<dyn MergePolicy>,
) -> Result<EngineWriter, IndexError> {
    // No more threads than have the least that the engine takes.
    let threads = options.threads.clamp(1, (options.memory_bytes / MEMORY_BYTES_MIN).max(1));
    let memory = (options.memory_bytes / threads).max(MEMORY_BYTES_MIN);
    let options = IndexWriterOptions::builder()
        .num_worker_threads(threads)
        .num_merge_threads(1)
        .memory_budget_per_thread(memory)
        .build();
    let writer = engine.writer_with_options(options).map_err(IndexError::engine("write"))?;
    writer.set_merge_policy(merges);
    Ok(writer)
}

fn settings(schema: &Schema) -> IndexSettings {
    let store = schema.store();
    IndexSettings {
        docstore_compression: match store.zstd_level {
            0 => Compressor::Lz4,
            level => Compressor::Zstd(ZstdCompressor { compression_level: Some(level) }),
        },
        docstore_blocksize: store.block_bytes,
        // Our documents store nothing there: no thread is worth starting for it.
        docstore_compress_dedicated_thread: false,
        ..IndexSettings::default()
    }
}

/// Opens the folder of a build for the engine, with its rights, its grace for readers, and its seal over `others` too.
fn seal_folder(
    build: &Path,
    shared: bool,
    in_force: bool,
    others: Sums,
) -> Result<Sealing<WriterDirectory>, IndexError> {
    let folder = WriterDirectory::open(build, shared, in_force)
        .map_err(|error| IndexError::engine("open")(error.into()))?;
    Ok(Sealing::new(folder, others))
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

/// Writes a file that the commit rests on and that is not the engine's; its seal covers it.
fn write_beside(
    sealing: &Sealing<WriterDirectory>,
    build: &Path,
    name: &str,
    bytes: &[u8],
) -> Result<(), IndexError> {
    sealing.write(Path::new(name), bytes).map_err(|source| IndexError::Io {
        doing: "write",
        path: build.join(name),
        source,
    })
}
