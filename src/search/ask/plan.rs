//! A query made ready to run: what a section must hold, and what chooses and ranks its passages.
//!
//! Words typed freely choose and rank, none of them is required. Exact runs, gaps and fields are
//! required where they stand, within the section (fields: within the report or the heading path),
//! however it was cut into passages. Exclusion looks at the text itself, never at candidates.

use crate::analysis;
use crate::index::Name;

use crate::search::SearchError;
use crate::search::ask::lexicon::Lexicon;
use crate::search::ask::runs::Run;
use crate::search::ask::terms::{Synonym, has_digit, readable};
use crate::search::ask::within::Within;
use crate::search::pieces::piece::Piece;
use crate::search::pieces::{DocRef, Pieces};

/// A query made ready to run.
pub(in crate::search) struct Plan {
    /// What the section of a hit must satisfy.
    pub(in crate::search) need: Need,
    /// What chooses passages, ranks them and is marked in them; nothing excluded stands here.
    pub(in crate::search) wanted: Vec<Wanted>,
    /// The numbers of those in `wanted` that choose passages. Fields only narrow what text beside them chooses.
    pub(in crate::search) choosing: Vec<usize>,
}

/// A condition on a section.
pub(in crate::search) enum Need {
    /// Nothing is required.
    Nothing,
    /// One of [`Plan::wanted`], by its number, must stand in the section.
    Holds(usize),
    /// Something that chooses no passages, since it is excluded, must stand in the section.
    Excluded(Box<Wanted>),
    /// The text of the section, its numerals read by value, must contain this; it chooses nothing either.
    ByValue(String),
    /// All of them.
    All(Vec<Need>),
    /// At least one of them.
    Any(Vec<Need>),
    /// It must not hold.
    Not(Box<Need>),
}

/// A part of the query that text can match.
pub(in crate::search) enum Wanted {
    /// Words typed freely.
    Words(FreeWords),
    /// An exact run.
    Run(Run),
    /// Runs in this order within one sentence.
    Gap(Within),
    /// Runs within one sentence, paragraph, section or report.
    Within(Within),
    /// A run that the report's title holds.
    Title(Run),
    /// A run that a heading on the way to the passage holds.
    Heading(Run),
    /// Folded text that the path of one of the report's files holds.
    Path(String),
}

/// Words typed freely, and the runs that they make as they stand.
pub(in crate::search) struct FreeWords {
    /// Index terms, each once, in the order typed.
    pub(in crate::search) terms: Vec<String>,
    /// All of it as one run; `None` when nothing is left of it after folding.
    pub(in crate::search) whole: Option<Run>,
    /// Each piece between blanks as a run, when there are several.
    pub(in crate::search) parts: Vec<Run>,
    /// The terms that are no stop words (all of them when there is nothing else).
    pub(in crate::search) choosing: Vec<String>,
    /// The words inside those of them that are rare: they choose too.
    pub(in crate::search) inner: Vec<String>,
    /// Other words for what was typed.
    pub(in crate::search) synonyms: Vec<Synonym>,
}

impl Need {
    /// Whether nothing is required.
    pub(in crate::search) fn is_nothing(&self) -> bool {
        matches!(self, Need::Nothing)
    }
}

impl Plan {
    /// Returns the words typed freely, to be completed.
    pub(in crate::search) fn free_words(&mut self) -> impl Iterator<Item = &mut FreeWords> {
        self.wanted.iter_mut().filter_map(|wanted| match wanted {
            Wanted::Words(words) => Some(words),
            _ => None,
        })
    }

    /// Returns the words inside rare words ([`FreeWords::inner`]).
    pub(in crate::search) fn inner(&self) -> impl Iterator<Item = &str> {
        self.wanted.iter().flat_map(|wanted| match wanted {
            Wanted::Words(words) => words.inner.iter().map(String::as_str),
            _ => [].iter().map(String::as_str),
        })
    }

    /// Returns what brings passages into question.
    pub(in crate::search) fn choosing(&self) -> impl Iterator<Item = &Wanted> {
        self.choosing.iter().map(|nth| &self.wanted[*nth])
    }

    /// Returns the runs that bring passages into question.
    pub(in crate::search) fn choosing_runs(&self) -> impl Iterator<Item = &Run> {
        self.choosing().flat_map(Wanted::choosing_runs)
    }

    /// Returns whether a passage truly matches a part that chooses, looking at its text; `Some` tells how many
    /// further passages the match goes into.
    pub(in crate::search) fn chosen(
        &self,
        at: DocRef,
        pieces: &Pieces<'_>,
    ) -> Result<Option<u32>, SearchError> {
        let piece = pieces.load(at)?;
        let mut reach = None;
        for wanted in self.choosing() {
            let found =
                wanted.begins_in(at, &piece, pieces)?.or_else(|| wanted.holds_a_term(&piece).then_some(0));
            reach = reach.max(found);
        }
        Ok(reach)
    }

    /// Returns whether the section of a passage satisfies the query.
    pub(in crate::search) fn holds(&self, at: DocRef, pieces: &Pieces<'_>) -> Result<bool, SearchError> {
        self.check(&self.need, at, pieces)
    }

    fn check(&self, need: &Need, at: DocRef, pieces: &Pieces<'_>) -> Result<bool, SearchError> {
        Ok(match need {
            Need::Nothing => true,
            Need::Holds(nth) => self.wanted[*nth].stands_in_section(at, pieces)?,
            Need::Excluded(wanted) => wanted.stands_in_section(at, pieces)?,
            Need::ByValue(part) => {
                let text = section_text(at, pieces)?;
                analysis::fold_words_text(&text).contains(part.as_str())
            }
            Need::All(all) => {
                for need in all {
                    if !self.check(need, at, pieces)? {
                        return Ok(false);
                    }
                }
                true
            }
            Need::Any(any) => {
                for need in any {
                    if self.check(need, at, pieces)? {
                        return Ok(true);
                    }
                }
                false
            }
            Need::Not(need) => !self.check(need, at, pieces)?,
        })
    }
}

impl Wanted {
    /// Returns the texts that rank, folded: pieces between blanks of what was typed freely, and runs.
    pub(in crate::search) fn texts(&self) -> Vec<&str> {
        let runs: Vec<&Run> = match self {
            Wanted::Words(words) if words.parts.is_empty() => words.whole.iter().collect(),
            Wanted::Words(words) => words.parts.iter().collect(),
            Wanted::Run(run) | Wanted::Title(run) | Wanted::Heading(run) => vec![run],
            Wanted::Gap(within) | Wanted::Within(within) => within.runs.iter().collect(),
            Wanted::Path(_) => Vec::new(),
        };
        runs.into_iter().map(|run| run.folded.as_str()).collect()
    }

    /// Returns the words that rank: those typed freely as they were cut together, of runs each by itself.
    pub(in crate::search) fn words(&self, lexicon: &Lexicon<'_>) -> Vec<String> {
        match self {
            Wanted::Words(words) => words.terms.clone(),
            _ => self.texts().into_iter().flat_map(|run| lexicon.words(run)).collect(),
        }
    }

    /// Returns the other words for what was typed freely.
    pub(in crate::search) fn synonyms(&self) -> &[Synonym] {
        match self {
            Wanted::Words(words) => &words.synonyms,
            _ => &[],
        }
    }

    /// Returns whether the section (for fields: the heading path) of a passage holds this part.
    fn stands_in_section(&self, at: DocRef, pieces: &Pieces<'_>) -> Result<bool, SearchError> {
        let holds = |name: &Name, run: &Run| name.folded.contains(run.folded.as_str());
        match self {
            Wanted::Title(run) => {
                return Ok(pieces.load(at)?.path().first().is_some_and(|title| holds(title, run)));
            }
            Wanted::Heading(run) => {
                return Ok(pieces.load(at)?.path().iter().skip(1).any(|heading| holds(heading, run)));
            }
            Wanted::Path(part) => return path_holds(part, at, pieces),
            Wanted::Gap(within) | Wanted::Within(within) => return within.stands_around(at, pieces),
            Wanted::Words(_) | Wanted::Run(_) => {}
        }
        Ok(self.stands_in(&section_text(at, pieces)?))
    }

    /// Returns whether folded text holds this part; line ends stand where no run may cross.
    fn stands_in(&self, folded: &str) -> bool {
        match self {
            Wanted::Words(words) => {
                words.whole.as_ref().is_some_and(|run| folded.contains(run.folded.as_str()))
                    || (!words.terms.is_empty() && words.all_terms_in(folded))
            }
            Wanted::Run(run) | Wanted::Title(run) | Wanted::Heading(run) => {
                folded.contains(run.folded.as_str())
            }
            Wanted::Gap(_) | Wanted::Within(_) | Wanted::Path(_) => false,
        }
    }

    /// Returns whether this passage holds the part, reading on where the text continues.
    pub(in crate::search) fn begins_in(
        &self,
        at: DocRef,
        piece: &Piece,
        pieces: &Pieces<'_>,
    ) -> Result<Option<u32>, SearchError> {
        match self {
            Wanted::Words(words) => match &words.whole {
                Some(run) => run.begins_in(at, piece, pieces),
                None => Ok(None),
            },
            Wanted::Run(run) => run.begins_in(at, piece, pieces),
            Wanted::Gap(within) | Wanted::Within(within) => within.begins_in(at, pieces),
            Wanted::Heading(run) => Ok(heading_match(piece, run)),
            Wanted::Title(_) | Wanted::Path(_) => {
                let holds = pieces.is_first(at) && self.stands_in_section(at, pieces)?;
                Ok(holds.then_some(0))
            }
        }
    }

    fn choosing_runs(&self) -> Vec<&Run> {
        match self {
            Wanted::Words(words) => words.whole.iter().collect(),
            Wanted::Run(run) | Wanted::Heading(run) => vec![run],
            Wanted::Gap(within) => within.runs.first().into_iter().collect(),
            Wanted::Within(within) => within.runs.iter().collect(),
            Wanted::Title(_) | Wanted::Path(_) => Vec::new(),
        }
    }

    fn holds_a_term(&self, piece: &Piece) -> bool {
        matches!(self, Wanted::Words(words) if words.some_term_in(piece.folded()))
    }
}

impl FreeWords {
    fn all_terms_in(&self, folded: &str) -> bool {
        let by_value = analysis::fold_words_text(folded);
        self.terms.iter().all(|term| by_value.contains(term.as_str()))
    }

    /// Terms that tell something (all but stop words, or all when there is nothing else), or another word for them.
    fn some_term_in(&self, folded: &str) -> bool {
        self.some_typed_in(folded) || self.synonyms.iter().any(|synonym| synonym.together.stand_in(folded))
    }

    fn some_typed_in(&self, folded: &str) -> bool {
        let text = readable(folded, self.choosing.iter().any(|term| has_digit(term)));
        self.choosing.iter().chain(&self.inner).any(|term| text.contains(term.as_str()))
    }
}

/// A heading asked for alone chooses the passage that begins with the heading itself.
fn heading_match(piece: &Piece, run: &Run) -> Option<u32> {
    let depth = piece.path().len() - 1;
    let begins_with_heading = piece.has_heading() && depth > 0;
    (begins_with_heading && piece.path()[depth].folded.contains(run.folded.as_str())).then_some(0)
}

/// Whether a file that holds the report of a passage has `part` in its path, both folded.
pub(in crate::search) fn path_holds(
    part: &str,
    at: DocRef,
    pieces: &Pieces<'_>,
) -> Result<bool, SearchError> {
    let places = pieces.places(pieces.record_of(at))?;
    Ok(places.iter().any(|place| analysis::fold_text(&place.path.to_string_lossy()).contains(part)))
}

/// The folded text of a passage's section, with line ends where no run may cross.
fn section_text(at: DocRef, pieces: &Pieces<'_>) -> Result<String, SearchError> {
    let (first, end) = pieces.section_of(at);
    let mut text = String::new();
    for step in 0..end.doc - first.doc {
        let piece = pieces.load(first.plus(step))?;
        text.push_str(piece.folded());
        if !piece.continues() {
            // What was kept out stands between two passages: no run may cross it.
            text.push('\n');
        }
    }
    Ok(text)
}
