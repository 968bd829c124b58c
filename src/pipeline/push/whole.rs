//! A local index pushed: all of it is what should be there.

use std::collections::{HashMap, HashSet};

use crate::analysis::Segmenter;
use crate::engine::{Bulk, Engine, EngineError, Layout};
use crate::search::remote::documents::{ReportRead, STATE, State, same_passages};
use crate::search::remote::{ranks, table_of};
use crate::search::{SearchError, Searcher};

use super::write::{Batch, Writer, Writing};
use super::{PushJob, Pushed, ROUNDS, no_room, together};

/// A push under way.
pub(super) struct Push<'a> {
    job: &'a PushJob,
    searcher: &'a Searcher,
    engine: &'a Engine,
    layout: &'a Layout,
    state: State,
    segmenter: Segmenter,
    pushed: Pushed,
}

impl<'a> Push<'a> {
    /// Nothing is asked yet.
    pub(super) fn new(
        job: &'a PushJob,
        searcher: &'a Searcher,
        engine: &'a Engine,
        layout: &'a Layout,
        state: State,
    ) -> Result<Push<'a>, SearchError> {
        let segmenter = searcher.full_segmenter();
        Ok(Push { job, searcher, engine, layout, state, segmenter, pushed: Pushed::default() })
    }

    /// Brings what is there to what should be.
    ///
    /// # Errors
    /// As [`super::push`].
    pub(super) fn run(mut self, progress: &dyn Fn(usize, usize)) -> Result<Pushed, SearchError> {
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
            local.push((exported.name.clone(), exported.sum(&salt)));
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
        let before = || known.into_iter().flat_map(|known| &known.removing);
        let removing: HashSet<&str> = before().map(String::as_str).collect();
        let there = |key: &String| {
            let row = table.get(key).filter(|_| !removing.contains(key.as_str()));
            row.map(|row| (row.rank, row.sum.as_str()))
        };
        let kept = local
            .iter()
            .map(|(key, sum)| there(key).filter(|(_, own)| same_passages(own, sum)).map(|(rank, _)| rank));
        let ranks = ranks(&kept.collect::<Vec<_>>()).ok_or_else(no_room)?;
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
        let removing = together(gone.iter().map(|(key, _)| *key).chain(before()));
        self.write_state(&State { under_way: true, push, removing, ..seen }, true)?;
        let writer = self.writer();
        let (mut nth, mut batch) = (0, Batch::default());
        self.searcher.each_exported::<SearchError>(&mut |exported| {
            let ((key, sum), (rank, has_passages)) = (&local[nth], ranks[nth]);
            nth += 1;
            if is_there(nth - 1) {
                return Ok(());
            }
            let there = table.get(key).map_or(0, |row| row.pieces);
            if batch.add(Writing { exported, rank, sum: sum.clone(), there, has_passages }) {
                writer.write(&mut batch)?;
                progress(nth, local.len());
            }
            Ok(())
        })?;
        writer.write(&mut batch)?;
        progress(local.len(), local.len());
        (self.pushed.written, self.pushed.again) = (batch.written, batch.again);
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

    fn writer(&self) -> Writer<'_> {
        Writer {
            engine: self.engine,
            layout: self.layout,
            push: self.state.push,
            segmenter: &self.segmenter,
            threads: self.job.threads,
        }
    }

    /// Takes out what is gone and makes all of it visible, such that no passage is ever seen without its report.
    fn finish(&mut self, gone: &[(&String, u32)]) -> Result<(), SearchError> {
        self.pushed.again += self.writer().remove(gone)?;
        let state = State { under_way: false, removing: Vec::new(), ..self.state.clone() };
        self.write_state(&state, false)?;
        Ok(self.layout.refresh(self.engine)?)
    }

    /// Writes the state; the first time only where no other push has this number.
    fn write_state(&self, state: &State, is_first: bool) -> Result<(), EngineError> {
        let mut bulk = Bulk::new(self.engine, self.state.push);
        match is_first {
            true => bulk.put_first(&self.layout.reports, STATE, &state.source()),
            false => {
                bulk.put(&self.layout.reports, STATE, &state.source())?;
                bulk.flush()
            }
        }
    }
}
