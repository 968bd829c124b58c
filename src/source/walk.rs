//! Folders to files: what is a report, what is passed over, what cannot be read.
//!
//! Hidden files and what `.gitignore` or `.xunzhangignore` name stay out, as users of `rg` and `fd` expect. A file
//! named on the command line is taken whatever it is called.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs::Metadata;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use ignore::{DirEntry, WalkBuilder};

/// A file to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// Absolute path without symbolic links, by its true bytes.
    pub path: PathBuf,
    /// Size in bytes.
    pub size: u64,
    /// Time of the last change of the content, nanoseconds since 1970.
    pub modified: i128,
    /// Time of the last change of the file's entry, nanoseconds since 1970.
    pub entry_changed: i128,
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
}

/// Name of a file that lists what is to stay out, in the form of `.gitignore`.
const IGNORE_FILE: &str = ".xunzhangignore";

/// Extensions of text. Files without any are looked into.
const TEXT: [&str; 8] = ["txt", "text", "md", "markdown", "mkd", "mdown", "jsonl", "ndjson"];

/// Extensions that are no text, or text that is no report: never opened.
const NO_REPORTS: &str = "\
png jpg jpeg gif bmp tif tiff webp svg ico psd heic raw ai eps mp3 mp4 avi mov mkv wav flac ogg m4a wmv flv rar 7z \
bz2 xz zst iso dmg exe dll so dylib bin msi apk deb rpm class jar war pyc o a lib obj db sqlite sqlite3 mdb \
accdb dbf ttf otf woff woff2 ttc rtf csv tsv ppt pps dps \
odp mht mhtml xml json yaml yml toml ini cfg conf css js ts py rs c h cpp hpp java go rb php sh bat \
ps1 lock log sql tex bib epub mobi azw3 caj kdh nh msg eml one vsd vsdx dwg dxf shp torrent url lnk gpg sig asc pem key \
crt idx store fst";

/// What programs leave behind; not worth a word.
pub(super) fn is_litter(name: &OsStr) -> bool {
    let bytes = name.as_bytes();
    let litter: [&[u8]; 4] = [b"Thumbs.db", b"desktop.ini", b"ehthumbs.db", b"Icon\r"];
    let ends: [&[u8]; 7] = [b".crdownload", b".part", b".partial", b".tmp", b".swp", b".download", b"~"];
    bytes.starts_with(b"~$")
        || bytes.starts_with(b".~")
        || litter.iter().any(|known| bytes.eq_ignore_ascii_case(known))
        || ends
            .iter()
            .any(|end| bytes.len() > end.len() && bytes[bytes.len() - end.len()..].eq_ignore_ascii_case(end))
}

/// Walks folders and files in the order of their paths; each file comes once, however many ways lead to it.
pub fn walk(roots: &[PathBuf]) -> impl Iterator<Item = WalkItem> {
    let (mut taken, mut passed, mut missed) = (HashSet::new(), HashSet::new(), HashSet::new());
    let roots: Vec<PathBuf> = roots.to_vec();
    roots.into_iter().flat_map(|root| walk_root(&root)).filter(move |item| match item {
        WalkItem::File(file) => taken.insert(file.path.clone()),
        // Passed over in its folder, it may yet be asked for by name.
        WalkItem::PassedOver { path, .. } => passed.insert(path.clone()),
        WalkItem::Failed { path, .. } => missed.insert(path.clone()),
    })
}

fn walk_root(root: &Path) -> Box<dyn Iterator<Item = WalkItem>> {
    match std::fs::metadata(root) {
        Err(error) => Box::new(std::iter::once(failed(root, &error))),
        Ok(known) if !known.is_dir() => Box::new(std::iter::once(file_item(root, &known, true))),
        Ok(_) => {
            let mut builder = WalkBuilder::new(root);
            builder.follow_links(true).require_git(false).add_custom_ignore_filename(IGNORE_FILE);
            builder.sort_by_file_path(|a, b| a.as_os_str().as_bytes().cmp(b.as_os_str().as_bytes()));
            let root = root.to_owned();
            Box::new(builder.build().filter_map(move |entry| match entry {
                Ok(entry) => entry_item(&entry),
                Err(error) => walk_error(&root, &error),
            }))
        }
    }
}

fn entry_item(entry: &DirEntry) -> Option<WalkItem> {
    if entry.file_type().is_none_or(|kind| kind.is_dir()) || is_litter(entry.file_name()) {
        return None;
    }
    Some(match std::fs::metadata(entry.path()) {
        Ok(known) => file_item(entry.path(), &known, false),
        Err(error) => failed(entry.path(), &error),
    })
}

fn file_item(path: &Path, known: &Metadata, named: bool) -> WalkItem {
    let path = match path.canonicalize() {
        Ok(path) => path,
        Err(error) => return failed(path, &error),
    };
    if !known.is_file() {
        return WalkItem::PassedOver { path, why: "devices and pipes".to_owned() };
    }
    match kind_of(&path).filter(|_| !named) {
        Some(why) => WalkItem::PassedOver { path, why },
        None => WalkItem::File(SourceFile {
            size: known.len(),
            modified: nanos(known.mtime(), known.mtime_nsec()),
            entry_changed: nanos(known.ctime(), known.ctime_nsec()),
            path,
        }),
    }
}

fn nanos(seconds: i64, rest: i64) -> i128 {
    i128::from(seconds) * 1_000_000_000 + i128::from(rest)
}

/// Returns the kind of a file that is no report; `None` for one that is to be read.
fn kind_of(path: &Path) -> Option<String> {
    let Some(extension) = path.extension() else { return not_text_inside(path) };
    let extension = extension.to_string_lossy().to_lowercase();
    if TEXT.contains(&extension.as_str()) {
        return None;
    }
    if NO_REPORTS.split_ascii_whitespace().any(|known| known == extension) {
        return Some(format!(".{extension}"));
    }
    // 关于减负.2024 has no extension; .bak may be anything.
    not_text_inside(path)
}

/// Looks at the beginning of a file whose name says nothing.
fn not_text_inside(path: &Path) -> Option<String> {
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

fn failed(path: &Path, error: &std::io::Error) -> WalkItem {
    WalkItem::Failed { path: path.to_owned(), why: format!("cannot be read: {error}") }
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
    let why = match error.io_error() {
        Some(error) => format!("cannot be read: {error}"),
        None => format!("cannot be read: {error}"),
    };
    Some(WalkItem::Failed { path, why })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(roots: &[PathBuf]) -> (Vec<String>, Vec<String>, usize) {
        let (mut files, mut passed, mut failures) = (Vec::new(), Vec::new(), 0);
        for item in walk(roots) {
            match item {
                WalkItem::File(file) => {
                    files.push(file.path.file_name().unwrap_or_default().to_string_lossy().into_owned())
                }
                WalkItem::PassedOver { why, .. } => passed.push(why),
                WalkItem::Failed { .. } => failures += 1,
            }
        }
        (files, passed, failures)
    }

    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for (name, text) in files {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().expect("inside the folder")).expect("it can be made");
            std::fs::write(path, text).expect("it can be written");
        }
        folder
    }

    #[test]
    fn reports_are_taken_and_the_rest_is_counted() {
        let folder = folder(&[
            ("b.txt", "正文"),
            ("a.MD", "# 题"),
            ("c/无后缀", "正文"),
            ("c/关于减负.2024", "正文"),
            ("图.png", "x"),
            ("表.exe", "x"),
            ("Thumbs.db", "x"),
            ("~$a.txt", "x"),
            ("下.crdownload", "x"),
            (".hidden.txt", "x"),
            (".gitignore", "drafts/\n"),
            ("drafts/d.txt", "x"),
            (".xunzhangignore", "e.txt\n"),
            ("e.txt", "x"),
            ("数据", "\u{0}\u{1}\u{2}"),
        ]);
        let (files, mut passed, failures) = names(&[folder.path().to_owned()]);
        passed.sort();
        assert_eq!(files, ["a.MD", "b.txt", "关于减负.2024", "无后缀"]);
        assert_eq!((passed, failures), (vec![".exe".to_owned(), ".png".to_owned(), "no text".to_owned()], 0));
    }

    #[test]
    fn links_and_overlapping_roots_give_each_file_once() {
        let folder = folder(&[("a/x.txt", "正文")]);
        let (root, inner) = (folder.path().to_owned(), folder.path().join("a"));
        std::os::unix::fs::symlink(&root, inner.join("loop")).expect("a link");
        std::os::unix::fs::symlink(inner.join("x.txt"), root.join("y.txt")).expect("a link");
        assert_eq!(names(&[root, inner.clone(), inner.join("x.txt")]), (vec!["x.txt".to_owned()], vec![], 0));
    }

    #[test]
    fn names_that_are_not_utf8_keep_their_bytes_and_named_files_are_taken() {
        let folder = folder(&[("x.png", "正文")]);
        let gbk = folder.path().join(OsStr::from_bytes(b"\xB1\xA8\xB8\xE6.txt"));
        std::fs::write(&gbk, "正文").expect("it can be written");
        let taken: Vec<PathBuf> =
            walk(&[folder.path().to_owned(), folder.path().join("x.png"), folder.path().join("none")])
                .filter_map(|item| match item {
                    WalkItem::File(file) => Some(file.path),
                    _ => None,
                })
                .collect();
        let real = gbk.canonicalize().expect("it is there");
        assert!(taken.contains(&real) && std::fs::read(&taken[0]).is_ok());
        let (_, _, failures) = names(&[folder.path().join("none")]);
        assert_eq!(failures, 1);
    }

    #[test]
    fn pipes_are_never_opened_and_damaged_text_is_left_to_be_named() {
        let folder = folder(&[("坏", "鏀垮簻宸ヤ綔鎶ュ憡\u{FFFD}鏀垮簻宸ヤ綔"), ("好.bak", "正文")]);
        let pipe = folder.path().join("pipe.txt");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status().expect("mkfifo is everywhere");
        assert!(made.success());
        // Named, it would be read; but reading a pipe never ends.
        let (files, passed, failures) = names(&[folder.path().to_owned(), pipe]);
        assert_eq!(files, ["坏", "好.bak"]);
        assert_eq!((passed, failures), (vec!["devices and pipes".to_owned()], 0));
    }
}
