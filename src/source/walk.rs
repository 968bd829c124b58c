//! Folders to files: what is a report, what is passed over, what cannot be read.
//!
//! Hidden files and what `.gitignore` or `.xunzhangignore` name stay out (`walk/rules.rs`), as users of `rg` and `fd`
//! expect. A file named on the command line is taken whatever it is called. Links are followed as long as they stay inside
//! the roots; what the kernel shows of itself as files is never walked.

mod links;
mod rules;

use std::ffi::OsStr;
use std::fs::Metadata;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use ignore::{DirEntry, WalkBuilder, WalkState};

use crate::fault::lock;
use crate::language::tr;
use crate::system::{Stamps, is_want_of_handles, stamps};
use links::Links;
use rules::Rules;

/// A file to be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceFile {
    /// Absolute path without symbolic links, by its true bytes.
    pub path: PathBuf,
    /// Size in bytes.
    pub size: u64,
    /// Time of the last change of the content, nanoseconds since 1970.
    pub modified: i64,
    /// Time of the last change of the file's entry, nanoseconds since 1970.
    pub entry_changed: i64,
    /// Number of the file in its file system.
    pub file_id: u64,
    /// Whether its name does not say that it is a report: [`not_text_inside`] tells.
    pub unsure: bool,
}

/// What the walk met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WalkItem {
    /// A file to be read.
    File(SourceFile),
    /// A file that is no report, such as a picture.
    PassedOver {
        /// The file.
        path: PathBuf,
        /// Its kind: the extension with its dot, or a word.
        why: String,
    },
    /// Something that should have been read and could not.
    Failed {
        /// The file or folder.
        path: PathBuf,
        /// Why, in words for people.
        why: String,
    },
    /// What a person says of reports ([`CORRECTIONS_FILE`]).
    Corrections(PathBuf),
    /// A link that leads out of the roots and is not followed.
    LeadsOut(PathBuf),
    /// This process may open no more files: what else there is cannot be told.
    NoHandles(PathBuf),
}

/// What people say of reports beside it stands in a file of this name, which is never a report itself.
pub const CORRECTIONS_FILE: &str = "xunzhang.toml";

/// Extensions of text. Files without any are looked into.
const TEXT: [&str; 8] = ["txt", "text", "md", "markdown", "mkd", "mdown", "jsonl", "ndjson"];

/// Extensions that are no text, or text that is no report: never opened.
const NO_REPORTS: &str = "\
png jpg jpeg gif bmp tif tiff webp svg ico psd heic raw ai eps mp3 mp4 avi mov mkv wav flac ogg m4a wmv flv rar \
bz2 xz zst iso dmg exe dll so dylib bin msi apk deb rpm class jar war pyc o a lib obj db sqlite sqlite3 mdb \
accdb ttf otf woff woff2 ttc json yaml yml toml ini cfg conf css js ts py rs c h cpp hpp java go rb php sh bat \
ps1 lock log sql tex bib mobi azw3 caj kdh nh one vsd vsdx dwg dxf shp torrent url lnk gpg sig asc pem key \
crt idx store fst";

/// What programs leave behind; not worth a word.
pub(super) fn is_litter(name: &OsStr) -> bool {
    let bytes = name.as_encoded_bytes();
    let litter: [&[u8]; 4] = [b"Thumbs.db", b"desktop.ini", b"ehthumbs.db", b"Icon\r"];
    let ends: [&[u8]; 7] = [b".crdownload", b".part", b".partial", b".tmp", b".swp", b".download", b"~"];
    bytes.starts_with(b"~$")
        || bytes.starts_with(b".~")
        || litter.iter().any(|known| bytes.eq_ignore_ascii_case(known))
        || ends
            .iter()
            .any(|end| bytes.len() > end.len() && bytes[bytes.len() - end.len()..].eq_ignore_ascii_case(end))
}

/// What is walked, and how.
#[derive(Clone, Debug)]
pub struct Walk {
    /// Folders, and files that are taken whatever they are called.
    pub roots: Vec<PathBuf>,
    /// Folders and files that are left out, as absolute paths.
    pub excluded: Vec<PathBuf>,
    /// Roots below which links are followed wherever they lead.
    pub follow: Vec<PathBuf>,
    /// Threads, at least 1.
    pub threads: usize,
    /// Whether pictures are taken: somebody recognises their text.
    pub pictures: bool,
    /// When to give up.
    pub deadline: Option<Instant>,
}

impl Walk {
    /// Calls what `visitor` makes, one for each thread, with everything that is met; a file comes more than once when
    /// several ways lead to it. Returns whether all was walked before the deadline.
    pub fn run<'v, V: FnMut(WalkItem) + Send + 'v>(&self, visitor: impl Fn() -> V) -> bool {
        // Roots that are files are no work for the parallel walk: a visitor of their own takes them.
        let (mut folders, mut rest) = (Vec::new(), visitor());
        for root in &self.roots {
            match dunce::canonicalize(root).and_then(|root| Ok((std::fs::metadata(&root)?, root))) {
                Err(error) => rest(failed(root, &error)),
                Ok((_, root)) if links::is_of_system(&root) => {
                    rest(WalkItem::Failed { path: root, why: links::OF_SYSTEM.to_owned() });
                }
                Ok((_, root)) if self.is_excluded(&root) => {}
                Ok((known, root)) if known.is_dir() => folders.push(root),
                Ok((known, root)) => rest(file_item(root, &known, Kind::Report)),
            }
        }
        let Some((first, others)) = folders.split_first() else { return true };
        let mut builder = WalkBuilder::new(first);
        for folder in others {
            builder.add(folder);
        }
        let (rules, leads) = (Arc::new(Rules::new()), Arc::new(Links::new(&self.roots, &self.follow)));
        let (filter_rules, filter_leads) = (Arc::clone(&rules), Arc::clone(&leads));
        // What stays out is decided by `Rules`, not by the filters of the crate.
        builder.standard_filters(false).follow_links(true).filter_entry(move |entry| {
            let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
            !filter_rules.leave_out(entry.path(), is_folder) && filter_leads.may_follow(entry, is_folder)
        });
        let (complete, links) = (AtomicBool::new(true), Mutex::new(Vec::new()));
        builder.threads(self.threads.max(1)).build_parallel().run(|| {
            let (mut visit, links, complete) = (visitor(), &links, &complete);
            Box::new(move |entry| {
                let entry = match entry {
                    Ok(entry) => entry,
                    Err(error) => {
                        walk_error(first, &error).into_iter().for_each(&mut visit);
                        return WalkState::Continue;
                    }
                };
                if self.is_excluded(entry.path()) {
                    return WalkState::Skip;
                }
                // Folders come often enough to look at the clock, and not once for each file.
                if entry.file_type().is_none_or(|kind| kind.is_dir()) {
                    // Only what lies below a link needs its true path asked for, which costs a call for each part
                    // of it.
                    if entry.path_is_symlink() {
                        lock(links).push(entry.into_path());
                    }
                    if self.deadline.is_some_and(|deadline| Instant::now() > deadline) {
                        complete.store(false, Ordering::Relaxed);
                        return WalkState::Quit;
                    }
                } else if !is_litter(entry.file_name()) {
                    let item = entry_item(entry, links, self.pictures);
                    // A link may lead into what is left out, which shows in the true path only.
                    let excluded = matches!(&item, WalkItem::File(file) if self.is_excluded(&file.path));
                    if !excluded {
                        visit(item);
                    }
                }
                WalkState::Continue
            })
        });
        for (path, why) in rules.take_odd() {
            rest(WalkItem::Failed { path, why });
        }
        leads.take_outside().into_iter().for_each(rest);
        complete.into_inner()
    }

    fn is_excluded(&self, path: &Path) -> bool {
        self.excluded.iter().any(|excluded| path.starts_with(excluded))
    }
}

/// Returns whether a walk from `root` comes to what stands at `path` below it: nothing on the way is hidden, or left out
/// by rules.
pub fn is_reached(root: &Path, path: &Path) -> bool {
    let rules = Rules::new();
    let Ok(below) = path.strip_prefix(root) else { return false };
    let mut here = root.to_owned();
    // A file that a walk passes over by its name is not reached, wherever it stands.
    let is_last_file = path.is_file()
        && path.file_name().is_none_or(|name| name != CORRECTIONS_FILE)
        && !matches!(kind_by_name(path), Kind::Report | Kind::Unknown);
    !is_last_file
        && below.components().all(|part| {
            here.push(part);
            !rules.leave_out(&here, here.is_dir())
        })
}

/// What a link is that leads nowhere.
const LINK_TO_NOTHING: &str = "dangling link";

/// A file of a folder. Below a link to a folder, its true path must be asked for.
fn entry_item(entry: DirEntry, links: &Mutex<Vec<PathBuf>>, pictures: bool) -> WalkItem {
    // The metadata of an entry are those of what a link leads to.
    let known = match entry.metadata() {
        Ok(known) => known,
        Err(error) => {
            return match error.io_error() {
                Some(error) => failed(entry.path(), error),
                None => WalkItem::Failed {
                    why: tr!("index-unreadable", error = error.to_string()),
                    path: entry.into_path(),
                },
            };
        }
    };
    let through_link = entry.path_is_symlink() || {
        let links = lock(links);
        links.iter().any(|link| entry.path().starts_with(link))
    };
    let path = entry.into_path();
    match if through_link { dunce::canonicalize(&path) } else { Ok(path.clone()) } {
        Ok(path) => {
            let kind = if pictures && is_picture(&path) { Kind::Report } else { kind_by_name(&path) };
            file_item(path, &known, kind)
        }
        Err(error) => failed(&path, &error),
    }
}

/// A file that is what its name says, or what a user says by naming it.
fn file_item(path: PathBuf, known: &Metadata, kind: Kind) -> WalkItem {
    // A pipe would be waited for without end.
    if !known.is_file() {
        return WalkItem::PassedOver { path, why: "devices and pipes".to_owned() };
    }
    if path.file_name().is_some_and(|name| name == CORRECTIONS_FILE) {
        return WalkItem::Corrections(path);
    }
    match kind {
        Kind::Other(why) => WalkItem::PassedOver { path, why },
        Kind::Report | Kind::Unknown => {
            let Stamps { modified, entry_changed, file_id } = stamps(known);
            let unsure = kind == Kind::Unknown;
            WalkItem::File(SourceFile { path, size: known.len(), modified, entry_changed, file_id, unsure })
        }
    }
}

/// Returns the time of the last change of a file's content, nanoseconds since 1970.
pub fn modified_nanos(known: &Metadata) -> i64 {
    stamps(known).modified
}

/// What the name of a file says of it.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    Report,
    /// No report, such as `.png`.
    Other(String),
    /// The content must tell.
    Unknown,
}

fn kind_by_name(path: &Path) -> Kind {
    // 关于减负.2024 has no extension; .bak may be anything.
    let Some(extension) = path.extension() else { return Kind::Unknown };
    let extension = extension.to_string_lossy().to_lowercase();
    if TEXT.contains(&extension.as_str()) {
        Kind::Report
    } else if NO_REPORTS.split_ascii_whitespace().any(|known| known == extension) {
        Kind::Other(format!(".{extension}"))
    } else {
        Kind::Unknown
    }
}

/// Extensions of pictures that may be of pages.
const PICTURES: [&str; 6] = ["png", "jpg", "jpeg", "tif", "tiff", "bmp"];

fn is_picture(path: &Path) -> bool {
    let extension = path.extension().unwrap_or_default();
    PICTURES.iter().any(|known| extension.eq_ignore_ascii_case(known))
}

/// Looks at the beginning of a file whose name says nothing ([`SourceFile::unsure`]); returns its kind when it is no
/// report.
pub fn not_text_inside(path: &Path) -> Option<String> {
    use std::io::Read;
    let mut start = Vec::new();
    let read = std::fs::File::open(path).and_then(|file| file.take(4_096).read_to_end(&mut start));
    // What cannot be opened is told when it is read.
    read.ok()?;
    // Damaged text is text: it is named where it is refused, when all of it is read.
    (!super::extract::may_be_report(path, &start)).then(|| match path.extension() {
        Some(extension) => format!(".{}", extension.to_string_lossy().to_lowercase()),
        None => "no text".to_owned(),
    })
}

fn failed(path: &Path, error: &io::Error) -> WalkItem {
    if is_want_of_handles(error) {
        return WalkItem::NoHandles(path.to_owned());
    }
    // Nobody would miss it in an index: it is counted, as a picture is.
    if error.kind() == io::ErrorKind::NotFound && path.is_symlink() {
        return WalkItem::PassedOver { path: path.to_owned(), why: LINK_TO_NOTHING.to_owned() };
    }
    WalkItem::Failed { path: path.to_owned(), why: tr!("index-unreadable", error = error.to_string()) }
}

/// A loop of links is no failure: what it leads to is walked already. All else is told.
fn walk_error(root: &Path, error: &ignore::Error) -> Option<WalkItem> {
    fn path_in(error: &ignore::Error) -> Option<&Path> {
        match error {
            ignore::Error::WithPath { path, .. } => Some(path),
            ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => path_in(err),
            _ => None,
        }
    }
    fn is_loop(error: &ignore::Error) -> bool {
        match error {
            ignore::Error::Loop { .. } => true,
            ignore::Error::WithPath { err, .. }
            | ignore::Error::WithDepth { err, .. }
            | ignore::Error::WithLineNumber { err, .. } => is_loop(err),
            _ => false,
        }
    }
    if is_loop(error) {
        return None;
    }
    let path = path_in(error).unwrap_or(root).to_owned();
    Some(match error.io_error() {
        Some(error) => failed(&path, error),
        None => WalkItem::Failed { path, why: tr!("index-unreadable", error = error.to_string()) },
    })
}

#[cfg(test)]
mod tests;
