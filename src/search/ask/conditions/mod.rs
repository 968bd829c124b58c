//! Kinds of conditions: all that a part of a query means, each kind in one file.
//!
//! A new kind is a file here with a type that is a [`Condition`], and a line in `ask/lower.rs` that makes one of what was
//! typed. Ranking, choosing, proof and marks ask the trait only. What a kind needs beyond the ways to [bound](Bounds) or to
//! [mark](Mark) that there are is a new way in `choose/narrow.rs` or `show/marks.rs`.

mod fact;
mod heading;
mod path;
mod run;
mod title;
pub(in crate::search) mod within;
pub(in crate::search) mod words;

use std::borrow::Cow;

use crate::index::FactFilter;
use crate::search::SearchError;
use crate::search::archive::piece::Piece;
use crate::search::archive::{Archive, PassageId};
use crate::search::ask::lexicon::Lexicon;
use crate::search::ask::runs::Run;
use crate::search::ask::terms::Synonym;
use crate::search::ask::together::Together;

pub(in crate::search) use fact::HasFact;
pub(in crate::search) use heading::{Heading, HeadingWords};
pub(in crate::search) use path::{OfPath, is_in_path, path_holds};
pub(in crate::search) use run::ExactRun;
pub(in crate::search) use title::{Title, TitleWords};
pub(in crate::search) use within::Within;
pub(in crate::search) use words::{FreeWords, Part};

/// How what was typed stands in a passage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::search) enum AsTyped {
    /// Not at all.
    Nowhere,
    /// As a string that begins or ends inside a number: 866次会议 in 第1866次会议. Whoever typed it may have copied it so.
    CutsNumber,
    /// With all its numbers whole.
    Whole,
}

/// A part of a query that text can match.
pub(in crate::search) trait Condition {
    /// Returns the folded texts whose pairs and characters rank.
    fn texts(&self) -> Vec<&str>;

    /// Returns the words that rank; those of each text by itself, where nothing else is known.
    fn words(&self, lexicon: &Lexicon<'_>) -> Vec<String> {
        self.texts().into_iter().flat_map(|text| lexicon.words(text)).collect()
    }

    /// Returns the other words for what was typed.
    fn synonyms(&self) -> &[Synonym] {
        &[]
    }

    /// Returns the words typed freely, where it is such: they choose by themselves.
    fn free_words(&self) -> Option<&FreeWords> {
        None
    }

    /// The same, to be completed.
    fn free_words_mut(&mut self) -> Option<&mut FreeWords> {
        None
    }

    /// Returns the runs whose holders come into question, where the condition chooses.
    fn choosing_runs(&self) -> Vec<&Run>;

    /// Returns the runs that list a passage which holds one of them, where the condition chooses.
    fn listing_runs(&self) -> Vec<&Run> {
        Vec::new()
    }

    /// Returns the bounds of the reports whose first passages come into question, where the condition chooses these.
    fn choosing_reports(&self) -> Option<Bounds<'_>> {
        None
    }

    /// Returns outside of what the condition cannot hold, as far as lists tell.
    fn bounds(&self) -> Bounds<'_>;

    /// Returns whether to look what it chooses up narrows as much as to require it would.
    fn chooses_what_it_requires(&self) -> bool {
        true
    }

    /// Returns whether this passage holds what was typed, reading on where the text continues: `Some` tells how many
    /// further passages that goes into.
    ///
    /// # Errors
    /// What reading texts says.
    fn begins_in(
        &self,
        at: PassageId,
        piece: &Piece,
        archive: &dyn Archive,
    ) -> Result<Option<u32>, SearchError>;

    /// Returns how what was typed stands in this passage.
    ///
    /// # Errors
    /// What reading texts says.
    fn stands_as_typed(
        &self,
        at: PassageId,
        piece: &Piece,
        archive: &dyn Archive,
    ) -> Result<AsTyped, SearchError> {
        let begins = self.begins_in(at, piece, archive)?;
        Ok(begins.map_or(AsTyped::Nowhere, |_| AsTyped::Whole))
    }

    /// Returns whether a passage that does not hold what was typed is a match all the same: `Some` tells how many further
    /// passages that goes into.
    ///
    /// # Errors
    /// What reading texts says.
    fn matches_in_part(
        &self,
        _at: PassageId,
        _piece: &Piece,
        _archive: &dyn Archive,
    ) -> Result<Option<u32>, SearchError> {
        Ok(None)
    }

    /// Returns whether the section (or whatever the condition is about) of a passage satisfies it.
    ///
    /// # Errors
    /// What reading texts says.
    fn stands_in_section(&self, at: PassageId, archive: &dyn Archive) -> Result<bool, SearchError>;

    /// Returns what is marked in a text that is shown.
    fn marks(&self) -> Vec<Mark<'_>>;

    /// Returns the runs that must stand somewhere as they were typed: where nothing is found, their fate is told.
    fn required_runs(&self) -> Vec<&Run> {
        self.choosing_runs()
    }

    /// Returns what the path of a file must hold, folded.
    fn path(&self) -> Option<&str> {
        None
    }
}

/// Outside of what passages a condition cannot hold.
pub(in crate::search) enum Bounds<'a> {
    /// That is not known without reading texts.
    Unknown,
    /// Sections in which each of these runs may begin.
    Sections(&'a [Run]),
    /// Sections in which each of these words may begin; it is not worth looking up what most sections hold.
    SectionsOfWords(Vec<Run>),
    /// Reports in which each of these runs may begin.
    Reports(&'a [Run]),
    /// Reports whose title holds each of these runs.
    Titled(&'a [Run]),
    /// Reports of which this is known: exactly those.
    ReportsWith(&'a FactFilter),
}

/// What is marked in a text.
pub(in crate::search) enum Mark<'a> {
    /// A folded run, wherever it stands.
    Run(Cow<'a, str>),
    /// A folded run that was typed freely, where it is no part of a longer number or foreign word.
    Typed(&'a str),
    /// Runs, wherever they stand, in a text in which they stand in this order.
    InOrder(&'a [Run]),
    /// An index term, read as words are.
    Word(&'a str),
    /// Words where they stand together.
    Together(&'a Together),
    /// Values that fit a comparison.
    Values(&'a Within),
}

impl<'a> Mark<'a> {
    /// A run as it is.
    pub(in crate::search) fn run(run: &'a Run) -> Mark<'a> {
        Mark::Run(Cow::Borrowed(&run.folded))
    }
}

/// Returns the folded text of a passage's section, with line ends where no run may cross.
///
/// # Errors
/// What reading texts says.
pub(in crate::search) fn section_text(at: PassageId, archive: &dyn Archive) -> Result<String, SearchError> {
    let section: Vec<PassageId> = archive.section(at).ids().collect();
    archive.fetch(&section)?;
    let mut text = String::new();
    for id in section {
        let piece = archive.passage(id)?;
        text.push_str(piece.folded());
        if !piece.continues() {
            // What was kept out stands between two passages: no run may cross it.
            text.push('\n');
        }
    }
    Ok(text)
}
