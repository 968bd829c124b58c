//! Why nothing was found: how the query was split, which part of it is rare or absent, what is spelled like that.

use std::cell::Cell;
use std::collections::{BTreeSet, HashSet};
use std::time::{Duration, Instant};

use crate::search::archive::Neighbour;
use crate::search::ask::conditions::path_holds;
use crate::search::ask::runs::Run;
use crate::search::run::SearchRun;
use crate::search::{SearchError, Total};
use crate::system;

/// Longer runs are not respelled, in characters.
const RESPELLED_MAX: usize = 12;
/// Spellings told.
const TOLD: usize = 3;
/// Runs told of: those that the fewest passages may hold.
const RUNS_TOLD: usize = 20;

/// Work that looking for the reason may take: nobody waits longer for it than for an answer.
const WORK: Duration = Duration::from_millis(50);
/// Time that it may take by the clock, where others keep the processor.
const TIME: Duration = Duration::from_millis(500);

/// How much longer both may be where each question is a round trip of some milliseconds.
const FAR: u32 = 8;

/// The time that the reason may be looked for: what is found out does not depend on what else the machine does.
pub(in crate::search) struct Budget {
    begun: Instant,
    /// What the thread had worked before; `None` where only the clock tells.
    worked: Option<Duration>,
    /// When it is to be looked at again.
    next: Cell<Instant>,
    spent: Cell<bool>,
    times: u32,
}

impl Budget {
    /// Starts the time; `is_far` tells of whom it is asked.
    pub(in crate::search) fn begin(is_far: bool) -> Budget {
        let (begun, times) = (Instant::now(), if is_far { FAR } else { 1 });
        let next = Cell::new(begun + WORK * times);
        Budget { begun, worked: system::thread_time(), next, spent: Cell::new(false), times }
    }

    /// Returns whether it is over: what was counted until then is not all.
    pub(in crate::search) fn is_spent(&self) -> bool {
        let now = Instant::now();
        if !self.spent.get() && now >= self.next.get() {
            let worked = self.worked.zip(system::thread_time());
            let (work, time) = (WORK * self.times, TIME * self.times);
            let worked = worked.map_or(work, |(before, by_now)| by_now.saturating_sub(before));
            self.spent.set(worked >= work || now.duration_since(self.begun) >= time);
            self.next.set(now + work.saturating_sub(worked));
        }
        self.spent.get()
    }

    /// Returns whether it was over when somebody asked.
    pub(in crate::search) fn was_spent(&self) -> bool {
        self.spent.get()
    }
}

/// What became of each part of a query.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WhyNothing {
    /// The words by which passages would have been listed, in order, with the number of passages that hold each.
    pub words: Vec<(String, usize)>,
    /// What the path of no report holds, folded.
    pub paths: Vec<String>,
    /// What had to stand somewhere as it was typed; of many the rarest.
    pub runs: Vec<RunFate>,
    /// Further runs that had to, each counted once.
    pub more_runs: usize,
    /// What would be found if nothing were left out, where that is more than nothing.
    pub excluded: Option<Total>,
    /// Whether there was no time to look into all of it.
    pub cut_short: bool,
}

/// What became of a run of characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunFate {
    /// The run as it was typed.
    pub run: String,
    /// Passages in which it begins, counted up to [`RunFate::COUNTED_MAX`].
    pub passages: usize,
    /// Its longest part, of two characters at least, that stands somewhere, with its passages.
    pub longest: Option<(String, usize)>,
    /// Runs that stand somewhere and differ by one character or two that changed places, with their passages.
    pub similar: Vec<(String, usize)>,
}

impl SearchRun<'_> {
    /// Returns what became of each part of the query; what is left out is not looked at.
    ///
    /// # Errors
    /// What the archive says.
    pub(in crate::search) fn why_nothing(&self, budget: &Budget) -> Result<WhyNothing, SearchError> {
        let mut why = WhyNothing::default();
        let free = self.plan.wanted.iter().filter_map(|wanted| wanted.free_words());
        let words: Vec<&str> = free.flat_map(|words| words.listing_words()).collect();
        let held = self.archive.word_counts(&words)?.into_iter().zip(self.archive.heading_counts(&words)?);
        for (word, (body, heading)) in words.iter().zip(held) {
            // Nowhere is said of what stands nowhere as a string, and is read nowhere by its value either.
            let as_string = match Run::new(word) {
                Some(run) => match self.holding(&run, budget)? {
                    RunFate::COUNTED_MAX.. => run.most_holders(self.archive)?,
                    few => few,
                },
                None => 0,
            };
            let held = as_string.max(body.max(heading) as usize);
            // Nowhere is not said of what there was no time to look for.
            if held > 0 || !budget.is_spent() {
                why.words.push(((*word).to_owned(), held));
            }
        }
        let mut runs = self.required_runs();
        why.more_runs = runs.len().saturating_sub(RUNS_TOLD);
        if why.more_runs > 0 {
            let folded: Vec<&str> = runs.iter().map(|run| run.folded.as_str()).collect();
            let mut counted: Vec<_> = self.archive.run_counts(&folded)?.into_iter().zip(runs).collect();
            counted.sort_by_key(|(held, _)| held.unwrap_or(u64::MAX));
            runs = counted.into_iter().map(|(_, run)| run).collect();
        }
        for run in runs.into_iter().take(RUNS_TOLD) {
            why.runs.extend(self.fate(run, budget)?);
        }
        for wanted in &self.plan.wanted {
            if let Some(part) = wanted.path()
                && !self.some_path_holds(part, budget)?
            {
                why.paths.push(part.to_owned());
            }
        }
        Ok(why)
    }

    /// The runs that must stand somewhere as they were typed, each once.
    fn required_runs(&self) -> Vec<&Run> {
        let mut known = HashSet::new();
        let runs = self.plan.wanted.iter().flat_map(|wanted| wanted.required_runs());
        runs.filter(|run| known.insert(run.folded.as_str())).collect()
    }

    /// Whether some path holds a part, or nobody has the time to see.
    fn some_path_holds(&self, part: &str, budget: &Budget) -> Result<bool, SearchError> {
        for report in self.archive.reports() {
            if budget.is_spent() || path_holds(part, report, self.archive)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// What became of a run, and what is spelled like it where it stands nowhere; `None` where there was no time to see.
    ///
    /// # Errors
    /// What reading the index says.
    pub(in crate::search) fn fate(&self, run: &Run, budget: &Budget) -> Result<Option<RunFate>, SearchError> {
        let passages = self.holding(run, budget)?;
        if passages == 0 && budget.is_spent() {
            return Ok(None);
        }
        let mut fate =
            RunFate { run: run.typed.trim().to_owned(), passages, longest: None, similar: Vec::new() };
        if passages == 0 {
            let characters: Vec<char> = run.folded.chars().collect();
            fate.longest = self.longest_part(&characters, budget)?;
            if (2..=RESPELLED_MAX).contains(&characters.len()) {
                for spelling in self.spellings(&characters, budget)? {
                    let held = Run::new(&spelling).map_or(Ok(0), |run| self.holding(&run, budget))?;
                    let told = fate.longest.as_ref().is_some_and(|(part, _)| *part == spelling);
                    if held > 0 && !told {
                        fate.similar.push((spelling, held));
                    }
                }
                fate.similar.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
                fate.similar.truncate(TOLD);
            }
        }
        Ok(Some(fate))
    }

    /// Passages in which a run begins, counted up to [`RunFate::COUNTED_MAX`].
    pub(in crate::search) fn holding(&self, run: &Run, budget: &Budget) -> Result<usize, SearchError> {
        let mut held = 0;
        for id in self.archive.holders(run, self.options.all)? {
            let piece = self.archive.passage(id)?;
            if run.begins_in(id, &piece, self.archive)?.is_some() {
                held += 1;
                if held == RunFate::COUNTED_MAX {
                    return Ok(held);
                }
            }
            if budget.is_spent() {
                return Ok(held);
            }
        }
        Ok(held)
    }

    fn longest_part(
        &self,
        characters: &[char],
        budget: &Budget,
    ) -> Result<Option<(String, usize)>, SearchError> {
        // From the longest part down, so that the first that stands somewhere is the longest.
        for length in (2..characters.len().min(4 * RESPELLED_MAX)).rev() {
            for part in characters.windows(length) {
                if !self.has_pairs(part)? {
                    continue;
                }
                let part: String = part.iter().collect();
                let held = Run::new(&part).map_or(Ok(0), |run| self.holding(&run, budget))?;
                if held > 0 {
                    return Ok(Some((part, held)));
                }
                if budget.is_spent() {
                    return Ok(None);
                }
            }
        }
        Ok(None)
    }

    /// Runs that differ in one character, lack one, or have two neighbours changed, and whose pairs all occur.
    pub(in crate::search) fn spellings(
        &self,
        characters: &[char],
        budget: &Budget,
    ) -> Result<BTreeSet<String>, SearchError> {
        let mut found = BTreeSet::new();
        // The first comes last: what stands before a character is told by a walk over all pairs.
        let places = (1..characters.len()).chain([0]);
        for nth in places.take_while(|_| !budget.is_spent()) {
            let mut tried: BTreeSet<Vec<char>> = BTreeSet::new();
            let mut spelled = characters.to_vec();
            // One character left out.
            spelled.remove(nth);
            tried.insert(spelled);
            let mut spelled = characters.to_vec();
            if nth + 1 < spelled.len() {
                spelled.swap(nth, nth + 1);
                tried.insert(spelled);
            }
            for other in self.neighbours(characters, nth) {
                let mut spelled = characters.to_vec();
                spelled[nth] = other;
                tried.insert(spelled);
            }
            let tried = tried.into_iter().filter(|spelled| spelled.len() > 1 && spelled != characters);
            let tried: Vec<String> = tried.map(String::from_iter).collect();
            let runs: Vec<&str> = tried.iter().map(String::as_str).collect();
            let held = self.archive.run_counts(&runs)?;
            found
                .extend(tried.into_iter().zip(held).filter(|(_, held)| *held != Some(0)).map(|(run, _)| run));
        }
        Ok(found)
    }

    /// Characters that stand somewhere after the one before the `nth`, or before the second where it is the first.
    fn neighbours(&self, characters: &[char], nth: usize) -> BTreeSet<char> {
        let mut found = match nth.checked_sub(1) {
            Some(before) => self.archive.neighbours(characters[before], Neighbour::After),
            None => self.archive.neighbours(characters[1], Neighbour::Before),
        };
        found.retain(|c| c.is_alphanumeric());
        found
    }

    fn has_pairs(&self, characters: &[char]) -> Result<bool, SearchError> {
        let run: String = characters.iter().collect();
        Ok(self.archive.run_counts(&[&run])? != [Some(0)])
    }
}

impl RunFate {
    /// Passages that are looked at and counted: this number means "this many or more".
    pub const COUNTED_MAX: usize = 200;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::tests::Small;

    #[test]
    fn a_run_that_stands_nowhere_is_told_with_what_stands_like_it() {
        let small = Small::of(&[("a.txt", "标题\n减轻教师负担。"), ("b.txt", "别的\n减轻企业负担。")]);
        let why = small.with_run("\"减轻教帅负担\"", |run| {
            run.why_nothing(&Budget::begin(false)).expect("a reason")
        });
        assert_eq!(why.words, [], "no words were typed freely");
        let [fate] = &why.runs[..] else { panic!("one run: {:?}", why.runs) };
        assert_eq!((fate.run.as_str(), fate.passages), ("减轻教帅负担", 0));
        assert_eq!(fate.longest, Some(("减轻教".to_owned(), 1)));
        assert_eq!(fate.similar, [("减轻教师负担".to_owned(), 1)]);
        let why = small
            .with_run("path:没有 教师", |run| run.why_nothing(&Budget::begin(false)).expect("a reason"));
        assert_eq!(why.paths, ["没有"]);
        assert_eq!(why.words, [("教师".to_owned(), 1)]);
    }
}
