//! Which reports belong together: near-copies of one text, versions of one law or plan, and what others say is no longer in force.
//!
//! - `near.rs`: near-copies, by the sketches of texts and by facts that speak against it
//! - `series.rs`: versions of one title, by their dates
//! - `repealed.rs`: reports that others name as no longer in force
//! - `settle.rs`: all of it put together, of every report, whenever something is committed; so how the index came to be does not show
//! - `file.rs`: the file that queries read

mod file;
mod near;
mod repealed;
mod series;
mod settle;

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::report::Date;

pub use file::CopiesFile;
pub(super) use file::to_bytes;
pub(super) use settle::settled;
pub(crate) use settle::{Member, kin_of};

/// What a report has to do with others. Numbers of groups mean something within one commit only.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Kin {
    /// The group of near-copies that it is of; `None` where it has none.
    pub copies: Option<u32>,
    /// The series of versions that it is of; `None` where there is but one.
    pub series: Option<u32>,
    /// Versions of the series that are newer.
    pub newer: u32,
    /// Versions of the series in all.
    pub versions: u32,
    /// The date of this version.
    pub dated: Option<Date>,
    /// Sections of the report: of near-copies that with the most is structured best.
    pub sections: u32,
    /// What says that it is no longer in force; `None` where nothing does.
    pub repealed: Option<Repealed>,
}

/// Where it is said that a report is no longer in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repealed {
    /// Title of the report that says so.
    pub by: String,
    /// From when on; `None` where that is not told.
    pub since: Option<Date>,
    /// The file that says so, by its root (0 for none) and the path below that.
    pub root: u32,
    /// Its path below the root.
    #[serde(with = "super::record::path_bytes")]
    pub path: PathBuf,
    /// The line of that file.
    pub line: u32,
}

impl Kin {
    /// Returns whether it tells nothing.
    pub fn is_none(&self) -> bool {
        *self == Kin::default()
    }

    /// Returns the same on a day: what ends later is in force until then.
    pub fn on(&self, day: Date) -> Kin {
        let repealed = self.repealed.clone();
        Kin { repealed: repealed.filter(|it| it.since.is_none_or(|since| since <= day)), ..self.clone() }
    }
}
