//! Answers that are longer than the terminal are paged, as `git` and `bat` do it: `less -FRX`, or what the user named.

use std::io::{self, Write};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

use super::failure::Failure;

/// Variables that name a pager, the first that is set decides.
const NAMED: [&str; 2] = ["XUNZHANG_PAGER", "PAGER"];
/// What a shell says when there is no such program.
const NOT_THERE: i32 = 127;

/// Returns the command of the pager: the one that is named, else `less` where it is installed; `None` where the one that
/// is named is empty or `cat`, and on a terminal that cannot be paged on.
pub(super) fn command(configured: Option<&str>) -> Option<String> {
    if std::env::var_os("TERM").is_none_or(|term| term.is_empty() || term == "dumb") {
        return None;
    }
    let set = |name: &str| std::env::var(name).ok();
    let named = set(NAMED[0]).or_else(|| configured.map(str::to_owned)).or_else(|| set(NAMED[1]));
    let command = named.unwrap_or_else(|| "less".to_owned());
    let program = command.split_whitespace().next()?;
    (program != "cat" && super::is_installed(program)).then_some(command)
}

/// The line that a pager begins at, from 1.
static FIRST_LINE: AtomicUsize = AtomicUsize::new(1);

/// Lets `less` begin at a line of what is shown.
pub(super) fn begin_at(line: usize) {
    FIRST_LINE.store(line, Ordering::Relaxed);
}

/// Shows a text through the pager, and waits until it was read.
///
/// # Errors
/// When it cannot be written where there is no pager after all.
pub(super) fn show(command: &str, text: &[u8]) -> Result<(), Failure> {
    // Ctrl-C is the pager's while it runs: it must not be left behind without its writer.
    let _ = super::interrupt::on_interrupt(|| {});
    let mut pager = Command::new("sh");
    let first = FIRST_LINE.load(Ordering::Relaxed);
    let is_less = command.split_whitespace().next().is_some_and(|program| program.ends_with("less"));
    let command = match is_less && first > 1 {
        true => format!("{command} +{first}"),
        false => command.to_owned(),
    };
    pager.args(["-c", &command]).stdin(Stdio::piped());
    for (name, usual) in [("LESS", "FRX"), ("LESSCHARSET", "utf-8"), ("LV", "-c")] {
        if std::env::var_os(name).is_none() {
            pager.env(name, usual);
        }
    }
    let shown = pager.spawn().and_then(|mut child| {
        if let Some(mut input) = child.stdin.take() {
            match input.write_all(text) {
                // Whoever reads has seen enough.
                Err(error) if error.kind() != io::ErrorKind::BrokenPipe => return Err(error),
                _ => {}
            }
        }
        child.wait()
    });
    match shown {
        Ok(status) if status.code() != Some(NOT_THERE) => Ok(()),
        _ => Ok(io::stdout().lock().write_all(text)?),
    }
}
