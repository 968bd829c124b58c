//! What was typed to a plain tree. Any text at all is a query: what makes no sense is ignored and said.
//!
//! - `lex.rs`: characters to tokens (words, quoted runs, signs), each with its place
//! - `partners.rs`: which brackets belong together
//! - `parse.rs`: tokens to the tree
//! - `compared.rs`: comparisons of values, bound to the words beside them
//! - `fact.rs`: facts that a report can be asked for
//! - `address/`: a text that is a report's name and the number of a part of it
//! - `hints.rs`: what looks like a sign and is none
//! - `pieces.rs`: where words typed freely were parted
//!
//! The language, from what binds closest: `title:词` `年:2020..2025` `同句:(甲 乙)` `"run"` `甲…乙` `>5%` `-not` and `( )`; side by side; `AND`; `OR`.
//! A text without any sign is one [`Query::Text`] just as it was typed, whatever punctuation it holds.

pub mod address;
mod compared;
mod fact;
mod hints;
mod lex;
mod parse;
mod partners;
mod pieces;
mod signs;
#[cfg(test)]
mod tests;

use std::fmt;

pub use fact::{FactField, FactValue, TypedName};
pub use hints::hints;
pub use parse::{Ignored, parse, parse_knowing};
pub use pieces::{pieces, stretches};

/// What was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Query {
    /// Nothing at all.
    Nothing,
    /// Words typed freely, with their blanks: they choose and rank, and none is required.
    Text(String),
    /// A run of characters that must stand there as it is, blanks and widths aside.
    Run(String),
    /// Runs in this order within one sentence, anything between them; at least two.
    Gap(Vec<String>),
    /// All of these runs in one sentence, paragraph, section or report; at least one.
    Within(Scope, Vec<String>),
    /// A run that must stand in a field of the report.
    Field(Field, String),
    /// Words typed freely that a field of the report (its title, or a heading on the way) must hold, in any order.
    FieldWords(Field, String),
    /// A report of which this is known: its year, region, kind.
    Fact(FactField, FactValue),
    /// A value that fits this comparison, in one sentence with all words and runs that stand beside it; at least one.
    Compared(Vec<String>, String),
    /// Side by side: the text ranks, all else is required. At most one [`Query::Text`] is among them.
    Together(Vec<Query>),
    /// All of them must hold within a section, words included.
    And(Vec<Query>),
    /// At least one of them.
    Or(Vec<Query>),
    /// It must not stand in the section.
    Not(Box<Query>),
}

/// What a run can be asked to stand in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    /// The title of the report.
    Title,
    /// A heading on the way down to the passage.
    Heading,
    /// The path of a file that holds the report.
    Path,
}

impl Field {
    /// Every name that a field is typed by; the first of each is how it is shown.
    const NAMES: [(&'static str, Field); 13] = [
        ("title", Field::Title),
        ("标题", Field::Title),
        ("標題", Field::Title),
        ("題名", Field::Title),
        ("题名", Field::Title),
        ("heading", Field::Heading),
        ("章节", Field::Heading),
        ("章節", Field::Heading),
        ("小标题", Field::Heading),
        ("小標題", Field::Heading),
        ("path", Field::Path),
        ("路径", Field::Path),
        ("路徑", Field::Path),
    ];

    /// Returns the field with this name, in any case and width.
    fn named(name: &str) -> Option<Field> {
        Field::NAMES.iter().find(|(known, _)| is_named(known, name)).map(|(_, field)| *field)
    }

    fn name(self) -> &'static str {
        match self {
            Field::Title => "title",
            Field::Heading => "heading",
            Field::Path => "path",
        }
    }
}

/// A stretch of text that several runs can be asked to stand in together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// A sentence: up to 。！？；, or the end of its paragraph.
    Sentence,
    /// A paragraph.
    Paragraph,
    /// A section's own text, its heading included.
    Section,
    /// The report.
    Report,
}

impl Scope {
    /// Every name that a scope is typed by; the first of each is how it is shown.
    const NAMES: [(&'static str, Scope); 9] = [
        ("sentence", Scope::Sentence),
        ("同句", Scope::Sentence),
        ("paragraph", Scope::Paragraph),
        ("同段", Scope::Paragraph),
        ("section", Scope::Section),
        ("同节", Scope::Section),
        ("同節", Scope::Section),
        ("report", Scope::Report),
        ("同篇", Scope::Report),
    ];

    /// Returns the scope with this name, in any case and width.
    fn named(name: &str) -> Option<Scope> {
        Scope::NAMES.iter().find(|(known, _)| is_named(known, name)).map(|(_, scope)| *scope)
    }

    fn name(self) -> &'static str {
        match self {
            Scope::Sentence => "sentence",
            Scope::Paragraph => "paragraph",
            Scope::Section => "section",
            Scope::Report => "report",
        }
    }
}

/// Whether a name is typed so, in any case, wide or narrow: ＴＩＴＬＥ is title.
pub(in crate::query) fn is_named(known: &str, typed: &str) -> bool {
    let narrow = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        _ => c,
    };
    known.chars().eq(typed.chars().map(|c| narrow(c).to_ascii_lowercase()))
}

impl Query {
    /// Returns a query that must fit all of these conditions too.
    pub fn narrowed_by(self, conditions: &[Query]) -> Query {
        let conditions = conditions.iter().cloned();
        match self {
            query if conditions.len() == 0 => query,
            Query::Nothing => Query::Together(conditions.collect()),
            Query::Together(parts) => Query::Together(parts.into_iter().chain(conditions).collect()),
            query => Query::Together([query].into_iter().chain(conditions).collect()),
        }
    }

    /// Returns whether anything is asked for: exclusions alone choose no passage.
    pub fn wants_something(&self) -> bool {
        match self {
            Query::Nothing | Query::Not(_) => false,
            Query::Text(_) | Query::Run(_) | Query::Gap(_) | Query::Within(..) => true,
            Query::Field(..) | Query::FieldWords(..) | Query::Fact(..) | Query::Compared(..) => true,
            Query::Together(all) | Query::And(all) | Query::Or(all) => all.iter().any(Query::wants_something),
        }
    }

    /// Returns whether anything of it is looked for in texts: facts, titles and paths only choose reports.
    pub fn ranks(&self) -> bool {
        match self {
            Query::Text(_) | Query::Run(_) | Query::Gap(_) | Query::Within(..) => true,
            Query::Together(all) | Query::And(all) | Query::Or(all) => all.iter().any(Query::ranks),
            Query::Nothing | Query::Field(..) | Query::FieldWords(..) | Query::Fact(..) => false,
            Query::Compared(..) | Query::Not(_) => false,
        }
    }

    /// Calls `each` with everything that was typed to be looked for or excluded, in order.
    pub fn for_each_text<'a>(&'a self, each: &mut dyn FnMut(&'a str)) {
        match self {
            // The words of a comparison stand beside it.
            Query::Nothing | Query::Compared(..) => {}
            Query::Text(text) | Query::Run(text) | Query::Field(_, text) | Query::FieldWords(_, text) => {
                each(text)
            }
            Query::Fact(_, value) => each(&value.typed),
            Query::Gap(runs) | Query::Within(_, runs) => runs.iter().for_each(|run| each(run)),
            Query::Not(query) => query.for_each_text(each),
            Query::Together(all) | Query::And(all) | Query::Or(all) => {
                all.iter().for_each(|query| query.for_each_text(each));
            }
        }
    }

    /// Returns the words typed freely that are wanted, with their blanks; `None` where there are none.
    pub fn free_text(&self) -> Option<String> {
        match self {
            Query::Text(text) => Some(text.clone()),
            Query::Together(all) | Query::And(all) | Query::Or(all) => {
                let texts: Vec<String> = all.iter().filter_map(Query::free_text).collect();
                (!texts.is_empty()).then(|| texts.join(" "))
            }
            _ => None,
        }
    }

    /// Returns the query without what it leaves out; `None` when it leaves nothing out.
    pub fn without_exclusions(&self) -> Option<Query> {
        if !self.excludes() {
            return None;
        }
        let kept = |all: &[Query]| -> Vec<Query> {
            let kept = all.iter().filter(|query| !matches!(query, Query::Not(_)));
            kept.map(|query| query.without_exclusions().unwrap_or_else(|| query.clone())).collect()
        };
        Some(match self {
            Query::Together(all) => Query::Together(kept(all)),
            Query::And(all) => Query::And(kept(all)),
            Query::Or(all) => Query::Or(kept(all)),
            _ => Query::Nothing,
        })
    }

    /// Returns a sentence with quoted runs in it asked less strictly: the runs are preferred, their words are looked for
    /// with the others, and only what else is required stays so. `None` where there is no free text or no run beside it.
    pub fn with_runs_preferred(&self) -> Option<Query> {
        let Query::Together(all) = self else { return None };
        let is_run = |part: &Query| matches!(part, Query::Run(_));
        if !all.iter().any(is_run) || !all.iter().any(|part| matches!(part, Query::Text(_))) {
            return None;
        }
        // Fields, scopes and exclusions stay required: only the sentence gives way.
        let of_sentence = |part: &&Query| matches!(part, Query::Text(_) | Query::Run(_));
        let (sentence, others): (Vec<&Query>, Vec<&Query>) = all.iter().partition(of_sentence);
        let mut words: Vec<&str> = Vec::new();
        sentence.iter().for_each(|part| part.for_each_text(&mut |text| words.push(text)));
        let runs = sentence.iter().filter(|part| is_run(part)).map(|run| (*run).clone());
        // In an OR the text alone is enough, and a run that stands there still counts.
        let preferred = Query::Or(std::iter::once(Query::Text(words.join(" "))).chain(runs).collect());
        if others.is_empty() {
            return Some(preferred);
        }
        Some(Query::Together(std::iter::once(preferred).chain(others.into_iter().cloned()).collect()))
    }

    fn excludes(&self) -> bool {
        match self {
            Query::Not(_) => true,
            Query::Together(all) | Query::And(all) | Query::Or(all) => all.iter().any(Query::excludes),
            _ => false,
        }
    }

    /// How closely it binds; what binds less closely than its surroundings is shown in brackets.
    fn binding(&self) -> u8 {
        match self {
            Query::Or(_) => 0,
            Query::And(_) => 1,
            Query::Together(_) => 2,
            Query::Text(text) if text.contains(char::is_whitespace) => 2,
            _ => 3,
        }
    }

    fn fmt_inside(&self, out: &mut fmt::Formatter<'_>, binding: u8) -> fmt::Result {
        if self.binding() < binding { write!(out, "({self})") } else { write!(out, "{self}") }
    }
}

/// Writes the query as it could be typed.
impl fmt::Display for Query {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |out: &mut fmt::Formatter<'_>, all: &[Query], between: &str, binding: u8| {
            for (nth, query) in all.iter().enumerate() {
                if nth > 0 {
                    out.write_str(between)?;
                }
                query.fmt_inside(out, binding)?;
            }
            Ok(())
        };
        match self {
            Query::Nothing => Ok(()),
            Query::Text(text) => out.write_str(text),
            Query::Run(run) => out.write_str(&quoted(run)),
            Query::Gap(runs) => {
                // A sign at the beginning of a word would be one.
                let is_sign = runs[0].starts_with(|c| !char::is_alphanumeric(c));
                write!(out, "{}{}", if is_sign { "…" } else { "" }, runs.join("…"))
            }
            Query::Within(scope, runs) => {
                let runs: Vec<String> = runs.iter().map(|run| quoted(run)).collect();
                write!(out, "{}:({})", scope.name(), runs.join(" "))
            }
            Query::Compared(_, typed) => out.write_str(typed),
            Query::FieldWords(field, words) => write!(out, "{}:{words}", field.name()),
            Query::Field(field, run) => write!(out, "{}:{}", field.name(), quoted(run)),
            Query::Fact(field, value) => write!(out, "{}:{value}", field.name()),
            Query::Together(all) => list(out, all, " ", 2),
            Query::And(all) => list(out, all, " AND ", 2),
            Query::Or(all) => list(out, all, " OR ", 1),
            Query::Not(query) => {
                // Two signs side by side would be a word, and a sign before a number belongs to it.
                let begins_word =
                    |text: &str| text.starts_with(signs::is_minus) || signs::begins_number(text);
                let is_word = match &**query {
                    Query::Text(text) => begins_word(text),
                    Query::Gap(runs) => begins_word(&runs[0]),
                    _ => false,
                };
                out.write_str(if is_word { "NOT " } else { "-" })?;
                let is_not = matches!(**query, Query::Not(_));
                query.fmt_inside(out, if is_not { 4 } else { 3 })
            }
        }
    }
}

/// Returns the run between quotation marks, of a style whose closing mark the run does not hold; of the last style
/// when it holds them all.
pub fn quoted(run: &str) -> String {
    let style = signs::QUOTES.iter().find(|(_, close)| !run.contains(*close));
    let (open, close) = style.unwrap_or(&signs::QUOTES[signs::QUOTES.len() - 1]);
    format!("{open}{run}{close}")
}
