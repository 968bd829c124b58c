//! Shares: where many machines push the reports below their own folders into one index, each tells of its share by itself, and what
//! needs all reports is joined later.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::analysis::Sketch;
use crate::engine::{DocumentHit, Engine, EngineError, Layout};
use crate::index::{Counts, KnownValues, PlaceMeta};
use crate::report::Repeal;

use super::documents::{STATE, State};
use super::table::rows_of;

/// What stands before the name of a share in the name of its document.
const SHARE: &str = "share-";
/// Digits that name a share, and a report in it.
const DIGITS: usize = 32;
/// Shares that are read in one page.
const SHARES: usize = 1_000;

/// What holds of all shares together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Shared {
    /// The push that gives numbers to its reports now: one at a time, since numbers follow the order of all paths.
    #[serde(default)]
    pub(crate) numbering: Option<u64>,
    /// The shares that were there when what needs all reports was joined, each with the number of its push.
    #[serde(default)]
    pub(crate) joined: BTreeMap<String, u64>,
}

/// A share: what is pushed from one folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Share {
    /// What it is named by.
    pub(crate) name: String,
    /// The folder.
    pub(crate) root: PathBuf,
}

/// What a share tells of itself.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct ShareState {
    /// Its folder, on the machine that pushes it.
    #[serde(with = "crate::index::path_bytes")]
    pub(crate) root: PathBuf,
    /// The number of the push that wrote it last.
    pub(crate) push: u64,
    /// Whether that is under way, or was killed.
    pub(crate) under_way: bool,
    /// Reports whose passages it takes out.
    #[serde(default)]
    pub(crate) removing: Vec<String>,
    /// What its reports add up to.
    pub(crate) counts: Counts,
    /// The years, regions and kinds that they have.
    #[serde(default)]
    pub(crate) known: KnownValues,
    /// Names of the facts that people told of them.
    #[serde(default)]
    pub(crate) own_facts: Vec<String>,
}

/// What a share tells of a report beside what is shown of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Part {
    /// The name of the share.
    pub(crate) share: String,
    /// The first of its files there, by which it is ordered among those of all shares.
    #[serde(with = "crate::index::path_bytes")]
    pub(crate) path: PathBuf,
    /// Its files there.
    pub(crate) places: Vec<PlaceMeta>,
    /// What it adds up to, files apart.
    pub(crate) counts: Counts,
    /// By which near-copies of it are found.
    pub(crate) sketch: Sketch,
    /// The works that it says are no longer in force.
    pub(crate) repeals: Vec<Repeal>,
}

/// The part of a [`Part`] that tables hold.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct PartRead {
    /// The name of the share.
    pub(crate) share: String,
    /// The first of its files there.
    #[serde(with = "crate::index::path_bytes")]
    pub(crate) path: PathBuf,
}

#[derive(Deserialize)]
struct Read {
    share: ShareState,
}

impl Share {
    /// The share of a folder.
    pub(crate) fn of(root: &Path) -> Share {
        let name = blake3::hash(root.as_os_str().as_encoded_bytes()).to_hex()[..DIGITS].to_owned();
        Share { name, root: root.to_owned() }
    }

    /// Returns what the documents of a report of the share are named by: two shares that hold one text have documents each.
    pub(crate) fn name_of(&self, key: &str) -> String {
        blake3::hash(format!("{} {key}", self.name).as_bytes()).to_hex()[..DIGITS].to_owned()
    }

    /// Returns the name of its document.
    pub(crate) fn document(&self) -> String {
        format!("{SHARE}{}", self.name)
    }

    /// Reads what was written of it last, visible or not; `None` where nothing was.
    ///
    /// # Errors
    /// What the engine says.
    pub(crate) fn read_now(
        &self,
        engine: &Engine,
        layout: &Layout,
    ) -> Result<Option<ShareState>, EngineError> {
        let path = format!("/{}/_doc/{}", layout.reports, self.document());
        let found: Option<DocumentHit<Read>> = engine.ask_if_there("GET", &path, &Value::Null)?;
        Ok(found.and_then(|found| found.source).map(|read| read.share))
    }
}

/// Returns the shares of a pair of indexes, as far as they are visible, by name.
///
/// # Errors
/// What the engine says.
pub(crate) fn shares_of(
    engine: &Engine,
    layout: &Layout,
) -> Result<BTreeMap<String, ShareState>, EngineError> {
    let query = json!({"bool": {
        "filter": [{"term": {"rank": 0}}], "must_not": [{"ids": {"values": [STATE]}}],
    }});
    let mut shares = BTreeMap::new();
    rows_of(engine, layout, (&query, &json!(["share"]), SHARES), &mut |name, read: Read| {
        shares.insert(name.strip_prefix(SHARE).unwrap_or(&name).to_owned(), read.share);
    })?;
    Ok(shares)
}

impl State {
    /// Makes the state that of all shares together, where there are any; returns whether one was pushed since all were joined.
    pub(super) fn take_shares(&mut self, engine: &Engine, layout: &Layout) -> Result<bool, EngineError> {
        let Some(shared) = &self.shared else { return Ok(false) };
        let shares = shares_of(engine, layout)?;
        let now: BTreeMap<String, u64> =
            shares.iter().map(|(name, share)| (name.clone(), share.push)).collect();
        let unjoined = now != shared.joined;
        self.under_way = shares.values().any(|share| share.under_way);
        // Readers of a server tell by it that something was pushed.
        self.push = shares.values().map(|share| share.push).fold(self.push, u64::max);
        if unjoined {
            self.manifest.counts = Counts::default();
            for share in shares.into_values() {
                self.manifest.counts.add(&share.counts);
                self.known.add_all(share.known);
                self.own_facts.extend(share.own_facts);
            }
            self.own_facts.sort_unstable();
            self.own_facts.dedup();
        }
        Ok(unjoined)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_of_two_shares_has_documents_of_its_own_in_each() {
        let (one, other) = (Share::of(Path::new("/a")), Share::of(Path::new("/b")));
        assert_ne!(one.name_of("00ff"), other.name_of("00ff"));
        assert_eq!(one.name_of("00ff"), Share::of(Path::new("/a")).name_of("00ff"));
        assert_eq!((one.name.len(), one.name_of("00ff").len()), (DIGITS, DIGITS));
    }
}
