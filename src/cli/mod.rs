//! The command line: arguments to the stages, what they say to the screen, and the exit status.
//!
//! - `args/`: what can be typed, a file for each kind of command
//! - `index.rs`, `watch.rs`, `dict.rs`, `synonym.rs`, `query.rs`, `figures.rs`, `trend.rs`, `compare.rs`, `similar.rs`, `suggest.rs`, `outline.rs`, `tokens.rs`, `stats.rs`, `verify.rs`, `eval.rs`: one command each
//! - `diagnosis.rs`: the log, and where a panic happened
//! - `home.rs`: where indexes live; `failure.rs`: what went wrong, why, what to type next

mod args;
mod compare;
mod diagnosis;
mod dict;
mod eval;
mod failure;
mod figures;
mod home;
mod index;
mod outline;
mod query;
mod resources;
mod similar;
mod stats;
mod suggest;
mod synonym;
mod tokens;
mod trend;
mod verify;
mod watch;

use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory, Parser};

use crate::fault;
use crate::index::{IndexError, file_faults};
use crate::output::Screen;

use args::{Arguments, Colour, Command};
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
    let arguments = match Arguments::try_parse_from(args::of_process()) {
        Ok(arguments) => arguments,
        Err(error) => return wrong_use(&error),
    };
    diagnosis::begin();
    log::debug!("xunzhang {}: {arguments:?}", env!("CARGO_PKG_VERSION"));
    // What is damaged in a way that nobody thought of ends in one clear line, not in a trace.
    let result = fault::caught(|| run_and_flush(&arguments))
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
    let mut out = io::BufWriter::new(io::stdout().lock());
    let outcome = run(arguments, &mut out)?;
    out.flush()?;
    Ok(outcome)
}

fn run(arguments: &Arguments, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let screen = screen(arguments.color);
    let index = arguments.index.as_deref();
    match &arguments.command {
        Command::Index(command) => index::run(command, index),
        Command::Remove(command) => index::remove(command, index),
        Command::Root(command) => index::root(command, index, out),
        Command::Dict(command) => dict::run(command, index, out),
        Command::Synonym(command) => synonym::run(command, index, out),
        Command::Query(command) => query::run(command, index, screen, out),
        Command::Figures(command) => figures::run(command, index, screen, out),
        Command::Trend(command) => trend::run(command, index, screen, out),
        Command::Compare(command) => compare::run(command, index, screen, out),
        Command::Similar(command) => self::similar::run(command, index, screen, out),
        Command::Suggest(command) => suggest::run(command, index, out),
        Command::Outline(command) => outline::run(command, screen, out),
        Command::Tokens(command) => tokens::run(command, index, out),
        Command::Stats(command) => stats::run(command, index, out),
        Command::Verify(command) => verify::run(command, index, out),
        Command::Eval(command) => eval::run(command, index, out),
        Command::ReadFiles(command) => {
            crate::source::serve(&command.limits, &mut io::stdin().lock(), out)?;
            Ok(Outcome::Found)
        }
    }
}

/// Reads a text file that was named, standard input for `-`; `wanted` says what it must be.
fn read_text(file: &Path, wanted: &'static str) -> Result<String, Failure> {
    let text =
        if file == Path::new("-") { io::read_to_string(io::stdin()) } else { std::fs::read_to_string(file) };
    text.map_err(|error| Failure::new(format!("cannot read {file:?}: {error}"), Some(wanted)))
}

/// Says one thing on standard error; nobody can be told when even that fails.
fn say(message: &str) {
    for line in message.lines() {
        let _ = writeln!(io::stderr(), "{}", crate::text::harmless_line(line));
    }
}

fn screen(colour: Colour) -> Screen {
    let terminal = io::stdout().is_terminal();
    let colour = match colour {
        Colour::Always => true,
        Colour::Never => false,
        Colour::Auto => anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never,
    };
    let columns =
        terminal.then(|| terminal_size::terminal_size().map_or(80, |(width, _)| usize::from(width.0)));
    Screen { colour, columns }
}

/// Says what is wrong with what was typed. A query typed where a command stands is the commonest slip.
fn wrong_use(error: &clap::Error) -> ExitCode {
    let asked = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
    if let Some(slip) = unknown_command(error) {
        say(&slip);
        return Outcome::Failed.into();
    }
    // Help and version were asked for; they are no failure.
    if error.print().is_err() || asked { Outcome::Found.into() } else { Outcome::Failed.into() }
}

/// What to say of a first word that is no command: it may be a query, or a command mistyped.
fn unknown_command(error: &clap::Error) -> Option<String> {
    let ContextValue::String(typed) = error.get(ContextKind::InvalidSubcommand)? else { return None };
    let commands = Arguments::command();
    // After a command, the word is one of its own commands mistyped: what clap says of it fits.
    let mut before = std::env::args().skip(1).take_while(|argument| argument != typed);
    if before.any(|argument| commands.find_subcommand(argument).is_some()) {
        return None;
    }
    let near = match error.get(ContextKind::SuggestedSubcommand) {
        Some(ContextValue::Strings(names)) => names.first(),
        _ => None,
    };
    let near = near.map_or(String::new(), |name| format!("\nlike it: xunzhang {name}"));
    Some(format!("error: there is no command `{typed}`{near}\nto search for it: xunzhang query {typed}"))
}
