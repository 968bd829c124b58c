//! The table of what is in an engine: which reports, as what, and where they stand in the order of paths.

use std::collections::HashMap;

use serde::Deserialize;
use serde_json::{Value, json};

use crate::engine::{DocumentHit, Engine, EngineError, Layout};

use super::documents::{ReportRead, STATE};

/// Rows of one page: engines give no more at once.
const PAGE: usize = 10_000;
/// Numbers that are left free between two reports, so that others find room there.
const APART: u64 = 1 << 20;

/// Reads the table of a pair of indexes, by short keys, as far as it is visible.
///
/// # Errors
/// What the engine says, and when a part of it does not answer: what is taken for missing would be written again.
pub(crate) fn table_of(engine: &Engine, layout: &Layout) -> Result<HashMap<String, ReportRead>, EngineError> {
    #[derive(Deserialize)]
    struct Page {
        #[serde(rename = "_shards", default)]
        shards: crate::engine::Shards,
        hits: Documents,
    }
    #[derive(Deserialize)]
    struct Documents {
        hits: Vec<DocumentHit<ReportRead>>,
    }
    let mut table = HashMap::new();
    let mut after: Option<Vec<Value>> = None;
    loop {
        let mut search = json!({
            "size": PAGE, "sort": [{"rank": "asc"}], "_source": ["rank", "sum", "pieces"],
            "query": {"bool": {"must_not": [{"ids": {"values": [STATE]}}]}},
        });
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
            table.extend(hit.source.map(|row| (hit.id, row)));
        }
        if count < PAGE {
            return Ok(table);
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
        let rank = after.checked_add(step.checked_mul(nth)?).filter(|rank| *rank < 1 << 62)?;
        found.push((rank, false));
    }
    *waiting = 0;
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

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
