//! How far a run of `index` is: a bar on a terminal, silence elsewhere.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
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
    /// Whether the bar shows how much of all is done.
    counts: AtomicBool,
    stopper: Stopper,
}

/// Who ends a run from outside.
#[derive(Clone)]
pub struct Stopper {
    bar: ProgressBar,
    /// Whether something may be written by now.
    is_busy: Arc<AtomicBool>,
    is_stopped: Arc<AtomicBool>,
}

impl Stopper {
    /// Asks the run to end; returns whether it will: not where nothing is written yet, and not when it was asked before.
    pub fn stop(&self) -> bool {
        let will = self.is_busy.load(Ordering::Relaxed) && !self.is_stopped.swap(true, Ordering::Relaxed);
        if will {
            self.bar.set_style(waiting());
            self.bar.set_message(tr!("index-stopping"));
        }
        will
    }
}

impl Bar {
    /// Returns a bar; it draws nothing when `quiet` or when standard error is no terminal.
    pub fn new(quiet: bool) -> Bar {
        let bar = ProgressBar::new(0);
        bar.set_draw_target(if quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() });
        if !quiet {
            // One large report may take a minute: the time goes on meanwhile.
            bar.enable_steady_tick(TICK);
        }
        bar.set_style(waiting());
        let stopper = Stopper { bar: bar.clone(), is_busy: Arc::default(), is_stopped: Arc::default() };
        let (files, all_files, passages) = (0.into(), 0.into(), 0.into());
        Bar { bar, files, all_files, passages, counts: false.into(), stopper }
    }

    /// Returns who draws how many pages were recognised.
    pub fn pages(&self) -> PageTold {
        let (bar, pages) = (self.bar.clone(), AtomicUsize::new(0));
        Arc::new(move || {
            let pages = pages.fetch_add(1, Ordering::Relaxed) + 1;
            bar.set_prefix(tr!("index-recognised", pages = tr!("count-pages", count = pages)));
        })
    }

    /// Returns who may end the run.
    pub fn stopper(&self) -> Stopper {
        self.stopper.clone()
    }

    /// Removes the bar from the screen.
    pub fn clear(&self) {
        self.stopper.is_busy.store(false, Ordering::Relaxed);
        self.bar.finish_and_clear();
    }

    fn draw(&self, bytes: u64) {
        if self.is_stopped() {
            return;
        }
        if !self.counts.swap(true, Ordering::Relaxed) {
            self.bar.set_style(counting());
        }
        self.bar.inc(bytes);
        let [files, all, passages] = [&self.files, &self.all_files, &self.passages]
            .map(|count| count.load(Ordering::Relaxed).to_string());
        self.bar.set_message(tr!("index-bar", files = files, all = all, passages = passages));
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
        self.stopper.is_busy.store(true, Ordering::Relaxed);
        self.all_files.store(files, Ordering::Relaxed);
        self.bar.set_length(bytes);
    }

    fn part(&self, bytes: u64, passages: usize) {
        self.passages.fetch_add(passages, Ordering::Relaxed);
        self.draw(bytes);
    }

    fn taken(&self, bytes: u64) {
        self.files.fetch_add(1, Ordering::Relaxed);
        self.draw(bytes);
    }

    fn is_stopped(&self) -> bool {
        self.stopper.is_stopped.load(Ordering::Relaxed)
    }

    // A phase takes no files that would draw the bar.
    fn phase(&self, name: &str) {
        if self.is_stopped() {
            return;
        }
        // Nothing is counted now: a bar would stand still, or full.
        self.counts.store(false, Ordering::Relaxed);
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
        bar.part(2, 3);
        bar.taken(3);
        bar.part(5, 4);
        bar.taken(0);
        let page = bar.pages();
        page();
        page();
        assert_eq!(bar.bar.prefix(), "2 pages recognised, ");
        assert_eq!(bar.bar.message(), "2/2 files, 7 passages");
        assert_eq!((bar.bar.position(), bar.bar.length()), (10, Some(10)));
        assert!(!bar.is_stopped() && bar.stopper().stop() && bar.is_stopped());
        // Asked once more, or when nothing is written, it is the process that ends.
        assert!(!bar.stopper().stop());
        assert!(!Bar::new(true).stopper().stop());
        bar.clear();
    }
}
