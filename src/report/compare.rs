//! Two versions of a report held against each other: sections aligned by what they say, sentences by their words.
//!
//! Sections that say the same are paired first, then those that are most alike, their headings counting too; so a section
//! that was renumbered or moved is no new one. What is left over came or went, or is a part of a section that was split.

mod heading;

use std::collections::HashMap;

use ::similar::{Algorithm, DiffTag, capture_diff_slices};

use super::figures::figures_of;
use heading::{Headings, SAME_WORDS, dice};

/// A section that is left over is part of another one when so much of it stands there.
const PART_MIN: f64 = 0.6;

/// A section as it is compared.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Part {
    /// Headings from the first level down to this section; empty for text before any heading.
    pub headings: Vec<String>,
    /// Its own text, the heading apart.
    pub text: String,
    /// Its line in the file, counted from 1.
    pub line: usize,
}

/// What became of a section.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It says the same, in the same order.
    Same,
    /// It says the same under another heading or number.
    Renamed,
    /// It says the same elsewhere.
    Moved,
    /// Its words changed.
    Reworded,
    /// It became several.
    Split,
    /// Several became it.
    Joined,
    /// It is new.
    Came,
    /// It is no more.
    Went,
}

impl Fate {
    /// Returns its name for programs.
    pub fn name(self) -> &'static str {
        match self {
            Fate::Same => "same",
            Fate::Renamed => "renamed",
            Fate::Moved => "moved",
            Fate::Reworded => "reworded",
            Fate::Split => "split",
            Fate::Joined => "joined",
            Fate::Came => "came",
            Fate::Went => "went",
        }
    }
}

/// A sentence of a section that was reworded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// It stands in both.
    Kept(String),
    /// It stands in the older one alone.
    Gone(String),
    /// It stands in the newer one alone.
    New(String),
}

/// A figure that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FigureChange {
    /// What is counted, with its word of change.
    pub indicator: String,
    /// As printed before, with what bounds it.
    pub before: String,
    /// As printed now.
    pub after: String,
}

/// What became of one section, or of several that belong together.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// What became of it.
    pub fate: Fate,
    /// Numbers of the older sections.
    pub old: Vec<usize>,
    /// Numbers of the newer sections.
    pub new: Vec<usize>,
    /// Sentences, where it was reworded, split or joined.
    pub edits: Vec<Edit>,
    /// Figures of the same indicator with another value.
    pub figures: Vec<FigureChange>,
}

/// Holds two versions against each other: what became of each section, in the order of the newer one, what went behind the
/// section that it followed.
pub fn compare(old: &[Part], new: &[Part]) -> Vec<Change> {
    let olds: Vec<Folded> = old.iter().map(Folded::of).collect();
    let news: Vec<Folded> = new.iter().map(Folded::of).collect();
    let mut pairs = same_texts(&olds, &news);
    pair_alike((old, &olds), (new, &news), &mut pairs);
    let moved = moved(&pairs);
    let mut changes: Vec<Change> = Vec::new();
    let (parts_of_old, parts_of_new) = left_over_parts(&olds, &news, &pairs);
    for (nth, partner) in pairs.iter().enumerate() {
        let more_old: Vec<usize> =
            parts_of_new.iter().filter(|(_, of)| *of == nth).map(|(old, _)| *old).collect();
        match partner {
            Some(first) => {
                let mut olds_of = vec![*first];
                olds_of.extend(more_old);
                let news_of: Vec<usize> = std::iter::once(nth)
                    .chain(parts_of_old.iter().filter(|(_, of)| of == first).map(|(new, _)| *new))
                    .collect();
                let same = olds[*first].text == news[nth].text;
                let fate = match () {
                    () if news_of.len() > 1 => Fate::Split,
                    () if olds_of.len() > 1 => Fate::Joined,
                    () if !same => Fate::Reworded,
                    () if moved.contains(&nth) => Fate::Moved,
                    () if old[*first].headings.last() != new[nth].headings.last() => Fate::Renamed,
                    () => Fate::Same,
                };
                changes.push(change(fate, olds_of, news_of, old, new));
            }
            None if parts_of_old.iter().any(|(part, _)| *part == nth) => {}
            None => changes.push(change(Fate::Came, Vec::new(), vec![nth], old, new)),
        }
    }
    insert_gone(&mut changes, old, new, &pairs, &parts_of_new);
    changes
}

/// A section's text without blanks, its sentences and pairs of characters.
struct Folded {
    text: String,
    pairs: HashMap<(char, char), usize>,
    count: usize,
}

impl Folded {
    fn of(part: &Part) -> Folded {
        let text: String = part.text.chars().filter(|c| !crate::text::is_blank(*c)).collect();
        let mut pairs = HashMap::new();
        let mut count = 0;
        for (a, b) in text.chars().zip(text.chars().skip(1)) {
            *pairs.entry((a, b)).or_insert(0) += 1;
            count += 1;
        }
        Folded { text, pairs, count }
    }

    fn shared(&self, other: &Folded) -> usize {
        let (few, many) = if self.pairs.len() < other.pairs.len() { (self, other) } else { (other, self) };
        few.pairs.iter().map(|(pair, count)| many.pairs.get(pair).map_or(0, |other| *count.min(other))).sum()
    }

    fn alike(&self, other: &Folded) -> f64 {
        dice(self.shared(other), self.count, other.count)
    }

    /// How much of this stands in the other.
    fn share_in(&self, other: &Folded) -> f64 {
        self.shared(other) as f64 / self.count.max(1) as f64
    }
}

/// For each newer section the older one with just its text; of several the first that is free.
fn same_texts(olds: &[Folded], news: &[Folded]) -> Vec<Option<usize>> {
    let mut free: HashMap<&str, Vec<usize>> = HashMap::new();
    for (nth, old) in olds.iter().enumerate().rev().filter(|(_, old)| !old.text.is_empty()) {
        free.entry(&old.text).or_default().push(nth);
    }
    news.iter().map(|new| free.get_mut(new.text.as_str())?.pop()).collect()
}

/// Pairs what is left, the most alike first.
fn pair_alike(
    (old, olds): (&[Part], &[Folded]),
    (new, news): (&[Part], &[Folded]),
    pairs: &mut [Option<usize>],
) {
    let free = |nth: &usize, pairs: &[Option<usize>]| !pairs.contains(&Some(*nth));
    let left: Vec<usize> = (0..old.len()).filter(|nth| free(nth, pairs)).collect();
    let mut scores: Vec<(f64, usize, usize)> = Vec::new();
    for nth in (0..new.len()).filter(|nth| pairs[*nth].is_none()) {
        for other in &left {
            let headings = Headings::of(&old[*other].headings, &new[nth].headings);
            let score = olds[*other].alike(&news[nth]) + headings.add;
            let both_empty = olds[*other].text.is_empty() && news[nth].text.is_empty();
            if score >= headings.alike_min || both_empty && score >= SAME_WORDS {
                scores.push((score, *other, nth));
            }
        }
    }
    scores.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.2, a.1).cmp(&(b.2, b.1))));
    let mut taken = vec![false; old.len()];
    for (_, other, nth) in scores {
        if pairs[nth].is_none() && !std::mem::replace(&mut taken[other], true) {
            pairs[nth] = Some(other);
        }
    }
}

/// The newer sections that stand elsewhere than the others of their order: those outside a longest row that goes up.
fn moved(pairs: &[Option<usize>]) -> Vec<usize> {
    let known: Vec<(usize, usize)> =
        pairs.iter().enumerate().filter_map(|(nth, old)| Some((nth, (*old)?))).collect();
    let mut best: Vec<(usize, Option<usize>)> = Vec::with_capacity(known.len());
    for (at, (_, old)) in known.iter().enumerate() {
        let before = (0..at).filter(|before| known[*before].1 < *old).max_by_key(|before| best[*before].0);
        best.push((before.map_or(1, |before| best[before].0 + 1), before));
    }
    let mut at = (0..known.len()).max_by_key(|at| best[*at].0);
    let mut stay = Vec::new();
    while let Some(here) = at {
        stay.push(known[here].0);
        at = best[here].1;
    }
    known.iter().map(|(nth, _)| *nth).filter(|nth| !stay.contains(nth)).collect()
}

/// Sections with the section of the other version that each is part of.
type PartsOf = Vec<(usize, usize)>;

/// Sections without a partner that are part of one with a partner: newer ones with the older section that they were of, older
/// ones with the newer section that they are in now.
fn left_over_parts(olds: &[Folded], news: &[Folded], pairs: &[Option<usize>]) -> (PartsOf, PartsOf) {
    let part_of = |part: &Folded, wholes: &mut dyn Iterator<Item = (usize, &Folded)>| {
        let fits = wholes.map(|(nth, whole)| (part.share_in(whole), nth));
        fits.filter(|(share, _)| part.count > 10 && *share >= PART_MIN).max_by(|a, b| a.0.total_cmp(&b.0))
    };
    let mut of_old = Vec::new();
    for (nth, new) in news.iter().enumerate().filter(|(nth, _)| pairs[*nth].is_none()) {
        // What it was part of lost it: the partner of that holds less of it.
        let mut wholes = pairs.iter().enumerate().filter_map(|(partner, old)| {
            let old = (*old)?;
            (new.share_in(&news[partner]) < PART_MIN).then_some((old, &olds[old]))
        });
        of_old.extend(part_of(new, &mut wholes).map(|(_, old)| (nth, old)));
    }
    let mut of_new = Vec::new();
    for (nth, old) in olds.iter().enumerate().filter(|(nth, _)| !pairs.contains(&Some(*nth))) {
        let mut wholes = pairs.iter().enumerate().filter_map(|(new, partner)| {
            let partner = (*partner)?;
            (old.share_in(&olds[partner]) < PART_MIN).then_some((new, &news[new]))
        });
        of_new.extend(part_of(old, &mut wholes).map(|(_, new)| (nth, new)));
    }
    (of_old, of_new)
}

fn change(fate: Fate, olds: Vec<usize>, news: Vec<usize>, old: &[Part], new: &[Part]) -> Change {
    let text = |parts: &[Part], which: &[usize]| -> Vec<String> {
        which.iter().flat_map(|nth| sentences(&parts[*nth].text)).collect()
    };
    let edits = match fate {
        Fate::Reworded | Fate::Split | Fate::Joined => edits(&text(old, &olds), &text(new, &news)),
        _ => Vec::new(),
    };
    let figures = figure_changes(&edits);
    Change { fate, old: olds, new: news, edits, figures }
}

/// Sentences without blanks.
fn sentences(text: &str) -> Vec<String> {
    let text: String = text.chars().filter(|c| !crate::text::is_blank(*c)).collect();
    text.split_inclusive(['。', '；', '！', '？']).map(str::to_owned).collect()
}

fn edits(old: &[String], new: &[String]) -> Vec<Edit> {
    let mut edits = Vec::new();
    for op in capture_diff_slices(Algorithm::Patience, old, new) {
        let (tag, olds, news) = op.as_tag_tuple();
        if tag == DiffTag::Equal {
            edits.extend(old[olds].iter().cloned().map(Edit::Kept));
        } else {
            edits.extend(old[olds].iter().cloned().map(Edit::Gone));
            edits.extend(new[news].iter().cloned().map(Edit::New));
        }
    }
    edits
}

/// Figures of an indicator that stands in what went and in what came, with another value or bound.
fn figure_changes(edits: &[Edit]) -> Vec<FigureChange> {
    let gone: String = edits
        .iter()
        .filter_map(|edit| if let Edit::Gone(text) = edit { Some(text.as_str()) } else { None })
        .collect();
    let came: String = edits
        .iter()
        .filter_map(|edit| if let Edit::New(text) = edit { Some(text.as_str()) } else { None })
        .collect();
    let read = |text: &str| {
        let figures = figures_of(&[], text, None);
        let told = figures.iter().map(|figure| {
            let (before, behind) = figure.relation.printed();
            (format!("{}{}", figure.indicator, figure.measure), format!("{before}{}{behind}", figure.printed))
        });
        told.collect::<Vec<(String, String)>>()
    };
    let mut after = read(&came);
    let mut changes = Vec::new();
    for (indicator, before) in read(&gone) {
        let Some(at) = after.iter().position(|(other, _)| *other == indicator) else { continue };
        let (_, now) = after.remove(at);
        if now != before {
            changes.push(FigureChange { indicator, before, after: now });
        }
    }
    changes
}

/// Puts what went behind the section that it followed.
fn insert_gone(
    changes: &mut Vec<Change>,
    old: &[Part],
    new: &[Part],
    pairs: &[Option<usize>],
    parts: &[(usize, usize)],
) {
    for nth in 0..old.len() {
        if pairs.contains(&Some(nth)) || parts.iter().any(|(part, _)| *part == nth) {
            continue;
        }
        let before = changes
            .iter()
            .rposition(|change| change.old.iter().any(|old| *old < nth) && change.old.last() < Some(&nth));
        let at = before.map_or(0, |at| at + 1);
        changes.insert(at, change(Fate::Went, vec![nth], Vec::new(), old, new));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(sections: &[(&str, &str)]) -> Vec<Part> {
        let part = |(nth, (heading, text)): (usize, &(&str, &str))| Part {
            headings: vec![(*heading).to_owned()],
            text: (*text).to_owned(),
            line: nth + 1,
        };
        sections.iter().enumerate().map(part).collect()
    }

    #[test]
    fn what_became_of_each_section_is_told() {
        let old = parts(&[
            ("第一条", "为了加强生物安全管理，制定本法。"),
            ("第二条", "各级政府应当依法履行职责，加强领导。"),
            ("第三条", "违反规定的，处一万元罚款；情节严重的，处五万元罚款。"),
            ("第四条", "本条将被删除，内容与其他各条都不相同。"),
            ("第五条", "本法自公布之日起施行。"),
        ]);
        let new = parts(&[
            ("第一条", "为了加强生物安全管理，制定本法。"),
            ("第二条", "国家建立风险监测预警制度，完善信息共享办法。"),
            ("第三条", "各级政府应当依法履行职责，加强领导。"),
            ("第四条", "违反规定的，处二万元罚款；情节严重的，处五万元罚款。"),
            ("第五条", "本法自公布之日起施行。"),
        ]);
        let told: Vec<(&str, Vec<usize>, Vec<usize>)> = compare(&old, &new)
            .into_iter()
            .map(|change| (change.fate.name(), change.old, change.new))
            .collect();
        assert_eq!(
            told,
            [
                ("same", vec![0], vec![0]),
                ("came", vec![], vec![1]),
                ("renamed", vec![1], vec![2]),
                ("reworded", vec![2], vec![3]),
                ("went", vec![3], vec![]),
                ("same", vec![4], vec![4]),
            ]
        );
    }

    #[test]
    fn sections_that_were_split_joined_or_moved_are_told() {
        let (one, two) =
            ("建立健全教师减负清单制度，严格控制进校园事项。", "统筹规范督查检查评比考核，减少报表填写。");
        let whole = format!("{one}{two}");
        let old = parts(&[
            ("一、减负", &whole),
            ("二、甲", "甲方面的工作持续推进。"),
            ("三、乙", "乙方面的任务全面完成。"),
        ]);
        let new = parts(&[
            ("一、减负", one),
            ("二、督查", two),
            ("三、乙", "乙方面的任务全面完成。"),
            ("四、甲", "甲方面的工作持续推进。"),
        ]);
        let fates = |old: &[Part], new: &[Part]| -> Vec<&str> {
            compare(old, new).iter().map(|change| change.fate.name()).collect()
        };
        let read = fates(&old, &new);
        assert!(read.contains(&"split") && read.contains(&"moved") && !read.contains(&"came"), "{read:?}");
        let back = fates(&new, &old);
        assert!(back.contains(&"joined") && !back.contains(&"went"), "{back:?}");
        assert_eq!(fates(&old, &old), ["same", "same", "same"]);
    }

    #[test]
    fn figures_that_changed_are_told() {
        let old = parts(&[("目标", "今年主要目标是：地区生产总值增长5%左右，城镇新增就业60万人。")]);
        let new = parts(&[("目标", "今年主要目标是：地区生产总值增长5%以上，城镇新增就业60万人。")]);
        let wanted = FigureChange {
            indicator: "地区生产总值增长".to_owned(),
            before: "5%左右".to_owned(),
            after: "5%以上".to_owned(),
        };
        assert_eq!(compare(&old, &new)[0].figures, [wanted]);
    }
}
