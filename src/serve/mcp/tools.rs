//! The tools: what an assistant can ask, and short texts that answer, with places and citations.

use std::fmt::Write;

use serde_json::{Map, Value, json};

use crate::output::{shown_facts, source_of, source_of_facts};
use crate::report::compare::{Edit, Fate, compare};
use crate::search::{Hit, SearchOptions, WholeReport};
use crate::serve::api::across::{GROUPS, trend_group, trend_words, versions, wanted_figures};
use crate::serve::api::reports::{fitting, part_of, report_of, section_of};
use crate::serve::api::search::find;
use crate::serve::openapi::schema;
use crate::serve::parameters::{Kind, Parameter, parameter};
use crate::serve::problem::Problem;
use crate::serve::respond::Call;

use super::{Fault, WRONG_PARAMETERS, Who, call_of};

/// Letters of an id that are shown: so few tell any two reports apart.
const ID_LETTERS: usize = 16;
/// Width of what is shown of a hit, in columns.
const SNIPPET_COLUMNS: usize = 300;

const BUDGET: Parameter =
    parameter("max_chars", Kind::Number(6_000, 500, 60_000), "length of the answer in characters, at most");

/// A tool.
struct Tool {
    name: &'static str,
    about: &'static str,
    parameters: &'static [Parameter],
    answer: fn(&Call) -> Result<String, Problem>,
}

static TOOLS: &[Tool] = &[
    Tool {
        name: "search",
        about: "Find passages that answer a query, best first. Each hit has a `ref` for read_section and a citation. \
            The query language: words (ranked), \"exact run\", -excluded, title:…, heading:…, 年:2020..2025, 地区:湖北, 种类:规划, 甲 AND 乙, \
            同句:(甲 乙), or an address such as 刑法第266条.",
        parameters: &[
            parameter("query", Kind::Text, "what to look for, in Chinese"),
            parameter("limit", Kind::Number(5, 1, 30), "hits at most"),
            parameter("skip", Kind::Number(0, 0, 5_000), "hits to pass over"),
            parameter("exact", Kind::Flag, "no synonyms"),
            BUDGET,
        ],
        answer: search,
    },
    Tool {
        name: "read_section",
        about: "Read the section at a `ref`, with the sections below it; read on with `from`.",
        parameters: &[
            parameter("ref", Kind::Text, "as search and outline give it: ID@BYTE, ID#SECTION"),
            parameter("from", Kind::Number(0, 0, 1_000_000_000), "first character"),
            BUDGET,
        ],
        answer: read_section,
    },
    Tool {
        name: "outline",
        about: "The headings of a report with a `ref` for each section.",
        parameters: &[
            parameter("report", Kind::Text, "id or ref of the report"),
            parameter("depth", Kind::Number(3, 1, 9), "levels of headings"),
            BUDGET,
        ],
        answer: outline,
    },
    Tool {
        name: "list_reports",
        about: "The reports of the index, with their facts; narrowed by year, region, kind or words.",
        parameters: &[
            parameter(
                "query",
                Kind::MayText,
                "only reports that fit: 年:2020.. 地区:湖北 种类:政府工作报告, words, title:…",
            ),
            parameter("sort", Kind::OneOf(&["path", "date", "relevance"]), "order"),
            parameter("limit", Kind::Number(30, 1, 200), "reports at most"),
            parameter("skip", Kind::Number(0, 0, 100_000_000), "reports to pass over"),
            BUDGET,
        ],
        answer: list_reports,
    },
    Tool {
        name: "figures",
        about: "The numbers that reports give for an indicator (地区生产总值 增长), each with its sentence and `ref`; for \
            comparing places or years ask with one_per.",
        parameters: &[
            parameter(
                "indicator",
                Kind::Texts,
                "names of the indicator, of which one is enough, and words of change (增长)",
            ),
            parameter(
                "aim",
                Kind::OneOf(&["any", "target", "achieved"]),
                "what is to be reached (目标), or was reached",
            ),
            parameter("period", Kind::MayText, "the years that they speak of: 2026, 2021-2025, 十四五"),
            parameter("where", Kind::MayText, "only values that fit: >5%, 100..200亿元"),
            parameter("sure", Kind::Flag, "only what is sure"),
            parameter("by", Kind::OneOf(GROUPS), "in the order of these"),
            parameter("one_per", Kind::OneOf(GROUPS), "the best figure alone of each of these"),
            parameter("limit", Kind::Number(40, 1, 300), "figures at most"),
            BUDGET,
        ],
        answer: figures,
    },
    Tool {
        name: "trend",
        about: "How often words stand in the reports of each year, place or kind.",
        parameters: &[
            parameter("word", Kind::Texts, "the words"),
            parameter("by", Kind::OneOf(&["year", "region", "kind"]), "what reports are put together by"),
            BUDGET,
        ],
        answer: trend,
    },
    Tool {
        name: "compare",
        about: "What changed between two reports (old, new), or between two years of a series (series, region, from, to).",
        parameters: &[
            parameter("old", Kind::MayText, "id of the older report"),
            parameter("new", Kind::MayText, "id of the newer report"),
            parameter("series", Kind::MayText, "instead: what the titles of a series hold"),
            parameter("region", Kind::MayText, "of a series only the reports of this place"),
            parameter("from", Kind::Number(0, 1900, 2999), "year of the older report"),
            parameter("to", Kind::Number(0, 1900, 2999), "year of the newer report"),
            BUDGET,
        ],
        answer: comparison,
    },
];

/// Returns the tools, described.
pub(super) fn listed() -> Value {
    let described = |tool: &Tool| {
        let properties: Map<String, Value> = tool
            .parameters
            .iter()
            .map(|parameter| {
                let mut schema = schema(parameter.kind);
                schema["description"] = json!(parameter.about);
                (parameter.name.to_owned(), schema)
            })
            .collect();
        let is_needed = |parameter: &&Parameter| matches!(parameter.kind, Kind::Text | Kind::Texts);
        let needed = tool.parameters.iter().filter(is_needed).map(|parameter| parameter.name);
        json!({
            "name": tool.name,
            "description": tool.about,
            "inputSchema": {
                "type": "object",
                "properties": properties,
                "required": needed.collect::<Vec<_>>(),
                "additionalProperties": false,
            },
            "annotations": { "readOnlyHint": true, "openWorldHint": false },
        })
    };
    Value::Array(TOOLS.iter().map(described).collect())
}

/// Answers a call of a tool. What is wrong with what is asked is an answer too: the assistant can ask better.
pub(super) fn called(who: Who<'_>, parameters: &Value) -> Result<Value, Fault> {
    let name = parameters["name"].as_str().unwrap_or_default();
    let Some(tool) = TOOLS.iter().find(|tool| tool.name == name) else {
        let names: Vec<&str> = TOOLS.iter().map(|tool| tool.name).collect();
        return Err((
            WRONG_PARAMETERS,
            format!("there is no tool `{name}`; there are: {}", names.join(", ")),
        ));
    };
    let none = Map::new();
    let arguments = parameters["arguments"].as_object().unwrap_or(&none);
    let made = call_of(who, arguments, tool.parameters)
        .and_then(|call| Ok(within((tool.answer)(&call)?, call.asked.number(BUDGET.name))));
    let (text, is_error) = match made {
        Ok(text) => (text, false),
        Err(problem) => {
            let (detail, hint) = problem.told();
            (format!("{detail}\n{hint}"), true)
        }
    };
    Ok(json!({ "content": [{ "type": "text", "text": text }], "isError": is_error }))
}

/// Keeps an answer to its length, at the end of a line, and says so.
fn within(text: String, chars: usize) -> String {
    let Some((end, _)) = text.char_indices().nth(chars) else { return text };
    let end = text[..end].rfind('\n').filter(|line| *line > end / 2).unwrap_or(end);
    format!("{}\n… (cut: ask for less, or with a larger max_chars)", &text[..end])
}

fn short(id: &str) -> &str {
    id.get(..ID_LETTERS).unwrap_or(id)
}

fn search(call: &Call) -> Result<String, Problem> {
    let asked = &call.asked;
    let options = SearchOptions {
        limit: asked.number("limit"),
        exact: asked.flag("exact"),
        snippet_columns: SNIPPET_COLUMNS,
        ..SearchOptions::default()
    };
    let found = find(
        &call.snapshot()?.searcher,
        (asked.text("query"), &[]),
        &options,
        (asked.number("skip"), false),
    )?;
    let mut out = String::new();
    let (passages, reports) = (found.answer.passages, found.answer.reports);
    let _ = writeln!(
        out,
        "{}{} passages in {}{} reports",
        passages.prefix(),
        passages.count,
        reports.prefix(),
        reports.count
    );
    for note in found.notes.iter() {
        let _ = writeln!(out, "note: {note}");
    }
    if let Some(text) = found.respelled.filter(|_| found.answer.hits.is_empty()) {
        let _ = writeln!(out, "spelled like it: {text}");
    }
    for hit in &found.answer.hits {
        hit_lines(&mut out, hit);
    }
    if let Some(next) = found.next {
        let _ = writeln!(out, "\nmore: skip={next}");
    }
    Ok(out)
}

fn hit_lines(out: &mut String, hit: &Hit) {
    let source = crate::output::Source {
        headings: hit.heading_path.clone(),
        location: hit.location.clone(),
        ..source_of_facts(&hit.report, &hit.report_qualifier, hit.facts.as_deref())
    };
    let _ = writeln!(out, "\n[{}] {} › {}", hit.rank, source.title, hit.heading_path.join(" › "));
    let _ = writeln!(out, "ref: {}@{}", short(&hit.key), hit.byte_start);
    let _ = writeln!(out, "{}", hit.snippet.text.trim());
    let _ = writeln!(out, "citation: {}", source.gbt7714());
}

/// Returns the report and section (from 0) of a ref; the first section where it names none.
fn at_ref(call: &Call, name: &str) -> Result<(WholeReport, usize), Problem> {
    let searcher = &call.snapshot()?.searcher;
    let typed = call.asked.text(name).trim();
    let id = typed.split(['@', '#']).next().unwrap_or_default();
    let report = report_of(searcher, id)?;
    let nth = match (typed.split_once('@'), typed.split_once('#')) {
        (Some((_, byte)), _) => report.section_at(byte.parse().unwrap_or(0)).0,
        (_, Some((_, number))) => section_of(&report, number)?,
        _ => 0,
    };
    if report.sections.is_empty() {
        return Err(Problem::not_there("the report has no text", "choose another report"));
    }
    Ok((report, nth))
}

fn read_section(call: &Call) -> Result<String, Problem> {
    let (report, nth) = at_ref(call, "ref")?;
    let section = &report.sections[nth];
    // Some room is for what stands around the text.
    let chars = call.asked.number(BUDGET.name).saturating_sub(400).max(100);
    let part =
        part_of(&call.snapshot()?.searcher, &report, (nth, true), "", (call.asked.number("from"), chars))?;
    let mut out = String::new();
    let source = source_of(&report, section);
    let _ = writeln!(out, "{} › {}", source.title, section.headings.join(" › "));
    let _ = writeln!(out, "citation: {}", source.gbt7714());
    let id = short(&report.key);
    let _ = writeln!(
        out,
        "section {} of {}; before: {id}#{}, next: {id}#{}\n",
        nth + 1,
        report.sections.len(),
        nth.max(1),
        (nth + 2).min(report.sections.len())
    );
    out.push_str(&part.text);
    let end = part.from + part.text.chars().count();
    if end < part.of {
        let _ = writeln!(out, "\n… read on with from={end} ({} characters in all)", part.of);
    }
    Ok(out)
}

fn outline(call: &Call) -> Result<String, Problem> {
    let (report, _) = at_ref(call, "report")?;
    let mut out = format!("{} ({})\n", report.full_title(), short(&report.key));
    if let Some(facts) = &report.facts {
        let _ = writeln!(out, "{}", shown_facts(facts).join(" · "));
    }
    for (nth, section) in report.sections.iter().enumerate() {
        let depth = section.headings.len();
        if let Some(heading) = section.headings.last().filter(|_| depth <= call.asked.number("depth")) {
            let _ = writeln!(out, "{}{heading}  #{}", "  ".repeat(depth - 1), nth + 1);
        }
    }
    Ok(out)
}

fn list_reports(call: &Call) -> Result<String, Problem> {
    let asked = &call.asked;
    let listing = fitting(call, asked.text("query"), asked.word("sort"))?;
    let found = &listing.reports;
    let mut out = format!("{} reports\n", found.len());
    for report in found.iter().skip(asked.number("skip")).take(asked.number("limit")) {
        let facts = shown_facts(&report.facts).join(" · ");
        let _ = writeln!(out, "{}  {}{}  {facts}", short(&report.key), report.qualifier, report.title);
    }
    let next = asked.number("skip") + asked.number("limit");
    if next < found.len() {
        let _ = writeln!(out, "more: skip={next}");
    }
    Ok(out)
}

fn figures(call: &Call) -> Result<String, Problem> {
    let found = call.snapshot()?.searcher.figures(&wanted_figures(&call.asked)?)?;
    let mut out = format!("{} figures in {} reports\n", found.rows.len(), found.reports);
    for row in found.rows.iter().take(call.asked.number("limit")) {
        let figure = &row.figure;
        let (before, behind) = figure.relation.printed();
        let period = figure.period.map(|period| period.to_string()).unwrap_or_default();
        let doubts = row.doubts().join("; ");
        let doubts = if doubts.is_empty() { String::new() } else { format!(" (not sure: {doubts})") };
        let _ = writeln!(
            out,
            "- {}{}: {before}{}{behind} {} {} {} {period}{doubts}\n  “{}” ref: {}@{}",
            row.qualifier,
            row.report,
            figure.printed,
            figure.indicator,
            figure.measure,
            figure.aim.name(),
            figure.sentence.trim(),
            short(&row.key),
            row.byte_start
        );
    }
    Ok(out)
}

fn trend(call: &Call) -> Result<String, Problem> {
    let words = trend_words(&call.asked)?;
    let trend = call.snapshot()?.searcher.trend(&words, trend_group(call.asked.word("by")))?;
    let mut out = String::new();
    for (nth, word) in trend.words.iter().enumerate() {
        let _ = writeln!(out, "{word}: group, hits, reports with it / reports, per 10,000 characters");
        for row in trend.rows.iter().filter(|row| row.reports > 0) {
            let count = row.counts.get(nth).cloned().unwrap_or_default();
            let group = if row.group.is_empty() { "(not told)" } else { &row.group };
            let share = row.per_10_000(nth);
            let _ = writeln!(out, "{group}, {}, {}/{}, {share:.2}", count.hits, count.holding, row.reports);
        }
    }
    if trend.copies > 0 {
        let _ = writeln!(out, "{} copies of reports are left out", trend.copies);
    }
    Ok(out)
}

fn comparison(call: &Call) -> Result<String, Problem> {
    let [old, new] = versions(call)?;
    let changes = compare(&old.1, &new.1);
    let mut out = format!("{} → {}\n", old.0, new.0);
    let same = changes.iter().filter(|change| change.fate == Fate::Same).count();
    let _ = writeln!(out, "{} sections, {same} the same", changes.len());
    for change in changes.iter().filter(|change| change.fate != Fate::Same) {
        let headings = |parts: &[crate::report::compare::Part], which: &[usize]| {
            let heading = |nth: &usize| parts[*nth].headings.join(" › ");
            which.iter().map(heading).collect::<Vec<_>>().join(" + ")
        };
        let (before, after) = (headings(&old.1, &change.old), headings(&new.1, &change.new));
        let _ = writeln!(out, "\n{}: {before} → {after}", change.fate.name());
        for figure in &change.figures {
            let _ = writeln!(out, "  {}: {} → {}", figure.indicator, figure.before, figure.after);
        }
        for edit in &change.edits {
            match edit {
                Edit::Kept(_) => {}
                Edit::Gone(sentence) => {
                    let _ = writeln!(out, "  - {}", sentence.trim());
                }
                Edit::New(sentence) => {
                    let _ = writeln!(out, "  + {}", sentence.trim());
                }
            }
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_kept_to_its_length_and_says_so() {
        assert_eq!(within("甲\n乙".to_owned(), 3), "甲\n乙");
        let cut = within("一二三四五\n六七八九十\n".to_owned(), 8);
        assert!(cut.starts_with("一二三四五\n… (cut"), "{cut}");
    }

    #[test]
    fn every_tool_is_described_by_a_schema() {
        let tools = listed();
        let tools = tools.as_array().expect("a list");
        assert_eq!(tools.len(), 7);
        for tool in tools {
            assert!(tool["inputSchema"]["properties"]["max_chars"].is_object(), "{tool}");
            assert_eq!(tool["annotations"]["readOnlyHint"], true);
        }
        assert_eq!(tools[0]["inputSchema"]["required"], json!(["query"]));
    }
}
