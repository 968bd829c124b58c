//! What a walk takes, passes over and misses.

use super::*;

fn items(roots: &[PathBuf]) -> Vec<WalkItem> {
    let walk = Walk { roots: roots.to_vec(), excluded: Vec::new(), threads: 2, deadline: None };
    let items = Mutex::new(Vec::new());
    assert!(walk.run(|| |item| items.lock().expect("no panic").push(item)));
    items.into_inner().expect("no panic")
}

/// Names of what is to be read, each once; kinds of what is not; the number of failures.
fn names(roots: &[PathBuf]) -> (Vec<String>, Vec<String>, usize) {
    let (mut files, mut passed, mut failures) = (Vec::new(), Vec::new(), 0);
    for item in items(roots) {
        match item {
            WalkItem::File(file) => match not_text_inside(&file.path).filter(|_| file.unsure) {
                Some(why) => passed.push(why),
                None => files.push(file.path.file_name().unwrap_or_default().to_string_lossy().into_owned()),
            },
            WalkItem::PassedOver { why, .. } => passed.push(why),
            WalkItem::Failed { .. } | WalkItem::NoHandles(_) => failures += 1,
        }
    }
    files.sort();
    files.dedup();
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
    let roots = [folder.path().to_owned(), folder.path().join("x.png"), folder.path().join("none")];
    let taken: Vec<PathBuf> = items(&roots)
        .into_iter()
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
    let (files, mut passed, failures) = names(&[folder.path().to_owned(), pipe]);
    passed.dedup();
    assert_eq!(files, ["坏", "好.bak"]);
    assert_eq!((passed, failures), (vec!["devices and pipes".to_owned()], 0));
}
