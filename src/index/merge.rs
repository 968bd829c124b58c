//! Which segments are merged after a commit, so that many small runs leave an index like a fresh one.
//!
//! Each segment costs every query a little, and merging costs the run that does it. Large segments are let alone; of
//! small ones a few may stand, and when there are more the smallest are merged, with every one that is not much
//! larger than these together: so a document is copied a number of times that grows with the logarithm of the index.
//! A segment is written anew when a sixteenth of it is deleted.

use tantivy::index::{SegmentId, SegmentMeta};

/// Small segments that may stand beside the large ones.
const SMALL_MAX: usize = 3;
/// Large segments that may stand.
const LARGE_MAX: usize = 6;
/// A segment is large from this share of the index on.
const LARGE_SHARE: u64 = 8;
/// A segment is let alone when it is so many times larger than what is merged below it.
const RATIO: u64 = 4;
/// A segment is written anew when more than this share of it is deleted.
const DEAD_SHARE: u32 = 16;

/// A segment as the policy sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Size<I> {
    id: I,
    alive: u64,
    stale: bool,
}

/// Returns the segments to be merged next; `None` when all is well.
pub(super) fn next_merge(segments: &[SegmentMeta]) -> Option<Vec<SegmentId>> {
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
    let mut count = 0;
    if small > SMALL_MAX {
        count = 2;
        let mut sum: u64 = sizes.iter().take(count).map(|size| size.alive).sum();
        while count < small && sizes[count].alive <= sum * RATIO {
            sum += sizes[count].alive;
            count += 1;
        }
    } else if large > LARGE_MAX {
        count = sizes.len() - LARGE_MAX / 2;
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
        for base in [0, 1_000, 100_000] {
            let mut sizes = if base > 0 { vec![base, base] } else { Vec::new() };
            let (mut copied, mut most) = (0, 0);
            for _ in 0..1_000 {
                sizes.push(60);
                copied += settle(&mut sizes);
                most = most.max(sizes.len());
            }
            assert!(most <= LARGE_MAX + SMALL_MAX, "{most} segments");
            assert!(copied < 60_000 * 12, "{copied} documents copied");
        }
    }

    #[test]
    fn what_is_mostly_deleted_is_written_anew() {
        let size = |id, alive, stale| Size { id, alive, stale };
        assert_eq!(choose(vec![size(1, 50, true), size(2, 90, false)]), Some(vec![1]));
        assert_eq!(choose(vec![size(1, 50, false), size(2, 90, false)]), None);
    }
}
