//! Files of test collections: queries and answers with tabs, judgements and runs in TREC's form.

use std::collections::HashMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use super::Judgements;

/// Queries in order: id and text.
pub type Queries = Vec<(String, String)>;

/// For each query its documents, best first.
pub type TrecRun = Vec<(String, Vec<String>)>;

/// A file of a collection could not be read.
#[derive(Debug, thiserror::Error)]
pub enum TrecError {
    /// The file cannot be opened, or is no UTF-8.
    #[error("cannot read {}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A line is not of the form.
    #[error("{}:{line}: expected {expected}", path.display())]
    Line {
        /// The file.
        path: PathBuf,
        /// Number of the line, from 1.
        line: usize,
        /// The form.
        expected: &'static str,
    },
}

/// Reads `id<TAB>text` lines.
///
/// # Errors
/// [`TrecError`].
pub fn read_queries(path: &Path) -> Result<Queries, TrecError> {
    let pair = |line: &str| line.split_once('\t').map(|(id, text)| (id.to_owned(), text.to_owned()));
    parse_lines(path, "id<TAB>text", pair)
}

/// Reads `id<TAB>answer` lines.
///
/// # Errors
/// [`TrecError`].
pub fn read_answers(path: &Path) -> Result<HashMap<String, String>, TrecError> {
    read_queries(path).map(|pairs| pairs.into_iter().collect())
}

/// Reads judgements: `query 0 document grade`.
///
/// # Errors
/// [`TrecError`].
pub fn read_judgements(path: &Path) -> Result<Judgements, TrecError> {
    let lines = parse_lines(path, "query 0 document grade", |line| {
        let mut parts = line.split_whitespace();
        let (query, _, document) = (parts.next()?, parts.next()?, parts.next()?);
        let grade: i64 = parts.next()?.parse().ok()?;
        // TREC has grades below 0 for what was judged as spam: not relevant either.
        Some((query.to_owned(), document.to_owned(), u32::try_from(grade.max(0)).ok()?))
    })?;
    let mut judgements = Judgements::new();
    for (query, document, grade) in lines {
        judgements.entry(query).or_default().insert(document, grade);
    }
    Ok(judgements)
}

/// Reads a run: `query Q0 document rank score tag`, ordered by rank within each query.
///
/// # Errors
/// [`TrecError`].
pub fn read_run(path: &Path) -> Result<TrecRun, TrecError> {
    let lines = parse_lines(path, "query Q0 document rank score tag", |line| {
        let mut parts = line.split_whitespace();
        let (query, _, document) = (parts.next()?, parts.next()?, parts.next()?);
        Some((query.to_owned(), document.to_owned(), parts.next()?.parse::<u32>().ok()?))
    })?;
    let mut order: Vec<String> = Vec::new();
    let mut ranked: HashMap<String, Vec<(u32, String)>> = HashMap::new();
    for (query, document, rank) in lines {
        if !ranked.contains_key(&query) {
            order.push(query.clone());
        }
        ranked.entry(query).or_default().push((rank, document));
    }
    let mut list = |query: String| {
        let mut documents = ranked.remove(&query).unwrap_or_default();
        // Runs of other systems are in the order of their scores, which may tie; the rank decides.
        documents.sort();
        (query, documents.into_iter().map(|(_, document)| document).collect())
    };
    Ok(order.into_iter().map(&mut list).collect())
}

/// Writes a run; scores fall with the rank, since only the order counts.
///
/// # Errors
/// What the writer says.
pub fn write_run(lists: &TrecRun, out: &mut dyn Write) -> std::io::Result<()> {
    for (query, documents) in lists {
        for (nth, document) in documents.iter().enumerate() {
            writeln!(out, "{query} Q0 {document} {} {} xunzhang", nth + 1, documents.len() - nth)?;
        }
    }
    Ok(())
}

fn parse_lines<T>(
    path: &Path,
    expected: &'static str,
    parse: impl Fn(&str) -> Option<T>,
) -> Result<Vec<T>, TrecError> {
    let text =
        std::fs::read_to_string(path).map_err(|source| TrecError::Io { path: path.to_owned(), source })?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(nth, line)| {
            parse(line).ok_or_else(|| TrecError::Line { path: path.to_owned(), line: nth + 1, expected })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> tempfile::NamedTempFile {
        let file = tempfile::NamedTempFile::new().expect("a temporary file");
        std::fs::write(file.path(), text).expect("it can be written");
        file
    }

    #[test]
    fn a_run_comes_back_as_it_was_written() {
        let lists = vec![
            ("q2".to_owned(), vec!["b".to_owned(), "a".to_owned()]),
            ("q1".to_owned(), vec!["c".to_owned()]),
        ];
        let mut text = Vec::new();
        write_run(&lists, &mut text).expect("memory takes every byte");
        let run = file(&String::from_utf8(text).expect("text"));
        assert_eq!(read_run(run.path()).expect("a run"), lists);
    }

    #[test]
    fn judgements_and_queries_are_read_and_bad_lines_named() {
        let judged = read_judgements(file("1 0 a 1\n1 0 b 0\n2\t0\tc\t-1\n").path()).expect("judgements");
        assert_eq!((judged["1"]["a"], judged["1"]["b"], judged["2"]["c"]), (1, 0, 0));
        let error = read_judgements(file("1 0 a 1\n1 0 b\n").path()).expect_err("a short line").to_string();
        assert!(error.ends_with(":2: expected query 0 document grade"), "{error}");
        assert!(read_queries(file("no tab").path()).is_err());
    }
}
