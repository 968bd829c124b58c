//! Files that are encrypted, damaged, mislabelled or hostile: each is read or refused in words, and limits hold.

use xunzhang::source::{ExtractError, Limits, extract};

use crate::harness::{World, packed, repository, shared};

fn docx(text: &str) -> Vec<u8> {
    let body = format!(
        "<w:document xmlns:w=\"u\"><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>"
    );
    packed(&[("word/document.xml", body.as_bytes())])
}

#[test]
fn what_needs_a_password_is_refused_as_such_and_what_needs_none_is_read() {
    let world = World::new();
    let file = |name: &str| repository().join("tests/formats").join(name);
    for kind in ["docx", "xlsx", "pptx", "doc", "xls", "odt", "ods", "pdf", "zip", "7z"] {
        let file = file(&format!("encrypted.{kind}"));
        let said = world.expect(2, &["outline".as_ref(), file.as_os_str()]);
        assert!(said.err.contains("is encrypted"), "{kind}: {}", said.err);
    }
    let bytes = std::fs::read(file("owner_locked.pdf")).expect("it is there");
    let text = extract(&file("owner_locked.pdf"), &bytes, &Limits::default()).expect("it is read");
    assert_eq!(text.reports[0].text.trim(), "减轻教师负担的报告");
}

#[test]
fn a_folder_is_searched_for_every_format_that_is_read() {
    let world = World::new();
    let made = repository().join("tests/formats");
    for name in ["book.epub", "cells.xlsx", "mail.eml", "packed.7z", "slides.pptx", "owner_locked.pdf"] {
        world.write(&format!("reports/{name}"), std::fs::read(made.join(name)).expect("it is there"));
    }
    let page = "<html><head><title>减轻教师负担</title></head><body><p>正文在这里。</p></body></html>";
    let mht = "From: a\r\nSubject: page\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"b\"\r\n\r\n\
               --b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n";
    world.write("reports/page.mht", format!("{mht}{page}\r\n--b--\r\n"));
    let feed = "<?xml version=\"1.0\"?><rss><channel><title>新闻</title><item><title>减轻教师负担</title>\
                <description>正文在这里。</description></item></channel></rss>";
    world.write("reports/feed.xml", feed);
    world.write("reports/saved.html", page);
    let said = world.expect(0, &["index", "reports"]);
    assert!(!said.out.contains("skipped") && !said.err.contains("skipped"), "{}{}", said.out, said.err);
}

#[test]
fn limits_end_a_reader_and_nothing_else() {
    let world = World::new();
    let zeros = vec![b' '; 256 << 20];
    let bomb = world.write("bomb.zip", packed(&[("a.txt", &zeros)]));
    drop(zeros);
    let of = |option: &str, value: &str| {
        let said = world.run(&["outline".as_ref(), bomb.as_os_str(), option.as_ref(), value.as_ref()]);
        (said.status, said.err)
    };
    let (status, said) = of("--max-unpacked", "1");
    assert!(status == 2 && said.contains("unpacks to more than 1 MiB"), "{said}");
    if cfg!(target_os = "linux") {
        let (status, said) = of("--reader-memory", "64");
        assert!(status == 2 && said.contains("--reader-memory"), "{said}");
    }
    // One bad file never stops a run.
    world.write("reports/甲.txt", "减轻教师负担的报告\n正文在这里。\n");
    std::fs::rename(&bomb, world.home().join("reports/bomb.zip")).expect("one folder");
    let said = world.run(&["index", "reports", "--max-unpacked", "1"]);
    assert_eq!(said.status, 1, "{}", said.err);
    assert!(said.err.contains("bomb.zip") && said.err.contains("unpacks to more"), "{}", said.err);
    assert_eq!(world.hits(&["\"减轻教师负担\""]).len(), 1);
}

#[test]
fn all_that_archives_inside_archives_unpack_to_counts_once_for_the_file() {
    let mebibyte = vec![b'a'; 1 << 20];
    let inner = packed(&[("1.txt", &mebibyte), ("2.txt", &mebibyte)]);
    let both = packed(&[("a.zip", &inner), ("b.zip", &inner)]);
    let limits = |mebibytes: u64| Limits { unpacked_bytes: mebibytes << 20, ..Limits::default() };
    let name = std::path::Path::new("both.zip");
    let whole = extract(name, &both, &limits(5)).expect("four and a little");
    assert_eq!((whole.reports.len(), whole.refused.len()), (4, 0));
    // Each archive alone would fit.
    let part = extract(name, &both, &limits(3)).expect("the first one fits");
    assert_eq!(part.reports.len(), 2);
    assert!(part.refused.iter().all(|(member, why)| member.starts_with("b.zip") && why.contains("3 MiB")));
    assert!(!part.refused.is_empty());
}

#[test]
fn names_in_archives_lead_nowhere_else() {
    let world = World::new();
    world.write(
        "reports/a.zip",
        packed(&[
            ("../../../逃逸.txt", "逃逸的正文在这里。".as_bytes()),
            ("/根.txt", "根上的正文。".as_bytes()),
        ]),
    );
    world.expect(0, &["index", "reports"]);
    let hits = world.hits(&["\"逃逸的正文\""]);
    assert!(hits.len() == 1 && hits[0]["member"] == "逃逸.txt", "{hits:?}");
    assert!(!world.home().join("逃逸.txt").exists());
}

#[test]
fn the_content_tells_what_a_file_is_and_damage_is_named() {
    let whole = docx("减轻教师负担");
    let read = |name: &str, bytes: &[u8]| extract(std::path::Path::new(name), bytes, &Limits::default());
    for name in ["a.docx", "a.txt", "a.pdf", "a"] {
        let report = read(name, &whole).expect(name).reports.remove(0);
        assert_eq!((report.text.as_str(), report.reader.as_str()), ("减轻教师负担\n", "docx 3"), "{name}");
    }
    let rich = read("a.doc", br"{\rtf1\ansicpg936 \'bc\'f5\'b8\'ba\par}").expect("rich text called .doc");
    assert_eq!((rich.reports[0].text.as_str(), rich.reports[0].reader.as_str()), ("减负\n", "rtf 2"));
    for length in [whole.len() - 5, whole.len() / 2, 40] {
        let refused = read("a.docx", &whole[..length]);
        assert!(matches!(refused, Err(ExtractError::Damaged(_))), "{length}: {refused:?}");
    }
    let bomb = packed(&[(
        "word/document.xml",
        format!(
            "<!DOCTYPE a [<!ENTITY a \"{0}\"><!ENTITY b \"{1}\"><!ENTITY c \"{2}\">]><d><body><p><r><t>甲&c;</t></r></p></body></d>",
            "x".repeat(1_000),
            "&a;".repeat(1_000),
            "&b;".repeat(1_000)
        )
        .as_bytes(),
    )]);
    let report = read("bomb.docx", &bomb).expect("entities stay as they are").reports.remove(0);
    assert!(report.text.len() < 100, "{} bytes", report.text.len());
}

#[test]
fn workbooks_name_the_column_of_each_cell() {
    let file = repository().join("tests/formats/cells.xlsx");
    let bytes = std::fs::read(&file).expect("it is there");
    let report = extract(&file, &bytes, &Limits::default()).expect("a workbook").reports.remove(0);
    let rows: Vec<&str> = report.text.lines().skip(1).collect();
    assert_eq!(rows, ["项目\t金额", "项目: 教育\t金额: 12.5", "项目: 合计"]);
    let at = report.text.find("合计").expect("it is there");
    assert_eq!(
        report.location(at, 4).to_string(),
        format!("sheet {}, row 4", report.text.lines().next().expect("a sheet"))
    );
}

#[test]
fn files_of_public_tools_say_what_was_written_into_them() {
    let read = |name: &str| {
        let file = repository().join("tests/formats").join(name);
        let bytes = std::fs::read(&file).expect("it is there");
        extract(&file, &bytes, &Limits::default()).expect(name)
    };
    let texts = |name: &str| -> Vec<String> {
        let reports = read(name).reports;
        reports.iter().map(|one| format!("{}|{}", one.member.as_deref().unwrap_or(""), one.text)).collect()
    };
    assert_eq!(
        texts("packed.7z"),
        ["报告.txt|一、减轻教师负担\n正文在这里。\n", "附/二.txt|第二份的正文。\n"]
    );
    assert_eq!(
        texts("book.epub"),
        ["|第一章 总则\n为减轻教师负担，制定本办法。\n第二章 附则\n本办法自发布之日起施行。\n"]
    );
    let mail = "From: 办公室 a@example.cn\nTo: b@example.cn\nDate: 2026-02-02T08:00:00+08:00\n";
    assert_eq!(
        texts("mail.eml"),
        [
            format!("|{mail}一、总体要求\n减轻教师负担。\n"),
            "附件.txt|一、减轻教师负担\n正文在这里。\n".to_owned()
        ]
    );
    assert_eq!(read("mail.eml").reports[0].title, "关于减轻教师负担的通知");
    let slides = read("slides.pptx").reports.remove(0);
    assert_eq!(slides.text, "减负工作汇报\n一、总体情况\n二、数据\n项目\t金额\n教育\t12.5\n讲稿在这里\n");
    assert_eq!(slides.location(slides.text.find("教育").expect("it is there"), 5).to_string(), "slide 2");
}

#[test]
fn a_file_that_grows_or_is_locked_meanwhile_is_read_as_it_stands() {
    use std::io::Write;
    use std::sync::atomic::{AtomicBool, Ordering};

    let world = World::new();
    let path = world.write("reports/甲.txt", "减轻教师负担的报告\n正文在这里。\n");
    world.write("reports/乙.docx", docx("另一份报告的正文"));
    let mut file = std::fs::OpenOptions::new().append(true).open(&path).expect("it is there");
    // As Word and WPS hold the documents that they show.
    file.lock().expect("nobody else has it");
    let ended = AtomicBool::new(false);
    std::thread::scope(|threads| {
        threads.spawn(|| {
            while !ended.load(Ordering::Relaxed) {
                file.write_all("后来写的一行。\n".as_bytes()).expect("room");
                std::thread::sleep(std::time::Duration::from_millis(1));
            }
        });
        let runs: Vec<_> = (0..3).map(|_| world.run(&["index", "reports"])).collect();
        ended.store(true, Ordering::Relaxed);
        for said in runs {
            assert_eq!(said.status, 0, "{}", said.err);
        }
    });
    assert_eq!(world.hits(&["\"减轻教师负担的报告\""]).len(), 1);
    // What was written last is found after the next run.
    std::fs::OpenOptions::new()
        .append(true)
        .open(&path)
        .and_then(|mut file| file.write_all("最末的一句话。\n".as_bytes()))
        .expect("room");
    world.expect(0, &["index", "reports"]);
    assert_eq!(world.hits(&["\"最末的一句话\""]).len(), 1);
    world.expect(0, &["verify"]);
}

#[test]
#[ignore = "needs ../shared"]
fn wps_documents_are_those_of_word_where_the_container_is_the_same() {
    let shared = shared();
    let bytes = std::fs::read(shared.join("corpus/office/doc/magic-doc__test01.doc")).expect("it is there");
    let report = |name: &str| extract(std::path::Path::new(name), &bytes, &Limits::default()).expect(name);
    assert_eq!(report("通知.wps"), report("通知.doc"));
}

/// What of the corpus is no report: part of the path, and why.
const REFUSED: &[(&str, &str)] = &[
    ("ofdrw-converter__V4RideRight.ofd", "holds no text"),
    ("ofdrw-layout__Page5.ofd", "holds no text"),
    ("ofdrw-sign__VPage7.ofd", "holds no text"),
    ("ofdrw-tool__Page5.ofd", "holds no text"),
    ("euc-tw", "encoding"),
    (".one", "OneNote"),
    ("gbk.zip", "archive without a report"),
];

#[test]
#[ignore = "needs ../shared"]
fn every_file_of_the_corpus_is_read_or_refused_for_a_known_reason() {
    let shared = shared();
    let mut waiting: Vec<_> =
        ["office", "state_council_html", "web_legacy"].map(|name| shared.join("corpus").join(name)).into();
    let (mut read, mut refused, mut wrong) = (0, 0, Vec::new());
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            let entries = std::fs::read_dir(&path).expect("the corpus can be read");
            waiting.extend(entries.map(|entry| entry.expect("the corpus can be read").path()));
            continue;
        }
        let name = path.display().to_string();
        let known = REFUSED.iter().find(|(part, _)| name.contains(part));
        let bytes = std::fs::read(&path).expect("the corpus can be read");
        match (extract(&path, &bytes, &Limits::default()), known) {
            (Ok(extraction), None) if extraction.refused.is_empty() => read += 1,
            (Err(error), Some((_, why))) if error.to_string().contains(why) => refused += 1,
            (Ok(extraction), Some((_, why)))
                if extraction.refused.iter().any(|(_, said)| said.contains(why)) =>
            {
                refused += 1;
            }
            (other, _) => {
                let said = other.map(|extraction| (extraction.reports.len(), extraction.refused));
                wrong.push(format!("{name}: {said:?}"));
            }
        }
    }
    println!("{read} read, {refused} refused");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(read + refused > 200 && refused == REFUSED.len());
}

#[test]
fn raised_marks_of_notes_part_no_word() {
    let run = |text: &str, is_raised: bool| {
        let raised = if is_raised { "<w:rPr><w:vertAlign w:val=\"superscript\"/></w:rPr>" } else { "" };
        format!("<w:r>{raised}<w:t>{text}</w:t></w:r>")
    };
    let paragraph = [
        run("清洁", false),
        run("[", true),
        run("2]", true),
        run("能源占比提高，面积10km", false),
        run("2", true),
    ];
    let word =
        format!("<w:document xmlns:w=\"u\"><w:body><w:p>{}</w:p></w:body></w:document>", paragraph.concat());
    let page = "<html><body><p>清洁<sup><a href=\"#n\">[2]</a></sup>能源占比提高，面积10km<sup>2</sup></p></body></html>";
    let small = 8.0;
    let lines = vec![
        (72.0, 100.0, 16.0, "清洁"),
        (104.0, 94.0, small, "[2]"),
        (128.0, 100.0, 16.0, "能源占比提高，面积10km"),
        (336.0, 94.0, small, "2"),
    ];
    for (name, bytes) in [
        ("a.docx", packed(&[("word/document.xml", word.as_bytes())])),
        ("a.html", page.as_bytes().to_vec()),
        ("a.pdf", super::covers::pdf(&[lines], "")),
    ] {
        let read = extract(std::path::Path::new(name), &bytes, &Limits::default()).expect("it is read");
        assert_eq!(read.reports[0].text.trim(), "清洁能源占比提高[2]，面积10km2", "{name}");
    }
}
