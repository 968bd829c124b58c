//! Archives made by hand: names in GBK, archives inside archives, bombs.

use std::path::Path;

use super::super::{ExtractError, Extraction, Extractor, Limits, extract, packed};
use super::member_name;

fn tar_gz(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder =
        tar::Builder::new(flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default()));
    for (name, content) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        builder.append_data(&mut header, name, *content).expect("memory");
    }
    builder.into_inner().expect("memory").finish().expect("memory")
}

fn read(name: &str, bytes: &[u8], limits: &Limits) -> Result<Extraction, ExtractError> {
    extract(Path::new(name), bytes, limits)
}

fn names(extraction: &Extraction) -> Vec<&str> {
    extraction.reports.iter().filter_map(|report| report.member.as_deref()).collect()
}

#[test]
fn names_are_decoded_and_stay_inside() {
    let gbk = encoding_rs::GBK.encode("附件/2025年工作报告.docx").0;
    assert_eq!(member_name(&gbk).as_deref(), Some("附件/2025年工作报告.docx"));
    assert_eq!(member_name("报告.txt".as_bytes()).as_deref(), Some("报告.txt"));
    assert_eq!(member_name(b"../../etc/passwd").as_deref(), Some("etc/passwd"));
    assert_eq!(member_name(b"C:\\a\\b.txt").as_deref(), Some("C:/a/b.txt"));
    for unwanted in ["a/", "__MACOSX/x.txt", ".git/config", "a/Thumbs.db", "~$a.docx", ""] {
        assert_eq!(member_name(unwanted.as_bytes()), None, "{unwanted}");
    }
}

#[test]
fn members_are_read_by_what_they_are_and_named_through_archives() {
    let inner = packed(&[("乙.txt", "乙的正文。".as_bytes())]);
    let files: [(&str, &[u8]); 5] = [
        ("../甲.txt", "甲的正文。".as_bytes()),
        ("内.zip", &inner),
        ("图.png", b"\x89PNG\r\n\x1a\n"),
        ("坏.pdf", b"%PDF-1.4 nothing"),
        ("丙.docx", "丙其实是文本。".as_bytes()),
    ];
    for bytes in [packed(&files), tar_gz(&files[1..])] {
        let extraction = read("a", &bytes, &Limits::default()).expect("an archive");
        assert!(names(&extraction).contains(&"内.zip!/乙.txt"), "{:?}", names(&extraction));
        assert!(names(&extraction).contains(&"丙.docx"));
        assert_eq!(extraction.refused.len(), 1);
        assert!(extraction.refused[0].0 == "坏.pdf" && extraction.refused[0].1.contains("damaged"));
    }
    let single = read("报告.txt.gz", &tar_gz(&[]), &Limits::default());
    assert!(single.is_err(), "nothing in it");
}

#[test]
fn an_archive_that_is_not_compressed_is_read() {
    let mut builder = tar::Builder::new(Vec::new());
    let text = "甲的正文。".repeat(200);
    let mut header = tar::Header::new_ustar();
    header.set_size(text.len() as u64);
    builder.append_data(&mut header, "附/甲.txt", text.as_bytes()).expect("memory");
    let bytes = builder.into_inner().expect("memory");
    let extraction = read("a.tar", &bytes, &Limits::default()).expect("an archive");
    assert_eq!((names(&extraction), extraction.reports[0].text.as_str()), (vec!["附/甲.txt"], text.as_str()));
    assert!(super::super::may_be_report(Path::new("a.tar"), &bytes[..1_024]));
}

#[test]
fn of_members_with_one_name_the_hidden_are_told() {
    let mut bytes = packed(&[("甲.txt", "第一份。".as_bytes()), ("乙.txt", "第二份。".as_bytes())]);
    let (from, to) = ("乙.txt".as_bytes(), "甲.txt".as_bytes());
    let places: Vec<usize> = memchr::memmem::find_iter(&bytes, from).collect();
    assert_eq!(places.len(), 2, "beside the member, and in the list at the end");
    places.into_iter().for_each(|at| bytes[at..at + to.len()].copy_from_slice(to));
    let extraction = read("a.zip", &bytes, &Limits::default()).expect("an archive");
    assert_eq!(extraction.reports.len(), 1);
    assert!(extraction.refused.len() == 1 && extraction.refused[0].1.contains("same name"));
}

#[test]
fn archives_nested_too_deep_and_bombs_are_refused() {
    let mut bytes = packed(&[("a.txt", "正文".as_bytes())]);
    for _ in 0..8 {
        bytes = packed(&[("b.zip", &bytes)]);
    }
    let extraction = read("a.zip", &bytes, &Limits::default()).expect("the outer ones are read");
    assert!(extraction.reports.is_empty() && extraction.refused[0].1.contains("nested more than 4 deep"));
    let zeros = vec![b' '; 4 << 20];
    let limits = Limits { unpacked_bytes: 1 << 20, ..Limits::default() };
    for bomb in [packed(&[("a.txt", &zeros)]), tar_gz(&[("a.txt", &zeros)])] {
        assert!(bomb.len() < 64 << 10);
        assert_eq!(read("a", &bomb, &limits), Err(ExtractError::TooLarge { bytes: 1 << 20 }));
    }
}

#[test]
fn archives_cut_short_are_refused_or_give_what_is_whole() {
    let text = "甲的正文。".repeat(1_000);
    let files: [(&str, &[u8]); 2] = [("甲.txt", text.as_bytes()), ("乙.txt", text.as_bytes())];
    for whole in [packed(&files), tar_gz(&files)] {
        for length in (4..whole.len()).step_by(41) {
            if let Ok(extraction) = read("a", &whole[..length], &Limits::default()) {
                assert!(extraction.reports.iter().all(|report| report.text == text));
            }
        }
    }
}

#[test]
fn archives_of_7z_are_folders_under_the_same_limits() {
    let packed: &[u8] = include_bytes!("../../../../tests/formats/packed.7z");
    let extraction = read("a", packed, &Limits::default()).expect("an archive");
    assert_eq!(names(&extraction), ["报告.txt", "附/二.txt"]);
    let limits = Limits { unpacked_bytes: 50, ..Limits::default() };
    assert_eq!(read("a", packed, &limits), Err(ExtractError::TooLarge { bytes: 50 }));
    let locked: &[u8] = include_bytes!("../../../../tests/formats/encrypted.7z");
    assert_eq!(read("a", locked, &Limits::default()), Err(ExtractError::Encrypted));
    for length in 6..packed.len() {
        assert!(read("a", &packed[..length], &Limits::default()).is_err(), "{length}");
    }
}

#[test]
fn members_are_handed_over_one_by_one_and_what_stands_before_an_error_is_good() {
    let inner = packed(&[("乙.txt", "乙的正文。".as_bytes()), ("丙.txt", "丙的正文。".as_bytes())]);
    let zeros = vec![b' '; 4 << 20];
    let files: [(&str, &[u8]); 3] =
        [("a.txt", "甲的正文。".as_bytes()), ("b.zip", &inner), ("c.txt", &zeros)];
    let limits = Limits { unpacked_bytes: 1 << 20, ..Limits::default() };
    for bytes in [packed(&files), tar_gz(&files)] {
        let read = Extractor::new(None, limits).extract(Path::new("a"), &bytes).expect("the first members");
        assert_eq!(names(&read), ["a.txt", "b.zip!/丙.txt", "b.zip!/乙.txt"]);
        assert!(read.refused.len() == 1 && read.refused[0].0 == "what follows", "{:?}", read.refused);
        assert!(read.refused[0].1.contains("--max-unpacked"));
        // A single member tells no part of it.
        let alone = Extractor::new(None, limits).extract(Path::new("a"), &packed(&files[2..]));
        assert_eq!(alone, Err(ExtractError::TooLarge { bytes: 1 << 20 }));
    }
}
