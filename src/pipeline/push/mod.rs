//! `push`: the reports of a local index brought into an engine, and those that are gone from there taken out of it.
//!
//! The table of what is there is kept in the engine, a document for each report, with a hash of all that was pushed of it. A
//! report is announced there before its first passage is written, and its hash stands there only once the last is: so whoever
//! goes on after a push that was killed knows what may be there and what is whole. Documents are named by content and place, so
//! that what is written twice is there once, and carry the number of the push: what a killed one sent and the engine writes
//! late is refused, and which reports a push takes out is told before the first passage goes. Nothing of it is visible before the end.
//!
//! - `whole.rs`: a local index, of which all is pushed
//! - `share.rs`: the reports below one folder, pushed by one of many machines; `join.rs`: what needs all shares
//! - `turn.rs`: who of many gives numbers to reports; `write.rs`: what all of them write

mod join;
mod share;
mod turn;
mod whole;
mod write;

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::engine::{Access, Engine, EngineError, Layout, Similarity};
use crate::search::remote::documents::State;
use crate::search::remote::{meta_of, similarities};
use crate::search::{SearchError, Searcher};

pub use join::{Joined, join_shares};
pub use share::{ShareJob, push_share};
use whole::Push;

/// How often what is there is held against what should be, and mended.
const ROUNDS: usize = 4;

/// What is to be pushed, and where.
#[derive(Clone, Debug)]
pub struct PushJob {
    /// Folder of the local index.
    pub index: PathBuf,
    /// Where the engine is, and who pushes.
    pub access: Access,
    /// Whether all is written anew, beside what is there, and takes its place at the end.
    pub full: bool,
    /// Whether nothing is written, only told.
    pub dry_run: bool,
    /// Shards of a new index of passages.
    pub shards: u32,
    /// Copies of each shard beside the first.
    pub replicas: u32,
    /// Threads that make documents.
    pub threads: usize,
}

/// What a push did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pushed {
    /// Whether an index was made anew.
    pub full: bool,
    /// Reports that were not there.
    pub new: usize,
    /// Reports that were there otherwise.
    pub changed: usize,
    /// Reports that are gone.
    pub gone: usize,
    /// Reports that were there as they are.
    pub unchanged: usize,
    /// Passages and texts kept out that were written.
    pub written: u64,
    /// Documents that were sent again, because the engine was busy.
    pub again: u64,
}

/// Pushes; `progress` is called with the reports that are done and how many there are.
///
/// # Errors
/// When the local index cannot be read, no engine answers or it refuses, and when the index there is somebody else's or of
/// another version: then nothing was changed. What was written of a push that failed is not visible, and the next goes on there.
pub fn push(job: &PushJob, progress: &dyn Fn(usize, usize)) -> Result<Pushed, SearchError> {
    let searcher = Searcher::open(&job.index)?;
    if !searcher.is_of_builtin_dictionary()? {
        return Err(SearchError::OwnDictionary);
    }
    let engine = Engine::new(job.access.clone())?;
    let state = searcher.exported_state()?;
    let mut meta = meta_of(&state.manifest);
    let similarities = similarities(&state.manifest.counts);
    let in_force = Layout::in_force(&engine)?;
    if let (Some((layout, there)), false) = (&in_force, job.full) {
        check_same(&engine, there, &meta)?;
        if State::read_now(&engine, layout)?.is_some_and(|state| state.shared.is_some()) {
            return Err(EngineError::Shares { name: engine.name().to_owned() }.into());
        }
        return Push::new(job, &searcher, &engine, layout, State { meta: there.clone(), ..state })?
            .run(progress);
    }
    let before = in_force.map(|(layout, _)| layout);
    // What a push that was killed has written is gone on with.
    meta["k1"] = k1_of(&similarities);
    let mut begun = None;
    for (layout, there) in Layout::others(&engine, before.as_ref())? {
        let is_under_way = State::read_now(&engine, &layout)?.is_none_or(|state| state.under_way);
        if is_under_way && check_same(&engine, &there, &meta).is_ok() && begun.is_none() {
            begun = Some(layout);
            meta = there;
        } else if !job.dry_run {
            layout.remove(&engine)?;
        }
    }
    let (layout, is_new) = match begun {
        Some(layout) => (layout, false),
        None => {
            // The pair in force has a number too: of the same local index the same one.
            let free = before.as_ref().and_then(|layout| layout.number(engine.name())).map_or(1, |it| it + 1);
            (Layout::numbered(engine.name(), state.manifest.changed.max(free)), true)
        }
    };
    if is_new && job.dry_run {
        let (new, written) = (state.manifest.counts.reports as usize, state.manifest.counts.passages);
        return Ok(Pushed { full: true, new, written, ..Pushed::default() });
    }
    if is_new {
        layout.create(&engine, &meta, (job.shards, job.replicas), &similarities)?;
    }
    let state = State { meta, ..state };
    let mut pushed = Push::new(job, &searcher, &engine, &layout, state)?.run(progress)?;
    pushed.full = true;
    if !job.dry_run {
        layout.put_in_force(&engine, before.as_ref())?;
    }
    Ok(pushed)
}

/// Refuses to mix what was made by other rules.
fn check_same(engine: &Engine, there: &Value, ours: &Value) -> Result<(), EngineError> {
    for (what, name) in [
        ("layout", "version"),
        ("format", "format"),
        ("schema version", "schema_version"),
        ("segmenter", "segmenter"),
        ("dictionary, schema or readers", "fingerprint"),
    ] {
        let (found, wanted) = (there.get(name), ours.get(name));
        if found != wanted {
            let told = |value: Option<&Value>| value.map_or_else(|| "none".to_owned(), Value::to_string);
            let (found, wanted) = (told(found), told(wanted));
            return Err(EngineError::Other { name: engine.name().to_owned(), what, found, wanted });
        }
    }
    Ok(())
}

/// The names of reports, each once: of those that are gone now, and of those that an earlier push took out.
fn together<'n>(names: impl Iterator<Item = &'n String>) -> Vec<String> {
    names.collect::<BTreeSet<_>>().into_iter().cloned().collect()
}

/// The k1 of each field, as `_meta` tells it.
fn k1_of(similarities: &[Similarity]) -> Value {
    similarities.iter().map(|one| (one.name.to_owned(), json!(one.k1))).collect()
}

fn no_room() -> EngineError {
    EngineError::Damaged { what: "there is no room between its reports for those that are new".to_owned() }
}
