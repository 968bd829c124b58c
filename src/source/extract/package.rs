//! The ZIP container of office documents: members by name, unpacked within the limits.

use std::io::Cursor;

use zip::ZipArchive;
use zip::result::ZipError;

use super::limits::Budget;
use super::xml::{self, Element};
use super::{ExtractError, Input};

/// An opened container.
pub(super) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    budget: Budget<'a>,
}

impl<'a> Package<'a> {
    /// Opens the container.
    ///
    /// # Errors
    /// [`ExtractError::Damaged`] when its directory cannot be read: it is cut short.
    pub(super) fn open(input: &Input<'a>) -> Result<Package<'a>, ExtractError> {
        let archive = ZipArchive::new(Cursor::new(input.bytes)).map_err(damaged)?;
        Ok(Package { archive, budget: Budget::new(input) })
    }

    /// Returns the names of all members, sorted as people count: header2 before header10.
    pub(super) fn names(&self) -> Vec<String> {
        let mut names: Vec<String> =
            self.archive.file_names().flatten().map(|name| name.into_owned()).collect();
        names.sort_by(|a, b| (a.len(), a).cmp(&(b.len(), b)));
        names
    }

    /// Unpacks a member; `None` when there is none of this name.
    ///
    /// # Errors
    /// [`ExtractError`] when it is damaged, encrypted or too large.
    pub(super) fn member(&mut self, name: &str) -> Result<Option<Vec<u8>>, ExtractError> {
        match self.archive.by_name(name) {
            Ok(member) => self.budget.read_all(member).map(Some),
            Err(ZipError::FileNotFound) => Ok(None),
            Err(error) => Err(damaged(error)),
        }
    }

    /// Unpacks a member and reads it as XML; `None` when there is none of this name.
    ///
    /// # Errors
    /// As [`Package::member`], or when it is no XML.
    pub(super) fn xml(&mut self, name: &str) -> Result<Option<Element>, ExtractError> {
        self.member(name)?.map(|bytes| xml::parse(&bytes)).transpose()
    }
}

fn damaged(error: ZipError) -> ExtractError {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => ExtractError::Encrypted,
        other => ExtractError::Damaged(other.to_string()),
    }
}
