//! How far a push is, and what it did.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::pipeline::Pushed;

use super::hits::grouped;

/// Reports that were pushed, drawn on standard error when it is a terminal.
pub struct PushBar(ProgressBar);

impl PushBar {
    /// Returns a bar; it draws nothing when `quiet` or when standard error is no terminal.
    pub fn new(quiet: bool) -> PushBar {
        let bar = ProgressBar::new(0);
        bar.set_draw_target(if quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() });
        if let Ok(style) = ProgressStyle::with_template("{bar:20} {pos}/{len} reports, {elapsed}") {
            bar.set_style(style);
        }
        PushBar(bar)
    }

    /// Shows that so many of all reports are done.
    pub fn at(&self, done: usize, all: usize) {
        self.0.set_length(all as u64);
        self.0.set_position(done as u64);
    }

    /// Removes the bar from the screen.
    pub fn clear(&self) {
        self.0.finish_and_clear();
    }
}

/// Returns the line that closes a push.
pub fn push_line(pushed: &Pushed, dry_run: bool, seconds: f32) -> String {
    let Pushed { full, new, changed, gone, unchanged, written, again } = *pushed;
    let verb = if dry_run { "would push" } else { "pushed" };
    let counts = [(new, "new"), (changed, "changed"), (gone, "gone"), (unchanged, "unchanged")];
    let told: Vec<String> = counts
        .iter()
        .filter(|(count, what)| *count > 0 || *what == "unchanged")
        .map(|(count, what)| format!("{} {what}", grouped(*count)))
        .collect();
    let anew = if full { ", all anew" } else { "" };
    let again = if again > 0 { format!("; {} sent again", grouped(again as usize)) } else { String::new() };
    let passages = grouped(written as usize);
    format!("{verb} reports: {}{anew}; {passages} passages written{again}; {seconds:.1} s", told.join(", "))
}
