//! What needs the reports of all shares: texts that several hold are shown once, with all of their files; near-copies, versions and
//! what is no longer in force are found; and all is counted.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use serde::Deserialize;
use serde_json::json;

use crate::engine::{Access, Engine, EngineError, Layout};
use crate::index::{Counts, Kin, KnownValues, Member, PlaceMeta, Root, kin_of, path_order};
use crate::report::Facts;
use crate::search::remote::documents::{State, StoredReport, id_of};
use crate::search::remote::shares::{Part, ShareState, shares_of};
use crate::search::remote::{HIDDEN, rows_of};
use crate::search::{SearchError, Searcher};

use super::turn::Turn;
use super::write::Writer;

/// Reports that are read, and written, together.
const PAGE: usize = 2_000;

/// What joining the shares of an index did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Joined {
    /// Shares that there are.
    pub shares: usize,
    /// Different reports.
    pub reports: usize,
    /// Of these, those of which something else is told now.
    pub changed: usize,
    /// Texts that another share shows.
    pub hidden: usize,
    /// Folders that must be pushed once more, each with how many of its reports are lacking.
    pub lacking: Vec<(PathBuf, usize)>,
}

/// Joins what many machines have pushed.
///
/// # Errors
/// When a share is under way, the index holds none, and what the engine says. What was not written is by the next call.
pub fn join_shares(access: &Access) -> Result<Joined, SearchError> {
    // Refuses what this program cannot read.
    let searcher = Searcher::connect(access.clone())?;
    let engine = Engine::new(access.clone())?;
    let missing = || EngineError::Missing { name: engine.name().to_owned() };
    let (layout, _) = Layout::in_force(&engine)?.ok_or_else(missing)?;
    let state = State::read_now(&engine, &layout)?.ok_or_else(missing)?;
    let mut turn = Turn::take(&engine, &layout, &state)?;
    let segmenter = searcher.full_segmenter();
    let writer =
        Writer { engine: &engine, layout: &layout, push: turn.number, segmenter: &segmenter, threads: 1 };
    let joined = join(&writer, &mut turn);
    // Shares are not kept waiting for what went wrong here.
    let given_back = turn.give_back();
    let joined = joined?;
    given_back?;
    layout.refresh(&engine)?;
    Ok(joined)
}

/// A report as a share tells of it.
#[derive(Deserialize)]
struct Row {
    #[serde(skip)]
    name: String,
    rank: u64,
    #[serde(default)]
    sum: String,
    #[serde(default)]
    pieces: u32,
    report: StoredReport,
    part: Part,
}

impl Row {
    fn is_shown(&self) -> bool {
        self.rank < HIDDEN && !self.sum.is_empty()
    }
}

/// What of each row is to become.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Becomes {
    /// It is shown.
    Shown,
    /// Another share shows it.
    Hidden,
    /// It should be shown, at another place or at all: its share must be pushed again.
    Lacking,
}

fn join(writer: &Writer<'_>, turn: &mut Turn<'_>) -> Result<Joined, SearchError> {
    let (engine, layout) = (writer.engine, writer.layout);
    layout.refresh(engine)?;
    let shares = shares_of(engine, layout)?;
    if let Some(share) = shares.values().find(|share| share.under_way) {
        return Err(EngineError::UnderWay { root: share.root.clone() }.into());
    }
    let rows = rows(engine, layout)?;
    turn.renew()?;
    let mut of_text: HashMap<&str, Vec<usize>> = HashMap::new();
    for (nth, row) in rows.iter().enumerate() {
        of_text.entry(&row.report.record.key).or_default().push(nth);
    }
    let becomes = becomes(&rows, &of_text);
    let shown: Vec<usize> = (0..rows.len()).filter(|nth| becomes[*nth] == Becomes::Shown).collect();
    let kin = kin(&rows, &shown);
    let places: Vec<Vec<PlaceMeta>> =
        shown.iter().map(|nth| places(&rows, &of_text[rows[*nth].report.record.key.as_str()])).collect();
    let mut joined = Joined { shares: shares.len(), reports: shown.len(), ..Joined::default() };
    let lacking = tell_others(writer, turn, &rows, &becomes, &mut joined)?;
    let of_share = |(name, count): (&String, &usize)| Some((shares.get(name)?.root.clone(), *count));
    joined.lacking = lacking.iter().filter_map(of_share).collect();
    let (mut counts, mut bulk) = (Counts::default(), writer.bulk());
    for ((nth, kin), places) in shown.iter().zip(kin).zip(places) {
        let row = &rows[*nth];
        counts.add(&Counts { places: places.len() as u64, ..row.part.counts });
        let report = StoredReport { places, kin, ..row.report.clone() };
        if report.kin == row.report.kin && report.places == row.report.places {
            continue;
        }
        joined.changed += 1;
        if joined.changed.is_multiple_of(PAGE) {
            turn.renew()?;
        }
        writer.put_report(
            &mut bulk,
            &row.name,
            (row.rank, &row.sum, row.pieces),
            (&report, Some(&row.part)),
        )?;
    }
    bulk.flush()?;
    tell_all(
        &mut turn.state,
        &shares,
        counts,
        shown.iter().filter_map(|nth| rows[*nth].report.facts.as_ref()),
    );
    Ok(joined)
}

/// All that shares tell of reports, in the order of the paths of their first files.
fn rows(engine: &Engine, layout: &Layout) -> Result<Vec<Row>, SearchError> {
    let mut rows: Vec<Row> = Vec::new();
    let known = json!({"range": {"rank": {"gt": 0}}});
    rows_of(engine, layout, (&known, &json!(true), PAGE), &mut |name, row: Row| {
        rows.push(Row { name, ..row });
    })?;
    let nth = |row: &Row| row.part.places.first().map_or(0, |place| place.nth);
    rows.sort_by(|a, b| {
        path_order(&a.part.path, &b.part.path).then(nth(a).cmp(&nth(b))).then(a.name.cmp(&b.name))
    });
    Ok(rows)
}

/// Of each text the first row is shown.
fn becomes(rows: &[Row], of_text: &HashMap<&str, Vec<usize>>) -> Vec<Becomes> {
    let mut becomes = vec![Becomes::Hidden; rows.len()];
    for all in of_text.values() {
        let shown = all.iter().position(|nth| rows[*nth].is_shown());
        // The passages of what is not shown are gone: who comes before must be pushed again.
        for nth in &all[..shown.unwrap_or(all.len())] {
            becomes[*nth] = Becomes::Lacking;
        }
        if let Some(shown) = shown {
            becomes[all[shown]] = Becomes::Shown;
        }
    }
    let mut last = 0;
    for (row, becomes) in rows.iter().zip(&mut becomes).filter(|(_, becomes)| **becomes == Becomes::Shown) {
        match row.rank > last {
            true => last = row.rank,
            false => *becomes = Becomes::Lacking,
        }
    }
    becomes
}

/// Takes out the passages of what another share shows, and notes what is lacking; returns that by share.
fn tell_others(
    writer: &Writer<'_>,
    turn: &mut Turn<'_>,
    rows: &[Row],
    becomes: &[Becomes],
    joined: &mut Joined,
) -> Result<BTreeMap<String, usize>, SearchError> {
    let (mut bulk, mut lacking) = (writer.bulk(), BTreeMap::new());
    for (nth, (row, becomes)) in rows.iter().zip(becomes).enumerate() {
        if nth % PAGE == PAGE - 1 {
            turn.renew()?;
        }
        match becomes {
            Becomes::Shown => {}
            Becomes::Hidden => {
                joined.hidden += 1;
                if row.rank < HIDDEN {
                    for ordinal in 1..=row.pieces {
                        bulk.remove(&writer.layout.passages, &id_of(&row.name, ordinal))?;
                    }
                    let numbers = (row.rank + HIDDEN, row.sum.as_str(), 0);
                    writer.put_report(&mut bulk, &row.name, numbers, (&row.report, Some(&row.part)))?;
                }
            }
            Becomes::Lacking => {
                *lacking.entry(row.part.share.clone()).or_insert(0) += 1;
                if !row.sum.is_empty() {
                    let numbers = (row.rank, "", row.pieces);
                    writer.put_report(&mut bulk, &row.name, numbers, (&row.report, Some(&row.part)))?;
                }
            }
        }
    }
    bulk.flush()?;
    Ok(lacking)
}

/// What each of the reports that are shown has to do with the others; groups are numbered as a push of one index numbers them.
fn kin(rows: &[Row], shown: &[usize]) -> Vec<Kin> {
    let nothing = Facts::default();
    let members: Vec<Member<'_>> = shown
        .iter()
        .map(|nth| {
            let Row { report, part, .. } = &rows[*nth];
            Member {
                sketch: &part.sketch,
                facts: report.facts.as_ref().unwrap_or(&nothing),
                repeals: &part.repeals,
                sections: part.counts.sections,
                file: (0, part.path.as_path()),
            }
        })
        .collect();
    let number = |first: u32| {
        let record = &rows[shown[first as usize]].report.record;
        crate::search::group_number(&record.key)
    };
    let mut all = kin_of(&members);
    for kin in &mut all {
        kin.copies = kin.copies.map(number);
        kin.series = kin.series.map(number);
    }
    all
}

/// The files of all shares that hold a text, in the order of paths.
fn places(rows: &[Row], of_text: &[usize]) -> Vec<PlaceMeta> {
    let mut all: Vec<PlaceMeta> =
        of_text.iter().flat_map(|nth| rows[*nth].part.places.iter().cloned()).collect();
    all.sort_by(|a, b| path_order(&a.path, &b.path).then(a.nth.cmp(&b.nth)));
    all
}

/// Makes the state that of all shares as they are now.
fn tell_all<'a>(
    state: &mut State,
    shares: &BTreeMap<String, ShareState>,
    counts: Counts,
    facts: impl Iterator<Item = &'a Facts>,
) {
    state.manifest.counts = counts;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    state.manifest.changed = now.as_secs();
    let root = |(nth, share): (usize, &ShareState)| Root {
        id: nth as u32 + 1,
        path: share.root.clone(),
        follow: false,
    };
    state.manifest.roots = shares.values().enumerate().map(root).collect();
    state.known = KnownValues::default();
    facts.for_each(|facts| state.known.add(facts));
    state.own_facts = shares.values().flat_map(|share| share.own_facts.clone()).collect();
    state.own_facts.sort_unstable();
    state.own_facts.dedup();
    state.under_way = false;
    if let Some(shared) = &mut state.shared {
        shared.joined = shares.iter().map(|(name, share)| (name.clone(), share.push)).collect();
    }
}
