//! Quotations with their sources: plain text, GB/T 7714-2015, Markdown, BibTeX, CSL-JSON. What is not known is left out.

use std::io::{self, Write};
use std::path::PathBuf;

use serde_json::{Map, Value, json};

use crate::text::{Location, harmless_line};

use super::json::write_line;

/// How a source is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CiteForm {
    /// 《title》（issuer, date, number）, headings, place.
    Text,
    /// As Chinese journals ask for it (GB/T 7714-2015).
    Gbt7714,
    /// A block of quotation with a link to the file.
    Markdown,
    /// An entry for LaTeX.
    Bibtex,
    /// An item of CSL-JSON, which Zotero and pandoc read; one object a line.
    Json,
}

/// What is known of where a text is from; empty where it is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Title of the report, with what tells it apart.
    pub title: String,
    /// Who issued it.
    pub issuer: String,
    /// When, as 2026-01-25, 2026-01 or 2026.
    pub date: String,
    /// Its document number, as 国发〔2024〕1号.
    pub number: String,
    /// Headings from the first level down to the section.
    pub headings: Vec<String>,
    /// Path of the file.
    pub path: PathBuf,
    /// Where in the file.
    pub location: Location,
}

impl Default for Source {
    fn default() -> Source {
        let [title, issuer, date, number] = [const { String::new() }; 4];
        let (headings, path) = (Vec::new(), PathBuf::new());
        Source { title, issuer, date, number, headings, path, location: Location::Line { line: 1 } }
    }
}

impl Source {
    /// Returns it as Chinese journals ask for it, on one line.
    pub fn gbt7714(&self) -> String {
        harmless_line(&gbt7714(self))
    }

    /// The place as Chinese texts name it.
    fn place(&self) -> String {
        format!("{}{}", self.location.in_chinese(), mark(self.location.recognised()))
    }

    /// The kind of document by GB/T 7714: R is a report, Z what has no sign of its own (notices, laws).
    fn kind(&self) -> &'static str {
        if self.title.contains("报告") { "R" } else { "Z" }
    }

    /// 《title》（issuer, date, number）.
    fn named(&self) -> String {
        let known = [&self.issuer, &self.date, &self.number].map(String::as_str);
        let known: Vec<&str> = known.into_iter().filter(|part| !part.is_empty()).collect();
        let known = if known.is_empty() { String::new() } else { format!("（{}）", known.join("，")) };
        format!("《{}》{known}", self.title)
    }

    /// The headings and the place, parted by commas; a file's line is no place for a reader of a paper.
    fn inside(&self) -> Vec<String> {
        let headings = self.headings.join(" › ");
        [headings, self.place()].into_iter().filter(|part| !part.is_empty()).collect()
    }
}

/// Writes a quotation with its source; the quotation itself only in Markdown and plain text.
///
/// # Errors
/// What the writer says.
pub fn write_cite(out: &mut dyn Write, form: CiteForm, source: &Source, quote: &str) -> io::Result<()> {
    let lines: Vec<String> = quote
        .lines()
        .map(|line| harmless_line(line).trim().to_owned())
        .filter(|line| !line.is_empty())
        .collect();
    let line = harmless_line(&match form {
        CiteForm::Text => {
            return writeln!(out, "{}\n——{}\n", lines.join("\n"), harmless_line(&text(source)));
        }
        CiteForm::Markdown => {
            let quoted: Vec<String> = lines.iter().map(|line| format!("> {}", markdown_safe(line))).collect();
            return writeln!(out, "{}\n>\n> —— {}\n", quoted.join("\n>\n"), harmless_line(&markdown(source)));
        }
        CiteForm::Json => return write_line(out, &csl(source)),
        CiteForm::Bibtex => return out.write_all(bibtex(source).as_bytes()),
        CiteForm::Gbt7714 => gbt7714(source),
    });
    writeln!(out, "{line}")
}

fn text(source: &Source) -> String {
    [vec![source.named()], source.inside()].concat().join("，")
}

/// 主要责任者. 题名: 文号[文献类型标识]. 日期: 引文位置.
/// The mark of text that a recogniser read in a picture: whoever cites it looks at the page first.
fn mark(recognised: Option<u8>) -> &'static str {
    if recognised.is_some() { "（识别文本）" } else { "" }
}

fn gbt7714(source: &Source) -> String {
    let author = if source.issuer.is_empty() { String::new() } else { format!("{}. ", source.issuer) };
    let number = if source.number.is_empty() { String::new() } else { format!("：{}", source.number) };
    let date = if source.date.is_empty() { String::new() } else { format!(". {}", source.date) };
    let page = match &source.location {
        Location::Page { page, page_label, .. } => page_label.clone().unwrap_or_else(|| page.to_string()),
        _ => source.headings.last().cloned().unwrap_or_default(),
    };
    let page = if page.is_empty() { String::new() } else { format!(": {page}") };
    let page = format!("{page}{}", mark(source.location.recognised()));
    format!("{author}{}{number}[{}]{date}{page}.", source.title, source.kind())
}

fn markdown(source: &Source) -> String {
    let path = source.path.to_string_lossy().replace('>', "%3E").replace('<', "%3C");
    let named = markdown_safe(&source.named());
    let linked = match named.split_once('》') {
        Some((title, rest)) => format!("[{title}》](<{path}>){rest}"),
        None => named,
    };
    let inside = source.inside().into_iter().map(|part| markdown_safe(&part));
    [vec![linked], inside.collect()].concat().join("，")
}

/// Signs that Markdown would take for its own.
fn markdown_safe(text: &str) -> String {
    let signs = |c: char| matches!(c, '*' | '_' | '`' | '[' | ']' | '<' | '\\' | '#');
    text.chars().flat_map(|c| signs(c).then_some('\\').into_iter().chain([c])).collect()
}

fn bibtex(source: &Source) -> String {
    let safe = |text: &str| harmless_line(text).replace(['{', '}', '\\'], "");
    let mut fields = vec![("title", safe(&format!("{{{}}}", source.title)))];
    fields[0].1 = format!("{{{}}}", fields[0].1);
    let year = source.date.get(..4).unwrap_or_default();
    let note = source.inside().join(", ");
    let file = source.path.to_string_lossy();
    let rest = [
        ("institution", source.issuer.as_str()),
        ("number", source.number.as_str()),
        ("year", year),
        ("date", source.date.as_str()),
        ("note", note.as_str()),
        ("file", &*file),
    ];
    fields.extend(
        rest.into_iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| (name, safe(value))),
    );
    let lines: Vec<String> = fields.iter().map(|(name, value)| format!("  {name} = {{{value}}}")).collect();
    format!("@techreport{{{},\n{}\n}}\n", id(source), lines.join(",\n"))
}

/// A name for the entry that stays the same: of letters and digits, as all programs take it.
fn id(source: &Source) -> String {
    let year = source.date.get(..4).unwrap_or_default();
    let hash = blake3::hash(format!("{}\n{}", source.title, source.headings.join("\n")).as_bytes()).to_hex();
    format!("xunzhang{year}-{}", &hash[..8])
}

fn csl(source: &Source) -> Value {
    let mut item = Map::new();
    let mut put = |name: &str, value: Value| item.insert(name.to_owned(), value);
    put("id", json!(id(source)));
    put("type", json!("report"));
    put("title", json!(source.title));
    if !source.issuer.is_empty() {
        put("author", json!([{ "literal": source.issuer }]));
    }
    let parts: Vec<u32> = source.date.split('-').filter_map(|part| part.parse().ok()).collect();
    if !parts.is_empty() {
        put("issued", json!({ "date-parts": [parts] }));
    }
    if !source.number.is_empty() {
        put("number", json!(source.number));
    }
    if !source.headings.is_empty() {
        put("section", json!(source.headings.join(" › ")));
    }
    if let Location::Page { page, page_label, .. } = &source.location {
        put("page", json!(page_label.clone().unwrap_or_else(|| page.to_string())));
    }
    put("note", json!(format!("{}:{}", source.path.to_string_lossy(), source.location)));
    Value::Object(item)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source() -> Source {
        Source {
            title: "关于加强教师减负的通知".to_owned(),
            issuer: "教育部".to_owned(),
            date: "2024-03-01".to_owned(),
            number: "教师〔2024〕1号".to_owned(),
            headings: vec!["一、总体要求".to_owned()],
            path: PathBuf::from("/r/通知.pdf"),
            location: Location::Page { page: 3, page_label: None, recognised: None },
        }
    }

    fn cited(form: CiteForm, source: &Source) -> String {
        let mut out = Vec::new();
        write_cite(&mut out, form, source, "减轻*负担。\n\n安心从教。").expect("memory takes every byte");
        String::from_utf8(out).expect("text")
    }

    #[test]
    fn every_form_says_what_is_known() {
        let all = source();
        let [text, gbt, markdown] =
            [CiteForm::Text, CiteForm::Gbt7714, CiteForm::Markdown].map(|form| cited(form, &all));
        assert_eq!(
            text,
            "减轻*负担。\n安心从教。\n——《关于加强教师减负的通知》（教育部，2024-03-01，教师〔2024〕1号），一、总体要求，第3页\n\n"
        );
        assert_eq!(gbt, "教育部. 关于加强教师减负的通知：教师〔2024〕1号[Z]. 2024-03-01: 3.\n");
        assert!(
            markdown.starts_with(
                "> 减轻\\*负担。\n>\n> 安心从教。\n>\n> —— [《关于加强教师减负的通知》](</r/通知.pdf>)"
            ),
            "{markdown}"
        );
        let bibtex = cited(CiteForm::Bibtex, &all);
        assert!(
            bibtex.starts_with("@techreport{xunzhang2024-") && bibtex.contains("  year = {2024},\n"),
            "{bibtex}"
        );
        assert_eq!(bibtex.matches('{').count(), bibtex.matches('}').count());
        let json: Value = serde_json::from_str(&cited(CiteForm::Json, &all)).expect("JSON");
        assert_eq!(json["issued"]["date-parts"][0], json!([2024, 3, 1]));
    }

    #[test]
    fn what_is_not_known_is_left_out() {
        let source = Source { title: "自评报告".to_owned(), ..Source::default() };
        assert_eq!(cited(CiteForm::Gbt7714, &source), "自评报告[R].\n");
        assert!(cited(CiteForm::Text, &source).ends_with("——《自评报告》，第1行\n\n"));
        let json: Value = serde_json::from_str(&cited(CiteForm::Json, &source)).expect("JSON");
        assert_eq!((json.get("author"), json.get("issued"), json.get("number")), (None, None, None));
    }
}
