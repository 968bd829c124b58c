//! Reports: lists of them, their sections, their files.

use crate::output::{ReadPart, write_read_json, write_report_json, write_reports_json};
use crate::query::parse;
use crate::search::{Listing, ReportOrder, Searcher, WholeReport};
use crate::serve::parameters::{Kind, Parameter, parameter};
use crate::serve::problem::Problem;
use crate::serve::respond::{Call, Reply};

use super::{Endpoint, Gives, json, list, object};

/// Largest original that is given out, in bytes.
const ORIGINAL_BYTES_MAX: u64 = 256 << 20;

const ID: Parameter = parameter("id", Kind::Segment, "the report's id: `report_id` of a hit or a list");

pub(super) const REPORTS: Endpoint = Endpoint {
    path: "/v1/reports",
    name: "reports",
    about: "The reports of the index, by path.",
    parameters: &[
        parameter(
            "q",
            Kind::MayText,
            "only reports that fit: 年:2020.. 地区:湖北 种类:政府工作报告, words, title:…",
        ),
        parameter("sort", Kind::OneOf(&["path", "date", "relevance"]), "order"),
        parameter("limit", Kind::Number(50, 1, 500), "reports at most"),
        parameter("offset", Kind::Number(0, 0, 100_000_000), "reports to pass over"),
    ],
    answer: reports,
    gives: &[
        ("reports", Gives::List("listed")),
        ("count", Gives::Number),
        ("notes", Gives::Texts),
        ("next", Gives::Number),
    ],
    is_beside: false,
};

pub(super) const REPORT: Endpoint = Endpoint {
    path: "/v1/reports/{id}",
    name: "report",
    about: "What is known about a report.",
    parameters: &[ID],
    answer: report,
    gives: &[("report", Gives::Object)],
    is_beside: false,
};

pub(super) const OUTLINE: Endpoint = Endpoint {
    path: "/v1/reports/{id}/outline",
    name: "outline",
    about: "A report with its sections in reading order.",
    parameters: &[ID],
    answer: outline,
    gives: &[("report", Gives::Object)],
    is_beside: false,
};

pub(super) const SECTION: Endpoint = Endpoint {
    path: "/v1/reports/{id}/sections/{number}",
    name: "section",
    about: "The text of a section with its citation; `next_from` says where to read on.",
    parameters: &[
        ID,
        parameter("number", Kind::Segment, "the section's number, from 1"),
        parameter("q", Kind::MayText, "a query whose words are marked"),
        parameter("below", Kind::Flag, "with the sections below it"),
        parameter("from", Kind::Number(0, 0, 1_000_000_000), "first character"),
        parameter("chars", Kind::Number(20_000, 1, 200_000), "characters at most"),
    ],
    answer: section,
    gives: &[("section", Gives::Object)],
    is_beside: false,
};

pub(super) const ORIGINAL: Endpoint = Endpoint {
    path: "/v1/reports/{id}/original",
    name: "original",
    about: "The file that holds a report, as it lies on the disk.",
    parameters: &[ID],
    answer: original,
    gives: &[],
    is_beside: false,
};

/// Returns the report of an id.
///
/// # Errors
/// A problem where there is none.
pub(in crate::serve) fn report_of(searcher: &Searcher, id: &str) -> Result<WholeReport, Problem> {
    searcher.report(id)?.ok_or_else(no_report)
}

fn no_report() -> Problem {
    let hint = "ids stand in hits and lists (`report_id`); a report whose text changed has another";
    Problem::not_there("the index holds no report of this id", hint)
}

/// Returns the reports that a query fits, in order, with what is to be said of it.
///
/// # Errors
/// A problem where the query asks wrongly, or the index cannot be read.
pub(in crate::serve) fn fitting(call: &Call, typed: &str, sort: &str) -> Result<Listing, Problem> {
    let snapshot = call.snapshot()?;
    if typed.trim().is_empty() && sort == "path" {
        return Ok(Listing { reports: snapshot.listed()?.to_vec(), notes: Vec::new() });
    }
    let order = match sort {
        "date" => ReportOrder::Date,
        "relevance" => ReportOrder::Score,
        _ => ReportOrder::Path,
    };
    Ok(snapshot.searcher.list(&snapshot.searcher.read_query(typed).0, order)?)
}

fn reports(call: &Call) -> Result<Reply, Problem> {
    let asked = &call.asked;
    let (offset, limit) = (asked.number("offset"), asked.number("limit"));
    let listing = fitting(call, asked.text("q"), asked.word("sort"))?;
    let count = listing.reports.len();
    let shown = &listing.reports[offset.min(count)..(offset + limit).min(count)];
    let mut lines = Vec::new();
    write_reports_json(&mut lines, shown).map_err(|_| Problem::busy())?;
    let mut members =
        vec![("reports", list(&lines)), ("count", json(&count)), ("notes", json(&listing.notes))];
    if offset + limit < count {
        members.push(("next", json(&(offset + limit))));
    }
    Ok(object(&members))
}

fn report(call: &Call) -> Result<Reply, Problem> {
    let listed = call.snapshot()?.searcher.listed_report(call.asked.text("id"))?.ok_or_else(no_report)?;
    let mut line = Vec::new();
    write_reports_json(&mut line, &[listed]).map_err(|_| Problem::busy())?;
    Ok(object(&[("report", String::from_utf8_lossy(&line).trim_end().to_owned())]))
}

fn outline(call: &Call) -> Result<Reply, Problem> {
    let report = report_of(&call.snapshot()?.searcher, call.asked.text("id"))?;
    let mut line = Vec::new();
    write_report_json(&mut line, &report).map_err(|_| Problem::busy())?;
    Ok(object(&[("report", String::from_utf8_lossy(&line).trim_end().to_owned())]))
}

fn section(call: &Call) -> Result<Reply, Problem> {
    let (asked, searcher) = (&call.asked, &call.snapshot()?.searcher);
    let report = report_of(searcher, asked.text("id"))?;
    let nth = section_of(&report, asked.text("number"))?;
    let chars = (asked.number("from"), asked.number("chars"));
    let part = part_of(searcher, &report, (nth, asked.flag("below")), asked.text("q"), chars)?;
    let mut line = Vec::new();
    write_read_json(&mut line, &report, nth, &part).map_err(|_| Problem::busy())?;
    Ok(object(&[("section", String::from_utf8_lossy(&line).trim_end().to_owned())]))
}

/// Returns the number of a section from 0, as it is asked for from 1.
///
/// # Errors
/// A problem where there is no such section.
pub(in crate::serve) fn section_of(report: &WholeReport, number: &str) -> Result<usize, Problem> {
    let count = report.sections.len();
    let number = number.parse::<usize>().ok().filter(|number| (1..=count).contains(number));
    let hint = "the outline of the report names its sections";
    number
        .map(|number| number - 1)
        .ok_or_else(|| Problem::not_there(format!("the report has sections 1 to {count}"), hint))
}

/// Returns a part of a section (with those below it, where asked), marked by a query: `chars` are its first character and
/// how many.
///
/// # Errors
/// A problem where the index cannot be read.
pub(in crate::serve) fn part_of(
    searcher: &Searcher,
    report: &WholeReport,
    (nth, below): (usize, bool),
    query: &str,
    (from, chars): (usize, usize),
) -> Result<ReadPart, Problem> {
    let own = &report.sections[nth];
    let mut text = own.text.clone();
    if below {
        let is_below = |section: &&crate::search::WholeSection| {
            section.headings.len() > own.headings.len() && section.headings.starts_with(&own.headings)
        };
        for section in report.sections[nth + 1..].iter().take_while(is_below) {
            if !text.ends_with('\n') {
                text.push('\n');
            }
            text.push_str(&section.text);
        }
    }
    let of = text.chars().count();
    let text: String = text.chars().skip(from).take(chars).collect();
    let (query, _) = parse(query);
    let matches = match query.wants_something() {
        true => searcher.marks(&query, &[&text])?.remove(0),
        false => Vec::new(),
    };
    Ok(ReadPart { text, matches, from: from.min(of), of })
}

fn original(call: &Call) -> Result<Reply, Problem> {
    let searcher = &call.snapshot()?.searcher;
    let report = report_of(searcher, call.asked.text("id"))?;
    let roots = &searcher.manifest().roots;
    let hint = "the index is brought up to date by `xunzhang index`";
    // Only what the index is kept of is given out, whatever it once was.
    for (path, _) in
        report.places.iter().filter(|(path, _)| roots.iter().any(|root| path.starts_with(&root.path)))
    {
        if let Ok(bytes) = crate::source::read_file(path, ORIGINAL_BYTES_MAX) {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            return Ok(Reply::File(name, bytes));
        }
    }
    Err(Problem::not_there("the file is there no more, or too large", hint))
}
