//! `index_schema/` as values: what decides what an index contains ([`Schema`]), what weighs it ([`Ranking`]), and
//! what is looked for beside what was typed ([`Synonyms`]).
//!
//! All three are read strictly: an unknown key, a missing one or a value out of range is an error that names it. The
//! program carries its own copy; an index carries the schema that it was built with.

mod corrections;
mod engine;
mod facts;
mod own_synonyms;
mod questions;
mod ranking;
mod report_terms;
mod short_names;
mod stop_words;
mod synonyms;

use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::report::PassageSize;

pub use corrections::{CorrectionRule, parse_corrections};
pub use engine::EngineSchema;
pub use facts::{
    division_codes, division_name, fact_tables, facts_fingerprint, is_versioned, parse_divisions, parse_kinds,
};
pub use own_synonyms::{OwnSynonyms, SynonymError, TypedSynonym};
pub use questions::{asked_in, is_question_word};
pub use ranking::{Ranking, UnitKind};
pub use report_terms::is_report_term;
pub use short_names::ShortNames;
pub use stop_words::StopWords;
pub use synonyms::Synonyms;

const SETTINGS: &str = "schema.toml";
const STOP_WORDS: &str = "stop_words.txt";
/// Names of the files of a schema.
pub const SCHEMA_FILES: [&str; 2] = [SETTINGS, STOP_WORDS];
/// No file of a schema is longer, in bytes.
const FILE_BYTES_MAX: u64 = 1 << 20;

/// All that decides what an index contains, the dictionary excepted (`analysis::Dictionary`).
#[derive(Clone, Debug)]
pub struct Schema {
    settings: Settings,
    /// The files as they were read, to be stored with an index.
    settings_text: String,
    stop_words_text: String,
}

/// How the texts of an index are packed.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Store {
    /// Level of Zstandard, 1 to 22; 0 takes LZ4.
    pub zstd_level: i32,
    /// Bytes of text packed as one block.
    pub block_bytes: usize,
}

/// A schema file could not be read.
#[derive(Debug, thiserror::Error)]
pub enum SchemaError {
    /// The file is missing or cannot be opened.
    #[error("cannot read {}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// What is written there does not fit.
    #[error("{file}: {what}")]
    Invalid {
        /// Name of the file.
        file: &'static str,
        /// What does not fit, and what would.
        what: String,
    },
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    version: u32,
    passage: PassageSettings,
    store: Store,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PassageSettings {
    chars_min: usize,
    chars_max: usize,
}

impl Schema {
    /// Returns the schema that this program carries.
    pub fn builtin() -> Schema {
        let settings = include_str!("../../index_schema/schema.toml");
        let stop_words = include_str!("../../index_schema/stop_words.txt");
        Schema::parse(settings, stop_words).expect("a test reads the files of index_schema")
    }

    /// Reads the schema in a folder, such as the copy that an index carries.
    ///
    /// # Errors
    /// When a file is missing or does not fit.
    pub fn load(folder: &Path) -> Result<Schema, SchemaError> {
        let read = |name: &str| {
            let path = folder.join(name);
            crate::source::read_regular(&path, FILE_BYTES_MAX)
                .map_err(|source| SchemaError::Io { path, source })
        };
        Schema::of_bytes(&read(SETTINGS)?, &read(STOP_WORDS)?)
    }

    /// Reads a schema from the bytes of its files, in the order of [`SCHEMA_FILES`].
    ///
    /// # Errors
    /// When one does not fit.
    pub fn of_bytes(settings: &[u8], stop_words: &[u8]) -> Result<Schema, SchemaError> {
        let text = |file: &'static str, bytes: &[u8]| {
            let text = std::str::from_utf8(bytes);
            text.map(str::to_owned)
                .map_err(|error| SchemaError::Invalid { file, what: format!("no UTF-8: {error}") })
        };
        Schema::parse(&text(SETTINGS, settings)?, &text(STOP_WORDS, stop_words)?)
    }

    fn parse(settings_text: &str, stop_words_text: &str) -> Result<Schema, SchemaError> {
        let settings: Settings = toml::from_str(settings_text)
            .map_err(|error| SchemaError::Invalid { file: SETTINGS, what: error.to_string() })?;
        settings.check().map_err(|what| SchemaError::Invalid { file: SETTINGS, what })?;
        let (settings_text, stop_words_text) = (settings_text.to_owned(), stop_words_text.to_owned());
        Ok(Schema { settings, settings_text, stop_words_text })
    }

    /// Writes the files of the schema into a folder, which is made if needed.
    ///
    /// # Errors
    /// What the file system says.
    pub fn write_to(&self, folder: &Path) -> std::io::Result<()> {
        std::fs::create_dir_all(folder)?;
        std::fs::write(folder.join(SETTINGS), &self.settings_text)?;
        std::fs::write(folder.join(STOP_WORDS), &self.stop_words_text)
    }

    /// Returns the version: indexes of another one are refused.
    pub fn version(&self) -> u32 {
        self.settings.version
    }

    /// Returns how long passages are.
    pub fn passage_size(&self) -> PassageSize {
        let PassageSettings { chars_min, chars_max } = self.settings.passage;
        PassageSize { chars_min, chars_max }
    }

    /// Returns how stored texts are packed.
    pub fn store(&self) -> Store {
        self.settings.store
    }

    /// Returns text that differs when an index built with this schema and `segmenter` would differ.
    pub fn fingerprint(&self, segmenter: &str) -> String {
        // Stop words are weighed when a query is answered (by the program's list); they leave no trace in an index.
        format!("{segmenter}\n{:?}", self.settings)
    }
}

impl Settings {
    fn check(&self) -> Result<(), String> {
        let PassageSettings { chars_min, chars_max } = self.passage;
        if chars_min == 0 || chars_max < chars_min * 2 || chars_max > 10_000 {
            return Err(format!(
                "[passage] chars_min = {chars_min}, chars_max = {chars_max}: chars_min must be at least 1, chars_max \
                 at least twice that and at most 10000"
            ));
        }
        if !(0..=22).contains(&self.store.zstd_level) {
            return Err(format!("[store] zstd_level = {}: must be 0 to 22", self.store.zstd_level));
        }
        if !(1_024..=1 << 20).contains(&self.store.block_bytes) {
            return Err(format!("[store] block_bytes = {}: must be 1024 to 1048576", self.store.block_bytes));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "version = 1\n[passage]\nchars_min = 80\nchars_max = 400\n[store]\nzstd_level = 3\nblock_bytes = 16384\n";

    #[test]
    fn the_schema_carried_by_the_program_is_whole() {
        let schema = Schema::builtin();
        assert!(schema.version() >= 1 && schema.passage_size().chars_min >= 1);
    }

    #[test]
    fn a_schema_comes_back_from_its_files() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let schema = Schema::builtin();
        schema.write_to(folder.path()).expect("it can be written");
        let back = Schema::load(folder.path()).expect("it can be read");
        assert_eq!(back.fingerprint("x"), schema.fingerprint("x"));
        assert_eq!(back.stop_words_text, schema.stop_words_text);
    }

    #[test]
    fn what_does_not_fit_is_named() {
        let table = [
            (GOOD.replace("version = 1", ""), "missing field `version`"),
            (GOOD.replace("chars_min", "char_min"), "unknown field `char_min`"),
            (GOOD.replace("= 80", "= 300"), "chars_max at least twice"),
            (GOOD.replace("= 3\n", "= 99\n"), "zstd_level = 99"),
            (GOOD.replace("16384", "7"), "block_bytes = 7"),
            (GOOD.replace("= 80", "= -1"), "invalid value"),
        ];
        for (settings, wanted) in table {
            let error = Schema::parse(&settings, "").expect_err(wanted).to_string();
            assert!(error.contains(wanted), "{error} should say {wanted}");
        }
    }
}
