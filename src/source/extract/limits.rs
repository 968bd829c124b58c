//! How much a reader may use: a file that asks for more costs itself and nothing else.

use std::cell::Cell;

use serde::{Deserialize, Serialize};

use super::{ExtractError, Input};

/// Limits of reading one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Seconds of the clock, where the reader runs in a process of its own.
    pub seconds: u64,
    /// Memory in bytes, where the reader runs in a process of its own.
    pub memory_bytes: u64,
    /// Bytes that everything packed in a file may come to when unpacked.
    pub unpacked_bytes: u64,
    /// Most levels of archives inside archives, or of elements inside elements of a table.
    pub depth: usize,
}

impl Default for Limits {
    /// A minute, 2 GiB of memory, 1 GiB unpacked, four archives deep.
    fn default() -> Limits {
        Limits { seconds: 60, memory_bytes: 2 << 30, unpacked_bytes: 1 << 30, depth: 4 }
    }
}

/// The bytes that a file may unpack to, and how many of them are spent: one account for a file and all archives
/// inside it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Budget<'a> {
    all: u64,
    spent: &'a Cell<u64>,
}

impl<'a> Budget<'a> {
    /// Returns the budget of a file.
    pub(super) fn new(input: &Input<'a>) -> Budget<'a> {
        Budget { all: input.limits.unpacked_bytes, spent: input.spent }
    }

    /// Takes `bytes` from it.
    ///
    /// # Errors
    /// [`ExtractError::TooLarge`] when so much is not left.
    pub(super) fn take(&mut self, bytes: u64) -> Result<(), ExtractError> {
        let spent = self.spent.get().saturating_add(bytes);
        if spent > self.all {
            return Err(ExtractError::TooLarge { bytes: self.all });
        }
        self.spent.set(spent);
        Ok(())
    }

    /// Reads all of `from`, which may be packed, as far as the budget goes.
    ///
    /// # Errors
    /// [`ExtractError::TooLarge`], or [`ExtractError::Damaged`] when reading fails.
    pub(super) fn read_all(&mut self, from: impl std::io::Read) -> Result<Vec<u8>, ExtractError> {
        let mut bytes = Vec::new();
        let left = self.all.saturating_sub(self.spent.get());
        // One byte more than is left shows that there is too much.
        let read = std::io::Read::read_to_end(&mut std::io::Read::take(from, left + 1), &mut bytes);
        read.map_err(|error| match error.kind() {
            std::io::ErrorKind::OutOfMemory => ExtractError::NoMemory,
            _ => ExtractError::Damaged(error.to_string()),
        })?;
        self.take(bytes.len() as u64)?;
        Ok(bytes)
    }
}
