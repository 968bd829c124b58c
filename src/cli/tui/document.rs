//! A report as the preview shows it: its sections and their lines at a width, with what matches.

use aho_corasick::{AhoCorasick, MatchKind};

use crate::output::{marked_parts, paragraphs, qualified};
use crate::search::WholeReport;
use crate::text::harmless_line;

/// A piece of a row, and whether it matches.
pub(super) type Part = (String, bool);

/// A line of the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    /// Its pieces.
    pub(super) parts: Vec<Part>,
    /// Whether it is of a heading.
    pub(super) is_heading: bool,
    /// The section that it is of.
    pub(super) section: usize,
    /// First byte of its paragraph in the text of the section.
    at: usize,
}

/// A section as the tree shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Branch {
    /// Its heading; the title of the report for the text before any.
    pub(super) heading: String,
    /// How deep it is; 0 for the text before any heading.
    pub(super) level: usize,
    /// Its first row.
    pub(super) row: usize,
    /// How often what is looked for stands in its own text.
    pub(super) matches: usize,
}

/// A report laid out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Document {
    /// The number of the report.
    pub(super) record: u64,
    /// Title with what tells it apart.
    pub(super) title: String,
    /// All rows.
    pub(super) rows: Vec<Row>,
    /// All sections that hold text.
    pub(super) branches: Vec<Branch>,
    /// The row that was asked for: the first that is marked from its byte on, where one is near.
    pub(super) target: usize,
}

/// How a report is to be laid out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Layout {
    /// The number of the report.
    pub(super) record: u64,
    /// Columns of a row.
    pub(super) width: usize,
    /// The texts that are marked.
    pub(super) marked: Vec<String>,
    /// The byte of the decoded file that is to be shown, and the bytes behind it that belong to it.
    pub(super) shows: (usize, usize),
}

impl Document {
    /// Lays a report out.
    pub(super) fn new(report: &WholeReport, layout: &Layout) -> Document {
        let finder = finder(&layout.marked);
        let title = harmless_line(&qualified(&report.title, &report.qualifier));
        let mut document = Document { record: layout.record, title, ..Document::default() };
        for (nth, section) in report.sections.iter().enumerate() {
            let heading = section.headings.last().map(|heading| harmless_line(heading));
            document.branches.push(Branch {
                heading: heading.unwrap_or_else(|| document.title.clone()),
                level: section.headings.len(),
                row: document.rows.len(),
                matches: 0,
            });
            let mut begin = 0;
            for line in section.text.split_inclusive('\n') {
                let is_heading = begin < section.heading_bytes;
                for paragraph in paragraphs(line, &[]) {
                    let marks = marks(finder.as_ref(), &paragraph.text);
                    document.branches[nth].matches += marks.len();
                    let rows = marked_parts(&paragraph.text, &marks, layout.width.max(1));
                    let rows =
                        rows.into_iter().map(|parts| Row { parts, is_heading, section: nth, at: begin });
                    document.rows.extend(rows);
                }
                begin += line.len();
            }
            document.rows.push(Row { parts: Vec::new(), is_heading: false, section: nth, at: begin });
        }
        let [begin, end] = [0, layout.shows.1].map(|further| {
            let (section, at) = report.section_at(layout.shows.0 + further);
            document.row_of(section, at)
        });
        document.target =
            document.match_from(begin, true).filter(|row| (begin..=end).contains(row)).unwrap_or(begin);
        document
    }

    /// Returns the row that the text from this byte of a section begins in.
    fn row_of(&self, section: usize, at: usize) -> usize {
        let place = |row: &Row| (row.section, row.at);
        let last = self.rows.partition_point(|row| place(row) <= (section, at)).saturating_sub(1);
        // Of a paragraph of several rows the first.
        let begin = self.rows.get(last).map_or((0, 0), place);
        self.rows.partition_point(|row| place(row) < begin)
    }

    /// Returns the next row from `from` on (before it, where `forward` is not set) that holds what is marked, round the end.
    pub(super) fn match_from(&self, from: usize, forward: bool) -> Option<usize> {
        let is_marked = |nth: &usize| self.rows[*nth].parts.iter().any(|(_, marked)| *marked);
        let from = from.min(self.rows.len());
        if forward {
            (from..self.rows.len()).chain(0..from).find(is_marked)
        } else {
            (0..from).rev().chain((from..self.rows.len()).rev()).find(is_marked)
        }
    }

    /// Returns the section of a row.
    pub(super) fn section_of(&self, row: usize) -> usize {
        self.rows.get(row).or(self.rows.last()).map_or(0, |row| row.section)
    }
}

/// What finds any of these texts, the longest first, whatever the case of Latin letters; `None` for none.
fn finder(texts: &[String]) -> Option<AhoCorasick> {
    let texts: Vec<String> =
        texts.iter().map(|text| harmless_line(text.trim())).filter(|text| !text.is_empty()).collect();
    let mut builder = AhoCorasick::builder();
    builder.match_kind(MatchKind::LeftmostLongest).ascii_case_insensitive(true);
    (!texts.is_empty()).then(|| builder.build(texts).ok()).flatten()
}

/// What stands in a text, as spans of characters.
fn marks(finder: Option<&AhoCorasick>, text: &str) -> Vec<(usize, usize)> {
    let chars = |bytes: std::ops::Range<usize>| text[bytes].chars().count();
    let Some(finder) = finder else { return Vec::new() };
    let (mut before, mut byte) = (0, 0);
    let mut found = Vec::new();
    for one in finder.find_iter(text) {
        before += chars(byte..one.start());
        let length = chars(one.range());
        found.push((before, before + length));
        (before, byte) = (before + length, one.end());
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::WholeSection;

    fn document(width: usize, marked: &[&str]) -> Document {
        let section = |headings: &[&str], text: &str, heading_bytes| WholeSection {
            headings: headings.iter().map(|heading| (*heading).to_owned()).collect(),
            text: text.to_owned(),
            heading_bytes,
            ..WholeSection::default()
        };
        let report = WholeReport {
            title: "报告".to_owned(),
            qualifier: "2024年".to_owned(),
            sections: vec![
                section(&[], "各位代表：\n", 0),
                section(&["一、甲"], "一、甲\n减轻教师负担，GDP增长。\n\n减轻负担。\n", "一、甲\n".len()),
                section(&["一、甲", "（一）乙"], "（一）乙。gdp\u{1b}[2J。\n", 0),
            ],
            ..WholeReport::default()
        };
        let marked = marked.iter().map(|text| (*text).to_owned()).collect();
        Document::new(&report, &Layout { record: 7, width, marked, shows: (0, 0) })
    }

    #[test]
    fn a_report_is_laid_out_section_by_section() {
        let document = document(10, &["gdp", "减轻"]);
        let lines: Vec<String> = document
            .rows
            .iter()
            .map(|row| {
                row.parts
                    .iter()
                    .map(|(text, marked)| if *marked { format!("<{text}>") } else { text.clone() })
                    .collect()
            })
            .collect();
        assert_eq!(lines[..4], ["各位代表：", "", "一、甲", "<减轻>教师负"]);
        assert!(lines.concat().contains("<GDP>") && !lines.concat().contains('\u{1b}'), "{lines:?}");
        let tree: Vec<(&str, usize, usize)> =
            document.branches.iter().map(|b| (b.heading.as_str(), b.level, b.matches)).collect();
        assert_eq!(tree, [("报告（2024年）", 0, 0), ("一、甲", 1, 3), ("（一）乙", 2, 1)]);
        assert!(document.rows[2].is_heading && !document.rows[3].is_heading);
    }

    #[test]
    fn matches_are_gone_through_round_the_end() {
        let document = document(80, &["减轻"]);
        let first = document.match_from(0, true).expect("it stands there");
        let second = document.match_from(first + 1, true).expect("it stands there");
        assert!(second > first);
        assert_eq!(document.match_from(second + 1, true), Some(first));
        assert_eq!(document.match_from(first, false), Some(second));
        assert_eq!(document.match_from(second, false), Some(first));
        assert_eq!(super::tests::document(80, &["无"]).match_from(0, true), None);
        assert_eq!(document.section_of(first), 1);
        assert_eq!(document.row_of(1, "一、甲\n".len()), first);
    }
}
