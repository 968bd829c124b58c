//! What is said of a command line that was typed wrongly: the commonest slips are answered with what is right.

use std::ffi::OsString;
use std::io::Write;
use std::process::ExitCode;

use clap::CommandFactory;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::language::{Language, current, tr};

use super::args::Arguments;
use super::failure::Failure;
use super::{Outcome, chinese, say};

/// What to type instead of a flag of ripgrep, grep or of other servers that is not there.
fn instead_of(flag: &str) -> Option<String> {
    Some(match flag {
        "-i" | "-y" | "--ignore-case" | "-s" | "-S" | "--smart-case" => tr!("use-case"),
        "-A" | "-B" | "--after-context" | "--before-context" => tr!("use-around"),
        "-m" | "--max-count" => tr!("use-most"),
        "-F" | "--fixed-strings" => tr!("use-exact"),
        "-v" | "--invert-match" => tr!("use-minus"),
        "-r" | "-R" | "--recursive" => tr!("use-whole"),
        "-H" | "-N" | "--line-number" | "--with-filename" => tr!("use-place"),
        "-o" | "--only-matching" => tr!("use-line"),
        "-e" | "-f" | "--regexp" | "--file" => tr!("use-queries"),
        "-w" | "--word-regexp" | "-x" | "--line-regexp" | "-E" | "-G" | "-P" | "--pcre2" | "-U"
        | "--multiline" => tr!("use-patterns"),
        "-I" | "--no-filename" => tr!("use-text"),
        "-L" | "--follow" => tr!("use-links"),
        "-a" | "--text" | "-u" | "--hidden" | "--no-ignore" => tr!("use-skipped"),
        "-z" | "--search-zip" => tr!("use-archives"),
        "--files-with-matches" => tr!("use-files"),
        "--heading" | "--no-heading" => tr!("use-group"),
        "--port" | "--bind" | "--address" => tr!("use-listen"),
        _ => return None,
    })
}

/// Says what is wrong with what was typed, and returns the exit status. A query typed where a command stands is the
/// commonest slip.
pub(super) fn answer(error: &clap::Error, typed: Vec<OsString>) -> ExitCode {
    let asked = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
    if let Some(slip) = unknown_command(error).or_else(|| foreign_flag(error)) {
        say(&slip);
        return Outcome::Failed.into();
    }
    if error.kind() == ErrorKind::InvalidUtf8 {
        say(&Failure::new(tr!("use-clap-utf8"), Some(&tr!("use-utf8"))).to_string());
        return Outcome::Failed.into();
    }
    if current() == Language::Chinese && error.kind() != ErrorKind::DisplayVersion {
        match chinese::help(typed) {
            Some(help) if asked => {
                // Whoever closes the pipe has seen enough.
                let _ = anstream::stdout().write_all(help.as_bytes());
                return Outcome::Found.into();
            }
            Some(help) => drop(anstream::stderr().write_all(help.as_bytes())),
            None => say(&chinese::wrong_use(error)),
        }
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
        // The most similar comes last.
        Some(ContextValue::Strings(names)) => names.last(),
        _ => None,
    };
    let near = near.map(|name| tr!("use-like-it", name = name));
    let lines =
        [Some(tr!("use-no-command", typed = typed)), near, Some(tr!("use-search-for-it", typed = typed))];
    Some(lines.into_iter().flatten().collect::<Vec<_>>().join("\n"))
}

/// What to say of a flag that other programs have.
fn foreign_flag(error: &clap::Error) -> Option<String> {
    let ContextValue::String(typed) = error.get(ContextKind::InvalidArg)? else { return None };
    if error.kind() != ErrorKind::UnknownArgument {
        return None;
    }
    let flag = typed.split('=').next().unwrap_or(typed);
    let instead = instead_of(flag)?;
    Some(format!("{}\n{}", tr!("use-no-flag", flag = flag), tr!("failure-hint", hint = instead)))
}
