//! The table of what is in an engine: which reports, as what, and where they stand in the order of paths.

use std::collections::HashMap;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::engine::{DocumentHit, Engine, EngineError, Layout};

use super::documents::ReportRead;

/// Rows of one page: engines give no more at once.
const PAGE: usize = 10_000;
/// Numbers that are left free between two reports, so that others find room there.
const APART: u64 = 1 << 20;
/// The same where many machines push shares: none knows how many reports the others bring.
const FAR_APART: u64 = 1 << 32;
/// Numbers from this on are of reports that are not shown, since another share shows the same text; what is above it is the
/// number that one had.
pub(crate) const HIDDEN: u64 = 1 << 62;

/// Reads the table of a pair of indexes, by the names of reports, as far as it is visible.
///
/// # Errors
/// What the engine says, and when a part of it does not answer: what is taken for missing would be written again.
pub(crate) fn table_of(engine: &Engine, layout: &Layout) -> Result<HashMap<String, ReportRead>, EngineError> {
    let mut table = HashMap::new();
    let source = json!(["rank", "sum", "pieces", "part.share", "part.path"]);
    let known = json!({"range": {"rank": {"gt": 0}}});
    rows_of(engine, layout, (&known, &source, PAGE), &mut |name, row| {
        table.insert(name, row);
    })?;
    Ok(table)
}

/// What of the index of reports describes reports that are shown: neither states nor what another share shows.
pub(crate) fn shown() -> Value {
    json!({"range": {"rank": {"gt": 0, "lt": HIDDEN}}})
}

/// Shows `each` the documents of the index of reports that satisfy a query, as far as they are visible: their names and what was
/// asked of what is stored, in pages.
///
/// # Errors
/// As [`table_of`].
pub(crate) fn rows_of<S: DeserializeOwned>(
    engine: &Engine,
    layout: &Layout,
    (query, source, page): (&Value, &Value, usize),
    each: &mut dyn FnMut(String, S),
) -> Result<(), EngineError> {
    #[derive(Deserialize)]
    struct Page<S> {
        #[serde(rename = "_shards", default)]
        shards: crate::engine::Shards,
        hits: Documents<S>,
    }
    #[derive(Deserialize)]
    struct Documents<S> {
        hits: Vec<DocumentHit<S>>,
    }
    let mut after: Option<Vec<Value>> = None;
    loop {
        let mut search = json!({"size": page, "sort": [{"rank": "asc"}], "_source": source, "query": query});
        if let Some(after) = &after {
            search["search_after"] = json!(after);
        }
        let path = format!("/{}/_search", layout.reports);
        let Page { shards, hits: Documents { hits } } = engine.ask("POST", &path, &search)?;
        if shards.lacking() > 0 {
            return Err(EngineError::Damaged { what: "a part of its table does not answer".to_owned() });
        }
        let count = hits.len();
        after = hits.last().map(|last| last.sort.clone());
        for hit in hits {
            if let Some(row) = hit.source {
                each(hit.id, row);
            }
        }
        if count < page {
            return Ok(());
        }
    }
}

/// Returns a number for each report in order, and whether it is the one that it had: those that have one keep it, as far as
/// these grow, the others get one in between. `None` where there is no room.
pub(crate) fn ranks(kept: &[Option<u64>]) -> Option<Vec<(u64, bool)>> {
    let mut last = 0;
    let mut found: Vec<(u64, bool)> = Vec::with_capacity(kept.len());
    let mut waiting = 0;
    for rank in kept {
        // A number that does not grow is no longer true: its report gets another.
        let Some(rank) = rank.filter(|rank| *rank > last) else {
            waiting += 1;
            continue;
        };
        place(&mut found, last, Some(rank), &mut waiting)?;
        found.push((rank, true));
        last = rank;
    }
    place(&mut found, last, None, &mut waiting)?;
    Some(found)
}

/// Gives numbers to reports between two others, or behind the last.
fn place(found: &mut Vec<(u64, bool)>, after: u64, before: Option<u64>, waiting: &mut u64) -> Option<()> {
    let step = match before {
        Some(before) => (before - after) / (*waiting + 1),
        None => APART,
    };
    if step == 0 {
        return None;
    }
    for nth in 1..=*waiting {
        // Engines count up to the half of what 64 bits hold.
        let rank = after.checked_add(step.checked_mul(nth)?).filter(|rank| *rank < HIDDEN)?;
        found.push((rank, false));
    }
    *waiting = 0;
    Some(())
}

/// A report of an index that many push shares of, in the order of paths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Placed {
    /// One of another share, with its number.
    Others(u64),
    /// One's own, with the number that it has, if any.
    Own(Option<u64>),
}

/// Returns a number for each of one's own reports among those of others, and whether it is the one that it had. Numbers of others
/// stay; those that do not grow are passed over. `None` where there is no room.
pub(crate) fn places_among(all: &[Placed]) -> Option<Vec<(u64, bool)>> {
    // What must be above: the next number of another that is to stay.
    let mut above = vec![u64::MAX; all.len()];
    let mut next = u64::MAX;
    for (nth, one) in all.iter().enumerate().rev() {
        above[nth] = next;
        if let Placed::Others(rank) = one {
            next = next.min(*rank);
        }
    }
    let (mut found, mut last, mut waiting) = (Vec::new(), None, 0);
    for (nth, one) in all.iter().enumerate() {
        let grows = |rank: u64| last.is_none_or(|last| last < rank) && rank < HIDDEN;
        match *one {
            Placed::Others(rank) if grows(rank) && rank < above[nth] => {
                fill(&mut found, (last, Some(rank)), &mut waiting)?;
                last = Some(rank);
            }
            Placed::Own(Some(rank)) if grows(rank) && rank < above[nth] => {
                fill(&mut found, (last, Some(rank)), &mut waiting)?;
                found.push((rank, true));
                last = Some(rank);
            }
            Placed::Own(_) => waiting += 1,
            Placed::Others(_) => {}
        }
    }
    fill(&mut found, (last, None), &mut waiting)?;
    Some(found)
}

/// Gives numbers to `waiting` reports between two others, where these are known: nobody knows what other shares will bring, so
/// the first stand in the middle, far apart.
fn fill(found: &mut Vec<(u64, bool)>, between: (Option<u64>, Option<u64>), waiting: &mut u64) -> Option<()> {
    let (first, step) = match between {
        (Some(after), Some(before)) => {
            let step = (before - after) / (*waiting + 1);
            (after.checked_add(step)?, step)
        }
        (Some(after), None) => (after.checked_add(FAR_APART)?, FAR_APART),
        (None, Some(before)) => (before.checked_sub(FAR_APART.checked_mul(*waiting)?)?, FAR_APART),
        (None, None) => (HIDDEN / 2, FAR_APART),
    };
    if *waiting > 0 && (step == 0 || first == 0) {
        return None;
    }
    for nth in 0..std::mem::take(waiting) {
        let rank = first.checked_add(step.checked_mul(nth)?).filter(|rank| *rank < HIDDEN)?;
        found.push((rank, false));
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_find_room_among_each_other() {
        use Placed::{Others, Own};
        let (middle, far) = (HIDDEN / 2, FAR_APART);
        type Row<'a> = (&'a [Placed], Option<&'a [(u64, bool)]>);
        let table: [Row; 9] = [
            (&[], Some(&[])),
            (&[Own(None), Own(None)], Some(&[(middle, false), (middle + far, false)])),
            (&[Own(None), Others(middle)], Some(&[(middle - far, false)])),
            (&[Others(middle), Own(None)], Some(&[(middle + far, false)])),
            (&[Others(8), Own(None), Own(Some(14)), Others(16)], Some(&[(11, false), (14, true)])),
            // Its number is beyond that of another: it gets one in between.
            (&[Others(8), Own(Some(20)), Others(16)], Some(&[(12, false)])),
            (&[Own(Some(20)), Others(16)], None),
            // A number of another that does not grow is passed over.
            (&[Others(8), Others(4), Own(Some(6)), Others(16)], Some(&[(6, true)])),
            (&[Others(8), Own(None), Others(9)], None),
        ];
        for (all, wanted) in table {
            assert_eq!(places_among(all).as_deref(), wanted, "{all:?}");
        }
    }

    #[test]
    fn numbers_grow_and_stay_where_they_may() {
        type Row<'a> = (&'a [Option<u64>], Option<&'a [(u64, bool)]>);
        let table: [Row; 6] = [
            (&[], Some(&[])),
            (&[None, None], Some(&[(APART, false), (2 * APART, false)])),
            (&[Some(8), None, Some(16)], Some(&[(8, true), (12, false), (16, true)])),
            (&[Some(8), None, None], Some(&[(8, true), (8 + APART, false), (8 + 2 * APART, false)])),
            (&[Some(9), Some(3), Some(12)], Some(&[(9, true), (10, false), (12, true)])),
            (&[Some(8), None, Some(9)], None),
        ];
        for (kept, wanted) in table {
            assert_eq!(ranks(kept).as_deref(), wanted, "{kept:?}");
        }
    }
}
