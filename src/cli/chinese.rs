//! What clap says for itself, in Chinese: help with the texts of the catalogue in place of the English ones, and the errors
//! of what was typed wrongly. clap speaks English only; what it puts in of its own is replaced by its exact words.

use std::ffi::OsString;

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Command, CommandFactory};
use unicode_width::UnicodeWidthStr;

use crate::language::{Language, chinese_help, current, tr};
use crate::output::wrapped;

use super::args::Arguments;
use super::terminal;

/// Widest help, in columns, as clap has it.
const WIDTH_MAX: usize = 100;

/// Returns the definition of what can be typed, with help in the language in force. It is for showing alone: values that
/// can be chosen lose their types.
pub(super) fn described() -> Command {
    match current() {
        Language::English => Arguments::command(),
        Language::Chinese => in_chinese(Arguments::command(), String::new()),
    }
}

/// A command with the texts of the catalogue; `name` is its name in there, empty for the program.
fn in_chinese(mut command: Command, name: String) -> Command {
    let key = if name.is_empty() { "xunzhang" } else { &name };
    if let Some(about) = chinese_help(key, None) {
        command = command.about(about).long_about(None::<&str>);
    }
    if let Some(after) = chinese_help(key, Some("after")) {
        command = command.after_help(after);
    }
    if let Some(after) = chinese_help(key, Some("after-long")) {
        command = command.after_long_help(after);
    }
    let arguments: Vec<String> =
        command.get_arguments().map(|argument| argument.get_id().to_string()).collect();
    for argument in arguments {
        command = command.mut_arg(&argument, |given| argument_in_chinese(given, key));
    }
    let commands: Vec<String> = command.get_subcommands().map(|inner| inner.get_name().to_owned()).collect();
    for inner in commands {
        let inner_name = if name.is_empty() { inner.clone() } else { format!("{name}-{inner}") };
        command = command.mut_subcommand(&inner, |given| in_chinese(given, inner_name));
    }
    command
}

/// The text of an argument: that of its command, else the one that several commands have in common.
fn text_of(command: &str, part: &str) -> Option<String> {
    chinese_help(command, Some(part)).or_else(|| chinese_help("shared", Some(part)))
}

fn argument_in_chinese(mut argument: Arg, command: &str) -> Arg {
    let id = argument.get_id().to_string();
    if let Some(text) = text_of(command, &id) {
        argument = argument.help(text).long_help(None::<&str>);
    }
    let names = argument.get_value_names().unwrap_or_default();
    let named: Vec<&str> = names.iter().map(|name| kept(value_name(name))).collect();
    if !named.is_empty() {
        argument = argument.value_names(named);
    }
    let heading = argument.get_help_heading().map(|heading| heading.replace(' ', "-"));
    if let Some(heading) = heading.and_then(|heading| chinese_help("headings", Some(&heading))) {
        argument = argument.help_heading(kept(heading));
    }
    let values = argument.get_possible_values();
    if values.iter().any(|value| value.get_help().is_some()) {
        let told = values.into_iter().map(|value| {
            let help = text_of(command, &format!("{id}-{}", value.get_name()));
            help.map_or(value.clone(), |help| {
                PossibleValue::new(kept(value.get_name().to_owned())).help(help)
            })
        });
        argument = argument.value_parser(PossibleValuesParser::new(told.collect::<Vec<_>>()));
    }
    argument
}

/// Names have to live as long as the program; help is shown once.
fn kept(text: String) -> &'static str {
    Box::leak(text.into_boxed_str())
}

/// The name of a value, part by part: `FILE|TEXT|N`, `QUERY [PATH]`.
fn value_name(name: &str) -> String {
    let (mut out, mut word) = (String::new(), String::new());
    for c in name.chars().chain([' ']) {
        if c.is_ascii_alphanumeric() {
            word.push(c);
            continue;
        }
        out.push_str(&chinese_help("values", Some(&word)).unwrap_or_else(|| word.clone()));
        word.clear();
        out.push(c);
    }
    out.trim_end().to_owned()
}

/// Returns the help that was asked for by what was typed, with escape sequences; `None` where none was.
pub(super) fn help(typed: Vec<OsString>) -> Option<String> {
    // Lines are broken here: clap breaks them at blanks alone.
    let error = described().term_width(0).try_get_matches_from(typed).err()?;
    let asked =
        matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand);
    asked.then(|| {
        broken(&with_own_words(error.render().ansi().to_string()), terminal::columns().min(WIDTH_MAX))
    })
}

/// Clap's own words in a help text replaced.
fn with_own_words(mut text: String) -> String {
    let words = [
        ("Usage:", tr!("use-help-usage")),
        ("Options:", tr!("use-help-options")),
        ("Arguments:", tr!("use-help-arguments")),
        ("Commands:", tr!("use-help-commands")),
        ("[OPTIONS]", tr!("use-help-some-options")),
        ("<COMMAND>", tr!("use-help-command")),
        ("[COMMAND]", tr!("use-help-some-command")),
        ("[aliases: ", tr!("use-help-aliases")),
        ("[default: ", tr!("use-help-default")),
        ("[possible values: ", tr!("use-help-possible")),
        ("Possible values:", tr!("use-help-possible-list")),
        ("[env: ", tr!("use-help-env")),
        ("Print help (see a summary with '-h')", tr!("use-help-summary")),
        ("Print help (see more with '--help')", tr!("use-help-more")),
        ("Print help for the subcommand(s)", tr!("use-help-of-command")),
        ("Print help", tr!("use-help-print")),
        ("Print version", tr!("use-help-version")),
        ("Print this message or the help of the given subcommand(s)", tr!("use-help-subcommand")),
    ];
    for (theirs, ours) in words {
        text = text.replace(theirs, &ours);
    }
    text
}

/// A text whose lines are no wider than that, where they can be broken: what follows stands below its column.
fn broken(text: &str, width: usize) -> String {
    let lines = text.lines().map(|line| {
        let plain = anstream::adapter::strip_str(line).to_string();
        if plain.width() <= width {
            return line.to_owned();
        }
        let margin = plain.len() - plain.trim_start_matches(' ').len();
        // The column of explanations, behind what is explained.
        let gap = plain[margin..].find("  ").map(|at| margin + at);
        let begins = gap.map_or(margin, |at| plain.len() - plain[at..].trim_start_matches(' ').len());
        let (head, tail) = plain.split_at(begins);
        let Some(styled) = line.strip_suffix(tail).filter(|_| head.width() + 20 <= width) else {
            return line.to_owned();
        };
        let indent = " ".repeat(head.width());
        format!("{styled}{}", wrapped(tail, width - head.width()).join(&format!("\n{indent}")))
    });
    lines.collect::<Vec<_>>().join("\n") + "\n"
}

/// Returns what is wrong with what was typed, in Chinese.
pub(super) fn wrong_use(error: &clap::Error) -> String {
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(one)) => one.clone(),
        Some(ContextValue::Strings(all)) => all.join(" "),
        Some(ContextValue::StyledStr(one)) => one.to_string(),
        Some(ContextValue::StyledStrs(all)) => {
            all.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
        }
        _ => String::new(),
    };
    let (argument, value) = (text(ContextKind::InvalidArg), text(ContextKind::InvalidValue));
    let what = match error.kind() {
        ErrorKind::UnknownArgument | ErrorKind::InvalidSubcommand => {
            let command = text(ContextKind::InvalidSubcommand);
            tr!("use-clap-unknown", typed = if argument.is_empty() { command } else { argument })
        }
        ErrorKind::InvalidValue if value.is_empty() => tr!("use-clap-no-value", argument = argument),
        ErrorKind::InvalidValue => tr!("use-clap-value", value = value, argument = argument),
        ErrorKind::ValueValidation => {
            let why = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
            tr!("use-clap-why", value = value, argument = argument, why = why)
        }
        ErrorKind::MissingRequiredArgument => tr!("use-clap-lacking", arguments = argument),
        ErrorKind::ArgumentConflict => {
            let other = text(ContextKind::PriorArg);
            match other == argument || other.is_empty() {
                true => tr!("use-clap-twice", argument = argument),
                false => tr!("use-clap-conflict", one = argument, other = other),
            }
        }
        ErrorKind::TooManyValues | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            tr!("use-clap-count", argument = argument)
        }
        ErrorKind::NoEquals => tr!("use-clap-no-value", argument = argument),
        ErrorKind::MissingSubcommand => {
            tr!("use-clap-subcommand", names = text(ContextKind::ValidSubcommand))
        }
        ErrorKind::InvalidUtf8 => tr!("use-clap-utf8"),
        _ => return error.to_string(),
    };
    let mut lines = vec![tr!("failure-error", what = what)];
    let possible = text(ContextKind::ValidValue);
    if !possible.is_empty() {
        lines.push(tr!("use-clap-possible", values = possible));
    }
    for near in [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue] {
        let near = text(near);
        if !near.is_empty() {
            lines.push(tr!("use-clap-near", name = near));
        }
    }
    let usage = text(ContextKind::Usage);
    let usage = with_own_words(usage.trim_start_matches("Usage:").trim().to_owned());
    if !usage.is_empty() {
        let command =
            usage.split([' ', '\n']).take_while(|word| word.starts_with(|c: char| c.is_ascii_lowercase()));
        let command = command.collect::<Vec<_>>().join(" ");
        lines.push(tr!("use-clap-usage", usage = usage));
        lines.push(tr!("use-clap-more", command = command));
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use fluent_syntax::ast::Entry;

    use super::*;

    /// Every name that help is looked up by: of each command that is shown, its arguments and their values.
    fn wanted(command: &Command, name: &str, all: &mut Vec<(String, Option<String>)>) {
        let key = if name.is_empty() { "xunzhang" } else { name };
        all.push((key.to_owned(), None));
        if command.get_after_help().is_some() {
            all.push((key.to_owned(), Some("after".to_owned())));
        }
        if command.get_after_long_help().is_some() {
            all.push((key.to_owned(), Some("after-long".to_owned())));
        }
        for argument in command.get_arguments() {
            if argument.is_hide_set() {
                continue;
            }
            all.push((key.to_owned(), Some(argument.get_id().to_string())));
            let told = argument.get_possible_values().into_iter().filter(|value| value.get_help().is_some());
            all.extend(
                told.map(|value| {
                    (key.to_owned(), Some(format!("{}-{}", argument.get_id(), value.get_name())))
                }),
            );
        }
        for inner in command.get_subcommands().filter(|inner| !inner.is_hide_set()) {
            let inner_name = if name.is_empty() {
                inner.get_name().to_owned()
            } else {
                format!("{name}-{}", inner.get_name())
            };
            wanted(inner, &inner_name, all);
        }
    }

    #[test]
    fn every_command_and_argument_is_explained_in_chinese_and_nothing_else() {
        let mut all = Vec::new();
        wanted(&Arguments::command(), "", &mut all);
        let lacking: Vec<_> = all
            .iter()
            .filter(|(command, part)| match part {
                None => chinese_help(command, None).is_none(),
                Some(part) => text_of(command, part).is_none(),
            })
            .collect();
        assert!(lacking.is_empty(), "not in src/language/zh/help.ftl: {lacking:?}");
        let used: BTreeSet<(String, String)> = all
            .into_iter()
            .filter_map(|(command, part)| {
                let part = part?;
                let own = chinese_help(&command, Some(&part)).is_some();
                Some((if own { command } else { "shared".to_owned() }, part))
            })
            .collect();
        let text = include_str!("../language/zh/help.ftl");
        let tree = fluent_syntax::parser::parse(text).expect("the catalogue is well formed");
        let mut unused = Vec::new();
        for entry in &tree.body {
            let Entry::Message(message) = entry else { continue };
            if ["values", "headings"].contains(&message.id.name) {
                continue;
            }
            for attribute in &message.attributes {
                let name = (message.id.name.to_owned(), attribute.id.name.to_owned());
                if !used.contains(&name) {
                    unused.push(name);
                }
            }
        }
        assert!(unused.is_empty(), "of no argument: {unused:?}");
    }

    #[test]
    fn help_is_chinese_to_the_last_word() {
        crate::language::within(Language::Chinese, each_help_is_chinese);
    }

    fn each_help_is_chinese() {
        let english = |text: &str| {
            let words: Vec<&str> = text.split(' ').collect();
            let is_word = |word: &&str| word.len() > 2 && word.chars().all(|c| c.is_ascii_lowercase());
            words.windows(2).any(|pair| pair.iter().all(is_word))
        };
        let mut waiting = vec![(in_chinese(Arguments::command(), String::new()).term_width(0), 0)];
        while let Some((mut command, depth)) = waiting.pop() {
            for text in [command.render_help(), command.render_long_help()] {
                let text = broken(&with_own_words(text.to_string()), 80);
                for line in text.lines() {
                    assert!(line.width() <= 80, "{} columns: {line}", line.width());
                    let is_example = line.contains("xunzhang ") || line.contains('`');
                    assert!(is_example || !english(line), "{}: {line}", command.get_name());
                }
            }
            let inner = command.get_subcommands().filter(|inner| !inner.is_hide_set());
            waiting.extend(inner.map(|inner| (inner.clone().term_width(0), depth + 1)));
        }
    }

    #[test]
    fn long_lines_go_on_below_their_column() {
        let text = "      --in <路径>  只在此文件夹或文件中查找；如为新文件夹或有改动，先建索引\n短";
        let wanted = "      --in <路径>  只在此文件夹或文件中\n                   查找；如为新文件夹或\n                   有改动，先建索引\n短\n";
        assert_eq!(broken(text, 40), wanted);
    }
}
