//! Two versions of a report: what became of each section, for people, as a page, and for programs.

use std::io::{self, Write};

use serde::Serialize;

use crate::language::tr;
use crate::report::compare::{Change, Edit, Fate, Part};
use crate::text::harmless_line;

use super::json::write_line;
use super::layout::{MARGIN, Screen};

/// Two versions and what became of each section.
#[derive(Clone, Copy, Debug)]
pub struct Comparison<'a> {
    /// What the older and the newer one are called.
    pub names: (&'a str, &'a str),
    /// Sections of the older one.
    pub old: &'a [Part],
    /// Sections of the newer one.
    pub new: &'a [Part],
    /// What became of them.
    pub changes: &'a [Change],
}

impl Comparison<'_> {
    /// Headings of sections, joined.
    fn headings(parts: &[Part], which: &[usize]) -> String {
        let heading = |nth: &usize| match parts[*nth].headings.last() {
            Some(heading) => harmless_line(heading),
            None => tr!("across-before-headings"),
        };
        which.iter().map(heading).collect::<Vec<_>>().join(" + ")
    }

    /// 第三条 → 第四条, or one of them alone.
    fn heading_of(&self, change: &Change) -> String {
        let (old, new) = (Self::headings(self.old, &change.old), Self::headings(self.new, &change.new));
        match (old.is_empty(), new.is_empty()) {
            (true, _) => new,
            (_, true) => old,
            _ if old == new => old,
            _ => format!("{old} → {new}"),
        }
    }

    /// 2 came, 1 went, 3 reworded.
    fn summary(&self) -> String {
        let fates = [
            Fate::Came,
            Fate::Went,
            Fate::Reworded,
            Fate::Split,
            Fate::Joined,
            Fate::Moved,
            Fate::Renamed,
            Fate::Same,
        ];
        let count = |fate: Fate| self.changes.iter().filter(|change| change.fate == fate).count();
        let told = fates.iter().filter(|fate| count(**fate) > 0);
        let told: Vec<String> = told.map(|fate| format!("{} {}", count(*fate), fate.name())).collect();
        format!("{}: {}", tr!("count-sections", count = self.changes.len()), told.join(", "))
    }
}

#[derive(Serialize)]
struct JsonChange<'a> {
    old_report: &'a str,
    new_report: &'a str,
    fate: &'a str,
    old: Vec<JsonPart<'a>>,
    new: Vec<JsonPart<'a>>,
    edits: Vec<JsonEdit<'a>>,
    figures: Vec<JsonFigureChange<'a>>,
}

#[derive(Serialize)]
struct JsonPart<'a> {
    heading_path: &'a [String],
    line: usize,
    text: &'a str,
}

#[derive(Serialize)]
struct JsonEdit<'a> {
    what: &'a str,
    sentence: &'a str,
}

#[derive(Serialize)]
struct JsonFigureChange<'a> {
    indicator: &'a str,
    before: &'a str,
    after: &'a str,
}

/// Writes what became of each section as a line of JSON, those that stayed the same too.
///
/// # Errors
/// What the writer says.
pub fn write_comparison_json(out: &mut dyn Write, told: Comparison<'_>) -> io::Result<()> {
    for change in told.changes {
        fn parts<'a>(parts: &'a [Part], which: &[usize]) -> Vec<JsonPart<'a>> {
            let part = |nth: &usize| {
                let part = &parts[*nth];
                JsonPart { heading_path: &part.headings, line: part.line, text: part.text.trim() }
            };
            which.iter().map(part).collect()
        }
        let edits = change.edits.iter().map(|edit| {
            let (what, sentence) = match edit {
                Edit::Kept(sentence) => ("kept", sentence),
                Edit::Gone(sentence) => ("gone", sentence),
                Edit::New(sentence) => ("new", sentence),
            };
            JsonEdit { what, sentence }
        });
        let figures = change.figures.iter().map(|figure| JsonFigureChange {
            indicator: &figure.indicator,
            before: &figure.before,
            after: &figure.after,
        });
        let line = JsonChange {
            old_report: told.names.0,
            new_report: told.names.1,
            fate: change.fate.name(),
            old: parts(told.old, &change.old),
            new: parts(told.new, &change.new),
            edits: edits.collect(),
            figures: figures.collect(),
        };
        write_line(out, &line)?;
    }
    Ok(())
}

/// Writes what changed: of each section its fate, of reworded ones the sentences, `-` what went and `+` what came.
///
/// # Errors
/// What the writer says.
pub fn write_comparison(out: &mut dyn Write, told: Comparison<'_>, screen: Screen) -> io::Result<()> {
    let width = screen.columns.map_or(usize::MAX, |columns| columns.saturating_sub(MARGIN.len()).max(20));
    writeln!(out, "{} → {}", harmless_line(told.names.0), harmless_line(told.names.1))?;
    for change in told.changes.iter().filter(|change| change.fate != Fate::Same) {
        writeln!(out, "{:<8}  {}", change.fate.name(), screen.title(&told.heading_of(change)))?;
        for figure in &change.figures {
            let line = format!("{}: {} → {}", figure.indicator, figure.before, figure.after);
            writeln!(out, "{MARGIN}{}", harmless_line(&line))?;
        }
        let whole = |sign: char, part: &Part| (sign, part.text.split_whitespace().collect::<String>());
        let lines: Vec<(char, String)> = match change.fate {
            Fate::Came => change.new.iter().map(|nth| whole('+', &told.new[*nth])).collect(),
            Fate::Went => change.old.iter().map(|nth| whole('-', &told.old[*nth])).collect(),
            _ => change.edits.iter().filter_map(signed).collect(),
        };
        for (sign, sentence) in lines.into_iter().filter(|(_, sentence)| !sentence.is_empty()) {
            let sentence = harmless_line(&sentence);
            for (nth, line) in screen.marked_lines(&sentence, &[], width.saturating_sub(2)).iter().enumerate()
            {
                writeln!(out, "{MARGIN}{} {line}", if nth == 0 { sign } else { ' ' })?;
            }
        }
    }
    writeln!(out, "{}", told.summary())
}

fn signed(edit: &Edit) -> Option<(char, String)> {
    match edit {
        Edit::Kept(_) => None,
        Edit::Gone(sentence) => Some(('-', sentence.clone())),
        Edit::New(sentence) => Some(('+', sentence.clone())),
    }
}

/// Style of the page; it names no font that must be installed and loads nothing.
/// Sections in a row that say the same, from which on they are folded into a line of the page.
const FOLDED_MIN: usize = 3;
const STYLE: &str = "body{font-family:system-ui,sans-serif;max-width:60em;margin:2em auto;padding:0 1em;line-height:1.7}\
    h2{font-size:1.05em;margin:1.6em 0 .3em}h2 small{font-weight:normal;color:#666;margin-right:.6em}\
    h1{font-size:1.4em;overflow-wrap:anywhere}summary{font-weight:bold;margin:1.2em 0 .3em;cursor:pointer}\
    summary small{font-weight:normal;margin-right:.6em}ul{columns:12em;margin:.3em 0}\
    p{margin:.2em 0}del{background:#fdd;text-decoration:line-through}ins{background:#dfd;text-decoration:none}\
    .figure{color:#06c}.same{color:#777}";

/// Returns a page of its own that shows the whole comparison.
pub fn comparison_page(told: Comparison<'_>) -> String {
    let (old, new) = (escaped(told.names.0), escaped(told.names.1));
    let mut page = format!(
        "<!DOCTYPE html>\n<html lang=\"zh\"><head><meta charset=\"utf-8\"><title>{old} → {new}</title>\
         <style>{STYLE}</style></head><body>\n<h1>{old} → {new}</h1>\n<p>{}</p>\n",
        escaped(&told.summary())
    );
    let is_same = |change: &Change| change.fate == Fate::Same;
    for run in told.changes.chunk_by(|one, next| is_same(one) && is_same(next)) {
        if is_same(&run[0]) && run.len() >= FOLDED_MIN {
            page.push_str(&folded_sections(told, run));
        } else {
            run.iter().for_each(|change| page.push_str(&section(told, change)));
        }
    }
    page.push_str("</body></html>\n");
    page
}

/// Sections that say the same, one after another: their headings are shown when somebody asks for them.
fn folded_sections(told: Comparison<'_>, run: &[Change]) -> String {
    let headings: Vec<String> = run.iter().map(|change| escaped(&told.heading_of(change))).collect();
    let (first, last) = (&headings[0], &headings[headings.len() - 1]);
    let items: String = headings.iter().map(|heading| format!("<li>{heading}</li>")).collect();
    format!(
        "<details><summary class=\"same\"><small>{} × {}</small>{first} … {last}</summary><ul>{items}</ul></details>\n",
        Fate::Same.name(),
        run.len()
    )
}

/// A section with what changed in it.
fn section(told: Comparison<'_>, change: &Change) -> String {
    let class = if change.fate == Fate::Same { " class=\"same\"" } else { "" };
    let heading = escaped(&told.heading_of(change));
    let mut page = format!("<h2{class}><small>{}</small>{heading}</h2>\n", change.fate.name());
    for figure in &change.figures {
        let [indicator, before, after] =
            [&figure.indicator, &figure.before, &figure.after].map(|text| escaped(text));
        page.push_str(&format!("<p class=\"figure\">{indicator}: {before} → {after}</p>\n"));
    }
    let body: String = match change.fate {
        Fate::Came => {
            change.new.iter().map(|nth| format!("<ins>{}</ins>", escaped(&told.new[*nth].text))).collect()
        }
        Fate::Went => {
            change.old.iter().map(|nth| format!("<del>{}</del>", escaped(&told.old[*nth].text))).collect()
        }
        Fate::Same | Fate::Renamed | Fate::Moved => String::new(),
        _ => change.edits.iter().map(marked).collect(),
    };
    if !body.is_empty() {
        page.push_str(&format!("<p>{body}</p>\n"));
    }
    page
}

fn marked(edit: &Edit) -> String {
    match edit {
        Edit::Kept(sentence) => escaped(sentence),
        Edit::Gone(sentence) => format!("<del>{}</del>", escaped(sentence)),
        Edit::New(sentence) => format!("<ins>{}</ins>", escaped(sentence)),
    }
}

fn escaped(text: &str) -> String {
    harmless_line(text.trim())
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
