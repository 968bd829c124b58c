//! Files as they are against the table of files. For a tree in which nothing changed this is the whole run: a walk by
//! several threads, one look at each file's times, and no file opened.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use crate::fault::lock;
use crate::index::{FileRow, FileTable, Stamp, joined, named, path_order};
use crate::language::tr;
use crate::source::{SourceFile, Walk, WalkItem};

use super::super::{Job, Refused, true_path};
use super::corrections::compare_corrections;
use super::difference::{Candidate, Difference, RowAt};
use super::plan::{Known, Plan};

/// Compares the files in the scope of the plan with the table.
pub(in crate::pipeline) fn compare(
    job: &Job,
    plan: &Plan,
    known: Option<Known<'_>>,
    deadline: Option<Instant>,
) -> Difference {
    let empty = FileTable::default();
    let table = known.filter(|_| plan.updates).map_or(&empty, |known| known.table);
    // A build from nothing knows no file, whatever the old table says.
    let rows = RowsByPath::of(table, plan, job);
    // The index itself, in a folder of reports, is none.
    let excluded = plan.excluded.iter().cloned().chain([true_path(&job.index)]).collect();
    let walk = Walk {
        roots: plan.scope.clone(),
        excluded,
        follow: plan.follow(),
        threads: job.threads,
        pictures: job.ocr.is_some(),
        deadline,
    };
    let met = Mutex::new(Met::default());
    let complete = walk.run(|| {
        let mut visitor = Visitor { job, rows: &rows, met: &met, own: Met::default() };
        move |item| visitor.meet(item)
    });
    let mut met = met.into_inner().unwrap_or_else(PoisonError::into_inner);
    met.tidy();
    // What the user named is no report only if it could not be read, and then it is refused by name.
    met.passed_over.retain(|(path, _)| !plan.scope.contains(path));
    // What is known and is gone now is no failure: its rows are judged with the others.
    met.failed.retain(|one| one.path.symlink_metadata().is_ok() || !plan.knows(&one.path, known));
    let mut difference =
        Difference { complete, refused: met.failed, no_handles: met.no_handles, ..Difference::default() };
    for (_, why) in met.passed_over {
        *difference.passed_over.entry(why).or_default() += 1;
    }
    difference.candidates = met.candidates;
    difference.leading_out = met.leading_out;
    rows.settle(job, plan, &mut difference);
    met.corrections.sort();
    met.corrections.dedup();
    compare_corrections(met.corrections, table, plan, &mut difference);
    difference.refused.sort_by(|a, b| a.path.cmp(&b.path));
    difference
}

/// The rows of the table by path.
struct RowsByPath<'t> {
    table: &'t FileTable,
    folders: HashMap<PathBuf, Vec<usize>>,
    /// For each folder the number of its first row among all.
    begins: Vec<usize>,
    seen: Vec<AtomicBool>,
    /// Whether another program, or other limits, may read what was refused.
    read_otherwise: bool,
}

impl<'t> RowsByPath<'t> {
    fn of(table: &'t FileTable, plan: &Plan, job: &Job) -> RowsByPath<'t> {
        let (mut folders, mut begins, mut count) = (HashMap::<PathBuf, Vec<usize>>::new(), Vec::new(), 0);
        for (nth, folder) in table.folders.iter().enumerate() {
            begins.push(count);
            count += folder.files.len();
            let root = plan.root(folder.root);
            // What was under a root that is forgotten is known no more.
            if folder.root == 0 || root.is_some() {
                folders.entry(joined(root.as_deref(), &folder.path)).or_default().push(nth);
            }
        }
        let seen = (0..count).map(|_| AtomicBool::new(false)).collect();
        RowsByPath { table, folders, begins, seen, read_otherwise: job.reads_otherwise(&table.read_with) }
    }

    fn find(&self, path: &Path) -> Option<RowAt> {
        let at = |folder: &Path, name: &[u8]| {
            self.folders.get(folder)?.iter().find_map(|&nth| {
                let files = &self.table.folders[nth].files;
                // Rows of a folder are in the order of names (`rows.rs`).
                let at = files.binary_search_by(|file| file.name.as_slice().cmp(name)).ok()?;
                Some((nth, at))
            })
        };
        // A root that is a file has a row without a name.
        at(path.parent()?, path.file_name()?.as_encoded_bytes()).or_else(|| at(path, b""))
    }

    fn row(&self, (folder, file): RowAt) -> &'t FileRow {
        &self.table.folders[folder].files[file]
    }

    fn seen(&self, at: RowAt) -> &AtomicBool {
        &self.seen[self.begins[at.0] + at.1]
    }

    /// Whether a file must be read, or hashed at the least.
    fn is_suspect(&self, job: &Job, file: &SourceFile, row: &FileRow) -> bool {
        let retry = self.read_otherwise && !row.outcome.is_whole();
        job.mode.checksum || retry || !row.settled || row.stamp != stamp(file)
    }

    /// Goes through all rows: tells what is known of files that were met, and finds those that are gone.
    fn settle(&self, job: &Job, plan: &Plan, difference: &mut Difference) {
        let suspects: HashSet<RowAt> =
            difference.candidates.iter().filter_map(|candidate| candidate.row).collect();
        let places: HashSet<(u64, u64, i64)> = difference
            .candidates
            .iter()
            .filter(|candidate| candidate.row.is_none())
            .map(|Candidate { file, .. }| (file.file_id, file.size, file.modified))
            .collect();
        // Files below a folder that cannot be read now are not gone.
        let unreadable: Vec<PathBuf> = difference.refused.iter().map(|one| one.path.clone()).collect();
        let mut roots: BTreeMap<u32, RootState> = BTreeMap::new();
        for (nth, folder) in self.table.folders.iter().enumerate() {
            let root = plan.root(folder.root);
            let forgotten = folder.root != 0 && root.is_none();
            let folder_path = joined(root.as_deref(), &folder.path);
            let state = roots.entry(folder.root).or_default();
            for (at, row) in folder.files.iter().enumerate() {
                if self.seen((nth, at)).load(Ordering::Relaxed) {
                    state.seen += 1;
                    if !suspects.contains(&(nth, at)) {
                        difference.unchanged += usize::from(row.outcome.is_taken());
                        difference.tell(&row.outcome, &named(&folder_path, &row.name));
                    }
                    continue;
                }
                let path = named(&folder_path, &row.name);
                let is_under = |paths: &[PathBuf]| paths.iter().any(|other| path.starts_with(other));
                // What links led to that are no longer followed.
                let unlinked = folder.root == 0 && job.mode.follow == Some(false) && plan.is_whole();
                let dropped = forgotten || unlinked || is_under(&plan.excluded);
                // The same number in the file system, size and time under another path: the file was moved.
                let moved = places.contains(&(row.stamp.file_id, row.stamp.size, row.stamp.modified));
                // A moved file is read under its new path, so the old row goes without a question.
                let kept = is_under(&unreadable) || !moved && in_the_cloud(&path);
                if !dropped && (kept || !is_under(&plan.scope)) {
                    continue;
                }
                if dropped || moved {
                    difference.vanished.push((nth, at));
                    difference.moved += usize::from(moved);
                } else {
                    state.lost.push((nth, at));
                }
            }
        }
        for (id, state) in roots {
            state.judge(plan.root(id).as_deref(), job, difference);
        }
        // `places.rs` looks rows up in it by halves.
        difference.vanished.sort_unstable();
    }
}

/// What became of the files of one root.
#[derive(Default)]
struct RootState {
    seen: usize,
    lost: Vec<RowAt>,
}

impl RootState {
    /// A root that is gone, empty, or has lost most of its files is more likely a disk that is not mounted than a
    /// decision: its reports stay until the user says so.
    fn judge(self, root: Option<&Path>, job: &Job, difference: &mut Difference) {
        let (lost, all) = (self.lost.len(), self.lost.len() + self.seen);
        if lost * 2 <= all || job.mode.prune {
            difference.vanished.extend(self.lost);
            return;
        }
        let root = root.map_or_else(|| tr!("index-a-folder"), |root| format!("{root:?}"));
        let what = if self.seen == 0 { "all".to_owned() } else { format!("{lost} of {all}") };
        difference.warnings.push(tr!("index-lost", root = root, what = what));
    }
}

/// What the threads of a walk met.
#[derive(Default)]
struct Met {
    candidates: Vec<Candidate>,
    failed: Vec<Refused>,
    passed_over: Vec<(PathBuf, String)>,
    leading_out: Vec<PathBuf>,
    corrections: Vec<PathBuf>,
    no_handles: Option<PathBuf>,
}

impl Met {
    /// Brings all into the order of paths, each once.
    fn tidy(&mut self) {
        self.candidates.sort_by(|a, b| path_order(&a.file.path, &b.file.path));
        // Named by the user, a file is taken whatever it is called.
        self.candidates.dedup_by(|b, a| {
            let same = a.file.path == b.file.path;
            a.file.unsure &= b.file.unsure || !same;
            same
        });
        self.failed.sort_by(|a, b| a.path.cmp(&b.path));
        self.failed.dedup_by(|b, a| a.path == b.path);
        self.passed_over.sort();
        self.passed_over.dedup_by(|b, a| a.0 == b.0);
    }
}

/// What one thread of the walk does with what it meets; handed over when the thread ends.
struct Visitor<'v> {
    job: &'v Job,
    rows: &'v RowsByPath<'v>,
    met: &'v Mutex<Met>,
    own: Met,
}

impl Visitor<'_> {
    fn meet(&mut self, item: WalkItem) {
        let file = match item {
            WalkItem::File(file) => file,
            WalkItem::PassedOver { path, why } => {
                log::debug!("{}: passed over ({why})", path.display());
                return self.own.passed_over.push((path, why));
            }
            WalkItem::Failed { path, why } => {
                log::debug!("{}: {why}", path.display());
                return self.own.failed.push(Refused { path, why });
            }
            WalkItem::Corrections(path) => return self.own.corrections.push(path),
            WalkItem::LeadsOut(path) => return self.own.leading_out.push(path),
            WalkItem::NoHandles(path) => return self.own.no_handles = Some(path),
        };
        if file.size > self.job.file_bytes_max {
            let limit = self.job.file_bytes_max >> 20;
            let why = tr!("index-larger", limit = limit.to_string());
            return self.own.failed.push(Refused { path: file.path, why });
        }
        let row = self.rows.find(&file.path);
        let known = row.map(|at| self.rows.row(at));
        if let (Some(at), Some(known)) = (row, known) {
            // Rows that no thread has seen are those of files that are gone.
            self.rows.seen(at).store(true, Ordering::Relaxed);
            // An unchanged file costs one look at its metadata and nothing else.
            if !self.rows.is_suspect(self.job, &file, known) {
                return;
            }
        }
        let looks_alike = known.is_some_and(|known| known.stamp == stamp(&file));
        log::debug!(
            "{}: to be read ({})",
            file.path.display(),
            if known.is_some() { "known" } else { "new" }
        );
        self.own.candidates.push(Candidate { file, row, looks_alike });
    }
}

impl Drop for Visitor<'_> {
    fn drop(&mut self) {
        // Once for each thread: a lock for each file would hold up the walk.
        let mut met = lock(self.met);
        met.candidates.append(&mut self.own.candidates);
        met.failed.append(&mut self.own.failed);
        met.passed_over.append(&mut self.own.passed_over);
        met.leading_out.append(&mut self.own.leading_out);
        met.corrections.append(&mut self.own.corrections);
        met.no_handles = met.no_handles.take().or(self.own.no_handles.take());
    }
}

/// Returns what the table keeps of what the file system says.
pub(in crate::pipeline) fn stamp(file: &SourceFile) -> Stamp {
    Stamp {
        size: file.size,
        modified: file.modified,
        entry_changed: file.entry_changed,
        file_id: file.file_id,
    }
}

/// Whether a file that is gone was only moved to the cloud: its place is held by `.name.icloud`.
fn in_the_cloud(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.icloud")).exists()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::super::super::Mode;
    use super::super::super::fixture::Fixture;
    use super::*;

    /// What is done to the files and what is asked for; then what a comparison gives: files to be read (`+` new, `~` as they
    /// were), files gone, how many of these only moved, files unchanged, warnings.
    type Case = (&'static str, fn(&Fixture, &mut Job), &'static str, &'static str, usize, usize, usize);

    const CASES: &[Case] = &[
        ("nothing", |_, _| (), "", "", 0, 4, 0),
        ("changed", |f, _| f.write("a.txt", "甲乙"), "a.txt", "", 0, 3, 0),
        ("new", |f, _| f.write("sub/e.txt", "戊"), "+sub/e.txt", "", 0, 4, 0),
        ("removed", |f, _| fs::remove_file(f.report("b.txt")).expect("ours"), "", "b.txt", 0, 3, 0),
        (
            "renamed",
            |f, _| fs::rename(f.report("b.txt"), f.report("z.txt")).expect("ours"),
            "+z.txt",
            "b.txt",
            1,
            3,
            0,
        ),
        ("most are gone: a disk that is not mounted", |f, _| lose_three(f), "", "", 0, 1, 1),
        (
            "most are gone, and that is meant",
            |f, job| {
                lose_three(f);
                job.mode.prune = true;
            },
            "",
            "a.txt sub/c.txt sub/d.txt",
            0,
            1,
            0,
        ),
        ("left out", |f, job| job.mode.exclude = vec![f.report("sub")], "", "sub/c.txt sub/d.txt", 0, 2, 0),
        (
            "a root forgotten",
            |f, job| job.mode.forget = vec![f.path("r")],
            "",
            "a.txt b.txt sub/c.txt sub/d.txt",
            0,
            0,
            0,
        ),
        ("a part asked for", |f, job| job.paths = vec![f.report("sub")], "", "", 0, 2, 0),
        ("all hashed", |_, job| job.mode.checksum = true, "~a.txt ~b.txt ~sub/c.txt ~sub/d.txt", "", 0, 0, 0),
        (
            "from nothing",
            |f, job| job.mode = Mode { rebuild: true, exclude: vec![f.report("sub")], ..Mode::default() },
            "+a.txt +b.txt",
            "",
            0,
            0,
            0,
        ),
    ];

    fn lose_three(fixture: &Fixture) {
        fs::remove_file(fixture.report("a.txt")).expect("ours");
        fs::remove_dir_all(fixture.report("sub")).expect("ours");
    }

    #[test]
    fn files_against_a_table_give_the_difference() {
        for (name, change, read, gone, moved, unchanged, warnings) in CASES {
            let fixture =
                Fixture::of(&[("a.txt", "甲"), ("b.txt", "乙"), ("sub/c.txt", "丙"), ("sub/d.txt", "丁")]);
            let table = fixture.table();
            let mut job = fixture.job(&[]);
            change(&fixture, &mut job);
            let (_, difference) = fixture.compared(&job, &table);
            let sign = |candidate: &Candidate| match (candidate.row, candidate.looks_alike) {
                (None, _) => "+",
                (Some(_), true) => "~",
                (Some(_), false) => "",
            };
            let candidates: Vec<String> = difference
                .candidates
                .iter()
                .map(|one| format!("{}{}", sign(one), fixture.name(&one.file.path)))
                .collect();
            let vanished: Vec<String> = difference
                .vanished
                .iter()
                .map(|(folder, file)| {
                    let folder = &table.folders[*folder];
                    let path =
                        named(&joined(Some(&fixture.path("r")), &folder.path), &folder.files[*file].name);
                    fixture.name(&path)
                })
                .collect();
            assert_eq!(candidates.join(" "), *read, "{name}: to be read");
            assert_eq!(vanished.join(" "), *gone, "{name}: gone");
            let told = (difference.moved, difference.unchanged, difference.warnings.len());
            assert_eq!(told, (*moved, *unchanged, *warnings), "{name}: {:?}", difference.warnings);
        }
    }

    #[test]
    fn what_is_no_report_is_counted_and_what_is_too_large_refused() {
        let fixture =
            Fixture::of(&[("a.txt", "甲"), ("b.png", "乙"), ("c.png", "丙"), ("d.txt", "一二三四五")]);
        let job = Job { file_bytes_max: 10, ..fixture.job(&["r"]) };
        let difference = compare(&job, &Plan::make(&job, None).expect("roots"), None, None);
        assert_eq!(fixture.names(&difference.candidates), ["a.txt"]);
        assert_eq!(difference.passed_over.into_iter().collect::<Vec<_>>(), [(".png".to_owned(), 2)]);
        let refused: Vec<(String, bool)> = difference
            .refused
            .iter()
            .map(|one| (fixture.name(&one.path), one.why.contains("--max-file-size")))
            .collect();
        assert_eq!(refused, [("d.txt".to_owned(), true)]);
    }

    #[test]
    fn a_file_in_the_cloud_is_not_gone() {
        let fixture = Fixture::of(&[("a.txt", "甲"), ("b.txt", "乙"), ("c.txt", "丙")]);
        let table = fixture.table();
        fs::rename(fixture.report("a.txt"), fixture.report(".a.txt.icloud")).expect("ours");
        assert!(in_the_cloud(&fixture.report("a.txt")) && !in_the_cloud(&fixture.report("b.txt")));
        // The moved file has the stamp of the one before, but it is hidden, so it is not met.
        assert_eq!(fixture.compared(&fixture.job(&[]), &table).1.vanished, []);
    }
}
