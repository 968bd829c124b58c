//! What a section must hold, looked up in lists: outside of what is found here a query cannot match, so the first stage
//! looks nowhere else. Texts decide about what is inside.

use crate::analysis;
use crate::index::FactFilter;

use crate::search::SearchError;
use crate::search::ask::conditions::Bounds;
use crate::search::ask::plan::Need;
use crate::search::ask::runs::Run;
use crate::search::choose::docs::DocSet;
use crate::search::choose::first::FirstStage;
use crate::search::choose::holders;
use crate::search::pieces::DocRef;

/// A character that more than one passage in this many may hold is common.
const COMMON: usize = 16;

/// The first document, and the one after the last, of what a document belongs to.
type Stretch<'a> = dyn Fn(DocRef) -> (DocRef, DocRef) + 'a;

impl FirstStage<'_> {
    /// Returns the passages outside of which the need cannot hold; `None` when that is not known without reading texts.
    ///
    /// # Errors
    /// What reading the index says.
    pub(in crate::search) fn narrow(&self, need: &Need) -> Result<Option<DocSet>, SearchError> {
        Ok(match need {
            Need::Holds(nth) => self.bounded(&self.wish.plan.wanted[*nth].bounds())?,
            Need::Not(need) => match &**need {
                // Lists tell the whole of a fact, so they tell what lacks it too.
                Need::Excluded(excluded) => match excluded.bounds() {
                    Bounds::ReportsWith(filter) => Some(self.reports_with(filter, false)),
                    _ => None,
                },
                _ => None,
            },
            Need::Nothing | Need::Excluded(_) | Need::ByValue(_) => None,
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
                    // One part that lists cannot tell leaves the whole OR open.
                    let Some(sections) = self.narrow(need)? else { return Ok(None) };
                    either.add(&sections);
                }
                Some(either)
            }
        })
    }

    /// Returns the passages inside of such bounds; `None` when that is not known without reading texts.
    ///
    /// # Errors
    /// What reading the index says.
    pub(in crate::search) fn bounded(&self, bounds: &Bounds<'_>) -> Result<Option<DocSet>, SearchError> {
        let section = |at| self.pieces.section_of(at);
        Ok(match bounds {
            Bounds::Unknown => None,
            Bounds::Sections(runs) => self.around_all(runs.iter(), &section),
            Bounds::Reports(runs) => self.around_all(runs.iter(), &|at| self.pieces.report_around(at)),
            Bounds::SectionsOfWords(words) => {
                let passages = self.reader.manifest().counts.passages as usize;
                // A single character mostly stands in too much to be worth looking up.
                let tells = |run: &&Run| {
                    run.folded.chars().nth(1).is_some()
                        || holders::candidates_max(run, self.reader) < passages / COMMON
                };
                self.around_all(words.iter().filter(tells), &section)
            }
            Bounds::Titled(runs) => self.reports_titled(runs)?,
            Bounds::ReportsWith(filter) => Some(self.reports_with(filter, true)),
        })
    }

    /// What is [around](FirstStage::around) all of the runs; `None` when there are none.
    fn around_all<'r>(
        &self,
        mut runs: impl Iterator<Item = &'r Run>,
        stretch: &Stretch<'_>,
    ) -> Option<DocSet> {
        let mut docs = self.around(runs.next()?, stretch);
        for run in runs {
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

    /// All passages, and texts kept out, of the reports that fit, or do not.
    fn reports_with(&self, filter: &FactFilter, fits: bool) -> DocSet {
        let mut docs = self.no_docs();
        let fitting = self.pieces.fitting(filter);
        for (record, number, end) in self.pieces.records() {
            if fitting.get(number as usize).copied().unwrap_or(false) == fits {
                docs.insert_range(record.segment, record.doc + 1..end);
            }
        }
        docs
    }

    /// All passages, and texts kept out, of the reports whose title holds each of these runs; `None` where all of them are
    /// single characters.
    fn reports_titled(&self, runs: &[Run]) -> Result<Option<DocSet>, SearchError> {
        let pairs: Vec<&str> = runs.iter().flat_map(|run| analysis::name_pairs(&run.folded)).collect();
        if pairs.is_empty() {
            return Ok(None);
        }
        let mut docs = self.no_docs();
        for record in self.pieces.records_with(&pairs)? {
            let title = analysis::fold_text(&self.pieces.record_meta(record)?.full_title());
            if runs.iter().all(|run| run.stands_in(&title)) {
                let end = self.pieces.report_end(record);
                docs.insert_range(record.segment, record.doc + 1..end);
            }
        }
        Ok(Some(docs))
    }
}

#[cfg(test)]
mod tests {
    use crate::search::choose::first::FirstStage;
    use crate::search::tests::Fixture;

    #[test]
    fn what_is_required_narrows_to_sections_where_lists_can_tell() {
        let fixture = Fixture::of(&[
            ("a.txt", "教师法\n一、甲节\n减轻教师负担。\n二、乙节\n减轻企业负担。"),
            ("b.txt", "公司法\n一、丙节\n企业责任。\n二、丁节\n落实到位。"),
        ]);
        // Queries, and the first characters of the sections that they are narrowed to; none where lists tell nothing.
        let table: [(&str, Option<&[&str]>); 9] = [
            ("教师", None),
            ("\"教师\" 负担", Some(&["教师法", "一、甲"])),
            ("教师 AND 负担", Some(&["一、甲"])),
            ("\"教师\" OR \"责任\"", Some(&["教师法", "一、甲", "一、丙"])),
            ("\"教师\" OR 责任", None),
            ("负担 -教师", None),
            ("title:公司法 落实", Some(&["公司法", "一、丙", "二、丁"])),
            ("heading:甲节 负担", None),
            ("同篇:(教师 企业)", Some(&["教师法", "一、甲", "二、乙"])),
        ];
        let mut wrong = Vec::new();
        for (typed, wanted) in table {
            let narrowed = fixture.with_run(typed, |run, pieces| {
                let first =
                    FirstStage::new(run.wish(), fixture.searcher.local().expect("it is local"), pieces);
                first.narrowed().expect("an answer").map(|docs| {
                    let mut found: Vec<_> = docs.iter().collect();
                    pieces.sort(&mut found);
                    let shown = |at| pieces.load(at).expect("a passage").text().chars().take(3).collect();
                    found.into_iter().map(shown).collect::<Vec<String>>()
                })
            });
            let wanted = wanted.map(|wanted| wanted.iter().map(|text| (*text).to_owned()).collect());
            wrong.extend((narrowed != wanted).then(|| format!("{typed}: {narrowed:?}")));
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
