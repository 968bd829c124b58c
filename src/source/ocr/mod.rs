//! Pages recognised by a program that the person has: run for each page outside of the reader's process, and what it says kept.
//!
//! - `command.rs`: the program, one page at a time, within limits
//! - `kept.rs`: its answers by the content of the page, in the cache folder of the person

mod command;
mod kept;

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

pub use command::{COMMAND, is_there};

use super::extract::{Answer, Picture};
use kept::Kept;

/// Which pages are recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OcrPages {
    /// None anew: what is kept of earlier runs is used.
    Kept,
    /// Those without text that can be read.
    Pictures,
    /// Those with text over a picture of the page as well.
    All,
}

/// Hears of each page that was recognised anew.
pub type PageTold = Arc<dyn Fn() + Send + Sync>;

/// Has pages recognised and keeps what came of them.
#[derive(Clone)]
pub struct Ocr {
    pages: OcrPages,
    command: Vec<String>,
    page_time: Duration,
    memory_bytes: u64,
    kept: Option<Kept>,
    told: Option<PageTold>,
}

impl fmt::Debug for Ocr {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:?} by {:?}", self.pages, self.command)
    }
}

impl Ocr {
    /// Returns what recognises `pages` by `command` (program and arguments, as [`COMMAND`]), for at most `seconds` and with at most
    /// `memory_bytes` a page; answers are kept in the folder `kept`.
    pub fn new(
        pages: OcrPages,
        command: Vec<String>,
        seconds: u64,
        memory_bytes: u64,
        kept: Option<PathBuf>,
    ) -> Ocr {
        let kept = kept.map(|folder| Kept::new(folder, &command));
        Ocr { pages, command, page_time: Duration::from_secs(seconds), memory_bytes, kept, told: None }
    }

    /// Returns the same, with someone who hears of each page.
    pub fn telling(self, told: PageTold) -> Ocr {
        Ocr { told: Some(told), ..self }
    }

    /// Returns which pages are recognised.
    pub fn pages(&self) -> OcrPages {
        self.pages
    }

    /// Returns what pages are recognised by, for telling whether another program may read what this one could not.
    pub(crate) fn name(&self) -> Option<String> {
        (self.pages != OcrPages::Kept).then(|| format!("{:?} {}", self.pages, self.command.join(" ")))
    }

    /// Returns what is on a page: kept, or recognised now.
    pub(in crate::source) fn recognise(&self, picture: &Picture) -> Answer {
        let place = self.kept.as_ref().map(|kept| kept.place(picture));
        if let Some(answer) = place.as_ref().and_then(|place| kept::read(place)) {
            return Ok(Some(answer));
        }
        if self.pages == OcrPages::Kept {
            return Ok(None);
        }
        let answer = command::run(&self.command, picture, self.page_time, self.memory_bytes)?;
        if let Some(place) = place
            && let Err(error) = kept::write(&place, &answer)
        {
            // The page is read all the same; the next run recognises it once more.
            log::warn!("what was recognised cannot be kept in {}: {error}", place.display());
        }
        if let Some(told) = &self.told {
            told();
        }
        Ok(Some(answer))
    }
}
