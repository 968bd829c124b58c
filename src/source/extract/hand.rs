//! Reports on their way from a reader to whoever asked: one by one, so that nobody ever holds all that an archive holds.

use std::cell::Cell;

use serde::{Deserialize, Serialize};

use super::{ExtractError, Extracted};

/// Members of a file that were refused while the rest was taken: name, and why in words for people.
pub type RefusedMembers = Vec<(String, String)>;

/// Who takes the reports of a file over.
pub trait Taker {
    /// Asked before a report is taken over from another process, which holds it until then: whether it is wanted. This is
    /// the time to wait for memory.
    ///
    /// # Errors
    /// Why nothing more of the file is wanted.
    fn room(&mut self, size: &Size) -> Result<bool, ExtractError>;

    /// Takes a report over.
    ///
    /// # Errors
    /// Why nothing more of the file is wanted.
    fn report(&mut self, report: Extracted) -> Result<(), ExtractError>;
}

/// All are wanted, and kept.
impl Taker for Vec<Extracted> {
    fn room(&mut self, _: &Size) -> Result<bool, ExtractError> {
        Ok(true)
    }

    fn report(&mut self, report: Extracted) -> Result<(), ExtractError> {
        self.push(report);
        Ok(())
    }
}

/// How much a report is that another process has read and still holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Size {
    /// Its name inside the file.
    pub member: Option<String>,
    /// Bytes of its text.
    pub text: u64,
    /// Lines of its text.
    pub lines: u64,
    /// Bytes that text and markup are handed over in.
    pub told: u64,
}

impl Size {
    /// Of a report that is handed over in `told` bytes.
    pub(super) fn of(report: &Extracted, told: usize) -> Size {
        let text = report.text.as_bytes();
        let lines = memchr::memchr2_iter(b'\n', b'\r', text).count() as u64;
        Size { member: report.member.clone(), text: text.len() as u64, lines, told: told as u64 }
    }
}

/// Where the readers of archives put each report as soon as it is read.
pub(crate) struct Hand<'a> {
    take: &'a dyn Fn(Extracted),
    taken: Cell<usize>,
}

impl<'a> Hand<'a> {
    /// A hand that passes on to `take`.
    pub(super) fn new(take: &'a dyn Fn(Extracted)) -> Hand<'a> {
        Hand { take, taken: Cell::new(0) }
    }

    /// Hands a report over.
    pub(super) fn give(&self, report: Extracted) {
        self.taken.set(self.taken.get() + 1);
        (self.take)(report);
    }

    /// How many were handed over.
    pub(super) fn taken(&self) -> usize {
        self.taken.get()
    }
}
