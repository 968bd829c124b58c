//! How far a push is, and what it did.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::language::tr;
use crate::pipeline::Pushed;

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
    let verb = if dry_run { tr!("push-would") } else { tr!("push-did") };
    let told = [
        (new > 0).then(|| tr!("push-new", count = new)),
        (changed > 0).then(|| tr!("push-changed", count = changed)),
        (gone > 0).then(|| tr!("push-gone", count = gone)),
        Some(tr!("push-unchanged", count = unchanged)),
    ];
    let told: Vec<String> = told.into_iter().flatten().collect();
    let anew = if full { tr!("push-anew") } else { String::new() };
    let again = if again > 0 { tr!("push-again", again = again) } else { String::new() };
    tr!(
        "push-line",
        verb = verb,
        told = told.join(&tr!("count-separator")),
        anew = anew,
        passages = written,
        again = again,
        seconds = format!("{seconds:.1}")
    )
}
