//! `query`: what was typed to hits on the screen.

use std::io::{self, Write};
use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::output::{
    Bar, Screen, counted, shown_path, summary_line, write_answer, write_count, write_hits_json,
    write_why_nothing,
};
use crate::pipeline::{Freshness, refresh};
use crate::query::{Query, hints, parse};
use crate::search::{Answer, FileState, Hit, SearchOptions, Searcher, check_files};
use crate::source::{Extractor, Limits};
use crate::text::harmless_line;

use super::args::QueryArguments;
use super::failure::Failure;
use super::resources::{READING, ResourceArguments};
use super::{Outcome, home, index, read_text, say};

/// Answers one query, or every line of a file.
pub(super) fn run(
    arguments: &QueryArguments,
    index: Option<&Path>,
    screen: Screen,
    out: &mut dyn Write,
) -> Result<Outcome, Failure> {
    let queries = typed(arguments)?;
    if arguments.queries.is_none() && queries.iter().all(|query| query.trim().is_empty()) {
        return Err(Failure::new(
            "nothing was asked for",
            Some("type what to look for after `xunzhang query`"),
        ));
    }
    let place = index_to_ask(arguments.folder.as_deref(), index)?;
    let searcher = ManuallyDrop::new(Searcher::open(&place)?);
    let named_index = (index.is_some() || arguments.folder.is_some()).then_some(place);
    // Nobody waits for a file of the hits as long as for a file of the index.
    let limits = Limits { seconds: REREADING_SECONDS, ..READING.limits() };
    let extractor = Extractor::new(std::env::current_exe().ok(), limits);
    let asking = Asking { arguments, searcher, extractor, screen, here: home::here(), named_index };
    let many = arguments.queries.is_some();
    let mut found = false;
    for query in &queries {
        found |= asking.answer(query, many, out)?;
    }
    Ok(if found { Outcome::Found } else { Outcome::Lacking })
}

/// What was typed: the words of one query, or the lines of a file.
fn typed(arguments: &QueryArguments) -> Result<Vec<String>, Failure> {
    let Some(file) = &arguments.queries else {
        return Ok(vec![arguments.words.join(" ")]);
    };
    let lines = read_text(file, "it must be UTF-8, one query a line")?;
    Ok(lines.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect())
}

/// Hits of a query that says nothing else.
const HITS: usize = 10;
/// How long a query looks after the folder that it answers from.
const REFRESH_BUDGET: Duration = Duration::from_millis(200);
/// How long a query reads a file of its hits again that has changed since.
const REREADING_SECONDS: u64 = 2;

/// A time since 1970 in seconds, as how long ago it was.
fn ago(since: u64) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |now| now.as_secs());
    match now.saturating_sub(since) {
        seconds @ 0..120 => format!("{seconds} seconds"),
        seconds @ 120..7_200 => format!("{} minutes", seconds / 60),
        seconds @ 7_200..172_800 => format!("{} hours", seconds / 3_600),
        seconds => format!("{} days", seconds / 86_400),
    }
}

/// A path as it can be typed in a shell.
pub(super) fn shell_word(path: &Path) -> String {
    let text = crate::text::harmless_line(&path.to_string_lossy());
    let plain = |c: char| c.is_alphanumeric() || "/._-+=:@%".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        text
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}

/// The index that answers; one of a folder is brought up to date first.
pub(super) fn index_to_ask(folder: Option<&Path>, index: Option<&Path>) -> Result<PathBuf, Failure> {
    let Some(folder) = folder else { return home::index_folder(index) };
    let place = home::index_kept_of(folder, index)?;
    let resources = ResourceArguments::usual();
    let mut job = index::job(vec![folder.to_owned()], place.clone(), &resources, false);
    job.words = home::words_of_user(&place)?;
    job.synonyms = home::synonyms_of_user(&place)?;
    // Beyond it the query answers from the index as it is, and says so.
    job.budget = Some(REFRESH_BUDGET);
    let bar = Bar::new(false);
    let freshness = refresh(&job, &bar);
    bar.clear();
    match freshness? {
        Freshness::Fresh => {}
        Freshness::Refreshed(summary) if summary.manifest.is_none() => {
            index::report(&summary, &job)?;
            return Err(Failure::new(format!("there are no reports in {folder:?}"), None));
        }
        Freshness::Refreshed(summary) => {
            index::tell_lacking(&summary)?;
            say(&format!("indexed {} first: {}", folder.display(), summary_line(&summary)));
            if summary.rebuilt {
                say(&format!("the index is kept in {}", place.display()));
            }
        }
        Freshness::Stale { since, why } => {
            say(&format!("the index of {} is as of {} ago, {why}", folder.display(), ago(since)));
            say(&format!(
                "to bring it up to date: xunzhang index {} --index {}",
                shell_word(folder),
                shell_word(&place)
            ));
        }
    }
    Ok(place)
}

struct Asking<'a> {
    arguments: &'a QueryArguments,
    /// The process ends with its answers: the system takes back at once what would be given back piece by piece.
    searcher: ManuallyDrop<Searcher>,
    /// Reads files of hits again that have changed since.
    extractor: Extractor,
    screen: Screen,
    here: Option<PathBuf>,
    /// The index, where it is not the one that commands use by themselves.
    named_index: Option<PathBuf>,
}

impl Asking<'_> {
    /// Answers one query; returns whether anything was found.
    fn answer(&self, typed: &str, many: bool, out: &mut dyn Write) -> Result<bool, Failure> {
        // Of many queries each message names its own.
        let tell = |message: &str| if many { say(&format!("{typed}: {message}")) } else { say(message) };
        let (query, ignored) = parse(typed);
        if !ignored.is_empty() {
            let signs: Vec<String> = ignored.iter().map(ToString::to_string).collect();
            tell(&format!("ignored: {}", signs.join(", ")));
        }
        if !query.wants_something() {
            tell(&why_nothing_is_wanted(&query));
            return Ok(false);
        }
        hints(typed).iter().for_each(|hint| tell(hint));
        let (query, mut answer) = self.search(query, &tell)?;
        if let Some(preferred) = query.with_runs_preferred().filter(|_| self.may_loosen(&answer)) {
            let loosened = self.searcher.search(&preferred, &self.options())?;
            if !loosened.hits.is_empty() {
                tell("no section holds all that is quoted: it is preferred here, not required");
                answer = loosened;
            }
        }
        // Files may have changed since they were indexed: a hit must not claim what is there no more.
        check_files(&mut answer.hits, &self.extractor, self.screen.snippet_columns());
        self.say_what_is_stale(&answer);
        answer.notes.iter().for_each(|note| tell(note));
        if answer.hits.is_empty() && !self.arguments.count {
            tell(&self.nothing_found(&query));
            if self.tells_why() {
                let why = self.searcher.why_nothing(&query, &self.options())?;
                write_why_nothing(&mut io::stderr(), &why)?;
            }
        }
        self.write(&answer, typed, many, out)?;
        if self.arguments.json && !answer.complete && !answer.hits.is_empty() {
            let (shown, passages) = (answer.hits.len(), answer.passages);
            let all = counted(passages.count, "passage");
            tell(&format!("{shown} hits of {}{all}; more with -n N, all with --all-hits", passages.prefix()));
        }
        Ok(!answer.hits.is_empty())
    }

    /// Whether a person would rather see what is near than nothing: a count and every hit are of what was typed.
    fn may_loosen(&self, answer: &Answer) -> bool {
        answer.hits.is_empty() && !self.arguments.count && !self.arguments.all_hits
    }

    /// Whether the reason is looked for why nothing was found: by who reads the screen, or asks for it.
    fn tells_why(&self) -> bool {
        self.arguments.why || !(self.arguments.json || self.arguments.path_only)
    }

    /// Searches what was typed; where that is misspelled, what is spelled like it is told, or searched right away.
    fn search(&self, query: Query, tell: &dyn Fn(&str)) -> Result<(Query, Answer), Failure> {
        let options = self.options();
        let answer = self.searcher.search(&query, &options)?;
        let Some(spelled) = self.searcher.respelled(&query, &options)? else { return Ok((query, answer)) };
        let nowhere = spelled.changes.iter().map(|(typed, like)| {
            format!("`{}` stands nowhere, `{}` does", harmless_line(typed), harmless_line(like))
        });
        let nowhere = nowhere.collect::<Vec<_>>().join("; ");
        if self.arguments.fuzzy {
            tell(&format!("{nowhere}: searched for {}", harmless_line(&spelled.text)));
            let query = Query::Text(spelled.text);
            let answer = self.searcher.search(&query, &options)?;
            return Ok((query, answer));
        }
        // As one word of a shell, so that the line can be copied.
        let again = shell_word(Path::new(&spelled.text));
        tell(&format!("{nowhere}; to search for it: xunzhang query {again}, or --fuzzy"));
        Ok((query, answer))
    }

    /// How to bring the index up to date, when files of the hits are not what they were.
    fn say_what_is_stale(&self, answer: &Answer) {
        let places = answer.hits.iter().flat_map(|hit| {
            let first = (hit.state != FileState::AsIndexed).then_some(&hit.places[0]);
            first.into_iter().chain(hit.places.iter().filter(|place| place.gone))
        });
        let paths: std::collections::BTreeSet<&PathBuf> = places.map(|place| &place.path).collect();
        if !paths.is_empty() {
            let files = if paths.len() == 1 { "1 file is" } else { &format!("{} files are", paths.len()) };
            let index = match &self.named_index {
                Some(index) => format!(" --index {}", shell_word(index)),
                None => String::new(),
            };
            say(&format!("{files} not as indexed; to bring the index up to date: xunzhang index{index}"));
        }
    }

    fn options(&self) -> SearchOptions {
        let arguments = self.arguments;
        SearchOptions {
            limit: match arguments.limit {
                Some(limit) => limit,
                None if arguments.all_hits || arguments.path_only => usize::MAX,
                None => HITS,
            },
            all: arguments.all,
            document_order: arguments.all_hits,
            count: arguments.count,
            snippet_columns: self.screen.snippet_columns(),
            explain: arguments.explain,
            exact: arguments.exact,
        }
    }

    fn write(&self, answer: &Answer, typed: &str, many: bool, out: &mut dyn Write) -> Result<(), Failure> {
        if many && !self.arguments.json {
            writeln!(out, "== {}", crate::text::harmless_line(typed))?;
        }
        if self.arguments.json {
            write_hits_json(out, answer, many.then_some(typed))?;
        } else if self.arguments.path_only {
            write_paths(answer, self.here.as_deref(), self.screen, out)?;
        } else if self.arguments.count {
            write_count(out, answer)?;
        } else {
            write_answer(out, answer, self.screen, self.here.as_deref())?;
        }
        Ok(())
    }

    /// What may help: parts of the query that are required and may stand in the way.
    fn nothing_found(&self, query: &Query) -> String {
        let reports = counted(self.searcher.manifest().counts.reports as usize, "report");
        let hint = match query {
            Query::Text(_) => "",
            Query::Run(_) => "; without the quotation marks its words are looked for",
            _ => "; what is quoted, in a field or joined by AND is required: try without it",
        };
        let all = if self.arguments.all { "" } else { "; --all also searches what is kept out of passages" };
        format!("nothing found in {reports}{hint}{all}")
    }
}

fn why_nothing_is_wanted(query: &Query) -> String {
    match query {
        Query::Nothing => "nothing was asked for: type what to look for after `xunzhang query`".to_owned(),
        _ => format!("`{query}` only says what to leave out: add what to look for"),
    }
}

/// The files of the hits, each once: as true bytes, so that a script can open them; on a terminal harmless to it.
fn write_paths(
    answer: &Answer,
    here: Option<&Path>,
    screen: Screen,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let mut seen = std::collections::HashSet::new();
    for path in answer.hits.iter().flat_map(Hit::paths) {
        if seen.insert(path) {
            if screen.columns.is_some() {
                writeln!(out, "{}", shown_path(path, here))?;
                continue;
            }
            // Nothing is replaced here: a script opens what it reads.
            let short = here.and_then(|here| path.strip_prefix(here).ok()).unwrap_or(path);
            out.write_all(short.as_os_str().as_encoded_bytes())?;
            out.write_all(b"\n")?;
        }
    }
    Ok(())
}
