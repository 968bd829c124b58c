//! Which runs of words are terms, and how much they tell.

use aho_corasick::AhoCorasick;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::analysis::Dictionary;
use crate::schema::is_report_term;

use super::Term;
use super::count::{Count, Counted, each_run};
use super::texts::Texts;

/// A term stands so often at least, all reports together: of what stands once nothing can be counted.
const HITS_MIN: u32 = 2;
/// Least cohesion of a term, in nats: its halves stand together e^2 = 7 times as often as by chance.
const COHESION_MIN: f64 = 2.0;
/// Least freedom of its neighbours, in nats: entropy of two that stand three to one.
const FREEDOM_MIN: f64 = 0.56;
/// What is called characteristic and no word of the dictionary stands so often here, holds together so well and has neighbours
/// so free (three that stand alike often) at least: pieces of a sentence that is said twice are not.
const CHARACTERISTIC_HITS_MIN: u32 = 3;
const CHARACTERISTIC_COHESION_MIN: f64 = 3.0;
const CHARACTERISTIC_FREEDOM_MIN: f64 = 1.0;
/// Most that rarity counts for: among what few reports say, how often it is said here decides.
const RARITY_MAX: f64 = 2.0;
/// Runs whose neighbours are counted, of the most telling by the rest.
const LOOKED_AT: usize = 3_000;

/// A run that may be told.
struct Candidate<'t> {
    run: &'t str,
    count: Count,
    cohesion: Option<f64>,
    freedom: f64,
    /// How much more often it stands here than in the others ([`surprise`]).
    surprise: f64,
    is_new: bool,
}

/// Runs with their weights.
pub(super) struct Weighed<'t> {
    texts: &'t Texts,
    dictionary: &'t Dictionary,
    candidates: Vec<Candidate<'t>>,
}

impl<'t> Weighed<'t> {
    pub(super) fn of(counted: &Counted<'t>, texts: &'t Texts, dictionary: &'t Dictionary) -> Weighed<'t> {
        let mut candidates: Vec<Candidate<'t>> = counted
            .runs
            .iter()
            .filter(|(_, count)| count.is_candidate && count.all() >= HITS_MIN)
            .filter_map(|(run, count)| {
                let cohesion = (count.words > 1).then(|| cohesion(run, counted));
                let holds = cohesion.is_none_or(|cohesion| cohesion >= COHESION_MIN);
                holds.then(|| Candidate {
                    run,
                    count: *count,
                    cohesion,
                    freedom: 0.0,
                    surprise: surprise(count, counted) * rarity(count, texts.texts.len()),
                    is_new: false,
                })
            })
            .collect();
        let is_general =
            |run: &str| dictionary.holds(run) && !is_report_term(run) && !dictionary.is_added(run);
        let fresh: Vec<&str> = candidates
            .iter()
            .filter(|one| one.count.earlier == 0 && !is_general(one.run))
            .map(|one| one.run)
            .collect();
        let old = said_before(&fresh, texts, counted.year);
        let fresh: FxHashSet<&str> = fresh.into_iter().filter(|run| !old.contains(run)).collect();
        candidates.iter_mut().for_each(|one| one.is_new = fresh.contains(one.run));
        keep_telling(&mut candidates);
        let freedom = freedoms(&candidates, texts);
        for one in &mut candidates {
            one.freedom = freedom.get(one.run).copied().unwrap_or(0.0);
        }
        // A word of the dictionary is one whatever stands beside it.
        candidates.retain(|one| one.freedom >= FREEDOM_MIN || (one.cohesion.is_none() && !one.is_new));
        Weighed { texts, dictionary, candidates }
    }

    /// The terms that stand here much more often than elsewhere.
    pub(super) fn characteristic(&self, limit: usize) -> Vec<Term> {
        let fits = |one: &&Candidate<'_>| match one.cohesion {
            None => one.count.here >= HITS_MIN,
            Some(cohesion) => {
                one.count.here >= CHARACTERISTIC_HITS_MIN
                    && cohesion >= CHARACTERISTIC_COHESION_MIN
                    && one.freedom >= CHARACTERISTIC_FREEDOM_MIN
            }
        };
        let fitting: Vec<_> = self.candidates.iter().filter(|one| one.surprise > 0.0).filter(fits).collect();
        // A word that stands here inside one longer term alone (空中 of 空中出租) says no more than that.
        let is_part = |word: &Candidate<'_>| {
            let holds = |term: &&&Candidate<'_>| {
                term.cohesion.is_some() && term.count.here >= word.count.here && term.run.contains(word.run)
            };
            word.cohesion.is_none() && word.freedom < FREEDOM_MIN && fitting.iter().any(|term| holds(&term))
        };
        let weighed = fitting.iter().filter(|one| !is_part(one));
        self.first(weighed.map(|one| (one.surprise, *one)).collect(), limit)
    }

    /// The terms that no earlier report holds.
    pub(super) fn first_said(&self, limit: usize) -> Vec<Term> {
        let weight = |one: &Candidate<'_>| {
            let cohesion = one.cohesion.unwrap_or(COHESION_OF_WORD);
            f64::from(1 + one.count.all()).ln() * cohesion * one.freedom
        };
        let new = self.candidates.iter().filter(|one| one.is_new);
        self.first(new.map(|one| (weight(one), one)).collect(), limit)
    }

    /// The first of them, of those that hold each other the better one alone.
    fn first(&self, mut weighed: Vec<(f64, &Candidate<'t>)>, limit: usize) -> Vec<Term> {
        weighed.sort_by(|(a, one), (b, other)| b.total_cmp(a).then_with(|| one.run.cmp(other.run)));
        let mut kept: Vec<(f64, &Candidate<'t>)> = Vec::new();
        for (weight, one) in weighed {
            let overlaps = |known: &str| known.contains(one.run) || one.run.contains(known);
            if kept.len() < limit && !kept.iter().any(|(_, known)| overlaps(known.run)) {
                kept.push((weight, one));
            }
        }
        kept.into_iter().map(|(weight, one)| self.term(weight, one)).collect()
    }

    /// A term with its counts as runs of characters, as a search for it quoted counts.
    fn term(&self, weight: f64, one: &Candidate<'t>) -> Term {
        let mut term = Term {
            text: one.run.to_owned(),
            cohesion: one.cohesion,
            freedom: one.freedom,
            weight,
            in_dictionary: self.dictionary.holds(one.run),
            ..Term::default()
        };
        let finder = memchr::memmem::Finder::new(one.run.as_bytes());
        for text in &self.texts.texts {
            let hits: usize =
                text.sections.iter().map(|section| finder.find_iter(section.folded.as_bytes()).count()).sum();
            *if text.is_asked { &mut term.hits } else { &mut term.other_hits } += hits;
            if hits > 0 {
                term.reports += 1;
                term.first_year = [term.first_year, text.year].into_iter().flatten().min();
            }
        }
        if let Some((text, place)) = self.texts.asked().find_map(|text| text.printed(one.run)) {
            (term.text, term.place) = (text, place);
        }
        term
    }
}

/// The cohesion that a word of the dictionary is taken to have, in nats: about that of a term of two rare words.
const COHESION_OF_WORD: f64 = 9.0;

/// Pointwise mutual information of a run where it is parted best, in nats (Church and Hanks 1990, Word association norms,
/// mutual information, and lexicography).
fn cohesion(run: &str, counted: &Counted<'_>) -> f64 {
    let all = f64::from(counted.words_here + counted.words_others);
    let count = |run: &str| counted.runs.get(run).map(|count| f64::from(count.all()));
    let own = count(run).unwrap_or(0.0);
    let parted = run.char_indices().skip(1).filter_map(|(at, _)| {
        // Only where both halves are runs of words of the report.
        let (left, right) = (count(&run[..at])?, count(&run[at..])?);
        Some((all * own / (left * right)).ln())
    });
    let least = parted.fold(f64::INFINITY, f64::min);
    if least.is_finite() { least } else { COHESION_OF_WORD }
}

/// Logarithm of how many reports there are to one that holds a run (inverse document frequency): what all say, if ever so
/// often, is no mark of one.
fn rarity(count: &Count, reports: usize) -> f64 {
    (reports as f64 / f64::from(count.reports.max(1))).ln().min(RARITY_MAX)
}

/// Log-likelihood ratio of how often a run stands here against the others (Dunning 1993, Accurate methods for the statistics
/// of surprise and coincidence); 0 where it stands here more seldom.
fn surprise(count: &Count, counted: &Counted<'_>) -> f64 {
    let (here, others) = (f64::from(count.here), f64::from(count.later + count.earlier));
    let (all_here, all_others) = (f64::from(counted.words_here), f64::from(counted.words_others));
    let share = (here + others) / (all_here + all_others).max(1.0);
    if here <= share * all_here {
        return 0.0;
    }
    let part = |seen: f64, wanted: f64| if seen > 0.0 { seen * (seen / wanted).ln() } else { 0.0 };
    2.0 * (part(here, share * all_here) + part(others, share * all_others))
}

/// Those of these runs that stand in an earlier text, however that was cut into words.
fn said_before<'t>(runs: &[&'t str], texts: &Texts, year: Option<u16>) -> FxHashSet<&'t str> {
    let mut old = FxHashSet::default();
    // Only runs too many for its tables would make it fail: then none is called new without being looked for.
    let Ok(finder) = AhoCorasick::new(runs) else { return runs.iter().copied().collect() };
    for text in texts.texts.iter().filter(|text| text.is_before(year)) {
        for section in &text.sections {
            let found = finder.find_overlapping_iter(&section.folded);
            old.extend(found.map(|found| runs[found.pattern().as_usize()]));
        }
    }
    old
}

/// Drops what cannot be among the first: the neighbours of few need to be counted.
fn keep_telling(candidates: &mut Vec<Candidate<'_>>) {
    let rough =
        |one: &Candidate<'_>| f64::from(1 + one.count.all()).ln() * one.cohesion.unwrap_or(COHESION_OF_WORD);
    let mut kept: FxHashSet<&str> = FxHashSet::default();
    let mut order: Vec<usize> = (0..candidates.len()).collect();
    let weights: [&dyn Fn(&Candidate<'_>) -> f64; 2] =
        [&|one| if one.is_new { rough(one) } else { 0.0 }, &|one| one.surprise];
    for weight in weights {
        order.sort_by(|a, b| {
            let (a, b) = (&candidates[*a], &candidates[*b]);
            weight(b).total_cmp(&weight(a)).then_with(|| a.run.cmp(b.run))
        });
        kept.extend(order.iter().take(LOOKED_AT).map(|nth| candidates[*nth].run));
    }
    candidates.retain(|one| kept.contains(one.run));
}

/// The entropy of the words before each run, and of those behind it, whichever is less; a border is a neighbour of its own each
/// time.
fn freedoms<'t>(candidates: &[Candidate<'t>], texts: &'t Texts) -> FxHashMap<&'t str, f64> {
    let mut neighbours: FxHashMap<&str, [FxHashMap<&str, u32>; 2]> =
        candidates.iter().map(|one| (one.run, Default::default())).collect();
    let mut borders: FxHashMap<&str, [u32; 2]> = FxHashMap::default();
    for text in &texts.texts {
        each_run(text, &mut |section, words| {
            let run = section.run(words.clone());
            let Some(sides) = neighbours.get_mut(run) else { return };
            let before = words.start.checked_sub(1).filter(|_| section.words[words.start].follows);
            let behind =
                Some(words.end).filter(|nth| section.words.get(*nth).is_some_and(|word| word.follows));
            for (side, nth) in [before, behind].into_iter().enumerate() {
                match nth {
                    Some(nth) => *sides[side].entry(section.run(nth..nth + 1)).or_default() += 1,
                    None => borders.entry(run).or_default()[side] += 1,
                }
            }
        });
    }
    let entropy = |counts: &FxHashMap<&str, u32>, borders: u32| {
        let all = f64::from(counts.values().sum::<u32>() + borders);
        let part = |count: f64| -count / all * (count / all).ln();
        // In the order of the counts, so that the sum is the same in each run.
        let mut sorted: Vec<u32> = counts.values().copied().collect();
        sorted.sort_unstable();
        sorted.into_iter().map(|count| part(f64::from(count))).sum::<f64>() + f64::from(borders) * part(1.0)
    };
    let least = |run: &'t str, sides: [FxHashMap<&str, u32>; 2]| {
        let borders = borders.get(run).copied().unwrap_or_default();
        (run, entropy(&sides[0], borders[0]).min(entropy(&sides[1], borders[1])))
    };
    candidates
        .iter()
        .filter_map(|one| neighbours.remove(one.run).map(|sides| least(one.run, sides)))
        .collect()
}
