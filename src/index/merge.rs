//! Which segments are merged after a commit, so that many small runs leave an index like a fresh one.
//!
//! Each segment costs every query a little (.25 ms of 8 ms), and merging costs the run that does it. A
//! small index is merged whole when its segments are of like size. In a larger one large segments are left
//! alone. Of small ones two may stand; when there are more, the smallest two are merged, together with each
//! next segment `s` that satisfies `sum² ≥ s · smallest`, where `sum` is what is to be merged so far. So
//! the work of a run mostly grows with the square root of what was added since. A segment is written anew
//! when more than a sixteenth of it is deleted.

use tantivy::index::{SegmentId, SegmentMeta};

use super::sidecar::is_words;
use super::write::EngineWriter;
use super::{IndexError, IndexReader, check};

/// Small segments that may stand beside the large ones.
const SMALL_MAX: usize = 2;
/// Large segments that may stand; a build that is not small leaves as many.
const LARGE_MAX: usize = 6;
/// An index of fewer documents is small: all of it is merged in less than a second.
const SMALL_INDEX: u64 = 50_000;
/// A segment is large from this share of the index on.
const LARGE_SHARE: u64 = 8;
/// A segment is written anew when more than this share of it is deleted.
const DEAD_SHARE: u32 = 16;

/// A segment as the policy sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Size<I> {
    id: I,
    alive: u64,
    stale: bool,
}

/// Whether a file is made of the one of the commit before, whatever a run does.
pub(super) fn is_carried_over(name: &str) -> bool {
    name.starts_with("live-") || is_words(name) || [".del", ".fast"].iter().any(|end| name.ends_with(end))
}

/// Merges what has grown too small and too many. The commit stands whatever becomes of that: a later run makes it up.
///
/// # Errors
/// [`IndexError::Damaged`] when a segment is not as it was written: merged, it would be sealed as if it were.
pub(super) fn merge_small(writer: &mut EngineWriter, known: &IndexReader) -> Result<(), IndexError> {
    let next = |writer: &EngineWriter| next_merge(&writer.index().searchable_segment_metas().ok()?);
    // One merge may make the next one due.
    while let Some(segments) = next(writer) {
        log::debug!("merges {} segments", segments.len());
        let names: Vec<String> = segments.iter().map(|segment| segment.uuid_string()).collect();
        // Those that this run wrote are not in the seal that it went out from.
        known.check(&|name| names.iter().any(|segment| check::is_of_segment(name, segment)))?;
        // A merge that fails leaves its segments as they were.
        if writer.merge(&segments).wait().is_err() {
            return Ok(());
        }
    }
    Ok(())
}

/// Returns the segments to be merged next; `None` when all is well.
fn next_merge(segments: &[SegmentMeta]) -> Option<Vec<SegmentId>> {
    let size = |segment: &SegmentMeta| Size {
        id: segment.id(),
        alive: u64::from(segment.num_docs()),
        stale: segment.num_deleted_docs() > segment.max_doc() / DEAD_SHARE,
    };
    choose(segments.iter().map(size).collect())
}

fn choose<I: Copy>(mut sizes: Vec<Size<I>>) -> Option<Vec<I>> {
    sizes.sort_by_key(|size| size.alive);
    let total: u64 = sizes.iter().map(|size| size.alive).sum();
    let large = sizes.iter().filter(|size| size.alive * LARGE_SHARE >= total).count();
    let small = sizes.len() - large;
    // A small index is to end as one segment.
    let large_max = if total < SMALL_INDEX { 1 } else { LARGE_MAX };
    let mut count = 0;
    if small > SMALL_MAX {
        count = 2;
        let mut sum: u64 = sizes.iter().take(count).map(|size| size.alive).sum();
        // The rule of the head: a segment that will soon be outgrown is merged now, and not once more
        // later.
        while count < small && sizes[count].alive * sizes[0].alive <= sum * sum {
            sum += sizes[count].alive;
            count += 1;
        }
    } else if large > large_max {
        // Of an index that is not small the three largest stay and all others become one, which leaves room
        // for further runs; of a small one all become one.
        count = sizes.len() - large_max / 2;
    }
    let mut chosen: Vec<I> = sizes.iter().take(count).map(|size| size.id).collect();
    if chosen.is_empty() {
        // Written anew one at a time: each is whole in itself.
        chosen.extend(sizes.iter().find(|size| size.stale).map(|size| size.id));
    }
    (!chosen.is_empty()).then_some(chosen)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Runs the policy on sizes until it is content; returns the sizes and what was copied.
    fn settle(sizes: &mut Vec<u64>) -> u64 {
        let mut copied = 0;
        loop {
            let segments = sizes.iter().enumerate();
            let segments = segments.map(|(id, alive)| Size { id, alive: *alive, stale: false }).collect();
            let Some(chosen) = choose(segments) else { return copied };
            let sum: u64 = chosen.iter().map(|id| sizes[*id]).sum();
            copied += sum;
            let mut id = 0;
            sizes.retain(|_| (!chosen.contains(&id), id += 1).0);
            sizes.push(sum);
        }
    }

    #[test]
    fn a_thousand_small_commits_leave_few_segments_and_cost_little() {
        for (base, run) in [(0, 60), (6_000, 4), (300_000, 4), (300_000, 400)] {
            let mut sizes = if base > 0 { vec![base] } else { Vec::new() };
            let (mut copied, mut most) = (Vec::new(), 0);
            for _ in 0..1_000 {
                sizes.push(run);
                copied.push(settle(&mut sizes));
                most = most.max(sizes.len());
            }
            copied.sort_unstable();
            let all: u64 = copied.iter().sum();
            let allowed =
                if base + run * 1_000 < SMALL_INDEX { 1 + SMALL_MAX } else { LARGE_MAX + SMALL_MAX };
            assert!(most <= allowed, "{most} segments of {base} and {run}s");
            assert!(
                all < (base + run * 1_000) * 30 && copied[500] < 40 * run,
                "{all} documents copied, {} by half of the runs",
                copied[500]
            );
        }
    }

    #[test]
    fn what_is_mostly_deleted_is_written_anew() {
        let size = |id, alive, stale| Size { id, alive, stale };
        assert_eq!(choose(vec![size(1, 5, true), size(2, 90, false)]), Some(vec![1]));
        assert_eq!(choose(vec![size(1, 5, false), size(2, 90, false)]), None);
    }
}
