//! Titles, and what tells reports of one title apart, held against those that a person reads (`tests/golden/titles.tsv`).

use std::path::Path;

use xunzhang::report::{parse_marked, qualifier};
use xunzhang::source::{Limits, extract};

use crate::harness::{World, repository, shared};

/// Share of the reports whose title is right.
const TITLES_MIN: f64 = 0.98;
/// Share of the reports of which what tells them apart is as a reader puts it down: where the title names no year, the one that the
/// head, the cover or the name of the file tells (not a date that the text is about).
const QUALIFIERS_MIN: f64 = 0.98;

/// Title and qualifier of the one report in a file.
fn named(file: &Path) -> (String, String) {
    let bytes = std::fs::read(file).expect("the report can be read");
    let Ok(extraction) = extract(file, &bytes, &Limits::default()) else { return Default::default() };
    let extracted = &extraction.reports[0];
    let (report, _) = parse_marked(&extracted.text, &extracted.markup);
    let title = [extracted.title.as_str(), report.title()].into_iter().find(|title| !title.is_empty());
    let title = title.unwrap_or_default().to_owned();
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    let (told, _) = qualifier(&title, &report.head, &stem);
    (title, told)
}

#[test]
#[ignore = "needs ../shared"]
fn titles_are_those_that_people_read() {
    let shared = shared();
    let golden =
        std::fs::read_to_string(repository().join("tests/golden/titles.tsv")).expect("a golden file");
    let rows: Vec<Vec<&str>> =
        golden.lines().filter(|line| !line.starts_with('#')).map(|line| line.split('\t').collect()).collect();
    assert!(rows.len() >= 330, "{}", rows.len());
    let (mut titles, mut qualifiers, mut wrong) = (0, 0, Vec::new());
    for row in &rows {
        let [path, title, told] = row[..] else { panic!("{row:?} has three columns") };
        let found = named(&shared.join("corpus").join(path));
        titles += usize::from(found.0 == title);
        qualifiers += usize::from(found.1 == told);
        if (found.0.as_str(), found.1.as_str()) != (title, told) {
            wrong.push(format!("{path}: {found:?}, not {:?}", (title, told)));
        }
    }
    let share = |right: usize| right as f64 / rows.len() as f64;
    let told = format!("titles {:.4}, what tells them apart {:.4}", share(titles), share(qualifiers));
    println!("{told}");
    let enough = share(titles) >= TITLES_MIN && share(qualifiers) >= QUALIFIERS_MIN;
    assert!(enough, "{told}\n{}", wrong.join("\n"));
}

#[test]
fn reports_of_one_title_are_told_apart() {
    let world = World::new();
    let body =
        "各位代表：\n一、工作回顾\n扎实推进乡村振兴，粮食产量创新高。\n二、工作安排\n继续推进乡村振兴。\n";
    let meeting = |place: &str| {
        format!("政府工作报告\n——2026年1月26日在{place}第十四届人民代表大会第五次会议上\n{body}")
    };
    world.write("reports/a.txt", meeting("青岚省").as_bytes());
    world.write("reports/b.txt", meeting("松江省").as_bytes());
    world.write("reports/2025_云台省.txt", format!("政府工作报告\n{body}").as_bytes());
    world.expect(0, &["index", "reports"]);
    let hits = world.hits(&["title:青岚省 乡村振兴"]);
    assert!(!hits.is_empty());
    for hit in &hits {
        assert_eq!(
            (&hit["report"], &hit["report_qualifier"]),
            (&"政府工作报告".into(), &"2026年青岚省".into())
        );
    }
    for (title, wanted) in [("云台省", "2025年云台省"), ("2026年松江省政府工作报告", "2026年松江省")]
    {
        let hits = world.hits(&[&format!("title:{title} 乡村振兴")]);
        assert_eq!(hits[0]["report_qualifier"], wanted, "{title}");
    }
    let shown = world.expect(0, &["query", "title:青岚省 乡村振兴"]).out;
    assert!(shown.contains("政府工作报告（2026年青岚省）"), "{shown}");
    let shown = world.expect(0, &["outline", "reports/b.txt"]).out;
    assert!(shown.contains("政府工作报告（2026年松江省）"), "{shown}");
}
