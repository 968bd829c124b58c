//! The real files of the shared corpus: their encodings, and which of them are damaged.

use std::collections::BTreeSet;
use std::path::PathBuf;

use xunzhang::source::{DecodeError, Walk, WalkItem, decode};

use crate::harness::{files_below, shared};

fn with_line_feeds(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

#[test]
#[ignore = "needs ../shared"]
fn every_encoding_of_the_corpus_gives_the_true_text() {
    let shared = shared();
    let folder = shared.join("corpus/encodings");
    let expected = [
        ("gbk", "GB18030"),
        ("gb18030", "GB18030"),
        ("big5", "Big5"),
        ("utf16le_bom", "UTF-16LE"),
        ("utf16le_nobom", "UTF-16LE"),
        ("utf16be_bom", "UTF-16BE"),
        ("utf8_bom", "UTF-8"),
        ("utf8_cr", "UTF-8"),
    ];
    for (name, encoding) in expected {
        let files = files_below(&folder.join(name));
        assert!(!files.is_empty(), "{name} is empty");
        for file in files {
            let truth = folder.join("truth").join(file.file_name().expect("a file has a name"));
            let truth = std::fs::read_to_string(truth).expect("each file has its truth");
            let document = decode(&std::fs::read(&file).expect("it can be read"))
                .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
            assert_eq!((document.encoding, document.replaced), (encoding, 0), "{}", file.display());
            assert!(document.sure > 0.99, "{}: sure {}", file.display(), document.sure);
            let equal = with_line_feeds(&document.text) == with_line_feeds(&truth);
            assert!(equal, "{}: another text", file.display());
        }
    }
}

#[test]
#[ignore = "needs ../shared"]
fn just_the_damaged_reports_are_refused() {
    let shared = shared();
    let mut taken = BTreeSet::new();
    let mut refused = 0;
    for file in files_below(&shared.join("corpus/gov_national/raw_oneline_mojibake")) {
        match decode(&std::fs::read(&file).expect("it can be read")) {
            Ok(_) => {
                taken.insert(file.file_stem().expect("a name").to_string_lossy().into_owned());
            }
            Err(DecodeError::Damaged { .. }) => refused += 1,
            Err(other) => panic!("{}: {other}", file.display()),
        }
    }
    let sound =
        "1954 1956 1959 1960 1964 1975 1978 1979 1980 1981 1990 2009 2012 2013 2014 2015 2016 2017 2018 2019";
    assert_eq!(taken, sound.split(' ').map(str::to_owned).collect());
    assert_eq!(refused, 30);
}

#[test]
#[ignore = "needs ../shared"]
fn no_sound_report_is_refused() {
    let shared = shared();
    let folders = [
        "gov_national/text",
        "gov_national/raw_oneline",
        "gov_national/tmx_zh_sentences",
        "gov_provincial_2026",
        "laws",
        "state_council_html",
        "self_evaluation_report.txt",
    ];
    for file in folders.iter().flat_map(|name| files_below(&shared.join("corpus").join(name))) {
        let document = decode(&std::fs::read(&file).expect("it can be read"))
            .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        assert_eq!((document.encoding, document.replaced), ("UTF-8", 0), "{}", file.display());
    }
}

#[test]
#[ignore = "needs ../shared"]
fn old_web_pages_are_read_in_their_encodings() {
    let shared = shared();
    let folder = shared.join("corpus/web_legacy");
    for (name, encoding) in [
        ("encoding_big5", "Big5"),
        ("encoding_gb2312", "GB18030"),
        ("encoding_utf-16be", "UTF-16BE"),
        ("encoding_utf-16le", "UTF-16LE"),
        ("encoding_utf-8-sig", "UTF-8"),
    ] {
        for file in files_below(&folder.join(name)) {
            let document = decode(&std::fs::read(&file).expect("it can be read"))
                .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
            assert_eq!(document.encoding, encoding, "{}", file.display());
        }
    }
    // EUC-TW is none of the encodings that are known: refused, not read as characters that nobody wrote.
    for file in files_below(&folder.join("encoding_euc-tw")) {
        let refused = decode(&std::fs::read(&file).expect("it can be read"));
        assert!(matches!(refused, Err(DecodeError::Unknown { .. })), "{refused:?}");
    }
}

/// Everything that a walk meets, in no order.
pub(crate) fn met(roots: &[PathBuf]) -> Vec<WalkItem> {
    let walk = Walk {
        roots: roots.to_vec(),
        excluded: Vec::new(),
        follow: Vec::new(),
        threads: 2,
        pictures: false,
        deadline: None,
    };
    let items = std::sync::Mutex::new(Vec::new());
    assert!(walk.run(|| |item| items.lock().expect("no panic").push(item)), "there is no deadline");
    items.into_inner().expect("no panic")
}

#[test]
#[ignore = "needs ../shared"]
fn a_walk_of_the_corpus_is_complete() {
    let shared = shared();
    let roots =
        [shared.join("corpus/laws"), shared.join("corpus"), shared.join("corpus/gov_provincial_2026")];
    let (mut taken, mut passed) = (BTreeSet::new(), BTreeSet::new());
    for item in met(&roots) {
        match item {
            WalkItem::File(file) => {
                taken.insert(file.path);
            }
            WalkItem::PassedOver { why, .. } => {
                passed.insert(why);
            }
            WalkItem::Failed { path, why } => panic!("{}: {why}", path.display()),
            WalkItem::Corrections(path) | WalkItem::NoHandles(path) | WalkItem::LeadsOut(path) => {
                panic!("{}", path.display())
            }
        }
    }
    let wanted = files_below(&shared.join("corpus"));
    let is_report = |path: &&PathBuf| path.extension().is_some_and(|kind| kind == "txt" || kind == "md");
    for file in wanted.iter().filter(is_report) {
        let path = file.canonicalize().expect("it is there");
        assert!(taken.contains(&path), "{} is missing", file.display());
    }
    assert!(passed.contains(".one"), "what has no reader is not counted: {passed:?}");
}
