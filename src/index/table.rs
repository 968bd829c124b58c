//! The table of files: what was known of each file when it was read, and what came of it.
//!
//! Only runs of `index` read it. A commit writes a new table beside the old one and syncs it. The manifest names
//! it and the seal holds its checksum: the table and the data are always of the same commit.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::analysis::Sketch;
use crate::report::{Facts, Repeal};

use super::{Counts, Hash};

/// What the index knows of files and reports.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileTable {
    /// The program's release and the limits that it read with: with others it may read what it refused.
    pub read_with: String,
    /// Folders that hold known files, by root and path. A run that changes few of them shares the others with the
    /// table that it goes out from.
    pub folders: Vec<Arc<FolderRow>>,
    /// Reports by their number; `None` where a number is free.
    pub reports: Vec<Option<Arc<ReportRow>>>,
    /// What `remove` took out, as absolute paths by their true bytes.
    pub excluded: Vec<Vec<u8>>,
    /// What people say of reports, by root and folder.
    pub corrections: Vec<CorrectionFile>,
}

/// A `xunzhang.toml` beside reports.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CorrectionFile {
    /// Number of the root that it is under; 0 when under none.
    pub root: u32,
    /// Path of its folder below the root (absolute under none), by its true bytes.
    pub folder: Vec<u8>,
    /// What stands in it.
    pub text: String,
}

/// The files of one folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FolderRow {
    /// Number of the root that it is under; 0 when under none.
    pub root: u32,
    /// Path below the root (absolute under none), by its true bytes.
    pub path: Vec<u8>,
    /// Its files, by name.
    pub files: Vec<FileRow>,
}

/// A file as it was when it was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRow {
    /// Name in its folder, by its true bytes; empty when the root is the file itself.
    pub name: Vec<u8>,
    /// What the file system said of it.
    pub stamp: Stamp,
    /// Whether it was old enough when it was read that a later change shows in its times.
    pub settled: bool,
    /// Hash of its bytes.
    pub hash: Hash,
    /// What came of it.
    pub outcome: FileOutcome,
}

/// What the file system says of a file; equal stamps mean an unchanged file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// Size in bytes.
    pub size: u64,
    /// Time of the last change of the content, nanoseconds since 1970.
    pub modified: i64,
    /// Time of the last change of the entry (name, rights), nanoseconds since 1970.
    pub entry_changed: i64,
    /// Number of the file in its file system; survives a rename.
    pub file_id: u64,
}

/// What came of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FileOutcome {
    /// It was taken.
    Taken {
        /// The numbers of its reports, in the order of the file.
        reports: Vec<u32>,
        /// Members that were refused while the rest was taken: name, and why in words for people.
        refused: Vec<(String, String)>,
    },
    /// It should have been taken and was not: why, in words for people.
    Refused(String),
    /// It is no report: its kind.
    PassedOver(String),
    /// Pages of it are pictures that wait for a recogniser.
    Waiting {
        /// The numbers of its reports, in the order of the file.
        reports: Vec<u32>,
        /// Members that were refused while the rest was taken: name, and why in words for people.
        refused: Vec<(String, String)>,
        /// Why nothing was taken at all, in words for people; `None` where there are reports.
        why: Option<String>,
        /// Number of such pages.
        pages: u32,
    },
}

impl FileOutcome {
    /// Returns the numbers of the reports in it.
    pub fn reports(&self) -> &[u32] {
        match self {
            FileOutcome::Taken { reports, .. } | FileOutcome::Waiting { reports, .. } => reports,
            FileOutcome::Refused(_) | FileOutcome::PassedOver(_) => &[],
        }
    }

    /// Returns whether it was taken, if not all of it.
    pub fn is_taken(&self) -> bool {
        matches!(self, FileOutcome::Taken { .. } | FileOutcome::Waiting { why: None, .. })
    }

    /// Returns the members that were refused while the rest was taken.
    pub fn refused(&self) -> &[(String, String)] {
        match self {
            FileOutcome::Taken { refused, .. } | FileOutcome::Waiting { refused, .. } => refused,
            FileOutcome::Refused(_) | FileOutcome::PassedOver(_) => &[],
        }
    }

    /// Returns why nothing of it was taken that should have been, in words for people.
    pub fn why_refused(&self) -> Option<&str> {
        match self {
            FileOutcome::Refused(why) | FileOutcome::Waiting { why: Some(why), .. } => Some(why),
            _ => None,
        }
    }

    /// Returns how many of its pages wait for a recogniser.
    pub fn waiting(&self) -> u32 {
        if let FileOutcome::Waiting { pages, .. } = self { *pages } else { 0 }
    }

    /// Returns whether all of the file was taken, so that no other program or limit could take more.
    pub fn is_whole(&self) -> bool {
        matches!(self, FileOutcome::Taken { refused, .. } if refused.is_empty())
    }
}

/// A report and what it was made from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportRow {
    /// Hash of its folded text.
    pub key: Hash,
    /// What it adds to the counts of the index.
    pub counts: Counts,
    /// The file that its passages were cut from.
    pub made: Made,
    /// What its text tells of it; names and corrections not counted.
    pub facts: Facts,
    /// By which near-copies of it are found.
    pub sketch: Sketch,
    /// The works that it says are no longer in force.
    pub repeals: Vec<Repeal>,
}

/// What a report's documents were made from: another file with the same folded text may differ in these.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Made {
    /// Hash of the file's bytes.
    pub hash: Hash,
    /// Its place in the file.
    pub nth: u32,
    /// Whether the file is read as Markdown.
    pub markdown: bool,
    /// The file's name, where it serves as title because nothing else does.
    pub named: Option<Vec<u8>>,
}

/// About the bytes of a file, and of a report, in a table; more room is made when it is needed.
const FILE_BYTES: usize = 100;
const REPORT_BYTES: usize = 300;

/// The first format whose tables hold facts, and the first whose tables hold sketches too.
const FIRST_WITH_FACTS: u32 = 4;
const FIRST_WITH_SKETCHES: u32 = 5;

/// A table of the formats before, as far as the user's own stands in it: the bytes tell only by their order what they are.
#[derive(Deserialize)]
struct TableBefore<Row> {
    _read_with: String,
    _folders: Vec<FolderRow>,
    _reports: Vec<Option<Row>>,
    excluded: Vec<Vec<u8>>,
}

/// A row of the formats before [`FIRST_WITH_FACTS`].
#[derive(Deserialize)]
struct RowBefore {
    _key: Hash,
    _counts: Counts,
    _made: Made,
}

/// A row of the formats before [`FIRST_WITH_SKETCHES`].
#[derive(Deserialize)]
struct RowWithFacts {
    _before: RowBefore,
    _facts: Facts,
}

impl FileTable {
    /// Reads a table; `None` when the bytes are none.
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<FileTable> {
        postcard::from_bytes(bytes).ok()
    }

    /// Returns what `remove` took out, from a table of this format or one before; `None` when the bytes are none.
    pub(super) fn excluded_in(bytes: &[u8], format: u32) -> Option<Vec<Vec<u8>>> {
        match format {
            FIRST_WITH_SKETCHES.. => FileTable::from_bytes(bytes).map(|table| table.excluded),
            FIRST_WITH_FACTS.. => {
                postcard::from_bytes(bytes).ok().map(|table: TableBefore<RowWithFacts>| table.excluded)
            }
            _ => postcard::from_bytes(bytes).ok().map(|table: TableBefore<RowBefore>| table.excluded),
        }
    }

    /// Writes the table.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let files: usize = self.folders.iter().map(|folder| folder.files.len()).sum();
        let bytes = Vec::with_capacity(files * FILE_BYTES + self.reports.len() * REPORT_BYTES);
        postcard::to_extend(self, bytes).expect("plain structs always serialise into memory")
    }

    /// Returns the number of files that were taken.
    pub fn taken(&self) -> usize {
        let files = self.folders.iter().flat_map(|folder| &folder.files);
        files.filter(|file| file.outcome.is_taken()).count()
    }

    /// Returns what all reports add up to.
    pub(super) fn counts(&self) -> Counts {
        let mut sum = Counts::default();
        self.reports.iter().flatten().for_each(|report| sum.add(&report.counts));
        let files = self.folders.iter().flat_map(|folder| &folder.files);
        // Counted by files: several may hold one report.
        let places = files.map(|file| file.outcome.reports().len() as u64);
        Counts { places: places.sum(), ..sum }
    }

    /// Returns the folders in the order of paths, each with its whole path; `roots` gives the path of a root.
    pub fn in_order(&self, roots: &dyn Fn(u32) -> Option<PathBuf>) -> Vec<(PathBuf, &FolderRow)> {
        let path = |folder: &FolderRow| super::record::joined(roots(folder.root).as_deref(), &folder.path);
        let mut folders: Vec<_> = self.folders.iter().map(|folder| (path(folder), folder.as_ref())).collect();
        folders.sort_by(|a, b| a.0.cmp(&b.0));
        folders
    }

    /// Returns the rank of each report among all by the path of its first place, by report number.
    pub(super) fn ranks(&self, roots: &dyn Fn(u32) -> Option<PathBuf>) -> Vec<u32> {
        let folders = self.in_order(roots);
        let mut ranks = vec![u32::MAX; self.reports.len()];
        let mut next = 0;
        for file in folders.iter().flat_map(|(_, folder)| &folder.files) {
            for number in file.outcome.reports() {
                // `MAX` marks a report without a rank: its first place in the order of paths gives it one.
                if let Some(rank @ &mut u32::MAX) = ranks.get_mut(*number as usize) {
                    *rank = next;
                    next += 1;
                }
            }
        }
        ranks
    }
}

/// The bytes of a path up to its last part, and that part; `None` where that is not the name of a file.
fn in_folder(path: &Path) -> Option<(&[u8], &[u8])> {
    let bytes = path.as_os_str().as_encoded_bytes();
    let (folder, name) = bytes.split_at(memchr::memrchr(b'/', bytes)? + 1);
    (!matches!(name, b"" | b"." | b"..")).then_some((folder, name))
}

/// Orders paths as ranks do: a folder's own files before those of the folders in it.
pub fn path_order(a: &Path, b: &Path) -> std::cmp::Ordering {
    // Most are neighbours in one folder, which is told without taking paths apart.
    if let (Some((folder, name)), Some((other, its))) = (in_folder(a), in_folder(b))
        && folder == other
    {
        return name.cmp(its);
    }
    (a.parent(), a.file_name()).cmp(&(b.parent(), b.file_name()))
}
