//! The local index as an archive: the engine's postings, n-grams and stored texts behind the seam of a search.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use crate::analysis;
use crate::index::{FactFilter, PieceMeta, PlaceMeta, RecordMeta, Slot};

use crate::report::{COUNTRY_CODE, Date, Facts};

use crate::search::SearchError;
use crate::search::archive::piece::Piece;
use crate::search::archive::{
    Archive, Choice, Frequencies, Kin, Neighbour, PassageId, PassageRange, Position, ReportId, Statistics,
    Wish,
};
use crate::search::ask::runs::Run;
use crate::search::choose::first::FirstStage;
use crate::search::choose::{frequencies, holders};
use crate::search::pieces::{DocRef, Pieces};

impl Archive for Pieces<'_> {
    fn statistics(&self) -> Statistics {
        // The manifest counts without what is deleted, the engine with it.
        let counts = &self.reader().manifest().counts;
        let passages = counts.passages.max(1);
        let mean = |of: u64| (counts.folded_chars as f32 / of.max(1) as f32).max(1.0);
        Statistics { passages, mean_chars: mean(passages), mean_report_chars: mean(counts.reports) }
    }

    fn word_counts(&self, words: &[&str]) -> Result<Vec<u64>, SearchError> {
        words.iter().map(|word| self.word_count(word)).collect()
    }

    fn heading_counts(&self, words: &[&str]) -> Result<Vec<u64>, SearchError> {
        let heading = self.reader().fields().heading;
        let count = |word: &&str| self.reader().word_count(heading, word).map_err(SearchError::engine);
        words.iter().map(count).collect()
    }

    fn run_counts(&self, runs: &[&str]) -> Result<Vec<Option<u64>>, SearchError> {
        let count = |run: &&str| holders::least_count(&analysis::run_grams(run), self.reader());
        Ok(runs.iter().map(count).collect())
    }

    fn works_citing(&self, works: &[&str], most: usize) -> Result<Vec<usize>, SearchError> {
        works.iter().map(|work| self.reader().works_citing(work, most).map_err(SearchError::engine)).collect()
    }

    fn titled(&self, pairs: &[&str]) -> Result<Vec<ReportId>, SearchError> {
        let records = self.records_with(pairs)?;
        Ok(records.into_iter().map(|record| self.id(record).report).collect())
    }

    fn titled_like(&self, pairs: &[&str]) -> Result<Vec<ReportId>, SearchError> {
        let records = self.records_like(pairs)?;
        Ok(records.into_iter().map(|record| self.id(record).report).collect())
    }

    fn choice<'a>(&'a self, wish: Wish<'a>) -> Box<dyn Choice + 'a> {
        Box::new(FirstStage::new(wish, self.reader(), self))
    }

    fn frequencies(&self, words: &[&str], of: &[PassageId], all: bool) -> Result<Frequencies, SearchError> {
        let docs: Vec<DocRef> = of.iter().map(|id| self.at(*id)).collect();
        frequencies::read(words, &docs, all, self.reader()).map_err(SearchError::engine)
    }

    fn holders(&self, run: &Run, all: bool) -> Result<Vec<PassageId>, SearchError> {
        let mut found = Vec::new();
        for segment in 0..self.reader().segments() {
            let searched = |doc: &u32| self.is_searched(DocRef { segment, doc: *doc }, all);
            let docs = holders::candidates(run, self.reader(), segment, usize::MAX, searched);
            found.extend(docs.into_iter().map(|doc| self.id(DocRef { segment, doc })));
        }
        Ok(found)
    }

    /// Mapped memory is at hand.
    fn fetch(&self, _: &[PassageId]) -> Result<(), SearchError> {
        Ok(())
    }

    fn passage(&self, id: PassageId) -> Result<Rc<Piece>, SearchError> {
        self.load(self.at(id))
    }

    fn glance(&self, id: PassageId) -> Result<Piece, SearchError> {
        self.load_fresh(self.at(id))
    }

    fn whole(&self, id: PassageId) -> Result<(PieceMeta, String), SearchError> {
        // Only what is shown is checked: scoring text of another report costs a place in the ranking,
        // showing it would lie.
        let whole = self.stored_piece(self.at(id))?;
        self.check_owner(self.at(id), self.record_at(id.report))?;
        Ok(whole)
    }

    fn section(&self, id: PassageId) -> PassageRange {
        self.range(self.section_of(self.at(id)))
    }

    fn report(&self, id: PassageId) -> PassageRange {
        self.range(self.report_around(self.at(id)))
    }

    fn is_kept_out(&self, id: PassageId) -> bool {
        self.slot(self.at(id)) == Slot::Remark
    }

    fn position(&self, id: PassageId) -> Position {
        self.position_of(self.at(id))
    }

    fn record(&self, report: ReportId) -> Result<Rc<RecordMeta>, SearchError> {
        self.record_meta(self.record_at(report))
    }

    fn facts(&self, report: ReportId) -> Option<Facts> {
        self.facts_of(self.record_at(report))
    }

    fn date(&self, report: ReportId) -> Option<Date> {
        let (file, number) = (self.reader().facts(), self.number_of(self.record_at(report))?);
        let year = || file.year(number).map(|year| Date { year, ..Date::default() });
        file.date(number).or_else(year)
    }

    fn fits(&self, report: ReportId, filter: &FactFilter) -> bool {
        Pieces::fits(self, self.record_at(report), filter)
    }

    fn near_values(&self, filter: &FactFilter) -> Option<Vec<(String, usize)>> {
        Pieces::near_values(self, filter)
    }

    fn named_in(&self, text: &str) -> Vec<FactFilter> {
        self.reader().facts().named_in(text)
    }

    fn kin(&self, report: ReportId) -> Kin {
        let number = self.number_of(self.record_at(report));
        number.map(|number| self.reader().copies().kin(number, self.today())).unwrap_or_default()
    }

    fn is_national(&self, report: ReportId) -> bool {
        let number = self.number_of(self.record_at(report));
        number.and_then(|number| self.reader().facts().region(number)) == Some(COUNTRY_CODE)
    }

    fn path_below(&self, root: u32, path: &Path) -> PathBuf {
        self.reader().path_below(root, path)
    }

    fn places(&self, report: ReportId) -> Result<Rc<Vec<PlaceMeta>>, SearchError> {
        self.places_of(self.record_at(report))
    }

    fn reports(&self) -> Box<dyn Iterator<Item = ReportId> + '_> {
        let firsts = self.all().filter(|at| self.is_first(*at));
        Box::new(firsts.map(|at| self.id(at).report))
    }

    fn neighbours(&self, of: char, which: Neighbour) -> BTreeSet<char> {
        let mut found = BTreeSet::new();
        let of = u32::from(of);
        // Of a view only pairs that some passage of it holds.
        let is_seen = |key: &u32| !self.reader().is_view() || self.reader().pair_count(*key) > 0;
        for segment in 0..self.reader().segments() {
            let grams = self.reader().grams(segment);
            match which {
                Neighbour::After if of <= 0xFFFF => {
                    let keys = grams.keys_from(of << 16).take_while(|key| key >> 16 == of).filter(is_seen);
                    found.extend(keys.filter_map(|key| char::from_u32(key & 0xFFFF)));
                }
                Neighbour::After => {}
                Neighbour::Before => {
                    let keys = grams.keys_from(0).filter(|key| key & 0xFFFF == of).filter(is_seen);
                    found.extend(keys.filter_map(|key| char::from_u32(key >> 16)));
                }
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::tests::Fixture;

    #[test]
    fn runs_of_one_and_two_characters_are_counted_exactly() {
        let fixture =
            Fixture::of(&[("a.txt", "甲\n教师负担。教师"), ("b.txt", "乙\n教育。"), ("c.txt", "丙\n负教。")]);
        fixture.with_run("教师", |_, pieces| {
            let counts = pieces.run_counts(&["教", "教师", "师负", "负教", "没有"]).expect("counts");
            assert_eq!(counts, [Some(3), Some(1), Some(1), Some(1), Some(0)]);
            let after: String = pieces.neighbours('教', Neighbour::After).into_iter().collect();
            let before: String = pieces.neighbours('教', Neighbour::Before).into_iter().collect();
            assert!(after.contains('师') && after.contains('育') && !after.contains('负'), "{after}");
            assert!(before.contains('负') && !before.contains('育'), "{before}");
        });
    }
}
