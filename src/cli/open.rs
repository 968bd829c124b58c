//! `open`: the file of a hit or a place, in the editor at the line, or in what the system opens it with.

use std::io::Write;
use std::path::Path;
use std::process::Command;

use crate::language::tr;
use crate::output::shown_location;
use crate::text::Location;

use super::args::OpenArguments;
use super::failure::Failure;
use super::look::shell_word;
use super::{Outcome, is_installed, say, show};

/// Endings of files that an editor shows as they are.
const TEXTS: [&str; 10] = ["txt", "md", "markdown", "text", "csv", "tsv", "json", "jsonl", "xml", "toml"];
/// Editors that take the line as `+7` before the file.
const PLUS: [&str; 10] = ["vi", "vim", "nvim", "gvim", "nano", "emacs", "emacsclient", "kak", "micro", "joe"];
/// Editors that take `-g file:7`.
const GOTO: [&str; 3] = ["code", "codium", "cursor"];
/// Editors that take `file:7`.
const COLON: [&str; 4] = ["hx", "helix", "subl", "zed"];
/// Viewers of pages, and the option that names one.
const VIEWERS: [(&str, &str); 4] =
    [("evince", "--page-label"), ("okular", "--page"), ("zathura", "--page"), ("atril", "--page-label")];

/// Opens what was asked for.
pub(super) fn run(
    arguments: &OpenArguments,
    index: Option<&Path>,
    out: &mut dyn Write,
) -> Result<Outcome, Failure> {
    let target = show::find(&arguments.what.join(" "), index)?;
    if let Some(note) = &target.note {
        say(note);
    }
    if let Some(member) = &target.extracted.member {
        say(&format!("in {}: {member}", target.path.display()));
    }
    let byte =
        target.extracted.text.split_inclusive('\n').take(target.line.saturating_sub(1)).map(str::len).sum();
    let location = target.extracted.location(byte, target.line);
    let words = command(&target.path, &location, target.line)?;
    if arguments.dry_run {
        let typed: Vec<String> = words.iter().map(|word| shell_word(Path::new(word))).collect();
        writeln!(out, "{}", typed.join(" "))?;
        return Ok(Outcome::Found);
    }
    let failed = |why: String| {
        Failure::new(
            tr!(
                "show-not-opened",
                path = target.path.display().to_string(),
                words = words[0].to_string(),
                why = why
            ),
            Some(&tr!("show-set-editor")),
        )
    };
    let status =
        Command::new(&words[0]).args(&words[1..]).status().map_err(|error| failure_of(&failed, &error))?;
    if status.success() {
        Ok(Outcome::Found)
    } else {
        Err(failed(tr!("show-ended", status = status.to_string())))
    }
}

fn failure_of(failed: &dyn Fn(String) -> Failure, error: &std::io::Error) -> Failure {
    failed(error.to_string())
}

/// The program and its arguments.
pub(super) fn command(path: &Path, location: &Location, line: usize) -> Result<Vec<String>, Failure> {
    let file = path.to_string_lossy().into_owned();
    let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    let editor = ["VISUAL", "EDITOR"].into_iter().find_map(|name| std::env::var(name).ok());
    let editor = editor.or_else(|| super::settings::get().text("editor").map(str::to_owned));
    if let Some(editor) =
        editor.filter(|editor| !editor.trim().is_empty() && TEXTS.contains(&ending.as_str()))
    {
        return Ok(edited(&editor, &file, line));
    }
    let opener = OPENER;
    if !is_installed(opener) {
        return Err(Failure::new(
            tr!(
                "show-no-opener",
                opener = opener.to_string(),
                file = file.to_string(),
                location = shown_location(location)
            ),
            Some(&tr!("show-set-editor-or")),
        ));
    }
    if let Location::Page { page, .. } = location {
        let usual = Command::new("xdg-mime").args(["query", "default", "application/pdf"]).output();
        let usual = usual.map(|said| String::from_utf8_lossy(&said.stdout).into_owned()).unwrap_or_default();
        let viewer = VIEWERS.into_iter().find(|(name, _)| usual.contains(name) && is_installed(name));
        if let Some((name, option)) = viewer {
            return Ok(vec![name.to_owned(), format!("{option}={page}"), file]);
        }
    }
    if !matches!(location, Location::Line { .. }) {
        say(&tr!("show-stands-at", location = shown_location(location)));
    }
    Ok(vec![opener.to_owned(), file])
}

/// What the system opens a file with.
const OPENER: &str = match () {
    () if cfg!(target_os = "macos") => "open",
    () if cfg!(windows) => "explorer.exe",
    () => "xdg-open",
};

/// An editor, at a line where it is known how it is told.
fn edited(editor: &str, file: &str, line: usize) -> Vec<String> {
    let mut words: Vec<String> = editor.split_whitespace().map(str::to_owned).collect();
    let name = Path::new(words.first().map_or("", String::as_str)).file_name().unwrap_or_default();
    let name = name.to_string_lossy().into_owned();
    let name = name.as_str();
    if PLUS.contains(&name) {
        words.extend([format!("+{line}"), file.to_owned()]);
    } else if GOTO.contains(&name) {
        words.extend(["-g".to_owned(), format!("{file}:{line}")]);
    } else if COLON.contains(&name) {
        words.push(format!("{file}:{line}"));
    } else {
        words.push(file.to_owned());
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn editors_are_told_the_line_as_they_take_it() {
        for (editor, typed) in [
            ("vim", "vim +7 a.txt"),
            ("/usr/bin/nvim -R", "/usr/bin/nvim -R +7 a.txt"),
            ("code --wait", "code --wait -g a.txt:7"),
            ("hx", "hx a.txt:7"),
            ("ed", "ed a.txt"),
        ] {
            assert_eq!(edited(editor, "a.txt", 7).join(" "), typed);
        }
    }
}
