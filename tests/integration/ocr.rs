//! Pages that are pictures, recognised by a program: here a script that says a text for every page and counts its calls.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::harness::{World, files_below};

/// A PDF of pages that each are one grey picture; no two pages are equal.
fn scan(pages: usize) -> Vec<u8> {
    const SIDE: usize = 210;
    let mut objects = vec!["<< /Type /Catalog /Pages 2 0 R >>".as_bytes().to_vec()];
    let kids: String = (0..pages).map(|nth| format!("{} 0 R ", 3 + nth * 3)).collect();
    objects.push(format!("<< /Type /Pages /Kids [{kids}] /Count {pages} >>").into_bytes());
    for nth in 0..pages {
        let (page, paint) = (3 + nth * 3, "q 210 0 0 210 0 0 cm /P Do Q");
        objects.push(
            format!(
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 210 210] /Contents {} 0 R /Resources << /XObject << /P {} 0 R >> >> >>",
                page + 1,
                page + 2
            )
            .into_bytes(),
        );
        objects.push(format!("<< /Length {} >>\nstream\n{paint}\nendstream", paint.len()).into_bytes());
        let mut picture = format!(
            "<< /Type /XObject /Subtype /Image /Width {SIDE} /Height {SIDE} /ColorSpace /DeviceGray /BitsPerComponent 8 /Length {} >>\nstream\n",
            SIDE * SIDE
        )
        .into_bytes();
        picture.extend((0..SIDE * SIDE).map(|at| if at / SIDE == 20 + nth { 0 } else { 255 }));
        picture.extend(b"\nendstream");
        objects.push(picture);
    }
    let mut pdf = b"%PDF-1.4\n".to_vec();
    let mut places = Vec::new();
    for (nth, object) in objects.iter().enumerate() {
        places.push(pdf.len());
        pdf.extend(format!("{} 0 obj\n", nth + 1).into_bytes());
        pdf.extend(object);
        pdf.extend(b"\nendobj\n");
    }
    let table = pdf.len();
    pdf.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).into_bytes());
    places.iter().for_each(|place| pdf.extend(format!("{place:010} 00000 n \n").into_bytes()));
    pdf.extend(
        format!("trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n", objects.len() + 1)
            .into_bytes(),
    );
    pdf
}

/// A home with a recogniser of its own: what it says is `answer`, and a line of `calls` for each page.
fn world(before: &str, answer: &str) -> World {
    let world = World::new();
    let said = world.write("answer", answer);
    let calls = world.home().join("calls");
    let script = format!(
        "#!/bin/sh\n[ \"$(head -c 4 \"$1\" | tail -c 3)\" = PNG ] || exit 7\necho page >> '{}'\n{before}\ncat '{}'\n",
        calls.display(),
        said.display()
    );
    let program = world.write("recogniser", script);
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o700)).expect("it is ours");
    world.write("config/xunzhang/xunzhang.toml", format!("[ocr]\ncommand = [{program:?}, \"{{image}}\"]\n"));
    world
}

fn calls(world: &World) -> usize {
    std::fs::read_to_string(world.home().join("calls")).map_or(0, |calls| calls.lines().count())
}

const ANSWER: &str =
    "关于减轻教师负担的报告\n\n一、总体要求\n\n各地要切实减轻教师的非教学负担，清理检查评比。\n";

/// As a recogniser tells places, and how sure it is.
fn hocr() -> String {
    let line = |y: usize, text: &str| {
        format!(
            "<span class='ocr_line' title='bbox 20 {y} {} {}; baseline 0 0'><span class='ocrx_word' title='bbox 20 {y} {} {}; x_wconf 91'>{text}</span></span>\n",
            20 + text.chars().count() * 20,
            y + 20,
            20 + text.chars().count() * 20,
            y + 20
        )
    };
    let lines = [
        line(40, "关于减轻教师负担的报告"),
        line(100, "一、总体要求"),
        line(140, "各地要切实减轻教师的非教学负担。"),
    ];
    format!(
        "<?xml version=\"1.0\"?><html><body><div class='ocr_page' title='bbox 0 0 583 583'>{}</div></body></html>",
        lines.concat()
    )
}

#[test]
fn scans_wait_until_they_are_recognised_and_are_marked_then() {
    let world = world("", &hocr());
    world.write("reports/scan.pdf", scan(1));
    let folder = world.home().join("reports").to_string_lossy().into_owned();
    let said = world.expect(2, &["index", &folder]);
    assert!(said.err.contains("pictures of pages without text (1 page)"), "{}", said.err);
    assert!(
        said.err.contains("1 page of pictures, not read") && said.err.contains("--ocr auto"),
        "{}",
        said.err
    );
    assert_eq!(calls(&world), 0);
    let said = world.expect(0, &["index", &folder, "--ocr", "auto"]);
    assert!(!said.err.contains("not indexed") && !said.err.contains("not read"), "{}", said.err);
    assert_eq!(calls(&world), 1);
    let hits = world.hits(&["\"切实减轻教师的非教学负担\""]);
    assert_eq!(hits.len(), 1);
    assert_eq!(hits[0]["location"], serde_json::json!({ "page": 1, "recognised": 91 }));
    assert_eq!(hits[0]["heading_path"], serde_json::json!(["一、总体要求"]));
    assert_eq!(hits[0]["report"], "关于减轻教师负担的报告");
    let said = world.expect(0, &["query", "教师负担"]);
    assert!(said.out.contains("scan.pdf:page 1, recognised (91 %)"), "{}", said.out);
    let said = world.expect(0, &["query", "教师负担", "--cite", "text"]);
    assert!(said.out.contains("（识别文本）"), "{}", said.out);
    let file = world.home().join("reports/scan.pdf").to_string_lossy().into_owned();
    let said = world.expect(0, &["outline", &file]);
    assert!(said.out.contains("recognised") && said.out.contains("91 %"), "{}", said.out);
    world.expect(0, &["verify"]);
    // Neither a new name nor a new index recognises a page again, whether it is asked for or not.
    std::fs::rename(&file, world.home().join("reports/other.pdf")).expect("ours");
    for arguments in
        [vec!["index", &folder], vec!["index", "--rebuild"], vec!["index", "--rebuild", "--ocr", "auto"]]
    {
        world.expect(0, &arguments);
        assert_eq!(world.hits(&["\"非教学负担\""])[0]["location"]["recognised"], 91, "{arguments:?}");
    }
    assert_eq!(calls(&world), 1);
    // Unless one wants none of it.
    world.expect(2, &["index", "--rebuild", "--ocr", "never"]);
}

#[test]
fn a_run_that_was_killed_goes_on_where_it_was() {
    let pages = 12;
    // It never ends with the eighth page, until it may.
    let world = world(
        "[ \"$(wc -l < \"$(dirname \"$0\")/calls\")\" -lt 8 ] || [ -e \"$(dirname \"$0\")/go\" ] || sleep 600",
        ANSWER,
    );
    world.write("reports/scan.pdf", scan(pages));
    let folder = world.home().join("reports").to_string_lossy().into_owned();
    let mut run = world.command();
    run.args(["index", &folder, "--ocr", "auto"]).stderr(Stdio::null());
    let mut run = run.spawn().expect("it starts");
    let until = Instant::now() + Duration::from_secs(120);
    while calls(&world) < 8 && Instant::now() < until {
        std::thread::sleep(Duration::from_millis(20));
    }
    run.kill().expect("it runs");
    run.wait().expect("it was ours");
    world.write("go", "");
    world.expect(0, &["index", &folder, "--ocr", "auto"]);
    // Seven were kept; of the eighth nobody knows.
    assert_eq!(calls(&world), 8 + pages - 7);
    let hits = world.hits(&["\"清理检查评比\""]);
    assert_eq!(hits[0]["location"]["recognised"], 0, "plain text tells no confidence");
    let kept = files_below(&world.home().join(".cache/xunzhang/ocr"));
    assert_eq!(kept.len(), pages, "{kept:?}");
}

#[test]
fn pictures_are_read_only_when_that_is_asked_for() {
    let world = world("", ANSWER);
    world.write("reports/a.txt", "正文");
    let picture = image::GrayImage::from_fn(300, 400, |_, y| image::Luma([if y == 30 { 0 } else { 255 }]));
    picture.save(world.home().join("reports/扫描.png")).expect("room");
    picture.save(world.home().join("reports/扫描.tif")).expect("room");
    let folder = world.home().join("reports").to_string_lossy().into_owned();
    let said = world.expect(0, &["index", &folder]);
    assert!(said.err.contains("2 skipped (1 .png, 1 .tif)"), "{}", said.err);
    world.expect(0, &["index", &folder, "--ocr", "auto"]);
    // It is one picture; two threads may come to it at once.
    assert!((1..=2).contains(&calls(&world)), "{}", calls(&world));
    let hits = world.hits(&["\"清理检查评比\""]);
    assert_eq!(hits.len(), 1);
    // A word in a photograph is no report.
    world.write("answer", "出口");
    let other = image::GrayImage::from_fn(300, 400, |_, y| image::Luma([if y == 31 { 0 } else { 255 }]));
    other.save(world.home().join("reports/照片.png")).expect("room");
    let said = world.expect(0, &["index", &folder, "--ocr", "auto"]);
    assert!(said.err.contains("1 skipped (1 .png)"), "{}", said.err);
}

#[test]
fn a_recogniser_that_fails_or_is_not_there_is_told() {
    let world = world("echo no such language >&2; exit 3", ANSWER);
    world.write("reports/a.txt", "正文");
    world.write("reports/scan.pdf", scan(2));
    let folder = world.home().join("reports").to_string_lossy().into_owned();
    let said = world.expect(1, &["index", &folder, "--ocr", "auto"]);
    assert!(said.err.contains("2 pages of pictures, not read"), "{}", said.err);
    world.write("config/xunzhang/xunzhang.toml", "[ocr]\ncommand = [\"/no/such/program\", \"{image}\"]\n");
    let said = world.expect(1, &["index", &folder, "--ocr", "auto"]);
    assert!(said.err.contains("/no/such/program") && said.err.contains("apt install"), "{}", said.err);
    let said = world.expect(2, &["index", &folder, "--ocr", "always"]);
    assert!(said.err.contains("cannot be recognised"), "{}", said.err);
    // A file beside reports names no programs.
    let beside = Path::new("reports/xunzhang.toml");
    world.write(&beside.to_string_lossy(), "[ocr]\ncommand = [\"rm\", \"{image}\"]\n");
    let mut run = world.command();
    let said = run.current_dir(&folder).args(["query", "正文"]).output().expect("the program runs");
    assert!(String::from_utf8_lossy(&said.stderr).contains("may not choose programs"));
}
