//! Being told when something changes in folders, so that nobody need look through them again and again.
//!
//! What changed is not told: whoever hears of it compares files with what is known. Editors write a file in several
//! steps, often under another name, so a change counts once nothing has happened for a moment. Folders where the system tells
//! nothing (network file systems, too many folders) are named, for the caller to look through from time to time.

use crate::language::tr;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender};
use notify::event::{AccessKind, AccessMode};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::network_of;

/// A change is reported once nothing further has happened for this time.
const QUIET: Duration = Duration::from_millis(300);
/// Longest time between a change and its report, however much happens.
const PATIENCE: Duration = Duration::from_secs(3);

/// Why waiting ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wake {
    /// Something changed.
    Changed,
    /// Nothing changed for as long as was to be waited.
    Timeout,
    /// It is to end.
    Stop,
}

/// Wakes whoever waits.
#[derive(Clone)]
pub struct Waker(Sender<Wake>);

impl Waker {
    /// Ends the waiting, now and for good.
    pub fn stop(&self) {
        let _ = self.0.send(Wake::Stop);
    }
}

/// Folders and files that are watched.
pub struct Watch {
    watcher: Option<RecommendedWatcher>,
    watched: BTreeMap<PathBuf, PathBuf>,
    silent: BTreeMap<PathBuf, String>,
    events: Receiver<Wake>,
    waker: Waker,
}

impl Watch {
    /// Watches nothing yet; what happens below `own` never counts.
    pub fn new(own: &Path) -> Watch {
        let (sender, events) = crossbeam_channel::unbounded();
        let (waker, own) = (Waker(sender.clone()), own.to_owned());
        let hear = move |event: notify::Result<Event>| {
            // An error may hide a change, so it counts as one.
            let counts = event.map_or(true, |event| is_change(&event, &own));
            if counts {
                let _ = sender.send(Wake::Changed);
            }
        };
        Watch {
            watcher: notify::recommended_watcher(hear).ok(),
            watched: BTreeMap::new(),
            silent: BTreeMap::new(),
            events,
            waker,
        }
    }

    /// Returns what ends the waiting.
    pub fn waker(&self) -> Waker {
        self.waker.clone()
    }

    /// Watches these folders and files from now on, and no others. Returns those newly found to be silent, with the reason in words
    /// for people.
    pub fn follow(&mut self, paths: &[PathBuf]) -> Vec<(PathBuf, String)> {
        let wanted: BTreeSet<&PathBuf> = paths.iter().collect();
        let gone: Vec<PathBuf> = self.watched.keys().filter(|path| !wanted.contains(path)).cloned().collect();
        for path in gone {
            if let (Some(at), Some(watcher)) = (self.watched.remove(&path), &mut self.watcher)
                // Two files in one folder share a watch.
                && !self.watched.values().any(|other| *other == at)
            {
                let _ = watcher.unwatch(&at);
            }
        }
        self.silent.retain(|path, _| wanted.contains(path));
        let mut told = Vec::new();
        for path in paths {
            if self.watched.contains_key(path) {
                continue;
            }
            match self.watch(path) {
                Ok(at) => {
                    self.silent.remove(path);
                    self.watched.insert(path.clone(), at);
                }
                // Said once; the same reason is not told at every look.
                Err(why) if self.silent.insert(path.clone(), why.clone()).is_none() => {
                    told.push((path.clone(), why))
                }
                Err(_) => {}
            }
        }
        told
    }

    /// Whether some folders are silent.
    pub fn is_blind(&self) -> bool {
        !self.silent.is_empty()
    }

    fn watch(&mut self, path: &Path) -> Result<PathBuf, String> {
        if let Some(network) = network_of(path) {
            return Err(tr!("index-network-silent", network = network));
        }
        let watcher = self.watcher.as_mut().ok_or("this system does not tell of changes")?;
        // An editor puts a new file in the place of the old one: its folder tells.
        let (at, mode) = match (path.is_dir(), path.parent()) {
            (false, Some(folder)) => (folder, RecursiveMode::NonRecursive),
            _ => (path, RecursiveMode::Recursive),
        };
        watcher.watch(at, mode).map_err(|error| match error.kind {
            notify::ErrorKind::MaxFilesWatch => {
                tr!("index-too-many-folders")
            }
            _ => error.to_string(),
        })?;
        Ok(at.to_owned())
    }

    /// Waits until something has changed and all is quiet again, but no longer than `most` when nothing changes.
    pub fn wait(&self, most: Duration) -> Wake {
        match self.events.recv_timeout(most) {
            Ok(Wake::Changed) => {}
            Ok(other) => return other,
            Err(RecvTimeoutError::Timeout) => return Wake::Timeout,
            Err(RecvTimeoutError::Disconnected) => return Wake::Stop,
        }
        let first = Instant::now();
        loop {
            match self.events.recv_timeout(QUIET) {
                Ok(Wake::Stop) => return Wake::Stop,
                // More events: the quiet begins anew, but not for ever.
                Ok(_) if first.elapsed() < PATIENCE => {}
                _ => return Wake::Changed,
            }
        }
    }
}

/// Whether an event may mean that files are others now. That they are read is no change.
fn is_change(event: &Event, own: &Path) -> bool {
    let kind = match event.kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => true,
        // Reading is no change: xunzhang itself reads all files.
        EventKind::Access(_) => event.need_rescan(),
        _ => true,
    };
    // What happens in the index's own folder is our own writing.
    kind && (event.need_rescan()
        || event.paths.is_empty()
        || event.paths.iter().any(|path| !path.starts_with(own)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_secs(20);

    #[test]
    fn changes_are_told_once_all_is_quiet_and_reading_is_none() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let root = folder.path().canonicalize().expect("it is there");
        std::fs::create_dir_all(root.join("deep/index")).expect("made");
        let mut watch = Watch::new(&root.join("deep/index"));
        assert_eq!(watch.follow(std::slice::from_ref(&root)), []);
        std::fs::write(root.join("deep/new.txt"), "新").expect("written");
        std::fs::rename(root.join("deep/new.txt"), root.join("deep/renamed.txt")).expect("renamed");
        assert_eq!(watch.wait(LONG), Wake::Changed);
        std::fs::read(root.join("deep/renamed.txt")).expect("read");
        std::fs::write(root.join("deep/index/own"), "x").expect("written");
        assert_eq!(watch.wait(Duration::from_millis(600)), Wake::Timeout);
        // In a folder made meanwhile too.
        std::fs::create_dir(root.join("deep/later")).expect("made");
        assert_eq!(watch.wait(LONG), Wake::Changed);
        std::fs::write(root.join("deep/later/x.txt"), "新").expect("written");
        assert_eq!(watch.wait(LONG), Wake::Changed);
        watch.waker().stop();
        assert_eq!(watch.wait(LONG), Wake::Stop);
    }

    #[test]
    fn a_file_is_watched_through_its_folder_and_what_is_gone_is_silent() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let root = folder.path().canonicalize().expect("it is there");
        let file = root.join("one.txt");
        std::fs::write(&file, "旧").expect("written");
        let mut watch = Watch::new(Path::new("/nowhere"));
        let gone = root.join("gone/away");
        let told = watch.follow(&[file.clone(), gone.clone()]);
        assert_eq!(told.iter().map(|(path, _)| path).collect::<Vec<_>>(), [&gone]);
        assert!(watch.is_blind() && watch.follow(&[file.clone(), gone]).is_empty(), "it is told once");
        std::fs::write(root.join("two.txt"), "新").expect("written");
        std::fs::rename(root.join("two.txt"), &file).expect("renamed");
        assert_eq!(watch.wait(LONG), Wake::Changed);
        watch.follow(&[]);
        assert!(!watch.is_blind());
    }
}
