//! `push`: the reports of a local index brought into an engine, and those that are gone from there taken out of it.
//!
//! The table of what is there is kept in the engine, a document for each report, with a hash of all that was pushed of it. A
//! report is announced there before its first passage is written, and its hash stands there only once the last is: so whoever
//! goes on after a push that was killed knows what may be there and what is whole. Documents are named by content and place, so
//! that what is written twice is there once, and carry the number of the push: what a killed one sent and the engine writes
//! late is refused, and which reports a push takes out is told before the first passage goes. Nothing of it is visible before the end.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::analysis::Segmenter;
use crate::engine::{Access, Bulk, Engine, EngineError, Layout};
use crate::search::remote::documents::{
    Exported, FactsAsked, ReportRead, ReportWritten, STATE, State, id_of, json as to_json, same_passages,
    short_key, title_pairs,
};
use crate::search::remote::{meta_of, ranks, similarities, table_of};
use crate::search::{SearchError, Searcher};

/// Bytes of text of the reports that are written together.
const BATCH_BYTES: usize = 16 << 20;
/// How often what is there is held against what should be, and mended.
const ROUNDS: usize = 4;
/// Passages of them at the most.
const BATCH_PIECES: usize = 20_000;

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
    let k1: serde_json::Map<String, Value> =
        similarities.iter().map(|one| (one.name.to_owned(), json!(one.k1))).collect();
    let in_force = Layout::in_force(&engine)?;
    if let (Some((layout, there)), false) = (&in_force, job.full) {
        check_same(&engine, there, &meta)?;
        return Push::new(job, &searcher, &engine, layout, state)?.run(progress);
    }
    let before = in_force.map(|(layout, _)| layout);
    // What a push that was killed has written is gone on with.
    let mut begun = None;
    for (layout, there) in Layout::others(&engine, before.as_ref())? {
        let is_under_way = State::read_now(&engine, &layout)?.is_none_or(|state| state.under_way);
        if is_under_way && check_same(&engine, &there, &meta).is_ok() && begun.is_none() {
            begun = Some(layout);
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
        meta["k1"] = Value::Object(k1);
        layout.create(&engine, &meta, (job.shards, job.replicas), &similarities)?;
    }
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

/// The reports that are gone now, and those that an earlier push took out, each once.
fn together(gone: &[(&String, u32)], before: &HashSet<&str>) -> Vec<String> {
    let gone = gone.iter().map(|(key, _)| key.as_str());
    let all: std::collections::BTreeSet<&str> = gone.chain(before.iter().copied()).collect();
    all.into_iter().map(str::to_owned).collect()
}

/// A push under way.
struct Push<'a> {
    job: &'a PushJob,
    searcher: &'a Searcher,
    engine: &'a Engine,
    layout: &'a Layout,
    state: State,
    segmenter: Segmenter,
    pushed: Pushed,
}

/// A report that is to be written.
struct Writing {
    exported: Exported,
    rank: u64,
    sum: String,
    /// Passages that may be there already.
    there: u32,
    /// Whether its passages are there as they are: only what is told of the report is written.
    has_passages: bool,
}

impl<'a> Push<'a> {
    fn new(
        job: &'a PushJob,
        searcher: &'a Searcher,
        engine: &'a Engine,
        layout: &'a Layout,
        state: State,
    ) -> Result<Push<'a>, SearchError> {
        let segmenter = searcher.full_segmenter();
        Ok(Push { job, searcher, engine, layout, state, segmenter, pushed: Pushed::default() })
    }

    fn run(mut self, progress: &dyn Fn(usize, usize)) -> Result<Pushed, SearchError> {
        let known = State::read_now(self.engine, self.layout)?;
        let is_dry = self.job.dry_run;
        // What a killed push has written has to be seen before it can be gone on with.
        if !is_dry {
            self.layout.refresh(self.engine)?;
        }
        self.state.push = known.as_ref().map_or(0, |known| known.push) + 1;
        let mut local: Vec<(String, String)> = Vec::new();
        let salt = self.state.words.clone();
        self.searcher.each_exported::<SearchError>(&mut |exported| {
            local.push((short_key(&exported.report.record.key).to_owned(), exported.sum(&salt)));
            Ok(())
        })?;
        let mut done = Pushed::default();
        for round in 0..ROUNDS {
            let table = table_of(self.engine, self.layout)?;
            self.pushed = Pushed::default();
            let is_same = round > 0 || known.as_ref().is_some_and(|known| self.state.is_as(known));
            let is_done =
                self.sync(&local, &table, known.as_ref().filter(|_| round == 0), is_same, progress)?;
            if round == 0 {
                done = self.pushed;
            }
            // What an earlier push sent may have been written after the table was read.
            if is_done || is_dry {
                return Ok(done);
            }
        }
        Err(EngineError::Overtaken.into())
    }

    /// Brings what is there to what should be; returns whether it was that already.
    fn sync(
        &mut self,
        local: &[(String, String)],
        table: &HashMap<String, ReportRead>,
        known: Option<&State>,
        is_same: bool,
        progress: &dyn Fn(usize, usize),
    ) -> Result<bool, SearchError> {
        // A push that was killed may have taken out passages of reports that the table still tells of.
        let removing: HashSet<&str> =
            known.into_iter().flat_map(|known| &known.removing).map(String::as_str).collect();
        let there = |key: &String| {
            let row = table.get(key).filter(|_| !removing.contains(key.as_str()));
            row.map(|row| (row.rank, row.sum.as_str()))
        };
        let kept = local
            .iter()
            .map(|(key, sum)| there(key).filter(|(_, own)| same_passages(own, sum)).map(|(rank, _)| rank));
        let ranks = ranks(&kept.collect::<Vec<_>>()).ok_or(EngineError::Damaged {
            what: "there is no room between its reports for those that are new".to_owned(),
        })?;
        let keys: HashSet<&str> = local.iter().map(|(key, _)| key.as_str()).collect();
        let gone: Vec<(&String, u32)> = table
            .iter()
            .filter(|(key, _)| !keys.contains(key.as_str()))
            .map(|(key, row)| (key, row.pieces))
            .collect();
        self.pushed.gone = gone.len();
        let is_there = |nth: usize| {
            let (key, sum) = &local[nth];
            ranks[nth].1 && there(key).is_some_and(|(_, own)| own == sum)
        };
        self.count(local, table, is_there);
        let is_done = self.pushed.unchanged == local.len() && gone.is_empty();
        if self.job.dry_run || is_done && is_same {
            return Ok(true);
        }
        // Readers go on with the counts of what they see until the end.
        let (push, seen) = (self.state.push, known.unwrap_or(&self.state).clone());
        self.write_state(
            &State { under_way: true, push, removing: together(&gone, &removing), ..seen },
            true,
        )?;
        let mut batch: Vec<Writing> = Vec::new();
        let (mut nth, mut bytes, mut pieces) = (0, 0, 0);
        let searcher = self.searcher;
        searcher.each_exported::<SearchError>(&mut |exported| {
            let ((key, sum), (rank, has_passages)) = (&local[nth], ranks[nth]);
            nth += 1;
            if is_there(nth - 1) {
                return Ok(());
            }
            bytes += exported.pieces.iter().map(|piece| piece.text.len()).sum::<usize>();
            pieces += exported.pieces.len();
            let there = table.get(key).map_or(0, |row| row.pieces);
            batch.push(Writing { exported, rank, sum: sum.clone(), there, has_passages });
            if bytes >= BATCH_BYTES || pieces >= BATCH_PIECES {
                self.write(&std::mem::take(&mut batch))?;
                (bytes, pieces) = (0, 0);
                progress(nth, local.len());
            }
            Ok(())
        })?;
        self.write(&batch)?;
        progress(local.len(), local.len());
        self.finish(&gone)?;
        // The next round writes as a push of its own.
        self.state.push += 1;
        Ok(false)
    }

    /// Counts the reports by whether they are there as they are (`is_there`, by their places), otherwise, or not at all.
    fn count(
        &mut self,
        local: &[(String, String)],
        table: &HashMap<String, ReportRead>,
        is_there: impl Fn(usize) -> bool,
    ) {
        for (nth, (key, _)) in local.iter().enumerate() {
            match (is_there(nth), table.contains_key(key)) {
                (true, _) => self.pushed.unchanged += 1,
                (false, true) => self.pushed.changed += 1,
                (false, false) => self.pushed.new += 1,
            }
        }
    }

    /// Writes some reports: announced first, their hash last.
    fn write(&mut self, batch: &[Writing]) -> Result<(), SearchError> {
        if batch.is_empty() {
            return Ok(());
        }
        let mut bulk = Bulk::new(self.engine, self.state.push);
        for one in batch.iter().filter(|one| !one.has_passages) {
            self.put_report(&mut bulk, one, "")?;
        }
        bulk.flush()?;
        let share = batch.len().div_ceil(self.job.threads.max(1));
        let write = |some: &[Writing]| -> Result<u64, EngineError> {
            let mut bulk = Bulk::new(self.engine, self.state.push);
            for one in some.iter().filter(|one| !one.has_passages) {
                one.exported.each_document(one.rank, &self.segmenter, &mut |id, source| {
                    bulk.put(&self.layout.passages, id, source)
                })?;
                for ordinal in one.exported.pieces.len() as u32 + 1..=one.there {
                    bulk.remove(&self.layout.passages, &id_of(&one.exported.report.record.key, ordinal))?;
                }
            }
            bulk.flush()?;
            Ok(bulk.sent_again())
        };
        let again: Result<Vec<u64>, EngineError> = std::thread::scope(|scope| {
            let threads: Vec<_> = batch.chunks(share).map(|some| scope.spawn(move || write(some))).collect();
            let lost = |_| Err(EngineError::Damaged { what: "a thread ended early".to_owned() });
            threads.into_iter().map(|thread| thread.join().unwrap_or_else(lost)).collect()
        });
        self.pushed.again += again?.into_iter().sum::<u64>();
        for one in batch {
            self.put_report(&mut bulk, one, &one.sum)?;
            let written = if one.has_passages { 0 } else { one.exported.pieces.len() };
            self.pushed.written += written as u64;
        }
        bulk.flush()?;
        self.pushed.again += bulk.sent_again();
        Ok(())
    }

    fn put_report(&self, bulk: &mut Bulk<'_>, one: &Writing, sum: &str) -> Result<(), EngineError> {
        let report = &one.exported.report;
        let pieces = one.exported.pieces.len() as u32;
        // Until all is written, as many as may be there.
        let pieces = if sum.is_empty() { pieces.max(one.there) } else { pieces };
        let asked = FactsAsked::of(report.facts.as_ref());
        let written =
            ReportWritten { rank: one.rank, title: title_pairs(&report.record), sum, pieces, asked, report };
        bulk.put(&self.layout.reports, short_key(&report.record.key), &to_json(&written))
    }

    /// Takes out what is gone and makes all of it visible, such that no passage is ever seen without its report.
    fn finish(&mut self, gone: &[(&String, u32)]) -> Result<(), SearchError> {
        let mut bulk = Bulk::new(self.engine, self.state.push);
        for (key, pieces) in gone {
            for ordinal in 1..=*pieces {
                bulk.remove(&self.layout.passages, &id_of(key, ordinal))?;
            }
        }
        bulk.flush()?;
        self.layout.refresh(self.engine)?;
        for (key, _) in gone {
            bulk.remove(&self.layout.reports, key)?;
        }
        bulk.flush()?;
        self.pushed.again += bulk.sent_again();
        let state = State { under_way: false, removing: Vec::new(), ..self.state.clone() };
        self.write_state(&state, false)?;
        Ok(self.layout.refresh(self.engine)?)
    }

    /// Writes the state; the first time only where no other push has this number.
    fn write_state(&self, state: &State, is_first: bool) -> Result<(), EngineError> {
        let mut bulk = Bulk::new(self.engine, self.state.push);
        let source = json!({"rank": 0, "state": state}).to_string();
        match is_first {
            true => bulk.put_first(&self.layout.reports, STATE, &source),
            false => {
                bulk.put(&self.layout.reports, STATE, &source)?;
                bulk.flush()
            }
        }
    }
}
