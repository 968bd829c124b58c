//! The reports of one file as they come from its reader: kept while there is memory for them, and else passed on to the
//! index before the next is read.

use std::path::PathBuf;

use crate::analysis;
use crate::index::{Hash, IndexError, Permit, Place};
use crate::source::{self, ExtractError, Extracted, RefusedMembers, Size, SourceFile, Taker};

use super::make::ReadReport;
use super::memory;

/// Where reports go that do not fit into memory together with those that follow.
pub(in crate::pipeline) trait Outlet {
    /// Waits until the permit may hold so many bytes.
    fn grow(&mut self, permit: &mut Permit, bytes: u64);

    /// Adds reports to the index.
    ///
    /// # Errors
    /// What ends the run.
    fn pass(&mut self, reports: Vec<ReadReport>) -> Result<(), IndexError>;
}

/// Where a report stands.
#[derive(Clone, Copy)]
pub(in crate::pipeline) struct Standing<'f> {
    /// The file.
    pub(in crate::pipeline) file: &'f SourceFile,
    /// Hash of its bytes.
    pub(in crate::pipeline) hash: Hash,
    /// Its root, and where it is below it.
    pub(in crate::pipeline) place: &'f (u32, PathBuf),
}

impl Standing<'_> {
    /// Makes of what was extracted a report that stands there, the `nth` of its file.
    pub(in crate::pipeline) fn report(&self, nth: u32, extracted: Extracted) -> ReadReport {
        let Extracted { member, title, text, markup, encoding, .. } = extracted;
        let key = source::content_key(&text, &analysis::fold_text, &markup);
        let ((root, path), SourceFile { size, modified, .. }) = (self.place.clone(), self.file);
        let (size, modified) = (*size, *modified);
        let place = Place { root, path, nth, size, modified, hash: self.hash, member, encoding };
        ReadReport { key, text, markup, title, place }
    }
}

/// Takes the reports of a file.
pub(in crate::pipeline) struct Taking<'t, 'o> {
    standing: Standing<'t>,
    /// Bytes that the file itself takes.
    file_bytes: u64,
    /// What all reports may take together that are kept at one time, the file included.
    most: u64,
    permit: &'t mut Permit,
    outlet: Option<&'t mut (dyn Outlet + 'o)>,
    /// The next is the how manyth of the file.
    nth: u32,
    kept: Vec<ReadReport>,
    kept_bytes: u64,
    /// What making the dearest of them takes beside that.
    work: u64,
    /// What the report takes that comes next.
    coming: u64,
    pub(in crate::pipeline) refused: RefusedMembers,
    /// What ended the run.
    pub(in crate::pipeline) failure: Option<IndexError>,
    /// Whether it has to be read when somebody can wait for memory.
    pub(in crate::pipeline) later: bool,
}

impl<'t, 'o> Taking<'t, 'o> {
    /// Begins with a file of so many bytes; reports may take `most` at one time. Without an outlet nothing is waited for.
    pub(in crate::pipeline) fn new(
        standing: Standing<'t>,
        (bytes, most): (usize, u64),
        permit: &'t mut Permit,
        outlet: Option<&'t mut (dyn Outlet + 'o)>,
    ) -> Taking<'t, 'o> {
        Taking {
            standing,
            file_bytes: memory::WHILE_READ * bytes as u64,
            most,
            permit,
            outlet,
            nth: 0,
            kept: Vec::new(),
            kept_bytes: 0,
            work: 0,
            coming: 0,
            refused: Vec::new(),
            failure: None,
            later: false,
        }
    }

    /// Returns the reports that are still kept.
    pub(in crate::pipeline) fn into_kept(self) -> Vec<ReadReport> {
        self.kept
    }

    /// Makes room for a report that takes so much as long as it is kept, and so much for a while.
    fn make_room(&mut self, kept: u64, work: u64) -> Result<(), Option<IndexError>> {
        let mut all = self.file_bytes + self.kept_bytes + kept + self.work.max(work);
        if all <= self.permit.bytes() {
            self.work = self.work.max(work);
            return Ok(());
        }
        let Some(outlet) = &mut self.outlet else {
            self.work = self.work.max(work);
            return if self.permit.try_grow(all) { Ok(()) } else { Err(None) };
        };
        if all > self.most && !self.kept.is_empty() {
            outlet.pass(std::mem::take(&mut self.kept)).map_err(Some)?;
            (self.kept_bytes, self.work) = (0, 0);
            all = self.file_bytes + kept + work;
        }
        self.work = self.work.max(work);
        if all > self.permit.bytes() {
            outlet.grow(self.permit, all);
        }
        Ok(())
    }
}

impl Taker for Taking<'_, '_> {
    fn room(&mut self, size: &Size) -> Result<bool, ExtractError> {
        let (kept, work) = memory::of_size(size);
        let alone = self.file_bytes + kept + work;
        if alone > self.most {
            // More could never be granted.
            let name = size.member.clone().unwrap_or_default();
            self.refused.push((name, memory::too_much_unpacked(alone)));
            return Ok(false);
        }
        self.coming = kept;
        match self.make_room(kept, work) {
            Ok(()) => Ok(true),
            Err(ended) => {
                self.later = ended.is_none();
                self.failure = ended;
                Err(ExtractError::NoRoom(String::new()))
            }
        }
    }

    fn report(&mut self, report: Extracted) -> Result<(), ExtractError> {
        self.kept_bytes += std::mem::take(&mut self.coming);
        self.kept.push(self.standing.report(self.nth, report));
        self.nth += 1;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::index::Account;

    use super::*;

    /// Where reports went, by the length of their texts.
    #[derive(Default)]
    struct Passed {
        lengths: Vec<Vec<usize>>,
        most: u64,
    }

    impl Outlet for Passed {
        fn grow(&mut self, permit: &mut Permit, bytes: u64) {
            self.most = self.most.max(bytes);
            permit.set(bytes);
        }

        fn pass(&mut self, reports: Vec<ReadReport>) -> Result<(), IndexError> {
            self.lengths.push(reports.iter().map(|report| report.text.len()).collect());
            Ok(())
        }
    }

    /// Has reports of such lengths taken; returns those that are kept at the end, and those that are refused.
    fn take(
        lengths: &[usize],
        account: &Arc<Account>,
        outlet: Option<&mut dyn Outlet>,
    ) -> (Vec<usize>, Vec<String>, bool) {
        let (file, place) = (SourceFile::default(), (1, PathBuf::from("a.zip")));
        let standing = Standing { file: &file, hash: [0; 32], place: &place };
        let mut permit = account.try_take(1_000).expect("there is room");
        let mut taking = Taking::new(standing, (100, 40_000), &mut permit, outlet);
        for (nth, length) in lengths.iter().enumerate() {
            let (member, text) = (Some(format!("{nth}.txt")), "a".repeat(*length));
            let extracted = Extracted {
                member: member.clone(),
                title: String::new(),
                text,
                markup: crate::text::Markup::default(),
                encoding: "UTF-8".to_owned(),
                reader: "docx 2".to_owned(),
            };
            let size = Size { member, text: *length as u64, lines: 0, told: *length as u64 };
            match taking.room(&size) {
                Ok(true) => taking.report(extracted).expect("it is kept"),
                Ok(false) => {}
                Err(_) => break,
            }
        }
        let refused = std::mem::take(&mut taking.refused).into_iter().map(|(name, _)| name).collect();
        let later = taking.later;
        (taking.into_kept().iter().map(|report| report.text.len()).collect(), refused, later)
    }

    #[test]
    fn reports_that_do_not_fit_together_are_passed_on_before_the_next_is_read() {
        for (lengths, passed, kept, refused) in [
            (vec![10, 20, 30], vec![], vec![10, 20, 30], vec![]),
            (vec![9_000; 5], vec![vec![9_000; 2], vec![9_000; 2]], vec![9_000], vec![]),
            (vec![10, 50_000, 20], vec![], vec![10, 20], vec!["1.txt"]),
            (vec![14_000, 14_000], vec![vec![14_000]], vec![14_000], vec![]),
        ] {
            let mut outlet = Passed::default();
            let (left, named, later) = take(&lengths, &Account::new(100_000), Some(&mut outlet));
            assert_eq!((outlet.lengths, left, later), (passed, kept, false), "{lengths:?}");
            assert_eq!(named, refused, "{lengths:?}");
            assert!(outlet.most <= 40_000, "{lengths:?}: {}", outlet.most);
        }
    }

    #[test]
    fn ahead_of_its_turn_a_file_takes_what_is_free_and_no_more() {
        let account = Account::with_reserve(30_000, 15_000);
        assert!(!take(&[3_000, 2_000], &account, None).2);
        assert!(take(&[3_000, 9_000], &account, None).2);
        // Nothing of it stays counted.
        assert!(account.try_take(15_000).is_some());
    }
}
