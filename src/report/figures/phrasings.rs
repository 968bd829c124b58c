//! Tests: figures as provinces write them, against what was read in them by hand.

use super::tests::told;
use super::*;

/// Texts with their figures; its head says how they are written down.
const CASES: &str = include_str!("../../../tests/golden/figures_phrasings.txt");

#[test]
fn figures_are_read_as_provinces_write_them() {
    let mut wrong = Vec::new();
    let mut cells = 0;
    for case in CASES.split("\n\n").skip(1) {
        let mut lines = case.lines().peekable();
        let (year, heading) =
            lines.next().and_then(|head| head.strip_prefix("= ")?.split_once(' ')).expect("a head");
        let mut text = String::new();
        while let Some(line) = lines.peek().and_then(|line| line.strip_prefix("> ")) {
            text.push_str(line);
            text.push('\n');
            lines.next();
        }
        let wanted: Vec<&str> = lines.collect();
        let headings: Vec<&str> = Some(heading).filter(|heading| !heading.is_empty()).into_iter().collect();
        let figures = figures_of(&headings, &text, year.parse().ok());
        let figures = figures.iter().filter(|figure| figure.direction != Direction::Compared);
        // What is not sure is right all the same.
        let found: Vec<String> =
            figures.map(|figure| told(figure).trim_end_matches(" ?").to_owned()).collect();
        let wanted: Vec<&str> = wanted.iter().map(|line| line.trim_end_matches(" ?")).collect();
        cells += wanted.len();
        let invented = found.iter().filter(|line| !wanted.contains(&line.as_str()));
        wrong.extend(invented.map(|line| format!("invented {line}")));
        let missed = wanted.iter().filter(|line| !found.iter().any(|found| found == *line));
        wrong.extend(missed.map(|line| format!("missed {line}")));
    }
    assert!(cells > 150 && wrong.is_empty(), "of {cells}: {wrong:#?}");
}
