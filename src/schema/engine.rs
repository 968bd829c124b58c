//! `engine.toml`: settings and mappings of the indexes in an engine.

use serde::Deserialize;
use serde_json::Value;

/// What the indexes in an engine look like.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EngineSchema {
    version: u32,
    passages: Value,
    reports: Value,
}

impl EngineSchema {
    /// Returns what the program carries.
    pub fn builtin() -> EngineSchema {
        toml::from_str(include_str!("../../index_schema/engine.toml")).expect("a test reads it")
    }

    /// Returns the version.
    pub fn version(&self) -> u32 {
        self.version
    }

    /// Returns settings and mappings of the index of passages, as the engine wants them.
    pub fn passages(&self) -> &Value {
        &self.passages
    }

    /// Returns settings and mappings of the index of reports.
    pub fn reports(&self) -> &Value {
        &self.reports
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_read() {
        let schema = EngineSchema::builtin();
        assert_eq!(schema.version(), 3);
        for index in [schema.passages(), schema.reports()] {
            assert_eq!(index["mappings"]["dynamic"], "strict");
            assert!(index["settings"]["index"].is_object());
        }
    }
}
