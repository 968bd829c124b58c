//! `outline`: the sections of one report, and what parsing remarked.

use std::io::{self, Read, Write};
use std::path::Path;

use crate::language::{reason, tr};
use crate::output::{Screen, title_of, write_tree, write_tree_json};
use crate::query::parse;
use crate::report::{self, Facts, Remark, RemarkKind, Report};
use crate::schema::fact_tables;
use crate::search::{Answer, SearchOptions, Searcher};

use super::args::OutlineArguments;
use super::failure::Failure;
use super::{Outcome, look, say};

/// Prints the tree of a file; of an archive or a collection the trees of all its reports.
pub(super) fn run(
    arguments: &OutlineArguments,
    screen: Screen,
    out: &mut dyn Write,
) -> Result<Outcome, Failure> {
    let file = &arguments.file;
    let bytes = read(file).map_err(|error| {
        let hint = match error.kind() {
            _ if file.is_dir() => Some(tr!("show-one-file")),
            std::io::ErrorKind::NotFound => Some(tr!("failure-spelling")),
            std::io::ErrorKind::PermissionDenied => Some(tr!("failure-ask-owner")),
            _ => None,
        };
        Failure::new(
            tr!("failure-cannot-read", file = format!("{file:?}"), error = error.to_string()),
            hint.as_deref(),
        )
    })?;
    let extractor = super::ocr::extractor(arguments.reading.limits());
    let extraction = extractor.extract(file, &bytes).map_err(|error| Failure::unread(file, &error))?;
    let asked = arguments.query.as_deref().map(|query| Asked::of(query, file)).transpose()?;
    for extracted in &extraction.reports {
        let (report, remarks) = report::parse_marked(&extracted.text, &extracted.markup);
        let title = title_of(extracted, &report).unwrap_or_default();
        // As the index does it: the name helps to tell reports of one title apart.
        let name = match &extracted.member {
            Some(member) => member.clone(),
            None => file.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
        };
        let (qualifier, _) = report::qualifier(title, &report.head, &name);
        let (facts, against) = facts_of(file, &name, title, (&extracted.text, &report));
        let line = report.sections[0].line;
        let against = against.into_iter().map(|message| Remark {
            kind: RemarkKind::Other,
            line,
            message,
            kept_out: None,
        });
        let remarks: Vec<Remark> = against.chain(remarks).collect();
        let qualified = (&report, qualifier.as_str(), &facts);
        if arguments.json {
            write_tree_json(out, extracted, qualified, &remarks)?;
        } else {
            let counts = asked.as_ref().map(|asked| asked.counts(extracted.member.as_deref(), &report));
            write_tree(out, extracted, qualified, &remarks, counts.as_deref(), screen)?;
        }
    }
    for (member, why) in &extraction.refused {
        say(&crate::text::harmless_line(&tr!(
            "show-refused",
            file = file.display().to_string(),
            member = member,
            why = reason(why)
        )));
    }
    let is_empty = extraction.reports.is_empty() || asked.is_some_and(|asked| asked.answer.hits.is_empty());
    Ok(if is_empty { Outcome::Lacking } else { Outcome::Found })
}

/// What a query finds in a file.
struct Asked {
    answer: Answer,
}

impl Asked {
    /// Asks an index of the file alone.
    fn of(query: &str, file: &Path) -> Result<Asked, Failure> {
        let index = look::index_of(&[file.to_owned()], None)?;
        let (query, _) = parse(query);
        let options = SearchOptions { limit: usize::MAX, document_order: true, ..SearchOptions::default() };
        let answer = Searcher::open(&index)?.search(&query, &options)?;
        answer.notes.iter().for_each(|note| say(note));
        Ok(Asked { answer })
    }

    /// How often it stands in each section of a report and below it.
    fn counts(&self, member: Option<&str>, report: &Report) -> Vec<usize> {
        let sections = &report.sections;
        let mut counts = vec![0; sections.len()];
        for hit in self.answer.hits.iter().filter(|hit| hit.places[0].member.as_deref() == member) {
            let bytes: Vec<usize> = hit.text.char_indices().map(|(byte, _)| byte).collect();
            for (start, _) in &hit.matches {
                let byte = hit.byte_start + bytes.get(*start).copied().unwrap_or(0);
                let mut nth =
                    sections.partition_point(|section| section.span.start <= byte).saturating_sub(1);
                counts[nth] += 1;
                while let Some(parent) = sections[nth].parent {
                    counts[parent] += 1;
                    nth = parent;
                }
            }
        }
        counts
    }
}

/// What is known about a report of a file, with what speaks against it: by its text, its name and its folders as they were typed.
fn facts_of(file: &Path, name: &str, title: &str, (text, parsed): (&str, &Report)) -> (Facts, Vec<String>) {
    let tables = fact_tables();
    let mut facts = report::read_facts(text, parsed, title, tables);
    let folders = file.parent().into_iter().flat_map(Path::components).rev();
    let folders: Vec<&str> = folders.filter_map(|part| part.as_os_str().to_str()).collect();
    let against = facts.completed(&report::facts_of_name(name, &folders, tables), tables);
    (facts, against)
}

pub(super) fn read(file: &Path) -> io::Result<Vec<u8>> {
    if file != Path::new("-") {
        return std::fs::read(file);
    }
    let mut bytes = Vec::new();
    io::stdin().read_to_end(&mut bytes)?;
    Ok(bytes)
}
