//! What was typed apart (政府 采购) is wanted together: what it is worth that a passage holds several of the pieces.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use crate::search::archive::PassageId;
use crate::search::archive::piece::Piece;
use crate::search::ask::conditions::Part;
use crate::search::ask::terms::{has_digit, readable};
use crate::search::score::rank::{Scored, Scorer};

/// Of more pieces than this the first count.
const PARTS_MAX: usize = 32;
/// What a piece counts that stands in the passage before or after, which are shown as one where the text goes on.
const BESIDE: f32 = 0.7;

/// Adds to each score what it is worth that several pieces stand in the passage (with its headings and title): all of the
/// weight of what was typed where all do, nothing for one alone.
pub(in crate::search) fn add(scored: &mut [Scored], scorer: &Scorer<'_>) {
    let parts: Vec<&Part> = scorer.run.plan.wanted_together().take(PARTS_MAX).collect();
    if parts.len() < 2 {
        return;
    }
    // One piece alone is worth nothing, each further one an equal part of the whole.
    let worth = scorer.ranking().together * scorer.units.typed_weight() / (parts.len() - 1) as f32;
    let held: Vec<u32> = scored.iter().map(|one| held_by(&one.piece, &parts)).collect();
    let goes_on: FxHashMap<PassageId, (u32, bool)> =
        scored.iter().zip(&held).map(|(one, held)| (one.at, (*held, one.piece.continues()))).collect();
    for (one, own) in scored.iter_mut().zip(held).filter(|(_, own)| *own != 0) {
        let before =
            one.at.ordinal.checked_sub(1).and_then(|ordinal| goes_on.get(&PassageId { ordinal, ..one.at }));
        let before = before.filter(|(_, continues)| *continues).map_or(0, |(held, _)| *held);
        let after = goes_on.get(&one.at.plus(1)).filter(|_| one.piece.continues());
        let beside = own | before | after.map_or(0, |(held, _)| *held);
        let (own, beside) = (own.count_ones(), beside.count_ones());
        one.parts.together = worth * ((own - 1) as f32 + BESIDE * (beside - own) as f32);
    }
}

/// Which of the pieces a passage holds, its headings and title among it, a bit for each.
fn held_by(piece: &Piece, parts: &[&Part]) -> u32 {
    let digits = parts.iter().any(|part| part.words.iter().any(|word| has_digit(word)));
    let names = piece.path().iter().map(|name| (&*name.folded, readable(&name.folded, digits)));
    let text = (piece.folded(), Cow::Borrowed(piece.readable(digits)));
    let texts: Vec<(&str, Cow<'_, str>)> = std::iter::once(text).chain(names).collect();
    let stands = |part: &Part| texts.iter().any(|(text, readable)| part.stands_in(text, readable));
    parts.iter().enumerate().map(|(nth, part)| u32::from(stands(part)) << nth).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::ask::runs::Run;

    #[test]
    fn a_piece_stands_as_typed_or_by_its_words() {
        let part = |typed: &str, words: &[&str]| Part {
            run: Run::new(typed).expect(typed),
            words: words.iter().map(|word| (*word).to_owned()).collect(),
        };
        let reduced = part("教师减负", &["教师", "减负"]);
        assert!(reduced.stands_in("推进教师减负", "推进教师减负"));
        assert!(reduced.stands_in("减负惠及教师", "减负惠及教师"));
        assert!(!reduced.stands_in("教师负担", "教师负担"));
        let pupils = part("学生", &["学生"]);
        assert!(pupils.stands_in("面向大学生", "面向大学生") && !pupils.stands_in("学校", "学校"));
        let year = part("2025年", &["2025", "年"]);
        assert!(year.stands_in("二〇二五年", "2025年"));
    }
}
