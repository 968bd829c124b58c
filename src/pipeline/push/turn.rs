//! The right to give numbers to reports, which one push of a share has at a time: numbers follow the order of all paths.

use std::time::{Duration, Instant};

use crate::engine::{Bulk, Engine, EngineError, Layout};
use crate::search::SearchError;
use crate::search::remote::documents::{STATE, State};

/// How long a push that gives numbers may show no sign of life before another goes on.
const LEASE: Duration = Duration::from_secs(60);
/// How often that is looked at.
const PAUSE: Duration = Duration::from_millis(200);

/// The right to give numbers to reports, and to write the state of all: one push has it at a time.
pub(super) struct Turn<'a> {
    engine: &'a Engine,
    layout: &'a Layout,
    /// The number of the push.
    pub(super) number: u64,
    /// The state of all.
    pub(super) state: State,
}

impl<'a> Turn<'a> {
    /// Waits until nobody else has the right; `first` is the state where there is none.
    ///
    /// # Errors
    /// When the index holds no shares, and what the engine says.
    pub(super) fn take(
        engine: &'a Engine,
        layout: &'a Layout,
        first: &State,
    ) -> Result<Turn<'a>, SearchError> {
        let (mut seen, mut since) = (0, Instant::now());
        loop {
            let known = State::read_now(engine, layout)?;
            let push = known.as_ref().map_or(0, |known| known.push);
            let mut state = known.unwrap_or_else(|| first.clone());
            let Some(shared) = &mut state.shared else {
                return Err(EngineError::Whole { name: engine.name().to_owned() }.into());
            };
            if push != seen {
                (seen, since) = (push, Instant::now());
            }
            if shared.numbering.is_some() && since.elapsed() < LEASE {
                std::thread::sleep(PAUSE);
                continue;
            }
            shared.numbering = Some(push + 1);
            state.push = push;
            let mut turn = Turn { engine, layout, number: push + 1, state };
            match turn.renew() {
                Ok(()) => return Ok(turn),
                // Another was quicker.
                Err(EngineError::Overtaken) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Shows a sign of life.
    ///
    /// # Errors
    /// [`EngineError::Overtaken`] when another has taken the right since, and what the engine says.
    pub(super) fn renew(&mut self) -> Result<(), EngineError> {
        self.state.push += 1;
        let mut bulk = Bulk::new(self.engine, self.state.push);
        bulk.put_first(&self.layout.reports, STATE, &self.state.source())
    }

    /// Gives the right back, and writes the state.
    ///
    /// # Errors
    /// As [`Turn::renew`].
    pub(super) fn give_back(mut self) -> Result<(), EngineError> {
        if let Some(shared) = &mut self.state.shared {
            shared.numbering = None;
        }
        self.renew()
    }
}
