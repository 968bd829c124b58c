//! How much a reader may use: a file that asks for more costs itself and nothing else.

use serde::{Deserialize, Serialize};

use super::ExtractError;

/// Limits of reading one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Seconds of the clock, where the reader runs in a process of its own.
    pub seconds: u64,
    /// Memory in bytes, where the reader runs in a process of its own.
    pub memory_bytes: u64,
    /// Bytes that everything packed in a file may come to when unpacked.
    pub unpacked_bytes: u64,
    /// Archives inside archives, elements inside elements of a table: so many deep.
    pub depth: usize,
}

impl Default for Limits {
    /// A minute, 2 GiB of memory, 1 GiB unpacked, four archives deep.
    fn default() -> Limits {
        Limits { seconds: 60, memory_bytes: 2 << 30, unpacked_bytes: 1 << 30, depth: 4 }
    }
}

/// What is left of the bytes that a file may unpack to.
#[derive(Debug)]
pub(super) struct Budget {
    all: u64,
    left: u64,
}

impl Budget {
    /// Returns the whole budget.
    pub(super) fn new(limits: &Limits) -> Budget {
        Budget { all: limits.unpacked_bytes, left: limits.unpacked_bytes }
    }

    /// Takes `bytes` from it.
    ///
    /// # Errors
    /// [`ExtractError::TooLarge`] when so much is not left.
    pub(super) fn take(&mut self, bytes: u64) -> Result<(), ExtractError> {
        self.left = self.left.checked_sub(bytes).ok_or(ExtractError::TooLarge { bytes: self.all })?;
        Ok(())
    }

    /// Reads all of `from`, which may be packed, as far as the budget goes.
    ///
    /// # Errors
    /// [`ExtractError::TooLarge`], or [`ExtractError::Damaged`] when reading fails.
    pub(super) fn read_all(&mut self, from: impl std::io::Read) -> Result<Vec<u8>, ExtractError> {
        let mut bytes = Vec::new();
        let read = std::io::Read::read_to_end(&mut std::io::Read::take(from, self.left + 1), &mut bytes);
        read.map_err(|error| ExtractError::Damaged(error.to_string()))?;
        self.take(bytes.len() as u64)?;
        Ok(bytes)
    }
}
