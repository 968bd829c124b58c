//! Which links of a walk are followed, and what is never walked: what the kernel shows of itself as files.

use std::path::{Path, PathBuf};
use std::sync::Mutex;

use ignore::DirEntry;

use crate::fault::lock;

use super::{Kind, WalkItem, kind_by_name};

/// Why such a root is refused.
pub(super) const OF_SYSTEM: &str = "is of the system itself (/proc, /sys, /dev), where no reports are";

/// Where the kernel shows itself.
const SYSTEM: [&str; 3] = ["/proc", "/sys", "/dev"];
/// An ordinary place for files among them.
const ORDINARY: &str = "/dev/shm";

/// Returns whether a path, without links, is what the kernel shows of itself as files.
pub(super) fn is_of_system(path: &Path) -> bool {
    let named = SYSTEM.iter().any(|system| path.starts_with(system)) && !path.starts_with(ORDINARY);
    named || is_mounted_system(path)
}

/// In a tree for `chroot`, say, they stand elsewhere, under the same names.
#[cfg(target_os = "linux")]
fn is_mounted_system(path: &Path) -> bool {
    // PROC_SUPER_MAGIC and SYSFS_MAGIC of linux/magic.h.
    const MAGIC: [u32; 2] = [0x9FA0, 0x6265_6572];
    let named = path.file_name().is_some_and(|name| name == "proc" || name == "sys");
    named && rustix::fs::statfs(path).is_ok_and(|known| MAGIC.contains(&(known.f_type as u32)))
}

#[cfg(not(target_os = "linux"))]
fn is_mounted_system(_: &Path) -> bool {
    false
}

/// What a walk knows of links.
pub(super) struct Links {
    /// Roots without links in their paths.
    roots: Vec<PathBuf>,
    /// Roots below which links are followed wherever they lead.
    follow: Vec<PathBuf>,
    /// Links that were not followed, and whether they would have been, had they not led into the system itself.
    outside: Mutex<Vec<(PathBuf, bool)>>,
}

impl Links {
    pub(super) fn new(roots: &[PathBuf], follow: &[PathBuf]) -> Links {
        let real =
            |paths: &[PathBuf]| paths.iter().filter_map(|path| dunce::canonicalize(path).ok()).collect();
        Links { roots: real(roots), follow: real(follow), outside: Mutex::default() }
    }

    /// Returns whether an entry is walked into, or read; notes a link that leads out.
    pub(super) fn may_follow(&self, entry: &DirEntry, is_folder: bool) -> bool {
        let is_below = |path: &Path, roots: &[PathBuf]| roots.iter().any(|root| path.starts_with(root));
        if !entry.path_is_symlink() {
            return !(is_folder && is_of_system(entry.path()));
        }
        // What leads nowhere is told by who opens it.
        let Ok(target) = dunce::canonicalize(entry.path()) else { return true };
        // By either name: 报告.txt may lead to a file that is called otherwise.
        let is_report = |path: &Path| !matches!(kind_by_name(path), Kind::Other(_));
        let is_worth_a_word = is_folder || is_report(&target) || is_report(entry.path());
        let (is_of_system, is_to_follow) = (is_of_system(&target), is_below(entry.path(), &self.follow));
        if !is_of_system && (!is_worth_a_word || is_to_follow || is_below(&target, &self.roots)) {
            return true;
        }
        if is_worth_a_word {
            lock(&self.outside).push((entry.path().to_owned(), is_to_follow));
        }
        false
    }

    /// Takes the links that were not followed, in the order of their paths: as leading out, or as failed where they were to be
    /// followed and lead into the system itself.
    pub(super) fn take_outside(&self) -> Vec<WalkItem> {
        let mut outside = std::mem::take(&mut *lock(&self.outside));
        outside.sort();
        outside.dedup();
        let told = |(path, is_to_follow)| match is_to_follow {
            true => WalkItem::Failed { path, why: OF_SYSTEM.to_owned() },
            false => WalkItem::LeadsOut(path),
        };
        outside.into_iter().map(told).collect()
    }
}
