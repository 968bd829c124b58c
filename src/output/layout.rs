//! What a screen is: its width and height, its colours by roles, and whether paths on it can be clicked.

use std::path::Path;

use anstyle::{AnsiColor, Style};
use unicode_width::UnicodeWidthStr;

/// What stands before every line under a rank.
pub(super) const MARGIN: &str = "    ";
/// Columns that the brackets of three marks take, kept free where marks are no colour.
const BRACKETS: usize = 12;
/// No line is shorter than so many columns, however narrow the screen.
const COLUMNS_MIN: usize = 20;

/// Where the output goes.
#[derive(Clone, Copy, Debug, Default)]
pub struct Screen {
    /// Whether styles may be used; without them matches stand in 【】.
    pub colour: bool,
    /// Width in columns; `None` when it is no terminal, so that nothing is cut or wrapped.
    pub columns: Option<usize>,
    /// Lines that an answer may take at the most; `None` when there is no end: no terminal, or a pager.
    pub rows: Option<usize>,
    /// What a click on a path opens, as ripgrep writes it: `file://{path}`; `None` for plain text.
    pub links: Option<&'static str>,
    /// The styles of its parts.
    pub theme: Theme,
}

/// The style of each part of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Theme {
    /// Titles of reports.
    pub title: Style,
    /// Headings of sections.
    pub heading: Style,
    /// Paths and places.
    pub path: Style,
    /// What matches.
    pub mark: Style,
    /// Remarks.
    pub dim: Style,
}

impl Default for Theme {
    fn default() -> Theme {
        Theme {
            title: Style::new().bold(),
            heading: Style::new().dimmed(),
            path: AnsiColor::Magenta.on_default(),
            mark: AnsiColor::Red.on_default().bold(),
            dim: Style::new().dimmed(),
        }
    }
}

impl Screen {
    /// Returns the columns of a line after the margin; unlimited when it is no terminal.
    pub fn width(&self) -> usize {
        self.columns.map_or(usize::MAX, |columns| columns.saturating_sub(MARGIN.len()).max(COLUMNS_MIN))
    }

    /// Returns how many rows a text takes, lines that are too wide counted as the terminal folds them.
    pub fn rows_of(&self, text: &[u8]) -> usize {
        let plain = anstream::adapter::strip_bytes(text).into_vec();
        let text = String::from_utf8_lossy(&plain);
        let columns = self.columns.unwrap_or(usize::MAX).max(1);
        text.lines().map(|line| line.width().div_ceil(columns).max(1)).sum()
    }

    /// Columns that a snippet may take: one line beside the margin, or a long line for programs.
    pub fn snippet_columns(&self) -> usize {
        let brackets = if self.colour { 0 } else { BRACKETS };
        self.columns.map_or(240, |_| self.width().saturating_sub(brackets).max(COLUMNS_MIN))
    }

    pub(super) fn title(&self, text: &str) -> String {
        self.styled(text, self.theme.title)
    }

    pub(super) fn heading(&self, text: &str) -> String {
        self.styled(text, self.theme.heading)
    }

    pub(super) fn place(&self, text: &str) -> String {
        self.styled(text, self.theme.path)
    }

    pub(super) fn dim(&self, text: &str) -> String {
        self.styled(text, self.theme.dim)
    }

    fn styled(&self, text: &str, style: Style) -> String {
        if self.colour && !text.is_empty() { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }

    /// Returns what opens and closes a mark.
    pub(super) fn mark_signs(&self) -> (String, String) {
        if self.colour {
            let style = self.theme.mark;
            (style.render().to_string(), style.render_reset().to_string())
        } else {
            ("【".to_owned(), "】".to_owned())
        }
    }

    /// Returns a text that a click on it opens a file with, at a line; the text alone where the screen has no links.
    pub(super) fn linked(&self, text: &str, path: &Path, line: usize) -> String {
        let Some(format) = self.links else { return text.to_owned() };
        let link = format
            .replace("{path}", &percent_encoded(path))
            .replace("{line}", &line.to_string())
            .replace("{column}", "1");
        format!("\u{1b}]8;;{link}\u{1b}\\{text}\u{1b}]8;;\u{1b}\\")
    }
}

/// A path as it stands in a link.
fn percent_encoded(path: &Path) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte);
    let bytes = path.as_os_str().as_encoded_bytes().iter();
    bytes
        .map(|byte| if plain(*byte) { char::from(*byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

/// Returns a path as people would type it from `here`: without the folders that it shares with it.
pub fn shown_path(path: &Path, here: Option<&Path>) -> String {
    let short = here.and_then(|here| path.strip_prefix(here).ok()).unwrap_or(path);
    crate::text::harmless_line(&short.to_string_lossy())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_shown_from_here() {
        let path = Path::new("/home/a/reports/b.txt");
        assert_eq!(shown_path(path, Some(Path::new("/home/a"))), "reports/b.txt");
        assert_eq!(shown_path(path, Some(Path::new("/home/x"))), "/home/a/reports/b.txt");
    }

    #[test]
    fn a_link_holds_the_path_encoded() {
        let screen = Screen { links: Some("vscode://file{path}:{line}"), ..Screen::default() };
        let shown = screen.linked("甲.txt:7", Path::new("/r/甲 1.txt"), 7);
        assert_eq!(shown, "\u{1b}]8;;vscode://file/r/%E7%94%B2%201.txt:7\u{1b}\\甲.txt:7\u{1b}]8;;\u{1b}\\");
        assert_eq!(Screen::default().linked("a", path_of_root(), 1), "a");
    }

    fn path_of_root() -> &'static Path {
        Path::new("/")
    }
}
