//! What the terminal is: how wide and high, whether it shows colours and links, and whether answers are paged.

use std::io::{self, IsTerminal};
use std::sync::atomic::Ordering;

use crate::output::Screen;

use super::args::{Arguments, Colour, Command};
use super::{LINES_SAID, pager, settings};

/// Columns and rows of a terminal that does not tell them.
const USUAL: (usize, usize) = (80, 24);

fn size() -> (usize, usize) {
    terminal_size::terminal_size()
        .map_or(USUAL, |(width, height)| (usize::from(width.0), usize::from(height.0)))
}

/// Returns the width of the terminal.
pub(super) fn columns() -> usize {
    size().0.max(1)
}

/// Returns the rows that are free for an answer: what was said before it, and the line that is typed in next, need some.
pub(super) fn rows() -> usize {
    size().1.saturating_sub(1 + LINES_SAID.load(Ordering::Relaxed))
}

/// Returns the command of the pager, where the answer of this command may be paged.
pub(super) fn pager(arguments: &Arguments) -> Option<String> {
    // What is read from above to below; what goes on while it is looked at (`verify`, `eval`) is no answer to be paged.
    let is_long = matches!(
        arguments.command,
        Command::Query(_)
            | Command::Outline(_)
            | Command::Show(_)
            | Command::List(_)
            | Command::Figures(_)
            | Command::Trend(_)
            | Command::Compare(_)
            | Command::Similar(_)
            | Command::Terms(_)
            | Command::Stats(_)
            | Command::Config(_)
            | Command::Folders { .. }
    );
    let pages = is_long && !arguments.no_pager && io::stdout().is_terminal();
    if pages { pager::command(settings::get().text("pager")) } else { None }
}

/// Returns the screen that answers are made for.
pub(super) fn screen(arguments: &Arguments) -> Screen {
    let terminal = io::stdout().is_terminal();
    let colour = match arguments.color {
        Colour::Always => true,
        Colour::Never => false,
        Colour::Auto if settings::get().text("color") == Some("always") => true,
        Colour::Auto if settings::get().text("color") == Some("never") => false,
        Colour::Auto => anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never,
    };
    let links_asked = match (arguments.hyperlink_format.as_str(), settings::get().text("hyperlink-format")) {
        ("auto", Some(configured)) => configured,
        (asked, _) => asked,
    };
    Screen {
        colour,
        columns: terminal.then(columns),
        rows: None,
        links: links(links_asked, terminal && colour),
        theme: settings::get().theme(),
    }
}

/// Names for formats of links, as ripgrep has them.
const FORMATS: [(&str, &str); 7] = [
    ("default", "file://{host}{path}"),
    ("file", "file://{host}{path}"),
    ("kitty", "file://{host}{path}#{line}"),
    ("vscode", "vscode://file{path}:{line}:{column}"),
    ("vscodium", "vscodium://file{path}:{line}:{column}"),
    ("cursor", "cursor://file{path}:{line}:{column}"),
    ("textmate", "txmt://open?url=file://{path}&line={line}&column={column}"),
];

/// The format of links: the one that was asked for; by itself only where the terminal is known to show them.
fn links(asked: &str, is_rich: bool) -> Option<&'static str> {
    let format = match asked {
        "auto" if is_rich && shows_links() => FORMATS[0].1,
        "auto" | "none" => return None,
        asked => FORMATS.iter().find(|(name, _)| *name == asked).map_or(asked, |(_, format)| format),
    };
    let host = std::env::var("HOSTNAME").unwrap_or_default();
    // One small text for the whole process.
    Some(Box::leak(format.replace("{host}", host.trim()).into_boxed_str()))
}

/// Whether the terminal says that it is one of those that make links of what OSC 8 marks.
fn shows_links() -> bool {
    let set = |name: &str| std::env::var(name).unwrap_or_default();
    let by_program =
        ["iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper"].contains(&set("TERM_PROGRAM").as_str());
    let by_vte = set("VTE_VERSION").parse::<u32>().is_ok_and(|version| version >= 5_000);
    let by_name = ["KITTY_WINDOW_ID", "WT_SESSION", "KONSOLE_VERSION"];
    std::env::var_os("TMUX").is_none()
        && (by_program || by_vte || by_name.iter().any(|name| !set(name).is_empty()))
}
