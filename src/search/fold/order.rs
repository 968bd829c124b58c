//! Which of a group of rows stands for it, and which groups come first on a page.

use std::cmp::Reverse;

use rustc_hash::FxHashMap;

use crate::search::archive::{Archive, Kin};
use crate::search::fold::relation;
use crate::search::show::hit::{Relation, Repealed, SearchOptions};
use crate::search::show::hits::Row;

/// A newer version of a law comes before an older one while its score is so much of the older one's: a passage that hardly
/// answers is not put first for being new.
const NEWER_SHARE: f32 = 0.6;

/// Rows that say the same: the one that is shown, and the others with what they are to it, best first.
pub(in crate::search) struct Group {
    /// The row that is shown.
    pub(in crate::search) shown: Row,
    /// What the report of that row has to do with others.
    pub(in crate::search) kin: Kin,
    /// The others, folded into it.
    pub(in crate::search) others: Vec<(Relation, Row)>,
    /// The number of the group among those of more than one row, from 1; `None` where it says something that nobody else says.
    pub(in crate::search) number: Option<usize>,
}

impl Group {
    /// Makes a group of its rows, best first; at least one.
    pub(super) fn of(rows: &[Row], number: Option<usize>, archive: &dyn Archive) -> Option<Group> {
        let kin: Vec<Kin> = rows.iter().map(|row| archive.kin(row.report())).collect();
        let best = kin.first()?;
        let shown = (0..rows.len()).min_by_key(|nth| {
            let (kin, report) = (&kin[*nth], rows[*nth].report());
            // In force before what is not, newest first, national before local, of copies the one that is structured best.
            let sections = if relation(best, kin) == Relation::Copy { kin.sections } else { 0 };
            (kin.repealed.is_some(), kin.newer, !archive.is_national(report), Reverse(sections), *nth)
        })?;
        let others = (0..rows.len()).filter(|nth| *nth != shown);
        let others = others.map(|nth| (relation(&kin[shown], &kin[nth]), rows[nth])).collect();
        Some(Group { shown: rows[shown], kin: kin[shown].clone(), others, number })
    }

    /// The score that its place on the page comes from.
    fn score(&self) -> f32 {
        self.others.iter().map(|(_, row)| row.score()).fold(self.shown.score(), f32::max)
    }
}

/// Makes groups of rows, each with the number of the row that it is folded into, in the order that they are shown in.
pub(in crate::search) fn grouped(
    rows: &[(Row, usize)],
    is_folded: bool,
    options: &SearchOptions,
    archive: &dyn Archive,
) -> Vec<Group> {
    let mut numbers = vec![0usize; rows.len()];
    rows.iter().for_each(|(_, lead)| numbers[*lead] += 1);
    let mut next = 0;
    for members in numbers.iter_mut() {
        let is_shared = *members > 1;
        next += usize::from(is_shared);
        *members = if is_shared { next } else { 0 };
    }
    let number = |lead: usize| Some(numbers[lead]).filter(|number| *number > 0);
    let mut groups: Vec<Group> = if is_folded {
        let mut members: Vec<Vec<Row>> = vec![Vec::new(); rows.len()];
        rows.iter().for_each(|(row, lead)| members[*lead].push(*row));
        let leads = members.iter().enumerate().filter(|(_, rows)| !rows.is_empty());
        leads.filter_map(|(lead, rows)| Group::of(rows, number(lead), archive)).collect()
    } else {
        rows.iter().filter_map(|(row, lead)| Group::of(&[*row], number(*lead), archive)).collect()
    };
    if options.repealed == Repealed::Last {
        newest_first(&mut groups);
        // What has a number inside a longer one only (its score is 0) comes after all that has it whole.
        groups.sort_by_key(|group| (group.score() <= 0.0, group.kin.repealed.is_some()));
    }
    groups
}

/// Puts versions of one work in the order of their dates, newest first, in the places that they have together: each stays
/// where it is but for those after which it has to come. Those of one version keep their order.
fn newest_first(groups: &mut Vec<Group>) {
    let mut places =
        newest_places(groups.iter().map(|group| (group.kin.series, group.kin.newer, group.score())));
    let mut sorted: Vec<(usize, Group)> = places.drain(..).zip(groups.drain(..)).collect();
    sorted.sort_by_key(|(place, group)| (*place, group.kin.newer));
    groups.extend(sorted.into_iter().map(|(_, group)| group));
}

/// For each of what has a series, the number of newer versions and a score: the place that it comes to, which it shares with what it
/// comes after.
fn newest_places(all: impl Iterator<Item = (Option<u32>, u32, f32)>) -> Vec<usize> {
    let all: Vec<(Option<u32>, u32, f32)> = all.collect();
    let mut newest: Vec<usize> = (0..all.len()).collect();
    newest.sort_by_key(|nth| all[*nth].1);
    let mut places: Vec<usize> = (0..all.len()).collect();
    // Those of each series that have their place by now: what is newer, and others of the same version.
    let mut placed: FxHashMap<u32, Vec<usize>> = FxHashMap::default();
    for nth in newest {
        let (Some(series), newer, score) = all[nth] else { continue };
        let known = placed.entry(series).or_default();
        let before = known.iter().filter(|other| {
            let (_, its_newer, its_score) = all[**other];
            its_newer < newer && its_score >= score * NEWER_SHARE
        });
        places[nth] = before.map(|other| places[*other]).fold(places[nth], usize::max);
        known.push(nth);
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn newer_versions_come_first_and_the_rest_keeps_its_order() {
        let order = |all: &[(Option<u32>, u32, f32)]| {
            let places = newest_places(all.iter().copied());
            let mut order: Vec<usize> = (0..all.len()).collect();
            order.sort_by_key(|nth| (places[*nth], all[*nth].1));
            order
        };
        // Two passages of an older version before one of the newest: they come after it, the better one first.
        assert_eq!(
            order(&[(Some(1), 1, 9.0), (Some(1), 1, 8.0), (None, 0, 7.0), (Some(1), 0, 6.0)]),
            [2, 3, 0, 1]
        );
        assert_eq!(order(&[(Some(1), 2, 9.0), (Some(1), 1, 8.0), (Some(1), 0, 7.0)]), [2, 1, 0]);
        assert_eq!(order(&[(Some(1), 1, 9.0), (Some(1), 0, 5.0)]), [0, 1], "the newer one hardly answers");
        assert_eq!(
            order(&[(Some(1), 1, 9.0), (Some(2), 0, 8.0), (None, 0, 7.0)]),
            [0, 1, 2],
            "no versions of each other"
        );
        assert_eq!(order(&[(Some(1), 0, 9.0), (Some(1), 1, 8.0), (Some(1), 0, 7.0)]), [0, 2, 1]);
    }
}
