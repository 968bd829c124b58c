//! The command line: arguments to the stages, what they say to the screen, and the exit status.
//!
//! - `args/`: what can be typed, a file for each kind of command
//! - `index.rs`, `watch.rs`, `dict.rs`, `synonym.rs`, `query.rs`, `list.rs`, `figures.rs`, `trend.rs`, `compare.rs`, `similar.rs`, `suggest.rs`, `terms.rs`, `outline.rs`, `tokens.rs`, `stats.rs`, `verify.rs`, `eval.rs`: one command each
//! - `tui/`: the screen that searches while typing
//! - `look.rs`: which index answers a query; `nothing.rs`: what is said where there is nothing; `narrow.rs`: in which files; `filter.rs`: in which reports; `count_by.rs`: how much of each year, region, kind; `terminal.rs`, `pager.rs`: the screen; `wrong_use.rs`: what was typed wrongly
//! - `show/`, `open.rs`: reading on; `last.rs`: which hits were shown in this terminal; `history.rs`: queries of before
//! - `settings.rs`: `xunzhang.toml`; `config.rs`: what of it is in force
//! - `taking.rs`, `vimgrep.rs`: hits for other programs; `chart.rs`: charts, and the font of their letters; `folders.rs`: indexes of folders; `shell.rs`, `complete.rs`: completions, man pages; `interrupt.rs`: Ctrl-C
//! - `speech.rs`: which language people are spoken to in; `chinese.rs`: what clap says, in Chinese
//! - `diagnosis.rs`: the log, and where a panic happened
//! - `home.rs`: where indexes live; `failure.rs`: what went wrong, why, what to type next

mod args;
mod chart;
mod chinese;
mod compare;
mod complete;
mod config;
mod count_by;
mod diagnosis;
mod dict;
mod engine;
mod eval;
mod failure;
mod figures;
mod filter;
mod folders;
mod folding;
mod history;
mod home;
mod index;
mod interrupt;
mod last;
mod list;
mod look;
mod narrow;
mod nothing;
mod ocr;
mod open;
mod outline;
mod pager;
mod push;
mod query;
mod resources;
mod serve;
mod settings;
mod shell;
mod show;
mod similar;
mod speech;
mod stats;
mod suggest;
mod synonym;
mod taking;
mod terminal;
mod terms;
mod tokens;
mod trend;
mod tui;
mod verify;
mod vimgrep;
mod watch;
mod wrong_use;

use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};

use clap::Parser;

use crate::fault;
use crate::index::{IndexError, file_faults};
use crate::language::tr;
use crate::output::{Screen, wrapped};

use args::{Arguments, Command};
use failure::Failure;

/// How a command ended, as the exit status tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// Something was found; all reports were taken.
    Found,
    /// Nothing was found; some files were refused.
    Lacking,
    /// It failed.
    Failed,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> ExitCode {
        ExitCode::from(match outcome {
            Outcome::Found => 0,
            Outcome::Lacking => 1,
            Outcome::Failed => 2,
        })
    }
}

/// Runs the program with the arguments of the process.
pub fn main() -> ExitCode {
    let typed = args::of_process();
    // The process that reads files for another has no settings: it gives up the file system.
    let is_reader = typed.get(1).is_some_and(|command| command == args::READ_FILES);
    let settings = if is_reader { Ok(()) } else { settings::load() };
    speech::settle(&typed);
    complete::answer();
    let arguments = match Arguments::try_parse_from(&typed) {
        Ok(arguments) => arguments,
        Err(error) => return wrong_use::answer(&error, typed),
    };
    diagnosis::begin();
    log::debug!("xunzhang {}: {arguments:?}", env!("CARGO_PKG_VERSION"));
    // What is damaged in a way that nobody thought of ends in one clear line, not in a trace.
    let result = fault::caught(|| settings.and_then(|()| run_and_flush(&arguments)))
        .unwrap_or_else(|fault| Err(damage(&arguments).unwrap_or_else(|| diagnosis::failure(&fault))));
    match result {
        Ok(outcome) => outcome.into(),
        // Whoever reads has seen enough.
        Err(failure) if failure.is_closed_pipe() => Outcome::Found.into(),
        Err(failure) => {
            say(&format!("{failure}"));
            Outcome::Failed.into()
        }
    }
}

/// What is wrong with the files of the index that was asked, if anything.
fn damage(arguments: &Arguments) -> Option<Failure> {
    let index = home::index_folder(arguments.index.as_deref()).ok()?;
    let what = file_faults(&index).ok()?.into_iter().next()?;
    Some(IndexError::Damaged { index, what }.into())
}

fn run_and_flush(arguments: &Arguments) -> Result<Outcome, Failure> {
    engine::name(arguments.engine.as_deref(), arguments.index.as_deref());
    let screen = terminal::screen(arguments);
    if let Some(pager) = terminal::pager(arguments) {
        let mut text = Vec::new();
        let outcome = run(arguments, screen, true, &mut text);
        if screen.rows_of(&text) < terminal::rows() {
            io::stdout().lock().write_all(&text)?;
        } else {
            pager::show(&pager, &text)?;
        }
        return outcome;
    }
    let mut out = io::BufWriter::new(io::stdout().lock());
    let outcome = run(arguments, screen, false, &mut out)?;
    out.flush()?;
    Ok(outcome)
}

fn run(
    arguments: &Arguments,
    screen: Screen,
    is_paged: bool,
    out: &mut dyn Write,
) -> Result<Outcome, Failure> {
    let index = arguments.index.as_deref();
    match &arguments.command {
        Command::Index(command) => index::run(command, index),
        Command::Push(command) => push::run(command, index, out),
        Command::Remove(command) => index::remove(command, index),
        Command::Root(command) => index::root(command, index, out),
        Command::Dict(command) => dict::run(command, index, out),
        Command::Synonym(command) => synonym::run(command, index, out),
        Command::Query(command) => query::run(command, index, (screen, is_paged), out),
        Command::List(command) => list::run(command, index, screen, out),
        Command::Figures(command) => figures::run(command, index, screen, out),
        Command::Trend(command) => trend::run(command, index, screen, out),
        Command::Compare(command) => compare::run(command, index, screen, out),
        Command::Similar(command) => self::similar::run(command, index, screen, out),
        Command::Terms(command) => terms::run(command, index, screen, out),
        Command::Suggest(command) => suggest::run(command, index, out),
        Command::Tui(command) => tui::run(command, index, screen),
        Command::Show(command) => show::run(command, index, screen, out),
        Command::Open(command) => open::run(command, index, out),
        Command::Outline(command) => outline::run(command, screen, out),
        Command::Tokens(command) => tokens::run(command, index, out),
        Command::Stats(command) => stats::run(command, index, screen, out),
        Command::Serve(command) => serve::run(command, index, out),
        Command::Mcp => serve::assist(index, out),
        Command::Verify(command) => verify::run(command, index, out),
        Command::Eval(command) => eval::run(command, index, out),
        Command::Config(command) => config::run(command, out),
        Command::Folders { command } => folders::run(command.as_ref(), out),
        Command::Completions { shell } => shell::completions(*shell, out),
        Command::Man(command) => shell::man(command, out),
        Command::ReadFiles(command) => {
            crate::source::serve(&command.limits, &mut io::stdin().lock(), out)?;
            Ok(Outcome::Found)
        }
    }
}

/// Reads a text file that was named, standard input for `-`; `wanted` says what it must be.
fn read_text(file: &Path, wanted: &str) -> Result<String, Failure> {
    let text =
        if file == Path::new("-") { io::read_to_string(io::stdin()) } else { std::fs::read_to_string(file) };
    text.map_err(|error| {
        Failure::new(
            tr!("failure-cannot-read", file = format!("{file:?}"), error = error.to_string()),
            Some(wanted),
        )
    })
}

/// Lines that were said on standard error.
static LINES_SAID: AtomicUsize = AtomicUsize::new(0);

/// Says one thing on standard error; nobody can be told when even that fails.
fn say(message: &str) {
    let width = io::stderr().is_terminal().then(terminal::columns).unwrap_or(usize::MAX);
    for line in message.lines() {
        for line in wrapped(&crate::text::harmless_line(line), width) {
            LINES_SAID.fetch_add(1, Ordering::Relaxed);
            let _ = writeln!(io::stderr(), "{line}");
        }
    }
}

/// Whether a program of this name is found where the system looks for programs.
fn is_installed(program: &str) -> bool {
    if program.contains(['/', std::path::MAIN_SEPARATOR]) {
        return Path::new(program).is_file();
    }
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let named = Path::new(program).with_extension(std::env::consts::EXE_EXTENSION);
    let is_there =
        |folder: std::path::PathBuf| folder.join(program).is_file() || folder.join(&named).is_file();
    std::env::split_paths(&folders).any(is_there)
}
