//! The two indexes in an engine: their names, their settings and mappings, and whose they are.
//!
//! A name stands for two aliases, of the index of passages and of the index of reports. Each full push makes a pair of indexes of
//! its own, whose names begin with that of the alias and end in a number; the aliases move to the new pair at once.

use serde_json::{Map, Value, json};

use crate::schema::EngineSchema;

use super::{Engine, EngineError};

/// Who makes such indexes, in their `_meta`.
const MADE_BY: &str = "xunzhang";
/// What an engine says of an index that is there already.
const THERE: &str = "resource_already_exists";

/// A pair of indexes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Layout {
    /// Name of the index of passages.
    pub(crate) passages: String,
    /// Name of the index of reports.
    pub(crate) reports: String,
}

/// How the engine scores a field, so that it orders as the local index does.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Similarity {
    /// Name of the field's similarity in the settings.
    pub(crate) name: &'static str,
    /// k1 of BM25.
    pub(crate) k1: f64,
    /// b of BM25.
    pub(crate) b: f64,
}

impl Layout {
    /// Returns the aliases that readers ask.
    pub(crate) fn of_name(name: &str) -> Layout {
        Layout { passages: name.to_owned(), reports: format!("{name}-reports") }
    }

    /// Returns the pair that an index of reports is of; `None` where it is none of a pair.
    pub(crate) fn of_reports(reports: &str) -> Option<Layout> {
        let pair = reports.strip_suffix("-reports")?;
        Some(Layout { passages: format!("{pair}-passages"), reports: reports.to_owned() })
    }

    /// Returns a pair of its own for a full push.
    pub(crate) fn numbered(name: &str, number: u64) -> Layout {
        Layout { passages: format!("{name}-{number}-passages"), reports: format!("{name}-{number}-reports") }
    }

    /// Returns the number of a pair of this name; `None` where it has none.
    pub(crate) fn number(&self, name: &str) -> Option<u64> {
        number_in(name, &self.passages)
    }

    /// Makes the pair; what of it is there already stays.
    ///
    /// # Errors
    /// What the engine says.
    pub(crate) fn create(
        &self,
        engine: &Engine,
        meta: &Value,
        (shards, replicas): (u32, u32),
        similarities: &[Similarity],
    ) -> Result<(), EngineError> {
        let schema = EngineSchema::builtin();
        let mut bm25 = Map::new();
        for Similarity { name, k1, b } in similarities {
            bm25.insert((*name).to_owned(), json!({"type": "BM25", "k1": k1, "b": b}));
        }
        let mut meta = meta.clone();
        meta["made_by"] = json!(MADE_BY);
        for (name, index, shards) in
            [(&self.passages, schema.passages(), shards), (&self.reports, schema.reports(), 1)]
        {
            let mut body = index.clone();
            body["settings"]["number_of_shards"] = json!(shards);
            body["settings"]["number_of_replicas"] = json!(replicas);
            if *name == self.passages {
                body["settings"]["similarity"] = Value::Object(bm25.clone());
            }
            body["mappings"]["_meta"] = meta.clone();
            match engine.ask::<Value>("PUT", &format!("/{name}"), &body) {
                // Another machine was quicker.
                Err(EngineError::Failed { status: 400, why, .. }) if why.contains(THERE) => {}
                made => drop(made?),
            }
        }
        Ok(())
    }

    /// Returns the pair that the aliases of a name lead to, and what its `_meta` says; `None` where there is none.
    ///
    /// # Errors
    /// [`EngineError::Foreign`] when the name is somebody else's, and what the engine says.
    pub(crate) fn in_force(engine: &Engine) -> Result<Option<(Layout, Value)>, EngineError> {
        let alias = Layout::of_name(engine.name());
        let mapping = format!("/{}/_mapping", alias.passages);
        let Some(found) = engine.ask_if_there::<Map<String, Value>>("GET", &mapping, &Value::Null)? else {
            return Ok(None);
        };
        let foreign = || EngineError::Foreign { name: engine.name().to_owned() };
        let mut found = found.into_iter();
        let (Some((passages, told)), None) = (found.next(), found.next()) else { return Err(foreign()) };
        let meta = meta_of(&told).ok_or_else(foreign)?;
        let reports = passages.strip_suffix("-passages").ok_or_else(foreign)?;
        Ok(Some((Layout { reports: format!("{reports}-reports"), passages: passages.clone() }, meta)))
    }

    /// Returns the pairs of a name that no alias leads to, with their `_meta`: full pushes that were not finished, and those
    /// that another has taken the place of.
    ///
    /// # Errors
    /// What the engine says.
    pub(crate) fn others(
        engine: &Engine,
        in_force: Option<&Layout>,
    ) -> Result<Vec<(Layout, Value)>, EngineError> {
        let path = format!("/{}-*-passages/_mapping", engine.name());
        let found = engine.ask_if_there::<Map<String, Value>>("GET", &path, &Value::Null)?;
        let mut others = Vec::new();
        for (passages, told) in found.into_iter().flatten() {
            let (number, meta) = (number_in(engine.name(), &passages), meta_of(&told));
            let (Some(number), Some(meta)) = (number, meta) else { continue };
            let layout = Layout::numbered(engine.name(), number);
            if in_force != Some(&layout) {
                others.push((layout, meta));
            }
        }
        Ok(others)
    }

    /// Makes the aliases of the name lead to this pair, at once.
    ///
    /// # Errors
    /// What the engine says.
    pub(crate) fn put_in_force(&self, engine: &Engine, before: Option<&Layout>) -> Result<(), EngineError> {
        let alias = Layout::of_name(engine.name());
        let mut actions = Vec::new();
        if let Some(old) = before {
            actions.push(json!({"remove": {"index": old.passages, "alias": alias.passages}}));
            actions.push(json!({"remove": {"index": old.reports, "alias": alias.reports}}));
        }
        actions.push(json!({"add": {"index": self.passages, "alias": alias.passages}}));
        actions.push(json!({"add": {"index": self.reports, "alias": alias.reports}}));
        engine.ask::<Value>("POST", "/_aliases", &json!({"actions": actions})).map(|_| ())
    }

    /// Makes all that was written visible.
    ///
    /// # Errors
    /// What the engine says, and when a part of an index does not answer.
    pub(crate) fn refresh(&self, engine: &Engine) -> Result<(), EngineError> {
        for name in [&self.passages, &self.reports] {
            engine.ask::<Value>("POST", &format!("/{name}/_refresh"), &Value::Null)?;
        }
        Ok(())
    }

    /// Makes what was written of reports visible.
    ///
    /// # Errors
    /// As [`Layout::refresh`].
    pub(crate) fn refresh_reports(&self, engine: &Engine) -> Result<(), EngineError> {
        engine.ask::<Value>("POST", &format!("/{}/_refresh", self.reports), &Value::Null).map(|_| ())
    }

    /// Removes the pair.
    ///
    /// # Errors
    /// What the engine says.
    pub(crate) fn remove(&self, engine: &Engine) -> Result<(), EngineError> {
        for name in [&self.passages, &self.reports] {
            engine.ask_if_there::<Value>("DELETE", &format!("/{name}"), &Value::Null)?;
        }
        Ok(())
    }
}

/// The number in the name of an index of passages.
fn number_in(name: &str, passages: &str) -> Option<u64> {
    passages.strip_prefix(name)?.strip_prefix('-')?.strip_suffix("-passages")?.parse().ok()
}

/// The `_meta` of an index of ours.
fn meta_of(told: &Value) -> Option<Value> {
    let meta = told.pointer("/mappings/_meta")?;
    (meta.get("made_by")?.as_str()? == MADE_BY).then(|| meta.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_tell_their_number() {
        assert_eq!(Layout::numbered("法规", 17).number("法规"), Some(17));
        for (name, passages) in
            [("a", "a-passages"), ("a", "ab-7-passages"), ("a", "a-7-reports"), ("a", "a-b-7-passages")]
        {
            assert_eq!(number_in(name, passages), None, "{name} {passages}");
        }
    }
}
