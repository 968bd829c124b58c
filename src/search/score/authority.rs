//! The authority of a law: how many other works of the index name it in 《》.
//!
//! People ask what the law says, and the law that others rest on answers before the rules that rest on it. It counts among
//! laws only, beside their own mean, so that laws as such are neither raised nor lowered against other reports.

use rustc_hash::FxHashMap;

use crate::analysis::work_key;
use crate::report::{is_article, work_title};
use crate::search::SearchError;
use crate::search::archive::piece::Piece;
use crate::search::score::rank::{Scored, Scorer};

/// Works that name a law from which on it has all the authority that there is.
const CITING_MAX: usize = 50;
/// Best passages among which the mean is taken that a law is held against: that of the statutes among them.
const AMONG: usize = 100;
/// What the title of a statute ends in.
const STATUTES: [&str; 5] = ["法", "条例", "规定", "办法", "解释"];

/// Adds what the authority of its law is worth to each passage; nothing where the query stands somewhere as it was typed,
/// which names what is wanted.
///
/// # Errors
/// What reading the index says.
pub(in crate::search) fn add(scored: &mut [Scored], scorer: &Scorer<'_>) -> Result<(), SearchError> {
    let ranking = scorer.ranking();
    if ranking.authority == 0.0 || scored.iter().any(Scored::is_whole) {
        return Ok(());
    }
    // Each work is asked for once, all of them together.
    let mut numbers: FxHashMap<&str, usize> = FxHashMap::default();
    let mut works: Vec<String> = Vec::new();
    let mut of_work: Vec<Option<usize>> = Vec::with_capacity(scored.len());
    for one in scored.iter() {
        let title = work_title(&one.piece.path()[0].text);
        of_work.push(is_statute(&one.piece).then(|| {
            *numbers.entry(title).or_insert_with(|| {
                works.push(work_key(title));
                works.len() - 1
            })
        }));
    }
    let works: Vec<&str> = works.iter().map(String::as_str).collect();
    let citing = scorer.run.archive.works_citing(&works, CITING_MAX)?;
    let authorities: Vec<Option<f32>> =
        of_work.into_iter().map(|nth| nth.map(|nth| authority(citing[nth]))).collect();
    // By the scores so far: authority is measured against the best of them.
    let mut order: Vec<usize> = (0..scored.len()).collect();
    order.sort_by(|a, b| scored[*b].parts.sum().total_cmp(&scored[*a].parts.sum()));
    let best = order.first().map_or(0.0, |nth| scored[*nth].parts.sum());
    let among: Vec<f32> = order.iter().take(AMONG).filter_map(|nth| authorities[*nth]).collect();
    let mean = among.iter().sum::<f32>() / among.len().max(1) as f32;
    for (one, authority) in scored.iter_mut().zip(authorities) {
        one.parts.authority =
            authority.map_or(0.0, |authority| ranking.authority * best * (authority - mean));
    }
    Ok(())
}

/// 0 for a work that nobody names to 1; each further work that does adds less.
fn authority(citing: usize) -> f32 {
    ((1.0 + citing as f32).ln() / (1.0 + CITING_MAX as f32).ln()).min(1.0)
}

/// Whether a passage is of a statute, by its report's title (without the article that it may name) and its headings.
fn is_statute(piece: &Piece) -> bool {
    let path = piece.path();
    let work = work_title(&path[0].text);
    work.len() < path[0].text.len()
        || STATUTES.iter().any(|end| without_brackets(work).ends_with(end))
        || path[1..].iter().any(|heading| is_article(&heading.text))
}

/// A title without what stands in brackets at its end.
fn without_brackets(title: &str) -> &str {
    let closed = title.trim_end_matches(['）', ')']);
    match closed.rfind(['（', '(']) {
        Some(at) if closed.len() < title.len() => without_brackets(closed[..at].trim_end()),
        _ => title,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn authority_grows_with_those_that_name_a_work_up_to_fifty() {
        assert_eq!((authority(0), authority(CITING_MAX)), (0.0, 1.0));
        assert!(authority(1) > 0.17 && authority(1) < 0.18 && authority(500) == 1.0);
    }

    #[test]
    fn brackets_at_the_end_of_a_title_tell_its_release() {
        for (title, wanted) in [
            ("刑法（2020年修正）", "刑法"),
            ("司法解释(三)(2021)", "司法解释"),
            ("某某（试行）办法", "某某（试行）办法"),
            ("刑法", "刑法"),
            ("）", "）"),
        ] {
            assert_eq!(without_brackets(title), wanted, "{title}");
        }
    }
}
