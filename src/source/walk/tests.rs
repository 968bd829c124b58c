//! What a walk takes, passes over and misses.

use super::*;

/// A walk of nothing by two threads.
fn walk_of_two() -> Walk {
    Walk {
        roots: Vec::new(),
        excluded: Vec::new(),
        follow: Vec::new(),
        threads: 2,
        pictures: false,
        deadline: None,
    }
}

fn items(roots: &[PathBuf]) -> Vec<WalkItem> {
    let walk = Walk { roots: roots.to_vec(), ..walk_of_two() };
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
            WalkItem::Corrections(_) => passed.push("corrections".to_owned()),
            WalkItem::LeadsOut(_) => passed.push("leads out".to_owned()),
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
fn links_stay_inside_the_roots_unless_they_are_to_be_followed() {
    let (inside, outside) =
        (folder(&[("a.txt", "正文")]), folder(&[("b.txt", "正文"), ("c/d.txt", "正文"), ("e", "正文")]));
    let root = inside.path().to_owned();
    let link = |to: &Path, name: &str| std::os::unix::fs::symlink(to, root.join(name)).expect("a link");
    link(&outside.path().join("b.txt"), "b.txt");
    link(&outside.path().join("c"), "c");
    link(Path::new("/proc"), "proc");
    link(Path::new("/dev/zero"), "zero.txt");
    link(&outside.path().join("e"), "e.txt");
    let (files, passed, failures) = names(std::slice::from_ref(&root));
    assert_eq!((files, passed), (vec!["a.txt".to_owned()], vec!["leads out".to_owned(); 5]));
    assert_eq!(failures, 0);
    // Two roots are one world.
    assert_eq!(names(&[root.clone(), outside.path().to_owned()]).0, ["a.txt", "b.txt", "d.txt", "e"]);
    let walk = Walk { roots: vec![root.clone()], follow: vec![root.clone()], ..walk_of_two() };
    let met = Mutex::new((0, Vec::new()));
    assert!(walk.run(|| |item| match item {
        WalkItem::File(_) => met.lock().expect("no panic").0 += 1,
        WalkItem::Failed { path, .. } => met.lock().expect("no panic").1.push(path),
        _ => {}
    }));
    // What the system shows of itself is never followed, and that is said.
    let met = met.into_inner().expect("no panic");
    assert_eq!(met, (4, vec![root.join("proc"), root.join("zero.txt")]));
    for system in ["/proc", "/sys/kernel", "/dev/zero"] {
        assert_eq!(names(&[PathBuf::from(system)]), (vec![], vec![], 1), "{system}");
    }
}

#[test]
fn rules_are_those_of_git_and_read_from_files_only() {
    let folder = folder(&[
        (".gitignore", "\u{feff}*.old.txt\n/only_here.txt\n!.kept.txt\nsub/x/\n"),
        (".ignore", "draft*\n"),
        (".xunzhangignore", "!draft-final.txt\n"),
        ("a.old.txt", "x"),
        (".kept.txt", "x"),
        ("only_here.txt", "x"),
        ("draft-1.txt", "x"),
        ("draft-final.txt", "x"),
        ("sub/only_here.txt", "x"),
        ("sub/x/y.txt", "x"),
        ("sub/.gitignore", "!b.old.txt\n"),
        ("sub/b.old.txt", "x"),
        ("repo/.git/info/exclude", "secret.txt\n"),
        ("repo/secret.txt", "x"),
        ("repo/c.old.txt", "x"),
        ("pipe/d.txt", "x"),
        ("zero/e.txt", "x"),
        ("large/f.txt", "x"),
    ]);
    let at = |name: &str| folder.path().join(name);
    let made = std::process::Command::new("mkfifo").arg(at("pipe/.gitignore")).status();
    assert!(made.expect("mkfifo is everywhere").success());
    std::os::unix::fs::symlink("/dev/zero", at("zero/.xunzhangignore")).expect("a link");
    std::fs::write(at("large/.ignore"), "f.txt\n".repeat(200_000)).expect("room");
    let (files, passed, failures) = names(&[folder.path().to_owned()]);
    assert_eq!(
        files,
        [
            ".kept.txt",
            "b.old.txt",
            "c.old.txt",
            "d.txt",
            "draft-final.txt",
            "e.txt",
            "f.txt",
            "only_here.txt"
        ]
    );
    assert_eq!((passed, failures), (vec![], 3));
}

#[test]
fn names_that_are_not_utf8_keep_their_bytes_and_named_files_are_taken() {
    let folder = folder(&[("x.png", "正文")]);
    let gbk = folder.path().join(crate::system::path_from_bytes(b"\xB1\xA8\xB8\xE6.txt".to_vec()));
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
