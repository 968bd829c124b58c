//! An index in an engine, opened: which pair of indexes it is, what was pushed, and whether this program can answer from it.

use rustc_hash::FxHashMap;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::analysis::{self, Dictionary};
use crate::engine::{DocumentHit, Engine, EngineError, Layout};
use crate::index::Manifest;
use crate::schema::{EngineSchema, OwnSynonyms};
use crate::search::SearchError;

use super::documents::{STATE, State};

/// An index in an engine, opened for questions.
pub(in crate::search) struct RemoteIndex {
    /// Whoever is asked.
    pub(in crate::search) engine: Engine,
    /// The pair of indexes: the one in force when it was opened, so that a new one does not come between.
    pub(super) layout: Layout,
    /// What was pushed.
    pub(super) state: State,
    /// k1 of each field, as it was pushed.
    pub(super) k1: FxHashMap<String, f64>,
    /// Whether shares were pushed since what needs all reports was joined.
    pub(super) unjoined: bool,
}

impl RemoteIndex {
    /// Opens the index that was named.
    ///
    /// # Errors
    /// When there is none, it is not ours or of another version, and what the engine says.
    pub(in crate::search) fn open(engine: Engine) -> Result<RemoteIndex, SearchError> {
        let missing = || EngineError::Missing { name: engine.name().to_owned() };
        let (layout, mut state) = match State::at_alias(&engine)? {
            Some(found) => found,
            // The long way says what is wrong.
            None => {
                let (layout, meta) = Layout::in_force(&engine)?.ok_or_else(missing)?;
                let state = State::read(&engine, &layout)?.ok_or_else(missing)?;
                (layout, State { meta, ..state })
            }
        };
        let meta = std::mem::take(&mut state.meta);
        let unjoined = state.take_shares(&engine, &layout)?;
        check(&engine, &meta, &state.manifest)?;
        let k1 = meta.get("k1").and_then(Value::as_object).into_iter().flatten();
        let k1 = k1.filter_map(|(name, k1)| Some((name.clone(), k1.as_f64()?))).collect();
        Ok(RemoteIndex { engine, layout, state, k1, unjoined })
    }

    /// Returns the dictionary that the reports were cut by.
    ///
    /// # Errors
    /// When it cannot be read.
    pub(in crate::search) fn dictionary(&self) -> Result<Dictionary, SearchError> {
        let builtin = Dictionary::builtin();
        if self.state.words.is_empty() {
            return Ok(builtin);
        }
        let digits = self.state.words.as_bytes().chunks(2);
        let bytes = digits.map(|two| u8::from_str_radix(std::str::from_utf8(two).unwrap_or_default(), 16));
        let bytes: Result<Vec<u8>, _> = bytes.collect();
        let bytes = bytes.map_err(|error| damaged(format!("its added words cannot be read ({error})")))?;
        builtin
            .with_added(bytes)
            .map_err(|error| damaged(format!("its added words cannot be read ({error})")).into())
    }

    /// Returns the synonyms that a person added.
    pub(in crate::search) fn own_synonyms(&self) -> OwnSynonyms {
        OwnSynonyms::from_bytes(self.state.synonyms.as_bytes()).unwrap_or_default()
    }

    /// Returns the names of the facts that people told of reports.
    pub(in crate::search) fn own_facts(&self) -> &[String] {
        &self.state.own_facts
    }

    /// Returns which push it was that wrote last.
    pub(in crate::search) fn pushed(&self) -> String {
        format!("{} {} {}", self.layout.passages, self.state.push, self.state.under_way)
    }

    /// Returns how many bytes the pair takes, copies apart.
    ///
    /// # Errors
    /// What the engine says.
    pub(in crate::search) fn bytes(&self) -> Result<u64, EngineError> {
        let Layout { passages, reports } = &self.layout;
        let told: Value =
            self.engine.ask("GET", &format!("/{passages},{reports}/_stats/store"), &Value::Null)?;
        let bytes = told.pointer("/_all/primaries/store/size_in_bytes").and_then(Value::as_u64);
        bytes.ok_or_else(|| damaged("its size is not told".to_owned()))
    }

    /// Returns what the index says of itself.
    pub(in crate::search) fn manifest(&self) -> &Manifest {
        &self.state.manifest
    }
}

impl State {
    /// Reads the state of a pair of indexes; `None` where none was written.
    ///
    /// # Errors
    /// What the engine says, and when it is no state.
    pub(crate) fn read(engine: &Engine, layout: &Layout) -> Result<Option<State>, EngineError> {
        State::read_as(engine, layout, "?realtime=false")
    }

    /// The same as it was written last, visible or not.
    ///
    /// # Errors
    /// As [`State::read`].
    pub(crate) fn read_now(engine: &Engine, layout: &Layout) -> Result<Option<State>, EngineError> {
        State::read_as(engine, layout, "")
    }

    /// Reads the state that the alias of a name leads to, with the pair that it is of, in one request; `None` where it does not
    /// lead to one of this version.
    fn at_alias(engine: &Engine) -> Result<Option<(Layout, State)>, EngineError> {
        #[derive(Deserialize)]
        struct Page {
            hits: Documents,
        }
        #[derive(Deserialize)]
        struct Documents {
            hits: Vec<DocumentHit<Value>>,
        }
        let path = format!("/{}/_search", Layout::of_name(engine.name()).reports);
        let search = json!({"size": 2, "query": {"ids": {"values": [STATE]}}});
        let Some(page) = engine.ask_if_there::<Page>("POST", &path, &search)? else { return Ok(None) };
        let mut found = page.hits.hits.into_iter();
        let (Some(DocumentHit { index, source: Some(mut source), .. }), None) = (found.next(), found.next())
        else {
            return Ok(None);
        };
        let state = serde_json::from_value::<State>(source["state"].take());
        let ours = state.ok().filter(|state| state.meta.is_object());
        Ok(ours.and_then(|state| Some((Layout::of_reports(&index)?, state))))
    }

    fn read_as(engine: &Engine, layout: &Layout, how: &str) -> Result<Option<State>, EngineError> {
        #[derive(Deserialize)]
        struct Read {
            state: State,
        }
        let path = format!("/{}/_doc/{STATE}{how}", layout.reports);
        let found: Option<DocumentHit<Read>> = engine.ask_if_there("GET", &path, &Value::Null)?;
        Ok(found.and_then(|found| found.source).map(|read| read.state))
    }
}

/// Returns what the `_meta` of indexes says that this program makes now; `manifest` is that of the index that is pushed.
pub(crate) fn meta_of(manifest: &Manifest) -> Value {
    json!({
        "version": EngineSchema::builtin().version(),
        "format": manifest.format,
        "schema_version": manifest.schema_version,
        "segmenter": manifest.segmenter,
        "fingerprint": manifest.fingerprint,
    })
}

/// Refuses what this program cannot answer from.
fn check(engine: &Engine, meta: &Value, manifest: &Manifest) -> Result<(), EngineError> {
    let version = EngineSchema::builtin().version().to_string();
    let schema = crate::schema::Schema::builtin().version().to_string();
    for (what, name, wanted) in [
        ("layout", "version", version),
        ("format", "format", crate::index::FORMAT.to_string()),
        ("schema version", "schema_version", schema),
        ("segmenter", "segmenter", analysis::SEGMENTER.to_owned()),
    ] {
        let found = meta.get(name).map(|found| found.as_str().map_or(found.to_string(), str::to_owned));
        let found = found.unwrap_or_else(|| "none".to_owned());
        if found != wanted {
            return Err(EngineError::Other { name: engine.name().to_owned(), what, found, wanted });
        }
    }
    if meta.get("fingerprint").and_then(Value::as_str) != Some(&manifest.fingerprint) {
        return Err(damaged("its passages and its state are of different pushes".to_owned()));
    }
    Ok(())
}

pub(super) fn damaged(what: String) -> EngineError {
    EngineError::Damaged { what }
}
