//! Why nothing was found: how the query was split, which part of it is rare or absent, what is spelled like that.

use std::cell::Cell;
use std::collections::{BTreeSet, HashSet};
use std::time::{Duration, Instant};

use crate::query::Query;

use crate::search::ask::conditions::path_holds;
use crate::search::ask::runs::Run;
use crate::search::pieces::{DocRef, Pieces};
use crate::search::run::SearchRun;
use crate::search::{SearchError, SearchOptions, Searcher, Total};

/// Longer runs are not respelled, in characters.
const RESPELLED_MAX: usize = 12;
/// Spellings told.
const TOLD: usize = 3;
/// So many runs are told of, those that the fewest passages may hold.
const RUNS_TOLD: usize = 20;

/// Nobody waits longer for the reason than for an answer.
const TIME: Duration = Duration::from_millis(50);

/// The time that the reason may be looked for.
pub(in crate::search) struct Budget {
    end: Instant,
    spent: Cell<bool>,
}

impl Budget {
    /// Starts the time.
    pub(in crate::search) fn begin() -> Budget {
        Budget { end: Instant::now() + TIME, spent: Cell::new(false) }
    }

    /// Returns whether it is over: what was counted until then is not all.
    fn is_spent(&self) -> bool {
        self.spent.set(self.spent.get() || Instant::now() >= self.end);
        self.spent.get()
    }
}

/// What became of each part of a query.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WhyNothing {
    /// The words that it was split into, in order, with the number of passages that hold each.
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
    /// The run, folded.
    pub run: String,
    /// Passages in which it begins, counted up to [`RunFate::COUNTED_MAX`].
    pub passages: usize,
    /// Its longest part, of two characters at least, that stands somewhere, with its passages.
    pub longest: Option<(String, usize)>,
    /// Runs that stand somewhere and differ by one character or two that changed places, with their passages.
    pub similar: Vec<(String, usize)>,
}

impl Searcher {
    /// Looks for the reason why a query found nothing.
    ///
    /// # Errors
    /// What reading the index says.
    pub fn why_nothing(&self, query: &Query, options: &SearchOptions) -> Result<WhyNothing, SearchError> {
        let pieces = Pieces::open(&self.reader)?;
        let budget = Budget::begin();
        let mut why = SearchRun::new(self, query, options, &pieces)?.why_nothing(&budget)?;
        let whole = query.without_exclusions().filter(Query::wants_something);
        if let Some(whole) = whole.filter(|_| !budget.is_spent()) {
            let options = SearchOptions { limit: 1, document_order: false, explain: false, ..*options };
            let found = self.search(&whole, &options)?;
            why.excluded = (!found.hits.is_empty()).then_some(found.passages);
        }
        why.cut_short = budget.spent.get();
        Ok(why)
    }
}

impl SearchRun<'_> {
    fn why_nothing(&self, budget: &Budget) -> Result<WhyNothing, SearchError> {
        let mut why = WhyNothing::default();
        let fields = self.searcher.reader.fields();
        let free = self.plan.words_choose();
        for term in self.terms.iter().filter(|term| free && term.of.is_none()) {
            // Nowhere is said of what stands nowhere as a string, and is read nowhere by its value either.
            let as_string = match Run::new(&term.text) {
                Some(run) => match self.holding(&run, budget)? {
                    RunFate::COUNTED_MAX.. => run.candidates_max(&self.searcher.reader),
                    few => few,
                },
                None => 0,
            };
            let mut held = 0;
            for field in [fields.body, fields.heading] {
                let count = self.searcher.reader.word_count(field, &term.text);
                held = held.max(count.map_err(SearchError::engine)?);
            }
            let held = as_string.max(held as usize);
            // Nowhere is not said of what there was no time to look for.
            if held > 0 || !budget.is_spent() {
                why.words.push((term.text.clone(), held));
            }
        }
        let mut runs = self.required_runs();
        why.more_runs = runs.len().saturating_sub(RUNS_TOLD);
        if why.more_runs > 0 {
            runs.sort_by_cached_key(|run| run.candidates_max(&self.searcher.reader));
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
        for at in self.pieces.all().filter(|at| self.pieces.is_first(*at)) {
            if budget.is_spent() || path_holds(part, at, self.pieces)? {
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
        let mut fate = RunFate { run: run.folded.clone(), passages, longest: None, similar: Vec::new() };
        if passages == 0 {
            let characters: Vec<char> = run.folded.chars().collect();
            fate.longest = self.longest_part(&characters, budget)?;
            if (2..=RESPELLED_MAX).contains(&characters.len()) {
                for spelling in self.spellings(&characters, budget) {
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
        let reader = &self.searcher.reader;
        let mut held = 0;
        for segment in 0..reader.segments() {
            let searched =
                |doc: &u32| self.pieces.is_searched(DocRef { segment, doc: *doc }, self.options.all);
            for doc in run.candidates(reader, segment, usize::MAX, searched) {
                let at = DocRef { segment, doc };
                let piece = self.pieces.load(at)?;
                if run.begins_in(at, &piece, self.pieces)?.is_some() {
                    held += 1;
                    if held == RunFate::COUNTED_MAX {
                        return Ok(held);
                    }
                }
                if budget.is_spent() {
                    return Ok(held);
                }
            }
        }
        Ok(held)
    }

    fn longest_part(
        &self,
        characters: &[char],
        budget: &Budget,
    ) -> Result<Option<(String, usize)>, SearchError> {
        for length in (2..characters.len().min(4 * RESPELLED_MAX)).rev() {
            for part in characters.windows(length).filter(|part| self.has_pairs(part)) {
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
    pub(in crate::search) fn spellings(&self, characters: &[char], budget: &Budget) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        let mut add = |spelled: &[char]| {
            if spelled.len() > 1 && spelled != characters && self.has_pairs(spelled) {
                found.insert(spelled.iter().collect());
            }
        };
        for nth in (0..characters.len()).take_while(|_| !budget.is_spent()) {
            let mut spelled = characters.to_vec();
            spelled.remove(nth);
            add(&spelled);
            let mut spelled = characters.to_vec();
            if nth + 1 < spelled.len() {
                spelled.swap(nth, nth + 1);
                add(&spelled);
            }
            for other in self.neighbours(characters, nth) {
                if budget.is_spent() {
                    break;
                }
                let mut spelled = characters.to_vec();
                spelled[nth] = other;
                add(&spelled);
            }
        }
        found
    }

    /// Characters that stand somewhere after the one before the `nth`, or before the second where it is the first.
    fn neighbours(&self, characters: &[char], nth: usize) -> BTreeSet<char> {
        let reader = &self.searcher.reader;
        let mut found = BTreeSet::new();
        for segment in 0..reader.segments() {
            let grams = reader.grams(segment);
            if nth > 0 {
                let first = u32::from(characters[nth - 1]);
                if first <= 0xFFFF {
                    let keys = grams.keys_from(first << 16).take_while(|key| key >> 16 == first);
                    found.extend(keys.filter_map(|key| char::from_u32(key & 0xFFFF)));
                }
            } else {
                let second = u32::from(characters[1]);
                let keys = grams.keys_from(0).filter(|key| key & 0xFFFF == second);
                found.extend(keys.filter_map(|key| char::from_u32(key >> 16)));
            }
        }
        found.into_iter().filter(|c| c.is_alphanumeric()).collect()
    }

    fn has_pairs(&self, characters: &[char]) -> bool {
        let run: String = characters.iter().collect();
        let reader = &self.searcher.reader;
        Run::new(&run).is_some_and(|run| run.candidates_max(reader) > 0)
    }
}

impl RunFate {
    /// Passages that are looked at and counted: so many means "so many or more".
    pub const COUNTED_MAX: usize = 200;
}
