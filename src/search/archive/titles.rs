//! Which reports have a title like a name: by the pairs of characters that they share.

/// Rarest pairs of a name that choose titles, at most.
const PAIRS_MAX: usize = 8;
/// Up to here all of them must stand in a title. Of more, half: what parts characters in a title (《》, 中华人民共和国) may
/// be left out of the name.
const PAIRS_FEW: usize = 3;

/// Returns what stands in most of the lists: each is of what has one pair of a name. Pairs that nothing has do not count.
pub(in crate::search) fn having_most<T: Ord + Copy>(mut lists: Vec<Vec<T>>) -> Vec<T> {
    lists.retain(|list| !list.is_empty());
    lists.sort_by_key(Vec::len);
    lists.truncate(PAIRS_MAX);
    let needed = if lists.len() <= PAIRS_FEW { lists.len() } else { lists.len().div_ceil(2) };
    let mut all: Vec<T> = lists.into_iter().flatten().collect();
    all.sort_unstable();
    all.chunk_by(|a, b| a == b).filter(|same| same.len() >= needed).map(|same| same[0]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_few_lists_all_count_and_of_many_half() {
        let table: [(&[&[u32]], &[u32]); 4] = [
            (&[], &[]),
            (&[&[1, 2], &[], &[2, 3]], &[2]),
            (&[&[1], &[1, 2], &[2], &[3]], &[1, 2]),
            (&[&[1], &[1], &[2], &[2], &[3]], &[]),
        ];
        for (lists, wanted) in table {
            let lists = lists.iter().map(|list| list.to_vec()).collect();
            assert_eq!(having_most(lists), wanted);
        }
    }
}
