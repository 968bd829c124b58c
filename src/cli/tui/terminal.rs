//! The terminal, taken as a whole and given back whatever happens; what is copied goes through it, also over ssh.

use std::io::{self, Stdout, Write};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::crossterm::clipboard::CopyToClipboard;
use ratatui::crossterm::cursor::Show;
use ratatui::crossterm::event::{
    DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture,
};
use ratatui::crossterm::execute;
use ratatui::crossterm::terminal::{
    EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use ratatui::layout::Rect;

use crate::cli::is_installed;

/// Programs that take a text for others to paste, with what says that they can: tried where there is no ssh between.
const CLIPBOARDS: [(&str, &str, &[&str]); 4] = [
    ("wl-copy", "WAYLAND_DISPLAY", &[]),
    ("xclip", "DISPLAY", &["-selection", "clipboard"]),
    ("xsel", "DISPLAY", &["--clipboard", "--input"]),
    ("pbcopy", "HOME", &[]),
];

/// The terminal while it is ours; given back when it is dropped, a panic included.
pub(super) struct Taken {
    /// What is drawn on.
    pub(super) terminal: Terminal<CrosstermBackend<Stdout>>,
    mouse: bool,
    is_lent: Arc<AtomicBool>,
}

impl Taken {
    /// Takes it; `mouse` says whether clicks and the wheel are ours too, which takes the terminal's own selecting away.
    ///
    /// # Errors
    /// What the terminal says.
    pub(super) fn new(mouse: bool) -> io::Result<Taken> {
        let terminal = Terminal::new(CrosstermBackend::new(io::stdout()))?;
        let mut taken = Taken { terminal, mouse, is_lent: Arc::default() };
        taken.take()?;
        Ok(taken)
    }

    fn take(&mut self) -> io::Result<()> {
        enable_raw_mode()?;
        execute!(io::stdout(), EnterAlternateScreen, EnableBracketedPaste)?;
        if self.mouse {
            execute!(io::stdout(), EnableMouseCapture)?;
        }
        self.terminal.clear()
    }

    fn give_back(&self) {
        // Whatever of it fails, the rest is tried.
        if self.mouse {
            let _ = execute!(io::stdout(), DisableMouseCapture);
        }
        let _ = execute!(io::stdout(), DisableBracketedPaste, LeaveAlternateScreen, Show);
        let _ = disable_raw_mode();
    }

    /// Returns its size.
    ///
    /// # Errors
    /// What the terminal says.
    pub(super) fn area(&self) -> io::Result<Rect> {
        let size = self.terminal.size()?;
        Ok(Rect::new(0, 0, size.width, size.height))
    }

    /// Returns what tells whether another program has it.
    pub(super) fn is_lent(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.is_lent)
    }

    /// Lends the terminal to another program.
    ///
    /// # Errors
    /// When it cannot be taken again.
    pub(super) fn lent<T>(&mut self, work: impl FnOnce() -> T) -> io::Result<T> {
        self.give_back();
        self.is_lent.store(true, Ordering::Relaxed);
        let result = work();
        self.is_lent.store(false, Ordering::Relaxed);
        self.take()?;
        Ok(result)
    }

    /// Hands a text to whoever pastes next: through the terminal (OSC 52), which may be far away, and through a program of this
    /// screen where there is one.
    ///
    /// # Errors
    /// What the terminal says.
    pub(super) fn copy(&mut self, text: &str) -> io::Result<()> {
        let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        if !is_set("SSH_CONNECTION") {
            let program = CLIPBOARDS.iter().find(|(name, sign, _)| is_set(sign) && is_installed(name));
            program.and_then(|(name, _, options)| hand_to(name, options, text).ok());
        }
        execute!(io::stdout(), CopyToClipboard::to_clipboard_from(text))
    }
}

fn hand_to(program: &str, options: &[&str], text: &str) -> io::Result<()> {
    let mut child = Command::new(program)
        .args(options)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    // Dropped here, so that the program sees the end of the text.
    child.stdin.take().map_or(Ok(()), |mut input| input.write_all(text.as_bytes()))?;
    child.wait().map(drop)
}

impl Drop for Taken {
    fn drop(&mut self) {
        self.give_back();
    }
}
