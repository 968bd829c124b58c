//! The reports below one folder pushed into an index that others push theirs into, at the same time.
//!
//! Each share has documents of its own, also for a text that another share holds too, so pushes never wait for each other's
//! passages. Only numbers, which follow the order of all paths, are given by one push at a time ([`Turn`]): for that all paths of a
//! share must be known before its first passage goes. So the folder is read and analysed into an index first, which is removed in the
//! end; a push that was killed goes on from it.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;

use crate::analysis::Segmenter;
use crate::engine::{Access, Engine, EngineError, Layout};
use crate::index::{Counts, KnownValues, path_order, remove_index};
use crate::search::remote::documents::{ReportRead, State, json as to_json, same_passages};
use crate::search::remote::shares::{Share, ShareState, Shared, shares_of};
use crate::search::remote::{HIDDEN, Placed, meta_of, places_among, similarities, table_of};
use crate::search::{SearchError, Searcher};

use super::super::Job;
use super::turn::Turn;
use super::write::{Batch, Writer, Writing};
use super::{Pushed, ROUNDS, check_same, k1_of, no_room, together};

/// Reports that are announced between two signs of life.
const ANNOUNCED: usize = 5_000;

/// A share that is to be pushed, and where.
#[derive(Clone, Debug)]
pub struct ShareJob {
    /// How its folder is read, and the folder of the index that it is read into for the time of the push.
    pub read: Job,
    /// Where the engine is, and who pushes.
    pub access: Access,
    /// Whether nothing is written, only told.
    pub dry_run: bool,
    /// Shards of a new index of passages.
    pub shards: u32,
    /// Copies of each shard beside the first.
    pub replicas: u32,
}

/// Pushes a share that was read ([`super::super::run`] with `job.read`), and removes what it was read into; `progress` is called with
/// the reports that are done and how many there are.
///
/// # Errors
/// As [`super::push`], and when the folder overlaps with that of another share. What was read stays for the next push where
/// that can go on.
pub fn push_share(job: &ShareJob, progress: &dyn Fn(usize, usize)) -> Result<Pushed, SearchError> {
    let pushed = push_read(job, progress);
    let is_refused = |error: &SearchError| {
        use EngineError::{Foreign, Other, Overlap, Whole};
        let SearchError::Remote(error) = error else { return false };
        matches!(error, Foreign { .. } | Other { .. } | Overlap { .. } | Whole { .. })
    };
    if pushed.as_ref().map_or_else(is_refused, |_| !job.dry_run) {
        remove_index(&job.read.index)?;
    }
    pushed
}

fn push_read(job: &ShareJob, progress: &dyn Fn(usize, usize)) -> Result<Pushed, SearchError> {
    let searcher = Searcher::open(&job.read.index)?;
    let engine = Engine::new(job.access.clone())?;
    let mut first = State {
        known: KnownValues::default(),
        own_facts: Vec::new(),
        words: String::new(),
        synonyms: String::new(),
        shared: Some(Shared::default()),
        ..searcher.exported_state()?
    };
    let Some(layout) = layout_of(job, &engine, &mut first)? else {
        let (new, written) = (first.manifest.counts.reports as usize, first.manifest.counts.passages);
        return Ok(Pushed { new, written, ..Pushed::default() });
    };
    let root = first.manifest.roots.first().map(|root| root.path.clone()).unwrap_or_default();
    let segmenter = searcher.full_segmenter();
    let share = Share::of(&root);
    let push =
        SharePush { job, searcher: &searcher, engine: &engine, layout: &layout, share, first, segmenter };
    push.run(progress)
}

/// Returns the pair of indexes in force, made where there is none; `None` where it would have to be made and nothing is written.
fn layout_of(job: &ShareJob, engine: &Engine, first: &mut State) -> Result<Option<Layout>, SearchError> {
    let mut meta = meta_of(&first.manifest);
    if let Some((layout, there)) = Layout::in_force(engine)? {
        check_same(engine, &there, &meta)?;
        first.meta = there;
        return Ok(Some(layout));
    }
    if job.dry_run {
        return Ok(None);
    }
    // Whoever comes first makes it; who comes at the same time makes the same one.
    let layout = Layout::numbered(engine.name(), 0);
    let similarities = similarities(&first.manifest.counts);
    meta["k1"] = k1_of(&similarities);
    layout.create(engine, &meta, (job.shards, job.replicas), &similarities)?;
    layout.put_in_force(engine, None)?;
    // Of two that came at once the one whose index it became has told how it scores.
    first.meta = Layout::in_force(engine)?.map_or(meta, |(_, there)| there);
    Ok(Some(layout))
}

/// A share on its way.
struct SharePush<'a> {
    job: &'a ShareJob,
    searcher: &'a Searcher,
    engine: &'a Engine,
    layout: &'a Layout,
    share: Share,
    first: State,
    segmenter: Segmenter,
}

/// A report of the share as it should be there.
struct Own {
    name: String,
    sum: String,
    path: PathBuf,
}

/// What is to be done.
#[derive(Default)]
struct Work {
    /// For each report that is to be written: its number, whether its passages are there, and how many may be there otherwise.
    reports: Vec<Option<(u64, bool, u32)>>,
    /// Reports that are gone, with their passages.
    gone: Vec<(String, u32)>,
    new: usize,
    changed: usize,
}

impl Work {
    fn is_nothing(&self) -> bool {
        self.gone.is_empty() && self.reports.iter().all(Option::is_none)
    }
}

impl SharePush<'_> {
    fn run(&self, progress: &dyn Fn(usize, usize)) -> Result<Pushed, SearchError> {
        let mut own: Vec<Own> = Vec::new();
        self.searcher.each_of_share::<SearchError>(&self.share, &mut |exported| {
            let path = exported.part.as_ref().map(|part| part.path.clone()).unwrap_or_default();
            own.push(Own { name: exported.name.clone(), sum: exported.sum(""), path });
            Ok(())
        })?;
        // What a killed push has written has to be seen before it can be gone on with.
        if !self.job.dry_run {
            self.layout.refresh(self.engine)?;
        }
        let counts = self.first.manifest.counts;
        let mut done: Option<Pushed> = None;
        for _ in 0..ROUNDS {
            let known = self.share.read_now(self.engine, self.layout)?;
            let work = self.compare(&own, &table_of(self.engine, self.layout)?, known.as_ref())?;
            let (new, changed, gone) = (work.new, work.changed, work.gone.len());
            let mut pushed =
                Pushed { new, changed, gone, unchanged: own.len() - new - changed, ..Pushed::default() };
            let is_same = known.as_ref().is_some_and(|known| !known.under_way && known.counts == counts);
            // What an earlier push sent may have been written after the table was read.
            if self.job.dry_run || work.is_nothing() && is_same {
                return Ok(done.unwrap_or(pushed));
            }
            let batch = self.write(&own, known.as_ref(), progress)?;
            (pushed.written, pushed.again) = (batch.written, batch.again);
            done.get_or_insert(pushed);
        }
        Err(EngineError::Overtaken.into())
    }

    /// Compares what should be there with the table.
    fn compare(
        &self,
        own: &[Own],
        table: &HashMap<String, ReportRead>,
        known: Option<&ShareState>,
    ) -> Result<Work, SearchError> {
        // A push that was killed may have taken out passages of reports that the table still tells of.
        let removing: HashSet<&str> =
            known.into_iter().flat_map(|known| &known.removing).map(String::as_str).collect();
        let is_own = |row: &ReportRead| row.part.as_ref().is_some_and(|part| part.share == self.share.name);
        let there = |one: &Own| {
            table.get(&one.name).filter(|row| is_own(row) && !removing.contains(one.name.as_str()))
        };
        let mut others: Vec<(&PathBuf, u64)> = table
            .values()
            .filter(|row| !is_own(row) && row.rank < HIDDEN)
            .filter_map(|row| Some((&row.part.as_ref()?.path, row.rank)))
            .collect();
        others.sort_by(|a, b| path_order(a.0, b.0).then(a.1.cmp(&b.1)));
        let mut others = others.into_iter().peekable();
        // What another share shows needs no number here, as long as it is what it was.
        let is_hidden = |one: &Own| there(one).is_some_and(|row| row.rank >= HIDDEN && row.sum == one.sum);
        let mut all: Vec<Placed> = Vec::new();
        for one in own {
            while let Some((_, rank)) = others.next_if(|(path, _)| path_order(path, &one.path).is_lt()) {
                all.push(Placed::Others(rank));
            }
            if !is_hidden(one) {
                let kept = there(one).filter(|row| row.rank < HIDDEN && same_passages(&row.sum, &one.sum));
                all.push(Placed::Own(kept.map(|row| row.rank)));
            }
        }
        all.extend(others.map(|(_, rank)| Placed::Others(rank)));
        let ranks = places_among(&all).ok_or_else(no_room)?;
        let (mut ranks, mut work) = (ranks.into_iter(), Work::default());
        for one in own {
            if is_hidden(one) {
                work.reports.push(None);
                continue;
            }
            let Some((rank, has_passages)) = ranks.next() else { break };
            let row = table.get(&one.name);
            if has_passages && there(one).is_some_and(|row| row.sum == one.sum) {
                work.reports.push(None);
                continue;
            }
            *(if row.is_some() { &mut work.changed } else { &mut work.new }) += 1;
            work.reports.push(Some((rank, has_passages, row.map_or(0, |row| row.pieces))));
        }
        let names: HashSet<&str> = own.iter().map(|one| one.name.as_str()).collect();
        let gone = table.iter().filter(|(name, row)| is_own(row) && !names.contains(name.as_str()));
        work.gone = gone.map(|(name, row)| (name.clone(), row.pieces)).collect();
        Ok(work)
    }

    /// Numbers what is new, and writes it.
    fn write(
        &self,
        own: &[Own],
        known: Option<&ShareState>,
        progress: &dyn Fn(usize, usize),
    ) -> Result<Batch, SearchError> {
        let mut turn = Turn::take(self.engine, self.layout, &self.first)?;
        let (push, numbered) = (turn.number, self.number(own, known, &mut turn));
        // Others are not kept waiting for what went wrong here.
        let given_back = turn.give_back();
        let work = numbered?;
        given_back?;
        let writer = self.writer(push);
        let (mut nth, mut batch) = (0, Batch::default());
        self.each_to_do(own, &work, &mut |one| {
            nth += 1;
            if batch.add(one) {
                writer.write(&mut batch)?;
                progress(nth, own.len());
            }
            Ok(())
        })?;
        writer.write(&mut batch)?;
        progress(own.len(), own.len());
        let gone: Vec<(&String, u32)> = work.gone.iter().map(|(name, pieces)| (name, *pieces)).collect();
        batch.again += writer.remove(&gone)?;
        self.tell(&writer, &self.told(push, false, Vec::new()))?;
        self.layout.refresh(self.engine)?;
        Ok(batch)
    }

    /// Gives numbers to what is to be written, and announces it, so that whoever comes next finds room beside it.
    fn number(
        &self,
        own: &[Own],
        known: Option<&ShareState>,
        turn: &mut Turn<'_>,
    ) -> Result<Work, SearchError> {
        // What those before announced is seen.
        self.layout.refresh_reports(self.engine)?;
        for other in shares_of(self.engine, self.layout)?.into_values() {
            let (own, other) = (&self.share.root, other.root);
            if *own != other && (own.starts_with(&other) || other.starts_with(own)) {
                return Err(EngineError::Overlap { root: own.clone(), other }.into());
            }
        }
        let work = self.compare(own, &table_of(self.engine, self.layout)?, known)?;
        let gone = work.gone.iter().map(|(name, _)| name);
        let removing = together(gone.chain(known.into_iter().flat_map(|known| &known.removing)));
        let writer = self.writer(turn.number);
        // Readers go on with the counts of what they see until the end.
        let counts = known.map_or(Counts::default(), |known| known.counts);
        self.tell(&writer, &ShareState { counts, ..self.told(turn.number, true, removing) })?;
        let (mut bulk, mut nth) = (writer.bulk(), 0);
        self.each_to_do(own, &work, &mut |one| {
            nth += 1;
            if nth % ANNOUNCED == 0 {
                turn.renew()?;
            }
            if !one.has_passages {
                writer.put(&mut bulk, &one, "")?;
            }
            Ok(())
        })?;
        bulk.flush()?;
        self.layout.refresh_reports(self.engine)?;
        Ok(work)
    }

    /// Shows each report that is to be written.
    fn each_to_do(
        &self,
        own: &[Own],
        work: &Work,
        each: &mut dyn FnMut(Writing) -> Result<(), SearchError>,
    ) -> Result<(), SearchError> {
        let mut all = own.iter().zip(&work.reports);
        self.searcher.each_of_share::<SearchError>(&self.share, &mut |exported| {
            let Some((own, Some((rank, has_passages, there)))) = all.next() else { return Ok(()) };
            let (rank, has_passages, there) = (*rank, *has_passages, *there);
            each(Writing { exported, rank, sum: own.sum.clone(), there, has_passages })
        })
    }

    fn writer(&self, push: u64) -> Writer<'_> {
        let (engine, layout, segmenter) = (self.engine, self.layout, &self.segmenter);
        Writer { engine, layout, push, segmenter, threads: self.job.read.threads }
    }

    fn told(&self, push: u64, under_way: bool, removing: Vec<String>) -> ShareState {
        ShareState {
            root: self.share.root.clone(),
            push,
            under_way,
            removing,
            counts: self.first.manifest.counts,
            known: self.searcher.known_values(),
            own_facts: self.searcher.own_fact_names(),
        }
    }

    /// Writes what the share tells of itself.
    fn tell(&self, writer: &Writer<'_>, state: &ShareState) -> Result<(), EngineError> {
        let mut bulk = writer.bulk();
        let source = format!("{{\"rank\":0,\"share\":{}}}", to_json(state));
        bulk.put(&self.layout.reports, &self.share.document(), &source)?;
        bulk.flush()
    }
}
