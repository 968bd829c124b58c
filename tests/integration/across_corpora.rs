//! Looking across the reports of `../shared`: figures against a truth made by hand, trends against a count by grep, new terms.

use serde_json::Value;

use super::across::figures;
use crate::harness::{World, shared};

/// An index of a corpus of `../shared`.
fn world_of(corpus: &str) -> World {
    let world = World::new();
    let said = world.run(&["index", "-q", &shared().join("corpus").join(corpus).to_string_lossy()]);
    assert!(said.status < 2, "{}", said.err);
    world
}

/// Targets of 2026 as the reports print them, read by hand: region, indicator, least and greatest value, sign.
const PROVINCES: &str = include_str!("../golden/figures_provinces.tsv");
/// Growth targets of the national reports, read by hand: year, least and greatest value, sign.
const NATIONAL: &str = include_str!("../golden/figures_national.tsv");

#[test]
#[ignore = "needs ../shared"]
fn targets_of_provinces_are_those_that_they_print() {
    let world = world_of("gov_provincial_2026");
    let rows: Vec<Vec<&str>> = PROVINCES
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.split('\t').collect())
        .collect();
    let mut indicators: Vec<&str> = rows.iter().map(|row| row[1]).collect();
    indicators.dedup();
    let mut wrong = Vec::new();
    for indicator in indicators {
        let wanted: Vec<String> = rows
            .iter()
            .filter(|row| row[1] == indicator)
            .map(|row| [row[0], row[2], row[3], row[4]].join(" "))
            .collect();
        let arguments =
            [indicator, "--target", "--period", "2026", "--by", "region", "--sure", "--one-per", "region"];
        let mut found = lines_of(&figures(&world, &arguments), "region");
        found.sort();
        let mut sorted = wanted.clone();
        sorted.sort();
        wrong.extend(
            found
                .iter()
                .filter(|line| !sorted.contains(line))
                .map(|line| format!("invented {indicator} {line}")),
        );
        wrong.extend(
            sorted
                .iter()
                .filter(|line| !found.contains(line))
                .map(|line| format!("missed {indicator} {line}")),
        );
    }
    // 广西 states the growth of its economy.
    let plainly = ["地区生产总值增长目标", "--period", "2026", "--one-per", "region"];
    assert_eq!(figures(&world, &plainly).len(), 15);
    let growth = wrong.iter().filter(|line| line.contains("地区生产总值")).count();
    assert_eq!(growth, 0, "{wrong:#?}");
    assert!(wrong.len() * 20 <= rows.len(), "{} of {}: {wrong:#?}", wrong.len(), rows.len());
}

#[test]
#[ignore = "needs ../shared"]
fn national_targets_are_those_that_they_print() {
    let world = world_of("gov_national");
    let wanted: Vec<String> =
        NATIONAL.lines().filter(|line| !line.starts_with('#')).map(|line| line.replace('\t', " ")).collect();
    let mut found: Vec<String> = Vec::new();
    for line in &wanted {
        let year = line.split(' ').next().expect("a year");
        let words = "国内生产总值 国民生产总值 经济 增长";
        let rows = figures(&world, &[words, "--target", "--period", year, "--one-per", "year"]);
        let of_year: Vec<Value> =
            rows.into_iter().filter(|row| row["year"].as_u64() == year.parse().ok()).collect();
        found.extend(lines_of(&of_year, "year"));
    }
    assert_eq!(found, wanted);
    // Years without a target have none.
    let all = figures(&world, &["国内生产总值 国民生产总值 经济 增长", "--target", "--sure", "--by", "year"]);
    let own = |row: &&Value| row["period_from"] == row["year"] && row["period_to"] == row["year"];
    let years: std::collections::BTreeSet<String> =
        all.iter().filter(own).map(|row| row["year"].to_string()).collect();
    let known: std::collections::BTreeSet<String> =
        wanted.iter().filter_map(|line| line.split(' ').next()).map(str::to_owned).collect();
    assert!(years.is_subset(&known), "{:?}", years.difference(&known));
}

/// New terms of the national reports: year, term.
const NEW_TERMS: &str = include_str!("../../docs/new-terms.md");

#[test]
#[ignore = "needs ../shared"]
fn new_terms_of_national_reports_are_found_in_the_year_that_they_are_known_for() {
    let world = world_of("gov_national");
    let rows: Vec<Vec<&str>> = NEW_TERMS
        .lines()
        .filter(|line| line.starts_with(['|']) && line[1..].trim_start().starts_with(['1', '2']))
        .map(|line| line.split('|').map(str::trim).collect())
        .collect();
    let years: std::collections::BTreeSet<&str> = rows.iter().map(|row| row[1]).collect();
    assert!(years.len() >= 10, "{years:?}");
    for year in years {
        let said = world.expect(0, &["terms", "--year", year, "--json", "-n", "30"]).out;
        let told: Vec<Value> = said.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        let new: Vec<&str> =
            told.iter().filter(|row| row["list"] == "new").filter_map(|row| row["text"].as_str()).collect();
        for row in rows.iter().filter(|row| row[1] == year) {
            assert!(new.contains(&row[2]), "{year} {}: {new:?}", row[2]);
        }
    }
}

#[test]
#[ignore = "needs ../shared"]
fn a_trend_counts_as_grep_does_over_the_copies_shown() {
    let world = world_of("gov_national");
    let words = ["粮食", "改革开放", "科技创新", "人工智能", "国有企业", "农民收入"];
    let said = world.expect(0, &[&["trend", "--json"][..], &words].concat()).out;
    let rows: Vec<Value> = said.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let mut wrong = Vec::new();
    for row in &rows {
        assert!(row["reports"].as_u64() <= Some(1), "a year counts once: {row}");
        let word = row["word"].as_str().expect("a word");
        let mut grepped = 0;
        for path in row["paths"].as_array().expect("paths") {
            let text = std::fs::read_to_string(path.as_str().expect("a path")).expect("UTF-8");
            let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
            grepped += text.matches(word).count() as u64;
        }
        if row["hits"].as_u64() != Some(grepped) {
            wrong.push(format!("{word} {}: {} but grep {grepped}", row["group"], row["hits"]));
        }
    }
    assert_eq!(rows.len(), words.len() * 73, "each year from 1954 to 2026");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn lines_of(rows: &[Value], by: &str) -> Vec<String> {
    let line = |row: &Value| {
        let group = row[by].as_str().map_or_else(|| row[by].to_string(), str::to_owned);
        let number = |name: &str| row[name].as_f64().map(|value| value.to_string()).unwrap_or_default();
        format!(
            "{group} {} {} {}",
            number("low"),
            number("high"),
            row["relation"].as_str().unwrap_or_default()
        )
    };
    rows.iter().map(line).collect()
}
