//! The `-` of an exclusion in a query, which clap would take for an option.

use std::ffi::OsString;

use clap::CommandFactory;

use super::Arguments;

/// Returns the arguments of the process, with exclusions of a query so written that clap takes them for words.
pub(in crate::cli) fn of_process() -> Vec<OsString> {
    with_exclusions(std::env::args_os().collect())
}

/// Writes the `-` of an exclusion (`-学生`, `-"…"`, `-title:…`; also a lone one before words) in its full-width form, which
/// means the same in a query and is no option. Only words of `query` and `list` are exclusions: not what follows `--`, which clap
/// takes as it stands, nor the value of an option, nor what is said to another command.
fn with_exclusions(mut typed: Vec<OsString>) -> Vec<OsString> {
    let exclusion = |argument: &OsString| {
        // A zero byte after each path, as xargs has it.
        let word = argument.to_str()?.strip_prefix('-').filter(|word| *word != "0")?;
        is_excluded_word(word).then(|| OsString::from(format!("－{word}")))
    };
    // The usual case, for which no command has to be built.
    if !typed.iter().any(|argument| exclusion(argument).is_some()) {
        return typed;
    }
    let mut command = Arguments::command();
    command.build();
    let (mut is_query, mut nth) = (false, 1);
    while let Some(argument) = typed.get_mut(nth) {
        let text = argument.to_str().unwrap_or_default();
        if text == "--" {
            break;
        }
        if takes_value(&command, text) {
            // The value of an option is never an exclusion.
            nth += 2;
            continue;
        }
        if is_query && let Some(exclusion) = exclusion(argument) {
            *argument = exclusion;
        } else if !is_query && !text.starts_with('-') {
            if command.find_subcommand(text).is_none_or(|command| !QUERIES.contains(&command.get_name())) {
                break;
            }
            is_query = true;
        }
        nth += 1;
    }
    typed
}

/// Whether the argument after this one is the value of an option of `query`, or of all commands.
fn takes_value(command: &clap::Command, argument: &str) -> bool {
    let options = QUERIES.iter().filter_map(|name| command.find_subcommand(name));
    options.flat_map(clap::Command::get_opts).any(|option| {
        let long = option.get_long().is_some_and(|long| argument.strip_prefix("--") == Some(long));
        let short = option.get_short();
        long || short
            .is_some_and(|short| argument.strip_prefix('-').is_some_and(|rest| rest.chars().eq([short])))
    })
}

/// The commands whose words may be exclusions.
const QUERIES: [&str; 2] = ["query", "list"];

fn is_excluded_word(word: &str) -> bool {
    let field = word.split_once([':', '：']).is_some_and(|(name, _)| name.chars().all(char::is_alphabetic));
    field || word.starts_with(|c: char| !c.is_ascii() || c.is_ascii_digit() || matches!(c, '"' | '(' | ' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exclusions_are_no_options() {
        for word in ["学生", "\"a b\"", "(甲 OR 乙)", "title:审计", "“审计”", "路径：a", "5%"]
        {
            assert!(is_excluded_word(word), "-{word}");
        }
        for option in ["n", "-json", "n5", "-in", "h", "", "-index=a:b"] {
            assert!(!is_excluded_word(option), "-{option}");
        }
    }

    #[test]
    fn only_words_of_a_query_are_exclusions() {
        for (typed, given) in [
            ("query 减负 -学生", "query 减负 －学生"),
            ("query -学生 -- -学生", "query －学生 -- -学生"),
            ("--index a query -title:审计 -n 5 减负", "--index a query －title:审计 -n 5 减负"),
            ("query --in -学生 -教师", "query --in -学生 －教师"),
            ("query --in=-学生 -教师", "query --in=-学生 －教师"),
            ("query --limit -学生", "query --limit -学生"),
            ("query --color never -学生", "query --color never －学生"),
            ("outline -- -报告.txt", "outline -- -报告.txt"),
            ("outline -报告.txt", "outline -报告.txt"),
            ("--index query index -报告", "--index query index -报告"),
            ("dict add -学生 query -学生", "dict add -学生 query -学生"),
        ] {
            let words = |text: &str| -> Vec<OsString> { text.split(' ').map(OsString::from).collect() };
            let command = |text: &str| [words("xunzhang"), words(text)].concat();
            assert_eq!(with_exclusions(command(typed)), command(given), "{typed}");
        }
    }
}
