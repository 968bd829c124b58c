//! What a section must hold, looked up in lists: outside of what is found here a query cannot match, so the first stage
//! looks nowhere else. Texts decide about what is inside.

use crate::analysis;

use crate::search::SearchError;
use crate::search::ask::plan::{FreeWords, Need, Wanted};
use crate::search::ask::runs::Run;
use crate::search::ask::terms::has_digit;
use crate::search::choose::docs::DocSet;
use crate::search::choose::first::FirstStage;
use crate::search::pieces::DocRef;

/// A character that more than one passage in so many may hold is common.
const COMMON: usize = 16;

/// The first document, and the one after the last, of what a document belongs to.
type Stretch<'a> = dyn Fn(DocRef) -> (DocRef, DocRef) + 'a;

impl FirstStage<'_> {
    /// Returns the passages outside of which the query cannot match, as [`FirstStage::narrow`]; looked up once.
    ///
    /// # Errors
    /// What reading the index says.
    pub(in crate::search) fn narrowed(&self) -> Result<Option<&DocSet>, SearchError> {
        if self.narrowed.get().is_none() {
            let _ = self.narrowed.set(self.narrow(&self.plan.need)?);
        }
        Ok(self.narrowed.get().and_then(Option::as_ref))
    }

    /// Returns the passages outside of which the need cannot hold; `None` when that is not known without reading texts.
    ///
    /// # Errors
    /// What reading the index says.
    fn narrow(&self, need: &Need) -> Result<Option<DocSet>, SearchError> {
        Ok(match need {
            Need::Holds(nth) => self.sections_with(&self.plan.wanted[*nth])?,
            Need::Nothing | Need::Excluded(_) | Need::ByValue(_) | Need::Not(_) => None,
            Need::All(all) => {
                let mut both: Option<DocSet> = None;
                for need in all {
                    if both.as_ref().is_some_and(DocSet::is_empty) {
                        break;
                    }
                    both = match (both, self.narrow(need)?) {
                        (Some(a), Some(b)) => Some(a.and(&b)),
                        (a, b) => a.or(b),
                    };
                }
                both
            }
            Need::Any(any) => {
                let mut either = self.no_docs();
                for need in any {
                    let Some(sections) = self.narrow(need)? else { return Ok(None) };
                    either.add(&sections);
                }
                Some(either)
            }
        })
    }

    fn sections_with(&self, wanted: &Wanted) -> Result<Option<DocSet>, SearchError> {
        let section = |at| self.pieces.section_of(at);
        Ok(match wanted {
            Wanted::Run(run) => Some(self.around(run, &section)),
            Wanted::Gap(within) => self.around_all(&within.runs, &section),
            Wanted::Within(within) if within.is_inside_sections() => self.around_all(&within.runs, &section),
            Wanted::Within(within) => self.around_all(&within.runs, &|at| self.pieces.report_around(at)),
            Wanted::Words(words) => self.sections_of_words(words),
            Wanted::Title(run) => self.reports_titled(run)?,
            Wanted::Heading(_) | Wanted::Path(_) => None,
        })
    }

    /// Sections that hold what was typed as it stands, or all of its words: either way all words that are written as
    /// they are read.
    fn sections_of_words(&self, words: &FreeWords) -> Option<DocSet> {
        let section = |at| self.pieces.section_of(at);
        if words.terms.is_empty() {
            return words.whole.as_ref().map(|run| self.around(run, &section));
        }
        let as_written = |term: &&String| !has_digit(term);
        let passages = self.reader.manifest().counts.passages as usize;
        // A single character mostly stands in too much to be worth looking up.
        let tells = |run: &Run| {
            run.folded.chars().nth(1).is_some() || run.candidates_max(self.reader) < passages / COMMON
        };
        let runs: Vec<Run> =
            words.terms.iter().filter(as_written).filter_map(|term| Run::new(term)).filter(tells).collect();
        self.around_all(&runs, &section)
    }

    /// What is [around](FirstStage::around) all of the runs; `None` when there are none.
    fn around_all(&self, runs: &[Run], stretch: &Stretch<'_>) -> Option<DocSet> {
        let (first, others) = runs.split_first()?;
        let mut docs = self.around(first, stretch);
        for run in others {
            if docs.is_empty() {
                break;
            }
            docs.keep(&self.around(run, stretch));
        }
        Some(docs)
    }

    /// All documents of the sections (or reports: as the stretch of a document goes) in which a run may begin.
    fn around(&self, run: &Run, stretch: &Stretch<'_>) -> DocSet {
        let mut docs = self.no_docs();
        let mut last = (DocRef { segment: 0, doc: 0 }, DocRef { segment: 0, doc: 0 });
        self.for_each_candidate(run, usize::MAX, &mut |at| {
            // Candidates come in order, often several of one section.
            if at.segment != last.0.segment || at.doc >= last.1.doc {
                last = stretch(at);
                docs.insert_range(at.segment, last.0.doc..last.1.doc);
            }
        });
        docs
    }

    /// All passages, and texts kept out, of the reports whose title holds a run; `None` for a single character.
    pub(in crate::search) fn reports_titled(&self, run: &Run) -> Result<Option<DocSet>, SearchError> {
        let pairs = analysis::name_pairs(&run.folded);
        if pairs.is_empty() {
            return Ok(None);
        }
        let mut docs = self.no_docs();
        for record in self.pieces.records_with(&pairs)? {
            if analysis::fold_text(&self.pieces.record(record)?.title).contains(run.folded.as_str()) {
                let end = self.pieces.report_end(record);
                docs.insert_range(record.segment, record.doc + 1..end);
            }
        }
        Ok(Some(docs))
    }
}
