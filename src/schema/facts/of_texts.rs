//! Facts of whole texts: what each tells of itself, what names add, what is corrected.

use crate::report::{Correction, DateKind, Facts, How, facts_of_name, read_facts};
use crate::text::TextKind;

use super::fact_tables;

fn facts(text: &str) -> Facts {
    let (report, _) = crate::report::parse(text, TextKind::Plain);
    read_facts(text, &report, report.title(), fact_tables())
}

/// All facts in one line, as `field=value (how)`.
fn shown(facts: &Facts) -> String {
    let divisions = &fact_tables().divisions;
    let mut parts = Vec::new();
    let mut push = |name: &str, value: Option<(String, How)>| {
        parts.extend(value.map(|(value, how)| format!("{name}={value} ({})", how.words())));
    };
    push("issuer", facts.issuers.as_ref().map(|known| (known.value.join("、"), known.how)));
    push("number", facts.number.as_ref().map(|known| (known.value.clone(), known.how)));
    let kind = facts.date_kind.map_or("", DateKind::word);
    push("date", facts.date.as_ref().map(|known| (format!("{} {kind}", known.value), known.how)));
    push("published", facts.published.as_ref().map(|known| (known.value.to_string(), known.how)));
    push("effective", facts.effective.as_ref().map(|known| (known.value.to_string(), known.how)));
    push("year", facts.year.as_ref().map(|known| (known.value.to_string(), known.how)));
    push("region", facts.region.as_ref().map(|known| (divisions.name(known.value).to_owned(), known.how)));
    push("about", facts.about.as_ref().map(|known| (divisions.name(known.value).to_owned(), known.how)));
    push("kind", facts.kind.as_ref().map(|known| (known.value.clone(), known.how)));
    parts.join("; ")
}

#[test]
fn texts_tell_of_themselves() {
    let table = [
        (
            "2026年湖北省政府工作报告\n——2026年1月20日在湖北省第十四届人民代表大会第四次会议上\n来源：湖北日报\n时间：2026-01-28\n\
省长 王某\n各位代表：\n现在，我代表省人民政府，向大会报告工作，请予审议。\n一、2025年工作回顾\n好。",
            "issuer=湖北省人民政府 (head); date=2026-01-20 作报告 (head); published=2026-01-28 (table of the page); \
year=2026 (title); region=湖北省 (head); kind=政府工作报告 (title)",
        ),
        (
            "各位代表：\n现在，我代表国务院，向大会报告政府工作，请予审议。\n一、2014年工作回顾\n好。\n二、展望\n好。",
            "issuer=国务院 (head); year=2015 (inferred); region=全国 (head); kind=政府工作报告 (text)",
        ),
        (
            "松江市教育局关于印发减负方案的通知\n松教发〔2024〕8号\n各学校：\n现印发给你们。\n松江市教育局\n2024年3月5日\n减负方案\n\
一、目标\n好。",
            "issuer=松江市教育局 (title); number=松教发〔2024〕8号 (head); date=2024-03-05 成文 (signature); \
year=2024 (signature); kind=通知 (title)",
        ),
    ];
    for (text, wanted) in table {
        assert_eq!(shown(&facts(text)), wanted, "{text}");
    }
}

#[test]
fn names_tell_what_texts_do_not() {
    let named = |name: &str, folders: &[&str]| shown(&facts_of_name(name, folders, fact_tables()));
    for (name, folders, wanted) in [
        ("2026_广东省", &[][..], "year=2026 (file name); region=广东省 (file name)"),
        (
            "政府工作报告",
            &["武汉", "2024"],
            "year=2024 (folder); region=武汉市 (folder); kind=政府工作报告 (file name)",
        ),
        (
            "广告法(2021-04-29)",
            &["行政法规"],
            "date=2021-04-29  (file name); year=2021 (file name); kind=法律 (file name)",
        ),
        ("123", &["7"], ""),
    ] {
        assert_eq!(named(name, folders), wanted, "{name}");
    }
}

#[test]
fn a_person_has_the_last_word() {
    let divisions = &fact_tables().divisions;
    let mut known = facts("2024年武汉市政府工作报告\n一、回顾\n好。");
    for (name, value) in [("年", "2023"), ("region", "襄阳"), ("部门", "教育局"), ("kind", "")] {
        known.correct(&Correction::of(name, value, divisions).expect("fits"), divisions);
    }
    assert_eq!(shown(&known), "year=2023 (xunzhang.toml); region=襄阳市 (xunzhang.toml)");
    assert_eq!(known.own, [("部门".to_owned(), "教育局".to_owned())]);
    for (name, value, wanted) in [
        ("year", "20xx", "a year like 2024"),
        ("region", "火星", "湖北省"),
        ("日期", "昨天", "2024-03-05"),
        ("a b", "c", "no blank"),
    ] {
        let error = Correction::of(name, value, divisions).expect_err(wanted);
        assert!(error.contains(wanted), "{error}");
    }
}
