//! A build opened for reading: segments, their n-grams, the manifest, and the dictionary it was built with.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use tantivy::directory::OwnedBytes;
use tantivy::index::SegmentComponent;
use tantivy::query::Bm25StatisticsProvider;
use tantivy::schema::Field;
use tantivy::{Directory, Index, ReloadPolicy, Searcher, SegmentReader, Term};
use tantivy_fst::Automaton;

use crate::analysis::{AddedWords, Dictionary};
use crate::fault::{self, Fault};
use crate::schema::OwnSynonyms;

use super::copies::CopiesFile;
use super::directory::ReadOnlyDirectory;
use super::facts::FactsFile;
use super::fields::Fields;
use super::grams::{self, GramFile, GramPlugin};
use super::live::{Counted, LiveFile, segment_key};
use super::manifest::check_manifest;
use super::rights::Seen;
use super::seal::{self, Sum, Sums};
use super::sidecar::{
    DICTIONARY, SCHEMA, copies_file, facts_file, live_file, synonyms_file, table_file, words_file,
};
use super::texts::{self, TextFile, TextPlugin};
use super::{Counts, FileTable, IndexError, Manifest, PlaceMeta, Root, check};
use super::{folder, ours};

/// Returns what is wrong with the files of the index: missing, cut short, or not as they were written; each in words for
/// people. Files that no commit rests on are not looked at.
///
/// # Errors
/// [`IndexError::Missing`] when there is no index, [`IndexError::Damaged`] when its pointer names no build.
pub fn file_faults(index: &Path) -> Result<Vec<String>, IndexError> {
    Ok(check::faults(&folder::current_build(index)?))
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

/// How often opening starts again when a writer commits in between.
const OPEN_TRIES: usize = 100;

/// An index opened for reading; it stays as it was when opened.
pub(crate) struct IndexReader {
    build: PathBuf,
    /// What was in force when it was opened.
    state: folder::State,
    index: PathBuf,
    searcher: Searcher,
    grams: Vec<GramFile<OwnedBytes>>,
    texts: Vec<TextFile<OwnedBytes>>,
    fields: Fields,
    manifest: Manifest,
    live: LiveFile,
    facts: FactsFile,
    copies: CopiesFile,
    dictionary: OwnedBytes,
    /// The words that were added to it.
    words: Option<OwnedBytes>,
    /// A person's own synonyms.
    synonyms: OwnSynonyms,
    /// What the commit rests on.
    sums: Arc<Sums>,
    /// What is in view; `None` for all.
    seen: Option<Seen>,
}

/// What the engine stumbled over: a file that is not as it was written, as far as the seal tells.
fn stumbled(index: &Path, build: &Path, fault: &Fault) -> IndexError {
    let damaged = check::faults(build).into_iter().next();
    let what =
        damaged.unwrap_or_else(|| format!("the engine cannot open it: {} (at {fault})", fault.message));
    IndexError::Damaged { index: index.to_owned(), what }
}

impl IndexReader {
    /// Whether what was opened is still in force, or nothing is there any more.
    pub(crate) fn is_current(&self) -> bool {
        folder::state(self.index()).is_ok_and(|state| state == self.state) || !folder::is_there(self.index())
    }

    /// Opens the build in force.
    ///
    /// # Errors
    /// [`IndexError::Missing`], [`IndexError::Foreign`], [`IndexError::Damaged`], or what the engine says.
    pub(crate) fn open(index: &Path) -> Result<IndexReader, IndexError> {
        let mut tries = 1;
        loop {
            let state = folder::state(index)?;
            // The engine trusts some numbers in its files and panics where they lie.
            let opened = fault::caught(|| Self::open_build(index, &state));
            match opened.unwrap_or_else(|fault| Err(stumbled(index, &state.build, &fault))) {
                // What the list named was gone when it was opened: a newer build or commit is in force.
                Err(_) if tries < OPEN_TRIES && folder::state(index)? != state => tries += 1,
                result => return result,
            }
        }
    }

    fn open_build(index: &Path, state: &folder::State) -> Result<IndexReader, IndexError> {
        let build = state.build.clone();
        let damaged = |what: String| IndexError::Damaged { index: index.to_owned(), what };
        // A link to a folder elsewhere is no build of ours.
        if !ours::is_folder(&build) {
            return Err(damaged(format!("its build {:?} is missing", build.file_name().unwrap_or_default())));
        }
        let (meta, sums) = seal::opened(&state.meta)
            .ok_or_else(|| damaged(format!("{} is missing or not as it was written", seal::META)))?;
        let sums = Arc::new(sums);
        let directory = ReadOnlyDirectory::open(&build, meta, Arc::clone(&sums))
            .map_err(|error| damaged(error.to_string()))?;
        let mut engine = Index::open(directory.clone()).map_err(IndexError::opening(index))?;
        engine.register_plugin(Arc::new(GramPlugin));
        engine.register_plugin(Arc::new(TextPlugin::default()));
        let metas = engine.load_metas().map_err(IndexError::opening(index))?;
        let payload = metas.payload.clone().unwrap_or_default();
        // Before any segment is opened: one of another format may fail in ways that look like damage.
        let manifest = check_manifest(index, &payload)?;
        let reader = engine.reader_builder().reload_policy(ReloadPolicy::Manual).try_into();
        let searcher = reader.map_err(IndexError::opening(index))?.searcher();
        let unreadable = |name: &str, error: std::io::Error| match folder::is_refusal(&error) {
            true => IndexError::Io { doing: "read", path: build.join(name), source: error },
            false => damaged(format!("{name} cannot be used ({error})")),
        };
        let bytes = |name: &str| directory.bytes(name).map_err(|error| unreadable(name, error));
        let checked = |name: &str| directory.checked(name).map_err(|error| unreadable(name, error));
        // Nothing else would show damage to these; larger files are checked where they are read.
        for name in check::small_files(&sums) {
            checked(name)?;
        }
        let unread = |what: &str| damaged(format!("{what} cannot be read"));
        let generation = manifest.generation;
        let live = LiveFile::open(bytes(&live_file(generation))?);
        let mut live = live.ok_or_else(|| unread("its statistics"))?;
        let facts = FactsFile::open(bytes(&facts_file(generation))?).ok_or_else(|| unread("its facts"))?;
        let copies = CopiesFile::open(bytes(&copies_file(generation))?);
        let copies = copies.ok_or_else(|| unread("what its reports have in common"))?;
        // The file was written with the commit; segments merged since then have left their counts in it.
        let segments = || searcher.segment_readers().iter();
        live.keep_segments(|key| segments().any(|segment| segment_key(segment.segment_id()) == *key));
        let dictionary = bytes(DICTIONARY)?;
        let words = manifest.words_since;
        let words = (words > 0).then(|| bytes(&words_file(words))).transpose()?;
        let synonyms = match manifest.synonyms_since {
            0 => Some(OwnSynonyms::default()),
            since => OwnSynonyms::from_bytes(&bytes(&synonyms_file(since))?),
        };
        let open_grams = segments().map(grams::open).collect::<tantivy::Result<Vec<_>>>();
        let open_texts = segments().map(texts::open).collect::<tantivy::Result<Vec<_>>>();
        // The engine takes a missing file of positions for an empty one. What is there now was there before.
        let positions = metas.segments.iter().map(|meta| meta.relative_path(SegmentComponent::Positions));
        if positions.into_iter().any(|file| !directory.exists(&file).unwrap_or(false)) {
            return Err(damaged("a file of a segment is missing".to_owned()));
        }
        log::debug!("{}: generation {generation}, {} segments", build.display(), metas.segments.len());
        Ok(IndexReader {
            texts: open_texts.map_err(IndexError::opening(index))?,
            grams: open_grams.map_err(IndexError::opening(index))?,
            fields: Fields::of(searcher.schema()).map_err(IndexError::opening(index))?,
            searcher,
            manifest,
            live,
            facts,
            copies,
            dictionary,
            words,
            synonyms: synonyms.ok_or_else(|| unread("its own synonyms"))?,
            sums,
            seen: None,
            build,
            state: state.clone(),
            index: index.to_owned(),
        })
    }

    /// Leaves in view what is seen, with the facts and copies, counts and roots of that alone.
    pub(super) fn narrow(
        &mut self,
        seen: Seen,
        (facts, copies): (FactsFile, CopiesFile),
        counts: Counts,
        roots: Vec<Root>,
    ) {
        (self.facts, self.copies) = (facts, copies);
        (self.manifest.counts, self.manifest.roots) = (counts, roots);
        self.seen = Some(seen);
    }

    /// Returns what is in view; `None` for all.
    pub(super) fn seen(&self) -> Option<&Seen> {
        self.seen.as_ref()
    }

    /// Returns the folder of the build.
    pub(super) fn build(&self) -> &Path {
        &self.build
    }

    /// Returns the order of reports and the counts of what is deleted.
    pub(crate) fn live(&self) -> &LiveFile {
        &self.live
    }

    /// Returns what is known about the reports, by their numbers.
    pub(crate) fn facts(&self) -> &FactsFile {
        &self.facts
    }

    /// Returns what reports have to do with each other, by their numbers.
    pub(crate) fn copies(&self) -> &CopiesFile {
        &self.copies
    }

    /// Returns how many living documents hold a word of this field.
    ///
    /// # Errors
    /// What the engine says.
    pub(crate) fn word_count(&self, field: Field, word: &str) -> tantivy::Result<u64> {
        if let Some(count) = self.words_in_view(field, word)? {
            return Ok(count);
        }
        let counted = match field {
            field if field == self.fields.heading => Counted::Heading(word),
            field if field == self.fields.remark => Counted::Remark(word),
            _ => Counted::Body(word),
        };
        let all = self.searcher.doc_freq(&Term::from_field_text(field, word))?;
        // Damaged statistics may name more documents than there are.
        Ok(all.saturating_sub(self.live.dead(counted)))
    }

    /// Shows each word of a field that an automaton takes to `each`, with how many living documents of a segment hold it or
    /// once did; of a view how many do, and only words that some do. What the automaton says cannot match is not read.
    ///
    /// # Errors
    /// What the engine says.
    pub(crate) fn each_word_of<A: Automaton>(
        &self,
        field: Field,
        automaton: impl Fn() -> A + Sync,
        each: &mut dyn FnMut(&str, u64),
    ) -> tantivy::Result<()>
    where
        A::State: Clone,
    {
        let read = |number: u32| -> tantivy::Result<Vec<(String, u64)>> {
            let inverted = self.segment(number).inverted_index(field)?;
            let mut words = inverted.terms().search(automaton()).into_stream()?;
            let mut found = Vec::new();
            while words.advance() {
                let Ok(word) = std::str::from_utf8(words.key()) else { continue };
                let count = match self.seen.is_some() {
                    true => self.postings_in_view(number, &inverted, &Term::from_field_text(field, word))?,
                    false => u64::from(words.value().doc_freq),
                };
                if count > 0 {
                    found.push((word.to_owned(), count));
                }
            }
            Ok(found)
        };
        // Somebody types and waits: segments are read at once.
        let read = &read;
        let all = std::thread::scope(|threads| {
            let others: Vec<_> =
                (1..self.segments()).map(|number| threads.spawn(move || read(number))).collect();
            let mut all = vec![if self.segments() > 0 { read(0)? } else { Vec::new() }];
            for other in others {
                all.push(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?);
            }
            tantivy::Result::Ok(all)
        })?;
        all.iter().flatten().for_each(|(word, count)| each(word, *count));
        Ok(())
    }

    /// Returns how many living documents hold a pair of characters.
    pub(crate) fn pair_count(&self, key: u32) -> u64 {
        if let Some(count) = self.pairs_in_view(key) {
            return count;
        }
        let all: usize = self.grams.iter().map(|grams| grams.document_count(key)).sum();
        (all as u64).saturating_sub(self.live.dead(Counted::Pair(key)))
    }

    /// Returns how many living documents hold a character.
    pub(crate) fn character_count(&self, code: u16) -> u64 {
        if let Some(count) = self.characters_in_view(code) {
            return count;
        }
        let all: usize = self.grams.iter().map(|grams| grams.character_count(code)).sum();
        (all as u64).saturating_sub(self.live.dead(Counted::Character(code)))
    }

    /// Returns the whole path of a file.
    pub(crate) fn path_of(&self, place: &PlaceMeta) -> PathBuf {
        self.path_below(place.root, &place.path)
    }

    /// Returns the whole path of what lies at a path below a root, by its number (0 for none).
    pub(crate) fn path_below(&self, root: u32, below: &Path) -> PathBuf {
        let root = self.all_roots().iter().find(|known| known.id == root);
        super::record::joined(root.map(|root| root.path.as_path()), below.as_os_str().as_encoded_bytes())
    }

    /// Reads the table of files of this commit.
    ///
    /// # Errors
    /// When it is missing or not the one that was written.
    pub(crate) fn table(&self) -> Result<FileTable, IndexError> {
        let name = PathBuf::from(table_file(self.manifest.generation));
        let path = self.build.join(&name);
        let written = self.sums.get(&name);
        // No more is read than was written: a file that has grown is refused.
        let bytes = match crate::source::read_regular(&path, written.map_or(0, |sum| sum.bytes)) {
            Ok(bytes) => bytes,
            Err(source) if folder::is_refusal(&source) => {
                return Err(IndexError::Io { doing: "read", path, source });
            }
            Err(error) => return Err(self.damaged(format!("its table of files cannot be read ({error})"))),
        };
        let table = if written == Some(&Sum::of(&bytes)) { FileTable::from_bytes(&bytes) } else { None };
        table.ok_or_else(|| self.damaged("its table of files is not the one that was written".to_owned()))
    }

    /// The index does not hold together.
    pub(super) fn damaged(&self, what: String) -> IndexError {
        IndexError::Damaged { index: self.index.clone(), what }
    }

    /// Returns how many files in the folder of the index it does not rest on, and their bytes.
    pub(crate) fn left_over(&self) -> (usize, u64) {
        folder::left_over(&self.index, &self.build, &self.sums)
    }

    /// Holds files of this commit against its seal, before what is made of them is sealed anew; `wanted` says which.
    ///
    /// # Errors
    /// [`IndexError::Damaged`] when one is not as it was written.
    pub(super) fn check(&self, wanted: &dyn Fn(&str) -> bool) -> Result<(), IndexError> {
        check::check(&self.build, &self.sums, wanted).map_err(|what| self.damaged(what))
    }

    /// Returns the files that this commit rests on.
    pub(super) fn sums(&self) -> &Sums {
        &self.sums
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

    /// Maps the dictionary that the index was built with.
    ///
    /// # Errors
    /// When the file is missing or no dictionary.
    pub(crate) fn dictionary(&self) -> Result<Dictionary, IndexError> {
        let damaged = |error: String| IndexError::Damaged {
            index: self.index.clone(),
            what: format!("its dictionary cannot be used ({error})"),
        };
        if self.dictionary.len() as u64 != self.manifest.dictionary_bytes {
            return Err(damaged("it is cut short".to_owned()));
        }
        let dictionary = match self.is_of_builtin_dictionary() {
            // The program's own, for which it has more than the file.
            true => Dictionary::builtin(),
            false => {
                Dictionary::from_bytes(self.dictionary.clone()).map_err(|error| damaged(error.to_string()))?
            }
        };
        match &self.words {
            Some(words) => dictionary.with_added(words.clone()).map_err(|error| damaged(error.to_string())),
            None => Ok(dictionary),
        }
    }

    /// Returns whether the index was made with the dictionary that the program carries.
    pub(crate) fn is_of_builtin_dictionary(&self) -> bool {
        let sealed = self.sums.get(Path::new(DICTIONARY));
        sealed.is_some_and(|sum| sum.hash == Dictionary::builtin_hash())
    }

    /// Returns the synonyms that a person added.
    pub(crate) fn own_synonyms(&self) -> &OwnSynonyms {
        &self.synonyms
    }

    /// Reads the words that were added to the dictionary.
    ///
    /// # Errors
    /// When they are not those that were written.
    pub(crate) fn added_words(&self) -> Result<AddedWords, IndexError> {
        let Some(words) = &self.words else { return Ok(AddedWords::default()) };
        AddedWords::from_bytes(words).map_err(|error| IndexError::Damaged {
            index: self.index.clone(),
            what: format!("its added words cannot be read ({error})"),
        })
    }
}

/// What the engine's formula counts, without the documents that are deleted but not merged away yet.
impl Bm25StatisticsProvider for IndexReader {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        let counts = &self.manifest.counts;
        Ok(match field {
            field if field == self.fields.heading => counts.heading_words,
            field if field == self.fields.remark => counts.remark_words,
            _ => counts.body_words,
        })
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        // Records and places are counted too, which raises the idf of all words by about the same amount.
        Ok(self.documents_in_view().unwrap_or_else(|| self.searcher.num_docs()))
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        self.word_count(term.field(), term.value().as_str().unwrap_or_default())
    }
}
