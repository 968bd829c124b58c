//! What stays out of a walk: hidden files, and what the rules of `.xunzhangignore`, `.ignore` and `.gitignore` name, as
//! `rg` and `fd` read them.
//!
//! The files of rules are read here, not by the walker, which would wait for a pipe in their place and read a device without
//! end: regular files below 1 MiB count, all others are told.

use std::collections::HashMap;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder, Glob};

use crate::fault::lock;
use crate::language::tr;

/// Files of rules, those that win first.
const NAMES: [&str; 3] = [".xunzhangignore", ".ignore", GIT];
const GIT: &str = ".gitignore";
/// Rules of a repository that are not part of it.
const EXCLUDE: &str = ".git/info/exclude";
/// No file of rules is longer, in bytes.
const BYTES_MAX: u64 = 1 << 20;

/// The rules of all folders that a walk has come to.
pub(super) struct Rules {
    folders: RwLock<HashMap<PathBuf, Arc<Folder>>>,
    /// Those of the user's git.
    global: Gitignore,
    /// Files of rules that do not count, and why.
    odd: Mutex<Vec<(PathBuf, String)>>,
}

/// The rules of a folder.
struct Folder {
    above: Option<Arc<Folder>>,
    /// Those of [`NAMES`], then those of [`EXCLUDE`].
    own: [Option<Gitignore>; 4],
    /// Above a repository the rules of git end.
    is_repository: bool,
    /// Whether there are any, here or above.
    is_any: bool,
}

impl Rules {
    pub(super) fn new() -> Rules {
        Rules { folders: RwLock::default(), global: Gitignore::global().0, odd: Mutex::default() }
    }

    /// Returns whether a file or folder, met under this path, stays out.
    pub(super) fn leave_out(&self, path: &Path, is_folder: bool) -> bool {
        let is_hidden = || path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
        let Some(parent) = path.parent() else { return false };
        let folder = self.folder(parent);
        let decided = match folder.is_any || !self.global.is_empty() {
            true => folder.decide(path, is_folder, &self.global),
            false => Match::None,
        };
        match decided {
            Match::Ignore(()) => true,
            Match::Whitelist(()) => false,
            Match::None => is_hidden(),
        }
    }

    /// Takes the files of rules that do not count, each with the reason.
    pub(super) fn take_odd(&self) -> Vec<(PathBuf, String)> {
        std::mem::take(&mut *lock(&self.odd))
    }

    fn folder(&self, path: &Path) -> Arc<Folder> {
        let known = self.folders.read().unwrap_or_else(PoisonError::into_inner).get(path).map(Arc::clone);
        if let Some(known) = known {
            return known;
        }
        let above = path.parent().map(|parent| self.folder(parent));
        let own = [NAMES[0], NAMES[1], NAMES[2], EXCLUDE].map(|name| self.read(path, name));
        let is_any = own.iter().any(Option::is_some) || above.as_ref().is_some_and(|above| above.is_any);
        // Whatever it is: in a second work tree of git it is a file.
        let is_repository = path.join(".git").symlink_metadata().is_ok();
        let folder = Arc::new(Folder { above, own, is_repository, is_any });
        let mut folders = self.folders.write().unwrap_or_else(PoisonError::into_inner);
        // Two threads may have read it: one tells what is odd, once.
        Arc::clone(folders.entry(path.to_owned()).or_insert(folder))
    }

    fn read(&self, folder: &Path, name: &str) -> Option<Gitignore> {
        let path = folder.join(name);
        let bytes = match crate::source::read_regular(&path, BYTES_MAX) {
            Ok(bytes) => bytes,
            Err(error) => {
                if let Some(why) = oddness(&error) {
                    lock(&self.odd).push((path, why));
                }
                return None;
            }
        };
        let text = String::from_utf8_lossy(&bytes);
        let mut builder = GitignoreBuilder::new(folder);
        for line in text.strip_prefix('\u{feff}').unwrap_or(&text).lines() {
            // As git does, a rule that is none is passed by.
            let _ = builder.add_line(Some(path.clone()), line);
        }
        builder.build().ok().filter(|rules| !rules.is_empty())
    }
}

/// Why a file of rules does not count; nothing where there is none.
fn oddness(error: &io::Error) -> Option<String> {
    let why = match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => return None,
        ErrorKind::InvalidInput => "is no regular file".to_owned(),
        ErrorKind::FileTooLarge => format!("is larger than {} MiB", BYTES_MAX >> 20),
        _ => tr!("index-unreadable-file", error = error.to_string()),
    };
    Some(format!("{why}: what it is to leave out is taken in"))
}

impl Folder {
    fn decide(&self, path: &Path, is_folder: bool, global: &Gitignore) -> Match<()> {
        let mut decided = [Match::None, Match::None, Match::None, Match::None];
        let (mut here, mut below_repository) = (Some(self), false);
        while let Some(folder) = here {
            for (nth, rules) in folder.own.iter().enumerate() {
                // `.gitignore` and `.git/info/exclude` count inside their repository only.
                let of_git = nth >= 2;
                if decided[nth].is_none() && !(of_git && below_repository) {
                    decided[nth] =
                        rules.as_ref().map_or(Match::None, |rules| plain(rules.matched(path, is_folder)));
                }
            }
            below_repository |= folder.is_repository;
            here = folder.above.as_deref();
        }
        let first = decided.into_iter().find(|one| !one.is_none());
        first.unwrap_or_else(|| plain(global.matched(path, is_folder)))
    }
}

fn plain(found: Match<&Glob>) -> Match<()> {
    found.map(|_| ())
}
