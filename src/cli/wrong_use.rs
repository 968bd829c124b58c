//! What is said of a command line that was typed wrongly: the commonest slips are answered with what is right.

use std::process::ExitCode;

use clap::CommandFactory;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::args::Arguments;
use super::{Outcome, say};

/// Flags of ripgrep and grep that are not there, and what to type instead.
const FLAGS: [(&[&str], &str); 10] = [
    (&["-i", "--ignore-case", "-s", "-S", "--smart-case"], "case, width and 繁简 never count: leave it out"),
    (&["-A", "-B", "--after-context", "--before-context"], "sentences around a match: -C N"),
    (&["-m", "--max-count"], "at most N hits: -n N"),
    (&["-F", "--fixed-strings"], "an exact run stands in quotation marks: '\"减轻负担\"'"),
    (&["-v", "--invert-match"], "what must not be there begins with a minus: 减负 -学生"),
    (&["-r", "-R", "--recursive"], "folders are always searched whole: leave it out"),
    (
        &["-H", "-N", "--line-number", "--with-filename"],
        "path and line are always shown; --vimgrep for programs",
    ),
    (&["-o", "--only-matching"], "a line for each hit: --vimgrep; the matches of each: --json"),
    (&["-e", "-f", "--regexp", "--file"], "a query for each line of a file: --queries FILE"),
    (&["-w", "--word-regexp", "-P", "--pcre2"], "there are no patterns: words rank, quoted runs are exact"),
];

/// Says what is wrong with what was typed, and returns the exit status. A query typed where a command stands is the
/// commonest slip.
pub(super) fn answer(error: &clap::Error) -> ExitCode {
    let asked = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
    if let Some(slip) = unknown_command(error).or_else(|| foreign_flag(error)) {
        say(&slip);
        return Outcome::Failed.into();
    }
    if error.print().is_err() || asked { Outcome::Found.into() } else { Outcome::Failed.into() }
}

/// What to say of a first word that is no command: it may be a query, or a command mistyped.
fn unknown_command(error: &clap::Error) -> Option<String> {
    let ContextValue::String(typed) = error.get(ContextKind::InvalidSubcommand)? else { return None };
    let commands = Arguments::command();
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

/// What to say of a flag that other programs have.
fn foreign_flag(error: &clap::Error) -> Option<String> {
    let ContextValue::String(typed) = error.get(ContextKind::InvalidArg)? else { return None };
    if error.kind() != ErrorKind::UnknownArgument {
        return None;
    }
    let flag = typed.split('=').next().unwrap_or(typed);
    let (_, instead) = FLAGS.iter().find(|(names, _)| names.contains(&flag))?;
    Some(format!("error: there is no `{flag}` here\nhint: {instead}"))
}
