//! Hits that say the same, folded for whoever reads them: near-copies of a report, versions of a law, paragraphs that many reports
//! repeat. Folding looks at passages that were found and ranked; it finds none and loses none.
//!
//! - `alike.rs`: how much of their text two passages share
//! - `order.rs`: which of a group stands for it, and which groups come first

mod alike;
mod order;

use rustc_hash::FxHashMap;

use crate::search::SearchError;
use crate::search::archive::{Archive, Kin, PassageId};
use crate::search::show::hit::{Fold, Relation, Repealed, SearchOptions, Versions};

use alike::{Shingles, keys};
pub(in crate::search) use order::{Group, grouped};

/// A paragraph is repeated when so much of either stands in the other: in it a name or a figure may differ.
const REPEATED_MIN: f32 = 0.8;
/// A passage of a near-copy, cut elsewhere, is the same when so much of the shorter stands in the longer.
const COPIED_MIN: f32 = 0.6;
/// A passage of another version is the same article, reworded, when so much of the shorter stands in the longer.
const REWORDED_MIN: f32 = 0.5;
/// Passages of fewer shingles (三、工作打算) say nothing by which they are the same.
const SHINGLES_MIN: usize = 12;

/// The passages that stand for a group, as far as they were found.
#[derive(Default)]
pub(in crate::search) struct Folder {
    /// The leading passages by the number of their row.
    leaders: Vec<(usize, Leader)>,
    /// Places in `leaders`, by what passages that may be the same have in common.
    by_key: FxHashMap<u32, Vec<usize>>,
}

struct Leader {
    at: PassageId,
    kin: Kin,
    shingles: Shingles,
}

impl Folder {
    /// Returns the row that a passage folds into; `None` where it says something new, and then it leads the row `next`.
    ///
    /// # Errors
    /// What reading the index says.
    pub(in crate::search) fn place(
        &mut self,
        at: PassageId,
        next: Option<usize>,
        archive: &dyn Archive,
    ) -> Result<Option<usize>, SearchError> {
        let piece = archive.passage(at)?;
        let keys = keys(piece.folded());
        let mut near: Vec<usize> =
            keys.iter().filter_map(|key| self.by_key.get(key)).flatten().copied().collect();
        // Of hundreds of passages beyond the page most are like none on it.
        if near.is_empty() && next.is_none() {
            return Ok(None);
        }
        near.sort_unstable();
        near.dedup();
        let (kin, shingles) = (archive.kin(at.report), Shingles::of(piece.folded()));
        let same = near.into_iter().find(|nth| {
            let (_, leader) = &self.leaders[*nth];
            // Sections of one report that say the same are different places of it.
            leader.at.report != at.report && is_same((&leader.kin, &leader.shingles), (&kin, &shingles))
        });
        if let Some(nth) = same {
            return Ok(Some(self.leaders[nth].0));
        }
        if let Some(row) = next {
            let nth = self.leaders.len();
            keys.into_iter().for_each(|key| self.by_key.entry(key).or_default().push(nth));
            self.leaders.push((row, Leader { at, kin, shingles }));
        }
        Ok(None)
    }
}

fn is_same((kin, text): (&Kin, &Shingles), (other, its): (&Kin, &Shingles)) -> bool {
    let relation = relation(kin, other);
    if text.len() < SHINGLES_MIN || its.len() < SHINGLES_MIN {
        // 第一条 为了节约用水，制定本法。 is one article where it stands in versions of one law.
        return relation != Relation::Repeat && text.resemblance(its) == 1.0;
    }
    match relation {
        Relation::Copy => text.contained(its) >= COPIED_MIN,
        Relation::Version => text.contained(its) >= REWORDED_MIN,
        Relation::Repeat => text.resemblance(its) >= REPEATED_MIN,
    }
}

/// What one report is to another, whose passages are alike.
pub(in crate::search) fn relation(kin: &Kin, other: &Kin) -> Relation {
    if kin.copies.is_some() && kin.copies == other.copies {
        return Relation::Copy;
    }
    if kin.series.is_some() && kin.series == other.series {
        return Relation::Version;
    }
    Relation::Repeat
}

/// Whether a report is wanted, as far as versions and repeals go.
pub(in crate::search) fn is_wanted(kin: &Kin, options: &SearchOptions) -> bool {
    let is_version = match options.versions {
        Versions::All => true,
        Versions::Newest => kin.newer == 0,
        // A year or a month stands for all its days.
        Versions::Of(date) => kin.dated.is_none_or(|dated| {
            dated.year == date.year
                && (date.month == 0 || dated.month == date.month)
                && (date.day == 0 || dated.day == date.day)
        }),
    };
    is_version && (options.repealed != Repealed::Hide || kin.repealed.is_none())
}

/// Whether anything of that is asked for.
pub(in crate::search) fn chooses(options: &SearchOptions) -> bool {
    options.versions != Versions::All || options.repealed == Repealed::Hide
}

/// Whether hits are grouped at all.
pub(in crate::search) fn groups(options: &SearchOptions) -> bool {
    options.fold != Fold::Off && !options.document_order
}
