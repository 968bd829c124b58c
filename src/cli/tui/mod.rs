//! `tui`: searching while typing, on the whole screen: hits, the report of each with its sections, figures and trends.
//!
//! - `line.rs`: a line that is typed into
//! - `app.rs`, `keys.rs`: what is shown and what keys do, without a terminal
//! - `document.rs`: a report laid out
//! - `facts.rs`: conditions that the hits offer
//! - `work.rs`: the threads that answer
//! - `draw.rs`: the screen
//! - `terminal.rs`: the terminal taken and given back; what is copied

mod app;
mod document;
mod draw;
mod facts;
mod keys;
mod line;
mod terminal;
#[cfg(test)]
mod tests;
mod work;

use std::io::IsTerminal;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use ratatui::crossterm::event::{self, Event};

use crate::language::tr;
use crate::output::{CiteForm, Screen, write_cite};

use super::args::TuiArguments;
use super::failure::Failure;
use super::interrupt::{INTERRUPTED, on_interrupt};
use super::{Outcome, engine, look, open, taking};

use app::{App, Effect};
use terminal::Taken;
use work::{Job, Threads};

/// How long the loop waits for a key: shortly where an answer is under way.
const WAITS: Duration = Duration::from_millis(4);
const RESTS: Duration = Duration::from_millis(250);
/// How long after it is told to end the loop may take for it.
const LEAVES: Duration = Duration::from_secs(1);
/// How often it looks whether the index has become another.
const RENEWS: Duration = Duration::from_secs(2);

/// Takes the screen until the reader ends it.
pub(super) fn run(
    arguments: &TuiArguments,
    index: Option<&Path>,
    screen: Screen,
) -> Result<Outcome, Failure> {
    if !(std::io::stdin().is_terminal() && std::io::stdout().is_terminal()) {
        return Err(Failure::new(tr!("tui-no-terminal"), Some(&tr!("tui-for-programs"))));
    }
    let (words, index) = look::words_and_index(&arguments.words, arguments.folder.as_deref(), index)?;
    let searcher = engine::open(&index)?;
    let is_ended = Arc::new(AtomicBool::new(false));
    let mut taken = Taken::new(arguments.mouse)?;
    let (ended, is_lent) = (Arc::clone(&is_ended), taken.is_lent());
    let _ = on_interrupt(move || {
        // Another program has the screen: it was meant for that.
        if is_lent.load(Ordering::Relaxed) {
            return;
        }
        ended.store(true, Ordering::Relaxed);
        // The loop gives the screen back and ends, unless the terminal is gone: then reading its keys never returns.
        std::thread::sleep(LEAVES);
        std::process::exit(INTERRUPTED);
    });
    let threads = work::begin(&index, searcher);
    let app = App::new(&words.join(" "));
    Loop { app, threads, styles: draw::Styles::new(screen.colour), is_ended }.run(&mut taken)?;
    Ok(Outcome::Found)
}

/// The loop of keys and answers.
struct Loop {
    app: App,
    threads: Threads,
    styles: draw::Styles,
    is_ended: Arc<AtomicBool>,
}

impl Loop {
    fn run(&mut self, taken: &mut Taken) -> Result<(), Failure> {
        draw::measure(&mut self.app, taken.area()?);
        let mut effects = vec![Effect::Search];
        let (mut renewed, mut is_stale) = (Instant::now(), true);
        while !self.is_ended.load(Ordering::Relaxed) {
            for effect in effects.drain(..) {
                if effect == Effect::Quit {
                    return Ok(());
                }
                self.does(&effect, taken)?;
            }
            if is_stale {
                let (app, styles) = (&mut self.app, self.styles);
                taken.terminal.draw(|frame| draw::draw(frame, app, styles))?;
                is_stale = false;
            }
            let wait = if self.app.waits() { WAITS } else { RESTS };
            // All keys that are there are taken before anything is asked: a paste by keys is one query.
            let mut wait = event::poll(wait)?;
            while wait {
                is_stale = true;
                effects.extend(self.takes(event::read()?));
                wait = event::poll(Duration::ZERO)?;
            }
            while let Ok(news) = self.threads.news.try_recv() {
                is_stale = true;
                effects.extend(self.app.take(news));
            }
            effects.dedup();
            if renewed.elapsed() > RENEWS {
                renewed = Instant::now();
                let _ = self.threads.jobs.send(Job::Renew);
            }
        }
        Ok(())
    }

    fn takes(&mut self, event: Event) -> Option<Effect> {
        match event {
            Event::Key(key) => self.app.on_key(key),
            Event::Paste(text) => self.app.on_paste(&text),
            Event::Mouse(mouse) => self.app.on_mouse(mouse),
            Event::Resize(columns, rows) => {
                draw::measure(&mut self.app, ratatui::layout::Rect::new(0, 0, columns, rows));
                // Snippets and lines are made for the width.
                Some(Effect::Search)
            }
            _ => None,
        }
    }

    fn does(&mut self, effect: &Effect, taken: &mut Taken) -> Result<(), Failure> {
        match effect {
            Effect::Quit => {}
            Effect::Search => {
                let wanted = self.app.wanted();
                let _ = self.threads.jobs.send(Job::Search(wanted));
            }
            Effect::Lay => {
                if let Some(layout) = self.app.layout() {
                    let _ = self.threads.jobs.send(Job::Lay(layout));
                }
            }
            Effect::Make(table) => {
                let job = self.app.table_job(*table);
                let _ = self.threads.tables.send(job);
            }
            Effect::Open => self.opens(taken)?,
            Effect::Copy => self.copies(taken),
        }
        Ok(())
    }

    /// Opens the file of the chosen hit; an editor has the screen until it ends.
    fn opens(&mut self, taken: &mut Taken) -> Result<(), Failure> {
        let Some(hit) = self.app.hit() else { return Ok(()) };
        let place = &hit.places[0].path;
        let words = match open::command(place, &hit.location, hit.line_match) {
            Ok(words) => words,
            Err(failure) => {
                self.app.said = failure.to_string().replace('\n', "; ");
                return Ok(());
            }
        };
        let ended = taken.lent(|| std::process::Command::new(&words[0]).args(&words[1..]).status())?;
        self.app.said = match ended {
            Ok(status) if status.success() => {
                tr!("tui-opened", program = &words[0], place = place.display().to_string())
            }
            Ok(status) => tr!("tui-program-ended", program = &words[0], status = status.to_string()),
            Err(error) => tr!("tui-no-program", program = &words[0], error = error.to_string()),
        };
        Ok(())
    }

    /// Copies the passage with its source.
    fn copies(&mut self, taken: &mut Taken) {
        let Some(hit) = self.app.hit() else { return };
        let mut text = Vec::new();
        let written = write_cite(&mut text, CiteForm::Text, &taking::source(hit), taking::quote(hit));
        let text = String::from_utf8_lossy(&text).trim_end().to_owned();
        self.app.said = match written.and_then(|()| taken.copy(&text)) {
            Ok(()) => tr!("tui-copied", report = &hit.report),
            Err(error) => tr!("tui-not-copied", error = error.to_string()),
        };
    }
}
