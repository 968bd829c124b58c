//! What is asked for against what the index remembers: which roots there are from now on, and what of them is walked.

use std::path::{Path, PathBuf};

use crate::analysis::Dictionary;
use crate::index::{self, FileTable, IndexError, Kept, Root, innermost, joined, named};
use crate::language::tr;
use crate::source;

use super::super::Job;
use super::difference::Difference;

/// What an index knows before a run.
#[derive(Clone, Copy)]
pub(in crate::pipeline) struct Known<'a> {
    /// Hash of schema and dictionary that it was made with.
    pub(in crate::pipeline) fingerprint: &'a str,
    /// The folders and files that it is kept of.
    pub(in crate::pipeline) roots: &'a [Root],
    /// The highest number that a root of it has had.
    pub(in crate::pipeline) last_root: u32,
    /// Its table of files.
    pub(in crate::pipeline) table: &'a FileTable,
}

/// What a run does about roots.
pub(in crate::pipeline) struct Plan {
    /// Whether the index is brought up to date; else it is built from nothing.
    pub(in crate::pipeline) updates: bool,
    /// The roots from now on.
    pub(in crate::pipeline) roots: Vec<Root>,
    /// The highest number that a root was given so far.
    pub(in crate::pipeline) last_root: u32,
    /// What is walked.
    pub(in crate::pipeline) scope: Vec<PathBuf>,
    /// What is left out from now on.
    pub(in crate::pipeline) excluded: Vec<PathBuf>,
    /// Whether roots or exclusions are others than before.
    pub(in crate::pipeline) is_change: bool,
    /// Whether nothing of what was asked for is there, or known.
    pub(in crate::pipeline) in_vain: bool,
    asked: Vec<PathBuf>,
    before: Vec<Root>,
    /// Why the index is built from nothing although one is there.
    pub(in crate::pipeline) why_rebuilt: Option<String>,
}

impl Plan {
    /// Makes the plan.
    ///
    /// # Errors
    /// [`IndexError::Forgotten`] when nothing says what an index is to be built from.
    pub(in crate::pipeline) fn make(job: &Job, known: Option<Known<'_>>) -> Result<Plan, IndexError> {
        // Added words are not part of it: they come and go without a build from nothing.
        let fingerprint = index::fingerprint(&job.schema, &Dictionary::builtin());
        let same = known.is_some_and(|known| known.fingerprint == fingerprint);
        let why_rebuilt = match known {
            Some(_) if !same && !job.mode.rebuild => Some(tr!("index-other-version")),
            None if !job.mode.rebuild && index::is_there(&job.index) => Some(tr!("index-unusable")),
            _ => None,
        };
        // A rebuild that names folders is of these; one that names none is of all that is remembered.
        let begins_afresh = job.mode.rebuild && !job.paths.is_empty();
        let remembered = known.filter(|_| !begins_afresh);
        let (before, excluded) = match remembered {
            Some(known) => (known.roots.to_vec(), known.table.excluded.clone()),
            None if begins_afresh => Default::default(),
            // What a damaged index was kept of is the user's, and not lost with it.
            None => {
                let Kept { roots, excluded, .. } = index::salvage(&job.index).kept;
                (roots, excluded)
            }
        };
        let excluded_before: Vec<PathBuf> = excluded.iter().map(|bytes| path_of(bytes)).collect();
        let mut roots = before.clone();
        for (from, to) in &job.mode.moved {
            roots.iter_mut().filter(|root| root.path == *from).for_each(|root| root.path.clone_from(to));
        }
        // Moves come first: a root may be moved and forgotten under its new path.
        roots.retain(|root| !job.mode.forget.contains(&root.path));
        let mut excluded = excluded_before.clone();
        excluded.extend(job.mode.exclude.iter().filter(|path| !excluded_before.contains(path)).cloned());
        // The numbers of roots that went are not given again, by a rebuild neither.
        let numbers = roots.iter().chain(&before).map(|root| root.id);
        let mut last_root = numbers.chain(known.map(|known| known.last_root)).max().unwrap_or(0);
        let asked: Vec<PathBuf> = job.paths.iter().map(|path| true_path(path)).collect();
        for path in &asked {
            let before = excluded.len();
            // Asking for a path takes back that it, what is in it, or what it is in was left out.
            excluded.retain(|excluded| !excluded.starts_with(path) && !path.starts_with(excluded));
            let is_lifted = excluded.len() < before;
            add_root((&mut roots, &mut last_root), path, (remembered.map(|known| known.table), is_lifted));
        }
        if let Some(follow) = job.mode.follow {
            let meant = roots.iter_mut().filter(|root| asked.is_empty() || asked.contains(&root.path));
            meant.for_each(|root| root.follow = follow);
        }
        if roots.is_empty() && asked.is_empty() && known.is_none() {
            return Err(IndexError::Forgotten { index: job.index.clone() });
        }
        let updates = same && !job.mode.rebuild;
        // A build from nothing takes in all that the index is kept of.
        let whole = asked.is_empty() || !updates;
        let scope = match whole {
            false => asked.clone(),
            true => roots.iter().map(|root| root.path.clone()).chain(asked.iter().cloned()).collect(),
        };
        let is_change = roots != before || excluded != excluded_before;
        Ok(Plan {
            updates,
            roots,
            last_root,
            scope,
            excluded,
            is_change,
            in_vain: false,
            asked,
            before,
            why_rebuilt,
        })
    }

    /// Returns the roots below which links are followed wherever they lead.
    pub(in crate::pipeline) fn follow(&self) -> Vec<PathBuf> {
        self.roots.iter().filter(|root| root.follow).map(|root| root.path.clone()).collect()
    }

    /// Whether all that the index is kept of is walked.
    pub(in crate::pipeline) fn is_whole(&self) -> bool {
        self.roots.iter().all(|root| self.scope.contains(&root.path))
    }

    /// Whether a path is a root, or files below it are known.
    pub(in crate::pipeline) fn knows(&self, path: &Path, known: Option<Known<'_>>) -> bool {
        let below = |known: Known<'_>| holds(known.table, &self.roots, &|file| file.starts_with(path));
        self.before.iter().any(|root| root.path == path) || known.is_some_and(below)
    }

    /// Forgets new roots that are files and cannot be taken, more likely errors of typing than wishes. A new folder is
    /// remembered, be it empty: what comes into it is looked for from now on.
    pub(in crate::pipeline) fn settle_empty(
        &mut self,
        difference: &mut Difference,
        known: Option<Known<'_>>,
    ) {
        let is_empty = |path: &Path| {
            let new = difference.candidates.iter().any(|candidate| candidate.file.path.starts_with(path));
            let rows =
                known.is_some_and(|known| holds(known.table, &self.roots, &|file| file.starts_with(path)));
            !new && !rows
        };
        // A build from nothing needs a report.
        let may_be_empty = |path: &PathBuf| {
            self.updates && path.is_dir() && self.roots.iter().any(|root| root.path == *path)
        };
        for root in self.roots.iter().filter(|root| self.before.contains(root)) {
            if root.path.symlink_metadata().is_err() && is_empty(&root.path) {
                difference.warnings.push(tr!("index-gone-root", path = format!("{:?}", root.path)));
            }
        }
        self.in_vain =
            !self.asked.is_empty() && self.asked.iter().all(|path| is_empty(path) && !may_be_empty(path));
        let new_roots = self.roots.iter().filter(|root| !self.before.contains(root));
        let asked = new_roots.filter(|root| self.asked.contains(&root.path) && is_empty(&root.path));
        let (folders, files): (Vec<&Root>, Vec<&Root>) = asked.partition(|root| root.path.is_dir());
        let forgotten: Vec<u32> = files.iter().map(|root| root.id).collect();
        let told = folders.iter().map(|root| tr!("index-no-report-yet", path = format!("{:?}", root.path)));
        let told: Vec<String> = told.filter(|_| !self.in_vain).collect();
        difference.warnings.extend(told);
        if !forgotten.is_empty() {
            self.roots.retain(|root| !forgotten.contains(&root.id));
            self.is_change = self.roots != self.before || known.is_none();
        }
    }

    /// Returns the path of the root with this number.
    pub(in crate::pipeline) fn root(&self, id: u32) -> Option<PathBuf> {
        self.roots.iter().find(|root| root.id == id).map(|root| root.path.clone())
    }
}

/// A folder outside of all roots becomes one, and a file that no root has brought yet: it is taken whatever it is
/// called. What is not there becomes none.
///
/// A folder takes over the roots below it, and a path under a root is none of its own, where a walk from above comes to them:
/// hidden ones, and what rules leave out, stay roots of their own. `is_lifted` says that the path was left out until now.
fn add_root(
    (roots, last): (&mut Vec<Root>, &mut u32),
    path: &Path,
    (table, is_lifted): (Option<&FileTable>, bool),
) {
    let Ok(known) = std::fs::metadata(path) else { return };
    if roots.iter().any(|root| root.path == path) {
        return;
    }
    // A file below a root is taken with it, unless the root passes it over by its name.
    let under = innermost(roots, path);
    let reached = under.is_some_and(|root| source::is_reached(&root.path, path));
    let is_it = |file: &Path| file == path;
    let is_known = || table.is_some_and(|table| holds(table, roots, &is_it));
    // A path becomes a root unless a walk from above comes to it (a folder, or what was just let in again)
    // or the table knows the file.
    if !(reached && (known.is_dir() || is_lifted) || under.is_some() && known.is_file() && is_known()) {
        *last += 1;
        if known.is_dir() {
            roots.retain(|root| !(root.path.is_dir() && source::is_reached(path, &root.path)));
        }
        roots.push(Root { id: *last, path: path.to_owned(), follow: false });
    }
}

/// Whether a table knows a file like this.
fn holds(table: &FileTable, roots: &[Root], is_meant: &dyn Fn(&Path) -> bool) -> bool {
    table.folders.iter().any(|folder| {
        let root = roots.iter().find(|root| root.id == folder.root);
        let path = joined(root.map(|root| root.path.as_path()), &folder.path);
        folder.files.iter().any(|file| is_meant(&named(&path, &file.name)))
    })
}

/// The path without symbolic links; of what is not there, the absolute path.
pub(crate) fn true_path(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    // Of a root that is gone, what is above it may be reached through links still.
    let above = absolute.ancestors().find_map(|above| Some((dunce::canonicalize(above).ok()?, above)));
    match above {
        Some((real, above)) => match absolute.strip_prefix(above) {
            Ok(rest) if rest.as_os_str().is_empty() => real,
            Ok(rest) => real.join(rest),
            Err(_) => absolute,
        },
        None => absolute,
    }
}

fn path_of(bytes: &[u8]) -> PathBuf {
    crate::system::path_from_bytes(bytes.to_vec())
}

/// Returns the root that a path is under, and the path below it.
pub(in crate::pipeline) fn below_root(plan: &Plan, path: &Path) -> (u32, PathBuf) {
    match innermost(&plan.roots, path) {
        Some(root) => (root.id, path.strip_prefix(&root.path).unwrap_or(path).to_owned()),
        None => (0, path.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::Mode;
    use super::super::super::fixture::Fixture;
    use super::super::files::compare;
    use super::*;

    #[test]
    fn what_is_asked_for_against_roots_gives_the_plan() {
        let fixture = Fixture::of(&[("a.txt", "甲"), ("sub/b.txt", "乙")]);
        std::fs::create_dir(fixture.path("other")).expect("it can be made");
        let table = fixture.table();
        let roots = [fixture.root()];
        let fingerprint = index::fingerprint(&fixture.job(&[]).schema, &Dictionary::builtin());
        let with = |mode: Mode, paths: &[&str]| Job { mode, ..fixture.job(paths) };
        let usual = Mode::default;
        let forget = Mode { forget: vec![fixture.path("r")], ..usual() };
        let moved = Mode { moved: vec![(fixture.path("r"), fixture.path("other"))], ..usual() };
        let rebuild = || Mode { rebuild: true, ..usual() };
        // The job, whether the program that made the index analysed alike; then roots, what is walked, whether the index is
        // updated, whether roots or exclusions change.
        let cases = [
            (with(usual(), &[]), true, "r", "r", true, false),
            (with(usual(), &["r/sub"]), true, "r", "r/sub", true, false),
            (with(usual(), &["other"]), true, "r other", "other", true, true),
            (with(usual(), &["r/a.txt"]), true, "r", "r/a.txt", true, false),
            (with(usual(), &["nowhere"]), true, "r", "nowhere", true, false),
            (with(forget, &[]), true, "", "", true, true),
            (with(moved, &[]), true, "other", "other", true, true),
            (with(usual(), &["other"]), false, "r other", "r other other", false, true),
            (with(rebuild(), &[]), true, "r", "r", false, false),
            (with(rebuild(), &["other"]), true, "other", "other other", false, true),
        ];
        for (job, is_alike, wanted_roots, scope, updates, is_change) in cases {
            let fingerprint = if is_alike { fingerprint.as_str() } else { "another" };
            let plan =
                Plan::make(&job, Some(Known { fingerprint, roots: &roots, last_root: 4, table: &table }))
                    .expect("roots");
            let names = |paths: Vec<&PathBuf>| -> String {
                let home = fixture.path("");
                let names =
                    paths.into_iter().map(|path| path.strip_prefix(&home).unwrap_or(path).to_string_lossy());
                names.collect::<Vec<_>>().join(" ")
            };
            let told = (
                names(plan.roots.iter().map(|root| &root.path).collect()),
                names(plan.scope.iter().collect()),
            );
            assert_eq!(told, (wanted_roots.to_owned(), scope.to_owned()), "{:?} {:?}", job.paths, job.mode);
            assert_eq!(
                (plan.updates, plan.is_change),
                (updates, is_change),
                "{:?} {:?}",
                job.paths,
                job.mode
            );
            assert_eq!(plan.why_rebuilt.is_some(), !is_alike);
            // Four were given before, and none is given again.
            let new = plan.roots.iter().filter(|root| root.path == fixture.path("other") && root.id != 1);
            assert!(new.map(|root| root.id).all(|id| id == 5), "{:?}", plan.roots);
        }
    }

    #[test]
    fn a_new_root_is_kept_if_it_is_a_folder_and_forgotten_if_it_is_a_file_without_a_report() {
        for (asked, in_vain, roots, warnings) in
            [("empty", false, 2, 1), ("picture.png", false, 2, 0), ("nowhere", true, 1, 0)]
        {
            let fixture = Fixture::of(&[("a.txt", "甲")]);
            std::fs::create_dir(fixture.path("empty")).expect("it can be made");
            std::fs::write(fixture.path("picture.png"), "").expect("it can be written");
            let table = fixture.table();
            let job = fixture.job(&[asked]);
            let (mut plan, mut difference) = fixture.compared(&job, &table);
            let known_roots = [fixture.root()];
            let fingerprint = index::fingerprint(&job.schema, &Dictionary::builtin());
            let known =
                Some(Known { fingerprint: &fingerprint, roots: &known_roots, last_root: 1, table: &table });
            plan.settle_empty(&mut difference, known);
            let told = (plan.in_vain, plan.roots.len(), difference.warnings.len());
            assert_eq!(
                told,
                (in_vain, roots, warnings),
                "{asked}: {:?} {:?}",
                plan.roots,
                difference.warnings
            );
        }
    }

    #[test]
    fn paths_are_told_from_their_innermost_root() {
        let fixture = Fixture::of(&[("sub/a.txt", "甲")]);
        let job = fixture.job(&["r", "r/sub"]);
        let mut plan = Plan::make(&job, None).expect("roots");
        plan.roots.push(Root { id: 7, path: fixture.report("sub"), follow: false });
        let root = |path: &Path| below_root(&plan, path);
        assert_eq!(root(&fixture.report("b.txt")), (1, PathBuf::from("b.txt")));
        assert_eq!(root(&fixture.report("sub/a.txt")), (7, PathBuf::from("a.txt")));
        assert_eq!(root(Path::new("/elsewhere/a.txt")), (0, PathBuf::from("/elsewhere/a.txt")));
        assert_eq!((plan.root(7), plan.root(9)), (Some(fixture.report("sub")), None));
        assert!(!plan.knows(&fixture.report("b.txt"), None));
        // Nothing differs for a run that asks for it once more.
        assert_eq!(compare(&job, &plan, None, None).candidates.len(), 1);
    }
}
