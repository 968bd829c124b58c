//! `query`: what was typed to hits on the screen.

use std::io::Write;
use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};

use crate::language::tr;
use crate::output::{
    Extent, Group, Screen, View, shown_path, write_answer, write_count, write_hits_json, write_why_nothing,
};
use crate::query::{Query, hints};
use crate::search::{Answer, Certainty, FileState, Hit, Respelled, SearchOptions, Searcher, check_files};
use crate::source::{Extractor, FileGlobs, Limits};
use crate::text::harmless_line;

use super::args::{Grouping, QueryArguments, Sort};
use super::failure::Failure;
use super::folding::Reader;
use super::look::shell_word;
use super::resources::READING;
use super::{
    Outcome, count_by, engine, filter, folding, history, home, last, look, narrow, nothing, read_text, say,
    settings, suggest, taking, terminal, vimgrep,
};

/// Answers one query, or every line of a file; `is_paged` says whether a pager shows what the screen has no room for.
pub(super) fn run(
    arguments: &QueryArguments,
    index: Option<&Path>,
    (screen, is_paged): (Screen, bool),
    out: &mut dyn Write,
) -> Result<Outcome, Failure> {
    let target = look::target(arguments, index)?;
    let queries = typed(arguments, &target.words)?;
    let is_listed = arguments.queries.is_some() || arguments.taking.terms_from.is_some();
    if !is_listed && arguments.filters.is_empty() && queries.iter().all(|query| query.trim().is_empty()) {
        return Err(nothing::wrong_use(&Query::Nothing));
    }
    let mut searcher = ManuallyDrop::new(engine::open(&target.index)?);
    if let Some(ranking) = &settings::get().ranking {
        searcher.set_ranking(*ranking);
        let file = settings::get().source("weights").unwrap_or(Path::new(""));
        if arguments.explain {
            say(&tr!("query-weights", file = file.display().to_string()));
        }
    }
    let named_index = target.is_named.then_some(target.index);
    // Nobody waits for a file of the hits as long as for a file of the index.
    let limits = Limits { seconds: REREADING_SECONDS, ..READING.limits() };
    let extractor = super::ocr::extractor(limits);
    let files = narrow::files(arguments)?;
    let conditions = filter::conditions(&arguments.filters, &arguments.under, &searcher)?;
    let asking = Asking {
        arguments,
        searcher,
        extractor,
        screen,
        is_paged,
        files,
        conditions,
        here: home::here(),
        named_index,
    };
    if let Some(file) = &arguments.taking.terms_from {
        let terms = read_text(file, &tr!("query-terms-form"))?;
        let mut terms: Vec<String> =
            terms.lines().map(|term| term.trim().to_owned()).filter(|term| !term.is_empty()).collect();
        let mut seen = std::collections::HashSet::new();
        terms.retain(|term| seen.insert(term.clone()));
        let found =
            taking::matrix(&asking.searcher, (&terms, &asking.conditions), &arguments.taking, screen, out)?;
        return Ok(if found { Outcome::Found } else { Outcome::Lacking });
    }
    let many = arguments.queries.is_some();
    let mut found = false;
    for query in &queries {
        found |= asking.answer(query, many, out)?;
    }
    Ok(if found { Outcome::Found } else { Outcome::Lacking })
}

/// What was typed: the words of one query, standard input for `-`, or the lines of a file.
fn typed(arguments: &QueryArguments, words: &[String]) -> Result<Vec<String>, Failure> {
    let Some(file) = &arguments.queries else {
        return Ok(vec![match words {
            [dash] if dash == "-" => read_text(Path::new("-"), &tr!("query-one-form"))?,
            words => words.join(" "),
        }]);
    };
    let lines = read_text(file, &tr!("query-lines-form"))?;
    Ok(lines.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect())
}

/// Hits of a query that says nothing else.
const HITS: usize = 10;
/// Lines of a query for programs that says nothing else.
const LINES: usize = 200;
/// How long a query reads a file of its hits again that has changed since.
const REREADING_SECONDS: u64 = 2;

struct Asking<'a> {
    arguments: &'a QueryArguments,
    /// The process ends with its answers: the system takes back at once what would be given back piece by piece.
    searcher: ManuallyDrop<Searcher>,
    /// Reads files of hits again that have changed since.
    extractor: Extractor,
    screen: Screen,
    /// Whether a pager shows what the screen has no room for.
    is_paged: bool,
    /// The files that were asked for; `None` for all.
    files: Option<FileGlobs>,
    /// What options ask of the reports.
    conditions: Vec<Query>,
    here: Option<PathBuf>,
    /// The index, where it is not the one that commands use by themselves.
    named_index: Option<PathBuf>,
}

impl Asking<'_> {
    /// Answers one query; returns whether anything was found.
    fn answer(&self, typed: &str, many: bool, out: &mut dyn Write) -> Result<bool, Failure> {
        // Of many queries each message names its own.
        let tell = |message: &str| if many { say(&format!("{typed}: {message}")) } else { say(message) };
        let (query, ignored, own) = self.searcher.read_query(typed);
        if !ignored.is_empty() {
            let signs: Vec<String> = ignored.iter().map(ToString::to_string).collect();
            tell(&tr!("query-ignored", signs = signs.join(&tr!("count-separator"))));
        }
        if !query.wants_something() && self.arguments.filters.is_empty() {
            // Of many queries one may ask for nothing; alone that is wrong use.
            if !many {
                return Err(nothing::wrong_use(&query));
            }
            tell(&nothing::wanted(&query));
            return Ok(false);
        }
        hints(typed, &own).iter().for_each(|hint| tell(hint));
        if let Some(by) = self.arguments.count_by {
            let query = query.narrowed_by(&self.conditions);
            let found = count_by::write(
                (&self.searcher, self.screen),
                (&query, &self.options(), by),
                (self.arguments, self.files.as_ref()),
                many.then_some(typed),
                (&tell, out),
            )?;
            if !found {
                tell(&nothing::found_in(&self.searcher, &query, self.arguments.all));
            }
            return Ok(found);
        }
        let (query, mut answer) = self.search(query, &tell)?;
        if let Some(preferred) = query.with_runs_preferred().filter(|_| self.may_loosen(&answer)) {
            let loosened = self.find(&preferred, &self.options())?;
            if !loosened.hits.is_empty() {
                tell(&tr!("query-loosened"));
                answer = loosened;
            }
        }
        if self.arguments.quiet {
            return Ok(!answer.hits.is_empty());
        }
        // Files may have changed since they were indexed: a hit must not claim what is there no more.
        check_files(&mut answer.hits, &self.extractor, self.screen.snippet_columns());
        folding::check_folded(&mut answer.hits, &self.extractor, self.screen.snippet_columns());
        self.say_what_is_stale(&answer);
        answer.notes.iter().for_each(|note| tell(note));
        if answer.hits.is_empty() && !self.arguments.count {
            tell(&nothing::found_in(&self.searcher, &query, self.arguments.all));
            if self.tells_why() {
                let why = self.searcher.why_nothing(&query, &self.options())?;
                let mut lines = Vec::new();
                write_why_nothing(&mut lines, &why)?;
                say(&String::from_utf8_lossy(&lines));
                suggest::in_pinyin(&self.searcher, typed)?.iter().for_each(|line| say(line));
            }
        }
        self.write(&answer, typed, many, out)?;
        if (self.arguments.json || self.arguments.vimgrep) && !answer.complete && !answer.hits.is_empty() {
            let (shown, passages) = (answer.hits.len(), answer.passages);
            let all = tr!("count-passages", count = passages.count);
            tell(&tr!("query-of-all", shown = shown, passages = passages.prefix(), all = all));
        }
        Ok(!answer.hits.is_empty())
    }

    /// Searches, in the files that were asked for alone.
    fn find(&self, query: &Query, options: &SearchOptions) -> Result<Answer, Failure> {
        Ok(self.find_and_spell(query, options)?.0)
    }

    /// The same, with what is spelled like words that stand nowhere.
    fn find_and_spell(
        &self,
        query: &Query,
        options: &SearchOptions,
    ) -> Result<(Answer, Option<Respelled>), Failure> {
        let narrowed = query.clone().narrowed_by(&self.conditions);
        let Some(files) = &self.files else {
            return Ok(self.searcher.search_and_spell(&narrowed, query, options)?);
        };
        let narrowed = narrow::narrowed(narrowed, files);
        let mut options = options.clone();
        loop {
            let (mut answer, spelled) = self.searcher.search_and_spell(&narrowed, query, &options)?;
            let left_out = narrow::keep_only(&mut answer, files);
            let wanted = self.options().limit;
            if answer.complete || left_out == 0 || answer.hits.len() >= wanted {
                if left_out > 0 {
                    // What was counted are passages of other files too.
                    answer.passages.certainty = Certainty::AtLeast;
                    answer.passages.count = answer.hits.len();
                    answer.reports.certainty = Certainty::AtLeast;
                }
                answer.hits.truncate(wanted);
                return Ok((answer, spelled));
            }
            options.limit = options.limit.saturating_mul(8);
        }
    }

    /// Whether a person would rather see what is near than nothing: a count and every hit are of what was typed.
    fn may_loosen(&self, answer: &Answer) -> bool {
        answer.hits.is_empty() && !self.arguments.count && !self.arguments.all_hits
    }

    /// Whether the reason is looked for why nothing was found: by who reads the screen, or asks for it.
    fn tells_why(&self) -> bool {
        self.arguments.why || !(self.is_for_programs())
    }

    fn is_for_programs(&self) -> bool {
        let QueryArguments { json, files, vimgrep, quiet, taking, .. } = self.arguments;
        *json
            || *files
            || *vimgrep
            || *quiet
            || taking.csv
            || taking.xlsx.is_some()
            || taking.format.is_some()
    }

    /// Searches what was typed; where that is misspelled, what is spelled like it is told, or searched right away.
    fn search(&self, query: Query, tell: &dyn Fn(&str)) -> Result<(Query, Answer), Failure> {
        let options = self.options();
        let (answer, spelled) = self.find_and_spell(&query, &options)?;
        let Some(spelled) = spelled else { return Ok((query, answer)) };
        let nowhere = spelled.changes.iter().map(|(typed, like)| {
            tr!("query-spelled", typed = harmless_line(typed), like = harmless_line(like))
        });
        let nowhere = nowhere.collect::<Vec<_>>().join(&tr!("count-semicolon"));
        if self.arguments.fuzzy {
            tell(&tr!("query-searched-for", nowhere = nowhere, spelled = harmless_line(&spelled.text)));
            let query = Query::Text(spelled.text);
            let answer = self.find(&query, &options)?;
            return Ok((query, answer));
        }
        // As one word of a shell, so that the line can be copied.
        let again = shell_word(Path::new(&spelled.text));
        tell(&tr!("query-search-again", nowhere = nowhere, again = again));
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
            let index = match &self.named_index {
                Some(index) => format!(" --index {}", shell_word(index)),
                None => String::new(),
            };
            say(&tr!("query-not-as-indexed", count = paths.len(), index = index));
        }
    }

    fn options(&self) -> SearchOptions {
        let arguments = self.arguments;
        let reader = match self.is_for_programs() {
            false => Reader::Person,
            true if arguments.json => Reader::Json,
            true => Reader::Program,
        };
        let options = SearchOptions {
            limit: match arguments.limit {
                Some(limit) => limit,
                None if arguments.quiet => 1,
                None if arguments.all_hits || arguments.files => usize::MAX,
                None if arguments.vimgrep => LINES,
                None => settings::get().number("limit").filter(|limit| *limit > 0).unwrap_or(HITS),
            },
            all: arguments.all,
            document_order: match arguments.sort {
                Some(sort) => sort != Sort::Score,
                None => arguments.all_hits,
            },
            newest_first: arguments.sort == Some(Sort::Date),
            count: arguments.count,
            snippet_columns: self.screen.snippet_columns(),
            explain: arguments.explain,
            exact: arguments.exact || settings::get().flag("no-synonyms"),
            ..SearchOptions::default()
        };
        folding::options(&arguments.folding, reader, options)
    }

    fn write(&self, answer: &Answer, typed: &str, many: bool, out: &mut dyn Write) -> Result<(), Failure> {
        let arguments = self.arguments;
        if taking::write(answer, &arguments.taking, out)? {
            return Ok(());
        }
        if many && !(arguments.json || arguments.vimgrep) {
            writeln!(out, "== {}", crate::text::harmless_line(typed))?;
        }
        if arguments.json {
            write_hits_json(out, answer, many.then_some(typed))?;
        } else if arguments.files {
            write_paths(answer, self.here.as_deref(), self.screen, arguments.null, out)?;
        } else if arguments.vimgrep {
            vimgrep::write(&answer.hits, self.here.as_deref(), &self.extractor, out)?;
        } else if arguments.count {
            write_count(out, answer)?;
        } else {
            write_answer(out, answer, self.view(many))?;
            if self.screen.columns.is_some() && !answer.hits.is_empty() {
                history::keep(typed);
                last::keep(typed, &answer.hits);
            }
        }
        Ok(())
    }

    /// How hits are shown; where nothing pages them, as many as there is room for, unless more are asked for.
    fn view(&self, many: bool) -> View<'_> {
        let arguments = self.arguments;
        let is_free = arguments.limit.is_some() || arguments.all_hits || arguments.explain || many;
        let is_cut = self.screen.columns.is_some() && !self.is_paged && !is_free;
        View {
            screen: Screen { rows: is_cut.then(terminal::rows), ..self.screen },
            here: self.here.as_deref(),
            extent: match arguments.context.or_else(|| settings::get().number("context")) {
                _ if arguments.full => Extent::Whole,
                Some(around) => Extent::Sentences(around),
                None => Extent::Best,
            },
            group: match (arguments.group, settings::get().text("group")) {
                (Some(Grouping::Report), _) | (None, Some("report")) => Group::Report,
                (Some(Grouping::Section), _) | (None, Some("section")) => Group::Section,
                _ => Group::None,
            },
        }
    }
}

/// The files of the hits, each once: as true bytes, so that a script can open them; on a terminal harmless to it.
fn write_paths(
    answer: &Answer,
    here: Option<&Path>,
    screen: Screen,
    ends_in_zero: bool,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let mut seen = std::collections::HashSet::new();
    for path in answer.hits.iter().flat_map(Hit::paths) {
        if seen.insert(path) {
            if screen.columns.is_some() && !ends_in_zero {
                writeln!(out, "{}", shown_path(path, here))?;
                continue;
            }
            // Nothing is replaced here: a script opens what it reads.
            let short = here.and_then(|here| path.strip_prefix(here).ok()).unwrap_or(path);
            out.write_all(short.as_os_str().as_encoded_bytes())?;
            out.write_all(if ends_in_zero { b"\0" } else { b"\n" })?;
        }
    }
    Ok(())
}
