//! How far a run of `index` is: a bar on a terminal, silence elsewhere.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::language::tr;
use crate::pipeline::Progress;
use crate::source::PageTold;

/// How often the time on the screen goes on.
const TICK: Duration = Duration::from_millis(500);

/// Files, passages and megabytes a second, drawn on standard error when it is a terminal.
pub struct Bar {
    bar: ProgressBar,
    files: AtomicUsize,
    all_files: AtomicUsize,
    passages: AtomicUsize,
}

impl Bar {
    /// Returns a bar; it draws nothing when `quiet` or when standard error is no terminal.
    pub fn new(quiet: bool) -> Bar {
        let bar = ProgressBar::new(0);
        bar.set_draw_target(if quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() });
        if !quiet {
            // One large file may take a minute: the time goes on meanwhile.
            bar.enable_steady_tick(TICK);
        }
        bar.set_style(waiting());
        Bar { bar, files: 0.into(), all_files: 0.into(), passages: 0.into() }
    }

    /// Returns who draws how many pages were recognised.
    pub fn pages(&self) -> PageTold {
        let (bar, pages) = (self.bar.clone(), AtomicUsize::new(0));
        Arc::new(move || {
            let pages = pages.fetch_add(1, Ordering::Relaxed) + 1;
            bar.set_prefix(tr!("index-recognised", pages = tr!("count-pages", count = pages)));
        })
    }

    /// Removes the bar from the screen.
    pub fn clear(&self) {
        self.bar.finish_and_clear();
    }
}

/// How the bar looks while files are taken.
fn counting() -> ProgressStyle {
    let style = ProgressStyle::with_template("{prefix}{msg} {wide_bar} {decimal_bytes_per_sec} {eta}");
    style.expect("the template is right, a test draws it").progress_chars("━╸ ")
}

/// How it looks while nobody knows how much there is to do: that something is done, and for how long.
fn waiting() -> ProgressStyle {
    ProgressStyle::with_template("{prefix}{msg} {elapsed}").expect("the template is right, a test draws it")
}

impl Progress for Bar {
    fn found(&self, files: usize, bytes: u64) {
        self.all_files.store(files, Ordering::Relaxed);
        self.bar.set_length(bytes);
    }

    fn taken(&self, file_bytes: u64, passages: usize) {
        let files = self.files.fetch_add(1, Ordering::Relaxed) + 1;
        let passages = self.passages.fetch_add(passages, Ordering::Relaxed) + passages;
        self.bar.set_style(counting());
        self.bar.inc(file_bytes);
        let all = self.all_files.load(Ordering::Relaxed);
        self.bar.set_message(tr!(
            "index-bar",
            files = files.to_string(),
            all = all.to_string(),
            passages = passages.to_string()
        ));
    }

    // A phase takes no files that would draw the bar.
    fn phase(&self, name: &str) {
        // Nothing is counted now: a bar would stand still, or full.
        self.bar.set_style(waiting());
        self.bar.set_message(name.to_owned());
        self.bar.tick();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hidden_bar_counts() {
        let bar = Bar::new(true);
        bar.found(2, 10);
        bar.taken(5, 3);
        bar.taken(5, 4);
        let page = bar.pages();
        page();
        page();
        assert_eq!(bar.bar.prefix(), "2 pages recognised, ");
        assert_eq!(bar.bar.message(), "2/2 files, 7 passages");
        assert_eq!((bar.bar.position(), bar.bar.length()), (10, Some(10)));
        bar.clear();
    }
}
